"""The Markdown of posts as lines with marks: which words are what, without any width or colour.

markdown-it-py finds the blocks (its inline rules are off, and so are HTML, tables and link definitions: what they
would swallow stays as it was typed), and chat's own one-pass parser finds the marks within them. So a post and a chat
line mean the same by the same marks, and the worst that anybody can type costs no more than long plain words.

Nothing is fetched and nothing is opened; an address is shown whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from tui.chat.inline import Kind, Line, Piece, inline
from tui.forum import words

MOST_BLOCKS: Final = 250
"""Blocks and marks of nesting that are understood in one text; what comes after them is shown as it was typed."""
MOST_MARKS: Final = 400
"""Signs that may mark something in one paragraph; with more of them it is shown as it was typed."""
MOST_MARKERS: Final = 8
"""Quotes and lists within one another that one line may open; further markers are plain signs."""
MOST_INDENT: Final = 24
"""Spaces before a list's marker that count; a list cannot be nested deeper than they allow."""
DRAWN_DEEP: Final = 5
"""Quotes and lists within one another that are drawn as such; what is deeper lines up with the last of them."""

_ESCAPED: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
_PLAIN_FROM: Final = 0xE000
"""Escaped signs travel through both parsers as characters of the private use area, which nobody's text has."""
_BACK: Final = {_PLAIN_FROM + code: chr(code) for code in range(0x21, 0x7F)} | {ord("\t"): "||"}
_BACK_IN_CODE: Final = {_PLAIN_FROM + code: "\\" + chr(code) for code in range(0x21, 0x7F)} | {
    ord("\t"): "||"
}
_MARKER: Final = re.compile(r"[ \t]*(?:>|[-*+](?=[ \t]|$)|\d{1,9}[.)](?=[ \t]|$))")
_BLOCK: Final = re.compile(r"[ \t]*(?:#{1,6}(?=[ \t]|$)|`{3}|~{3}|[-*_](?:[ \t]*[-*_]){2,}[ \t]*$)")
_OPENER: Final = re.compile(r"^[ \t]*(?:[>#`~*+_-]|\d{1,9}[.)])", re.MULTILINE)
"""What a line that opens a block begins with; without one there is nothing to find but paragraphs."""
_EMPTY_LINES: Final = re.compile(r"\n(?:[ \t]*\n)+")
_TWO_BARS: Final = re.compile(r"\|\|(?=\S)[^|]{1,4000}(?<=\S)\|\||>![^\n]*")
_SIGN: Final = re.compile(r"[>*+\-.)]")
_UNMARKED: Final = re.compile(r"[ \t>]*")
_MARK: Final = re.compile(r"[*_`\[@|\\]|://")
_FOLD: Final = "\t"
"""Stands for || while marks are looked for: a mark may begin and end beside it, and no text has a tab any more."""

_BLOCKS: Final = (
    MarkdownIt("commonmark", {"maxNesting": 100})
    .disable(["inline", "text_join"])
    .disable(["reference", "html_block", "code", "lheading"])
)


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
    if _OPENER.search(text) is None:
        walk = _Walk((), unfold=unfold)
        for number, part in enumerate(_EMPTY_LINES.split(text.strip("\n"))):
            walk.paragraph(part, "text", gap=number > 0)
        return Marked(tuple(walk.made), walk.hides)
    lines, rest = _within_bounds(text)
    walk = _Walk(lines, unfold=unfold)
    walk.take(_BLOCKS.parse("\n".join(lines)))
    if rest:
        walk.paragraph("\n".join(rest), "text", gap=not rest[0].strip())
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


def folded_away(line: str) -> str:
    """A line of a post's text with dots for what it folds, letter for letter as long as before.

    Args:
        line: As it was written, or a part of it.
    """
    return _TWO_BARS.sub(lambda found: "·" * len(found[0]), line)


def _within_bounds(text: str) -> tuple[list[str], list[str]]:
    """The lines that are understood, with what would nest too deep made plain, and the lines that are left."""
    lines: list[str] = []
    spent = 0.0
    everything = text.split("\n")
    for number, line in enumerate(everything):
        kept, markers = _bounded(line)
        spent += markers + (1 if _BLOCK.match(line) else 0) + (0.2 if line.strip() else 0.5)
        if spent > MOST_BLOCKS:
            return lines, everything[number:]
        lines.append(kept)
    return lines, []


def _bounded(line: str) -> tuple[str, int]:
    """A line that opens at most so many blocks, and how many it opens."""
    markers = at = 0
    while (found := _MARKER.match(line, at)) is not None:
        if markers == MOST_MARKERS:
            sign = _SIGN.search(line, at)
            assert sign is not None  # noqa: S101 - the marker that was found has one
            code = chr(_PLAIN_FROM + ord(sign[0]))
            return f"{line[: sign.start()]}{code}{line[sign.end() :]}", markers
        if not markers:
            spaces = len(found[0]) - len(found[0].lstrip(" \t"))
            if spaces > MOST_INDENT:
                line = " " * MOST_INDENT + line[spaces:]
                found = _MARKER.match(line, at)
                assert found is not None  # noqa: S101 - only spaces were taken out
        markers += 1
        at = found.end()
    return line, markers


@dataclass
class _Container:
    """A quote or an entry of a list that the walk is in."""

    lead: str
    """What stands before its first row."""
    hang: str
    """What stands before its further rows; as wide as `lead`."""
    used: bool = False
    """Its first row is there already."""


class _Walk:
    """Goes through the blocks once and makes lines of them."""

    def __init__(self, source: Sequence[str], *, unfold: bool) -> None:
        self.made: list[Line] = []
        self.hides = False
        self._source = source
        self._unfold = unfold
        self._within: list[_Container] = []
        self._numbers: list[int | None] = []  # the next number of each list one is in; None: it has dots
        self._heading = False

    def take(self, tokens: Iterable[Token]) -> None:
        """Make lines of some blocks."""
        for token in tokens:
            kind = token.type
            if kind == "inline":
                if self._heading:
                    self.paragraph(token.content, "heading", gap=True)
                else:
                    self.paragraph(token.content, "text", gap=self._was_apart(token))
            elif kind in {"fence", "code_block"}:
                self._code(token)
            elif kind == "hr":
                self._add([Line((Piece(words.RULE),))], gap=self._was_apart(token))
            elif kind == "heading_open":
                self._heading = True
            elif kind == "heading_close":
                self._heading = False
            else:
                self._nest(token)

    def _nest(self, token: Token) -> None:
        """Go into a quote or a list, or out of it."""
        kind = token.type
        if kind == "blockquote_open":
            self._within.append(_Container("▏ ", "▏ "))
        elif kind == "bullet_list_open":
            self._numbers.append(None)
        elif kind == "ordered_list_open":
            self._numbers.append(int(token.attrGet("start") or 1) if token.attrs else 1)
        elif kind == "list_item_open":
            number = self._numbers[-1]
            sign = "• " if number is None else f"{number}. "
            if number is not None:
                self._numbers[-1] = number + 1
            self._within.append(_Container(sign, " " * len(sign)))
        elif kind in {"blockquote_close", "list_item_close"}:
            if not self._within[-1].used:
                self._add([Line((Piece(""),))], gap=False)
            self._within.pop()
        elif kind in {"bullet_list_close", "ordered_list_close"}:
            self._numbers.pop()

    def _was_apart(self, token: Token) -> bool:
        """Somebody left an empty line above it."""
        if token.map is None or not token.map[0]:
            return False
        above = self._source[token.map[0] - 1]
        found = _UNMARKED.match(above)
        return found is not None and found.end() == len(above)

    def paragraph(self, text: str, kind: str, *, gap: bool) -> None:
        """Make lines of words with marks in them.

        Args:
            text: With newlines where somebody began a line.
            kind: "text" or "heading".
            gap: Leave an empty line above.
        """
        if self._within and self._within[-1].hang == "▏ " and "!" in text:
            text = self._without_folded_lines(text)
        if len(_MARK.findall(text)) > MOST_MARKS:
            lines: list[tuple[Piece, ...]] = [(Piece(line),) for line in text.split("\n")]
        elif _MARK.search(text) is None:
            lines = [(Piece(line),) for line in text.translate(_BACK).split("\n")]
        else:
            text = _ESCAPED.sub(lambda found: chr(_PLAIN_FROM + ord(found[1])), text)
            lines = _lines(self._folded(inline(text.replace("||", _FOLD))))
        if kind == "heading":
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

    def _code(self, token: Token) -> None:
        text = token.content.removesuffix("\n")
        made = [
            Line((Piece(line.translate(_BACK), code=True),), "code", "  ", "  ") for line in text.split("\n")
        ]
        self._add(made, gap=self._was_apart(token))

    def _add(self, lines: Sequence[Line], *, gap: bool) -> None:
        drawn = self._within[:DRAWN_DEEP]
        if gap and self.made:
            lead = "".join(one.hang for one in drawn if one.used).rstrip(" ")
            self.made.append(Line((Piece(""),), "quote" if "▏" in lead else "text", lead, lead))
        hang = "".join(one.hang for one in drawn)
        lead = "".join(one.hang if one.used else one.lead for one in drawn)
        for one in self._within:
            one.used = True
        quoted = "▏" in hang
        for line in lines:
            kind: Kind = "quote" if quoted and line.kind == "text" else line.kind
            self.made.append(Line(line.pieces, kind, lead + line.lead, hang + line.hang) if hang else line)
            lead = hang

    def _folded(self, pieces: Sequence[Piece]) -> list[Piece]:
        """The pieces with what stands between two || folded, or without the signs when it is to be seen."""
        spots = [
            (number, found.start())
            for number, piece in enumerate(pieces)
            if not piece.code and _FOLD in piece.text
            for found in re.finditer(_FOLD, piece.text)
        ]
        pairs = _pairs(pieces, spots)
        if not pairs:
            return list(pieces)
        self.hides = True
        made: list[Piece] = []
        number = at = 0
        for (begins, begin_at), (ends, end_at) in pairs:
            while number < begins:
                made.append(pieces[number]._replace(text=pieces[number].text[at:]))
                number, at = number + 1, 0
            made.append(pieces[number]._replace(text=pieces[number].text[at:begin_at]))
            at = begin_at + 1
            if self._unfold:
                while number < ends:
                    made.append(pieces[number]._replace(text=pieces[number].text[at:]))
                    number, at = number + 1, 0
                made.append(pieces[number]._replace(text=pieces[number].text[at:end_at]))
            else:
                made.append(Piece(words.FOLDED, code=True))
            number, at = ends, end_at + 1
        made += [pieces[number]._replace(text=pieces[number].text[at:]), *pieces[number + 1 :]]
        return [piece for piece in made if piece.text] or [Piece("")]


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
        text = piece.text.translate(_BACK_IN_CODE if piece.code else _BACK)
        if "\n" not in text:
            lines[-1].append(piece if text == piece.text else piece._replace(text=text))
            continue
        for number, part in enumerate(text.split("\n")):
            if number:
                lines.append([])
            if part:
                lines[-1].append(piece._replace(text=part))
    for line in lines[:-1]:
        if line and line[-1].text.endswith("\\") and not line[-1].code:
            line[-1] = line[-1]._replace(text=line[-1].text[:-1])
    return [tuple(line) or (Piece(""),) for line in lines]
