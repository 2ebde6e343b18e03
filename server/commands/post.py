"""`post ROOM [TEXT]`: say something in a room."""

from __future__ import annotations

from server.commands import saying
from server.commands.dispatch import Command, Invocation, Parser
from store import rooms


def arguments(parser: Parser) -> None:
    """A room and a text."""
    parser.add_argument("room")
    saying.arguments(parser)


async def run(call: Invocation) -> int:
    """Say it."""
    # A room that is not there is told before standard input is waited for.
    room = await call.hub.do(call.actor, rooms.one, room=str(call.arguments.room))
    return await saying.say(call, room, "said in")


COMMAND = Command(
    "post",
    "say something in a room",
    "ROOM [TEXT] [--reply-to ID] [--nonce WORD]",
    run,
    arguments,
    details="Without TEXT it is read from standard input. The same --nonce again says nothing twice.\n"
    "TEXT that begins with - goes after --.",
)
