"""The direct path: rows of a widget go straight to the terminal while nothing else covers it.

Why: for one changed row Textual's way (refresh, idle, a timer of the screen, the compositor's cuts and chops) takes
some 1.5 ms of CPU and up to 16 ms of waiting; a room of a hundred people pays that a hundred times a line. Drawing the
same rows with cursor addresses takes a twentieth of it. This may be done because Textual keeps no picture of
the screen that could disagree: whatever it draws later it asks the widget for, and the widget's `render_lines`
gives strips made from the same segments. `tests/tui/chat/test_direct.py` holds the two paths together, cell by cell,
and fails when a new Textual changes what is used here.

When anything is in doubt (another screen on top, a toast over the rows, a layout still to come, no terminal) the
caller is told so, and refreshes in the usual way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from textual.geometry import Region

if TYPE_CHECKING:
    from rich.console import Console
    from textual.strip import Strip
    from textual.widget import Widget


class Drawable(Protocol):
    """One row as terminal text."""

    used: int
    """Cells that `ansi` takes."""
    before: str
    """SGR parameters that have to be on before it."""
    ansi: str
    """Printable text and changes of style."""
    after: str
    """SGR parameters that are on after it."""


@dataclass(slots=True)
class Painted:
    """A line that a widget made for the compositor, as terminal text."""

    used: int
    ansi: str
    before: str = ""
    after: str = ""

    @classmethod
    def of(cls, line: Strip, console: Console) -> Painted:
        """Make it.

        Args:
            line: The line, filtered for the terminal.
            console: The app's, which knows how styles are written.
        """
        return cls(line.cell_length, line.render(console))


class Change(NamedTuple):
    """One row to draw."""

    y: int
    """The row, from the widget's top."""
    row: Drawable
    """What it shows now."""
    clear_to: int
    """Cells from the widget's left edge that may hold something old; they become ground."""


class Pen:
    """Draws rows of one widget. It belongs to the widget and is used in its own session's tasks only."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._map: object | None = None
        self._region: Region | None = None
        self.drawn = 0
        """How many times this path was taken; for the tests."""

    def draw(self, changes: Sequence[Change], ground: str, region: Region | None = None) -> bool:
        """Draw rows with one write.

        Args:
            changes: Which rows, top to bottom.
            ground: SGR parameters of the empty ground.
            region: What `free_region` has just answered, where it was asked already.

        Returns:
            False when the rows are not the widget's own now and nothing was drawn.
        """
        region = region or self.free_region()
        if region is None:
            return False
        app = self._widget.app
        driver = app._driver
        if driver is None or driver.is_headless or app._batch_count:
            return False
        left, top = region.x + 1, region.y + 1
        current: str | None = None
        parts: list[str] = []
        for y, row, clear_to in changes:
            if not row.used and not clear_to:
                continue
            parts.append(f"\x1b[{top + y};{left}H")
            if row.used:
                if row.before != current:
                    parts.append(f"\x1b[0;{row.before}m" if row.before else "\x1b[0m")
                parts.append(row.ansi)
                current = row.after
            if clear_to > row.used:
                if ground != current:
                    parts.append(f"\x1b[0;{ground}m" if ground else "\x1b[0m")
                    current = ground
                parts.append(" " * (clear_to - row.used))
        if parts:
            x, y = app.cursor_position
            width, height = app._screen_stacks[app._current_mode][-1].outer_size
            parts.append(f"\x1b[0m\x1b[{max(1, min(y + 1, height))};{max(1, min(x + 1, width))}H")
            text = "".join(parts)
            if len(changes) > 4 and app._sync_available:
                text = f"\x1b[?2026h{text}\x1b[?2026l"
            driver.write(text)
            driver.flush()
        self.drawn += 1
        return True

    def free_region(self) -> Region | None:
        """Where the widget is on the terminal, if every cell of it is its own now; None when anything is in doubt."""
        app = self._widget.app
        stack = app._screen_stacks.get(app._current_mode)
        if not stack:
            return None
        top_screen = stack[-1]
        if top_screen._layout_required or top_screen._scroll_required:
            return None
        visible = top_screen._compositor.visible_widgets
        # The compositor makes a new one for each arrangement, and each screen has its own: in another screen's there is
        # no such widget.
        if visible is not self._map:
            self._map = visible
            self._region = _uncovered(self._widget, visible)
        return self._region


def _uncovered(widget: Widget, visible: dict[Widget, tuple[Region, Region]]) -> Region | None:
    """The widget's region, if all of it is visible and no other widget overlaps it."""
    try:
        region, clip = visible[widget]
    except KeyError:
        return None
    if not region or clip.intersection(region) != region:
        return None
    own = set(widget.ancestors_with_self)
    for other, (other_region, other_clip) in visible.items():
        if other not in own and other_region.intersection(other_clip).overlaps(region):
            return None
    return region
