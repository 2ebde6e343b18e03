"""Coming to the room of one's direct messages with somebody, or with a few; strangers are asked first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from store import directs, rooms
from store.errors import NotFound
from store.rooms import RoomSummary
from tui.meet import words
from tui.widgets.floating import Question

if TYPE_CHECKING:
    from tui.app import PorchlightApp


def handles_in(typed: str) -> list[str]:
    """The handles in what somebody typed: "theo, @mira" are two."""
    return [each.removeprefix("@") for each in re.split(r"[,\s]+", typed) if each.strip("@")]


async def reach(porch: PorchlightApp, typed: str) -> RoomSummary | None:
    """The room for some handles. Call it in a worker: it may ask something.

    Returns:
        None when it is somebody with whom one shares no circle; the person then chose whether to ask them.

    Raises:
        HubError: It cannot be; `str(error)` is the sentence to show.
    """
    handles = handles_in(typed)
    try:
        if len(handles) == 1:
            room = await porch.attempt(rooms.open_direct, handle=handles[0])
        else:
            room = await porch.attempt(directs.open_group, handles=handles)
    except NotFound:
        if len(handles) != 1:
            raise
        await ask_stranger(porch, handles[0])
        return None
    porch.rooms.put(room)
    return room


async def ask_stranger(porch: PorchlightApp, handle: str) -> None:
    """Ask somebody whether one may write to them, after a question to oneself.

    Raises:
        HubError: One has asked enough people for today.
    """
    question = Question(words.ASK_TITLE, words.ask_whether(handle[:24]), yes=words.ASK_YES, no=words.ASK_NO)
    if await porch.push_screen_wait(question):
        await porch.attempt(directs.ask, handle=handle)
        porch.toast(words.ASKED)
