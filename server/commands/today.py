"""`today`: what is new, who waits for an answer, who is here."""

from __future__ import annotations

from server.commands.dispatch import DONE, Command, Invocation
from server.commands.forum_shown import count, thread_fields
from server.commands.rooms import fields
from server.output import iso, moment
from store import lifts, threads, today
from store.text import cut_cells


async def run(call: Invocation) -> int:
    """Write the letter that the app's Today is."""
    summary = await call.hub.do(call.actor, today.summary)
    lifted = await call.hub.do(call.actor, lifts.told)
    followed: list[threads.Thread] = []
    if not summary.me.rules_due:
        followed = await call.hub.do(call.actor, threads.digest)
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
                (f"  {each.room.name}", str(each.room.unread), f"{each.author}: {cut_cells(each.text, 60)}")
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


COMMAND = Command("today", "what is new, who waits, who is here", "", run)
