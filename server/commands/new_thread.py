"""`new-thread BOARD --title T [TEXT]`: start a thread."""

from __future__ import annotations

from server.commands.dispatch import DONE, Command, Invocation, Parser, text_argument
from server.output import iso
from store import boards, polls, threads


def arguments(parser: Parser) -> None:
    """A board, a title, a text."""
    parser.add_argument("board")
    parser.add_argument("--title", required=True, metavar="T")
    parser.add_argument("--alias", action="store_true")
    parser.add_argument("--tag", action="append", default=[], metavar="TAG")
    parser.add_argument("--mentions", default="", metavar="WHAT")
    parser.add_argument("--choice", action="append", default=[], metavar="TEXT")
    parser.add_argument("--several", action="store_true")
    parser.add_argument("--anonymous", action="store_true")
    parser.add_argument("--nonce", default="", metavar="WORD")
    text_argument(parser)


async def run(call: Invocation) -> int:
    """Start it; the answer comes when it is on disk."""
    given = call.arguments
    # A board that is not there is told before standard input is waited for.
    board = await call.hub.do(call.actor, boards.one, board=str(given.board))
    poll = None
    if given.choice:
        poll = polls.NewPoll(tuple(map(str, given.choice)), bool(given.several), bool(given.anonymous))
    started = await call.hub.do(
        call.actor,
        threads.start,
        board=board.id,
        title=str(given.title),
        text=await call.text(given.text, chars=call.hub.config.limits.post_chars),
        alias=bool(given.alias),
        tags=[str(each) for each in given.tag],
        content_note=str(given.mentions),
        poll=poll,
        nonce=str(given.nonce) or call.nonce(),
    )
    if call.as_json:
        call.output.json(
            {
                "thread": started.thread_id,
                "board": board.full_name,
                "author": started.author,
                "at": iso(started.at),
            }
        )
    else:
        call.output.line(f"started in {board.full_name} as {started.author} (thread {started.thread_id})")
    return DONE


COMMAND = Command(
    "new-thread",
    "start a thread",
    "BOARD --title T [TEXT] [--alias] [--tag TAG]... [--mentions WHAT] [--choice TEXT]... [--nonce WORD]",
    run,
    arguments,
    details="Without TEXT it is read from standard input. --alias: under a name that is mine in this thread only, and\n"
    "that nobody else can tell is me. --mentions: what is told before the text is opened. Two to ten --choice make a\n"
    "poll; --several lets more than one be chosen, --anonymous keeps no record of who chose what.",
)
