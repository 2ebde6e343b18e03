"""What Textual would do twice is done once: a layout when a screen above goes away, a drawing of what was just drawn.

Whatever is taken out of Textual's tree has its parent laid out anew. The parent of a screen is the app, and so, when a
dialog closes, the screen below it is laid out and drawn whole, twice, beside the drawing that it needs because it is
seen again: half of the CPU of closing a dialog. Nothing of a screen's own layout depends on the screens above it.

A widget that wants to be drawn again says so when it is idle. When the whole screen is drawn before that, it is in the
picture already; Textual draws it once more all the same, a frame later: a fifth of opening a room.

For each key Textual copies all bindings from the widget to the app and takes out what the widget writes with, before it
looks whether one of them comes first: a third of a key's calls.

What is replaced here is private to Textual 8.2.8; `tests/tui/test_sparing.py` and `tests/tui/test_drawn_once.py` fail
when it changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from textual._compositor import Compositor
from textual.app import App
from textual.geometry import Region
from textual.screen import ModalScreen, Screen, ScreenResultType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from textual import events, messages
    from textual.await_remove import AwaitRemove
    from textual.dom import DOMNode
    from textual.strip import Strip
    from textual.widget import AwaitMount, Widget

KNOWN_AFTER_S: Final = 0.01
"""Seconds after which a screen that was made before is drawn, when it has heard that it is shown."""


class SparingApp(App[int]):
    """Takes screens away without a layout of what stays, and goes back to one that was made before at once."""

    _is_made = False

    def _prune(self, *nodes: Widget, parent: DOMNode | None = None) -> AwaitRemove:
        """Take nodes out of the tree; only where they left a place among others is that laid out."""
        if all(isinstance(node, Screen) for node in nodes):
            parent = None
            for node in nodes:
                if isinstance(node, ModalScreen):
                    # Or what has the focus in a dialog would lose it first, and be styled anew for that.
                    node.set_reactive(Screen.focused, None)
        return super()._prune(*nodes, parent=parent)

    def switch_mode(self, mode: str) -> AwaitMount:
        """Go to a screen of another mode; one that was made before need not be waited for."""
        self._is_made = mode in self._screen_stacks
        return super().switch_mode(mode)

    def delay_update(self, delay: float = 0.05) -> None:
        """Keep updates back while a screen is made, which is what Textual does for each change of mode."""
        super().delay_update(KNOWN_AFTER_S if self._is_made else delay)

    async def _check_bindings(self, key: str, priority: bool = False) -> bool:
        """Do what a key is bound to; a key that no binding comes first for needs no copy of all bindings there are."""
        if priority and not self._keymap:
            node: DOMNode | None = self.screen.focused or self.screen
            while node is not None:
                if any(binding.priority for binding in node._bindings.key_to_bindings.get(key, ())):
                    break
                node = node._parent  # type: ignore[assignment]  # of a node of the tree it is one
            else:
                return False
        return await super()._check_bindings(key, priority)

    def _end_batch(self) -> None:
        """Draw what was kept back."""
        super()._end_batch()
        stack = self._screen_stacks.get(self._current_mode)
        if not self._batch_count and stack and isinstance(stack[-1], SparingScreen):
            stack[-1].draw_what_was_kept_back()


class SparingScreen(Screen[ScreenResultType]):
    """Draws what is seen, once: nothing that lies below, and nothing again that was asked for before all was drawn."""

    def __init__(self) -> None:
        super().__init__()
        self._compositor = SparingCompositor()
        self._kept_back = False
        """Something was not drawn because the app kept its updates back then."""

    def _post_register(self, app: App[object]) -> None:
        """Take note that the styles it is about to get are the ones that hold now."""
        super()._post_register(app)
        self._css_update_count = app._css_update_count

    def _compositor_refresh(self) -> None:
        """Draw what changed. When that is everything, no widget that is seen has anything left to be drawn."""
        app, compositor = self.app, self._compositor
        if self is app.screen:
            if app._batch_count:
                # Textual would draw now and throw it away.
                self._kept_back = True
                return
            everything = self.size.region
            if self._kept_back:
                self._kept_back = False
                compositor._dirty_regions.add(everything)
            if everything in compositor._dirty_regions:
                # Before and not after: what a widget asks for while it is being drawn still has to be done.
                for widget in compositor.visible_widgets:
                    widget._repaint_regions.clear()
                    widget._repaint_required = False
        super()._compositor_refresh()

    def draw_what_was_kept_back(self) -> None:
        """Draw the screen, if a drawing of it was left out."""
        if self._kept_back:
            self.refresh()

    def _on_update(self, message: messages.Update) -> None:  # type: ignore[override]  # both handlers are called
        """Leave out a widget that asked before the whole screen was drawn."""
        widget = message.widget
        if not widget._repaint_regions and widget in self._compositor.visible_widgets:
            message.stop()
            message.prevent_default()

    def _on_screen_resume(self, event: events.ScreenResume) -> None:
        """Come back without new styles: the app counts when they change, and gives them to the screen itself then."""
        if self._css_update_count == self.app._css_update_count:
            event.refresh_styles = False


class SparingCompositor(Compositor):
    """Asks a widget for the lines of it that are seen; Textual asks each for all, and drops what lies below others."""

    def _render_chops(
        self, crop: Region, is_rendered_line: Callable[[int], bool]
    ) -> Sequence[Mapping[int, Strip]]:
        """The pieces of each line, by the column where each begins.

        Args:
            crop: What is to be drawn; widgets outside it are not asked.
            is_rendered_line: Whether a line is to be drawn; the pieces of another may be missing.
        """
        cuts = self.cuts
        lines: list[dict[int, Strip | None]] = [dict.fromkeys(cut[:-1]) for cut in cuts]
        missing = [len(line) for line in lines]
        # What is in front comes first.
        for widget, (region, clip) in self.visible_widgets.items():
            seen = region.intersection(clip)
            if not seen or not crop.overlaps(seen):
                continue
            left, right = seen.column_span
            rows = [
                y
                for y in seen.line_range
                if missing[y]
                and is_rendered_line(y)
                and any(line is None and left <= x < right for x, line in lines[y].items())
            ]
            if not rows:
                continue
            top = rows[0]
            part = Region(left - region.x, top - region.y, seen.width, rows[-1] + 1 - top)
            strips = widget.render_lines(part)
            for y in rows:
                if y - top >= len(strips):
                    break  # while it changes its size it may have fewer; what lies below shows
                line, strip = lines[y], strips[y - top]
                starts = [x for x in cuts[y] if left <= x < right]
                if len(starts) == 1:
                    pieces: Sequence[Strip] = (strip,)
                else:
                    pieces = strip.divide([x - left for x in (*starts[1:], right)])
                for x, piece in zip(starts, pieces, strict=False):
                    if line[x] is None:
                        line[x] = piece
                        missing[y] -= 1
        return cast("Sequence[Mapping[int, Strip]]", lines)
