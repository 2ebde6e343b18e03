"""One line to type in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.widgets import Input

from store.text import printable

if TYPE_CHECKING:
    from textual.widget import Widget


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

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        password: bool = False,
        max_length: int = 200,
        id: str | None = None,
    ) -> None:
        """Make a field.

        Args:
            value: What stands in it.
            placeholder: A hint while it is empty.
            password: Show a dot for each letter.
            max_length: Characters it takes at most.
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

    async def on_key(self, event: events.Key) -> None:
        """Keep keys in order."""
        if not (event.is_printable and event.character):
            await do_own_key(self, event)

    def on_paste(self, event: events.Paste) -> None:
        """Take in nothing that a terminal would obey; Textual takes a paste as it comes."""
        clean = printable(event.text)
        if clean != event.text:
            event.stop()
            event.prevent_default()
            self._on_paste(events.Paste(clean))
