"""`goals`, `goal …` and `routines …`: small steps, cheers, and what I do each day or week."""

from __future__ import annotations

from server.commands import noticed
from server.commands.dispatch import DONE, Command, Invocation, Parser, WrongUsage, keep
from server.commands.words import Word
from store import goals, routines, words
from store.goals import Goal


def list_arguments(parser: Parser) -> None:
    """Whose."""
    parser.add_argument("--shared", action="store_true")
    parser.add_argument("--archived", action="store_true")


async def run_list(call: Invocation) -> int:
    """List my goals, or those that others share with me."""
    if call.arguments.shared:
        found = await call.hub.do(call.actor, goals.shared_with_me)
    else:
        found = await call.hub.do(call.actor, goals.mine, archived=bool(call.arguments.archived))
    if call.as_json:
        call.output.json([noticed.goal_fields(one) for one in found])
    elif not found:
        call.output.line("No goals here yet. `goal add TITLE` sets one.")
    else:
        call.output.columns([noticed.goal_line(one) for one in found])
    return DONE


def arguments(parser: Parser) -> None:
    """Which goal, what to do, and the particulars."""
    parser.add_argument("which", type=keep)
    parser.add_argument("rest", nargs="*", type=keep)
    parser.add_argument("--why", metavar="TEXT")
    parser.add_argument("--by", metavar="DAY")
    parser.add_argument("--audience", default="", metavar="WHO")
    parser.add_argument("--circle", default="", metavar="NAME")
    parser.add_argument("--step", action="append", default=[], metavar="TITLE")


async def run(call: Invocation) -> int:
    """Show a goal, set one, or do something with one."""
    given = call.arguments
    if str(given.which) == "add":
        goal = await call.hub.do(
            call.actor,
            goals.add,
            title=call.verbatim(given.rest),
            why=given.why or "",
            by_day=given.by or "",
            audience=str(given.audience) or "me",
            circle=str(given.circle),
            steps=given.step,
        )
        return _show(call, goal)
    number = noticed.number(str(given.which), "a goal")
    what = str(given.rest[0]) if given.rest else "show"
    more = given.rest[1:]
    if what == "delete":
        await call.hub.do(call.actor, goals.delete, goal=number)
        if call.as_json:
            call.output.json({"id": number, "deleted": True})
        else:
            call.output.line("It is gone.")
        return DONE
    return _show(call, await _do(call, number, what, more))


async def _do(call: Invocation, number: int, what: str, more: list[Word]) -> Goal:
    given, hub, actor = call.arguments, call.hub, call.actor
    if what == "show":
        if given.why is None and given.by is None and not given.audience:
            return await hub.do(actor, goals.one, goal=number)
        return await hub.do(
            actor,
            goals.edit,
            goal=number,
            why=given.why,
            by_day=given.by,
            audience=str(given.audience),
            circle=str(given.circle),
        )
    if what == "step":
        return await hub.do(
            actor,
            goals.add_step,
            goal=number,
            title=call.verbatim(more),
            by_day=given.by or "",
        )
    if what in {"done", "undo"} and more:
        step = noticed.number(str(more[0]), "a step")
        return await hub.do(actor, goals.change_step, step=step, done=what == "done")
    if what in {"done", "undo"}:
        return await hub.do(actor, goals.edit, goal=number, done=what == "done")
    if what in {"archive", "unarchive"}:
        return await hub.do(actor, goals.edit, goal=number, archived=what == "archive")
    if what == "carry":
        return await hub.do(actor, goals.carry_over, goal=number, to_day=given.by or "")
    if what == "cheer":
        return await hub.do(actor, goals.cheer, goal=number, word=str(more[0]) if more else "")
    raise WrongUsage("there is step, done, undo, carry, archive, unarchive, cheer, delete")


def _show(call: Invocation, goal: Goal) -> int:
    if call.as_json:
        call.output.json(noticed.goal_fields(goal))
        return DONE
    call.output.line("  ".join(part for part in noticed.goal_line(goal) if part))
    if goal.why:
        call.output.line(f"    {goal.why}")
    for step in goal.steps:
        mark = "x" if step.done_at is not None else " "
        call.output.line(
            f"    [{mark}] {step.title}{f', by {step.by_day}' if step.by_day else ''}  [{step.id}]"
        )
    for cheer in goal.cheers:
        call.output.line(f"    {cheer.handle}: {words.CHEERS[cheer.word]}")
    return DONE


def routine_arguments(parser: Parser) -> None:
    """What to do, with which."""
    parser.add_argument("what", nargs="?", default="list", choices=("list", "add", "done", "undo", "delete"))
    parser.add_argument("rest", nargs="*", type=keep)
    parser.add_argument("--weekly", action="store_true")
    parser.add_argument("--day", default="", metavar="DAY")


async def run_routines(call: Invocation) -> int:
    """List my routines, begin one, or mark one as done."""
    given = call.arguments
    if given.what == "add":
        await call.hub.do(
            call.actor,
            routines.add,
            title=call.verbatim(given.rest),
            every="week" if given.weekly else "day",
        )
    elif given.what != "list":
        if not given.rest:
            raise WrongUsage("say which routine, by its number")
        number = noticed.number(str(given.rest[0]), "a routine")
        if given.what == "delete":
            await call.hub.do(call.actor, routines.delete, routine=number)
        else:
            await call.hub.do(
                call.actor, routines.mark, routine=number, done=given.what == "done", day=str(given.day)
            )
    mine = await call.hub.do(call.actor, routines.mine)
    if call.as_json:
        call.output.json(mine)
    elif not mine:
        call.output.line("No routines yet. `routines add TITLE` begins one.")
    else:
        call.output.columns(
            [
                (
                    "[x]" if one.done else "[ ]",
                    one.title,
                    "weekly" if one.every == "week" else "daily",
                    f"{one.kept} of the last {one.of}",
                    f"[{one.id}]",
                )
                for one in mine
            ]
        )
    return DONE


LIST = Command(
    "goals",
    "your goals, and those that others share with you",
    "[--shared] [--archived]",
    run_list,
    list_arguments,
)
COMMAND = Command(
    "goal",
    "one goal: its steps, cheers; set one",
    "ID [WHAT] | add TITLE",
    run,
    arguments,
    details="goal add TITLE [--why T] [--by DAY] [--audience me|buddy|circle] [--circle NAME] [--step TITLE]…\n"
    "goal ID                        show it; with --why, --by or --audience change it\n"
    "goal ID step TITLE [--by DAY]  add a small step\n"
    "goal ID done [STEP]            the goal, or a step; undo takes it back\n"
    "goal ID carry [--by DAY]       carry over what is open to another day\n"
    f"goal ID cheer [WORD]           {', '.join(words.CHEERS)}\n"
    "goal ID archive|unarchive|delete",
)
ROUTINES = Command(
    "routines",
    "small things for each day or week",
    "[add TITLE [--weekly] | done ID | undo ID | delete ID] [--day DAY]",
    run_routines,
    routine_arguments,
)
