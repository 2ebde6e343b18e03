"""Checking in: the card with the form, what becomes of it, and what is offered after a setback."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final

from textual import events, on
from textual.widget import Widget

from store import checkins, circles, counters, members, pairs
from store.checkins import CheckIn
from store.config import CheckInScale
from store.errors import HubError
from store.policy import STAFF
from tui.buddies import words
from tui.buddies.answers import ONLY_ME, Answers, ForWhom
from tui.buddies.drafting import Drafting
from tui.buddies.form import Form
from tui.buddies.offers import Offers
from tui.commands import Command
from tui.widgets.floating import Entry, Floating, Picker, Question

if TYPE_CHECKING:
    from tui.app import PorchlightApp

CHECK_IN: Final = Command(
    "buddies.check_in",
    ("c",),
    "check_in",
    "Check in",
    "Say in a few keys how you are, for yourself, your buddy or a circle.",
    footer="check in",
    footer_rank=1,
)
"""Offered on Today and on Buddies."""
DRAFT: Final = "checkin"
"""Where the half-filled form is kept."""
HARD_URGE: Final = 8
"""An urge, of 10, from which on help is named."""


async def whom(porch: PorchlightApp) -> tuple[list[ForWhom], ForWhom]:
    """Whom a check-in can be for, and whom it is for unless one says otherwise.

    Raises:
        HubError: The store did not say.
    """
    do, actor = porch.session.hub.do, porch.session.actor
    mine = await do(actor, pairs.mine)
    usual = await do(actor, checkins.defaults)
    found = [ONLY_ME]
    if mine:
        found.append(ForWhom("buddy", "", _both([pair.buddy for pair in mine])))
    found += [
        ForWhom("circle", circle.name, circle.title or circle.name)
        for circle in await do(actor, circles.mine)
    ]
    chosen = next(
        (one for one in found if (one.audience, one.circle) == (usual.audience, usual.circle)), ONLY_ME
    )
    return found, chosen


def _both(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


class CheckInCard(Floating[bool]):
    """The form on a card; closes with True when the check-in is kept. Esc keeps what was answered for later."""

    def __init__(self, scales: Sequence[CheckInScale], *, changing: CheckIn | None = None) -> None:
        """Make the card.

        Args:
            scales: The hub's own.
            changing: The check-in of mine that gets other words; None: a new one.
        """
        super().__init__()
        self.TITLE_WORDS = words.CHECK_IN if changing is None else words.CHANGE_CHECK_IN
        self._changing = changing
        self._nonce = secrets.token_hex(8)
        self._drafting = Drafting(self, DRAFT if changing is None else "")
        self.answers = Answers((ONLY_ME,), ONLY_ME, scales)
        """What is answered."""
        if changing is not None:
            self.answers.take_over(changing)
        self._form = Form(self.answers)
        self.kept: CheckIn | None = None
        """What became of it."""

    def compose_card(self) -> Iterable[Widget]:
        """The form."""
        yield self._form

    async def on_mount(self) -> None:
        """Learn whom it can be for, and go on with what was half answered; keys are taken meanwhile."""
        try:
            found, usual = await whom(self.porch)
        except HubError as error:
            self._form.say_wrong(str(error))
            return
        self.answers.may_be_for(found, usual)
        if self._changing is not None:
            self.answers.take_over(self._changing)
        self._form.take_up(await self._drafting.begin())

    async def late_key(self, event: events.Key) -> None:
        """The "4" of "c4" is for the form."""
        await self._form.on_key(event)

    async def on_unmount(self) -> None:
        """Keep what was half answered, also where the connection was lost."""
        await self._drafting.save()

    @on(Form.Changed)
    def changed(self, changed: Form.Changed) -> None:
        """Keep it in a moment."""
        changed.stop()
        self._drafting.written(self.answers.kept())

    @on(Form.Done)
    async def keep(self, done: Form.Done) -> None:
        """Check in; what cannot be kept stays on the card, with one sentence."""
        done.stop()
        answers = self.answers
        if not answers.said:
            self._form.say_wrong(words.NOTHING_SAID)
            return
        for_whom = answers.for_whom
        try:
            if self._changing is None:
                self.kept = await self.attempt(
                    checkins.add,
                    mood=answers.mood,
                    urge=answers.urge,
                    kind=answers.kind or None,
                    note=answers.note,
                    wants_reply=answers.wants_reply,
                    audience=for_whom.audience,
                    circle=for_whom.circle,
                    scales=answers.values,
                    nonce=self._nonce,
                )
            else:
                self.kept = await self.attempt(
                    checkins.edit,
                    checkin=self._changing.id,
                    mood=answers.mood,
                    urge=answers.urge,
                    kind=answers.kind or None,
                    note=answers.note,
                    wants_reply=answers.wants_reply,
                    audience=for_whom.audience,
                    circle=for_whom.circle,
                    scales=answers.values,
                )
        except HubError as error:
            self._form.say_wrong(str(error))
            return
        await self._drafting.forget()
        self.close(True)


def check_in(porch: PorchlightApp, then: Callable[[], Awaitable[None]] | None = None) -> None:
    """Ask how it is, keep it, and after a setback offer what may help.

    The card is there at once and not when a worker comes to it: the number that is typed right after the key would
    be taken for a screen's.

    Args:
        porch: The visit.
        then: What to do when all is said.
    """
    card = CheckInCard(porch.session.hub.config.checkins.scale)

    def closed(done: bool | None) -> None:
        porch.run_worker(_after(porch, card, then), name="check in", exclusive=True, group="floating")

    _ = porch.push_screen(card, closed)


def is_hard(one: CheckIn) -> bool:
    """Whether a check-in says that it is as hard as it gets, or nearly."""
    return one.mood == min(words.MOODS) or (one.urge or 0) >= HARD_URGE


async def _after(porch: PorchlightApp, card: CheckInCard, then: Callable[[], Awaitable[None]] | None) -> None:
    answers = card.answers
    if card.kept is None:
        if answers.said:
            porch.toast(words.KEPT_FOR_LATER)
        return
    for_whom = answers.for_whom
    alone = for_whom.audience == "me"
    done = words.DONE_ALONE if alone else words.DONE_FOR.format(whom=for_whom.label)
    # For the author's eyes, and nobody else's: what is near when it is hard.
    porch.toast(f"{done} {words.HARD_HOUR}" if is_hard(card.kept) else done)
    if then is not None:
        await then()
    if card.kept.kind == "setback":
        await offer_after(porch, card.kept, "" if alone else for_whom.label)


async def change(porch: PorchlightApp, checkin: CheckIn) -> None:
    """Let its author change a check-in, keep it to themselves, or take it out. Call it in a worker."""
    entries = [Entry("change", words.CHECKIN_CHANGE)]
    if checkin.audience != "me" or checkin.told:
        entries.append(Entry("only_me", words.CHECKIN_ONLY_ME))
    entries.append(Entry("delete", words.CHECKIN_DELETE))
    picked = await porch.push_screen_wait(Picker(words.CHECKIN_TITLE, "", entries))
    do, actor = porch.session.hub.do, porch.session.actor
    try:
        if picked == "change":
            scales = porch.session.hub.config.checkins.scale
            if await porch.push_screen_wait(CheckInCard(scales, changing=checkin)):
                porch.toast(words.CHANGED)
        elif picked == "only_me":
            await do(actor, checkins.edit, checkin=checkin.id, audience="me", tell=())
            porch.toast(words.DONE_ALONE)
        elif picked == "delete":
            question = Question(
                words.CHECKIN_DELETE, words.CHECKIN_DELETE_ASK, yes=words.TAKE_OUT, no=words.KEEP
            )
            if await porch.push_screen_wait(question):
                await do(actor, checkins.delete, checkin=checkin.id)
                porch.toast(words.TAKEN_OUT)
    except HubError as error:
        porch.toast(str(error), trouble=True)


# after a setback


async def offer_after(porch: PorchlightApp, checkin: CheckIn, told: str) -> None:
    """Offer what may help after a setback; nothing is done that is not chosen.

    Args:
        porch: The visit.
        checkin: The one that says so.
        told: Whom it is for, as people read it; "": only its author.
    """
    do, actor = porch.session.hub.do, porch.session.actor
    try:
        mine = await do(actor, pairs.mine)
        kept = await do(actor, counters.mine)
    except HubError:
        mine, kept = [], []
    title, text = words.OFFERS_TITLE, words.OFFERS_TEXT
    entries = [Entry("self", words.OFFER_SELF)]
    if told:
        text = words.OFFERS_TEXT_FOR.format(whom=told)
        entries = [Entry("self", words.OFFER_SELF_FOR)]
    entries += [Entry(f"room:{pair.room_id}", words.OFFER_BUDDY.format(buddy=pair.buddy)) for pair in mine]
    entries += [
        Entry("plan", words.OFFER_PLAN),
        Entry("mentor", words.OFFER_MENTOR),
        Entry("tell", words.OFFER_TELL),
    ]
    entries += [Entry(f"counter:{one.id}", words.OFFER_COUNTER.format(name=one.name)) for one in kept]
    picked = await porch.push_screen_wait(Offers(title, text, entries))
    kind, _, rest = (picked or "self").partition(":")
    if kind == "room":
        await porch.open_room(int(rest))
    elif kind == "plan":
        from tui.buddies.plan import PlanScreen

        porch.show(PlanScreen())
    elif kind == "mentor":
        await message_mentor(porch)
    elif kind == "tell":
        await tell_somebody(porch, checkin)
    elif kind == "counter":
        from tui.buddies.counting import begin_new_run

        await begin_new_run(porch, int(rest))


async def message_mentor(porch: PorchlightApp) -> None:
    """Pick one of the mentors whom one can see, and go to the direct messages with them."""
    people = await porch.session.hub.do(porch.session.actor, members.people)
    entries = [
        Entry(f"member:{one.handle}", one.handle, one.role.value, one.display_name)
        for one in people
        if one.role in STAFF and one.handle != porch.handle
    ]
    if not entries:
        porch.toast(words.NO_MENTOR)
        return
    picked = await porch.push_screen_wait(Picker(words.MENTOR_TITLE, "", entries))
    if picked is not None:
        await porch.go_to_target(picked)


async def tell_somebody(porch: PorchlightApp, checkin: CheckIn) -> None:
    """Let the author pick who may read this one check-in."""
    do, actor = porch.session.hub.do, porch.session.actor
    people = await do(actor, members.people)
    told = list(checkin.told)
    while True:
        entries = [
            Entry(one.handle, one.handle, one.role.value, one.display_name)
            for one in people
            if one.handle not in {porch.handle, *told}
        ]
        picked = await porch.push_screen_wait(Picker(words.TELL_TITLE, words.TELL_HINT, entries))
        if picked is None:
            return
        told.append(picked)
        try:
            await do(actor, checkins.edit, checkin=checkin.id, tell=told)
        except HubError as error:
            porch.toast(str(error), trouble=True)
            return
        porch.toast(words.TOLD.format(handle=picked))
