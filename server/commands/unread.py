"""`unread`: the rooms in which something is new."""

from __future__ import annotations

from server.commands.dispatch import DONE, Command, Invocation
from server.commands.rooms import fields
from store import rooms
from tui.rooms import count_label


async def run(call: Invocation) -> int:
    """List them."""
    unread = [room for room in await call.hub.do(call.actor, rooms.listing) if room.unread]
    if call.as_json:
        call.output.json([fields(room) for room in unread])
    elif not unread:
        call.output.line("You are all caught up.")
    else:
        call.output.columns([(room.name, count_label(room.unread)) for room in unread])
    return DONE


COMMAND = Command("unread", "rooms in which something is new", "", run)
