"""Whom one does not want to see: the rows of Settings for it."""

from __future__ import annotations

from store import blocks
from tui.peace import room as peace
from tui.settings import words
from tui.widgets.floating import Prompt, Question
from tui.widgets.frame import FrameScreen
from tui.widgets.sheet import Choice, Gap, Item, Words
from tui.widgets.spans import Span


def rows(handles: list[str]) -> list[Item]:
    """The title, one row for each, and one to add somebody.

    Args:
        handles: Whom one has blocked.
    """
    items: list[Item] = [Gap(), Words(words.UNSEEN, bold=True)]
    items += [
        Choice(f"blocked:{handle}", (Span(handle, name=True),), (Span(words.BLOCKED_NOTE, "muted"),))
        for handle in handles
    ]
    if not handles:
        items.append(Words(words.BLOCKED_NONE, "muted"))
    items.append(Choice("block", (Span(words.BLOCK_ADD),), (Span(words.BLOCK_ADD_NOTE, "muted"),)))
    return items


async def see_again(screen: FrameScreen, handle: str) -> None:
    """Unblock somebody after a question. Call it in a worker."""
    title = words.UNBLOCK_TITLE.format(handle=handle)
    question = Question(title, words.UNBLOCK_TEXT, yes=words.UNBLOCK_YES, no=words.UNBLOCK_NO)
    if await screen.app.push_screen_wait(question):
        await screen.ask(blocks.unblock, handle=handle)


async def add(screen: FrameScreen) -> None:
    """Block somebody by their handle. Call it in a worker."""
    handle = await screen.app.push_screen_wait(Prompt(words.BLOCK_ADD, words.BLOCK_ASK, longest=40))
    if handle and handle.strip():
        await peace.ask_to_block(screen, handle.strip().removeprefix("@"))
