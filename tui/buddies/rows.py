"""The rows of Buddies: a pair and its week, what was shared, and what is mine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final

from store.checkins import CheckIn, TrendDay
from store.counters import Counter
from store.goals import Goal
from store.kudos import Kudos
from store.pairs import Pair
from store.routines import Routine
from tui import times
from tui.buddies import dates, words
from tui.buddies.chart import signs, steps
from tui.buddies.routines import routine_row
from tui.buddies.trend_words import for_whom, short
from tui.theme import ASCII, Signs
from tui.widgets.sheet import Choice, Drawn, Gap, Item, Words
from tui.widgets.spans import Span

WEEK: Final = 7
NAME_CELLS: Final = 10
"""Cells for a name before its seven signs."""
WORDS_FROM: Final = 50
"""From this width on, in cells, a week is also said in words beside its signs."""
SHARED_ROWS: Final = 3
"""Check-ins of one buddy that are listed."""
OPEN_STEPS: Final = 4
"""Open steps that are listed."""
KIND_ROWS: Final = 3


@dataclass(frozen=True, slots=True)
class Seen:
    """How one person sees it: their signs, their time, their room."""

    signs: Signs
    now: int
    """Epoch milliseconds UTC."""
    zone: tzinfo
    width: int
    """Of the page, in cells."""

    @property
    def today(self) -> dt.date:
        """The day where they live."""
        return times.local(self.now, self.zone).date()

    def when(self, at: int) -> str:
        """A moment as they would say it."""
        return times.when(at, self.now, self.zone)


def pair_rows(pair: Pair, shared: Sequence[CheckIn], mine: Sequence[TrendDay], seen: Seen) -> list[Item]:
    """One pair: who, their week, what they shared, and what is due."""
    terms = pair.terms
    often = f"{words.how_often(terms.days, terms.per_week)}, by {words.by_time(terms.due)}"
    title = (Span(f"{seen.signs.pair} ", "teal", bold=True), Span(pair.buddy, name=True))
    items: list[Item] = [Choice(f"pair:{pair.id}", title, (Span(often, "muted"),)), Gap()]
    items += week_rows(pair, shared, mine, seen)
    items += [Gap(), *(Words(line) for line in state_lines(pair, seen))]
    if pair.wish is not None:
        wanted = words.terms(pair.wish.terms)
        if pair.wish.mine:
            items.append(Words(words.WISH_MINE.format(terms=wanted, buddy=pair.buddy), "muted"))
        else:
            light = Span(f"{seen.signs.unread} ", "amber")
            said = words.WISH_THEIRS.format(buddy=pair.buddy, terms=wanted)
            items.append(
                Choice(f"wish:{pair.id}", (light, Span(words.WISH_ROW.format(buddy=pair.buddy))), under=said)
            )
    items += [Gap(), Words(words.SHARED.format(buddy=pair.buddy), bold=True)]
    if not shared:
        items.append(Words(words.SHARED_NOTHING.format(buddy=pair.buddy), "muted"))
    return [*items, *(shared_row(one, seen) for one in shared[:SHARED_ROWS])]


def week_rows(pair: Pair, shared: Sequence[CheckIn], mine: Sequence[TrendDay], seen: Seen) -> list[Item]:
    """Seven signs for each of the two, today at the right, and the same in words."""
    days = [seen.today - dt.timedelta(days=back) for back in range(WEEK - 1, -1, -1)]
    heads = [Span(words.DAY_LETTERS[day.weekday()].ljust(3), "muted") for day in days[:-1]]
    now = Span(words.DAY_LETTERS[days[-1].weekday()], bold=True)
    items: list[Item] = [Drawn((Span(" " * NAME_CELLS), *heads, now))]
    first = days[0].isoformat()
    theirs = [one for one in shared if one.day >= first]
    heard = {one.day for one in theirs}
    well = {times.local(pair.buddy_well_at, seen.zone).date().isoformat()} if pair.buddy_well_at else set()
    own = {one.day for one in mine if one.day >= first}
    own_well = {seen.today.isoformat()} if pair.well else set()
    rows = ((pair.buddy, heard, well), (words.YOU, own, own_well))
    for name, said, fine in rows:
        spans = [Span(name[: NAME_CELLS - 1].ljust(NAME_CELLS), name=name != words.YOU)]
        for day in (each.isoformat() for each in days):
            sign = seen.signs.here if day in said else seen.signs.away if day in fine else seen.signs.dot
            quiet = sign == seen.signs.dot
            spans.append(Span(f"{sign}  ", "muted" if quiet else "text"))
        count = len((said | fine) & {day.isoformat() for day in days})
        right = (Span(words.days_of_seven(count), "muted"),) if seen.width >= WORDS_FROM else ()
        items.append(Drawn((*spans,), right))
    felt = words.week_in_words(
        pair.buddy,
        [one.mood for one in theirs if one.mood is not None],
        [one.kind for one in theirs],
    )
    own_felt = words.week_in_words(
        words.YOU,
        [round(one.mood) for one in mine if one.mood is not None and one.day >= first],
        [kind for one in mine if one.day >= first for kind in one.kinds],
    )
    said_lines = [line for line in (felt, own_felt) if line]
    return [*items, Gap(), Words(" ".join(said_lines))] if said_lines else items


def state_lines(pair: Pair, seen: Seen) -> list[str]:
    """What holds for today, in a line or two."""
    found: list[str] = []
    if pair.i_paused:
        day = dates.said(pair.back_on, seen.today)
        found.append(words.PAUSED_BY_ME_UNTIL.format(day=day) if day else words.PAUSED_BY_ME)
    if pair.buddy_paused:
        day = dates.said(pair.buddy_back_on, seen.today)
        text = words.PAUSED_BY_THEM_UNTIL if day else words.PAUSED_BY_THEM
        found.append(text.format(buddy=pair.buddy, day=day))
    if not found:
        time = times.hour_minute(pair.due.due_at, seen.zone)
        if pair.due.state == "done":
            found.append(words.DUE_DONE)
        elif pair.due.state == "due":
            found.append((words.DUE_BY if seen.now <= pair.due.due_at else words.DUE_WAS).format(time=time))
        else:
            found.append(words.DUE_FREE)
    return found


def shared_row(one: CheckIn, seen: Seen, *, named: bool = False) -> Choice:
    """What somebody shared: a row that can be answered.

    Args:
        one: The check-in.
        seen: How it is seen.
        named: Say whose it is.
    """
    who = (Span(one.author, name=True), Span("  ")) if named else ()
    notes: list[Span] = []
    under = [one.note] if one.note else []
    roomy = seen.width >= WORDS_FROM
    if one.wants_reply and not one.answered:
        notes.append(Span(f"{seen.signs.unread} {words.WANTS_REPLY if roomy else ''} ", "amber"))
        under += [] if roomy else [words.WANTS_REPLY]
    elif one.answered and roomy:
        notes.append(Span(f"{words.ANSWERED}  ", "muted"))
    return Choice(
        f"shared:{one.id}",
        (*who, Span(short(one))),
        (*notes, Span(seen.when(one.at), "muted")),
        under="\n".join(under),
        weigh=_whole,
    )


def _whole(text: str) -> tuple[Span, ...]:
    return (Span(text),)


# what is mine


def own_rows(mine: Sequence[CheckIn], month: Sequence[TrendDay], seen: Seen) -> list[Item]:
    """How it is right now, what I said today, and the last four weeks."""
    moods = "  ".join(words.MOODS[number] for number in sorted(words.MOODS))
    items: list[Item] = [
        Choice("check_in", (Span(words.HOW, bold=True),), (Span("c", "muted"),), under=moods)
    ]
    today = seen.today.isoformat()
    for one in [each for each in mine if each.day == today][:2]:
        said = f"{seen.when(one.at)}  {short(one)}"
        items.append(Drawn((Span(said, "muted"), Span(f"  {for_whom(one)}", "muted"))))
    moods_found = {one.day: one.mood for one in month if one.mood is not None}
    if len(moods_found) > 1:
        values = [
            moods_found.get((seen.today - dt.timedelta(days=back)).isoformat()) for back in range(27, -1, -1)
        ]
        plain = seen.signs is ASCII
        drawn = (
            signs(values, low=1, high=5, rows=5, sign=seen.signs.unread)
            if plain
            else steps(values, low=1, high=5, rows=3)
        )
        items += [Gap(), Choice("trend", (Span(words.FOUR_WEEKS, bold=True),), (Span("t", "muted"),))]
        items += [Drawn((Span(row),)) for row in drawn]
    return items


def goal_rows(goals: Sequence[Goal], routines: Sequence[Routine], seen: Seen) -> list[Item]:
    """The next open steps, and the routines; all of them are a key away."""
    open_steps = [
        (step, goal) for goal in goals if not goal.done_at for step in goal.steps if step.done_at is None
    ]
    open_steps.sort(key=lambda each: (not each[0].by_day, each[0].by_day))
    items: list[Item] = [Gap(), Words(words.STEPS, bold=True)]
    for step, _ in open_steps[:OPEN_STEPS]:
        day = dates.said(step.by_day, seen.today)
        items.append(
            Choice(f"step:{step.id}", (Span("[ ] ", "muted"), Span(step.title)), (Span(day, "muted"),))
        )
    items += [routine_row(one) for one in routines]
    title = words.ALL_GOALS if goals or routines else words.FIRST_GOAL
    return [*items, Choice("goals", (Span(title, "muted"),), (Span("s", "muted"),))]


def counter_rows(counters: Sequence[Counter]) -> list[Item]:
    """The days that are kept, and the way to milestones."""
    items: list[Item] = [Gap(), Words(words.COUNTERS, bold=True)] if counters else [Gap()]
    for one in counters:
        said = words.DAY_IN_ALL if one.days == 1 else words.DAYS_IN_ALL.format(days=one.days)
        items.append(Choice(f"counter:{one.id}", (Span(one.name),), (Span(said, "muted"),)))
    return [*items, Choice("days", (Span(words.MILESTONES, "muted"),), (Span("d", "muted"),))]


def kind_rows(kudos: Sequence[Kudos]) -> list[Item]:
    """Kind words that were received."""
    if not kudos:
        return []
    items: list[Item] = [Gap(), Words(words.RECEIVED, bold=True)]
    for one in kudos[:KIND_ROWS]:
        items.append(Words(f"{one.handle}: {one.text}", "teal"))
    return items
