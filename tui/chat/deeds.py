"""What is done with the chosen message, by one key each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Protocol

from store import edits, pins
from store.chat import Message
from store.errors import HubError
from tui.chat import acts, words
from tui.chat.cards import LinksCard, PinsCard, VersionsCard
from tui.chat.desk import Desk
from tui.chat.inline import addresses
from tui.chat.log import ChatLog
from tui.chat.wrap import printable

if TYPE_CHECKING:
    from store.rooms import RoomSummary
    from tui.widgets.frame import FrameScreen


class Going(Protocol):
    """Brings a message of the open room onto the screen and chooses it."""

    def __call__(self, seq: int) -> Awaitable[None]:
        """Go to the message of this sequence."""


class Deeds:
    """Belongs to one screen."""

    def __init__(
        self, screen: FrameScreen, log: ChatLog, desk: Desk, *, write: Callable[[], None], go: Going
    ) -> None:
        """Make it.

        Args:
            screen: Where it is done.
            log: Has the chosen message.
            desk: Takes what is to be answered or changed.
            write: Goes to the input.
            go: Goes to a message.
        """
        self._screen = screen
        self._log = log
        self._desk = desk
        self._write = write
        self._go = go
        self._room: RoomSummary | None = None
        self._trail: list[int] = []  # answers that one came from

    async def begin(self, room: RoomSummary) -> None:
        """Go on in another room: what one may do there, and no way back from the last."""
        self._room = room
        self._trail.clear()
        log = self._log
        log.came_from_answer = False
        try:
            log.may_moderate = await self._screen.attempt(edits.moderates, room=room.id)
        except HubError:
            # The room went just now, and news of that comes by itself.
            log.may_moderate = False
        log.may_pin = log.may_moderate or room.kind != "circle"

    def do(self, deed: str) -> None:
        """Do something with the chosen message.

        Args:
            deed: One of `log_keys.NAMES`.
        """
        message = self._log.selected
        if deed == "back":
            self._work(self._back())
        elif message is None or message.deleted:
            if deed == "go" and message is not None:
                self._work(self._answered(message))
            elif deed == "permalink" and message is not None:
                self._copy_place(message)
            else:
                self._write()
        elif deed == "reply":
            self._desk.answer(message)
            self._write()
        elif deed == "edit":
            self._desk.change(message)
            self._write()
        elif deed == "copy":
            self._copy(message.text, words.COPIED)
        elif deed == "permalink":
            self._copy_place(message)
        else:
            self._work(self._slowly(deed, message))

    async def _slowly(self, deed: str, message: Message) -> None:
        if deed == "react":
            await acts.react(self._screen, message)
        elif deed == "delete":
            await acts.take_back(self._screen, message)
        elif deed == "go":
            await self._answered(message)
        elif deed == "pin":
            await self._pin(message)
        elif deed == "versions":
            await self._versions(message)
        elif deed == "links":
            await self._links(message)

    def _work(self, work: Coroutine[object, object, None]) -> None:
        self._screen.run_worker(work, name="deed", group="floating", exclusive=True)

    def _copy(self, text: str, said: str) -> None:
        porch = self._screen.porch
        porch.copy_to_clipboard(printable(text))
        porch.toast(said)

    def _copy_place(self, message: Message) -> None:
        if self._room is not None:
            place = f"{self._room.name}#{message.seq}"
            self._copy(place, words.copied_place(place))

    async def _answered(self, message: Message) -> None:
        if message.reply_to is None:
            return
        self._trail.append(message.seq)
        await self._go(message.reply_to)
        if self._log.page.selected_seq != message.reply_to:
            self._trail.pop()
            self._screen.porch.toast(words.NOT_THERE)
            await self._go(message.seq)
        self._log.came_from_answer = bool(self._trail)

    async def _back(self) -> None:
        if self._trail:
            await self._go(self._trail.pop())
        self._log.came_from_answer = bool(self._trail)
        self._screen.frame_changed()

    async def _pin(self, message: Message) -> None:
        pinned = await self._screen.ask(pins.toggle, room=message.room_id, seq=message.seq)
        if pinned is not None:
            self._screen.porch.toast(words.IS_PINNED if pinned else words.IS_UNPINNED)

    async def _versions(self, message: Message) -> None:
        versions = await self._screen.ask(edits.versions, room=message.room_id, seq=message.seq)
        if versions is not None:
            await self._screen.porch.push_screen_wait(VersionsCard(message, versions))

    async def _links(self, message: Message) -> None:
        found = addresses(printable(message.text))
        if not found:
            self._screen.porch.toast(words.NO_LINKS)
            return
        chosen = await self._screen.porch.push_screen_wait(LinksCard(found))
        if chosen is not None:
            self._copy(chosen, words.COPIED)

    def show_pins(self) -> None:
        """Show the room's pinned messages, and go to the one that is chosen."""
        if self._room is not None:
            self._work(self._pins(self._room))

    async def _pins(self, room: RoomSummary) -> None:
        pinned = await self._screen.ask(pins.listing, room=room.id)
        if pinned is not None:
            chosen = await self._screen.porch.push_screen_wait(PinsCard(room.name, pinned))
            if chosen is not None:
                await self._go(int(chosen))
