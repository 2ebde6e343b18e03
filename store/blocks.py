"""Blocking: what a member does not want to see of another, anywhere. The other is not told, and cannot find out."""

from __future__ import annotations

from store import pair_life, sight
from store.errors import Invalid, NotFound
from store.operations import Tx, operation
from store.policy import Capability


@operation(Capability.SELF_CHANGE, writes=True)
def block(tx: Tx, *, handle: str) -> None:
    """No longer see a member's messages, mentions, reactions, direct messages and presence. Twice is once.

    The forum's reactions are numbers without names, and stay as they are: see `store.posts`.

    Raises:
        NotFound: There is nobody of that handle for me to see.
        Invalid: It is my own handle.
    """
    other = sight.member(tx, handle)
    if other["id"] == tx.me.id:
        raise Invalid("That is you.")
    tx.run(
        "INSERT INTO blocks (member_id, blocked_id, at) VALUES (:me, :other, :now)"
        " ON CONFLICT (member_id, blocked_id) DO NOTHING",
        me=tx.me.id,
        other=other["id"],
        now=tx.now,
    )
    tx.run(
        "DELETE FROM mentions WHERE member_id = :me AND message_id IN"
        " (SELECT n.message_id FROM mentions n JOIN messages m ON m.id = n.message_id"
        "  WHERE n.member_id = :me AND m.author_id = :other)",
        me=tx.me.id,
        other=other["id"],
    )
    pair_life.end_between(tx, tx.me.id, int(other["id"]))
    _tell_myself(tx)


@operation(Capability.SELF_CHANGE, writes=True)
def unblock(tx: Tx, *, handle: str) -> None:
    """See a member again.

    Raises:
        NotFound: I have blocked nobody of that handle.
    """
    if not tx.run(
        "DELETE FROM blocks WHERE member_id = :me AND blocked_id = (SELECT id FROM members WHERE handle = :handle)",
        me=tx.me.id,
        handle=sight.spelled(handle),
    ):
        raise NotFound("You have blocked nobody of that handle.")
    _tell_myself(tx)


def _tell_myself(tx: Tx) -> None:
    tx.emit(f"member:{tx.me.id}", "blocks")
    tx.emit(f"member:{tx.me.id}", "rooms")


@operation(Capability.SELF_READ)
def listing(tx: Tx) -> list[str]:
    """The handles of those whom I have blocked, in order."""
    rows = tx.all(
        "SELECT m.handle FROM blocks b JOIN members m ON m.id = b.blocked_id WHERE b.member_id = :me ORDER BY m.handle",
        me=tx.me.id,
    )
    return [row["handle"] for row in rows]
