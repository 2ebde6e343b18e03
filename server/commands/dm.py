"""`dm HANDLE [TEXT]`: write to one person, or read what was said."""

from __future__ import annotations

from server.commands import saying
from server.commands.dispatch import Command, Invocation, Parser
from store import rooms


def arguments(parser: Parser) -> None:
    """A handle and a text."""
    parser.add_argument("handle")
    saying.arguments(parser)


async def run(call: Invocation) -> int:
    """Write it."""
    room = await call.hub.do(call.actor, rooms.open_direct, handle=str(call.arguments.handle))
    return await saying.say(call, room, "sent to")


COMMAND = Command(
    "dm",
    "write to one person",
    "HANDLE [TEXT] [--reply-to ID] [--nonce WORD]",
    run,
    arguments,
    details="Without TEXT it is read from standard input. `read @HANDLE` shows what was said.",
)
