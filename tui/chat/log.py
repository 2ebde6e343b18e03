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
from functools import partialmethod
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events
from textual.binding import BindingType
from textual.geometry import Region
from textual.message import Message as Notification
from textual.strip import Strip
from textual.widget import Widget

from tui.chat.cover import Cover
from tui.chat.log_keys import COMMANDS, NAMES, possible
from tui.chat.look import Look, Row
from tui.chat.page import Page
from tui.chat.window import Window
from tui.commands import bindings
from tui.widgets.direct import Change, Pen

if TYPE_CHECKING:
    from store.chat import Message

WHEEL_ROWS: Final = 3
"""Rows that one step of the mouse wheel moves."""


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

    class StartWanted(Notification):
        """The person wants to be at the room's first message, and it is not held."""

    class FollowingChanged(Notification):
        """The room's end came onto the screen, or left it."""

    class Wanted(Notification):
        """Something is to be done with the chosen message: one of `log_keys.NAMES`."""

        def __init__(self, deed: str) -> None:
            super().__init__()
            self.deed = deed

    class ChoiceChanged(Notification):
        """Another message is chosen, or none: other keys matter."""

    class Left(Notification):
        """Down from the lowest message: back to the input."""

    class CoverPressed(Notification):
        """A row of what lies over the log was clicked."""

        def __init__(self, row: int) -> None:
            super().__init__()
            self.row = row

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
        self.page = Page(look)
        self._look = look
        self._on_seen = on_seen
        self._pen = Pen(self)
        self._laid = Cover()
        self._shown_cells: list[int] = []  # how far each row on the terminal is not blank
        self._told_following = True
        self._told_choice = 0
        self.may_moderate = False
        """The viewer looks after the room."""
        self.may_pin = False
        """The viewer may pin messages in it."""
        self.came_from_answer = False
        """They went from an answer to what it answers, and can go back."""
        self._asked: tuple[type[Notification], int] | None = None

    def see_as(self, look: Look, zone: tzinfo, today: date, handle: str) -> None:
        """Take over how the viewer sees things: palette, time zone, their day, their handle."""
        self._look = look
        if self.page.see_as(look, zone, today, handle):
            self._shown_cells = [self.page.width] * self.page.height
            self.redraw()

    @property
    def window(self) -> Window:
        """The messages that are held."""
        return self.page.window

    @property
    def following(self) -> bool:
        """The room's end is on the screen and new lines will be."""
        return self.page.following

    @property
    def selected(self) -> Message | None:
        """The chosen message; None when none is."""
        return self.page.selected

    @property
    def drawn_directly(self) -> int:
        """How many changes went the direct path."""
        return self._pen.drawn

    @property
    def shown_text(self) -> list[str]:
        """The rows on the screen as text."""
        return [row.strip.text.rstrip() for row in self.page.rows]

    # what the screen puts in

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
        self._asked = None
        self.page.show(
            messages,
            at_start=at_start,
            at_end=at_end,
            last_read=last_read,
            since=since,
            latest_seq=latest_seq,
        )
        self.redraw()

    def show_end(self, messages: Sequence[Message], *, at_start: bool) -> None:
        """Show the room's end instead of what is held; the line of the unread and what was read stay.

        Args:
            messages: The room's newest, ascending.
            at_start: They begin with the room's first message.
        """
        self._asked = None
        self.page.show_end(messages, at_start=at_start)
        self.redraw()

    def show_start(self, messages: Sequence[Message], *, at_end: bool) -> None:
        """Show the room's beginning instead of what is held; the line of the unread and what was read stay."""
        self._asked = None
        self.page.show_start(messages, at_end=at_end)
        self.redraw()

    def arrive(self, messages: Sequence[Message]) -> None:
        """New messages came at the room's end."""
        self.page.arrive(messages)
        self.redraw()

    def newest_is(self, seq: int) -> None:
        """The room has a newer message, but its end is not held here."""
        self.page.newest_is(seq)
        self.redraw()

    def mark_new(self, seq: int, label: str) -> None:
        """Draw the line of the unread above a message that came while nobody was looking."""
        self.page.mark_new(seq, label)
        self.redraw()

    def earlier(self, messages: Sequence[Message], *, at_start: bool) -> None:
        """Older messages were read; what is on the screen stays where it is."""
        self._asked = None
        self.page.earlier(messages, at_start=at_start)
        self.redraw()

    def later(self, messages: Sequence[Message], *, at_end: bool) -> None:
        """Newer messages were read while scrolling down."""
        self._asked = None
        self.page.later(messages, at_end=at_end)
        self.redraw()

    def change(self, message: Message) -> None:
        """A message was edited or taken back."""
        self.page.change(message)
        self.redraw()

    def cover(self, rows: Sequence[Row]) -> None:
        """Lay a few rows over the lowest ones, for a while; () takes them off. Nothing below them moves."""
        if rows or self._laid.rows:
            self._laid.lay(rows)
            self.redraw()

    # moving

    def scroll(self, rows: int) -> None:
        """Move by rows: down (towards the newest) when positive."""
        self._ensure_size()
        self.page.scroll(rows)
        self.redraw()

    def scroll_page(self, pages: int) -> None:
        """Move by screens; a little of what was read stays in sight."""
        self.scroll(pages * max(1, self.page.height - 3))

    def to_end(self) -> None:
        """Go to the newest message and follow; asks for it when it is not held."""
        if not self.page.to_end():
            self.post_message(self.NewestWanted())
        self.redraw()

    def to_start(self) -> None:
        """Go to the room's first message; asks for it when it is not held."""
        if not self.page.to_start():
            self.post_message(self.StartWanted())
        self.redraw()

    def to_first_new(self) -> bool:
        """Go to the line of the unread; False when there is none here."""
        found = self.page.to_first_new()
        self.redraw()
        return found

    def select(self, step: int) -> bool:
        """Choose the message above (-1) or below (+1) the chosen one, or the lowest on the screen.

        Returns:
            False when there is none in that direction.
        """
        chosen = self.page.select(step)
        self.redraw()
        return chosen

    def select_seq(self, seq: int) -> None:
        """Choose a message that is held."""
        self._ensure_size()
        self.page.select_seq(seq)
        self.redraw()

    def unselect(self) -> None:
        """Choose none."""
        self.page.unselect()
        self.redraw()

    # drawing

    def redraw(self) -> None:
        """Make the rows anew and draw those that are not the same."""
        page, region = self.page, self._pen.free_region()
        # To ask Textual for one's size takes a tenth of what a new line costs.
        known = region is not None and region.size == (page.width, page.height)
        if not known and not (self.is_attached and self._ensure_size()):
            return
        changed = self._laid.changes(page.compose(), page.height)
        if changed:
            shown, rows = self._shown_cells, self._laid.over(page.rows)
            changes = [Change(y, rows[y], shown[y]) for y in changed]
            if not self._pen.draw(changes, self._look.ground, region if known else None):
                self.refresh(*_regions(changed, page.width))
            for y in changed:
                shown[y] = rows[y].used
        if page.selected_seq != self._told_choice:
            self._told_choice = page.selected_seq
            self.post_message(self.ChoiceChanged())
        if page.following != self._told_following:
            self._told_following = page.following
            self.post_message(self.FollowingChanged())
        self.tell_what_was_seen()
        self._ask_for_more()

    def _ensure_size(self) -> bool:
        """Lay out for the widget's size, which Textual computes anew at each look.

        Returns:
            False when there is no room to draw in.
        """
        width, height = self.size
        page = self.page
        if (page.width, page.height) != (width, height):
            page.resize(width, height)
            self._shown_cells = [width] * height
            self._laid.all_due()
        return width > 0 and height > 0

    def tell_what_was_seen(self) -> None:
        """Ask whether somebody was looking, when more is on the screen than what is known to be read."""
        seen = self.page.whole_seq
        if self._laid.rows:
            return
        if seen > self.page.read_to and self._on_seen(seen):
            self.page.read_to = seen

    def _ask_for_more(self) -> None:
        """Ask for older or newer messages when less than a screen and a half of them is left."""
        page, window = self.page, self.page.window
        near = page.height + page.height // 2
        if not window.messages:
            return
        if not window.at_start and page.rows_above(near) < near:
            self._ask(self.EarlierWanted(), window.first_seq)
        elif not window.at_end and page.rows_below(near) < near:
            self._ask(self.LaterWanted(), window.last_seq)

    def _ask(self, wish: Notification, edge: int) -> None:
        if self._asked != (type(wish), edge):
            self._asked = (type(wish), edge)
            self.post_message(wish)

    def render_line(self, y: int) -> Strip:
        """One row as a strip of exactly the widget's width."""
        rows = self._ready_rows()
        return rows[y].strip if y < len(rows) else Strip.blank(self.size.width)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Rows as strips: the compositor's way to the same rows."""
        strips = [row.strip for row in self._ready_rows()[crop.y : crop.bottom]]
        if crop.x or crop.right < self.page.width:
            strips = [strip.crop(crop.x, crop.right) for strip in strips]
        return strips

    def _ready_rows(self) -> list[Row]:
        page = self.page
        if self._ensure_size() and len(page.rows) != page.height:
            page.compose()
            self._shown_cells = [row.used for row in self._laid.over(page.rows)]
        return self._laid.over(page.rows)

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
        """Go to the room's first message."""
        self.to_start()

    def action_end(self) -> None:
        """Go to the newest message."""
        self.to_end()

    def _want(self, deed: str) -> None:
        if self.selected is None and deed != "back":
            self.select(-1)
        self.post_message(self.Wanted(deed))

    action_reply = partialmethod(_want, "reply")
    action_react = partialmethod(_want, "react")
    action_edit = partialmethod(_want, "edit")
    action_delete = partialmethod(_want, "delete")
    action_copy = partialmethod(_want, "copy")
    action_permalink = partialmethod(_want, "permalink")
    action_go = partialmethod(_want, "go")
    action_back = partialmethod(_want, "back")
    action_links = partialmethod(_want, "links")
    action_pin = partialmethod(_want, "pin")
    action_versions = partialmethod(_want, "versions")

    @property
    def is_choosing(self) -> bool:
        """A message is chosen, so that the keys for it are the ones that matter."""
        return bool(self.page.selected_seq)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What can be done with the chosen message is offered, and no more."""
        if action not in NAMES:
            return True
        rights = {"moderates": self.may_moderate, "pins": self.may_pin, "came": self.came_from_answer}
        return possible(action, self.selected, self.page.handle, **rights)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Go back a little."""
        event.stop()
        self.scroll(-WHEEL_ROWS)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Come forward a little."""
        event.stop()
        self.scroll(WHEEL_ROWS)

    def focus_on_click(self) -> bool:
        """What lies over the log belongs to the input, which keeps the focus."""
        return not self._laid.rows

    def on_click(self, event: events.Click) -> None:
        """Choose the message that was clicked; the lowest line goes to the newest."""
        page = self.page
        covered = page.height - len(self._laid.rows)
        if event.y >= covered:
            self.post_message(self.CoverPressed(event.y - covered))
        elif not page.following and event.y == page.height - 1:
            self.to_end()
        elif event.y < len(page.row_seqs) and (seq := page.row_seqs[event.y]):
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
