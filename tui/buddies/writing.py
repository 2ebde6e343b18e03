"""Writing a few lines on a card: what keys do to a text, and the card itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import ClassVar, Final

from rich.cells import cell_len
from textual import events, on
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.buddies import words
from tui.buddies.drafting import Drafting
from tui.chat.editing import Writing
from tui.commands import Command, bindings
from tui.widgets.floating import Floating
from tui.widgets.lined import Lined
from tui.widgets.sheet import Gap, Sheet, Words
from tui.widgets.spans import Span, strip

PASTE_BYTES: Final = 16 * 1024
"""A larger paste is not taken in."""
MOST_ROWS: Final = 10
"""Rows of text on a card."""

_MOVES: Final = {
    "backspace": "backspace",
    "delete": "delete",
    "left": "left",
    "right": "right",
    "ctrl+left": "word_left",
    "ctrl+right": "word_right",
    "ctrl+a": "start",
    "ctrl+home": "start",
    "ctrl+e": "end",
    "ctrl+end": "end",
    "ctrl+w": "delete_word",
    "ctrl+u": "delete_to_line_start",
    "ctrl+z": "undo",
}


def press(writing: Writing, event: events.Key, cells: int) -> bool:
    """Do what a key does to a text.

    Args:
        writing: The text.
        event: The key.
        cells: At which width its lines are broken.

    Returns:
        False when it does nothing there; up and down do nothing in the first and the last row.
    """
    key = event.key
    if event.is_printable and event.character is not None:
        writing.insert(event.character, typing=True)
    elif key in _MOVES:
        getattr(writing, _MOVES[key])()
    elif key in {"up", "down"}:
        return writing.vertical(-1 if key == "up" else 1, cells)
    elif key == "home":
        writing.row_start(cells)
    elif key == "end":
        writing.row_end(cells)
    else:
        return False
    return True


def with_cursor(text: str, column: int, sign: str) -> tuple[Span, ...]:
    """A row of text with a mark where one writes.

    Args:
        text: The row.
        column: In cells from its beginning.
        sign: The mark, one cell wide.
    """
    used = 0
    for index, letter in enumerate(text):
        if used >= column:
            return (Span(text[:index]), Span(sign, "amber", bold=True), Span(text[index:]))
        used += cell_len(letter)
    return (Span(text), Span(sign, "amber", bold=True))


COMMANDS: Final = (
    Command("writing.keep", ("enter",), "keep", "Keep it", "Keep what you wrote.", palette=False),
    Command(
        "writing.line",
        ("ctrl+j", "alt+enter", "shift+enter"),
        "new_line",
        "New line",
        "Begin a new line in what you write.",
        palette=False,
        shown_key="^J",
    ),
)


class Lines(Lined, can_focus=True):
    """Several lines to write in; draws itself, a key costs no layout."""

    OFFERS: ClassVar = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(COMMANDS)]
    ALLOW_SELECT = False

    class Changed(Message):
        """The text is another."""

    class Done(Message):
        """Enter was pressed."""

    def __init__(self, text: str, *, rows: int = MOST_ROWS) -> None:
        """Make it.

        Args:
            text: What stands there.
            rows: Rows that are seen.
        """
        super().__init__()
        self._writing = Writing(text)
        self._top = 0
        self.styles.height = rows

    @property
    def text(self) -> str:
        """What is written."""
        return self._writing.text

    def put(self, text: str) -> None:
        """Put another text there."""
        self._writing.put(text)
        self.refresh()

    @property
    def _cells(self) -> int:
        return max(4, self.size.width - 3)

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        porch, writing = self.porch, self._writing
        rows = writing.rows(self._cells)
        at, column = writing.place(self._cells)
        if y == 0:
            self._top = max(0, min(self._top, at), at - self.size.height + 1)
        number = self._top + y
        text = writing.text[slice(*rows[number])] if number < len(rows) else ""
        spans = with_cursor(text, column, porch.signs.side) if number == at else (Span(text),)
        return strip(porch.palette, self.size.width, (Span(" "), *spans), more=porch.signs.more)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Letters are written, whatever else they do elsewhere."""
        return character is not None and character.isprintable()

    async def on_key(self, event: events.Key) -> None:
        """Write, or do what the key is for."""
        if press(self._writing, event, self._cells):
            event.stop()
            event.prevent_default()
            self._after()
            return
        for binding in self._bindings.key_to_bindings.get(event.key, ()):
            # Here and now: what is typed after Enter must not come before it.
            event.stop()
            event.prevent_default()
            await self.app.run_action(binding.action, self)

    def on_paste(self, event: events.Paste) -> None:
        """Take in a paste as it is."""
        event.stop()
        event.prevent_default()
        if len(event.text.encode("utf-8", "replace")) > PASTE_BYTES:
            self.porch.toast(words.PASTE_TOO_LONG, trouble=True)
            return
        self._writing.insert(event.text.replace("\r\n", "\n").replace("\r", "\n"))
        self._after()

    def _after(self) -> None:
        self.refresh()
        self.post_message(self.Changed())

    def action_keep(self) -> None:
        """It is finished."""
        self.post_message(self.Done())

    def action_new_line(self) -> None:
        """A new line."""
        self._writing.insert("\n")
        self._after()


class TextCard(Floating[bool]):
    """A few lines to write; what cannot be kept is said below, and what was written stays. Esc keeps it for later."""

    def __init__(
        self,
        title: str,
        text: str,
        keep: Callable[[str], Awaitable[str]],
        *,
        value: str = "",
        draft: str = "",
        rows: int = MOST_ROWS,
    ) -> None:
        """Make the card.

        Args:
            title: What it is about.
            text: A plain sentence above; "": none.
            keep: Keeps the text; answers what is wrong with it in one sentence, "": nothing, and the card closes.
            value: What stands there.
            draft: Where it is kept half written, as `store.unfinished` names places; "": nowhere.
            rows: Rows of text that are seen.
        """
        super().__init__()
        self.TITLE_WORDS = title
        self._text = text
        self._keep = keep
        self._drafting = Drafting(self, draft)
        self._lines = Lines(value, rows=rows)
        self._below = Sheet(on="raised")
        self._below.can_focus = False

    def compose_card(self) -> Iterable[Widget]:
        """The sentence, the lines, and what is to say about them."""
        if self._text:
            above = Sheet((Words(self._text, "muted"), Gap()), on="raised")
            above.can_focus = False
            yield above
        yield self._lines
        self._below.show((Gap(), Words(words.WRITING_KEYS, "muted")))
        yield self._below

    async def on_mount(self) -> None:
        """Go on with what was half written."""
        if kept := await self._drafting.begin():
            self._lines.put(kept)

    async def on_unmount(self) -> None:
        """Keep what was half written, also where the connection was lost."""
        await self._drafting.save()

    @on(Lines.Changed)
    def changed(self, changed: Lines.Changed) -> None:
        """Keep it in a moment."""
        changed.stop()
        self._drafting.written(self._lines.text)

    @on(Lines.Done)
    async def done(self, done: Lines.Done) -> None:
        """Keep it, and close when that worked."""
        done.stop()
        wrong = await self._keep(self._lines.text)
        if wrong:
            self._below.show((Gap(), Words(wrong, "rose")))
            return
        await self._drafting.forget()
        self.close(True)
