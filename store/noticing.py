"""Noticing: what Today shows of buddies, check-ins and goals, in one read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from store import checkins, days, kudos, notes, pairs, routines
from store.operations import Tx, operation
from store.policy import COMMUNITY, Capability

MINE_TO_NOTICE: Final = 5
"""Check-ins of others that Today shows."""

LATELY_MS: Final = 3 * days.DAY_MS
"""How old a check-in of somebody else can be on Today."""


@dataclass(frozen=True, slots=True)
class StepDue:
    """A step of a goal of mine whose day has come."""

    goal_id: int
    goal: str
    """The goal's title."""
    step_id: int
    title: str
    by_day: str


@dataclass(frozen=True, slots=True)
class Noticed:
    """Today's part of it; empty, all of it, for those whose role has no part in it, and before the rules are read."""

    pairs: tuple[pairs.Pair, ...] = ()
    """My buddies, each with what is due today."""
    asks: int = 0
    """How many ask me, or were proposed to me and wait for my word."""
    notes: tuple[notes.Note, ...] = ()
    kudos: tuple[kudos.Kudos, ...] = ()
    """Received, not yet seen."""
    shared: tuple[checkins.CheckIn, ...] = ()
    """What others shared with me of late; those who would like a reply and have none from me first."""
    routines: tuple[routines.Routine, ...] = ()
    steps: tuple[StepDue, ...] = ()
    """Steps of my goals that are for today or an earlier day, the earliest first."""
    checked_in: bool = False
    """I have checked in today."""

    @property
    def due(self) -> bool:
        """Whether a check-in that I agreed to is due today."""
        return any(pair.due.state == "due" for pair in self.pairs)


@operation(Capability.SELF_READ)
def today(tx: Tx) -> Noticed:
    """What Today shows of buddies, check-ins and goals: a fixed number of statements, whoever I am."""
    if tx.me.rules_due:
        return Noticed()
    community = tx.me.role in COMMUNITY
    here = days.day_at(tx.now, days.zone_of(tx.me.time_zone)).isoformat()
    shared = [each for each in checkins.shared_with_me.within(tx, limit=20) if each.at > tx.now - LATELY_MS]
    shared.sort(key=lambda each: (not each.wants_reply or each.answered, -each.at, each.id))
    asking = pairs.asking.within(tx) if community else None
    steps = tx.all(
        "SELECT g.id AS goal_id, g.title AS goal, s.id, s.title, s.by_day FROM goals g"
        " JOIN goal_steps s ON s.goal_id = g.id AND s.done_at IS NULL AND s.by_day <> '' AND s.by_day <= :today"
        " WHERE g.member_id = :me AND g.archived_at IS NULL AND g.done_at IS NULL"
        " ORDER BY s.by_day, g.id, s.place, s.id LIMIT 20",
        me=tx.me.id,
        today=here,
    )
    return Noticed(
        tuple(pairs.mine.within(tx)) if community else (),
        0
        if asking is None
        else len(asking.asked) + sum(not proposal.answered for proposal in asking.proposals),
        tuple(notes.mine.within(tx)),
        tuple(kudos.received.within(tx)),
        tuple(shared[:MINE_TO_NOTICE]),
        tuple(routines.mine.within(tx)),
        tuple(StepDue(*row) for row in steps),
        tx.one(
            "SELECT 1 FROM checkins WHERE member_id = :me AND day = :today LIMIT 1", me=tx.me.id, today=here
        )
        is not None,
    )
