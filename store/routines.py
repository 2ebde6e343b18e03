"""Routines: small things that a member does each day or each week. For themselves alone; never a streak."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from store import days, lots, text
from store.errors import Invalid, NotFound
from store.operations import Tx, operation
from store.policy import Capability

TITLE_CELLS: Final = 60

MOST: Final = 20

LAST: Final = {"day": 14, "week": 8}
"""The n of "k of the last n", today or this week included."""


@dataclass(frozen=True, slots=True)
class Routine:
    """One routine, as of today."""

    id: int
    title: str
    every: str
    """"day" or "week"."""
    done: bool
    """Today, or in this week."""
    kept: int
    """Of the last `of` days or weeks, this one included, so many."""
    of: int
    """Fewer than the usual while the routine is young."""


@operation(Capability.SELF_READ)
def mine(tx: Tx) -> list[Routine]:
    """My routines, the oldest first."""
    today = days.day_at(tx.now, days.zone_of(tx.me.time_zone))
    since = days.monday(today) - dt.timedelta(weeks=LAST["week"])
    done: dict[int, set[dt.date]] = {}
    for row in tx.all(
        "SELECT d.routine_id, d.day FROM routines r JOIN routine_days d ON d.routine_id = r.id AND d.day >= :since"
        " WHERE r.member_id = :me AND r.archived_at IS NULL ORDER BY d.routine_id, d.day",
        me=tx.me.id,
        since=since.isoformat(),
    ):
        done.setdefault(row[0], set()).add(dt.date.fromisoformat(row[1]))
    found = []
    for row in tx.all(
        "SELECT id, title, every, started_on FROM routines WHERE member_id = :me AND archived_at IS NULL"
        " ORDER BY created_at, id",
        me=tx.me.id,
    ):
        begun = dt.date.fromisoformat(row["started_on"])
        kept = done.get(row["id"], set())
        if row["every"] == "week":
            kept, unit, now = {days.monday(each) for each in kept}, 7, days.monday(today)
            begun = days.monday(begun)
        else:
            unit, now = 1, today
        of = max(1, min(LAST[row["every"]], (now - begun).days // unit + 1))
        first = now - dt.timedelta(days=unit * (of - 1))
        found.append(
            Routine(
                row["id"],
                row["title"],
                row["every"],
                now in kept,
                sum(first <= each <= now for each in kept),
                of,
            )
        )
    return found


@operation(Capability.GOAL, writes=True)
def add(tx: Tx, *, title: str, every: str = "day") -> int:
    """Begin a routine, "day" or "week"; returns its id.

    Raises:
        Invalid: There is no title, it is neither, or I have as many as one can have.
    """
    called = _title(title)
    if every not in LAST:
        raise Invalid("A routine is for every day, or every week.")
    if (
        tx.value("SELECT COUNT(*) FROM routines WHERE member_id = :me AND archived_at IS NULL", me=tx.me.id)
        >= MOST
    ):
        raise Invalid(f"You have {MOST} routines already; one that you no longer need can go.")
    routine = lots.draw(tx, "routines")
    tx.run(
        "INSERT INTO routines (id, member_id, title, every, started_on, created_at)"
        " VALUES (:id, :me, :title, :every, :today, :now)",
        id=routine,
        me=tx.me.id,
        title=called,
        every=every,
        today=days.day_at(tx.now, days.zone_of(tx.me.time_zone)).isoformat(),
        now=tx.now,
    )
    tx.emit(f"member:{tx.me.id}", "goals")
    return routine


def _title(title: str) -> str:
    called = text.clean_line(title, cells=TITLE_CELLS)
    if not called:
        raise Invalid("Say what it is, in a few words.")
    return called


def _require(tx: Tx, routine: int) -> None:
    if tx.one("SELECT 1 FROM routines WHERE id = :id AND member_id = :me", id=routine, me=tx.me.id) is None:
        raise NotFound("There is no such routine.")


@operation(Capability.GOAL, writes=True)
def mark(tx: Tx, *, routine: int, done: bool = True, day: str = "") -> None:
    """Mark a routine as done, or not done, today or on another day.

    Raises:
        NotFound: It is not there, or not mine.
        Invalid: The day cannot be read, or lies ahead.
    """
    _require(tx, routine)
    today = days.day_at(tx.now, days.zone_of(tx.me.time_zone))
    on = days.given(day) if day.strip() else today
    if on > today:
        raise Invalid("That day lies ahead.")
    if done:
        tx.run(
            "INSERT INTO routine_days (routine_id, day) VALUES (:id, :day) ON CONFLICT (routine_id, day) DO NOTHING",
            id=routine,
            day=on.isoformat(),
        )
    else:
        every = tx.value("SELECT every FROM routines WHERE id = :id", id=routine)
        # A week's is undone on whichever day it was done.
        first = days.monday(on) if every == "week" else on
        last = first + dt.timedelta(days=6) if every == "week" else on
        tx.run(
            "DELETE FROM routine_days WHERE routine_id = :id AND day BETWEEN :first AND :last",
            id=routine,
            first=first.isoformat(),
            last=last.isoformat(),
        )
    tx.emit(f"member:{tx.me.id}", "goals")


@operation(Capability.GOAL, writes=True, forgets=True)
def edit(tx: Tx, *, routine: int, title: str | None = None, archived: bool | None = None) -> None:
    """Change a routine of mine; None leaves a thing as it is.

    Raises:
        NotFound: It is not there, or not mine.
        Invalid: There is no title.
    """
    _require(tx, routine)
    if title is not None:
        tx.run("UPDATE routines SET title = :title WHERE id = :id", title=_title(title), id=routine)
    if archived is not None:
        tx.run(
            "UPDATE routines SET archived_at = :at WHERE id = :id",
            at=tx.now if archived else None,
            id=routine,
        )
    tx.emit(f"member:{tx.me.id}", "goals")


@operation(Capability.SELF_CHANGE, writes=True, forgets=True)
def delete(tx: Tx, *, routine: int) -> None:
    """Take a routine of mine away.

    Raises:
        NotFound: It is not there, or not mine.
    """
    _require(tx, routine)
    tx.run("DELETE FROM routine_days WHERE routine_id = :id", id=routine)
    tx.run("DELETE FROM routines WHERE id = :id", id=routine)
    tx.emit(f"member:{tx.me.id}", "goals")
