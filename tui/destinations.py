"""The screens that a digit leads to: what each is called. `tui.features` says what makes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tui import words


@dataclass(frozen=True, slots=True)
class Destination:
    """One screen that the rail, the tabs and the keys lead to."""

    name: str
    """The noun it has in every layer, and the name of its mode."""
    key: str
    """The digit that leads there."""
    title: str
    """What people see."""
    short: str
    """One letter for the bar of a narrow window."""


TODAY: Final = Destination("today", "1", words.TODAY, "T")
CHAT: Final = Destination("chat", "2", words.CHAT, "C")
FORUM: Final = Destination("forum", "3", words.FORUM, "F")
BUDDIES: Final = Destination("buddies", "4", words.BUDDIES, "B")
SETTINGS: Final = Destination("settings", "0", words.SETTINGS, "S")

DESTINATIONS: Final = (TODAY, CHAT, FORUM, BUDDIES, SETTINGS)
"""All of them, in the order of the rail."""
