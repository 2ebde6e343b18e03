"""Brings a thread into the column: which stretch of it is held, where one begins to read, what changes in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import tzinfo
from typing import Final

from store import posts, threads
from store.errors import HubError
from store.posts import Page, Post
from store.threads import Opened
from tui import times
from tui.chat.look import Look
from tui.chat.wrap import printable
from tui.forum import words
from tui.forum.column import Column
from tui.forum.marks import Marks
from tui.forum.post_rows import Block, Place, head_block, post_block
from tui.theme import Ink
from tui.widgets.frame import FrameScreen

OPENED: Final = 24
"""Posts that are read when a thread is opened; more come when one gets near their end."""


class Reader:
    """Belongs to one screen; reads as its person."""

    def __init__(self, screen: FrameScreen, column: Column, marks: Marks) -> None:
        self._screen = screen
        self._column = column
        self._marks = marks
        self._unfolded: set[int] = set()
        self._look: Look | None = None
        self._zone: tzinfo | None = None
        self._wanted = 0  # the post that was asked for, or the first unread; 0: neither
        self._new_from = 0  # the first post that was unread when the thread was opened; 0: none was
        self.note_open = True
        """What the content note folds is to be seen."""
        self.opened: Opened | None = None
        """The thread; None: none is open."""
        column.make = self._made

    @property
    def thread(self) -> int:
        """The open thread's id; 0: none is open."""
        return self.opened.thread.id if self.opened is not None else 0

    def see_as(self, look: Look, zone: tzinfo) -> None:
        """Take over how the person sees things."""
        if (look, zone) != (self._look, self._zone):
            self._look, self._zone = look, zone
            if self.opened is not None:
                self._column.remake()

    async def open(self, thread: int, seq: int | None) -> bool:
        """Show a thread, at its first unread post or at a given one.

        Args:
            thread: Its id; an old one leads to where its posts are now.
            seq: The post to show; None: the first unread, or the end.

        Returns:
            False when there is none; the person has been told.
        """
        opened = await self._screen.ask(threads.one, thread=thread)
        if opened is None:
            return False
        row = opened.thread
        self.opened = opened
        self._unfolded.clear()
        self.note_open = not row.content_note or row.mine
        self._new_from = row.first_unread if row.first_unread > 1 else 0
        self._marks.begin(row.id, row.first_unread - 1 if row.first_unread else row.last_seq)
        # A post's address is in the numbers of the thread as it was; what is unread, in those of the thread as it is.
        known, at = (thread, seq) if seq else (row.id, row.first_unread or row.last_seq)
        page = await self._screen.ask(posts.page, thread=known, around=at, limit=OPENED)
        if page is None:
            return False
        self._wanted = page.at if seq else row.first_unread
        self._show(page, page.at if page.at > 1 else 0)
        return True

    def _show(self, page: Page, at: int) -> None:
        held = page.posts if self.note_open else ()
        self._column.show(held, at_start=not page.earlier, at_end=not page.later, at=at if held else 0)

    def close(self) -> None:
        """Be in no thread."""
        self.opened = None
        self._column.show((), at_start=True, at_end=True)

    async def unfold(self, post: Post | None) -> None:
        """Show what the thread's note or a post folds, or fold the post again."""
        if self.opened is None:
            return
        if not self.note_open:
            self.note_open = True
            page = await self._screen.ask(posts.page, thread=self.thread, around=self._wanted or 1)
            if page is not None:
                self._show(page, self._wanted if self._wanted > 1 else 0)
        elif post is not None:
            self._unfolded ^= {post.seq}
            self._column.remake()

    # more of it

    async def earlier(self) -> None:
        """Older posts than those that are held."""
        held = self._column.posts
        if self.opened is None or not held:
            return
        page = await self._screen.ask(posts.page, thread=self.thread, before=held[0].seq)
        if page is not None:
            self._column.earlier(page.posts, at_start=not page.earlier)

    async def later(self) -> None:
        """Newer posts than those that are held."""
        held = self._column.posts
        if self.opened is None or not self.note_open:
            return
        page = await self._screen.ask(posts.page, thread=self.thread, after=held[-1].seq if held else 0)
        if page is not None:
            self._column.arrive(page.posts, at_end=not page.later)

    async def edge(self, edge: int) -> None:
        """The thread's beginning (-1) or end (+1)."""
        if self.opened is None:
            return
        last = self.opened.thread.last_seq
        page = await self._screen.ask(posts.page, thread=self.thread, around=1 if edge < 0 else last)
        if page is not None and page.posts:
            self._show(page, page.posts[-1].seq if edge > 0 else 0)

    async def go_to(self, seq: int) -> bool:
        """Bring a post onto the screen and choose it.

        Returns:
            False when there is none of that number.
        """
        if self._column.choose(seq):
            return True
        page = await self._screen.ask(posts.page, thread=self.thread, around=seq)
        if page is None or not any(post.seq == seq for post in page.posts):
            return False
        self._show(page, seq)
        return True

    async def advanced(self, seq: int) -> None:
        """The thread has newer posts."""
        if self.opened is None:
            return
        row = self.opened.thread
        self.opened = replace(self.opened, thread=replace(row, last_seq=max(row.last_seq, seq)))
        if self._column.at_end:
            if not self._new_from and not self._looking:
                self._new_from = self._column.posts[-1].seq + 1 if self._column.posts else 0
            await self.later()

    async def changed(self, seq: int) -> None:
        """A post, or the thread itself, is not as it was."""
        before = self.thread
        await self.read_thread()
        if self.opened is None or not self.note_open or self.thread != before:
            return
        try:
            page = await self._screen.attempt(posts.page, thread=self.thread, around=seq, limit=1)
        except HubError:
            return
        for post in page.posts:
            if post.seq == seq:
                self._column.change(post)

    async def read_thread(self) -> None:
        """Read the thread again: its title, its signs, and what one may do in it."""
        if self.opened is None:
            return
        try:
            self.opened = await self._screen.attempt(threads.one, thread=self.thread)
        except HubError:
            self.close()
            return
        self._column.remake()

    async def read_again(self) -> None:
        """Read all that is held again, where one is."""
        await self.read_thread()
        chosen = self._column.chosen
        if self.opened is not None and chosen is not None:
            page = await self._screen.ask(posts.page, thread=self.thread, around=chosen.seq)
            if page is not None:
                self._show(page, chosen.seq)

    # what it looks like

    @property
    def _looking(self) -> bool:
        return self._screen.porch.is_looked_at(self._screen)

    def _made(self, post: Post | None, width: int) -> Block:
        look, zone, porch = self._look, self._zone, self._screen.porch
        assert look is not None and zone is not None  # noqa: S101, PT018 - the screen said so before it showed anything
        if post is None:
            return head_block(self._head(), width, look)
        now = porch.session.hub.clock()
        place = Place(
            width=width,
            time=times.when(post.at, now, zone),
            changed=times.when(post.edited_at, now, zone) if post.edited_at is not None else "",
            since=words.NEW_FROM_HERE if post.seq == self._first_new() else "",
            viewer=porch.handle if post.names_me else "",
            unfolded=post.seq in self._unfolded,
        )
        return post_block(post, place, look)

    @property
    def first_new(self) -> int:
        """The first post that was unread when the thread was opened; 0: none was."""
        return self._new_from

    def _first_new(self) -> int:
        """The first post that is held of those that were unread; what somebody blocked wrote is not among them."""
        if not self._new_from:
            return 0
        return next((post.seq for post in self._column.posts if post.seq >= self._new_from), 0)

    def _head(self) -> Sequence[tuple[str, Ink, bool]]:
        if self.opened is None:
            return ()
        row, dot = self.opened.thread, f" {self._screen.porch.signs.dot} "
        facts = [words.in_board(row.board_title), *(f"#{tag}" for tag in row.tags)]
        facts += [words.PINNED] * row.pinned + [words.SOLVED] * (row.solved_seq is not None)
        if row.level != "normal":
            facts.append(words.LEVELS_SHOWN[row.level])
        if row.moved:
            facts.append(words.MOVED)
        lines: list[tuple[str, Ink, bool]] = [
            ("", "text", False),
            (printable(row.title), "text", True),
            (printable(dot.join(facts)), "muted", False),
        ]
        if row.closed:
            because = self.opened.closed_because
            said = words.CLOSED_WHY.format(reason=because) if because else words.CLOSED_HINT
            lines.append((printable(said), "muted", False))
        if not self.note_open:
            lines += [
                ("", "text", False),
                (words.NOTE_OPEN.format(note=printable(row.content_note)), "text", False),
            ]
        elif row.content_note:
            lines.append((words.mentions(printable(row.content_note)), "muted", False))
        return [*lines, ("", "text", False)]
