"""How a pair begins and ends, inside operations that may: the pair, its room, and what hangs on them."""

from __future__ import annotations

import dataclasses

from store import due_work, pair_terms, sight
from store.errors import Invalid
from store.notes import leave
from store.operations import Tx


def live(tx: Tx, member_id: int) -> int:
    """How many buddies somebody has now."""
    return int(
        tx.value(
            "SELECT COUNT(*) FROM pair_members pm JOIN pairs p ON p.id = pm.pair_id AND p.state <> 'parted'"
            " WHERE pm.member_id = :member",
            member=member_id,
        )
    )


def together(tx: Tx, one: int, other: int) -> int | None:
    """The id of the live pair of two members, whichever comes first; None: they are not buddies."""
    found = tx.value(
        "SELECT id FROM pairs WHERE one_id = :one AND other_id = :other AND state <> 'parted'",
        one=min(one, other),
        other=max(one, other),
    )
    return None if found is None else int(found)


def require_room_for_me(tx: Tx) -> None:
    """Refuse somebody who has as many buddies as the hub allows.

    Raises:
        Invalid: They have.
    """
    if live(tx, tx.me.id) >= tx.config.buddies.most:
        raise Invalid("You have as many buddies as this hub has room for; that is a good thing to have.")


def _room(tx: Tx, one: int, other: int) -> int:
    """The id of the room of a pair, made or opened again, inside an operation that may. The two are its only people.

    Args:
        tx: The transaction.
        one: The smaller of their ids.
        other: The greater.
    """
    room_id = int(
        tx.value(
            "INSERT INTO rooms (kind, direct_key, last_at, created_at) VALUES ('pair', :key, :now, :now)"
            " ON CONFLICT (direct_key) DO UPDATE SET archived_at = NULL RETURNING id",
            key=sight.pair_key(one, other),
            now=tx.now,
        )
    )
    for member_id in (one, other):
        tx.run(
            "INSERT INTO room_members (room_id, member_id, joined_at) VALUES (:room, :member, :now)"
            " ON CONFLICT (room_id, member_id) DO NOTHING",
            room=room_id,
            member=member_id,
            now=tx.now,
        )
    return room_id


def make(tx: Tx, one: int, other: int) -> int:
    """Make two members buddies on the hub's usual terms, and open their room; returns the pair's id."""
    low, high = sorted((one, other))
    terms = dataclasses.asdict(pair_terms.usual(tx))
    pair_id = int(
        tx.value(
            "INSERT INTO pairs (one_id, other_id, room_id, began_at, days, per_week, due, note_after_h, buddy_after_h)"
            " VALUES (:one, :other, :room, :now, 127, 0, :due, :note_after_h, :buddy_after_h) RETURNING id",
            one=low,
            other=high,
            room=_room(tx, low, high),
            now=tx.now,
            due=terms["due"],
            note_after_h=terms["note_after_h"],
            buddy_after_h=terms["buddy_after_h"],
        )
    )
    tx.run(
        "DELETE FROM pair_asks WHERE (from_id = :one AND to_id = :other) OR (from_id = :other AND to_id = :one)",
        one=low,
        other=high,
    )
    # A yes is for once: kept, it would be one to becoming buddies again after they have parted.
    for row in tx.all(
        "SELECT proposal_id FROM pair_proposal_members WHERE member_id = :one AND other_id = :other ORDER BY 1",
        one=low,
        other=high,
    ):
        tx.run("DELETE FROM pair_proposal_members WHERE proposal_id = :id", id=row["proposal_id"])
    for member_id, buddy_id in ((low, high), (high, low)):
        tx.run(
            "INSERT INTO pair_members (pair_id, member_id, buddy_id) VALUES (:pair, :member, :buddy)",
            pair=pair_id,
            member=member_id,
            buddy=buddy_id,
        )
        # What was said of an earlier time together is over.
        tx.run(
            "DELETE FROM notes WHERE member_id = :member AND kind = 'parted' AND other_id = :buddy",
            member=member_id,
            buddy=buddy_id,
        )
        leave(tx, member_id, "paired", other_id=buddy_id, pair_id=pair_id)
        tx.emit(f"member:{member_id}", "pairs")
        tx.emit(f"member:{member_id}", "rooms")
    due_work.plan(tx, pair_id)
    return pair_id


def end(tx: Tx, pair_id: int) -> None:
    """Part a pair: both find the same kind word, nobody a reason; their room can be read and no longer written in.

    Neither sees the other's counters any longer, also those they were let see by name.
    """
    room_id = tx.value(
        "UPDATE pairs SET state = 'parted', parted_at = :now WHERE id = :pair AND state <> 'parted' RETURNING room_id",
        now=tx.now,
        pair=pair_id,
    )
    if room_id is None:
        return
    tx.run("UPDATE rooms SET archived_at = :now WHERE id = :room", now=tx.now, room=room_id)
    tx.run("DELETE FROM due_work WHERE pair_id = :pair AND done_at IS NULL", pair=pair_id)
    tx.run("DELETE FROM pair_wishes WHERE pair_id = :pair", pair=pair_id)
    tx.run("UPDATE pair_members SET paused_at = NULL, back_on = '' WHERE pair_id = :pair", pair=pair_id)
    both = tx.all(
        "SELECT member_id, buddy_id FROM pair_members WHERE pair_id = :pair ORDER BY member_id", pair=pair_id
    )
    mentor = tx.value("SELECT mentor_id FROM pairs WHERE id = :pair", pair=pair_id)
    for member_id in {*(row["member_id"] for row in both), *([mentor] if mentor else [])}:
        tx.run(
            "DELETE FROM notes WHERE member_id = :member AND pair_id = :pair", member=member_id, pair=pair_id
        )
    for row in both:
        # What one let the other see as a buddy ends with it; whoever wants to can let them see it anew.
        _unshare_counters(tx, row["member_id"], row["buddy_id"])
        leave(tx, row["member_id"], "parted", other_id=row["buddy_id"], pair_id=pair_id)
        tx.emit(f"member:{row['member_id']}", "pairs")
        tx.emit(f"member:{row['member_id']}", "checkins")
        tx.emit(f"member:{row['member_id']}", "rooms")
    tx.emit(f"room:{room_id}", "room")


def _unshare_counters(tx: Tx, owner_id: int, member_id: int) -> None:
    tx.run(
        "DELETE FROM counter_shares WHERE member_id = :member AND counter_id IN"
        " (SELECT id FROM counters WHERE member_id = :owner)",
        member=member_id,
        owner=owner_id,
    )
    tx.run(
        "DELETE FROM notes WHERE member_id = :member AND kind = 'shared' AND other_id = :owner",
        member=member_id,
        owner=owner_id,
    )


def end_between(tx: Tx, one: int, other: int) -> None:
    """Part two members if they are buddies, and forget what the one asked of, or let see by name, the other.

    What the other asked or let see stays where it is, out of sight: that it went would tell them that they are blocked.
    """
    pair_id = together(tx, one, other)
    if pair_id is not None:
        end(tx, pair_id)
    tx.run("DELETE FROM pair_asks WHERE from_id = :one AND to_id = :other", one=one, other=other)
    # A yes to a proposal from before is none any more, should the block be taken off again.
    tx.run(
        "UPDATE pair_proposal_members SET answer = 0 WHERE member_id = :one AND other_id = :other AND answer = 1",
        one=one,
        other=other,
    )
    _unshare_counters(tx, one, other)
    tx.run(
        "DELETE FROM checkin_told WHERE member_id = :other AND checkin_id IN"
        " (SELECT t.checkin_id FROM checkin_told t JOIN checkins c ON c.id = t.checkin_id AND c.member_id = :one"
        "  WHERE t.member_id = :other)",
        one=one,
        other=other,
    )
