"""Reads the open room from the store, as the person who looks at it, and gives its log what it needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from store import chat, newest
from store.chat import Message
from store.errors import HubError
from store.rooms import RoomSummary
from tui import times
from tui.chat import words
from tui.chat.log import ChatLog
from tui.chat.window import HELD, READ_AT_ONCE
from tui.widgets.frame import FrameScreen

CONTEXT: Final = 40
"""Messages that were read already, held above the first unread one: enough for a screen and a half of 24 rows, so that
no more have to be read at once."""


class Reader:
    """Stretches of one room at a time. Belongs to one screen."""

    def __init__(self, screen: FrameScreen, log: ChatLog, is_looking: Callable[[], bool]) -> None:
        self._screen = screen
        self._log = log
        self._is_looking = is_looking
        self.room: RoomSummary | None = None
        """The room that is open; None: none."""

    async def show(self, seq: int | None) -> None:
        """Show the part of the room that is wanted.

        Args:
            seq: A message to come to; None: the first unread, or the newest.
        """
        room = self.room
        if room is None:
            return
        if seq is not None:
            before = await self._history(before=seq + 1)
            after = await self._history(after=seq)
            messages = before + after
            at_start, at_end = len(before) < READ_AT_ONCE, len(after) < READ_AT_ONCE
        elif room.unread > READ_AT_ONCE - CONTEXT:
            messages = await self._history(after=max(0, room.last_read - CONTEXT), limit=2 * READ_AT_ONCE)
            at_start, at_end = room.last_read <= CONTEXT, len(messages) < 2 * READ_AT_ONCE
        else:
            messages = await self._history()
            at_start, at_end = len(messages) < READ_AT_ONCE, True
        new = next((one for one in messages if one.seq > room.last_read), None)
        since = self._since(new) if new is not None and room.unread and room.last_read else ""
        self._log.show(
            messages,
            at_start=at_start,
            at_end=at_end,
            last_read=room.last_read,
            since=since,
            latest_seq=room.last_seq,
        )
        if seq is not None:
            self._log.select_seq(seq)

    async def fetch_new(self, last_seq: int | None) -> None:
        """Read what came after what is held.

        Args:
            last_seq: The room's newest sequence; None: not known.
        """
        room, log = self.room, self._log
        window = log.window
        if room is None or (last_seq is not None and last_seq <= window.last_seq):
            return
        if not window.at_end:
            if last_seq is not None:
                log.newest_is(last_seq)
            return
        fresh: list[Message] = []
        while len(fresh) < HELD:
            held = fresh[-1].seq if fresh else window.last_seq
            more = await self._screen.ask(newest.after, room=room.id, seq=held, limit=READ_AT_ONCE) or []
            fresh += more
            if len(more) < READ_AT_ONCE:
                break
        if self.room is not room or not fresh:
            return
        if not self._is_looking() and log.page.read_to >= window.last_seq:
            handle = self._screen.porch.handle
            other = next((one for one in fresh if one.author != handle), None)
            if other is not None:
                log.mark_new(other.seq, self._since(other))
        log.arrive(fresh)

    async def fetch_changed(self, seq: int) -> None:
        """Read a message anew that was edited, deleted, pinned or reacted to, if it or an answer to it is held."""
        window = self._log.window
        if self.room is not None and (window.index(seq) is not None or window.answers_to(seq)):
            try:
                changed = await self._screen.attempt(chat.message, room=self.room.id, seq=seq)
            except HubError:
                # It went for good, or the room did; news of that comes by itself.
                return
            self._log.change(changed)

    async def earlier(self) -> None:
        """Give the log older messages."""
        window = self._log.window
        if window.messages and not window.at_start:
            older = await self._history(before=window.first_seq)
            self._log.earlier(older, at_start=len(older) < READ_AT_ONCE)

    async def later(self) -> None:
        """Give the log newer messages, up to the room's end."""
        window = self._log.window
        if window.messages and not window.at_end:
            newer = await self._history(after=window.last_seq)
            self._log.later(newer, at_end=len(newer) < READ_AT_ONCE)

    async def newest(self) -> None:
        """Show the room's end."""
        newest = await self._history()
        self._log.show_end(newest, at_start=len(newest) < READ_AT_ONCE)

    async def first(self) -> None:
        """Show the room's beginning."""
        oldest = await self._history(after=0)
        self._log.show_start(oldest, at_end=len(oldest) < READ_AT_ONCE)

    def _since(self, first: Message) -> str:
        porch = self._screen.porch
        return words.new_since(times.when(first.at, porch.session.hub.clock(), porch.zone))

    async def _history(
        self, *, before: int | None = None, after: int | None = None, limit: int = READ_AT_ONCE
    ) -> list[Message]:
        if self.room is None:
            return []
        found = await self._screen.ask(
            chat.history, room=self.room.id, before=before, after=after, limit=limit
        )
        return found or []
