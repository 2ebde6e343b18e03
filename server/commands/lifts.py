"""`lifts`, `lift`, `lifted`: asking that an alias be lifted, deciding it, and being told of it."""

from __future__ import annotations

from server.commands.dispatch import DONE, Command, Invocation, Parser, WrongUsage, text_argument
from server.output import iso, moment
from store import lifts
from store.lifts import Lift
from store.policy import Capability


def _fields(lift: Lift) -> dict[str, object]:
    return {
        "id": lift.id,
        "alias": lift.alias,
        "thread": lift.thread_id,
        "title": lift.title,
        "board": lift.board,
        "reason": lift.reason,
        "asked_by": lift.asked_by,
        "asked_at": iso(lift.asked_at),
        "state": lift.state,
        "decided_by": lift.decided_by,
        "decided_at": iso(lift.decided_at),
    }


async def _show(call: Invocation, found: list[Lift], empty: str) -> int:
    if call.as_json:
        call.output.json([_fields(each) for each in found])
        return DONE
    if not found:
        call.output.line(empty)
    zone, now = await call.zone(), call.hub.clock()
    for each in found:
        decided = f", {each.state} by {each.decided_by}" if each.decided_by else ", waiting for a host"
        call.output.line(
            f"{each.id}. {each.alias} in thread {each.thread_id} ({each.title}): asked by {each.asked_by}"
            f" {moment(each.asked_at, zone, now)}{decided}"
        )
        reason = each.reason.replace("\n", "\n    ")
        call.output.line(f"    {reason}")
    return DONE


async def run_waiting(call: Invocation) -> int:
    """List what waits for a host."""
    return await _show(call, await call.hub.do(call.actor, lifts.waiting), "Nothing waits for you.")


async def run_mine(call: Invocation) -> int:
    """List what I asked or decided."""
    return await _show(call, await call.hub.do(call.actor, lifts.mine), "You have asked for none.")


def ask_arguments(parser: Parser) -> None:
    """A post and why."""
    parser.add_argument("thread", type=int)
    parser.add_argument("seq", type=int)
    text_argument(parser, "reason")


async def run_ask(call: Invocation) -> int:
    """Ask."""
    given = call.arguments
    reason = await call.text(given.reason, chars=lifts.REASON_CHARS)
    lift = await call.hub.do(call.actor, lifts.ask, thread=given.thread, seq=given.seq, reason=reason)
    if call.as_json:
        call.output.json({"id": lift})
    else:
        call.output.line(f"A host will decide ({lift}). The author reads your reason if it is agreed to.")
    return DONE


def decide_arguments(parser: Parser) -> None:
    """Which, and how."""
    parser.add_argument("lift", type=int)
    parser.add_argument("answer", choices=("agree", "decline"))


async def run_decide(call: Invocation) -> int:
    """Decide."""
    given = call.arguments
    agreed = given.answer == "agree"
    await call.hub.do(call.actor, lifts.decide, lift=given.lift, consent=agreed)
    if call.as_json:
        call.output.json({"id": given.lift, "state": "consented" if agreed else "declined"})
    else:
        call.output.line("The author has been told." if agreed else "Declined.")
    return DONE


def one_argument(parser: Parser) -> None:
    """Which."""
    parser.add_argument("lift", type=int)


async def run_read(call: Invocation) -> int:
    """Read who it is; that is written down."""
    handle = await call.hub.do(call.actor, lifts.reveal, lift=call.arguments.lift)
    if call.as_json:
        call.output.json({"id": call.arguments.lift, "author": handle})
    else:
        call.output.line(f"{handle} (that you read this is in the audit trail)")
    return DONE


def told_arguments(parser: Parser) -> None:
    """Whether a notice was read."""
    parser.add_argument("--seen", type=int, metavar="ID")
    parser.add_argument("--all", dest="everything", action="store_true")


async def run_told(call: Invocation) -> int:
    """Show which of my aliases were lifted, or take a notice for read."""
    given = call.arguments
    if given.seen is not None:
        if given.everything:
            raise WrongUsage("--seen and --all are two things")
        await call.hub.do(call.actor, lifts.acknowledge, lift=given.seen)
    told = await call.hub.do(call.actor, lifts.told, everything=bool(given.everything))
    return await _show(call, told, "No alias of yours was lifted.")


WAITING = Command(
    "lifts", "requests to lift an alias that wait for a host", "", run_waiting, needs=Capability.LIFT_DECIDE
)
MINE = Command(
    "my-lifts", "requests to lift an alias that I made or decided", "", run_mine, needs=Capability.LIFT_ASK
)
ASK = Command(
    "lift",
    "ask that an alias be lifted",
    "THREAD N REASON",
    run_ask,
    ask_arguments,
    details="For mentors. A host has to agree, and the author is told, with the reason.",
    needs=Capability.LIFT_ASK,
)
DECIDE = Command(
    "decide-lift",
    "agree to lift an alias, or not",
    "ID agree|decline",
    run_decide,
    decide_arguments,
    needs=Capability.LIFT_DECIDE,
)
READ = Command(
    "read-lift", "read who is behind a lifted alias", "ID", run_read, one_argument, needs=Capability.LIFT_ASK
)
TOLD = Command(
    "lifted",
    "whether an alias of mine was lifted, by whom and why",
    "[--seen ID | --all]",
    run_told,
    told_arguments,
)
