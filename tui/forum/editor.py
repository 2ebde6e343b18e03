"""The editor of posts: chat's box with room for more, in which Enter begins a new line and Ctrl+S posts."""

from __future__ import annotations

from typing import ClassVar, Final

from textual.binding import BindingType
from textual.geometry import Offset, Size
from textual.message import Message as Notification

from tui.chat.box import text_cells
from tui.chat.composer import Composer
from tui.chat.look import Row
from tui.commands import Command, bindings

DETAILS: Final = Command(
    "editor.details",
    ("ctrl+t",),
    "details",
    "Name and details",
    "Choose the name you write under; for a new thread also board, tags, content note and poll.",
    footer="name, details",
    footer_rank=2,
)
POST: Final = Command(
    "editor.post",
    ("ctrl+s",),
    "post",
    "Post it",
    "Post what you have written.",
    footer="post",
    footer_rank=1,
    palette=False,
)
PREVIEW: Final = Command(
    "editor.preview",
    ("ctrl+r",),
    "preview",
    "As it will look",
    "Show what you have written as others will read it.",
    footer="preview",
    footer_rank=3,
)
COMMANDS: Final = (
    POST,
    Command(
        "editor.line",
        ("enter", "ctrl+j", "shift+enter", "alt+enter"),
        "line",
        "New line",
        "Begin a new line; an empty one between makes a paragraph.",
        palette=False,
    ),
    PREVIEW,
    DETAILS,
)


class Editor(Composer):
    """Writes posts. Grows up to half the window, or fills the place it is given."""

    DEFAULT_CSS = """
    Editor { width: 1fr; height: 2; min-height: 2; }
    Editor.-fills { height: 1fr; }
    """
    OFFERS: ClassVar = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(COMMANDS)]
    _ACTS: ClassVar[dict[str, str]] = {
        **Composer._ACTS,
        **{key: one.action for one in COMMANDS for key in one.keys},
        "shift+\r": "line",
        "alt+\r": "line",
    }

    is_choosing = True
    """Its keys are the ones that matter in the foot of a narrow window: nobody guesses how to post."""

    class PreviewWanted(Notification):
        """The text is to be shown as it will look."""

    class DetailsWanted(Notification):
        """The name, or what else goes with the text, is to be chosen."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What chat's box does with the same keys is not offered here."""
        return action not in {"send", "new_line", "complete"}

    def action_post(self) -> None:
        """Hand the text over."""
        self.action_send()

    def action_line(self) -> None:
        """Begin a new line."""
        self.action_new_line()

    def rows_wanted(self, width: int) -> int:
        """How many rows the box would like to have at a width in cells, the lines above the text included."""
        if self.has_class("-fills"):
            return self._given_rows
        # While one reads, what is begun takes no room from what is read.
        most = max(2, self.app.size.height // 2) if self._lit else 2
        return self._above + max(1, min(most, len(self.writing.rows(text_cells(width)))))

    def _made_rows(self, size: Size) -> tuple[list[Row], Offset | None]:
        """While one reads, what is begun shows how it begins: the empty line where one stopped looks like nothing."""
        if self._lit or self.has_class("-fills"):
            return super()._made_rows(size)
        cursor, self.writing.cursor = self.writing.cursor, 0
        try:
            return super()._made_rows(size)
        finally:
            self.writing.cursor = cursor

    def action_preview(self) -> None:
        """Show it as others will read it."""
        if self.text.strip():
            self.post_message(self.PreviewWanted())

    def action_details(self) -> None:
        """Choose the name and what else goes with it."""
        self.post_message(self.DetailsWanted())
