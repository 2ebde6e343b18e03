"""What Today and the Buddies screen read is bounded: a fixed number of statements, each by an index."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from store import (
    checkins,
    counters,
    due_work,
    goals,
    kudos,
    milestones,
    notes,
    noticing,
    pairs,
    plans,
    routines,
)
from store.db import Connected
from store.operations import SYSTEM
from tests.store.conftest import House
from tests.store.pairing import HOUR_MS, befriend

GROWING = {
    *(
        "c",
        "checkins",
        "x",
        "y",
        "messages",
        "members",
        "a",
        "b",
        "outbox",
        "pairs",
        "p",
        "pm",
        "pair_members",
        "t",
    ),
    *(
        "pair_wells",
        "w",
        "due_work",
        "d",
        "notes",
        "n",
        "kudos",
        "k",
        "goals",
        "g",
        "goal_steps",
        "s",
        "counters",
    ),
    *(
        "milestones",
        "routines",
        "r",
        "pair_cards",
        "pair_asks",
        "checkin_told",
        "checkin_scales",
        "safety_plans",
    ),
}
"""Tables, by the names they go by in our statements, of which a scan would grow with the hub."""

READS: dict[str, Callable[[House], Awaitable[object]]] = {
    "today": lambda house: house.hub.do(house["ada"], noticing.today),
    "buddies": lambda house: house.hub.do(house["ada"], pairs.overview),
    "pairs": lambda house: house.hub.do(house["ada"], pairs.mine),
    "cards": lambda house: house.hub.do(house["ada"], pairs.cards),
    "asking": lambda house: house.hub.do(house["ada"], pairs.asking),
    "my check-ins": lambda house: house.hub.do(house["ada"], checkins.mine),
    "shared check-ins": lambda house: house.hub.do(house["ada"], checkins.shared_with_me),
    "of one person": lambda house: house.hub.do(house["ada"], checkins.shared_with_me, author="theo"),
    "trend": lambda house: house.hub.do(house["ada"], checkins.trend, since="2026-01-01"),
    "due": lambda house: house.hub.do(house["ada"], checkins.due),
    "my counters": lambda house: house.hub.do(house["ada"], counters.mine),
    "shared counters": lambda house: house.hub.do(house["ada"], counters.shared_with_me),
    "my goals": lambda house: house.hub.do(house["ada"], goals.mine),
    "shared goals": lambda house: house.hub.do(house["ada"], goals.shared_with_me),
    "routines": lambda house: house.hub.do(house["ada"], routines.mine),
    "my milestones": lambda house: house.hub.do(house["ada"], milestones.mine),
    "shared milestones": lambda house: house.hub.do(house["ada"], milestones.shared_with_me),
    "plan": lambda house: house.hub.do(house["ada"], plans.get),
    "kudos": lambda house: house.hub.do(house["ada"], kudos.received),
    "notes": lambda house: house.hub.do(house["ada"], notes.mine),
    "next due": lambda house: house.hub.do(SYSTEM, due_work.next_due),
    "check in": lambda house: house.hub.do(house["ada"], checkins.add, mood=3, audience="buddy"),
    "all well": lambda house: house.hub.do(house["ada"], pairs.all_well),
    "give kudos": lambda house: house.hub.do(house["ada"], kudos.give, handle="theo", text="thank you"),
    "work": lambda house: _work(house),
}


async def _work(house: House) -> int:
    house.clock.advance(5 * HOUR_MS)
    return await house.hub.do(SYSTEM, due_work.run)


async def live_a_little(house: House) -> None:
    """Something of everything."""
    hub = house.hub
    await befriend(house)
    for who in ("ada", "theo"):
        for audience in ("me", "buddy"):
            await hub.do(house[who], checkins.add, mood=3, audience=audience)
        await hub.do(house[who], checkins.add, mood=3, audience="circle", circle="garden", tell=["ada"])
        counter = await hub.do(house[who], counters.add, name="days")
        await hub.do(house[who], counters.share, counter=counter.id, handles=["ada", "theo"])
        await hub.do(house[who], goals.add, title="walk", steps=["shoes"], audience="buddy")
        await hub.do(house[who], routines.add, title="walk")
        await hub.do(house[who], milestones.add, title="one", room="garden")
    await hub.do(house["theo"], kudos.give, handle="ada", text="thank you")


@pytest.mark.parametrize("path", READS)
async def test_what_screens_read_is_found_by_index(
    house: House, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await live_a_little(house)
    plans_found: list[tuple[str, str]] = []

    def explained(method: str) -> None:
        real = getattr(Connected, method)

        def spy(self: Connected, sql: str, /, **parameters: object) -> object:
            for row in self._connection.execute(f"EXPLAIN QUERY PLAN {sql}", parameters).fetchall():
                plans_found.append((sql, row["detail"]))
            return real(self, sql, **parameters)

        monkeypatch.setattr(Connected, method, spy)

    for method in ("one", "all", "value", "run"):
        explained(method)
    await READS[path](house)
    assert plans_found
    for sql, detail in plans_found:
        words = detail.split()
        assert not (words[0] == "SCAN" and words[1] in GROWING), f"{detail}\n{sql}"


async def counted(house: House, operation: Any, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many statements an operation of ada's takes."""
    statements: list[str] = []
    with monkeypatch.context() as patched:
        for method in ("one", "all", "value", "run"):
            real = getattr(Connected, method)

            def spy(self: Connected, sql: str, /, _real: Any = real, **parameters: object) -> object:
                statements.append(sql)
                return _real(self, sql, **parameters)

            patched.setattr(Connected, method, spy)
        await house.hub.do(house["ada"], operation)
    return len(statements)


@pytest.mark.parametrize(("operation", "most"), [(noticing.today, 18), (pairs.overview, 24)])
async def test_a_screen_needs_no_statement_for_each_row(
    house: House, operation: Any, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    await live_a_little(house)
    first = await counted(house, operation, monkeypatch)
    assert first <= most
    for _ in range(6):
        await live_a_little_more(house)
    assert await counted(house, operation, monkeypatch) == first


async def live_a_little_more(house: House) -> None:
    for who in ("ada", "theo"):
        for audience in ("me", "buddy"):
            await house.hub.do(house[who], checkins.add, mood=3, audience=audience)
        await house.hub.do(house[who], counters.add, name="more")
        await house.hub.do(house[who], goals.add, title="more", steps=["one"], audience="buddy")
        await house.hub.do(house[who], routines.add, title="more")
