"""The list of threads as a window over the store: a few pages are held, whatever the board's size."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar, Final

from store import threads
from store.threads import Cursor, Thread
from tui.forum import words
from tui.widgets.frame import FrameScreen
from tui.widgets.sheet import Choice, Item, Sheet, Words
from tui.widgets.spans import Span

MOST_PAGES: Final = 4
"""Pages that are held at once."""
NEAR_ROWS: Final = 8
"""Rows before the end of what is held at which more is read."""


class ThreadSheet(Sheet):
    """A sheet that says when its end comes near."""

    ALLOW_SELECT: ClassVar[bool] = False
    on_near: Callable[[int], None] | None = None
    """Called with -1 near the top and +1 near the end of the rows."""

    def _move_to(self, choice: int) -> None:
        super()._move_to(choice)
        self._tell()

    def scroll_lines(self, lines: int) -> None:
        """Move what is seen, and say when an end of it comes near."""
        super().scroll_lines(lines)
        self._tell()

    def _tell(self) -> None:
        if self.on_near is None:
            return
        if self._at >= len(self._choices) - NEAR_ROWS or self._top + self.size.height >= len(self._lines):
            self.on_near(1)
        if self._at <= NEAR_ROWS:
            self.on_near(-1)


class Pages:
    """The pages of one view that are held. Belongs to one screen."""

    def __init__(self, screen: FrameScreen) -> None:
        self._screen = screen
        self.view = "latest"
        self.board = 0
        """A board's id; 0: all of them."""
        self.tag = ""
        self._pages: list[list[Thread]] = []
        self._before: list[Cursor | None] = [None]
        """What each page that was ever read began after, by its number."""
        self._first = 0  # the number of the first page that is held
        self._ended = False

    def __iter__(self) -> Iterator[Thread]:
        for page in self._pages:
            yield from page

    @property
    def empty(self) -> bool:
        """Nothing is held."""
        return not any(self._pages)

    @property
    def at_start(self) -> bool:
        """What is held begins with the first page."""
        return self._first == 0

    def one(self, thread: int) -> Thread | None:
        """A thread that is held."""
        return next((each for each in self if each.id == thread), None)

    async def begin(
        self, *, view: str | None = None, board: int | None = None, tag: str | None = None
    ) -> None:
        """Read the first page of a view; None leaves a thing as it was."""
        self.view = self.view if view is None else view
        self.board = self.board if board is None else board
        self.tag = self.tag if tag is None else tag
        self._first, self._before, self._ended = 0, [None], False
        page = await self._read(None)
        self._pages = [page] if page else []

    async def again(self) -> None:
        """Read what is held anew, from where it begins."""
        count = max(1, len(self._pages))
        del self._before[self._first + 1 :]
        self._pages, self._ended = [], False
        for _ in range(count):
            if not await self.more():
                break

    async def more(self) -> bool:
        """Read the page after those that are held; the first of them goes when there are too many.

        Returns:
            False when there is none.
        """
        if self._ended:
            return False
        if self._pages:
            before: Cursor | None = self._pages[-1][-1].cursor
            number = self._first + len(self._pages)
            del self._before[number:]
            self._before.append(before)
        else:
            before = self._before[self._first]
        page = await self._read(before)
        if not page:
            self._ended = True
            return False
        self._pages.append(page)
        if len(self._pages) > MOST_PAGES:
            del self._pages[0]
            self._first += 1
        return True

    async def back(self) -> bool:
        """Read the page before those that are held; the last of them goes when there are too many.

        Returns:
            False when there is none.
        """
        if not self._first:
            return False
        page = await self._read(self._before[self._first - 1])
        self._first -= 1
        self._pages.insert(0, page)
        if len(self._pages) > MOST_PAGES:
            self._pages.pop()
            self._ended = False
        return True

    async def _read(self, before: Cursor | None) -> list[Thread]:
        found = await self._screen.ask(
            threads.listing, view=self.view, board=self.board or None, tag=self.tag, before=before
        )
        return found or []

    def items(self, row: Callable[[Thread], Choice], *, boards: bool) -> list[Item]:
        """The rows of what is held.

        Args:
            row: Makes one.
            boards: There is a board at all.
        """
        items: list[Item] = [row(thread) for thread in self]
        if not items:
            if not boards:
                return [Words(words.NO_BOARDS)]
            if self.tag:
                return [Words(words.NOTHING_TAGGED.format(tag=self.tag))]
            return [Words((words.EMPTY_HERE if self.board else words.EMPTY)[self.view])]
        if not self.at_start:
            items.insert(0, Choice("up", (Span("  "), Span(words.EARLIER_ROW, "muted"))))
        return items
