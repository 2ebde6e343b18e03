"""How commands show the forum: the stable JSON fields, and the text for people and their pagers."""

from __future__ import annotations

from datetime import tzinfo

from server.output import iso, moment
from store import folds, posts
from store.boards import Board
from store.forum_search import Found
from store.polls import Poll
from store.posts import Post
from store.thread_rows import Thread

CAP = 99
"""Counts are told up to here."""


def count(number: int) -> str:
    """A count for people: "7", "99+"."""
    return str(number) if number <= CAP else f"{CAP}+"


def age(since: int, now: int) -> str:
    """How long ago something was, in one word: "20 min", "5 h", "3 d"."""
    minutes = max(0, now - since) // 60_000
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // 1440} d"


def board_fields(board: Board) -> dict[str, object]:
    """One board as JSON."""
    return {
        "board": board.full_name,
        "title": board.title,
        "description": board.description,
        "circle": board.circle,
        "unread": board.unread,
        "unanswered": board.unanswered,
        "last_at": iso(board.last_at),
        "starters": board.starters,
        "may_start": board.may_start,
        "locked": board.locked,
        "archived": board.archived,
    }


def thread_fields(thread: Thread) -> dict[str, object]:
    """One thread as JSON; the first five names stay for ever."""
    return {
        "thread": thread.id,
        "board": thread.board,
        "title": thread.title,
        "author": thread.author,
        "last_at": iso(thread.last_at),
        "alias": thread.alias,
        "mine": thread.mine,
        "content_note": thread.content_note,
        "tags": list(thread.tags),
        "started_at": iso(thread.started_at),
        "replies": thread.replies,
        "last_author": thread.last_author,
        "unread": thread.unread,
        "first_unread": thread.first_unread,
        "level": thread.level,
        "waiting_since": iso(thread.waiting_since),
        "pinned": thread.pinned,
        "closed": thread.closed,
        "moved": thread.moved,
        "solved": thread.solved_seq,
        "poll": thread.poll,
    }


def thread_columns(thread: Thread, zone: tzinfo, now: int) -> tuple[str, ...]:
    """One thread as a row for people: number, news, title, and who and when last."""
    if thread.unread:
        state = f"{count(thread.unread)} new"
    else:
        state = f"? {age(thread.waiting_since, now)}" if thread.waiting_since is not None else ""
    signs = [
        word
        for word, shown in (
            ("pinned", thread.pinned),
            ("closed", thread.closed),
            ("helped", thread.solved_seq is not None),
            ("poll", thread.poll),
            (f"mentions {thread.content_note}", bool(thread.content_note)),
        )
        if shown
    ]
    title = " ".join((thread.title, *(f"#{tag}" for tag in thread.tags)))
    if signs:
        title += f" ({', '.join(signs)})"
    replies = f"{thread.replies} {'reply' if thread.replies == 1 else 'replies'}"
    last = f"{thread.last_author or 'someone'} {moment(thread.last_at, zone, now)}"
    return (str(thread.id), state, replies, last, title)


def post_fields(post: Post) -> dict[str, object]:
    """One post as JSON; the first five names stay for ever."""
    return {
        "thread": post.thread_id,
        "seq": post.seq,
        "author": post.author,
        "text": post.text,
        "at": iso(post.at),
        "alias": post.alias,
        "mine": post.mine,
        "reply_to": post.reply_to,
        "edited_at": iso(post.edited_at),
        "deleted": post.deleted,
        "removed": post.removed,
        "helped": post.helped,
        "reactions": [{"kind": each.kind, "count": each.count, "mine": each.mine} for each in post.reactions],
        "names_me": post.names_me,
        "poll": None if post.poll is None else poll_fields(post.poll),
    }


def poll_fields(poll: Poll) -> dict[str, object]:
    """A poll as JSON."""
    return {
        "choices": [{"text": each.text, "votes": each.votes, "mine": each.mine} for each in poll.choices],
        "several": poll.several,
        "anonymous": poll.anonymous,
        "voters": poll.voters,
        "voted": poll.voted,
    }


def post_lines(post: Post, zone: tzinfo, now: int, *, opened: bool = False) -> str:
    """One post as text: a line with its number, who and when, then what, set in.

    Args:
        post: The post.
        zone: Whose times are shown.
        now: Epoch ms UTC.
        opened: Show what it folds away, too; of one's own posts that is always shown.
    """
    who = f"{post.author} (alias)" if post.alias else post.author
    head = [f"{post.seq}.", who, moment(post.at, zone, now)]
    if post.mine:
        head.append("(mine)")
    if post.reply_author:
        head.append(f"to {post.reply_author}, {post.reply_to}")
    if post.edited_at is not None and not post.deleted:
        head.append("(changed)")
    if post.helped:
        head.append("(this helped)")
    lines = ["  ".join(head)]
    gone = posts.REMOVED if post.removed else posts.TAKEN_BACK
    body = gone if post.deleted else post.text if opened or post.mine else folds.folded(post.text)[0]
    lines += [f"    {line}".rstrip() for line in body.split("\n")]
    if post.poll is not None:
        lines += [
            f"    [{number}] {each.text}: {each.votes}{' (my choice)' if each.mine else ''}"
            for number, each in enumerate(post.poll.choices, 1)
        ]
        several = "several can be chosen, " if post.poll.several else ""
        kept = "anonymous, " if post.poll.anonymous else ""
        lines.append(f"    {several}{kept}{post.poll.voters} voted")
    if post.reactions:
        lines.append("    [" + ", ".join(f"{each.kind} {each.count}" for each in post.reactions) + "]")
    return "\n".join(lines)


def found_fields(found: Found) -> dict[str, object]:
    """One post that was found, as JSON."""
    return {
        "thread": found.thread_id,
        "seq": found.seq,
        "board": found.board,
        "title": found.title,
        "author": found.author,
        "alias": found.alias,
        "at": iso(found.at),
        "content_note": found.content_note,
        "tags": list(found.tags),
        "excerpt": found.excerpt,
        "spans": [list(each) for each in found.spans],
        "answered": found.answered,
    }


def found_lines(found: Found, zone: tzinfo, now: int) -> str:
    """One post that was found, as text."""
    what = f"(mentions {found.content_note})" if found.content_note else found.excerpt
    where = f"thread {found.thread_id}, {found.seq}"
    return (
        f"{moment(found.at, zone, now)}  {found.board}  {found.title} ({where})\n    {found.author}: {what}"
    )
