"""Filling a new store in one go with a whole community: members, circles, rooms and what was said in them.

Only the hub itself does this (a demo, a benchmark, a test), and only into a store that nobody lives in yet. What is
loaded passes the same cleaning as what people type, and then looks as if it had been said at the times given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from store import audit, chat, forum_rows, members, passwords, seed_noticing, sight, text
from store.circles import CircleKind, Visibility, clean_name
from store.errors import Conflict, Invalid
from store.forum_seed import SeedBoard
from store.operations import Tx, operation
from store.policy import Capability, Role

LABEL: Final = "seeded"
"""The row of the table `hub` that says what a store was filled with."""


SEEN_BEFORE_MS: Final = 20 * 3600 * 1000
"""How long ago the members of a planted community were last here: yesterday evening, for somebody who looks today."""


@dataclass(frozen=True, slots=True)
class SeedMember:
    """An account to make."""

    handle: str
    display_name: str
    pronouns: str
    role: Role
    time_zone: str
    created_at: int
    """Epoch ms UTC."""


@dataclass(frozen=True, slots=True)
class SeedMessage:
    """A message to have been said. Its place in the room's order is its place in the tuple, from 1."""

    author: str
    """A handle."""
    text: str
    at: int
    """Epoch ms UTC; never before the message in front of it."""
    kind: str = "text"
    """"text" or "me"."""
    reply_to: int | None = None
    """The place in the order of the message it answers."""


@dataclass(frozen=True, slots=True)
class SeedRoom:
    """A circle's room to make; everybody of the circle is in it."""

    name: str
    title: str
    topic: str
    messages: tuple[SeedMessage, ...]
    last_read: Mapping[str, int]
    """How far each handle has read; who is not named has read all."""


@dataclass(frozen=True, slots=True)
class SeedDirect:
    """Direct messages of two members."""

    between: tuple[str, str]
    messages: tuple[SeedMessage, ...]
    last_read: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class SeedCircle:
    """A circle to make."""

    name: str
    title: str
    kind: CircleKind
    visibility: Visibility
    description: str
    people: Mapping[str, bool]
    """Handles, and whether they lead it."""
    rooms: tuple[SeedRoom, ...]


@dataclass(frozen=True, slots=True)
class Community:
    """All there is to load."""

    label: str
    """What to call it afterwards: "demo 1"."""
    began_at: int
    """When the circles and rooms were made: epoch ms UTC."""
    members: tuple[SeedMember, ...]
    circles: tuple[SeedCircle, ...]
    directs: tuple[SeedDirect, ...]
    boards: tuple[SeedBoard, ...] = ()
    read_until: int | None = None
    """Everything in the forum before this time is read by everybody: epoch ms UTC; None: what was before they came."""
    noticing: seed_noticing.SeedNoticing = field(default_factory=seed_noticing.SeedNoticing)
    """Buddies, check-ins and goals."""

    @property
    def messages(self) -> int:
        """How many messages there are in all."""
        in_circles = sum(len(room.messages) for circle in self.circles for room in circle.rooms)
        return in_circles + sum(len(direct.messages) for direct in self.directs)


@operation(Capability.HUB_WATCH)
def label(tx: Tx) -> str | None:
    """What this store was filled with; None when it is new, '' when people live in it who came by themselves."""
    found = tx.value("SELECT value FROM hub WHERE name = :name", name=LABEL)
    if found is not None:
        return str(found)
    return None if _is_new(tx) else ""


def _is_new(tx: Tx) -> bool:
    """Whether nobody lives here, and nobody was invited or given a circle either."""
    return all(
        tx.one(f"SELECT 1 FROM {table} LIMIT 1") is None for table in ("members", "invites", "circles")
    )


@operation(Capability.HUB_KEEP, writes=True)
def plant(tx: Tx, *, community: Community, password_hash: str) -> None:
    """Load a community, all of it or nothing.

    Args:
        tx: The transaction.
        community: Who and what.
        password_hash: The one password of everybody, from `Passwords.hash`; '' makes accounts that only keys open.

    Raises:
        Conflict: The store is not new.
        Invalid: The community does not hold together: an unknown handle, a reply to nothing.
    """
    if not _is_new(tx):
        raise Conflict("Somebody has moved into this store already; only a new one can be filled.")
    ids = _plant_members(tx, community, password_hash)
    for circle in community.circles:
        _plant_circle(tx, circle, ids, community.began_at)
    for direct in community.directs:
        one, other = (_known(ids, handle) for handle in direct.between)
        row = tx.one(
            "INSERT INTO rooms (kind, direct_key, last_at, created_at) VALUES ('direct', :key, :at, :at) RETURNING id",
            key=sight.direct_key(one, other),
            at=community.began_at,
        )
        assert row is not None  # noqa: S101 - RETURNING always answers
        _plant_talk(tx, row["id"], direct.messages, ids)
        _plant_people(tx, row["id"], direct.between, direct, ids, community.began_at)
    for problem in forum_rows.load(tx, community.boards, read_until=community.read_until):
        raise Invalid(problem.what)
    seed_noticing.plant(tx, community.noticing, ids)
    tx.run("INSERT INTO hub (name, value) VALUES (:name, :value)", name=LABEL, value=community.label)
    audit.write(tx, "hub.seed", "hub", f"{len(community.members)} members, {community.messages} messages")


def _plant_members(tx: Tx, community: Community, password_hash: str) -> dict[str, int]:
    ids: dict[str, int] = {}
    for member in community.members:
        handle = text.handle(member.handle)
        row = tx.one(
            "INSERT INTO members (handle, display_name, pronouns, role, time_zone, rules_version, created_at, seen_at)"
            " VALUES (:handle, :display_name, :pronouns, :role, :time_zone, :rules, :at, :seen) RETURNING id",
            handle=handle,
            display_name=text.clean_line(member.display_name, cells=members.NAME_CELLS),
            pronouns=text.clean_line(member.pronouns, cells=members.PRONOUN_CELLS),
            role=member.role.value,
            time_zone=members.known_zone(member.time_zone),
            rules=tx.config.rules.version,
            at=member.created_at,
            seen=max(member.created_at, tx.now - SEEN_BEFORE_MS),
        )
        assert row is not None  # noqa: S101 - RETURNING always answers
        ids[handle] = row["id"]
    at = {handle: member.created_at for handle, member in zip(ids, community.members, strict=True)}
    rows: list[dict[str, object]] = [
        {
            "id": member_id,
            "at": at[handle],
            "digest": members.skeleton_digest(handle),
            "rules": tx.config.rules.version,
        }
        for handle, member_id in ids.items()
    ]
    tx.many("INSERT INTO handles (skeleton_digest, member_id, reserved_at) VALUES (:digest, :id, :at)", rows)
    tx.many("INSERT INTO preferences (member_id) VALUES (:id)", rows)
    tx.many("INSERT INTO rules_acknowledgements (member_id, version, at) VALUES (:id, :rules, :at)", rows)
    if password_hash:
        for member_id in ids.values():
            passwords.put(tx, member_id, password_hash)
    return ids


def _plant_circle(tx: Tx, circle: SeedCircle, ids: Mapping[str, int], at: int) -> None:
    row = tx.one(
        "INSERT INTO circles (name, title, kind, visibility, description, created_at)"
        " VALUES (:name, :title, :kind, :visibility, :description, :at) RETURNING id",
        name=clean_name(circle.name),
        title=text.clean_line(circle.title, cells=40),
        kind=circle.kind.value,
        visibility=circle.visibility.value,
        description=text.clean_line(circle.description, cells=200),
        at=at,
    )
    assert row is not None  # noqa: S101 - RETURNING always answers
    tx.many(
        "INSERT INTO circle_members (circle_id, member_id, standing, joined_at) VALUES (:c, :m, :standing, :at)",
        [
            {"c": row["id"], "m": _known(ids, handle), "standing": "lead" if leads else "member", "at": at}
            for handle, leads in circle.people.items()
        ],
    )
    for room in circle.rooms:
        made = tx.one(
            "INSERT INTO rooms (kind, circle_id, name, title, topic, last_at, created_at)"
            " VALUES ('circle', :circle, :name, :title, :topic, :at, :at) RETURNING id",
            circle=row["id"],
            name=clean_name(room.name),
            title=text.clean_line(room.title, cells=40),
            topic=text.clean_line(room.topic, cells=80),
            at=at,
        )
        assert made is not None  # noqa: S101 - RETURNING always answers
        _plant_talk(tx, made["id"], room.messages, ids)
        _plant_people(tx, made["id"], tuple(circle.people), room, ids, at)


def _plant_talk(tx: Tx, room_id: int, messages: tuple[SeedMessage, ...], ids: Mapping[str, int]) -> None:
    limits = tx.config.limits
    rows: list[dict[str, object]] = []
    latest = 0
    for seq, message in enumerate(messages, 1):
        if message.reply_to is not None and not 0 < message.reply_to < seq:
            raise Invalid("A message to load answers one that is not before it.")
        if message.at < latest or message.kind not in {"text", "me"}:
            raise Invalid("The messages to load are out of order, or of an unknown kind.")
        latest = message.at
        rows.append(
            {
                "id": chat.message_id(room_id, seq),
                "room": room_id,
                "seq": seq,
                "author": _known(ids, message.author),
                "kind": message.kind,
                "text": text.clean_block(
                    message.text, chars=limits.message_chars, lines=limits.message_lines
                ),
                "reply_to": message.reply_to,
                "at": message.at,
            }
        )
    tx.many(
        "INSERT INTO messages (id, room_id, seq, author_id, kind, text, reply_to, at)"
        " VALUES (:id, :room, :seq, :author, :kind, :text, :reply_to, :at)",
        rows,
    )
    if rows:
        tx.run(
            "UPDATE rooms SET last_seq = :seq, last_at = :at WHERE id = :room",
            seq=len(rows),
            at=latest,
            room=room_id,
        )


def _plant_people(
    tx: Tx,
    room_id: int,
    handles: tuple[str, ...],
    place: SeedRoom | SeedDirect,
    ids: Mapping[str, int],
    at: int,
) -> None:
    said = len(place.messages)
    tx.many(
        "INSERT INTO room_members (room_id, member_id, joined_at, last_read) VALUES (:room, :m, :at, :read)",
        [
            {
                "room": room_id,
                "m": _known(ids, handle),
                "at": at,
                "read": min(said, place.last_read.get(handle, said)),
            }
            for handle in handles
        ],
    )


def _known(ids: Mapping[str, int], handle: str) -> int:
    if handle not in ids:
        raise Invalid("The community to load names somebody who is not in it.")
    return ids[handle]
