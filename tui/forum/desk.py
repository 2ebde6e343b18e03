"""What becomes of what is written below a thread: an answer, under a handle or an alias, or other words for a post."""

from __future__ import annotations

import secrets

from store import drafts, folds, post_changes, posts, worry
from store.errors import HubError
from store.posts import Post
from store.threads import Opened
from tui.chat.wrap import printable
from tui.forum import words
from tui.forum.beside import Beside
from tui.forum.drafting import Drafting
from tui.forum.editor import Editor
from tui.forum.markdown import plain
from tui.widgets.frame import FrameScreen
from tui.widgets.head import TABS_FROM

QUOTED_LINES = 12
"""Lines of a post that an answer with a quote takes along."""


def _said(post: Post) -> str:
    """The beginning of what is answered, without what it folds away."""
    return plain(folds.folded(printable(post.text))[0])


def first_lines(text: str) -> tuple[list[str], bool]:
    """The lines of a text that an answer quotes, and whether there are more.

    What is folded beyond the last of them is left out as a whole: with one of its marks it would stand open.
    """
    lines = text.split("\n")
    if len(lines) <= QUOTED_LINES:
        return lines, False
    end = sum(len(line) + 1 for line in lines[:QUOTED_LINES]) - 1
    end = min([end, *(begin for begin, ends in folds.stretches(text) if begin < end < ends)])
    return text[:end].rstrip().split("\n"), True


class Desk:
    """Knows what the text in the editor is for. Belongs to one screen."""

    def __init__(self, screen: FrameScreen, editor: Editor, beside: Beside) -> None:
        self._screen = screen
        self._editor = editor
        self._beside = beside
        self._drafting = Drafting(screen, self._save)
        self._opened: Opened | None = None
        self.alias = False
        """It will stand under an alias."""
        self._answers: tuple[int, str, str] | None = None  # a sequence, who wrote it, how it begins
        self._changes: Post | None = None
        self._aside: str | None = None  # the draft, while a post is being changed
        self._begun: dict[int, str] = {}  # other words for posts of the thread, by their sequence
        self._unsaved: set[int] = set()  # those of them that the store does not know yet
        self._draft_unsaved = False

    async def begin(self, opened: Opened | None) -> str:
        """Go on with what was begun in another thread; None: in none.

        Returns:
            What to say about it: an answer, or a change, had been begun; '' nothing had.
        """
        self._drafting.forget()
        self._begun, self._unsaved, self._draft_unsaved = {}, set(), False
        self._opened = opened
        self._answers = self._changes = self._aside = None
        self.alias = opened is not None and bool(opened.my_alias)
        kept = None
        if opened is not None:
            kept = await self._screen.ask(drafts.one, thread=opened.thread.id)
            changes = await self._screen.ask(post_changes.in_thread, thread=opened.thread.id) or ()
            self._begun = {each.seq: each.text for each in changes}
        if kept is not None:
            self.alias = kept.alias
            if kept.reply_to is not None:
                await self._answer_again(kept.reply_to)
        self._editor.put(kept.text if kept is not None else "")
        self.look_over()
        if kept is not None:
            return words.DRAFT_HERE
        return words.CHANGE_HERE if self._begun else ""

    async def _answer_again(self, seq: int) -> None:
        assert self._opened is not None  # noqa: S101 - a draft of a thread was found
        try:
            page = await self._screen.attempt(posts.page, thread=self._opened.thread.id, around=seq, limit=1)
        except HubError:
            return
        for post in page.posts:
            if post.seq == seq and not post.deleted:
                self._answers = (seq, post.author, _said(post))

    async def leave(self) -> None:
        """Keep what is half written."""
        await self._drafting.save()

    @property
    def draft(self) -> str:
        """What is half written, also while it is set aside."""
        return self._editor.text if self._aside is None else self._aside

    @property
    def busy(self) -> bool:
        """The text is for a certain post."""
        return self._answers is not None or self._changes is not None

    def written(self) -> None:
        """The text in the editor is another."""
        if self._changes is None:
            self._draft_unsaved = True
        else:
            self._begun[self._changes.seq] = self._editor.text
            self._unsaved.add(self._changes.seq)
        self._drafting.written()
        self.look_over()

    def look_over(self) -> None:
        """Say what the text is for, and let the help card stand beside it when it sounds like danger."""
        self._editor.set_answering(self._line())
        opened = self._opened
        if opened is not None and opened.may_reply:
            self._editor.set_hint(words.HINT)
        else:
            self._editor.set_hint(words.CLOSED_HINT if opened is not None else "")
        self._beside.appear(worry.in_danger(self._editor.text, self._screen.porch.session.hub.config))

    def _line(self) -> str:
        """What stands above the text; "": nothing has to."""
        if self._changes is not None:
            goes_on = self._changes.seq in self._begun
            return words.CHANGING_ON if goes_on else words.CHANGING
        dot = f" {self._screen.porch.signs.dot} "
        parts = []
        if self.alias and self._opened is not None:
            mine = self._opened.my_alias
            short = self._answers is not None and self._screen.app.size.width < TABS_FROM
            if short:  # whom one answers is to be read, too
                parts.append(words.AS_ME.format(handle=mine) if mine else words.AS_NEW_ALIAS_SHORT)
            else:
                parts.append(words.AS_ALIAS.format(alias=mine) if mine else words.AS_NEW_ALIAS)
        elif self._opened is not None and self._opened.my_alias:
            parts.append(words.AS_ME.format(handle=self._screen.porch.handle))
        if self._answers is not None:
            parts.append(words.answering(self._answers[1], self._answers[2]))
        return dot.join(parts)

    # what it is for

    def read_again(self, opened: Opened) -> None:
        """What one may do in the thread is known anew."""
        self._opened = opened
        self.look_over()

    def answer(self, post: Post) -> None:
        """The text answers this post."""
        self._take_up()
        self._answers = (post.seq, post.author, _said(post))
        self.written()

    def quote(self, post: Post) -> None:
        """The text answers this post, and its words stand above."""
        self.answer(post)
        lines, cut = first_lines(printable(post.text))
        more = [f"> {self._screen.porch.signs.more}"] if cut else []
        quoted = "\n".join([*(f"> {line}".rstrip() for line in lines), *more])
        before = self._editor.text.rstrip("\n")
        self._editor.put(f"{before}\n\n{quoted}\n\n" if before else f"{quoted}\n\n")
        self.written()

    def change(self, post: Post) -> None:
        """The text is to stand in place of this post's, on from what was begun. What is half written is set aside."""
        if self._aside is None:
            self._aside = self._editor.text
        self._changes = post
        self._editor.put(self._begun.get(post.seq, post.text))
        self.look_over()

    def name(self, *, alias: bool) -> None:
        """Choose the name it will stand under."""
        self.alias = alias
        self.written()

    def step_back(self) -> bool:
        """The text is for no certain post any more; False when it was for none anyway."""
        if not self.busy:
            return False
        if self._changes is None:
            self._answers = None
        self._take_up()
        self.written()
        return True

    def _take_up(self) -> None:
        """What was set aside is in the editor again. What a change came to is kept, unless it came to nothing."""
        changed, self._changes = self._changes, None
        if changed is not None and self._begun.get(changed.seq, "").strip() in {"", changed.text}:
            self._begun.pop(changed.seq, None)
        aside, self._aside = self._aside, None
        if aside is not None:
            self._editor.put(aside)

    # keeping and sending

    async def _save(self) -> None:
        if self._opened is None:
            return
        thread = self._opened.thread.id
        if self._draft_unsaved:
            await self._screen.attempt(
                drafts.save,
                thread=thread,
                text=self.draft,
                alias=self.alias,
                reply_to=self._answers[0] if self._answers is not None else None,
            )
            self._draft_unsaved = False
        for seq in sorted(self._unsaved):
            text = self._begun.get(seq, "")
            await self._screen.attempt(post_changes.save, thread=thread, seq=seq, text=text)
            self._unsaved.discard(seq)

    async def send(self, text: str) -> int:
        """Post a text that has left the editor; give it back, with a reason, when that does not work.

        Returns:
            The sequence of the new post; 0 when there is none.
        """
        opened, changes, answers = self._opened, self._changes, self._answers
        if opened is None:
            self._editor.give_back(text)
            return 0
        try:
            if changes is not None:
                await self._screen.attempt(posts.edit, thread=opened.thread.id, seq=changes.seq, text=text)
                self._begun.pop(changes.seq, None)
                self._unsaved.discard(changes.seq)
                self._take_up()
                self.written()
                return 0
            added = await self._screen.attempt(
                posts.add,
                thread=opened.thread.id,
                text=text,
                alias=self.alias,
                reply_to=answers[0] if answers is not None else None,
                nonce=secrets.token_hex(8),
            )
        except HubError as error:
            if self._opened is not None and self._opened.thread.id == opened.thread.id:
                self._editor.give_back(text)
            self._screen.porch.toast(words.NOT_POSTED.format(reason=str(error)), trouble=True)
            return 0
        if self.alias:
            self._screen.porch.toast(words.POSTED_AS.format(alias=added.author))
        self._answers = None
        self.written()
        await self._drafting.save()
        return added.seq
