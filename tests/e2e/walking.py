"""Finding one's way through the screens, as a person does: by the keys that the hub tells."""

from __future__ import annotations

import re

from .terminal import Terminal


def open_room(terminal: Terminal, name: str) -> None:
    """Jump to a room from anywhere, go to its newest line, and be ready to write."""
    terminal.keys("C-k")
    terminal.wait("Jump to")
    terminal.type(name)
    terminal.wait(rf"# {re.escape(name)}")
    terminal.keys("Enter")
    terminal.gone("Jump to")
    terminal.wait(rf"# {re.escape(name)}")
    terminal.wait("help now")
    terminal.keys("End")


def say(terminal: Terminal, words: str) -> None:
    """Type a line and press Enter."""
    terminal.type(words + "\r")


def lines_of(terminal: Terminal) -> list[str]:
    """The screen's rows, from the top."""
    return terminal.text.split("\n")
