"""The parts of the chat screen inside the frame and where they go: title, log, input, and people where it is wide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from textual.geometry import NULL_OFFSET, NULL_SPACING, Region, Size
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.strip import Strip
from textual.widget import Widget

from tui.chat.composer import Composer
from tui.chat.log import ChatLog
from tui.chat.people import People
from tui.widgets.lined import Lined
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


class RoomTitle(Lined):
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
