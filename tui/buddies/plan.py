"""My safety plan: read first, written section by section, and shown as a plain page without the frame."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.widget import Widget

from store import plans
from store import words as said
from store.errors import HubError
from store.plans import Section
from tui.ask import OnPorch
from tui.buddies import plan_words as words
from tui.buddies.writing import TextCard
from tui.commands import Command, bindings
from tui.widgets.frame import Aside
from tui.widgets.sheet import Choice, Gap, Item, Sheet, Words
from tui.widgets.spans import Span

COMMANDS = (
    Command(
        "plan.page",
        ("v",),
        "page",
        "My safety plan as a plain page",
        "All of it without the frame, to read, copy or print.",
        footer="plain page",
        footer_rank=2,
    ),
)
PAGE_COMMANDS = (
    Command("plan.back", ("escape", "q"), "back", "Back", "Back to the hub.", "Move around", palette=False),
)


class PlanScreen(Aside):
    """The plan, a paragraph a section."""

    OFFERS: ClassVar[tuple[Command, ...]] = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(COMMANDS)]

    def __init__(self) -> None:
        super().__init__()
        self.place = words.PLACE
        self._sheet = Sheet(id="plan")
        self._sections: tuple[Section, ...] = ()

    def compose_body(self) -> Iterable[Widget]:
        """The page."""
        yield self._sheet

    async def on_mount(self) -> None:
        """Read and write it."""
        await self._read()

    async def _read(self) -> None:
        self._sections = await self.ask(plans.get) or ()
        items: list[Item] = [Gap()]
        if not any(one.text for one in self._sections):
            items += [Words(words.ABOUT, "muted"), Gap()]
        for one in self._sections:
            items.append(Choice(one.name, (Span(said.PLAN[one.name], bold=bool(one.text)),)))
            items += [Words(line, indent=2) for line in (one.text or "").split("\n")] if one.text else []
            if not one.text:
                items.append(Words(words.EMPTY, "muted", indent=2))
            items.append(Gap())
        self._sheet.show(items)

    @on(Sheet.Chosen)
    def open(self, chosen: Sheet.Chosen) -> None:
        """Write a section."""
        chosen.stop()
        self.porch.run_worker(self._edit(chosen.key), name="plan", exclusive=True, group="floating")

    async def _edit(self, name: str) -> None:
        one = next(section for section in self._sections if section.name == name)

        async def keep(text: str) -> str:
            try:
                await self.attempt(plans.put, sections={name: text})
            except HubError as error:
                return str(error)
            return ""

        card = TextCard(said.PLAN[name], words.ASK[name], keep, value=one.text, draft=f"plan:{name}")
        if await self.porch.push_screen_wait(card):
            await self._read()

    def action_page(self) -> None:
        """Show it without the frame."""
        self.porch.show(PlanPage(self._sections))


class PlanPage(OnPorch, Screen[None]):
    """The plan as a page of plain text: nothing around it, so that it can be copied and printed."""

    OFFERS: ClassVar[tuple[Command, ...]] = PAGE_COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(PAGE_COMMANDS)]

    def __init__(self, sections: Iterable[Section]) -> None:
        """Make the page.

        Args:
            sections: All of the plan; empty ones are left out.
        """
        super().__init__()
        self._sections = [one for one in sections if one.text]
        self._sheet = Sheet()
        self._sheet.show_bar = False

    def compose(self) -> ComposeResult:
        """Only the page."""
        yield self._sheet

    def on_mount(self) -> None:
        """Write it, with the hub's first numbers below."""
        hub = self.porch.session.hub
        items: list[Item] = [Words(words.PAGE_TITLE, bold=True)]
        for one in self._sections:
            items += [Gap(), Words(said.PLAN[one.name], bold=True)]
            items += [Words(line) for line in one.text.split("\n")]
        lines = hub.config.help_card(None).lines
        if lines:
            items += [Gap(), Words(words.NUMBERS, bold=True)]
            items += [Words(f"{line.name}: {line.action}") for line in lines]
        address = f"{hub.config.hub.address}"
        items += [Gap(), Words(words.PRINT_HINT.format(address=address), "muted")]
        self._sheet.show(items)

    def action_back(self) -> None:
        """Back to the plan."""
        self.porch.put_away()
