"""What floats above a screen: a card with a question, a line to type, or a list to pick from."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input

from tui import words
from tui.ask import OnPorch
from tui.commands import Command, bindings
from tui.sparing import SparingScreen
from tui.theme import ASCII
from tui.widgets.field import Field
from tui.widgets.sheet import LEFT, PICK_COMMANDS, Choice, Gap, Item, Sheet, Words
from tui.widgets.spans import Span, cells, wrap

T = TypeVar("T")

COMMANDS = (Command("floating.back", ("escape",), "back", "Back", "Close this and go back.", palette=False),)
PICK_LINES = 14
"""Lines of a list to pick from, where the window has them."""
CARD_CELLS = 66
"""How wide a card is, as in hub.tcss, where the window is not narrower."""
CARD_EDGES = 8
"""Cells of it that are not for the words of a row: borders, padding, the bar and what is right of them."""
SHOWN_BOUND = 200
"""Entries of a list to pick from that are offered at once; typing narrows them."""


class Card(Vertical):
    """The one thing with a border: what floats."""


class Floating(OnPorch, SparingScreen[T | None], ModalScreen[T | None], Generic[T]):
    """A card in the middle of the window. Esc closes it with None."""

    OFFERS: ClassVar[tuple[Command, ...]] = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(COMMANDS)]
    TITLE_WORDS = ""
    _answered = False

    def compose(self) -> ComposeResult:
        """Put the card around what it holds."""
        with Card(classes="-plain" if self.porch.signs is ASCII else None) as card:
            yield from self.compose_card()
        card.border_title = self.TITLE_WORDS or None

    def compose_card(self) -> Iterable[Widget]:
        """What is on the card."""
        raise NotImplementedError

    async def late_key(self, event: events.Key) -> None:
        """A printable key that was pressed right after the one that opened this, before it had the focus.

        Args:
            event: The key; nobody else has taken it.
        """

    def close(self, answer: T | None) -> None:
        """Go away with an answer; nothing of this screen may wait for that.

        Two keys that arrive together can both ask for it: what closes the second time would be the screen below.
        """
        if not self._answered and self.is_active:
            self._answered = True
            _ = self.dismiss(answer)

    def action_back(self) -> None:
        """Close without an answer."""
        self.close(None)

    def on_click(self, event: events.Click) -> None:
        """A click beside the card closes it."""
        if event.widget is self:
            self.close(None)


class Question(Floating[bool]):
    """Asks for a yes or a no; Esc is no."""

    def __init__(self, title: str, text: str, *, yes: str = words.YES, no: str = words.NO) -> None:
        """Make a question.

        Args:
            title: What it is about.
            text: One or two plain sentences.
            yes: The word for going ahead.
            no: The word for staying; it is the one first chosen.
        """
        super().__init__()
        self.TITLE_WORDS = title
        self._items: tuple[Item, ...] = (
            Words(text),
            Gap(),
            Choice("no", (Span(no),)),
            Choice("yes", (Span(yes),)),
        )

    def compose_card(self) -> Iterable[Widget]:
        """The words and the two answers."""
        yield Sheet(self._items, on="raised")

    @on(Sheet.Chosen)
    def answer(self, chosen: Sheet.Chosen) -> None:
        """Close with the answer."""
        chosen.stop()
        self.close(chosen.key == "yes")


class Prompt(Floating[str]):
    """Asks for one line. What cannot be used is said below it, and what was typed stays, unless nobody can see it."""

    def __init__(
        self,
        title: str,
        text: str,
        *,
        value: str = "",
        hint: str = "",
        secret: bool = False,
        longest: int = 200,
        check: Callable[[str], Awaitable[str]] | None = None,
        typed: Callable[[str], None] | None = None,
    ) -> None:
        """Make a prompt.

        Args:
            title: What it is about.
            text: A plain sentence above the line; "": none.
            value: What stands in the line.
            hint: Shown while it is empty.
            secret: Show a dot for each letter.
            longest: Characters it takes at most.
            check: Says what is wrong with a line in one sentence; "": nothing, and the prompt closes with it.
            typed: Is told the line as it is, after each key.
        """
        super().__init__()
        self.TITLE_WORDS = title
        self._text = text
        self._field = Field(value, placeholder=hint, password=secret, max_length=longest)
        self._wrong = Sheet(on="raised")
        self._wrong.can_focus = False
        self._check = check
        self._typed = typed

    def compose_card(self) -> Iterable[Widget]:
        """The words, the line, and room for what is wrong with it."""
        if self._text:
            above = Sheet((Words(self._text), Gap()), on="raised")
            above.can_focus = False
            yield above
        yield self._field
        yield self._wrong

    @on(Input.Changed)
    def say_what_is_typed(self, changed: Input.Changed) -> None:
        """Tell it to the one who keeps it."""
        changed.stop()
        if self._typed is not None:
            self._typed(changed.value)

    @on(Input.Submitted)
    async def entered(self, submitted: Input.Submitted) -> None:
        """Close with the line when nothing is wrong with it."""
        submitted.stop()
        wrong = await self._check(submitted.value) if self._check is not None else ""
        if wrong:
            if self._field.password:
                self._field.value = ""
            self._wrong.show((Gap(), Words(wrong, "rose")))
        else:
            self.close(submitted.value)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to pick."""

    key: str
    label: str
    """What people read, and what typing is compared with."""
    note: str = ""
    """Muted, at the right edge."""
    also: str = ""
    """Other words under which it is found."""
    light: bool = False
    """Something new is there."""


def matching(entries: Iterable[Entry], typed: str) -> list[Entry]:
    """The entries that fit what was typed: all words of it occur; those that begin with it come first.

    Args:
        entries: What there is to pick from.
        typed: As typed; "" keeps all in their order.
    """
    wanted = typed.casefold().split()
    if not wanted:
        return list(entries)
    ranked: list[tuple[int, int, Entry]] = []
    for number, entry in enumerate(entries):
        label = entry.label.casefold()
        text = f"{label} {entry.note.casefold()} {entry.also.casefold()}"
        if all(word in text for word in wanted):
            first = wanted[0]
            rank = 0 if label.lstrip("@# ").startswith(first) else 1 if first in label else 2
            ranked.append((rank, number, entry))
    return [entry for _, _, entry in sorted(ranked, key=lambda found: found[:2])]


def entry_row(entry: Entry, room: int, light: str) -> Choice:
    """An entry as a row; where it is too long for one line, on as many as it needs.

    Args:
        entry: What can be picked.
        room: Cells for its words.
        light: The sign of something new.
    """
    right = (
        (Span(f"{light} {entry.note}", "amber"),)
        if entry.light and entry.note
        else (Span(entry.note, "muted"),)
    )
    if cells((Span(entry.label),)) + cells(right) + 2 <= room:
        return Choice(entry.key, (Span(entry.label),), right)
    label = wrap(entry.label, room) or [""]
    note = wrap(entry.note, room) if entry.note else []
    lit = (Span(light, "amber"),) if entry.light and entry.note else ()
    return Choice(
        entry.key,
        (Span(label[0]),),
        lit,
        under="\n".join([*label[1:], *note]),
        weigh=lambda line: (Span(line, "muted" if line in note else "text"),),
    )


class Picker(Floating[str]):
    """A list that typing narrows; Enter closes it with the key of what was picked."""

    OFFERS: ClassVar[tuple[Command, ...]] = PICK_COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(PICK_COMMANDS)]

    def __init__(
        self,
        title: str,
        hint: str,
        entries: Sequence[Entry],
        *,
        text: str = "",
        empty: str = words.NOTHING_FOUND,
        more: Callable[[str], Sequence[Entry]] | None = None,
    ) -> None:
        """Make a list to pick from.

        Args:
            title: What it is about.
            hint: Shown while nothing is typed.
            entries: What there is, the most useful first.
            text: A plain sentence above; "": none.
            empty: What to say when nothing fits.
            more: Gives what else fits what was typed; it comes first.
        """
        super().__init__()
        self.TITLE_WORDS = title
        self._entries = entries
        self._more = more
        self._text = text
        self._empty = empty
        self._field = Field(placeholder=hint, above_list=True)
        self._sheet = Sheet(on="raised", id="pick")
        self._sheet.can_focus = False
        self._sheet.lit = True

    def compose_card(self) -> Iterable[Widget]:
        """The line to type in and the list."""
        if self._text:
            above = Sheet((Words(self._text, "muted"), Gap()), on="raised")
            above.can_focus = False
            yield above
        yield self._field
        yield self._sheet

    def on_mount(self) -> None:
        """Show all."""
        self._show("")
        # As high as the whole list: the card stays as it is while typing narrows it.
        room = min(CARD_CELLS, self.app.size.width) - CARD_EDGES + LEFT + 2
        self._sheet.styles.height = max(1, min(PICK_LINES, self._sheet.lines_of(self._sheet.items, room)))

    @on(Input.Changed)
    def typed(self, changed: Input.Changed) -> None:
        """Narrow the list."""
        changed.stop()
        self._show(changed.value)

    def _show(self, typed: str) -> None:
        found = [*(self._more(typed) if self._more is not None else ()), *matching(self._entries, typed)]
        light = self.porch.signs.unread
        room = min(CARD_CELLS, self.app.size.width) - CARD_EDGES
        items: list[Item] = [entry_row(entry, room, light) for entry in found[:SHOWN_BOUND]]
        if not found:
            items = [Words(self._empty, "muted")]
        self._sheet.show(items, keep=False)

    @on(Input.Submitted)
    def entered(self, submitted: Input.Submitted) -> None:
        """Pick the row with the bar."""
        submitted.stop()
        if self._sheet.current is not None:
            self.close(self._sheet.current)

    @on(Field.Moved)
    def moved(self, moved: Field.Moved) -> None:
        """Go some rows or pages on."""
        moved.stop()
        if moved.by_page:
            self.action_page(moved.by)
        else:
            self.action_step(moved.by)

    @on(Sheet.Chosen)
    def clicked(self, chosen: Sheet.Chosen) -> None:
        """Pick the row that was clicked."""
        chosen.stop()
        self.close(chosen.key)

    def action_step(self, by: int) -> None:
        """Go some rows on."""
        self._sheet.action_step(by)

    def action_page(self, by: int) -> None:
        """Go some pages on."""
        self._sheet.action_page(by)
