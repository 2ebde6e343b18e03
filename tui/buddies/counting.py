"""Days that are kept: several counters side by side, each with all its days, and the milestones made of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Coroutine, Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from store import counters, members, milestones
from store.bus import Event, Resync
from store.counters import Counter
from store.errors import HubError
from store.milestones import Milestone
from tui import times
from tui.buddies import dates
from tui.buddies import day_words as words
from tui.buddies.milestones import CardScreen, make_milestone
from tui.buddies.offers import Offers
from tui.commands import Command, bindings
from tui.widgets.floating import Entry, Picker, Prompt, Question
from tui.widgets.frame import Aside
from tui.widgets.sheet import Choice, Gap, Item, Sheet, Words
from tui.widgets.spans import Span

if TYPE_CHECKING:
    from tui.app import PorchlightApp

COMMANDS = (
    Command(
        "days.add",
        ("a",),
        "add",
        "A new counter",
        "Yours alone until you share it.",
        footer="new counter",
        footer_rank=1,
    ),
    Command(
        "days.mark",
        ("m",),
        "mark",
        "A milestone",
        "Make a card of the counter with the amber bar, or of anything.",
        footer="milestone",
        footer_rank=2,
    ),
    Command(
        "days.run",
        ("b",),
        "run",
        "Begin a new run",
        "All the days and the longest run stay.",
        footer="new run",
        footer_rank=3,
    ),
    Command(
        "days.share",
        ("v",),
        "share",
        "Who may see it",
        "Choose people, one by one.",
        footer="share",
        footer_rank=4,
    ),
)


async def begin_new_run(porch: PorchlightApp, number: int) -> None:
    """Begin a new run of a counter, after a question. Call it in a worker.

    Args:
        porch: The visit.
        number: The counter's id.
    """
    do, actor = porch.session.hub.do, porch.session.actor
    try:
        one = next((one for one in await do(actor, counters.mine) if one.id == number), None)
        sees = one.shared_with if one is not None else ()
        if sees:
            text = words.RUN_SEEN.format(handles=", ".join(sees))
            entries = [
                Entry("no", words.RUN_NO),
                Entry("alone", words.RUN_ALONE),
                Entry("yes", words.RUN_YES),
            ]
            picked = await porch.push_screen_wait(Offers(words.RUN, text, entries))
        else:
            question = Question(words.RUN, words.RUN_ASK, yes=words.RUN_YES, no=words.RUN_NO)
            picked = "yes" if await porch.push_screen_wait(question) else "no"
        if picked not in {"yes", "alone"}:
            return
        if picked == "alone":
            await do(actor, counters.share, counter=number, handles=())
        one = await do(actor, counters.setback, counter=number)
    except HubError as error:
        porch.toast(str(error), trouble=True)
        return
    porch.toast(words.RUN_DONE.format(days="1 day" if one.days == 1 else f"{one.days} days"))


class DaysScreen(Aside):
    """Counters and milestones on one page."""

    OFFERS: ClassVar[tuple[Command, ...]] = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(COMMANDS)]

    def __init__(self) -> None:
        super().__init__()
        self.place = words.PLACE
        self._sheet = Sheet(id="days")
        self._counters: Sequence[Counter] = ()
        self._shared: Sequence[Counter] = ()
        self._milestones: Sequence[Milestone] = ()
        self._others: Sequence[Milestone] = ()

    def compose_body(self) -> Iterable[Widget]:
        """The page."""
        yield self._sheet

    async def on_mount(self) -> None:
        """Read and write it."""
        await self._read()

    async def heard(self, news: Event | Resync) -> None:
        """Something in it changed."""
        if isinstance(news, Resync) or news.kind in {"checkins", "goals", "milestones", "blocks"}:
            await self._read()

    def _today(self) -> dt.date:
        return times.local(self.porch.session.hub.clock(), self.porch.zone).date()

    async def _read(self) -> None:
        self._counters = await self.ask(counters.mine) or ()
        self._shared = await self.ask(counters.shared_with_me) or ()
        self._milestones = await self.ask(milestones.mine) or ()
        self._others = await self.ask(milestones.shared_with_me) or ()
        items: list[Item] = [Gap(), Words(words.COUNTERS, bold=True)]
        items += [row for one in self._counters for row in (self._counter(one), Gap())]
        if not self._counters:
            items += [Words(words.NO_COUNTERS, "muted"), Gap()]
        items.append(Words(words.MINE, bold=True))
        items += [self._milestone(one) for one in self._milestones]
        if not self._milestones:
            items.append(Words(words.NO_MILESTONES, "muted"))
        if self._shared:
            items += [Gap(), Words(words.SHARED, bold=True), *(self._counter(one) for one in self._shared)]
        if self._others:
            items += [Gap(), Words(words.OTHERS, bold=True), *(self._milestone(one) for one in self._others)]
        self._sheet.show(items)

    @staticmethod
    def _counter(one: Counter) -> Choice:
        name: tuple[Span, ...] = (Span(one.name, bold=True),)
        if not one.mine:
            name = (Span(one.owner, name=True), Span(f"  {one.name}"))
        seen_by = f"\n{words.SHARE}: {', '.join(one.shared_with)}" if one.shared_with else ""
        return Choice(
            f"counter:{one.id}", name, (Span(words.in_all(one.days)),), under=words.of_runs(one) + seen_by
        )

    def _milestone(self, one: Milestone) -> Choice:
        who = () if one.mine else (Span(one.owner, name=True), Span("  "))
        count = len(one.signatures)
        signed = words.SIGNATURE if count == 1 else words.SIGNATURES.format(count=count)
        right = (Span(f"{signed}  ", "teal"),) if count else ()
        day = Span(dates.said(one.day, self._today()), "muted")
        return Choice(f"milestone:{one.id}", (*who, Span(one.title)), (*right, day))

    # doing

    def _float(self, work: Coroutine[object, object, None]) -> None:
        self.porch.run_worker(work, name="days", exclusive=True, group="floating")

    def _at(self) -> Counter | None:
        """The counter of mine that the bar is at."""
        key = self._sheet.current or ""
        return next((one for one in self._counters if key == f"counter:{one.id}"), None)

    def action_add(self) -> None:
        """A new counter."""
        self._float(self._add())

    async def _add(self) -> None:
        name = await self.porch.push_screen_wait(Prompt(words.NEW, words.NEW_ASK, longest=80))
        if not name:
            return
        day = await self._ask_start("")
        if day is not None and await self.ask(counters.add, name=name, started_on=day) is not None:
            await self._read()

    async def _ask_start(self, value: str) -> str | None:
        today = self._today()

        async def wrong(line: str) -> str:
            day = dates.read(line, today)
            return words.START_WRONG if day is None or day > today.isoformat() else ""

        given = await self.porch.push_screen_wait(
            Prompt(words.START, words.START_ASK, value=value, longest=40, check=wrong)
        )
        return None if given is None else dates.read(given, today)

    def action_mark(self) -> None:
        """A milestone."""
        self._float(self._mark(self._at()))

    async def _mark(self, one: Counter | None) -> None:
        made = await make_milestone(self, one)
        if made is not None:
            await self._read()
            self.porch.show(CardScreen(made))

    def action_run(self) -> None:
        """A new run."""
        if (one := self._at()) is not None:
            self._float(self._run(one))

    async def _run(self, one: Counter) -> None:
        await begin_new_run(self.porch, one.id)
        await self._read()

    def action_share(self) -> None:
        """Who may see it."""
        if (one := self._at()) is not None:
            self._float(self._share(one))

    async def _share(self, one: Counter) -> None:
        sees = list(one.shared_with)
        people = [each for each in await self.ask(members.people) or () if each.handle != self.porch.handle]
        while True:
            ordered = sorted(people, key=lambda each: (each.handle not in sees, each.handle))
            entries = [
                Entry(
                    each.handle,
                    each.handle,
                    words.SHARE_SEES if each.handle in sees else "",
                    each.display_name,
                )
                for each in ordered
            ]
            picked = await self.porch.push_screen_wait(Picker(words.SHARE, words.SHARE_ASK, entries))
            if picked is None:
                break
            let = picked not in sees
            changed = [*sees, picked] if let else [handle for handle in sees if handle != picked]
            if await self.ask(counters.share, counter=one.id, handles=changed) is None:
                break
            sees = changed
            self.porch.toast((words.SHARED_ONE if let else words.UNSHARED_ONE).format(handle=picked))
        await self._read()

    @on(Sheet.Chosen)
    def open(self, chosen: Sheet.Chosen) -> None:
        """What can be done with the row."""
        chosen.stop()
        kind, _, rest = chosen.key.partition(":")
        if kind == "milestone":
            self.porch.show(CardScreen(int(rest)))
        elif (one := self._at()) is not None:
            self._float(self._change(one))

    async def _change(self, one: Counter) -> None:
        entries = [
            Entry("mark", words.MARK),
            Entry("run", words.RUN),
            Entry("share", words.SHARE, ", ".join(one.shared_with) or words.NOBODY_SEES),
            Entry("rename", words.RENAME),
            Entry("start", words.CHANGE_START),
            Entry("away", words.AWAY),
            Entry("delete", words.DELETE),
        ]
        picked = await self.porch.push_screen_wait(Offers(one.name, words.of_runs(one), entries))
        if picked == "mark":
            await self._mark(one)
        elif picked == "run":
            await begin_new_run(self.porch, one.id)
        elif picked == "share":
            await self._share(one)
        elif picked == "rename":
            name = await self.porch.push_screen_wait(
                Prompt(words.RENAME, words.NEW_ASK, value=one.name, longest=80)
            )
            if name:
                await self.ask(counters.edit, counter=one.id, name=name)
        elif picked == "start":
            day = await self._ask_start(one.started_on)
            if day is not None:
                await self.ask(counters.edit, counter=one.id, started_on=day)
        elif picked == "away":
            await self.ask(counters.edit, counter=one.id, archived=True)
        elif picked == "delete":
            question = Question(words.DELETE, words.DELETE_ASK, yes=words.TAKE_OUT, no=words.KEEP)
            if await self.porch.push_screen_wait(question):
                await self.ask(counters.delete, counter=one.id)
        await self._read()
