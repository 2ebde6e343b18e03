"""Mentions: who is named in a message, so that they find it."""

from __future__ import annotations

import re
from typing import Final

from store import sight
from store.operations import Tx

NAMED: Final = re.compile(r"(?<![\w@./])@([^\W_][\w.\-]{1,23})")
"""@handle, not inside an address or a path; a full stop at its end is the sentence's."""

MOST_NAMED: Final = 20
"""People that one message can name."""


def handles(text: str) -> tuple[str, ...]:
    """The handles that a text names, each once, in order, spelled as the store does."""
    named = (sight.spelled(found.group(1).rstrip(".-")) for found in NAMED.finditer(text))
    return tuple(dict.fromkeys(named))[:MOST_NAMED]


def write(tx: Tx, room_id: int, message_id: int, text: str) -> None:
    """Note whom a message names, inside an operation that may: people of the room, not oneself, none who blocked me."""
    before = {
        row["member_id"]
        for row in tx.all("SELECT member_id FROM mentions WHERE message_id = :id", id=message_id)
    }
    tx.run("DELETE FROM mentions WHERE message_id = :id", id=message_id)
    for handle in handles(text):
        row = tx.one(
            "INSERT INTO mentions (member_id, message_id)"
            " SELECT m.id, :message FROM members m JOIN room_members rm ON rm.member_id = m.id AND rm.room_id = :room"
            " WHERE m.handle = :handle AND m.id <> :me"
            " AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.member_id = m.id AND b.blocked_id = :me)"
            " RETURNING member_id",
            message=message_id,
            room=room_id,
            handle=handle,
            me=tx.me.id,
        )
        # Changing a message again and again rings nobody's bell again.
        if row is not None and row["member_id"] not in before:
            tx.emit(f"member:{row['member_id']}", "named", room_id)
