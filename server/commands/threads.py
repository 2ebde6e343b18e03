"""`threads [BOARD]`, `follow THREAD [LEVEL]`: what there is to read, and what of it I want to hear of."""

from __future__ import annotations

from server.commands.dispatch import DONE, Command, Invocation, Parser
from server.commands.forum_shown import thread_columns, thread_fields
from store import threads
from store.thread_rows import LONGEST_PAGE, PAGE


def arguments(parser: Parser) -> None:
    """A board, perhaps, and which of its threads."""
    parser.add_argument("board", nargs="?")
    parser.add_argument("--view", choices=threads.VIEWS, default=threads.VIEWS[0])
    parser.add_argument("--tag", default="", metavar="TAG")
    parser.add_argument("--limit", type=int, default=PAGE, metavar="N")
    parser.add_argument("--before", default="", metavar="CURSOR")


def cursor(words: str) -> threads.Cursor | None:
    """A cursor as JSON gives it, "1795370520000-12"; what is none begins at the beginning."""
    key, _, id_ = words.partition("-")
    return (int(key), int(id_)) if key.isdecimal() and id_.isdecimal() and len(words) < 40 else None


async def run(call: Invocation) -> int:
    """List them."""
    given = call.arguments
    found = await call.hub.do(
        call.actor,
        threads.listing,
        view=str(given.view),
        board=str(given.board) if given.board else None,
        tag=str(given.tag),
        before=cursor(str(given.before)),
        limit=min(given.limit, LONGEST_PAGE),
    )
    if call.as_json:
        call.output.json(
            [{**thread_fields(each), "cursor": f"{each.cursor[0]}-{each.cursor[1]}"} for each in found]
        )
        return DONE
    if not found:
        call.output.line(
            "There is nothing here yet." if given.view in ("latest", "new") else "Nothing waits."
        )
    zone, now = await call.zone(), call.hub.clock()
    call.output.columns([thread_columns(each, zone, now) for each in found])
    return DONE


def follow_arguments(parser: Parser) -> None:
    """A thread and a level, perhaps."""
    parser.add_argument("thread", type=int)
    parser.add_argument("level", nargs="?", choices=threads.LEVELS, default="following")


async def run_follow(call: Invocation) -> int:
    """Set its level."""
    given = call.arguments
    await call.hub.do(call.actor, threads.set_level, thread=given.thread, level=str(given.level))
    if call.as_json:
        call.output.json({"thread": given.thread, "level": given.level})
    else:
        call.output.line(f"thread {given.thread}: {given.level}")
    return DONE


COMMAND = Command(
    "threads",
    "threads of a board, or of all of them",
    "[BOARD] [--view VIEW] [--tag TAG] [--limit N] [--before CURSOR]",
    run,
    arguments,
    details=f"Views: {', '.join(threads.VIEWS)}. unanswered: the longest waiting first, with how long.\n"
    "--before takes the cursor of the last one of the page before (see --json).",
)
FOLLOW = Command(
    "follow",
    "hear of a thread, or no more",
    "THREAD [following|normal|nothing]",
    run_follow,
    follow_arguments,
)
