"""Large figures, so that a number can be read from across the room."""

from __future__ import annotations

from typing import Final

ROWS: Final = 5
"""Lines of a figure."""

SHAPES: Final = {
    "0": ("####", "#  #", "#  #", "#  #", "####"),
    "1": ("  # ", " ## ", "  # ", "  # ", " ###"),
    "2": ("####", "   #", "####", "#   ", "####"),
    "3": ("####", "   #", " ###", "   #", "####"),
    "4": ("#  #", "#  #", "####", "   #", "   #"),
    "5": ("####", "#   ", "####", "   #", "####"),
    "6": ("####", "#   ", "####", "#  #", "####"),
    "7": ("####", "   #", "  # ", " #  ", " #  "),
    "8": ("####", "#  #", "####", "#  #", "####"),
    "9": ("####", "#  #", "####", "   #", "####"),
    "-": ("    ", "    ", " ## ", "    ", "    "),
    " ": ("  ", "  ", "  ", "  ", "  "),
}


def large(number: str, block: str) -> list[str] | None:
    """A number in large figures.

    Args:
        number: Digits, spaces and hyphens.
        block: The sign for a full cell; each is drawn two cells wide, since a cell is twice as high as wide.

    Returns:
        Its lines, all of one width; None when it has a letter that cannot be drawn.
    """
    if not number or any(letter not in SHAPES for letter in number):
        return None
    rows = []
    for row in range(ROWS):
        cells = "  ".join(
            "".join((block if cell == "#" else " ") * 2 for cell in SHAPES[letter][row]) for letter in number
        )
        rows.append(cells)
    return rows
