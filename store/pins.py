"""Pins: the few messages of a room that should be found again."""

from __future__ import annotations

from typing import Final

from store import chat, edits, sight
from store.errors import Conflict, Denied, NotFound
from store.operations import Tx, operation
from store.policy import Capability

RoomRef = sight.RoomRef

PINS_A_ROOM: Final = 20
"""Messages that can be pinned in one room."""


@operation(Capability.ROOM_POST, writes=True)
def toggle(tx: Tx, *, room: RoomRef, seq: int) -> bool:
    """Pin a message, or take the pin off: in a circle's room who looks after it, elsewhere any of its people.

    Returns:
        True when it is pinned now.

    Raises:
        NotFound: The message is not there or not mine to see.
        Denied: I do not look after the room.
        Conflict: As many are pinned as can be.
        Invalid: The room is archived.
    """
    seen = sight.open_room(tx, room)
    message_id = chat.message_id(seen.id, seq)
    row = tx.one(
        "SELECT 1 FROM messages WHERE id = :id AND deleted_at IS NULL"
        f" AND {sight.NOT_BLOCKED.format(author='author_id')}",
        id=message_id,
        me=tx.me.id,
    )
    if row is None:
        raise NotFound("There is no such message.")
    if seen.circle_id is not None and not edits.may_moderate(tx, seen):
        raise Denied("Only who looks after the room pins messages in it.")
    pinned = not tx.run("DELETE FROM pins WHERE message_id = :id", id=message_id)
    if pinned:
        if int(tx.value("SELECT COUNT(*) FROM pins WHERE room_id = :room", room=seen.id)) >= PINS_A_ROOM:
            raise Conflict(f"A room has {PINS_A_ROOM} pins at most; take one off first.")
        tx.run(
            "INSERT INTO pins (message_id, room_id, pinned_by, at) VALUES (:id, :room, :me, :now)",
            id=message_id,
            room=seen.id,
            me=tx.me.id,
            now=tx.now,
        )
    tx.run("UPDATE messages SET version = version + 1 WHERE id = :id", id=message_id)
    tx.emit(f"room:{seen.id}", "changed", seq)
    return pinned


@operation(Capability.ROOM_READ)
def listing(tx: Tx, *, room: RoomRef) -> list[chat.Message]:
    """The pinned messages of a room, the latest pin first.

    Raises:
        NotFound: There is no such room, or it is not mine to see.
    """
    rows = tx.all(
        f"{chat.COLUMNS} JOIN pins p ON p.message_id = m.id WHERE p.room_id = :room"
        f" AND {sight.NOT_BLOCKED.format(author='m.author_id')} ORDER BY p.at DESC, m.id DESC",
        room=sight.room(tx, room).id,
        me=tx.me.id,
    )
    return chat.to_messages(tx, rows)
