"""What a member finds when they come in: what is unread, who waits for an answer, who is here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from store import chat, members, presence, rooms
from store.operations import Tx, operation
from store.policy import Capability

SNIPPET_CHARS: Final = 160
"""How much of a message is quoted."""

MENTIONS_TOLD: Final = 20
"""Unread mentions that are told of one by one."""

WAITS_MS: Final = 14 * 24 * 3600 * 1000
"""A mention that nobody answered for this long no longer waits."""


@dataclass(frozen=True, slots=True)
class UnreadRoom:
    """A room with something in it that I have not read."""

    room: rooms.RoomSummary
    first_unread: int
    """The sequence to open it at."""
    author: str
    """Who wrote last: a handle."""
    text: str
    """The beginning of what they wrote, on one line; '' when it was deleted."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who wrote to me, directly or by my name, and has had no answer."""

    room: rooms.RoomSummary
    author: str
    text: str
    at: int
    """When they wrote, epoch ms UTC."""
    seq: int
    """What they wrote, in the room's sequence."""
    names_me: bool = False
    """It is a mention in a room, not a direct message."""


@dataclass(frozen=True, slots=True)
class Summary:
    """Today, for one member."""

    me: members.Me
    unread: tuple[UnreadRoom, ...]
    """Rooms with unread messages of a level above "nothing", direct messages first, then the most recent."""
    waiting: tuple[Waiting, ...]
    """Direct messages that I have not answered, longest waiting first."""
    here: tuple[presence.Here, ...]
    seen_at: int | None
    """When I was last here before, epoch ms UTC; None: this is the first time."""
    rooms: int
    """How many rooms I am in."""
    mentions: tuple[chat.Message, ...] = ()
    """Unread messages that name me, newest first; the first of them when there are very many."""


@operation(Capability.SELF_READ)
def summary(tx: Tx) -> Summary:
    """Everything that Today shows. Before the rules are acknowledged only the account itself is told."""
    me = members.me.within(tx)
    seen_at = tx.value("SELECT seen_at FROM members WHERE id = :me", me=me.id)
    if me.rules_due:
        return Summary(me, (), (), (), seen_at, 0)
    mine = rooms.listing.within(tx)
    unread: list[UnreadRoom] = []
    waiting: list[Waiting] = []
    mentions: list[chat.Message] = []
    for room in sorted(mine, key=lambda each: (each.kind == "circle", -each.last_at, each.id)):
        if not room.last_seq or (room.kind == "circle" and not room.unread):
            continue
        last = _last(tx, room)
        if last is None:
            continue
        if room.unread and room.level != "nothing":
            unread.append(UnreadRoom(room, room.last_read + 1, last.author, last.text))
            if room.mentions and not room.muted and len(mentions) < MENTIONS_TOLD:
                mentions += _naming(tx, room, MENTIONS_TOLD - len(mentions))
        if room.kind in ("direct", "pair") and last.author != me.handle:
            waiting.append(last)
    waiting.sort(key=lambda each: (each.at, each.room.id))
    mentions.sort(key=lambda each: (-each.at, -each.seq))
    here = presence.here.within(tx)
    return Summary(me, tuple(unread), tuple(waiting), here, seen_at, len(mine), tuple(mentions))


def _last(tx: Tx, room: rooms.RoomSummary) -> Waiting | None:
    """What was said last in a room, as far as I want to see it."""
    row = tx.one(
        "SELECT m.seq, a.handle, SUBSTR(m.text, 1, :chars) AS said, m.at"
        " FROM messages m JOIN members a ON a.id = m.author_id"
        f" WHERE m.id > :first AND m.id <= :last AND {chat.UNBLOCKED} ORDER BY m.id DESC LIMIT 1",
        chars=SNIPPET_CHARS,
        first=chat.message_id(room.id, 0),
        last=chat.message_id(room.id, room.last_seq),
        me=tx.me.id,
    )
    if row is None:
        return None
    return Waiting(room, row["handle"], " ".join(str(row["said"]).split()), row["at"], row["seq"])


def _naming(tx: Tx, room: rooms.RoomSummary, limit: int) -> list[chat.Message]:
    """The newest unread messages of a room that name me."""
    rows = tx.all(
        f"{chat.COLUMNS} WHERE m.id IN (SELECT n.message_id FROM mentions n WHERE n.member_id = :me"
        " AND n.message_id > :first AND n.message_id <= :last ORDER BY n.message_id DESC LIMIT :limit)"
        f" AND {chat.UNBLOCKED}",
        me=tx.me.id,
        first=chat.message_id(room.id, room.last_read),
        last=chat.message_id(room.id, room.last_seq),
        limit=limit,
    )
    return chat.to_messages(tx, rows)


@operation(Capability.SELF_READ, slow=True)
def waiting(tx: Tx, *, limit: int = 50) -> list[Waiting]:
    """Who waits for a word from me: direct messages I have not answered, and mentions after which I said nothing there.

    Rooms of the level "nothing" are left out. A mention older than two weeks no longer waits.

    Args:
        tx: The transaction.
        limit: How many at most, 1 to 200; the longest waiting of the newest.
    """
    if tx.me.rules_due:
        return []
    limit = max(1, min(limit, 200))
    found: list[Waiting] = []
    my_handle = tx.value("SELECT handle FROM members WHERE id = :id", id=tx.me.id)
    mine = {room.id: room for room in rooms.listing.within(tx) if room.level != "nothing"}
    for room in mine.values():
        if room.kind in ("direct", "pair") and room.last_seq:
            last = _last(tx, room)
            if last is not None and last.author != my_handle:
                found.append(last)
    rows = tx.all(
        "SELECT m.room_id, m.seq, a.handle, SUBSTR(m.text, 1, :chars) AS said, m.at"
        " FROM mentions n JOIN messages m ON m.id = n.message_id JOIN members a ON a.id = m.author_id"
        f" WHERE n.member_id = :me AND m.at > :since AND m.deleted_at IS NULL AND {chat.UNBLOCKED}"
        " AND NOT EXISTS (SELECT 1 FROM messages x WHERE x.author_id = :me AND x.at >= m.at"
        "  AND x.room_id = m.room_id AND x.seq > m.seq)"
        " ORDER BY m.at DESC LIMIT :limit",
        chars=SNIPPET_CHARS,
        me=tx.me.id,
        since=tx.now - WAITS_MS,
        limit=limit,
    )
    for row in rows:
        named_in = mine.get(row["room_id"])
        if named_in is not None and named_in.kind not in ("direct", "pair"):
            said = " ".join(str(row["said"]).split())
            found.append(Waiting(named_in, row["handle"], said, row["at"], row["seq"], True))
    newest = sorted(found, key=lambda each: (-each.at, each.room.id))[:limit]
    return sorted(newest, key=lambda each: (each.at, each.room.id, each.seq))
