"""`pin-thread`, `close-thread`, `move-thread`, `merge-threads`, `retitle`: for those who look after a board."""

from __future__ import annotations

from server.commands.dispatch import DONE, Command, Invocation, Parser, WrongUsage
from store import threads


def _thread_and_reason(parser: Parser) -> None:
    parser.add_argument("thread", type=int)
    parser.add_argument("--reason", default="", metavar="R")


def pin_arguments(parser: Parser) -> None:
    """A thread and why."""
    _thread_and_reason(parser)
    parser.add_argument("--off", action="store_true")


def _told(call: Invocation, **what: object) -> int:
    if call.as_json:
        call.output.json(what)
    else:
        call.output.line("done")
    return DONE


async def run_pin(call: Invocation) -> int:
    """Pin it, or take the pin off."""
    given = call.arguments
    on = not given.off
    await call.hub.do(call.actor, threads.pin, thread=given.thread, reason=str(given.reason), pinned=on)
    return _told(call, thread=given.thread, pinned=on)


async def run_close(call: Invocation) -> int:
    """Close it, or open it again."""
    given = call.arguments
    on = not given.off
    await call.hub.do(call.actor, threads.close, thread=given.thread, reason=str(given.reason), closed=on)
    return _told(call, thread=given.thread, closed=on)


def move_arguments(parser: Parser) -> None:
    """A thread, a board, and why."""
    _thread_and_reason(parser)
    parser.add_argument("board")


async def run_move(call: Invocation) -> int:
    """Take it to another board."""
    given = call.arguments
    await call.hub.do(
        call.actor, threads.move, thread=given.thread, board=str(given.board), reason=str(given.reason)
    )
    return _told(call, thread=given.thread, board=str(given.board))


def merge_arguments(parser: Parser) -> None:
    """Two threads, and why."""
    _thread_and_reason(parser)
    parser.add_argument("into", type=int)


async def run_merge(call: Invocation) -> int:
    """Put the one behind the other."""
    given = call.arguments
    await call.hub.do(
        call.actor, threads.merge, thread=given.thread, into=given.into, reason=str(given.reason)
    )
    return _told(call, thread=given.into, merged=given.thread)


def retitle_arguments(parser: Parser) -> None:
    """A thread and what it shall be called."""
    _thread_and_reason(parser)
    parser.add_argument("--title", metavar="T")
    parser.add_argument("--mentions", metavar="WHAT")
    parser.add_argument("--tag", action="append", metavar="TAG")


async def run_retitle(call: Invocation) -> int:
    """Give it another title, note or tags."""
    given = call.arguments
    if given.title is None and given.mentions is None and given.tag is None:
        raise WrongUsage("say what to change: --title, --mentions or --tag")
    await call.hub.do(
        call.actor,
        threads.retitle,
        thread=given.thread,
        title=given.title,
        content_note=given.mentions,
        tags=None if given.tag is None else [str(each) for each in given.tag],
        reason=str(given.reason),
    )
    return _told(call, thread=given.thread)


PIN = Command(
    "pin-thread", "keep a thread above the others", "THREAD --reason R [--off]", run_pin, pin_arguments
)
CLOSE = Command(
    "close-thread", "let nothing be added to a thread", "THREAD --reason R [--off]", run_close, pin_arguments
)
MOVE = Command(
    "move-thread", "take a thread to another board", "THREAD BOARD --reason R", run_move, move_arguments
)
MERGE = Command(
    "merge-threads",
    "put a thread behind another one",
    "THREAD INTO --reason R",
    run_merge,
    merge_arguments,
    details="The old number leads to the other thread from then on.",
)
RETITLE = Command(
    "retitle",
    "change a thread's title, tags or note",
    "THREAD [--title T] [--mentions WHAT] [--tag TAG]... [--reason R]",
    run_retitle,
    retitle_arguments,
    details="For the one who started it, and, with a reason, for who looks after the board.",
)
