"""The chat screen: one room at a time, live."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import ClassVar, Final

from textual import on
from textual.actions import SkipAction
from textual.binding import BindingType
from textual.widget import Widget

from store import rooms
from store.bus import Event, Resync
from store.errors import HubError
from store.rooms import RoomSummary
from tui import times
from tui.chat import slash, words
from tui.chat.about import About
from tui.chat.body import PEOPLE_FROM, ChatBody, RoomTitle
from tui.chat.completion import Completion
from tui.chat.composer import Composer
from tui.chat.deeds import Deeds
from tui.chat.desk import Desk
from tui.chat.doing import Speaker
from tui.chat.keeping import ReadMarks
from tui.chat.log import ChatLog
from tui.chat.look import Look, look_for
from tui.chat.obeying import Names, obey
from tui.chat.people import People
from tui.chat.reader import Reader
from tui.commands import Command, bindings
from tui.peace.room import PeaceScreen
from tui.rooms import is_personal, title_of
from tui.widgets.foot import Foot
from tui.widgets.head import RAIL_FROM
from tui.widgets.rail import RAIL_CELLS

COMMANDS: Final = (
    Command(
        "chat.out",
        ("escape",),
        "out",
        "Out of the input",
        "Leave the input; what you wrote stays there.",
        footer="read",
        footer_rank=3,
        palette=False,
    ),
    Command(
        "chat.let_go",
        ("escape",),
        "let_go",
        "Let go of the message",
        "No message is chosen any more; back to the input.",
        footer="back",
        footer_rank=0,
        palette=False,
    ),
    Command("chat.write", ("i",), "write", "Write", "Go to the input.", footer="write", footer_rank=2),
    Command(
        "chat.about",
        ("t",),
        "about",
        "About this room",
        "What it is about, what holds there, who is in it, what is pinned; and keeping it, for those who lead.",
        footer="this room",
        footer_rank=5,
    ),
    Command(
        "chat.first_new",
        ("u",),
        "first_new",
        "First unread line",
        "Go to the line where the unread messages of this room begin.",
    ),
    Command("chat.pins", ("P",), "pins", "Pinned messages", "Show what is pinned in this room."),
)


class ChatScreen(PeaceScreen):
    """Puts messages into the log as they come, and what is written into the store."""

    OFFERS: ClassVar[tuple[Command, ...]] = (*COMMANDS, *slash.COMMANDS)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(COMMANDS)]
    AUTO_FOCUS = "Composer"

    def __init__(self) -> None:
        super().__init__()
        self._opening = asyncio.Lock()
        self._marks = ReadMarks(self)

    def compose_body(self) -> Iterable[Widget]:
        """Title, log, input, people."""
        look = self._look()
        limits = self.porch.session.hub.config.limits
        self._title = RoomTitle()
        self._log = ChatLog(look, self._was_seen)
        self._reader = Reader(self, self._log, self._is_looking)
        self._composer = Composer(look, self._typed, most_bytes=limits.paste_kib * 1024)
        self._desk = Desk(self, self._composer)
        self._deeds = Deeds(self, self._log, self._desk, write=self.action_write, go=self.go_to_line)
        self._speaker = Speaker(self, self._log, self._reader, self._desk)
        self._names = Names(self)
        self._composer.completion = Completion(self._names, self._log)
        self._people = People()
        yield ChatBody(self._title, self._log, self._composer, self._people)

    @property
    def _room(self) -> RoomSummary | None:
        """The room that is open."""
        return self._reader.room

    def _look(self) -> Look:
        porch = self.porch
        return look_for(porch.palette, porch.signs, porch.get_line_filters())

    def _see_as(self) -> None:
        porch = self.porch
        look = self._look()
        today = times.local(porch.session.hub.clock(), porch.zone).date()
        self._log.see_as(look, porch.zone, today, porch.handle)
        self._composer.see_as(look)

    # going to a room

    def on_mount(self) -> None:
        """Open a room when nobody says which."""
        self._see_as()
        self.call_after_refresh(self._open_some_room)

    async def _open_some_room(self) -> None:
        listing = self.porch.rooms
        if self._room is not None or listing.wanted is not None:
            return
        first = listing.next_unread() or next(iter(listing), None)
        if first is None:
            self._composer.set_hint(words.NO_ROOMS)
        else:
            await self.open_room(first.id)

    async def open_room(self, room: int, *, seq: int | None = None) -> None:
        """Show a room, at its first unread line or at a given one.

        Args:
            room: Its id.
            seq: The line to show; None: the first unread, or the newest.
        """
        self.porch.rooms.wanted = None
        if not self.is_mounted:
            return
        self.porch.rooms.opened(room, self.porch.session.hub.clock())
        if self._room is not None and self._room.id == room:
            self._marks.held = False
            if seq is not None:
                await self.go_to_line(seq)
                return
            self.set_focus(self._composer)
            self.note_reading()
            self._log.tell_what_was_seen()
            return
        async with self._opening:
            await self._open(room, seq)

    async def _open(self, room: int, seq: int | None) -> None:
        await self._leave_room()
        summary = await self.ask(rooms.one, room=room)
        if summary is None:
            return
        self._reader.room = summary
        self.open_room_id = summary.id
        self._names.begin(summary.id)
        self.place = title_of(summary)
        self._marks.begin(room, summary.last_read)
        await self._reader.show(seq)
        await self._deeds.begin(summary)
        self.note_reading()
        await self._desk.begin(room, summary.name)
        self._show_title()
        self.frame_changed()
        self.set_focus(self._composer if seq is None else self._log)
        await self._people.read(self._room.id if self._room is not None else 0)

    async def _leave_room(self) -> None:
        """Keep what was written and how far was read."""
        await self._marks.save()
        await self._desk.leave()

    def _show_title(self) -> None:
        room = self._room
        if room is not None:
            width = self.size.width - (RAIL_CELLS if self.size.width >= RAIL_FROM else 0)
            topic, circle = room.topic or room.title, "" if is_personal(room) else room.circle
            roomy = self.size.width >= RAIL_FROM
            about = " · ".join(part for part in (circle, topic) if part) if roomy else topic or circle
            counted = self._people.count if width < PEOPLE_FROM else 0  # the pane shows them otherwise
            self._title.say(about, words.here(counted) if counted else "")

    async def on_resize(self) -> None:
        """There may be room for more in the title."""
        self._show_title()

    # news

    async def heard(self, news: Event | Resync) -> None:
        """Take in what changed in the room, and who is here."""
        room = self._room
        if room is None or not self.is_mounted:
            return
        if isinstance(news, Resync):
            self._see_as()
            await self._read_room()
            # What was missed may be a deletion as well as a new line.
            await self.show_again()
            await self._people.read(self._room.id if self._room is not None else 0)
        elif news.topic == f"room:{room.id}":
            if news.kind == "advanced":
                await self._reader.fetch_new(news.value)
            elif news.kind == "changed":
                await self._reader.fetch_changed(news.value)
            elif news.kind == "reread":
                await self.show_again()
            elif news.kind == "room":
                self._names.begin(room.id)
                await self._read_room()
        elif news.kind == "presence":
            self._people.read_later()
        elif news.kind == "blocks":
            self._names.begin(room.id)
            await self._read_room()
            await self.show_again()
            await self._people.read(self._room.id if self._room is not None else 0)
        elif news.kind in {"preferences", "profile", "rooms"} and news.topic.startswith("member:"):
            self._see_as()
            await self._read_room()
            if self._room is not None:
                # The first line of new direct messages comes before one hears of the room.
                await self._reader.fetch_new(self._room.last_seq)

    async def _read_room(self) -> None:
        if self._room is None:
            return
        try:
            self._reader.room = await self.attempt(rooms.one, room=self._room.id)
        except HubError:
            self._reader.room = None
            self.open_room_id = None
            self.place = ""
            self._log.show((), at_start=True, at_end=True, last_read=0, since="", latest_seq=0)
            await self._desk.begin(0, "")
            self.porch.toast(words.GONE)
            self.frame_changed()
        else:
            self._show_title()
            if self.place != title_of(self._room):
                self.place = title_of(self._room)
                self._composer.set_hint(words.writing_to(self._room.name))
                self.frame_changed()

    # reading

    @on(ChatLog.EarlierWanted)
    async def read_earlier(self) -> None:
        """The top of what is held comes near."""
        await self._reader.earlier()

    @on(ChatLog.LaterWanted)
    async def read_later(self) -> None:
        """The lower end of what is held comes near."""
        await self._reader.later()

    @on(ChatLog.NewestWanted)
    async def read_newest(self) -> None:
        """The newest messages are wanted and are not held."""
        await self._reader.newest()

    @on(ChatLog.StartWanted)
    async def read_first(self) -> None:
        """The room's first messages are wanted and are not held."""
        await self._reader.first()

    def _is_looking(self) -> bool:
        """The room is on the screen, nothing lies over it, and the terminal has the person's attention."""
        return self.porch.is_looked_at(self)

    def note_reading(self) -> None:
        """Tell the counts whether new lines here are read at once."""
        listing = self.porch.rooms
        looking = self._is_looking() and not self._marks.held
        if self._room is not None and looking and self._log.following:
            listing.reading = self._room.id
        elif listing.reading is not None and self._room is not None and listing.reading == self._room.id:
            listing.reading = None
            # From now on the store counts what is new here, and has to know what was read.
            self.call_later(self._marks.save)

    @on(ChatLog.FollowingChanged)
    def following_changed(self) -> None:
        """The end came onto the screen or left it."""
        self.note_reading()

    def _was_seen(self, seq: int) -> bool:
        """Believe that a message was read when somebody was looking."""
        if self._room is None or self._marks.held or not self._is_looking():
            return False
        self._marks.read(seq)
        return True

    def on_descendant_focus(self) -> None:
        """The person's attention may be back (Textual takes the focus away with it): what is seen is read."""
        self.note_reading()
        self._log.tell_what_was_seen()

    def on_descendant_blur(self) -> None:
        """What comes while the person looks elsewhere is not read."""
        self.note_reading()

    async def on_screen_resume(self) -> None:
        """One is back: what came meanwhile is being read now."""
        self._see_as()
        self._log.redraw()
        self.note_reading()
        self._log.tell_what_was_seen()

    async def on_screen_suspend(self) -> None:
        """One goes elsewhere: keep what was written and how far was read."""
        self.note_reading()
        await self._leave_room()

    async def on_unmount(self) -> None:
        """The visit ends, perhaps without a word: keep what was written."""
        await self._leave_room()

    def minute_passed(self) -> None:
        """The day may have turned over."""
        super().minute_passed()
        self._see_as()

    # writing

    @on(Composer.Sent)
    async def send(self, sent: Composer.Sent) -> None:
        """Post what was written."""
        sent.stop()
        command = None if self._desk.changing else slash.called(sent.text)
        if command is not None and command[0] != "me":  # which is said, in its turn among what is said
            self.run_worker(obey(self._speaker, *command, sent.text), name="slash", group="slash")
            return
        self._log.to_end()
        await self._desk.send(sent.text)

    def action_slash(self, name: str) -> None:
        """Do a typed command from the palette, or begin to write it."""
        if slash.BY_NAME[name].alone:
            self.run_worker(obey(self._speaker, name, "", ""), name="slash", group="slash")
        else:
            self._desk.begin_command(name)
            self.set_focus(self._composer)

    def action_about(self) -> None:
        """Show the page of the room."""
        if self._room is not None:
            about = About(self, self._room.id)
            self.run_worker(about.show(), name="about", group="floating", exclusive=True)

    def write_rules(self, room: RoomSummary, rules: str) -> None:
        """Write down in the input what holds in the room that is open."""

        async def keep(text: str) -> None:
            await self.attempt(rooms.set_rules, room=room.id, rules="" if text.strip() == "-" else text)
            self.porch.toast(words.RULES_KEPT)

        self._desk.write_for(words.writing_rules(room.name), rules, keep)
        self.set_focus(self._composer)

    @on(ChatLog.CoverPressed)
    def offer_pressed(self, pressed: ChatLog.CoverPressed) -> None:
        """A name in the list above the input was clicked."""
        pressed.stop()
        self._composer.press_offer(pressed.row)

    def names_are_known(self) -> None:
        """The people who can be named here were read."""
        self._composer.names_are_known()

    def _typed(self) -> None:
        """Save the draft when typing pauses."""
        self._desk.written()

    def has_draft(self) -> bool:
        """Something is half written."""
        return self.is_mounted and bool(self._desk.draft.strip() or self._composer.text.strip())

    @on(Composer.PasteRefused)
    def paste_refused(self, refused: Composer.PasteRefused) -> None:
        """Say why nothing was put in."""
        most = self.porch.session.hub.config.limits.paste_kib
        self.porch.toast(words.PASTE_TOO_LARGE.format(most=most), trouble=True)

    # keys

    @on(Composer.LogWanted)
    def move_log(self, wanted: Composer.LogWanted) -> None:
        """A key in the input that is for the log."""
        wanted.stop()
        log = self._log
        if wanted.key == "up":
            if log.select(-1):
                self.set_focus(log)
        elif wanted.key in {"pageup", "pagedown"}:
            log.scroll_page(-1 if wanted.key == "pageup" else 1)
        elif wanted.key == "end":
            log.to_end()
        else:
            log.to_start()

    @on(ChatLog.Wanted)
    def act(self, wanted: ChatLog.Wanted) -> None:
        """Do something with the chosen message."""
        wanted.stop()
        self._deeds.do(wanted.deed)

    @on(ChatLog.ChoiceChanged)
    def choice_changed(self, changed: ChatLog.ChoiceChanged) -> None:
        """Other keys matter."""
        changed.stop()
        self.query_one(Foot).refresh()

    @on(ChatLog.Pressed)
    def pressed(self, pressed: ChatLog.Pressed) -> None:
        """Choose the message that was clicked."""
        pressed.stop()
        self.set_focus(self._log)
        self._log.select_seq(pressed.seq)

    @on(ChatLog.Left)
    def left_log(self, left: ChatLog.Left) -> None:
        """Down from the lowest message leads back to the input."""
        left.stop()
        self.set_focus(self._composer)

    @on(People.Counted)
    def people_counted(self, counted: People.Counted) -> None:
        """Somebody came or went."""
        counted.stop()
        self._show_title()

    @on(People.Wanted)
    async def write_to(self, wanted: People.Wanted) -> None:
        """Open direct messages with somebody."""
        wanted.stop()
        if wanted.handle == self.porch.handle:
            return
        room = await self.ask(rooms.open_direct, handle=wanted.handle)
        if room is not None:
            self.porch.rooms.put(room)
            await self.porch.open_room(room.id)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is for reading is not offered while writing."""
        if not self.is_mounted:
            return True
        if action == "about" and self._room is None:
            return False
        chosen = self._log.has_focus and self._log.selected is not None
        if action == "let_go":
            return chosen
        if action == "out":
            return self._composer.has_focus or self._people.has_focus
        return not (action in {"write", "first_new"} and self._composer.has_focus)

    def action_out(self) -> None:
        """Step back: from a reply, from the people, from the input."""
        if self._composer.has_focus:
            # Changing a message began among the messages: that is where one goes back to.
            changed = self._desk.changing
            if not self._desk.step_back() or changed:
                self.set_focus(self._log)
        elif self._people.has_focus:
            self.set_focus(self._composer)
        else:
            raise SkipAction

    def action_let_go(self) -> None:
        """From a chosen message back to the input."""
        self.action_write()

    def action_write(self) -> None:
        """Go to the input."""
        self._log.unselect()
        self.set_focus(self._composer)

    async def action_first_new(self) -> None:
        """Go to where the unread messages begin."""
        if not self._log.to_first_new():
            self.porch.toast(words.NOTHING_NEW_HERE)

    def action_pins(self) -> None:
        """Show what is pinned here."""
        self._deeds.show_pins()

    async def go_to_line(self, seq: int) -> None:
        """Bring a message of the open room onto the screen, however far back it is, and choose it."""
        index = self._log.window.index(seq)
        if index is not None and index >= self._log.window.shown_from:
            self._log.select_seq(seq)
        else:
            await self._marks.save()
            await self._read_room()
            await self._reader.show(seq)
        self.set_focus(self._log)
        self.note_reading()

    def main_pane(self) -> Widget | None:
        """Esc leads from the input to the log."""
        return self._log if self.is_mounted else None
