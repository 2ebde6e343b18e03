"""What one can do with a chosen message beside answering it: a kind sign, other words, taking it back."""

from __future__ import annotations

from store import edits, reactions
from store.chat import Message
from store.removing import REASON_CELLS
from tui import words as shared_words
from tui.chat import words
from tui.chat.cards import ReactCard
from tui.chat.wrap import printable
from tui.theme import ASCII
from tui.widgets.floating import Question
from tui.widgets.frame import FrameScreen
from tui.widgets.reason import ask_reason


async def react(screen: FrameScreen, message: Message) -> None:
    """Give one of the hub's reactions or an emoji, or take it back when it was given."""
    porch = screen.porch
    given = await screen.ask(reactions.people, room=message.room_id, seq=message.seq)
    if given is None:
        return
    card = ReactCard(
        porch.session.hub.config.chat.reactions,
        given,
        [one.kind for one in given if porch.handle in one.handles],
        plain=porch.signs is ASCII,
    )
    kind = await porch.push_screen_wait(card)
    if kind is not None:
        await screen.ask(reactions.toggle, room=message.room_id, seq=message.seq, kind=kind)


async def take_back(screen: FrameScreen, message: Message) -> None:
    """Delete a message, after a question; of one that somebody else wrote, ask why."""
    if message.author != screen.porch.handle:
        await _remove(screen, message)
        return
    question = Question(
        words.TAKE_BACK_TITLE, words.TAKE_BACK_TEXT, yes=words.TAKE_BACK_YES, no=words.TAKE_BACK_NO
    )
    if await screen.porch.push_screen_wait(question):
        await screen.ask(edits.delete, room=message.room_id, seq=message.seq)


async def _remove(screen: FrameScreen, message: Message) -> None:
    told = shared_words.REMOVE_TOLD.format(author=printable(message.author))
    reason = await ask_reason(
        screen.porch,
        shared_words.REMOVE_TITLE,
        f"{shared_words.REMOVE_TEXT} {told}",
        longest=REASON_CELLS,
    )
    if reason and await screen.did(edits.delete, room=message.room_id, seq=message.seq, reason=reason):
        screen.porch.toast(shared_words.REMOVED_NOW)
