"""Breaking text into rows of cells, the same way for what is read and for what is being written."""

from __future__ import annotations

import re
from typing import Final

from rich.cells import cell_len, split_graphemes

PROSE_CELLS: Final = 72
"""Prose is not set wider than this, wherever there is room for more."""

_UNPRINTABLE: Final = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_ONE_CELL: Final = re.compile(
    "[ -~\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0377\u0391-\u03a1\u03a3-\u03ff\u0400-\u0482"
    "\u1e00-\u1eff\u2010-\u2027\u2030-\u203b\u2500-\u257f]*"
)


def printable(text: str) -> str:
    """Text without anything that a terminal would obey; newlines stay, a tab becomes four spaces.

    Text from the store is clean already. This is the second line, for the one place where it is put on a screen.
    """
    if _UNPRINTABLE.search(text) is None:
        return text
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    "))


def is_one_cell_each(text: str) -> bool:
    """Every character takes exactly one cell, so that cells and characters are the same count."""
    return _ONE_CELL.fullmatch(text) is not None


def row_starts(line: str, width: int) -> list[int]:
    """Where the rows of one line begin when it is broken between words.

    Spaces at a row's end hang beyond the width. A word wider than a row is broken between graphemes.

    Args:
        line: Text without newlines.
        width: Cells a row has, at least 2.

    Returns:
        Indices into `line`; the first is 0.
    """
    if is_one_cell_each(line):
        return _row_starts_one_cell(line, width)
    starts = [0]
    row_start = column = 0
    after_space = 0  # index after the last space of this row; its column is `column_after_space`
    column_after_space = 0
    for start, end, cells in split_graphemes(line)[0]:
        if line[start:end] == " ":
            column += 1
            after_space, column_after_space = end, column
            continue
        if column + cells > width and start > row_start:
            if after_space > row_start:
                row_start, column = after_space, column - column_after_space
            if column + cells > width and start > row_start:
                if row_start != starts[-1]:
                    starts.append(row_start)
                row_start, column = start, 0
            starts.append(row_start)
        column += cells
    ends = [*starts[1:], len(line)]
    if all(cell_len(line[start:end].rstrip(" ")) <= width for start, end in zip(starts, ends, strict=True)):
        return starts
    return _row_starts_of_nonsense(line, width)


def _row_starts_of_nonsense(line: str, width: int) -> list[int]:
    """Joiners that join nothing are measured otherwise alone than together: break wherever it gets too wide."""
    starts = [0]
    for index in range(1, len(line) + 1):
        if cell_len(line[starts[-1] : index].rstrip(" ")) > width and index - 1 > starts[-1]:
            starts.append(index - 1)
    return starts


def _row_starts_one_cell(line: str, width: int) -> list[int]:
    starts = [0]
    start = 0
    total = len(line.rstrip(" "))
    while total - start > width:
        cut = line.rfind(" ", start, start + width + 1)
        if cut < start:
            start += width
        else:
            start = cut + 1
            while line[start] == " ":
                start += 1
        starts.append(start)
    return starts


def wrapped(text: str, width: int) -> list[str]:
    """The rows of a text, none wider than `width` cells, without spaces at their ends.

    Args:
        text: May have newlines; each begins a row.
        width: Cells a row has, at least 2.
    """
    rows: list[str] = []
    for line in text.split("\n"):
        starts = row_starts(line, width)
        rows += [
            line[start:end].rstrip(" ") for start, end in zip(starts, [*starts[1:], len(line)], strict=True)
        ]
    return rows


def shortened(text: str, width: int, more: str = "…") -> str:
    """One line of at most `width` cells; what was cut is shown by `more`.

    Args:
        text: Newlines count as spaces.
        width: Cells, at least 1.
        more: A sign one cell wide.
    """
    line = " ".join(text.split())
    if cell_len(line) <= width:
        return line
    kept = 0
    column = 0
    for _start, end, cells in split_graphemes(line)[0]:
        if column + cells > width - 1:
            break
        kept, column = end, column + cells
    while cell_len(line[:kept]) > width - 1:  # a joiner at a seam can widen the whole
        kept -= 1
    return line[:kept].rstrip(" ") + more
