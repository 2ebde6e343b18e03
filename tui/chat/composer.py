"""The box one writes in: grows with the text, draws only the rows that changed, and keeps what is in it.

Textual's TextArea was measured first: 2.5 ms of CPU and 820 bytes a key in an app with nothing else, against 0.6 ms
and 320 bytes here in the whole app. A key there passes through a document, its wrapping, a new layout of the widget's
scrolling and the compositor.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Final

from textual import events
from textual.binding import BindingType
from textual.geometry import Offset, Region, Size
from textual.message import Message as Notification
from textual.strip import Strip
from textual.widget import Widget

from tui.chat import names
from tui.chat.box import Box, text_cells
from tui.chat.completion import Completion
from tui.chat.composer_keys import COMMANDS
from tui.chat.editing import Writing
from tui.chat.handing import hand_on, settled
from tui.chat.look import Look, Row
from tui.commands import Command, bindings
from tui.widgets.direct import Change, Pen
from tui.widgets.field import do_own_key

MOST_ROWS: Final = 8
"""Rows of text shown at once; the rest scrolls."""


class Composer(Widget, can_focus=True):
    """Multi-line input. Printable keys write; what moves the log is passed on."""

    DEFAULT_CSS = """
    Composer { width: 1fr; height: 2; min-height: 2; }
    """
    ALLOW_SELECT: ClassVar[bool] = False
    OFFERS: ClassVar[tuple[Command, ...]] = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(COMMANDS)]

    class Sent(Notification):
        """Enter was pressed. The box is empty already; `give_back` returns what could not be sent."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class LogWanted(Notification):
        """A key that moves the log was pressed: "up" in an empty box, "pageup", "pagedown", "end", "home"."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    class PasteRefused(Notification):
        """A paste was too large to take in."""

    def __init__(
        self,
        look: Look,
        on_changed: Callable[[], None],
        *,
        most_bytes: int = 16 * 1024,
        id: str | None = None,
    ) -> None:
        """Make an empty box.

        Args:
            look: How it is drawn.
            on_changed: Called when the person made the text another. A call and not a message, since it happens for
                each key.
            most_bytes: A larger paste is not taken in.
            id: The widget's id.
        """
        super().__init__(id=id)
        self._on_changed = on_changed
        self._most_bytes = most_bytes
        self.writing = Writing()
        self._look = look
        self.completion: Completion | None = None
        """What offers names while one writes; the screen puts it in."""
        self._hint = ""
        self._answering = ""
        self._box = Box(self.writing)
        self._lit = False  # has the focus; `has_focus` changes only after the handlers of the change
        self._rows: list[Row] = []
        self._drawn_size = Size(0, 0)
        self._given_rows = 0  # what the layout was last asked for; it may have given less
        self._pen = Pen(self)

    # what the screen sets

    def see_as(self, look: Look) -> None:
        """Take over the palette."""
        if look is not self._look:
            self._look = look
            self._drawn_size = Size(0, 0)
            self.refresh()

    @property
    def text(self) -> str:
        """What is written."""
        return self.writing.text

    def put(self, text: str) -> None:
        """Put another text in the box."""
        self.writing.put(text)
        self._close_list()
        self.redraw()

    def give_back(self, text: str) -> None:
        """Return a text that could not be sent, in front of what was typed since."""
        since = self.writing.text
        self.put(f"{text}\n{since}" if since else text)
        self._on_changed()

    def set_hint(self, hint: str) -> None:
        """What stands in the empty box."""
        self._hint = hint
        self.redraw()

    def set_answering(self, line: str) -> None:
        """The line above the text that says what is answered; "": nothing is."""
        self._answering = line
        self.redraw()

    @property
    def drawn_directly(self) -> int:
        """How many changes went the direct path."""
        return self._pen.drawn

    # rows

    @property
    def _text_cells(self) -> int:
        return text_cells(self.size.width)

    def _made_rows(self, size: Size) -> tuple[list[Row], Offset | None]:
        return self._box.rows(self._look, size, hint=self._hint, answering=self._answering, lit=self._lit)

    @property
    def _above(self) -> int:
        return 2 if self._answering else 1

    def rows_wanted(self, width: int) -> int:
        """How many rows the box would like to have at a width in cells, the lines above the text included."""
        most = max(1, min(MOST_ROWS, self.app.size.height // 3))
        return self._above + max(1, min(most, len(self.writing.rows(text_cells(width)))))

    def ask_rows(self, width: int) -> int:
        """The same, for the layout, which may give less."""
        self._given_rows = self.rows_wanted(width)
        return self._given_rows

    def redraw(self) -> None:
        """Draw the rows that changed; only when the box grows or shrinks is there a layout."""
        region = self._pen.free_region()
        if region is None:
            if not self.is_attached:
                return
            place, size = self.region, self.size
        else:
            # Nothing of it is Textual's own edge or space, and to ask for its size takes twenty calls each time.
            place, size = region, region.size
        width = size.width
        if not width:
            return
        if self.rows_wanted(width) != self._given_rows:
            self._drawn_size = Size(0, 0)
            self.refresh(layout=True)
            return
        before, known = self._rows, self._drawn_size == size
        self._rows, cursor = self._made_rows(size)
        self._drawn_size = size
        if self._lit and cursor is not None:
            self.app.cursor_position = place.offset + cursor
        if not known or len(before) != len(self._rows):
            self.refresh()
            return
        changed = [y for y, row in enumerate(self._rows) if row is not before[y]]
        if changed:
            changes = [Change(y, self._rows[y], max(before[y].used, self._rows[y].used)) for y in changed]
            if not self._pen.draw(changes, self._look.ground, region):
                self.refresh(*[Region(0, y, width, 1) for y in changed])

    def render_line(self, y: int) -> Strip:
        """One row as a strip."""
        self._ensure_rows()
        return (
            self._rows[y].strip if y < len(self._rows) else Strip.blank(self.size.width, self._look.style())
        )

    def render_lines(self, crop: Region) -> list[Strip]:
        """Rows as strips: the compositor's way to the same rows."""
        self._ensure_rows()
        strips = [row.strip for row in self._rows[crop.y : crop.bottom]]
        if crop.x or crop.right < self.size.width:
            strips = [strip.crop(crop.x, crop.right) for strip in strips]
        return strips

    def _ensure_rows(self) -> None:
        size = self.size
        if self._drawn_size != size or len(self._rows) != size.height:
            self._rows, _ = self._made_rows(size)
            self._drawn_size = size

    # keys

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Printable keys are for writing, whatever else they do on the screen."""
        return character is not None and character.isprintable()

    _MOVES: ClassVar[dict[str, str]] = {
        "backspace": "backspace",
        "delete": "delete",
        "left": "left",
        "right": "right",
        "ctrl+left": "word_left",
        "ctrl+right": "word_right",
        "alt+left": "word_left",
        "alt+right": "word_right",
        "alt+b": "word_left",
        "alt+f": "word_right",
        "ctrl+a": "start",
        "ctrl+e": "end",
        "ctrl+home": "start",
        "ctrl+end": "end",
    }

    # The commands of above are done here and not by their bindings: a binding's action travels to the app and back, and
    # letters that came in the same packet would be put in before it.
    _ACTS: ClassVar[dict[str, str]] = {
        **{key: one.action for one in COMMANDS if one.id != "chat.complete" for key in one.keys},
        # What xterm's modifyOtherKeys makes of Shift+Enter and Alt+Enter in Textual 8.2.8.
        "shift+\r": "new_line",
        "alt+\r": "new_line",
    }

    async def on_key(self, event: events.Key) -> None:
        """Write, move, or pass on what is for the log."""
        if await hand_on(self, event):
            return
        key = event.key
        before = self.writing.text
        if self._for_list(key):
            event.stop()
            event.prevent_default()
            return
        if (act := self._ACTS.get(key)) is not None:
            event.stop()
            event.prevent_default()
            getattr(self, f"action_{act}")()
            return
        if event.is_printable and event.character is not None:
            self.writing.insert(event.character, typing=True)
            closed = names.closed(self.writing.text[: self.writing.cursor]) if key == "colon" else None
            if closed is not None:
                self.writing.replace(*closed)
        elif (move := self._MOVES.get(key)) is not None:
            getattr(self.writing, move)()
        elif key in {"up", "down"}:
            if not before and key == "up":
                # Not through this widget's own queue: the next key waits until the focus has moved.
                self.screen.post_message(self.LogWanted("up"))
                await settled(self.screen)
            else:
                self.writing.vertical(-1 if key == "up" else 1, self._text_cells)
        elif key in {"home", "end"} and before:
            if key == "home":
                self.writing.row_start(self._text_cells)
            else:
                self.writing.row_end(self._text_cells)
        elif key in {"pageup", "pagedown", "home", "end"}:
            self.post_message(self.LogWanted(key))
        else:
            # Here and now: what is typed after Enter must not come before it.
            await do_own_key(self, event)
            return
        event.stop()
        event.prevent_default()
        self._after_key(before)

    def _for_list(self, key: str) -> bool:
        """Whether a key was for the list of names while it is open."""
        listed = self.completion
        if listed is None or not listed.is_open:
            return False
        if key in {"up", "down"}:
            listed.step(-1 if key == "up" else 1, self._look)
        elif key == "escape":
            listed.turn_down(self._look)
        elif key == "tab" or (
            key == "enter" and not listed.is_written_out(self.writing.text, self.writing.cursor)
        ):
            self.take_offer()
        else:
            return False
        return True

    def take_offer(self) -> None:
        """Put what is chosen in the list in place of the word."""
        taken = self.completion.take() if self.completion is not None else None
        if taken is not None:
            before = self.writing.text
            self.writing.replace(*taken)
            self._after_key(before)

    def press_offer(self, row: int) -> None:
        """Take what was clicked in the list.

        Args:
            row: From the list's top.
        """
        if self.completion is not None:
            self.completion.press(row, self._look)
            self.take_offer()

    def names_are_known(self) -> None:
        """What the list waited for is there."""
        if self.completion is not None and self._lit:
            self.completion.ready(self._look)

    def _close_list(self) -> None:
        if self.completion is not None:
            self.completion.close(self._look)

    def _after_key(self, before: str) -> None:
        self.redraw()
        if self.completion is not None:
            self.completion.follow(self.writing.text, self.writing.cursor, self._look)
        if self.writing.text != before:
            self._on_changed()

    def on_paste(self, event: events.Paste) -> None:
        """Take in a paste as it is: one piece of text, whatever newlines it has."""
        event.stop()
        event.prevent_default()
        size = len(event.text.encode("utf-8", "replace"))
        if size > self._most_bytes:
            self.post_message(self.PasteRefused())
            return
        before = self.writing.text
        self.writing.insert(event.text.replace("\r\n", "\n").replace("\r", "\n"))
        self._after_key(before)

    def action_send(self) -> None:
        """Hand the text over; what is typed from now on is the next message."""
        text = self.writing.text
        if text.strip():
            self.writing.put("")
            self._close_list()
            self.redraw()
            self.post_message(self.Sent(text))

    def action_complete(self) -> None:
        """Offer again what was turned down; without a word to complete go to the next part of the screen."""
        if self.completion is None or not self.completion.reopen(self._look):
            self.screen.focus_next()

    def action_new_line(self) -> None:
        """Begin a new line."""
        self._edit(lambda: self.writing.insert("\n"))

    def action_undo(self) -> None:
        """Take back a change."""
        self._edit(self.writing.undo)

    def action_delete_word(self) -> None:
        """Take out a word."""
        self._edit(self.writing.delete_word)

    def action_delete_to_line_start(self) -> None:
        """Take out the line up to the cursor."""
        self._edit(self.writing.delete_to_line_start)

    def _edit(self, change: Callable[[], None]) -> None:
        before = self.writing.text
        change()
        self._after_key(before)

    def on_focus(self) -> None:
        """Light the prompt and the cursor."""
        self._lit = True
        self.redraw()

    def on_blur(self) -> None:
        """The prompt rests."""
        self._lit = False
        self._close_list()
        self.redraw()

    def on_resize(self) -> None:
        """Break the text anew."""
        self.redraw()
        if self.completion is not None and self.completion.is_open:
            self.completion.draw(self._look)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is."""
        event.stop()
        cells = self._text_cells
        rows = self.writing.rows(cells)
        number = max(0, min(len(rows) - 1, self._box.first_row + event.y - self._above))
        self.writing.cursor = rows[number][0]
        start, end = rows[number]
        probe = Writing(self.writing.text[start:end])
        probe.cursor = 0
        while probe.cursor < len(probe.text) and probe.place(cells)[1] < event.x - 3:
            probe.right()
        self.writing.cursor = start + probe.cursor
        self.redraw()
