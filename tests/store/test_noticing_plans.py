"""What Today and the Buddies screen read is bounded: a fixed number of statements, each by an index."""

from __future__ import annotations

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
from store.operations import SYSTEM
from tests.store.conftest import START, House
from tests.store.pairing import HOUR_MS, befriend
from tests.store.statements import Path, cost_of, plans_of

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

READS: dict[str, Path] = {
    "today": lambda house: house.hub.do(house["ada"], noticing.today),
    "buddies": lambda house: house.hub.do(house["ada"], pairs.overview),
    "pairs": lambda house: house.hub.do(house["ada"], pairs.mine),
    "cards": lambda house: house.hub.do(house["ada"], pairs.cards),
    "asking": lambda house: house.hub.do(house["ada"], pairs.asking),
    "my check-ins": lambda house: house.hub.do(house["ada"], checkins.mine, limit=50),
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
    "check in": lambda house: house.hub.do(
        house["ada"], checkins.add, mood=3, audience="buddy", nonce=str(house.clock())
    ),
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
    plans_found = await plans_of(house, READS[path], monkeypatch)
    assert plans_found
    for sql, detail in plans_found:
        words = detail.split()
        assert not (words[0] == "SCAN" and words[1] in GROWING), f"{detail}\n{sql}"


@pytest.mark.parametrize(("operation", "most"), [(noticing.today, 18), (pairs.overview, 24)])
async def test_a_screen_needs_no_statement_for_each_row(
    house: House, operation: Any, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    await live_a_little(house)

    def ask(house: House) -> Any:
        return house.hub.do(house["ada"], operation)

    first = (await cost_of(house, ask, monkeypatch)).statements
    assert first <= most
    for _ in range(6):
        await live_a_little_more(house)
    assert (await cost_of(house, ask, monkeypatch)).statements == first


async def live_a_little_more(house: House) -> None:
    for who in ("ada", "theo"):
        for audience in ("me", "buddy"):
            await house.hub.do(house[who], checkins.add, mood=3, audience=audience)
        await house.hub.do(house[who], counters.add, name="more")
        await house.hub.do(house[who], goals.add, title="more", steps=["one"], audience="buddy")
        await house.hub.do(house[who], routines.add, title="more")


CHECKIN = """
    INSERT INTO checkins (id, member_id, at, day, mood, kind, note, wants_reply, audience, nonce)
    VALUES (:id, :member, :at, '2025-01-01', 3, 'steady', '', 0, 'buddy', :nonce)
"""
BY_CHECKINS = (
    *("check in", "today", "buddies", "my check-ins", "shared check-ins", "of one person", "due", "all well"),
)


async def checked_in(house: House, first: int, last: int) -> None:
    """Ada and theo have checked in so many times, long ago."""
    rows = [
        {
            "id": 1_000 + n,
            "member": house.ids["theo" if n % 2 else "ada"],
            "at": START - 10**10 + n,
            "nonce": f"old{n}",
        }
        for n in range(first, last)
    ]
    await house.hub.database.write(lambda connection, _: connection.executemany(CHECKIN, rows))


async def test_ten_times_the_check_ins_cost_the_same(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has checked in for years does it for no more of SQLite's steps than after some weeks."""
    await live_a_little(house)
    await checked_in(house, 0, 400)
    before = {path: (await cost_of(house, READS[path], monkeypatch)).steps for path in BY_CHECKINS}
    house.clock.advance(HOUR_MS)
    await checked_in(house, 400, 4_000)
    after = {path: (await cost_of(house, READS[path], monkeypatch)).steps for path in BY_CHECKINS}
    assert before["check in"] > 100
    grown = {
        path: (before[path], after[path]) for path in BY_CHECKINS if after[path] > before[path] * 1.2 + 100
    }
    assert not grown
