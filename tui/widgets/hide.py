"""The hide screen: looks like a text file being read, says nothing of the hub."""

from __future__ import annotations

from typing import ClassVar, Final

from rich.segment import Segment
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen
from textual.strip import Strip

from tui.ask import OnPorch
from tui.commands import Command, bindings
from tui.widgets.lined import Lined

NAME: Final = "notes.txt"
LINES: Final = """\
TOMATOES ON THE BALCONY

1. Sowing
   Sow indoors in the first half of March, half a centimetre deep. Keep the
   tray at about 20 degrees until the seedlings show, then somewhere bright
   and a little cooler, or they grow long and thin.

2. Potting on
   When the first true leaves are out, move each plant to its own pot. Set it
   deep: the stem makes roots wherever it is covered.

3. Moving out
   After the last frost. Let the plants get used to wind and sun for a week,
   a few hours more each day. One plant needs 15 litres of earth or more.

4. Water
   In the morning, at the foot, never over the leaves. The same amount each
   day is better than a lot now and then; uneven watering splits the fruit.

5. Side shoots
   Break them out while they are small. Bush varieties are left alone.

6. Feeding
   From the first fruit on, every ten days. Yellow leaves at the bottom of the
   plant are normal late in the summer.

7. Harvest
   A ripe fruit comes off with a light twist. What is still green in October
   ripens indoors beside an apple.
""".splitlines()

COMMANDS = (
    Command(
        "hide.back",
        ("backslash",),
        "back('backslash')",
        "Come back",
        "Show the hub again, with the key that hid it.",
        palette=False,
        shown_key="\\",
    ),
)


class HideScreen(OnPorch, ModalScreen[None]):
    """Any key but the one that hid it stays here. No toast, no count, no name is drawn on it."""

    OFFERS: ClassVar = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(COMMANDS)]

    def __init__(self, key: str) -> None:
        """Make the page.

        Args:
            key: The key that hides, and comes back.
        """
        super().__init__()
        self.key = key

    def compose(self) -> ComposeResult:
        """The page."""
        yield _Page()

    def action_back(self, key: str) -> None:
        """Show the hub again, if it is the right key."""
        if key == self.key:
            _ = self.dismiss(None)


class _Page(Lined):
    DEFAULT_CSS = "_Page { width: 1fr; height: 1fr; }"

    def render_line(self, y: int) -> Strip:
        width, height = self.size
        style = self.porch.palette.style("text")
        text = LINES[y] if y < len(LINES) else "~"
        if y == height - 1:
            text = f"{NAME} (END)"
        return Strip([Segment(text[:width].ljust(width), style)], width)
