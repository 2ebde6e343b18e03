"""What a session knows of its rooms, so that counts change without asking the store for every line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from store.rooms import RoomSummary
from tui.theme import UNICODE

SHOWN_CAP = 99
"""Counts above this are drawn as "99+"."""


def count_label(count: int) -> str:
    """A count as drawn: "", "7", "99+"."""
    if count <= 0:
        return ""
    return str(count) if count <= SHOWN_CAP else f"{SHOWN_CAP}+"


def is_personal(room: RoomSummary) -> bool:
    """It is a room of people and of no circle: direct messages, or a pair's."""
    return room.kind in {"direct", "pair"}


def person_name(room: RoomSummary) -> str:
    """Whom a personal room is with: "theo", "max,mira"; any other room's own name."""
    return room.name.rpartition("/")[2] if room.kind == "pair" else room.name.removeprefix("@")


def title_of(room: RoomSummary) -> str:
    """A room as the title of its page: "# kitchen", "@theo", "∞ theo" for the room of a pair."""
    if room.kind == "pair":
        return f"{UNICODE.pair} {person_name(room)}"
    return room.name if room.kind == "direct" else f"# {room.name}"


class Rooms:
    """The member's rooms, in the order in which they were read."""

    def __init__(self) -> None:
        self._rooms: dict[int, RoomSummary] = {}
        self.version = 0
        """Grows with every change, so that what is drawn from it can be kept until then."""
        self.reading: int | None = None
        """The room whose newest lines are on the screen now: new lines there are not unread."""
        self.wanted: int | None = None
        """The room that is about to be opened, so that Chat does not open another one first."""
        self.some_blocked = False
        """The member has blocked somebody: what counts as unread is for the store to say."""
        self._opened: dict[int, int] = {}  # room ids, and when each was last gone to in this visit

    def __iter__(self) -> Iterator[RoomSummary]:
        return iter(self._rooms.values())

    def __len__(self) -> int:
        return len(self._rooms)

    @property
    def listing(self) -> tuple[RoomSummary, ...]:
        """Every room, in order."""
        return tuple(self._rooms.values())

    def one(self, room: int) -> RoomSummary | None:
        """A room by its id; None when it is not (or no longer) the member's."""
        return self._rooms.get(room)

    def named(self, name: str) -> RoomSummary | None:
        """A room by its name ("kitchen", "@theo"); None when there is none."""
        return next((room for room in self._rooms.values() if room.name == name), None)

    def read_again(self, listing: Iterable[RoomSummary]) -> None:
        """Take over what the store says; rooms already known keep their places, so that nothing jumps."""
        fresh = {room.id: room for room in listing}
        kept = [fresh.pop(known) for known in self._rooms if known in fresh]
        self._rooms = {room.id: room for room in (*kept, *fresh.values())}
        self.version += 1

    def put(self, room: RoomSummary) -> None:
        """Take over one room."""
        self._rooms[room.id] = room
        self.version += 1

    def advanced(self, room: int, last_seq: int, at: int) -> bool:
        """Note that a room has lines up to `last_seq` now.

        Args:
            room: The room's id.
            last_seq: Its newest sequence.
            at: When, epoch milliseconds UTC.

        Returns:
            True if what is shown of the room changed.
        """
        known = self._rooms.get(room)
        if known is None or last_seq <= known.last_seq:
            return False
        self.version += 1
        read = last_seq if room == self.reading else known.last_read
        self._rooms[room] = known.advanced(last_seq, read, at)
        return known.unread > 0 if room == self.reading else known.unread <= SHOWN_CAP

    def read_up_to(self, room: int, seq: int) -> bool:
        """Note that the member has read a room up to a sequence; says whether what is shown of it changed."""
        known = self._rooms.get(room)
        if known is None or not known.unread or known.last_read >= seq:
            return False
        unread = max(0, known.last_seq - seq)
        self.put(replace(known, last_read=seq, unread=unread, mentions=min(known.mentions, unread)))
        return True

    @property
    def notice(self) -> int:
        """Unread lines to bring to the member's notice, in all rooms: muted and turned down ones do not count."""
        return sum(room.notice for room in self._rooms.values())

    @property
    def names_me(self) -> bool:
        """Somebody names the member in one of these lines."""
        return any(room.notice and room.mentions for room in self._rooms.values())

    def opened(self, room: int, at: int) -> None:
        """Note that the member went to a room.

        Args:
            room: Its id.
            at: When, epoch milliseconds UTC.
        """
        self._opened[room] = at

    def last_there(self, room: RoomSummary) -> int:
        """When the member last wrote or read in a room, or went to it: epoch milliseconds UTC; 0: never."""
        return max(room.visited_at, self._opened.get(room.id, 0))

    def recent(self, here: int | None = None) -> list[RoomSummary]:
        """The rooms in which the member wrote, read or was last come first, then those in which others last wrote.

        Args:
            here: The id of the room one is in, which comes last; None: in none.
        """

        def rank(room: RoomSummary) -> tuple[bool, int, int]:
            return (room.id == here, -self.last_there(room), -room.last_at)

        return sorted(self._rooms.values(), key=rank)

    def next_unread(self, after: int | None = None) -> RoomSummary | None:
        """The next room with something to notice: where one is named first, then direct messages.

        Args:
            after: The id of the room one is in, which is left out; None: in none.
        """
        waiting = [room for room in self._rooms.values() if room.notice and room.id != after]
        return min(waiting, key=lambda room: (not room.mentions, room.kind == "circle"), default=None)
