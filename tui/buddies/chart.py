"""A line over days as rows of text: braille where the terminal can show it, one sign a point where it cannot.

The rows say where a value was and nothing about whether that is good: there is no colour, no target and no average
line in them, and a day on which nothing was said is a gap.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

DOTS_UP: Final = 4
"""Dots of a braille cell, one above the other."""
EMPTY: Final = 0x2800
"""The braille cell without a dot."""
BITS: Final = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
"""The dots of the left and of the right column of a cell, from the top (Unicode, Braille Patterns)."""

Value = float | None


def gathered(values: Sequence[Value], into: int) -> list[Value]:
    """The means of as many runs of days as there are places for; of the last run as much as there is.

    Args:
        values: One a day, the oldest first; None: nothing was said.
        into: Places at most, at least 1.
    """
    run = max(1, -(-len(values) // max(1, into)))
    # The newest day ends the last run, or the run of today would be of one day only.
    first = len(values) % run
    cuts = ([(0, first)] if first else []) + [(at, at + run) for at in range(first, len(values), run)]
    found: list[Value] = []
    for begin, end in cuts:
        said = [value for value in values[begin:end] if value is not None]
        found.append(sum(said) / len(said) if said else None)
    return found


def _dot(value: float, low: float, high: float, rows: int) -> int:
    """How many dots up a value is: the lowest is in the middle of the last row, the highest of the first."""
    share = (value - low) / (high - low) if high > low else 0.0
    return int(DOTS_UP / 2 + max(0.0, min(1.0, share)) * (rows - 1) * DOTS_UP + 0.5)


def braille(values: Sequence[Value], *, low: float, high: float, rows: int, wide: int = 1) -> list[str]:
    """Rows of braille cells with a step line through the values.

    Args:
        values: One a place, from the left; None leaves a gap.
        low: The value at the bottom.
        high: The value at the top.
        rows: Rows of cells.
        wide: Cells that each value takes; 0: half a cell, two values in each.

    Returns:
        `rows` lines from the top, all of one width.
    """
    columns = 2 * wide if wide else 1
    cells = -(-len(values) * columns // 2)
    canvas = [[EMPTY] * cells for _ in range(rows)]

    def mark(column: int, dot: int) -> None:
        row, within = divmod(rows * DOTS_UP - 1 - dot, DOTS_UP)
        canvas[row][column // 2] |= BITS[column % 2][within]

    before: int | None = None
    for place, value in enumerate(values):
        if value is None:
            before = None
            continue
        dot = _dot(value, low, high, rows)
        for column in range(place * columns, (place + 1) * columns):
            mark(column, dot)
        if before is not None and abs(before - dot) > 1:
            for between in range(min(before, dot) + 1, max(before, dot)):
                mark(place * columns, between)
        before = dot
    return ["".join(map(chr, line)) for line in canvas]


def signs(
    values: Sequence[Value], *, low: float, high: float, rows: int, sign: str, wide: int = 1
) -> list[str]:
    """Rows with one sign a value, for terminals without braille.

    Args:
        values: One a place, from the left; None leaves a gap.
        low: The value at the bottom.
        high: The value at the top.
        rows: Rows of cells.
        sign: One cell wide.
        wide: Cells that each value takes; 0: one.

    Returns:
        `rows` lines from the top, all of one width.
    """
    width = max(1, wide)
    canvas = [[" "] * (len(values) * width) for _ in range(rows)]
    for place, value in enumerate(values):
        if value is not None:
            share = (value - low) / (high - low) if high > low else 0.0
            row = rows - 1 - max(0, min(rows - 1, int(share * (rows - 1) + 0.5)))
            canvas[row][place * width] = sign
    return ["".join(line) for line in canvas]
