"""A sheet: paragraphs, and rows that can be chosen, read and scrolled as one page.

Most screens are letters or lists; both are this one widget. It lays its lines out when its content or width changes
and draws only the lines that are seen, so a list of ten thousand costs as little as one of ten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip

from tui import words
from tui.commands import Command, bindings
from tui.theme import Ground, Ink
from tui.widgets.lined import Lined
from tui.widgets.spans import Span, cells, cut, strip, wrap

PROSE_CELLS = 72
"""Lines of prose are at most this wide."""
ASIDE_FROM = 60
"""From this width on, in cells, a row's aside is beside it and not below."""
ASIDE_AT = 18
"""The column of asides, in cells after the row's beginning, or further right where what is before them is longer."""
ASIDE_AT_MOST = 30
"""No further right than this, in cells, whatever is before them."""
LEFT = 2
"""Cells left of everything: the bar and a space."""
PAGE_CELLS = 92
"""Rows with something at their right edge are at most this wide, so that the eye finds its way across."""


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph."""

    text: str
    ink: Ink = "text"
    bold: bool = False
    indent: int = 0
    """Cells from the left."""
    right: str = ""
    """A muted note at the right edge of the first line."""


@dataclass(frozen=True, slots=True)
class Gap:
    """An empty line."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One line that is drawn as it is, never wrapped."""

    spans: tuple[Span, ...]
    right: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A row that can be chosen."""

    key: str
    """What the message carries when it is chosen; unique in the sheet."""
    left: tuple[Span, ...]
    right: tuple[Span, ...] = ()
    aside: tuple[Span, ...] = ()
    """Beside `left` at a column of its own; on a line below it in a narrow window."""
    under: str = ""
    """A muted paragraph below the row, part of it."""
    weigh: Callable[[str], Sequence[Span]] | None = None
    """Makes pieces of a line of `under`; None: all of it is muted."""


Item = Words | Gap | Drawn | Choice


def _moves(prefix: str, *, chooses: bool) -> tuple[Command, ...]:
    """The commands that move in a list."""
    rows = [
        ("up", "up", "step(-1)", "Up", "Go one row up.", "↑"),
        ("down", "down", "step(1)", "Down", "Go one row down.", "↓"),
        ("page_up", "pageup", "page(-1)", "Page up", "Go one page up.", "PgUp"),
        ("page_down", "pagedown", "page(1)", "Page down", "Go one page down.", "PgDn"),
    ]
    if chooses:
        rows += [
            ("first", "home", "edge(-1)", "To the top", "Go to the first row.", ""),
            ("last", "end", "edge(1)", "To the end", "Go to the last row.", ""),
        ]
    return tuple(
        Command(f"{prefix}.{name}", (key,), action, title, text, "In lists", shown_key=shown, palette=False)
        for name, key, action, title, text, shown in rows
    )


COMMANDS = (
    *_moves("sheet", chooses=True),
    Command(
        "sheet.choose",
        ("enter",),
        "choose",
        "Open",
        "Open the row with the amber bar.",
        "In lists",
        footer="open",
        footer_rank=0,
        palette=False,
    ),
)
PICK_COMMANDS = _moves("pick", chooses=False)
"""For what moves in a sheet from an input above it."""


@dataclass(frozen=True, slots=True)
class _Line:
    spans: tuple[Span, ...]
    right: tuple[Span, ...]
    choice: int
    """Index of the choice it belongs to; -1: none."""


class Sheet(Lined, can_focus=True):
    """Paragraphs and rows."""

    OFFERS: ClassVar = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(COMMANDS)]

    class Chosen(Message):
        """A row was chosen, by Enter or by a click."""

        def __init__(self, sheet: Sheet, key: str) -> None:
            super().__init__()
            self.sheet = sheet
            self.key = key

        @property
        def control(self) -> Sheet:
            """The sheet it was chosen in."""
            return self.sheet

    def __init__(self, items: Iterable[Item] = (), *, on: Ground = "ground", id: str | None = None) -> None:
        """Make a sheet.

        Args:
            items: Paragraphs and rows, from the top.
            on: What it lies on.
            id: The widget's id.
        """
        super().__init__(id=id)
        self._on: Ground = on
        self._items: tuple[Item, ...] = ()
        self._choices: list[Choice] = []
        self._lines: list[_Line] = []
        self._first_line: list[int] = []
        self._laid_out_for = -1
        self._moved = False
        self._top = 0
        self._at = 0
        self.show_bar = True
        """Draw the bar also while something else has the focus."""
        self.lit = False
        """Draw it as if it had the focus: where an input above it is typed in and its keys lead here."""
        self.show(items)

    def show(self, items: Iterable[Item], *, keep: bool = True) -> None:
        """Put content on the sheet.

        Args:
            items: Paragraphs and rows, from the top.
            keep: Stay at the row one is at, by its key; False: start at the top.
        """
        new, key = tuple(items), self.current
        if keep and new == self._items:
            return  # what is read anew is mostly what it was
        self._items = new
        self._choices = [item for item in self._items if isinstance(item, Choice)]
        self._at = 0
        if keep and key is not None:
            self._at = next((index for index, choice in enumerate(self._choices) if choice.key == key), 0)
        if not keep:
            self._top = 0
            self._moved = False
        self._laid_out_for = -1
        self.refresh(layout=self.styles.is_auto_height)

    @property
    def items(self) -> Sequence[Item]:
        """What is on it."""
        return self._items

    @property
    def current(self) -> str | None:
        """The key of the row one is at; None without rows."""
        return self._choices[self._at].key if self._choices else None

    def go_to(self, key: str) -> None:
        """Go to the row with this key, if there is one."""
        for index, choice in enumerate(self._choices):
            if choice.key == key:
                self._move_to(index)
                return

    # drawing

    def _right(self, width: int) -> int:
        return 2 if width >= 50 else 1

    def lines_of(self, items: Sequence[Item], width: int) -> int:
        """How many lines some content would take.

        Args:
            items: Paragraphs and rows, from the top.
            width: In cells.
        """
        return len(self._laid_out(items, width)[0])

    def _measure(self, width: int) -> None:
        if self._laid_out_for == width:
            return
        self._laid_out_for = width
        self._lines, self._first_line = self._laid_out(self._items, width)
        self._top = max(0, min(self._top, len(self._lines) - self.size.height))
        if self._choices and self._moved:
            self._reveal(self._at)

    def _laid_out(self, items: Sequence[Item], width: int) -> tuple[list[_Line], list[int]]:
        """The lines of some content, and with which of them each choice begins."""
        inner = max(8, width - LEFT - self._right(width) - 1)
        prose = min(PROSE_CELLS, inner)
        lines: list[_Line] = []
        first_line: list[int] = []
        pad = Span(" " * LEFT)
        widest = max(
            (cells(item.left) for item in items if isinstance(item, Choice) and item.aside), default=0
        )
        aside_at = max(ASIDE_AT, min(widest + 2, ASIDE_AT_MOST, width * 2 // 5))
        for item in items:
            if isinstance(item, Gap):
                lines.append(_Line((), (), -1))
            elif isinstance(item, Drawn):
                lines.append(_Line((pad, *item.spans), item.right, -1))
            elif isinstance(item, Words):
                start = Span(" " * item.indent)
                note = (Span(item.right, "muted"),) if item.right else ()
                space = prose - item.indent - (cells(note) + 1 if note else 0)
                for index, text in enumerate(wrap(item.text, space)):
                    lines.append(
                        _Line((pad, start, Span(text, item.ink, item.bold)), () if index else note, -1)
                    )
            else:
                number = len(first_line)
                first_line.append(len(lines))
                left = item.left
                beside: tuple[Span, ...] = ()
                if item.aside and width >= ASIDE_FROM:
                    left = tuple(cut(item.left, aside_at - 2))
                    beside = (Span(" " * (aside_at - cells(left))), *item.aside)
                lines.append(_Line((*left, *beside), item.right, number))
                if item.aside and not beside:
                    lines.append(_Line((Span("  "), *item.aside), (), number))
                if item.under:
                    for text in wrap(item.under, prose - 2):
                        pieces = (Span(text, "muted"),) if item.weigh is None else item.weigh(text)
                        lines.append(_Line((Span("  "), *pieces), (), number))
        return lines, first_line

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """Its height in lines, where the layout asks for it."""
        self._measure(width)
        return len(self._lines)

    def render_line(self, y: int) -> Strip:
        """Draw one line of what is seen."""
        palette, signs = self.porch.palette, self.porch.signs
        width = self.size.width
        self._measure(width)
        right = self._right(width)
        number = self._top + y
        if number >= len(self._lines):
            return strip(palette, width, on=self._on)
        if self._says_more and y == self.size.height - 1:
            return strip(palette, width, (Span(" " * LEFT), Span(words.MORE_BELOW, "amber")), on=self._on)
        line = self._lines[number]
        outer = self._outer(y, signs.side)
        if line.choice < 0:
            edge = max(0, width - LEFT - PROSE_CELLS - right)
            pad = Span(" " * (edge + right - 1) if line.right else " " * (right - 1))
            return strip(palette, width, line.spans, (*line.right, pad, outer), on=self._on, more=signs.more)
        edge = max(0, width - LEFT - PAGE_CELLS - right)
        tail = (*line.right, Span(" " * (edge + right - 1)), outer)
        chosen = self.show_bar and line.choice == self._at
        lit = chosen and (self.has_focus or self.lit)
        bar = Span(signs.bar if chosen else " ", "amber" if lit else "muted", bold=True)
        spans: Sequence[Span] = line.spans
        if lit and number == self._first_line[line.choice]:
            spans = [Span(span.text, span.ink, span.ink == "text", span.name) for span in spans]
        on: Ground = "raised" if lit and self._on == "ground" else self._on
        return strip(palette, width, (bar, Span(" "), *spans), tail, on=on, more=signs.more)

    def _outer(self, y: int, side: str) -> Span:
        height, total = self.size.height, len(self._lines)
        if total <= height or height < 3 or self._on == "raised":
            return Span(" ")
        thumb = max(1, height * height // total)
        start = (height - thumb) * self._top // max(1, total - height)
        return Span(side if start <= y < start + thumb else " ", "muted")

    @property
    def _says_more(self) -> bool:
        """The last line seen says that there is more below: on a card, where nothing else would."""
        height = self.size.height
        return self._on == "raised" and not self.lit and height >= 4 and self._top + height < len(self._lines)

    @property
    def _seen(self) -> range:
        """The numbers of the lines that are seen."""
        return range(self._top, self._top + self.size.height - self._says_more)

    # moving

    def _reveal(self, choice: int) -> None:
        first = self._first_line[choice]
        last = first
        while last + 1 < len(self._lines) and self._lines[last + 1].choice == choice:
            last += 1
        height = max(1, self.size.height)
        if choice == 0 and last < height:
            self._top = 0
        if first < self._top:
            self._top = first
        elif last >= self._seen.stop:
            self._top = max(0, last - height + 1)
            self._top += self._says_more

    def _move_to(self, choice: int) -> None:
        if self._choices:
            self._moved = True
            self._at = max(0, min(len(self._choices) - 1, choice))
            self._measure(self.size.width)
            self._reveal(self._at)
        self.refresh()

    def scroll_lines(self, lines: int) -> None:
        """Move what is seen, without choosing another row.

        Args:
            lines: How many lines down; negative: up.
        """
        self._top = max(0, min(self._top + lines, len(self._lines) - self.size.height))
        self.refresh()

    def action_step(self, by: int) -> None:
        """Go some rows on."""
        if not self._choices:
            self.scroll_lines(by)
            return
        height = self.size.height
        first = self._first_line[self._at]
        if first not in self._seen:
            # The row one is at is out of sight: read on towards it first.
            self.scroll_lines(by)
            return
        at_end = self._at + by < 0 or self._at + by >= len(self._choices)
        if at_end and len(self._lines) > height:
            self.scroll_lines(by)
        else:
            self._move_to(self._at + by)

    def action_page(self, by: int) -> None:
        """Go some pages on."""
        height = self.size.height
        step = max(1, height - 2)
        before = self._top
        self.scroll_lines(by * step)
        seen = [index for index, line in enumerate(self._first_line) if line in self._seen]
        if seen and self._at not in seen:
            self._at = seen[0] if by > 0 else seen[-1]
        elif seen and self._top == before:
            self._at = seen[-1] if by > 0 else seen[0]

    def action_edge(self, by: int) -> None:
        """Go to one end."""
        self.scroll_lines(by * len(self._lines))
        if self._choices:
            self._move_to(0 if by < 0 else len(self._choices) - 1)

    def action_choose(self) -> None:
        """Choose the row one is at; while it is out of sight, read on towards it instead."""
        key = self.current
        self._measure(self.size.width)
        if key is not None and self._first_line[self._at] not in self._seen:
            below = self._first_line[self._at] >= self._seen.stop
            self.scroll_lines(max(1, len(self._seen) - 1) * (1 if below else -1))
        elif key is not None:
            self.post_message(self.Chosen(self, key))

    def on_click(self, event: events.Click) -> None:
        """Choose the row under the mouse."""
        number = self._top + event.y
        if number not in self._seen:
            self.action_page(1)
        elif number < len(self._lines) and self._lines[number].choice >= 0:
            self._move_to(self._lines[number].choice)
            self.action_choose()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll with the wheel."""
        event.stop()
        self.scroll_lines(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll with the wheel."""
        event.stop()
        self.scroll_lines(-3)

    def on_focus(self) -> None:
        """The bar lights up."""
        self.refresh()

    def on_blur(self) -> None:
        """The bar rests."""
        self.refresh()
