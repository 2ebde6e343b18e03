"""Giving weight to found words in a text, whatever their case and accents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from tui.theme import Ink
from tui.widgets.spans import Span


def folded(text: str) -> str:
    """A text without case and accents, letter for letter as long as before, so that places in it are the same."""
    return "".join(_folded(letter) for letter in text)


def _folded(letter: str) -> str:
    if letter.isascii():
        return letter.lower()
    plain = unicodedata.normalize("NFD", letter)[0].lower()
    return plain if len(plain) == 1 else letter


def pattern(sought: Sequence[str]) -> re.Pattern[str] | None:
    """What finds words and phrases in a folded text; None when there is nothing to find.

    Args:
        sought: Words, "a phrase" as one, and gard* for every word that begins so.
    """
    parts: list[str] = []
    for piece in sought:
        tokens = re.findall(r"[^\W_]+", folded(piece))
        if tokens:
            end = r"\w*" if piece.endswith("*") else ""
            parts.append(r"[\W_]+".join(re.escape(token) for token in tokens) + end)
    if not parts:
        return None
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(sorted(parts, key=len, reverse=True))})(?![^\W_])")


def weighed(text: str, sought: Sequence[str], ink: Ink = "muted") -> tuple[Span, ...]:
    """A line as pieces: what was sought is bold, the rest as the ink says.

    Args:
        text: One line.
        sought: As for `pattern`.
        ink: Of what was not sought.
    """
    finder = pattern(sought)
    if finder is None:
        return (Span(text, ink),)
    spans: list[Span] = []
    at = 0
    for found in finder.finditer(folded(text)):
        if found.start() > at:
            spans.append(Span(text[at : found.start()], ink))
        spans.append(Span(text[found.start() : found.end()], "text", bold=True))
        at = found.end()
    if at < len(text):
        spans.append(Span(text[at:], ink))
    return tuple(spans)


def around(text: str, sought: Sequence[str], characters: int, more: str) -> str:
    """The part of a text in which the first of the sought words is, on one line.

    Args:
        text: Any text.
        sought: As for `pattern`.
        characters: How much at most.
        more: The sign where something is left out.
    """
    line = " ".join(text.split())
    if len(line) <= characters:
        return line
    finder = pattern(sought)
    found = finder.search(folded(line)) if finder is not None else None
    begin = 0
    if found is not None and found.end() > characters - 20:
        begin = max(0, min(found.start() - characters // 3, len(line) - characters))
        space = line.find(" ", begin)
        begin = space + 1 if 0 <= space < found.start() else begin
    end = begin + characters
    head = f"{more} " if begin else ""
    tail = more if end < len(line) else ""
    return f"{head}{line[begin:end].rstrip()}{tail}"
