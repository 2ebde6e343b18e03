"""One room, read and written line by line."""

from __future__ import annotations

from datetime import tzinfo
from typing import Final

from server.commands import messages
from server.commands.dispatch import Invocation
from server.plain import words
from store import chat, rooms
from store.chat import Message
from store.errors import HubError
from store.rooms import RoomSummary

PAGE: Final = 20
"""Messages that are shown before somebody has to ask for more."""
LAST: Final = 5
"""Messages that are shown of a room where nothing is new."""


class OpenRoom:
    """What has been shown of a room: from one message on without a gap, up to another."""

    def __init__(self, call: Invocation, room: RoomSummary, zone: tzinfo) -> None:
        """Begin with nothing shown.

        Args:
            call: Who reads and where it is written.
            room: The room.
            zone: The reader's time zone.
        """
        self._call = call
        self._zone = zone
        self.room = room
        self._shown = room.last_read
        self._first = room.last_read + 1

    async def enter(self) -> None:
        """Show the first new lines, or the last old ones."""
        room, output = self.room, self._call.output
        opened = words.OPENED_TOPIC if room.topic else words.OPENED
        output.line(opened.format(room=room.name, topic=room.topic))
        if not room.last_seq:
            output.line(words.NOBODY_YET)
        elif room.unread:
            output.line(words.NEW.format(count=room.unread))
            await self.read_on(quiet=True)
        else:
            output.line(words.NOTHING_NEW)
            self._show(await self._history(before=self._shown + 1, limit=LAST))

    async def read_on(self, *, quiet: bool = False) -> None:
        """Show what came after what was shown, a page of it, and move the read mark to where it ends.

        Args:
            quiet: Say nothing when there is nothing.
        """
        found = await self._history(after=self._shown, limit=PAGE + 1)
        page = found[:PAGE]
        if not page:
            if not quiet:
                self._call.output.line(words.NO_MORE)
            return
        self._show(page)
        self._shown = page[-1].seq
        await self._call.hub.do(self._call.actor, chat.mark_read, room=self.room.id, seq=self._shown)
        if len(found) > PAGE:
            self.room = await self._call.hub.do(self._call.actor, rooms.one, room=self.room.name)
            self._call.output.line(words.MORE.format(count=self.room.unread))

    async def older(self) -> None:
        """Show what came before what was shown."""
        page = await self._history(before=self._first, limit=PAGE)
        self._show(page)
        if not page:
            self._call.output.line(words.OLDEST)

    async def say(self, text: str) -> None:
        """Say one line; when that fails the words are given back."""
        call = self._call
        try:
            posted = await call.hub.do(
                call.actor, chat.post, room=self.room.id, text=text, nonce=call.nonce()
            )
        except HubError as error:
            call.output.line(words.NOT_SAID.format(why=error, text=text))
            return
        if posted.seq == self._shown + 1:
            # Nothing came between: what was typed stands on the screen already.
            self._shown = posted.seq

    async def _history(
        self, *, before: int | None = None, after: int | None = None, limit: int
    ) -> list[Message]:
        return await self._call.hub.do(
            self._call.actor, chat.history, room=self.room.id, before=before, after=after, limit=limit
        )

    def _show(self, page: list[Message]) -> None:
        now = self._call.hub.clock()
        for message in page:
            self._call.output.line(messages.lines(message, self._zone, now))
        if page:
            self._first = min(self._first, page[0].seq)
