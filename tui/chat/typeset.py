"""Words with their marks as rows of a width: where lines break, and what each stretch looks like."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from rich.cells import cell_len
from rich.style import Style

from tui.chat.inline import Line, Piece, parsed
from tui.chat.spoken import in_words
from tui.chat.wrap import printable, row_starts
from tui.theme import ASCII, Ground, Ink

if TYPE_CHECKING:
    from tui.chat.look import Look

Part = tuple[str, Style]
"""A stretch of a row and its style."""

_PLAIN: Final = Piece("")[1:]

LEAST_CELLS: Final = 8
"""A row is not narrower than this for what stands before it."""


class Set(NamedTuple):
    """One row."""

    parts: list[Part]
    names_me: bool = False
    """The viewer is named in it."""


def readable(text: str, look: Look) -> str:
    """A text as this terminal can show it: nothing that it would obey, and no emoji where it has none."""
    clean = printable(text)
    return in_words(clean) if look.signs is ASCII else clean


def lines_set(text: str, width: int, look: Look, on: Ground, ink: Ink, viewer: str) -> list[Set]:
    """A message's text in rows.

    Args:
        text: As it was written.
        width: Cells a row has, at least 2.
        look: How the viewer's terminal shows things.
        on: What it lies on.
        ink: Of what is not marked.
        viewer: The viewer's handle when the message names them; else "".
    """
    rows: list[Set] = []
    for line in parsed(readable(text, look)):
        rows += line_set(line, width, look, on, ink, viewer)
    return rows


def line_set(line: Line, width: int, look: Look, on: Ground, ink: Ink, viewer: str) -> list[Set]:
    """One line in rows; as `lines_set`."""
    pieces, kind, lead, hang = line
    if kind == "quote" and ink == "text":
        ink = "muted"
    if not lead:
        return pieces_set(pieces, width, look, on, ink, viewer)
    left = width - cell_len(lead)
    if left < LEAST_CELLS:
        return pieces_set(pieces, width, look, on, ink, viewer)
    before = look.style("muted", on)
    rows = pieces_set(pieces, left, look, on, ink, viewer)
    made = [Set([(lead, before), *rows[0].parts], rows[0].names_me)]
    made += [Set([(hang, before), *row.parts], row.names_me) for row in rows[1:]]
    return made


def pieces_set(
    pieces: Sequence[Piece], width: int, look: Look, on: Ground, ink: Ink, viewer: str
) -> list[Set]:
    """Pieces of one line in rows; as `lines_set`."""
    base = look.style(ink, on)
    if look.shades and len(pieces) > 1:
        pieces = [piece for piece in pieces if not piece.mark]
    text = pieces[0].text if len(pieces) == 1 else "".join([piece.text for piece in pieces])
    simple = text.isascii() and text.isprintable()  # each sign is a cell, whatever stands beside it
    starts = [0] if simple and len(text) <= width else row_starts(text, width)
    ends = [*starts[1:], len(text)]
    if len(pieces) == 1:
        piece = pieces[0]
        mine = _is(viewer, piece)
        style = base if piece[1:] == _PLAIN else _style(piece, look, on, ink, mine=mine)
        return [
            Set([(text[start:end].rstrip(" "), style)], mine) for start, end in zip(starts, ends, strict=True)
        ]
    rows: list[Set] = []
    number = offset = 0  # the piece that a row begins in, and where that piece begins in the text
    for start, end in zip(starts, ends, strict=True):
        row = text[start:end].rstrip(" ")
        end = start + len(row)
        while number < len(pieces) - 1 and offset + len(pieces[number].text) <= start:
            offset += len(pieces[number].text)
            number += 1
        parts: list[Part] = []
        names_me = False
        index, begins = number, offset
        while index < len(pieces) and begins < end:
            piece = pieces[index]
            shown = piece.text[max(0, start - begins) : end - begins]
            if shown:
                mine = _is(viewer, piece)
                names_me = names_me or mine
                parts.append((shown, _style(piece, look, on, ink, mine=mine)))
            begins += len(piece.text)
            index += 1
        if not simple and sum(cell_len(part) for part, _ in parts) != cell_len(row):
            parts = [(row, base)]  # a mark stood between signs that are one only together
        rows.append(Set(parts or [("", base)], names_me))
    return rows


def _is(viewer: str, piece: Piece) -> bool:
    """A piece names the viewer."""
    return bool(viewer and piece.handle) and piece.handle.casefold() == viewer.casefold()


def _style(piece: Piece, look: Look, on: Ground, ink: Ink, *, mine: bool) -> Style:
    if mine:
        return look.style("amber", on, bold=True)
    if piece.handle:
        return look.marked(ink, on, bold=True)
    if piece.mark:
        return look.style("muted", on)
    if piece.code:
        return look.style("text", "raised" if on == "ground" else "ground")
    if piece.address or piece.text.startswith(("http://", "https://")):
        return look.marked(ink, on, underline=True, address=piece.address)
    if piece.bold or piece.italic:
        return look.marked(ink, on, bold=piece.bold, italic=piece.italic)
    return look.style(ink, on)
