"""Those who ask: strangers who would like to write, and people who would like to come into a circle that I lead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from store import circles, directs
from store.errors import HubError
from tui.meet import words
from tui.meet.choosing import Choosing
from tui.widgets.floating import Entry, Picker
from tui.widgets.sheet import Choice
from tui.widgets.spans import Span

if TYPE_CHECKING:
    from tui.app import PorchlightApp


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody asks something of me."""

    handle: str
    circle: str = ""
    """The name of the circle they would like to come into; "": they would like to write to me."""
    title: str = ""
    """The circle's, for people."""

    @property
    def sentence(self) -> str:
        """What they ask, without a stop."""
        if self.circle:
            return words.asks_to_come_in(self.handle, self.title)
        return words.asks_to_write(self.handle)


async def waiting(porch: PorchlightApp) -> list[Request]:
    """All who wait for an answer of mine; nobody when that cannot be read now."""
    try:
        found = [Request(handle) for handle in await porch.attempt(directs.requests)]
        for circle in await porch.attempt(circles.mine):
            if circle.standing == "lead":
                asked = await porch.attempt(circles.requests, circle=circle.name)
                found += [Request(handle, circle.name, circle.title) for handle in asked]
    except HubError:
        # It is read again with the next news; nobody has to be told of it.
        return []
    return found


async def answer_requests(porch: PorchlightApp) -> None:
    """Show who asks, and answer one after the other. Call it in a worker."""
    found = await waiting(porch)
    if not found:
        porch.toast(words.REQUESTS_NONE)
    while found:
        entries = [Entry(str(number), one.sentence) for number, one in enumerate(found)]
        picked = await porch.push_screen_wait(Picker(words.REQUESTS_TITLE, "", entries))
        if picked is None:
            return
        await _answer(porch, found[int(picked)])
        found = await waiting(porch)


async def _answer(porch: PorchlightApp, one: Request) -> None:
    yes, no = (words.YES_IN, words.NO_IN) if one.circle else (words.YES_WRITE, words.NO_WRITE)
    items = (Choice("yes", (Span(yes),)), Choice("no", (Span(no),)))
    picked = await porch.push_screen_wait(Choosing(one.sentence, items))
    if picked is None:
        return
    agreed = picked == "yes"
    try:
        if one.circle:
            await porch.attempt(circles.answer, circle=one.circle, handle=one.handle, yes=agreed)
        else:
            await porch.attempt(directs.answer, handle=one.handle, yes=agreed)
    except HubError as error:
        porch.toast(str(error), trouble=True)
        return
    done = words.let_in(one.handle, one.title) if one.circle else words.may_write(one.handle)
    porch.toast(done if agreed else words.ANSWERED_NO)
