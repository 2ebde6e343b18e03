"""The circles one may know of: looking around, joining, asking, leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store import circles
from store.circles import Circle, Visibility
from store.errors import HubError
from tui.meet import words
from tui.meet.choosing import Choosing
from tui.meet.new_room import new_room
from tui.widgets.floating import Entry, Picker, Question
from tui.widgets.sheet import Choice, Gap, Item, Words
from tui.widgets.spans import Span

if TYPE_CHECKING:
    from tui.app import PorchlightApp

_STANDING = {"member": words.IN_IT, "lead": words.LEADS, "asked": words.ASKED_THERE}
_VISIBILITY = {
    Visibility.OPEN: words.OPEN,
    Visibility.ASK: words.ASKS,
    Visibility.HIDDEN: words.HIDDEN,
}


def note(circle: Circle) -> str:
    """How one stands to a circle, or how one gets in."""
    return _STANDING.get(circle.standing) or _VISIBILITY[circle.visibility]


async def look_around(porch: PorchlightApp) -> None:
    """Show the circles, and what can be done about one. Call it in a worker."""
    while True:
        found = await porch.ask(circles.browse)
        if found is None:
            return
        entries = [Entry(one.name, one.title, note(one), one.description) for one in found]
        picked = await porch.push_screen_wait(
            Picker(words.CIRCLES_TITLE, words.CIRCLES_HINT, entries, empty=words.CIRCLES_NONE)
        )
        if picked is None:
            return
        if await _one(porch, next(one for one in found if one.name == picked)):
            return


def _card(circle: Circle, may_join: bool) -> list[Item]:
    items: list[Item] = []
    if circle.description:
        items += [Words(circle.description), Gap()]
    items += [Words(f"{words.people(circle.people)} · {note(circle)}", "muted"), Gap()]
    if circle.standing == "asked":
        items += [Words(words.WAITING), Gap()]
    elif not circle.standing:
        joins = circle.visibility is Visibility.OPEN or may_join
        items.append(Choice("join" if joins else "ask", (Span(words.JOIN if joins else words.ASK_IN),)))
    if circle.standing == "lead" or (circle.standing and may_join):
        items.append(Choice("room", (Span(words.NEW_ROOM),)))
    if circle.standing in {"member", "lead"}:
        items.append(Choice("leave", (Span(words.LEAVE),)))
    return [*items, Choice("back", (Span(words.BACK),))]


async def _one(porch: PorchlightApp, circle: Circle) -> bool:
    """Show one circle, and do what is chosen; says whether one went somewhere else."""
    picked = await porch.push_screen_wait(Choosing(circle.title, _card(circle, porch.leads_hub)))
    try:
        if picked == "join":
            await porch.attempt(circles.join, circle=circle.name)
            porch.toast(words.joined(circle.title))
        elif picked == "ask":
            await porch.attempt(circles.ask, circle=circle.name)
            porch.toast(words.ASKED_IN)
        elif picked == "leave":
            question = Question(
                words.LEAVE, words.leave_question(circle.title), yes=words.LEAVE, no=words.STAY
            )
            if await porch.push_screen_wait(question):
                await porch.attempt(circles.leave, circle=circle.name)
                porch.toast(words.left(circle.title))
        elif picked == "room":
            return await new_room(porch, circle.name, circle.title)
    except HubError as error:
        porch.toast(str(error), trouble=True)
    return False
