"""Keeps what is half written for the forum in the store: soon after a key, and at once when one goes elsewhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from textual.timer import Timer

from store.errors import HubError
from tui.widgets.frame import FrameScreen

SAVE_AFTER_S: Final = 1.0
"""A draft is saved this long after the first key that is not saved yet, however long one goes on typing."""


class Drafting:
    """Belongs to one screen. There is a timer only while something waits to be saved."""

    def __init__(self, screen: FrameScreen, save: Callable[[], Awaitable[None]]) -> None:
        """Begin with nothing to save.

        Args:
            screen: Whose timer it is.
            save: Writes the draft as it is now into the store; may raise HubError.
        """
        self._screen = screen
        self._save = save
        self._timer: Timer | None = None
        self._unsaved = False

    def written(self) -> None:
        """Something is not as it was saved."""
        self._unsaved = True
        if self._timer is None:
            self._timer = self._screen.set_timer(SAVE_AFTER_S, self.save)

    def forget(self) -> None:
        """There is nothing to save any more: it was sent, or the store's own is being shown."""
        self._unsaved = False
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    async def save(self) -> None:
        """Save what is not saved yet."""
        unsaved = self._unsaved
        self.forget()
        if not unsaved:
            return
        try:
            await self._save()
        except HubError as error:
            self._unsaved = True
            self._screen.porch.toast(str(error), trouble=True)
