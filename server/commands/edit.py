"""`edit ROOM ID [TEXT]`: put other words in place of a message of mine."""

from __future__ import annotations

from server.commands.dispatch import DONE, Command, Invocation, Parser, text_argument
from store import edits, rooms


def arguments(parser: Parser) -> None:
    """A room, a message, a text."""
    parser.add_argument("room")
    parser.add_argument("seq", type=int)
    text_argument(parser)


async def run(call: Invocation) -> int:
    """Change it."""
    given = call.arguments
    room = await call.hub.do(call.actor, rooms.one, room=str(given.room))
    text = await call.text(given.text)
    await call.hub.do(call.actor, edits.change, room=room.id, seq=given.seq, text=text)
    if call.as_json:
        call.output.json({"room": room.name, "seq": given.seq})
    else:
        call.output.line(f"changed in {room.name} ({given.seq})")
    return DONE


COMMAND = Command(
    "edit",
    "change a message of mine",
    "ROOM ID [TEXT]",
    run,
    arguments,
    details="Without TEXT it is read from standard input. What it said before stays readable.",
)
