"""The top of every screen: whose hub this is, where one is, the time; and tabs where there is no rail."""

from __future__ import annotations

from rich.cells import cell_len
from textual import events
from textual.geometry import Region
from textual.strip import Strip

from tui import times
from tui.theme import UNICODE
from tui.widgets.direct import Change, Painted, Pen
from tui.widgets.lights import sign_of
from tui.widgets.lined import Lined
from tui.widgets.spans import Span, cells, cut, strip
from tui.words import TOO_SMALL

RAIL_FROM = 100
"""From this width on, in cells, there is a rail; the tabs go away."""
TABS_FROM = 60
"""From this width on, in cells, the tabs are under the title; below it they are in the bottom bar."""
SMALLEST = (30, 8)
"""Below this many cells or lines a notice is all that is drawn."""


class Head(Lined):
    """One line, or two with tabs, or the notice that the window is too small."""

    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self._spots: list[tuple[int, int, str]] = []
        self._pen = Pen(self)

    def minute_passed(self) -> None:
        """Draw the clock again. It happens to all sessions at once, so it goes straight to the terminal."""
        title = Region(0, 0, self.size.width, 1)
        if not title:
            return
        self._styles_cache.set_dirty(title)
        line = Painted.of(self.render_lines(title)[0], self.app.console)
        if not self._pen.draw((Change(0, line, 0),), ""):
            self.refresh(title)

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width, height = self.size
        palette = self.porch.palette
        if self.screen.size.width < SMALLEST[0] or self.screen.size.height < SMALLEST[1]:
            words = TOO_SMALL if y == height // 2 else ""
            return strip(palette, width, (Span(words, "amber"),))
        if y == 0:
            return self._title(width)
        if y == 1:
            return self._tabs(width)
        return strip(palette, width)

    def _title(self, width: int) -> Strip:
        porch = self.porch
        now = porch.session.hub.clock()
        place = porch.place
        who = Span(porch.handle, name=True) if porch.handle else Span("")
        clock = Span(times.hour_minute(now, porch.zone), "muted")
        light = Span(f" {porch.signs.light} ", "amber", bold=True)
        here = _place(place, narrow=width < TABS_FROM)
        if width < TABS_FROM:
            return strip(porch.palette, width, (light, *here), (clock, Span("  "), who, Span(" ")))
        day = Span(f"{times.short_day(now, porch.zone)}  ", "muted")
        right = (day, clock, Span("   "), who, Span(" "))
        column = 28 if width >= RAIL_FROM else 0
        # A long name gives way to where one is.
        room = width - cells((light, *right)) - cell_len(place) - 4
        called = Span(porch.session.hub.config.hub.name, bold=True)
        name = cut([called], max(8, room), porch.signs.more)
        gap = max(3, column - cells((light, *name)))
        return strip(porch.palette, width, (light, *name, Span(" " * gap), *here), right)

    def _tabs(self, width: int) -> Strip:
        spans = self._tabs_with(counts=True)
        if cells(spans) > width:
            spans = self._tabs_with(counts=False)
        return strip(self.porch.palette, width, spans)

    def _tabs_with(self, *, counts: bool) -> list[Span]:
        """The tabs, and where each is; without counts only the signs of the lights."""
        porch = self.porch
        spans: list[Span] = [Span(" ")]
        self._spots = []
        for feature in porch.menu:
            here = feature.name == porch.current_mode
            lit = feature.light(porch)
            start = cells(spans)
            spans.append(Span(porch.signs.bar if here else " ", "amber", bold=True))
            spans.append(Span(f"{feature.key} ", "muted"))
            spans.append(Span(feature.title, "text" if here else "muted", bold=here))
            if lit is not None:
                spans += [Span(" "), lit if counts else sign_of(lit)]
            self._spots.append((start, cells(spans), feature.name))
            spans.append(Span("  "))
        return spans

    def on_click(self, event: events.Click) -> None:
        """Go to the tab under the mouse."""
        if event.y == 1:
            for start, end, name in self._spots:
                if start <= event.x < end:
                    self.porch.go(name)


def _place(place: str, *, narrow: bool) -> tuple[Span, ...]:
    """Where one is; the sign of a pair's room is teal."""
    sign, rest = place[: len(UNICODE.pair)], place[len(UNICODE.pair) :]
    if sign == UNICODE.pair:
        return (Span(sign, "teal", bold=True), Span(rest, bold=narrow))
    return (Span(place, bold=narrow),)
