"""The frame of every screen: head, rail, one body, foot, and a toast when there is one.

Where each goes follows from the window's size alone, so it is computed here and not by style rules: one rule set for
all widths, and a resize is one pass over at most five widgets.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, Final

from textual import messages
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.geometry import NULL_OFFSET, NULL_SPACING, Region, Size
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.widget import Widget

from store.bus import Event, Resync
from tui.ask import OnPorch
from tui.commands import Command, bindings
from tui.sparing import SparingScreen
from tui.widgets.foot import Foot
from tui.widgets.head import RAIL_FROM, SMALLEST, TABS_FROM, Head
from tui.widgets.lined import Lined
from tui.widgets.rail import RAIL_CELLS, Rail
from tui.widgets.sheet import Sheet
from tui.widgets.toast import Toast


class FrameLayout(Layout):
    """Places the parts of a frame."""

    name = "frame"

    def arrange(
        self, parent: Widget, children: Sequence[Widget], size: Size, greedy: bool = True
    ) -> ArrangeResult:
        """Say where each part goes; a part that has no place in this width is not drawn."""
        width, height = size
        head_lines = head_height(width, has_rail=isinstance(parent, FrameScreen) and parent.RAIL)
        too_small = width < SMALLEST[0] or height < SMALLEST[1]
        railed = width >= RAIL_FROM and any(isinstance(child, Rail) for child in children)
        left = RAIL_CELLS if railed else 0
        body = Region(left, head_lines, width - left, max(0, height - head_lines - 1))
        placed: list[WidgetPlacement] = []
        for child in children:
            overlay = False
            if isinstance(child, Head):
                region = Region(0, 0, width, height if too_small else head_lines)
            elif too_small:
                continue
            elif isinstance(child, Foot):
                region = Region(0, height - 1, width, 1)
            elif isinstance(child, Rail):
                if not railed:
                    continue
                region = Region(0, head_lines, RAIL_CELLS, body.height)
            elif isinstance(child, Toast):
                region = child.place(width, head_lines)
                overlay = True
            else:
                region = body
            order = 1 if overlay else 0
            placed.append(
                WidgetPlacement(region, NULL_OFFSET, NULL_SPACING, child, order, fixed=True, overlay=overlay)
            )
        return placed


FRAME_LAYOUT: Final = FrameLayout()


def head_height(width: int, *, has_rail: bool) -> int:
    """Lines of the head.

    Args:
        width: The window's width in cells.
        has_rail: The screen is one of those that the tabs lead to.
    """
    return 2 if has_rail and TABS_FROM <= width < RAIL_FROM else 1


class FrameScreen(OnPorch, SparingScreen[None]):
    """A screen in the frame. A feature's screen derives from it and gives one body.

    What a screen may override: `compose_body`, `heard`, `has_draft`, `open_room`, `open_search`, `main_pane`; and set
    `place` and `open_room_id` followed by `frame_changed()`.
    """

    OFFERS: ClassVar[tuple[Command, ...]] = ()
    RAIL: ClassVar[bool] = True
    """Has the rail, or the tabs. False for those that stand alone: Join, Help now."""

    def __init__(self) -> None:
        super().__init__()
        self.place = ""
        """Where one is, for the title line: "# kitchen"."""
        self.open_room_id: int | None = None
        """The room that is open here; None: none."""

    @property
    def layout(self) -> Layout:
        """The frame's own layout. The style of that name takes Textual's layouts only."""
        return FRAME_LAYOUT

    def compose(self) -> ComposeResult:
        """Put the frame around the body."""
        yield Head()
        yield from self.compose_body()
        if self.RAIL and self.app.size.width >= RAIL_FROM:
            yield Rail()
        yield Foot()

    def compose_body(self) -> Iterable[Widget]:
        """The one widget that fills the screen inside the frame."""
        raise NotImplementedError

    async def heard(self, news: Event | Resync) -> None:
        """News from the bus, in this session's own task; called also while the screen is not the one shown.

        Must not wait for a person. After `Resync` everything shown is to be read again.
        """

    def has_draft(self) -> bool:
        """Something is half written here."""
        return False

    async def open_room(self, room: int, *, seq: int | None = None) -> None:
        """Open a room, at its first unread line; the screen named "chat" does.

        Args:
            room: Its id.
            seq: The line to show; None: the first unread, or the newest.
        """

    async def open_search(self) -> None:
        """Start a search; the screen named "chat" does."""

    def go_to_row(self, key: str) -> None:
        """Go to the row of this key, where the screen is a list.

        Args:
            key: As in the row's message.
        """
        pane = self.main_pane()
        if isinstance(pane, Sheet):
            pane.go_to(key)

    def main_pane(self) -> Widget | None:
        """Where Esc leads out of an input to; None: nowhere."""
        return None

    def _on_layout(self, message: messages.Layout) -> None:  # type: ignore[override]  # both handlers are called
        """Leave out a part that has its place: it follows from the window's size, and not from what the part shows.

        Each part asks when it is made, and all would be laid out and drawn twice for that when somebody comes in.
        """
        part = message.widget
        whole = isinstance(part, Lined) and not isinstance(part, Toast) and not part.children
        if whole and part.parent is self and part.display and part in self._compositor.visible_widgets:
            message.stop()
            message.prevent_default()

    def _clear_tooltip(self) -> None:
        """Nothing: there are none. Textual would look for one at every key, and write an error that says none is."""

    # the frame

    def frame_changed(self) -> None:
        """Draw the title, the tabs, the rail and the foot again: one has gone somewhere else."""
        for part in self.children:
            if isinstance(part, (Head, Rail, Foot)):
                part.refresh()

    def counts_changed(self) -> None:
        """Draw again what shows unread counts."""
        width = self.size.width
        for part in self.children:
            if isinstance(part, Rail):
                part.counts_changed()
            elif (isinstance(part, Head) and TABS_FROM <= width < RAIL_FROM) or (
                isinstance(part, Foot) and width < TABS_FROM
            ):
                part.refresh()

    def minute_passed(self) -> None:
        """Draw the clock again."""
        for part in self.children:
            if isinstance(part, Head):
                part.minute_passed()

    async def show_toast(self, words: str, *, trouble: bool) -> None:
        """Show one line in the corner for a while."""
        for part in self.children:
            if isinstance(part, Toast):
                part.say(words, trouble=trouble)
                return
        toast = Toast()
        await self.mount(toast)
        toast.say(words, trouble=trouble)

    async def on_screen_resume(self) -> None:
        """Counts and places may have changed while another screen was shown."""
        self.frame_changed()

    async def on_resize(self) -> None:
        """Make the rail when the window becomes wide enough for the first time."""
        if (
            self.RAIL
            and self.size.width >= RAIL_FROM
            and not any(isinstance(part, Rail) for part in self.children)
        ):
            await self.mount(Rail(), before=self.query_one(Foot))

    def on_descendant_focus(self) -> None:
        """Other keys matter now."""
        self._refresh_foot()

    def on_descendant_blur(self) -> None:
        """Other keys matter now."""
        self._refresh_foot()

    def _refresh_foot(self) -> None:
        for part in self.children:
            if isinstance(part, Foot):
                part.refresh()


ASIDE_COMMANDS: Final = (
    Command(
        "aside.back",
        ("escape",),
        "leave",
        "Back",
        "Back to where you were.",
        "Move around",
        footer="back",
        footer_rank=0,
        palette=False,
    ),
)


class Aside(FrameScreen):
    """A screen that is looked at for a moment, above where one was; Esc goes back there."""

    RAIL = False
    OFFERS: ClassVar[tuple[Command, ...]] = ASIDE_COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ASIDE_COMMANDS)]

    def action_leave(self) -> None:
        """Back to where one was."""
        self.porch.put_away()
