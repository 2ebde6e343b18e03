"""Pieces of one line, and how they become a strip of exact width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.theme import Ground, Ink, Palette


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text in one style. The text is data: it is drawn as it is, never read as markup."""

    text: str
    ink: Ink = "text"
    bold: bool = False
    name: bool = False
    """The text is a handle and gets the colour of its own."""

    @property
    def cells(self) -> int:
        """Its width, in cells."""
        return cell_len(self.text)

    def style(self, palette: Palette, on: Ground = "ground") -> Style:
        """Its style in a palette."""
        if self.name:
            return palette.name_style(self.text.strip(), on)
        return palette.style(self.ink, on, bold=self.bold)


def cells(spans: Sequence[Span]) -> int:
    """The width of some pieces, in cells."""
    return sum(span.cells for span in spans)


def cut(spans: Sequence[Span], width: int, more: str = "…") -> list[Span]:
    """The pieces that fit into a width; what is cut off is marked with one sign.

    Args:
        spans: The pieces.
        width: In cells; 0 or less gives nothing.
        more: The sign, one cell wide.
    """
    if cells(spans) <= width:
        return list(spans)
    kept: list[Span] = []
    room = width - 1
    if room < 0:
        return kept
    for span in spans:
        if span.cells <= room:
            kept.append(span)
            room -= span.cells
            continue
        if room:
            kept.append(Span(set_cell_size(span.text, room), span.ink, span.bold, span.name))
        break
    kept.append(Span(more, "muted"))
    return kept


def strip(
    palette: Palette,
    width: int,
    left: Sequence[Span] = (),
    right: Sequence[Span] = (),
    *,
    on: Ground = "ground",
    more: str = "…",
) -> Strip:
    """One line of exact width: pieces at the left, pieces at the right, rest between.

    Where both do not fit, the left is cut; where even the right does not fit, it is left out.

    Args:
        palette: The colours.
        width: In cells.
        left: Pieces from the left edge.
        right: Pieces that end at the right edge.
        on: What the line lies on.
        more: The sign for what is cut.
    """
    right_cells = cells(right)
    if right_cells >= width - 4:
        right, right_cells = (), 0
    first = cut(left, width - right_cells - (1 if right else 0), more)
    gap = width - cells(first) - right_cells
    segments = [Segment(span.text, span.style(palette, on)) for span in first if span.text]
    if gap > 0:
        segments.append(Segment(" " * gap, palette.style("text", on)))
    segments += [Segment(span.text, span.style(palette, on)) for span in right if span.text]
    return Strip(segments, width)


def wrap(text: str, width: int) -> list[str]:
    """A paragraph in lines of at most `width` cells, broken between words, within words only where it must.

    Args:
        text: One or more lines; a newline starts a new one.
        width: In cells, at least 1.
    """
    width = max(1, width)
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line, used = "", 0
        for word in paragraph.split(" "):
            size = cell_len(word)
            if line and used + 1 + size > width:
                lines.append(line)
                line, used = "", 0
            if line:
                line, used = f"{line} {word}", used + 1 + size
                continue
            while size > width:
                head = _fitting(word, width)
                lines.append(head)
                word = word[len(head) :]
                size = cell_len(word)
            line, used = word, size
        lines.append(line)
    return lines


def _fitting(word: str, width: int) -> str:
    used = 0
    for index, letter in enumerate(word):
        used += cell_len(letter)
        if used > width:
            return word[: max(1, index)]
    return word
