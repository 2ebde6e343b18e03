"""A line over days as rows of text: half blocks, or one sign a point where a terminal has only letters.

The rows say where a value was and nothing about whether that is good: there is no colour, no target and no average
line in them, and a day on which nothing was said is a gap.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

HALVES: Final = 2
"""Heights that a cell has."""
UPPER: Final = "▀"
LOWER: Final = "▄"

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


def steps(values: Sequence[Value], *, low: float, high: float, rows: int, wide: int = 1) -> list[str]:
    """Rows with a short thick line for each value, at one of two heights of a cell.

    Half blocks are in every terminal's font (they were in the code page of the first PC); braille dots are not.

    Args:
        values: One a place, from the left; None leaves a gap.
        low: The value at the bottom: the upper half of the last row.
        high: The value at the top: the upper half of the first row.
        rows: Rows of cells.
        wide: Cells that each value takes, at least 1.

    Returns:
        `rows` lines from the top, all of one width.
    """
    canvas = [[" "] * (len(values) * wide) for _ in range(rows)]
    for place, value in enumerate(values):
        if value is not None:
            share = (value - low) / (high - low) if high > low else 0.0
            row, upper = divmod(int((max(0.0, min(1.0, share)) * (rows - 1) + 0.5) * HALVES), HALVES)
            for column in range(place * wide, (place + 1) * wide):
                canvas[rows - 1 - row][column] = UPPER if upper else LOWER
    return ["".join(line) for line in canvas]


def signs(
    values: Sequence[Value], *, low: float, high: float, rows: int, sign: str, wide: int = 1
) -> list[str]:
    """Rows with one sign a value, for terminals that have only letters.

    Args:
        values: One a place, from the left; None leaves a gap.
        low: The value at the bottom.
        high: The value at the top.
        rows: Rows of cells.
        sign: One cell wide.
        wide: Cells that each value takes, at least 1.

    Returns:
        `rows` lines from the top, all of one width.
    """
    canvas = [[" "] * (len(values) * wide) for _ in range(rows)]
    for place, value in enumerate(values):
        if value is not None:
            share = (value - low) / (high - low) if high > low else 0.0
            row = rows - 1 - max(0, min(rows - 1, int(share * (rows - 1) + 0.5)))
            canvas[row][place * wide] = sign
    return ["".join(line) for line in canvas]
