"""What a session does with the hub's news: one task takes it from the queue, and everything happens in it."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Final

from textual.timer import Timer

from store import chat, rooms
from store.bus import Event, Resync
from store.errors import HubError
from store.rooms import RoomSummary
from tui import minutes, times, words
from tui.rooms import is_personal

if TYPE_CHECKING:
    from tui.app import PorchlightApp

COUNTS_EVERY_S: Final = 1.0
"""Seconds between two drawings of the unread counts: a line elsewhere must not cost a frame each."""
RING_EVERY_MS: Final = 5_000
"""Milliseconds between two rings of the bell: a lively room is not an alarm."""


class Listener:
    """Keeps what the frame shows up to date, and passes news on to the screens. Belongs to one app's task."""

    def __init__(self, porch: PorchlightApp) -> None:
        self._porch = porch
        self._counts_timer: Timer | None = None
        self._counts_drawn_at = 0.0
        self._rang_at = 0

    async def listen(self) -> None:
        """Listen until the visit ends."""
        while True:
            await self._hear(await self._porch.subscription.get())

    async def _hear(self, news: Event | Resync) -> None:
        """Take in one piece of news and pass it to every screen, in this session's own task."""
        if isinstance(news, Event) and news.topic.startswith("room:"):
            # The commonest by far, so it comes first.
            await self._hear_room(int(news.topic.removeprefix("room:")), news)
            if news.kind == "advanced":
                await self._tell_screens(news)
                return
        elif isinstance(news, Resync):
            await self._porch.read_again()
            self._redraw_frames()
        elif news == minutes.MINUTE:
            await self._porch.attention.minute_passed()
            frame = self._porch.frame  # the others look at the clock when they are shown again
            if frame is not None and frame.is_mounted:
                frame.minute_passed()
        elif news.topic.startswith("member:"):
            await self._hear_me(news)
        elif news.kind == "closing":
            self._porch.toast(words.CLOSING)
        elif news.kind == "ended":
            self._porch.say_goodbye(words.ENDED)
        for keeper in self._porch.keepers.values():
            if await keeper.heard(news):
                self._counts_changed()
        await self._tell_screens(news)

    async def _tell_screens(self, news: Event | Resync) -> None:
        for screen in self._porch.frames():
            await screen.heard(news)

    async def _hear_room(self, room: int, news: Event) -> None:
        if news.kind == "advanced":
            await self._advance(room, news.value)
            await self._ring_for(room, news.value)
        elif news.kind == "room":
            await self._read_room(room)

    async def _advance(self, room: int, last_seq: int) -> None:
        """A room has new lines. The first one after all was read may be my own, and one by somebody blocked is none."""
        listing = self._porch.rooms
        known = listing.one(room) if room != listing.reading else None
        if known is not None and known.last_seq < last_seq and not self._countable(known):
            await self._read_room(room, at_once=False)
        elif listing.advanced(room, last_seq, self._porch.session.hub.clock()):
            self._counts_changed()

    def _countable(self, known: RoomSummary) -> bool:
        return known.unread > 0 and not self._porch.rooms.some_blocked

    async def _hear_me(self, news: Event) -> None:
        if news.kind == "revoked":
            self._porch.say_goodbye(words.GOODBYE)
        elif news.kind == "read":
            await self._read_room(news.value)
        elif news.kind == "named":
            await self._named_in(news.value)
        elif news.kind in {"rooms", "profile", "preferences"}:
            await self._porch.read_again()
            self._redraw_frames()
            if news.kind == "rooms":
                await self._porch.look_for_requests()

    async def _named_in(self, room: int) -> None:
        """Somebody names the member: light it up where they are not looking, and ring."""
        listing = self._porch.rooms
        before = listing.one(room)
        if room == listing.reading or before is None:
            return
        await self._read_room(room, at_once=False)
        after = listing.one(room)
        if after is not None and after.mentions > before.mentions and self._may_ring(after):
            self._ring()

    async def _ring_for(self, room: int, seq: int) -> None:
        """Ring the bell for a new line, where the member asked for it and it is not their own."""
        porch = self._porch
        likes = porch.preferences
        if likes is None or likes.bell == "off" or room == porch.rooms.reading:
            return  # before all else: most lines are heard like that
        known = porch.rooms.one(room)
        if known is None or known.level != "all" or not self._may_ring(known):
            return
        if not is_personal(known) and likes.bell != "all":
            return
        try:
            last = await porch.session.hub.do(porch.session.actor, chat.history, room=room, limit=1)
        except HubError:
            return
        # What somebody blocked says is not among the messages, and what stands there instead is old.
        if last and last[-1].seq >= seq and porch.me is not None and last[-1].author_id != porch.me.id:
            self._ring()

    def _may_ring(self, room: RoomSummary) -> bool:
        """Whether a new line there may be heard now at all."""
        porch = self._porch
        likes = porch.preferences
        if likes is None or likes.bell == "off" or room.id == porch.rooms.reading:
            return False
        if room.muted or room.level == "nothing":
            return False
        now = porch.session.hub.clock()
        local = times.local(now, porch.zone)
        return now - self._rang_at >= RING_EVERY_MS and not likes.quiet_at(local.hour * 60 + local.minute)

    def _ring(self) -> None:
        self._rang_at = self._porch.session.hub.clock()
        self._porch.bell()

    async def _read_room(self, room: int, *, at_once: bool = True) -> None:
        try:
            self._porch.rooms.put(
                await self._porch.session.hub.do(self._porch.session.actor, rooms.one, room=room)
            )
        except HubError:
            # No longer mine to see: the news that my list of rooms changed comes too.
            return
        if at_once:
            # What I read myself is seen at once.
            self._draw_counts()
        else:
            self._counts_changed()

    def _counts_changed(self) -> None:
        """Draw the counts again: at once, but in a busy hub at most once a second."""
        if self._counts_timer is not None:
            return
        wait_s = self._counts_drawn_at + COUNTS_EVERY_S - monotonic()
        if wait_s > 0:
            self._counts_timer = self._porch.set_timer(wait_s, self._draw_counts)
        else:
            self._draw_counts()

    def _draw_counts(self) -> None:
        if self._counts_timer is not None:
            self._counts_timer.stop()
            self._counts_timer = None
        self._counts_drawn_at = monotonic()
        frame = self._porch.frame
        if frame is not None:
            frame.counts_changed()

    def _redraw_frames(self) -> None:
        frame = self._porch.frame
        if frame is not None:
            frame.frame_changed()
