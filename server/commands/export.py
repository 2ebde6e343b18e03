"""`export`: all my data."""

from __future__ import annotations

from server.commands.dispatch import DONE, Command, Invocation
from store import export


async def run(call: Invocation) -> int:
    """Write it as one JSON value, with --json or without."""
    call.output.json(await call.hub.do(call.actor, export.mine))
    return DONE


COMMAND = Command("export", "all my data, as JSON", "", run)
