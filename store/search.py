"""Search over what a member may read, through the full-text index; it answers nothing about anything else."""

from __future__ import annotations

from typing import Final

from store import chat, sight
from store.errors import Invalid
from store.operations import Tx, operation
from store.policy import Capability

MY_ROOMS: Final = "SELECT room_id FROM room_members WHERE member_id = :me ORDER BY room_id"

LONGEST_QUERY: Final = 200
"""Characters of a query that are looked at."""

MOST: Final = 200
"""Results given at most."""


def match_expression(words: str) -> str:
    """What people type as an FTS5 expression: words that all have to occur, "a phrase" as it stands, gard* for every
    word that begins so. None of FTS5's own operators gets through.

    A beginning is looked for only when asked: its cost grows with the whole index, a word's does not.

    Raises:
        Invalid: There is no word in it.
    """
    parts: list[str] = []
    for index, piece in enumerate(words[:LONGEST_QUERY].encode("utf-8", "replace").decode().split('"')):
        if index % 2:
            if any(character.isalnum() for character in piece):
                parts.append(f'"{piece}"')
        else:
            for word in piece.split():
                begun = word.endswith("*")
                if any(character.isalnum() for character in word):
                    parts.append(f'"{word.rstrip("*")}"{"*" if begun else ""}')
    if not parts:
        raise Invalid("Say which words to look for.")
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
    expression = match_expression(words)
    limit = max(1, min(limit, MOST))
    if room is not None:
        room_ids = [sight.room(tx, room).id]
    else:
        room_ids = [row["room_id"] for row in tx.all(MY_ROOMS, me=tx.me.id)]
    # Room by room: the index is asked only about messages that may be read, however many others there are.
    hits: list[tuple[int, int]] = []
    for room_id in room_ids:
        rows = tx.all(
            f"""
            SELECT hit.at, hit.id FROM messages_fts f CROSS JOIN messages hit ON hit.id = f.rowid
            WHERE f.messages_fts MATCH :expression AND f.rowid > :first AND f.rowid < :last
                  AND hit.deleted_at IS NULL AND hit.at < :before AND {sight.NOT_BLOCKED.format(author="hit.author_id")}
            ORDER BY f.rowid DESC LIMIT :limit
            """,
            expression=expression,
            first=chat.message_id(room_id, 0),
            last=chat.message_id(room_id, chat.LAST_SEQ),
            before=2**62 if before is None else before,
            limit=limit,
            me=tx.me.id,
        )
        hits += [(row["at"], row["id"]) for row in rows]
    rows = [
        row
        for _, message_id in sorted(hits, reverse=True)[:limit]
        for row in tx.all(f"{chat.COLUMNS} WHERE m.id = :id", id=message_id, me=tx.me.id)
    ]
    return chat.to_messages(tx, rows)


@operation(Capability.SEARCH, slow=True)
def naming_me(tx: Tx, *, limit: int = 50) -> list[chat.Message]:
    """The newest messages that name me, in rooms I am in, newest first.

    Args:
        tx: The transaction.
        limit: How many at most, 1 to 200.
    """
    rows = tx.all(
        f"""
        {chat.COLUMNS}
        JOIN mentions n ON n.message_id = m.id AND n.member_id = :me
        JOIN room_members rm ON rm.room_id = m.room_id AND rm.member_id = :me
        WHERE {sight.NOT_BLOCKED.format(author="m.author_id")}
        ORDER BY m.at DESC, m.id DESC LIMIT :limit
        """,
        me=tx.me.id,
        limit=max(1, min(limit, 200)),
    )
    return chat.to_messages(tx, rows)
