"""`who [ROOM]`: who is here."""

from __future__ import annotations

from server.commands.dispatch import DONE, Command, Invocation, Parser
from store import presence


def arguments(parser: Parser) -> None:
    """A room, perhaps."""
    parser.add_argument("room", nargs="?")


async def run(call: Invocation) -> int:
    """List those who are here, of all that may be seen."""
    room = str(call.arguments.room) if call.arguments.room else None
    here = await call.hub.do(call.actor, presence.here, room=room)
    if call.as_json:
        call.output.json(
            [
                {"handle": each.handle, "name": each.name, "role": each.role.value, "state": each.state}
                for each in here
            ]
        )
    elif not here:
        call.output.line("Nobody is here just now. The light is on.")
    else:
        call.output.columns([(each.handle, each.name, each.role.value, each.state) for each in here])
    return DONE


COMMAND = Command("who", "who is here", "[ROOM]", run, arguments)
