"""What two buddies agreed: how often, by when, and who hears when one of them is silent. A change takes both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import ClassVar, Final

from textual import on
from textual.widget import Widget

from store import members, pairs
from store.errors import HubError
from store.pairs import Pair, Terms
from store.policy import STAFF
from tui.ask import OnPorch
from tui.buddies import words
from tui.buddies.offers import Offers
from tui.widgets.floating import Entry, Picker, Prompt
from tui.widgets.frame import Aside
from tui.widgets.sheet import Choice, Gap, Item, Sheet, Words
from tui.widgets.spans import Span

EVERY_DAY: Final = (0, 1, 2, 3, 4, 5, 6)
WAITS: Final = (0, 1, 2, 4, 12, 24, 48)
"""Hours that can be chosen for a note; 0: never."""


async def answer_wish(here: OnPorch, pair: Pair) -> None:
    """Agree to what the buddy would like to change, or leave it as it is. Call it in a worker."""
    if pair.wish is None or pair.wish.mine:
        return
    text = words.WISH_THEIRS.format(buddy=pair.buddy, terms=words.terms(pair.wish.terms))
    entries = [Entry("yes", words.AGREE), Entry("no", words.LEAVE_AS_IT_IS)]
    title = words.WISH_ROW.format(buddy=pair.buddy)
    picked = await here.porch.push_screen_wait(Offers(title, f"{text}.", entries))
    if picked is None:
        return
    try:
        await here.attempt(pairs.agree_terms, pair=pair.id, yes=picked == "yes", terms=pair.wish.terms)
    except HubError as error:
        here.porch.toast(str(error), trouble=True)
        return
    here.porch.toast(words.TERMS_AGREED if picked == "yes" else words.TERMS_LEFT)


class TermsScreen(Aside):
    """The terms as rows; nothing holds before it was sent, and what needs the other's word waits for it."""

    BINDINGS: ClassVar = []

    def __init__(self, pair: Pair) -> None:
        """Make the screen.

        Args:
            pair: Whose terms.
        """
        super().__init__()
        self.place = words.TERMS_PLACE
        self._sheet = Sheet(id="terms")
        self._pair = pair
        self._terms = pair.terms

    def compose_body(self) -> Iterable[Widget]:
        """The page."""
        yield self._sheet

    def on_mount(self) -> None:
        """Write it."""
        self._write()

    def has_draft(self) -> bool:
        """Something was changed and not sent."""
        return self._terms != self._pair.terms

    def _write(self) -> None:
        terms, buddy = self._terms, self._pair.buddy
        mentor = f"{terms.mentor}, {words.hours(terms.mentor_after_h)}" if terms.mentor else words.TERMS_NEVER
        rows = (
            ("often", words.TERMS_HOW_OFTEN, words.how_often(terms.days, terms.per_week)),
            ("by", words.TERMS_BY, words.by_time(terms.due)),
            ("note", words.TERMS_NOTE, words.hours(terms.note_after_h)),
            ("buddy", words.TERMS_BUDDY, words.hours(terms.buddy_after_h)),
            ("mentor", words.TERMS_MENTOR, mentor),
        )
        items: list[Item] = [
            Gap(),
            Words(words.TOGETHER.format(buddy=buddy), bold=True),
            Words(words.TERMS_TEXT.format(buddy=buddy), "muted"),
            Gap(),
            *(Choice(key, (Span(label, "muted"),), aside=(Span(value),)) for key, label, value in rows),
        ]
        if self.has_draft():
            items += [Gap(), Choice("send", (Span(words.TERMS_SEND.format(buddy=buddy), bold=True),))]
        self._sheet.show(items)

    @on(Sheet.Chosen)
    def choose(self, chosen: Sheet.Chosen) -> None:
        """Change a row, or send what was changed."""
        chosen.stop()
        self.porch.run_worker(self._change(chosen.key), name="terms", exclusive=True, group="floating")

    async def _change(self, key: str) -> None:
        if key == "send":
            await self._send()
            return
        changed = await {"often": self._often, "by": self._by, "mentor": self._mentor}.get(key, self._waits)(
            key
        )
        if changed is not None:
            self._terms = changed
            self._write()

    async def _often(self, _: str) -> Terms | None:
        entries = [Entry("daily", words.OFTEN_DAILY), Entry("weekdays", words.OFTEN_WEEKDAYS)]
        entries += [Entry(f"any:{count}", words.how_often((), count)) for count in (3, 2, 5, 1)]
        entries.append(Entry("days", words.OFTEN_DAYS))
        picked = await self.porch.push_screen_wait(Offers(words.OFTEN_CHOOSE, "", entries))
        if picked is None:
            return None
        if picked.startswith("any:"):
            return replace(self._terms, days=(), per_week=int(picked.removeprefix("any:")))
        days: tuple[int, ...] | None = EVERY_DAY if picked == "daily" else EVERY_DAY[:5]
        if picked == "days":

            async def wrong(line: str) -> str:
                return "" if words.read_days(line) else words.OFTEN_DAYS_WRONG

            value = words.days_said(self._terms.days)
            given = await self.porch.push_screen_wait(
                Prompt(words.OFTEN_CHOOSE, words.OFTEN_DAYS_ASK, value=value, check=wrong)
            )
            days = words.read_days(given) if given is not None else None
        return None if days is None else replace(self._terms, days=days, per_week=0)

    async def _by(self, _: str) -> Terms | None:
        async def wrong(line: str) -> str:
            return "" if words.read_time(line) is not None else words.TERMS_TIME_WRONG

        value = words.by_time(self._terms.due)
        given = await self.porch.push_screen_wait(
            Prompt(words.TERMS_BY, words.TERMS_TIME_ASK, value=value, check=wrong)
        )
        minutes = words.read_time(given) if given is not None else None
        return None if minutes is None else replace(self._terms, due=minutes)

    async def _waits(self, key: str) -> Terms | None:
        label = words.TERMS_NOTE if key == "note" else words.TERMS_BUDDY
        hours = await self._hours(label)
        if hours is None:
            return None
        return (
            replace(self._terms, note_after_h=hours)
            if key == "note"
            else replace(self._terms, buddy_after_h=hours)
        )

    async def _hours(self, label: str) -> int | None:
        entries = [Entry(str(hours), words.hours(hours)) for hours in WAITS]
        picked = await self.porch.push_screen_wait(Offers(label, "", entries))
        return None if picked is None else int(picked)

    async def _mentor(self, _: str) -> Terms | None:
        between = {self.porch.handle, self._pair.buddy}
        people = await self.ask(members.people) or ()
        entries = [Entry("", words.TERMS_NEVER)]
        entries += [
            Entry(one.handle, one.handle, one.role.value)
            for one in people
            if one.role in STAFF and one.handle not in between
        ]
        picked = await self.porch.push_screen_wait(Picker(words.TERMS_MENTOR, "", entries))
        if picked is None:
            return None
        if not picked:
            return replace(self._terms, mentor="", mentor_after_h=0)
        hours = await self._hours(words.TERMS_MENTOR)
        if not hours:
            return replace(self._terms, mentor="", mentor_after_h=0)
        return replace(self._terms, mentor=picked, mentor_after_h=hours)

    async def _send(self) -> None:
        try:
            holds = await self.attempt(pairs.change, pair=self._pair.id, terms=self._terms)
        except HubError as error:
            self.porch.toast(str(error), trouble=True)
            return
        self.action_leave()
        self.porch.toast(words.TERMS_HELD if holds else words.TERMS_SENT.format(buddy=self._pair.buddy))
