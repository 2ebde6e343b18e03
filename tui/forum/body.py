"""The parts of the forum's screen inside the frame and where they go: lists, or one thread with its editor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from textual.geometry import NULL_OFFSET, NULL_SPACING, Region, Size
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.strip import Strip
from textual.widget import Widget

from tui.forum import words
from tui.forum.beside import Beside
from tui.forum.column import Column
from tui.forum.editor import Editor
from tui.widgets.lined import Lined
from tui.widgets.sheet import Sheet
from tui.widgets.spans import Span, cells, strip

BOARDS_FROM: Final = 84
"""From this width of the body on, in cells, the boards stand beside the threads."""
BOARDS_CELLS: Final = 27
"""Width of the boards, in cells."""
HEAD_ROWS: Final = 3
"""Rows above the list of threads: the board, the views, an empty one."""


class ForumLayout(Layout):
    """Places the parts that belong to what is shown."""

    name = "forum"

    def arrange(
        self, parent: Widget, children: Sequence[Widget], size: Size, greedy: bool = True
    ) -> ArrangeResult:
        """Say where each part goes; a part that has no place in this size is not drawn."""
        width, height = size
        side = BOARDS_CELLS if width >= BOARDS_FROM else 0
        asked = next((child.ask_rows(width) for child in children if isinstance(child, Editor)), 0)
        written = min(asked, max(2, height // 2)) if height >= 6 else 0
        beside = next((child.rows for child in children if isinstance(child, Beside)), 0)
        beside = beside if written + beside < height - 2 else 0
        head = HEAD_ROWS if height >= 10 else 1
        regions = {
            "boards": Region(0, 0, side, height),
            "views": Region(side, 0, width - side, head),
            "threads": Region(side, head, width - side, max(0, height - head)),
            "column": Region(0, 0, width, max(0, height - written - beside)),
            "beside": Region(0, height - written - beside, width, beside),
            "editor": Region(0, height - written, width, written),
        }
        placed = [(child, regions.get(child.id or "", Region(0, 0, 0, 0))) for child in children]
        return [
            WidgetPlacement(region, NULL_OFFSET, NULL_SPACING, child, 0, fixed=True)
            for child, region in placed
            if child.display and region.area
        ]


class ForumBody(Widget):
    """Holds the parts; those of a thread come when the first is opened."""

    DEFAULT_CSS = """
    ForumBody { width: 1fr; height: 1fr; }
    """

    def __init__(self, *parts: Widget) -> None:
        super().__init__(*parts)
        self._layout = ForumLayout()
        self._thread_parts: tuple[Column, Beside, Editor] | None = None

    @property
    def layout(self) -> Layout:
        """The parts' own layout. The style of that name takes Textual's layouts only."""
        return self._layout

    @property
    def beside_boards(self) -> bool:
        """The boards stand beside the threads."""
        return self.size.width >= BOARDS_FROM

    @property
    def list_cells(self) -> int:
        """Width of the list of threads, in cells."""
        return self.size.width - (BOARDS_CELLS if self.beside_boards else 0)

    def show_lists(self) -> None:
        """Show the lists and not the thread."""
        for child in self.children:
            child.display = isinstance(child, (Sheet, Views)) and (child.id != "boards" or self.beside_boards)

    async def show_thread(self, parts: Iterable[Widget]) -> None:
        """Show the thread and not the lists; its parts are mounted the first time.

        Args:
            parts: The column, what may stand beside the editor, and the editor.
        """
        new = [part for part in parts if not part.is_attached]
        if new:
            await self.mount(*new)
        for child in self.children:
            child.display = isinstance(child, (Column, Beside, Editor))
        self.refresh(layout=True)


class Views(Lined):
    """Where one is in the lists: the board, and the views with the one that is shown."""

    ALLOW_SELECT = False

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._title = self._about = ""
        self._view = "latest"
        self._tag = ""

    def say(self, title: str, about: str, view: str, tag: str) -> None:
        """Show another place.

        Args:
            title: The board's, or what stands for all of them.
            about: What it is for; may be ''.
            view: One of the store's views.
            tag: Only threads with it; '' for all.
        """
        said = (title, about, view, tag)
        if said != (self._title, self._about, self._view, self._tag):
            self._title, self._about, self._view, self._tag = said
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one of the lines."""
        porch = self.porch
        width, more = self.size.width, porch.signs.more
        if y == 0:
            about = f"  {self._about}" if self._about else ""
            return strip(
                porch.palette,
                width,
                (Span("  "), Span(self._title, bold=True), Span(about, "muted")),
                more=more,
            )
        return strip(porch.palette, width, self._tabs(width) if y == 1 else (), more=more)

    def _tabs(self, width: int) -> list[Span]:
        tag = [Span(f"  #{self._tag}", "amber", bold=True)] if self._tag else []
        every: list[Span] = [Span("  ")]
        for name, label in words.VIEWS.items():
            here = name == self._view
            every += [Span(label, "amber" if here else "muted", bold=here), Span("  ")]
        if cells(every) + cells(tag) <= width:
            return [*every, *tag]
        # In a narrow window only the view that is shown, and that there are others beside it.
        shown = Span(words.VIEWS[self._view], "amber", bold=True)
        return [Span("  ‹ ", "muted"), shown, Span(" ›", "muted"), *tag]
