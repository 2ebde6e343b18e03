"""The keys that work where one is, made from the commands as they were declared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from textual.widget import Widget

from tui.commands import Command, Group, label_of
from tui.help import words
from tui.widgets.frame import Aside
from tui.widgets.sheet import Drawn, Gap, Item, Sheet, Words
from tui.widgets.spans import Span, cells

KEY_CELLS: Final = 12
"""The column of keys, in cells."""
EDGES: Final = 6
"""Cells of a line that are not for words."""
TYPED: Final = "Typed in the input"
GROUPS: Final[tuple[Group, ...]] = ("Here", "Move around", "Everywhere", "In lists", TYPED)


def lines(commands: Sequence[Command], width: int) -> list[Item]:
    """The commands as a page: keys at the left, what they do beside them.

    Args:
        commands: What can be done, nearest first.
        width: Of the page, in cells; a narrow one leaves the longer words out.
    """
    items: list[Item] = []
    for group in GROUPS:
        keys: dict[tuple[str, str], list[str]] = {}
        texts: dict[tuple[str, str], Command] = {}
        for command in commands:
            if command.group == group and (command.keys or group == TYPED):
                same = (command.title, command.action)
                names = [command.shown_key or label_of(key) for key in command.keys or (command.shown_key,)]
                keys.setdefault(same, []).extend(name for name in names if name not in keys.get(same, ()))
                texts.setdefault(same, command)
        if not keys:
            continue
        items += [Gap(), Words(group, bold=True)]
        for same, names in keys.items():
            label = Span("  ".join(names).ljust(KEY_CELLS) + " ")
            command = texts[same]
            spans = [label, Span(command.title)]
            beside = Span(f"  {command.help}", "muted")
            fits = cells((*spans, beside)) + EDGES <= width
            if width >= 76 and command.help and fits:
                spans.append(beside)
            items.append(Drawn(tuple(spans)))
            if width >= 76 and command.help and not fits:
                items.append(Words(command.help, "muted", indent=KEY_CELLS + 1))
    return items


class KeysScreen(Aside):
    """The page of keys; Esc goes back."""

    def __init__(self, commands: Sequence[Command]) -> None:
        """Make the page.

        Args:
            commands: What could be done where one was, nearest first.
        """
        super().__init__()
        self.place = words.KEYS_PLACE
        self._commands = commands
        self._sheet = Sheet()

    def compose_body(self) -> Iterable[Widget]:
        """The page."""
        yield self._sheet

    def on_mount(self) -> None:
        """Write it."""
        self._sheet.show(lines(self._commands, self.app.size.width))
