"""`today`: what is new, who waits for an answer, who is here."""

from __future__ import annotations

from datetime import tzinfo

from server.commands import noticed
from server.commands.dispatch import DONE, Command, Invocation, Parser
from server.commands.forum_shown import count, thread_fields
from server.commands.rooms import fields
from server.output import iso, moment
from store import kudos, lifts, notes, noticing, threads, today, words
from store.text import cut_cells
from tui.rooms import count_label


def arguments(parser: Parser) -> None:
    """Whether what was left for me goes when I have read it."""
    parser.add_argument("--seen", action="store_true")


async def run(call: Invocation) -> int:
    """Write the letter that the app's Today is."""
    summary = await call.hub.do(call.actor, today.summary)
    lifted = await call.hub.do(call.actor, lifts.told)
    followed: list[threads.Thread] = []
    if not summary.me.rules_due:
        followed = await call.hub.do(call.actor, threads.digest)
    noticed_now = await call.hub.do(call.actor, noticing.today)
    if call.arguments.seen:
        # Reading alone takes nothing away: a script is not a person.
        await call.hub.do(call.actor, notes.seen, notes=[each.id for each in noticed_now.notes])
        await call.hub.do(call.actor, kudos.seen, kudos=[each.id for each in noticed_now.kudos])
    if call.as_json:
        call.output.json(
            {
                "handle": summary.me.handle,
                "rules_due": summary.me.rules_due,
                "seen_at": iso(summary.seen_at),
                "unread": [
                    {**fields(each.room), "author": each.author, "text": each.text} for each in summary.unread
                ],
                "waiting": [
                    {"room": each.room.name, "author": each.author, "text": each.text, "at": iso(each.at)}
                    for each in summary.waiting
                ],
                "threads": [thread_fields(each) for each in followed],
                "lifted": [each.id for each in lifted],
                "here": [each.handle for each in summary.here],
                "buddies": [noticed.pair_fields(each) for each in noticed_now.pairs],
                "asks": noticed_now.asks,
                "notes": [noticed.note_fields(each) for each in noticed_now.notes],
                "kudos": [noticed.kudos_fields(each) for each in noticed_now.kudos],
                "shared": [noticed.checkin_fields(each) for each in noticed_now.shared],
                "routines": noticed_now.routines,
                "steps": noticed_now.steps,
                "checked_in": noticed_now.checked_in,
            }
        )
        return DONE
    call.output.line(f"Hello, {summary.me.handle}.")
    if summary.me.rules_due:
        call.output.line("The rules of the hub have changed; `rules` shows them.")
        return DONE
    zone, now = await call.zone(), call.hub.clock()
    for each_lift in lifted:
        call.output.line(
            f"\n{each_lift.asked_by} and {each_lift.decided_by} have learned that you are {each_lift.alias}"
            f" in thread {each_lift.thread_id}. `lifted` says why."
        )
    _buddies(call, noticed_now, zone, now)
    if summary.waiting:
        call.output.line("\nWaiting for a reply")
        call.output.columns(
            [
                (f"  {each.author}", moment(each.at, zone, now), cut_cells(each.text, 60))
                for each in summary.waiting
            ]
        )
    if summary.unread:
        call.output.line("\nNew in your rooms")
        call.output.columns(
            [
                (
                    f"  {each.room.name}",
                    count_label(each.room.unread),
                    f"{each.author}: {cut_cells(each.text, 60)}",
                )
                for each in summary.unread
            ]
        )
    if followed:
        call.output.line("\nNew in threads that you follow")
        call.output.columns(
            [
                (f"  {each.id}", f"{count(each.unread)} new", f"{each.last_author or 'someone'}", each.title)
                for each in followed
            ]
        )
    if not summary.unread and not summary.waiting and not followed:
        call.output.line("You are all caught up.")
    others = [each.handle for each in summary.here if each.handle != summary.me.handle]
    if others:
        call.output.line(f"\nHere now: {', '.join(others)}")
    return DONE


def _buddies(call: Invocation, now_noticed: noticing.Noticed, zone: tzinfo, now: int) -> None:
    """What there is of buddies, check-ins and goals; nothing where there is nothing."""
    rows = [
        (f"  {'' if at else pair.buddy}", line)
        for pair in now_noticed.pairs
        for at, line in enumerate(noticed.due_lines(pair, zone, now))
    ]
    if rows:
        call.output.line("\nYou and your buddies" if len(now_noticed.pairs) > 1 else "\nYou and your buddy")
        call.output.columns(rows)
    if now_noticed.asks:
        call.output.line("\nSomebody would like to be your buddy; `buddy` shows it.")
    if now_noticed.notes or now_noticed.kudos:
        call.output.line("\nFor you")
    for note in now_noticed.notes:
        call.output.line(f"  {words.note(note.kind, note.other, note.word)}")
    for one in now_noticed.kudos:
        call.output.line(f"  {one.handle}: {one.text}")
    if now_noticed.shared:
        call.output.line("\nShared with you")
        for checkin in now_noticed.shared:
            call.output.line("  " + noticed.checkin_lines(checkin, zone, now).replace("\n", "\n  "))
    todo = [f"  [{'x' if one.done else ' '}] {one.title}" for one in now_noticed.routines]
    todo += [f"  [ ] {step.title} ({step.goal})" for step in now_noticed.steps]
    if todo:
        call.output.line("\nSmall things")
        call.output.line("\n".join(todo))


COMMAND = Command(
    "today",
    "what is new, who waits, who is here",
    "[--seen]",
    run,
    arguments,
    details='--seen: what is under "For you" is shown once more, and then it goes.',
)
