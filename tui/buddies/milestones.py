"""Milestones: making one, choosing who may see it, and its card, which others sign and a person would keep."""

from __future__ import annotations

from collections.abc import Coroutine, Iterable
from typing import ClassVar, Final

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from store import keepsake, milestones
from store.bus import Event, Resync
from store.counters import Counter
from store.errors import HubError
from store.milestones import Milestone
from tui.ask import OnPorch
from tui.buddies import day_words as words
from tui.commands import Command, bindings
from tui.rooms import title_of
from tui.theme import ASCII, Ink
from tui.widgets.floating import Entry, Picker, Prompt, Question
from tui.widgets.frame import Aside
from tui.widgets.sheet import Choice, Drawn, Gap, Item, Sheet, Words
from tui.widgets.spans import Span

COMMANDS = (
    Command(
        "card.sign",
        ("s",),
        "sign",
        "Sign the card",
        "A line that its person will keep.",
        footer="sign",
        footer_rank=1,
    ),
    Command(
        "card.announce",
        ("v",),
        "announce",
        "Who may see it",
        "A room of yours, or nobody.",
        footer="who sees it",
        footer_rank=2,
    ),
)
WIDEST: Final = 56
"""Cells of a card where the window has them."""


async def make_milestone(here: OnPorch, one: Counter | None) -> int | None:
    """Ask what it is, what to say, and who may see it. Call it in a worker.

    Args:
        here: Where it is asked.
        one: The counter whose days it marks; None: anything else.

    Returns:
        The milestone's id; None when it was not made.
    """
    porch = here.porch
    value = words.milestone_title(one) if one is not None else ""
    title = await porch.push_screen_wait(
        Prompt(words.MILESTONE, words.MILESTONE_ASK, value=value, longest=120)
    )
    if not title:
        return None
    about = await porch.push_screen_wait(
        Prompt(words.MILESTONE_WORDS, words.MILESTONE_WORDS_ASK, longest=280)
    )
    if about is None:
        return None
    try:
        made = await here.attempt(
            milestones.add, title=title, words=about, counter=one.id if one is not None else 0
        )
    except HubError as error:
        porch.toast(str(error), trouble=True)
        return None
    porch.toast(words.MADE)
    await choose_room(here, made)
    return made.id


async def choose_room(here: OnPorch, made: Milestone) -> None:
    """Ask in which room a milestone of mine is announced; Esc leaves it as it is. Call it in a worker."""
    porch = here.porch
    entries = [Entry("", words.NOWHERE, words.WHERE_ASK if made.room_id else "")]
    entries += [Entry(str(room.id), title_of(room), room.circle) for room in porch.rooms.recent()]
    picked = await porch.push_screen_wait(Picker(words.WHERE, words.WHERE_ASK, entries))
    if picked is None or (not picked and not made.room_id):
        return
    try:
        say = words.SAY.format(title=made.title) if picked else ""
        await here.attempt(
            milestones.announce, milestone=made.id, room=int(picked) if picked else None, say=say
        )
    except HubError as error:
        porch.toast(str(error), trouble=True)
        return
    room = porch.rooms.one(int(picked)) if picked else None
    porch.toast(words.ANNOUNCED.format(room=title_of(room)) if room is not None else words.WITHDRAWN)


class CardScreen(Aside):
    """One card, drawn as it is printed."""

    OFFERS: ClassVar[tuple[Command, ...]] = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(COMMANDS)]

    def __init__(self, number: int) -> None:
        """Show a card.

        Args:
            number: The milestone's id.
        """
        super().__init__()
        self.place = words.CARD_PLACE
        self._number = number
        self._sheet = Sheet(id="card")
        self._card: Milestone | None = None

    def compose_body(self) -> Iterable[Widget]:
        """The card."""
        yield self._sheet

    async def on_mount(self) -> None:
        """Read and draw it."""
        await self._read()

    async def heard(self, news: Event | Resync) -> None:
        """Somebody signed."""
        if isinstance(news, Resync) or news.kind in {"goals", "milestones", "blocks"}:
            await self._read()

    async def on_resize(self) -> None:
        """As wide as there is room for."""
        self._write()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Others sign; its author says who may see it."""
        card = self._card
        if action in {"sign", "announce"}:
            return card is not None and card.mine == (action == "announce")
        return super().check_action(action, parameters)

    async def _read(self) -> None:
        try:
            self._card = await self.attempt(milestones.one, milestone=self._number)
        except HubError:
            self._card = None
        self._write()

    def _write(self) -> None:
        card = self._card
        if card is None:
            self._sheet.show([Gap(), Words(words.CARD_GONE, "muted")])
            return
        plain = self.porch.signs is ASCII
        width = min(WIDEST, self.app.size.width - 6)
        rows = keepsake.draw(card, width=width, ascii=plain).split("\n")
        signed = next((at for at, row in enumerate(rows) if at and row[:1] in {"├", "+"}), len(rows))
        items: list[Item] = [
            Gap(),
            *(self._row(row, "teal" if at > signed else "text") for at, row in enumerate(rows)),
        ]
        items.append(Gap())
        if card.mine:
            items.append(Choice("announce", (Span(words.CARD_ANNOUNCE),), (Span("v", "muted"),)))
            items.append(Choice("delete", (Span(words.CARD_DELETE, "muted"),)))
        else:
            items.append(Choice("sign", (Span(words.SIGN, bold=True),), (Span("s", "muted"),)))
        address = self.porch.session.hub.config.hub.address
        items += [Gap(), Words(words.CARD_KEEP.format(address=address, id=card.id), "muted")]
        self._sheet.show(items)
        self.frame_changed()

    @staticmethod
    def _row(row: str, ink: Ink) -> Drawn:
        """A row of the card: its edges rest, what stands on it does not."""
        if len(row) < 3 or row[:1] not in {"│", "|"}:
            return Drawn((Span(row, "line"),))
        return Drawn((Span(row[0], "line"), Span(row[1:-1], ink), Span(row[-1], "line")))

    # doing

    def _float(self, work: Coroutine[object, object, None]) -> None:
        self.porch.run_worker(work, name="card", exclusive=True, group="floating")

    @on(Sheet.Chosen)
    async def choose(self, chosen: Sheet.Chosen) -> None:
        """Do what a row is for."""
        chosen.stop()
        if chosen.key == "delete":
            self._float(self._delete())
        else:
            await self.run_action(chosen.key)

    def action_sign(self) -> None:
        """Write a line on it."""
        if self._card is not None:
            self._float(self._sign(self._card))

    async def _sign(self, card: Milestone) -> None:
        async def sign(line: str) -> str:
            try:
                await self.attempt(milestones.sign, milestone=card.id, text=line)
            except HubError as error:
                return str(error)
            return ""

        mine = next((one.text for one in card.signatures if one.handle == self.porch.handle), "")
        ask = words.SIGN_ASK.format(handle=card.owner)
        if (
            await self.porch.push_screen_wait(Prompt(words.SIGN, ask, value=mine, longest=140, check=sign))
            is not None
        ):
            self.porch.toast(words.SIGNED)
            await self._read()

    def action_announce(self) -> None:
        """Who may see it."""
        if self._card is not None:
            self._float(self._announce(self._card))

    async def _announce(self, card: Milestone) -> None:
        await choose_room(self, card)
        await self._read()

    async def _delete(self) -> None:
        question = Question(words.CARD_DELETE, words.CARD_DELETE_ASK, yes=words.TAKE_OUT, no=words.KEEP)
        if await self.porch.push_screen_wait(question):
            await self.ask(milestones.delete, milestone=self._number)
            self.action_leave()
