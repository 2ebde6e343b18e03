"""Threads: lists of them, what waits, starting one, and what a member wants to hear of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from store import aliases, boards, forum_reading, forum_sight, polls, post_writing, thread_keeping
from store import text as texts
from store.errors import Conflict, Denied, Invalid, NotFound
from store.forum_reading import LEVELS as LEVELS
from store.forum_sight import BoardRef, ThreadSeen, post_id
from store.operations import Tx, operation
from store.policy import Capability
from store.posts import Added, one_row
from store.thread_rows import LONGEST_PAGE, PAGE, page, read
from store.thread_rows import VIEWS as VIEWS
from store.thread_rows import Cursor as Cursor
from store.thread_rows import Thread as Thread

MOST_TAGS: Final = 5
"""Tags that a thread can carry."""

_TAG: Final = re.compile(r"[^\W_](?:[\w-]{0,22}[^\W_])?")


@dataclass(frozen=True, slots=True)
class Opened:
    """A thread, and what I may do in it."""

    thread: Thread
    may_reply: bool
    may_moderate: bool
    my_alias: str
    """The alias that I have in it; '' when I have none yet."""
    closed_because: str
    """Why it was closed, in the words of who closed it; '' when it is open."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What waits in the forum. Each number stops at 100: more than 99."""

    unread: int
    """Threads with something unread."""
    following: int
    """Threads that I follow with something unread."""
    unanswered: int
    """Open threads of the last 60 days that nobody has answered."""


def clean_tags(words: Iterable[str]) -> tuple[str, ...]:
    """Tags as they are kept: lower case, each once, in order.

    Raises:
        Invalid: One cannot be a tag, or there are too many.
    """
    found: set[str] = set()
    for each in words:
        tag = texts.clean_line(each, chars=60).lstrip("#").lower()
        if not tag:
            continue
        if not _TAG.fullmatch(tag):
            raise Invalid("A tag is one word of at most 24 letters, digits and -, as in first-week.")
        found.add(tag)
    if len(found) > MOST_TAGS:
        raise Invalid(f"A thread has {MOST_TAGS} tags at most.")
    return tuple(sorted(found))


def tag_of(words: str) -> str:
    """A tag to look for, as tags are kept; what could never be one comes out as one that no thread has."""
    try:
        return next(iter(clean_tags([words])), "")
    except Invalid:
        return "-"


@operation(Capability.FORUM_READ)
def listing(
    tx: Tx,
    *,
    view: str = "latest",
    board: BoardRef | None = None,
    tag: str = "",
    before: Cursor | None = None,
    limit: int = PAGE,
) -> list[Thread]:
    """One page of a view. It may be shorter than asked for; the view has ended when it is empty.

    Args:
        tx: The transaction.
        view: "latest", "new", "unread", "unanswered", "following" or "mine".
        board: Only of this board; None: of all of mine that are not archived.
        tag: Only threads that carry it; '' for all.
        before: The cursor of the last thread of the page before.
        limit: How many at most, 1 to 100.

    Raises:
        NotFound: There is no such board, or it is not mine to see.
        Invalid: There is no such view.
    """
    seen = forum_reading.boards(tx) if board is None else [forum_sight.board(tx, board)]
    wanted = tag_of(tag) if tag else ""
    limit = max(1, min(limit, LONGEST_PAGE))
    return page(tx, seen, view=view, tag=wanted, before=before, limit=limit, pinned_first=board is not None)


@operation(Capability.FORUM_READ)
def one(tx: Tx, *, thread: int) -> Opened:
    """One thread and what I may do in it; an old one leads to the thread it was merged into.

    Raises:
        NotFound: There is none, or it is not mine to see.
    """
    seen = forum_sight.thread(tx, thread)
    found = row(tx, seen)
    board = seen.board
    mine = aliases.mine_in(tx, seen.id)
    return Opened(
        found,
        may_reply=not board.archived and (board.moderated or not (board.locked or seen.closed)),
        may_moderate=board.moderated,
        my_alias="" if mine is None else mine.name,
        closed_because=thread_keeping.reason(tx, seen.id, "close") if seen.closed else "",
    )


def row(tx: Tx, seen: ThreadSeen) -> Thread:
    """A thread that was seen, as a row of a list.

    Raises:
        NotFound: It is no longer there.
    """
    found = read(tx, [(0, seen.id)], {seen.board.id: seen.board.moderated})
    if not found:
        raise NotFound("There is no such thread; `threads` lists them.")
    return found[0]


@operation(Capability.FORUM_READ)
def counts(tx: Tx) -> Counts:
    """What waits for me in the forum, over all my boards."""
    most = forum_reading.MOST_COUNTED
    unread = unanswered = 0
    for each in forum_reading.boards(tx):
        if unread < most:
            wanted = forum_reading.unread_in(tx, each.id, forum_reading.mark(tx, each.id))
            unread += tx.value(
                f"SELECT COUNT(*) FROM ({forum_reading.UNREAD} LIMIT :most)", most=most - unread, **wanted
            )
        if unanswered < most:
            unanswered += tx.value(
                f"SELECT COUNT(*) FROM ({boards.UNANSWERED} LIMIT :most)",
                most=most - unanswered,
                board=each.id,
                key=boards.waiting_since(tx),
                id=0,
                me=tx.me.id,
            )
    following = tx.value(
        f"SELECT COUNT(*) FROM ({FOLLOWED_UNREAD} LIMIT :most)", most=most, **forum_sight.parameters(tx)
    )
    return Counts(unread, following, unanswered)


FOLLOWED_UNREAD: Final = f"""
    SELECT t.id, t.last_at AS key FROM thread_reads r JOIN threads t ON t.id = r.thread_id
    JOIN boards b ON b.id = t.board_id
    WHERE r.member_id = :me AND r.level = 'following' AND t.last_seq > r.last_read AND t.merged_into IS NULL
          AND b.archived_at IS NULL AND t.last_at >= {forum_reading.MARK} AND {forum_sight.BOARD_IS_SEEN}
          AND {forum_sight.NOT_BLOCKED.format(column="t.author_id")}
    ORDER BY t.last_at, t.id
"""
"""The threads that I follow with something unread, the one that waited longest first. Add a LIMIT."""


@operation(Capability.FORUM_READ)
def digest(tx: Tx, *, limit: int = 10) -> list[Thread]:
    """The threads that I follow with something unread, the one that waited longest first.

    Args:
        tx: The transaction.
        limit: How many at most, 1 to 100.
    """
    limit = max(1, min(limit, LONGEST_PAGE))
    rows = tx.all(f"{FOLLOWED_UNREAD} LIMIT :limit", limit=limit, **forum_sight.parameters(tx))
    looked_after = {each.id: each.moderated for each in forum_reading.boards(tx)}
    found = read(tx, [(each["key"], each["id"]) for each in rows], looked_after)
    return [each for each in found if each.unread]


@operation(Capability.FORUM_READ)
def next_unread(tx: Tx, *, after: int = 0) -> Thread | None:
    """The thread to read next: of those that I follow the one that waited longest, then the newest of my boards.

    Args:
        tx: The transaction.
        after: The thread that I am in, which is passed over; 0: none.

    Returns:
        None when nothing is unread.
    """
    for each in digest.within(tx, limit=LONGEST_PAGE):
        if each.id != after:
            return each
    for each in listing.within(tx, view="unread", limit=10):
        if each.id != after:
            return each
    return None


@operation(Capability.FORUM_POST, writes=True)
def start(
    tx: Tx,
    *,
    board: BoardRef,
    title: str,
    text: str,
    alias: bool = False,
    tags: Sequence[str] = (),
    content_note: str = "",
    poll: polls.NewPoll | None = None,
    nonce: str = "",
) -> Added:
    """Start a thread; it is followed from then on.

    Args:
        tx: The transaction.
        board: Where.
        title: At most 80 cells.
        text: The first post: Markdown; cleaned here.
        alias: Under an alias made for this thread.
        tags: At most 5.
        content_note: What is mentioned in it, to be told before it is opened; '' for nothing.
        poll: A poll on the first post.
        nonce: Names this thread: the same one again answers as the first time. '' for none.

    Raises:
        NotFound: There is no such board, or it is not mine to see.
        Denied: Only those who look after the board start threads in it.
        Invalid: Something in it cannot be used, or the board is locked or archived.
        RateLimited: I have started very many just now.
    """
    before = post_writing.again(tx, post_writing.clean_nonce(nonce))
    if before is not None:
        return Added(*before)
    seen = forum_sight.board(tx, board)
    if not boards.may_start(seen):
        if seen.archived or seen.locked:
            raise Invalid("That board is closed for now: it can be read, and nothing is added to it.")
        raise Denied("In that board only those who look after it start threads; you can answer in them.")
    if alias and (seen.locked or seen.starters != "members"):
        raise Invalid(post_writing.TELLING)
    called = clean_title(title)
    note = texts.clean_line(content_note, cells=post_writing.NOTE_CELLS)
    said = post_writing.said(tx, text)
    wanted_tags = clean_tags(tags)
    asked = None if poll is None else polls.checked(poll)
    post_writing.keep_pace(tx, "thread")
    post_writing.keep_pace(tx, "post")
    thread_id = int(
        tx.value(
            "INSERT INTO threads (board_id, title, content_note, author_id, last_seq, last_at, started_at)"
            " VALUES (:board, :title, :note, :author, 1, :now, :now) RETURNING id",
            board=seen.id,
            title=called,
            note=note,
            author=None if alias else tx.me.id,
            now=tx.now,
        )
    )
    name, alias_id = tx.me.handle, None
    if alias:
        taken = aliases.take(tx, thread_id)
        name, alias_id = taken.name, taken.id
        tx.run("UPDATE threads SET alias_id = :alias WHERE id = :id", alias=alias_id, id=thread_id)
    put_tags(tx, seen.id, thread_id, wanted_tags)
    post_writing.write(
        tx, seen, thread_id, seq=1, words=said, alias_id=alias_id, reply_to=None, nonce=nonce, title=called
    )
    if asked is not None:
        polls.add(tx, post_id(thread_id, 1), asked)
    tx.emit(f"board:{seen.id}", "advanced", thread_id)
    # After the news: nobody but the author follows it yet, and telling them would name them.
    forum_reading.follow_by_writing(tx, thread_id, 1, 0)
    return Added(thread_id, 1, tx.now, name)


def clean_title(title: str) -> str:
    """A thread's title as it is kept.

    Raises:
        Invalid: It is empty or too long.
    """
    called = texts.clean_line(title, cells=post_writing.TITLE_CELLS)
    if not called:
        raise Invalid("A thread needs a title: a few words that say what it is about.")
    return called


def put_tags(tx: Tx, board_id: int, thread_id: int, tags: Sequence[str]) -> None:
    """Give a thread its tags in place of those it had, inside an operation that may."""
    tx.run("DELETE FROM thread_tags WHERE thread_id = :id", id=thread_id)
    tx.many(
        "INSERT INTO thread_tags (tag, board_id, thread_id) VALUES (:tag, :board, :thread)",
        [{"tag": tag, "board": board_id, "thread": thread_id} for tag in tags],
    )


def _is_author(tx: Tx, seen: ThreadSeen) -> bool:
    return seen.author_id == tx.me.id or aliases.is_mine(tx, seen.alias_id)


@operation(Capability.FORUM_POST, writes=True)
def mark_solved(tx: Tx, *, thread: int, seq: int | None) -> None:
    """Say which post helped me, in a thread that I started, also under an alias; None takes it back.

    Raises:
        NotFound: The thread or the post is not there or not mine to see.
        Denied: Somebody else started the thread.
        Invalid: It is the first post, or it was taken back.
    """
    seen = forum_sight.thread(tx, thread)
    if not _is_author(tx, seen):
        raise Denied("Only the one who started a thread says what helped.")
    solved = None
    if seq is not None:
        found = one_row(tx, seen, seq)
        solved = int(found["seq"])
        if solved == 1 or found["deleted_at"] is not None:
            raise Invalid("Say of an answer that it helped.")
    tx.run("UPDATE threads SET solved_seq = :seq WHERE id = :id", seq=solved, id=seen.id)
    tx.emit(f"thread:{seen.id}", "changed", solved or 1)
    tx.emit(f"board:{seen.board.id}", "changed", seen.id)


@operation(Capability.FORUM_POST, writes=True)
def retitle(
    tx: Tx,
    *,
    thread: int,
    title: str | None = None,
    content_note: str | None = None,
    tags: Sequence[str] | None = None,
    reason: str = "",
) -> None:
    """Give a thread that I started, or whose board I look after, another title, note or tags; None leaves a thing.

    Raises:
        NotFound: There is none, or it is not mine to see.
        Denied: Somebody else started it, and I do not look after the board.
        Invalid: Something cannot be used, it is closed, its first post was taken back, or a moderator gave no reason.
    """
    seen = forum_sight.open_thread(tx, thread)
    if tx.value("SELECT deleted_at FROM posts WHERE id = :id", id=post_id(seen.id, 1)) is not None:
        raise Invalid("Its first post was taken back; there is nothing to name.")
    if not _is_author(tx, seen):
        if not seen.board.moderated:
            raise Denied("Only the one who started a thread, or who looks after the board, can do that.")
        thread_keeping.note(tx, seen.id, "retitle", reason)
    if title is not None:
        called = clean_title(title)
        tx.run("UPDATE threads SET title = :title WHERE id = :id", title=called, id=seen.id)
        tx.run("UPDATE posts SET title = :title WHERE id = :id", title=called, id=post_id(seen.id, 1))
    if content_note is not None:
        note = texts.clean_line(content_note, cells=post_writing.NOTE_CELLS)
        tx.run("UPDATE threads SET content_note = :note WHERE id = :id", note=note, id=seen.id)
    if tags is not None:
        put_tags(tx, seen.board.id, seen.id, clean_tags(tags))
    tx.emit(f"thread:{seen.id}", "changed", 1)
    tx.emit(f"board:{seen.board.id}", "changed", seen.id)


# -- reading -----------------------------------------------------------------------------------------------------------


@operation(Capability.FORUM_READ, writes=True)
def mark_read(tx: Tx, *, thread: int, seq: int) -> None:
    """Say how far I have read in a thread; it never goes back.

    To have read a thread to its end before it was merged is not to have read what it was put behind.

    Raises:
        NotFound: There is none, or it is not mine to see.
    """
    seen = forum_sight.thread(tx, thread)
    wanted = min(max(0, seq) + seen.offset, seen.last_seq)
    if not seen.offset <= forum_reading.last_read(tx, seen) < wanted:
        return
    forum_reading.set_last_read(tx, seen.id, forum_reading.past_the_blocked(tx, seen, wanted))
    forum_reading.settle(tx, seen.board.id)
    tx.emit(f"member:{tx.me.id}", "threads")


@operation(Capability.FORUM_READ, writes=True)
def mark_all_read(tx: Tx, *, board: BoardRef | None = None) -> None:
    """Take everything in a board, or in all of mine, for read.

    Raises:
        NotFound: There is no such board, or it is not mine to see.
    """
    for each in forum_reading.boards(tx) if board is None else [forum_sight.board(tx, board)]:
        forum_reading.set_mark(tx, each.id, tx.now + 1)
    tx.emit(f"member:{tx.me.id}", "threads")


@operation(Capability.FORUM_READ, writes=True)
def set_level(tx: Tx, *, thread: int, level: str) -> None:
    """Choose what of a thread is brought to my notice: "nothing", "normal" or "following".

    Raises:
        NotFound: There is none, or it is not mine to see.
        Invalid: There is no such level.
        Conflict: I follow as many as can be followed.
    """
    seen = forum_sight.thread(tx, thread)
    if level not in LEVELS:
        raise Invalid(f"A thread can be set to {', '.join(LEVELS)}.")
    followed = tx.value(
        "SELECT COUNT(*) FROM thread_reads WHERE member_id = :me AND level = 'following' AND thread_id <> :id",
        me=tx.me.id,
        id=seen.id,
    )
    if level == "following" and followed >= forum_reading.MOST_FOLLOWED:
        raise Conflict(f"You follow {forum_reading.MOST_FOLLOWED:,} threads already; let one go first.")
    tx.run(
        "INSERT INTO thread_reads (member_id, thread_id, last_read, level, chosen) VALUES (:me, :id, :read, :level, 1)"
        " ON CONFLICT (member_id, thread_id) DO UPDATE SET level = excluded.level, chosen = 1",
        me=tx.me.id,
        id=seen.id,
        read=forum_reading.last_read(tx, seen),
        level=level,
    )
    tx.emit(f"member:{tx.me.id}", "threads")


pin = thread_keeping.pin
close = thread_keeping.close
move = thread_keeping.move
merge = thread_keeping.merge
