"""`react ROOM ID KIND`: answer a message without words; the same again takes it back."""

from __future__ import annotations

from server.commands.dispatch import DONE, Command, Invocation, Parser, WrongUsage, text_argument
from store import reactions, rooms


def arguments(parser: Parser) -> None:
    """A room, a message, a reaction."""
    parser.add_argument("room")
    parser.add_argument("seq", type=int)
    text_argument(parser, "kind")


async def run(call: Invocation) -> int:
    """Give it, or take it back."""
    given = call.arguments
    kind = call.verbatim(given.kind).strip()
    if not kind:
        raise WrongUsage(f"say which: an emoji, or one of {', '.join(call.hub.config.chat.reactions)}")
    room = await call.hub.do(call.actor, rooms.one, room=str(given.room))
    on = await call.hub.do(call.actor, reactions.toggle, room=room.id, seq=given.seq, kind=kind)
    if call.as_json:
        call.output.json({"room": room.name, "seq": given.seq, "kind": kind, "given": on})
    else:
        call.output.line("given" if on else "taken back")
    return DONE


COMMAND = Command("react", "answer a message without words, or take it back", "ROOM ID KIND", run, arguments)
