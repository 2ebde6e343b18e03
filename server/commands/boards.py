"""`boards`, `new-board NAME`: the parts of the forum."""

from __future__ import annotations

from server.commands.dispatch import DONE, Command, Invocation, Parser
from server.commands.forum_shown import board_fields, count
from store import boards


async def run(call: Invocation) -> int:
    """List them."""
    listing = await call.hub.do(call.actor, boards.listing)
    if call.as_json:
        call.output.json([board_fields(each) for each in listing])
    elif not listing:
        call.output.line("There is no board yet.")
    else:
        rows = []
        for each in listing:
            news = f"{count(each.unread)} unread" if each.unread else ""
            waits = f"{count(each.unanswered)} unanswered" if each.unanswered else ""
            rows.append((each.full_name, news, waits, each.description or each.title))
        call.output.columns(rows)
    return DONE


def new_arguments(parser: Parser) -> None:
    """A name, and what there is to say of it."""
    parser.add_argument("name")
    parser.add_argument("--circle", default="", metavar="CIRCLE")
    parser.add_argument("--title", default="", metavar="T")
    parser.add_argument("--description", default="", metavar="D")
    parser.add_argument("--starters", choices=boards.STARTERS, default=boards.STARTERS[0])
    parser.add_argument("--supporters", action="store_true")


async def run_new(call: Invocation) -> int:
    """Make one."""
    given = call.arguments
    board_id = await call.hub.do(
        call.actor,
        boards.create,
        name=str(given.name),
        circle=str(given.circle),
        title=str(given.title),
        description=str(given.description),
        starters=str(given.starters),
        supporters=bool(given.supporters),
    )
    name = f"{given.circle or 'hub'}/{given.name}"
    if call.as_json:
        call.output.json({"board": name, "id": board_id})
    else:
        call.output.line(f"{name} is there.")
    return DONE


COMMAND = Command("boards", "the boards of the forum", "", run)
NEW = Command(
    "new-board",
    "make a board, for who leads the circle or the hub",
    "NAME [--circle CIRCLE] [--title T] [--description D] [--starters members|leads] [--supporters]",
    run_new,
    new_arguments,
    details="Without --circle it is a board of the hub. --supporters: they read a board of the hub too.",
)
