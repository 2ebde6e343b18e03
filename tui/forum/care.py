"""Looking after threads: what a moderator can do, each with its consequence in words and a reason; lifting an alias."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store import boards, lifts, posts, threads
from store.errors import HubError
from store.lifts import Lift
from store.posts import Post
from store.removing import REASON_CELLS
from store.threads import Thread
from tui import words as shared_words
from tui.chat.wrap import printable
from tui.forum import words
from tui.forum.cards import LiftCard, RevealedCard, ToldCard
from tui.forum.reader import Reader
from tui.forum.rows import shown
from tui.theme import Signs
from tui.today.screen import TodayScreen
from tui.widgets.floating import Entry, Picker, Prompt, Question
from tui.widgets.reason import ask_reason

if TYPE_CHECKING:
    from tui.ask import OnPorch
    from tui.widgets.frame import FrameScreen


class Care:
    """Belongs to one screen."""

    def __init__(self, screen: FrameScreen, reader: Reader) -> None:
        self._screen = screen
        self._reader = reader

    async def choose(self) -> None:
        """Ask what is needed, and why, and do it."""
        opened = self._reader.opened
        if opened is None:
            return
        row, porch = opened.thread, self._screen.porch
        board = await self._screen.ask(boards.one, board=row.board_id)
        if board is None:
            return
        deeds = [
            "unpin" if row.pinned else "pin",
            "open" if row.closed else "close",
            "move",
            "merge",
            "retitle",
            "unlock" if board.locked else "lock",
        ]
        entries = [Entry(deed, words.CARE[deed][0], words.CARE[deed][1]) for deed in deeds]
        picked = await porch.push_screen_wait(Picker(words.CARE_TITLE, words.CARE_HINT, entries))
        if picked == "retitle":
            await self.retitle()
        elif picked == "move":
            await self._move(row)
        elif picked == "merge":
            await self._merge(row)
        elif picked in {"lock", "unlock"}:
            if await self._screen.did(boards.change, board=row.board_id, locked=picked == "lock"):
                porch.toast(words.CARE_DONE_BOARD[picked])
        elif picked is not None:
            reason = await self._reason(picked)
            if not reason:
                return
            if picked in {"pin", "unpin"}:
                done = await self._screen.did(
                    threads.pin, thread=row.id, reason=reason, pinned=picked == "pin"
                )
            else:
                done = await self._screen.did(
                    threads.close, thread=row.id, reason=reason, closed=picked == "close"
                )
            self._done(done)

    async def _reason(self, deed: str, text: str = "") -> str:
        """Ask why; `text` says what follows when more is known of it than that it is done."""
        if not text:
            title, consequence = words.CARE[deed]
            text = words.REASON_TEXT.format(deed=title, consequence=consequence)
        return await ask_reason(self._screen.porch, words.REASON_TITLE, text)

    def _done(self, done: bool) -> None:
        if done:
            self._screen.porch.toast(words.CARE_DONE)

    async def _move(self, row: Thread) -> None:
        porch = self._screen.porch
        others = [
            board
            for board in await self._screen.ask(boards.listing) or ()
            if board.moderated and board.id != row.board_id
        ]
        if not others:
            porch.toast(words.NO_OTHER_BOARD)
            return
        entries = [
            Entry(
                str(board.id),
                shown(board.title, porch.signs),
                shown(board.circle, porch.signs) or words.HUB_BOARDS,
            )
            for board in others
        ]
        picked = await porch.push_screen_wait(Picker(words.MOVE_TITLE, words.BOARDS_HINT, entries))
        if picked is None:
            return
        to = next(board for board in others if board.id == int(picked))
        reason = await self._reason("move", words.MOVE_TO.format(board=shown(to.title, porch.signs)))
        if reason:
            self._done(await self._screen.did(threads.move, thread=row.id, board=int(picked), reason=reason))

    async def _merge(self, row: Thread) -> None:
        porch = self._screen.porch
        found = await self._screen.ask(threads.listing, view="latest", board=row.board_id, limit=100) or []
        entries = [
            Entry(str(one.id), shown(one.title, porch.signs), words.replies(one.replies))
            for one in found
            if one.id != row.id
        ]
        if not entries:
            porch.toast(words.NO_OTHER_THREAD)
            return
        picked = await porch.push_screen_wait(Picker(words.MERGE_TITLE, words.MERGE_HINT, entries))
        if picked is None:
            return
        into = next(one for one in found if one.id == int(picked))
        reason = await self._reason("merge", words.MERGE_INTO.format(title=shown(into.title, porch.signs)))
        if reason:
            self._done(await self._screen.did(threads.merge, thread=row.id, into=int(picked), reason=reason))

    async def retitle(self) -> None:
        """Ask for another title, note or tags."""
        opened = self._reader.opened
        if opened is None:
            return
        row, porch = opened.thread, self._screen.porch
        entries = [
            Entry("title", words.RETITLE_TITLE, shown(row.title, porch.signs)),
            Entry("note", words.DETAIL_NOTE, shown(row.content_note, porch.signs) or words.NONE_YET),
            Entry("tags", words.DETAIL_TAGS, " ".join(row.tags) or words.NONE_YET),
        ]
        what = await porch.push_screen_wait(Picker(words.DETAILS_TITLE, words.DETAILS_HINT, entries))
        if what is None:
            return
        title, text, value = {
            "title": (words.RETITLE_TITLE, words.RETITLE_TEXT, row.title),
            "note": (words.DETAIL_NOTE, words.NOTE_TEXT, row.content_note),
            "tags": (words.DETAIL_TAGS, words.TAGS_TEXT, " ".join(row.tags)),
        }[what]
        typed = await porch.push_screen_wait(Prompt(title, text, value=printable(value)))
        if typed is None:
            return
        reason = "" if row.mine else await self._reason("retitle")
        if row.mine or reason:
            self._done(
                await self._screen.did(
                    threads.retitle,
                    thread=row.id,
                    title=typed if what == "title" else None,
                    content_note=typed if what == "note" else None,
                    tags=typed.split() if what == "tags" else None,
                    reason=reason,
                )
            )

    async def remove(self, post: Post) -> None:
        """Ask why, and take out what somebody else wrote."""
        author = printable(post.author)
        what = words.REMOVE_FIRST if post.seq == 1 else shared_words.REMOVE_TEXT
        told = words.REMOVE_ALIAS if post.alias else shared_words.REMOVE_TOLD
        reason = await ask_reason(
            self._screen.porch,
            shared_words.REMOVE_TITLE,
            f"{what} {told.format(author=author)}",
            longest=REASON_CELLS,
        )
        if reason and await self._screen.did(
            posts.delete, thread=post.thread_id, seq=post.seq, reason=reason
        ):
            self._screen.porch.toast(shared_words.REMOVED_NOW)

    async def ask_lift(self, post: Post) -> None:
        """Ask why, and then a host, who is behind the alias of a post."""
        reason = await ask_reason(
            self._screen.porch,
            words.LIFT_TITLE_PLAIN,
            words.LIFT_TEXT.format(alias=printable(post.author)),
            longest=400,
        )
        if reason and await self._screen.did(lifts.ask, thread=post.thread_id, seq=post.seq, reason=reason):
            self._screen.porch.toast(words.LIFT_ASKED)


async def go_through_lifts(on: OnPorch) -> None:
    """Show a host the requests that wait, and those that one made or decided. Call it in a worker."""
    porch = on.porch
    waiting = await _quietly(on, decides=True)
    mine = await _quietly(on, decides=False)
    entries = [
        Entry(
            f"waiting:{one.id}",
            f"{one.alias}: {shown(one.title, porch.signs)}",
            words.LIFT_STATES["waiting"],
            light=True,
        )
        for one in waiting
    ]
    entries += [
        Entry(f"mine:{one.id}", _label(one, porch.signs), words.LIFT_STATES[one.state])
        for one in mine
        if one.id not in {each.id for each in waiting}
    ]
    if not entries:
        porch.toast(words.LIFTS_NONE)
        return
    picked = await porch.push_screen_wait(Picker(words.LIFTS_TITLE, words.LIFTS_HINT, entries))
    if picked is None:
        return
    kind, _, number = picked.partition(":")
    lift = next(one for one in (waiting if kind == "waiting" else mine) if one.id == int(number))
    if kind == "waiting":
        await _decide(on, lift)
    elif lift.state == "consented":
        await _reveal(on, lift)
    else:
        porch.toast(words.LIFT_STATES[lift.state])


def _label(lift: Lift, signs: Signs) -> str:
    return f"{shown(lift.alias, signs)}: {shown(lift.title, signs)}"


async def _quietly(on: OnPorch, *, decides: bool) -> list[Lift]:
    try:
        return await on.attempt(lifts.waiting) if decides else await on.attempt(lifts.mine)
    except HubError:
        return []  # not for them, and there is nothing to say about that


async def _decide(on: OnPorch, lift: Lift) -> None:
    porch = on.porch
    answer = await porch.push_screen_wait(LiftCard(lift))
    if answer == "open":
        await porch.go_to_target(f"thread:{lift.thread_id}")
    elif answer in {"consent", "decline"}:
        consent = answer == "consent"
        if await on.did(lifts.decide, lift=lift.id, consent=consent):
            porch.toast(words.LIFT_CONSENTED if consent else words.LIFT_DECLINED)
            await _letter_again(on)


async def _letter_again(on: OnPorch) -> None:
    """What was just done here waits no more: Today, where one came from, does not go on saying so."""
    for screen in on.porch.frames():
        if isinstance(screen, TodayScreen):
            await screen.write_now()


async def _reveal(on: OnPorch, lift: Lift) -> None:
    question = Question(words.REVEAL_TITLE, words.REVEAL_TEXT, yes=words.REVEAL_YES, no=words.REVEAL_NO)
    if not await on.porch.push_screen_wait(question):
        return
    handle = await on.ask(lifts.reveal, lift=lift.id)
    if handle is not None:
        # Not in a toast: the notices would keep it.
        await on.porch.push_screen_wait(RevealedCard(lift, handle))


async def read_told(on: OnPorch) -> None:
    """Show the author what they are told, one notice after the other. Call it in a worker."""
    for lift in await on.ask(lifts.told) or ():
        answer = await on.porch.push_screen_wait(ToldCard(lift))
        if answer in {"read", "open"}:
            await on.ask(lifts.acknowledge, lift=lift.id)
            await _letter_again(on)
        if answer == "open":
            await on.porch.go_to_target(f"thread:{lift.thread_id}")
        if answer != "read":
            return
