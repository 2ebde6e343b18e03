"""Buddies' screen: how we are both doing this week, what was shared, what is due; and what is mine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from store import checkins, goals, kudos, notes, pairs, routines
from store.bus import Event, Resync
from store.checkins import CheckIn, TrendDay
from store.errors import HubError
from store.goals import Goal
from store.pairs import Overview, Pair
from store.policy import COMMUNITY
from store.routines import Routine
from tui import times
from tui.buddies import find, rows, words
from tui.buddies.acts import COMMANDS, Acts, reply_to
from tui.buddies.keeper import BuddiesKeeper
from tui.buddies.panes import BESIDE_FROM, Panes, body_cells, first_cells
from tui.buddies.rows import Seen
from tui.commands import Command, bindings
from tui.widgets.frame import FrameScreen
from tui.widgets.sheet import Choice, Gap, Item, Sheet, Words
from tui.widgets.spans import Span

NEWS = frozenset({"pairs", "checkins", "goals", "kudos", "notes", "blocks", "profile"})
"""Kinds of news after which the screen is written anew."""
FOR_THOSE_WHO_TAKE_PART = frozenset(one.action for one in COMMANDS) - {"plan"}
"""Actions that a supporter does not have."""
TICK = (
    Command(
        "buddies.tick", ("space",), "tick", "Tick it, or not", "A small step, or a routine.", palette=False
    ),
)


class BuddiesScreen(Acts, FrameScreen):
    """A pair or several first, and what is mine beside it, or below."""

    OFFERS: ClassVar[tuple[Command, ...]] = (*COMMANDS, *TICK)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings((*COMMANDS, *TICK))]

    def __init__(self) -> None:
        super().__init__()
        self.place = words.PLACE
        self._first = Sheet(id="pairs")
        self._second = Sheet(id="mine")
        self._overview: Overview | None = None
        self._month: Sequence[TrendDay] = ()
        self._goals: Sequence[Goal] = ()
        self._routines: Sequence[Routine] = ()
        self._stale = False
        self._kind_seen: tuple[int, ...] = ()
        self._notes_seen: tuple[int, ...] = ()
        self._head = 0  # rows of what is mine that come before the pairs where there is one page

    def compose_body(self) -> Iterable[Widget]:
        """Two pages."""
        with Panes():
            yield self._first
            yield self._second

    def main_pane(self) -> Widget:
        """The page with the pairs."""
        return self._first

    async def on_mount(self) -> None:
        """Read and write it."""
        await self.read()

    async def on_screen_resume(self) -> None:
        """Write it anew when something happened meanwhile."""
        self.frame_changed()
        if self._stale:
            await self.read()

    async def on_resize(self) -> None:
        """One page, or two."""
        self._write()

    async def heard(self, news: Event | Resync) -> None:
        """Something that is shown may have changed: read it again, or when it is looked at."""
        if not isinstance(news, Resync) and news.kind not in NEWS:
            return
        if self.is_current:
            await self.read()
        else:
            self._stale = True

    async def read(self) -> None:
        """Read and write the screen again."""
        self._stale = False
        porch = self.porch
        today = times.local(porch.session.hub.clock(), porch.zone).date()
        try:
            self._overview = await self.attempt(pairs.overview)
            since = (today - dt.timedelta(days=27)).isoformat()
            self._month = await self.attempt(checkins.trend, since=since)
            self._goals = await self.attempt(goals.mine)
            self._routines = await self.attempt(routines.mine)
        except HubError:
            # A supporter has none of it; that is no trouble to be told of.
            self._overview = None
        self._write()

    def _write(self) -> None:
        width = body_cells(self.app.size.width)
        beside = width >= BESIDE_FROM
        self._second.can_focus = beside
        if self._overview is None:
            self._first.show([Gap(), Words(words.NOT_FOR_SUPPORTERS)])
            self._second.show([])
            return
        first, second = self._with_buddies(self._overview), self._mine(self._overview)
        if beside:
            self._first.show([Gap(), *first])
            self._second.show([Gap(), *second])
        else:
            # Checking in comes first on a phone; with two pages it is beside.
            self._first.show([Gap(), *second[: self._head], Gap(), *first, Gap(), *second[self._head :]])
            self._second.show([])
        self._first.refresh()

    def _seen(self, *, second: bool = False) -> Seen:
        porch = self.porch
        width = body_cells(self.app.size.width)
        cells = width - first_cells(width) if second and width >= BESIDE_FROM else first_cells(width)
        return Seen(porch.signs, porch.session.hub.clock(), porch.zone, cells)

    def _with_buddies(self, found: Overview) -> list[Item]:
        seen = self._seen()
        items: list[Item] = []
        waiting = [*find.asking_rows(found.asking, self.porch.signs, seen.width), *self._notes()]
        if waiting:
            items += [*waiting, Gap()]
        buddies = {pair.buddy for pair in found.pairs}
        for pair in found.pairs:
            shared = [one for one in found.shared if one.author == pair.buddy]
            items += [*rows.pair_rows(pair, shared, self._month, seen), Gap()]
        if not found.pairs:
            items += [Words(words.ALONE), Gap()]
            items += [Choice("find", (Span(words.ALONE_BEGIN, bold=True),), (Span("f", "muted"),))]
            items += [Gap(), Words(words.ALONE_LATER, "muted"), Gap()]
        others = [one for one in found.shared if one.author not in buddies]
        if others:
            items += [Words(words.OTHERS_SHARED, bold=True)]
            items += [*(rows.shared_row(one, seen, named=True) for one in others[:5]), Gap()]
        return items[:-1]

    def _notes(self) -> list[Choice]:
        keeper = self.porch.keepers.get("buddies")
        if not isinstance(keeper, BuddiesKeeper):
            return []
        self._notes_seen = keeper.notes
        return keeper.note_rows(self._seen().width)

    def _mine(self, found: Overview) -> list[Item]:
        seen = self._seen(second=True)
        own = rows.own_rows(found.mine, self._month, seen)
        # On one page the way in and what was said today stand first.
        self._head = next((at for at, item in enumerate(own) if isinstance(item, Gap)), len(own))
        items = own + rows.kind_rows(found.kudos)
        self._kind_seen = tuple(one.id for one in found.kudos[: rows.KIND_ROWS])
        items += rows.goal_rows(self._goals, self._routines, seen)
        items += rows.counter_rows(found.counters)
        usual = found.defaults.circle or {"me": words.ONLY_YOU, "buddy": words.MY_BUDDY}.get(
            found.defaults.audience, ""
        )
        items += [
            Choice("plan", (Span(words.PLAN, "muted"),), (Span("P", "muted"),)),
            Choice("usually", (Span(words.USUALLY, "muted"),), (Span(usual, "muted"),)),
        ]
        return items

    # which pair

    @property
    def _page(self) -> Sheet:
        return self._second if self._second.has_focus else self._first

    def pair(self) -> Pair | None:
        """The pair that the bar is at, or the first."""
        found = self._overview
        if found is None or not found.pairs:
            return None
        kind, _, rest = (self._first.current or "").partition(":")
        author = next((one.author for one in found.shared if kind == "shared" and str(one.id) == rest), "")
        for pair in found.pairs:
            if (kind in {"pair", "wish"} and str(pair.id) == rest) or pair.buddy == author:
                return pair
        return found.pairs[0]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that need a buddy do nothing without one; who takes no part here has a plan, and no more."""
        me = self.porch.me
        if action in FOR_THOSE_WHO_TAKE_PART and (me is None or me.role not in COMMUNITY):
            return False
        allowed = self.check_pair_action(action)
        return super().check_action(action, parameters) if allowed is None else allowed

    # choosing

    async def action_tick(self) -> None:
        """Tick a step or a routine."""
        kind, _, rest = (self._page.current or "").partition(":")
        if kind == "step":
            await self.ask(goals.change_step, step=int(rest), done=True)
        elif kind == "routine":
            one = next(each for each in self._routines if str(each.id) == rest)
            await self.ask(routines.mark, routine=one.id, done=not one.done)
        else:
            return
        await self.read()

    @on(Sheet.Chosen)
    async def choose(self, chosen: Sheet.Chosen) -> None:
        """Do what a row is for."""
        chosen.stop()
        kind, _, rest = chosen.key.partition(":")
        if kind in {"step", "routine"}:
            await self.action_tick()
        elif kind == "shared":
            one = self._shared(int(rest))
            if one is not None:
                self.float(self._reply(one))
        elif kind == "pair":
            pair = self.pair()
            if pair is not None:
                self.float(self.choose_act(pair))
        elif kind == "wish":
            self.float(self._answer_wish(int(rest)))
        elif kind in {"asked", "proposal"}:
            self.float(find.answer(self, chosen.key, self._overview.asking if self._overview else None))
        elif kind == "note":
            await self.porch.go_to_target(chosen.key)
        elif kind == "counter":
            self.action_days()
        else:
            await self.run_action(kind)

    async def _reply(self, one: CheckIn) -> None:
        await reply_to(self, one)
        await self.read()

    def _shared(self, number: int) -> CheckIn | None:
        shared = self._overview.shared if self._overview is not None else ()
        return next((one for one in shared if one.id == number), None)

    async def _answer_wish(self, number: int) -> None:
        from tui.buddies.terms import answer_wish

        pair = (
            next((one for one in self._overview.pairs if one.id == number), None) if self._overview else None
        )
        if pair is not None:
            await answer_wish(self, pair)
            await self.read()

    async def on_screen_suspend(self) -> None:
        """Kind words and notes that were on the screen have been seen, once one has gone elsewhere."""
        if self.porch.current_mode == "buddies":
            return  # only a card lies above
        kind, noted = self._kind_seen, self._notes_seen
        self._kind_seen = self._notes_seen = ()
        if kind:
            await self.ask(kudos.seen, kudos=kind)
        if noted:
            await self.ask(notes.seen, notes=noted)
