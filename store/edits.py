"""Changing and taking back what one said: versions are kept for those who may read, a deletion keeps nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from store import audit, chat, mentions, removing, sight
from store.db import Row
from store.errors import Denied, Invalid, NotFound
from store.operations import Tx, operation
from store.policy import Capability, Role

RoomRef = sight.RoomRef

MODERATES: Final = frozenset({Role.FACILITATOR, Role.HOST})
"""Roles that look after every circle's rooms they are in; a mentor does where they lead the circle."""

MOST_VERSIONS: Final = 50
"""Former versions of one message: each is kept whole."""


@dataclass(frozen=True, slots=True)
class Version:
    """How a message once read."""

    version: int
    text: str
    until: int
    """When it was replaced, epoch ms UTC."""


def _message(tx: Tx, seen: sight.RoomSeen, seq: int) -> Row:
    row = tx.one(
        "SELECT id, author_id, text, kind, version, deleted_at FROM messages WHERE id = :id"
        f" AND {sight.NOT_BLOCKED.format(author='author_id')}",
        id=chat.message_id(seen.id, seq),
        me=tx.me.id,
    )
    if row is None:
        raise NotFound("There is no such message.")
    return row


@operation(Capability.ROOM_POST, writes=True)
def change(tx: Tx, *, room: RoomRef, seq: int, text: str) -> None:
    """Put other words in place of a message of mine; the old ones stay readable as a version.

    Raises:
        NotFound: The message is not there or not mine to see.
        Denied: Somebody else wrote it.
        Invalid: It was deleted, or the new words cannot be said, or it was changed very often; or the room is archived.
    """
    # Where nothing can be written any more, an old message is no way to write all the same.
    seen = sight.open_room(tx, room)
    row = _message(tx, seen, seq)
    if row["author_id"] != tx.me.id:
        raise Denied("Only the one who wrote a message can change it.")
    if row["deleted_at"] is not None:
        raise Invalid("It was deleted; write it anew.")
    said, kind = chat.said_as(tx, text, row["kind"])
    kept = tx.value("SELECT COUNT(*) FROM message_versions WHERE message_id = :id", id=row["id"])
    if kept >= MOST_VERSIONS:
        raise Invalid("It was changed as often as it can be; write it anew.")
    if (said, kind) == (row["text"], row["kind"]):
        return
    tx.run(
        "INSERT INTO message_versions (message_id, version, text, until) VALUES (:id, :version, :text, :now)",
        id=row["id"],
        version=row["version"],
        text=row["text"],
        now=tx.now,
    )
    tx.run(
        "UPDATE messages SET text = :text, kind = :kind, edited_at = :now, version = version + 1 WHERE id = :id",
        text=said,
        kind=kind,
        now=tx.now,
        id=row["id"],
    )
    mentions.write(tx, seen.id, row["id"], said)
    tx.emit(f"room:{seen.id}", "changed", seq)


@operation(Capability.ROOM_READ)
def versions(tx: Tx, *, room: RoomRef, seq: int) -> list[Version]:
    """How a message read before, oldest first; nothing for one that was deleted.

    Raises:
        NotFound: The message is not there or not mine to see.
    """
    row = _message(tx, sight.room(tx, room), seq)
    return [
        Version(each["version"], each["text"], each["until"])
        for each in tx.all(
            "SELECT version, text, until FROM message_versions WHERE message_id = :id ORDER BY version",
            id=row["id"],
        )
    ]


def may_moderate(tx: Tx, seen: sight.RoomSeen) -> bool:
    """Whether the actor looks after a room: a lead of its circle, or who leads the hub. Never direct messages."""
    if seen.circle_id is None:
        return False
    if tx.me.role in MODERATES:
        return True
    return (
        tx.one(
            "SELECT 1 FROM circle_members WHERE circle_id = :c AND member_id = :me AND standing = 'lead'",
            c=seen.circle_id,
            me=tx.me.id,
        )
        is not None
    )


@operation(Capability.ROOM_READ)
def moderates(tx: Tx, *, room: RoomRef) -> bool:
    """Whether I look after a room: what screens go by when they offer to pin or to delete.

    Raises:
        NotFound: There is no such room, or it is not mine to see.
    """
    return may_moderate(tx, sight.room(tx, room))


@operation(Capability.ROOM_POST, writes=True, forgets=True)
def delete(tx: Tx, *, room: RoomRef, seq: int, reason: str = "") -> None:
    """Take a message back: a mark stays in its place, its words and versions leave the store. Twice is once.

    Who looks after the room may do so with what others wrote: the mark says that it was not the author, and the author
    finds a note.

    Args:
        tx: The transaction.
        room: A room of mine.
        seq: The message's sequence.
        reason: Why, of what somebody else wrote: a line for its author; '' says nothing.

    Raises:
        NotFound: The message is not there or not mine to see.
        Denied: Somebody else wrote it, and I do not look after the room.
    """
    seen = sight.room(tx, room)
    row = _message(tx, seen, seq)
    own = row["author_id"] == tx.me.id
    why = removing.clean_reason(reason)
    if not own:
        if not may_moderate(tx, seen):
            raise Denied("Only the one who wrote a message, or who looks after the room, can delete it.")
        audit.write(tx, "message.delete", f"room:{seen.id}", f"seq {seq} by member:{row['author_id']}")
    if row["deleted_at"] is not None:
        return
    empty(tx, row["id"])
    if not own:
        tx.run("UPDATE messages SET removed = 1 WHERE id = :id", id=row["id"])
        removing.tell(tx, row["author_id"], row["id"], seen.name, why, kind="removed")
    tx.emit(f"room:{seen.id}", "changed", seq)


def empty(tx: Tx, message_id: int) -> None:
    """Take the words of a message and all that hangs on it out of the store, inside an operation that may."""
    tx.run(
        "UPDATE messages SET text = '', deleted_at = :now, version = version + 1 WHERE id = :id",
        now=tx.now,
        id=message_id,
    )
    for table in ("message_versions", "reactions", "pins", "mentions"):
        tx.run(f"DELETE FROM {table} WHERE message_id = :id", id=message_id)
