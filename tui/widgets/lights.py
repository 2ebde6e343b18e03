"""The light beside what waits for a person: a round one for something new, an @ where they are named."""

from __future__ import annotations

from typing import Final

from store.rooms import RoomSummary
from tui.rooms import count_label
from tui.theme import Signs
from tui.widgets.spans import Span

NAMED: Final = "@"
"""Stands where somebody names the person: another sign, so that it can be told apart without colour."""


DUE: Final = "!"
"""Stands for what is due where there is one cell for it."""


def light(signs: Signs, count: int, *, named: bool, due: str = "") -> Span | None:
    """The light for a count.

    Args:
        signs: Those that the terminal can show.
        count: How many lines; capped here.
        named: Somebody names the person in one of them.
        due: What is due, in two words, where nothing else waits: "due 20:00".

    Returns:
        None when there is nothing to light.
    """
    if count <= 0:
        return Span(due, "amber") if due else None
    return Span(f"{NAMED if named else signs.unread} {count_label(count)}", "amber", bold=named)


def sign_of(lit: Span) -> Span:
    """The light in one cell, where there is no room for more."""
    return Span(lit.text[:1] if not lit.text[:1].isalpha() else DUE, lit.ink, lit.bold)


def room_light(signs: Signs, room: RoomSummary) -> Span | None:
    """The light of one room: by the member's own level and mute, not by what is unread."""
    return light(signs, room.notice, named=room.mentions > 0)
