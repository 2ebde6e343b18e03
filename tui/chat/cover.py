"""Rows that lie over the lowest rows of a log for a while, without a widget of their own and without layout."""

from __future__ import annotations

from collections.abc import Sequence

from tui.chat.look import Row


class Cover:
    """Which rows lie there, and which rows of the log have to be drawn because of them."""

    def __init__(self) -> None:
        self.rows: tuple[Row, ...] = ()
        """Top to bottom; the last one lies on the log's lowest row."""
        self._due: set[int] = set()  # rows to draw, counted from the lowest (1)

    def lay(self, rows: Sequence[Row]) -> None:
        """Lay other rows; () takes all off."""
        before, self.rows = self.rows, tuple(rows)
        for up in range(1, max(len(before), len(self.rows)) + 1):
            old = before[-up] if up <= len(before) else None
            new = self.rows[-up] if up <= len(self.rows) else None
            if old is not new:
                self._due.add(up)

    def all_due(self) -> None:
        """Everything has to be drawn anew."""
        self._due.update(range(1, len(self.rows) + 1))

    def changes(self, changed: list[int], height: int) -> list[int]:
        """Which rows have to be drawn, of those that changed and those that are covered or were.

        Args:
            changed: Rows of the log that changed, from the top.
            height: Of the log.
        """
        if not self.rows and not self._due:
            return changed
        first = height - len(self.rows)
        due = {height - up for up in self._due if up <= height}
        self._due.clear()
        return sorted(due | {y for y in changed if y < first})

    def over(self, rows: list[Row]) -> list[Row]:
        """The rows of a log with these over them."""
        if not self.rows or len(rows) < len(self.rows):
            return rows
        return [*rows[: len(rows) - len(self.rows)], *self.rows]
