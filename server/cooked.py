"""The little of a terminal's line discipline that a command needs when it was given a pseudo-terminal.

The client's own terminal is raw then: nothing is echoed, Ctrl+C and Ctrl+D arrive as bytes, arrow keys as sequences.
"""

from __future__ import annotations

from typing import Final

from server.stdin import BUFFER
from store.text import width_cells

_RUBOUT: Final = frozenset({0x08, 0x7F})
_ERASE: Final = b"\x08 \x08"
_LONGEST_CHARACTER: Final = 4
"""Bytes of a character in UTF-8 at most (RFC 3629)."""

INTERRUPTED: Final = "\x03"
"""A line that stands for Ctrl+C; nobody can type it otherwise."""


class Cooked:
    """One line being typed."""

    INTERRUPT: Final = 0x03
    END: Final = 0x04
    KILL: Final = 0x15
    ESCAPE: Final = 0x1B

    def __init__(self, *, talking: bool = False) -> None:
        """Begin with an empty line.

        Args:
            talking: Ctrl+C ends no more than the line: what reads the lines gets one with `INTERRUPTED` alone.
        """
        self._talking = talking
        self._line = bytearray()
        self._sequence = 0  # 0: not in one, 1: after ESC, 2: in its parameters
        self.interrupted = False
        """Whether Ctrl+C was typed."""
        self.ended = False
        """Whether Ctrl+D was typed."""

    @property
    def typing(self) -> bool:
        """Something stands in the line that was not entered yet."""
        return bool(self._line)

    def feed(self, data: bytes) -> tuple[bytes, bytes]:
        """Take what was typed.

        Args:
            data: Bytes from a raw terminal.

        Returns:
            What the command reads (whole lines), and what is echoed.
        """
        lines, echo = bytearray(), bytearray()
        for byte in data:
            if self.ended or self.interrupted:
                break
            if self._sequence or byte == self.ESCAPE:
                self._skip(byte)
            elif byte == self.INTERRUPT and self._talking:
                self._line.clear()
                lines += INTERRUPTED.encode() + b"\n"
                echo += b"^C\r\n"
            elif byte == self.INTERRUPT:
                self.interrupted = True
                echo += b"^C\r\n"
            elif byte == self.END:
                self.ended = True
                lines += self._line
            elif byte in (0x0D, 0x0A):
                lines += self._line + b"\n"
                echo += b"\r\n"
                self._line.clear()
            elif byte in _RUBOUT:
                echo += self._rubbed_out()
            elif byte == self.KILL:
                while self._line:
                    echo += self._rubbed_out()
            elif (byte >= 0x20 or byte == 0x09) and len(self._line) < BUFFER:
                self._line.append(byte)
                echo.append(byte)
        return bytes(lines), bytes(echo)

    def _skip(self, byte: int) -> None:
        """Leave out a key that is a sequence (ECMA-48: ESC [ or ESC O, parameters, one final byte)."""
        if self._sequence == 0:
            self._sequence = 1
        elif self._sequence == 1:
            self._sequence = 2 if byte in b"[O" else 0
        elif 0x40 <= byte <= 0x7E:
            self._sequence = 0

    def _rubbed_out(self) -> bytes:
        """Take the last character off the line; answers what takes it off the screen."""
        if not self._line:
            return b""
        last = bytearray()
        # One character: its last byte, and those before it back to the one that begins it.
        while self._line and len(last) < _LONGEST_CHARACTER:
            byte = self._line.pop()
            last.append(byte)
            if not 0x80 <= byte < 0xC0:
                break
        last.reverse()
        return _ERASE * max(0, width_cells(last.decode("utf-8", "replace")))
