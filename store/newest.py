"""What a room's newest messages are to those who look at it: read once for all of them, checked for each of them.

When a room advances, everybody in it reads the same few rows. Here the first one to come reads them and the others
take them over, as long as nothing at all was committed in between (`Tx.once`). What depends on the reader does not
come from there: whether they are active, in the room, named in a message, and whom they have blocked is asked of the
store by each of them, in the snapshot that the rows are from; when several have asked, of all members of the room in
one statement, and who is then known to see what anybody sees is answered without another (`_known`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from store import chat, sight
from store.chat import COLUMNS, Message
from store.db import Common
from store.operations import Actor, Tx, operation
from store.policy import Capability

FEW: Final = 2
"""Readers of the same lines who each ask for themselves: to ask for all members of a big room pays only for a crowd."""

_BLOCKS: Final = "SELECT EXISTS (SELECT 1 FROM blocks WHERE member_id = :me)"


@dataclass(frozen=True, slots=True)
class _Newest:
    """Messages as somebody sees them who has blocked nobody and is named nowhere."""

    messages: tuple[Message, ...]
    named: frozenset[tuple[int, int]]
    """Members and the sequences of the messages that name them."""
    plain: bool
    """Nothing hangs on them that looks different to different people: no reaction, no pin."""


@dataclass(frozen=True, slots=True)
class _Shared:
    """Messages that are the whole answer to some."""

    messages: tuple[Message, ...]
    readers: frozenset[int]
    """Members who may read them, have blocked nobody and are named in none."""


def _known(
    common: Common, actor: Actor, *, room: sight.RoomRef = 0, seq: int = -1, limit: int = chat.PAGE
) -> list[Message] | None:
    # With defaults: what is missing is for the operation to complain of, after its rule.
    shared: _Shared | None = common.get(("shared", room, seq, limit))
    if shared is None or actor.kind != "member" or actor.member_id not in shared.readers:
        return None
    return list(shared.messages)


@operation(Capability.ROOM_READ, known=_known)
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
    if newest.plain and room == room_id:
        asked = tx.once(("asked", room_id, seq, limit), list[int])
        asked.append(me)
        if len(asked) > FEW:
            tx.once(("shared", room_id, seq, limit), lambda: _share(tx, room_id, newest))
    if not newest.plain or tx.value(_BLOCKS, me=me):
        return chat.read_after(tx, room_id, seq, chat.LAST_SEQ, limit)
    if newest.named:
        return [
            replace(one, names_me=True) if (me, one.seq) in newest.named else one for one in newest.messages
        ]
    return list(newest.messages)


def _share(tx: Tx, room_id: int, newest: _Newest) -> _Shared:
    named = {member_id for member_id, _ in newest.named}
    return _Shared(newest.messages, sight.plain_readers(tx, room_id) - named)


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
