"""Today's screen: a letter, not a dashboard. What is empty is not in it."""

from __future__ import annotations

from collections.abc import Iterable
from time import monotonic
from typing import Final

from textual import on
from textual.timer import Timer
from textual.widget import Widget

from store import today
from store.bus import Event, Resync
from tui import times
from tui.rooms import count_label
from tui.today import words
from tui.widgets.frame import FrameScreen
from tui.widgets.sheet import Choice, Gap, Item, Sheet, Words
from tui.widgets.spans import Span

ROWS: Final = 12
"""Rows of one kind before the rest is a number."""
SETTLE_S: Final = 1.0
"""Seconds in which news gathers before the letter is written again."""
AT_MOST_EVERY_S: Final = 15.0
"""Seconds between two writings while it is looked at: in a lively hub the letter stays a letter."""


class TodayScreen(FrameScreen):
    """Greets, and says what is new and who waits."""

    def __init__(self) -> None:
        super().__init__()
        self.place = "Today"
        self._letter = Sheet(id="letter")
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

    async def heard(self, news: Event | Resync) -> None:
        """Something that the letter tells of may have changed: write it again soon, or when it is looked at."""
        if isinstance(news, Event) and news.kind in {"changed", "minute", "notice", "keys", "preferences"}:
            return
        self._stale = True
        if self.is_current and self._timer is None:
            wait_s = (
                max(SETTLE_S, self._written_at + AT_MOST_EVERY_S - monotonic()) if self._again else SETTLE_S
            )
            self._timer = self.set_timer(wait_s, self._settled)

    async def _settled(self) -> None:
        self._timer = None
        self._again = True
        if self.is_current and self._stale:
            await self._write()

    async def _write(self) -> None:
        self._stale = False
        self._written_at = monotonic()
        summary = await self.ask(today.summary)
        if summary is not None:
            self._letter.show(self._items(summary))

    def _items(self, summary: today.Summary) -> list[Item]:
        porch = self.porch
        now, zone = porch.session.hub.clock(), porch.zone
        name = summary.me.display_name or summary.me.handle
        items: list[Item] = [Gap(), Words(words.greeting(times.local(now, zone).hour, name), bold=True)]
        if summary.seen_at is None:
            items.append(Words(words.FIRST_TIME, "muted"))
        else:
            items.append(Words(words.LAST_HERE.format(when=times.when(summary.seen_at, now, zone)), "muted"))
        waiting = summary.waiting[:ROWS]
        shown = {one.room.id for one in waiting}
        if waiting:
            items += [Gap(), Words(words.WAITING, bold=True)]
            items += [
                self._row(
                    one.room.id,
                    Span(one.author, name=True),
                    "",
                    one.text,
                    one.room.unread,
                    times.when(one.at, now, zone),
                )
                for one in waiting
            ]
        new = [one for one in summary.unread if one.room.id not in shown]
        if new:
            title = words.NEW
            if summary.seen_at is not None and all(one.room.last_at >= summary.seen_at for one in new):
                title = words.NEW_SINCE.format(when=times.when(summary.seen_at, now, zone))
            items += [Gap(), Words(title, bold=True)]
            for one in new[:ROWS]:
                direct = one.room.kind == "direct"
                label = Span(one.author, name=True) if direct else Span(f"# {one.room.name}")
                items.append(
                    self._row(
                        one.room.id,
                        label,
                        "" if direct else one.author,
                        one.text,
                        one.room.unread,
                        times.when(one.room.last_at, now, zone),
                    )
                )
            if len(new) > ROWS:
                items.append(Choice("jump", (Span(words.MORE.format(count=len(new) - ROWS), "muted"),)))
        if not waiting and not new:
            items += [Gap(), Words(words.CAUGHT_UP if summary.rooms else words.NO_ROOMS)]
        if summary.seen_at is None:
            items += self._first_steps()
        others = [one.handle for one in summary.here if one.member_id != summary.me.id]
        items += [Gap(), Words(words.HERE, bold=True), Words(words.here(others), "muted")]
        return items

    def _first_steps(self) -> list[Item]:
        items: list[Item] = [Gap(), Words(words.FIRST_STEPS, bold=True)]
        room = next((room for room in self.porch.rooms if room.kind == "circle"), None)
        if room is not None:
            items.append(Choice(f"room:{room.id}", (Span(words.LOOK_INTO.format(room=room.name)),)))
        items.append(Choice("go:settings", (Span(words.SET_UP),)))
        return items

    def _row(self, room: int, label: Span, author: str, text: str, unread: int, when: str) -> Choice:
        signs = self.porch.signs
        lead = Span(f"{signs.unread} " if unread else "  ", "amber")
        said = (Span(f"{author}: ", "muted"),) if author else ()
        count = (Span(f"{count_label(unread)}  ", "amber"),) if unread else ()
        return Choice(
            f"room:{room}",
            (lead, label),
            (*count, Span(when, "muted")),
            aside=(*said, Span(text or words.GONE_QUIET, "muted")),
        )

    @on(Sheet.Chosen)
    async def follow(self, chosen: Sheet.Chosen) -> None:
        """Go where a row leads."""
        chosen.stop()
        if chosen.key == "jump":
            self.porch.action_jump()
        else:
            await self.porch.go_to_target(chosen.key)
