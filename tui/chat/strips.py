"""What one message looks like: its rows as strips, drawn once for everybody who sees them the same way.

The rows of a message follow from the message itself and a few words about its place (`Place`); nothing about the
person who looks at it is in them but what is in that key. So they are kept in one bounded cache for the process:
with a hundred people in a room a new line is laid out once for each width and palette, not a hundred times.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter
from textual.strip import Strip

from tui.chat import words
from tui.chat.wrap import PROSE_CELLS, printable, shortened, wrapped
from tui.theme import Ground, Ink, Palette, Signs

if TYPE_CHECKING:
    from store.chat import Message

COLUMN_CELLS: Final = 76
"""The text column with its times is not wider than this."""
GUTTER_CELLS: Final = 2
"""Left of the text: the bar of the selected message and one blank."""
KEPT_BLOCKS: Final = 4_096
"""Messages whose rows are kept for the process; about 3 KB each."""


class Look:
    """A palette as one terminal shows it: styles with the app's colour filters already applied.

    Looks are interned by `look_for`, so that equal ones are one object and their rows are shared.
    """

    __slots__ = ("_ansi", "_filters", "_names", "_styles", "palette", "signs")

    def __init__(self, palette: Palette, signs: Signs, filters: Sequence[LineFilter]) -> None:
        self.palette = palette
        self.signs = signs
        self._filters = tuple(filters)
        self._styles: dict[tuple[Ink, Ground, bool], Style] = {}
        self._names: dict[tuple[str, Ground], Style] = {}
        self._ansi: dict[Style, str] = {}

    def style(self, ink: Ink = "text", on: Ground = "ground", bold: bool = False) -> Style:
        """The style for one kind of text on one ground."""
        key = (ink, on, bold)
        style = self._styles.get(key)
        if style is None:
            style = self._styles[key] = self._filtered(self.palette.style(ink, on, bold=bold))
        return style

    def name(self, handle: str, on: Ground = "ground") -> Style:
        """The style of a member's name."""
        key = (handle, on)
        style = self._names.get(key)
        if style is None:
            if len(self._names) > 2_048:
                self._names.clear()
            style = self._names[key] = self._filtered(self.palette.name_style(handle, on))
        return style

    def ansi(self, style: Style) -> str:
        """The parameters of the SGR sequence that switches a style on, from a plain terminal."""
        codes = self._ansi.get(style)
        if codes is None:
            if len(self._ansi) > 2_048:
                self._ansi.clear()
            codes = self._ansi[style] = Strip.render_ansi(style, ColorSystem.TRUECOLOR)
        return codes

    def _filtered(self, style: Style) -> Style:
        background = style.bgcolor
        ground = (
            Color(0, 0, 0)
            if background is None or background.is_default
            else Color.from_rich_color(background)
        )
        segments = [Segment("x", style)]
        for line_filter in self._filters:
            segments = line_filter.apply(segments, ground)
        return segments[0].style or Style()


_looks: dict[tuple[Palette, Signs, tuple[object, ...]], Look] = {}


def look_for(palette: Palette, signs: Signs, filters: Sequence[LineFilter]) -> Look:
    """The one look for a palette, the signs and the colour filters of an app.

    Args:
        palette: The chosen palette.
        signs: The signs the terminal can show.
        filters: The app's enabled line filters; two of the same kind count as equal.
    """
    key = (palette, signs, tuple(type(one) for one in filters))
    look = _looks.get(key)
    if look is None:
        look = _looks[key] = Look(palette, signs, filters)
    return look


class Row:
    """One row of the log, as a strip for the compositor and as terminal text for the direct path.

    Both come from the same segments, so the two paths cannot draw different things.
    """

    __slots__ = ("after", "ansi", "before", "strip", "used")

    def __init__(self, segments: list[Segment], width: int, look: Look, ground: Style) -> None:
        """Args:
        segments: The row from its left edge, at most `width` cells, every one with a style.
        width: Cells the strip has.
        look: Gives the terminal's codes.
        ground: What the rest of the row is filled with; not drawn by the direct path where it is blank already.
        """
        used = sum(segment.cell_length for segment in segments)
        whole = segments if used == width else [*segments, Segment(" " * (width - used), ground)]
        self.strip = Strip(whole, width)
        """Exactly `width` cells."""
        self.used = used
        """Cells up to which the row is not blank ground."""
        parts: list[str] = []
        current = first = ""
        for segment in segments:
            codes = look.ansi(segment.style or ground)
            if not parts:
                current = first = codes
            elif codes != current:
                parts.append(f"\x1b[0;{codes}m" if codes else "\x1b[0m")
                current = codes
            parts.append(segment.text)
        self.before = first
        """SGR parameters that have to be on before `ansi`."""
        self.ansi = "".join(parts)
        """The used cells, with the changes of style between them."""
        self.after = current
        """SGR parameters that are on after `ansi`."""


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
    width = place.width
    column = max(8, min(width - GUTTER_CELLS - 1, COLUMN_CELLS))
    prose = min(PROSE_CELLS, column)
    on: Ground = "raised" if place.selected else "ground"
    ground = look.style()
    rows: list[Row] = []

    def add(*parts: tuple[str, Style], raised: Ground = on) -> None:
        """Add one row: parts from the text's left edge."""
        filler = look.style("text", raised)
        bar = Segment(
            look.signs.bar if place.selected and raised == "raised" else " ", look.style("amber", raised)
        )
        segments = [bar, Segment(" ", filler)]
        left = width - GUTTER_CELLS
        for text, style in parts:
            cells = cell_len(text)
            if cells > left:
                text, cells = set_cell_size(text, left), left
            if cells:
                segments.append(Segment(text, style))
                left -= cells
        if place.selected and raised == "raised":
            segments.append(Segment(" " * left, filler))
        rows.append(Row([one for one in segments if one.text], width, look, ground))

    def rule(label: str, ink: Ink, line: Ink) -> None:
        """Add a thin line across the column with words in its middle."""
        label = shortened(label, column - 4)
        rest = max(0, column - cell_len(label) - 2)
        sign = look.signs.rule
        add(
            (sign * (rest // 2), look.style(line)),
            (f" {label} ", look.style(ink)),
            (sign * (rest - rest // 2), look.style(line)),
            raised="ground",
        )

    if place.gap:
        rows.append(Row([], width, look, ground))
    if place.day:
        rule(place.day, "muted", "line")
        if place.first and not place.since:
            rows.append(Row([], width, look, ground))
    if place.since:
        rule(place.since, "amber", "amber")
        if place.first:
            rows.append(Row([], width, look, ground))
    lead = len(rows)

    text_style, muted = look.style("text", on), look.style("muted", on)
    author = printable(message.author)
    if message.reply_to is not None:
        quoted = f"{look.signs.reply} {message.reply_author or words.NOT_THERE}"
        if message.reply_text:
            quoted += f" {look.signs.dot} {message.reply_text}"
        add((shortened(printable(quoted), column, look.signs.more), muted))

    time_cells = cell_len(place.time)
    if message.kind == "me" and not message.deleted:
        said = wrapped(
            printable(f"{message.author} {message.text}"), max(2, min(prose, column - time_cells - 2))
        )
        for index, line in enumerate(said):
            parts: list[tuple[str, Style]] = []
            if index == 0 and line.startswith(author):
                parts.append((author, look.name(message.author, on)))
                line = line[len(author) :]
            parts += _with_mentions(line, place.mention, muted, look, on)
            if index == 0:
                blank = column - sum(cell_len(text) for text, _ in parts) - time_cells
                parts += [(" " * max(1, blank), text_style), (place.time, muted)]
            add(*parts)
    else:
        if place.first:
            role = words.ROLE_SHOWN.get(str(message.author_role), "")
            name = shortened(author, max(1, column - time_cells - 1), look.signs.more)
            if role and cell_len(name) + len(role) + 2 + time_cells + 1 > column:
                role = ""
            label = f"  {role}" if role else ""
            blank = column - cell_len(name) - len(label) - time_cells
            add(
                (name, look.name(message.author, on)),
                (label, muted),
                (" " * max(1, blank), text_style),
                (place.time, muted),
            )
        lines = [words.TAKEN_BACK] if message.deleted else wrapped(printable(message.text), prose)
        style = muted if message.deleted else text_style
        for line in lines:
            add(*_with_mentions(line, place.mention, style, look, on))
    if not message.deleted:
        tail: list[tuple[str, Style]] = []
        if message.edited_at is not None:
            tail.append((words.EDITED, muted))
        for reaction in message.reactions:
            sign = f"{shortened(printable(reaction.kind), column - 4)} {words.capped(reaction.count)}"
            if tail and sum(cell_len(text) for text, _ in tail) + cell_len(sign) + 3 > column:
                add(*tail)
                tail = []
            if tail:
                tail.append((f" {look.signs.dot} ", muted))
            tail.append((sign, look.style("teal", on, bold=reaction.mine)))
        if tail:
            add(*tail)
    return Block(tuple(rows), lead)


def _with_mentions(line: str, handle: str, style: Style, look: Look, on: Ground) -> list[tuple[str, Style]]:
    """Split a row so that the viewer's own name is in the light."""
    if not handle:
        return [(line, style)]
    needle = f"@{handle}".casefold()
    folded = line.casefold()
    if len(folded) != len(line):  # a few letters grow when folded; then the places would not agree
        return [(line, style)]
    parts: list[tuple[str, Style]] = []
    start = 0
    while (found := folded.find(needle, start)) >= 0:
        end = found + len(needle)
        parts += [(line[start:found], style), (line[found:end], look.style("amber", on, bold=True))]
        start = end
    parts.append((line[start:], style))
    return [part for part in parts if part[0]]


def mentions(text: str, handle: str) -> bool:
    """Whether a text names a member: "@" and the handle, whatever the case, and not the beginning of a longer one."""
    if "@" not in text or not handle:
        return False
    needle = f"@{handle}".casefold()
    folded = text.casefold()
    found = folded.find(needle)
    while found >= 0:
        end = found + len(needle)
        if end >= len(folded) or not (folded[end].isalnum() or folded[end] in "_-"):
            return True
        found = folded.find(needle, end)
    return False
