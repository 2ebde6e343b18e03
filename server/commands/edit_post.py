"""`edit-post`, `delete-post`, `react-post`, `post-versions`, `solved`, `vote`: what is done with one post."""

from __future__ import annotations

from server.commands.dispatch import DONE, Command, Invocation, Parser, WrongUsage, text_argument
from server.output import iso, moment
from store import folds, polls, posts, threads


def one_post(parser: Parser) -> None:
    """A thread and a post."""
    parser.add_argument("thread", type=int)
    parser.add_argument("seq", type=int)


def edit_arguments(parser: Parser) -> None:
    """A post and a text."""
    one_post(parser)
    text_argument(parser)


async def run_edit(call: Invocation) -> int:
    """Change it."""
    given = call.arguments
    await call.hub.do(call.actor, threads.one, thread=given.thread)
    text = await call.text(given.text, chars=call.hub.config.limits.post_chars)
    await call.hub.do(call.actor, posts.edit, thread=given.thread, seq=given.seq, text=text)
    if call.as_json:
        call.output.json({"thread": given.thread, "seq": given.seq})
    else:
        call.output.line(f"changed in thread {given.thread} ({given.seq})")
    return DONE


def delete_arguments(parser: Parser) -> None:
    """A post, and why it goes."""
    one_post(parser)
    parser.add_argument("--reason", default="", metavar="R")


async def run_delete(call: Invocation) -> int:
    """Take it back."""
    given = call.arguments
    opened = await call.hub.do(call.actor, threads.one, thread=given.thread)
    page = await call.hub.do(call.actor, posts.page, thread=given.thread, around=given.seq, limit=1)
    others = any(not post.mine and not post.deleted for post in page.posts)
    if others and opened.may_moderate and not str(given.reason).strip():
        raise WrongUsage("say why with --reason; whoever wrote it will read it")
    await call.hub.do(call.actor, posts.delete, thread=given.thread, seq=given.seq, reason=str(given.reason))
    if call.as_json:
        call.output.json({"thread": given.thread, "seq": given.seq, "deleted": True})
    else:
        call.output.line("Gone; a mark stays in its place.")
    return DONE


def react_arguments(parser: Parser) -> None:
    """A post and a reaction."""
    one_post(parser)
    text_argument(parser, "kind")


async def run_react(call: Invocation) -> int:
    """Give it, or take it back."""
    given = call.arguments
    kind = call.verbatim(given.kind).strip()
    if not kind:
        raise WrongUsage(f"say which: an emoji, or one of {', '.join(call.hub.config.chat.reactions)}")
    on = await call.hub.do(call.actor, posts.react, thread=given.thread, seq=given.seq, kind=kind)
    if call.as_json:
        call.output.json({"thread": given.thread, "seq": given.seq, "kind": kind, "given": on})
    else:
        call.output.line("given" if on else "taken back")
    return DONE


def versions_arguments(parser: Parser) -> None:
    """A post, and whether what is folded is shown."""
    one_post(parser)
    parser.add_argument("--open", dest="opened", action="store_true")


async def run_versions(call: Invocation) -> int:
    """Show how it read before; what is folded away in the thread is folded here too."""
    given = call.arguments
    found = await call.hub.do(call.actor, posts.versions, thread=given.thread, seq=given.seq)
    if call.as_json:
        call.output.json([{"text": each.text, "until": iso(each.until)} for each in found])
        return DONE
    zone, now = await call.zone(), call.hub.clock()
    if not found:
        call.output.line("It was never changed.")
    thread = (await call.hub.do(call.actor, threads.one, thread=given.thread)).thread
    if found and thread.content_note and not (given.opened or thread.mine):
        call.output.line(f"Mentions {thread.content_note}.")
        call.output.line(f"`post-versions {given.thread} {given.seq} --open` shows it.")
        return DONE
    for each in found:
        text = each.text if given.opened else folds.folded(each.text)[0]
        body = text.replace("\n", "\n    ")
        call.output.line(f"until {moment(each.until, zone, now)}\n    {body}")
    return DONE


def solved_arguments(parser: Parser) -> None:
    """A thread, and the post that helped."""
    parser.add_argument("thread", type=int)
    parser.add_argument("seq", type=int, nargs="?")


async def run_solved(call: Invocation) -> int:
    """Say what helped, or that nothing has yet."""
    given = call.arguments
    await call.hub.do(call.actor, threads.mark_solved, thread=given.thread, seq=given.seq)
    if call.as_json:
        call.output.json({"thread": given.thread, "solved": given.seq})
    else:
        call.output.line("Good that it helped." if given.seq else "The thread is open to more answers again.")
    return DONE


def vote_arguments(parser: Parser) -> None:
    """A thread and choices."""
    parser.add_argument("thread", type=int)
    parser.add_argument("choices", type=int, nargs="*")
    parser.add_argument("--post", type=int, default=1, metavar="N")


async def run_vote(call: Invocation) -> int:
    """Vote, or take the vote back."""
    given = call.arguments
    await call.hub.do(
        call.actor,
        polls.vote,
        thread=given.thread,
        seq=given.post,
        choices=[int(each) for each in given.choices],
    )
    if call.as_json:
        call.output.json({"thread": given.thread, "choices": list(given.choices)})
    else:
        call.output.line("counted" if given.choices else "taken back")
    return DONE


EDIT = Command(
    "edit-post",
    "change a post of mine",
    "THREAD N [TEXT]",
    run_edit,
    edit_arguments,
    details="Without TEXT it is read from standard input. What it said before stays readable.",
)
DELETE = Command(
    "delete-post",
    "take a post of mine back",
    "THREAD N [--reason R]",
    run_delete,
    delete_arguments,
    details="Who looks after the board may remove what others wrote, with a reason; its author finds it under `today`.",
)
REACT = Command(
    "react-post", "answer a post without words, or take it back", "THREAD N KIND", run_react, react_arguments
)
VERSIONS = Command(
    "post-versions", "how a post read before", "THREAD N [--open]", run_versions, versions_arguments
)
SOLVED = Command(
    "solved",
    "say which answer helped, in a thread of mine",
    "THREAD [N]",
    run_solved,
    solved_arguments,
    details="Without N it is taken back.",
)
VOTE = Command(
    "vote",
    "vote in a thread's poll",
    "THREAD [CHOICE]... [--post N]",
    run_vote,
    vote_arguments,
    details="Choices are numbered from 1; without one the vote is taken back. An anonymous vote stands.",
)
