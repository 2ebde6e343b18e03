"""Names of places in the hub, as people write them: "kitchen#412" is the message 412 of the room kitchen."""

from __future__ import annotations

import re
from typing import Final

from store.rooms import RoomSummary
from tui.rooms import Rooms

_PLACE: Final = re.compile(r"#?\s?(@?[^\s#]{1,140})#(\d{1,9})")


def permalink(room: str, seq: int) -> str:
    """How a message is named, so that others find it with Ctrl+K.

    Args:
        room: The room's name as its people see it.
        seq: The message's sequence.
    """
    return f"{room}#{seq}"


def place_in(typed: str, rooms: Rooms) -> tuple[RoomSummary, int] | None:
    """The room and the sequence that somebody typed; None: it names no place of theirs.

    Args:
        typed: "kitchen#412", "garden/kitchen#412" or "@theo#3".
        rooms: The rooms of the person.
    """
    found = _PLACE.fullmatch(typed.strip())
    if found is None:
        return None
    name = found.group(1).lower()
    room = rooms.named(name) or rooms.named(name.rpartition("/")[2])
    return None if room is None or int(found.group(2)) < 1 else (room, int(found.group(2)))
