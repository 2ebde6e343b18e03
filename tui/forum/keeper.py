"""What waits in the forum."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar, Final

from store import boards, circles, drafts, lifts, post_changes, threads
from store.bus import Event, Resync
from store.errors import HubError
from store.lifts import Lift
from store.policy import Role
from store.post_changes import Begun
from store.threads import Counts, Thread
from tui import times
from tui.buddies.offers import sentence_row
from tui.buddies.panes import body_cells
from tui.forum import words
from tui.forum.care import go_through_lifts, read_told
from tui.forum.rows import shown
from tui.forum.screen import ForumScreen
from tui.keeper import Keeper, Section
from tui.rooms import count_label
from tui.today.rows import Row, Rows
from tui.widgets.floating import Entry
from tui.widgets.sheet import Choice, Item
from tui.widgets.spans import Span

JUMPED: Final = 100
"""Threads that can be jumped to by a part of their title."""
IN_LETTER: Final = 5
"""Threads of each kind that Today tells of at most."""
HELPS_FROM: Final = frozenset({Role.ALUM, Role.MENTOR, Role.FACILITATOR, Role.HOST})
"""Whom Today tells of questions that nobody has answered: those who have been there before."""


class ForumKeeper(Keeper):
    """Counts what is unread, and reads for Today only when it is looked at."""

    targets: ClassVar[frozenset[str]] = frozenset({"thread", "post", "board", "view", "lifts", "told"})

    _counts = Counts(0, 0, 0)
    _digest: Sequence[Thread] = ()
    _unanswered: Sequence[Thread] = ()
    _told: Sequence[Lift] = ()
    _begun: Sequence[drafts.Draft] = ()
    _change: Begun | None = None
    _lifts_waiting = 0
    _topics: frozenset[str] = frozenset()

    @property
    def count(self) -> int:
        """Threads with something unread."""
        return self._counts.unread

    async def read_again(self) -> frozenset[str]:
        """Count, and hear of every board, and of the circles that get new ones."""
        self._counts = await self.attempt(threads.counts)
        mine = {f"circle:{circle.id}" for circle in await self.attempt(circles.mine)}
        self._topics = await self._boards()
        return self._topics | mine

    async def _boards(self) -> frozenset[str]:
        return frozenset(f"board:{board.id}" for board in await self.attempt(boards.listing))

    async def heard(self, news: Event | Resync) -> bool:
        """Count again when something in a board or in what is read changed."""
        if isinstance(news, Resync):
            return False  # the app has read everything again
        if not (news.topic.startswith("board:") or news.kind in {"threads", "lift", "blocks", "boards"}):
            return False
        before = self._counts
        try:
            if news.kind == "boards":
                await self._listen_to_others()
            self._counts = await self.attempt(threads.counts)
        except HubError:
            return False
        return before != self._counts

    async def _listen_to_others(self) -> None:
        """Boards came or went: hear of those that are listed now."""
        wanted = await self._boards()
        for topic in self._topics - wanted:
            self.porch.subscription.discard(topic)
        for topic in wanted - self._topics:
            self.porch.subscription.add(topic)
        self._topics = wanted

    # Today

    async def read_letter(self) -> None:
        """Read what Today tells: threads that are followed, who waits, what one is told."""
        me = self.porch.me
        self._digest = await self.ask(threads.digest, limit=IN_LETTER) or ()
        helps = me is not None and me.role in HELPS_FROM
        self._unanswered = (
            await self.ask(threads.listing, view="unanswered", limit=IN_LETTER) or () if helps else ()
        )
        self._told = await self.ask(lifts.told) or ()
        self._begun = await self.ask(drafts.listing, limit=1) or ()
        self._change = await self.ask(post_changes.newest)
        decides = me is not None and me.role is Role.HOST
        self._lifts_waiting = len(await self.ask(lifts.waiting) or ()) if decides else 0

    def letter(self, rows: Rows) -> Sequence[Section]:
        """What is mine to do, who waits, what is new."""
        sections: list[Section] = []
        width = body_cells(self.porch.size.width)
        light = Span(f"{self.porch.signs.unread} ", "amber")
        mine: list[Row | Item] = [
            sentence_row("told:0", light, words.lift_row(lift.alias), width) for lift in self._told[:1]
        ]
        if self._lifts_waiting:
            mine.append(sentence_row("lifts:0", light, words.lifts_wait(self._lifts_waiting), width))
        mine += [self._draft(one) for one in self._begun[:1]]
        if self._change is not None:
            mine.append(self._changed(self._change))
        if mine:
            sections.append(Section("mine", "", mine))
        waits = rows.taken(
            [self._row(thread, waits=True) for thread in self._unanswered if not thread.mine],
            lambda left: self._more(left + max(0, self._counts.unanswered - IN_LETTER), "unanswered"),
            keep=4,
        )
        if waits:
            sections.append(Section("news", words.WAITING_FOR, rows.aligned(waits)))
        fresh = rows.taken(
            [self._row(thread) for thread in self._digest],
            lambda left: self._more(left + max(0, self._counts.following - len(self._digest)), "unread"),
        )
        if fresh:
            sections.append(Section("news", words.FOLLOWED, rows.aligned(fresh)))
        return sections

    @staticmethod
    def _more(left: int, view: str = "unread") -> Choice:
        return Choice(f"view:{view}", (Span(words.MORE_THREADS.format(count=count_label(left)), "muted"),))

    def _row(self, thread: Thread, *, waits: bool = False) -> Row:
        porch = self.porch
        now = porch.session.hub.clock()
        title = shown(thread.title, porch.signs)
        if waits:
            at = thread.waiting_since or thread.started_at
            when = f"{words.WAITS_SIGN} {words.age((now - at) // 60_000)}"
            about = words.in_board(shown(thread.board_title, porch.signs))
            return Row(f"thread:{thread.id}", "", (Span(title),), thread.author, about, "", when)
        when = times.when(thread.last_at, now, porch.zone).partition(" ")[0]
        about = words.in_board(shown(thread.board_title, porch.signs))
        count = count_label(thread.unread)
        return Row(
            f"thread:{thread.id}", porch.signs.unread, (Span(title),), thread.last_author, about, count, when
        )

    def _draft(self, draft: drafts.Draft) -> Choice:
        kind, _, number = draft.place.partition(":")
        key = draft.place if kind == "thread" else f"board:{number}:new"
        said = shown(draft.title or " ".join(draft.text[:160].split()), self.porch.signs)
        return Choice(key, (Span(f"  {words.DRAFTS}: "), Span(said, "muted")))

    def _changed(self, begun: Begun) -> Choice:
        said = shown(" ".join(begun.text[:160].split()), self.porch.signs)
        key = f"post:{begun.thread_id}:{begun.seq}"
        return Choice(key, (Span(f"  {words.CHANGES}: "), Span(said, "muted")))

    # going there

    async def entries(self) -> Sequence[Entry]:
        """Boards, and the newest threads."""
        signs = self.porch.signs
        found = [
            Entry(
                f"board:{board.id}",
                shown(board.title, signs),
                shown(board.circle, signs) or words.JUMP_BOARD,
                also=f"{board.full_name} {words.JUMP_BOARD}",
                light=board.unread > 0,
            )
            for board in await self.ask(boards.listing) or ()
        ]
        for thread in await self.ask(threads.listing, view="latest", limit=JUMPED) or ():
            title, board = shown(thread.title, signs), shown(thread.board_title, signs)
            note = count_label(thread.unread) or board
            also = f"{board} {words.JUMP_THREAD} {' '.join(thread.tags)}"
            found.append(Entry(f"thread:{thread.id}", title, note, also=also, light=thread.unread > 0))
        return found

    def places(self, typed: str) -> Sequence[Entry]:
        """The thread that was typed as "thread:12", or a post of it as "thread:12#3"."""
        found = re.fullmatch(r"thread[:\s](\d{1,12})(?:#(\d{1,9}))?", typed.strip().lower())
        if found is None:
            return ()
        thread, seq = found.group(1), found.group(2)
        if seq is None:
            return [Entry(f"thread:{thread}", f"thread {thread}", words.JUMP_THREAD)]
        return [Entry(f"post:{thread}:{seq}", f"thread {thread}, post {seq}", words.JUMP_THREAD)]

    async def go(self, kind: str, rest: str) -> None:
        """Go to a thread, a post, a board, a view, or what one is told."""
        porch = self.porch
        if kind == "lifts":
            porch.run_worker(go_through_lifts(self), name="lifts", group="floating", exclusive=True)
            return
        if kind == "told":
            porch.run_worker(read_told(self), name="told", group="floating", exclusive=True)
            return
        number, _, more = rest.partition(":")
        screen = await porch.go_to("forum")
        if not isinstance(screen, ForumScreen):
            return
        if kind == "thread":
            await screen.open_thread(int(number))
        elif kind == "post":
            await screen.open_thread(int(number), seq=int(more))
        else:
            await screen.leave_thread()
            if kind == "view":
                await screen.open_board(0, view=number)
            else:
                await screen.open_board(int(number))
                if more == "new":
                    screen.action_new_thread()

    async def next_unread(self) -> bool:
        """Open the next thread with something unread: those that are followed first."""
        frame = self.porch.frame
        here = frame.open_thread_id if isinstance(frame, ForumScreen) else 0
        thread = await self.ask(threads.next_unread, after=here)
        if thread is None:
            return False
        await self.go("thread", str(thread.id))
        return True
