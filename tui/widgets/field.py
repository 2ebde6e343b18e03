"""One line to type in."""

from __future__ import annotations

from textual.widgets import Input


class Field(Input):
    """Textual's input, at rest: no blinking, no border, no suggestions."""

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
