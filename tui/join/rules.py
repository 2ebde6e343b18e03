"""The hub's rules: to read again at any time, and to acknowledge when they have changed."""

from __future__ import annotations

from collections.abc import Iterable

from textual import on
from textual.widget import Widget

from store import members
from store.errors import HubError
from tui.join import words
from tui.widgets.frame import Aside, FrameScreen
from tui.widgets.sheet import Choice, Gap, Item, Sheet, Words
from tui.widgets.spans import Span


def paragraphs(text: str) -> list[Item]:
    """The rules as paragraphs with an empty line between."""
    items: list[Item] = []
    for paragraph in text.strip().split("\n\n"):
        items += [Words(" ".join(paragraph.split())), Gap()]
    return items


class RulesPage(Aside):
    """The rules, to read."""

    def __init__(self) -> None:
        super().__init__()
        self.place = words.RULES
        self._sheet = Sheet()

    def compose_body(self) -> Iterable[Widget]:
        """The page."""
        yield self._sheet

    def on_mount(self) -> None:
        """Write it."""
        self._sheet.show([Gap(), *paragraphs(self.porch.session.hub.config.rules.text)])


class RulesScreen(FrameScreen):
    """The rules have changed since this member last acknowledged them: nothing else opens before they do."""

    RAIL = False

    def __init__(self) -> None:
        super().__init__()
        self.place = words.RULES
        self._sheet = Sheet()

    def compose_body(self) -> Iterable[Widget]:
        """The page."""
        yield self._sheet

    def on_mount(self) -> None:
        """Write it."""
        rules = self.porch.session.hub.config.rules
        self._sheet.show(
            [
                Gap(),
                Words(words.RULES_CHANGED, bold=True),
                Gap(),
                *paragraphs(rules.text),
                Choice("yes", (Span(words.RULES_YES),)),
                Choice("no", (Span(words.RULES_NO),)),
            ]
        )

    @on(Sheet.Chosen)
    async def answer(self, chosen: Sheet.Chosen) -> None:
        """Acknowledge, or leave."""
        chosen.stop()
        porch = self.porch
        if chosen.key != "yes":
            porch.exit(0)
            return
        try:
            await self.attempt(members.acknowledge_rules, version=porch.session.hub.config.rules.version)
        except HubError as error:
            porch.toast(str(error), trouble=True)
            return
        await porch.read_again()
        await porch.go_to("today")
