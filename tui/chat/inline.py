"""The few marks that people put into what they write: bold, italic, code, quotes, lists, addresses, names.

A small parser of our own, line by line and in one pass: a message is parsed once for everybody who sees it, and the
worst that anybody can type costs no more than the same length of plain words. What is not clearly a mark stays as it
was typed; no letter is lost but the marks themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from store.mentions import NAMED

Kind = Literal["text", "quote", "code", "item"]

LONGEST_ADDRESS: Final = 2_000
"""Characters of an address that is made a link; a longer one is only shown."""

_MARKED: Final = re.compile(r"[*_`\[@>]|://|^ {0,6}(?:[-•]|\d{1,3}[.)]) ", re.MULTILINE)
_MARKED_WITHIN: Final = re.compile(r"[*_`\[@]|://")
_FENCE: Final = re.compile(r" {0,3}```[\w+#.-]{0,20} *")
_QUOTE: Final = re.compile(r" {0,3}((?:> ?){1,3})")
_ITEM: Final = re.compile(r"( {0,6})([-*•]|\d{1,3}[.)]) +(?=\S)")
_TOKEN: Final = re.compile(
    r"(?P<ticks>`+)"
    r"|\[(?P<label>[^\[\]\n]{1,200})\]\((?P<target>https?://[^\s()<>]{1,2000}(?:\([^\s()<>]{0,200}\)[^\s()<>]{0,200})?)\)"
    r"|(?P<address>https?://[^\s<>\"`]+)"
    rf"|(?P<named>{NAMED.pattern})"
    r"|(?P<sign>\*+|_+)",
    re.IGNORECASE,
)
_TICKS: Final = re.compile("`+")
_SIGNS: Final = {"*": "i", "_": "i", "**": "b", "__": "b", "***": "bi"}
_SAFE_ADDRESS: Final = re.compile(r"https?://[!-~]+", re.IGNORECASE)
_BEFORE: Final = frozenset(" \t([{\"'“‘„«¿¡-–—/*_")
_AFTER: Final = frozenset(" \t)]}\"'”’»-–—/*_.,;:!?…")
_ENDS_SENTENCE: Final = ".,;:!?'\"*_…"


class Piece(NamedTuple):
    """A stretch of a line that looks the same."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    mark: bool = False
    """A tick around code: drawn only where code cannot be told by its ground."""
    address: str = ""
    """Where it leads, when it is an address that may be made a link; "" otherwise. Always shown whole as `text`."""
    handle: str = ""
    """Whom it names, as typed; "": nobody."""


class Line(NamedTuple):
    """One line of a message."""

    pieces: tuple[Piece, ...]
    kind: Kind = "text"
    lead: str = ""
    """What stands before its first row."""
    hang: str = ""
    """What stands before its further rows; as wide as `lead`."""


def safe_address(address: str) -> str:
    """The address when it may be given to a terminal as a link: http or https, visible ASCII, not endless; else ""."""
    short = len(address) <= LONGEST_ADDRESS
    return address if short and _SAFE_ADDRESS.fullmatch(address) is not None else ""


def parsed(text: str) -> list[Line]:
    """A message's lines with what is marked in them.

    Args:
        text: Printable text; newlines begin lines.
    """
    lines = text.split("\n")
    if _MARKED.search(text) is None:
        return [Line((Piece(line),)) for line in lines]
    made: list[Line] = []
    number = 0
    fences = [index for index, line in enumerate(lines) if line.lstrip(" ").startswith("```")]
    fences = [index for index in fences if _FENCE.fullmatch(lines[index]) is not None]
    while number < len(lines):
        line = lines[number]
        if len(fences) > 1 and number == fences[0] and fences[1] > number + 1:
            made += [
                Line((Piece(each, code=True),), "code", "  ", "  ") for each in lines[number + 1 : fences[1]]
            ]
            number = fences[1] + 1
            fences = fences[2:]
            continue
        if fences and number == fences[0]:
            fences = fences[1:]
        made.append(_line(line))
        number += 1
    return made


def _line(line: str) -> Line:
    if (quote := _QUOTE.match(line)) is not None and (rest := line[quote.end() :]).strip():
        bar = "▏ " * quote[1].count(">")
        return Line(inline(rest), "quote", bar, bar)
    if (item := _ITEM.match(line)) is not None:
        sign = "•" if item[2] in "-*•" else item[2]
        lead = f"{item[1]}{sign} "
        return Line(inline(line[item.end() :]), "item", lead, " " * len(lead))
    return Line(inline(line))


def inline(line: str) -> tuple[Piece, ...]:
    """The pieces of one line.

    Args:
        line: Without newlines.
    """
    if _MARKED_WITHIN.search(line) is None:
        return (Piece(line),)
    made: list[Piece] = []
    waiting: list[tuple[str, int]] = []  # signs that may begin something, and where their piece is
    without_end: set[str] = set()  # runs of ticks that nothing closes
    at = 0
    while (token := _TOKEN.search(line, at)) is not None:
        if token.start() > at:
            made.append(Piece(line[at : token.start()]))
        at = token.end()
        if ticks := token["ticks"]:
            at = _code(line, ticks, at, made, without_end)
        elif token["label"] is not None:
            target = token["target"]
            if token["label"] != target:
                made.append(Piece(f"{token['label']} ("))
            made.append(Piece(target, address=safe_address(target)))
            if token["label"] != target:
                made.append(Piece(")"))
        elif address := token["address"]:
            kept = _without_the_sentence(address)
            made.append(Piece(kept, address=safe_address(kept)))
            at = token.start() + len(kept)
            if not kept.partition("://")[2]:
                made[-1] = Piece(kept)
        elif named := token["named"]:
            kept = named.rstrip(".-")
            made.append(Piece(kept, handle=kept[1:]))
            at = token.start() + len(kept)
        else:
            _sign(line, token["sign"], token.start(), made, waiting)
    if at < len(line):
        made.append(Piece(line[at:]))
    return tuple(piece for piece in made if piece.text) or (Piece(""),)


def _code(line: str, ticks: str, at: int, made: list[Piece], without_end: set[str]) -> int:
    """Add what is between these ticks and the next equal ones as code; the answer is where to go on."""
    end = -1 if ticks in without_end else _closing(line, ticks, at)
    if end < 0:
        without_end.add(ticks)
        made.append(Piece(ticks))
        return at
    mark = Piece("`", code=True, mark=True)
    made += [mark, Piece(line[at:end], code=True), mark]
    return end + len(ticks)


def _closing(line: str, ticks: str, at: int) -> int:
    for run in _TICKS.finditer(line, at):
        if run[0] == ticks:
            return run.start()
    return -1


def _without_the_sentence(address: str) -> str:
    """An address without the full stop or the bracket that belongs to the sentence around it."""
    unopened = {")": address.count(")") - address.count("("), "]": address.count("]") - address.count("[")}
    end = len(address)
    while end:
        last = address[end - 1]
        if unopened.get(last, 0) > 0:
            unopened[last] -= 1
        elif last not in _ENDS_SENTENCE:
            break
        end -= 1
    return address[:end]


def _sign(line: str, sign: str, start: int, made: list[Piece], waiting: list[tuple[str, int]]) -> None:
    """Begin or end bold or italic words at a run of stars or underscores; or leave it as it is."""
    end = start + len(sign)
    before, after = line[start - 1 : start], line[end : end + 1]
    if sign in _SIGNS:
        closes = before.strip() and (not after or after in _AFTER)
        place = next((place for place, (one, _) in enumerate(waiting) if one == sign), None)
        if closes and place is not None and waiting[place][1] < len(made) - 1:
            begun = waiting[place][1]
            del waiting[place:]
            made[begun] = Piece("")
            bold, italic = "b" in _SIGNS[sign], "i" in _SIGNS[sign]
            for index in range(begun + 1, len(made)):
                piece = made[index]
                if not piece.code:
                    made[index] = Piece(piece.text, piece.bold or bold, piece.italic or italic, *piece[3:])
            return
        if place is None and after.strip() and (not before or before in _BEFORE):
            waiting.append((sign, len(made)))
    made.append(Piece(sign))


def plain(text: str) -> str:
    """A text in one line without its marks, for where it is only quoted."""
    return " ".join("".join(piece.text for piece in line.pieces if not piece.mark) for line in parsed(text))


def addresses(text: str) -> list[str]:
    """Every web address in a text, each once, in order."""
    return list(dict.fromkeys(_addresses(text)))


def _addresses(text: str) -> Iterator[str]:
    for line in parsed(text):
        for piece in line.pieces:
            if piece.text[:8].casefold().startswith(("http://", "https://")) and not piece.code:
                yield piece.text
