"""What a room's newest messages are to those who look at it: read once for all of them, checked for each of them.

When a room advances, everybody in it reads the same few rows. Here the first one to come reads them and the others
take them over, as long as nothing at all was committed in between (`Tx.once`). What depends on the reader does not
come from there: whether they are active, in the room, named in a message, and whom they have blocked is asked of the
store by each of them, in the snapshot that the rows are from.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from store import chat, sight
from store.chat import COLUMNS, Message
from store.operations import Tx, operation
from store.policy import Capability

_BLOCKS: Final = "SELECT EXISTS (SELECT 1 FROM blocks WHERE member_id = :me)"


@dataclass(frozen=True, slots=True)
class _Newest:
    """Messages as somebody sees them who has blocked nobody and is named nowhere."""

    messages: tuple[Message, ...]
    named: frozenset[tuple[int, int]]
    """Members and the sequences of the messages that name them."""
    plain: bool
    """Nothing hangs on them that looks different to different people: no reaction, no pin."""


@operation(Capability.ROOM_READ)
def after(tx: Tx, *, room: sight.RoomRef, seq: int, limit: int = chat.PAGE) -> list[Message]:
    """A room's messages after one that somebody holds, ascending: the same as `chat.history`, made for many viewers.

    Args:
        tx: The transaction.
        room: A room of mine.
        seq: Only messages of a greater sequence: the oldest of these.
        limit: How many at most, 1 to 500.

    Raises:
        NotFound: There is none, or it is not mine to see.
    """
    room_id = sight.room(tx, room).id
    limit = max(1, min(limit, chat.LONGEST_PAGE))
    newest = tx.once(("newest", room_id, seq, limit), lambda: _read(tx, room_id, seq, limit))
    me = tx.me.id
    if not newest.plain or tx.value(_BLOCKS, me=me):
        return chat.read_after(tx, room_id, seq, chat.LAST_SEQ, limit)
    if newest.named:
        return [
            replace(one, names_me=True) if (me, one.seq) in newest.named else one for one in newest.messages
        ]
    return list(newest.messages)


def _read(tx: Tx, room_id: int, seq: int, limit: int) -> _Newest:
    """What the rows say by themselves."""
    first, last = chat.message_id(room_id, seq), chat.message_id(room_id, chat.LAST_SEQ)
    rows = tx.all(
        f"{COLUMNS} WHERE m.id > :first AND m.id < :last ORDER BY m.id LIMIT :limit",
        # Nobody has this id, so nobody's blocks are taken into account.
        me=0,
        first=first,
        last=last,
        limit=limit,
    )
    named: list[tuple[int, int]] = []
    if rows and any("@" in row["text"] for row in rows):
        named = [
            (found["member_id"], found["message_id"] - chat.message_id(room_id, 0))
            for found in tx.all(
                "SELECT n.member_id, n.message_id FROM mentions n WHERE n.message_id BETWEEN :first AND :last",
                first=rows[0]["id"],
                last=rows[-1]["id"],
            )
        ]
    return _Newest(
        tuple(chat.bare(row) for row in rows),
        frozenset(named),
        all(row["version"] == 1 for row in rows),
    )
