"""`pin ROOM ID`: pin a message, or take the pin off; `pin ROOM`: what is pinned."""

from __future__ import annotations

from server.commands import messages
from server.commands.dispatch import DONE, Command, Invocation, Parser
from store import pins, rooms


def arguments(parser: Parser) -> None:
    """A room, and a message, perhaps."""
    parser.add_argument("room")
    parser.add_argument("seq", type=int, nargs="?")


async def run(call: Invocation) -> int:
    """Pin, unpin, or list."""
    given = call.arguments
    room = await call.hub.do(call.actor, rooms.one, room=str(given.room))
    if given.seq is not None:
        on = await call.hub.do(call.actor, pins.toggle, room=room.id, seq=given.seq)
        if call.as_json:
            call.output.json({"room": room.name, "seq": given.seq, "pinned": on})
        else:
            call.output.line("pinned" if on else "no longer pinned")
        return DONE
    pinned = await call.hub.do(call.actor, pins.listing, room=room.id)
    if call.as_json:
        call.output.json([messages.fields(each, room.name) for each in pinned])
        return DONE
    if not pinned:
        call.output.line("Nothing is pinned here.")
    zone, now = await call.zone(), call.hub.clock()
    for each in pinned:
        call.output.line(messages.lines(each, zone, now))
    return DONE


COMMAND = Command("pin", "pin a message or take the pin off; what is pinned", "ROOM [ID]", run, arguments)
