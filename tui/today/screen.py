"""Today's screen: a letter, not a dashboard. What is empty is not in it."""

from __future__ import annotations

from collections.abc import Iterable
from time import monotonic
from typing import ClassVar, Final

from textual import on
from textual.binding import BindingType
from textual.timer import Timer
from textual.widget import Widget

from store import today
from store.bus import Event, Resync
from store.policy import COMMUNITY
from tui import times
from tui.buddies.checking_in import CHECK_IN, check_in
from tui.commands import Command, bindings
from tui.keeper import Part, Section
from tui.meet import words as meet_words
from tui.rooms import is_personal
from tui.today import words
from tui.today.rows import Named, Row, Rows
from tui.widgets.frame import FrameScreen, head_height
from tui.widgets.head import RAIL_FROM
from tui.widgets.rail import RAIL_CELLS
from tui.widgets.sheet import Choice, Gap, Item, Sheet, Words
from tui.widgets.spans import Span

ROWS: Final = 12
"""Rows of all kinds before the rest is a number; fewer where the window is low."""
SETTLE_S: Final = 1.0
"""Seconds in which news gathers before the letter is written again."""
AT_MOST_EVERY_S: Final = 15.0
"""Seconds between two writings while it is looked at: in a lively hub the letter stays a letter."""


OWN: Final = frozenset({"pairs", "checkins", "notes", "kudos", "goals"})
"""Kinds of news about the person themselves: few enough not to wait for."""
NO_NEWS: Final = frozenset({"changed", "minute", "notice", "keys", "preferences"})
"""Kinds of news that the letter tells nothing of."""


class TodayScreen(FrameScreen):
    """Greets, and says what is new and who waits."""

    OFFERS: ClassVar[tuple[Command, ...]] = (CHECK_IN,)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings((CHECK_IN,))]

    def __init__(self) -> None:
        super().__init__()
        self.place = "Today"
        self._letter = Sheet(id="letter")
        self._summary: today.Summary | None = None
        self._stale = True
        self._again = False
        self._written_at = 0.0
        self._timer: Timer | None = None

    def compose_body(self) -> Iterable[Widget]:
        """The letter."""
        yield self._letter

    def main_pane(self) -> Widget:
        """The letter."""
        return self._letter

    async def on_mount(self) -> None:
        """Write the letter before the first frame."""
        await self._write()

    async def on_screen_resume(self) -> None:
        """Write it again when something happened meanwhile."""
        if self._stale:
            await self._write()

    async def on_resize(self) -> None:
        """As many rows as there is room for."""
        if self._summary is not None:
            self._letter.show(self._fitting(self._summary))

    async def heard(self, news: Event | Resync) -> None:
        """Something that the letter tells of may have changed: write it again soon, or when it is looked at."""
        if isinstance(news, Event) and news.kind in NO_NEWS:
            return
        own = isinstance(news, Event) and news.kind in OWN and news.topic.startswith("member:")
        if self._stale and not own:
            return  # it will be written again: soon, or when it is looked at
        self._stale = True
        if self.is_current and (self._timer is None or own):
            if self._timer is not None:
                self._timer.stop()
            wait_s = (
                max(SETTLE_S, self._written_at + AT_MOST_EVERY_S - monotonic())
                if self._again and not own
                else SETTLE_S
            )
            self._timer = self.set_timer(wait_s, self._settled)

    async def write_now(self) -> None:
        """Write it at once: the person did something here."""
        await self._write()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Checking in is for those who take part."""
        me = self.porch.me
        return not (action == "check_in" and (me is None or me.role not in COMMUNITY))

    def action_check_in(self) -> None:
        """Say how it is."""
        check_in(self.porch, self.write_now)

    async def _settled(self) -> None:
        self._timer = None
        self._again = True
        if self.is_current and self._stale:
            await self._write()

    async def _write(self) -> None:
        self._stale = False
        self._written_at = monotonic()
        summary = await self.ask(today.summary)
        if self.porch.menu:
            for keeper in self.porch.keepers.values():
                await keeper.read_letter()
        if summary is not None:
            self._summary = summary
            self._letter.show(self._fitting(summary))

    def _fitting(self, summary: today.Summary) -> list[Item]:
        """The letter with as many rows as go on one screen, however many rooms there are."""
        width, height = self._space()
        items: list[Item] = []
        tries: list[tuple[int, bool, Named, bool, bool]] = [
            *((rows, True, "all", True, True) for rows in range(ROWS, 2, -1)),
            *((rows, False, "all", True, True) for rows in range(ROWS, -1, -1)),
            # Who waits is named before who happens to be here, and before what another screen tells by its light.
            *((rows, False, "all", False, True) for rows in range(3, -1, -1)),
            *((rows, False, "all", False, False) for rows in range(3, -1, -1)),
            (0, False, "people", False, False),
            (0, False, "none", False, False),
        ]
        for rows, steps, named, here, elsewhere in tries:
            items = self._items(summary, rows, steps=steps, named=named, here=here, elsewhere=elsewhere)
            if self._letter.lines_of(items, width) <= height:
                break
        return items

    def _space(self) -> tuple[int, int]:
        """The size of the letter, also before it has been laid out."""
        size = self._letter.size
        if size.area:
            return size.width, size.height
        width, height = self.app.size
        rail = RAIL_CELLS if width >= RAIL_FROM else 0
        return width - rail, height - head_height(width, has_rail=True) - 1

    def _items(
        self, summary: today.Summary, most: int, *, steps: bool, named: Named, here: bool, elsewhere: bool
    ) -> list[Item]:
        """The letter.

        Args:
            summary: What it tells of.
            most: Rows of all kinds at most, besides those that say how many more there are.
            steps: Somebody who is here for the first time is told where they might begin.
            named: Of which kinds the first row is there in any case.
            here: It says who is here.
            elsewhere: It tells what is new besides the rooms.
        """
        porch = self.porch
        now, zone = porch.session.hub.clock(), porch.zone
        name = summary.me.display_name or summary.me.handle
        items: list[Item] = [Gap(), Words(words.greeting(times.local(now, zone).hour, name), bold=True)]
        if summary.seen_at is None:
            items.append(Words(words.FIRST_TIME, "muted"))
        news = [one for one in summary.unread if one.room.notice]
        unread_direct = {one.room.id for one in news if is_personal(one.room)}
        waiting = [one for one in summary.waiting if one.room.id not in unread_direct]
        rows = Rows(porch.signs, now, zone, most, named=named)
        mine, asks, fresh, kind = self._sections(rows)
        if not elsewhere:
            fresh = []
        items += mine
        seen_at = summary.seen_at
        since = [one for one in news if seen_at is not None and one.room.last_at >= seen_at]
        told = self._away(summary, since, rows)
        before = self._away(summary, [one for one in news if one not in since], rows)
        when = "" if seen_at is None else times.when(seen_at, now, zone)
        if when and not told:
            items.append(Words(words.LAST_HERE.format(when=when), "muted"))
        waits = rows.taken(
            [rows.waits(one) for one in waiting],
            lambda left: Choice(
                "catch_up:waiting",
                (Span(words.MORE_WAITS if left == 1 else words.MORE_WAITING.format(count=left), "muted"),),
            ),
        )
        if told:
            items += [Gap(), Words(words.AWAY.format(when=when), bold=True), *rows.aligned(told)]
        if before:
            title = words.NEW_BEFORE if told else words.NEW
            items += [Gap(), Words(title, bold=True), *rows.aligned(before)]
        if waits:
            items += [Gap(), Words(words.WAITING, bold=True), *rows.aligned(waits)]
        items += asks
        if porch.asking:
            more = len(porch.asking) - 1
            items += [Gap(), Choice("requests", (Span(meet_words.asking(porch.asking[0].sentence, more)),))]
        items += fresh
        if not told and not before and not waits and not asks and not fresh:
            items += [Gap(), Words(words.CAUGHT_UP if summary.rooms else words.NO_ROOMS)]
        if steps and summary.seen_at is None:
            items += self._first_steps()
        items += kind
        if not here:
            return items
        others = [one.handle for one in summary.here if one.member_id != summary.me.id]
        items += [Gap(), Words(words.HERE, bold=True), Words(words.here(others), "muted")]
        return items

    def _sections(self, rows: Rows) -> tuple[list[Item], ...]:
        """What the features tell: what is mine to do, who waits for me, what is new, what is kind."""
        told: dict[Part, list[Item]] = {"mine": [], "waiting": [], "news": [], "kind": []}
        sections: list[Section] = [
            section for keeper in self.porch.keepers.values() for section in keeper.letter(rows)
        ]
        for section in sections:
            title = (Words(section.title, bold=True),) if section.title else ()
            told[section.part] += [Gap(), *title, *rows.aligned(section.rows)]
        return told["mine"], told["waiting"], told["news"], told["kind"]

    def _away(self, summary: today.Summary, news: list[today.UnreadRoom], rows: Rows) -> list[Row | Item]:
        """What happened meanwhile: mentions first, then direct messages, then rooms."""
        direct = [one for one in news if is_personal(one.room)]
        # Where all that is new names the person, the mentions say it already.
        others = [one for one in news if not is_personal(one.room) and one.room.notice > one.room.mentions]
        by_id = {one.room.id: one.room for one in news}
        mentions = [
            rows.mention(by_id[one.room_id], one)
            for one in summary.mentions
            if one.room_id in by_id and not is_personal(by_id[one.room_id])
        ]
        told = rows.taken(
            mentions,
            lambda left: Choice(
                "catch_up:mentions", (Span(words.MORE_MENTIONS.format(count=left), "muted"),)
            ),
            keep=min(1, len(direct)) + min(1, len(others)),
        )
        told += rows.taken(
            [rows.room(one) for one in direct],
            lambda left: Choice("jump", (Span(words.MORE_DIRECT.format(count=left), "muted"),)),
            keep=min(1, len(others)),
        )

        def more_rooms(left: int) -> Choice:
            text = words.MORE_ROOM if left == 1 else words.MORE_ROOMS.format(count=left)
            return Choice("jump", (Span(text, "muted"),))

        return told + rows.taken([rows.room(one) for one in others], more_rooms, kind="rooms")

    def _first_steps(self) -> list[Item]:
        items: list[Item] = [Gap(), Words(words.FIRST_STEPS, bold=True)]
        room = next((room for room in self.porch.rooms if room.kind == "circle"), None)
        if room is not None:
            items.append(Choice(f"room:{room.id}", (Span(words.LOOK_INTO.format(room=room.name)),)))
        items.append(Choice("go:settings", (Span(words.SET_UP),)))
        return items

    @on(Sheet.Chosen)
    async def follow(self, chosen: Sheet.Chosen) -> None:
        """Go where a row leads."""
        chosen.stop()
        kind, _, rest = chosen.key.partition(":")
        if kind == "jump":
            self.porch.action_jump()
        elif kind == "requests":
            self.porch.action_requests()
        elif kind == "catch_up":
            await self.porch.run_action(f"catch_up('{rest}')")
        elif kind == "line":
            room, _, seq = rest.partition(":")
            await self.porch.open_room(int(room), seq=int(seq))
        else:
            await self.porch.go_to_target(chosen.key)
