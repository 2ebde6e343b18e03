"""The only headless writer: lines of text for people, JSON for programs, one line on standard error for what failed.

Nothing that a person wrote reaches a terminal or a pipe from here without passing `text.printable`; JSON escapes
control characters itself.
"""

from __future__ import annotations

import asyncio
import dataclasses
import json
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, tzinfo
from typing import Final

from store.export import iso
from store.text import printable, width_cells

_DECEITFUL: Final = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What JSON lets stand and a terminal would act on: DEL, C1, directions, lone surrogates."""


class Output:
    """Where one command writes.

    Args:
        write: Takes text for standard output.
        fail: Takes text for standard error.
        closed: Set when nobody reads any more; streams end on it.
        drained: Awaited between the pieces of a long output, so that a slow reader holds up only themselves; answers
            False when the reader has gone.
    """

    def __init__(
        self,
        write: Callable[[str], None],
        fail: Callable[[str], None],
        closed: asyncio.Event,
        drained: Callable[[], asyncio.Future[bool]] | None = None,
    ) -> None:
        self._write = write
        self._fail = fail
        self.closed = closed
        self._drained = drained

    def spoken(self) -> Output:
        """The same, with what failed among the rest: for a person who reads one line after another."""
        return Output(self._write, self._write, self.closed, self._drained)

    def line(self, text: str = "") -> None:
        """Write text of one or more lines, and end it."""
        self._write(printable(text) + "\n")

    def json(self, value: object) -> None:
        """Write one JSON value on a line of its own (UTF-8, keys in the order given)."""
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain)
        self._write(_DECEITFUL.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n")

    def error(self, sentence: str) -> None:
        """Say on standard error, in one line, what failed."""
        self._fail(" ".join(printable(sentence).split()) + "\n")

    def columns(self, rows: Iterable[Sequence[str]]) -> None:
        """Write rows with their columns below one another, two spaces apart; the last column is as wide as it is."""
        table = [[printable(cell) for cell in row] for row in rows]
        if not table:
            return
        widths = [max(width_cells(row[n]) for row in table) for n in range(len(table[0]))]
        for row in table:
            cells = [
                cell + " " * (width - width_cells(cell)) for cell, width in zip(row, widths, strict=True)
            ]
            self._write("  ".join(cells).rstrip() + "\n")

    async def drained(self) -> bool:
        """Wait until the reader has taken most of what was written; False when they have gone."""
        if self.closed.is_set():
            return False
        return True if self._drained is None else await self._drained()


def _plain(value: object) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    raise TypeError(f"{type(value).__name__} has no JSON form here")


def moment(at: int, zone: tzinfo, now: int) -> str:
    """A time for people: "19:31" today, "Sat 21 Nov 19:31" this year, "2025-11-21 19:31" before."""
    then, today = datetime.fromtimestamp(at / 1000, zone), datetime.fromtimestamp(now / 1000, zone)
    if then.date() == today.date():
        return f"{then:%H:%M}"
    if then.year == today.year:
        return f"{then:%a} {then.day} {then:%b %H:%M}"
    return f"{then:%Y-%m-%d %H:%M}"


__all__ = ["Output", "iso", "moment"]
