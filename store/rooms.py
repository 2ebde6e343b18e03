"""Rooms: which ones a member is in, how much of each they have not read, and direct messages between two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from store import audit, circles, sight, text
from store.db import Row
from store.errors import Conflict, Invalid, NotFound
from store.members import Member
from store.operations import Tx, operation
from store.policy import Capability, Role

RoomRef = sight.RoomRef

LEVELS: Final = ("nothing", "mentions", "all")

LONGEST_MUTE_S: Final = 366 * 24 * 3600


@dataclass(frozen=True, slots=True)
class RoomSummary:
    """A room as one of its members sees it in a list."""

    id: int
    name: str
    """"kitchen"; "garden/kitchen" where I am in two of that name; "@theo" for direct messages, "buddy/theo" for the
    room of a pair."""
    title: str
    """For people; may be ''."""
    kind: str
    """"circle", "direct", "pair" or "session"."""
    circle: str
    """The circle's title; '' for direct messages and the room of a pair."""
    topic: str
    last_seq: int
    """The newest message's sequence; 0: nobody has written."""
    last_read: int
    unread: int
    """Messages after the last that I read, uncapped; screens cap it when they draw. Those of members whom I blocked do
    not count, as far as they are among the newest thousand."""
    last_at: int
    """When somebody last wrote, or when it was made: epoch ms UTC."""
    partner_id: int
    """The other member of direct messages or of a pair; 0 otherwise."""
    level: str
    """What is brought to my notice: "nothing", "mentions" or "all"."""
    mentions: int
    """Unread messages that name me."""
    muted: bool
    """I want no notice of it for a while."""
    visited_at: int = 0
    """When I last wrote or read something new there, epoch ms UTC; 0: never."""

    @property
    def notice(self) -> int:
        """How many unread messages to bring to my notice, by level and mute; mentions come through a mere level."""
        if self.muted or self.level == "nothing":
            return 0
        return self.mentions if self.level == "mentions" else self.unread

    def advanced(self, last_seq: int, last_read: int, at: int) -> RoomSummary:
        """The same room with new lines.

        Args:
            last_seq: Its newest sequence.
            last_read: Up to where I have read; mentions are read with all else.
            at: When the newest was written, epoch ms UTC.
        """
        unread = last_seq - last_read
        # Each line makes one for each of its viewers; `dataclasses.replace` takes twice as long.
        return RoomSummary(
            self.id,
            self.name,
            self.title,
            self.kind,
            self.circle,
            self.topic,
            last_seq,
            last_read,
            unread,
            at,
            self.partner_id,
            self.level,
            self.mentions if unread else 0,
            self.muted,
            self.visited_at,
        )


LOOKED_THROUGH: Final = 1_000
"""Of the unread messages of a room, how many of the newest are looked through for those of blocked members."""

_COLUMNS: Final = f"""
    SELECT r.id, r.name, r.title, r.kind, COALESCE(c.title, '') AS circle, r.topic, r.last_seq, rm.last_read,
           r.last_seq - rm.last_read - CASE WHEN :blocks = 0 THEN 0 ELSE (
               SELECT COUNT(*) FROM messages x
               WHERE x.id > r.id * 4294967296 + CASE WHEN rm.last_read > r.last_seq - {LOOKED_THROUGH}
                                                         THEN rm.last_read ELSE r.last_seq - {LOOKED_THROUGH} END
                     AND x.id <= r.id * 4294967296 + r.last_seq AND NOT {sight.NOT_BLOCKED.format(author="x.author_id")}
           ) END AS unread,
           r.last_at, rm.level,
           (SELECT COUNT(*) FROM mentions n WHERE n.member_id = :me AND n.message_id > r.id * 4294967296 + rm.last_read
                AND n.message_id <= r.id * 4294967296 + r.last_seq) AS mentions,
           COALESCE(rm.muted_until, 0) > :now AS muted, COALESCE(c.name, '') AS circle_name, rm.visited_at
    FROM room_members rm
    JOIN rooms r ON r.id = rm.room_id
    LEFT JOIN circles c ON c.id = r.circle_id
    WHERE rm.member_id = :me
          AND NOT EXISTS (SELECT 1 FROM room_members b WHERE :blocks = 1 AND r.kind IN ('direct','pair')
                          AND b.room_id = r.id AND NOT {sight.NOT_BLOCKED.format(author="b.member_id")})
"""

_PARTNERS: Final = """
    SELECT their.room_id, m.id, m.handle
    FROM room_members mine
    JOIN rooms r ON r.id = mine.room_id AND r.kind IN ('direct','pair')
    JOIN room_members their ON their.room_id = r.id AND their.member_id <> mine.member_id
    JOIN members m ON m.id = their.member_id
    WHERE mine.member_id = :me AND (:room = 0 OR mine.room_id = :room)
    ORDER BY m.handle
"""

Partners = dict[int, list[tuple[int, str]]]
"""Ids and handles of the other people of each direct room."""


def _parameters(tx: Tx) -> dict[str, object]:
    blocks = tx.one("SELECT 1 FROM blocks WHERE member_id = :me LIMIT 1", me=tx.me.id) is not None
    return {"me": tx.me.id, "now": tx.now, "blocks": int(blocks)}


def _partners(tx: Tx, room_id: int = 0) -> Partners:
    found: Partners = {}
    for row in tx.all(_PARTNERS, me=tx.me.id, room=room_id):
        found.setdefault(row[0], []).append((row[1], row[2]))
    return found


def _summary(row: Row, partners: Partners, doubles: frozenset[str]) -> RoomSummary:
    name, partner_id = row["name"], 0
    if row["kind"] in ("direct", "pair"):
        others = partners.get(row["id"], [])
        sign = "@" if row["kind"] == "direct" else f"{sight.PAIR_ROOM}/"
        name = sign + (",".join(handle for _, handle in others) or "someone")
        partner_id = others[0][0] if len(others) == 1 else 0
    elif name in doubles:
        name = f"{row['circle_name']}/{name}"
    return RoomSummary(
        id=row["id"],
        name=name,
        title=row["title"],
        kind=row["kind"],
        circle=row["circle"],
        topic=row["topic"],
        last_seq=row["last_seq"],
        last_read=row["last_read"],
        unread=row["unread"],
        last_at=row["last_at"],
        partner_id=partner_id,
        level=row["level"],
        mentions=row["mentions"],
        muted=bool(row["muted"]),
        visited_at=row["visited_at"],
    )


@operation(Capability.ROOM_READ)
def listing(tx: Tx) -> list[RoomSummary]:
    """My rooms, the most recently written in first. Direct messages that nobody has written in are left out."""
    rows = tx.all(
        f"{_COLUMNS} AND r.archived_at IS NULL AND (r.kind <> 'direct' OR r.last_seq > 0)"
        " ORDER BY r.last_at DESC, r.id",
        **_parameters(tx),
    )
    names = [row["name"] for row in rows if row["name"]]
    doubles = (
        frozenset(name for name in names if names.count(name) > 1)
        if len(set(names)) < len(names)
        else frozenset()
    )
    partners = _partners(tx)
    return [_summary(row, partners, doubles) for row in rows]


@operation(Capability.ROOM_READ)
def one(tx: Tx, *, room: RoomRef) -> RoomSummary:
    """One of my rooms. By its name also one that was closed, as that of two who have parted: it can be read.

    Raises:
        NotFound: There is none, or it is not mine to see.
    """
    return summary(tx, sight.room(tx, room).id, archived=isinstance(room, str))


def summary(tx: Tx, room_id: int, *, archived: bool = False) -> RoomSummary:
    """A room that the actor is known to be in; one that was closed only with `archived`.

    Raises:
        NotFound: It is no longer theirs to see.
    """
    row = tx.one(
        f"{_COLUMNS} AND rm.room_id = :room AND (:archived = 1 OR r.archived_at IS NULL)",
        room=room_id,
        archived=int(archived),
        **_parameters(tx),
    )
    if row is None:
        raise NotFound("That room is not among yours any more.")
    double = tx.value(
        "SELECT COUNT(*) FROM room_members rm JOIN rooms r ON r.id = rm.room_id"
        " WHERE rm.member_id = :me AND r.name = :name AND r.name <> ''",
        me=tx.me.id,
        name=row["name"],
    )
    return _summary(row, _partners(tx, room_id), frozenset({row["name"]}) if double > 1 else frozenset())


@operation(Capability.ROOM_READ)
def people(tx: Tx, *, room: RoomRef, limit: int = 500) -> list[Member]:
    """Who is in a room, by handle; not those whom I have blocked.

    Raises:
        NotFound: There is none, or it is not mine to see.
    """
    rows = tx.all(
        "SELECT m.* FROM room_members rm JOIN members m ON m.id = rm.member_id"
        " WHERE rm.room_id = :room AND m.state = 'active'"
        f" AND {sight.NOT_BLOCKED.format(author='m.id')} ORDER BY m.handle LIMIT :limit",
        room=sight.room(tx, room).id,
        me=tx.me.id,
        limit=limit,
    )
    return [
        Member(
            r["id"],
            r["handle"],
            r["display_name"],
            r["pronouns"],
            Role(r["role"]),
            "",
            r["state"],
            r["created_at"],
        )
        for r in rows
    ]


@operation(Capability.ROOM_LEAD, writes=True)
def create(tx: Tx, *, circle: str, name: str, title: str = "", topic: str = "") -> int:
    """Make a room in a circle; everybody of the circle is in it. Returns its id.

    Raises:
        NotFound: There is no such circle.
        Denied: The actor does not lead it.
        Invalid: The name cannot be used.
        Conflict: The circle has a room of that name.
    """
    return circles.add_room(tx, circles.led(tx, circle).id, name, title, topic)


def _led(tx: Tx, room: RoomRef) -> sight.RoomSeen:
    """A circle's room that the actor may keep.

    Raises:
        NotFound: There is none, or it is not theirs to see.
        Denied: They do not lead its circle.
        Invalid: It belongs to no circle.
    """
    seen = sight.room(tx, room)
    name = tx.value("SELECT name FROM circles WHERE id = :id", id=seen.circle_id)
    if name is None:
        raise Invalid("Direct messages have no name and no topic.")
    circles.led(tx, str(name))
    return seen


def _change(tx: Tx, room: RoomRef, change: str, value: object, action: str) -> None:
    seen = _led(tx, room)
    tx.run(f"UPDATE rooms SET {change} WHERE id = :room", room=seen.id, value=value)
    audit.write(tx, action, f"room:{seen.id}")
    tx.emit(f"room:{seen.id}", "room")


@operation(Capability.ROOM_LEAD, writes=True)
def set_topic(tx: Tx, *, room: RoomRef, topic: str) -> None:
    """Say in one line what a room is about; '' says nothing.

    Raises:
        NotFound: There is none, or it is not mine to see.
        Denied: I do not lead its circle.
        Invalid: It is a room of direct messages.
    """
    _change(tx, room, "topic = :value", text.clean_line(topic, cells=80), "room.topic")


@operation(Capability.ROOM_LEAD, writes=True)
def set_rules(tx: Tx, *, room: RoomRef, rules: str) -> None:
    """Write down what holds in a room besides the hub's rules; '' nothing.

    Raises:
        NotFound: There is none, or it is not mine to see.
        Denied: I do not lead its circle.
        Invalid: It is a room of direct messages.
    """
    _change(tx, room, "rules = :value", text.clean_block(rules, chars=2_000, lines=40), "room.rules")


@operation(Capability.ROOM_READ)
def rules(tx: Tx, *, room: RoomRef) -> str:
    """What holds in a room besides the hub's rules, '' for nothing.

    Raises:
        NotFound: There is none, or it is not mine to see.
    """
    return str(tx.value("SELECT rules FROM rooms WHERE id = :id", id=sight.room(tx, room).id))


@operation(Capability.ROOM_LEAD, writes=True)
def rename(tx: Tx, *, room: RoomRef, name: str) -> None:
    """Give a room another name.

    Raises:
        NotFound: There is none, or it is not mine to see.
        Denied: I do not lead its circle.
        Invalid: The name cannot be used, or it is a room of direct messages.
        Conflict: The circle has a room of that name.
    """
    seen = _led(tx, room)
    wanted = circles.clean_name(name)
    taken = tx.one(
        "SELECT 1 FROM rooms WHERE circle_id = :circle AND name = :name AND id <> :room",
        circle=seen.circle_id,
        name=wanted,
        room=seen.id,
    )
    if taken is not None:
        raise Conflict(f"The circle has a room called {wanted} already.")
    _change(tx, seen.id, "name = :value", wanted, "room.rename")


@operation(Capability.ROOM_LEAD, writes=True)
def archive(tx: Tx, *, room: RoomRef, archived: bool = True) -> None:
    """Close a room for good: it leaves the lists, can still be read by its name, and nothing is added to it.

    Raises:
        NotFound: There is none, or it is not mine to see.
        Denied: I do not lead its circle.
        Invalid: It is a room of direct messages.
    """
    seen = sight.room(tx, room)
    _change(tx, seen.id, "archived_at = :value", tx.now if archived else None, "room.archive")
    for member in tx.all("SELECT member_id FROM room_members WHERE room_id = :room", room=seen.id):
        tx.emit(f"member:{member['member_id']}", "rooms")


@operation(Capability.DIRECT_OPEN, writes=True)
def open_direct(tx: Tx, *, handle: str) -> RoomSummary:
    """The room of my direct messages with a member, made when there was none. They learn of it by the first message.

    Raises:
        NotFound: There is nobody of that handle for me to see.
        Invalid: It is my own handle.
    """
    other = sight.member(tx, handle)
    if other["id"] == tx.me.id:
        raise Invalid("That is you; notes to yourself are best kept in a draft.")
    return summary(tx, direct_room(tx, sorted((tx.me.id, int(other["id"])))))


def direct_room(tx: Tx, member_ids: Sequence[int]) -> int:
    """The id of the direct room of some members, made when there was none, inside an operation that may.

    Args:
        tx: The transaction.
        member_ids: In ascending order, the actor among them.
    """
    key = sight.direct_key(*member_ids)
    row = tx.one("SELECT id FROM rooms WHERE direct_key = :key", key=key)
    if row is None:
        row = tx.one(
            "INSERT INTO rooms (kind, direct_key, last_at, created_at)"
            " VALUES ('direct', :key, :now, :now) RETURNING id",
            key=key,
            now=tx.now,
        )
        assert row is not None  # noqa: S101 - RETURNING always answers
        for member_id in member_ids:
            tx.run(
                "INSERT INTO room_members (room_id, member_id, joined_at) VALUES (:room, :member, :now)",
                room=row["id"],
                member=member_id,
                now=tx.now,
            )
        tx.emit(f"member:{tx.me.id}", "rooms")
    return int(row["id"])


@operation(Capability.SELF_CHANGE, writes=True)
def set_level(tx: Tx, *, room: RoomRef, level: str) -> None:
    """Choose what of a room is brought to my notice.

    Raises:
        NotFound: There is none, or it is not mine to see.
        Invalid: There is no such level.
    """
    if level not in LEVELS:
        raise Invalid(f"A room can be set to {', '.join(LEVELS)}.")
    _mine(tx, room, "level = :value", level)


@operation(Capability.SELF_CHANGE, writes=True)
def mute(tx: Tx, *, room: RoomRef, for_s: int) -> None:
    """Want no notice of a room for a while; 0 ends it.

    Raises:
        NotFound: There is none, or it is not mine to see.
        Invalid: Longer than a year, or negative.
    """
    if not 0 <= for_s <= LONGEST_MUTE_S:
        raise Invalid("A room can be muted for up to a year.")
    _mine(tx, room, "muted_until = :value", tx.now + for_s * 1000 if for_s else None)


def _mine(tx: Tx, room: RoomRef, change: str, value: object) -> None:
    room_id = sight.room(tx, room).id
    tx.run(
        f"UPDATE room_members SET {change} WHERE room_id = :room AND member_id = :me",
        room=room_id,
        me=tx.me.id,
        value=value,
    )
    tx.emit(f"member:{tx.me.id}", "rooms")
