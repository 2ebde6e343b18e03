"""The screens one can go to: one explicit line each. What is not here does not exist for people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui import destinations
from tui.buddies.keeper import BuddiesKeeper
from tui.buddies.screen import BuddiesScreen
from tui.chat.keeper import ChatKeeper
from tui.chat.screen import ChatScreen
from tui.destinations import Destination
from tui.forum.keeper import ForumKeeper
from tui.forum.screen import ForumScreen
from tui.keeper import Keeper
from tui.settings.screen import SettingsScreen
from tui.today.screen import TodayScreen
from tui.widgets.frame import FrameScreen
from tui.widgets.lights import light
from tui.widgets.spans import Span

if TYPE_CHECKING:
    from tui.app import PorchlightApp


@dataclass(frozen=True, slots=True)
class Feature:
    """One screen, and what is kept of it while it is not shown."""

    destination: Destination
    screen: Callable[[], FrameScreen]
    """Makes the screen when it is first gone to; it is kept from then on."""
    keeper: Callable[[PorchlightApp], Keeper] | None = None
    """Makes what is kept of it; None: nothing ever waits there."""

    @property
    def name(self) -> str:
        """The name of its mode."""
        return self.destination.name

    @property
    def key(self) -> str:
        """The digit that leads there."""
        return self.destination.key

    @property
    def title(self) -> str:
        """What people see."""
        return self.destination.title

    @property
    def short(self) -> str:
        """One letter for the bar of a narrow window."""
        return self.destination.short

    def light(self, porch: PorchlightApp) -> Span | None:
        """The light that is on there; None: all is quiet."""
        keeper = porch.keepers.get(self.name)
        return (
            None if keeper is None else light(porch.signs, keeper.count, named=keeper.named, due=keeper.due)
        )


FEATURES: tuple[Feature, ...] = (
    Feature(destinations.TODAY, TodayScreen),
    Feature(destinations.CHAT, ChatScreen, ChatKeeper),
    Feature(destinations.FORUM, ForumScreen, ForumKeeper),
    Feature(destinations.BUDDIES, BuddiesScreen, BuddiesKeeper),
    Feature(destinations.SETTINGS, SettingsScreen),
)
