"""`delete ROOM ID`: take a message back."""

from __future__ import annotations

from server.commands.dispatch import DONE, Command, Invocation, Parser, WrongUsage
from store import chat, edits, rooms


def arguments(parser: Parser) -> None:
    """A room and a message."""
    parser.add_argument("room")
    parser.add_argument("seq", type=int)
    parser.add_argument("--reason", default="", metavar="R")


async def run(call: Invocation) -> int:
    """Delete it."""
    given = call.arguments
    room = await call.hub.do(call.actor, rooms.one, room=str(given.room))
    found = await call.hub.do(call.actor, chat.message, room=room.id, seq=given.seq)
    others = not found.deleted and found.author_id != call.actor.member_id
    if others and not str(given.reason).strip():
        may = await call.hub.do(call.actor, edits.moderates, room=room.id)
        # Who may not delete it is told so below, and not asked why.
        if may:
            raise WrongUsage("say why with --reason; whoever wrote it will read it")
    await call.hub.do(call.actor, edits.delete, room=room.id, seq=given.seq, reason=str(given.reason))
    if call.as_json:
        call.output.json({"room": room.name, "seq": given.seq, "deleted": True})
    else:
        call.output.line("Gone; a mark stays in its place.")
    return DONE


COMMAND = Command(
    "delete",
    "take a message of mine back",
    "ROOM ID [--reason R]",
    run,
    arguments,
    details="Who looks after the room may remove what others wrote, with a reason; its author finds it under `today`.",
)
