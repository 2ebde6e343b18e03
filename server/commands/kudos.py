"""`kudos [HANDLE [TEXT]]`: a kind word to somebody, or those that came for me."""

from __future__ import annotations

from server.commands import noticed
from server.commands.dispatch import DONE, Command, Invocation, Parser, keep, text_argument
from server.output import moment
from store import kudos, words
from store.sight import spelled


def arguments(parser: Parser) -> None:
    """Whom, and what to say."""
    parser.add_argument("handle", nargs="?", type=keep)
    text_argument(parser)


async def run(call: Invocation) -> int:
    """Say something kind, or show what came."""
    given = call.arguments
    if given.handle:
        said = await call.text(given.text)
        await call.hub.do(call.actor, kudos.give, handle=str(given.handle), text=said)
        if call.as_json:
            call.output.json({"to": spelled(str(given.handle))})
        else:
            call.output.line("Sent. Thank you.")
        return DONE
    found = await call.hub.do(call.actor, kudos.received, all_of_them=True)
    if call.as_json:
        call.output.json([noticed.kudos_fields(one) for one in found])
        return DONE
    if not found:
        call.output.line("Nothing has come yet. `kudos HANDLE TEXT` makes somebody's day.")
    zone, now = await call.zone(), call.hub.clock()
    call.output.columns([(moment(one.at, zone, now), one.handle, one.text) for one in found])
    return DONE


COMMAND = Command(
    "kudos",
    "a kind word to somebody; those that came for you",
    "[HANDLE [TEXT]]",
    run,
    arguments,
    details="Without TEXT it is read from standard input. For example: " + " ".join(words.KUDOS),
)
