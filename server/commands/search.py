"""`search WORDS [--in ROOM] [--limit N]`: where something was said."""

from __future__ import annotations

from server.commands import messages
from server.commands.dispatch import DONE, Command, Invocation, Parser, WrongUsage, text_argument
from server.commands.forum_shown import found_fields, found_lines
from store import forum_search, rooms, search


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
    if given.room:
        found = await call.hub.do(
            call.actor, search.messages, words=words, room=str(given.room), limit=given.limit
        )
        posts: tuple[forum_search.Found, ...] = ()
    else:
        everything = await call.hub.do(call.actor, forum_search.everything, words=words, limit=given.limit)
        found, posts = list(everything.messages), everything.posts
    names = {room.id: room.name for room in await call.hub.do(call.actor, rooms.listing)}
    if call.as_json:
        said = [messages.fields(each, names.get(each.room_id, each.room)) for each in found]
        call.output.json(said + [found_fields(each) for each in posts])
        return DONE
    if not found and not posts:
        call.output.line("Nothing was found.")
    zone, now = await call.zone(), call.hub.clock()
    for each in found:
        call.output.line(messages.lines(each, zone, now, names.get(each.room_id, each.room)))
    if posts and found:
        call.output.line("\nIn the forum")
    for post in posts:
        call.output.line(found_lines(post, zone, now))
    return DONE


COMMAND = Command(
    "search",
    "where something was said",
    "WORDS [--in ROOM] [--limit N]",
    run,
    arguments,
    details='All words have to occur; "a phrase" as it stands; gard* for all that begins so.\n'
    "from:HANDLE in:ROOM before:2026-11-22 after:2026-11-01 has:link narrow it down. In the forum also\n"
    "board:BOARD tag:TAG is:unanswered. Chat comes first, newest first; then posts, the best first.",
)
