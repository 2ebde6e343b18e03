"""The log of a room: one plain widget that draws rows, with no layout, no scrolling container and no timer.

What is on the screen is a list of rows, made from the window's messages and where the top row is. Every change
(a new line, scrolling, choosing a message) makes that list anew from cached blocks and draws only the rows that are
not the same object as before.

New lines fill the screen from the top; when it is full, the log moves up by a third at once and leaves room for the
next ones. So text stays where it is being read, and a new line costs its own bytes and not a whole screen's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, tzinfo
from typing import TYPE_CHECKING, ClassVar, Final

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.binding import BindingType
from textual.geometry import Region
from textual.message import Message as Notification
from textual.strip import Strip
from textual.widget import Widget

from tui import times
from tui.chat import words
from tui.chat.direct import Change, Pen
from tui.chat.strips import BLOCKS, GUTTER_CELLS, Block, Look, Place, Row, mentions
from tui.chat.window import HELD, Window
from tui.chat.wrap import wrapped
from tui.commands import Command, bindings

if TYPE_CHECKING:
    from store.chat import Message

GROUP_MS: Final = 5 * 60 * 1000
"""Lines of one author that follow each other within this time share one header."""
WHEEL_ROWS: Final = 3
"""Rows that one step of the mouse wheel moves."""


COMMANDS: Final = (
    Command(
        "log.up",
        ("up",),
        "choose(-1)",
        "The message above",
        "Choose the message above.",
        palette=False,
        shown_key="↑",
    ),
    Command(
        "log.down",
        ("down",),
        "choose(1)",
        "The message below",
        "Choose the message below.",
        palette=False,
        shown_key="↓",
    ),
    Command(
        "log.page_up",
        ("pageup",),
        "page(-1)",
        "Further back",
        "Go back a page.",
        palette=False,
        shown_key="PgUp",
    ),
    Command(
        "log.page_down", ("pagedown",), "page(1)", "On", "Go on a page.", palette=False, shown_key="PgDn"
    ),
    Command(
        "log.start", ("home",), "start", "To the top", "Go to the first line that is at hand.", palette=False
    ),
    Command("log.end", ("end",), "end", "The newest", "Go to the newest line of the room."),
    Command(
        "log.reply",
        ("r", "enter"),
        "reply",
        "Reply",
        "Answer the chosen message.",
        footer="reply",
        footer_rank=2,
    ),
)
"""What one can do while reading."""


class ChatLog(Widget, can_focus=True):
    """Draws the messages of one room. Knows no store: messages are put in, and wishes for more are told."""

    DEFAULT_CSS = """
    ChatLog { width: 1fr; height: 1fr; }
    """
    ALLOW_SELECT: ClassVar[bool] = False
    OFFERS: ClassVar = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(COMMANDS)]

    class EarlierWanted(Notification):
        """The top of what is held comes near: older messages are wanted."""

    class LaterWanted(Notification):
        """The end of what is held comes near and it is not the room's end."""

    class NewestWanted(Notification):
        """The person wants to be at the room's end, and it is not held."""

    class FollowingChanged(Notification):
        """The room's end came onto the screen, or left it."""

    class ReplyWanted(Notification):
        """The chosen message is to be answered; with none chosen, the person wants to write."""

    class Left(Notification):
        """Down from the lowest message: back to the input."""

    class Pressed(Notification):
        """A message was clicked."""

        def __init__(self, seq: int) -> None:
            super().__init__()
            self.seq = seq

    def __init__(self, look: Look, on_seen: Callable[[int], bool], *, id: str | None = None) -> None:
        """Make an empty log.

        Args:
            look: How it is drawn.
            on_seen: Called when all rows of a message (its sequence is given) came onto the screen; says whether
                somebody was looking, so that it is read. A call and not a message, since it happens for each line.
            id: The widget's id.
        """
        super().__init__(id=id)
        self._on_seen = on_seen
        self.window = Window()
        self._look = look
        self._zone: tzinfo = times.zone_of("")
        self._today = date.min
        self._handle = ""
        self._blocks: dict[int, Block] = {}  # by sequence; what is drawn now and a little more
        self._top = (0, 0)  # index of the message of the first row, and which of its rows that is
        self._rows: list[Row] = []
        self._row_seqs: list[int] = []
        self._shown_cells: list[int] = []
        self._laid_for = (0, 0)
        self._pen = Pen(self)
        self._following = self._told_following = True
        self._latest_seq = 0
        self._read_to = 0
        self._whole = 0  # the highest sequence of which the last row is on the screen
        self._since_seq = 0
        self._since_label = ""
        self._selected = 0
        self._blank = Row([], 1, look, look.style())
        self._empty_words = words.NOBODY_YET
        self._asked: tuple[type[Notification], int] | None = None

    # What the screen sets

    def see_as(self, look: Look, zone: tzinfo, today: date, handle: str) -> None:
        """Take over how the viewer sees things: palette, time zone, their day, their handle."""
        if (look, zone, today, handle) != (self._look, self._zone, self._today, self._handle):
            self._look, self._zone, self._today, self._handle = look, zone, today, handle
            self._blocks.clear()
            self._laid_for = (0, 0)
            self.redraw()

    def show(
        self,
        messages: Sequence[Message],
        *,
        at_start: bool,
        at_end: bool,
        last_read: int,
        since: str,
        latest_seq: int,
    ) -> None:
        """Show another room, or another stretch of it.

        Args:
            messages: Ascending.
            at_start: They begin with the room's first message.
            at_end: They end with the room's newest.
            last_read: The sequence up to which the person has read; newer ones of others get the line above them.
            since: What that line says; "": no line.
            latest_seq: The room's newest sequence.
        """
        self._ensure_size()
        self.window.put(messages, at_start=at_start, at_end=at_end)
        self._blocks.clear()
        self._latest_seq = max(latest_seq, self.window.last_seq)
        self._read_to = last_read
        self._selected = 0
        self._asked = None
        self._since_seq, self._since_label = 0, ""
        first_new = next((one for one in messages if one.seq > last_read), None) if since else None
        if first_new is not None:
            self._since_seq, self._since_label = first_new.seq, since
        self._following = at_end
        self._top = self._top_for_end(self._height)
        if first_new is not None:
            self._come_to_new(first_new.seq)
        self.redraw()

    def show_end(self, messages: Sequence[Message], *, at_start: bool) -> None:
        """Show the room's end instead of what is held; the line of the unread and what was read stay.

        Args:
            messages: The room's newest, ascending.
            at_start: They begin with the room's first message.
        """
        self.window.put(messages, at_start=at_start, at_end=True)
        self._latest_seq = max(self._latest_seq, self.window.last_seq)
        self._asked = None
        self._following = True
        self._top = self._top_for_end(self._height)
        self.redraw()

    def to_first_new(self) -> bool:
        """Go to the line of the unread.

        Returns:
            False when it is not held here, or there is none.
        """
        index = self.window.index(self._since_seq) if self._since_seq else None
        if index is None:
            return False
        self._following = False
        self._top = self._moved((index, 0), -max(0, self._height // 4))
        self.redraw()
        return True

    def _come_to_new(self, seq: int) -> None:
        """Put the line of the unread near the top when it would be above the screen."""
        index = self.window.index(seq)
        if index is None or (index, 0) >= self._top:
            return
        self._following = False
        self._top = self._moved((index, 0), -max(0, self._height // 4))

    def arrive(self, messages: Sequence[Message]) -> None:
        """New messages came at the room's end."""
        if not messages:
            return
        dropped = self.window.after(messages, at_end=True)
        self._forget_dropped(dropped)
        self._latest_seq = max(self._latest_seq, self.window.last_seq)
        self.redraw()

    def newest_is(self, seq: int) -> None:
        """The room has a newer message, but its end is not held here."""
        if seq > self._latest_seq:
            self._latest_seq = seq
            self.redraw()

    def mark_new(self, seq: int, label: str) -> None:
        """Draw the line of the unread above a message that came while nobody was looking."""
        for changed in (self._since_seq, seq):
            self._blocks.pop(changed, None)
        self._since_seq, self._since_label = seq, label
        self.redraw()

    def earlier(self, messages: Sequence[Message], *, at_start: bool) -> None:
        """Older messages were read; what is on the screen stays where it is."""
        shown_before = self.window.shown_from
        added = self.window.before(messages, at_start=at_start)
        index, row = self._top
        self._top = (index + added, row)
        if shown_before == 0 or not added:
            self._blocks.pop(self.window.first_seq, None)
        if not self.window.at_end:
            self._following = False
        self._asked = None
        self.redraw()

    def later(self, messages: Sequence[Message], *, at_end: bool) -> None:
        """Newer messages were read while scrolling down."""
        self._forget_dropped(self.window.after(messages, at_end=at_end))
        self._latest_seq = max(self._latest_seq, self.window.last_seq)
        self._asked = None
        self.redraw()

    def change(self, message: Message) -> None:
        """A message was edited or taken back."""
        if self.window.replace(message) is not None:
            self._blocks.pop(message.seq, None)
            self.redraw()

    def _forget_dropped(self, dropped: int) -> None:
        if dropped:
            index, row = self._top
            self._top = (index - dropped, row) if index - dropped >= self.window.shown_from else (1, 0)

    # What the screen asks

    @property
    def following(self) -> bool:
        """The room's end is on the screen and new lines will be."""
        return self._following

    @property
    def read_to(self) -> int:
        """The highest sequence that was on the screen as a whole since the room was shown."""
        return self._read_to

    @property
    def selected(self) -> Message | None:
        """The chosen message; None when none is."""
        index = self.window.index(self._selected) if self._selected else None
        return None if index is None else self.window.messages[index]

    @property
    def drawn_directly(self) -> int:
        """How many changes went the direct path."""
        return self._pen.drawn

    @property
    def shown_text(self) -> list[str]:
        """The rows on the screen as text."""
        return [row.strip.text.rstrip() for row in self._rows]

    # Moving

    def scroll(self, rows: int) -> None:
        """Move by rows: down (towards the newest) when positive. The line being read keeps its place otherwise."""
        if not len(self.window):
            return
        self._ensure_size()
        if rows < 0:
            moved = self._moved(self._top, rows)
            if moved != self._top:
                self._following = False
            self._top = moved
        elif not self._following:
            moved = self._moved(self._top, rows)
            lowest = self._top_for_end(self._height)
            if moved >= lowest:
                self._following = self.window.at_end
                moved = lowest if self._following else self._top_for_end(self._height - 1)
            self._top = moved
        self.redraw()

    def scroll_page(self, pages: int) -> None:
        """Move by screens; a little of what was read stays in sight."""
        self.scroll(pages * max(1, self._height - 3))

    def to_end(self) -> None:
        """Go to the newest message and follow."""
        self._selected = 0
        if not self.window.at_end:
            self.post_message(self.NewestWanted())
            return
        self._following = True
        self._top = self._top_for_end(self._height)
        self.redraw()

    def to_start(self) -> None:
        """Go to the first message that is held."""
        self._following = False
        self._top = (self.window.shown_from, 0)
        self.redraw()

    def select(self, step: int) -> bool:
        """Choose the message above (-1) or below (+1) the chosen one, or the lowest on the screen.

        Returns:
            False when there is none in that direction.
        """
        messages = self.window.messages
        if not messages:
            return False
        index = self.window.index(self._selected) if self._selected else None
        if index is None:
            if step > 0 or not self._row_seqs:
                return False
            lowest = max(self._row_seqs)
            found = self.window.index(lowest) if lowest else None
            if found is None:
                return False
            index = found
        else:
            index += step
            if not self.window.shown_from <= index < len(messages):
                return False
        self._choose(messages[index].seq)
        self._bring_into_view(index)
        self.redraw()
        return True

    def select_seq(self, seq: int) -> None:
        """Choose a message that is held."""
        if (index := self.window.index(seq)) is not None:
            self._choose(seq)
            self._bring_into_view(index)
            self.redraw()

    def unselect(self) -> None:
        """Choose none."""
        if self._selected:
            self._choose(0)
            self.redraw()

    def _choose(self, seq: int) -> None:
        for changed in (self._selected, seq):
            self._blocks.pop(changed, None)
        self._selected = seq

    def _bring_into_view(self, index: int) -> None:
        self._ensure_size()
        if (index, 0) < self._top:
            self._following = False
            self._top = (index, 0)
            return
        height = self._height - (0 if self._following else 1)
        below = self._count_rows(self._top, index + 1, height + 1)
        if below > height:
            end = self._moved((index, len(self._block(index).rows)), -height)
            self._top = min(end, (index, 0))

    # Rows

    @property
    def _height(self) -> int:
        return self._laid_for[1]

    def _block(self, index: int) -> Block:
        message = self.window.messages[index]
        block = self._blocks.get(message.seq)
        if block is None:
            if len(self._blocks) > 2 * HELD:
                self._blocks.clear()
            block = self._blocks[message.seq] = BLOCKS.block(message, self._place(index), self._look)
        return block

    def _place(self, index: int) -> Place:
        message = self.window.messages[index]
        before = self.window.messages[index - 1] if index else None
        local = times.local(message.at, self._zone)
        day = ""
        other_day = before is None or times.local(before.at, self._zone).date() != local.date()
        if other_day:
            day = words.day(local.date(), self._today)
        since = self._since_label if message.seq == self._since_seq else ""
        is_me = message.kind == "me" and not message.deleted
        goes_on = (
            before is not None
            and not other_day
            and not since
            and before.author_id == message.author_id
            and message.reply_to is None
            and (before.kind == "me" and not before.deleted) == is_me
            and message.at - before.at < GROUP_MS
        )
        first = not goes_on
        return Place(
            width=self._laid_for[0],
            time=f"{local.hour:02}:{local.minute:02}",
            first=first,
            gap=first and before is not None,
            day=day,
            since=since,
            mention=self._handle if mentions(message.text, self._handle) else "",
            selected=message.seq == self._selected,
        )

    def _moved(self, top: tuple[int, int], rows: int) -> tuple[int, int]:
        """A place `rows` further down, or up when negative, as far as there is something."""
        index, row = top
        row += rows
        while row < 0 and index > self.window.shown_from:
            index -= 1
            row += len(self._block(index).rows)
        if row < 0:
            return (index, 0)
        last = len(self.window.messages) - 1
        while index <= last and row >= (rows_here := len(self._block(index).rows)):
            if index == last:
                return (index, rows_here - 1)
            row -= rows_here
            index += 1
        return (index, row)

    def _top_for_end(self, height: int) -> tuple[int, int]:
        """The place of the top row when the last row is at the bottom of `height` rows."""
        index = len(self.window.messages)
        left = max(1, height)
        while index > self.window.shown_from:
            index -= 1
            left -= len(self._block(index).rows)
            if left <= 0:
                return (index, -left)
        return (self.window.shown_from, 0)

    def _count_rows(self, top: tuple[int, int], end_index: int, enough: int) -> int:
        """Rows from a place to the end of the messages before `end_index`, counted up to `enough`."""
        index, row = top
        count = -row
        while index < end_index and count < enough:
            count += len(self._block(index).rows)
            index += 1
        return count

    def _ensure_size(self) -> bool:
        """Prepare for the widget's size, which Textual computes anew at each look.

        Returns:
            False when there is no room to draw in.
        """
        size = self.size
        width, height = size
        if self._laid_for != (width, height):
            self._lay_out_for(width, height)
        return width > 0 and height > 0

    def _lay_out_for(self, width: int, height: int) -> None:
        self._laid_for = (width, height)
        self._blocks.clear()
        self.window.held = max(HELD, 4 * height)
        self._blank = Row([], max(1, width), self._look, self._look.style())
        self._rows = []
        self._shown_cells = [width] * height
        if self._following:
            self._top = self._top_for_end(height)
        elif self._top[0] < len(self.window.messages):
            index, row = self._top
            self._top = (index, min(row, len(self._block(index).rows) - 1))

    def redraw(self) -> None:
        """Make the rows anew and draw those that are not the same."""
        if not self.is_attached or not self._ensure_size():
            return
        rows, seqs = self._compose_rows()
        changed = [y for y, row in enumerate(rows) if y >= len(self._rows) or row is not self._rows[y]]
        self._rows, self._row_seqs = rows, seqs
        if changed:
            changes = [Change(y, rows[y], self._shown_cells[y]) for y in changed]
            if not self._pen.draw(changes, self._look.ansi(self._look.style())):
                self.refresh(*_regions(changed, self._laid_for[0]))
            for y in changed:
                self._shown_cells[y] = rows[y].used
        if self._following != self._told_following:
            self._told_following = self._following
            self.post_message(self.FollowingChanged())
        self.tell_what_was_seen()
        self._ask_for_more()

    def _compose_rows(self) -> tuple[list[Row], list[int]]:
        """The rows for the screen, and the sequence of the message that each belongs to (0: none)."""
        width, height = self._laid_for
        if not self.window.messages:
            return self._empty_rows(width, height)
        rows, seqs, to_end = self._fill(height)
        if to_end and self.window.at_end:
            self._following = True
        elif self._following and not self._selected:
            # Full: move up by a third at once, and leave room for the next lines.
            self._top = self._top_for_end(height - height // 3)
            rows, seqs, _ = self._fill(height)
        else:
            self._following = False
            rows, seqs, _ = self._fill(height - 1)
            rows.append(self._notice_row(width))
            seqs.append(0)
        return rows, seqs

    def _fill(self, room: int) -> tuple[list[Row], list[int], bool]:
        """Rows from the top on, and whether all that is held fits; notes which messages are seen as a whole."""
        messages = self.window.messages
        last = len(messages)
        rows: list[Row] = []
        seqs: list[int] = []
        index, skip = self._top
        self._whole = messages[index - 1].seq if index else 0
        while index < last and len(rows) < room:
            seq = messages[index].seq
            block_rows = (self._blocks.get(seq) or self._block(index)).rows
            if skip:
                block_rows = block_rows[skip:]
                skip = 0
            rows += block_rows
            seqs += [seq] * len(block_rows)
            index += 1
            if len(rows) <= room:
                self._whole = seq
        to_end = index == last and len(rows) <= room
        del rows[room:], seqs[room:]
        missing = room - len(rows)
        if missing:
            rows += [self._blank] * missing
            seqs += [0] * missing
        return rows, seqs, to_end

    def _notice_row(self, width: int) -> Row:
        look = self._look
        below = self._latest_seq - max(self._read_to, self._whole)
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
        row = Row([segment for segment in segments if segment.text], width, look, look.style())
        # The same row object, so that it is not drawn again when nothing changed in it.
        same = self._rows and len(self._rows) == self._laid_for[1] and self._rows[-1].ansi == row.ansi
        return self._rows[-1] if same else row

    def _empty_rows(self, width: int, height: int) -> tuple[list[Row], list[int]]:
        rows = [self._blank] * height
        if self._empty_words:
            look = self._look
            said = [
                Row(
                    [Segment(" " * GUTTER_CELLS, look.style()), Segment(line, look.style("muted"))],
                    width,
                    look,
                    look.style(),
                )
                for line in wrapped(self._empty_words, max(2, width - GUTTER_CELLS - 1))
            ]
            rows[1 : 1 + len(said)] = said
        return rows[:height], [0] * height

    def tell_what_was_seen(self) -> None:
        """Ask whether somebody was looking, when more is on the screen than what is known to be read."""
        seen = self._whole
        if seen > self._read_to and self._on_seen(seen):
            self._read_to = seen

    def _ask_for_more(self) -> None:
        """Ask for older or newer messages when less than a screen and a half of them is left."""
        near = self._height + self._height // 2
        window = self.window
        if not window.messages:
            return
        above = self._top[0] - window.shown_from  # each message has at least one row
        if not window.at_start and above < near and self._rows_above(near) < near:
            self._ask(self.EarlierWanted(), window.first_seq)
        elif not window.at_end and self._count_rows(self._top, len(window.messages), self._height + near) < (
            self._height + near
        ):
            self._ask(self.LaterWanted(), window.last_seq)

    def _rows_above(self, enough: int) -> int:
        index, count = self._top
        while index > self.window.shown_from and count < enough:
            index -= 1
            count += len(self._block(index).rows)
        return count

    def _ask(self, wish: Notification, edge: int) -> None:
        if self._asked != (type(wish), edge):
            self._asked = (type(wish), edge)
            self.post_message(wish)

    # Textual

    def render_line(self, y: int) -> Strip:
        """One row as a strip of exactly the widget's width."""
        self._ensure_rows()
        return self._rows[y].strip if y < len(self._rows) else Strip.blank(self.size.width)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Rows as strips: the compositor's way to the same rows."""
        self._ensure_rows()
        strips = [row.strip for row in self._rows[crop.y : crop.bottom]]
        if crop.x or crop.right < self.size.width:
            strips = [strip.crop(crop.x, crop.right) for strip in strips]
        return strips

    def _ensure_rows(self) -> None:
        laid_for = self._laid_for
        if self._ensure_size() and (self._laid_for != laid_for or len(self._rows) != self._laid_for[1]):
            self._rows, self._row_seqs = self._compose_rows()
            self._shown_cells = [row.used for row in self._rows]

    def on_resize(self) -> None:
        """Lay out for the new size; the row being read keeps its place."""
        self.redraw()

    def action_choose(self, step: int) -> None:
        """Choose the message above or below."""
        if not self.select(step) and step > 0:
            self.unselect()
            self.post_message(self.Left())

    def action_page(self, pages: int) -> None:
        """Move by screens."""
        self.scroll_page(pages)

    def action_start(self) -> None:
        """Go to the first message at hand."""
        self.to_start()

    def action_end(self) -> None:
        """Go to the newest message."""
        self.to_end()

    def action_reply(self) -> None:
        """Answer the chosen message."""
        self.post_message(self.ReplyWanted())

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Go back a little."""
        event.stop()
        self.scroll(-WHEEL_ROWS)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Come forward a little."""
        event.stop()
        self.scroll(WHEEL_ROWS)

    def on_click(self, event: events.Click) -> None:
        """Choose the message that was clicked; the lowest line goes to the newest."""
        if not self._following and event.y == self._height - 1:
            self.to_end()
        elif event.y < len(self._row_seqs) and (seq := self._row_seqs[event.y]):
            self.post_message(self.Pressed(seq))


def _regions(rows: Sequence[int], width: int) -> list[Region]:
    """Regions that cover some rows, each run of rows as one."""
    regions: list[Region] = []
    for y in rows:
        if regions and regions[-1].bottom == y:
            regions[-1] = Region(0, regions[-1].y, width, regions[-1].height + 1)
        else:
            regions.append(Region(0, y, width, 1))
    return regions
