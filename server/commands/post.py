"""`post ROOM [TEXT]`: say something in a room."""

from __future__ import annotations

from server.commands.dispatch import DONE, Command, Invocation, Parser, text_argument
from server.output import iso
from store import chat, rooms


def arguments(parser: Parser) -> None:
    """A room and a text."""
    parser.add_argument("room")
    parser.add_argument("--reply-to", type=int, metavar="ID")
    parser.add_argument("--nonce", default="", metavar="WORD")
    text_argument(parser)


async def run(call: Invocation) -> int:
    """Say it; the answer comes when it is on disk."""
    given = call.arguments
    # A room that is not there is told before standard input is waited for.
    room = await call.hub.do(call.actor, rooms.one, room=str(given.room))
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
        call.output.line(f"said in {room.name} ({posted.seq})")
    return DONE


COMMAND = Command(
    "post",
    "say something in a room",
    "ROOM [TEXT] [--reply-to ID] [--nonce WORD]",
    run,
    arguments,
    details="Without TEXT it is read from standard input. The same --nonce again says nothing twice.\n"
    "TEXT that begins with - goes after --.",
)
