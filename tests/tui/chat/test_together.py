"""Several keys come in one packet, as on a slow link: each has its effect before the next one."""

from __future__ import annotations

from textual import events

from store import chat
from tests.tui.chat.conftest import Kitchen
from tests.tui.chat.visit import Visit, visiting
from tui.widgets.floating import Question


def together(visit: Visit, *keys: str) -> None:
    """All of these at once."""
    for key in keys:
        character = {"enter": "\r", "up": None, "escape": "\x1b"}.get(key, key)
        visit.app.post_message(events.Key("space" if key == " " else key, character))


async def test_up_and_what_follows_is_for_the_chosen_message(house: Kitchen) -> None:
    await house.say("theo", "one", "two", "three")
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        together(ada, "up", "up", "r", *"me too", "enter")
        await ada.sees("me too")
        (said,) = await house.hub.do(house["theo"], chat.history, room=house.room, limit=1)
        assert (said.text, said.reply_text) == ("me too", "two")
        assert ada.composer.text == ""


async def test_what_was_said_last_is_changed_in_one_go(house: Kitchen) -> None:
    await house.say("ada", "teh kettle")
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        together(ada, "up", "e", "ctrl+u", *"the kettle", "enter")
        await ada.sees("the kettle", "(edited)")
        (said,) = await house.hub.do(house["theo"], chat.history, room=house.room, limit=1)
        assert said.text == "the kettle"


async def test_keys_of_the_screen_find_their_way_too(house: Kitchen) -> None:
    await house.say("theo", "one", "two")
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        together(ada, "up", "x")
        await ada.until(lambda: isinstance(ada.app.screen, Question))
        assert ada.composer.text == ""
        await ada.press("escape")
        await ada.until(lambda: not isinstance(ada.app.screen, Question))


async def test_letters_alone_stay_in_the_box(house: Kitchen) -> None:
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        together(ada, "up", *"rest well")
        await ada.settle()
        await ada.until(lambda: ada.composer.text == "rest well")
