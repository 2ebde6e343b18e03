"""Rooms: which ones a member is in, how much of each they have not read, and direct messages between two."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from store import circles, sight
from store.errors import Invalid
from store.members import Member
from store.operations import Tx, operation
from store.policy import Capability, Role

RoomRef = sight.RoomRef


@dataclass(frozen=True, slots=True)
class RoomSummary:
    """A room as one of its members sees it in a list."""

    id: int
    name: str
    """"kitchen"; "garden/kitchen" where I am in two of that name; "@theo" for direct messages."""
    title: str
    """For people; may be ''."""
    kind: str
    """"circle", "direct", "pair" or "session"."""
    circle: str
    """The circle's title; '' for direct messages."""
    topic: str
    last_seq: int
    """The newest message's sequence; 0: nobody has written."""
    last_read: int
    unread: int
    """Messages after the last that I read, uncapped; screens cap it when they draw."""
    last_at: int
    """When somebody last wrote, or when it was made: epoch ms UTC."""
    partner_id: int
    """The other member of direct messages; 0 otherwise."""
    level: str
    """What is brought to my notice: "nothing", "mentions" or "all"."""


_COLUMNS: Final = """
    SELECT r.id, r.name, r.title, r.kind, COALESCE(c.title, '') AS circle, r.topic, r.last_seq, rm.last_read,
           r.last_seq - rm.last_read AS unread, r.last_at, COALESCE(other.id, 0) AS partner_id, rm.level,
           other.handle, COALESCE(c.name, '') AS circle_name
    FROM room_members rm
    JOIN rooms r ON r.id = rm.room_id
    LEFT JOIN circles c ON c.id = r.circle_id
    LEFT JOIN room_members orm ON r.kind = 'direct' AND orm.room_id = r.id AND orm.member_id <> rm.member_id
    LEFT JOIN members other ON other.id = orm.member_id
    WHERE rm.member_id = :me AND r.archived_at IS NULL
"""


def _summary(row: tuple[object, ...], doubles: frozenset[str] = frozenset()) -> RoomSummary:
    *facts, other_handle, circle_name = row
    summary = RoomSummary(*facts)  # type: ignore[arg-type]  # columns in the order of the fields
    if summary.kind == "direct":
        return replace(summary, name=f"@{other_handle or 'someone'}")
    if summary.name in doubles:
        return replace(summary, name=f"{circle_name}/{summary.name}")
    return summary


@operation(Capability.ROOM_READ)
def listing(tx: Tx) -> list[RoomSummary]:
    """My rooms, the most recently written in first. Direct messages that nobody has written in are left out."""
    rows = [
        tuple(row)
        for row in tx.all(
            f"{_COLUMNS} AND (r.kind <> 'direct' OR r.last_seq > 0) ORDER BY r.last_at DESC, r.id",
            me=tx.me.id,
        )
    ]
    names = [str(row[1]) for row in rows if row[3] != "direct"]
    doubles = (
        frozenset(name for name in names if names.count(name) > 1)
        if len(set(names)) < len(names)
        else frozenset()
    )
    return [_summary(row, doubles) for row in rows]


@operation(Capability.ROOM_READ)
def one(tx: Tx, *, room: RoomRef) -> RoomSummary:
    """One of my rooms.

    Raises:
        NotFound: There is none, or it is not mine to see.
    """
    return summary(tx, sight.room(tx, room).id)


def summary(tx: Tx, room_id: int) -> RoomSummary:
    """A room that the actor is known to be in."""
    row = tx.one(f"{_COLUMNS} AND rm.room_id = :room", me=tx.me.id, room=room_id)
    assert row is not None  # noqa: S101 - the caller has just seen it in this transaction
    double = tx.value(
        "SELECT COUNT(*) FROM room_members rm JOIN rooms r ON r.id = rm.room_id"
        " WHERE rm.member_id = :me AND r.kind <> 'direct' AND r.name = :name",
        me=tx.me.id,
        name=row["name"],
    )
    return _summary(tuple(row), frozenset({row["name"]}) if double > 1 else frozenset())


@operation(Capability.ROOM_READ)
def people(tx: Tx, *, room: RoomRef, limit: int = 500) -> list[Member]:
    """Who is in a room, by handle.

    Raises:
        NotFound: There is none, or it is not mine to see.
    """
    rows = tx.all(
        "SELECT m.* FROM room_members rm JOIN members m ON m.id = rm.member_id"
        " WHERE rm.room_id = :room AND m.state = 'active' ORDER BY m.handle LIMIT :limit",
        room=sight.room(tx, room).id,
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
    key = sight.direct_key(tx.me.id, other["id"])
    row = tx.one("SELECT id FROM rooms WHERE direct_key = :key", key=key)
    if row is None:
        row = tx.one(
            "INSERT INTO rooms (kind, direct_key, last_at, created_at)"
            " VALUES ('direct', :key, :now, :now) RETURNING id",
            key=key,
            now=tx.now,
        )
        assert row is not None  # noqa: S101 - RETURNING always answers
        for member_id in (tx.me.id, other["id"]):
            tx.run(
                "INSERT INTO room_members (room_id, member_id, joined_at) VALUES (:room, :member, :now)",
                room=row["id"],
                member=member_id,
                now=tx.now,
            )
        tx.emit(f"member:{tx.me.id}", "rooms")
    return summary(tx, row["id"])
