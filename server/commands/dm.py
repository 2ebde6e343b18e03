"""`dm HANDLE [TEXT]`: write to one person, or read what was said."""

from __future__ import annotations

from server.commands.dispatch import DONE, Command, Invocation, Parser, text_argument
from server.output import iso
from store import chat, rooms


def arguments(parser: Parser) -> None:
    """A handle and a text."""
    parser.add_argument("handle")
    parser.add_argument("--reply-to", type=int, metavar="ID")
    parser.add_argument("--nonce", default="", metavar="WORD")
    text_argument(parser)


async def run(call: Invocation) -> int:
    """Write it; the answer comes when it is on disk."""
    given = call.arguments
    room = await call.hub.do(call.actor, rooms.open_direct, handle=str(given.handle))
    posted = await call.hub.do(
        call.actor,
        chat.post,
        room=room.id,
        text=await call.text(given.text),
        nonce=str(given.nonce) or call.nonce(),
        reply_to=given.reply_to,
    )
    if call.as_json:
        call.output.json({"room": room.name, "seq": posted.seq, "at": iso(posted.at)})
    else:
        call.output.line(f"sent to {room.name} ({posted.seq})")
    return DONE


COMMAND = Command(
    "dm",
    "write to one person",
    "HANDLE [TEXT] [--reply-to ID] [--nonce WORD]",
    run,
    arguments,
    details="Without TEXT it is read from standard input. `read @HANDLE` shows what was said.",
)
