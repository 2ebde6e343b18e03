"""What a session knows of its rooms, so that counts change without asking the store for every line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from store.rooms import RoomSummary

SHOWN_CAP = 99
"""Counts above this are drawn as "99+"."""

QUIET = "nothing"
"""The level of a room whose news the member does not want to be told of."""


def count_label(count: int) -> str:
    """A count as drawn: "", "7", "99+"."""
    if count <= 0:
        return ""
    return str(count) if count <= SHOWN_CAP else f"{SHOWN_CAP}+"


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
        if room == self.reading:
            self._rooms[room] = replace(known, last_seq=last_seq, last_read=last_seq, unread=0, last_at=at)
            return known.unread > 0
        self._rooms[room] = replace(known, last_seq=last_seq, unread=last_seq - known.last_read, last_at=at)
        return known.unread <= SHOWN_CAP

    @property
    def unread(self) -> int:
        """Unread lines in all rooms but those that the member turned down."""
        return sum(room.unread for room in self._rooms.values() if room.level != QUIET)

    def next_unread(self, after: int | None = None) -> RoomSummary | None:
        """The next room with something new, direct messages first.

        Args:
            after: The id of the room one is in, which is left out; None: in none.
        """
        waiting = [
            room for room in self._rooms.values() if room.unread and room.level != QUIET and room.id != after
        ]
        return min(waiting, key=lambda room: room.kind == "circle", default=None)
