"""What a client sends to a command: its standard input, bounded, with a pseudo-terminal's manners where it has one."""

from __future__ import annotations

import asyncio
from typing import Final

from server.driver import InputGate

BUFFER: Final = 256 * 1024
"""Bytes that wait for a command before the client is told, through its window, to wait."""


class ChannelStdin:
    """The standard input of one command."""

    def __init__(self, gate: InputGate) -> None:
        """Begin with nothing read.

        Args:
            gate: The channel's reading side.
        """
        self._gate = gate
        self._data = bytearray()
        self._ended = False
        self._gated = False
        self._more = asyncio.Event()

    def feed(self, data: bytes) -> None:
        """Take input.

        Args:
            data: As it came.
        """
        if self._ended:
            return
        self._data += data
        self._more.set()
        if len(self._data) > BUFFER and not self._gated:
            self._gated = True
            self._gate.pause_reading()

    def end(self) -> None:
        """There is no more."""
        self._ended = True
        self._more.set()

    async def read(self, limit: int) -> str:
        """Read to the end, or to `limit` characters; the rest is thrown away.

        Args:
            limit: In characters.

        Returns:
            The text; what is not UTF-8 is U+FFFD.
        """
        # A character has four bytes at most.
        while not self._ended and len(self._data) < 4 * limit:
            if self._gated:
                self._gated = False
                self._gate.resume_reading()
            self._more.clear()
            await self._more.wait()
        text = self._data.decode("utf-8", "replace")[:limit]
        self._data.clear()
        self._ended = True
        if self._gated:
            self._gated = False
            self._gate.resume_reading()
        return text


class Cooked:
    """The little of a terminal's line discipline that a command needs when it was given a pseudo-terminal.

    The client's own terminal is raw then: nothing is echoed, Ctrl+C and Ctrl+D arrive as bytes.
    """

    INTERRUPT: Final = 0x03
    END: Final = 0x04
    RUBOUT: Final = frozenset({0x08, 0x7F})

    def __init__(self) -> None:
        """Begin with an empty line."""
        self._line = bytearray()
        self.interrupted = False
        """Whether Ctrl+C was typed."""
        self.ended = False
        """Whether Ctrl+D was typed."""

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
            if byte == self.INTERRUPT:
                self.interrupted = True
                echo += b"^C\r\n"
            elif byte == self.END:
                self.ended = True
                lines += self._line
            elif byte in (0x0D, 0x0A):
                lines += self._line + b"\n"
                echo += b"\r\n"
                self._line.clear()
            elif byte in self.RUBOUT:
                if self._line:
                    # One character: its last byte, and those before it back to the one that begins it.
                    while 0x80 <= self._line.pop() < 0xC0 and self._line:
                        pass
                    echo += b"\x08 \x08"
            elif (byte >= 0x20 or byte == 0x09) and len(self._line) < BUFFER:
                self._line.append(byte)
                echo.append(byte)
        return bytes(lines), bytes(echo)
