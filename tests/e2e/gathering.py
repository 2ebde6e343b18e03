"""A served sample community whose people talk: each has a key, so that they are in within a blink."""

from __future__ import annotations

import base64
import itertools
import json
import os
import re
import select
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Self

from .hub import HubProcess, Person, enrol, make_key, serve_demo
from .terminal import PATIENCE_S, Terminal

DESK, PHONE = (80, 24), (40, 20)
"""Columns and rows of the windows that people have."""

TALKERS: Final = ("ada", "theo", "uma", "sam", "max", "fay")


class Gathering:
    """The people of one served community."""

    def __init__(self, hub: HubProcess, home: Path, who: Sequence[str] = TALKERS) -> None:
        """Give everybody a key.

        Args:
            hub: Serves already.
            home: The folder of their homes.
            who: Their handles.
        """
        self.hub = hub
        self._people: dict[str, Person] = {}
        for handle in who:
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
def gather(home: Path, who: Sequence[str] = TALKERS, *, clock: Path | None = None) -> Iterator[Gathering]:
    """Serve the sample community in a folder, with some people's keys enrolled.

    Args:
        home: The folder.
        who: Their handles.
        clock: Moves the hub's clock, as `HubProcess` has it.
    """
    with serve_demo(home, clock=clock) as hub:
        yield Gathering(hub, home, who)


COPIED: Final = re.compile(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)")


def copied(terminal: Terminal) -> list[str]:
    """What a terminal was asked to put on the clipboard, in order."""
    return [base64.b64decode(found).decode() for found in COPIED.findall(terminal.raw)]


_said = itertools.count(1)


def unheard(words: str) -> str:
    """Words that nobody has said before: these, and a number."""
    return f"{words} {next(_said)}"


def choose(terminal: Terminal, words: str) -> None:
    """From the input, choose the newest message, which has these words, and be where letters are keys."""
    terminal.keys("Up")
    terminal.wait(rf"▌ .*{re.escape(words)}")
    terminal.wait("r reply")


def leave_input(terminal: Terminal) -> None:
    """Leave the input, so that letters are keys."""
    terminal.wait("Enter send|Esc keys")
    terminal.keys("Esc")
    terminal.gone("Enter send|Esc keys")


BAR: Final = re.compile(r"(?m)^(?:.*│)? ?▌ +(.*)$")
"""The row of a list that is chosen; what lies over a corner of the screen has a bar too, further right."""


def step_to(terminal: Terminal, words: str) -> None:
    """Go down in a list until the bar is at some words, which its row begins with."""

    def there() -> bool:
        return any(row.startswith(words) for row in BAR.findall(terminal.text))

    for _ in range(30):
        before = BAR.findall(terminal.text)
        if there():
            return
        terminal.keys("Down")
        # A row may be drawn in two steps: the bar has moved when none of what it was at has it.
        terminal.wait_until(
            lambda before=before: bool(now := BAR.findall(terminal.text)) and now[0] not in before,  # type: ignore[misc]
            what=f"another row, on the way to {words!r}",
        )
    raise AssertionError(f"{words!r} is not in the list:\n{terminal.text}")


def do(terminal: Terminal, words: str, entry: str) -> None:
    """Choose something to do from the palette, by some words of it."""
    terminal.keys("C-p")
    terminal.wait("What would you like")
    terminal.type(words)
    terminal.wait(f"▌ {re.escape(entry)}")
    terminal.keys("Enter")
    terminal.gone("What would you like")


class Watching:
    """A bot at the other end of `watch --json`.

    Args:
        person: Whose bot it is.
        room: What it watches.
        after: The last sequence that it knows.
    """

    def __init__(self, person: Person, room: str, after: int) -> None:
        self._rest = b""
        self._child = subprocess.Popen(
            person.ssh("watch", room, "--json", "--after", str(after)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=person.environment,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        """The connection is cut, as when the bot's machine loses power."""
        self._child.kill()
        self._child.communicate()

    def next(self) -> dict[str, Any]:
        """The next message.

        Raises:
            AssertionError: None came in time.
        """
        assert self._child.stdout is not None
        while b"\n" not in self._rest:
            ready, _, _ = select.select([self._child.stdout], [], [], PATIENCE_S)
            more = os.read(self._child.stdout.fileno(), 65536) if ready else b""
            assert more, f"nothing more came after {self._rest!r}"
            self._rest += more
        line, _, self._rest = self._rest.partition(b"\n")
        found: dict[str, Any] = json.loads(line)
        return found

    @property
    def has_more(self) -> bool:
        """Something came that was not asked for yet."""
        assert self._child.stdout is not None
        return bool(self._rest) or bool(select.select([self._child.stdout], [], [], 0)[0])
