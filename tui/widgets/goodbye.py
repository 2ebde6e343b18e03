"""The last words of a visit that was ended."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from textual import events
from textual.widget import Widget

from tui import words
from tui.widgets.floating import Floating
from tui.widgets.sheet import Gap, Sheet, Words

STAYS_S: Final = 12.0
"""Seconds after which the visit ends by itself."""


class Goodbye(Floating[None]):
    """Says one sentence; any key, or a while, ends the visit."""

    def __init__(self, sentence: str) -> None:
        """Make the last words.

        Args:
            sentence: What to say.
        """
        super().__init__()
        self._sentence = sentence

    def compose_card(self) -> Iterable[Widget]:
        """The sentence."""
        yield Sheet((Words(self._sentence), Gap(), Words(words.ANY_KEY, "muted")), on="raised")

    def on_mount(self) -> None:
        """Begin to wait."""
        self.set_timer(STAYS_S, self.action_back)

    def on_key(self, event: events.Key) -> None:
        """End the visit."""
        event.stop()
        self.action_back()

    def action_back(self) -> None:
        """End the visit."""
        self.app.exit(0)
