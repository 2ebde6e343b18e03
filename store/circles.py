"""Circles: groups of members with rooms of their own, and how one gets into and out of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from store import audit, sight, text
from store.errors import Conflict, Denied, Invalid, NotFound
from store.operations import Tx, operation
from store.policy import Capability, Role


class CircleKind(StrEnum):
    """What a circle is for."""

    COHORT = "cohort"
    AFFINITY = "affinity"
    INTEREST = "interest"
    ALUMNI = "alumni"
    FAMILY = "family"
    MENTORS = "mentors"


class Visibility(StrEnum):
    """Who may know of a circle and how they get in."""

    OPEN = "open"
    ASK = "ask"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle, as somebody who may see it does."""

    id: int
    name: str
    title: str
    kind: CircleKind
    visibility: Visibility
    description: str
    standing: str
    """"" not in it, "asked", "member" or "lead"."""
    people: int
    """How many are in it."""


_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?")

_COLUMNS = """
    SELECT c.id, c.name, c.title, c.kind, c.visibility, c.description,
           COALESCE(cm.standing, CASE WHEN cr.member_id IS NULL THEN '' ELSE 'asked' END),
           (SELECT COUNT(*) FROM circle_members every WHERE every.circle_id = c.id)
    FROM circles c
    LEFT JOIN circle_members cm ON cm.circle_id = c.id AND cm.member_id = :me
    LEFT JOIN circle_requests cr ON cr.circle_id = c.id AND cr.member_id = :me
    WHERE c.archived_at IS NULL AND
"""


def _circle(row: tuple[object, ...]) -> Circle:
    id_, name, title, kind, visibility, description, standing, people = row
    return Circle(
        int(str(id_)),
        str(name),
        str(title),
        CircleKind(str(kind)),
        Visibility(str(visibility)),
        str(description),
        str(standing),
        int(str(people)),
    )


def clean_name(name: str) -> str:
    """A circle's or room's name as it is typed in commands.

    Raises:
        Invalid: It has other characters than a-z, 0-9 and - in it, or more than 32.
    """
    wanted = name.strip().lstrip("#").lower()
    if not _NAME.fullmatch(wanted):
        raise Invalid("Such a name has 1 to 32 of the letters a to z, digits and -, as in night-shift.")
    return wanted


@operation(Capability.CIRCLE_SEE)
def mine(tx: Tx) -> list[Circle]:
    """The circles I am in, by title."""
    rows = tx.all(f"{_COLUMNS} cm.member_id IS NOT NULL ORDER BY c.title, c.id", me=tx.me.id)
    return [_circle(tuple(row)) for row in rows]


@operation(Capability.CIRCLE_SEE)
def browse(tx: Tx) -> list[Circle]:
    """Every circle I may know of, by title: supporters know only their own."""
    sees_hidden = tx.me.role in sight.SEES_ALL_MEMBERS
    rows = tx.all(
        f"{_COLUMNS} (cm.member_id IS NOT NULL OR (:supporter = 0 AND (c.visibility <> 'hidden' OR :hidden = 1)))"
        " ORDER BY c.title, c.id",
        me=tx.me.id,
        supporter=int(tx.me.role is Role.SUPPORTER),
        hidden=int(sees_hidden),
    )
    return [_circle(tuple(row)) for row in rows]


@operation(Capability.CIRCLE_MANAGE)
def listing(tx: Tx) -> list[Circle]:
    """Every circle of the hub, by title."""
    rows = tx.all(f"{_COLUMNS} 1 = 1 ORDER BY c.title, c.id", me=tx.actor.member_id)
    return [_circle(tuple(row)) for row in rows]


@operation(Capability.CIRCLE_MANAGE, writes=True)
def create(
    tx: Tx,
    *,
    name: str,
    title: str,
    kind: CircleKind,
    visibility: Visibility = Visibility.ASK,
    description: str = "",
) -> int:
    """Make a circle with one room of the same name; whoever makes it leads it.

    Returns:
        The circle's id.

    Raises:
        Invalid: The name cannot be used.
        Conflict: There is a circle of that name.
    """
    wanted = clean_name(name)
    if tx.one("SELECT 1 FROM circles WHERE name = :name", name=wanted) is not None:
        raise Conflict(f"There is a circle called {wanted} already; please choose another name.")
    row = tx.one(
        "INSERT INTO circles (name, title, kind, visibility, description, created_at)"
        " VALUES (:name, :title, :kind, :visibility, :description, :now) RETURNING id",
        name=wanted,
        title=text.clean_line(title, cells=40) or wanted,
        kind=kind.value,
        visibility=visibility.value,
        description=text.clean_line(description, cells=200),
        now=tx.now,
    )
    assert row is not None  # noqa: S101 - RETURNING always answers
    circle_id = int(row["id"])
    if tx.actor.kind == "member":
        enter(tx, circle_id, tx.me.id, standing="lead")
    add_room(tx, circle_id, wanted)
    audit.write(tx, "circle.create", f"circle:{circle_id}", f"{kind.value} {visibility.value}")
    return circle_id


def add_room(tx: Tx, circle_id: int, name: str, title: str = "", topic: str = "") -> int:
    """Store a room of a circle with everybody of the circle in it, inside an operation that may; returns its id."""
    wanted = clean_name(name)
    if tx.one("SELECT 1 FROM rooms WHERE circle_id = :c AND name = :n", c=circle_id, n=wanted) is not None:
        raise Conflict(f"The circle has a room called {wanted} already.")
    row = tx.one(
        "INSERT INTO rooms (kind, circle_id, name, title, topic, last_at, created_at)"
        " VALUES ('circle', :circle, :name, :title, :topic, :now, :now) RETURNING id",
        circle=circle_id,
        name=wanted,
        title=text.clean_line(title, cells=40),
        topic=text.clean_line(topic, cells=80),
        now=tx.now,
    )
    assert row is not None  # noqa: S101 - RETURNING always answers
    room_id = int(row["id"])
    tx.run(
        "INSERT INTO room_members (room_id, member_id, joined_at)"
        " SELECT :room, member_id, :now FROM circle_members WHERE circle_id = :circle",
        room=room_id,
        circle=circle_id,
        now=tx.now,
    )
    for member in tx.all(
        "SELECT member_id FROM circle_members WHERE circle_id = :c ORDER BY member_id", c=circle_id
    ):
        tx.emit(f"member:{member['member_id']}", "rooms")
    return room_id


def enter(tx: Tx, circle_id: int, member_id: int, standing: str = "member") -> None:
    """Put a member into a circle and its rooms, inside an operation that may. What was said before is not unread."""
    tx.run(
        "INSERT INTO circle_members (circle_id, member_id, standing, joined_at) VALUES (:c, :m, :standing, :now)"
        " ON CONFLICT (circle_id, member_id) DO UPDATE SET standing = excluded.standing",
        c=circle_id,
        m=member_id,
        standing=standing,
        now=tx.now,
    )
    tx.run("DELETE FROM circle_requests WHERE circle_id = :c AND member_id = :m", c=circle_id, m=member_id)
    tx.run(
        "INSERT INTO room_members (room_id, member_id, joined_at, last_read)"
        " SELECT id, :m, :now, last_seq FROM rooms WHERE circle_id = :c"
        " ON CONFLICT (room_id, member_id) DO NOTHING",
        c=circle_id,
        m=member_id,
        now=tx.now,
    )
    tx.emit(f"member:{member_id}", "rooms")
    _rooms_changed(tx, circle_id)


def _rooms_changed(tx: Tx, circle_id: int) -> None:
    for room in tx.all("SELECT id FROM rooms WHERE circle_id = :c ORDER BY id", c=circle_id):
        tx.emit(f"room:{room['id']}", "room")


@operation(Capability.CIRCLE_JOIN, writes=True)
def join(tx: Tx, *, circle: str) -> None:
    """Join an open circle; who leads the hub may join any.

    Raises:
        NotFound: There is none, or it is hidden from me.
        Denied: Its leads decide who comes in: ask them.
    """
    seen = sight.circle(tx, circle)
    if seen.standing:
        return
    if seen.visibility != Visibility.OPEN and tx.me.role not in sight.SEES_ALL_MEMBERS:
        raise Denied("That circle's leads decide who comes in; you can ask them.")
    enter(tx, seen.id, tx.me.id)


@operation(Capability.CIRCLE_JOIN, writes=True)
def ask(tx: Tx, *, circle: str) -> None:
    """Ask the leads of a circle to let me in; asking twice is asking once.

    Raises:
        NotFound: There is none, or it is hidden from me.
    """
    seen = sight.circle(tx, circle)
    if not seen.standing:
        tx.run(
            "INSERT INTO circle_requests (circle_id, member_id, at) VALUES (:c, :me, :now)"
            " ON CONFLICT (circle_id, member_id) DO NOTHING",
            c=seen.id,
            me=tx.me.id,
            now=tx.now,
        )
        for lead in tx.all(
            "SELECT member_id FROM circle_members WHERE circle_id = :c AND standing = 'lead' ORDER BY member_id",
            c=seen.id,
        ):
            tx.emit(f"member:{lead['member_id']}", "rooms")


def led(tx: Tx, name: str) -> sight.CircleSeen:
    """A circle that the actor may lead: its leads, facilitators, hosts, and the host's command line.

    Raises:
        NotFound: There is none, or it is hidden from the actor.
        Denied: The actor does not lead it.
    """
    seen = sight.circle(tx, name)
    if tx.actor.kind == "member" and seen.standing != "lead" and tx.me.role not in sight.SEES_ALL_MEMBERS:
        raise Denied("Only a lead of the circle can do that.")
    return seen


@operation(Capability.CIRCLE_LEAD)
def requests(tx: Tx, *, circle: str) -> list[str]:
    """The handles of those who ask to come in, oldest request first.

    Raises:
        NotFound: There is no such circle.
        Denied: I do not lead it.
    """
    rows = tx.all(
        "SELECT m.handle FROM circle_requests cr JOIN members m ON m.id = cr.member_id"
        " WHERE cr.circle_id = :c ORDER BY cr.at, m.id",
        c=led(tx, circle).id,
    )
    return [row["handle"] for row in rows]


@operation(Capability.CIRCLE_LEAD, writes=True)
def answer(tx: Tx, *, circle: str, handle: str, yes: bool) -> None:
    """Let somebody in who asked, or not.

    Raises:
        NotFound: There is no such circle, or they did not ask.
        Denied: I do not lead it.
    """
    seen = led(tx, circle)
    row = tx.one(
        "SELECT m.id FROM circle_requests cr JOIN members m ON m.id = cr.member_id"
        " WHERE cr.circle_id = :c AND m.handle = :handle",
        c=seen.id,
        handle=sight.spelled(handle),
    )
    if row is None:
        raise NotFound("Nobody of that handle has asked to come in.")
    if yes:
        enter(tx, seen.id, row["id"])
    else:
        tx.run("DELETE FROM circle_requests WHERE circle_id = :c AND member_id = :m", c=seen.id, m=row["id"])


@operation(Capability.CIRCLE_LEAD, writes=True)
def add_member(tx: Tx, *, circle: str, handle: str, lead: bool = False) -> None:
    """Put a member into a circle; called again it changes whether they lead it.

    Raises:
        NotFound: There is no such circle, or nobody of that handle for me to see.
        Denied: I do not lead it.
    """
    seen = led(tx, circle)
    row = sight.member(tx, handle)
    enter(tx, seen.id, row["id"], standing="lead" if lead else "member")
    audit.write(tx, "circle.add", f"circle:{seen.id}", f"member:{row['id']}{' lead' if lead else ''}")


@operation(Capability.CIRCLE_LEAD, writes=True)
def remove_member(tx: Tx, *, circle: str, handle: str) -> None:
    """Take a member out of a circle and its rooms; what they wrote stays.

    Raises:
        NotFound: There is no such circle, or they are not in it.
        Denied: I do not lead it.
    """
    seen = led(tx, circle)
    row = tx.one("SELECT id FROM members WHERE handle = :handle", handle=sight.spelled(handle))
    if row is None or not exit_circle(tx, seen.id, row["id"]):
        raise NotFound("Nobody of that handle is in the circle.")
    audit.write(tx, "circle.remove", f"circle:{seen.id}", f"member:{row['id']}")


@operation(Capability.CIRCLE_SEE, writes=True)
def leave(tx: Tx, *, circle: str) -> None:
    """Leave a circle; nobody is told.

    Raises:
        NotFound: I am not in one of that name.
    """
    seen = sight.circle(tx, circle)
    if not exit_circle(tx, seen.id, tx.me.id):
        raise NotFound("You are not in a circle of that name.")


def exit_circle(tx: Tx, circle_id: int, member_id: int) -> bool:
    """Take a member out of a circle and its rooms, inside an operation that may; False when they were not in it."""
    if not tx.run(
        "DELETE FROM circle_members WHERE circle_id = :c AND member_id = :m", c=circle_id, m=member_id
    ):
        return False
    tx.run(
        "DELETE FROM room_members WHERE member_id = :m AND room_id IN (SELECT id FROM rooms WHERE circle_id = :c)",
        c=circle_id,
        m=member_id,
    )
    tx.emit(f"member:{member_id}", "rooms")
    _rooms_changed(tx, circle_id)
    return True
