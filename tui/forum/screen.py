"""The forum's screen: boards and threads as lists, or one thread with its editor."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import ClassVar, Final

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from store.bus import Event, Resync
from store.policy import Role
from store.sight import SEES_ALL_MEMBERS
from tui.chat.look import Look, look_for
from tui.commands import Command, bindings
from tui.forum import words
from tui.forum.beside import Beside
from tui.forum.column import Column
from tui.forum.column_keys import Rights
from tui.forum.deeds import Deeds
from tui.forum.desk import Desk
from tui.forum.editor import Editor
from tui.forum.listing import Listing
from tui.forum.marks import Marks
from tui.forum.naming import choose_name
from tui.forum.preview import Preview
from tui.forum.reader import Reader
from tui.forum.rows import shown

COMMANDS: Final = (
    Command(
        "forum.out",
        ("escape",),
        "out",
        "Back",
        "Out of the editor, and from a thread to the lists; what you wrote stays.",
        footer="back",
        footer_rank=3,
        palette=False,
    ),
)


class ForumScreen(Listing):
    """The lists are those of `Listing`; here is what is done when one of their threads is open."""

    OFFERS: ClassVar[tuple[Command, ...]] = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(COMMANDS)]

    def __init__(self) -> None:
        super().__init__()
        self._opening = asyncio.Lock()
        self._parts: tuple[Column, Beside, Editor] | None = None
        self._marks = Marks(self)

    # parts that come with the first thread

    def _look(self) -> Look:
        porch = self.porch
        return look_for(porch.palette, porch.signs, porch.get_line_filters())

    def _make_parts(self) -> tuple[Column, Beside, Editor]:
        if self._parts is None:
            limits = self.porch.session.hub.config.limits
            self._column = Column(self._were_seen, id="column")
            self._beside = Beside(id="beside")
            self._editor = Editor(self._look(), self._typed, most_bytes=limits.paste_kib * 1024, id="editor")
            self._reader = Reader(self, self._column, self._marks)
            self._desk = Desk(self, self._editor, self._beside)
            self._deeds = Deeds(
                self, self._column, self._reader, self._desk, write=self.write, rights=self._say_rights
            )
            self._column.do = self._deeds.do
            self._parts = (self._column, self._beside, self._editor)
        return self._parts

    @property
    def open_thread_id(self) -> int:
        """The thread that is open; 0: the lists are shown."""
        return self._reader.thread if self._parts is not None else 0

    # going to a thread

    async def open_thread(self, thread: int, *, seq: int | None = None) -> None:
        """Show a thread, at its first unread post or at a given one.

        Args:
            thread: Its id.
            seq: The post to show; None: the first unread, or the end.
        """
        if not self.is_mounted:
            return
        async with self._opening:
            await self._leave_thread()
            if self.open_thread_id:
                self.porch.subscription.discard(f"thread:{self.open_thread_id}")
            parts = self._make_parts()
            self._see_as()
            await self.body.show_thread(parts)
            if not await self._reader.open(thread, seq):
                await self._to_lists()
                return
            opened = self._reader.opened
            assert opened is not None  # noqa: S101 - it was opened
            self.porch.subscription.add(f"thread:{opened.thread.id}")
            self._deeds.begin()
            begun = await self._desk.begin(opened)
            if begun and (seq is None or begun == words.CHANGE_HERE):
                self.porch.toast(begun)
            self._say_rights()
            self.place = shown(opened.thread.title, self.porch.signs)
            self.set_focus(self._column)
            self.frame_changed()

    def _say_rights(self) -> None:
        opened, porch = self._reader.opened, self.porch
        if opened is None:
            return
        role = porch.me.role if porch.me is not None else Role.PARTICIPANT
        self._column.rights = Rights(
            reply=opened.may_reply,
            moderate=opened.may_moderate,
            mine=opened.thread.mine,
            ask_lift=opened.may_moderate and (role is Role.MENTOR or role in SEES_ALL_MEMBERS),
            came=self._deeds.came,
            note_closed=not self._reader.note_open,
            bar=porch.signs.bar,
        )
        self._editor.can_focus = opened.may_reply and self._reader.note_open
        self._refresh_foot()

    async def _leave_thread(self) -> None:
        """Keep what was written and how far was read."""
        if self._parts is None or not self._reader.thread:
            return
        await self._marks.save()
        await self._desk.leave()

    async def _to_lists(self) -> None:
        if self._parts is not None:
            await self._leave_thread()
            self.porch.subscription.discard(f"thread:{self._reader.thread}")
            self._reader.close()
            await self._desk.begin(None)
        self.show_lists()

    async def leave_thread(self) -> None:
        """Show the lists, when a thread is open."""
        if self.open_thread_id:
            await self._to_lists()

    async def action_out(self) -> None:
        """Out of the editor, or from the thread to the lists."""
        if self._parts is not None and self._editor.has_focus:
            if not self._desk.step_back():
                self.set_focus(self._column)
            return
        thread = self.open_thread_id
        await self._to_lists()
        await self.refresh_lists(at=thread)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The keys of the lists are for the lists."""
        if action == "out":
            return bool(self.open_thread_id)
        return super().check_action(action, parameters)

    def main_pane(self) -> Widget | None:
        """The thread, or the list."""
        return self._column if self.open_thread_id else super().main_pane()

    # news

    async def heard(self, news: Event | Resync) -> None:
        """Take in what changed in the thread that is open, and in the lists when they are shown."""
        if not self.is_mounted:
            return
        thread = self.open_thread_id
        if isinstance(news, Resync):
            self._see_as()
            if thread:
                await self._reader.read_again()
                self._read_rights()
        elif thread and news.topic == f"thread:{thread}":
            if news.kind == "advanced":
                await self._reader.advanced(news.value)
            elif news.kind == "changed":
                await self._reader.changed(news.value)
            else:
                await self._reader.read_again()
            if self._reader.thread not in (0, thread):
                await self._go_along(thread)
            self._read_rights()
            self._column.tell_what_was_seen()
        elif thread and news.kind in {"blocks", "preferences", "profile"}:
            self._see_as()
            await self._reader.read_again()
            self._read_rights()
        elif thread and news.kind in {"board", "rooms"}:
            await self._reader.read_thread()
            self._read_rights()
        await super().heard(news)

    async def _go_along(self, thread: int) -> None:
        """The open thread was put behind another one: be in that one, at the same post, and go on writing there."""
        chosen, writing = self._column.chosen, self._editor.has_focus
        self.porch.subscription.discard(f"thread:{thread}")
        await self.open_thread(thread, seq=chosen.seq if chosen is not None else None)
        if writing:
            self.write()

    def _read_rights(self) -> None:
        """The thread was read again: it may be gone, or something else may be done in it."""
        opened = self._reader.opened
        if opened is None:
            self.porch.toast(words.GONE)
            self.run_worker(self.action_out(), name="out", group="out", exclusive=True)
            return
        self._desk.read_again(opened)
        self._say_rights()
        title = shown(opened.thread.title, self.porch.signs)
        if self.place != title:
            self.place = title
            self.frame_changed()

    def _see_as(self) -> None:
        if self._parts is not None:
            self._reader.see_as(self._look(), self.porch.zone)
            self._editor.see_as(self._look())

    # reading

    @on(Column.EarlierWanted)
    async def read_earlier(self) -> None:
        """The top of what is held comes near."""
        await self._reader.earlier()

    @on(Column.LaterWanted)
    async def read_later(self) -> None:
        """The lower end of what is held comes near."""
        await self._reader.later()

    @on(Column.EdgeWanted)
    async def read_edge(self, wanted: Column.EdgeWanted) -> None:
        """The thread's beginning or end is wanted."""
        await self._reader.edge(wanted.edge)
        self._refresh_foot()

    def _were_seen(self, seqs: Sequence[int]) -> None:
        """Believe that posts were read when somebody was looking."""
        if self.porch.is_looked_at(self) and self.open_thread_id:
            self._marks.seen(seqs, self._column.posts, at_start=self._column.at_start)

    def on_descendant_focus(self) -> None:
        """The person's attention may be back: what is seen is read."""
        super().on_descendant_focus()
        if self.open_thread_id:
            self._column.tell_what_was_seen()

    @on(Column.ChoiceChanged)
    def choice_changed(self) -> None:
        """Other keys matter."""
        self._refresh_foot()

    @on(Column.Wanted)
    def do(self, wanted: Column.Wanted) -> None:
        """Do something with the chosen post or the thread."""
        wanted.stop()
        self._deeds.do(wanted.deed)

    @on(Column.Left)
    def to_editor(self) -> None:
        """Down from the last post."""
        self.write()

    async def on_screen_resume(self) -> None:
        """One is back: what came meanwhile is being read now."""
        await super().on_screen_resume()
        self._see_as()
        if self.open_thread_id:
            self._column.tell_what_was_seen()

    async def on_screen_suspend(self) -> None:
        """One goes elsewhere: keep what was written and how far was read."""
        await self._leave_thread()

    async def on_unmount(self) -> None:
        """The visit ends, perhaps without a word: keep what was written."""
        await self._leave_thread()

    # writing

    def write(self) -> None:
        """Go to the editor."""
        if self._editor.can_focus:
            self.set_focus(self._editor)

    @on(Editor.Sent)
    def send(self, sent: Editor.Sent) -> None:
        """Post what was written."""
        sent.stop()
        self.run_worker(self._send(sent.text), name="send", group="send")

    async def _send(self, text: str) -> None:
        seq = await self._desk.send(text)
        if seq and self._reader.opened is not None:
            opened = self._reader.opened
            if self._desk.alias and not opened.my_alias:
                await self._reader.read_thread()
            await self._reader.go_to(seq)
            self._read_rights()
        if not self._editor.text:
            self.set_focus(self._column)

    def _typed(self) -> None:
        """Save the draft soon."""
        self._desk.written()

    @on(Editor.LogWanted)
    def move_column(self, wanted: Editor.LogWanted) -> None:
        """A key in the editor that is for the posts."""
        wanted.stop()
        if wanted.key in {"pageup", "pagedown"}:
            self._column.action_page(-1 if wanted.key == "pageup" else 1)
        elif wanted.key == "up":
            self.set_focus(self._column)

    @on(Editor.PasteRefused)
    def paste_refused(self, refused: Editor.PasteRefused) -> None:
        """Say why nothing was put in."""
        most = self.porch.session.hub.config.limits.paste_kib
        self.porch.toast(words.PASTE_TOO_LARGE.format(most=most), trouble=True)

    @on(Editor.PreviewWanted)
    def preview(self) -> None:
        """Show it as others will read it."""
        self.porch.show(Preview(self._editor.text))

    @on(Editor.DetailsWanted)
    def details(self) -> None:
        """Choose the name it will stand under."""
        self.run_worker(self._choose_name(), name="details", group="floating", exclusive=True)

    async def _choose_name(self) -> None:
        opened = self._reader.opened
        if opened is not None:
            alias = await choose_name(self, alias=self._desk.alias, known=opened.my_alias)
            self._desk.name(alias=alias)

    def has_draft(self) -> bool:
        """Something is half written."""
        return self.is_mounted and bool(self.open_thread_id and self._desk.draft.strip())
