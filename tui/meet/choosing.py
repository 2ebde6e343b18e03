"""A card with some words and a few rows to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import on
from textual.widget import Widget

from tui.widgets.floating import Floating
from tui.widgets.sheet import Item, Sheet


class Choosing(Floating[str]):
    """Closes with the key of the row that was chosen; Esc with None."""

    def __init__(self, title: str, items: Sequence[Item]) -> None:
        """Make a card.

        Args:
            title: What it is about.
            items: Words, and rows to choose from.
        """
        super().__init__()
        self.TITLE_WORDS = title
        self._items = tuple(items)

    def compose_card(self) -> Iterable[Widget]:
        """The words and the rows."""
        yield Sheet(self._items, on="raised")

    @on(Sheet.Chosen)
    def choose(self, chosen: Sheet.Chosen) -> None:
        """Close with the row."""
        chosen.stop()
        self.close(chosen.key)
