"""What a person typed: characters from the wire become Textual's events, whatever was sent.

Wraps Textual's `XTermParser`, which trusts its terminal: it keeps a paste of any length character by character, takes
window sizes from the input, and ends for good on a malformed key. Here a paste is collected beside it and capped, only
keys and mouse events pass, and after a malformed sequence it starts afresh.
"""

import re
import time
from collections.abc import Callable, Iterable
from typing import Final

from textual import events
from textual._parser import ParseError
from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.message import Message

PASTE_LIMIT: Final = 16 * 1024
"""The longest paste, in bytes of UTF-8, when the host says nothing else."""

MORE: Final = 4
"""Bytes kept beyond the longest paste: a whole character, so that a paste that is too long stays recognisable."""

_MARK: Final = len(BRACKETED_PASTE_START)

_UNPASTABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""Control characters but tab and line feed."""


class Keyboard(XTermParser):
    """Textual's parser, which takes Escape and a character for Alt and that character, as terminals mean it.

    Textual's own table makes of Escape and a digit what a Mac writes with Option ("¡" for 1), and it waits after Escape
    and Return for what follows, swallowing it.
    """

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        if len(sequence) == 2 and sequence[0] == "\x1b":
            if sequence[1] in "\r\n":
                return [events.Key("alt+enter", None)]
            if sequence[1].isascii() and sequence[1].isdigit():
                return [events.Key(f"alt+{sequence[1]}", None)]
        return super()._sequence_to_key_events(sequence, alt)


class Typed:
    """The state between two pieces of input of one person."""

    def __init__(self, paste_limit: int = PASTE_LIMIT) -> None:
        """Start with nothing typed.

        Args:
            paste_limit: The longest paste, in bytes of UTF-8. Of a longer one a few bytes more are handed on, so that
                whoever takes it can tell, and refuse it with a word.
        """
        self._paste_limit = paste_limit + MORE
        self._parser = Keyboard()
        self._tail = ""
        self.pasting = False
        """Whether a paste has begun and not ended; such input is cheap to take in large pieces."""
        self._paste: list[str] = []
        self._paste_size = 0
        self._paste_tail = ""
        self._ended_in_return = False

    def end(self) -> None:
        """Take no more: the parser and what it was reading would hold each other, and the last key's app."""
        self._parser._gen.close()

    @property
    def waits_s(self) -> float | None:
        """Seconds until an unfinished sequence is to be taken for the Escape key; None when nothing is pending."""
        deadline = self._parser._timeout_time
        return None if deadline is None else max(0.0, deadline - time.monotonic())

    def feed(self, text: str) -> list[Message]:
        """Take a piece of input.

        Args:
            text: Decoded characters, cut anywhere.

        Returns:
            The keys, mouse events and pastes that it completed, in order.
        """
        found: list[Message] = []
        while text:
            if self.pasting:
                text = self._collect(text, found)
                continue
            joined = self._tail + text
            at = joined.find(BRACKETED_PASTE_START)
            if at < 0:
                found.extend(self._events(text))
                self._tail = joined[1 - _MARK :]
                break
            begins = at - len(self._tail)
            if begins > 0:
                found.extend(self._events(text[:begins]))
            # The parser may hold the beginning of the mark, which must not come out as keys.
            self._parser = Keyboard()
            text = text[begins + _MARK :]
            self._tail = ""
            self.pasting = True
        return found

    def tick(self) -> list[Message]:
        """Take an unfinished sequence for what it is so far, when its time is over.

        Returns:
            The Escape key, usually.
        """
        self._tail = ""
        return list(self._guarded(self._parser.tick))

    def _events(self, text: str) -> Iterable[Message]:
        return self._guarded(lambda: self._parser.feed(text))

    def _guarded(self, source: Callable[[], Iterable[Message]]) -> list[Message]:
        """The keys and mouse events of `source`; the parser is made anew when it breaks."""
        found: list[Message] = []
        try:
            for event in source():
                # Sizes come from the SSH channel alone, and reports are never asked for.
                if isinstance(event, events.Key | events.MouseEvent):
                    found.append(event)
        except (ParseError, ValueError, OverflowError, StopIteration, RuntimeError, TypeError, LookupError):
            self._parser = Keyboard()
        return found

    def _collect(self, text: str, found: list[Message]) -> str:
        """Add to the paste; returns what follows its end, "" while it goes on."""
        data = self._paste_tail + text
        end = data.find(BRACKETED_PASTE_END)
        if end < 0:
            keep = len(data) - (_MARK - 1)
            self._paste_tail = data[max(0, keep) :]
            self._keep(data[: max(0, keep)])
            return ""
        self._keep(data[:end])
        pasted = "".join(self._paste)
        self.pasting, self._paste, self._paste_size, self._paste_tail = False, [], 0, ""
        self._ended_in_return = False
        if pasted:
            found.append(events.Paste(cleaned_paste(pasted, self._paste_limit)))
        return data[end + _MARK :]

    def _keep(self, piece: str) -> None:
        # Lines end in one character from here on, so that what is kept is what is counted.
        if self._ended_in_return and piece.startswith("\n"):
            piece = piece[1:]
        if piece:
            self._ended_in_return = piece.endswith("\r")
        piece = _UNPASTABLE.sub("", piece.replace("\r\n", "\n").replace("\r", "\n"))
        room = self._paste_limit - self._paste_size
        if room > 0 and piece:
            self._paste.append(piece[:room])
            self._paste_size += min(room, len(piece))


def cleaned_paste(text: str, limit: int = PASTE_LIMIT) -> str:
    """Make a paste fit to be handed to a widget.

    Args:
        text: As the terminal sent it: lines end in CR, LF or both.
        limit: In bytes of UTF-8.

    Returns:
        At most `limit` bytes, lines ended by LF, without control characters.
    """
    text = _UNPASTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text.encode("utf-8")[:limit].decode("utf-8", "ignore")
