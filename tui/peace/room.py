"""Reading in one's own time: what counts as read here, what is to be noticed, and whom one does not want to see.

Mixed into the chat screen, which has the room, its log and its marks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.binding import BindingType

from store import blocks, rooms
from store.errors import HubError
from store.rooms import RoomSummary
from tui.chat.people import People
from tui.commands import Command, bindings
from tui.peace import words
from tui.search.screen import SearchScreen
from tui.widgets.floating import Entry, Picker, Question
from tui.widgets.frame import FrameScreen

if TYPE_CHECKING:
    from tui.chat.keeping import ReadMarks
    from tui.chat.log import ChatLog
    from tui.chat.reader import Reader

COMMANDS: Final = (
    Command(
        "chat.unread_here",
        ("U",),
        "unread_here",
        "Unread from here",
        "Take the chosen message and all after it for unread again.",
    ),
    Command(
        "chat.read_here",
        ("R",),
        "read_here",
        "This room is read",
        "Take everything in this room for read.",
    ),
    Command(
        "chat.notice",
        ("z",),
        "notice",
        "How quiet this room is",
        "Choose what you want to notice of it, or mute it for some hours.",
    ),
    Command(
        "chat.search_here", ("f",), "search_here", "Search in this room", "Find words said in this room."
    ),
    Command(
        "chat.block_author",
        ("x",),
        "block_author",
        "Block who wrote it",
        "No longer see what the author of the chosen message writes or does, anywhere. They are not told.",
    ),
)

HOUR_S: Final = 3600


async def ask_to_block(screen: FrameScreen, handle: str) -> bool:
    """Block somebody after a question. Call it in a worker.

    Returns:
        Whether they are blocked now.
    """
    question = Question(
        words.BLOCK_TITLE.format(handle=handle), words.BLOCK_TEXT, yes=words.BLOCK_YES, no=words.BLOCK_NO
    )
    if handle == screen.porch.handle or not await screen.porch.push_screen_wait(question):
        return False
    try:
        await screen.attempt(blocks.block, handle=handle)
    except HubError as error:
        screen.porch.toast(str(error), trouble=True)
        return False
    screen.porch.toast(words.BLOCKED)
    return True


class PeaceScreen(FrameScreen):
    """What the chat screen can do for a person's peace."""

    OFFERS: ClassVar[tuple[Command, ...]] = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(COMMANDS)]

    _log: ChatLog
    _reader: Reader
    _marks: ReadMarks

    # what counts as read

    async def action_unread_here(self) -> None:
        """Take the chosen message and what follows for unread."""
        message = self._log.selected
        if message is None:
            self.porch.toast(words.CHOOSE_FIRST)
            return
        try:
            await self._marks.unread_from(message.seq)
        except HubError as error:
            self.porch.toast(str(error), trouble=True)
            return
        self.note_reading()
        self._log.page.read_to = message.seq - 1
        self._log.mark_new(message.seq, words.UNREAD_FROM_HERE)
        self.porch.toast(words.UNREAD_DONE)

    async def action_read_here(self) -> None:
        """Take the whole room for read."""
        room = self._reader.room
        if room is not None:
            known = self.porch.rooms.one(room.id)
            await self._marks.all_read(max(room.last_seq, known.last_seq if known is not None else 0))
            self.note_reading()
            self.porch.toast(words.READ_DONE)

    def note_reading(self) -> None:
        """Tell the counts whether new lines here are read at once; the chat screen knows."""

    # what is to be noticed

    def action_notice(self) -> None:
        """Choose how quiet the room is."""
        if self._reader.room is not None:
            self.run_worker(
                self._notice(self._reader.room.id), name="notice", group="floating", exclusive=True
            )

    async def _notice(self, room_id: int) -> None:
        room = await self.ask(rooms.one, room=room_id)
        if room is None:
            return
        entries = [
            Entry(key, label, words.NOW if self._is_so(room, key) else "") for key, label in words.LEVELS
        ]
        if room.muted:
            entries.append(Entry("mute:0", words.UNMUTE, words.MUTED_NOW))
        entries += [Entry(f"mute:{hours}", label) for hours, label in words.MUTES]
        picked = await self.porch.push_screen_wait(
            Picker(words.NOTICE_TITLE.format(room=room.name), words.NOTICE_HINT, entries)
        )
        if picked is None:
            return
        kind, _, value = picked.partition(":")
        try:
            if kind == "level":
                await self.attempt(rooms.set_level, room=room_id, level=value)
            else:
                await self.attempt(rooms.mute, room=room_id, for_s=int(value) * HOUR_S)
        except HubError as error:
            self.porch.toast(str(error), trouble=True)
            return
        self.porch.toast(words.noticed(room.name, kind, value))

    @staticmethod
    def _is_so(room: RoomSummary, key: str) -> bool:
        return not room.muted and key == f"level:{room.level}"

    # searching

    def action_search_here(self) -> None:
        """Search in the room that is open."""
        room = self._reader.room
        if room is not None:
            self.porch.show(SearchScreen(f"in:{room.name} ", at_once=False))

    async def open_search(self, typed: str = "") -> None:
        """Search everywhere, above the room.

        Args:
            typed: Words to begin with.
        """
        self.porch.show(SearchScreen(typed))

    # whom one does not want to see

    def action_block_author(self) -> None:
        """Block who wrote the chosen message."""
        message = self._log.selected
        if message is None:
            self.porch.toast(words.CHOOSE_FIRST)
        elif message.author == self.porch.handle:
            self.porch.toast(words.THAT_IS_YOU)
        else:
            self._block(message.author)

    @on(People.BlockWanted)
    def block_person(self, wanted: People.BlockWanted) -> None:
        """Block somebody who is here."""
        wanted.stop()
        if wanted.handle != self.porch.handle:
            self._block(wanted.handle)

    def _block(self, handle: str) -> None:
        self.run_worker(ask_to_block(self, handle), name="block", group="floating", exclusive=True)

    async def show_again(self) -> None:
        """Read the open room anew where it is: whom one sees has changed."""
        log = self._log
        at = None if log.following else next((seq for seq in log.page.row_seqs if seq), None)
        if at is None:
            await self._reader.newest()
        else:
            await self._reader.show(at)
            log.page.unselect()
            log.redraw()
        self.note_reading()
