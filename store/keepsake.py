"""The card of a milestone as plain text: a lantern, what it is, and what others wrote. Something to keep.

It is as wide as it says, whatever script its words are in; with `ascii` its frame and lantern are of ASCII alone, while
what people wrote stays as they wrote it.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

import wcwidth

from store.milestones import Milestone
from store.text import cut_cells, width_cells

WIDTH: Final = 52
NARROWEST: Final = 30

_LANTERN: Final = ("┬", "╭─┴─╮", "·   │ * │   ·", "╰───╯")
_ASCII_LANTERN: Final = ("|", ".-+-.", ".   | * |   .", "'---'")

_DIGITS: Final = {
    "0": ("╭─╮", "│ │", "╰─╯"),
    "1": ("╶┐ ", " │ ", "╶┴╴"),
    "2": ("╶─╮", "╭─╯", "╰─╴"),
    "3": ("╶─╮", "╶─┤", "╶─╯"),
    "4": ("╷ ╷", "╰─┤", "  ╵"),
    "5": ("╭─╴", "╰─╮", "╶─╯"),
    "6": ("╭─╴", "├─╮", "╰─╯"),
    "7": ("╶─╮", "  │", "  ╵"),
    "8": ("╭─╮", "├─┤", "╰─╯"),
    "9": ("╭─╮", "╰─┤", "╶─╯"),
}

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October"),
    *("November", "December"),
)


def long_day(day: str) -> str:
    """A day for people: "22 November 2026"."""
    on = dt.date.fromisoformat(day)
    return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"


def draw(card: Milestone, *, width: int = WIDTH, ascii: bool = False) -> str:
    """Draw a card.

    Args:
        card: The milestone, with its signatures.
        width: How many cells wide; at least 30.
        ascii: Only ASCII for frame, figures and lantern.

    Returns:
        Lines of exactly that width, without a line feed at the end.
    """
    inner = max(width, NARROWEST) - 2
    rows: list[str] = ["", *(_centred(row, inner) for row in (_ASCII_LANTERN if ascii else _LANTERN)), ""]
    if card.days:
        rows += [_centred(row, inner) for row in _figures(card.days, ascii=ascii)]
        rows += [_centred("day" if card.days == 1 else "days", inner), ""]
    rows += [_centred(row, inner) for row in wrap(card.title, inner - 6)]
    if card.words:
        rows += ["", *(_centred(row, inner) for row in wrap(card.words, inner - 8))]
    sign = f"{card.owner_name or card.owner}, {long_day(card.day)}"
    rows += ["", *(_centred(row, inner) for row in wrap(sign, inner - 6)), ""]
    signed: list[str] = []
    for each in card.signatures:
        signed += [f"  {row}" for row in wrap(each.text, inner - 4)]
        signed += [_right(f"{'-' if ascii else '–'} {each.display_name or each.handle}", inner), ""]
    return _framed(rows, signed, inner, ascii=ascii)


def wrap(words: str, cells: int) -> list[str]:
    """A line broken at its spaces, each part at most `cells` wide; a word that is wider is broken anywhere."""
    rows: list[str] = []
    row = ""
    for word in words.split():
        while width_cells(word) > cells:
            if row:
                rows.append(row)
                row = ""
            head = _head(word, cells)
            rows.append(head)
            word = word[len(head) :]
        if row and width_cells(f"{row} {word}") > cells:
            rows.append(row)
            row = word
        else:
            row = f"{row} {word}".strip()
    return [*rows, row] if row else rows


def _head(word: str, cells: int) -> str:
    """The longest beginning of a word that fits, whole signs only, and at least one of them."""
    kept = ""
    for sign in wcwidth.iter_graphemes(word):
        if kept and width_cells(kept + sign) > cells:
            break
        kept += sign
    return kept


def _figures(number: int, *, ascii: bool) -> list[str]:
    if ascii:
        return [str(number)]
    return [" ".join(_DIGITS[digit][row] for digit in str(number)) for row in range(3)]


def _centred(row: str, cells: int) -> str:
    return " " * ((cells - width_cells(row)) // 2) + row


def _right(row: str, cells: int) -> str:
    kept = cut_cells(row, cells - 4)
    return " " * (cells - 2 - width_cells(kept)) + kept


def _framed(rows: list[str], signed: list[str], inner: int, *, ascii: bool) -> str:
    top, middle, bottom = ("+-+", "+-+", "+-+") if ascii else ("╭─╮", "├─┤", "╰─╯")
    side = "|" if ascii else "│"

    def body(lines: list[str]) -> list[str]:
        return [f"{side}{line}{' ' * (inner - width_cells(line))}{side}" for line in lines]

    def edge(parts: str) -> str:
        return f"{parts[0]}{parts[1] * inner}{parts[2]}"

    lower = [edge(middle), *body(["", *signed])] if signed else []
    return "\n".join([edge(top), *body(rows), *lower, edge(bottom)])
