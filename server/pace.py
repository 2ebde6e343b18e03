"""How often the windows of one member are laid out anew: a window's edge that is dragged sends hundreds of sizes.

Laying a screen out is the most that a client can ask of the hub without a rule being broken. The driver takes at most
one size in a tenth of a second; here the windows of one member take turns, so that ten of them cost what one does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable
from typing import Final

GAP_S: Final = 0.1
"""Seconds between two layouts of one member's windows, up to `GAP_CELLS`."""

GAP_CELLS: Final = 10_000
"""Cells of a large window on a desk; a larger one is laid out more seldom, in proportion."""

Apply = Callable[[int, int], None]
"""Takes columns and rows, in cells."""


def gap_s(columns: int, rows: int) -> float:
    """Seconds until the next layout after one of this size, in cells."""
    return GAP_S * max(1.0, columns * rows / GAP_CELLS)


class Resizes:
    """New sizes of windows, one after the other for each member; of each window only the newest."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin with none.

        Args:
            loop: Calls back when the next may be taken.
        """
        self._loop = loop
        # By member: the windows that have a new size, in the order in which they had it first.
        self._waiting: dict[Hashable, dict[Hashable, tuple[int, int, Apply]]] = {}

    def want(self, member: Hashable, window: Hashable, columns: int, rows: int, apply: Apply) -> None:
        """A window has a new size: take it now, or when its turn comes.

        Args:
            member: Whose window it is.
            window: Which one.
            columns: In cells.
            rows: In cells.
            apply: Takes the size, of the newest call for this window.
        """
        line = self._waiting.get(member)
        if line is not None:
            line[window] = (columns, rows, apply)
            return
        self._waiting[member] = {window: (columns, rows, apply)}
        self._next(member)

    def forget(self, member: Hashable, window: Hashable) -> None:
        """A window was closed."""
        self._waiting.get(member, {}).pop(window, None)

    def _next(self, member: Hashable) -> None:
        line = self._waiting[member]
        if not line:
            del self._waiting[member]
            return
        columns, rows, apply = line.pop(next(iter(line)))
        self._loop.call_later(gap_s(columns, rows), self._next, member)
        apply(columns, rows)

    def __len__(self) -> int:
        return len(self._waiting)
