"""What was said in the corner of the screen during this visit."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget

from tui import times
from tui import words as frame_words
from tui.help import words
from tui.widgets.frame import Aside
from tui.widgets.sheet import Gap, Item, Sheet, Words


class NoticesScreen(Aside):
    """Newest first; Esc goes back."""

    def __init__(self) -> None:
        super().__init__()
        self.place = words.NOTICES_PLACE
        self._sheet = Sheet()

    def compose_body(self) -> Iterable[Widget]:
        """The list."""
        yield self._sheet

    def on_mount(self) -> None:
        """Write it."""
        porch = self.porch
        items: list[Item] = [Gap()]
        items += [
            Words(
                notice.words,
                "rose" if notice.trouble else "text",
                right=times.hour_minute(notice.at, porch.zone),
            )
            for notice in reversed(porch.notices)
        ]
        if not porch.notices:
            items.append(Words(frame_words.NOTICES_EMPTY, "muted"))
        self._sheet.show(items)
