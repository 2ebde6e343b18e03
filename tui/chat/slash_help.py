"""The page of what can be typed with a stroke before it."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget

from tui.chat import slash, words
from tui.widgets.frame import Aside
from tui.widgets.sheet import Gap, Item, Sheet, Words


def sentence(name: str) -> str:
    """One command in a sentence, for a toast."""
    known = slash.BY_NAME.get(name.lstrip("/").lower())
    return f"{known.shown}: {known.help}" if known is not None else unknown(name.lstrip("/"))


def unknown(name: str) -> str:
    """What is said of a command that there is not."""
    return words.no_such_command(name, [f"/{one}" for one in slash.near(name.lower())])


def page() -> list[Item]:
    """All of them, with what they do."""
    items: list[Item] = [Words(words.SLASH_INTRO, "muted")]
    for one in slash.TABLE:
        items += [Gap(), Words(one.shown, bold=True), Words(f"{one.title}. {one.help}", indent=2)]
    return items


class SlashHelp(Aside):
    """The page; Esc goes back."""

    def __init__(self) -> None:
        super().__init__()
        self.place = words.SLASH_PLACE
        self._sheet = Sheet()

    def compose_body(self) -> Iterable[Widget]:
        """The page."""
        yield self._sheet

    def on_mount(self) -> None:
        """Write it."""
        self._sheet.show(page())
