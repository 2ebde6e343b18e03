"""Goals in small steps, and routines: ticked by a key, carried over without a word, cheered on by those who may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Coroutine, Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from store import goals, routines
from store import words as said
from store.bus import Event, Resync
from store.errors import HubError
from store.goals import Goal, Step
from store.routines import Routine
from tui import times
from tui.buddies import dates
from tui.buddies import goal_words as words
from tui.buddies.checking_in import whom
from tui.buddies.offers import Offers
from tui.buddies.routines import add_routine, change_routine, routine_row, sure
from tui.commands import Command, bindings
from tui.widgets.floating import Entry, Prompt
from tui.widgets.frame import Aside
from tui.widgets.sheet import Choice, Gap, Item, Sheet, Words
from tui.widgets.spans import Span

COMMANDS = (
    Command(
        "goals.tick",
        ("space",),
        "tick",
        "Tick it, or not",
        "A step, or a routine.",
        footer="tick",
        footer_rank=1,
    ),
    Command(
        "goals.add",
        ("a",),
        "add",
        "A new goal",
        "Yours alone until you share it.",
        footer="new goal",
        footer_rank=2,
    ),
    Command(
        "goals.step",
        ("s",),
        "step",
        "Add a small step",
        "To the goal with the amber bar.",
        footer="add a step",
        footer_rank=3,
    ),
    Command(
        "goals.routine",
        ("r",),
        "routine",
        "A new routine",
        "Something small for every day or every week.",
        footer="routine",
        footer_rank=4,
    ),
    Command(
        "goals.carry",
        ("l",),
        "carry",
        "Carry over to today",
        "The open steps whose day has passed.",
        footer="carry over",
    ),
)


class GoalsScreen(Aside):
    """All of them on one page."""

    OFFERS: ClassVar[tuple[Command, ...]] = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(COMMANDS)]

    def __init__(self, *, at: str = "") -> None:
        """Make the screen.

        Args:
            at: The key of the row to begin at: "goal:12"; "": the first.
        """
        super().__init__()
        self.place = words.PLACE
        self._sheet = Sheet(id="goals")
        self._begin_at = at
        self._mine: Sequence[Goal] = ()
        self._shared: Sequence[Goal] = ()
        self._routines: Sequence[Routine] = ()

    def compose_body(self) -> Iterable[Widget]:
        """The page."""
        yield self._sheet

    async def on_mount(self) -> None:
        """Read and write it."""
        await self._read()
        if self._begin_at:
            self._sheet.go_to(self._begin_at)

    async def heard(self, news: Event | Resync) -> None:
        """Something in it changed, here or elsewhere."""
        if isinstance(news, Resync) or news.kind in {"goals", "pairs", "blocks"}:
            await self._read()

    def _today(self) -> dt.date:
        return times.local(self.porch.session.hub.clock(), self.porch.zone).date()

    async def _read(self) -> None:
        self._mine = await self.ask(goals.mine, archived=True) or ()
        self._shared = await self.ask(goals.shared_with_me) or ()
        self._routines = await self.ask(routines.mine) or ()
        live = [one for one in self._mine if not one.archived]
        away = [one for one in self._mine if one.archived]
        items: list[Item] = [Gap(), Words(words.MINE, bold=True)]
        if not live:
            items.append(Words(words.EMPTY, "muted"))
        for one in live:
            items += [*self._goal(one), Gap()]
        items += [] if live else [Gap()]
        items.append(Words(words.ROUTINES, bold=True))
        items += [routine_row(one) for one in self._routines] or [Words(words.NO_ROUTINES, "muted")]
        if self._shared:
            items += [Gap(), Words(words.SHARED, bold=True)]
            for one in self._shared:
                items += self._goal(one)
        if away:
            items += [Gap(), Words(words.PUT_AWAY, bold=True)]
            items += [
                Choice(f"goal:{one.id}", (Span(one.title, "muted"),), self._progress(one)) for one in away
            ]
        self._sheet.show(items)

    def _goal(self, one: Goal) -> list[Item]:
        title: tuple[Span, ...] = (Span(one.title, bold=True),)
        if not one.mine:
            title = (Span(one.owner, name=True), Span("  "), Span(one.title))
        notes = (
            [words.BY.format(day=dates.said(one.by_day, self._today()))]
            if one.by_day and not one.done_at
            else []
        )
        if one.mine and one.audience != "me":
            notes.append(one.circle or said.AUDIENCES[one.audience])
        right = (
            (Span("  ".join([*notes, ""]), "muted"), *self._progress(one)) if notes else self._progress(one)
        )
        items: list[Item] = [Choice(f"goal:{one.id}", title, right)]
        if one.mine:
            items += [self._step(step) for step in one.steps]
        if one.cheers:
            handles = ", ".join(dict.fromkeys(cheer.handle for cheer in one.cheers[:5]))
            items.append(
                Words(words.CHEERS.format(handles=handles) if one.mine else handles, "teal", indent=2)
            )
        return items

    @staticmethod
    def _progress(one: Goal) -> tuple[Span, ...]:
        if one.done_at:
            return (Span(words.DONE, "teal"),)
        done, every = one.progress
        if not every:
            return ()
        return (Span(words.steps(done, every), "muted"),)

    def _step(self, step: Step) -> Choice:
        done = step.done_at is not None
        note = dates.said(step.by_day, self._today()) if not done else ""
        return Choice(
            f"step:{step.id}",
            (Span("  [x] " if done else "  [ ] ", "muted"), Span(step.title, "muted" if done else "text")),
            (Span(note, "muted"),),
        )

    # doing

    def _float(self, work: Coroutine[object, object, None]) -> None:
        self.porch.run_worker(work, name="goals", exclusive=True, group="floating")

    @property
    def _at(self) -> tuple[str, int]:
        kind, _, rest = (self._sheet.current or "").partition(":")
        return kind, int(rest or 0)

    def _goal_at(self) -> Goal | None:
        """The goal of mine that the bar is at, or in."""
        kind, number = self._at
        for one in self._mine:
            if (kind == "goal" and one.id == number) or (
                kind == "step" and any(step.id == number for step in one.steps)
            ):
                return one
        return next((one for one in self._mine if not one.archived), None) if kind == "" else None

    def _one_step(self, number: int) -> Step | None:
        return next((step for one in self._mine for step in one.steps if step.id == number), None)

    async def action_tick(self) -> None:
        """Tick what the bar is at, or take the tick away."""
        kind, number = self._at
        if kind == "step" and (step := self._one_step(number)) is not None:
            done = step.done_at is None
            goal = await self.ask(goals.change_step, step=number, done=done)
            if goal is not None and done:
                at_end = all(each.done_at is not None for each in goal.steps)
                self.porch.toast(words.DONE_ALL if at_end else words.DONE_STEP)
        elif kind == "routine":
            one = next(each for each in self._routines if each.id == number)
            await self.ask(routines.mark, routine=number, done=not one.done)
        elif kind == "goal":
            found = self._goal_at()
            if found is not None and not found.steps:
                await self.ask(goals.edit, goal=number, done=found.done_at is None)
        await self._read()

    def action_add(self) -> None:
        """A new goal."""
        self._float(self._add())

    async def _add(self) -> None:
        made: list[Goal] = []

        async def add(line: str) -> str:
            try:
                made.append(await self.attempt(goals.add, title=line))
            except HubError as error:
                return str(error)
            return ""

        if await self.porch.push_screen_wait(Prompt(words.NEW_TITLE, words.NEW_ASK, longest=160, check=add)):
            await self._read()
            self._sheet.go_to(f"goal:{made[-1].id}")
            await self._add_step(made[-1])

    def action_step(self) -> None:
        """A small step more."""
        goal = self._goal_at()
        if goal is not None:
            self._float(self._add_step(goal))

    async def _add_step(self, goal: Goal) -> None:
        title = await self.porch.push_screen_wait(Prompt(words.NEW_STEP, words.NEW_STEP_ASK, longest=160))
        if not title:
            return
        day = await self._ask_day("")
        if await self.ask(goals.add_step, goal=goal.id, title=title, by_day=day or "") is not None:
            await self._read()

    async def _ask_day(self, value: str) -> str | None:
        today = self._today()

        async def wrong(line: str) -> str:
            return dates.WRONG if dates.read(line, today) is None else ""

        given = await self.porch.push_screen_wait(
            Prompt(words.STEP_DAY, words.STEP_DAY_ASK, value=value, hint=dates.HINT, longest=40, check=wrong)
        )
        return None if given is None else dates.read(given, today)

    def action_routine(self) -> None:
        """A new routine."""
        self._float(self._add_routine())

    async def _add_routine(self) -> None:
        await add_routine(self)
        await self._read()

    async def action_carry(self) -> None:
        """Carry the open steps of the goal over to today."""
        today = self._today().isoformat()
        goal = self._goal_at()
        due = goal is not None and any(
            step.by_day and step.by_day < today and not step.done_at for step in goal.steps
        )
        if goal is None or not due:
            self.porch.toast(words.NOTHING_OPEN)
            return
        if await self.ask(goals.carry_over, goal=goal.id) is not None:
            self.porch.toast(words.CARRIED_OVER)
            await self._read()

    @on(Sheet.Chosen)
    def open(self, chosen: Sheet.Chosen) -> None:
        """What can be done with the row."""
        chosen.stop()
        kind, _, rest = chosen.key.partition(":")
        shared = next((one for one in self._shared if kind == "goal" and one.id == int(rest)), None)
        if shared is not None:
            self._float(self._cheer(shared))
        elif kind == "goal":
            self._float(self._change_goal(int(rest)))
        elif kind == "step":
            self._float(self._change_step(int(rest)))
        else:
            self._float(self._change_routine(int(rest)))

    async def _cheer(self, goal: Goal) -> None:
        entries = [Entry(key, word) for key, word in said.CHEERS.items()]
        word = await self.porch.push_screen_wait(
            Offers(words.CHEER_TITLE.format(handle=goal.owner), "", entries)
        )
        if word is not None and await self.ask(goals.cheer, goal=goal.id, word=word) is not None:
            self.porch.toast(words.CHEERED.format(handle=goal.owner))
            await self._read()

    async def _change_goal(self, number: int) -> None:
        goal = next(one for one in self._mine if one.id == number)
        entries = [
            Entry("step", words.ADD_STEP),
            Entry("done", words.NOT_REACHED if goal.done_at else words.REACHED),
            Entry("who", words.WHO_SEES),
            Entry("rename", words.RENAME),
            Entry("by", words.BY_WHEN),
            Entry("carry", words.CARRY),
            Entry("away", words.TAKE_BACK if goal.archived else words.PUT_IT_AWAY),
            Entry("delete", words.DELETE),
        ]
        picked = await self.porch.push_screen_wait(Offers(words.GOAL_TITLE, goal.title, entries))
        if picked == "step":
            await self._add_step(goal)
        elif picked == "done":
            if await self.ask(goals.edit, goal=number, done=goal.done_at is None) and goal.done_at is None:
                self.porch.toast(words.DONE_ALL)
        elif picked == "who":
            await self._who_sees(goal)
        elif picked == "rename":
            title = await self.porch.push_screen_wait(
                Prompt(words.RENAME, words.NEW_ASK, value=goal.title, longest=160)
            )
            if title:
                await self.ask(goals.edit, goal=number, title=title)
        elif picked == "by":
            day = await self._ask_day(goal.by_day)
            if day is not None:
                await self.ask(goals.edit, goal=number, by_day=day)
        elif picked == "carry":
            await self.action_carry()
        elif picked == "away":
            await self.ask(goals.edit, goal=number, archived=not goal.archived)
        elif picked == "delete" and await sure(self):
            await self.ask(goals.delete, goal=number)
        await self._read()

    async def _who_sees(self, goal: Goal) -> None:
        try:
            found, _ = await whom(self.porch)
        except HubError as error:
            self.porch.toast(str(error), trouble=True)
            return
        entries = [Entry(str(number), one.label) for number, one in enumerate(found)]
        picked = await self.porch.push_screen_wait(Offers(words.WHO_SEES, words.WHO_SEES_ASK, entries))
        if picked is None:
            return
        one = found[int(picked)]
        if await self.ask(goals.edit, goal=goal.id, audience=one.audience, circle=one.circle) is not None:
            alone = one.audience == "me"
            self.porch.toast(words.SEEN_BY_ME if alone else words.SEEN_BY.format(whom=one.label))

    async def _change_step(self, number: int) -> None:
        step = self._one_step(number)
        if step is None:
            return
        entries = [
            Entry("done", words.NOT_REACHED if step.done_at else words.REACHED),
            Entry("rename", words.RENAME),
            Entry("by", words.BY_WHEN),
            Entry("delete", words.DELETE),
        ]
        picked = await self.porch.push_screen_wait(Offers(words.STEP_TITLE, step.title, entries))
        if picked == "done":
            await self.action_tick()
        elif picked == "rename":
            title = await self.porch.push_screen_wait(
                Prompt(words.RENAME, words.NEW_STEP_ASK, value=step.title, longest=160)
            )
            if title:
                await self.ask(goals.change_step, step=number, title=title)
        elif picked == "by":
            day = await self._ask_day(step.by_day)
            if day is not None:
                await self.ask(goals.change_step, step=number, by_day=day)
        elif picked == "delete":
            await self.ask(goals.change_step, step=number, gone=True)
        await self._read()

    async def _change_routine(self, number: int) -> None:
        await change_routine(self, next(each for each in self._routines if each.id == number))
        await self._read()
