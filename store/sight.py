"""What a member may see: the half of the rules that depends on rooms, circles and people.

Everything here answers NotFound for what does not exist and for what may not be seen, in the same words, so that
nobody learns from an error that a hidden thing is there.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final

from store.db import Row
from store.errors import Conflict, Invalid, NotFound
from store.operations import Tx
from store.policy import Capability, Role, allows

RoomRef = int | str
"""A room's id, its name ("kitchen"), its full name ("garden/kitchen"), or "@handle" for a direct message,
"@ada,max" for one of several people, or "buddy/theo" for a pair's room ("buddy" where I have one buddy)."""

PAIR_ROOM: Final = "buddy"
"""How the rooms of pairs are called: "buddy/theo"."""

ARCHIVED: Final = "That room is archived: it can be read, and nothing is added to it."

SEES_ALL_MEMBERS: Final = frozenset({Role.FACILITATOR, Role.HOST})

MEMBER_IS_SEEN: Final = """(
    :sees_all = 1 OR m.id = :me
    OR EXISTS (SELECT 1 FROM circle_members mine JOIN circle_members theirs ON theirs.circle_id = mine.circle_id
               WHERE mine.member_id = :me AND theirs.member_id = m.id)
    OR EXISTS (SELECT 1 FROM room_members mine JOIN room_members theirs ON theirs.room_id = mine.room_id
               WHERE mine.member_id = :me AND theirs.member_id = m.id)
)"""
"""An SQL condition on `members m`: I share a circle or a room with them. Goes with `parameters(tx)`."""


NOT_BLOCKED: Final = "{author} NOT IN (SELECT b.blocked_id FROM blocks b WHERE b.member_id = :me)"
"""An SQL condition: I have not blocked the author. Format it with the column; needs the parameter `me`."""


def parameters(tx: Tx) -> dict[str, object]:
    """The parameters that `MEMBER_IS_SEEN` needs."""
    return {"me": tx.me.id, "sees_all": int(tx.me.role in SEES_ALL_MEMBERS)}


def spelled(handle: str) -> str:
    """A handle as the store spells it, from what somebody typed: "@Theo" and " theo" are "theo".

    What could never be a handle comes out as something that nobody has.
    """
    return (
        unicodedata.normalize("NFKC", handle[:64].encode("utf-8", "replace").decode())
        .strip()
        .removeprefix("@")
        .lower()
    )


@dataclass(frozen=True, slots=True)
class RoomSeen:
    """A room that the actor is in."""

    id: int
    kind: str
    circle_id: int | None
    name: str
    last_seq: int
    last_read: int
    archived: bool


_ROOM_COLUMNS: Final = (
    "SELECT r.id, r.kind, r.circle_id, r.name, r.last_seq, rm.last_read, r.archived_at IS NOT NULL"
    " FROM room_members rm JOIN rooms r ON r.id = rm.room_id"
)


def room(tx: Tx, ref: RoomRef) -> RoomSeen:
    """Find a room that the actor is in.

    Raises:
        NotFound: There is none, or it is not theirs to see.
        Conflict: Several of their rooms have this name.
    """
    if isinstance(ref, int):
        rows = tx.all(f"{_ROOM_COLUMNS} WHERE rm.member_id = :me AND rm.room_id = :id", me=tx.me.id, id=ref)
    elif ref.startswith("@"):
        handles = [spelled(each) for each in ref.split(",")]
        found = [tx.value("SELECT id FROM members WHERE handle = :handle", handle=each) for each in handles]
        rows = (
            []
            if None in found
            else tx.all(
                f"{_ROOM_COLUMNS} WHERE r.direct_key = :key AND rm.member_id = :me",
                key=direct_key(*{tx.me.id, *found}),
                me=tx.me.id,
            )
        )
    elif pairs := _pair_rooms(tx, ref):
        rows = pairs
    else:
        # Each by itself: together they can be longer than a handle's spelling is looked at.
        circle, _, name = (spelled(each) for each in ref.strip().lstrip("#").rpartition("/"))
        rows = tx.all(
            f"{_ROOM_COLUMNS} JOIN circles c ON c.id = r.circle_id WHERE r.name = :name AND rm.member_id = :me"
            " AND (:circle = '' OR c.name = :circle)",
            name=name,
            circle=circle,
            me=tx.me.id,
        )
    if not rows:
        raise NotFound(_no_room(ref))
    if len(rows) > 1:
        raise Conflict("You are in several rooms of that name; say which circle's: CIRCLE/ROOM.")
    id_, kind, circle_id, name, last_seq, last_read, archived = rows[0]
    return RoomSeen(id_, kind, circle_id, name, last_seq, last_read, bool(archived))


def plain_readers(tx: Tx, room_id: int) -> frozenset[int]:
    """The ids of members who may read a room and see in it what anybody sees: they have blocked nobody.

    Those beyond the first few thousand are not among them, nor is anybody of whom it would take more to know.
    """
    newest = tx.config.rules.version
    rows = tx.all(
        "SELECT rm.member_id, m.role, m.rules_version FROM room_members rm JOIN members m ON m.id = rm.member_id"
        " WHERE rm.room_id = :room AND m.state = 'active'"
        " AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.member_id = rm.member_id) LIMIT :most",
        room=room_id,
        most=_READERS_AT_ONCE,
    )
    # The rule is asked once for all who are alike: hundreds of members are of four or five kinds.
    kinds = {(role, version < newest) for _, role, version in rows}
    reading = {
        (role, due)
        for role, due in kinds
        if allows(Capability.ROOM_READ, "member", Role(role), rules_due=due)
    }
    return frozenset({id_ for id_, role, version in rows if (role, version < newest) in reading})


_READERS_AT_ONCE: Final = 4_000


def open_room(tx: Tx, ref: RoomRef) -> RoomSeen:
    """A room of the actor's in which something can still be said or changed.

    Raises:
        NotFound: There is none, or it is not theirs to see.
        Conflict: Several of their rooms have this name.
        Invalid: It is archived.
    """
    seen = room(tx, ref)
    if seen.archived:
        raise Invalid(ARCHIVED)
    return seen


def _pair_rooms(tx: Tx, ref: str) -> list[Row]:
    """The room of a pair of mine that a name means; none for every other name."""
    word, slash, handle = ref.strip().lstrip("#").partition("/")
    if spelled(word) != PAIR_ROOM:
        return []
    if slash:
        other = tx.value("SELECT id FROM members WHERE handle = :handle", handle=spelled(handle))
        return tx.all(
            f"{_ROOM_COLUMNS} WHERE r.direct_key = :key AND rm.member_id = :me",
            key=pair_key(tx.me.id, other or 0),
            me=tx.me.id,
        )
    return tx.all(
        f"{_ROOM_COLUMNS} JOIN pairs p ON p.room_id = r.id AND p.state <> 'parted' WHERE rm.member_id = :me",
        me=tx.me.id,
    )


def pair_key(one: int, other: int) -> str:
    """What names the room of a pair, whoever asks."""
    return f"pair:{direct_key(one, other)}"


def _no_room(ref: RoomRef) -> str:
    if isinstance(ref, str) and ref.startswith("@"):
        return "There are no messages with that person yet; `dm HANDLE` starts some."
    return "There is no room of that name among yours; `rooms` lists them."


def direct_key(*member_ids: int) -> str:
    """What names the direct messages of some members, whoever asks."""
    return ":".join(str(each) for each in sorted(member_ids))


def member(tx: Tx, handle: str) -> Row:
    """Find a member by handle ("theo" or "@theo").

    The system sees everybody; a member sees the people of their circles and rooms, and staff that leads the hub all.

    Raises:
        NotFound: There is none, or they are not the actor's to see.
    """
    wanted = spelled(handle)
    if tx.actor.kind == "system":
        row = tx.one(
            "SELECT m.* FROM members m WHERE m.handle = :handle AND m.state <> 'erased'", handle=wanted
        )
    else:
        row = tx.one(
            f"SELECT m.* FROM members m WHERE m.handle = :handle AND m.state <> 'erased' AND {MEMBER_IS_SEEN}",
            handle=wanted,
            **parameters(tx),
        )
    if row is None:
        raise NotFound("There is nobody of that handle among the people you share a circle with.")
    return row


@dataclass(frozen=True, slots=True)
class CircleSeen:
    """A circle as the actor sees it."""

    id: int
    name: str
    title: str
    visibility: str
    standing: str
    """"" not in it, "member" or "lead"."""


def circle(tx: Tx, name: str) -> CircleSeen:
    """Find a circle: an open or ask one, or one the actor is in; hidden ones otherwise only for those who lead the hub.

    Raises:
        NotFound: There is none, or it is hidden from the actor.
    """
    member_id = tx.actor.member_id
    row = tx.one(
        "SELECT c.id, c.name, c.title, c.visibility, COALESCE(cm.standing, '') FROM circles c"
        " LEFT JOIN circle_members cm ON cm.circle_id = c.id AND cm.member_id = :me"
        " WHERE c.name = :name AND c.archived_at IS NULL",
        name=spelled(name),
        me=member_id,
    )
    if row is not None:
        found = CircleSeen(*row)
        if found.standing or _may_know_of(tx, found.visibility):
            return found
    # Whoever keeps the hub on its own machine has other commands than its members.
    listed = "porchlight circle list" if tx.actor.kind == "system" else "circles"
    raise NotFound(f"There is no circle of that name; `{listed}` lists them.")


def _may_know_of(tx: Tx, visibility: str) -> bool:
    if tx.actor.kind == "system" or tx.me.role in SEES_ALL_MEMBERS:
        return True
    return visibility != "hidden" and tx.me.role is not Role.SUPPORTER
