"""Finding a buddy: my card, those who ask or were thought of, people with an open card; and a mentor's proposal."""

from __future__ import annotations

from collections.abc import Coroutine, Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from store import members, pairs
from store import words as said
from store.bus import Event, Resync
from store.errors import HubError
from store.pairs import Asking, Card
from store.policy import STAFF
from tui import times
from tui.ask import OnPorch
from tui.buddies import words
from tui.buddies.offers import Offers, sentence_row
from tui.commands import Command, bindings
from tui.theme import Signs
from tui.widgets.floating import Entry, Picker, Prompt
from tui.widgets.frame import Aside
from tui.widgets.sheet import Choice, Gap, Item, Sheet, Words
from tui.widgets.spans import Span

COMMANDS = (
    Command(
        "find.open",
        ("o",),
        "open_card",
        "Open or close my card",
        "Whether others may see it and ask.",
        footer="open my card",
    ),
    Command(
        "find.propose",
        ("T",),
        "propose",
        "Think of two people",
        "As a mentor: two who might be good buddies.",
    ),
)


def asking_rows(asking: Asking, signs: Signs, width: int) -> list[Item]:
    """Those who wait for an answer of mine, each a row.

    Args:
        asking: All that is asked around me.
        signs: Those that the terminal can show.
        width: Of the page, in cells.
    """
    light = Span(f"{signs.unread} ", "amber")
    items: list[Item] = [
        sentence_row(f"asked:{one.handle}", light, words.THEY_ASK.format(handle=one.handle), width, one.words)
        for one in asking.asked
    ]
    items += [
        sentence_row(
            f"proposal:{one.id}",
            light,
            words.PROPOSED.format(mentor=one.mentor, handle=one.handle),
            width,
            one.words,
        )
        for one in asking.proposals
        if not one.answered
    ]
    return items


async def answer(here: OnPorch, key: str, asking: Asking | None) -> None:
    """Answer somebody who asks, or a mentor's thought. Call it in a worker.

    Args:
        here: Where it is asked.
        key: Of the row: "asked:theo" or "proposal:7".
        asking: All that is asked around me.
    """
    if asking is None:
        return
    kind, _, rest = key.partition(":")
    porch = here.porch
    hub = porch.session.hub.config.buddies
    first = words.first_terms(hub.due_hour, hub.note_after_h, hub.buddy_after_h)
    no = Entry("no", words.ANSWER_NO)
    asked = next((one for one in asking.asked if kind == "asked" and one.handle == rest), None)
    proposal = next((one for one in asking.proposals if kind == "proposal" and str(one.id) == rest), None)
    try:
        if asked is not None:
            about = [asked.words, *(card_lines(asked.card) if asked.card is not None else ()), first]
            title = words.ANSWER_TITLE.format(handle=asked.handle)
            text = "\n".join(filter(None, about))
            picked = await porch.push_screen_wait(Offers(title, text, [Entry("yes", words.ANSWER_YES), no]))
            if picked is None:
                return
            paired = await here.attempt(pairs.answer, handle=asked.handle, yes=picked == "yes")
            porch.toast(words.PAIRED.format(handle=asked.handle) if paired else words.SAID_NO)
        elif proposal is not None:
            text = words.PROPOSED.format(mentor=proposal.mentor, handle=proposal.handle)
            about = [f"{text}.", proposal.words, first]
            title = words.PROPOSED_TITLE.format(handle=proposal.handle)
            yes = Entry("yes", words.PROPOSED_YES.format(handle=proposal.handle))
            picked = await porch.push_screen_wait(Offers(title, "\n".join(filter(None, about)), [yes, no]))
            if picked is None:
                return
            paired = await here.attempt(pairs.answer_proposal, proposal=proposal.id, yes=picked == "yes")
            if picked == "no":
                porch.toast(words.SAID_NO)
            else:
                porch.toast((words.PAIRED if paired else words.SAID_YES).format(handle=proposal.handle))
    except HubError as error:
        porch.toast(str(error), trouble=True)


def card_lines(card: Card) -> list[str]:
    """What a card says, a line a thing."""
    lines = [card.working_on, card.interests, card.times]
    return [line for line in lines if line]


class FindScreen(Aside):
    """One page: my card, those who ask, those who look."""

    OFFERS: ClassVar[tuple[Command, ...]] = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(COMMANDS)]

    def __init__(self) -> None:
        super().__init__()
        self.place = words.FIND_PLACE
        self._sheet = Sheet(id="find")
        self._card: Card | None = None
        self._asking: Asking | None = None
        self._others: Sequence[Card] = ()

    def compose_body(self) -> Iterable[Widget]:
        """The page."""
        yield self._sheet

    async def on_mount(self) -> None:
        """Read and write it."""
        await self._read()

    async def heard(self, news: Event | Resync) -> None:
        """Somebody asked, or answered."""
        if isinstance(news, Resync) or news.kind in {"pairs", "blocks"}:
            await self._read()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only staff think of two others."""
        me = self.porch.me
        return not (action == "propose" and (me is None or me.role not in STAFF))

    async def _read(self) -> None:
        self._card = await self.ask(pairs.my_card)
        self._asking = await self.ask(pairs.asking)
        self._others = await self.ask(pairs.cards) or ()
        if self._card is None or self._asking is None:
            return
        items: list[Item] = [Gap()]
        asks = asking_rows(self._asking, self.porch.signs, self.app.size.width)
        items += [*asks, Gap()] if asks else []
        items += [*self._my_card(self._card), Gap(), Words(words.OTHERS, bold=True)]
        items += [row for card in self._others for row in (self._other(card), Gap())]
        if not self._others:
            items.append(Words(words.OTHERS_NONE_BUT_ME if self._card.open else words.OTHERS_NONE, "muted"))
        self._sheet.show(items)

    def _my_card(self, card: Card) -> list[Item]:
        items: list[Item] = [Words(words.MY_CARD, bold=True)]
        items.append(Words(words.CARD_OPEN if card.open else words.CARD_CLOSED, "muted"))
        for name, (label, _) in words.CARD_FIELDS.items():
            value = str(getattr(card, name)) or words.NONE_YET
            items.append(Choice(f"field:{name}", (Span(label, "muted"),), aside=(Span(value),)))
        contact = said.CONTACTS[card.contact]
        items.append(Choice("field:contact", (Span(words.CARD_CONTACT, "muted"),), aside=(Span(contact),)))
        items.append(
            Choice(
                "open",
                (Span(words.CARD_CLOSE_IT if card.open else words.CARD_OPEN_IT, bold=not card.open),),
                (Span("o", "muted"),),
            )
        )
        return items

    def _other(self, card: Card) -> Choice:
        now = self.porch.session.hub.clock()
        there = f"{times.hour_minute(now, times.zone_of(card.time_zone))} there"
        name = (Span(card.handle, name=True), Span(f"  {card.pronouns}" if card.pronouns else "", "muted"))
        note = words.ASKED_WAIT if card.asked else f"{said.CONTACTS[card.contact]}  {there}"
        return Choice(f"other:{card.handle}", name, (Span(note, "muted"),), under="\n".join(card_lines(card)))

    # doing

    def _float(self, work: Coroutine[object, object, None]) -> None:
        self.porch.run_worker(work, name="find", exclusive=True, group="floating")

    async def action_open_card(self) -> None:
        """Open my card, or close it."""
        if self._card is not None and await self.ask(pairs.put_card, open=not self._card.open) is not None:
            await self._read()

    @on(Sheet.Chosen)
    async def choose(self, chosen: Sheet.Chosen) -> None:
        """Do what a row is for."""
        chosen.stop()
        kind, _, rest = chosen.key.partition(":")
        if kind == "open":
            await self.action_open_card()
        elif kind == "field":
            self._float(self._field(rest))
        elif kind == "other":
            self._float(self._ask(rest))
        else:
            self._float(self._answer(chosen.key))

    async def _answer(self, key: str) -> None:
        await answer(self, key, self._asking)
        await self._read()

    async def _field(self, name: str) -> None:
        if self._card is None:
            return
        if name == "contact":
            entries = [Entry(key, label) for key, label in said.CONTACTS.items()]
            picked = await self.porch.push_screen_wait(Offers(words.CARD_CONTACT, "", entries))
            if picked is not None:
                await self.ask(pairs.put_card, contact=picked)
                await self._read()
            return
        label, ask = words.CARD_FIELDS[name]

        async def keep(line: str) -> str:
            try:
                if name == "working_on":
                    await self.attempt(pairs.put_card, working_on=line)
                elif name == "interests":
                    await self.attempt(pairs.put_card, interests=line)
                else:
                    await self.attempt(pairs.put_card, times=line)
            except HubError as error:
                return str(error)
            return ""

        value = str(getattr(self._card, name))
        if await self.porch.push_screen_wait(Prompt(label, ask, value=value, check=keep)) is not None:
            await self._read()

    async def _ask(self, handle: str) -> None:
        paired: list[bool] = []

        async def send(line: str) -> str:
            try:
                paired.append(await self.attempt(pairs.ask, handle=handle, words=line))
            except HubError as error:
                return str(error)
            return ""

        card = next((one for one in self._others if one.handle == handle), None)
        if card is None or card.asked:
            return
        title = words.ASK_TITLE.format(handle=handle)
        given = await self.porch.push_screen_wait(Prompt(title, words.ASK_TEXT, longest=300, check=send))
        if given is not None:
            self.porch.toast(words.PAIRED.format(handle=handle) if paired[-1] else words.ASKED)
            await self._read()

    def action_propose(self) -> None:
        """Think of two people."""
        self._float(self._propose())

    async def _propose(self) -> None:
        porch = self.porch
        people = [one for one in await self.ask(members.people) or () if one.handle != porch.handle]

        def entries(without: str) -> list[Entry]:
            return [
                Entry(one.handle, one.handle, one.role.value, one.display_name)
                for one in people
                if one.handle != without and one.role.value != "supporter"
            ]

        first = await porch.push_screen_wait(Picker(words.PROPOSE, words.PROPOSE_ONE, entries("")))
        if first is None:
            return
        hint = words.PROPOSE_OTHER.format(handle=first)
        second = await porch.push_screen_wait(Picker(words.PROPOSE, hint, entries(first)))
        if second is None:
            return

        async def send(line: str) -> str:
            try:
                await self.attempt(pairs.propose, one=first, other=second, words=line)
            except HubError as error:
                return str(error)
            return ""

        if (
            await porch.push_screen_wait(Prompt(words.PROPOSE, words.PROPOSE_LINE, longest=300, check=send))
            is not None
        ):
            porch.toast(words.PROPOSE_DONE)
