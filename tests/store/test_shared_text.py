"""What people write in check-ins, goals, cards and plans is cleaned on the way in, and a card is as wide as it says."""

from __future__ import annotations

import contextlib
import unicodedata
from collections.abc import Awaitable, Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import checkins, counters, goals, keepsake, kudos, milestones, pairs, plans, routines
from store.errors import Refused
from store.hub import Hub
from store.milestones import Milestone, Signature
from store.text import clean_line, width_cells
from tests.store.conftest import House
from tests.store.pairing import HOUR_MS, befriend

HOSTILE = (
    "\x1b]52;c;aGk=\x07hi",
    "\x1b[2J\x1b[31mred",
    "a\u202eb\u2066c",
    "z" + "\u0301" * 50,
    "\ud800 lone",
    "[@click=app.quit()]x[/nope]",
    "a\x00b\x9bc",
    "\u200b\u2060wide\ufeff",
)

WAYS_IN: dict[str, Callable[[House, str], Awaitable[object]]] = {
    "check-in": lambda house, said: house.hub.do(house["ada"], checkins.add, note=said, mood=3),
    "card": lambda house, said: house.hub.do(
        house["ada"], pairs.put_card, working_on=said, interests=said, times=said
    ),
    "counter": lambda house, said: house.hub.do(house["ada"], counters.add, name=said),
    "goal": lambda house, said: house.hub.do(house["ada"], goals.add, title=said, why=said, steps=[said]),
    "routine": lambda house, said: house.hub.do(house["ada"], routines.add, title=said),
    "milestone": lambda house, said: house.hub.do(house["ada"], milestones.add, title=said, words=said),
    "plan": lambda house, said: house.hub.do(house["ada"], plans.put, sections={"alone": said}),
    "kudos": lambda house, said: house.hub.do(house["theo"], kudos.give, handle="ada", text=said),
}


async def everything(house: House) -> str:
    """All of ada's as the store has it now."""
    reads = (
        checkins.mine,
        pairs.my_card,
        counters.mine,
        goals.mine,
        routines.mine,
        milestones.mine,
        plans.get,
        kudos.received,
    )
    return "".join([repr(await house.hub.do(house["ada"], read)) for read in reads])


@pytest.mark.parametrize("way", WAYS_IN)
async def test_no_control_character_gets_in(house: House, way: str) -> None:
    for said in HOSTILE:
        with contextlib.suppress(Refused):
            await WAYS_IN[way](house, said)
    for escaped in ("\\x1b", "\\x07", "\\u202e", "\\u2066", "\\ud800", "\\x9b", "\\x00"):
        assert escaped not in await everything(house)


@pytest.mark.parametrize("way", WAYS_IN)
async def test_what_is_far_too_long_is_refused_in_one_sentence(house: House, way: str) -> None:
    before = await everything(house)
    with pytest.raises(Refused):
        await WAYS_IN[way](house, "word " * 4_000)
    assert await everything(house) == before


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60)


def cleaned(text: str, chars: int) -> str:
    try:
        return clean_line(text, chars=chars)
    except Refused:
        return "x"


@given(
    title=words,
    said=words,
    signed=st.lists(st.tuples(words, words), max_size=3),
    days=st.integers(0, 20_000),
    width=st.integers(10, 100),
    ascii=st.booleans(),
)
def test_every_row_of_a_card_is_as_wide_as_the_card(
    title: str, said: str, signed: list[tuple[str, str]], days: int, width: int, ascii: bool
) -> None:
    card = Milestone(
        1,
        "ada",
        cleaned(said, 24)[:24],
        True,
        cleaned(title, 60) or "x",
        cleaned(said, 280),
        "2026-11-22",
        days,
        0,
        0,
        tuple(Signature("theo", cleaned(name, 24)[:24], cleaned(text, 140), 0) for name, text in signed),
    )
    rows = keepsake.draw(card, width=width, ascii=ascii).split("\n")
    wide = max(width, keepsake.NARROWEST)
    assert [row for row in rows if width_cells(row) != wide] == []
    if ascii and not signed:
        drawn = "".join(rows)
        for mark in {*title, *said}:
            drawn = drawn.replace(mark, "")
        assert not [mark for mark in drawn if not mark.isascii() and unicodedata.category(mark)[0] == "S"]


async def test_another_process_that_plans_something_sooner_is_heard(house: House) -> None:
    """A check-in by `porchlight local` changes what is due: the serving process asks the store again."""
    await befriend(house)
    await house.hub.work()
    other = await Hub.open(house.hub.config, clock=house.clock)
    try:
        pair = (await other.do(house["ada"], pairs.mine))[0]
        await other.do(house["ada"], pairs.pause, pair=pair.id)
        await other.do(house["ada"], pairs.resume, pair=pair.id)
        await house.hub.hear()
        house.clock.advance(4 * HOUR_MS)
        assert await house.hub.work() == 2
    finally:
        await other.close()
