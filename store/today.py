"""What a member finds when they come in: what is unread, who waits for an answer, who is here."""

from __future__ import annotations

from dataclasses import dataclass

from store import chat, members, presence, rooms
from store.operations import Tx, operation
from store.policy import Capability

SNIPPET_CHARS = 160
"""How much of a message is quoted."""


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
    """Somebody who wrote to me directly and has had no answer."""

    room: rooms.RoomSummary
    author: str
    text: str
    at: int
    """When they wrote, epoch ms UTC."""


@dataclass(frozen=True, slots=True)
class Summary:
    """Today, for one member."""

    me: members.Me
    unread: tuple[UnreadRoom, ...]
    """Rooms with unread messages of a level above "nothing", direct messages first, then the most recent."""
    waiting: tuple[Waiting, ...]
    """Longest waiting first."""
    here: tuple[presence.Here, ...]
    seen_at: int | None
    """When I was last here before, epoch ms UTC; None: this is the first time."""
    rooms: int
    """How many rooms I am in."""


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
    for room in sorted(mine, key=lambda each: (each.kind == "circle", -each.last_at, each.id)):
        if not room.last_seq or (room.kind == "circle" and not room.unread):
            continue
        last = tx.one(
            "SELECT a.id, a.handle, SUBSTR(m.text, 1, :chars), m.at"
            " FROM messages m JOIN members a ON a.id = m.author_id WHERE m.id = :id",
            chars=SNIPPET_CHARS,
            id=chat.message_id(room.id, room.last_seq),
        )
        if last is None:
            continue
        said = " ".join(str(last[2]).split())
        if room.unread and room.level != "nothing":
            unread.append(UnreadRoom(room, room.last_read + 1, last["handle"], said))
        if room.kind == "direct" and last["id"] != me.id:
            waiting.append(Waiting(room, last["handle"], said, last["at"]))
    waiting.sort(key=lambda each: (each.at, each.room.id))
    return Summary(me, tuple(unread), tuple(waiting), tuple(presence.here.within(tx)), seen_at, len(mine))
