"""Members: who they are, what they show of themselves, and what a host does with accounts."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from store import audit, circles, due_work, forgetting, forum_erasing, passwords, sight, text
from store.db import Row
from store.errors import Conflict, Denied, Invalid, NotFound
from store.operations import Tx, operation
from store.policy import Capability, Role

NAME_CELLS = 24
"""Widest display name, in cells."""

PRONOUN_CELLS = 16
"""Widest pronouns, in cells."""


@dataclass(frozen=True, slots=True)
class Member:
    """One account, as those who may see it do."""

    id: int
    handle: str
    display_name: str
    """May be ''."""
    pronouns: str
    """May be ''."""
    role: Role
    time_zone: str
    """An IANA name; only the member and the host's command line see it filled in."""
    state: str
    """"active", "locked" or "erased"."""
    created_at: int


@dataclass(frozen=True, slots=True)
class Me:
    """My own account."""

    id: int
    handle: str
    display_name: str
    pronouns: str
    role: Role
    time_zone: str
    created_at: int
    rules_due: bool
    """The hub's rules have a version that I have not acknowledged."""
    has_password: bool


def _member(row: Row, *, with_zone: bool) -> Member:
    return Member(
        row["id"],
        row["handle"],
        row["display_name"],
        row["pronouns"],
        Role(row["role"]),
        row["time_zone"] if with_zone else "",
        row["state"],
        row["created_at"],
    )


@operation(Capability.SELF_READ)
def me(tx: Tx) -> Me:
    """My own account."""
    row = tx.one(
        "SELECT m.*, p.member_id IS NOT NULL AS has_password FROM members m"
        " LEFT JOIN passwords p ON p.member_id = m.id WHERE m.id = :me",
        me=tx.me.id,
    )
    assert row is not None  # noqa: S101 - permit() has just read it in this transaction
    return Me(
        row["id"],
        row["handle"],
        row["display_name"],
        row["pronouns"],
        Role(row["role"]),
        row["time_zone"],
        row["created_at"],
        tx.me.rules_due,
        bool(row["has_password"]),
    )


@operation(Capability.MEMBER_SEE)
def profile(tx: Tx, *, handle: str) -> Member:
    """What a member shows of themselves.

    Raises:
        NotFound: There is nobody of that handle, or they are not mine to see.
    """
    return _member(sight.member(tx, handle), with_zone=False)


@operation(Capability.MEMBER_SEE)
def people(tx: Tx, *, limit: int = 500) -> list[Member]:
    """The members I share a circle or a room with, by handle; not those whom I have blocked."""
    rows = tx.all(
        f"SELECT m.* FROM members m WHERE m.state = 'active' AND {sight.MEMBER_IS_SEEN}"
        f" AND {sight.NOT_BLOCKED.format(author='m.id')} ORDER BY m.handle LIMIT :limit",
        limit=limit,
        **sight.parameters(tx),
    )
    return [_member(row, with_zone=False) for row in rows]


@operation(Capability.SELF_CHANGE, writes=True)
def update(
    tx: Tx, *, display_name: str | None = None, pronouns: str | None = None, time_zone: str | None = None
) -> None:
    """Change what I show of myself; None leaves a thing as it is, '' empties it.

    Raises:
        Invalid: There is no such time zone.
    """
    if display_name is not None:
        display_name = text.clean_line(display_name, cells=NAME_CELLS)
    if pronouns is not None:
        pronouns = text.clean_line(pronouns, cells=PRONOUN_CELLS)
    if time_zone is not None:
        time_zone = known_zone(time_zone)
    tx.run(
        "UPDATE members SET display_name = COALESCE(:display_name, display_name),"
        " pronouns = COALESCE(:pronouns, pronouns), time_zone = COALESCE(:time_zone, time_zone) WHERE id = :me",
        display_name=display_name,
        pronouns=pronouns,
        time_zone=time_zone,
        me=tx.me.id,
    )
    if time_zone is not None:
        due_work.plan_member(tx, tx.me.id)
    tx.emit(f"member:{tx.me.id}", "profile")


def known_zone(name: str) -> str:
    """An IANA time zone's name, checked.

    Raises:
        Invalid: There is none of that name.
    """
    try:
        return ZoneInfo(name.strip()).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Invalid(
            "There is no time zone of that name; it looks like Europe/London or America/Chicago."
        ) from error


@operation(Capability.RULES_ACKNOWLEDGE, writes=True)
def acknowledge_rules(tx: Tx, *, version: int) -> None:
    """Say that I have read the hub's rules.

    Raises:
        Conflict: The rules have changed since they were shown.
    """
    if version != tx.config.rules.version:
        raise Conflict("The rules have just changed; please read the new ones.")
    write_acknowledgement(tx, tx.me.id, version)
    tx.emit(f"member:{tx.me.id}", "profile")


def write_acknowledgement(tx: Tx, member_id: int, version: int) -> None:
    """Store an acknowledgement, inside an operation that may."""
    tx.run(
        "INSERT INTO rules_acknowledgements (member_id, version, at) VALUES (:id, :version, :now)"
        " ON CONFLICT (member_id, version) DO NOTHING",
        id=member_id,
        version=version,
        now=tx.now,
    )
    tx.run("UPDATE members SET rules_version = :version WHERE id = :id", version=version, id=member_id)


# -- accounts, as a host keeps them ------------------------------------------------------------------------------------


@operation(Capability.MEMBER_MANAGE)
def listing(tx: Tx) -> list[Member]:
    """Every account that was not erased, by handle."""
    rows = tx.all("SELECT * FROM members WHERE state <> 'erased' ORDER BY handle")
    return [_member(row, with_zone=True) for row in rows]


@operation(Capability.MEMBER_MANAGE, writes=True)
def add(
    tx: Tx,
    *,
    handle: str,
    role: Role,
    display_name: str = "",
    password_hash: str = "",
    time_zone: str = "",
    circle_names: Sequence[str] = (),
) -> int:
    """Make an account; it acknowledges the rules itself when it first comes in.

    Args:
        handle: As it shall be called.
        role: What it shall be.
        display_name: May be ''.
        password_hash: From `Passwords.hash`; '' makes an account that only keys open.
        time_zone: An IANA name; '' takes the hub's.
        circle_names: Circles that it joins.

    Returns:
        The member's id.

    Raises:
        Invalid: The handle cannot be used.
        Conflict: The handle, or one too like it, is or was taken.
        NotFound: There is no such circle.
    """
    member_id = create(tx, handle=handle, role=role, display_name=display_name, time_zone=time_zone)
    if password_hash:
        passwords.put(tx, member_id, password_hash)
    for name in circle_names:
        circles.enter(tx, sight.circle(tx, name).id, member_id)
    audit.write(tx, "member.add", f"member:{member_id}", role.value)
    return member_id


def create(tx: Tx, *, handle: str, role: Role, display_name: str = "", time_zone: str = "") -> int:
    """Store a new member, inside an operation that may; returns the id."""
    wanted = text.handle(handle)
    if not handle_is_free(tx, wanted):
        raise Conflict(f"The handle {wanted} is taken, or too like one that is; please choose another.")
    row = tx.one(
        "INSERT INTO members (handle, display_name, role, time_zone, created_at)"
        " VALUES (:handle, :display_name, :role, :time_zone, :now) RETURNING id",
        handle=wanted,
        display_name=text.clean_line(display_name, cells=NAME_CELLS),
        role=role.value,
        time_zone=known_zone(time_zone or tx.config.hub.time_zone),
        now=tx.now,
    )
    assert row is not None  # noqa: S101 - RETURNING always answers
    member_id = int(row["id"])
    tx.run(
        "INSERT INTO handles (skeleton_digest, member_id, reserved_at) VALUES (:digest, :id, :now)",
        digest=skeleton_digest(wanted),
        id=member_id,
        now=tx.now,
    )
    tx.run("INSERT INTO preferences (member_id) VALUES (:id)", id=member_id)
    return member_id


def handle_is_free(tx: Tx, handle: str) -> bool:
    """Whether a handle that `text.handle` has passed is neither taken nor too like one that was ever taken."""
    return tx.one("SELECT 1 FROM handles WHERE skeleton_digest = :d", d=skeleton_digest(handle)) is None


def skeleton_digest(handle: str) -> str:
    """The digest under which a handle and all that look like it are reserved."""
    return hashlib.sha256(text.handle_skeleton(handle).encode()).hexdigest()


@operation(Capability.MEMBER_MANAGE, writes=True)
def set_role(tx: Tx, *, handle: str, role: Role) -> None:
    """Give a member another role.

    Raises:
        NotFound: There is nobody of that handle.
        Conflict: It would leave the hub without a host.
    """
    row = sight.member(tx, handle)
    if row["role"] == Role.HOST.value and role is not Role.HOST:
        _keep_a_host(tx, row["id"])
    tx.run("UPDATE members SET role = :role WHERE id = :id", role=role.value, id=row["id"])
    audit.write(tx, "member.role", f"member:{row['id']}", f"{row['role']} -> {role.value}")
    tx.emit(f"member:{row['id']}", "profile")


@operation(Capability.MEMBER_MANAGE, writes=True)
def set_locked(tx: Tx, *, handle: str, locked: bool) -> None:
    """Lock an account, which ends its sessions, or open it again.

    Raises:
        NotFound: There is nobody of that handle.
        Conflict: It would leave the hub without a host.
    """
    row = sight.member(tx, handle)
    if locked and row["role"] == Role.HOST.value:
        _keep_a_host(tx, row["id"])
    tx.run(
        "UPDATE members SET state = :state WHERE id = :id",
        state="locked" if locked else "active",
        id=row["id"],
    )
    audit.write(tx, "member.lock" if locked else "member.unlock", f"member:{row['id']}")
    if locked:
        tx.emit(f"member:{row['id']}", "revoked")
    else:
        # What was due meanwhile led on to nothing.
        due_work.plan_member(tx, row["id"])


@operation(Capability.MEMBER_MANAGE, writes=True)
def reset(tx: Tx, *, handle: str, password_hash: str) -> None:
    """Give a member a new password and end their sessions; their keys stay.

    Raises:
        NotFound: There is nobody of that handle.
    """
    row = sight.member(tx, handle)
    passwords.put(tx, row["id"], password_hash)
    audit.write(tx, "member.reset", f"member:{row['id']}")
    tx.emit(f"member:{row['id']}", "revoked")


def _keep_a_host(tx: Tx, leaving: int) -> None:
    others = tx.value(
        "SELECT COUNT(*) FROM members WHERE role = 'host' AND state = 'active' AND id <> :id", id=leaving
    )
    if not others:
        raise Conflict("They are the hub's only host; make somebody else a host first.")


@operation(Capability.MEMBER_MANAGE, writes=True, forgets=True)
def erase(tx: Tx, *, handle: str, aliases_at_once: bool = False) -> None:
    """Erase a member: their words, name and ways in go; a nameless stub keeps the order of the rooms.

    What they wrote under aliases is cut from them at once and goes within a week, each alias at a time of its own, so
    that nobody who looks on can tell whose it was.

    Args:
        tx: The transaction.
        handle: Whom.
        aliases_at_once: That goes now, too, though who looks on then can tell.

    Raises:
        NotFound: There is nobody of that handle.
        Conflict: It would leave the hub without a host.
    """
    row = sight.member(tx, handle)
    erase_member(tx, row, aliases_at_once=aliases_at_once)


@operation(Capability.SELF_CHANGE, writes=True, forgets=True)
def erase_me(tx: Tx, *, handle: str, aliases_at_once: bool = False) -> None:
    """Erase myself, as `erase` does.

    Args:
        tx: The transaction.
        handle: My own handle, typed as a confirmation.
        aliases_at_once: What I wrote under aliases goes in the same moment, and not within a week.

    Raises:
        Denied: It is not my handle.
        Conflict: It would leave the hub without a host.
    """
    if sight.spelled(handle) != tx.me.handle:
        raise Denied("To erase your account, type your own handle.")
    row = tx.one("SELECT * FROM members WHERE id = :me", me=tx.me.id)
    if row is None:
        raise NotFound("This account is no longer here.")
    erase_member(tx, row, aliases_at_once=aliases_at_once)


def erase_member(tx: Tx, row: Row, *, aliases_at_once: bool = False) -> None:
    """Take away all that a member wrote and was, inside an operation that may."""
    member_id = row["id"]
    if row["role"] == Role.HOST.value:
        _keep_a_host(tx, member_id)
    touched = tx.all(
        "SELECT room_id FROM messages WHERE author_id = :id AND deleted_at IS NULL"
        " UNION SELECT m.room_id FROM reactions r JOIN messages m ON m.id = r.message_id WHERE r.member_id = :id"
        " ORDER BY room_id",
        id=member_id,
    )
    tx.run(
        "UPDATE messages SET version = version + 1 WHERE author_id <> :id"
        " AND id IN (SELECT message_id FROM reactions WHERE member_id = :id)",
        id=member_id,
    )
    tx.run(
        "UPDATE messages SET text = '', deleted_at = :now, version = version + 1"
        " WHERE author_id = :id AND deleted_at IS NULL",
        now=tx.now,
        id=member_id,
    )
    for table in ("message_versions", "pins", "mentions"):
        tx.run(
            f"DELETE FROM {table} WHERE message_id IN (SELECT id FROM messages WHERE author_id = :id)",
            id=member_id,
        )
    forum_erasing.erase(tx, member_id, aliases_at_once=aliases_at_once)
    forgetting.forget(tx, member_id)
    tx.run("DELETE FROM blocks WHERE member_id = :id OR blocked_id = :id", id=member_id)
    tx.run("DELETE FROM direct_requests WHERE from_id = :id OR to_id = :id", id=member_id)
    tx.run("DELETE FROM direct_asks WHERE from_id = :id", id=member_id)
    for table in (
        "mentions",
        "reactions",
        "passwords",
        "keys",
        "drafts",
        "presence",
        "circle_members",
        "circle_requests",
        "room_members",
        "preferences",
        "rules_acknowledgements",
    ):
        tx.run(f"DELETE FROM {table} WHERE member_id = :id", id=member_id)
    tx.run(
        "UPDATE members SET handle = :stub, display_name = '', pronouns = '', time_zone = 'UTC', role = 'supporter',"
        " state = 'erased', seen_at = NULL WHERE id = :id",
        stub=f"{text.ERASED_PREFIX}{member_id}",
        id=member_id,
    )
    audit.write(tx, "member.erase", f"member:{member_id}")
    tx.emit(f"member:{member_id}", "revoked")
    for room in touched:
        tx.emit(f"room:{room['room_id']}", "reread")
        tx.emit(f"room:{room['room_id']}", "room")
