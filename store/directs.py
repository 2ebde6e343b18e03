"""Direct messages beyond two who know each other: small groups, and asking somebody with whom one shares no circle."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from store import rooms, sight
from store.errors import Invalid, NotFound
from store.operations import Tx, operation
from store.policy import Capability

MOST_PEOPLE: Final = 8
"""People in one group, myself included."""

ASKED_A_DAY: Final = 5
"""Strangers whom one member may ask in a day."""

DAY_MS: Final = 24 * 3600 * 1000

REFUSED_MS: Final = 90 * DAY_MS
"""How long a no holds: whoever asks again before learns nothing, and nobody is asked again."""


@operation(Capability.DIRECT_OPEN, writes=True)
def open_group(tx: Tx, *, handles: Sequence[str]) -> rooms.RoomSummary:
    """The room of my direct messages with a few members, made when there was none.

    Raises:
        NotFound: One of them is not there, or not mine to see.
        Invalid: There are too many of them, or it is only myself.
    """
    others = {int(sight.member(tx, handle)["id"]) for handle in handles} - {tx.me.id}
    if not others:
        raise Invalid("Say with whom: one or more handles.")
    if len(others) + 1 > MOST_PEOPLE:
        raise Invalid(
            f"Direct messages are for {MOST_PEOPLE} people at most; ask for a circle when you are more."
        )
    return rooms.summary(tx, rooms.direct_room(tx, sorted({tx.me.id, *others})))


@operation(Capability.DIRECT_OPEN, writes=True)
def ask(tx: Tx, *, handle: str) -> None:
    """Ask somebody with whom I share no circle whether I may write to them.

    What is answered is the same whether they exist, take such questions, have blocked me, or none of it: only they
    decide whether I learn anything.

    Raises:
        Invalid: I have asked as many as one may in a day.
    """
    # Every question counts, whoever it reached: else one would learn from the limit whom it did.
    tx.run("DELETE FROM direct_asks WHERE from_id = :me AND at <= :since", me=tx.me.id, since=tx.now - DAY_MS)
    asked = tx.value("SELECT COUNT(*) FROM direct_asks WHERE from_id = :me", me=tx.me.id)
    if asked >= ASKED_A_DAY:
        raise Invalid("You have asked a few people today; give them time to answer.")
    tx.run("INSERT INTO direct_asks (from_id, at) VALUES (:me, :now)", me=tx.me.id, now=tx.now)
    reached = tx.one(
        "INSERT INTO direct_requests (from_id, to_id, at)"
        " SELECT :me, m.id, :now FROM members m JOIN preferences p ON p.member_id = m.id AND p.strangers = 1"
        " WHERE m.handle = :handle AND m.state = 'active' AND m.id <> :me"
        " AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.member_id = m.id AND b.blocked_id = :me)"
        " ON CONFLICT (to_id, from_id) DO UPDATE SET at = excluded.at, refused_at = NULL"
        "  WHERE refused_at <= :forgotten"
        " RETURNING to_id",
        me=tx.me.id,
        now=tx.now,
        handle=sight.spelled(handle),
        forgotten=tx.now - REFUSED_MS,
    )
    if reached is not None:
        tx.emit(f"member:{reached['to_id']}", "rooms")


@operation(Capability.SELF_READ)
def requests(tx: Tx) -> list[str]:
    """The handles of those who ask whether they may write to me, the earliest first."""
    rows = tx.all(
        "SELECT m.handle FROM direct_requests d JOIN members m ON m.id = d.from_id AND m.state = 'active'"
        f" WHERE d.to_id = :me AND d.refused_at IS NULL AND {sight.NOT_BLOCKED.format(author='d.from_id')}"
        " ORDER BY d.at, m.id",
        me=tx.me.id,
    )
    return [row["handle"] for row in rows]


@operation(Capability.SELF_CHANGE, writes=True)
def answer(tx: Tx, *, handle: str, yes: bool) -> None:
    """Let somebody write to me who asked, or not; a no is never told.

    Raises:
        NotFound: Nobody of that handle has asked.
    """
    row = tx.one(
        "SELECT d.from_id FROM direct_requests d JOIN members m ON m.id = d.from_id"
        " WHERE d.to_id = :me AND m.handle = :handle AND d.refused_at IS NULL",
        me=tx.me.id,
        handle=sight.spelled(handle),
    )
    if row is None:
        raise NotFound("Nobody of that handle has asked to write to you.")
    if not yes:
        tx.run(
            "UPDATE direct_requests SET refused_at = :now WHERE to_id = :me AND from_id = :other",
            now=tx.now,
            me=tx.me.id,
            other=row["from_id"],
        )
        return
    tx.run(
        "DELETE FROM direct_requests WHERE to_id = :me AND from_id = :other",
        me=tx.me.id,
        other=row["from_id"],
    )
    rooms.direct_room(tx, sorted({tx.me.id, int(row["from_id"])}))
    tx.emit(f"member:{row['from_id']}", "rooms")
