"""`search WORDS [--in ROOM] [--limit N]`: where something was said."""

from __future__ import annotations

from server.commands import messages
from server.commands.dispatch import DONE, Command, Invocation, Parser, WrongUsage, text_argument
from store import rooms, search


def arguments(parser: Parser) -> None:
    """Words, and a room, perhaps."""
    parser.add_argument("--in", dest="room", metavar="ROOM")
    parser.add_argument("--limit", type=int, default=50, metavar="N")
    text_argument(parser, "words")


async def run(call: Invocation) -> int:
    """Write what was found, newest first."""
    given = call.arguments
    words = call.verbatim(given.words)
    if not words.strip():
        raise WrongUsage("say which words to look for")
    # One quoted word on the command line is a phrase, as it is in the app.
    if len(given.words) == 1 and given.words[0].quoted and " " in words:
        words = f'"{words}"'
    found = await call.hub.do(
        call.actor,
        search.messages,
        words=words,
        room=str(given.room) if given.room else None,
        limit=given.limit,
    )
    names = {room.id: room.name for room in await call.hub.do(call.actor, rooms.listing)}
    if call.as_json:
        call.output.json([messages.fields(each, names.get(each.room_id, each.room)) for each in found])
        return DONE
    if not found:
        call.output.line("Nothing was found.")
    zone, now = await call.zone(), call.hub.clock()
    for each in found:
        call.output.line(messages.lines(each, zone, now, names.get(each.room_id, each.room)))
    return DONE


COMMAND = Command(
    "search",
    "where something was said",
    "WORDS [--in ROOM] [--limit N]",
    run,
    arguments,
    details='All words have to occur; "a phrase" as it stands; gard* for all that begins so.\n'
    "from:HANDLE in:ROOM before:2026-11-22 after:2026-11-01 has:link narrow it down. Newest first.",
)
