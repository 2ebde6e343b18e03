"""What two buddies agreed to: on which days, by when, and who hears when one of them is silent."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Final

from store import sight
from store.db import Row
from store.errors import Invalid, NotFound
from store.operations import Tx
from store.policy import STAFF, Role

LONGEST_H: Final = 168
"""Hours that a stage waits at most: a week."""

EVERY_DAY: Final = (0, 1, 2, 3, 4, 5, 6)


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a pair; the same for both."""

    days: tuple[int, ...]
    """Weekdays on which they mean to check in, Monday 0; empty where `per_week` says how many."""
    per_week: int
    """Any so many days of a week, 1 to 7, instead of weekdays; 0: `days` holds."""
    due: int
    """By when, in minutes after midnight where each of them lives."""
    note_after_h: int
    """Hours after that until whoever did not check in gets a gentle note; 0: never."""
    buddy_after_h: int
    """Hours after that until their buddy hears of it; 0: never."""
    mentor_after_h: int = 0
    """Hours after that until the mentor hears of it whom both named; 0: never."""
    mentor: str = ""
    """That mentor's handle; '' for nobody."""


def usual(tx: Tx) -> Terms:
    """What holds when two become buddies: the hub's own, without a mentor."""
    hub = tx.config.buddies
    return Terms(EVERY_DAY, 0, hub.due_hour * 60, hub.note_after_h, hub.buddy_after_h)


COLUMNS: Final = (
    "{t}.days, {t}.per_week, {t}.due, {t}.note_after_h, {t}.buddy_after_h, {t}.mentor_after_h, {t}.mentor_id"
)


def of(row: Row, mentor: str) -> Terms:
    """The terms in a row that has the columns, given the mentor's handle."""
    return Terms(
        tuple(day for day in range(7) if row["days"] >> day & 1) if not row["per_week"] else (),
        row["per_week"],
        row["due"],
        row["note_after_h"],
        row["buddy_after_h"],
        row["mentor_after_h"],
        mentor,
    )


def columns(tx: Tx, terms: Terms, between: tuple[int, int]) -> dict[str, object]:
    """Terms as the columns keep them, looked over.

    Args:
        tx: The transaction.
        terms: What one of the two would like.
        between: The ids of the two.

    Raises:
        Invalid: Something in them makes no sense.
        NotFound: There is no mentor of that handle for me to see.
    """
    if not 0 <= terms.per_week <= 7 or (not terms.per_week and not terms.days):
        raise Invalid("Say on which days, or on how many days of a week.")
    if not set(terms.days) <= set(EVERY_DAY):
        raise Invalid("A weekday is a number from 0, Monday, to 6, Sunday.")
    if not 0 <= terms.due < 1440:
        raise Invalid("Say by which time of the day, as in 20:00.")
    for hours in (terms.note_after_h, terms.buddy_after_h, terms.mentor_after_h):
        if not 0 <= hours <= LONGEST_H:
            raise Invalid("A note can wait for a week at most.")
    if terms.note_after_h > 48:
        raise Invalid("A note to oneself can wait for two days at most.")
    if (terms.mentor_after_h > 0) != bool(terms.mentor):
        raise Invalid("To let a mentor know, name one and say after how many hours.")
    mentor_id = None
    if terms.mentor:
        row = sight.member(tx, terms.mentor)
        if Role(row["role"]) not in STAFF or row["id"] in between:
            raise NotFound("There is no mentor of that handle among the people you share a circle with.")
        mentor_id = row["id"]
    return {
        "days": 0 if terms.per_week else sum(1 << day for day in set(terms.days)),
        "per_week": terms.per_week,
        "due": terms.due,
        "note_after_h": terms.note_after_h,
        "buddy_after_h": terms.buddy_after_h,
        "mentor_after_h": terms.mentor_after_h,
        "mentor_id": mentor_id,
    }


def is_less(new: Terms, old: Terms) -> bool:
    """Whether terms only take back from others' knowing: that needs nobody's leave.

    The days and the time are as before; each stage is as before, later, or off; the mentor is the same or nobody.
    """
    same_days = dataclasses.astuple(new)[:3] == dataclasses.astuple(old)[:3]
    stages = (
        (new.note_after_h, old.note_after_h),
        (new.buddy_after_h, old.buddy_after_h),
        (new.mentor_after_h, old.mentor_after_h),
    )
    fewer = all(now == then or (then > 0 and (now == 0 or now > then)) for now, then in stages)
    return same_days and fewer and new.mentor in ("", old.mentor)
