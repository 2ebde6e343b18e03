"""When a thread goes elsewhere: no circle is named to who does not see it, and what is archived stays as it is."""

from __future__ import annotations

import json

import pytest

from store import boards, circles, export, forum_sight, notes, posts, threads, words
from store.errors import Invalid, NotFound
from store.operations import SYSTEM
from tests.store.conftest import House


async def test_who_wrote_what_was_moved_into_a_hidden_circle_is_not_told_of_the_circle(house: House) -> None:
    hub, theo = house.hub, house["theo"]
    await hub.do(SYSTEM, boards.create, name="welcome")
    await hub.do(SYSTEM, boards.create, name="quiet", circle="attic")
    for alias in (False, True):
        started = await hub.do(
            theo, threads.start, board="welcome", title="Mine", text="Quartzite.", alias=alias
        )
        await hub.do(house["max"], threads.move, thread=started.thread_id, board="attic/quiet", reason="r")
        await hub.do(house["max"], posts.delete, thread=started.thread_id, seq=1, reason="too much")
        again = await hub.do(
            theo, threads.start, board="welcome", title="More", text="Feldspar.", alias=alias
        )
        await hub.do(house["max"], threads.move, thread=again.thread_id, board="attic/quiet", reason="r")
    taken = await hub.do(theo, export.mine)
    assert "Feldspar." in json.dumps(taken)
    assert "attic" not in json.dumps(taken)
    told = [words.note(each.kind, "", each.word) for each in await hub.do(theo, notes.mine)]
    assert ["too much" in each for each in told] == [True]
    assert "attic" not in told[0]
    # Who may read the board is told which it is.
    await hub.do(SYSTEM, circles.add_member, circle="attic", handle="theo")
    assert "attic/quiet" in json.dumps(await hub.do(theo, export.mine))


async def test_nothing_is_put_behind_a_thread_of_an_archived_board(house: House) -> None:
    hub = house.hub
    for name in ("welcome", "old"):
        await hub.do(SYSTEM, boards.create, name=name)
    for board in ("welcome", "old"):
        await hub.do(house["ada"], threads.start, board=board, title=board, text="Words.")
    await hub.do(house["hana"], boards.change, board="old", archived=True)
    with pytest.raises(Invalid) as told:
        await hub.do(house["max"], threads.merge, thread=1, into=2, reason="same")
    assert "archived" in str(told.value)
    assert [each.title for each in await hub.do(house["uma"], threads.listing)] == ["welcome"]
    await hub.do(house["max"], threads.merge, thread=2, into=1, reason="same")


async def test_an_old_address_leads_to_its_post_after_any_number_of_mergers(house: House) -> None:
    hub, fay = house.hub, house["fay"]
    await hub.do(SYSTEM, boards.create, name="welcome")
    await hub.do(SYSTEM, boards.create, name="quiet", circle="attic")
    await hub.do(SYSTEM, circles.add_member, circle="attic", handle="fay")
    for n in range(forum_sight.MOST_MERGES + 3):
        house.clock.advance(24 * 3_600_000)
        await hub.do(house["theo"], threads.start, board="welcome", title=f"{n}", text=f"Word {n}.")
        if n:
            await hub.do(fay, threads.merge, thread=n, into=n + 1, reason="same")
    for old in (1, 2, 10):
        page = await hub.do(house["ada"], posts.page, thread=old, around=1, limit=1)
        assert [each.text for each in page.posts] == [f"Word {old - 1}."]
    # Once it is where ada may not read, so are all its addresses.
    await hub.do(fay, threads.move, thread=1, board="attic/quiet", reason="there")
    with pytest.raises(NotFound):
        await hub.do(house["ada"], posts.page, thread=10)
