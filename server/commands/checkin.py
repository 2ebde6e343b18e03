"""`checkin …` and `checkins`: say how I am, to myself or to others; and look back."""

from __future__ import annotations

import datetime as dt
from typing import Final

from server.commands import noticed
from server.commands.dispatch import DONE, Command, Invocation, Parser, WrongUsage, keep, text_argument
from store import checkins, words
from store.checkins import TrendDay

TREND_DAYS: Final = 30


def arguments(parser: Parser) -> None:
    """How I am."""
    parser.add_argument("--mood", type=int, metavar="1-5")
    parser.add_argument("--urge", type=int, metavar="0-10")
    parser.add_argument("--kind", choices=checkins.KINDS)
    parser.add_argument("--audience", default="", metavar="WHO")
    parser.add_argument("--circle", default="", metavar="NAME")
    parser.add_argument("--scale", action="append", default=[], metavar="NAME=N")
    parser.add_argument("--reply", action="store_true")
    parser.add_argument("--tell", action="append", default=[], metavar="HANDLE")
    parser.add_argument("--answer", metavar="ID")
    parser.add_argument("--edit", metavar="ID")
    parser.add_argument("--delete", metavar="ID")
    parser.add_argument("--nonce", default="", metavar="WORD")
    text_argument(parser)


def scales(given: list[str]) -> dict[str, int] | None:
    """What was said of the hub's own scales; None: nothing.

    Raises:
        WrongUsage: One of them is not NAME=N.
    """
    found: dict[str, int] = {}
    for each in given:
        name, equals, value = each.rpartition("=")
        if not equals or value not in {"1", "2", "3", "4", "5"}:
            raise WrongUsage("a scale is answered as NAME=N, with N from 1 to 5")
        found[name] = int(value)
    return found or None


async def run(call: Invocation) -> int:
    """Check in; or change, take away, or answer a check-in."""
    given = call.arguments
    if given.delete:
        await call.hub.do(call.actor, checkins.delete, checkin=noticed.number(given.delete, "a check-in"))
        if call.as_json:
            call.output.json({"id": int(given.delete), "deleted": True})
        else:
            call.output.line("It is gone.")
        return DONE
    answered = scales(given.scale)
    # Standard input is read where it is asked for with -, and where nothing at all was said on the line.
    said = given.mood is not None or given.urge is not None or given.kind or answered or given.edit
    if [str(word) for word in given.text] == ["-"] or (not given.text and not said):
        text = await call.stdin.read(checkins.NOTE_CHARS * 2)
    else:
        text = call.verbatim(given.text)
    if given.answer:
        number = noticed.number(given.answer, "a check-in")
        posted = await call.hub.do(
            call.actor, checkins.reply, checkin=number, text=text, nonce=str(given.nonce) or call.nonce()
        )
        if call.as_json:
            call.output.json({"id": number, "seq": posted.seq})
        else:
            call.output.line("Your answer is with them.")
        return DONE
    if given.edit:
        done = await call.hub.do(
            call.actor,
            checkins.edit,
            checkin=noticed.number(given.edit, "a check-in"),
            mood=given.mood,
            urge=given.urge,
            kind=given.kind,
            note=text if given.text else None,
            wants_reply=True if given.reply else None,
            audience=str(given.audience),
            circle=str(given.circle),
            scales=answered,
            tell=given.tell or None,
        )
    else:
        done = await call.hub.do(
            call.actor,
            checkins.add,
            mood=given.mood,
            urge=given.urge,
            kind=given.kind,
            note=text,
            wants_reply=bool(given.reply),
            audience=str(given.audience),
            circle=str(given.circle),
            scales=answered,
            tell=given.tell,
            nonce=str(given.nonce) or call.nonce(),
        )
    if call.as_json:
        call.output.json(noticed.checkin_fields(done))
    else:
        call.output.line(noticed.checkin_lines(done, await call.zone(), call.hub.clock()))
    return DONE


def list_arguments(parser: Parser) -> None:
    """Whose, and how many."""
    parser.add_argument("--shared", action="store_true")
    parser.add_argument("--from", dest="author", default="", metavar="HANDLE")
    parser.add_argument("--limit", type=int, default=20, metavar="N")
    parser.add_argument("--trend", nargs="?", type=int, const=TREND_DAYS, metavar="DAYS")
    parser.add_argument("--default", metavar="WHO")
    parser.add_argument("--circle", default="", metavar="NAME")
    parser.add_argument("id", nargs="?", type=keep)


async def run_list(call: Invocation) -> int:
    """Show my check-ins, what others share with me, or my trend; or say whom mine are for."""
    given = call.arguments
    if given.default is not None:
        await call.hub.do(
            call.actor, checkins.set_defaults, audience=str(given.default), circle=str(given.circle)
        )
        chosen = await call.hub.do(call.actor, checkins.defaults)
        if call.as_json:
            call.output.json({"audience": chosen.audience, "circle": chosen.circle})
        else:
            called = f"circle {chosen.circle}" if chosen.circle else words.AUDIENCES[chosen.audience]
            call.output.line(f"From now on your check-ins are for {called}, when you do not say.")
        return DONE
    if given.trend is not None:
        return await _trend(call, max(1, min(int(given.trend), 400)))
    if given.id:
        number = noticed.number(str(given.id), "a check-in")
        found = [await call.hub.do(call.actor, checkins.one, checkin=number)]
    elif given.shared or given.author:
        found = await call.hub.do(
            call.actor, checkins.shared_with_me, limit=given.limit, author=str(given.author)
        )
    else:
        found = await call.hub.do(call.actor, checkins.mine, limit=given.limit)
    if call.as_json:
        call.output.json([noticed.checkin_fields(one) for one in found])
        return DONE
    if not found:
        shared = given.shared or given.author
        call.output.line(
            "Nobody has shared a check-in with you yet."
            if shared
            else "No check-ins yet. `checkin --mood 3` is one."
        )
    zone, now = await call.zone(), call.hub.clock()
    for one in found:
        call.output.line(noticed.checkin_lines(one, zone, now))
    return DONE


async def _trend(call: Invocation, days: int) -> int:
    zone = await call.zone()
    first = dt.datetime.fromtimestamp(call.hub.clock() / 1000, zone).date() - dt.timedelta(days=days - 1)
    found = await call.hub.do(call.actor, checkins.trend, since=first.isoformat())
    if call.as_json:
        call.output.json(
            [
                {
                    "day": one.day,
                    "count": one.count,
                    "mood": one.mood,
                    "urge": one.urge,
                    "scales": dict(one.scales),
                    "kinds": list(one.kinds),
                }
                for one in found
            ]
        )
        return DONE
    if not found:
        call.output.line("No check-ins in that time.")
        return DONE
    call.output.columns([_row(one) for one in found])
    called = {each.name: each for each in call.hub.config.checkins.scale}
    for name in dict(pair for one in found for pair in one.scales):
        if name in called:
            call.output.line(f"{name}: 1 {called[name].low}, 5 {called[name].high}")
    return DONE


def _row(one: TrendDay) -> tuple[str, ...]:
    mood = (
        ""
        if one.mood is None
        else f"mood {one.mood:.1f} {'#' * round(one.mood)}{'.' * (5 - round(one.mood))}"
    )
    urge = "" if one.urge is None else f"urge {one.urge:.1f}"
    more = "  ".join(f"{name} {value:.1f}" for name, value in one.scales)
    return (one.day, mood, urge, ", ".join(words.KINDS[kind] for kind in one.kinds), more)


COMMAND = Command(
    "checkin",
    "say how you are, for yourself, your buddy or a circle",
    "[--mood 1-5] [--urge 0-10] [--kind K] [--audience me|buddy|circle] [TEXT]",
    run,
    arguments,
    details="--kind steady|win|hard|setback  --circle NAME  --scale NAME=N  --reply (you would like one)\n"
    "--tell HANDLE lets somebody know, this time; nobody is told unless you pick them.\n"
    "--edit ID changes one of yours, --delete ID takes it away, --answer ID TEXT answers somebody's.\n"
    "TEXT - or nothing at all is read from standard input.",
)
LIST = Command(
    "checkins",
    "your check-ins, what others share with you, your trend",
    "[ID] [--shared] [--from HANDLE] [--limit N] [--trend [DAYS]] [--default me|buddy|circle]",
    run_list,
    list_arguments,
    details="--default says whom your check-ins are for when you do not say; --circle NAME names the circle.",
)
