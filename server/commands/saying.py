"""What `post` and `dm` share: a text from the command line or from standard input, said in a room."""

from __future__ import annotations

from server.commands.dispatch import DONE, Invocation, Parser, text_argument
from server.output import iso
from store import chat
from store.rooms import RoomSummary


def arguments(parser: Parser) -> None:
    """What it answers, a word that makes it safe to repeat, and the text."""
    parser.add_argument("--reply-to", type=int, metavar="ID")
    parser.add_argument("--nonce", default="", metavar="WORD")
    text_argument(parser)


async def say(call: Invocation, room: RoomSummary, done: str) -> int:
    """Say it; the answer comes when it is on disk.

    Args:
        call: The command, with the arguments above.
        room: Where.
        done: The words before the room's name in the answer for people: "said in".
    """
    given = call.arguments
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
        call.output.line(f"{done} {room.name} ({posted.seq})")
    return DONE
