"""A new thread: a title, the text, and one key for the rest."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import events, on
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Input

from store import boards, drafts, threads, worry
from store.boards import Board
from store.errors import HubError
from store.polls import NewPoll
from store.posts import Added
from tui.chat.look import look_for
from tui.commands import Command, bindings
from tui.forum import words
from tui.forum.beside import Beside
from tui.forum.drafting import Drafting
from tui.forum.editor import DETAILS, Editor
from tui.forum.naming import choose_name
from tui.forum.preview import Preview
from tui.forum.rows import shown
from tui.theme import Ink
from tui.widgets.field import Field
from tui.widgets.floating import Entry, Picker, Prompt
from tui.widgets.frame import Aside, FrameScreen
from tui.widgets.sheet import Drawn, Sheet
from tui.widgets.spans import Span, cells

POLL_KINDS: Final = {
    "one": (words.POLL_ONE, False, False),
    "several": (words.POLL_SEVERAL, True, False),
    "one anonymous": (words.POLL_ANONYMOUS, False, True),
    "several anonymous": (words.POLL_SEVERAL_ANONYMOUS, True, True),
}
"""How a poll is voted: the words for it, whether several can be chosen, whether it is anonymous."""

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
    DETAILS,  # also from the title
)


@dataclass
class Choices:
    """What goes with a new thread besides its title and text."""

    board: Board
    alias: bool = False
    tags: str = ""
    note: str = ""
    poll: NewPoll | None = None


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
    NewThreadBody > #chosen { height: auto; max-height: 3; }
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
        self._editor = Editor(look, most_bytes=porch.session.hub.config.limits.paste_kib * 1024, id="editor")
        self._editor.add_class("-fills")
        self._editor.set_hint(words.NEW_HINT)
        yield NewThreadBody(self._title, self._chosen, self._beside, self._editor)

    def main_pane(self) -> Widget:
        """The title."""
        return self._title

    async def on_mount(self) -> None:
        """Go on with what was begun for this board."""
        await self._begin()

    async def _begin(self) -> None:
        kept = await self.ask(drafts.one, board=self._choices.board.id)
        if kept is not None:
            with self.prevent(Input.Changed):
                self._title.value = kept.title
            self._editor.put(kept.text)
            self._choices.alias, self._choices.tags, self._choices.note = (
                kept.alias,
                kept.tags,
                kept.content_note,
            )
        self._show_choices()
        self._look_over()

    def _show_choices(self) -> None:
        porch, chosen = self.porch, self._choices
        muted = f" {porch.signs.dot} "
        name = words.AS_NEW_ALIAS if chosen.alias else words.AS_ME.format(handle=porch.handle)
        ink: Ink = "text" if chosen.alias else "muted"
        facts = [
            Span(words.in_board(shown(chosen.board.title, porch.signs)), "muted"),
            Span(muted, "muted"),
            Span(name, ink, bold=chosen.alias),
        ]
        more = [f"#{tag.lstrip('#')}" for tag in shown(chosen.tags, porch.signs).split()]
        if chosen.note:
            more.append(words.mentions(shown(chosen.note, porch.signs)))
        if chosen.poll is not None:
            more.append(words.POLL)
        rows = [Drawn(tuple(facts))]
        if more:
            rows.append(Drawn((Span(muted.join(more), "muted"),)))
        hint = Span(words.DETAILS_KEY, "muted")
        if cells(facts) + cells((hint,)) + 6 < min(88, self.app.size.width):
            rows[0] = Drawn((*facts, Span("  "), hint))
        else:
            rows.append(Drawn((hint,)))
        self._chosen.show(rows)

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

    @on(Editor.Changed)
    def typed(self, changed: Editor.Changed) -> None:
        """Save the draft soon."""
        changed.stop()
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

    @on(Editor.PreviewWanted)
    def preview(self) -> None:
        """Show it as others will read it."""
        self.porch.show(Preview(self._editor.text, self._title.value.strip()))

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
            Entry("poll", words.DETAIL_POLL, words.POLL if chosen.poll is not None else words.NONE_YET),
        ]
        picked = await porch.push_screen_wait(Picker(words.DETAILS_TITLE, words.DETAILS_HINT, entries))
        if picked == "name":
            chosen.alias = await choose_name(self, alias=chosen.alias, known="")
        elif picked == "board":
            await self._choose_board()
        elif picked == "tags":
            typed = await porch.push_screen_wait(
                Prompt(words.DETAIL_TAGS, words.TAGS_TEXT, value=chosen.tags)
            )
            chosen.tags = chosen.tags if typed is None else typed
        elif picked == "note":
            typed = await porch.push_screen_wait(
                Prompt(words.DETAIL_NOTE, words.NOTE_TEXT, value=chosen.note)
            )
            chosen.note = chosen.note if typed is None else typed
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

    async def _choose_poll(self) -> None:
        before = self._choices.poll
        value = " | ".join(before.choices) if before is not None else ""
        typed = await self.porch.push_screen_wait(
            Prompt(words.DETAIL_POLL, words.POLL_TEXT, value=value, longest=600)
        )
        if typed is None:
            return
        choices = tuple(part.strip() for part in typed.split("|") if part.strip())
        if not choices:
            self._choices.poll = None
            return
        entries = [Entry(kind, title) for kind, (title, _, _) in POLL_KINDS.items()]
        kind = await self.porch.push_screen_wait(Picker(words.POLL_KIND_TITLE, words.DETAILS_HINT, entries))
        if kind is not None:
            _, several, anonymous = POLL_KINDS[kind]
            self._choices.poll = NewPoll(choices, several, anonymous)

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
                poll=chosen.poll,
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
