"""The trend of a member's own check-ins, a day at a time; for themselves alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from store import days
from store.operations import Tx, operation
from store.policy import Capability

KINDS: Final = ("steady", "win", "hard", "setback")


@dataclass(frozen=True, slots=True)
class TrendDay:
    """One day of my own trend; only days on which I checked in are given."""

    day: str
    count: int
    mood: float | None
    """The mean; None: not said that day."""
    urge: float | None
    scales: tuple[tuple[str, float], ...]
    kinds: tuple[str, ...]
    """Which kinds there were, each once, in the order of `KINDS`."""


_KINDS: Final = ", ".join(f"MAX(CASE kind WHEN '{kind}' THEN 1 ELSE 0 END) AS {kind}" for kind in KINDS)


@operation(Capability.SELF_READ)
def trend(tx: Tx, *, since: str, until: str = "") -> list[TrendDay]:
    """My own trend, a day at a time, earliest first.

    Args:
        tx: The transaction.
        since: The first day, "2026-11-22"; at most 400 days are given.
        until: The last day; '' today.

    Raises:
        Invalid: A day cannot be read.
    """
    first = days.given(since)
    last = days.given(until) if until.strip() else days.day_at(tx.now, days.zone_of(tx.me.time_zone))
    rows = tx.all(
        f"SELECT day, COUNT(*) AS count, AVG(mood) AS mood, AVG(urge) AS urge, {_KINDS}"
        " FROM checkins WHERE member_id = :me AND day BETWEEN :first AND :last"
        " GROUP BY day ORDER BY day DESC LIMIT 400",
        me=tx.me.id,
        first=first.isoformat(),
        last=last.isoformat(),
    )
    scales: dict[str, list[tuple[str, float]]] = {}
    if tx.config.checkins.scale:
        for row in tx.all(
            "SELECT c.day, s.name, AVG(s.value) FROM checkins c JOIN checkin_scales s ON s.checkin_id = c.id"
            " WHERE c.member_id = :me AND c.day BETWEEN :first AND :last"
            " GROUP BY c.day, s.name ORDER BY c.day, s.name",
            me=tx.me.id,
            first=first.isoformat(),
            last=last.isoformat(),
        ):
            scales.setdefault(row[0], []).append((row[1], row[2]))
    return [
        TrendDay(
            row["day"],
            row["count"],
            row["mood"],
            row["urge"],
            tuple(scales.get(row["day"], ())),
            tuple(kind for kind in KINDS if row[kind]),
        )
        for row in rows[::-1]
    ]
