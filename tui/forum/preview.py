"""What one has written as others will read it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from store.posts import Post
from tui.chat.look import look_for
from tui.chat.typeset import Part
from tui.chat.wrap import printable
from tui.commands import Command, bindings
from tui.forum import words
from tui.forum.choices import Choices
from tui.forum.column import Column
from tui.forum.post_rows import Block, column_cells, head_block, poll_rows, text_block
from tui.theme import Ink
from tui.widgets.frame import Aside

COMMANDS = (
    Command(
        "preview.back", ("ctrl+r",), "leave", "Back", "Go on writing.", footer="go on writing", palette=False
    ),
    Command("preview.up", ("up",), "page(-1)", "Up", "Go up.", palette=False, shown_key="↑"),
    Command("preview.down", ("down",), "page(1)", "Down", "Go down.", palette=False, shown_key="↓"),
)


class Preview(Aside):
    """Shows a text; what it folds is shown folded, as for everybody."""

    OFFERS: ClassVar[tuple[Command, ...]] = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(COMMANDS)]

    def __init__(self, text: str, title: str = "", choices: Choices | None = None) -> None:
        """Make it.

        Args:
            text: As far as it is written.
            title: Of a new thread; '' for an answer.
            choices: What else goes with a new thread; None for an answer.
        """
        super().__init__()
        self.place = words.PREVIEW
        self._text = text
        self._title = title
        self._choices = choices
        self._column = Column(lambda seqs: None)
        self._column.can_focus = False
        self._column.make = self._made

    def compose_body(self) -> Iterable[Widget]:
        """The text."""
        yield self._column

    def _made(self, post: Post | None, width: int) -> Block:
        porch = self.porch
        look = look_for(porch.palette, porch.signs, porch.get_line_filters())
        block = text_block(self._text, width, look)
        titles: list[tuple[str, Ink, bool]] = [("", "text", False)]
        if self._title:
            titles.append((self._title, "text", True))
        poll: list[list[Part]] = []
        if self._choices is not None:
            dot = f" {porch.signs.dot} "
            facts = [words.in_board(self._choices.board.title), *self._choices.tagged(porch.signs)]
            titles.append((printable(dot.join(facts)), "muted", False))
            titles.append((self._choices.name(porch.handle), "muted", False))
            if self._choices.note:
                titles.append((words.mentions(printable(self._choices.note)), "muted", False))
            asked = self._choices.empty_poll()
            poll = [[], *poll_rows(asked, column_cells(width), look)] if asked is not None else []
        if len(titles) > 1:
            titles.append(("", "text", False))
        return Block([*head_block(titles, width, look).parts, *block.parts, *poll], width, look)

    def action_page(self, by: int) -> None:
        """Move by screens."""
        self._column.action_page(by)
