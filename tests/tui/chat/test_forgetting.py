"""What was taken out of the store leaves the screens that show it, however the news of it comes."""

from __future__ import annotations

from store import edits, members
from tests.tui.chat.conftest import Kitchen
from tests.tui.chat.visit import visiting


async def test_the_words_of_somebody_erased_leave_every_screen_at_once(house: Kitchen) -> None:
    await house.say("ada", "between us only")
    await house.say("theo", "I hear you")
    async with visiting(house.hub, house["theo"]) as theo:
        await theo.open(house.room)
        await theo.sees("between us only")
        await house.hub.do(house["ada"], members.erase_me, handle="ada")
        await theo.until(lambda: not theo.shows("between us only"))
        await theo.sees("I hear you")


async def test_what_was_deleted_while_the_news_overflowed_is_gone_too(house: Kitchen) -> None:
    await house.say("ada", "not for here")
    await house.say("theo", "what was that?")
    async with visiting(house.hub, house["theo"]) as theo:
        await theo.open(house.room)
        await theo.sees("not for here")
        # The news of the deletion itself is lost: only that something was missed arrives.
        publish = house.hub.bus.publish
        house.hub.database._publish = lambda event: None
        await house.hub.do(house["ada"], edits.delete, room=house.room, seq=1)
        house.hub.database._publish = publish
        assert theo.shows("not for here")
        house.hub.bus.resync()
        await theo.until(lambda: not theo.shows("not for here"))
