"""A piece of text that is being written, and what keys do to it; knows no screen."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

from rich.cells import cell_len, split_graphemes

from tui.chat.wrap import printable, row_starts

UNDO_STEPS: Final = 50
"""How many steps back are kept."""

_WORD_BACK: Final = re.compile(r"\S+\s*$|\s+$")
_WORD_ON: Final = re.compile(r"\s*\S+|\s+")


class Writing:
    """Text with a cursor. Rows are the lines as they are broken at a width."""

    def __init__(self, text: str = "") -> None:
        self.text = text
        self.cursor = len(text)
        """Index into `text` of the character under the cursor."""
        self._column: int | None = None  # cells from the left that up and down keep
        self._undo: list[tuple[str, int]] = []
        self._typing = False  # the last change was typing, which goes on in the same step
        self._broken: tuple[str, int, list[tuple[int, int]]] | None = None

    def put(self, text: str) -> None:
        """Begin anew with a text, the cursor at its end."""
        self.text, self.cursor = text, len(text)
        self._undo.clear()
        self._column, self._typing = None, False

    # changing

    def insert(self, text: str, *, typing: bool = False) -> None:
        """Put text in at the cursor; what a terminal would obey is left out.

        Args:
            text: May have newlines.
            typing: One key; a run of such is undone in one step.
        """
        text = printable(text)
        if text:
            self._remember(typing=typing and text != " ")
            self.text = self.text[: self.cursor] + text + self.text[self.cursor :]
            self.cursor += len(text)

    def replace(self, start: int, text: str) -> None:
        """Put text in place of what stands between an index and the cursor.

        Args:
            start: Where the replaced part begins.
            text: Ends with a space where one is wanted; it is left out when one follows already.
        """
        rest = self.text[self.cursor :]
        if text.endswith(" ") and rest[:1].isspace():
            text = text[:-1]
        self._remember(typing=False)
        self.text = self.text[:start] + printable(text) + rest
        self.cursor = start + len(printable(text))

    def backspace(self) -> None:
        """Take out the character before the cursor; a base with its marks is one."""
        self._remove(self._before(), self.cursor)

    def delete(self) -> None:
        """Take out the character under the cursor."""
        self._remove(self.cursor, self._behind())

    def delete_word(self) -> None:
        """Take out the word before the cursor."""
        self._remove(self._word_before(), self.cursor)

    def delete_to_line_start(self) -> None:
        """Take out the line up to the cursor."""
        self._remove(self.text.rfind("\n", 0, self.cursor) + 1, self.cursor)

    def undo(self) -> None:
        """Go one step back."""
        if self._undo:
            self.text, self.cursor = self._undo.pop()
            self._column, self._typing = None, False

    def _remove(self, start: int, end: int) -> None:
        if start < end:
            self._remember(typing=False)
            self.text = self.text[:start] + self.text[end:]
            self.cursor = start

    def _remember(self, *, typing: bool) -> None:
        if not (typing and self._typing):
            self._undo.append((self.text, self.cursor))
            del self._undo[:-UNDO_STEPS]
        self._typing = typing
        self._column = None

    # moving

    def left(self) -> None:
        """One character back."""
        self._move(self._before())

    def right(self) -> None:
        """One character on."""
        self._move(self._behind())

    def word_left(self) -> None:
        """To the beginning of the word before."""
        self._move(self._word_before())

    def word_right(self) -> None:
        """Behind the next word."""
        found = _WORD_ON.match(self.text, self.cursor)
        self._move(found.end() if found else len(self.text))

    def start(self) -> None:
        """To the very beginning."""
        self._move(0)

    def end(self) -> None:
        """Behind the last character."""
        self._move(len(self.text))

    def row_start(self, width: int) -> None:
        """To the beginning of the row."""
        row, _ = self.place(width)
        self._move(self.rows(width)[row][0])

    def row_end(self, width: int) -> None:
        """To the end of the row."""
        row, _ = self.place(width)
        rows = self.rows(width)
        start, end = rows[row]
        if (
            row + 1 < len(rows) and rows[row + 1][0] == end
        ):  # a broken line: the end is the next row's beginning
            end -= 1
        self._move(max(start, end))

    def vertical(self, rows: int, width: int) -> bool:
        """Move up (negative) or down by rows and keep the column.

        Returns:
            False when there is no row in that direction; the cursor stays.
        """
        row, column = self.place(width)
        broken = self.rows(width)
        wanted = row + rows
        if not 0 <= wanted < len(broken):
            return False
        keep = column if self._column is None else self._column
        start, end = broken[wanted]
        if wanted + 1 < len(broken) and broken[wanted + 1][0] == end and end > start:
            end -= 1
        at, cells = start, 0
        for _first, last, size in split_graphemes(self.text[start:end])[0]:
            if cells + size > keep:
                break
            cells += size
            at = start + last
        self._move(at)
        self._column = keep
        return True

    def _move(self, to: int) -> None:
        self.cursor = to
        self._column, self._typing = None, False

    def _before(self) -> int:
        if self.cursor == 0:
            return 0
        start = max(0, self.cursor - 32)
        spans = split_graphemes(self.text[start : self.cursor])[0]
        return start + spans[-1][0] if spans else self.cursor - 1

    def _behind(self) -> int:
        if self.cursor >= len(self.text):
            return len(self.text)
        spans = split_graphemes(self.text[self.cursor : self.cursor + 32])[0]
        return self.cursor + (spans[0][1] if spans else 1)

    def _word_before(self) -> int:
        found = _WORD_BACK.search(self.text[: self.cursor])
        return found.start() if found else 0

    # as rows

    def rows(self, width: int) -> list[tuple[int, int]]:
        """Where each row begins and ends in the text, without the newline."""
        if self._broken is not None and self._broken[0] is self.text and self._broken[1] == width:
            return self._broken[2]
        rows: list[tuple[int, int]] = []
        offset = 0
        for line in self.text.split("\n"):
            starts = row_starts(line, width)
            ends = [*starts[1:], len(line)]
            rows += [(offset + start, offset + end) for start, end in zip(starts, ends, strict=True)]
            offset += len(line) + 1
        self._broken = (self.text, width, rows)
        return rows

    def place(self, width: int) -> tuple[int, int]:
        """The cursor's row, and its cells from the left."""
        rows = self.rows(width)
        row = bisect_right(rows, self.cursor, key=lambda one: one[0]) - 1
        return row, min(cell_len(self.text[rows[row][0] : self.cursor]), width)

    @property
    def lines(self) -> int:
        """How many lines the text has as it was written."""
        return self.text.count("\n") + 1
