"""The rows of the box one writes in: the thin line, what is answered, and the text with its cursor."""

from __future__ import annotations

from typing import Final

from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Offset, Size

from tui.chat.editing import Writing
from tui.chat.look import Look, Row
from tui.chat.wrap import is_one_cell_each, printable, shortened

PROMPT_CELLS: Final = 4
"""Left of the text: margin, the prompt's sign, one blank; and the cell at the right edge for the cursor."""


def text_cells(width: int) -> int:
    """Cells for the text in a box of a width in cells."""
    return max(2, width - PROMPT_CELLS)


class Box:
    """Makes the rows; one that did not change is the same object as before. Belongs to one composer."""

    def __init__(self, writing: Writing) -> None:
        """Make the rows of a text.

        Args:
            writing: What is being written.
        """
        self._writing = writing
        self.first_row = 0
        """Which row of the text is the topmost that is shown."""
        self._kept_lines: dict[tuple[object, ...], Row] = {}

    def rows(
        self, look: Look, size: Size, *, hint: str, answering: str, lit: bool
    ) -> tuple[list[Row], Offset | None]:
        """The rows for a size, and where the cursor is.

        Args:
            look: How they are drawn.
            size: Of the box, in cells.
            hint: What stands there while nothing is written.
            answering: What the text is for, in one line; "": a message.
            lit: The box has the focus.
        """
        writing, width = self._writing, size.width
        cells = text_cells(width)
        rows = [self._kept(look, width, [(" " + look.signs.rule * (width - 2), look.style("line"))])]
        if answering:
            said = shortened(printable(answering), width - 5, look.signs.more)
            rows.append(self._kept(look, width, [(f"   {look.signs.reply} {said}", look.style("muted"))]))
        room = size.height - len(rows)
        broken = writing.rows(cells)
        at, column = writing.place(cells)
        self.first_row = max(0, min(self.first_row, at, len(broken) - room), at - room + 1)
        cursor: Offset | None = None
        prompt_style = look.style("amber" if lit else "muted")
        for number in range(self.first_row, self.first_row + room):
            if number >= len(broken):
                rows.append(self._kept(look, width, []))
                continue
            start, end = broken[number]
            prompt = f" {look.signs.prompt} " if number == 0 else "   "
            parts: list[tuple[str, Style]] = [(prompt, prompt_style)]
            if number == at and lit:
                cursor = Offset(3 + column, len(rows))
            if not writing.text:
                said = shortened(hint, cells, look.signs.more)
                parts += _with_cursor(look, said, 0 if lit else -1, look.style("muted"))
            else:
                under = writing.cursor - start if cursor and number == at else -1
                parts += _with_cursor(look, writing.text[start:end], under, look.style())
            rows.append(self._kept(look, width, parts))
        return rows, cursor

    def _kept(self, look: Look, width: int, parts: list[tuple[str, Style]]) -> Row:
        """The same row object for the same row, so that what did not change is not drawn."""
        key = (id(look), width, *parts)
        row = self._kept_lines.get(key)
        if row is None:
            if len(self._kept_lines) > 64:
                self._kept_lines.clear()
            left = width
            segments: list[Segment] = []
            for text, style in parts:
                segment = Segment(text, style)
                if segment.cell_length > left:
                    segment = Segment(set_cell_size(text, left), style)
                if segment.text:
                    segments.append(segment)
                    left -= segment.cell_length
            row = self._kept_lines[key] = Row(segments, width, look, look.style())
        return row


def _with_cursor(look: Look, text: str, at: int, style: Style) -> list[tuple[str, Style]]:
    """A row's text with the cursor as one reversed character; -1: no cursor here."""
    if at < 0:
        return [(text, style)]
    light = look.style("amber") + Style(reverse=True)
    under = text[at : at + 1] or " "
    behind = at + 1
    if under != " " and not is_one_cell_each(text[at : at + 8]):
        probe = Writing(text)
        probe.cursor = at
        probe.right()
        under, behind = text[at : probe.cursor], probe.cursor
    return [(text[:at], style), (under, light), (text[behind:], style)]
