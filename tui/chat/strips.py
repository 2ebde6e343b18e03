"""What one message looks like: its rows as strips, drawn once for everybody who sees them the same way.

The rows of a message follow from the message itself and a few words about its place (`Place`); nothing about the
person who looks at it is in them but what is in that key. So they are kept in one bounded cache for the process:
with a hundred people in a room a new line is laid out once for each width and palette, not a hundred times.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Final, NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style

from tui.chat import words
from tui.chat.inline import Piece, inline, plain
from tui.chat.look import Look, Row
from tui.chat.spoken import kind_in_words
from tui.chat.typeset import Set, lines_set, pieces_set, readable
from tui.chat.wrap import PROSE_CELLS, printable, shortened, wrapped
from tui.theme import ASCII, Ground, Ink

if TYPE_CHECKING:
    from store.chat import Message

COLUMN_CELLS: Final = 76
"""The text column with its times is not wider than this."""
GUTTER_CELLS: Final = 2
"""Left of the text: the bar of the selected message and one blank."""
KEPT_BLOCKS: Final = 4_096
"""Messages whose rows are kept for the process; about 3 KB each."""


class Place(NamedTuple):
    """Everything beside the message that decides what its rows look like."""

    width: int
    """Cells of the log."""
    time: str
    """The time of the day of the message, for the viewer."""
    first: bool
    """Begins a group: has a header with the author's name and time."""
    gap: bool
    """One blank row above."""
    day: str
    """The day, when it is not that of the message before; else ""."""
    since: str
    """What the line of the unread says, when this is the first of them; else ""."""
    mention: str
    """The viewer's handle, when the text names it; else ""."""
    selected: bool
    """Has the bar and the raised ground."""


class Block(NamedTuple):
    """The rows of one message with what stands above it."""

    rows: tuple[Row, ...]
    """Top to bottom."""
    lead: int
    """How many of them stand above the message itself: the blank row, the day, the line of the unread."""


class BlockCache:
    """The most recently used blocks of the process, by everything they are made from."""

    def __init__(self, bound: int) -> None:
        self._bound = bound
        self._blocks: OrderedDict[tuple[Message, Place, int], Block] = OrderedDict()
        self.made = 0
        """How many blocks were laid out since the start; for the tests of sharing."""

    def __len__(self) -> int:
        return len(self._blocks)

    def block(self, message: Message, place: Place, look: Look) -> Block:
        """The rows of a message at a place.

        The key holds the whole message, so that an edit, a new name of the author, or another hub in the same
        process can never show stale or foreign rows.
        """
        key = (message, place, id(look))  # looks are interned and never dropped, so their id stays theirs
        block = self._blocks.get(key)
        if block is None:
            block = self._blocks[key] = lay_out(message, place, look)
            self.made += 1
            if len(self._blocks) > self._bound:
                self._blocks.popitem(last=False)
        else:
            self._blocks.move_to_end(key)
        return block


BLOCKS: Final = BlockCache(KEPT_BLOCKS)
"""The one cache of the process."""


def lay_out(message: Message, place: Place, look: Look) -> Block:
    """Make the rows of a message; use `BLOCKS.block` unless they must be new."""
    column = max(8, min(place.width - GUTTER_CELLS - 1, COLUMN_CELLS))
    sheet = _Rows(place, look, column)
    if place.gap:
        sheet.blank()
    if place.day:
        sheet.rule(place.day, "muted", "line")
        if place.first and not place.since:
            sheet.blank()
    if place.since:
        sheet.rule(place.since, "amber", "amber")
        if place.first:
            sheet.blank()
    lead = len(sheet.rows)

    on = sheet.on
    muted = look.style("muted", on)
    if message.reply_to is not None:
        sheet.add((shortened(_answered(message, look), column, look.signs.more), muted))
    if message.kind == "me" and not message.deleted:
        said = _done(message, place, look, column, on)
    else:
        if place.first:
            sheet.add(*_header(message, place, look, column, on))
        if message.deleted:
            said = [Set([(words.REMOVED if message.removed else words.TAKEN_BACK, muted)])]
        else:
            said = lines_set(message.text, min(PROSE_CELLS, column), look, on, "text", place.mention)
    tail = "" if message.deleted else words.tail(pinned=message.pinned, edited=message.edited_at is not None)
    if tail:
        last = said[-1].parts
        if sum(cell_len(text) for text, _ in last) + 2 + len(tail) <= column:
            said[-1] = Set([*last, (f"  {tail}", muted)], said[-1].names_me)
        else:
            said.append(Set([(tail, muted)]))
    for row in said:
        sheet.add(*row.parts, named=row.names_me)
    if message.reactions and not message.deleted:
        _add_reactions(sheet, message, look, column)
    return Block(tuple(sheet.rows), lead)


class _Rows:
    """Collects the rows of one message."""

    def __init__(self, place: Place, look: Look, column: int) -> None:
        self.rows: list[Row] = []
        self.on: Ground = "raised" if place.selected else "ground"
        self._width = place.width
        self._selected = place.selected
        self._look = look
        self._column = column
        self._ground = look.style()

    def blank(self) -> None:
        """Add an empty row."""
        self.rows.append(Row([], self._width, self._look, self._ground))

    def add(self, *parts: tuple[str, Style], named: bool = False, apart: bool = False) -> None:
        """Add one row.

        Args:
            parts: From the text's left edge.
            named: The viewer is named in it, which the sign at its left says too.
            apart: It does not belong to the message, and is not chosen with it.
        """
        look = self._look
        chosen = self._selected and not apart
        on: Ground = "raised" if chosen else "ground"
        filler = look.style("text", on)
        sign = look.signs.bar if chosen else "@" if named else " "
        segments = [Segment(sign, look.style("amber", on, bold=named and not chosen)), Segment(" ", filler)]
        left = self._width - GUTTER_CELLS
        for text, style in parts:
            cells = cell_len(text)
            if cells > left:
                text, cells = set_cell_size(text, left), left
            if cells:
                segments.append(Segment(text, style))
                left -= cells
        if chosen:
            segments.append(Segment(" " * left, filler))
        self.rows.append(Row([one for one in segments if one.text], self._width, look, self._ground))

    def rule(self, label: str, ink: Ink, line: Ink) -> None:
        """Add a thin line across the column with words in its middle."""
        look = self._look
        label = shortened(label, self._column - 4)
        rest = max(0, self._column - cell_len(label) - 2)
        sign = look.signs.rule
        self.add(
            (sign * (rest // 2), look.style(line)),
            (f" {label} ", look.style(ink)),
            (sign * (rest - rest // 2), look.style(line)),
            apart=True,
        )


def _answered(message: Message, look: Look) -> str:
    """The row above a message that says what it answers."""
    quoted = f"{look.signs.reply} {message.reply_author or words.NOT_THERE}"
    if message.reply_author:
        said = plain(readable(message.reply_text, look)) if message.reply_text else words.TAKEN_BACK
        quoted += f" {look.signs.dot} {said}"
    return printable(quoted)


def _header(message: Message, place: Place, look: Look, column: int, on: Ground) -> list[tuple[str, Style]]:
    """Who speaks, and when."""
    muted = look.style("muted", on)
    time_cells = cell_len(place.time)
    role = words.ROLE_SHOWN.get(str(message.author_role), "")
    name = shortened(printable(message.author), max(1, column - time_cells - 1), look.signs.more)
    if role and cell_len(name) + len(role) + 2 + time_cells + 1 > column:
        role = ""
    label = f"  {role}" if role else ""
    blank = column - cell_len(name) - len(label) - time_cells
    return [
        (name, look.name(message.author, on)),
        (label, muted),
        (" " * max(1, blank), look.style("text", on)),
        (place.time, muted),
    ]


def _done(message: Message, place: Place, look: Look, column: int, on: Ground) -> list[Set]:
    """The rows of what somebody does: "/me waves"."""
    muted = look.style("muted", on)
    time_cells = cell_len(place.time)
    room = max(2, min(PROSE_CELLS, column - time_cells - 2))
    author = " ".join(printable(message.author).split())
    pieces = [Piece(author), Piece(" "), *inline(readable(message.text, look).replace("\n", " "))]
    said = pieces_set(pieces, room, look, on, "muted", place.mention)
    first = said[0].parts
    if first and first[0][0] == author:
        first = [(author, look.name(message.author, on)), *first[1:]]
    blank = column - sum(cell_len(text) for text, _ in first) - time_cells
    gap = (" " * max(1, blank), look.style("text", on))
    return [Set([*first, gap, (place.time, muted)], said[0].names_me), *said[1:]]


def _add_reactions(sheet: _Rows, message: Message, look: Look, column: int) -> None:
    """What others gave: words or emoji with their count; mine are bold and between brackets."""
    row: list[tuple[str, Style]] = []
    between = (f" {look.signs.dot} ", look.style("muted", sheet.on))
    for reaction in message.reactions:
        kind = printable(reaction.kind)
        if look.signs is ASCII:
            kind = kind_in_words(kind)
        sign = f"{shortened(kind, column - 7, look.signs.more)} {words.capped(reaction.count)}"
        if reaction.mine:
            sign = f"[{sign}]"
        if row and sum(cell_len(text) for text, _ in row) + cell_len(sign) + 3 > column:
            sheet.add(*row)
            row = []
        if row:
            row.append(between)
        row.append((sign, look.style("teal", sheet.on, bold=reaction.mine)))
    sheet.add(*row)


def notice_row(width: int, look: Look, below: int) -> Row:
    """The lowest row while one is further back.

    Args:
        width: Cells of the log.
        look: How the viewer's terminal shows things.
        below: New messages below the screen.
    """
    if below > 0:
        parts = [
            (f"{look.signs.unread} {words.new_below(below)}", look.style("amber", "raised", True)),
            (f"  {words.TO_END}", look.style("muted", "raised")),
        ]
    else:
        parts = [(words.more_below(), look.style("muted", "raised"))]
    segments = [Segment(" " * GUTTER_CELLS, look.style("text", "raised"))]
    left = width - GUTTER_CELLS
    for text, style in parts:
        cells = cell_len(text)
        if cells <= left:
            segments.append(Segment(text, style))
            left -= cells
    segments.append(Segment(" " * left, look.style("text", "raised")))
    return Row([segment for segment in segments if segment.text], width, look, look.style())


def said_rows(text: str, width: int, look: Look) -> list[Row]:
    """What the hub itself says in a room, in muted rows.

    Args:
        text: One of the words of Chat.
        width: Cells of the log.
        look: How the viewer's terminal shows things.
    """
    ground, muted = look.style(), look.style("muted")
    return [
        Row([Segment(" " * GUTTER_CELLS, ground), Segment(line, muted)], width, look, ground)
        for line in wrapped(text, max(2, width - GUTTER_CELLS - 1))
    ]
