"""A toast: one line in the corner, gone by itself. The notices keep it."""

from __future__ import annotations

from typing import Final

from rich.cells import cell_len
from textual.geometry import Region
from textual.strip import Strip
from textual.timer import Timer

from tui.theme import Ink
from tui.widgets.lined import Lined
from tui.widgets.spans import Span, strip, wrap

SHOWN_S: Final = 6.0
"""Seconds for which a toast stays."""


class Toast(Lined):
    """Lies below the head at the right, where nobody writes and nothing new comes.

    Takes as many lines as its words need: one where there is room.
    """

    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self._words = ""
        self._trouble = False
        self._timer: Timer | None = None
        self.display = False

    def say(self, words: str, *, trouble: bool) -> None:
        """Show some words for a while.

        Args:
            words: One plain sentence.
            trouble: Something did not work.
        """
        self._words = words
        self._trouble = trouble
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(SHOWN_S, self._rest)
        self.display = True
        self.refresh(layout=True)

    def _rest(self) -> None:
        self.display = False

    def _lines(self, width: int) -> list[str]:
        return wrap(self._words, max(10, width - 6))[:4]

    def place(self, width: int, top: int) -> Region:
        """Where it lies in a window of this width, below so many rows."""
        lines = self._lines(width)
        inner = max((cell_len(line) for line in lines), default=0) + 4
        return Region(max(0, width - inner - 1), top, inner, len(lines))

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        porch = self.porch
        lines = self._lines(self.screen.size.width)
        text = lines[y] if y < len(lines) else ""
        ink: Ink = "rose" if self._trouble else "amber"
        sign = Span(f"{porch.signs.bar} ", ink)
        return strip(porch.palette, self.size.width, (sign, Span(text)), on="raised")

    async def on_click(self) -> None:
        """Put it away."""
        self._rest()
