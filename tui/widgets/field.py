"""One line to type in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual import events
from textual.message import Message
from textual.widgets import Input

from store.text import printable

if TYPE_CHECKING:
    from textual.widget import Widget


MOVES: Final = {"up": (False, -1), "down": (False, 1), "pageup": (True, -1), "pagedown": (True, 1)}
"""What the keys that move in a list mean: by page or by row, and which way."""


async def do_own_key(widget: Widget, event: events.Key) -> bool:
    """Do what one of a widget's own keys does here and now.

    Textual lets such a key travel up to the app first, while a letter is put in at once: of what arrives together,
    as it does on a slow link, the letters would overtake the backspace before them.

    Args:
        widget: What is typed in.
        event: The key; it ends here when it is one of the widget's.

    Returns:
        Whether it was.
    """
    for binding in widget._bindings.key_to_bindings.get(event.key, ()):
        if binding.action.startswith("scroll_"):
            # Inherited from what scrolls. One line does not: arrows are for the list below it.
            continue
        event.stop()
        event.prevent_default()
        await widget.app.run_action(binding.action, widget)
        return True
    return False


class Field(Input):
    """Textual's input, at rest: no blinking, no border, no suggestions; keys in the order they were pressed."""

    class Moved(Message):
        """A key that moves in the list below was pressed; only from a field that is above one."""

        def __init__(self, by_page: bool, by: int) -> None:
            super().__init__()
            self.by_page = by_page
            """By pages, not rows."""
            self.by = by
            """How many down; negative: up."""

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        password: bool = False,
        max_length: int = 200,
        above_list: bool = False,
        id: str | None = None,
    ) -> None:
        """Make a field.

        Args:
            value: What stands in it.
            placeholder: A hint while it is empty.
            password: Show a dot for each letter.
            max_length: Characters it takes at most.
            above_list: Say with a message when a key moves in the list below.
            id: The widget's id.
        """
        super().__init__(
            value,
            placeholder=placeholder,
            password=password,
            max_length=max_length,
            id=id,
            select_on_focus=False,
        )
        self.cursor_blink = False
        self._above_list = above_list

    async def on_key(self, event: events.Key) -> None:
        """Keep keys in order."""
        if self._above_list and event.key in MOVES:
            # As a message like what Enter becomes: a binding further up would act only after an Enter right behind.
            event.stop()
            event.prevent_default()
            self.post_message(self.Moved(*MOVES[event.key]))
        elif not (event.is_printable and event.character):
            await do_own_key(self, event)

    def on_paste(self, event: events.Paste) -> None:
        """Take in nothing that a terminal would obey; Textual takes a paste as it comes."""
        clean = printable(event.text)
        if clean != event.text:
            event.stop()
            event.prevent_default()
            self._on_paste(events.Paste(clean))
