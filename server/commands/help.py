"""`help [COMMAND]`: what can be done without the app."""

from __future__ import annotations

from server.commands.dispatch import DONE, Command, Invocation, Parser, explain
from store import members
from store.errors import NotFound
from store.policy import RULES


def arguments(parser: Parser) -> None:
    """One command's name, perhaps."""
    parser.add_argument("command", nargs="?")


async def run(call: Invocation) -> int:
    """List the commands, or explain one."""
    from server.commands.registry import COMMANDS

    if call.arguments.command:
        command = COMMANDS.get(str(call.arguments.command))
        if command is None:
            raise NotFound("There is no command of that name; `help` lists them all.")
        if call.as_json:
            call.output.json({"name": command.name, "usage": command.usage, "summary": command.summary})
        else:
            explain(command, call.output)
        return DONE
    if call.actor.kind == "member":
        role = (await call.hub.do(call.actor, members.me)).role
        usable = [each for each in COMMANDS.values() if each.needs is None or role in RULES[each.needs].roles]
    else:
        usable = [each for each in COMMANDS.values() if each.for_guests]
    if call.as_json:
        call.output.json(
            [{"name": each.name, "usage": each.usage, "summary": each.summary} for each in usable]
        )
        return DONE
    # Below one another: usages are long, and a column behind them would begin where no terminal reaches.
    for each in usable:
        call.output.line(f"{each.name} {each.usage}".rstrip())
        call.output.line(f"    {each.summary}")
    call.output.line()
    call.output.line("Every command takes --json and --help. Without a command, the app opens.")
    return DONE


COMMAND = Command("help", "what can be done here", "[COMMAND]", run, arguments, for_guests=True)
