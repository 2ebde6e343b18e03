"""What becomes of what is written in the box: a message, an answer, or other words for what one said before."""

from __future__ import annotations

import secrets

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
        self._answers: Message | None = None
        self._changes: Message | None = None

    async def begin(self, room: int, name: str) -> None:
        """Go on with the half-written text of another room; 0: of none."""
        self._room = room
        self._purpose()
        self._composer.put(await self._drafts.begin(room) if room else "")
        self._composer.set_hint(words.writing_to(name) if room else words.NO_ROOMS)

    async def leave(self) -> None:
        """Keep what is half written."""
        await self._drafts.save()

    def written(self) -> None:
        """The text in the box is another."""
        self._drafts.written(self._composer.text)

    # what it is for

    def answer(self, message: Message) -> None:
        """The text answers this message."""
        self._purpose(answers=message)

    def change(self, message: Message) -> bool:
        """The text is to stand in place of this message's.

        Returns:
            False when something else is half written, which is not thrown away for it.
        """
        if self._composer.text.strip():
            return False
        self._purpose(changes=message)
        said = f"/me {message.text}" if message.kind == "me" else message.text
        self._composer.put(said)
        return True

    def step_back(self) -> bool:
        """The text answers nothing and changes nothing any more; False when it did not anyway."""
        if self._changes is not None:
            self._composer.put("")
            self.written()
        elif self._answers is None:
            return False
        self._purpose()
        return True

    def _purpose(self, answers: Message | None = None, changes: Message | None = None) -> None:
        self._answers, self._changes = answers, changes
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

    async def send(self, text: str) -> None:
        """Post a text that has left the box; give it back, with a reason, when that does not work."""
        room, answers, changes = self._room, self._answers, self._changes
        trouble = self.too_long(text)
        if trouble or not room:
            self._composer.give_back(text)
            self._screen.porch.toast(trouble or words.NO_ROOMS, trouble=True)
            return
        self._drafts.sent(room, text)
        self._purpose()
        try:
            await self._post(room, text, answers, changes)
        except HubError as error:
            if self._room == room:
                self._composer.give_back(text)
                self._purpose(answers, changes)
                self._drafts.written(self._composer.text)
            else:
                await self._drafts.keep_for(room, text)
            self._screen.porch.toast(words.not_sent(str(error)), trouble=True)
        finally:
            self._drafts.answered(room, text)
        await self._drafts.save()

    async def _post(self, room: int, text: str, answers: Message | None, changes: Message | None) -> None:
        if changes is not None:
            await self._screen.attempt(edits.change, room=room, seq=changes.seq, text=text)
            return
        await self._screen.attempt(
            chat.post,
            room=room,
            text=text,
            nonce=secrets.token_hex(8),
            reply_to=answers.seq if answers is not None else None,
        )
