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
from tui.commands import Command, bindings
from tui.help import words
from tui.help.breathe import BreatheScreen
from tui.help.digits import large
from tui.widgets.floating import Entry, Picker
from tui.widgets.frame import FrameScreen
from tui.widgets.sheet import Choice, Drawn, Gap, Item, Sheet, Words
from tui.widgets.spans import Span

LARGE_FROM_LINES: Final = 20
"""Lines of the window from which on there is room for large figures."""

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
        "help.message",
        ("m",),
        "message",
        "Write to somebody",
        "Write to somebody you know here.",
        footer="write to somebody",
        footer_rank=2,
    ),
    Command(
        "help.back",
        ("escape",),
        "leave",
        "Back",
        "Back to where you were.",
        footer="back",
        footer_rank=0,
        palette=False,
    ),
)


class HelpScreen(FrameScreen):
    """The help card of the hub's first region, or of another that was chosen."""

    RAIL = False
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
        """Only a member has somebody to write to."""
        return not (action == "message" and not self.porch.menu)

    def _card(self) -> HelpCard:
        return self.porch.session.hub.config.help_card(self._region)

    def _write(self) -> None:
        card = self._card()
        items: list[Item] = [Gap()]
        for number, line in enumerate(card.lines):
            items += self._first(line) if number == 0 else self._other(line)
        items += [Gap(), Words(words.NO_CRISIS_SERVICE, "muted"), Gap()]
        items.append(Choice("breathe", (Span("b  ", "muted"), Span(words.BREATHE))))
        if self.porch.menu:
            items.append(Choice("message", (Span("m  ", "muted"), Span(words.MESSAGE))))
        items += [
            Choice(f"region:{region}", (Span("   "), Span(words.OTHER_REGION.format(region=region))))
            for region in card.other_regions
        ]
        items.append(Choice("leave", (Span("Esc", "muted"), Span(f" {words.BACK}"))))
        reviewed = words.REVIEWED.format(day=card.reviewed_on.strftime("%-d %B %Y"))
        items += [Gap(), Words(f"{card.region}. {reviewed}", "muted")]
        self._sheet.show(items)

    def _first(self, line: HelpLine) -> list[Item]:
        width, height = self.app.size
        items: list[Item] = [Words(line.name, bold=True), Gap()]
        figures = large(line.number, self.porch.signs.block) if height >= LARGE_FROM_LINES else None
        if figures is not None and cell_len(figures[0]) + 4 <= width:
            items += [Drawn((Span(row, "rose"),)) for row in figures]
            items.append(Gap())
        items.append(Words(line.action, "rose", bold=True))
        items += self._notes(line)
        return [*items, Gap()]

    def _other(self, line: HelpLine) -> list[Item]:
        return [
            Drawn((Span(line.name), Span("  "), Span(line.action, "rose", bold=True))),
            *self._notes(line),
        ]

    @staticmethod
    def _notes(line: HelpLine) -> list[Item]:
        notes = "  ".join(
            part
            for part in (f"{line.hours[:1].upper()}{line.hours[1:]}." if line.hours else "", line.note)
            if part
        )
        return [Words(notes, "muted")] if notes else []

    def action_breathe(self) -> None:
        """Open the pacer."""
        self.porch.show(BreatheScreen())

    def action_leave(self) -> None:
        """Back to where one was."""
        self.porch.put_away()

    def action_message(self) -> None:
        """Pick somebody to write to."""
        self.run_worker(self._message(), name="message", exclusive=True)

    async def _message(self) -> None:
        porch = self.porch
        people = await self.ask(members.people) or []
        first = {"host": 0, "facilitator": 0, "mentor": 0}
        known = {room.partner_id for room in porch.rooms if room.kind == "direct"}
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
        elif chosen.key == "message":
            self.action_message()
        else:
            self.action_leave()
