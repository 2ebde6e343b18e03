"""A command is declared once, and gives its key binding, footer entry, palette entry and help text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import format_key

Group = Literal["Here", "Move around", "Everywhere", "In lists", "Typed in the input"]
"""Under which title the help lists a command."""


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that a person can do."""

    id: str
    """Unique among all commands: "app.leave", "chat.reply"."""
    keys: tuple[str, ...]
    """Keys that do it, in Textual's names or as the character itself; the first is the one shown."""
    action: str
    """The Textual action, found on the widget, screen or app that declares the command."""
    title: str
    """What it does, as an entry of the palette: a short sentence without a stop."""
    help: str
    """One plain sentence more, for the help."""
    group: Group = "Here"
    """Where the help lists it."""
    footer: str = ""
    """One or two words for the footer; "": not shown there."""
    footer_rank: int = 5
    """The lower, the longer it stays in the footer as the window narrows."""
    priority: bool = False
    """Works also while something is being typed; never for printable keys."""
    shown_key: str = ""
    """How the key is written; "": made from the first key."""
    palette: bool = True
    """Has an entry in the palette. Keys that only move (arrows) have none there, but all are in the help."""

    @property
    def key_label(self) -> str:
        """The key as people read it: "F1", "^K", "?"."""
        if self.shown_key:
            return self.shown_key
        return label_of(self.keys[0]) if self.keys else ""


def label_of(key: str) -> str:
    """A key as people read it.

    Args:
        key: In Textual's names, or the character itself.
    """
    special = {
        "escape": "Esc",
        "enter": "Enter",
        "tab": "Tab",
        "space": "Space",
        "backspace": "Backspace",
        "home": "Home",
        "end": "End",
    }
    if key in special:
        return special[key]
    if key.startswith("ctrl+"):
        return "^" + key.removeprefix("ctrl+").upper()
    if key.startswith("alt+"):
        return "Alt+" + key.removeprefix("alt+")
    if len(key) > 1 and key[0] == "f" and key[1:].isdigit():
        return key.upper()
    return key if len(key) == 1 else format_key(key)


def bindings(commands: Iterable[Command]) -> list[Binding]:
    """The key bindings of some commands, for a `BINDINGS`."""
    return [
        Binding(
            ",".join(command.keys),
            command.action,
            command.title,
            show=bool(command.footer),
            tooltip=command.help,
            priority=command.priority,
            id=command.id,
        )
        for command in commands
        if command.keys
    ]


def declared(node: DOMNode) -> tuple[Command, ...]:
    """The commands that a widget, screen or app declares, those of its base classes included."""
    found: dict[str, Command] = {}
    for base in type(node).__mro__:
        for command in base.__dict__.get("OFFERS", ()):
            found.setdefault(command.id, command)
    return tuple(found.values())


def in_reach(start: DOMNode) -> Iterator[tuple[DOMNode, Command]]:
    """The commands that work from a widget outwards, nearest first, each with the node that does it."""
    for node in start.ancestors_with_self:
        for command in declared(node):
            allowed = node.check_action(command.action.partition("(")[0], ())
            if allowed:
                yield node, command
