"""The bottom of every screen: the few keys that matter here, and help now, always at the right."""

from __future__ import annotations

from textual import events
from textual.strip import Strip
from textual.widget import Widget

from tui.commands import Command, in_reach
from tui.widgets.head import TABS_FROM
from tui.widgets.lights import sign_of
from tui.widgets.lined import Lined
from tui.widgets.spans import Span, cells, strip
from tui.words import HELP_NOW


class Foot(Lined):
    """One line: keys in a wide window, the screens' numbers in a narrow one."""

    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self._spots: list[tuple[int, int, str]] = []

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        width = self.size.width
        porch = self.porch
        helper = (Span("F1 ", "rose", bold=True), Span(HELP_NOW, "rose", bold=True), Span(" "))
        room = width - cells(helper) - 1  # the keys end with a gap of their own
        choosing = bool(getattr(self.screen.focused, "is_choosing", False))
        # Where one only looks for a moment the way back matters more than where else one could go.
        aside = not getattr(self.screen, "RAIL", True)
        numbers = width < TABS_FROM and porch.menu and not choosing and not aside
        left = self._numbers(room) if numbers else self._keys(room)
        return strip(porch.palette, width, left, helper, more=porch.signs.more)

    def _keys(self, room: int) -> list[Span]:
        commands = self._commands()
        cut = self._cells(commands) > room
        aside = not getattr(self.screen, "RAIL", True)
        if cut and aside and self.size.width < TABS_FROM and self._typing() is None:
            # Hardly any fit: where all of them are listed matters more than that Enter opens a row.
            every = next((one for _, one in in_reach(self.screen) if one.id == "app.keys"), None)
            if every is not None:
                commands = [one for one in commands if one.id not in {"sheet.choose", every.id}]
                commands.insert(1, every)
        while commands and self._cells(commands) > room:
            commands.pop()  # they are in order; of the same rank the one nearest to where one is stays
        spans = [Span(" ")]
        self._spots = []
        for command in commands:
            start = cells(spans)
            spans += [Span(command.key_label), Span(f" {command.footer}  ", "muted")]
            self._spots.append((start, cells(spans), command.id))
        return spans

    @staticmethod
    def _cells(commands: list[Command]) -> int:
        return 1 + sum(len(command.key_label) + len(command.footer) + 3 for command in commands)

    def _commands(self) -> list[Command]:
        typing = self._typing()
        found: dict[str, Command] = {}
        for _, command in in_reach(typing or self.screen.focused or self.screen):
            if command.footer and not (typing and self._is_typed(typing, command)):
                found.setdefault(command.id, command)
        return sorted(found.values(), key=lambda command: command.footer_rank)

    def _typing(self) -> Widget | None:
        """The widget that takes what is typed; None: letters are keys here."""
        focused = self.screen.focused
        return focused if focused is not None and focused.check_consume_key("a", "a") else None

    @staticmethod
    def _is_typed(typing: Widget, command: Command) -> bool:
        """The command's keys are letters that go into what is typed."""
        return all(len(key) == 1 and typing.check_consume_key(key, key) for key in command.keys)

    def _numbers(self, room: int) -> list[Span]:
        porch = self.porch
        spans = [Span(" ")]
        self._spots = []
        for feature in porch.menu:
            start = cells(spans)
            here = feature.name == porch.current_mode
            lit = feature.light(porch)
            spans.append(Span(f"{feature.key}{feature.short}", "text" if here else "muted", bold=here))
            spans.append(sign_of(lit) if lit is not None else Span(" "))
            self._spots.append((start, cells(spans), f"go:{feature.name}"))
            spans.append(Span(" ") if len(porch.menu) < 5 else Span(""))
        start = cells(spans)
        spans += [Span(porch.signs.menu), Span(" ")]
        self._spots.append((start, cells(spans), "app.palette"))
        keys = (Span("? " if self._typing() is None else "Esc "), Span("keys", "muted"))
        if cells((*spans, *keys)) <= room:
            spans += keys
        return spans

    async def on_click(self, event: events.Click) -> None:
        """Do what the key under the mouse does."""
        if event.x >= self.size.width - 12:
            self.porch.action_help_now()
            return
        for start, end, name in self._spots:
            if not start <= event.x < end:
                continue
            if name.startswith("go:"):
                self.porch.go(name.removeprefix("go:"))
                return
            for node, command in in_reach(self.screen.focused or self.screen):
                if command.id == name:
                    await self.porch.run_action(command.action, node)
                    return
