"""What one post looks like: rows of a width, drawn once for everybody who sees it the same way."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from store.polls import Poll
from store.posts import Post
from tui.chat.look import Look, Row
from tui.chat.spoken import kind_in_words
from tui.chat.typeset import Part, line_set, readable
from tui.chat.words import ROLE_SHOWN
from tui.chat.wrap import PROSE_CELLS, printable, shortened, wrapped
from tui.forum import words
from tui.forum.markdown import parsed, plain
from tui.rooms import count_label
from tui.theme import ASCII, Ink

LEFT_CELLS: Final = 2
"""Left of the text: the bar of the chosen post and one blank."""
BAR_CELLS: Final = 20
"""The longest bar of a poll."""


class Place(NamedTuple):
    """Everything beside the post that decides what its rows look like."""

    width: int
    """Cells of the column."""
    time: str
    """When it was written, for the viewer."""
    changed: str
    """When it was last changed, for the viewer; '' when it never was."""
    since: str
    """What the line of the unread says above it; '' when it is not the first of them."""
    viewer: str
    """The viewer's handle, when the post names them; else ''."""
    unfolded: bool
    """What it folds is shown."""


class Block:
    """The rows of one post or of what stands above all of them. Shared: who has chosen it is drawn beside it."""

    __slots__ = ("_look", "_strips", "_width", "empty", "lead", "parts")

    def __init__(self, parts: list[list[Part]], width: int, look: Look, lead: int = 0) -> None:
        """Args:
        parts: Its rows, each from the text's left edge.
        width: Cells of the whole column.
        look: How it is drawn.
        lead: How many rows stand above the post itself and are not chosen with it.
        """
        self.parts = parts
        self.lead = lead
        self._width = width
        self._look = look
        self._strips: dict[tuple[int, str], Strip] = {}
        self.empty = Strip.blank(width, look.style())
        """A row with nothing on it, as wide as the column."""

    def __len__(self) -> int:
        return len(self.parts)

    def strip(self, number: int, sign: str, ink: Ink) -> Strip:
        """One row as a strip of the column's width.

        Args:
            number: Which, from the top.
            sign: One cell at the left edge: the bar of the chosen post, or a blank.
            ink: Of that sign.
        """
        kept = self._strips.get((number, sign + ink))
        if kept is None:
            look = self._look
            left = self._width - LEFT_CELLS
            segments = [Segment(sign, look.style(ink, bold=True)), Segment(" ", look.style())]
            for text, style in self.parts[number]:
                cells = cell_len(text)
                if cells > left:
                    text = shortened(text, max(1, left), look.signs.more) if left > 0 else ""
                    cells = cell_len(text)
                if text:
                    segments.append(Segment(text, style))
                    left -= cells
            kept = Row(segments, self._width, look, look.style()).strip
            self._strips[number, sign + ink] = kept
        return kept

    def nothing(self) -> Block:
        """A block without rows, of the same width and look."""
        return Block([], self._width, self._look)


def column_cells(width: int) -> int:
    """Cells that text has in a column of a width in cells."""
    return max(8, min(PROSE_CELLS, width - LEFT_CELLS - 1))


@lru_cache(maxsize=2_048)
def post_block(post: Post, place: Place, look: Look) -> Block:
    """The rows of a post.

    Args:
        post: The post, as the viewer may see it.
        place: What else decides.
        look: How the viewer's terminal shows things.
    """
    column = column_cells(place.width)
    muted = look.style("muted")
    rows: list[list[Part]] = [_rule(place.since, column, look)] if place.since or post.seq > 1 else []
    lead = len(rows)
    rows.append(_header(post, place, look, column))
    if post.reply_to is not None:
        rows.append([(shortened(_answered(post, look), column, look.signs.more), muted)])
    if post.deleted:
        rows.append([(words.REMOVED if post.removed else words.TAKEN_BACK, muted)])
    else:
        rows += text_rows(post.text, column, look, unfold=place.unfolded, viewer=place.viewer)
        if post.poll is not None:
            rows += [[], *poll_rows(post.poll, column, look)]
        if post.helped:
            rows.append([(words.helped(look.signs), look.style("teal", bold=True))])
        rows += _reactions(post, look, column)
    rows.append([])
    return Block(rows, place.width, look, lead)


def text_rows(text: str, column: int, look: Look, *, unfold: bool, viewer: str = "") -> list[list[Part]]:
    """The rows of a Markdown text.

    Args:
        text: As it was written.
        column: Cells of a row.
        look: How the viewer's terminal shows things.
        unfold: Show what is folded.
        viewer: The viewer's handle when the text names them; else ''.
    """
    return [
        row.parts
        for line in parsed(readable(text, look), unfold=unfold).lines
        for row in line_set(line, column, look, "ground", "text", viewer)
    ]


def text_block(text: str, width: int, look: Look) -> Block:
    """A Markdown text alone, as it will look: what it folds is shown folded."""
    return Block(text_rows(text, column_cells(width), look, unfold=False), width, look)


def _rule(label: str, column: int, look: Look) -> list[Part]:
    """The thin line above a post; with the words of the unread in it where these begin."""
    sign = look.signs.rule
    if not label:
        return [(sign * column, look.style("line"))]
    label = shortened(label, max(1, column - 8), look.signs.more)
    rest = max(0, column - cell_len(label) - 2)
    line = look.style("amber")
    return [
        (sign * (rest // 2), line),
        (f" {label} ", look.style("amber", bold=True)),
        (sign * (rest - rest // 2), line),
    ]


def _header(post: Post, place: Place, look: Look, column: int) -> list[Part]:
    """Who wrote it, and when."""
    muted = look.style("muted")
    when = f"{words.CHANGED} {look.signs.dot} {place.time}" if place.changed else place.time
    marks = [words.ALIAS] if post.alias else []
    if post.author_role is not None and str(post.author_role) in ROLE_SHOWN:
        marks.append(ROLE_SHOWN[str(post.author_role)])
    if post.mine:
        marks.append(words.YOU)
    room = column - cell_len(when) - 2
    name = shortened(printable(post.author), max(1, room), look.signs.more)
    label = "".join(f"  {mark}" for mark in marks)
    while marks and cell_len(name) + cell_len(label) > room:
        marks.pop(0)
        label = "".join(f"  {mark}" for mark in marks)
    blank = max(1, column - cell_len(name) - cell_len(label) - cell_len(when))
    style = look.style("text", bold=True) if post.alias else look.name(post.author)
    return [(name, style), (label, muted), (" " * blank, muted), (when, muted)]


def _answered(post: Post, look: Look) -> str:
    """The row that says which post this one answers."""
    if not post.reply_author:
        return f"{look.signs.reply} {words.NOT_THERE}"
    said = plain(readable(post.reply_text, look)) or words.TAKEN_BACK
    return printable(f"{look.signs.reply} {post.reply_author} {look.signs.dot} {said}")


def _reactions(post: Post, look: Look, column: int) -> list[list[Part]]:
    """What others gave; mine are bold and between brackets, as in chat."""
    rows: list[list[Part]] = []
    used = column
    for given in post.reactions:
        kind = printable(given.kind)
        if look.signs is ASCII:
            kind = kind_in_words(kind)
        sign = f"{shortened(kind, column - 7, look.signs.more)} {count_label(given.count)}"
        if given.mine:
            sign = f"[{sign}]"
        if used + cell_len(sign) + 3 > column:
            rows.append([])
            used = 0
        if used:
            rows[-1].append((f" {look.signs.dot} ", look.style("muted")))
            used += 3
        rows[-1].append((sign, look.style("teal", bold=given.mine)))
        used += cell_len(sign)
    return rows


def poll_rows(poll: Poll, column: int, look: Look) -> list[list[Part]]:
    """A poll with its bars: a number to press, the choice, how many."""
    muted = look.style("muted")
    total = max(1, sum(choice.votes for choice in poll.choices))
    how, people = words.about_poll(poll)
    rows: list[list[Part]] = [[(line, muted)] for line in wrapped(how, column)]
    bar_cells = min(BAR_CELLS, max(4, column - 24))
    for number, choice in enumerate(poll.choices, 1):
        tail = f"  {words.votes(choice.votes)}"
        mark = f"  {words.YOURS}" if choice.mine else ""
        name = shortened(printable(choice.text), column - 4, look.signs.more)
        rows.append([(f"{number:>2}  ", muted), (name, look.style("text", bold=choice.mine))])
        full = round(bar_cells * choice.votes / total)
        rows.append(
            [
                ("    ", muted),
                (look.signs.block * full, look.style("muted")),
                (look.signs.rule * (bar_cells - full), look.style("line")),
                (tail, muted),
                (mark, muted),
            ]
        )
    rows += [[(line, muted)] for line in wrapped(people, column)]
    return rows


def head_block(lines: Sequence[tuple[str, Ink, bool]], width: int, look: Look) -> Block:
    """What stands above all posts of a thread.

    Args:
        lines: Texts of any length with their ink and whether they are bold; '' is an empty row.
        width: Cells of the column.
        look: How the viewer's terminal shows things.
    """
    column = column_cells(width)
    rows: list[list[Part]] = []
    for text, ink, bold in lines:
        style: Style = look.style(ink, bold=bold)
        rows += [[(row, style)] if row else [] for row in wrapped(readable(text, look), column)]
    return Block(rows, width, look, len(rows))
