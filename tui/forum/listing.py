"""The forum's lists: boards at the left of a wide window, the views of their threads, and what is done from there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from store import boards, threads
from store.boards import Board
from store.bus import Event, Resync
from tui.commands import Command, bindings
from tui.forum import words
from tui.forum.body import BOARDS_CELLS, BOARDS_FROM, ForumBody, Views
from tui.forum.lists import Pages, ThreadSheet
from tui.forum.new_thread import NewThreadScreen, choose_board
from tui.forum.rows import ThreadRows, board_rows, shown
from tui.widgets.floating import Entry, Picker, Question
from tui.widgets.frame import FrameScreen
from tui.widgets.head import RAIL_FROM
from tui.widgets.rail import RAIL_CELLS
from tui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Coroutine

_VIEW_KEYS: Final = {
    "latest": "l",
    "new": "N",
    "unread": "U",
    "unanswered": "Q",
    "following": "F",
    "mine": "M",
}

COMMANDS: Final = (
    Command(
        "forum.ask",
        ("a",),
        "new_thread",
        "New thread",
        "Begin a thread; it can be under an alias.",
        footer="new thread",
        footer_rank=1,
    ),
    Command(
        "forum.left",
        ("left",),
        "turn(-1)",
        "The view before",
        "Go to the view at the left.",
        palette=False,
        shown_key="←",
    ),
    Command(
        "forum.right",
        ("right",),
        "turn(1)",
        "From view to view",
        "Go to the view at the left or at the right.",
        footer="view",
        footer_rank=2,
        palette=False,
        shown_key="←→",
    ),
    *(
        Command(
            f"forum.view_{view}",
            (key,),
            f"view('{view}')",
            f"Threads: {words.VIEWS[view].lower()}",
            f"Show the threads: {words.ABOUT_VIEWS[view]}.",
        )
        for view, key in _VIEW_KEYS.items()
    ),
    Command(
        "forum.tag",
        ("number_sign",),
        "tag",
        "By tag",
        "Show only the threads that carry a tag.",
        shown_key="#",
    ),
    Command("forum.board", ("b",), "board", "Boards", "Choose a board.", footer="boards", footer_rank=2),
    Command("forum.read", ("R",), "all_read_here", "Take these for read", "Take a board, or all, for read."),
)
_NEWS: Final = frozenset({"threads", "blocks", "rooms", "boards", "preferences"})
"""Kinds of news, of whatever topic, at which the lists may look different."""
LIST_ACTIONS: Final = frozenset({"new_thread", "turn", "view", "tag", "board", "all_read_here"})
"""What is done from the lists only."""


class Listing(FrameScreen):
    """The lists of the forum; the screen adds the thread that is open."""

    OFFERS: ClassVar[tuple[Command, ...]] = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(COMMANDS)]
    AUTO_FOCUS = "#threads"

    def __init__(self) -> None:
        super().__init__()
        self.place = words.FORUM
        self._pages = Pages(self)
        self._known: list[Board] = []
        self._stale = True
        self._reading = False

    def compose_body(self) -> Iterable[Widget]:
        """Boards, views, threads."""
        self._boards = Sheet(id="boards")
        self._views = Views(id="views")
        self._threads = ThreadSheet(id="threads")
        self._threads.on_near = self._near
        self.body = ForumBody(self._boards, self._views, self._threads)
        yield self.body

    @property
    def open_thread_id(self) -> int:
        """The thread that is open; 0: the lists are shown."""
        raise NotImplementedError

    async def open_thread(self, thread: int, *, seq: int | None = None) -> None:
        """Show a thread."""
        raise NotImplementedError

    async def on_mount(self) -> None:
        """Read the lists before the first frame."""
        await self._read()

    def main_pane(self) -> Widget | None:
        """The list of threads."""
        return self._threads if self.is_mounted else None

    async def on_resize(self) -> None:
        """Rows and boards as there is room for them."""
        await super().on_resize()
        if not self.open_thread_id:
            self.body.show_lists()
        self._show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The keys of the lists are for the lists."""
        return not (action in LIST_ACTIONS and self.open_thread_id)

    # showing

    @property
    def _cells(self) -> int:
        """Width of the list of threads, also before it has been laid out."""
        width = self.app.size.width
        width -= RAIL_CELLS if width >= RAIL_FROM else 0
        return width - (BOARDS_CELLS if width >= BOARDS_FROM else 0)

    @property
    def _board(self) -> Board | None:
        """The board that is shown; None: all of them."""
        return next((board for board in self._known if board.id == self._pages.board), None)

    def _show(self, *, keep: bool = True) -> None:
        porch, pages, board = self.porch, self._pages, self._board
        title = shown(board.title, porch.signs) if board is not None else words.ALL_BOARDS
        facts = [] if board is None else [shown(board.description, porch.signs)]
        facts += [words.BOARD_LOCKED] * (board is not None and board.locked)
        about = f" {porch.signs.dot} ".join(fact for fact in facts if fact)
        self._views.say(title, about, pages.view, pages.tag)
        self._boards.show(board_rows(self._known, porch.signs, here=pages.board))
        rows = ThreadRows(
            porch.signs,
            porch.session.hub.clock(),
            porch.zone,
            width=self._cells,
            with_board=board is None,
        )
        self._threads.show(pages.items(rows.row, boards=bool(self._known)), keep=keep)

    def show_lists(self) -> None:
        """Show the lists and not a thread."""
        self.place = words.FORUM
        self.body.show_lists()
        self.set_focus(self._threads)
        self.frame_changed()

    async def _read(self) -> None:
        """Read the lists from their beginning."""
        self._stale = False
        self._known = await self.ask(boards.listing) or []
        await self._pages.begin()
        self._show(keep=False)

    async def refresh_lists(self, *, at: int = 0) -> None:
        """Read what is held anew.

        Args:
            at: The thread to be at; 0: where one is.
        """
        self._stale = False
        self._known = await self.ask(boards.listing) or []
        gone = self._pages.board and self._board is None
        if gone:
            self.porch.toast(words.BOARD_GONE)
        if gone or self._pages.empty:
            await self._pages.begin(board=0 if gone else None)
        else:
            await self._pages.again()
        self._show(keep=not gone)
        if at:
            self._threads.go_to(f"thread:{at}")

    async def heard(self, news: Event | Resync) -> None:
        """Something in a board, or in what one has read, is not as the lists show it."""
        if isinstance(news, Event) and not (news.topic.startswith("board:") or news.kind in _NEWS):
            return
        self._stale = True
        shown_now = self.is_mounted and self.is_current and not self.open_thread_id
        if shown_now and not self._reading:
            # At once, but only once for news that comes together.
            self._reading = True
            self.call_later(self._read_stale)

    async def _read_stale(self) -> None:
        self._reading = False
        if self._stale and self.is_current and not self.open_thread_id:
            await self.refresh_lists()

    async def on_screen_resume(self) -> None:
        """Read the lists anew when something happened meanwhile."""
        await super().on_screen_resume()
        if self.is_mounted and self._stale and not self.open_thread_id:
            await self.refresh_lists()

    def _near(self, end: int) -> None:
        """An end of what is held comes near."""
        if (end > 0 or not self._pages.at_start) and not self._reading:
            self._reading = True
            self.call_later(self._read_on, end)

    async def _read_on(self, end: int) -> None:
        try:
            changed = await (self._pages.more() if end > 0 else self._pages.back())
            if changed:
                self._show()
        finally:
            self._reading = False

    # going

    @on(Sheet.Chosen)
    async def chosen(self, chosen: Sheet.Chosen) -> None:
        """Open a thread or a board."""
        chosen.stop()
        kind, _, number = chosen.key.partition(":")
        if kind == "thread":
            await self.open_thread(int(number))
        elif kind == "board":
            await self.open_board(int(number))
        elif kind == "up":
            await self._read_on(-1)

    async def open_board(self, board: int, *, view: str | None = None) -> None:
        """Show the threads of a board; 0: of all of them."""
        await self._pages.begin(board=board, view=view, tag="")
        if self._stale or not self._known:
            self._known = await self.ask(boards.listing) or []
        self._show(keep=False)
        self._boards.go_to(f"board:{board}")
        self.set_focus(self._threads)

    async def action_view(self, view: str) -> None:
        """Show another view."""
        await self._pages.begin(view=view)
        self._show(keep=False)

    async def action_turn(self, by: int) -> None:
        """Go to the view beside."""
        names = list(words.VIEWS)
        await self.action_view(names[(names.index(self._pages.view) + by) % len(names)])

    def _float(self, work: Coroutine[object, object, None]) -> None:
        self.run_worker(work, name="floating", group="floating", exclusive=True)

    def action_board(self) -> None:
        """Ask for a board."""
        self._float(self._choose_board())

    async def _choose_board(self) -> None:
        signs = self.porch.signs
        entries = [Entry("0", words.ALL_BOARDS)]
        entries += [
            Entry(
                str(board.id),
                shown(board.title, signs),
                shown(board.circle, signs) or words.HUB_BOARDS,
                also=f"{board.name} {board.description}",
                light=board.unread > 0,
            )
            for board in self._known
        ]
        picked = await self.porch.push_screen_wait(Picker(words.BOARDS_TITLE, words.BOARDS_HINT, entries))
        if picked is not None:
            await self.open_board(int(picked))

    def action_tag(self) -> None:
        """Ask for a tag."""
        self._float(self._choose_tag())

    async def _choose_tag(self) -> None:
        tags = sorted({tag for thread in self._pages for tag in thread.tags})
        entries = [Entry("", words.TAG_ALL), *(Entry(tag, f"#{tag}") for tag in tags)]

        def typed(text: str) -> list[Entry]:
            tag = text.strip().lstrip("#").lower()
            return [Entry(tag, f"#{tag}")] if tag and " " not in tag and tag not in tags else []

        picked = await self.porch.push_screen_wait(
            Picker(words.TAG_TITLE, words.TAG_HINT, entries, more=typed)
        )
        if picked is not None:
            await self._pages.begin(tag=picked)
            self._show(keep=False)

    def action_all_read_here(self) -> None:
        """Take the board, or all of them, for read."""
        self._float(self._all_read())

    async def _all_read(self) -> None:
        board = self._board
        name = shown(board.title, self.porch.signs) if board is not None else ""
        question = Question(
            words.ALL_READ_TITLE,
            words.ALL_READ_HERE.format(board=name) if name else words.ALL_READ_EVERYWHERE,
            yes=words.ALL_READ_YES,
            no=words.ALL_READ_NO,
        )
        if await self.porch.push_screen_wait(question) and await self.did(
            threads.mark_all_read, board=board.id if board is not None else None
        ):
            self.porch.toast(words.ALL_READ_DONE)

    def action_new_thread(self) -> None:
        """Begin a thread, in the board that is shown or another."""
        self._float(self._new_thread())

    async def _new_thread(self) -> None:
        board = self._board
        if board is None or not board.may_start:
            board = await choose_board(self, words.WHERE_TITLE)
        if board is not None:
            self.porch.show(NewThreadScreen(board))
