"""A command line taken apart: SSH hands it over as one string, in which people's own apostrophes are no quotes."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

_WORD = re.compile(r"""\s*(?:"(?P<double>[^"]*)"(?=\s|$)|'(?P<single>[^']*)'(?=\s|$)|(?P<bare>\S+))""")


class Word(str):
    """One word, with where it stood in the line."""

    start: int
    end: int
    """Just behind its last character, quotes included."""
    quoted: bool

    __slots__ = ("end", "quoted", "start")


def split(line: str) -> list[Word]:
    """Take a line apart at white space. Quotes hold words together only where they begin and end a word, so that
    "it's late, isn't it" stays as it was typed."""
    words: list[Word] = []
    position = 0
    while found := _WORD.match(line, position):
        kind = found.lastgroup or "bare"
        word = Word(found[kind])
        word.start = found.start(kind) - (kind != "bare")
        word.end = found.end()
        word.quoted = kind != "bare"
        words.append(word)
        position = found.end()
    return words


def verbatim(line: str, words: Sequence[Word]) -> str:
    """The text that some words of a line make, with the white space between them as it was typed."""
    if not words:
        return ""
    if len(words) == 1:
        return str(words[0])
    pieces = [line[words[0].start : words[0].end]]
    for before, word in itertools.pairwise(words):
        between = line[before.end : word.start]
        pieces += [between if not between.strip() else " ", line[word.start : word.end]]
    return "".join(pieces)
