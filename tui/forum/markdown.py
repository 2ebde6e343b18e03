"""The Markdown of posts as lines with marks: which words are what, without any width or colour.

`blocks` finds the blocks, and chat's own one-pass parser finds the marks within them. So a post and a chat line mean
the same by the same marks, and the worst that anybody can type costs no more than long plain words. HTML, tables and
link definitions stay as they were typed.

Nothing is fetched and nothing is opened; an address is shown whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from tui.chat.inline import Line, Piece, inline
from tui.forum import words
from tui.forum.blocks import Block, Container, blocks

MOST_MARKS: Final = 400
"""Signs that may mark something in one paragraph; with more of them it is shown as it was typed."""
MOST_MARKS_IN_ALL: Final = 600
"""The same for a whole text; the paragraphs in which there are more are shown as they were typed."""
DRAWN_DEEP: Final = 5
"""Quotes and lists within one another that are drawn as such; what is deeper lines up with the last of them."""

_ESCAPED: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
_PLAIN_FROM: Final = 0xE000
"""Escaped signs travel through the parser as characters of the private use area, which nobody's text has."""
_BACK: Final = {_PLAIN_FROM + code: chr(code) for code in range(0x21, 0x7F)} | {ord("\t"): "||"}
_BACK_IN_CODE: Final = {_PLAIN_FROM + code: "\\" + chr(code) for code in range(0x21, 0x7F)} | {
    ord("\t"): "||"
}
_OPENER: Final = re.compile(r"^ *(?:[>#`~*+_-]|\d{1,9}[.)])", re.MULTILINE)
"""What a line that opens a block begins with; without one there is nothing to find but paragraphs."""
_EMPTY_LINES: Final = re.compile(r"\n(?: *\n)+")
_MARK: Final = re.compile(r"[*_`\[@|\\]|://")
_FOLD: Final = "\t"
"""Stands for || while marks are looked for: a mark may begin and end beside it, and no text has a tab any more."""
_QUOTE: Final = "▏ "
_EMPTY: Final = (Piece(""),)
_EMPTY_CODE: Final = Line((Piece("", code=True),), "code", "  ", "  ")
_RULE: Final = (Line((Piece(words.RULE),)),)


@dataclass(frozen=True, slots=True)
class Marked:
    """A text taken apart."""

    lines: tuple[Line, ...]
    """From the top; one without pieces' text is an empty line."""
    hides: bool
    """It has words that are folded until they are wanted."""


@lru_cache(maxsize=1_024)
def parsed(text: str, *, unfold: bool = False) -> Marked:
    """The lines of a post, shared by everybody who reads it.

    Args:
        text: Printable text, as it was written.
        unfold: Show what is folded as well.
    """
    walk = _Walk(unfold=unfold)
    if _OPENER.search(text) is None:
        for number, part in enumerate(_EMPTY_LINES.split(text.strip("\n"))):
            walk.paragraph(part, "text", gap=number > 0)
    else:
        for block in blocks(text.split("\n")):
            walk.take(block)
    return Marked(tuple(walk.made), walk.hides)


def plain(text: str, width: int = 400) -> str:
    """The beginning of a text in one line without its marks, and without what it folds.

    Args:
        text: Printable text.
        width: Characters at most.
    """
    said = " ".join(
        "".join(piece.text for piece in line.pieces if not piece.mark).strip()
        for line in parsed(text[: width * 4]).lines
    )
    return " ".join(said.split())[:width]


class _Walk:
    """Goes through the blocks once and makes lines of them."""

    def __init__(self, *, unfold: bool) -> None:
        self.made: list[Line] = []
        self.hides = False
        self._unfold = unfold
        self._marks_left = MOST_MARKS_IN_ALL
        self._within: tuple[Container, ...] = ()

    def take(self, block: Block) -> None:
        """Make lines of a block."""
        kind, lines, self._within, apart = block
        if kind == "text" or kind == "heading":
            self.paragraph("\n".join(lines), kind, gap=apart)
        elif kind == "code":
            made = [
                Line((Piece(line, code=True),), "code", "  ", "  ") if line else _EMPTY_CODE for line in lines
            ]
            self._add(made, gap=apart)
        else:
            self._add(_RULE if kind == "rule" else (Line(_EMPTY),), gap=apart)

    def paragraph(self, text: str, kind: str, *, gap: bool) -> None:
        """Make lines of words with marks in them.

        Args:
            text: With newlines where somebody began a line.
            kind: "text" or "heading".
            gap: Leave an empty line above.
        """
        if self._within and self._within[-1].hang == _QUOTE and "!" in text:
            text = self._without_folded_lines(text)
        bold = kind == "heading"
        marks = 0 if _MARK.search(text) is None else len(_MARK.findall(text))
        if not marks or marks > min(MOST_MARKS, self._marks_left):
            self._add([Line((Piece(line, bold),)) for line in text.split("\n")], gap=gap)
            return
        self._marks_left -= marks
        if "\\" in text:
            text = _ESCAPED.sub(lambda found: chr(_PLAIN_FROM + ord(found[1])), text)
        folds = "||" in text
        pieces = self._folded(inline(text.replace("||", _FOLD))) if folds else inline(text)
        lines = _lines(pieces) if folds or "\n" in text or not text.isascii() else [pieces]
        if bold:
            lines = [tuple(piece._replace(bold=True) for piece in line) for line in lines]
        self._add([Line(line) for line in lines], gap=gap)

    def _without_folded_lines(self, text: str) -> str:
        """The words of a quote with every line that begins with ! folded, as >! is known to do."""
        made: list[str] = []
        for line in text.split("\n"):
            if not line.startswith("!") or not line[1:].strip():
                made.append(line)
            else:
                self.hides = True
                made.append(f"||{line[1:].strip().replace('||', ' ')}||")
        return "\n".join(made)

    def _add(self, lines: Sequence[Line], *, gap: bool) -> None:
        if not self._within:
            if gap and self.made:
                self.made.append(Line(_EMPTY))
            self.made += lines
            return
        drawn = self._within[:DRAWN_DEEP]
        if gap and self.made:
            lead = "".join([one.hang for one in drawn if one.used]).rstrip(" ")
            self.made.append(Line(_EMPTY, "quote" if "▏" in lead else "text", lead, lead))
        hang = "".join([one.hang for one in drawn])
        lead = "".join([one.hang if one.used else one.lead for one in drawn])
        for one in self._within:
            one.used = True
        quoted = "▏" in hang
        for pieces, kind, before, after in lines:
            if quoted and kind == "text":
                kind = "quote"
            self.made.append(Line(pieces, kind, lead + before, hang + after))
            lead = hang

    def _folded(self, pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
        """The pieces with what stands between two || folded, or without the signs when it is to be seen."""
        spots = [
            (number, found.start())
            for number, piece in enumerate(pieces)
            if not piece.code and _FOLD in piece.text
            for found in re.finditer(_FOLD, piece.text)
        ]
        pairs = _pairs(pieces, spots)
        if not pairs:
            return pieces
        self.hides = True
        made: list[Piece] = []
        number = at = 0
        for (begins, begin_at), (ends, end_at) in pairs:
            while number < begins:
                made.append(_part(pieces[number], at))
                number, at = number + 1, 0
            made.append(_part(pieces[number], at, begin_at))
            at = begin_at + 1
            if self._unfold:
                while number < ends:
                    made.append(_part(pieces[number], at))
                    number, at = number + 1, 0
                made.append(_part(pieces[number], at, end_at))
            else:
                made.append(Piece(words.FOLDED, code=True))
            number, at = ends, end_at + 1
        made += [_part(pieces[number], at), *pieces[number + 1 :]]
        return tuple(piece for piece in made if piece.text) or _EMPTY


def _part(piece: Piece, begin: int, end: int | None = None) -> Piece:
    """A piece with a part of its text."""
    return Piece(piece.text[begin:end], *piece[1:])


Spot = tuple[int, int]
"""A piece, by its place, and a place in its text."""


def _pairs(pieces: Sequence[Piece], spots: Sequence[Spot]) -> list[tuple[Spot, Spot]]:
    """Which || belong together: one that stands before a word, and the next one that stands behind a word."""
    pairs: list[tuple[Spot, Spot]] = []
    begun: Spot | None = None
    for number, at in spots:
        text = pieces[number].text
        if begun is None:
            after = text[at + 1 : at + 2] or "x"
            if not after.isspace():
                begun = (number, at)
        else:
            before = text[at - 1 : at] if at else "x"
            if not before.isspace():
                pairs.append((begun, (number, at)))
                begun = None
    return pairs


def _lines(pieces: Iterable[Piece]) -> list[tuple[Piece, ...]]:
    """Pieces as the lines that they were typed in."""
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        text = piece.text
        if not text.isascii() or _FOLD in text:
            text = text.translate(_BACK_IN_CODE if piece.code else _BACK)
        if "\n" not in text:
            lines[-1].append(piece if text is piece.text else Piece(text, *piece[1:]))
            continue
        for number, part in enumerate(text.split("\n")):
            if number:
                lines.append([])
            if part:
                lines[-1].append(Piece(part, *piece[1:]))
    for line in lines[:-1]:
        if line and line[-1].text.endswith("\\") and not line[-1].code:
            line[-1] = line[-1]._replace(text=line[-1].text[:-1])
    return [tuple(line) or _EMPTY for line in lines]
