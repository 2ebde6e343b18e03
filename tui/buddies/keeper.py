"""What waits in Buddies: notes, those who ask, what is due; and its part of Today's letter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import ClassVar, Final

from store import checkins, circles, goals, notes, noticing, routines
from store.bus import Event, Resync
from store.checkins import CheckIn
from store.errors import HubError
from store.noticing import Noticed
from store.pairs import Pair
from store.policy import COMMUNITY
from tui import minutes, times
from tui.buddies import goal_words, notice_words, words
from tui.buddies.checking_in import check_in
from tui.buddies.find import FindScreen
from tui.buddies.goals import GoalsScreen
from tui.buddies.offers import sentence_row
from tui.buddies.panes import body_cells
from tui.buddies.plan import PlanScreen
from tui.buddies.trend import TrendScreen
from tui.buddies.trend_words import short
from tui.keeper import Keeper, Section
from tui.today.rows import Row, Rows
from tui.today.screen import TodayScreen
from tui.widgets.floating import Entry
from tui.widgets.sheet import Choice, Item
from tui.widgets.spans import Span

NEWS: Final = frozenset({"pairs", "checkins", "notes", "kudos", "goals", "blocks", "profile"})
"""Kinds of news about the person after which what waits is read again."""
REMOVED: Final = {"removed": "place", "removed-post": "post"}
"""Where a note leads that says what was removed: the kind of target of a message's place, and of a post's."""
MOST_SMALL: Final = 4
"""Notes, steps and routines in the letter."""
MOST_KIND: Final = 3


class BuddiesKeeper(Keeper):
    """Knows what the store answered last; a minute passes without asking it."""

    targets: ClassVar[frozenset[str]] = frozenset(
        {"check_in", "buddies", "note", "checkin", "routine", "step", "goal", "milestone"}
    )

    _noticed = Noticed()
    _day: dt.date | None = None
    _stale = True

    @property
    def _now(self) -> int:
        return self.porch.session.hub.clock()

    def _today(self) -> dt.date:
        return times.local(self._now, self.porch.zone).date()

    @property
    def count(self) -> int:
        """Notes, and people who ask."""
        return len(self._noticed.notes) + self._noticed.asks

    @property
    def due(self) -> str:
        """When a check-in is due today; not in the person's quiet hours."""
        due = self._due_at()
        likes = self.porch.preferences
        local = times.local(self._now, self.porch.zone)
        if due is None or (likes is not None and likes.quiet_at(local.hour * 60 + local.minute)):
            return ""
        return notice_words.DUE_LIGHT.format(time=times.hour_minute(due, self.porch.zone))

    def _due_at(self) -> int | None:
        """When the next check-in is due today, epoch milliseconds UTC; None: none, or its time has passed."""
        waiting = [
            pair.due.due_at
            for pair in self._noticed.pairs
            if pair.due.state == "due" and pair.due.due_at > self._now
        ]
        return min(waiting, default=None)

    async def read_again(self) -> frozenset[str]:
        """Read what waits, and listen to my circles."""
        await self._read()
        mine = await self.ask(circles.mine) or ()
        return frozenset(f"circle:{one.id}" for one in mine)

    async def _read(self) -> None:
        try:
            self._noticed = await self.attempt(noticing.today)
        except HubError:
            self._noticed = Noticed()
        self._day = self._today()
        self._stale = False

    async def heard(self, news: Event | Resync) -> bool:
        """Read again what is about the person; what a circle shares waits until it is looked at."""
        if isinstance(news, Resync):
            return True  # the app has had it read
        if news.kind not in NEWS and news != minutes.MINUTE:
            return False
        before = (self.count, self.due)
        if news == minutes.MINUTE:
            if self._day != self._today():
                await self._read()
                return before != (self.count, self.due)
            # What is due passes by itself, some minute.
            return bool(self._noticed.pairs)
        if news.topic.startswith("circle:"):
            self._stale = True
            return False
        await self._read()
        return before != (self.count, self.due)

    # Today

    async def read_letter(self) -> None:
        """Read it again where something was heard of since."""
        if self._stale or self._day != self._today():
            await self._read()

    def letter(self, rows: Rows) -> Sequence[Section]:
        """How it is right now, my buddies, a few notes and small things; who would like a reply; kind words."""
        found = self._noticed
        sections: list[Section] = []
        mine = self._mine(rows)
        if mine:
            sections.append(Section("mine", "", mine))
        told = {one.id for one in map(self._newest, found.pairs) if one is not None}
        asked = [one for one in found.shared if one.wants_reply and not one.answered and one.id not in told]
        waiting: list[Row | Item] = []
        if found.asks:
            text = (
                notice_words.SOMEBODY_ASKS
                if found.asks == 1
                else notice_words.SOME_ASK.format(count=found.asks)
            )
            waiting.append(Choice("buddies:find", (self._light, Span(text))))
        if asked:
            waiting += rows.taken([self._shared(one) for one in asked], self._more)
        if waiting:
            sections.append(Section("waiting", notice_words.WANT_REPLY if asked else "", waiting))
        if found.kudos:
            kind = [
                Row("go:buddies", "", (Span(one.handle, name=True),), "", one.text, "", "")
                for one in found.kudos
            ]
            shown = kind[: rows.give(min(len(kind), MOST_KIND))]
            if shown:
                sections.append(
                    Section("kind", notice_words.KIND_TODAY, [self._in_teal(one) for one in shown])
                )
        return sections

    @property
    def _light(self) -> Span:
        return Span(f"{self.porch.signs.unread} ", "amber")

    def _in_teal(self, row: Row | Item) -> Item:
        if not isinstance(row, Row):
            return row
        return Choice(row.key, (Span("  "), *row.label), aside=(Span(row.text, "teal"),))

    @staticmethod
    def _more(left: int) -> Choice:
        return Choice("go:buddies", (Span(notice_words.MORE_NOTES.format(count=left), "muted"),))

    def _mine(self, rows: Rows) -> list[Row | Item]:
        found = self._noticed
        me = self.porch.me
        told: list[Row | Item] = []
        if me is not None and me.role in COMMUNITY and not found.checked_in:
            due = self._due_at()
            key = notice_words.NOW_KEY
            if due is not None:
                key = notice_words.NOW_DUE.format(time=times.hour_minute(due, self.porch.zone))
            told.append(Choice("check_in", (Span("  "), Span(notice_words.NOW)), (Span(key, "muted"),)))
        told += [self._buddy(pair) for pair in found.pairs]
        # The newest note is in the letter however little room there is: it may be the gentle one.
        noted = self.note_rows(body_cells(self.porch.size.width))
        told += noted[:1]
        some: list[Row | Item] = [*noted[1:], *self._small()]
        shown = some[: rows.give(min(len(some), MOST_SMALL))]
        if len(shown) < len(some):
            shown.append(self._more(len(some) - len(shown)))
        return [*told, *shown]

    def note_rows(self, width: int) -> list[Choice]:
        """The notes as rows, the newest first; several of one kind about one thing are one.

        Args:
            width: Of the page, in cells.
        """
        said: dict[tuple[str, int, int], list[notes.Note]] = {}
        for note in self._noticed.notes:
            alike = note.kind in {"signed", "cheer", "answered"}
            said.setdefault((note.kind, note.subject, 0 if alike else note.id), []).append(note)
        return [
            sentence_row(
                "note:" + ",".join(str(one.id) for one in together),
                self._light,
                notice_words.notes_said(together, self._today()),
                width,
            )
            for together in said.values()
        ]

    @property
    def notes(self) -> tuple[int, ...]:
        """The ids of the notes that wait."""
        return tuple(note.id for note in self._noticed.notes)

    def _small(self) -> list[Row | Item]:
        """Steps that are for today, and routines that are not done."""
        found = self._noticed
        small: list[Row | Item] = [
            Choice(
                f"step:{one.step_id}", (Span("  [ ] ", "muted"), Span(one.title)), (Span(one.goal, "muted"),)
            )
            for one in found.steps
        ]
        return small + [
            Choice(
                f"routine:{one.id}",
                (Span("  [ ] ", "muted"), Span(one.title)),
                (Span(goal_words.kept(one.kept, one.of, one.every), "muted"),),
            )
            for one in found.routines
            if not one.done
        ]

    def _newest(self, pair: Pair) -> CheckIn | None:
        return next((one for one in self._noticed.shared if one.author == pair.buddy), None)

    def _buddy(self, pair: Pair) -> Row:
        """One buddy in a line."""
        newest = self._newest(pair)
        key, lit, when = "go:buddies", "", ""
        if pair.i_paused or pair.buddy_paused:
            text = notice_words.ON_PAUSE
        elif newest is not None:
            text, when = _said(newest), _when(self, newest.at)
            if newest.wants_reply and not newest.answered:
                key, lit = f"checkin:{newest.id}", self.porch.signs.unread
        elif pair.buddy_well_at is not None and self._now - pair.buddy_well_at < 24 * 3_600_000:
            text, when = notice_words.SAYS_WELL, _when(self, pair.buddy_well_at)
        else:
            text = notice_words.QUIET
        sign = Span(f"{self.porch.signs.pair} ", "teal", bold=True)
        return Row(key, lit, (sign, Span(pair.buddy, name=True)), "", text, "", when)

    def _shared(self, one: CheckIn) -> Row:
        """Somebody who would like a reply."""
        return Row(
            f"checkin:{one.id}", "", (Span(one.author, name=True),), "", _said(one), "", _when(self, one.at)
        )

    # going there

    async def entries(self) -> Sequence[Entry]:
        """What is reached by a few letters from anywhere."""
        me = self.porch.me
        if me is None or me.role not in COMMUNITY:
            return [Entry("buddies:plan", words.PLAN, words.PLACE)]
        named = {
            "check_in:": words.CHECK_IN,
            "buddies:plan": words.PLAN,
            "buddies:trend": words.FOUR_WEEKS,
            "buddies:goals": words.ALL_GOALS,
            "buddies:days": words.MILESTONES,
            "buddies:find": words.FIND_PLACE,
        }
        return [Entry(key, label, words.PLACE) for key, label in named.items()]

    async def go(self, kind: str, rest: str) -> None:
        """Go where a row of the letter, or an entry, leads; a small thing is ticked."""
        porch = self.porch
        if kind == "check_in":
            check_in(porch, self._letter_again)
        elif kind == "step":
            await self.ask(goals.change_step, step=int(rest), done=True)
            await self._letter_again()
        elif kind == "routine":
            await self.ask(routines.mark, routine=int(rest))
            await self._letter_again()
        elif kind == "checkin":
            porch.run_worker(self._answer(int(rest)), name="reply", exclusive=True, group="floating")
        elif kind == "note":
            await self._follow(rest)
        elif kind == "goal":
            porch.show(GoalsScreen(at=f"goal:{rest}"))
        elif kind == "milestone":
            from tui.buddies.milestones import CardScreen

            porch.show(CardScreen(int(rest)))
        else:
            await self._open(rest)

    async def _open(self, name: str) -> None:
        from tui.buddies.counting import DaysScreen

        screens = {
            "plan": PlanScreen,
            "trend": TrendScreen,
            "goals": GoalsScreen,
            "days": DaysScreen,
            "find": FindScreen,
        }
        if name in screens:
            self.porch.show(screens[name]())
        else:
            await self.porch.go_to("buddies")

    async def _letter_again(self) -> None:
        """What was done on Today is to be seen there at once."""
        await self._read()
        frame = self.porch.frame
        if isinstance(frame, TodayScreen):
            await frame.write_now()

    async def _answer(self, number: int) -> None:
        from tui.buddies.acts import reply_to

        one = await self.ask(checkins.one, checkin=number)
        if one is not None:
            await reply_to(self, one)
            await self._letter_again()

    async def _follow(self, numbers: str) -> None:
        """Go to what a note is about; it has been seen then."""
        seen = [int(number) for number in numbers.split(",")]
        note = next((one for one in self._noticed.notes if one.id in seen), None)
        if note is None:
            return
        await self.ask(notes.seen, notes=seen)
        if note.kind == "missed":
            await self.go("check_in", "")
        elif note.kind == "told":
            await self.go("checkin", str(note.subject))
        elif note.kind == "cheer":
            await self.go("goal", str(note.subject))
        elif note.kind == "signed":
            await self.go("milestone", str(note.subject))
        elif note.kind in REMOVED:
            where, seq = note.subject >> 32, note.subject & 0xFFFF_FFFF
            await self.porch.go_to_target(f"{REMOVED[note.kind]}:{where}:{seq}")
        else:
            await self.porch.go_to("buddies")

    async def next_unread(self) -> bool:
        """Go to Buddies when something waits there."""
        if not self.count or self.porch.current_mode == "buddies":
            return False
        await self.porch.go_to("buddies")
        return True


def _said(one: CheckIn) -> str:
    note = " ".join(one.note.split())
    return f"{short(one)}. {note}" if note else short(one)


def _when(keeper: Keeper, at: int) -> str:
    """A moment as the person would say it, the hour of yesterday left out."""
    porch = keeper.porch
    text = times.when(at, porch.session.hub.clock(), porch.zone)
    return text.partition(" ")[0] if text.startswith("yesterday") else text
