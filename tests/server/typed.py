"""Standard input for commands that run without a client."""

from __future__ import annotations


class Typed:
    """What somebody has typed already; nothing more comes."""

    typing = False

    def __init__(self, text: str = "") -> None:
        self._left = text

    async def read(self, limit: int) -> str:
        """What is left of it, at most so many characters."""
        piece, self._left = self._left[:limit], self._left[limit:]
        return piece

    async def read_line(self, limit: int) -> str | None:
        """The next line of what is left; None when nothing is."""
        line, end, self._left = self._left.partition("\n")
        return line[:limit] if line or end else None
