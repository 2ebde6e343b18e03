"""Cadence: on which days two agreed to check in, and what of it is due today for the one whose it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from store import days
from store.operations import Tx, operation
from store.policy import Capability


@dataclass(frozen=True, slots=True)
class Due:
    """What I agreed to with one buddy for today."""

    pair_id: int
    buddy: str
    """A handle."""
    day: str
    """Today, where I live."""
    due_at: int
    """By when: epoch ms UTC."""
    state: str
    """"due" today; "done": I have checked in today, or said that all is well; "free": nothing is due today;
    "paused"."""
    left: int
    """Where we agreed on any so many days a week: how many are left of this week. 0 otherwise."""


def next_day(
    mask: int, per_week: int, first: dt.date, done: Iterable[dt.date], dealt: Iterable[dt.date]
) -> dt.date | None:
    """The next day on which somebody means to check in; None for a cadence without any.

    Any k of 7 is due on the last day on which it can still be kept: nobody is told on a Tuesday that their third of
    the week is missing; nor again when it no longer can be: then the next week is a new one.

    Args:
        mask: A bit for each weekday, Monday the lowest.
        per_week: Above 0: any so many days of a week instead.
        first: The first day that comes into question.
        done: Days on which they checked in, of this week at least.
        dealt: Days that were dealt with already.
    """
    kept, passed = set(done), set(dealt)
    for ahead in range(14):
        day = first + dt.timedelta(days=ahead)
        if day in kept or day in passed:
            continue
        if per_week:
            sunday = days.monday(day) + dt.timedelta(days=6)
            missing = per_week - sum(days.monday(each) == days.monday(day) for each in kept)
            if missing == (sunday - day).days + 1:
                return day
        elif mask >> day.weekday() & 1:
            return day
    return None


@operation(Capability.SELF_READ)
def due(tx: Tx) -> list[Due]:
    """What I agreed to for today with each of my buddies, the earliest time first."""
    zone = days.zone_of(tx.me.time_zone)
    today = days.day_at(tx.now, zone)
    monday = days.monday(today)
    written = {
        dt.date.fromisoformat(row[0])
        for row in tx.all(
            "SELECT DISTINCT day FROM checkins WHERE member_id = :me AND day BETWEEN :first AND :last ORDER BY day",
            me=tx.me.id,
            first=monday.isoformat(),
            last=today.isoformat(),
        )
    }
    well: dict[int, set[dt.date]] = {}
    for row in tx.all(
        "SELECT pair_id, day FROM pair_wells WHERE member_id = :me AND day BETWEEN :first AND :last"
        " ORDER BY pair_id, day",
        me=tx.me.id,
        first=monday.isoformat(),
        last=today.isoformat(),
    ):
        well.setdefault(row[0], set()).add(dt.date.fromisoformat(row[1]))
    found: list[Due] = []
    for row in tx.all(
        "SELECT p.id, p.state, p.days, p.per_week, p.due, b.handle FROM pair_members pm"
        " JOIN pairs p ON p.id = pm.pair_id AND p.state <> 'parted' JOIN members b ON b.id = pm.buddy_id"
        " WHERE pm.member_id = :me ORDER BY p.due, p.id",
        me=tx.me.id,
    ):
        done = written | well.get(row["id"], set())
        left = max(0, row["per_week"] - len(done))
        if row["state"] == "paused":
            state = "paused"
        elif today in done:
            state = "done"
        else:
            following = next_day(row["days"], row["per_week"], today, done, ())
            state = "due" if following == today else "free"
        found.append(
            Due(
                row["id"], row["handle"], today.isoformat(), days.moment(today, row["due"], zone), state, left
            )
        )
    return found
