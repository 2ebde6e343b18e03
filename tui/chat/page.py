"""What of a room is on the screen: which messages are held, where the top row is, what is chosen; knows no Textual.

Rows come from cached blocks, so a row that did not change is the same object as before. Nothing here draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, tzinfo
from typing import TYPE_CHECKING, Final, NamedTuple

from tui import times
from tui.chat import words
from tui.chat.look import Look, Row
from tui.chat.strips import BLOCKS, Block, Place, notice_row, said_rows
from tui.chat.window import HELD, Window

if TYPE_CHECKING:
    from store.chat import Message

GROUP_MS: Final = 5 * 60 * 1000
"""Lines of one author that follow each other within this time share one header."""


class _Filled(NamedTuple):
    """How the rows were made."""

    top: tuple[int, int]
    """From where on: the index of the first row's message, and which of its rows that is."""
    free: int
    """Blank rows below the room's newest message; 0: none, or its end is not there."""


_NOT_FILLED: Final = _Filled((0, 0), 0)


class Page:
    """A screenful of a room, somewhere in its history."""

    def __init__(self, look: Look) -> None:
        self.window = Window()
        self.width = 0
        """In cells."""
        self.height = 0
        """In rows."""
        self.rows: list[Row] = []
        """What is on the screen, top to bottom; `compose` makes it anew."""
        self.row_seqs: list[int] = []
        """Of which message each row is; 0: of none."""
        self.following = True
        """The room's end is on the screen and new lines will be."""
        self.latest_seq = 0
        """The newest sequence of the room that is known of."""
        self.read_to = 0
        """Up to where the room is known to be read."""
        self.whole_seq = 0
        """The highest sequence of which the last row is on the screen."""
        self.selected_seq = 0
        """The chosen message; 0: none."""
        self._look = look
        self._zone: tzinfo = times.zone_of("")
        self._today = date.min
        self.handle = ""
        """The viewer's."""
        self._blocks: dict[int, Block] = {}  # by sequence; what is drawn now and a little more
        self._top = (0, 0)  # index of the message of the first row, and which of its rows that is
        self._since_seq = 0
        self._since_label = ""
        self._blank = Row([], 1, look, look.style())
        self._filled = _NOT_FILLED
        self._arrived = 0  # messages that came at the end since the rows were made

    # how it is seen

    def see_as(self, look: Look, zone: tzinfo, today: date, handle: str) -> bool:
        """Take over how the viewer sees things; says whether that is another way than before."""
        if (look, zone, today, handle) == (self._look, self._zone, self._today, self.handle):
            return False
        self._look, self._zone, self._today, self.handle = look, zone, today, handle
        self._lay_out()
        return True

    def resize(self, width: int, height: int) -> None:
        """Lay out for another size; the line being read keeps its place."""
        self.width, self.height = width, height
        self.window.held = max(HELD, 4 * height)
        self._lay_out()

    def _lay_out(self) -> None:
        self._make_all_anew()
        self._blank = Row([], max(1, self.width), self._look, self._look.style())
        self.rows = []
        if self.following:
            self._top = self._top_for_end(self.height)
        elif self._top[0] < len(self.window.messages):
            index, row = self._top
            self._top = (index, min(row, len(self._block(index).rows) - 1))

    # what is held

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
        self.window.put(messages, at_start=at_start, at_end=at_end)
        self._make_all_anew()
        self.latest_seq = max(latest_seq, self.window.last_seq)
        self.read_to = last_read
        self.selected_seq = 0
        self._since_seq, self._since_label = 0, ""
        first_new = next((one for one in messages if one.seq > last_read), None) if since else None
        if first_new is not None:
            self._since_seq, self._since_label = first_new.seq, since
        self.following = at_end
        self._top = self._top_for_end(self.height)
        if first_new is not None:
            self._come_to_new(first_new.seq)

    def show_end(self, messages: Sequence[Message], *, at_start: bool) -> None:
        """Show the room's end instead of what is held; the line of the unread and what was read stay.

        Args:
            messages: The room's newest, ascending.
            at_start: They begin with the room's first message.
        """
        self.window.put(messages, at_start=at_start, at_end=True)
        self._make_all_anew()
        self.latest_seq = max(self.latest_seq, self.window.last_seq)
        self.following = True
        self._top = self._top_for_end(self.height)

    def show_start(self, messages: Sequence[Message], *, at_end: bool) -> None:
        """Show the room's beginning instead of what is held; the line of the unread and what was read stay.

        Args:
            messages: The room's oldest, ascending.
            at_end: They end with the room's newest.
        """
        self.window.put(messages, at_start=True, at_end=at_end)
        self._make_all_anew()
        self.to_start()

    def _come_to_new(self, seq: int) -> None:
        """Put the line of the unread near the top when it would be above the screen."""
        index = self.window.index(seq)
        if index is None or (index, 0) >= self._top:
            return
        self.following = False
        self._top = self._moved((index, 0), -max(0, self.height // 4))

    def to_first_new(self) -> bool:
        """Go to the line of the unread.

        Returns:
            False when it is not held here, or there is none.
        """
        index = self.window.index(self._since_seq) if self._since_seq else None
        if index is None:
            return False
        self.following = False
        self._top = self._moved((index, 0), -max(0, self.height // 4))
        return True

    def arrive(self, messages: Sequence[Message]) -> None:
        """New messages came at the room's end."""
        if not messages:
            return
        held = len(self.window.messages)
        dropped = self.window.after(messages, at_end=True)
        self._arrived += len(self.window.messages) + dropped - held
        if dropped:
            index, row = self._filled.top
            self._filled = self._filled._replace(top=(index - dropped, row))
            self._forget_dropped(dropped)
        self.latest_seq = max(self.latest_seq, self.window.last_seq)

    def newest_is(self, seq: int) -> None:
        """The room has a newer message, but its end is not held here."""
        if seq > self.latest_seq:
            self.latest_seq = seq

    def mark_new(self, seq: int, label: str) -> None:
        """Draw the line of the unread above a message that came while nobody was looking."""
        self._make_anew(self._since_seq, seq)
        self._since_seq, self._since_label = seq, label

    def earlier(self, messages: Sequence[Message], *, at_start: bool) -> None:
        """Older messages were read; what is on the screen stays where it is."""
        shown_before = self.window.shown_from
        added = self.window.before(messages, at_start=at_start)
        index, row = self._top
        self._top = (index + added, row)
        self._make_anew(*([self.window.first_seq] if shown_before == 0 or not added else []))
        if not self.window.at_end:
            self.following = False

    def later(self, messages: Sequence[Message], *, at_end: bool) -> None:
        """Newer messages were read while scrolling down."""
        self._make_anew()
        self._forget_dropped(self.window.after(messages, at_end=at_end))
        self.latest_seq = max(self.latest_seq, self.window.last_seq)

    def change(self, message: Message) -> None:
        """A message was edited, deleted, pinned or reacted to: it is drawn anew where it is.

        What is read keeps its place: the chosen message, else the newest line while they are followed, else the top.
        """
        index = self.window.index(message.seq)
        self.window.quote(message)
        self._make_anew(*self.window.answers_to(message.seq))
        if index is None:
            return
        kept = self.window.index(self.selected_seq) if self.selected_seq else None
        before = self._count_here(index)
        self.window.replace(message)
        # The one below may need a header now.
        self._make_anew(*(changed.seq for changed in self.window.messages[index : index + 2]))
        if self.following and kept is None:
            lowest = self._top_for_end(self.height)
            self._top = max(self._top, lowest)
        elif kept is not None and self._top[0] < index < kept:
            self._top = self._moved(self._top, self._count_here(index) - before)
        if self._top[0] == index:
            self._top = (index, min(self._top[1], len(self._block(index).rows) - 1))

    def _count_here(self, index: int) -> int:
        """The rows of a message and the one below it."""
        last = min(index + 2, len(self.window.messages))
        return sum(len(self._block(each).rows) for each in range(index, last)) if self.width else 0

    def _forget_dropped(self, dropped: int) -> None:
        if dropped:
            index, row = self._top
            self._top = (index - dropped, row) if index - dropped >= self.window.shown_from else (1, 0)

    @property
    def selected(self) -> Message | None:
        """The chosen message; None when none is."""
        index = self.window.index(self.selected_seq) if self.selected_seq else None
        return None if index is None else self.window.messages[index]

    # moving

    def scroll(self, rows: int) -> None:
        """Move by rows: down (towards the newest) when positive. The line being read keeps its place otherwise."""
        if not len(self.window):
            return
        if rows < 0:
            moved = self._moved(self._top, rows)
            if moved != self._top:
                self.following = False
            self._top = moved
        elif not self.following:
            moved = self._moved(self._top, rows)
            lowest = self._top_for_end(self.height)
            if moved >= lowest:
                self.following = self.window.at_end
                moved = lowest if self.following else self._top_for_end(self.height - 1)
            self._top = moved

    def to_end(self) -> bool:
        """Go to the newest message and follow.

        Returns:
            False when the room's end is not held.
        """
        self.unselect()
        if not self.window.at_end:
            return False
        self.following = True
        self._top = self._top_for_end(self.height)
        return True

    def to_start(self) -> bool:
        """Go to the first message that is held.

        Returns:
            False when it is not the room's first.
        """
        self.unselect()
        self.following = False
        self._top = (self.window.shown_from, 0)
        return self.window.at_start

    def select(self, step: int) -> bool:
        """Choose the message above (-1) or below (+1) the chosen one, or the lowest on the screen.

        Returns:
            False when there is none in that direction.
        """
        messages = self.window.messages
        if not messages:
            return False
        index = self.window.index(self.selected_seq) if self.selected_seq else None
        if index is None:
            if step > 0 or not self.row_seqs:
                return False
            lowest = max(self.row_seqs)
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
        return True

    def select_seq(self, seq: int) -> None:
        """Choose a message that is held."""
        if (index := self.window.index(seq)) is not None:
            self._choose(seq)
            if seq not in self.row_seqs:
                self.following = False
                self._top = self._moved((index, 0), -(self.height // 3))
            self._bring_into_view(index)

    def unselect(self) -> None:
        """Choose none."""
        if self.selected_seq:
            self._choose(0)

    def _choose(self, seq: int) -> None:
        self._make_anew(self.selected_seq, seq)
        self.selected_seq = seq

    def _bring_into_view(self, index: int) -> None:
        if (index, 0) < self._top:
            self.following = False
            self._top = (index, 0)
            return
        height = self.height - (0 if self.following else 1)
        below = self._count_rows(self._top, index + 1, height + 1)
        if below > height:
            end = self._moved((index, len(self._block(index).rows)), -height)
            self._top = min(end, (index, 0))

    def rows_above(self, enough: int) -> int:
        """Rows held above the screen, counted up to `enough`."""
        index, count = self._top
        if index - self.window.shown_from >= enough:  # each message has at least one row
            return enough
        while index > self.window.shown_from and count < enough:
            index -= 1
            count += len(self._block(index).rows)
        return count

    def rows_below(self, enough: int) -> int:
        """Rows held below the screen, counted up to `enough`."""
        return self._count_rows(self._top, len(self.window.messages), self.height + enough) - self.height

    # rows

    def compose(self) -> list[int]:
        """Make the rows anew.

        Returns:
            Which of them, from the top, are not the same as before.
        """
        if (added := self._put_below()) is not None:
            return added
        before = self.rows
        self.rows, self.row_seqs = self._composed()
        self._arrived = 0
        if len(before) != len(self.rows):
            return list(range(len(self.rows)))
        return [y for y, row in enumerate(self.rows) if row is not before[y]]

    def _put_below(self) -> list[int] | None:
        """Put what arrived below the rows that are there, where that is all there is to do.

        Most of what a line costs a viewer would be to go through all rows above it, which are the same as before.

        Returns:
            The rows that changed; None when all of them have to be made anew.
        """
        arrived, top, free = self._arrived, self._filled.top, self._filled.free
        if not arrived or not free or top != self._top or not self.following:
            return None
        last = len(self.window.messages)
        fresh = [self._block(index).rows for index in range(last - arrived, last)]
        if sum(map(len, fresh)) > free:
            return None
        first = y = self.height - free
        for index, rows in enumerate(fresh, last - arrived):
            self.whole_seq = self.window.messages[index].seq
            self.rows[y : y + len(rows)] = rows
            self.row_seqs[y : y + len(rows)] = [self.whole_seq] * len(rows)
            y += len(rows)
        self._arrived, self._filled = 0, _Filled(top, self.height - y)
        return list(range(first, y))

    def _make_anew(self, *seqs: int) -> None:
        """What is held is no longer what the rows were made from; these messages look different, too."""
        self._filled = _NOT_FILLED
        for seq in seqs:
            self._blocks.pop(seq, None)

    def _make_all_anew(self) -> None:
        self._filled = _NOT_FILLED
        self._blocks.clear()

    def _composed(self) -> tuple[list[Row], list[int]]:
        """The rows for the screen, and the sequence of the message that each belongs to (0: none)."""
        width, height = self.width, self.height
        if not self.window.messages:
            return self._empty_rows(width, height)
        rows, seqs, to_end = self._fill(height)
        if to_end and self.window.at_end:
            self.following = True
        elif self.following and not self.selected_seq:
            # Full: move up by a third at once, and leave room for the next lines.
            self._top = self._top_for_end(height - height // 3)
            rows, seqs, _ = self._fill(height)
        else:
            if self.following:
                # One is choosing: stay with the chosen message, also where the notice takes the lowest row.
                self.following = False
                chosen = self.window.index(self.selected_seq)
                if chosen is not None:
                    self._bring_into_view(chosen)
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
        self.whole_seq = messages[index - 1].seq if index else 0
        filled = 0
        while index < last and filled < room:
            seq = messages[index].seq
            block_rows = (self._blocks.get(seq) or self._block(index)).rows
            if skip:
                block_rows = block_rows[skip:]
                skip = 0
            count = len(block_rows)
            rows += block_rows
            seqs += [seq] * count
            filled += count
            index += 1
            if filled <= room:
                self.whole_seq = seq
        to_end = index == last and filled <= room
        del rows[room:], seqs[room:]
        missing = max(0, room - filled)
        self._filled = _Filled(self._top, missing) if to_end and self.window.at_end else _NOT_FILLED
        if missing:
            rows += [self._blank] * missing
            seqs += [0] * missing
        return rows, seqs, to_end

    def _notice_row(self, width: int) -> Row:
        below = self.latest_seq - max(self.read_to, self.whole_seq)
        row = notice_row(width, self._look, below)
        # The same row object, so that it is not drawn again when nothing changed in it.
        same = self.rows and len(self.rows) == self.height and self.rows[-1].ansi == row.ansi
        return self.rows[-1] if same else row

    def _empty_rows(self, width: int, height: int) -> tuple[list[Row], list[int]]:
        rows = [self._blank] * height
        said = said_rows(words.NOBODY_YET, width, self._look)
        rows[1 : 1 + len(said)] = said
        return rows[:height], [0] * height

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
            width=self.width,
            time=f"{local.hour:02}:{local.minute:02}",
            first=first,
            gap=first and before is not None,
            day=day,
            since=since,
            mention=self.handle if message.names_me else "",
            selected=message.seq == self.selected_seq,
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
