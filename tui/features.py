"""The screens one can go to: one explicit line each. What is not here does not exist for people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tui import words
from tui.chat.screen import ChatScreen
from tui.rooms import Rooms
from tui.settings.screen import SettingsScreen
from tui.theme import Signs
from tui.today.screen import TodayScreen
from tui.widgets.frame import FrameScreen
from tui.widgets.lights import light
from tui.widgets.spans import Span


@dataclass(frozen=True, slots=True)
class Feature:
    """One screen that the rail, the tabs and the keys lead to."""

    name: str
    """The noun it has in every layer, and the name of its mode."""
    key: str
    """The digit that leads there."""
    title: str
    """What people see."""
    short: str
    """One letter for the bar of a narrow window."""
    screen: Callable[[], FrameScreen]
    """Makes the screen when it is first gone to; it is kept from then on."""
    count: Callable[[Rooms], int] | None = None
    """How much there waits for the person; None: nothing ever does."""
    named: Callable[[Rooms], bool] | None = None
    """Whether somebody names the person in it; None: nobody ever does."""

    def light(self, rooms: Rooms, signs: Signs) -> Span | None:
        """The light that is on there; None: all is quiet."""
        if self.count is None:
            return None
        return light(signs, self.count(rooms), named=self.named is not None and self.named(rooms))


FEATURES: tuple[Feature, ...] = (
    Feature("today", "1", words.TODAY, "T", TodayScreen),
    Feature(
        "chat", "2", words.CHAT, "C", ChatScreen, lambda rooms: rooms.notice, lambda rooms: rooms.names_me
    ),
    Feature("settings", "0", words.SETTINGS, "S", SettingsScreen),
)
