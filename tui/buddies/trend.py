"""My trend: a small chart over weeks and months, the same as a table, and my check-ins to change or take out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from store import checkins
from store.bus import Event, Resync
from store.checkins import CheckIn, TrendDay
from tui import times
from tui.buddies import trend_words as words
from tui.buddies import words as buddy_words
from tui.buddies.chart import Value, gathered, signs, steps
from tui.buddies.checking_in import CHECK_IN, change, check_in
from tui.commands import Command, bindings
from tui.theme import ASCII
from tui.widgets.frame import Aside
from tui.widgets.sheet import Choice, Drawn, Gap, Item, Sheet, Words
from tui.widgets.spans import Span

SPANS: Final = (28, 91, 364)
"""Days that can be looked at: four weeks, three months, a year."""
ROWS: Final = 5
"""Rows of a chart."""
LISTED: Final = 50
"""Check-ins in the list below."""

COMMANDS: Final = (
    CHECK_IN,
    Command(
        "trend.longer",
        ("right", "+"),
        "span(1)",
        "A longer time",
        "Look at more days.",
        footer="longer",
        shown_key="→",
    ),
    Command(
        "trend.shorter",
        ("left", "-"),
        "span(-1)",
        "A shorter time",
        "Look at fewer days.",
        footer="shorter",
        shown_key="←",
    ),
    Command(
        "trend.table",
        ("t",),
        "table",
        "As a table, or as a chart",
        "The same days one below the other, in words.",
        footer="table",
        footer_rank=2,
    ),
)


@dataclass(frozen=True, slots=True)
class Series:
    """One thing that can be drawn."""

    title: str
    values: Sequence[Value]
    low: float
    high: float
    labels: tuple[str, ...]
    """Beside the rows of the chart, from the top; `ROWS` of them."""


def series(
    found: Sequence[TrendDay], first: dt.date, days: int, scales: Sequence[tuple[str, str, str]]
) -> list[Series]:
    """What there is to draw: the mood, the urge, and the hub's own scales; what was never said is left out.

    Args:
        found: The days on which something was said.
        first: The first day that is looked at.
        days: How many.
        scales: Name, word for 1 and word for 5 of each of the hub's own.
    """
    moods: list[Value] = [None] * days
    urges: list[Value] = [None] * days
    others: dict[str, list[Value]] = {name: [None] * days for name, _, _ in scales}
    for one in found:
        at = (dt.date.fromisoformat(one.day) - first).days
        if not 0 <= at < days:
            continue
        moods[at], urges[at] = one.mood, one.urge
        for name, value in one.scales:
            if name in others:
                others[name][at] = value
    made = [
        Series(words.MOOD, moods, 1, 5, tuple(buddy_words.MOODS[number] for number in (5, 4, 3, 2, 1))),
        Series(words.URGE, urges, 0, 10, ("10", "", "5", "", "0")),
        *(Series(name, others[name], 1, 5, (high, "", "", "", low)) for name, low, high in scales),
    ]
    return [one for one in made if any(value is not None for value in one.values)]


class TrendScreen(Aside):
    """Draws what I said, and says nothing about it."""

    OFFERS: ClassVar[tuple[Command, ...]] = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(COMMANDS)]

    def __init__(self) -> None:
        super().__init__()
        self.place = words.PLACE
        self._sheet = Sheet(id="trend")
        self._span = 0
        self._as_table = False
        self._found: list[TrendDay] = []
        self._mine: list[CheckIn] = []

    def compose_body(self) -> Iterable[Widget]:
        """The page."""
        yield self._sheet

    async def on_mount(self) -> None:
        """Read and write it."""
        likes = self.porch.preferences
        self._as_table = likes is not None and likes.plain
        await self._read()

    async def heard(self, news: Event | Resync) -> None:
        """I checked in meanwhile."""
        if isinstance(news, Resync) or (news.kind == "checkins" and news.topic.startswith("member:")):
            await self._read()

    async def on_resize(self) -> None:
        """As wide as there is room for."""
        self._write()

    @property
    def _days(self) -> int:
        return SPANS[self._span]

    def _today(self) -> dt.date:
        porch = self.porch
        return times.local(porch.session.hub.clock(), porch.zone).date()

    async def _read(self) -> None:
        since = self._today() - dt.timedelta(days=self._days - 1)
        self._found = await self.ask(checkins.trend, since=since.isoformat()) or []
        self._mine = await self.ask(checkins.mine, limit=LISTED) or []
        self._write()

    def _write(self) -> None:
        first = self._today() - dt.timedelta(days=self._days - 1)
        scales = [(one.name, one.low, one.high) for one in self.porch.session.hub.config.checkins.scale]
        items: list[Item] = [Gap(), Words(words.spans(self._span), bold=True)]
        items.append(Words(words.summary(self._found), "muted"))
        made = series(self._found, first, self._days, scales)
        if self._as_table:
            items += self._table()
        else:
            for one in made:
                items += [Gap(), *self._chart(one, first)]
        if self._mine:
            items += [Gap(), Words(words.MINE, bold=True), *(self._row(one) for one in self._mine)]
        self._sheet.show(items)

    def _chart(self, one: Series, first: dt.date) -> list[Item]:
        porch = self.porch
        label_cells = max(len(label) for label in one.labels) + 1
        room = max(8, min(self.app.size.width - label_cells - 5, 72))
        plain = porch.signs is ASCII
        values = gathered(one.values, room)
        wide = 2 if len(values) * 2 <= room else 1
        draw = (
            signs(values, low=one.low, high=one.high, rows=ROWS, sign=porch.signs.unread, wide=wide)
            if plain
            else steps(values, low=one.low, high=one.high, rows=ROWS, wide=wide)
        )
        width = max(len(row) for row in draw)
        items: list[Item] = [Words(one.title, bold=True)]
        for label, row in zip(one.labels, draw, strict=True):
            items.append(
                Drawn(
                    (
                        Span(label.rjust(label_cells - 1) + " ", "muted"),
                        Span(porch.signs.side, "line"),
                        Span(row),
                    )
                )
            )
        last = words.day(self._today())
        begin = words.day(first)
        gap = max(1, width - len(begin) - len(last))
        items.append(Drawn((Span(" " * (label_cells + 1)), Span(f"{begin}{' ' * gap}{last}", "muted"))))
        return items

    def _table(self) -> list[Item]:
        items: list[Item] = [Gap()]
        for one in reversed(self._found):
            day = words.weekday(dt.date.fromisoformat(one.day))
            items.append(Drawn((Span(day.ljust(13), "muted"), Span(words.said(one)))))
        return items

    def _row(self, one: CheckIn) -> Choice:
        porch = self.porch
        when = times.when(one.at, porch.session.hub.clock(), porch.zone)
        note = " ".join(one.note.split())
        return Choice(
            f"checkin:{one.id}",
            (Span(words.short(one)),),
            (Span(words.for_whom(one), "muted"), Span(f"  {when}", "muted")),
            aside=(Span(note, "muted"),) if note else (),
        )

    # keys

    async def action_span(self, by: int) -> None:
        """Look at more days, or fewer."""
        wanted = max(0, min(len(SPANS) - 1, self._span + by))
        if wanted != self._span:
            self._span = wanted
            await self._read()

    def action_table(self) -> None:
        """The same days as a table, or as a chart."""
        self._as_table = not self._as_table
        self._write()

    def action_check_in(self) -> None:
        """Check in."""
        check_in(self.porch)

    @on(Sheet.Chosen)
    def open(self, chosen: Sheet.Chosen) -> None:
        """What can be done with a check-in of mine."""
        chosen.stop()
        number = int(chosen.key.partition(":")[2])
        one = next((each for each in self._mine if each.id == number), None)
        if one is not None:
            self.porch.run_worker(change(self.porch, one), name="check in", exclusive=True, group="floating")
