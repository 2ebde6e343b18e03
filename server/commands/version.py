"""`version`: which Porchlight this is."""

from __future__ import annotations

from importlib.metadata import version

from server.commands.dispatch import DONE, Command, Invocation


async def run(call: Invocation) -> int:
    """Say the version."""
    number = version("porchlight-hub")
    if call.as_json:
        call.output.json({"name": "porchlight", "version": number})
    else:
        call.output.line(f"porchlight {number}")
    return DONE


COMMAND = Command("version", "which Porchlight this is", "", run, for_guests=True)
