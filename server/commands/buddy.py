"""`buddy …` and `nudge`: find a buddy, agree, pause, part; and let them know that I think of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable
from typing import Final

from server.commands import noticed
from server.commands.dispatch import DONE, Command, Invocation, Parser, WrongUsage, keep
from store import pairs, words
from store.errors import NotFound
from store.pairs import Pair
from store.sight import spelled


def arguments(parser: Parser) -> None:
    """What to do, with whom, and the particulars."""
    parser.add_argument("what", nargs="?", default="", type=keep)
    parser.add_argument("rest", nargs="*", type=keep)
    for name in ("--working-on", "--interests", "--times"):
        parser.add_argument(name, metavar="TEXT")
    parser.add_argument("--contact", choices=("writing", "talking", "either"))
    parser.add_argument("--open", action="store_true", default=None)
    parser.add_argument("--close", dest="open", action="store_false")
    parser.add_argument("--until", default="", metavar="DAY")
    parser.add_argument("--days", metavar="mon,wed,fri")
    parser.add_argument("--per-week", type=int, metavar="K")
    parser.add_argument("--by", metavar="20:00")
    parser.add_argument("--note-after", type=int, metavar="HOURS")
    parser.add_argument("--buddy-after", type=int, metavar="HOURS")
    parser.add_argument("--mentor-after", type=int, metavar="HOURS")
    parser.add_argument("--mentor", metavar="HANDLE")


async def _mine(call: Invocation, handle: str) -> Pair:
    """The pair that is meant: by the buddy's handle, or the only one.

    Raises:
        NotFound: There is none, or none of that handle.
        WrongUsage: There are several, and none was named.
    """
    mine = await call.hub.do(call.actor, pairs.mine)
    wanted = spelled(handle)
    found = [pair for pair in mine if not wanted or pair.buddy == wanted]
    if not found:
        raise NotFound(
            "You have no such buddy." if wanted else "You have no buddy yet; `buddy cards` shows who looks."
        )
    if len(found) > 1:
        raise WrongUsage(f"say which buddy: {', '.join(pair.buddy for pair in found)}")
    return found[0]


def _one(call: Invocation) -> str:
    """The handle that the line names; '' for none."""
    return str(call.arguments.rest[0]) if call.arguments.rest else ""


def _handle(call: Invocation) -> str:
    """The handle that the line has to name.

    Raises:
        WrongUsage: It does not.
    """
    if not call.arguments.rest:
        raise WrongUsage("say whom: a handle")
    return str(call.arguments.rest[0])


def _say(call: Invocation, line: str, **fields: object) -> int:
    if call.as_json:
        call.output.json(fields)
    else:
        call.output.line(line)
    return DONE


async def overview(call: Invocation) -> int:
    """My buddies, and who asks."""
    mine = await call.hub.do(call.actor, pairs.mine)
    asking = await call.hub.do(call.actor, pairs.asking)
    if call.as_json:
        call.output.json(
            {
                "pairs": [noticed.pair_fields(pair) for pair in mine],
                "asked": [{"handle": each.handle, "words": each.words} for each in asking.asked],
                "proposals": [
                    {
                        "id": each.id,
                        "handle": each.handle,
                        "mentor": each.mentor,
                        "words": each.words,
                        "answered": each.answered,
                    }
                    for each in asking.proposals
                ],
                "waiting": [each.handle for each in asking.waiting],
            }
        )
        return DONE
    zone, now = await call.zone(), call.hub.clock()
    for pair in mine:
        call.output.line(pair.buddy)
        for line in noticed.due_lines(pair, zone, now):
            call.output.line(f"    {line}")
        for line in noticed.terms_lines(pair.terms, pair.buddy):
            call.output.line(f"    {line}")
        if pair.wish is not None:
            who = "You" if pair.wish.mine else pair.buddy
            call.output.line(f"    {who} would like to change that:")
            for line in noticed.terms_lines(pair.wish.terms, pair.buddy):
                call.output.line(f"        {line}")
            if not pair.wish.mine:
                call.output.line(f"    `buddy agree {pair.buddy}` or `buddy leave {pair.buddy}`")
    if not mine:
        call.output.line("You have no buddy yet. `buddy cards` shows who looks for one.")
    for each in asking.asked:
        call.output.line(f"{each.handle} would like to be your buddy. {each.words}".rstrip())
        call.output.line(f"    `buddy yes {each.handle}` or `buddy no {each.handle}`: a no is not told.")
    for proposal in asking.proposals:
        call.output.line(f"{proposal.mentor} thinks of {proposal.handle} for you. {proposal.words}".rstrip())
        call.output.line(
            "    You said yes; when they do too, you will see it here."
            if proposal.answered
            else f"    `buddy yes {proposal.handle}` or `buddy no {proposal.handle}`: a no is not told."
        )
    return DONE


async def cards(call: Invocation) -> int:
    """Who looks for a buddy."""
    found = await call.hub.do(call.actor, pairs.cards)
    if call.as_json:
        call.output.json([noticed.card_fields(card) for card in found])
    elif not found:
        call.output.line("Nobody looks for a buddy just now. `buddy card --open` lets others find you.")
    else:
        call.output.line("\n".join(noticed.card_lines(card) for card in found))
    return DONE


async def card(call: Invocation) -> int:
    """Show or write my own card."""
    given = call.arguments
    said = (given.working_on, given.interests, given.times, given.contact, given.open)
    if any(each is not None for each in said):
        mine = await call.hub.do(
            call.actor,
            pairs.put_card,
            working_on=given.working_on,
            interests=given.interests,
            times=given.times,
            contact=given.contact,
            open=given.open,
        )
    else:
        mine = await call.hub.do(call.actor, pairs.my_card)
    seen = (
        "People you share a circle with see it."
        if mine.open
        else "Nobody sees it yet; `buddy card --open` shows it."
    )
    if call.as_json:
        call.output.json(noticed.card_fields(mine))
    else:
        call.output.line(f"{noticed.card_lines(mine)}\n{seen}")
    return DONE


async def ask(call: Invocation) -> int:
    """Ask somebody."""
    handle = _handle(call)
    paired = await call.hub.do(
        call.actor, pairs.ask, handle=handle, words=call.verbatim(call.arguments.rest[1:])
    )
    line = (
        "You are buddies now."
        if paired
        else "They will see it, and answer when they like. If they do not, it is not about you."
    )
    return _say(call, line, handle=spelled(handle), paired=paired)


async def _answer(call: Invocation, *, yes: bool) -> int:
    """Answer somebody who asked, or a mentor's thought."""
    handle = _handle(call)
    asking = await call.hub.do(call.actor, pairs.asking)
    proposal = next((each for each in asking.proposals if each.handle == spelled(handle)), None)
    if proposal is not None and all(each.handle != proposal.handle for each in asking.asked):
        paired = await call.hub.do(call.actor, pairs.answer_proposal, proposal=proposal.id, yes=yes)
    else:
        paired = await call.hub.do(call.actor, pairs.answer, handle=handle, yes=yes)
    if paired:
        line = f"You are buddies now. Your room is buddy/{spelled(handle)}."
    elif yes:
        line = "Noted. When they say yes too, you will see it here."
    else:
        line = "That is fine, and it is not told."
    return _say(call, line, handle=spelled(handle), paired=paired)


async def yes(call: Invocation) -> int:
    """Say yes."""
    return await _answer(call, yes=True)


async def no(call: Invocation) -> int:
    """Say no; it is not told."""
    return await _answer(call, yes=False)


async def take_back(call: Invocation) -> int:
    """No longer ask somebody."""
    handle = _handle(call)
    await call.hub.do(call.actor, pairs.take_back, handle=handle)
    return _say(call, "You no longer ask them.", handle=spelled(handle), asked=False)


async def propose(call: Invocation) -> int:
    """A mentor thinks of two people."""
    given = call.arguments.rest
    if len(given) < 2:
        raise WrongUsage("say whom: two handles")
    one, other = str(given[0]), str(given[1])
    await call.hub.do(call.actor, pairs.propose, one=one, other=other, words=call.verbatim(given[2:]))
    return _say(
        call,
        "Both can say yes now. What they say is theirs: you will not be told of a no.",
        one=spelled(one),
        other=spelled(other),
    )


async def pause(call: Invocation) -> int:
    """Pause, without a reason."""
    pair = await _mine(call, _one(call))
    until = str(call.arguments.until)
    await call.hub.do(call.actor, pairs.pause, pair=pair.id, back_on=until)
    return _say(
        call,
        f"Paused{f' until {until}' if until else ''}. Nothing is due, and nobody is told anything.",
        buddy=pair.buddy,
        state="paused",
        back_on=until,
    )


async def resume(call: Invocation) -> int:
    """End my pause."""
    pair = await _mine(call, _one(call))
    await call.hub.do(call.actor, pairs.resume, pair=pair.id)
    now = await _mine(call, pair.buddy)
    return _say(call, "Welcome back.", buddy=pair.buddy, state=now.state)


async def well(call: Invocation) -> int:
    """Say that all is well, to one buddy or all."""
    handle = _one(call)
    pair = (await _mine(call, handle)).id if handle else None
    told = await call.hub.do(call.actor, pairs.all_well, pair=pair)
    return _say(
        call,
        "All well. Your buddy can see it." if told == 1 else "All well. Your buddies can see it.",
        told=told,
    )


async def part(call: Invocation) -> int:
    """Part, without a reason."""
    pair = await _mine(call, _handle(call))
    await call.hub.do(call.actor, pairs.part, pair=pair.id)
    return _say(call, words.note("parted", pair.buddy, ""), buddy=pair.buddy, state="parted")


async def terms(call: Invocation) -> int:
    """Show what we agreed to, or say what I would like."""
    given = call.arguments
    pair = await _mine(call, _one(call))
    wanted = pair.terms
    if given.days is not None:
        days = [word for word in str(given.days).lower().split(",") if word]
        if not set(days) <= set(noticed.WEEKDAYS):
            raise WrongUsage("days are written as mon,wed,fri")
        wanted = dataclasses.replace(
            wanted, days=tuple(sorted({noticed.WEEKDAYS.index(day) for day in days})), per_week=0
        )
    if given.per_week is not None:
        wanted = dataclasses.replace(wanted, days=(), per_week=given.per_week)
    if given.by is not None:
        wanted = dataclasses.replace(wanted, due=noticed.minutes(str(given.by)))
    for name in ("note_after", "buddy_after", "mentor_after"):
        hours = getattr(given, name)
        if hours is not None:
            wanted = dataclasses.replace(wanted, **{f"{name}_h": hours})
    if given.mentor is not None:
        wanted = dataclasses.replace(wanted, mentor=str(given.mentor))
    if wanted.mentor_after_h == 0:
        wanted = dataclasses.replace(wanted, mentor="")
    holds = True
    if wanted != pair.terms:
        holds = await call.hub.do(call.actor, pairs.change, pair=pair.id, terms=wanted)
    if call.as_json:
        call.output.json({"buddy": pair.buddy, "holds": holds, "terms": noticed.terms_fields(wanted)})
        return DONE
    for line in noticed.terms_lines(wanted, pair.buddy):
        call.output.line(line)
    if not holds:
        call.output.line(f"It holds once {pair.buddy} agrees.")
    return DONE


async def _settle(call: Invocation, *, agreed: bool) -> int:
    pair = await _mine(call, _one(call))
    wish = pair.wish if pair.wish is not None and not pair.wish.mine else None
    read = None if wish is None else wish.terms
    await call.hub.do(call.actor, pairs.agree_terms, pair=pair.id, yes=agreed, terms=read)
    if not agreed or read is None:
        return _say(call, "It stays as it was.", buddy=pair.buddy, agreed=agreed)
    # What it was that holds now: it may have changed since they last looked.
    said = "\n".join(["Agreed.", *noticed.terms_lines(read, pair.buddy)])
    return _say(call, said, buddy=pair.buddy, agreed=agreed, terms=noticed.terms_fields(read))


async def agree(call: Invocation) -> int:
    """Agree to the change that my buddy would like."""
    return await _settle(call, agreed=True)


async def leave(call: Invocation) -> int:
    """Leave it as it was."""
    return await _settle(call, agreed=False)


DEEDS: Final[dict[str, Callable[[Invocation], Awaitable[int]]]] = {
    "": overview,
    "cards": cards,
    "card": card,
    "ask": ask,
    "take-back": take_back,
    "yes": yes,
    "no": no,
    "propose": propose,
    "terms": terms,
    "agree": agree,
    "leave": leave,
    "well": well,
    "pause": pause,
    "resume": resume,
    "part": part,
}


async def run(call: Invocation) -> int:
    """Do what the first word says."""
    deed = DEEDS.get(str(call.arguments.what).lower())
    if deed is None:
        raise WrongUsage(f"there is {', '.join(name for name in DEEDS if name)}")
    return await deed(call)


def nudge_arguments(parser: Parser) -> None:
    """Whom, and in which words."""
    parser.add_argument("handle", nargs="?", default="", type=keep)
    parser.add_argument("--word", default="", choices=("", *words.NUDGES), metavar="WORD")


async def run_nudge(call: Invocation) -> int:
    """Let a buddy know that I think of them."""
    given = call.arguments
    pair = await _mine(call, str(given.handle))
    nudged = await call.hub.do(call.actor, pairs.nudge, pair=pair.id, word=str(given.word))
    said = words.NUDGES[str(given.word) or next(iter(words.NUDGES))]
    when = (
        "It is quiet time where they are; they will find it when that is over."
        if nudged.later
        else "It is with them."
    )
    return _say(call, f"“{said}” {when}", buddy=pair.buddy, text=said, later=nudged.later)


COMMAND = Command(
    "buddy",
    "your buddy: what is due, find one, pause, part",
    "[WHAT] [HANDLE] [TEXT]",
    run,
    arguments,
    details="buddy                          how it stands, and who asks you\n"
    "buddy cards                    who looks for a buddy\n"
    "buddy card [--open|--close] [--working-on T] [--interests T] [--times T] [--contact writing|talking|either]\n"
    "buddy ask HANDLE [TEXT]        then they say yes, or nothing; buddy take-back HANDLE\n"
    "buddy yes|no HANDLE            a no is not told\n"
    "buddy well [HANDLE]            all is well, without a check-in\n"
    "buddy pause [HANDLE] [--until DAY], buddy resume [HANDLE]\n"
    "buddy terms [HANDLE] [--days mon,wed,fri | --per-week K] [--by 20:00] [--note-after H] [--buddy-after H]\n"
    "      [--mentor HANDLE --mentor-after H]; then buddy agree|leave HANDLE\n"
    "buddy part HANDLE              without a reason; your room stays readable, neither sees the other's\n"
    "                               counters any longer, and you can ask each other again\n"
    "buddy propose ONE OTHER [TEXT] for mentors",
)
NUDGE = Command(
    "nudge",
    "let your buddy know that you think of them, once a day",
    "[HANDLE] [--word WORD]",
    run_nudge,
    nudge_arguments,
    details="\n".join(f"{name}: {said}" for name, said in words.NUDGES.items()),
)
