"""`counters …`, `milestones …` and `card ID`: days that I keep count of, and what I mark."""

from __future__ import annotations

from typing import Final

from server.commands import noticed
from server.commands.dispatch import DONE, Command, Invocation, Parser, WrongUsage, keep
from store import counters, keepsake, members, milestones


def counter_arguments(parser: Parser) -> None:
    """What to do, with which."""
    parser.add_argument(
        "what",
        nargs="?",
        default="list",
        choices=("list", "add", "setback", "undo", "start", "share", "archive", "unarchive", "delete"),
    )
    parser.add_argument("rest", nargs="*", type=keep)
    parser.add_argument("--since", default="", metavar="DAY")
    parser.add_argument("--day", default="", metavar="DAY")
    parser.add_argument("--shared", action="store_true")


async def run_counters(call: Invocation) -> int:
    """List counters, begin one, note a setback, or share one."""
    given, hub, actor = call.arguments, call.hub, call.actor
    if given.what == "add":
        await hub.do(actor, counters.add, name=call.verbatim(given.rest), started_on=str(given.since))
    elif given.what != "list":
        if not given.rest:
            raise WrongUsage("say which counter, by its number")
        number = noticed.number(str(given.rest[0]), "a counter")
        if given.what in {"setback", "undo"}:
            await hub.do(
                actor, counters.setback, counter=number, day=str(given.day), undo=given.what == "undo"
            )
        elif given.what == "start":
            await hub.do(actor, counters.edit, counter=number, started_on=str(given.since or given.day))
        elif given.what == "share":
            await hub.do(
                actor, counters.share, counter=number, handles=[str(each) for each in given.rest[1:]]
            )
        elif given.what == "delete":
            await hub.do(actor, counters.delete, counter=number)
        else:
            await hub.do(actor, counters.edit, counter=number, archived=given.what == "archive")
    found = await hub.do(actor, counters.shared_with_me if given.shared else counters.mine)
    if call.as_json:
        call.output.json([noticed.counter_fields(one) for one in found])
    elif not found:
        call.output.line(
            "Nobody has shared a counter with you."
            if given.shared
            else "No counters yet. `counters add NAME --since DAY` begins one; it is yours alone."
        )
    else:
        call.output.columns([noticed.counter_line(one) for one in found])
    return DONE


def arguments(parser: Parser) -> None:
    """What to do, and the particulars."""
    parser.add_argument("what", nargs="?", default="list", choices=("list", "add", "delete"))
    parser.add_argument("rest", nargs="*", type=keep)
    parser.add_argument("--shared", action="store_true")
    parser.add_argument("--words", default="", metavar="TEXT")
    parser.add_argument("--day", default="", metavar="DAY")
    parser.add_argument("--counter", metavar="ID")
    parser.add_argument("--room", metavar="ROOM")


ANNOUNCED: Final = "/me marks something today: {title}. There is a card to sign: `card {id}`"
"""What is said in a room where a milestone is announced."""


async def run(call: Invocation) -> int:
    """List milestones, mark one, or take one away."""
    given, hub, actor = call.arguments, call.hub, call.actor
    if given.what == "add":
        title = call.verbatim(given.rest)
        made = await hub.do(
            actor,
            milestones.add,
            title=title,
            words=str(given.words),
            day=str(given.day),
            counter=0 if given.counter is None else noticed.number(str(given.counter), "a counter"),
            room=None if given.room is None else str(given.room),
            # The title may hold anything, also braces: put in as it is, and only then the card's number.
            say="" if given.room is None else ANNOUNCED.replace("{title}", title.replace("{id}", "")),
        )
        if call.as_json:
            call.output.json(noticed.milestone_fields(made))
        else:
            call.output.line(keepsake.draw(made))
            call.output.line(f"card {made.id}{'' if made.room_id else ': yours alone'}")
        return DONE
    if given.what == "delete":
        if not given.rest:
            raise WrongUsage("say which milestone, by its number")
        number = noticed.number(str(given.rest[0]), "a milestone")
        await hub.do(actor, milestones.delete, milestone=number)
        if call.as_json:
            call.output.json({"id": number, "deleted": True})
        else:
            call.output.line("It is gone.")
        return DONE
    found = await (
        hub.do(actor, milestones.shared_with_me) if given.shared else hub.do(actor, milestones.mine)
    )
    if call.as_json:
        call.output.json([noticed.milestone_fields(one) for one in found])
    elif not found:
        call.output.line("No milestones here yet. `milestones add TITLE` marks something.")
    else:
        call.output.columns(
            [
                (
                    one.day,
                    one.title if one.mine else f"{one.owner}: {one.title}",
                    f"{one.days} days" if one.days else "",
                    f"{len(one.signatures)} signed" if one.signatures else "",
                    f"[{one.id}]",
                )
                for one in found
            ]
        )
    return DONE


def card_arguments(parser: Parser) -> None:
    """Which card, and how."""
    parser.add_argument("id", type=keep)
    parser.add_argument("--sign", metavar="TEXT")
    parser.add_argument("--ascii", action="store_true")
    parser.add_argument("--width", type=int, default=keepsake.WIDTH, metavar="CELLS")


async def run_card(call: Invocation) -> int:
    """Print a card, or sign it."""
    given = call.arguments
    number = noticed.number(str(given.id), "a card")
    earlier = ""
    if given.sign is not None:
        before = await call.hub.do(call.actor, milestones.one, milestone=number)
        handle = (await call.hub.do(call.actor, members.me)).handle
        earlier = next((each.text for each in before.signatures if each.handle == handle), "")
        card = await call.hub.do(call.actor, milestones.sign, milestone=number, text=str(given.sign))
    else:
        card = await call.hub.do(call.actor, milestones.one, milestone=number)
    if call.as_json:
        call.output.json(noticed.milestone_fields(card))
    else:
        width = max(keepsake.NARROWEST, min(int(given.width), 120))
        call.output.line(keepsake.draw(card, width=width, ascii=bool(given.ascii)))
        if earlier and str(given.sign).strip():
            call.output.line(f"What you wrote before was replaced: “{earlier}”")
    return DONE


COUNTERS = Command(
    "counters",
    "days you keep count of",
    "[add NAME [--since DAY] | setback ID [--day DAY] | share ID HANDLE… | start ID --since DAY] [--shared]",
    run_counters,
    counter_arguments,
    details="A setback begins a new run; the days in all and the longest run stay. Nobody is told.\n"
    "share ID with no handle shares it with nobody; undo ID takes a setback back; archive, unarchive, delete ID.",
)
COMMAND = Command(
    "milestones",
    "what you marked; mark something",
    "[add TITLE [--words TEXT] [--day DAY] [--counter ID] [--room ROOM] | delete ID] [--shared]",
    run,
    arguments,
    details="It is yours alone, unless --room names a room of yours: there it is announced, and others can sign.",
)
CARD = Command(
    "card",
    "the card of a milestone, to keep or to sign",
    "ID [--sign TEXT] [--ascii] [--width CELLS]",
    run_card,
    card_arguments,
)
