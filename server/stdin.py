"""What a client sends to a command: its standard input, bounded."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
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
        self.typed: Callable[[], bool] = lambda: False
        """Says whether a line was begun and not entered; whoever cooks the terminal's input knows."""

    @property
    def typing(self) -> bool:
        """A line was begun and not entered yet; False where the client's own terminal keeps it until then."""
        return self.typed()

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
            self._open_gate()
            self._more.clear()
            await self._more.wait()
        text = self._data.decode("utf-8", "replace")[:limit]
        self._data.clear()
        self._ended = True
        self._open_gate()
        return text

    async def read_line(self, limit: int) -> str | None:
        """Wait for one line; an unfinished one at the end counts.

        Args:
            limit: In characters; the rest of the line is thrown away.

        Returns:
            The line without its end, what is not UTF-8 as U+FFFD; None when there is no more.
        """
        while (end := self._data.find(b"\n")) < 0 and not self._ended:
            self._open_gate()
            if len(self._data) > BUFFER:
                del self._data[4 * limit :]
            self._more.clear()
            await self._more.wait()
        if end < 0 and not self._data:
            return None
        line = bytes(self._data if end < 0 else self._data[:end])
        del self._data[: len(self._data) if end < 0 else end + 1]
        return line.decode("utf-8", "replace")[:limit].rstrip("\r")

    def _open_gate(self) -> None:
        if self._gated:
            self._gated = False
            self._gate.resume_reading()
