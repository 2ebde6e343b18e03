"""`block [HANDLE]` and `unblock HANDLE`: whom I do not want to see; they are not told."""

from __future__ import annotations

from server.commands.dispatch import DONE, Command, Invocation, Parser
from store import blocks


def arguments(parser: Parser) -> None:
    """A handle, perhaps."""
    parser.add_argument("handle", nargs="?")


def one_handle(parser: Parser) -> None:
    """A handle."""
    parser.add_argument("handle")


async def run(call: Invocation) -> int:
    """Block somebody, or list whom I have blocked."""
    if call.arguments.handle:
        await call.hub.do(call.actor, blocks.block, handle=str(call.arguments.handle))
        if call.as_json:
            call.output.json({"handle": str(call.arguments.handle), "blocked": True})
        else:
            call.output.line("You no longer see them. They are not told.")
        return DONE
    blocked = await call.hub.do(call.actor, blocks.listing)
    if call.as_json:
        call.output.json(blocked)
    else:
        call.output.line("\n".join(blocked) or "You have blocked nobody.")
    return DONE


async def undo(call: Invocation) -> int:
    """See somebody again."""
    await call.hub.do(call.actor, blocks.unblock, handle=str(call.arguments.handle))
    if call.as_json:
        call.output.json({"handle": str(call.arguments.handle), "blocked": False})
    else:
        call.output.line("You see them again.")
    return DONE


COMMAND = Command("block", "no longer see somebody; whom I have blocked", "[HANDLE]", run, arguments)
UNBLOCK = Command("unblock", "see somebody again", "HANDLE", undo, one_handle)
