"""Chat: messages in a room, in the order of the room's own sequence, and how far each member has read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from store import mentions, sight, text
from store.db import Row
from store.errors import Invalid, NotFound, RateLimited
from store.operations import Tx, operation
from store.policy import Capability, Role

RoomRef = sight.RoomRef

PAGE: Final = 50
"""Messages that history gives when nobody says how many."""

LONGEST_PAGE: Final = 500
"""Messages that history gives at most."""

FLOOD_WINDOW_MS: Final = 10_000
"""The time over which the messages of one member are counted."""

QUOTED_CHARS: Final = 80
"""How much of the answered message a reply shows."""

LAST_SEQ: Final = 2**32 - 1
"""No room's sequence reaches this."""

LONGEST_NONCE: Final = 64
"""Characters of a client's nonce."""


@dataclass(frozen=True, slots=True)
class Reaction:
    """How often one reaction was given to a message."""

    kind: str
    """One of the hub's words, or an emoji."""
    count: int
    mine: bool
    """The one who reads gave it too."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `(room_id, seq, version)` names exactly what is drawn."""

    room_id: int
    room: str
    """The room's name; '' for direct messages (the reader knows whose they are)."""
    seq: int
    author_id: int
    author: str
    """The author's handle."""
    author_role: Role
    text: str
    """'' when it was deleted."""
    kind: str
    """"text", or "me" for what somebody does: "/me waves"."""
    at: int
    """Epoch ms UTC."""
    reply_to: int | None
    """The sequence that it answers."""
    reply_author: str
    """'' when it answers nothing."""
    reply_text: str
    """The beginning of what it answers, on one line."""
    edited_at: int | None
    deleted: bool
    version: int
    """Grows with each change, reactions and pins included."""
    reactions: tuple[Reaction, ...] = ()
    """The most given first."""
    pinned: bool = False
    names_me: bool = False
    """It mentions the one who reads."""
    removed: bool = False
    """Somebody who looks after the room deleted it, not its author."""


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of a post."""

    room: str
    """The room's name as its author wrote or sees it."""
    seq: int
    at: int


COLUMNS: Final = f"""
    SELECT m.room_id, r.name AS room, m.seq, m.author_id, a.handle AS author, a.role AS author_role,
           m.text, m.kind, m.at, m.reply_to, COALESCE(qa.handle, '') AS reply_author,
           COALESCE(SUBSTR(q.text, 1, {QUOTED_CHARS}), '') AS reply_text,
           m.edited_at, m.deleted_at, m.version, m.id AS id, m.removed
    FROM messages m
    JOIN rooms r ON r.id = m.room_id
    JOIN members a ON a.id = m.author_id
    LEFT JOIN messages q ON q.id = m.id - m.seq + m.reply_to AND {sight.NOT_BLOCKED.format(author="q.author_id")}
    LEFT JOIN members qa ON qa.id = q.author_id
"""


UNBLOCKED: Final = sight.NOT_BLOCKED.format(author="m.author_id")
"""Goes with `COLUMNS`: not what somebody wrote whom the reader has blocked."""


def message_id(room_id: int, seq: int) -> int:
    """The id of a room's message; a sequence out of range gives the nearest that is in range of this room."""
    return (room_id << 32) + max(0, min(seq, LAST_SEQ))


_REACTIONS: Final = f"""
    SELECT r.message_id, r.kind, COUNT(*), MAX(CASE WHEN r.member_id = :me THEN 1 ELSE 0 END) FROM reactions r
    WHERE r.message_id BETWEEN :first AND :last AND {sight.NOT_BLOCKED.format(author="r.member_id")}
    GROUP BY r.message_id, r.kind ORDER BY COUNT(*) DESC, MIN(r.at), r.kind
"""

NEAR: Final = 64
"""Ids as near as this are asked about together; a page of history is one run, the hits of a search are many."""


def _runs(ids: Iterable[int]) -> list[tuple[int, int]]:
    """The first and last of each run of ids that lie near one another."""
    runs: list[tuple[int, int]] = []
    for each in sorted(ids):
        if runs and each - runs[-1][1] <= NEAR:
            runs[-1] = (runs[-1][0], each)
        else:
            runs.append((each, each))
    return runs


def to_messages(tx: Tx, rows: Sequence[Row]) -> list[Message]:
    """Rows of the columns above as messages, in the same order, with what hangs on each."""
    given: dict[int, list[Reaction]] = {}
    pinned: set[int] = set()
    naming: set[int] = set()
    # Whatever is hung on a message raises its version: most of those that are read, the newest, carry nothing yet.
    for first, last in _runs(row["id"] for row in rows if row["version"] > 1):
        run = {"first": first, "last": last, "me": tx.me.id}
        for row in tx.all(_REACTIONS, **run):
            given.setdefault(row[0], []).append(Reaction(row[1], row[2], bool(row[3])))
        pins = tx.all("SELECT message_id FROM pins WHERE message_id BETWEEN :first AND :last", **run)
        pinned.update(row[0] for row in pins)
    for first, last in _runs(row["id"] for row in rows if "@" in row["text"]):
        mine = tx.all(
            "SELECT message_id FROM mentions WHERE member_id = :me AND message_id BETWEEN :first AND :last",
            me=tx.me.id,
            first=first,
            last=last,
        )
        naming.update(row[0] for row in mine)
    return [
        bare(row, tuple(given.get(row[15], ())), pinned=row[15] in pinned, names_me=row[15] in naming)
        for row in rows
    ]


def bare(
    row: Row, reactions: tuple[Reaction, ...] = (), *, pinned: bool = False, names_me: bool = False
) -> Message:
    """A row of the columns above as a message; what hangs on it is given beside it."""
    return Message(
        row[0],
        row[1],
        row[2],
        row[3],
        row[4],
        Role(row[5]),
        row[6],
        row[7],
        row[8],
        row[9],
        row[10],
        " ".join(row[11].split()),
        row[12],
        row[13] is not None,
        row[14],
        reactions,
        pinned,
        names_me,
        bool(row[16]),
    )


@operation(Capability.ROOM_POST, writes=True)
def post(
    tx: Tx, *, room: RoomRef, text: str, nonce: str = "", reply_to: int | None = None, kind: str = "text"
) -> Posted:
    """Say something in a room; "/me waves" is said as what I do.

    Args:
        tx: The transaction.
        room: A room of mine.
        text: What to say; cleaned here.
        nonce: Names this post: the same one again answers as the first time and says nothing twice. '' for none.
        reply_to: The sequence of the message that it answers.
        kind: "text" or "me".

    Raises:
        NotFound: The room, or the message answered, is not there or not mine to see.
        Invalid: It is empty or too long.
        RateLimited: I have said very much just now.
    """
    seen = sight.room(tx, room)
    name = room if isinstance(room, str) else seen.name
    said, kind = said_as(tx, text, kind)
    if len(nonce) > LONGEST_NONCE:
        raise Invalid(f"A nonce has {LONGEST_NONCE} characters at most.")
    if nonce:
        before = tx.one(
            # Without the last condition the index of nonces is not used, and all that somebody ever said is read.
            "SELECT m.seq, m.at, m.room_id FROM messages m"
            " WHERE m.author_id = :me AND m.nonce = :nonce AND m.nonce <> ''",
            me=tx.me.id,
            nonce=nonce,
        )
        if before is not None:
            if before["room_id"] != seen.id:
                raise Invalid("That nonce was used for a message in another room.")
            return Posted(name, before["seq"], before["at"])
    if seen.archived:
        raise Invalid(sight.ARCHIVED)
    _hold_back_a_flood(tx)
    if (
        reply_to is not None
        and tx.one("SELECT 1 FROM messages WHERE id = :id", id=message_id(seen.id, reply_to)) is None
    ):
        raise NotFound("The message you answer is not there.")
    seq = int(
        tx.value(
            "UPDATE rooms SET last_seq = last_seq + 1, last_at = :now WHERE id = :room RETURNING last_seq",
            now=tx.now,
            room=seen.id,
        )
    )
    tx.run(
        "INSERT INTO messages (id, room_id, seq, author_id, kind, text, reply_to, nonce, at)"
        " VALUES (:id, :room, :seq, :me, :kind, :text, :reply_to, :nonce, :now)",
        id=message_id(seen.id, seq),
        room=seen.id,
        seq=seq,
        me=tx.me.id,
        kind=kind,
        text=said,
        reply_to=reply_to,
        nonce=nonce,
        now=tx.now,
    )
    if "@" in said:
        mentions.write(tx, seen.id, message_id(seen.id, seq), said)
    # My own message is not unread to me; but what others said before it and I have not seen still is.
    tx.run(
        "UPDATE room_members SET last_read = CASE last_read WHEN :seq - 1 THEN :seq ELSE last_read END,"
        " visited_at = :now WHERE room_id = :room AND member_id = :me",
        seq=seq,
        now=tx.now,
        room=seen.id,
        me=tx.me.id,
    )
    if seq == 1 and seen.kind in ("direct", "pair"):
        for row in tx.all(
            "SELECT member_id FROM room_members WHERE room_id = :room ORDER BY member_id", room=seen.id
        ):
            tx.emit(f"member:{row['member_id']}", "rooms")
    tx.emit(f"room:{seen.id}", "advanced", seq)
    return Posted(name, seq, tx.now)


def said_as(tx: Tx, words: str, kind: str) -> tuple[str, str]:
    """What somebody typed, cleaned, and the kind of message that it is.

    Raises:
        Invalid: It is empty or too long.
    """
    if kind not in {"text", "me"}:
        raise Invalid("A message is of the kind text or me.")
    limits = tx.config.limits
    if len(words) > limits.message_chars:
        raise Invalid(
            f"That is {len(words):,} characters; a message has {limits.message_chars:,} at most. Your text is kept."
        )
    said = text.trimmed(text.clean_block(words, chars=limits.message_chars, lines=limits.message_lines))
    if said == "/me" or said.startswith("/me "):
        said, kind = text.trimmed(said[3:]), "me"
    if kind == "me":
        said = " ".join(said.split())
    if not said:
        raise Invalid("There is nothing to say yet; write something first.")
    return said, kind


def _hold_back_a_flood(tx: Tx) -> None:
    allowed = tx.config.limits.messages_per_10_s
    row = tx.one(
        "SELECT at FROM messages WHERE author_id = :me AND at > :since"
        " ORDER BY at DESC, id DESC LIMIT 1 OFFSET :allowed",
        me=tx.me.id,
        since=tx.now - FLOOD_WINDOW_MS,
        allowed=allowed - 1,
    )
    if row is not None:
        wait_s = max(1.0, (row["at"] + FLOOD_WINDOW_MS - tx.now) / 1000)
        raise RateLimited("That was a lot at once; give it a few seconds. Your text is kept.", wait_s)


@operation(Capability.ROOM_READ)
def history(
    tx: Tx, *, room: RoomRef, before: int | None = None, after: int | None = None, limit: int = PAGE
) -> list[Message]:
    """Messages of a room in ascending order.

    Args:
        tx: The transaction.
        room: A room of mine.
        before: Only messages of a smaller sequence: the newest of these.
        after: Only messages of a greater sequence: the oldest of these. With neither, the newest of all.
        limit: How many at most, 1 to 500.

    Raises:
        NotFound: There is none, or it is not mine to see.
    """
    room_id = sight.room(tx, room).id
    limit = max(1, min(limit, LONGEST_PAGE))
    if after is not None:
        return read_after(tx, room_id, after, LAST_SEQ if before is None else before, limit)
    rows = tx.all(
        f"{COLUMNS} WHERE m.id > :first AND m.id < :before AND {UNBLOCKED} ORDER BY m.id DESC LIMIT :limit",
        me=tx.me.id,
        first=message_id(room_id, 0),
        before=message_id(room_id, LAST_SEQ if before is None else before),
        limit=limit,
    )
    return to_messages(tx, rows[::-1])


def read_after(tx: Tx, room_id: int, after: int, before: int, limit: int) -> list[Message]:
    """The oldest messages between two sequences of a room that the actor is known to be in."""
    rows = tx.all(
        f"{COLUMNS} WHERE m.id > :after AND m.id < :before AND {UNBLOCKED} ORDER BY m.id LIMIT :limit",
        me=tx.me.id,
        after=message_id(room_id, after),
        before=message_id(room_id, before),
        limit=limit,
    )
    return to_messages(tx, rows)


@operation(Capability.ROOM_READ)
def message(tx: Tx, *, room: RoomRef, seq: int) -> Message:
    """One message.

    Raises:
        NotFound: There is none, or it is not mine to see.
    """
    rows = tx.all(
        f"{COLUMNS} WHERE m.id = :id AND {UNBLOCKED}",
        id=message_id(sight.room(tx, room).id, seq),
        me=tx.me.id,
    )
    if not rows:
        raise NotFound("There is no such message.")
    return to_messages(tx, rows)[0]


@operation(Capability.ROOM_READ, writes=True)
def mark_read(tx: Tx, *, room: RoomRef, seq: int, session: str = "") -> None:
    """Say how far I have read; it never goes back.

    Args:
        tx: The transaction.
        room: A room of mine.
        seq: The last that I have read.
        session: The one that says so and knows it; my others are told. "": all are told.

    Raises:
        NotFound: There is none, or it is not mine to see.
    """
    seen = sight.room(tx, room)
    seq = min(seq, seen.last_seq)
    if seq > seen.last_read:
        tx.run(
            "UPDATE room_members SET last_read = :seq, visited_at = :now WHERE room_id = :room AND member_id = :me",
            seq=_past_the_blocked(tx, seen, seq),
            now=tx.now,
            room=seen.id,
            me=tx.me.id,
        )
        tx.emit(f"member:{tx.me.id}", "read", seen.id, but=session)


def _past_the_blocked(tx: Tx, seen: sight.RoomSeen, seq: int) -> int:
    """The last sequence before the next message that I see: what I do not see cannot stay unread."""
    if tx.one("SELECT 1 FROM blocks WHERE member_id = :me LIMIT 1", me=tx.me.id) is None:
        return seq
    following = tx.value(
        f"SELECT m.seq FROM messages m WHERE m.id > :read AND m.id <= :last AND {UNBLOCKED} ORDER BY m.id LIMIT 1",
        read=message_id(seen.id, seq),
        last=message_id(seen.id, seen.last_seq),
        me=tx.me.id,
    )
    return seen.last_seq if following is None else int(following) - 1


def _set_read(tx: Tx, seen: sight.RoomSeen, seq: int) -> None:
    tx.run(
        "UPDATE room_members SET last_read = :seq WHERE room_id = :room AND member_id = :me",
        seq=seq,
        room=seen.id,
        me=tx.me.id,
    )
    tx.emit(f"member:{tx.me.id}", "read", seen.id)


@operation(Capability.ROOM_READ, writes=True)
def mark_unread(tx: Tx, *, room: RoomRef, seq: int) -> None:
    """Take a message and all after it for unread again.

    Raises:
        NotFound: There is none, or it is not mine to see.
    """
    seen = sight.room(tx, room)
    _set_read(tx, seen, max(0, min(seq - 1, seen.last_read)))


@operation(Capability.ROOM_READ, writes=True)
def mark_all_read(tx: Tx) -> None:
    """Take everything in all my rooms for read."""
    rows = tx.all(
        "SELECT r.id FROM room_members rm JOIN rooms r ON r.id = rm.room_id"
        " WHERE rm.member_id = :me AND rm.last_read < r.last_seq ORDER BY r.id",
        me=tx.me.id,
    )
    for row in rows:
        seen = sight.room(tx, int(row["id"]))
        _set_read(tx, seen, seen.last_seq)


@operation(Capability.ROOM_READ)
def draft(tx: Tx, *, room: RoomRef) -> str:
    """What I have begun to write in a room, '' for nothing."""
    row = tx.one(
        "SELECT text FROM drafts WHERE member_id = :me AND place = :place",
        me=tx.me.id,
        place=f"room:{sight.room(tx, room).id}",
    )
    return "" if row is None else str(row["text"])


@operation(Capability.ROOM_POST, writes=True)
def save_draft(tx: Tx, *, room: RoomRef, text: str) -> None:
    """Keep what I have begun to write in a room, so that no lost connection loses it; '' forgets it."""
    place = f"room:{sight.room(tx, room).id}"
    kept = clean_draft(tx, text)
    if not kept:
        tx.run("DELETE FROM drafts WHERE member_id = :me AND place = :place", me=tx.me.id, place=place)
        return
    tx.run(
        "INSERT INTO drafts (member_id, place, text, saved_at) VALUES (:me, :place, :text, :now)"
        " ON CONFLICT (member_id, place) DO UPDATE SET text = excluded.text, saved_at = excluded.saved_at",
        me=tx.me.id,
        place=place,
        text=kept,
        now=tx.now,
    )


@operation(Capability.SELF_READ)
def drafts(tx: Tx) -> list[int]:
    """The ids of the rooms in which I have begun to write something."""
    rows = tx.all(
        "SELECT place FROM drafts WHERE member_id = :me AND place LIKE 'room:%' ORDER BY place", me=tx.me.id
    )
    return [int(row["place"][5:]) for row in rows]


def clean_draft(tx: Tx, words: str) -> str:
    """A draft as it is kept: cleaned, and more generous than a message, since cutting it would lose something."""
    return text.clean_block(
        words, chars=4 * tx.config.limits.message_chars, lines=4 * tx.config.limits.message_lines
    )
