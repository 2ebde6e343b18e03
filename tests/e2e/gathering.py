"""A served sample community whose people talk: each has a key, so that they are in within a blink."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from .hub import HubProcess, Person, enrol, make_key, serve_demo
from .terminal import Terminal

DESK, PHONE = (80, 24), (40, 20)
"""Columns and rows of the windows that people have."""

TALKERS: Final = ("ada", "theo", "uma", "sam", "max", "fay")


class Gathering:
    """The people of one served community."""

    def __init__(self, hub: HubProcess, home: Path) -> None:
        """Give everybody a key.

        Args:
            hub: Serves already.
            home: The folder of their homes.
        """
        self.hub = hub
        self._people: dict[str, Person] = {}
        for handle in TALKERS:
            place = home / handle
            place.mkdir(mode=0o700)
            self._people[handle] = Person(place, hub, handle, key=make_key(place / "id_ed25519"))
        enrol(hub.home / "data", *((each.user, each.key) for each in self._people.values() if each.key))

    def person(self, handle: str) -> Person:
        """Somebody, for commands."""
        return self._people[handle]

    def come(self, handle: str, size: tuple[int, int] = DESK) -> Terminal:
        """Somebody comes in; their Today is on the screen."""
        cols, rows = size
        return self._people[handle].sign_in(cols=cols, rows=rows)

    def told(self, handle: str, *words: str) -> Any:
        """What a command answers somebody, as JSON."""
        ended = self._people[handle].command(*words, "--json")
        assert ended.returncode == 0, (words, ended.stdout, ended.stderr)
        return json.loads(ended.stdout)

    def last(self, handle: str, room: str) -> dict[str, Any]:
        """The newest message of a room, as somebody reads it."""
        found: list[dict[str, Any]] = self.told(handle, "read", room, "--limit", "1")
        return found[0]


@contextmanager
def gather(home: Path) -> Iterator[Gathering]:
    """Serve the sample community in a folder, with everybody's key enrolled."""
    with serve_demo(home) as hub:
        yield Gathering(hub, home)


COPIED: Final = re.compile(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)")


def copied(terminal: Terminal) -> list[str]:
    """What a terminal was asked to put on the clipboard, in order."""
    return [base64.b64decode(found).decode() for found in COPIED.findall(terminal.raw)]


def choose(terminal: Terminal, words: str) -> None:
    """From the input, choose the newest message, which has these words, and be where letters are keys."""
    terminal.keys("Up")
    terminal.wait(rf"▌ .*{re.escape(words)}")
    terminal.wait("r reply")


def leave_input(terminal: Terminal) -> None:
    """Leave the input, so that letters are keys."""
    terminal.keys("Esc")
    terminal.gone("Enter send")


def row_of(terminal: Terminal, words: str) -> int:
    """The row on which some words stand, from 0; -1: none."""
    rows: Sequence[str] = terminal.text.split("\n")
    return next((number for number, row in enumerate(rows) if words in row), -1)
