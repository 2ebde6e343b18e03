"""pyte's terminal emulator with a short cut: styles and cursor moves are most of what an app writes, and pyte takes
them one character after another. A test holds the two to the same screen."""

from __future__ import annotations

import re
from typing import Final

import pyte

_USUAL: Final = re.compile(r"\x1b\[([0-9;]*)([mHK])")
_HIGHEST: Final = 9999  # pyte's own bound of a parameter


class Stream(pyte.Stream):
    """Feeds text to a screen."""

    def feed(self, data: str) -> None:
        """Take output; whole usual sequences at once, everything else as pyte does."""
        screen = self.listener
        assert screen is not None
        done = 0
        for usual in _USUAL.finditer(data):
            start, end = usual.span()
            if start > done:
                super().feed(data[done:start])
            if not self._taking_plain_text:
                # It stands inside another sequence, which pyte has to see whole.
                super().feed(data[start:end])
            else:
                numbers = [min(int(each or 0), _HIGHEST) for each in usual[1].split(";")]
                if usual[2] == "m":
                    screen.select_graphic_rendition(*numbers)
                elif usual[2] == "H":
                    screen.cursor_position(*numbers)
                else:
                    screen.erase_in_line(numbers[0])
            done = end
        if done < len(data):
            super().feed(data[done:])


class ByteStream(pyte.ByteStream, Stream):  # type: ignore[misc]  # bytes there, text here: its own way
    """Feeds bytes to a screen."""
