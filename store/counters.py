"""Counters: days that a member keeps count of. A setback takes nothing back: it begins a new run, and that is all.

Kept are the start and the days of setbacks; the rest is reckoned. A day counts once it is over, unless a setback was
on it. So on the day of a setback the days in all and the longest run stay just as they are, and only "this run" begins
anew.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from store import audiences, days, lots, sight, text
from store.db import Row
from store.errors import Invalid, NotFound
from store.notes import leave
from store.operations import Tx, operation
from store.policy import Capability

MOST: Final = 20
"""Counters that one member can have."""

MOST_SHARED: Final = 20
"""People who can be let see one counter."""

MOST_SETBACKS: Final = 400
"""Days of setbacks that one counter keeps: who sees several counters reads them all."""

LAST: Final = 30
"""The n of "k of the last n"."""

NAME_CELLS: Final = 40


@dataclass(frozen=True, slots=True)
class Counter:
    """One counter, as of today."""

    id: int
    owner: str
    """A handle."""
    mine: bool
    name: str
    started_on: str
    """The first day: "2026-11-22"."""
    days: int
    """Days kept in all."""
    longest: int
    """The longest run, in days."""
    run: int
    """This run, in days."""
    kept: int
    """Of the last `of` days, so many were kept."""
    of: int
    """Up to 30; fewer while the counter is young."""
    setbacks: int
    """How many there were; 0 for anybody but the owner."""
    shared_with: tuple[str, ...]
    """Handles of those I let see it; empty for anybody but the owner."""
    archived: bool


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What follows from a start and some days of setbacks."""

    days: int
    longest: int
    run: int
    kept: int
    of: int


def reckon(started: dt.date, setbacks: Iterable[dt.date], today: dt.date) -> Reckoned:
    """Reckon a counter. A start that lies ahead counts nothing yet; setbacks before the start, none at all."""
    length = max(0, (today - started).days)
    broken = sorted({day for day in setbacks if started <= day <= today})
    over = [day for day in broken if day < today]
    longest = 0
    begins = started
    for day in broken:
        longest = max(longest, (day - begins).days)
        begins = day + dt.timedelta(days=1)
    run = max(0, (today - begins).days)
    of = min(LAST, length)
    recent = today - dt.timedelta(days=of)
    return Reckoned(length - len(over), max(longest, run), run, of - sum(day >= recent for day in over), of)


_COLUMNS: Final = """
    SELECT c.id, c.member_id, a.handle, a.time_zone, c.name, c.started_on, c.archived_at
    FROM counters c JOIN members a ON a.id = c.member_id AND a.state <> 'erased'
"""

SHARED: Final = f"""(
    EXISTS (SELECT 1 FROM counter_shares s WHERE s.member_id = :me AND s.counter_id = c.id)
    AND c.archived_at IS NULL AND {audiences.NO_BLOCK.format(author="c.member_id")}
)"""
"""An SQL condition on `_COLUMNS`: its owner lets me see it."""


def _counters(tx: Tx, rows: Sequence[Row]) -> list[Counter]:
    if not rows:
        return []
    names = {f"i{n}": row["id"] for n, row in enumerate(rows)}
    ids = ", ".join(f":{name}" for name in names)
    setbacks: dict[int, list[dt.date]] = {}
    for each in tx.all(
        f"SELECT counter_id, day FROM counter_setbacks WHERE counter_id IN ({ids}) ORDER BY counter_id, day",
        **names,
    ):
        setbacks.setdefault(each[0], []).append(dt.date.fromisoformat(each[1]))
    shared: dict[int, list[str]] = {}
    if any(row["member_id"] == tx.me.id for row in rows):
        for each in tx.all(
            "SELECT s.counter_id, m.handle FROM counter_shares s JOIN members m ON m.id = s.member_id"
            " JOIN counters c ON c.id = s.counter_id AND c.member_id = :me"
            f" WHERE s.counter_id IN ({ids}) ORDER BY s.counter_id, m.handle",
            me=tx.me.id,
            **names,
        ):
            shared.setdefault(each[0], []).append(each[1])
    found = []
    for row in rows:
        own = row["member_id"] == tx.me.id
        today = days.day_at(tx.now, days.zone_of(row["time_zone"]))
        broken = setbacks.get(row["id"], [])
        sums = reckon(dt.date.fromisoformat(row["started_on"]), broken, today)
        found.append(
            Counter(
                row["id"],
                row["handle"],
                own,
                row["name"],
                row["started_on"],
                sums.days,
                sums.longest,
                sums.run,
                sums.kept,
                sums.of,
                len(broken) if own else 0,
                tuple(shared.get(row["id"], ())),
                row["archived_at"] is not None,
            )
        )
    return found


def _mine(tx: Tx, counter: int) -> Row:
    row = tx.one(f"{_COLUMNS} WHERE c.id = :id AND c.member_id = :me", id=counter, me=tx.me.id)
    if row is None:
        raise NotFound("There is no such counter.")
    return row


def _own(tx: Tx, counter: int) -> Counter:
    return _counters(tx, [_mine(tx, counter)])[0]


def _tell(tx: Tx, counter: int) -> None:
    """Nobody but me hears of a change: who may see it finds it when they next look."""
    tx.emit(f"member:{tx.me.id}", "checkins")


@operation(Capability.SELF_READ)
def mine(tx: Tx, *, archived: bool = False) -> list[Counter]:
    """My counters, the oldest first; archived ones when asked for."""
    rows = tx.all(
        f"{_COLUMNS} WHERE c.member_id = :me AND (:archived = 1 OR c.archived_at IS NULL) ORDER BY c.created_at, c.id",
        me=tx.me.id,
        archived=int(archived),
    )
    return _counters(tx, rows)


@operation(Capability.SHARED_READ)
def shared_with_me(tx: Tx) -> list[Counter]:
    """Counters that others let me see, by their handles."""
    rows = tx.all(
        f"{_COLUMNS} WHERE c.id IN (SELECT s.counter_id FROM counter_shares s WHERE s.member_id = :me) AND {SHARED}"
        " ORDER BY a.handle, c.created_at, c.id LIMIT 100",
        me=tx.me.id,
    )
    return _counters(tx, rows)


@operation(Capability.SHARED_READ)
def one(tx: Tx, *, counter: int) -> Counter:
    """One counter, mine or one that its owner lets me see.

    Raises:
        NotFound: It is not there, or not mine to see.
    """
    rows = tx.all(f"{_COLUMNS} WHERE c.id = :id AND (c.member_id = :me OR {SHARED})", id=counter, me=tx.me.id)
    if not rows:
        raise NotFound("There is no such counter.")
    return _counters(tx, rows)[0]


def _start(tx: Tx, started_on: str) -> str:
    today = days.day_at(tx.now, days.zone_of(tx.me.time_zone))
    if not started_on.strip():
        return today.isoformat()
    first = days.given(started_on, what="The first day")
    if first > today:
        raise Invalid("The first day is today, or a day that was.")
    return first.isoformat()


@operation(Capability.GOAL, writes=True)
def add(tx: Tx, *, name: str, started_on: str = "") -> Counter:
    """Begin a counter. It is mine alone until I share it.

    Args:
        tx: The transaction.
        name: What it counts: up to 40 cells.
        started_on: The first day, "2026-11-22"; '' today.

    Raises:
        Invalid: There is no name, the day lies ahead, or I have as many as one can have.
    """
    called = text.clean_line(name, cells=NAME_CELLS)
    if not called:
        raise Invalid("Say what to count.")
    if len(mine.within(tx, archived=True)) >= MOST:
        raise Invalid(f"You have {MOST} counters already; one that you no longer need can go.")
    counter = lots.draw(tx, "counters")
    tx.run(
        "INSERT INTO counters (id, member_id, name, started_on, created_at) VALUES (:id, :me, :name, :day, :now)",
        id=counter,
        me=tx.me.id,
        name=called,
        day=_start(tx, started_on),
        now=tx.now,
    )
    _tell(tx, counter)
    return _own(tx, counter)


@operation(Capability.GOAL, writes=True, forgets=True)
def edit(
    tx: Tx,
    *,
    counter: int,
    name: str | None = None,
    started_on: str | None = None,
    archived: bool | None = None,
) -> Counter:
    """Change a counter of mine; None leaves a thing as it is. An archived one is seen by nobody else.

    Raises:
        NotFound: It is not there, or not mine.
        Invalid: There is no name, or the day lies ahead.
    """
    row = _mine(tx, counter)
    called = row["name"] if name is None else text.clean_line(name, cells=NAME_CELLS)
    if not called:
        raise Invalid("Say what to count.")
    away = row["archived_at"] if archived is None else tx.now if archived else None
    tx.run(
        "UPDATE counters SET name = :name, started_on = :day, archived_at = :away WHERE id = :id",
        name=called,
        day=row["started_on"] if started_on is None else _start(tx, started_on),
        away=away,
        id=counter,
    )
    _tell(tx, counter)
    return _own(tx, counter)


@operation(Capability.GOAL, writes=True)
def setback(tx: Tx, *, counter: int, day: str = "", undo: bool = False) -> Counter:
    """Note a setback: a new run begins; the days in all and the longest run stay. Nobody is told.

    Args:
        tx: The transaction.
        counter: Its id.
        day: On which day; '' today.
        undo: Take one back that was noted by mistake.

    Raises:
        NotFound: It is not there, or not mine.
        Invalid: The day lies ahead, or before the first; or the counter holds very many.
    """
    row = _mine(tx, counter)
    today = days.day_at(tx.now, days.zone_of(tx.me.time_zone))
    on = days.given(day) if day.strip() else today
    if not days.given(row["started_on"]) <= on <= today:
        raise Invalid("The day is today, or one since the first that is counted.")
    if undo:
        tx.run(
            "DELETE FROM counter_setbacks WHERE counter_id = :id AND day = :day",
            id=counter,
            day=on.isoformat(),
        )
    else:
        count = tx.value("SELECT COUNT(*) FROM counter_setbacks WHERE counter_id = :id", id=counter)
        if int(count) >= MOST_SETBACKS:
            raise Invalid("This counter holds no more days; it stays as it is, and another one can begin.")
        tx.run(
            "INSERT INTO counter_setbacks (counter_id, day) VALUES (:id, :day) ON CONFLICT DO NOTHING",
            id=counter,
            day=on.isoformat(),
        )
    _tell(tx, counter)
    return _own(tx, counter)


@operation(Capability.GOAL, writes=True)
def share(tx: Tx, *, counter: int, handles: Sequence[str]) -> Counter:
    """Choose who may see a counter of mine: all of them; who is not named no longer sees it.

    Raises:
        NotFound: It is not there, or not mine, or somebody is not mine to see.
        Invalid: They are very many.
    """
    _mine(tx, counter)
    chosen = {int(sight.member(tx, handle)["id"]) for handle in handles} - {tx.me.id}
    if len(chosen) > MOST_SHARED:
        raise Invalid(f"A counter can be shared with {MOST_SHARED} people at most.")
    before = {
        int(row[0])
        for row in tx.all(
            "SELECT member_id FROM counter_shares WHERE counter_id = :id ORDER BY 1", id=counter
        )
    }
    for gone in sorted(before - chosen):
        tx.run(
            "DELETE FROM counter_shares WHERE counter_id = :id AND member_id = :member",
            id=counter,
            member=gone,
        )
        tx.run(
            "DELETE FROM notes WHERE member_id = :member AND kind = 'shared' AND subject = :id",
            member=gone,
            id=counter,
        )
        tx.emit(f"member:{gone}", "checkins")
    for fresh in sorted(chosen - before):
        tx.run(
            "INSERT INTO counter_shares (counter_id, member_id, at) VALUES (:id, :member, :now)",
            id=counter,
            member=fresh,
            now=tx.now,
        )
        if audiences.is_peer(tx, fresh):
            leave(tx, fresh, "shared", other_id=tx.me.id, subject=counter)
            tx.emit(f"member:{fresh}", "checkins")
    _tell(tx, counter)
    return _own(tx, counter)


@operation(Capability.SELF_CHANGE, writes=True, forgets=True)
def delete(tx: Tx, *, counter: int) -> None:
    """Take a counter of mine away; milestones that were made of it stay.

    Raises:
        NotFound: It is not there, or not mine.
    """
    _mine(tx, counter)
    tx.run("DELETE FROM counter_setbacks WHERE counter_id = :id", id=counter)
    tx.run("DELETE FROM counter_shares WHERE counter_id = :id", id=counter)
    tx.run("UPDATE milestones SET counter_id = NULL WHERE counter_id = :id", id=counter)
    tx.run("DELETE FROM counters WHERE id = :id", id=counter)
    _tell(tx, counter)
