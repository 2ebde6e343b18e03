"""`read ROOM [--limit N] [--before ID | --after ID]`: what was said."""

from __future__ import annotations

from server.commands import messages
from server.commands.dispatch import DONE, Command, Invocation, Parser
from store import chat, rooms


def arguments(parser: Parser) -> None:
    """A room, and which part of it."""
    parser.add_argument("room")
    parser.add_argument("--limit", type=int, default=chat.PAGE, metavar="N")
    parser.add_argument("--before", type=int, metavar="ID")
    parser.add_argument("--after", type=int, metavar="ID")


async def run(call: Invocation) -> int:
    """Write the messages in order. Reading here moves no read mark: a script is not a person."""
    given = call.arguments
    room = await call.hub.do(call.actor, rooms.one, room=str(given.room))
    said = await call.hub.do(
        call.actor, chat.history, room=room.id, before=given.before, after=given.after, limit=given.limit
    )
    if call.as_json:
        call.output.json([messages.fields(each, room.name) for each in said])
        return DONE
    if not said:
        call.output.line("Nobody has written here yet. You could be the first.")
    zone, now = await call.zone(), call.hub.clock()
    for each in said:
        call.output.line(messages.lines(each, zone, now))
    return DONE


COMMAND = Command(
    "read",
    "what was said in a room",
    "ROOM [--limit N] [--before ID] [--after ID]",
    run,
    arguments,
    details="ID is the seq that --json shows. At most 500 messages at once. @HANDLE reads direct messages.",
)
