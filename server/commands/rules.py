"""`rules [--acknowledge VERSION]`: the hub's rules."""

from __future__ import annotations

from server.commands.dispatch import DONE, Command, Invocation, Parser
from store import members


def arguments(parser: Parser) -> None:
    """The version that was read."""
    parser.add_argument("--acknowledge", type=int, metavar="VERSION")


async def run(call: Invocation) -> int:
    """Show them, or say that they were read."""
    rules = call.hub.config.rules
    if call.arguments.acknowledge is not None:
        await call.hub.do(call.actor, members.acknowledge_rules, version=call.arguments.acknowledge)
    due = (await call.hub.do(call.actor, members.me)).rules_due
    if call.as_json:
        call.output.json({"version": rules.version, "acknowledged": not due, "text": rules.text})
        return DONE
    if call.arguments.acknowledge is None:
        call.output.line(rules.text)
        call.output.line()
    if due:
        call.output.line(f"When you have read them: rules --acknowledge {rules.version}")
    else:
        call.output.line(f"Version {rules.version}. You have acknowledged them. Thank you.")
    return DONE


COMMAND = Command("rules", "the hub's rules", "[--acknowledge VERSION]", run, arguments)
