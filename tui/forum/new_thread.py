"""A new thread: a title, the text, and one key for the rest."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from typing import ClassVar, Final

from textual import events, on
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Input

from store import boards, drafts, threads, worry
from store.boards import Board
from store.errors import HubError
from store.posts import Added
from tui.chat.look import look_for
from tui.commands import Command, bindings
from tui.forum import words
from tui.forum.beside import Beside
from tui.forum.choices import Choices
from tui.forum.drafting import Drafting
from tui.forum.editor import DETAILS, POST, PREVIEW, Editor
from tui.forum.naming import choose_name
from tui.forum.preview import Preview
from tui.forum.rows import shown
from tui.widgets.field import Field
from tui.widgets.floating import Entry, Picker, Prompt
from tui.widgets.frame import Aside, FrameScreen
from tui.widgets.sheet import Sheet

COMMANDS: Final = (
    Command(
        "new.text",
        ("down",),
        "to_text",
        "To the text",
        "Go from the title to the text.",
        palette=False,
        shown_key="↓",
    ),
    # also from the title
    POST,
    PREVIEW,
    DETAILS,
)


class TitleField(Field):
    """The title. What arrives together with its Enter, as it does on a slow link, goes to the text."""

    def __init__(self, onwards: Callable[[], None]) -> None:
        """Make it.

        Args:
            onwards: Goes to the text.
        """
        super().__init__(placeholder=words.NEW_TITLE_HINT, max_length=120)
        self._onwards = onwards

    async def on_key(self, event: events.Key) -> None:
        """Go on with Enter at once, and hand on what came after it."""
        focused = self.screen.focused
        if focused is not None and focused is not self:
            event.stop()
            event.prevent_default()
            # Another event: this one is marked as done with.
            focused.post_message(events.Key(event.key, event.character))
        elif event.key == "enter":
            event.stop()
            event.prevent_default()
            self._onwards()
        else:
            await super().on_key(event)


class NewThreadBody(Vertical):
    """Title, what is chosen, the text."""

    DEFAULT_CSS = """
    NewThreadBody { width: 1fr; height: 1fr; background: $porch-ground; }
    NewThreadBody > Field { margin: 1 2 0 2; width: 1fr; max-width: 84; }
    NewThreadBody > #chosen { height: auto; max-height: 4; }
    """


class NewThreadScreen(Aside):
    """Writes the first post of a thread. What is begun is kept, for each board, and is there again the next time."""

    OFFERS: ClassVar[tuple[Command, ...]] = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(COMMANDS)]
    AUTO_FOCUS = "Field"

    def __init__(self, board: Board) -> None:
        """Make it.

        Args:
            board: Where the thread is to stand, as far as is known yet.
        """
        super().__init__()
        self.place = words.NEW_THREAD
        self._choices = Choices(board)
        self._title = TitleField(self.action_to_text)
        self._chosen = Sheet(id="chosen")
        self._chosen.can_focus = False
        self._drafting = Drafting(self, self._save)
        self._sending = False

    def compose_body(self) -> Iterable[Widget]:
        """Title, what is chosen, the text."""
        porch = self.porch
        look = look_for(porch.palette, porch.signs, porch.get_line_filters())
        self._beside = Beside(id="beside")
        self._editor = Editor(
            look, self._typed, most_bytes=porch.session.hub.config.limits.paste_kib * 1024, id="editor"
        )
        self._editor.add_class("-fills")
        self._editor.set_hint(words.NEW_HINT)
        yield NewThreadBody(self._title, self._chosen, self._beside, self._editor)

    def main_pane(self) -> Widget:
        """The title."""
        return self._title

    async def on_resize(self) -> None:
        """What is chosen, as there is room for it."""
        await super().on_resize()
        self._show_choices()

    async def on_mount(self) -> None:
        """Go on with what was begun for this board: in the text, where its keys are, when it has a title."""
        await self._begin()
        if self._title.value.strip():
            self.set_focus(self._editor)

    async def _begin(self) -> None:
        kept = await self.ask(drafts.one, board=self._choices.board.id)
        if kept is not None:
            with self.prevent(Input.Changed):
                self._title.value = kept.title
            self._editor.put(kept.text)
            self._choices = Choices(
                self._choices.board, kept.alias, kept.tags, kept.content_note, kept.poll, kept.poll_kind
            )
        self._show_choices()
        self._look_over()

    def _show_choices(self) -> None:
        self._chosen.show(self._choices.rows(self.porch, min(88, self.app.size.width)))

    def _look_over(self) -> None:
        self._beside.appear(worry.in_danger(self._editor.text, self.porch.session.hub.config))

    def has_draft(self) -> bool:
        """Something is half written."""
        return self.is_mounted and bool(self._editor.text.strip() or self._title.value.strip())

    # writing

    @on(Input.Changed)
    def titled(self, changed: Input.Changed) -> None:
        """Save the title soon."""
        changed.stop()
        self._drafting.written()

    def action_to_text(self) -> None:
        """Go to the text."""
        self.set_focus(self._editor)

    def _typed(self) -> None:
        """Save the draft soon."""
        self._drafting.written()
        self._look_over()

    @on(Editor.LogWanted)
    def up_from_text(self, wanted: Editor.LogWanted) -> None:
        """Up in an empty text leads to the title."""
        wanted.stop()
        if wanted.key == "up":
            self.set_focus(self._title)

    @on(Editor.PasteRefused)
    def paste_refused(self, refused: Editor.PasteRefused) -> None:
        """Say why nothing was put in."""
        most = self.porch.session.hub.config.limits.paste_kib
        self.porch.toast(words.PASTE_TOO_LARGE.format(most=most), trouble=True)

    def action_post(self) -> None:
        """Post it, from the title too; without a text say what is missing."""
        if self._editor.text.strip():
            self._editor.action_post()
        else:
            self.porch.toast(words.TEXT_FIRST, trouble=True)
            self.set_focus(self._editor)

    @on(Editor.PreviewWanted)
    def action_preview(self) -> None:
        """Show it as others will read it."""
        self.porch.show(Preview(self._editor.text, self._title.value.strip(), self._choices))

    async def _save(self) -> None:
        chosen = self._choices
        await self.attempt(
            drafts.save,
            board=chosen.board.id,
            text=self._editor.text,
            title=self._title.value,
            tags=chosen.tags,
            content_note=chosen.note,
            alias=chosen.alias,
            poll=chosen.poll,
            poll_kind=chosen.poll_kind,
        )

    async def on_screen_suspend(self) -> None:
        """One goes elsewhere: keep what was written."""
        await self._drafting.save()

    async def on_unmount(self) -> None:
        """The visit ends, perhaps without a word: keep what was written."""
        await self._drafting.save()

    # what goes with it

    @on(Editor.DetailsWanted)
    def action_details(self) -> None:
        """Ask what to change."""
        self.run_worker(self._details(), name="details", group="floating", exclusive=True)

    async def _details(self) -> None:
        porch, chosen = self.porch, self._choices
        name = words.NEW_ALIAS if chosen.alias else porch.handle
        entries = [
            Entry("name", words.DETAIL_NAME, name),
            Entry("board", words.DETAIL_BOARD, shown(chosen.board.title, porch.signs)),
            Entry("tags", words.DETAIL_TAGS, shown(chosen.tags, porch.signs) or words.NONE_YET),
            Entry("note", words.DETAIL_NOTE, shown(chosen.note, porch.signs) or words.NONE_YET),
            Entry("poll", words.DETAIL_POLL, shown(chosen.poll, porch.signs) or words.NONE_YET),
        ]
        picked = await porch.push_screen_wait(Picker(words.DETAILS_TITLE, words.DETAILS_HINT, entries))
        if picked == "name":
            chosen.alias = await choose_name(self, alias=chosen.alias, known="")
        elif picked == "board":
            await self._choose_board()
        elif picked == "tags":
            chosen.tags = await self._line("tags", words.DETAIL_TAGS, words.TAGS_TEXT)
        elif picked == "note":
            chosen.note = await self._line("note", words.DETAIL_NOTE, words.NOTE_TEXT)
        elif picked == "poll":
            await self._choose_poll()
        if picked is not None:
            self._show_choices()
            self._drafting.written()

    async def _choose_board(self) -> None:
        picked = await choose_board(self, words.WHERE_TITLE)
        if picked is not None and picked.id != self._choices.board.id:
            # The draft goes along.
            self._drafting.forget()
            await self.ask(drafts.save, board=self._choices.board.id, text="")
            self._choices.board = picked

    async def _line(self, what: str, title: str, text: str, *, longest: int = 200) -> str:
        """Ask for one line of what goes with the thread. It is kept as it is typed; Esc takes back what was typed."""
        chosen = self._choices
        before: str = getattr(chosen, what)

        def keep(line: str) -> None:
            setattr(chosen, what, line)
            self._drafting.written()

        prompt = Prompt(title, text, value=before, longest=longest, typed=keep)
        typed = await self.porch.push_screen_wait(prompt)
        return before if typed is None else typed

    async def _choose_poll(self) -> None:
        chosen = self._choices
        before = chosen.poll
        chosen.poll = await self._line("poll", words.DETAIL_POLL, words.POLL_TEXT, longest=800)
        if chosen.new_poll() is None:
            chosen.poll = chosen.poll_kind = ""
        elif chosen.poll != before or not chosen.poll_kind:
            await self._choose_poll_kind()

    async def _choose_poll_kind(self) -> None:
        entries = [
            Entry(kind, words.POLL_KINDS[kind], light=kind == self._choices.poll_kind)
            for kind in words.POLL_KINDS
        ]
        entries.sort(key=lambda entry: not entry.light)  # Enter at once changes nothing.
        kind = await self.porch.push_screen_wait(Picker(words.POLL_KIND_TITLE, words.POLL_KIND_HINT, entries))
        if kind is not None:
            self._choices.poll_kind = kind

    @on(Editor.Sent)
    def send(self, sent: Editor.Sent) -> None:
        """Post it."""
        sent.stop()
        self.run_worker(self._send(sent.text), name="send", group="send")

    async def _send(self, text: str) -> None:
        chosen = self._choices
        if not self._title.value.strip():
            self._editor.give_back(text)
            self.porch.toast(words.TITLE_FIRST, trouble=True)
            self.set_focus(self._title)
            return
        if chosen.poll and not chosen.poll_kind:
            # Open or anonymous: nobody but the one who asks decides that.
            self._editor.give_back(text)
            self.porch.toast(words.POLL_KIND_FIRST, trouble=True)
            return
        if self._sending:
            self._editor.give_back(text)
            return
        self._sending = True
        try:
            added = await self.attempt(
                threads.start,
                board=chosen.board.id,
                title=self._title.value,
                text=text,
                alias=chosen.alias,
                tags=chosen.tags.split(),
                content_note=chosen.note,
                poll=chosen.new_poll(),
                nonce=secrets.token_hex(8),
            )
        except HubError as error:
            self._editor.give_back(text)
            self.porch.toast(words.NOT_POSTED.format(reason=str(error)), trouble=True)
            return
        finally:
            self._sending = False
        with self.prevent(Input.Changed):
            self._title.value = ""
        self._editor.put("")
        self._drafting.forget()
        await self.ask(drafts.save, board=chosen.board.id, text="")
        self.porch.run_worker(self._go_there(added, alias=chosen.alias), name="go")

    async def _go_there(self, added: Added, *, alias: bool) -> None:
        porch = self.porch  # this screen is put away on the way
        await porch.go_to_target(f"thread:{added.thread_id}")
        if alias:
            porch.toast(words.POSTED_AS.format(alias=added.author))


async def choose_board(screen: FrameScreen, title: str) -> Board | None:
    """Ask for one of the boards in which the person can start a thread; None: none was chosen."""
    porch = screen.porch
    mine = [board for board in await screen.ask(boards.listing) or () if board.may_start]
    if not mine:
        porch.toast(words.NO_BOARD_TO_START)
        return None
    entries = [
        Entry(
            str(board.id),
            shown(board.title, porch.signs),
            shown(board.circle, porch.signs) or words.HUB_BOARDS,
        )
        for board in mine
    ]
    picked = await porch.push_screen_wait(Picker(title, words.BOARDS_HINT, entries))
    return next((board for board in mine if str(board.id) == picked), None)
