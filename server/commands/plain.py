"""`plain [--always | --off]`: the line-by-line interface."""

from __future__ import annotations

from server.commands import words
from server.commands.dispatch import DONE, Command, Invocation, Parser, WrongUsage
from store import preferences


def arguments(parser: Parser) -> None:
    """Whether to begin so from now on."""
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--always", action="store_true")
    which.add_argument("--off", action="store_true")


def is_plain(line: str) -> bool:
    """Whether a command line opens the line-by-line interface, and so is a visit and not one command.

    Args:
        line: As the client gave it.
    """
    given = words.split(line[:64])
    return len(given) == 1 and given[0].lower() == "plain"


async def run(call: Invocation) -> int:
    """Talk line by line, or say how visits shall begin."""
    # The conversation runs commands, and this is one of them.
    from server.plain import words as said
    from server.plain.talk import Talk

    if call.arguments.always or call.arguments.off:
        await call.hub.do(call.actor, preferences.put, plain=bool(call.arguments.always))
        if call.as_json:
            call.output.json({"plain": bool(call.arguments.always)})
        else:
            call.output.line(said.ALWAYS if call.arguments.always else said.NO_LONGER)
        return DONE
    if call.as_json:
        raise WrongUsage("it is a conversation; programs use the other commands")
    await Talk(call).run()
    return DONE


COMMAND = Command(
    "plain",
    "the line-by-line interface, for screen readers and bad links",
    "[--always | --off]",
    run,
    arguments,
    details="--always begins every visit so, --off with the screens. In it, `help` says what can be typed.",
)
