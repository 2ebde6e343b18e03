"""Posts: what is said in a thread, in the order of the thread's own sequence; changing it, taking it back, reacting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from store import aliases, audit, folds, forum_reading, forum_sight, polls, post_writing, reactions, removing
from store.chat import Reaction
from store.db import Row
from store.edits import MOST_VERSIONS, Version
from store.errors import Conflict, Denied, Invalid, NotFound
from store.forum_sight import NOT_BLOCKED, ThreadSeen, post_id
from store.operations import Tx, operation
from store.policy import Capability, Role

PAGE: Final = 40
"""Posts that a page has when nobody says how many."""

LONGEST_PAGE: Final = 200
"""Posts that a page has at most."""

QUOTED_CHARS: Final = 160
"""How much of the answered post a reply shows."""

TAKEN_BACK: Final = "(taken back)"
"""The title of a thread whose first post was taken back."""

REMOVED: Final = "(removed by a moderator)"
"""The same, where not its author did so."""


@dataclass(frozen=True, slots=True)
class Post:
    """One post. `(thread_id, seq, version)` names exactly what its author said; what is mine in it varies by reader."""

    thread_id: int
    seq: int
    author: str
    """A handle, or an alias."""
    author_id: int
    """0 for an alias."""
    author_role: Role | None
    """None for an alias."""
    alias: bool
    mine: bool
    """I wrote it, also under an alias."""
    text: str
    """'' when it was taken back."""
    at: int
    """Epoch ms UTC."""
    reply_to: int | None
    """The sequence that it answers."""
    reply_author: str
    """'' when it answers nothing, or somebody whom I have blocked."""
    reply_text: str
    """The beginning of what it answers, on one line; `folds.SIGN` stands for what that folds away."""
    edited_at: int | None
    """When it was last changed; None: never."""
    deleted: bool
    version: int
    """Grows with each change, reactions and votes included."""
    reactions: tuple[Reaction, ...]
    """The most given first. How often, never by whom."""
    helped: bool
    """The thread's author said that it helped."""
    names_me: bool
    """It mentions me."""
    poll: polls.Poll | None
    removed: bool = False
    """Somebody who looks after the board deleted it, not its author."""


@dataclass(frozen=True, slots=True)
class Page:
    """A run of a thread's posts."""

    thread_id: int
    """Where the posts are: another thread than the one asked for when that was merged."""
    posts: tuple[Post, ...]
    """In ascending order; not those of people whom I have blocked."""
    earlier: bool
    """There is more before it."""
    later: bool
    """There is more after it."""
    at: int = 0
    """Where the post is now that was to be in the middle: another sequence than the one asked for when its thread was
    merged. 0: none was asked for, or it cannot be one."""


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a post."""

    thread_id: int
    seq: int
    at: int
    author: str
    """The handle or the alias under which it stands."""


_COLUMNS: Final = f"""
    SELECT p.id, p.thread_id, p.seq, COALESCE(a.handle, al.name) AS author, COALESCE(p.author_id, 0) AS author_id,
           a.role AS author_role, p.alias_id IS NOT NULL AS alias,
           COALESCE(p.author_id = :me, 0) OR {aliases.MINE.format(alias="p.alias_id")} AS mine,
           p.text, p.at, p.reply_to, COALESCE(qa.handle, ql.name, '') AS reply_author,
           CASE WHEN INSTR(q.text, '||') OR INSTR(q.text, '!') THEN q.text
                ELSE COALESCE(SUBSTR(q.text, 1, {QUOTED_CHARS}), '') END AS reply_text,
           p.edited_at, p.deleted_at IS NOT NULL AS deleted, p.removed, p.version,
           COALESCE(t.solved_seq = p.seq, 0) AS helped
    FROM posts p
    JOIN threads t ON t.id = p.thread_id
    LEFT JOIN members a ON a.id = p.author_id
    LEFT JOIN aliases al ON al.id = p.alias_id
    LEFT JOIN posts q ON q.id = p.id - p.seq + p.reply_to AND {NOT_BLOCKED.format(column="q.author_id")}
    LEFT JOIN members qa ON qa.id = q.author_id
    LEFT JOIN aliases ql ON ql.id = q.alias_id
    WHERE {NOT_BLOCKED.format(column="p.author_id")}
"""

_REACTIONS: Final = """
    SELECT r.post_id, r.kind, COUNT(*), MAX(CASE WHEN r.member_id = :me THEN 1 ELSE 0 END) FROM post_reactions r
    WHERE r.post_id BETWEEN :first AND :last
    GROUP BY r.post_id, r.kind ORDER BY COUNT(*) DESC, r.kind
"""
"""Nobody sees who gave one: so those of people whom the reader has blocked count too. Without them, blocking somebody
would tell what they gave."""


def to_posts(tx: Tx, rows: Sequence[Row]) -> tuple[Post, ...]:
    """Rows of the columns above, of one thread, as posts in the same order, with what hangs on each."""
    if not rows:
        return ()
    run = {"first": min(row["id"] for row in rows), "last": max(row["id"] for row in rows)}
    given: dict[int, list[Reaction]] = {}
    for each in tx.all(_REACTIONS, me=tx.me.id, **run):
        given.setdefault(each[0], []).append(Reaction(each[1], each[2], bool(each[3])))
    named = tx.all(
        "SELECT post_id FROM post_mentions WHERE member_id = :me AND post_id BETWEEN :first AND :last",
        me=tx.me.id,
        **run,
    )
    naming = {each["post_id"] for each in named}
    asked = polls.read(tx, run["first"], run["last"])
    return tuple(
        Post(
            thread_id=row["thread_id"],
            seq=row["seq"],
            author=row["author"],
            author_id=row["author_id"],
            author_role=None if row["author_role"] is None else Role(row["author_role"]),
            alias=bool(row["alias"]),
            mine=bool(row["mine"]),
            text=row["text"],
            at=row["at"],
            reply_to=row["reply_to"],
            reply_author=row["reply_author"],
            reply_text=" ".join(folds.folded(row["reply_text"])[0][:QUOTED_CHARS].split()),
            edited_at=row["edited_at"],
            deleted=bool(row["deleted"]),
            version=row["version"],
            reactions=tuple(given.get(row["id"], ())),
            helped=bool(row["helped"]),
            names_me=row["id"] in naming,
            poll=asked.get(row["id"]),
            removed=bool(row["removed"]),
        )
        for row in rows
    )


@operation(Capability.FORUM_READ)
def page(
    tx: Tx,
    *,
    thread: int,
    around: int | None = None,
    after: int | None = None,
    before: int | None = None,
    limit: int = PAGE,
) -> Page:
    """A page of a thread; with no place given, its beginning.

    Args:
        tx: The transaction.
        thread: The thread's id; an old one leads to the thread it was merged into.
        around: A sequence to have in the middle.
        after: Only posts of a greater sequence: the first of these.
        before: Only posts of a smaller sequence: the last of these.
        limit: How many at most, 1 to 200.

    Raises:
        NotFound: There is none, or it is not mine to see.
    """
    seen = forum_sight.thread(tx, thread)
    limit = max(1, min(limit, LONGEST_PAGE))
    middle = 0 if around is None else seen.seq(around)
    if around is not None:
        before_it = _run(tx, seen, 0, middle, limit // 2, newest=True)
        rows = before_it + _run(tx, seen, middle - 1, seen.last_seq + 1, limit - len(before_it))
    elif after is None and before is not None:
        rows = _run(tx, seen, 0, seen.seq(before), limit, newest=True)
    else:
        end = seen.last_seq + 1 if before is None else seen.seq(before)
        rows = _run(tx, seen, 0 if after is None or after < 0 else after + seen.offset, end, limit)
    posts = to_posts(tx, rows)
    first, last = (posts[0].seq, posts[-1].seq) if posts else (1, seen.last_seq)
    return Page(seen.id, posts, first > 1, last < seen.last_seq, middle)


def _run(tx: Tx, seen: ThreadSeen, after: int, before: int, limit: int, *, newest: bool = False) -> list[Row]:
    rows = tx.all(
        f"{_COLUMNS} AND p.id > :after AND p.id < :before ORDER BY p.id {'DESC' if newest else 'ASC'} LIMIT :limit",
        me=tx.me.id,
        after=post_id(seen.id, after),
        before=post_id(seen.id, before),
        limit=limit,
    )
    return rows[::-1] if newest else rows


def one_row(tx: Tx, seen: ThreadSeen, seq: int) -> Row:
    """A post of a thread by its sequence as the one who asks knows it.

    Raises:
        NotFound: There is none, or somebody wrote it whom they have blocked.
    """
    row = tx.one(
        "SELECT p.id, p.seq, p.author_id, p.alias_id, p.text, p.version, p.deleted_at FROM posts p"
        f" WHERE p.id = :id AND {NOT_BLOCKED.format(column='p.author_id')}",
        id=post_id(seen.id, seen.seq(seq)),
        me=tx.me.id,
    )
    if row is None or not row["seq"]:
        raise NotFound("There is no such post.")
    return row


def is_mine(tx: Tx, row: Row) -> bool:
    """Whether the one who acts wrote a post, also under an alias."""
    return bool(row["author_id"] == tx.me.id or aliases.is_mine(tx, row["alias_id"]))


@operation(Capability.FORUM_POST, writes=True)
def add(
    tx: Tx, *, thread: int, text: str, alias: bool = False, reply_to: int | None = None, nonce: str = ""
) -> Added:
    """Write in a thread; it is followed from then on, unless its level was chosen.

    Args:
        tx: The transaction.
        thread: The thread's id.
        text: Markdown; cleaned here.
        alias: Under my alias in this thread, which is made when I have none.
        reply_to: The sequence of the post that it answers.
        nonce: Names this post: the same one again answers as the first time and says nothing twice. '' for none.

    Raises:
        NotFound: The thread, or the post answered, is not there or not mine to see.
        Invalid: It is empty or too long, or nothing is added to the thread any more.
        RateLimited: I have written very much just now.
    """
    before = post_writing.again(tx, post_writing.clean_nonce(nonce))
    if before is not None:
        if before[0] != forum_sight.thread(tx, thread).id:
            raise Invalid("That nonce was used for a post in another thread.")
        return Added(*before)
    seen = forum_sight.open_thread(tx, thread)
    said = post_writing.said(tx, text)
    if alias and (seen.closed or seen.board.locked):
        raise Invalid(post_writing.TELLING)
    if reply_to is not None:
        reply_to = one_row(tx, seen, reply_to)["seq"]
    post_writing.keep_pace(tx, "post")
    read_before = forum_reading.last_read(tx, seen)
    mine = aliases.take(tx, seen.id) if alias else None
    # Who it is goes by what readers see: an answer under another name of the same person is an answer like any other.
    seq = int(
        tx.value(
            "UPDATE threads SET last_seq = last_seq + 1, last_at = :now, answered = CASE WHEN"
            " COALESCE(author_id, 0) = :author AND COALESCE(alias_id, 0) = :alias THEN answered ELSE 1 END"
            " WHERE id = :id RETURNING last_seq",
            now=tx.now,
            author=tx.me.id if mine is None else 0,
            alias=0 if mine is None else mine.id,
            id=seen.id,
        )
    )
    post_writing.write(
        tx,
        seen.board,
        seen.id,
        seq=seq,
        words=said,
        alias_id=None if mine is None else mine.id,
        reply_to=reply_to,
        nonce=nonce,
    )
    forum_reading.follow_by_writing(tx, seen.id, seq, read_before)
    post_writing.tell(tx, seen.board, seen.id, seq)
    return Added(seen.id, seq, tx.now, tx.me.handle if mine is None else mine.name)


@operation(Capability.FORUM_POST, writes=True)
def edit(tx: Tx, *, thread: int, seq: int, text: str) -> None:
    """Put other words in place of a post of mine; the old ones stay readable as a version.

    Raises:
        NotFound: The post is not there or not mine to see.
        Denied: Somebody else wrote it.
        Invalid: It was taken back, the new words cannot be said, it was changed very often, or the thread is closed.
    """
    seen = forum_sight.open_thread(tx, thread)
    row = one_row(tx, seen, seq)
    if not is_mine(tx, row):
        raise Denied("Only the one who wrote a post can change it.")
    if row["deleted_at"] is not None:
        raise Invalid("It was taken back; write it anew.")
    if row["alias_id"] is not None and (seen.closed or seen.board.locked):
        raise Invalid(post_writing.TELLING)
    said = post_writing.said(tx, text)
    tx.run("DELETE FROM post_changes WHERE post_id = :id", id=row["id"])
    if tx.value("SELECT COUNT(*) FROM post_versions WHERE post_id = :id", id=row["id"]) >= MOST_VERSIONS:
        raise Invalid("It was changed as often as it can be; write it anew.")
    if said == row["text"]:
        return
    tx.run(
        "INSERT INTO post_versions (post_id, version, until, text) VALUES (:id, :version, :now, :text)",
        id=row["id"],
        version=row["version"],
        now=tx.now,
        text=row["text"],
    )
    tx.run(
        "UPDATE posts SET text = :text, edited_at = :now, version = version + 1 WHERE id = :id",
        text=said,
        now=tx.now,
        id=row["id"],
    )
    under_alias = row["alias_id"] is not None
    post_writing.note_mentions(tx, seen.board, seen.id, row["seq"], said, under_alias=under_alias)
    tx.emit(f"thread:{seen.id}", "changed", row["seq"])


@operation(Capability.FORUM_READ)
def versions(tx: Tx, *, thread: int, seq: int) -> list[Version]:
    """How a post read before, oldest first; nothing for one that was taken back.

    Raises:
        NotFound: The post is not there or not mine to see.
    """
    row = one_row(tx, forum_sight.thread(tx, thread), seq)
    return [
        Version(each["version"], each["text"], each["until"])
        for each in tx.all(
            "SELECT version, text, until FROM post_versions WHERE post_id = :id ORDER BY version",
            id=row["id"],
        )
    ]


@operation(Capability.FORUM_POST, writes=True, forgets=True)
def delete(tx: Tx, *, thread: int, seq: int, reason: str = "") -> None:
    """Take a post back: a mark stays in its place, its words and versions leave the store. Twice is once.

    With the first post go the thread's title, its content note, its tags and its poll. Who looks after the board may do
    so with what others wrote: the mark says that it was not the author, and the author finds a note.

    Args:
        tx: The transaction.
        thread: The thread's id.
        seq: The post's sequence.
        reason: Why, of what somebody else wrote: a line for its author; '' says nothing.

    Raises:
        NotFound: The post is not there or not mine to see.
        Denied: Somebody else wrote it, and I do not look after the board.
    """
    seen = forum_sight.thread(tx, thread)
    row = one_row(tx, seen, seq)
    own = is_mine(tx, row)
    why = removing.clean_reason(reason)
    if not own:
        if not seen.board.moderated:
            raise Denied("Only the one who wrote a post, or who looks after the board, can take it back.")
        whose = "an alias" if row["author_id"] is None else f"member:{row['author_id']}"
        audit.write(tx, "post.delete", f"thread:{seen.id}", f"seq {row['seq']} by {whose}")
    if row["deleted_at"] is not None:
        return
    empty(tx, row["id"], at=tx.now)
    if not own:
        tx.run("UPDATE posts SET removed = 1 WHERE id = :id", id=row["id"])
        # An alias is told by the mark alone: a note would keep with a member that the post was theirs.
        if row["author_id"] is not None:
            readable = forum_sight.may_read(tx, row["author_id"], seen.board.id)
            # A thread may have been moved to where its author does not see it: then they are not told where that is.
            place = f"{seen.board.full_name if readable else 'the forum'}, thread {seen.id}"
            removing.tell(tx, row["author_id"], row["id"], place, why, kind="removed-post")
    if row["seq"] == 1:
        empty_thread(tx, seen.id, title=TAKEN_BACK if own else REMOVED)
    else:
        still_answered(tx, seen.id)
    tx.emit(f"thread:{seen.id}", "changed", row["seq"])
    tx.emit(f"board:{seen.board.id}", "changed", seen.id)


def still_answered(tx: Tx, thread_id: int) -> None:
    """When the only answer was taken back the thread waits again; not when what it asked was. Inside an operation."""
    tx.run(
        "UPDATE threads SET answered = EXISTS (SELECT 1 FROM posts p WHERE p.id > :first AND p.id <= :last"
        " AND p.deleted_at IS NULL AND (COALESCE(p.author_id, 0) <> COALESCE(threads.author_id, 0)"
        "  OR COALESCE(p.alias_id, 0) <> COALESCE(threads.alias_id, 0))) WHERE id = :id AND answered = 1"
        " AND EXISTS (SELECT 1 FROM posts q WHERE q.id = :first + 1 AND q.deleted_at IS NULL)",
        first=post_id(thread_id, 0),
        last=post_id(thread_id, forum_sight.LAST_SEQ),
        id=thread_id,
    )


def empty(tx: Tx, id_: int, *, at: int) -> None:
    """Take the words of a post and all that hangs on it out of the store, inside an operation that may."""
    for table in ("post_versions", "post_changes", "post_reactions", "post_mentions"):
        tx.run(f"DELETE FROM {table} WHERE post_id = :id", id=id_)
    polls.remove(tx, id_)
    tx.run(
        "UPDATE posts SET text = '', title = '', place = '', nonce = '', deleted_at = :at, version = version + 1"
        " WHERE id = :id",
        at=at,
        id=id_,
    )
    tx.run(
        "UPDATE threads SET solved_seq = NULL WHERE id = :thread AND solved_seq = :seq",
        thread=id_ >> 32,
        seq=id_ & forum_sight.LAST_SEQ,
    )


def empty_thread(tx: Tx, thread_id: int, *, title: str = TAKEN_BACK) -> None:
    """Take what its author said of a thread as a whole out of the store. Nobody has to answer it any more."""
    tx.run("DELETE FROM thread_tags WHERE thread_id = :id", id=thread_id)
    tx.run(
        "UPDATE threads SET title = :title, content_note = '', answered = 1 WHERE id = :id",
        title=title,
        id=thread_id,
    )


@operation(Capability.FORUM_POST, writes=True)
def react(tx: Tx, *, thread: int, seq: int, kind: str) -> bool:
    """Give a reaction to a post, or take it back when I gave it. Readers see how many, not who.

    Returns:
        True when it was given, False when it was taken back.

    Raises:
        NotFound: The post is not there or not mine to see.
        Invalid: The reaction is neither of the hub's set nor an emoji.
        Conflict: The post carries as many different ones as it can.
    """
    seen = forum_sight.thread(tx, thread)
    wanted = reactions.clean_kind(tx, kind)
    row = one_row(tx, seen, seq)
    if row["deleted_at"] is not None:
        raise NotFound("There is no such post.")
    given = not tx.run(
        "DELETE FROM post_reactions WHERE post_id = :id AND member_id = :me AND kind = :kind",
        id=row["id"],
        me=tx.me.id,
        kind=wanted,
    )
    if given:
        kinds = {
            each["kind"]
            for each in tx.all("SELECT DISTINCT kind FROM post_reactions WHERE post_id = :id", id=row["id"])
        }
        if reactions.crowded(tx, kinds, wanted):
            raise Conflict("That post carries a lot already; add to one of those.")
        tx.run(
            "INSERT INTO post_reactions (post_id, kind, member_id) VALUES (:id, :kind, :me)",
            id=row["id"],
            kind=wanted,
            me=tx.me.id,
        )
    tx.run("UPDATE posts SET version = version + 1 WHERE id = :id", id=row["id"])
    tx.emit(f"thread:{seen.id}", "changed", row["seq"])
    return given
