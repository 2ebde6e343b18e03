"""A breathing pacer: one quiet step a second, only while it is looked at."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from tui.help import words
from tui.widgets.frame import Aside
from tui.widgets.lined import Lined
from tui.widgets.spans import Span, strip, wrap

STEP_S: Final = 1.0
"""Seconds from one step to the next; never less."""


class BreatheScreen(Aside):
    """Counts a breath in words and dots. Esc goes back."""

    def __init__(self) -> None:
        super().__init__()
        self.place = words.BREATHE_PLACE
        self._breath = Breath()

    def compose_body(self) -> Iterable[Widget]:
        """The pacer."""
        yield self._breath


class Breath(Lined):
    """Draws where in the breath one is."""

    def __init__(self) -> None:
        super().__init__()
        self.second = 0
        """Seconds since it began."""
        self._timer: Timer | None = None

    def on_mount(self) -> None:
        """Begin, unless the person wants nothing to move."""
        preferences = self.porch.preferences
        if preferences is None or not preferences.plain:
            self._timer = self.set_interval(STEP_S, self.step)

    def on_unmount(self) -> None:
        """Stop."""
        if self._timer is not None:
            self._timer.stop()

    def step(self) -> None:
        """One second on; stands still while something else is shown above it."""
        if self.screen.is_current:
            self.second += 1
            self.refresh()

    def now(self) -> tuple[str, int, int]:
        """What to do now, for how many seconds, and in which of them one is (from 1)."""
        second = self.second % sum(length for _, length in words.BREATHE_STEPS)
        for text, length in words.BREATHE_STEPS:
            if second < length:
                return text, length, second + 1
            second -= length
        raise AssertionError("the seconds of a breath do not add up")

    def render_line(self, y: int) -> Strip:
        """Draw one line, in the middle of the window."""
        width, height = self.size
        palette, signs = self.porch.palette, self.porch.signs
        moving = self._timer is not None
        if moving:
            text, length, at = self.now()
            dots = " ".join(signs.here if number < at else signs.dot for number in range(length))
            lines = [
                (words.BREATHE_TITLE, "muted"),
                ("", "text"),
                (text, "text"),
                ("", "text"),
                (dots, "teal"),
                ("", "text"),
            ]
        else:
            lines = [(line, "text") for line in wrap(words.BREATHE_STILL, min(60, width - 4))] + [
                ("", "text")
            ]
        lines += [(line, "muted") for line in wrap(words.BREATHE_END, max(10, width - 4))]
        top = max(0, (height - len(lines)) // 2)
        if not top <= y < top + len(lines):
            return strip(palette, width)
        text, ink = lines[y - top]
        pad = max(0, (width - len(text)) // 2)
        return strip(palette, width, (Span(" " * pad), Span(text, ink, bold=ink == "text")))  # type: ignore[arg-type]
