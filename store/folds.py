"""What a post folds away: words between || and ||, and lines of a quote that begin with !.

The screens' renderer says exactly what is folded. Here, where a part of a post is cut out for a list or an excerpt,
the same is told without a parser, on the whole text before it is cut: at least what the renderer folds, and more where
code, escapes or blocks make the pairs of marks uncertain. A word too many behind a fold costs a look at the thread; a
word too few shows somebody what its author covered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

SIGN: Final = "[···]"
"""Stands where words are folded away in an excerpt."""

MOST_CERTAIN: Final = 200
"""Lines and marks of one text up to which its paragraphs are taken one by one, as the renderer does. Of longer ones it
shows the rest as one piece, so that a fold may reach over empty lines."""

_BARS: Final = "||"
_UNCERTAIN: Final = re.compile(r"[`\\~]|^[ \t]*(?:[>#*+_=-]|\d{1,9}[.)])", re.MULTILINE)
"""What may hide a mark from the renderer, or part a paragraph from the next."""
_FOLDED_LINE: Final = re.compile(
    r"^(?:[ \t>#]|[-*+](?=[ \t>])|\d{1,9}[.)](?=[ \t>]))*(![^\n]*)", re.MULTILINE
)
_COUNTED: Final = re.compile(r"[\n>#`~*+_-]|\d[.)]")

Stretch = tuple[int, int]
"""Beginning and end, in characters."""


def stretches(text: str) -> list[Stretch]:
    """What of a whole text is folded, with its marks, in order and apart from one another.

    Args:
        text: A post's, whole.
    """
    if _BARS not in text and not (">" in text and "!" in text):
        return []
    found = [each for begin, end in _runs(text) for each in _in_run(text, begin, end)]
    if len(_COUNTED.findall(text)) > MOST_CERTAIN:
        found += _from_first_to_last(text, 0, len(text))
    return _joined(found)


def _runs(text: str) -> Iterator[Stretch]:
    """Lines that no empty one parts: no paragraph is longer."""
    at = begin = 0
    for line in text.split("\n"):
        if not line.strip(" \t"):
            if at > begin:
                yield begin, at
            begin = at + len(line) + 1
        at += len(line) + 1
    if at > begin:
        yield begin, min(at, len(text))


def _in_run(text: str, begin: int, end: int) -> list[Stretch]:
    if _UNCERTAIN.search(text, begin, end) is None:
        return _pairs(text, begin, end)
    return _from_first_to_last(text, begin, end)


def _pairs(text: str, begin: int, end: int) -> list[Stretch]:
    """Marks that belong together: one before a word, and the next one that stands behind a word."""
    found: list[Stretch] = []
    begun = before = -1
    at = text.find(_BARS, begin, end)
    while at >= 0:
        after = at + len(_BARS)
        # To the renderer a mark beside a mark is no word.
        if begun < 0:
            if after < end and not text[after].isspace() and not text.startswith(_BARS, after):
                begun = at
        elif not text[at - 1].isspace() and at != before:
            found.append((begun, after))
            begun = -1
        before = after
        at = text.find(_BARS, after, end)
    return found


def _from_first_to_last(text: str, begin: int, end: int) -> list[Stretch]:
    """One stretch from the first thing that folds to the last; none for a single mark."""
    edges: list[Stretch] = []
    first, last = text.find(_BARS, begin, end), text.rfind(_BARS, begin, end)
    if first >= 0:
        edges += [(first, first + 2), (last, last + 2)]
    if text.find(">", begin, end) >= 0:
        # A pattern's ^ is a line's beginning here: runs begin at one.
        for line in _FOLDED_LINE.finditer(text, begin, end):
            if len(line[1].strip()) > 1:
                edges.append((line.start(1), line.end(1)))
    if not edges or (edges[0] == edges[-1] and text.startswith(_BARS, edges[0][0])):
        return []
    return [(min(edge[0] for edge in edges), max(edge[1] for edge in edges))]


def _joined(found: list[Stretch]) -> list[Stretch]:
    made: list[Stretch] = []
    for begin, end in sorted(found):
        if made and begin <= made[-1][1]:
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        else:
            made.append((begin, end))
    return made


def folded(text: str, spans: tuple[Stretch, ...] = ()) -> tuple[str, tuple[Stretch, ...]]:
    """A whole text with a sign for each thing that it folds.

    Args:
        text: A post's, whole.
        spans: Places in it.

    Returns:
        The text, and the places where they are in it now; without those in what is folded.
    """
    hidden = stretches(text)
    if not hidden:
        return text, spans
    pieces: list[str] = []
    kept: list[Stretch] = []
    at = shift = 0
    for begin, end in (*hidden, (len(text), len(text))):
        pieces.append(text[at:begin])
        kept += [(a + shift, b + shift) for a, b in spans if a >= at and b <= begin and a < b]
        if end > begin:
            pieces.append(SIGN)
            shift += len(SIGN) - (end - begin)
        at = end
    return "".join(pieces), tuple(kept)
