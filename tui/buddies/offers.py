"""A card with a few sentences and what one may choose; and a sentence as a row. Nothing is chosen by itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import events, on
from textual.widget import Widget

from tui.widgets.floating import Entry, Floating
from tui.widgets.sheet import PROSE_CELLS, Choice, Gap, Item, Sheet, Words
from tui.widgets.spans import Span, wrap


class Offers(Floating[str]):
    """Closes with the key of what was chosen; digits choose too. Esc chooses nothing."""

    def __init__(self, title: str, text: str, entries: Sequence[Entry]) -> None:
        """Make the card.

        Args:
            title: What it is about.
            text: Plain sentences above, with a newline between paragraphs; "": none.
            entries: What may be chosen; the first has the bar.
        """
        super().__init__()
        self.TITLE_WORDS = title
        self._entries = list(entries)
        items: list[Item] = []
        for paragraph in text.split("\n") if text else ():
            items += [Words(paragraph), Gap()]
        for number, entry in enumerate(entries, 1):
            digit = f"{number}  " if number < 10 else "   "
            note = (Span(entry.note, "muted"),) if entry.note else ()
            items.append(Choice(entry.key, (Span(digit, "muted"), Span(entry.label)), note))
        self._sheet = Sheet(items, on="raised")

    def compose_card(self) -> Iterable[Widget]:
        """The sentences and the rows."""
        yield self._sheet

    def on_key(self, event: events.Key) -> None:
        """A digit chooses at once."""
        if event.character and event.character.isascii() and event.character.isdigit():
            event.stop()
            number = int(event.character)
            if 0 < number <= len(self._entries):
                self.close(self._entries[number - 1].key)

    @on(Sheet.Chosen)
    def choose(self, chosen: Sheet.Chosen) -> None:
        """Close with what was chosen."""
        chosen.stop()
        self.close(chosen.key)


def sentence_row(key: str, lead: Span, text: str, width: int, more: str = "") -> Choice:
    """A sentence that can be chosen, on as many lines as it needs.

    Args:
        key: Of the row.
        lead: Before it, two cells: a light, or nothing.
        text: The sentence.
        width: Of the page, in cells.
        more: What somebody said with it; "": nothing.
    """
    lines = wrap(text, max(8, min(PROSE_CELLS, width - 6) - 2))
    under = [*lines[1:], *((more,) if more else ())]
    return Choice(key, (lead, Span(lines[0])), under="\n".join(under), weigh=_whole)


def _whole(line: str) -> tuple[Span, ...]:
    return (Span(line),)
