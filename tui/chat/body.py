"""The parts of the chat screen inside the frame and where they go: title, log, input, and people where it is wide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from textual import events
from textual.binding import BindingType
from textual.geometry import NULL_OFFSET, NULL_SPACING, Region, Size
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.message import Message as Notification
from textual.strip import Strip
from textual.widget import Widget

from store.presence import Here
from tui.ask import OnPorch
from tui.chat import words
from tui.chat.composer import Composer
from tui.chat.log import ChatLog
from tui.commands import Command, bindings
from tui.widgets.spans import Span, strip

PEOPLE_FROM: Final = 92
"""From this width of the body on, in cells, there is a pane with the people."""
PEOPLE_CELLS: Final = 20
"""Width of that pane, in cells."""
TITLE_FROM: Final = 12
"""From this height of the body on there is a title line."""
AIR_FROM: Final = 30
"""From this height of the body on there is a blank line below it."""


class ChatLayout(Layout):
    """Places the parts of the chat screen."""

    name = "chat"

    def arrange(
        self, parent: Widget, children: Sequence[Widget], size: Size, greedy: bool = True
    ) -> ArrangeResult:
        """Say where each part goes; a part that has no place in this size is not drawn."""
        width, height = size
        side = PEOPLE_CELLS if width >= PEOPLE_FROM else 0
        title = 0 if height < TITLE_FROM else 1 if height < AIR_FROM else 2
        written = next((child.ask_rows(width - side) for child in children if isinstance(child, Composer)), 2)
        written = min(written, max(2, height - title - 2))
        placed: list[WidgetPlacement] = []
        for child in children:
            if isinstance(child, RoomTitle):
                region = Region(0, 0, width - side, title)
            elif isinstance(child, People):
                region = Region(width - side, 0, side, height)
            elif isinstance(child, Composer):
                region = Region(0, height - written, width - side, written)
            else:
                region = Region(0, title, width - side, max(0, height - title - written))
            if region.area:
                placed.append(WidgetPlacement(region, NULL_OFFSET, NULL_SPACING, child, 0, fixed=True))
        return placed


class ChatBody(Widget):
    """Holds the parts."""

    DEFAULT_CSS = """
    ChatBody { width: 1fr; height: 1fr; }
    """

    def __init__(self, title: RoomTitle, log: ChatLog, composer: Composer, people: People) -> None:
        super().__init__(title, log, composer, people)
        self._layout = ChatLayout()

    @property
    def layout(self) -> Layout:
        """The parts' own layout. The style of that name takes Textual's layouts only."""
        return self._layout


class RoomTitle(OnPorch, Widget):
    """One line: what the room is about, and how many are here."""

    ALLOW_SELECT: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self._topic = ""
        self._note = ""

    def say(self, topic: str, note: str) -> None:
        """Show a topic at the left and a note at the right."""
        if (topic, note) != (self._topic, self._note):
            self._topic, self._note = topic, note
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the line; what lies below it is empty."""
        porch = self.porch
        if y:
            return strip(porch.palette, self.size.width)
        return strip(
            porch.palette,
            self.size.width,
            (Span("  "), Span(self._topic, "muted")),
            (Span(self._note, "muted"), Span(" ")),
            more=porch.signs.more,
        )


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
)


class People(OnPorch, Widget, can_focus=True):
    """Who is in the room now, at the right of a wide window."""

    OFFERS: ClassVar = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(COMMANDS)]
    ALLOW_SELECT: ClassVar[bool] = False

    class Wanted(Notification):
        """Somebody was chosen, to write to them."""

        def __init__(self, handle: str) -> None:
            super().__init__()
            self.handle = handle

    def __init__(self) -> None:
        super().__init__()
        self._here: tuple[Here, ...] = ()
        self._at = 0

    def show(self, here: Sequence[Here]) -> None:
        """Show these people."""
        if tuple(here) != self._here:
            self._here = tuple(here)
            self._at = max(0, min(self._at, len(self._here) - 1))
            self.refresh()

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
        role = words.ROLE_SHOWN.get(one.role.value, "")
        return strip(
            palette,
            width,
            (side, Span(signs.bar if chosen else " ", "amber"), sign, Span(" "), Span(one.handle, name=True)),
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
