"""A terminal for tests: a child program in a pseudo-terminal, its screen kept by a terminal emulator.

Nothing here sleeps: `wait` and `gone` return as soon as the screen shows, or no longer shows, what was asked for, and
fail at a deadline.
"""

from __future__ import annotations

import os
import re
import select
import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Final, Self

import pexpect
import pyte

from tests import emulator

KEYS: Final[Mapping[str, str]] = {
    "Enter": "\r",
    "Esc": "\x1b",
    "Tab": "\t",
    "S-Tab": "\x1b[Z",
    "BS": "\x7f",
    "Del": "\x1b[3~",
    "Up": "\x1b[A",
    "Down": "\x1b[B",
    "Right": "\x1b[C",
    "Left": "\x1b[D",
    "Home": "\x1b[H",
    "End": "\x1b[F",
    "PgUp": "\x1b[5~",
    "PgDn": "\x1b[6~",
    "F1": "\x1bOP",
    "F9": "\x1b[20~",
    **{f"C-{letter}": chr(ord(letter) & 31) for letter in "abcdefghijklmnopqrstuvwxyz"},
    **{f"A-{sign}": "\x1b" + sign for sign in "abcdefghijklmnopqrstuvwxyz0123456789"},
}
"""The bytes that an xterm sends for the keys that `Terminal.keys` takes by name."""

PATIENCE_S: Final = 15.0
"""Seconds to wait for something to be on the screen before the test fails."""

UNKNOWN_TO_PYTE: Final = re.compile(
    rb"\x1b\[[<>=][0-9;]*[a-zA-Z]"  # private markers, such as the kitty keyboard protocol's
    rb"|\x1b\[\?[0-9;]*\$p"  # a question about a mode
    rb"|\x1b\[[0-9;]*:[0-9;:]*m"  # colours with sub-parameters
    rb"|\x1bP[^\x1b]*\x1b\\"  # device control strings
)
UNFINISHED: Final = re.compile(rb"\x1b(?:\[[<>=?0-9;:$]*|P[^\x1b]*\x1b?)?\Z")
PRIVATE_MODE: Final = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")
KITTY_PUSH: Final = re.compile(rb"\x1b\[>[0-9;]*u")
KITTY_POP: Final = re.compile(rb"\x1b\[<[0-9]*u")
MODE_QUESTION: Final = re.compile(rb"\x1b\[\?([0-9]+)\$p")
CURSOR_SHOWN: Final = 25
HARMLESS_MODES: Final = frozenset({7, CURSOR_SHOWN})
"""Private modes that a terminal has on by itself: line wrap and the cursor."""


def _heed_interrupts() -> None:
    """In the child: Ctrl+C ends it, also where the tests themselves run in the background and ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Terminal:
    """A child program in a pseudo-terminal and the screen that a person would see.

    A thread takes what the child writes at once, as a terminal does: ssh sends nothing that was typed while its
    own output is stuck.
    """

    def __init__(self, argv: Sequence[str], *, cols: int, rows: int, env: Mapping[str, str]) -> None:
        """Start a program.

        Args:
            argv: The program and its arguments; no shell is involved.
            cols: Width in cells.
            rows: Height in cells.
            env: The child's whole environment.
        """
        self.screen = pyte.Screen(cols, rows)
        self._stream = emulator.ByteStream(self.screen)
        self._raw = bytearray()
        self._pending = b""
        self._changed = threading.Condition()
        self._ended = False
        self._closing = False
        self.child: pexpect.spawn[bytes] = pexpect.spawn(
            argv[0],
            list(argv[1:]),
            dimensions=(rows, cols),
            env=dict(env),
            timeout=5,
            preexec_fn=_heed_interrupts,
        )
        # pexpect otherwise waits 50 ms before each write, for the sake of programs that switch echo off late.
        self.child.delaybeforesend = None
        self._reader = threading.Thread(target=self._read, name=f"terminal of {argv[0]}", daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the window: the child is hung up, and killed if need be."""
        self._closing = True
        self._reader.join()
        self.child.close(force=True)

    def kill(self) -> None:
        """End the child at once, as when its machine loses power."""
        self.child.kill(signal.SIGKILL)
        self.close()

    @property
    def text(self) -> str:
        """The visible screen, a line a row, its right side stripped."""
        with self._changed:
            return "\n".join(line.rstrip() for line in self.screen.display)

    @property
    def raw(self) -> bytes:
        """Every byte that the child wrote so far."""
        with self._changed:
            return bytes(self._raw)

    @property
    def modes_on(self) -> set[int]:
        """The private modes (alternate screen, mouse, paste …) that the bytes so far leave switched on.

        A hidden cursor counts as mode -25; an unbalanced push of the kitty keyboard protocol as mode -1.
        """
        raw = self.raw
        state: dict[int, bool] = {}
        for numbers, letter in PRIVATE_MODE.findall(raw):
            for number in numbers.split(b";"):
                state[int(number)] = letter == b"h"
        left = {mode for mode, on in state.items() if on and mode not in HARMLESS_MODES}
        if not state.get(CURSOR_SHOWN, True):
            left.add(-CURSOR_SHOWN)
        if len(KITTY_PUSH.findall(raw)) > len(KITTY_POP.findall(raw)):
            left.add(-1)
        return left

    def _read(self) -> None:
        """Take what the child writes until it ends or the window is closed (in the reader's thread)."""
        while not self._closing:
            if not select.select([self.child.child_fd], [], [], 0.05)[0]:
                continue
            try:
                data = os.read(self.child.child_fd, 65536)
            except OSError:
                # Linux's way of saying that the child closed its side.
                data = b""
            with self._changed:
                self._ended = not data
                self._take(data)
                self._changed.notify_all()
            if not data:
                return

    def _take(self, data: bytes) -> None:
        self._raw += data
        data = self._pending + data
        unfinished = UNFINISHED.search(data)
        self._pending = unfinished[0] if unfinished else b""
        if unfinished:
            data = data[: unfinished.start()]
        for question in MODE_QUESTION.finditer(data):
            # As xterm answers: the mode is not recognised.
            self.child.send(b"\x1b[?" + question[1] + b";0$y")
        self._stream.feed(UNKNOWN_TO_PYTE.sub(b"", data))

    def wait_until(self, condition: Callable[[], bool], *, what: str, patience_s: float = PATIENCE_S) -> None:
        """Wait until a condition holds.

        Raises:
            AssertionError: The deadline passed or the child ended first; the screen is in the message.
        """
        with self._changed:
            self._changed.wait_for(lambda: condition() or self._ended, patience_s)
            if not condition():
                why = "the program ended first" if self._ended else f"not within {patience_s:g} s"
                raise AssertionError(f"{what}: {why}; the screen:\n{self.text}")

    def wait(self, pattern: str, patience_s: float = PATIENCE_S) -> re.Match[str]:
        """Wait until a regular expression is found on the screen, and return what it matched."""
        with self._changed:
            self.wait_until(
                lambda: re.search(pattern, self.text) is not None, what=repr(pattern), patience_s=patience_s
            )
            found = re.search(pattern, self.text)
        assert found is not None
        return found

    def gone(self, pattern: str, patience_s: float = PATIENCE_S) -> None:
        """Wait until a regular expression is no longer found on the screen."""
        self.wait_until(
            lambda: re.search(pattern, self.text) is None,
            what=f"{pattern!r} should go",
            patience_s=patience_s,
        )

    def type(self, text: str) -> None:
        """Send text as it stands."""
        self.child.send(text)

    def keys(self, *names: str) -> None:
        """Press keys by their names in `KEYS`."""
        for name in names:
            self.child.send(KEYS[name])

    def paste(self, text: str) -> None:
        """Send text the way a terminal pastes it: between brackets, with CR for each new line."""
        self.child.send("\x1b[200~" + text.replace("\n", "\r") + "\x1b[201~")

    def resize(self, cols: int, rows: int) -> None:
        """Resize the window, as a person dragging its corner."""
        with self._changed:
            self.screen.resize(rows, cols)
        self.child.setwinsize(rows, cols)

    def wait_for_end(self, patience_s: float = PATIENCE_S) -> int:
        """Wait until the child has ended.

        Returns:
            Its exit status; 128 + n when signal n ended it.

        Raises:
            AssertionError: It was still running at the deadline.
        """
        self.wait_until(lambda: self._ended, what="the program's end", patience_s=patience_s)
        self.close()
        if self.child.signalstatus is not None:
            return 128 + int(self.child.signalstatus)
        return int(self.child.exitstatus or 0)


def emulate(raw: bytes, cols: int, rows: int) -> pyte.Screen:
    """What a terminal of some size shows after it was sent some bytes."""
    screen = pyte.Screen(cols, rows)
    emulator.ByteStream(screen).feed(UNKNOWN_TO_PYTE.sub(b"", raw))
    return screen
