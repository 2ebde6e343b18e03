"""Two people who are buddies, for tests that begin there."""

from __future__ import annotations

from store import notes, pairs
from store.pairs import Pair
from tests.store.conftest import House

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS


async def befriend(house: House, one: str = "ada", other: str = "theo") -> int:
    """One asks, the other says yes; returns the pair's id."""
    await house.hub.do(house[other], pairs.put_card, open=True)
    await house.hub.do(house[one], pairs.ask, handle=other)
    await house.hub.do(house[other], pairs.answer, handle=one, yes=True)
    for who in (one, other):
        await see_all(house, who)
    return (await pair_of(house, one, other)).id


async def pair_of(house: House, who: str, buddy: str) -> Pair:
    """The pair as one of the two sees it."""
    found = [pair for pair in await house.hub.do(house[who], pairs.mine) if pair.buddy == buddy]
    assert len(found) == 1
    return found[0]


async def found_by(house: House, who: str) -> list[tuple[str, str]]:
    """The kinds of somebody's notes and whom they are about, oldest first."""
    return [(note.kind, note.other) for note in reversed(await house.hub.do(house[who], notes.mine))]


async def see_all(house: House, who: str) -> None:
    """See all notes, so that they go."""
    mine = await house.hub.do(house[who], notes.mine)
    await house.hub.do(house[who], notes.seen, notes=[note.id for note in mine])
