"""The readable column of a thread: a plain widget that draws rows of posts, with no layout and no timer.

It holds a window of the thread's posts. Where the reader is, is kept as a post and a row in it, so that posts that come
above or below, a change, or another width never move what is being read.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import ClassVar, Final

from textual import events
from textual.binding import BindingType
from textual.geometry import Region
from textual.message import Message as Notification
from textual.strip import Strip

from store.posts import Post
from tui.commands import bindings
from tui.forum.column_keys import COMMANDS
from tui.forum.post_rows import Block
from tui.forum.wanting import Wanting

MOST_HELD: Final = 240
"""Posts that are held; when there are more, those furthest from the reader are let go."""
NEAR: Final = 4
"""Posts left in one direction when more of them are wanted."""
WHEEL_ROWS: Final = 3
"""Rows that one step of the mouse wheel moves."""


class Column(Wanting, can_focus=True):
    """Draws the posts of one thread. Knows no store: posts are put in, and wishes for more are told."""

    DEFAULT_CSS = """
    Column { width: 1fr; height: 1fr; }
    """
    ALLOW_SELECT: ClassVar[bool] = False
    OFFERS: ClassVar = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(COMMANDS)]

    class EarlierWanted(Notification):
        """The top of what is held comes near: older posts are wanted."""

    class LaterWanted(Notification):
        """The end of what is held comes near and it is not the thread's end."""

    class EdgeWanted(Notification):
        """The thread's beginning (-1) or end (+1) is wanted and is not held."""

        def __init__(self, edge: int) -> None:
            super().__init__()
            self.edge = edge

    class Left(Notification):
        """Down from the last post: to the editor."""

    class ChoiceChanged(Notification):
        """Another post is chosen: other keys matter."""

    def __init__(self, on_seen: Callable[[Sequence[int]], None], *, id: str | None = None) -> None:
        """Make an empty column.

        Args:
            on_seen: Called with the sequences of posts whose last row is on the screen.
            id: The widget's id.
        """
        super().__init__(id=id)
        self._on_seen = on_seen
        self.make: Callable[[Post | None, int], Block] = _nothing
        """Makes the rows of a post, or with None of what stands above all posts, for a width in cells."""
        self.posts: list[Post] = []
        self.at_start = self.at_end = True
        self._blocks: list[Block] = []  # the head first, then one for each post
        self._starts: list[int] = []
        self._total = 0
        self._laid_for = 0
        self._anchor = (0, 0)  # a block, and the row of it that is the topmost on the screen
        self._at = -1  # the chosen post's place; -1: none
        self._asked: tuple[str, int] | None = None

    # what the screen puts in

    def show(self, posts: Sequence[Post], *, at_start: bool, at_end: bool, at: int = 0) -> None:
        """Show another thread, or another stretch of it.

        Args:
            posts: In ascending order.
            at_start: They begin with the thread's first post.
            at_end: They end with its last.
            at: The sequence to begin at and to choose; 0: the top.
        """
        self.posts = list(posts)
        self.at_start, self.at_end = at_start, at_end
        self._asked = None
        self._at = next((number for number, post in enumerate(posts) if post.seq >= at), -1) if at else -1
        if at and self._at < 0:
            self._at = len(self.posts) - 1
        if self._at < 0 and self.posts:
            self._at = 0
        self._anchor = (0, 0) if not at or (self._at <= 0 and at_start) else (self._at + 1, 0)
        self._lay_out()

    def arrive(self, posts: Sequence[Post], *, at_end: bool) -> None:
        """Posts that come after what is held."""
        known = self.posts[-1].seq if self.posts else 0
        self.posts += [post for post in posts if post.seq > known]
        self.at_end = at_end
        self._asked = None
        surplus = len(self.posts) - MOST_HELD
        if surplus > 0 and self._anchor[0] > surplus:
            del self.posts[:surplus]
            self.at_start = False
            self._anchor = (self._anchor[0] - surplus, self._anchor[1])
            self._at = max(0, self._at - surplus)
        self._lay_out()

    def earlier(self, posts: Sequence[Post], *, at_start: bool) -> None:
        """Posts that come before what is held; what is on the screen stays where it is."""
        known = self.posts[0].seq if self.posts else 0
        older = [post for post in posts if post.seq < known]
        self.posts[:0] = older
        self.at_start = at_start
        self._asked = None
        at, row = self._anchor
        self._anchor = (at + len(older), row) if at else (len(older) + 1, 0)
        self._at += len(older)
        if len(self.posts) > MOST_HELD:
            del self.posts[max(MOST_HELD, self._anchor[0] + 1, self._at + 1) :]
            self.at_end = False
        self._lay_out()

    def change(self, post: Post) -> None:
        """A post is not as it was."""
        for number, held in enumerate(self.posts):
            if held.seq == post.seq:
                self.posts[number] = post
                self._lay_out()
                return

    def remake(self) -> None:
        """Make all rows anew: what else decides about them has changed."""
        self._lay_out()

    # what is shown

    @property
    def chosen(self) -> Post | None:
        """The post that keys are for; None without posts."""
        return self.posts[self._at] if 0 <= self._at < len(self.posts) else None

    @property
    def polled(self) -> Post | None:
        """The post with the poll: the chosen one, or else the first that has one."""
        chosen = self.chosen
        if chosen is not None and chosen.poll is not None:
            return chosen
        return next((post for post in self.posts if post.poll is not None), None)

    @property
    def is_choosing(self) -> bool:
        """A post is chosen, so that its keys are the ones that matter in the foot."""
        return self.chosen is not None

    def choose(self, seq: int) -> bool:
        """Choose a post that is held and bring it onto the screen.

        Returns:
            False when it is not held.
        """
        for number, post in enumerate(self.posts):
            if post.seq == seq:
                self._choose(number)
                return True
        return False

    # layout of rows

    def _lay_out(self) -> None:
        width = self.size.width
        if not width:
            self._laid_for = 0
            return
        self._laid_for = width
        head = self.make(None, width)
        if not self.at_start:
            # What stands above all posts is there only when the first of them is.
            head = head.nothing()
        self._blocks = [head, *(self.make(post, width) for post in self.posts)]
        self._starts = []
        total = 0
        for block in self._blocks:
            self._starts.append(total)
            total += len(block)
        self._total = total
        at, row = self._anchor
        at = min(at, len(self._blocks) - 1)
        self._anchor = (at, min(row, max(0, len(self._blocks[at]) - 1)))
        self._to(self._top)

    @property
    def _top(self) -> int:
        block, row = self._anchor
        return (self._starts[block] if block < len(self._starts) else 0) + row

    def _to(self, top: int) -> None:
        """Let a row be the topmost on the screen, as far as there are rows below it."""
        top = max(0, min(top, self._total - self.size.height))
        block = max(0, bisect_right(self._starts, top) - 1)
        self._anchor = (block, top - self._starts[block] if self._starts else 0)
        self.refresh()
        self.tell_what_was_seen()
        self._ask_for_more()

    def tell_what_was_seen(self) -> None:
        """Say which posts are on the screen to their last row."""
        if not self._laid_for or not self.is_attached:
            return
        top = self._top
        bottom = top + self.size.height
        seen = []
        for number, post in enumerate(self.posts):
            # The empty row at a post's end need not be seen.
            last = self._starts[number + 1] + len(self._blocks[number + 1]) - 2
            if last >= bottom:
                break
            if last >= top:
                seen.append(post.seq)
        if seen:
            self._on_seen(seen)

    def _ask_for_more(self) -> None:
        if not self.posts:
            return
        first = max(0, self._anchor[0] - 1)
        last = bisect_right(self._starts, self._top + self.size.height) - 1
        if not self.at_start and first < NEAR:
            self._ask(self.EarlierWanted(), "earlier", self.posts[0].seq)
        elif not self.at_end and last > len(self.posts) - NEAR:
            self._ask(self.LaterWanted(), "later", self.posts[-1].seq)

    def _ask(self, wish: Notification, what: str, edge: int) -> None:
        if self._asked != (what, edge):
            self._asked = (what, edge)
            self.post_message(wish)

    def render_line(self, y: int) -> Strip:
        """One row of what is seen."""
        width = self.size.width
        if width != self._laid_for:
            self._lay_out()
        number = self._top + y
        if not self._blocks:
            return Strip.blank(width, self.rich_style)
        if number >= self._total:
            return self._blocks[0].empty
        place = bisect_right(self._starts, number) - 1
        block = self._blocks[place]
        row = number - self._starts[place]
        chosen = place == self._at + 1 and place > 0 and block.lead <= row < len(block) - 1
        sign = self.rights.bar if chosen else " "
        return block.strip(row, sign, "amber" if self.has_focus else "muted")

    def render_lines(self, crop: Region) -> list[Strip]:
        """Rows of what is seen, straight from what is kept of them."""
        strips = [self.render_line(y) for y in range(crop.y, crop.bottom)]
        if crop.x or crop.right < self.size.width:
            strips = [strip.crop(crop.x, crop.right) for strip in strips]
        return strips

    async def on_resize(self, event: events.Resize) -> None:
        """Lay out for the new width; the row being read keeps its place."""
        if event.size.width != self._laid_for:
            self._lay_out()
        else:
            self._to(self._top)

    # moving

    def _choose(self, number: int) -> None:
        self._at = max(0, min(number, len(self.posts) - 1))
        if self._laid_for:
            block = self._at + 1
            first, rows = self._starts[block], len(self._blocks[block])
            top, height = self._top, self.size.height
            if self._at == 0 and self.at_start and self._starts[1] + rows <= height:
                first = 0
            if first < top:
                top = first
            elif first + rows - 1 > top + height:
                top = min(first, first + rows - 1 - height)
            self._to(top)
        self.post_message(self.ChoiceChanged())

    def _whole_below(self) -> bool:
        """The chosen post's last row is on the screen, or above it."""
        block = self._at + 1
        return self._starts[block] + len(self._blocks[block]) - 1 <= self._top + self.size.height

    def action_step(self, by: int) -> None:
        """Choose the post above or below; one that is longer than the screen is read to its end first."""
        if not self.posts or not self._laid_for:
            return
        if by > 0 and not self._whole_below():
            self._to(self._top + max(1, self.size.height - 4))
        elif by < 0 and self._starts[self._at + 1] < self._top:
            self._to(max(self._starts[self._at + 1], self._top - max(1, self.size.height - 4)))
        elif by > 0 and self._at == len(self.posts) - 1:
            if self.at_end:
                self.post_message(self.Left())
        elif by < 0 and self._at == 0:
            self._to(0 if self.at_start else self._top)
        else:
            self._choose(self._at + by)

    def action_page(self, by: int) -> None:
        """Move by screens; a little of what was read stays in sight, and what is in sight is chosen."""
        if not self._laid_for:
            return
        self._to(self._top + by * max(1, self.size.height - 3))
        self._choose_in_sight()

    def _choose_in_sight(self) -> None:
        top, bottom = self._top, self._top + self.size.height
        for number in range(len(self.posts)):
            block = self._blocks[number + 1]
            first = self._starts[number + 1] + block.lead
            if first >= top or (first < top and self._starts[number + 1] + len(block) >= bottom):
                self._at = number
                break
        else:
            self._at = len(self.posts) - 1
        self.refresh()
        self.post_message(self.ChoiceChanged())

    def action_edge(self, by: int) -> None:
        """Go to the thread's beginning or end."""
        if (by < 0 and not self.at_start) or (by > 0 and not self.at_end):
            self.post_message(self.EdgeWanted(by))
        elif self.posts and self._laid_for:
            self._to(0 if by < 0 else self._total)
            self._at = 0 if by < 0 else len(self.posts) - 1
            self.post_message(self.ChoiceChanged())

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll with the wheel."""
        event.stop()
        self._to(self._top + WHEEL_ROWS)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll with the wheel."""
        event.stop()
        self._to(self._top - WHEEL_ROWS)

    def on_click(self, event: events.Click) -> None:
        """Choose the post under the mouse."""
        number = self._top + event.y
        if self._blocks and number < self._total:
            place = bisect_right(self._starts, number) - 1
            if place > 0:
                self._choose(place - 1)

    def on_focus(self) -> None:
        """The bar lights up."""
        self.refresh()

    def on_blur(self) -> None:
        """The bar rests."""
        self.refresh()


def _nothing(post: Post | None, width: int) -> Block:
    """No rows, before anything is shown."""
    raise NotImplementedError
