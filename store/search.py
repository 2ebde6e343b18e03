"""Search over what a member may read, through the full-text index; it answers nothing about anything else."""

from __future__ import annotations

from typing import Final

from store import chat, sight
from store.errors import Invalid
from store.operations import Tx, operation
from store.policy import Capability

LONGEST_QUERY: Final = 200
"""Characters of a query that are looked at."""

MOST: Final = 200
"""Results given at most."""


def match_expression(words: str) -> str:
    """What people type as an FTS5 expression: words that all have to occur, "a phrase" as it stands, the last word
    also as the beginning of one. None of FTS5's own operators gets through.

    Raises:
        Invalid: There is no word in it.
    """
    parts: list[str] = []
    for index, piece in enumerate(words[:LONGEST_QUERY].encode("utf-8", "replace").decode().split('"')):
        if index % 2:
            if any(character.isalnum() for character in piece):
                parts.append(f'"{piece}"')
        else:
            parts += [f'"{word}"' for word in piece.split() if any(character.isalnum() for character in word)]
    if not parts:
        raise Invalid("Say which words to look for.")
    if words[-1:] not in {'"', " "}:
        parts[-1] += "*"
    return " ".join(parts).replace("\0", "")


@operation(Capability.SEARCH, slow=True)
def messages(
    tx: Tx, *, words: str, room: sight.RoomRef | None = None, limit: int = 50, before: int | None = None
) -> list[chat.Message]:
    """Messages in my rooms in which the words occur, newest first.

    Args:
        tx: The transaction.
        words: What to look for.
        room: Only in this room.
        limit: How many at most, 1 to 200.
        before: Only those said before this time, epoch ms UTC.

    Raises:
        Invalid: There is no word in it.
        NotFound: There is no such room, or it is not mine to see.
    """
    return [
        chat.to_message(row)
        for row in tx.all(
            f"""
            WITH found AS (
                SELECT f.rowid AS id FROM messages_fts f
                JOIN messages hit ON hit.id = f.rowid
                JOIN room_members rm ON rm.room_id = hit.room_id AND rm.member_id = :me
                WHERE f.messages_fts MATCH :expression AND hit.deleted_at IS NULL
                      AND (:room = 0 OR hit.room_id = :room) AND hit.at < :before
                ORDER BY f.rowid DESC LIMIT :limit
            )
            {chat.COLUMNS} JOIN found ON found.id = m.id ORDER BY m.at DESC, m.id DESC
            """,
            me=tx.me.id,
            expression=match_expression(words),
            room=0 if room is None else sight.room(tx, room).id,
            before=2**62 if before is None else before,
            limit=max(1, min(limit, MOST)),
        )
    ]
