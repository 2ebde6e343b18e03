"""`boards`, `new-board NAME`, `change-board BOARD`: the parts of the forum."""

from __future__ import annotations

from typing import Final

from server.commands.dispatch import DONE, Command, Invocation, Parser, WrongUsage
from server.commands.forum_shown import board_fields, count
from store import boards

YES_NO: Final = ("yes", "no")


def arguments(parser: Parser) -> None:
    """Those in use, or those that were archived."""
    parser.add_argument("--archived", action="store_true")


async def run(call: Invocation) -> int:
    """List them."""
    archived = bool(call.arguments.archived)
    listing = await call.hub.do(call.actor, boards.listing, archived=archived)
    if call.as_json:
        call.output.json([board_fields(each) for each in listing])
    elif not listing:
        call.output.line("No board was archived." if archived else "There is no board yet.")
    else:
        rows = []
        for each in listing:
            news = f"{count(each.unread)} unread" if each.unread else ""
            waits = f"{count(each.unanswered)} unanswered" if each.unanswered else ""
            about = each.description or each.title
            rows.append((each.full_name, news, waits, f"{about} (locked)" if each.locked else about))
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


def change_arguments(parser: Parser) -> None:
    """A board, and what shall be otherwise."""
    parser.add_argument("board")
    parser.add_argument("--title", metavar="T")
    parser.add_argument("--description", metavar="D")
    parser.add_argument("--place", type=int, metavar="N")
    parser.add_argument("--starters", choices=boards.STARTERS)
    parser.add_argument("--supporters", choices=YES_NO)
    parser.add_argument("--locked", choices=YES_NO)
    parser.add_argument("--archived", choices=YES_NO)


def _yes(given: str | None) -> bool | None:
    return None if given is None else given == YES_NO[0]


async def run_change(call: Invocation) -> int:
    """Change it, and say how it is now."""
    given = call.arguments
    changes = {
        "title": given.title,
        "description": given.description,
        "position": given.place,
        "starters": given.starters,
        "supporters": _yes(given.supporters),
        "locked": _yes(given.locked),
        "archived": _yes(given.archived),
    }
    if all(value is None for value in changes.values()):
        raise WrongUsage("say what to change; `change-board --help` lists it")
    # By its number from here on: what the name means may be another board's before this is done.
    before = await call.hub.do(call.actor, boards.one, board=str(given.board))
    await call.hub.do(call.actor, boards.change, board=before.id, **changes)
    after = await call.hub.do(call.actor, boards.one, board=before.id)
    if call.as_json:
        call.output.json(board_fields(after))
        return DONE
    started = "everybody who reads it" if after.starters == boards.STARTERS[0] else "those who look after it"
    states = [word for word, on in (("locked", after.locked), ("archived", after.archived)) if on]
    call.output.line(" ".join((f"{after.full_name}: {after.title}", *(f"({state})" for state in states))))
    if after.description:
        call.output.line(after.description)
    call.output.line(f"Threads are started by {started}.")
    if given.supporters is not None:
        call.output.line(
            "Supporters read it too, also what is there already."
            if _yes(given.supporters)
            else "It is no longer for supporters."
        )
    return DONE


COMMAND = Command("boards", "the boards of the forum", "[--archived]", run, arguments)
NEW = Command(
    "new-board",
    "make a board, for who leads the circle or the hub",
    "NAME [--circle CIRCLE] [--title T] [--description D] [--starters members|leads] [--supporters]",
    run_new,
    new_arguments,
    details="Without --circle it is a board of the hub. --supporters: they read a board of the hub too.",
)
CHANGE = Command(
    "change-board",
    "change a board, for who looks after it",
    "BOARD [--title T] [--description D] [--place N] [--starters members|leads] [--supporters yes|no]"
    " [--locked yes|no] [--archived yes|no]",
    run_change,
    change_arguments,
    details="--place: its place among its circle's boards, the smallest first. A locked board can be read, and only\n"
    "those who look after it add to it. An archived one leaves the lists, and can still be read. Whether supporters\n"
    "read a board of the hub, and what is archived, is for those who lead it.",
)
