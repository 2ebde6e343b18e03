"""What is done with the chosen post and the open thread, by one key each."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING

from store import polls, posts, reactions, threads
from store.posts import Post
from tui.chat.cards import LinksCard, ReactCard
from tui.chat.inline import addresses
from tui.chat.wrap import printable
from tui.forum import words
from tui.forum.cards import PostVersions, VoteCard, VotersCard
from tui.forum.care import Care
from tui.forum.column import Column
from tui.forum.desk import Desk
from tui.forum.reader import Reader
from tui.theme import ASCII
from tui.widgets.floating import Entry, Picker, Question

if TYPE_CHECKING:
    from tui.widgets.frame import FrameScreen


class Deeds:
    """Belongs to one screen."""

    def __init__(
        self,
        screen: FrameScreen,
        column: Column,
        reader: Reader,
        desk: Desk,
        *,
        write: Callable[[], None],
        rights: Callable[[], None],
    ) -> None:
        """Make it.

        Args:
            screen: Where it is done.
            column: Has the chosen post.
            reader: Has the thread.
            desk: Takes what is to be answered or changed.
            write: Goes to the editor.
            rights: Says anew what can be done.
        """
        self._screen = screen
        self._column = column
        self._reader = reader
        self._desk = desk
        self._write = write
        self._rights = rights
        self._care = Care(screen, reader)
        self._trail: list[int] = []  # answers that one came from

    def begin(self) -> None:
        """Go on in another thread: no way back from the last."""
        self._trail.clear()

    @property
    def came(self) -> bool:
        """The person went from an answer to what it answers, and can go back."""
        return bool(self._trail)

    def do(self, deed: str) -> None:
        """Do something.

        Args:
            deed: One of `column_keys.DEEDS`.
        """
        post = self._column.meant(deed)
        rights = self._column.rights
        if deed in {"reply", "write"} and not rights.reply:
            self._screen.porch.toast(words.CLOSED_HINT)
        elif deed == "write":
            self._write()
        elif deed == "care":
            self._work(self._care.choose())
        elif deed == "retitle":
            self._work(self._care.retitle())
        elif deed == "level":
            self._work(self._level())
        elif deed == "back":
            self._work(self._back())
        elif deed == "first_new":
            self._work(self._first_new())
        elif deed == "unfold":
            self._work(self._unfold(post))
        elif post is not None:
            self._with(deed, post)

    def _with(self, deed: str, post: Post) -> None:
        if deed in {"reply", "quote", "edit"}:
            {"reply": self._desk.answer, "quote": self._desk.quote, "edit": self._desk.change}[deed](post)
            self._write()
        elif deed == "copy":
            self._screen.app.copy_to_clipboard(post.text)
            self._screen.porch.toast(words.COPIED)
        elif deed == "lift":
            self._work(self._care.ask_lift(post))
        else:
            works = {
                "react": self._react,
                "delete": self._take_back,
                "versions": self._versions,
                "go": self._go,
                "links": self._links,
                "vote": self._vote,
                "voters": self._voters,
                "solved": self._solved,
            }
            self._work(works[deed](post))

    def _work(self, work: Coroutine[object, object, None]) -> None:
        self._screen.run_worker(work, name="deed", group="floating", exclusive=True)

    async def _unfold(self, post: Post | None) -> None:
        await self._reader.unfold(post)
        self._rights()

    async def _react(self, post: Post) -> None:
        porch = self._screen.porch
        given = [reactions.Reacted(one.kind, ()) for one in post.reactions]
        mine = [one.kind for one in post.reactions if one.mine]
        card = ReactCard(porch.session.hub.config.chat.reactions, given, mine, plain=porch.signs is ASCII)
        kind = await porch.push_screen_wait(card)
        if kind is not None:
            await self._screen.ask(posts.react, thread=post.thread_id, seq=post.seq, kind=kind)

    async def _take_back(self, post: Post) -> None:
        if not post.mine:
            await self._care.remove(post)
            return
        text = words.TAKE_BACK_FIRST if post.seq == 1 else words.TAKE_BACK_TEXT
        question = Question(words.TAKE_BACK_TITLE, text, yes=words.TAKE_BACK_YES, no=words.TAKE_BACK_NO)
        if await self._screen.porch.push_screen_wait(question):
            await self._screen.ask(posts.delete, thread=post.thread_id, seq=post.seq)

    async def _versions(self, post: Post) -> None:
        found = await self._screen.ask(posts.versions, thread=post.thread_id, seq=post.seq)
        if found is not None:
            await self._screen.porch.push_screen_wait(PostVersions(words.VERSIONS_TITLE, post, found))

    async def _links(self, post: Post) -> None:
        found = addresses(printable(post.text))
        picked = await self._screen.porch.push_screen_wait(LinksCard(found))
        if picked is not None:
            self._screen.app.copy_to_clipboard(picked)
            self._screen.porch.toast(words.COPIED)

    async def _vote(self, post: Post) -> None:
        if post.poll is None:
            return
        chosen = await self._screen.porch.push_screen_wait(VoteCard(post.poll))
        if chosen is not None and await self._screen.did(
            polls.vote, thread=post.thread_id, choices=chosen, seq=post.seq
        ):
            self._screen.porch.toast(words.VOTED if chosen else words.TAKEN_BACK_NOW)

    async def _voters(self, post: Post) -> None:
        found = await self._screen.ask(polls.voters, thread=post.thread_id, seq=post.seq)
        if found is not None:
            await self._screen.porch.push_screen_wait(VotersCard(found))

    async def _solved(self, post: Post) -> None:
        seq = None if post.helped else post.seq
        if await self._screen.did(threads.mark_solved, thread=post.thread_id, seq=seq):
            self._screen.porch.toast(words.HELPED_NOW if seq is not None else words.TAKEN_BACK_NOW)

    async def _level(self) -> None:
        opened = self._reader.opened
        if opened is None:
            return
        entries = [
            Entry(level, title, about, light=level == opened.thread.level)
            for level, (title, about) in words.LEVELS.items()
        ]
        entries.sort(key=lambda entry: not entry.light)  # Enter at once changes nothing.
        picked = await self._screen.porch.push_screen_wait(
            Picker(words.LEVEL_TITLE, words.LEVEL_HINT, entries)
        )
        if picked is not None and await self._screen.did(
            threads.set_level, thread=opened.thread.id, level=picked
        ):
            await self._reader.read_thread()
            self._screen.porch.toast(words.LEVEL_NOW[picked])

    async def _go(self, post: Post) -> None:
        if post.reply_to is None or not await self._reader.go_to(post.reply_to):
            self._screen.porch.toast(words.NOT_THERE)
            return
        self._trail.append(post.seq)
        self._rights()

    async def _back(self) -> None:
        if self._trail:
            await self._reader.go_to(self._trail.pop())
            self._rights()

    async def _first_new(self) -> None:
        first = self._reader.first_new
        if not first or not await self._reader.go_to(first):
            self._screen.porch.toast(words.NOTHING_NEW)
        self._rights()
