"""Reading check-ins: one's own, and what others share; the rows, and the one condition that says who sees which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from store import audiences, days, sight
from store.db import Row
from store.errors import NotFound
from store.operations import Tx, operation
from store.policy import Capability

MOST: Final = 200
"""Check-ins that one read gives at most."""


@dataclass(frozen=True, slots=True)
class CheckIn:
    """One check-in, as somebody sees it who may."""

    id: int
    author_id: int
    author: str
    """A handle."""
    at: int
    """Epoch ms UTC."""
    day: str
    """The day it was, "2026-11-22": of my own, where I lived then; of what others share, where I live, so that it
    stands beside my own days."""
    mood: int | None
    """1 to 5; None: not said."""
    urge: int | None
    """0 to 10; None: not said."""
    kind: str
    """One of `KINDS`."""
    note: str
    """One line or several; ''."""
    wants_reply: bool
    audience: str
    """"me", "buddy" or "circle"."""
    circle: str
    """The circle's name, where the audience is "circle"; else ''."""
    scales: tuple[tuple[str, int], ...]
    """The hub's own scales that were answered: name and 1 to 5, by name."""
    edited_at: int | None
    mine: bool
    told: tuple[str, ...]
    """Handles of those whom I picked to know of it; empty for anybody but the author."""
    answered: bool
    """I have answered it; for the author: somebody has."""


AT_ONCE: Final = 500
"""Rows whose scales and people are asked for in one statement."""

COLUMNS: Final = """
    SELECT c.id, c.member_id, a.handle, c.at, c.day, c.mood, c.urge, c.kind, c.note, c.wants_reply, c.audience,
           CASE WHEN c.member_id = :me OR EXISTS (SELECT 1 FROM circle_members i WHERE i.circle_id = c.circle_id
                AND i.member_id = :me) THEN COALESCE(k.name, '') ELSE '' END AS circle, c.edited_at,
           CASE WHEN c.member_id = :me THEN EXISTS (SELECT 1 FROM checkin_replies r WHERE r.checkin_id = c.id)
           ELSE EXISTS (SELECT 1 FROM checkin_replies r WHERE r.checkin_id = c.id AND r.member_id = :me)
           END AS answered
    FROM checkins c
    JOIN members a ON a.id = c.member_id
    LEFT JOIN circles k ON k.id = c.circle_id
"""

VISIBLE: Final = f"""(
    {audiences.IS_SHARED.format(t="c", then=audiences.BUDDY_THEN.format(t="c"))}
    OR (EXISTS (SELECT 1 FROM checkin_told t WHERE t.member_id = :me AND t.checkin_id = c.id)
        AND {audiences.NO_BLOCK.format(author="c.member_id")})
) AND a.state <> 'erased'"""
"""An SQL condition on `COLUMNS`. Goes with `audiences.reader(tx)`."""


def to_checkins(tx: Tx, rows: Sequence[Row]) -> list[CheckIn]:
    """Rows of the columns above, with what hangs on them: two statements however many there are."""
    if not rows:
        return []
    names = {f"i{n}": row["id"] for n, row in enumerate(rows)}
    ids = ", ".join(f":{name}" for name in names)
    scales: dict[int, list[tuple[str, int]]] = {}
    for each in tx.all(
        f"SELECT checkin_id, name, value FROM checkin_scales WHERE checkin_id IN ({ids}) ORDER BY checkin_id, name",
        **names,
    ):
        scales.setdefault(each[0], []).append((each[1], each[2]))
    told: dict[int, list[str]] = {}
    # Who was told is its author's to know. By the ids alone: joined by author, all they ever checked in was read.
    if mine := {
        name: row["id"] for name, row in zip(names, rows, strict=True) if row["member_id"] == tx.me.id
    }:
        for each in tx.all(
            "SELECT t.checkin_id, m.handle FROM checkin_told t JOIN members m ON m.id = t.member_id"
            f" WHERE t.checkin_id IN ({', '.join(f':{name}' for name in mine)}) ORDER BY t.checkin_id, m.handle",
            **mine,
        ):
            told.setdefault(each[0], []).append(each[1])
    zone = days.zone_of(tx.me.time_zone)
    return [
        CheckIn(
            row["id"],
            row["member_id"],
            row["handle"],
            row["at"],
            row["day"] if row["member_id"] == tx.me.id else days.day_at(row["at"], zone).isoformat(),
            row["mood"],
            row["urge"],
            row["kind"],
            row["note"],
            bool(row["wants_reply"]),
            row["audience"],
            row["circle"],
            tuple(scales.get(row["id"], ())),
            row["edited_at"],
            row["member_id"] == tx.me.id,
            tuple(told.get(row["id"], ())),
            bool(row["answered"]),
        )
        for row in rows
    ]


def seen(tx: Tx, checkin: int) -> CheckIn:
    """One check-in that the actor may see.

    Raises:
        NotFound: It is not there, or not theirs to see.
    """
    rows = tx.all(f"{COLUMNS} WHERE c.id = :id AND {VISIBLE}", id=checkin, **audiences.reader(tx))
    if not rows:
        raise NotFound("There is no such check-in.")
    return to_checkins(tx, rows)[0]


@operation(Capability.SHARED_READ)
def one(tx: Tx, *, checkin: int) -> CheckIn:
    """One check-in, mine or shared with me.

    Raises:
        NotFound: It is not there, or not mine to see.
    """
    return seen(tx, checkin)


@operation(Capability.SELF_READ)
def mine(tx: Tx, *, limit: int = 30, before: int | None = None) -> list[CheckIn]:
    """My own check-ins, newest first.

    Args:
        tx: The transaction.
        limit: How many at most, 1 to 200.
        before: Only those from before this moment, epoch ms UTC.
    """
    rows = tx.all(
        f"{COLUMNS} WHERE c.member_id = :me AND c.at < :before ORDER BY c.at DESC, c.id DESC LIMIT :limit",
        me=tx.me.id,
        before=tx.now + 1 if before is None else before,
        limit=max(1, min(limit, MOST)),
    )
    return to_checkins(tx, rows)


_OTHERS: Final = audiences.OTHERS_IN_CIRCLE.format(t="y")

_SHARED: Final = f"""
    SELECT shared.id FROM (
        SELECT x.id, x.at FROM pair_members pm JOIN pairs p ON p.id = pm.pair_id AND p.state <> 'parted'
        JOIN checkins x ON x.id IN (
            SELECT y.id FROM checkins y WHERE y.member_id = pm.buddy_id AND y.audience = 'buddy'
            ORDER BY y.at DESC, y.id DESC LIMIT :limit)
        WHERE pm.member_id = :me
        UNION
        SELECT x.id, x.at FROM circle_members cm JOIN checkins x ON x.id IN (
            SELECT y.id FROM checkins y WHERE y.circle_id = cm.circle_id AND y.audience = 'circle' AND {_OTHERS}
            ORDER BY y.at DESC, y.id DESC LIMIT :limit)
        WHERE cm.member_id = :me
        UNION
        SELECT x.id, x.at FROM checkin_told t JOIN checkins x ON x.id = t.checkin_id
        WHERE t.member_id = :me AND t.at > :recent
    ) shared ORDER BY shared.at DESC, shared.id DESC LIMIT :limit
"""
"""The ids of the newest that may be shared with me: each source gives a bounded number, by an index of its own."""

TOLD_MS: Final = 90 * days.DAY_MS
"""How long what I was told by name is listed among what is shared with me; by its id it can be read longer."""


@operation(Capability.SHARED_READ)
def shared_with_me(tx: Tx, *, limit: int = 30, author: str = "") -> list[CheckIn]:
    """What others share with me, newest first; nothing of my own.

    Args:
        tx: The transaction.
        limit: How many at most, 1 to 200.
        author: Only of this handle; '' of everybody.
    """
    limit = max(1, min(limit, MOST))
    rows = tx.all(
        f"{COLUMNS} WHERE c.id IN ({_SHARED}) AND c.member_id <> :me AND {VISIBLE}"
        " AND (:author = '' OR a.handle = :author) ORDER BY c.at DESC, c.id DESC",
        limit=2 * limit,
        recent=tx.now - TOLD_MS,
        author=sight.spelled(author),
        **audiences.reader(tx),
    )
    return to_checkins(tx, rows[:limit])


def all_of_mine(tx: Tx) -> list[CheckIn]:
    """All of the actor's own, the oldest first; for an export."""
    rows = tx.all(f"{COLUMNS} WHERE c.member_id = :me ORDER BY c.at, c.id", me=tx.me.id)
    return [
        one
        for first in range(0, len(rows), AT_ONCE)
        for one in to_checkins(tx, rows[first : first + AT_ONCE])
    ]
