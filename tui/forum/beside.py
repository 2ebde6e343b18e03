"""What stands beside the editor when a draft sounds like a person in danger: the first lines of the help card.

It is for the author alone. It keeps nothing, blocks nothing and tells nobody.
"""

from __future__ import annotations

from typing import ClassVar, Final

from textual.geometry import Size
from textual.strip import Strip

from tui.forum import words
from tui.widgets.lined import Lined
from tui.widgets.sheet import PROSE_CELLS
from tui.widgets.spans import Span, strip, wrap

LINES_OF_CARD: Final = 2
"""Lines of the help card that are shown."""


class Beside(Lined):
    """A few quiet rows above the editor."""

    DEFAULT_CSS = """
    Beside { width: 1fr; height: auto; }
    """
    ALLOW_SELECT: ClassVar[bool] = False

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._rows: list[tuple[Span, ...]] = []
        self._shown = False

    @property
    def rows(self) -> int:
        """Rows that it wants."""
        return len(self._rows) if self._shown else 0

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Its height in rows, where the layout asks for it."""
        return self.rows

    def appear(self, shown: bool) -> None:
        """Stand there, or go; it moves the editor only when that changes."""
        if shown == self._shown:
            return
        self._shown = shown
        if shown:
            self._write()
        if self.parent is not None:
            self.refresh(layout=True)

    def _write(self) -> None:
        width = min(PROSE_CELLS, max(20, self.app.size.width - 6))
        card = self.porch.session.hub.config.help_card(None)
        rows: list[tuple[Span, ...]] = [()]
        rows += [(Span(line),) for line in wrap(words.BESIDE_TITLE, width)]
        for line in card.lines[:LINES_OF_CARD]:
            action = Span(line.action, "rose", bold=True)
            rows.append((action, Span(f"  {line.name}", "muted")))
        rows.append((Span("F1 ", "rose", bold=True), Span(words.BESIDE_MORE.removeprefix("F1 "), "muted")))
        self._rows = rows

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        porch = self.porch
        row = self._rows[y] if y < len(self._rows) else ()
        return strip(porch.palette, self.size.width, (Span("  "), *row), more=porch.signs.more)
