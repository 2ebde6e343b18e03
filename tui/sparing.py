"""An app that does not lay out and draw a screen again because another one above it went away.

Whatever is taken out of Textual's tree has its parent laid out anew. The parent of a screen is the app, and so, when a
dialog closes, the screen below it is laid out and drawn whole, twice, beside the drawing that it needs because it is
seen again: half of the CPU of closing a dialog. Nothing of a screen's own layout depends on the screens above it.

What is replaced here is private to Textual 8.2.8; `tests/tui/test_sparing.py` fails when it changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import App
from textual.screen import ModalScreen, Screen

if TYPE_CHECKING:
    from textual.await_remove import AwaitRemove
    from textual.dom import DOMNode
    from textual.widget import Widget


class SparingApp(App[int]):
    """Takes screens away without a layout of what stays."""

    def _prune(self, *nodes: Widget, parent: DOMNode | None = None) -> AwaitRemove:
        """Take nodes out of the tree; only where they left a place among others is that laid out."""
        if all(isinstance(node, Screen) for node in nodes):
            parent = None
            for node in nodes:
                if isinstance(node, ModalScreen):
                    # Or what has the focus in a dialog would lose it first, and be styled anew for that.
                    node.set_reactive(Screen.focused, None)
        return super()._prune(*nodes, parent=parent)
