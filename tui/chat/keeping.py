"""What a visit leaves in the store while one chats: the half-written text of each room, and how far one has read.

Both are saved a moment after they changed, by a timer that is there only while something waits, and at once when one
goes elsewhere or the visit ends.
"""

from __future__ import annotations

from time import monotonic
from typing import Final

from textual.timer import Timer

from store import chat
from store.errors import HubError
from tui.widgets.frame import FrameScreen

DRAFT_PAUSE_S: Final = 1.0
"""A draft is saved when nothing was typed for this long."""
READ_PAUSE_S: Final = 1.5
"""How far one has read is saved this long after something new was read, and at once when one goes elsewhere."""
READ_PAUSE_AGAIN_S: Final = 4.0
"""The same where it was saved less than this long before. In a lively room everybody reads every line: this is what
keeps that from being a write for each of them."""


class DraftKeeper:
    """Keeps what is half written in the room that is open. Belongs to one screen."""

    def __init__(self, screen: FrameScreen) -> None:
        self._screen = screen
        self._room = 0
        self._text = ""
        self._saved = ""
        self._on_the_way: list[tuple[int, str]] = []  # rooms and texts
        self._typed_since = False
        self._timer: Timer | None = None

    async def begin(self, room: int) -> str:
        """Go on with another room; its draft is the answer."""
        self._room = room
        self._text = self._saved = await self._screen.ask(chat.draft, room=room) or ""
        return self._saved

    def written(self, text: str) -> None:
        """The text in the box is this now."""
        self._text = text
        self._typed_since = True
        if self._timer is None:
            self._timer = self._screen.set_timer(DRAFT_PAUSE_S, self._due)

    def sent(self, room: int, text: str) -> None:
        """This text left the box, but nobody has answered yet that it arrived."""
        self._text = ""
        self._on_the_way.append((room, text))

    def answered(self, room: int, text: str) -> None:
        """The store has answered, with yes or no."""
        self._on_the_way.remove((room, text))

    async def keep_for(self, room: int, text: str) -> None:
        """Keep a text that could not be sent in a room which is no longer open."""
        before = await self._screen.ask(chat.draft, room=room)
        await self._screen.ask(chat.save_draft, room=room, text=f"{text}\n{before}" if before else text)

    async def _due(self) -> None:
        self._timer = None
        if self._typed_since:
            self._typed_since = False
            self._timer = self._screen.set_timer(DRAFT_PAUSE_S, self._due)
        else:
            await self.save()

    async def save(self) -> None:
        """Save what is not saved yet."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        waiting = [text for room, text in self._on_the_way if room == self._room]
        text = "\n".join([*waiting, self._text] if self._text else waiting)
        if not self._room or text == self._saved:
            return
        try:
            await self._screen.attempt(chat.save_draft, room=self._room, text=text)
        except HubError as error:
            self._screen.porch.toast(str(error), trouble=True)
        else:
            self._saved = text


class ReadMarks:
    """Keeps how far the room that is open was read. Belongs to one screen."""

    def __init__(self, screen: FrameScreen) -> None:
        self._screen = screen
        self._room = 0
        self._read = 0
        self._saved = 0
        self._saved_at = -READ_PAUSE_AGAIN_S
        self._timer: Timer | None = None
        self.held = False
        """The person wants something here to stay unread until they come back."""

    def begin(self, room: int, last_read: int) -> None:
        """Go on with another room."""
        self._room = room
        self._read = self._saved = last_read
        self.held = False

    async def unread_from(self, seq: int) -> None:
        """Take a message and all after it for unread again, and let it stay so while one is in the room."""
        await self.save()
        self.held = True
        self._read = self._saved = min(self._read, seq - 1)
        await self._screen.attempt(chat.mark_unread, room=self._room, seq=seq)

    async def all_read(self, seq: int) -> None:
        """Take everything up to a sequence for read, whether it was on the screen or not."""
        self.held = False
        self.read(seq)
        await self.save()

    def read(self, seq: int) -> None:
        """Everything up to this sequence was on the screen and somebody looked at it."""
        if self.held or seq <= self._read:
            return
        self._read = seq
        self._lower_the_count()
        if self._timer is None:
            lately = monotonic() - self._saved_at < READ_PAUSE_AGAIN_S
            pause_s = READ_PAUSE_AGAIN_S if lately else READ_PAUSE_S
            self._timer = self._screen.set_timer(pause_s, self.save)

    def _lower_the_count(self) -> None:
        """Show at once what the store will say in a moment."""
        if self._screen.porch.rooms.read_up_to(self._room, self._read):
            self._screen.counts_changed()

    async def save(self) -> None:
        """Save what is not saved yet."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if self._room and self._read > self._saved:
            room, read = self._room, self._read
            before, self._saved = self._saved, read
            self._saved_at = monotonic()
            listing = self._screen.porch.rooms
            known = listing.one(room)
            # What was drawn when it was read is what the store will say. But where words for me or of somebody blocked
            # may lie between, the store counts better than we do, and its news is waited for.
            exact = known is not None and not known.mentions and not listing.some_blocked
            session = self._screen.porch.session.session_id if exact else ""
            try:
                await self._screen.attempt(chat.mark_read, room=room, seq=read, session=session)
            except HubError:
                # It is tried again with the next line that is read; nobody has to be told.
                if self._room == room:
                    self._saved = before
            else:
                # The room may have been read anew from the store meanwhile, without this.
                if exact and listing.read_up_to(room, read):
                    self._screen.counts_changed()
