"""Help now: the number first and large, then a few things one can do. It works without an account too."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Final

from rich.cells import cell_len
from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from store import members
from store.config import HelpCard, HelpLine
from tui.buddies.plan import PlanScreen
from tui.commands import Command, bindings
from tui.help import words
from tui.help.breathe import BreatheScreen
from tui.help.digits import large
from tui.rooms import is_personal
from tui.widgets.floating import Entry, Picker
from tui.widgets.frame import Aside
from tui.widgets.sheet import Choice, Drawn, Gap, Item, Sheet, Words
from tui.widgets.spans import Span

LARGE_FROM_LINES: Final = 20
"""Lines of the window from which on there is room for large figures."""
GAPS_FROM_LINES: Final = 25
"""Lines of the window from which on there is an empty one before the last sentence."""
ROOMY_FROM_LINES: Final = 36
"""Lines of the window from which on every number has its notes."""

COMMANDS = (
    Command(
        "help.breathe",
        ("b",),
        "breathe",
        "Breathe",
        "Breathe with the porch for a minute.",
        footer="breathe",
        footer_rank=1,
    ),
    Command(
        "help.plan",
        ("p",),
        "plan",
        "My safety plan",
        "What you wrote down for a hard hour; nobody else can read it.",
        footer="my plan",
        footer_rank=1,
    ),
    Command(
        "help.message",
        ("m",),
        "message",
        "Write to somebody",
        "Write to somebody you know here.",
        footer="write to somebody",
        footer_rank=2,
    ),
)


class HelpScreen(Aside):
    """The help card of the hub's first region, or of another that was chosen."""

    OFFERS: ClassVar[tuple[Command, ...]] = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(COMMANDS)]

    def __init__(self) -> None:
        super().__init__()
        self.place = words.PLACE
        self._sheet = Sheet()
        self._region: str | None = None

    def compose_body(self) -> Iterable[Widget]:
        """The card."""
        yield self._sheet

    def on_mount(self) -> None:
        """Write it."""
        self._write()

    async def on_resize(self) -> None:
        """Large figures come and go with the room there is."""
        self._write()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only a member has somebody to write to, and a plan."""
        return not (action in {"message", "plan"} and not self.porch.menu)

    def _card(self) -> HelpCard:
        return self.porch.session.hub.config.help_card(self._region)

    def _write(self) -> None:
        card = self._card()
        width, height = self.app.size
        items: list[Item] = [Gap()]
        if card.lines:
            items += self._first(card.lines[0], width, height)
        others = card.lines[1:]
        column = max((cell_len(line.action) for line in others), default=0) + 3
        side_by_side = all(column + cell_len(line.name) + 5 <= width for line in others)
        for line in others:
            action = Span(line.action, "rose", bold=True)
            if side_by_side:
                items.append(Drawn((action, Span(" " * (column - action.cells)), Span(line.name))))
            else:
                items += [Drawn((action,)), Drawn((Span(line.name),))]
            if height >= ROOMY_FROM_LINES:
                items += [*self._notes(line), Gap()]
        if height < ROOMY_FROM_LINES:
            items.append(Gap())
        items += self._choices(card)
        items += [*((Gap(),) if height >= GAPS_FROM_LINES else ()), Words(words.NO_CRISIS_SERVICE, "muted")]
        reviewed = words.REVIEWED.format(day=f"{card.reviewed_on.day} {card.reviewed_on:%B %Y}")
        items.append(Words(f"{card.region}. {reviewed}", "muted"))
        self._sheet.show(items)

    def _choices(self, card: HelpCard) -> list[Item]:
        rows: list[Item] = [Choice("breathe", (Span("b    ", "muted"), Span(words.BREATHE)))]
        if self.porch.menu:
            rows.append(Choice("plan", (Span("p    ", "muted"), Span(words.PLAN))))
            rows.append(Choice("message", (Span("m    ", "muted"), Span(words.MESSAGE))))
        rows += [
            Choice(f"region:{region}", (Span("     "), Span(words.OTHER_REGION.format(region=region))))
            for region in card.other_regions
        ]
        rows.append(Choice("leave", (Span("Esc  ", "muted"), Span(words.BACK))))
        return rows

    def _first(self, line: HelpLine, width: int, height: int) -> list[Item]:
        figures = large(line.number, self.porch.signs.block) if height >= LARGE_FROM_LINES else None
        items: list[Item] = [Words(line.name, bold=True), Gap()]
        if figures is not None and cell_len(figures[0]) + 4 <= width:
            items += [*(Drawn((Span(row, "rose"),)) for row in figures), Gap()]
        items.append(Words(line.action, "rose", bold=True))
        return [*items, *self._notes(line), Gap()]

    @staticmethod
    def _notes(line: HelpLine) -> list[Item]:
        hours = f"{line.hours[:1].upper()}{line.hours[1:]}." if line.hours else ""
        notes = " ".join(part for part in (hours, line.note) if part)
        return [Words(notes, "muted")] if notes else []

    def action_breathe(self) -> None:
        """Open the pacer."""
        self.porch.show(BreatheScreen())

    def action_plan(self) -> None:
        """Open the safety plan."""
        self.porch.show(PlanScreen())

    def action_message(self) -> None:
        """Pick somebody to write to."""
        # In the app, because going there puts this screen away.
        self.porch.run_worker(self._message(), name="message", exclusive=True, group="floating")

    async def _message(self) -> None:
        porch = self.porch
        people = await self.ask(members.people) or []
        first = {"host": 0, "facilitator": 0, "mentor": 0}
        known = {room.partner_id for room in porch.rooms if is_personal(room)}
        ordered = sorted(
            people, key=lambda one: (one.id not in known, first.get(one.role.value, 1), one.handle)
        )
        entries = [
            Entry(f"member:{one.handle}", one.handle, one.role.value, one.display_name)
            for one in ordered
            if one.handle != porch.handle
        ]
        picked = await self.app.push_screen_wait(Picker(words.MESSAGE, "a name", entries))
        if picked is not None:
            await porch.go_to_target(picked)

    @on(Sheet.Chosen)
    def do(self, chosen: Sheet.Chosen) -> None:
        """Do what a row says."""
        chosen.stop()
        if chosen.key.startswith("region:"):
            self._region = chosen.key.removeprefix("region:")
            self._write()
        elif chosen.key == "breathe":
            self.action_breathe()
        elif chosen.key == "plan":
            self.action_plan()
        elif chosen.key == "message":
            self.action_message()
        else:
            self.action_leave()
