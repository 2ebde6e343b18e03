"""Keeps what is half written in a place that is not a room: saved a moment after it changed, and when one goes."""

from __future__ import annotations

from typing import Final

from textual.timer import Timer

from store import unfinished
from store.errors import HubError
from tui.widgets.floating import Floating

PAUSE_S: Final = 1.0
"""A draft is saved this long after it changed; there is no timer while nothing waits."""


class Drafting:
    """Belongs to one card."""

    def __init__(self, card: Floating[bool], place: str) -> None:
        """Keep drafts.

        Args:
            card: What is written in.
            place: As `store.unfinished` names places; "": nothing is kept.
        """
        self._card = card
        self._place = place
        self._text = self._saved = ""
        self._timer: Timer | None = None

    async def begin(self) -> str:
        """What was half written here before."""
        if self._place:
            self._text = self._saved = await self._card.ask(unfinished.get, place=self._place) or ""
        return self._saved

    def written(self, text: str) -> None:
        """It reads like this now."""
        self._text = text
        if self._timer is None and self._place:
            self._timer = self._card.set_timer(PAUSE_S, self.save)

    async def save(self) -> None:
        """Save what is not saved yet."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        text = self._text
        if not self._place or text == self._saved:
            return
        try:
            await self._card.attempt(unfinished.put, place=self._place, text=text)
        except HubError as error:
            self._card.porch.toast(str(error), trouble=True)
        else:
            self._saved = text

    async def forget(self) -> None:
        """It has become something whole."""
        self._text = ""
        await self.save()
