"""`thread ID`: a whole thread as text fit for a pager."""

from __future__ import annotations

from collections.abc import AsyncIterator

from server.commands.dispatch import DONE, Command, Invocation, Parser
from server.commands.forum_shown import age, post_fields, post_lines, thread_fields
from store import folds, posts, threads


def arguments(parser: Parser) -> None:
    """A thread, and which part of it."""
    parser.add_argument("thread", type=int)
    parser.add_argument("--from", dest="first", type=int, metavar="N")
    parser.add_argument("--limit", type=int, default=0, metavar="N")
    parser.add_argument("--unread", action="store_true")
    parser.add_argument("--open", dest="opened", action="store_true")
    parser.add_argument("--mark-read", action="store_true")


async def _pages(call: Invocation, thread: int, first: int, limit: int) -> AsyncIterator[posts.Page]:
    """The posts from one on, page by page; each is read when the one before was taken."""
    after, left = first - 1, limit
    while True:
        size = posts.LONGEST_PAGE if limit == 0 else min(left, posts.LONGEST_PAGE)
        page = await call.hub.do(call.actor, posts.page, thread=thread, after=after, limit=size)
        yield page
        left -= len(page.posts)
        if not page.later or not page.posts or (limit and left <= 0) or not await call.output.drained():
            return
        after = page.posts[-1].seq


async def run(call: Invocation) -> int:
    """Write it."""
    given = call.arguments
    opened = await call.hub.do(call.actor, threads.one, thread=given.thread)
    thread = opened.thread
    first = thread.first_unread or thread.last_seq + 1 if given.unread else 1
    if not given.unread and given.first is not None:
        # In the numbers of the thread that was asked for: of one that was merged its posts have others now.
        first = (
            await call.hub.do(call.actor, posts.page, thread=given.thread, around=given.first, limit=1)
        ).at or 1
    limit = max(0, given.limit)
    folded = bool(thread.content_note) and not given.opened and not thread.mine
    zone, now = await call.zone(), call.hub.clock()
    found: list[dict[str, object]] = []
    last = 0
    hides = False
    if not call.as_json:
        call.output.line(thread.title)
        about = [f"{thread.board}, started by {thread.author}", *(f"#{tag}" for tag in thread.tags)]
        if opened.my_alias:
            about.append(f"here I can be {opened.my_alias}")
        if thread.waiting_since is not None:
            about.append(f"waiting for an answer for {age(thread.waiting_since, now)}")
        call.output.line("  ".join(about))
        if thread.content_note:
            call.output.line(f"Mentions {thread.content_note}.")
        if thread.closed:
            call.output.line(f"Closed: {opened.closed_because}".rstrip(": "))
        if folded:
            call.output.line(f"`thread {thread.id} --open` shows it.")
    if not folded or call.as_json:
        async for page in _pages(call, thread.id, first, limit):
            for post in page.posts:
                last = post.seq
                if call.as_json:
                    found.append(post_fields(post))
                else:
                    hides = hides or not (given.opened or post.mine or not folds.stretches(post.text))
                    call.output.line("\n" + post_lines(post, zone, now, opened=given.opened))
        if hides:
            call.output.line(
                f"\n{folds.SIGN} stands for folded words; `thread {thread.id} --open` shows them."
            )
    if call.as_json:
        call.output.json(
            {
                **thread_fields(thread),
                "my_alias": opened.my_alias,
                "may_reply": opened.may_reply,
                "posts": found,
            }
        )
    if given.mark_read and last:
        await call.hub.do(call.actor, threads.mark_read, thread=thread.id, seq=last)
    return DONE


COMMAND = Command(
    "thread",
    "read a thread",
    "ID [--from N | --unread] [--limit N] [--open] [--mark-read]",
    run,
    arguments,
    details="What a thread mentions is told before its text, which --open shows, and so it does ||folded|| words.\n"
    "Text is one long page: | less.",
)
