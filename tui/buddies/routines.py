"""Routines: small things, again and again; beginning one, and what can be done with it."""

from __future__ import annotations

from store import routines
from store.routines import Routine
from tui.ask import OnPorch
from tui.buddies import goal_words as words
from tui.buddies.offers import Offers
from tui.widgets.floating import Entry, Prompt, Question
from tui.widgets.sheet import Choice
from tui.widgets.spans import Span


def routine_row(one: Routine) -> Choice:
    """A routine as a row that can be ticked."""
    return Choice(
        f"routine:{one.id}",
        (Span("[x] " if one.done else "[ ] ", "muted"), Span(one.title, "muted" if one.done else "text")),
        (Span(words.kept(one.kept, one.of, one.every), "muted"),),
    )


async def sure(here: OnPorch) -> bool:
    """Ask before something is taken out. Call it in a worker."""
    question = Question(words.DELETE, words.DELETE_ASK, yes=words.TAKE_OUT, no=words.KEEP)
    answer = await here.porch.push_screen_wait(question)
    return answer is True


async def add_routine(here: OnPorch) -> None:
    """Begin a routine. Call it in a worker."""
    title = await here.porch.push_screen_wait(Prompt(words.NEW_ROUTINE, words.NEW_ROUTINE_ASK, longest=120))
    if not title:
        return
    entries = [Entry(key, label) for key, label in words.EVERY.items()]
    every = await here.porch.push_screen_wait(Offers(words.HOW_OFTEN, "", entries))
    if every is not None:
        await here.ask(routines.add, title=title, every=every)


async def change_routine(here: OnPorch, one: Routine) -> None:
    """Tick, rename, put away or take out a routine. Call it in a worker."""
    entries = [
        Entry("tick", words.NOT_REACHED if one.done else words.REACHED),
        Entry("rename", words.RENAME),
        Entry("away", words.PUT_IT_AWAY),
        Entry("delete", words.DELETE),
    ]
    picked = await here.porch.push_screen_wait(Offers(words.ROUTINE_TITLE, one.title, entries))
    if picked == "tick":
        await here.ask(routines.mark, routine=one.id, done=not one.done)
    elif picked == "rename":
        ask = Prompt(words.RENAME, words.NEW_ROUTINE_ASK, value=one.title, longest=120)
        title = await here.porch.push_screen_wait(ask)
        if title:
            await here.ask(routines.edit, routine=one.id, title=title)
    elif picked == "away":
        await here.ask(routines.edit, routine=one.id, archived=True)
    elif picked == "delete" and await sure(here):
        await here.ask(routines.delete, routine=one.id)
