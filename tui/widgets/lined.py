"""Widgets that draw their lines whole, so that there is nothing left for Textual to add to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual._styles_cache import StylesCache
from textual.widget import Widget

from tui.ask import OnPorch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.color import Color
    from textual.css.styles import StylesBase
    from textual.filter import LineFilter
    from textual.geometry import Region, Size
    from textual.strip import Strip


class _WholeLines(StylesCache):
    """Keeps lines as they go to the terminal: nothing is put around them, and filters pass over each of them once.

    Textual asks each line of each widget for borders, padding, outline, hatch and a tint, and filters even those lines
    again that did not change: a quarter of a full redraw. What is replaced here is private to Textual 8.2.8;
    `tests/tui/test_sparing.py` fails when it changes.
    """

    def __init__(self) -> None:
        super().__init__()
        self._filtered_by: list[LineFilter] = []

    def render(  # type: ignore[override]  # the rest of Textual's arguments are in `others`
        self,
        styles: StylesBase,
        size: Size,
        base_background: Color,
        background: Color,
        render_content_line: Any,
        filters: Sequence[LineFilter],
        border_title: Any,
        border_subtitle: Any,
        content_size: Size | None = None,
        crop: Region | None = None,
        opacity: float = 1.0,
        **others: Any,
    ) -> list[Strip]:
        """The lines of a widget, or of a part of it; one with something around its lines is left to Textual."""
        if content_size != size or crop is None or opacity < 1 or border_title or border_subtitle:
            return super().render(
                styles,
                size,
                base_background,
                background,
                render_content_line,
                filters,
                border_title,
                border_subtitle,
                content_size=content_size,
                crop=crop,
                opacity=opacity,
                **others,
            )
        if size.width != self._width or self._filtered_by != filters:
            self.clear()
            self._width, self._filtered_by = size.width, list(filters)
        kept, dirty = self._cache, self._dirty_lines
        strips: list[Strip] = []
        for y in crop.line_range:
            line = None if y in dirty else kept.get(y)
            if line is None:
                line = render_content_line(y).adjust_cell_length(size.width)
                for each in filters:
                    line = line.apply_filter(each, background)
                kept[y] = line
            strips.append(line)
        dirty.difference_update(crop.line_range)
        if crop.column_span != (0, size.width):
            strips = [line.crop(crop.x, crop.right) for line in strips]
        return strips


class Lined(OnPorch, Widget):
    """A widget that draws each of its lines whole in `render_line`: its width, in the colours that it is to have."""

    def __init__(self, *, id: str | None = None) -> None:
        """Make it.

        Args:
            id: The widget's id.
        """
        super().__init__(id=id)
        self._styles_cache = _WholeLines()
