"""What becomes of what is written in the box: a message, an answer, or other words for what one said before."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable

from store import chat, edits
from store.chat import Message
from store.errors import HubError
from tui.chat import words
from tui.chat.composer import Composer
from tui.chat.keeping import DraftKeeper
from tui.widgets.frame import FrameScreen


class Desk:
    """Knows what the text in the box is for. Belongs to one screen."""

    def __init__(self, screen: FrameScreen, composer: Composer) -> None:
        self._screen = screen
        self._composer = composer
        self._drafts = DraftKeeper(screen)
        self._room = 0
        self.answers: Message | None = None
        """The message that the text answers; None: none."""
        self._changes: Message | None = None
        self._keep: Callable[[str], Awaitable[None]] | None = None
        self._aside: str | None = None  # the draft, while something else is in the box for a moment

    async def begin(self, room: int, name: str) -> None:
        """Go on with the half-written text of another room; 0: of none."""
        self._room = room
        self._aside = None
        self._purpose()
        self._composer.put(await self._drafts.begin(room) if room else "")
        self._composer.set_hint(words.writing_to(name) if room else words.NO_ROOMS)

    async def leave(self) -> None:
        """Keep what is half written."""
        await self._drafts.save()

    def written(self) -> None:
        """The text in the box is another."""
        self._drafts.written(self.draft)

    @property
    def draft(self) -> str:
        """What is half written, also while it is set aside."""
        return self._composer.text if self._aside is None else self._aside

    def _set_aside(self) -> None:
        if self._aside is None:
            self._aside = self._composer.text

    def _take_up(self) -> None:
        """What was set aside is in the box again, before what was typed since."""
        aside, self._aside = self._aside, None
        if aside is not None:
            since = self._composer.text
            self._composer.put(f"{aside}\n{since}" if aside and since else aside or since)
            self.written()

    # what it is for

    def answer(self, message: Message) -> None:
        """The text answers this message."""
        self._purpose(answers=message)

    def change(self, message: Message) -> None:
        """The text is to stand in place of this message's. What is half written is set aside and comes back."""
        self._set_aside()
        self._purpose(changes=message)
        self._composer.put(f"/me {message.text}" if message.kind == "me" else message.text)

    def begin_command(self, name: str) -> None:
        """Write the beginning of a command. What is half written is set aside and comes back."""
        self._set_aside()
        self._composer.put(f"/{name} ")

    def write_for(self, line: str, text: str, keep: Callable[[str], Awaitable[None]]) -> None:
        """The text is for something else than the room; what is half written is set aside and comes back.

        Args:
            line: What it is for, in one line.
            text: What stands there to begin with.
            keep: Takes the text; raises HubError with a sentence to show.
        """
        self._set_aside()
        self._purpose()
        self._keep = keep
        self._composer.set_answering(line)
        self._composer.put(text)

    def step_back(self) -> bool:
        """The text answers nothing and changes nothing any more; False when it did not anyway."""
        if self._aside is not None:
            self._composer.put("")
            self._take_up()
            if self._changes is None and self._keep is None:
                return True
        elif self.answers is None:
            return False
        self._purpose()
        return True

    def _purpose(self, answers: Message | None = None, changes: Message | None = None) -> None:
        self.answers, self._changes, self._keep = answers, changes, None
        line = ""
        if answers is not None:
            line = words.answering(answers.author, " ".join(answers.text.split()))
        elif changes is not None:
            line = words.CHANGING
        self._composer.set_answering(line)

    # sending

    def too_long(self, text: str) -> str:
        """What to say about a text that is longer than a message can be; "": it is not."""
        limits = self._screen.porch.session.hub.config.limits
        lines = text.count("\n") + 1
        if len(text) <= limits.message_chars and lines <= limits.message_lines:
            return ""
        return words.TOO_LONG.format(
            characters=len(text), lines=lines, most=limits.message_chars, most_lines=limits.message_lines
        )

    @property
    def changing(self) -> bool:
        """The text is to stand in place of another; it is nothing but text then."""
        return self._changes is not None or self._keep is not None

    def obeyed(self) -> None:
        """A command that was written has been done; what was set aside is in the box again."""
        self._take_up()
        self.written()

    def give_back(self, text: str) -> None:
        """A text that has left the box could not be used."""
        self._composer.give_back(text)
        self.written()

    async def send(self, text: str) -> None:
        """Post a text that has left the box; give it back, with a reason, when that does not work."""
        room, answers, changes = self._room, self.answers, self._changes
        if self._keep is not None:
            await self._send_kept(text, self._keep)
            return
        trouble = self.too_long(text)
        if trouble or not room:
            self._composer.give_back(text)
            self._screen.porch.toast(trouble or words.NO_ROOMS, trouble=True)
            return
        if changes is not None:
            await self._send_change(room, text, changes)
            return
        self._drafts.sent(room, text)
        self._purpose()
        self._take_up()
        try:
            await self._post(room, text, answers)
        except HubError as error:
            if self._room == room:
                self._composer.give_back(text)
                self._purpose(answers)
                self.written()
            else:
                await self._drafts.keep_for(room, text)
            self._screen.porch.toast(words.not_sent(str(error)), trouble=True)
        finally:
            self._drafts.answered(room, text)
        await self._drafts.save()

    async def _send_kept(self, text: str, keep: Callable[[str], Awaitable[None]]) -> None:
        try:
            await keep(text)
        except HubError as error:
            self._composer.give_back(text)
            self._screen.porch.toast(words.not_sent(str(error)), trouble=True)
        else:
            self._purpose()
            self._take_up()

    async def _send_change(self, room: int, text: str, changes: Message) -> None:
        self._purpose()
        self._take_up()
        try:
            await self._screen.attempt(edits.change, room=room, seq=changes.seq, text=text)
        except HubError as error:
            self._screen.porch.toast(words.not_sent(str(error)), trouble=True)
            if self._room == room:
                self._set_aside()
                self._purpose(changes=changes)
                self._composer.put(text)

    async def _post(self, room: int, text: str, answers: Message | None) -> None:
        await self._screen.attempt(
            chat.post,
            room=room,
            text=text,
            nonce=secrets.token_hex(8),
            reply_to=answers.seq if answers is not None else None,
        )
