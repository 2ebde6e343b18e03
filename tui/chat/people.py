"""Who is in the room now: the pane at the right of a wide window, and the count for the title."""

from __future__ import annotations

from typing import ClassVar, Final

from textual import events
from textual.binding import BindingType
from textual.message import Message as Notification
from textual.strip import Strip
from textual.timer import Timer

from store import presence
from store.errors import HubError
from store.presence import Here
from tui.chat import words
from tui.commands import Command, bindings
from tui.widgets.lined import Lined
from tui.widgets.spans import Span, strip

PAUSE_S: Final = 2.0
"""When people come and go, the list is read again after this time: many can come at once."""

COMMANDS: Final = (
    Command("people.up", ("up",), "step(-1)", "Up", "Go one person up.", palette=False, shown_key="↑"),
    Command("people.down", ("down",), "step(1)", "Down", "Go one person down.", palette=False, shown_key="↓"),
    Command(
        "people.write",
        ("enter",),
        "write",
        "Write to them",
        "Open your direct messages with the person with the amber bar.",
        footer="write to them",
        palette=False,
    ),
    Command(
        "people.block",
        ("x",),
        "block",
        "Block them",
        "No longer see the person with the amber bar, anywhere. They are not told.",
        footer="block",
        palette=False,
    ),
)


class People(Lined, can_focus=True):
    """Who is in the room now, at the right of a wide window."""

    OFFERS: ClassVar = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(COMMANDS)]
    ALLOW_SELECT: ClassVar[bool] = False

    class Wanted(Notification):
        """Somebody was chosen, to write to them."""

        def __init__(self, handle: str) -> None:
            super().__init__()
            self.handle = handle

    class BlockWanted(Notification):
        """Somebody was chosen, not to be seen any more."""

        def __init__(self, handle: str) -> None:
            super().__init__()
            self.handle = handle

    class Counted(Notification):
        """How many are here is not what it was."""

    def __init__(self) -> None:
        super().__init__()
        self._room = 0
        self._timer: Timer | None = None
        self._here: tuple[Here, ...] = ()
        self._at = 0

    @property
    def count(self) -> int:
        """How many are here."""
        return len(self._here)

    async def read(self, room: int) -> None:
        """Show who is in a room now.

        Args:
            room: Its id; 0: none.
        """
        self._room = room
        try:
            here = await self.attempt(presence.here, room=room) if room else ()
        except HubError:
            # The room is gone, and the news of that comes by itself.
            here = ()
        self.show(here)

    def read_later(self) -> None:
        """Somebody came or went: look again in a moment."""
        if self._timer is None:
            self._timer = self.set_timer(PAUSE_S, self._due)

    async def _due(self) -> None:
        self._timer = None
        await self.read(self._room)

    def show(self, here: tuple[Here, ...]) -> None:
        """Show these people."""
        if here != self._here:
            self._here = here
            self._at = max(0, min(self._at, len(self._here) - 1))
            self.refresh()
            self.post_message(self.Counted())

    def render_line(self, y: int) -> Strip:
        """Draw one line: a title, a blank one, then the people."""
        porch = self.porch
        width, height = self.size
        signs, palette = porch.signs, porch.palette
        side = Span(signs.side, "line")
        first = max(0, self._at - (height - 4))
        index = y - 2 + first
        if y == 0:
            return strip(palette, width, (side, Span(f" {words.HERE_NOW}", "muted", bold=True)))
        if y < 2 or index >= len(self._here):
            only = not self._here and y == 2
            return strip(palette, width, (side, Span(f" {words.NOBODY_HERE}" if only else "", "muted")))
        if y == height - 1 and index < len(self._here) - 1:
            more = f" {signs.more} {len(self._here) - index} more"
            return strip(palette, width, (side, Span(more, "muted")))
        one = self._here[index]
        chosen = self.has_focus and index == self._at
        sign = Span(signs.away, "muted") if one.state == "away" else Span(signs.here, "teal")
        away = one.state == "away"
        shown = Span(one.handle, "muted") if away else Span(one.handle, name=True)
        role = words.AWAY if away else words.ROLE_SHOWN.get(one.role.value, "")
        return strip(
            palette,
            width,
            (side, Span(signs.bar if chosen else " ", "amber"), sign, Span(" "), shown),
            (Span(role if len(role) + len(one.handle) + 6 <= width else "", "muted"), Span(" ")),
            on="raised" if chosen else "ground",
            more=signs.more,
        )

    def action_step(self, by: int) -> None:
        """Go some people on."""
        self._at = max(0, min(len(self._here) - 1, self._at + by))
        self.refresh()

    def action_write(self) -> None:
        """Write to the chosen one."""
        if self._at < len(self._here):
            self.post_message(self.Wanted(self._here[self._at].handle))

    def action_block(self) -> None:
        """Block the chosen one, after a question."""
        if self._at < len(self._here):
            self.post_message(self.BlockWanted(self._here[self._at].handle))

    def on_focus(self) -> None:
        """The bar lights up."""
        self.refresh()

    def on_blur(self) -> None:
        """The bar goes."""
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Write to who was clicked."""
        index = event.y - 2 + max(0, self._at - (self.size.height - 4))
        if 0 <= index < len(self._here):
            self._at = index
            self.action_write()
