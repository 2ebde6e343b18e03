"""Search in one's rooms: words to type, results below, Enter goes to the line."""

from __future__ import annotations

from collections.abc import Iterable

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from store import search
from store.errors import HubError
from tui import times
from tui.chat import words
from tui.chat.wrap import shortened
from tui.widgets.field import Field
from tui.widgets.floating import Floating
from tui.widgets.sheet import Choice, Item, Sheet, Words
from tui.widgets.spans import Span

FOUND_AT_ONCE = 50
"""Results shown."""


class SearchScreen(Floating[str]):
    """Closes with "room:seq" of the chosen line."""

    TITLE_WORDS = words.SEARCH_TITLE

    def __init__(self, typed: str = "") -> None:
        """Make a search.

        Args:
            typed: Words to begin with.
        """
        super().__init__()
        self._field = Field(typed, placeholder=words.SEARCH_HINT)
        self._sheet = Sheet(on="raised")

    def compose_card(self) -> Iterable[Widget]:
        """The line to type in and the results."""
        yield self._field
        yield self._sheet

    async def on_mount(self) -> None:
        """Say what to do, or look at once when there are words to begin with."""
        self._sheet.show((Words(words.SEARCH_START, "muted"),))
        if self._field.value:
            await self._look_for(self._field.value)

    @on(Input.Submitted)
    async def look(self, submitted: Input.Submitted) -> None:
        """Look for the words."""
        submitted.stop()
        await self._look_for(submitted.value)

    async def _look_for(self, typed: str) -> None:
        try:
            found = await self.attempt(search.messages, words=typed, limit=FOUND_AT_ONCE)
        except HubError as error:
            self._sheet.show((Words(str(error), "muted"),))
            return
        porch = self.porch
        now = porch.session.hub.clock()
        items: list[Item] = []
        for message in found:
            room = porch.rooms.one(message.room_id)
            place = room.name if room is not None else message.room
            when = times.when(message.at, now, porch.zone)
            text = shortened(message.text, 200, porch.signs.more)
            items.append(
                Choice(
                    f"{message.room_id}:{message.seq}",
                    (Span(message.author, name=True), Span(f"  {place}", "muted")),
                    (Span(when, "muted"),),
                    under=text,
                )
            )
        self._sheet.show(items or (Words(words.SEARCH_NOTHING, "muted"),), keep=False)
        if items:
            self._sheet.focus()

    @on(Sheet.Chosen)
    def go_to_line(self, chosen: Sheet.Chosen) -> None:
        """Close with the line."""
        chosen.stop()
        self.close(chosen.key)
