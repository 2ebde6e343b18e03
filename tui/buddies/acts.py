"""What one can do with a buddy, each act one key; mixed into the Buddies screen, which says which pair is meant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Coroutine

from store import checkins, kudos, pairs
from store import words as said
from store.checkins import CheckIn
from store.errors import HubError
from store.pairs import Pair
from tui import times
from tui.ask import OnPorch
from tui.buddies import words
from tui.buddies.checking_in import CHECK_IN, check_in, whom
from tui.buddies.counting import DaysScreen
from tui.buddies.find import FindScreen
from tui.buddies.goals import GoalsScreen
from tui.buddies.offers import Offers
from tui.buddies.plan import PlanScreen
from tui.buddies.terms import TermsScreen
from tui.buddies.trend import TrendScreen
from tui.buddies.writing import TextCard
from tui.commands import Command
from tui.widgets.floating import Entry, Prompt, Question

PAIR_COMMANDS = (
    Command(
        "buddies.write",
        ("r",),
        "write",
        "Write to my buddy",
        "Open the room of you two.",
        footer="write",
        footer_rank=2,
    ),
    Command(
        "buddies.kind",
        ("k",),
        "kind",
        "Kind words for my buddy",
        "A short word, with one key more.",
        footer="kind words",
        footer_rank=3,
    ),
    Command(
        "buddies.nudge",
        ("g",),
        "nudge",
        "A small nudge",
        "Let your buddy know that you think of them; once a day.",
        footer="nudge",
        footer_rank=4,
    ),
    Command(
        "buddies.all_well",
        ("y",),
        "all_well",
        "All is well",
        "Say so without a check-in; it counts as one for your buddy.",
        footer="all well",
        footer_rank=4,
    ),
    Command(
        "buddies.pause",
        ("p",),
        "pause",
        "Pause, or be back",
        "Without a reason; nothing is due meanwhile.",
        footer="pause",
        footer_rank=5,
    ),
    Command("buddies.terms", ("e",), "terms", "What we agreed", "How often, by when, and who hears of what."),
    Command("buddies.part", ("x",), "part", "Part", "Without a reason, and kindly; you are asked once."),
)
"""Those that need a buddy."""

COMMANDS = (
    CHECK_IN,
    *PAIR_COMMANDS,
    Command(
        "buddies.trend", ("t",), "trend", "My trend", "How it was, over weeks and months.", footer="trend"
    ),
    Command("buddies.goals", ("s",), "goals", "Goals and routines", "In small steps.", footer="goals"),
    Command(
        "buddies.days", ("d",), "days", "Days and milestones", "What you keep count of, and cards to keep."
    ),
    Command("buddies.plan", ("P",), "plan", "My safety plan", "For you alone."),
    Command(
        "buddies.find", ("f",), "find", "Find a buddy", "Your card, and people who look for a buddy too."
    ),
    Command(
        "buddies.usually", (), "usually", "Whom my check-ins are for", "Unless you say otherwise, each time."
    ),
)


class Acts(OnPorch):
    """The actions of the commands above."""

    def pair(self) -> Pair | None:
        """The pair that is meant; None: there is none."""
        raise NotImplementedError

    async def read(self) -> None:
        """Read and write the screen again."""
        raise NotImplementedError

    def float(self, work: Coroutine[object, object, None]) -> None:
        """Ask something in a card."""
        self.porch.run_worker(work, name="buddies", exclusive=True, group="floating")

    def check_pair_action(self, action: str) -> bool | None:
        """Whether a key makes sense now; None where it does not matter."""
        needs = {one.action for one in PAIR_COMMANDS}
        return self.pair() is not None if action in needs else None

    def action_check_in(self) -> None:
        """Say how it is."""
        check_in(self.porch)

    def action_trend(self) -> None:
        """How it was."""
        self.porch.show(TrendScreen())

    def action_goals(self) -> None:
        """Goals and routines."""
        self.porch.show(GoalsScreen())

    def action_days(self) -> None:
        """Counters and milestones."""
        self.porch.show(DaysScreen())

    def action_plan(self) -> None:
        """The safety plan."""
        self.porch.show(PlanScreen())

    def action_find(self) -> None:
        """Look for a buddy."""
        self.porch.show(FindScreen())

    def action_terms(self) -> None:
        """What we agreed."""
        if (pair := self.pair()) is not None:
            self.porch.show(TermsScreen(pair))

    async def action_write(self) -> None:
        """Open the room of the two."""
        if (pair := self.pair()) is not None:
            await self.porch.open_room(pair.room_id)

    def action_kind(self) -> None:
        """A kind word."""
        if (pair := self.pair()) is not None:
            self.float(give_kind_words(self, pair.buddy))

    def action_nudge(self) -> None:
        """Which nudge."""
        if (pair := self.pair()) is not None:
            self.float(self._nudge(pair))

    async def _nudge(self, pair: Pair) -> None:
        porch = self.porch
        entries = [Entry(key, word) for key, word in said.NUDGES.items()]
        word = await porch.push_screen_wait(
            Offers(words.NUDGE_TITLE.format(buddy=pair.buddy), words.NUDGE_HINT, entries)
        )
        if word is None:
            return
        done = await self.ask(pairs.nudge, pair=pair.id, word=word)
        if done is not None:
            time = times.hour_minute(done.at, porch.zone)
            text = words.NUDGED_LATER if done.later else words.NUDGED
            porch.toast(text.format(buddy=pair.buddy, time=time))

    def action_all_well(self) -> None:
        """All is well, after one question: it is told at once and stays told."""
        if (pair := self.pair()) is not None:
            self.float(self._all_well(pair))

    async def _all_well(self, pair: Pair) -> None:
        question = Question(
            words.ALL_WELL_TITLE.format(buddy=pair.buddy),
            words.ALL_WELL_ASK.format(buddy=pair.buddy),
            yes=words.ALL_WELL_YES.format(buddy=pair.buddy),
            no=words.ALL_WELL_NO,
        )
        if not await self.porch.push_screen_wait(question):
            return
        if await self.ask(pairs.all_well, pair=pair.id) is not None:
            self.porch.toast(words.ALL_WELL.format(buddy=pair.buddy))
            await self.read()

    def action_pause(self) -> None:
        """Pause, or end one's own pause."""
        if (pair := self.pair()) is not None:
            self.float(self._resume(pair) if pair.i_paused else self._pause(pair))

    async def _resume(self, pair: Pair) -> None:
        try:
            await self.attempt(pairs.resume, pair=pair.id)
        except HubError as error:
            self.porch.toast(str(error), trouble=True)
            return
        self.porch.toast(words.RESUMED)
        await self.read()

    async def _pause(self, pair: Pair) -> None:
        porch = self.porch
        entries = [Entry(str(days), label) for days, label in words.PAUSES.items()]
        picked = await porch.push_screen_wait(Offers(words.PAUSE_TITLE, words.PAUSE_ASK, entries))
        if picked is None:
            return
        today = times.local(porch.session.hub.clock(), porch.zone).date()
        until = (today + dt.timedelta(days=int(picked))).isoformat() if int(picked) else ""
        try:
            await self.attempt(pairs.pause, pair=pair.id, back_on=until)
        except HubError as error:
            porch.toast(str(error), trouble=True)
            return
        porch.toast(words.PAUSED)
        await self.read()

    def action_part(self) -> None:
        """Part, after one question."""
        if (pair := self.pair()) is not None:
            self.float(self._part(pair))

    async def _part(self, pair: Pair) -> None:
        question = Question(
            words.PART_TITLE.format(buddy=pair.buddy),
            words.PART_ASK.format(buddy=pair.buddy),
            yes=words.PART_YES,
            no=words.PART_NO,
        )
        if not await self.porch.push_screen_wait(question):
            return
        try:
            await self.attempt(pairs.part, pair=pair.id)
        except HubError as error:
            self.porch.toast(str(error), trouble=True)
            return
        self.porch.toast(words.PARTED)
        await self.read()

    def action_usually(self) -> None:
        """Whom check-ins are for."""
        self.float(self._usually())

    async def _usually(self) -> None:
        porch = self.porch
        try:
            found, _ = await whom(porch)
        except HubError as error:
            porch.toast(str(error), trouble=True)
            return
        entries = [Entry(str(number), one.label) for number, one in enumerate(found)]
        picked = await porch.push_screen_wait(Offers(words.USUALLY, words.USUALLY_ASK, entries))
        if picked is None:
            return
        one = found[int(picked)]
        try:
            await self.attempt(checkins.set_defaults, audience=one.audience, circle=one.circle)
        except HubError as error:
            porch.toast(str(error), trouble=True)
        else:
            porch.toast(words.USUALLY_DONE.format(whom=one.label))

    async def choose_act(self, pair: Pair) -> None:
        """All that can be done with a buddy, in words: for whoever does not know the keys."""
        entries = [Entry(one.action, one.title, one.key_label) for one in PAIR_COMMANDS]
        picked = await self.porch.push_screen_wait(Offers(words.ACTS.format(buddy=pair.buddy), "", entries))
        if picked is not None:
            # A worker of its own: what is chosen may ask something in a card again.
            self.porch.call_later(self._act, picked)

    async def _act(self, action: str) -> None:
        await self.porch.run_action(action, self)  # type: ignore[arg-type]  # what this is mixed into is a screen


async def reply_to(here: OnPorch, one: CheckIn) -> None:
    """Answer what somebody shared, in a line or a few. Call it in a worker.

    Args:
        here: Where it is asked.
        one: What was shared.
    """

    async def send(text: str) -> str:
        if not text.strip():
            return words.NOTHING_SAID
        try:
            await here.attempt(checkins.reply, checkin=one.id, text=text)
        except HubError as error:
            return str(error)
        return ""

    title = words.REPLY_TITLE.format(handle=one.author)
    if await here.porch.push_screen_wait(TextCard(title, one.note, send, draft=f"reply:{one.id}", rows=4)):
        here.porch.toast(words.REPLIED)


async def give_kind_words(here: OnPorch, handle: str) -> None:
    """Give somebody a kind word: one of a few by its digit, or one's own. Call it in a worker.

    Args:
        here: Where it is asked.
        handle: For whom.
    """
    porch = here.porch
    entries = [Entry(text, text) for text in said.KUDOS]
    entries.append(Entry("own", words.KIND_OWN))
    title = words.KIND_TITLE.format(handle=handle)
    picked = await porch.push_screen_wait(Offers(title, "", entries))
    if picked is None:
        return

    async def give(text: str) -> str:
        try:
            await here.attempt(kudos.give, handle=handle, text=text)
        except HubError as error:
            return str(error)
        return ""

    if picked == "own":
        if await porch.push_screen_wait(Prompt(title, words.KIND_OWN_ASK, longest=280, check=give)) is None:
            return
    elif wrong := await give(picked):
        porch.toast(wrong, trouble=True)
        return
    porch.toast(words.KIND_SENT.format(handle=handle))
