"""`reply THREAD [TEXT]`: write in a thread."""

from __future__ import annotations

from server.commands.dispatch import DONE, Command, Invocation, Parser, text_argument
from server.output import iso
from store import posts, threads


def arguments(parser: Parser) -> None:
    """A thread and a text."""
    parser.add_argument("thread", type=int)
    name = parser.add_mutually_exclusive_group()
    name.add_argument("--alias", action="store_true")
    name.add_argument("--as-me", action="store_true")
    parser.add_argument("--reply-to", type=int, metavar="N")
    parser.add_argument("--nonce", default="", metavar="WORD")
    text_argument(parser)


async def run(call: Invocation) -> int:
    """Write it; the answer comes when it is on disk."""
    given = call.arguments
    # A thread that is not there is told before standard input is waited for.
    opened = await call.hub.do(call.actor, threads.one, thread=given.thread)
    added = await call.hub.do(
        call.actor,
        posts.add,
        thread=given.thread,
        text=await call.text(given.text, chars=call.hub.config.limits.post_chars),
        # Whoever is somebody else in this thread stays so, unless they say that they mean their own name.
        alias=bool(given.alias or (opened.my_alias and not given.as_me)),
        reply_to=given.reply_to,
        nonce=str(given.nonce) or call.nonce(),
    )
    if call.as_json:
        call.output.json(
            {"thread": added.thread_id, "seq": added.seq, "author": added.author, "at": iso(added.at)}
        )
    else:
        call.output.line(f"written in thread {opened.thread.id} as {added.author} ({added.seq})")
    return DONE


COMMAND = Command(
    "reply",
    "write in a thread",
    "THREAD [TEXT] [--alias | --as-me] [--reply-to N] [--nonce WORD]",
    run,
    arguments,
    details="Without TEXT it is read from standard input. --alias: under the name that is mine in this thread only;\n"
    "in a thread where I have one it is used without asking. --as-me: under my handle all the same.",
)
