"""`delete ROOM ID`: take a message back."""

from __future__ import annotations

from server.commands.dispatch import DONE, Command, Invocation, Parser
from store import edits, rooms


def arguments(parser: Parser) -> None:
    """A room and a message."""
    parser.add_argument("room")
    parser.add_argument("seq", type=int)


async def run(call: Invocation) -> int:
    """Delete it."""
    given = call.arguments
    room = await call.hub.do(call.actor, rooms.one, room=str(given.room))
    await call.hub.do(call.actor, edits.delete, room=room.id, seq=given.seq)
    if call.as_json:
        call.output.json({"room": room.name, "seq": given.seq, "deleted": True})
    else:
        call.output.line("Gone; a mark stays in its place.")
    return DONE


COMMAND = Command("delete", "take a message of mine back", "ROOM ID", run, arguments)
