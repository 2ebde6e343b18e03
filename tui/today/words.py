"""Every word that Today says to a person, in one place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

WAITING: Final = "Waiting for a word from you"
NEW: Final = "Not read yet"
NEW_BEFORE: Final = "Not read, from before"
AWAY: Final = "While you were away, since {when}"
MORE_MENTIONS: Final = "{count} more with your name in them"
MORE_DIRECT: Final = "{count} more who wrote to you"
MORE_ROOMS: Final = "{count} more rooms with something new"
MORE_ROOM: Final = "One more room with something new"
MORE_WAITING: Final = "{count} more who wait"
MORE_WAITS: Final = "One more who waits"
HERE: Final = "Here now"
FIRST_TIME: Final = "Welcome in. This is your first time on the porch. There is nothing you have to do."
FIRST_STEPS: Final = "If you like, begin here"
LOOK_INTO: Final = "Look into # {room}"
SET_UP: Final = "Make yourself at home: name, time zone, colours"
LAST_HERE: Final = "You were last here {when}."
CAUGHT_UP: Final = "You are all caught up. Nothing is waiting; it is enough that you came by."
NO_ROOMS: Final = "You are in no circle yet. A host will bring you into one, or the light waits till they do."
ONLY_YOU: Final = "Only you, for now. The light is on."
GONE_QUIET: Final = "(taken back)"

PEOPLE_NAMED: Final = 12
"""Handles that are written out before the rest is a number."""


def greeting(hour: int, name: str) -> str:
    """The first line.

    Args:
        hour: The hour of the day where the person is, 0-23.
        name: What to call them.
    """
    if hour < 5:
        return f"Still up, {name}? So is the light."
    if hour < 12:
        return f"Good morning, {name}."
    if hour < 18:
        return f"Good afternoon, {name}."
    return f"Good evening, {name}."


def here(handles: Sequence[str]) -> str:
    """Who is here, in one sentence.

    Args:
        handles: The others who are here, in order.
    """
    if not handles:
        return ONLY_YOU
    if len(handles) > PEOPLE_NAMED:
        return f"{', '.join(handles[:PEOPLE_NAMED])} and {len(handles) - PEOPLE_NAMED} more."
    if len(handles) == 1:
        return f"{handles[0]}, and you."
    return f"{', '.join(handles)}, and you."
