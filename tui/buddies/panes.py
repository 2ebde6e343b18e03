"""Two pages beside each other where the window is wide enough; in a narrower one the first has all of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual.geometry import NULL_OFFSET, NULL_SPACING, Region, Size
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.head import RAIL_FROM
from tui.widgets.lined import Lined
from tui.widgets.rail import RAIL_CELLS
from tui.widgets.spans import Span, strip

BESIDE_FROM: Final = 84
"""From this width of the body on, in cells, there are two pages."""


def first_cells(width: int) -> int:
    """The width of the first page, in cells; the whole where there is one.

    Args:
        width: Of the body.
    """
    return width * 4 // 7 if width >= BESIDE_FROM else width


def body_cells(window: int) -> int:
    """The width of a screen's body, also before it was laid out.

    Args:
        window: Cells of the window.
    """
    return window - (RAIL_CELLS if window >= RAIL_FROM else 0)


class PanesLayout(Layout):
    """Places the two pages."""

    name = "panes"

    def arrange(
        self, parent: Widget, children: Sequence[Widget], size: Size, greedy: bool = True
    ) -> ArrangeResult:
        """The first at the left, the second beside it, or nowhere."""
        left = first_cells(size.width)
        regions = [Region(0, 0, left, size.height)]
        if left < size.width:
            regions.append(Region(left + 1, 0, size.width - left - 1, size.height))
        return [
            WidgetPlacement(region, NULL_OFFSET, NULL_SPACING, child, 0, fixed=True)
            for child, region in zip(children, regions, strict=False)
        ]


LAYOUT: Final = PanesLayout()


class Panes(Lined):
    """Holds two pages and draws the thin line between them."""

    @property
    def layout(self) -> Layout:
        """Its own; the style of that name takes Textual's layouts only."""
        return LAYOUT

    def render_line(self, y: int) -> Strip:
        """The line between the pages."""
        width = self.size.width
        left = first_cells(width)
        side = (Span(" " * left), Span(self.porch.signs.side, "line")) if left < width else ()
        return strip(self.porch.palette, width, side)
