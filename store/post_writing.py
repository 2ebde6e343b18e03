"""What writing a post comes to, in a new thread or an old one: its words, its place, whom it names, who hears of it.

Nothing that is kept or told here besides the post itself leads from an alias to a member: how much somebody wrote is
counted without saying where, and followers are told all alike.
"""

from __future__ import annotations

from typing import Final

from store import aliases, forum_sight, mentions, text
from store.errors import Invalid, RateLimited
from store.forum_sight import BoardSeen, post_id
from store.operations import Tx

LONGEST_NONCE: Final = 64
"""Characters of a client's nonce."""

WINDOWS_MS: Final = {"post": 600_000, "thread": 3_600_000}
"""The stretches of time over which one member's posts, and new threads, are counted."""

TELLING: Final = (
    "Only who looks after the board can write there now; an alias would tell that you do. Your text is kept."
)
"""Why nothing is written under an alias where few could have written it."""

MOST_TOLD: Final = 500
"""Followers of a thread who are told at once that it got something; the others see it when they look."""

TITLE_CELLS: Final = 80
NOTE_CELLS: Final = 80
"""Widest title and content note of a thread, in cells."""


def said(tx: Tx, words: str) -> str:
    """What somebody wrote in a post, cleaned.

    Raises:
        Invalid: It is empty or too long.
    """
    limits = tx.config.limits
    if len(words) > limits.post_chars:
        raise Invalid(
            f"That is {len(words):,} characters; a post has {limits.post_chars:,} at most. Your text is kept."
        )
    cleaned = text.trimmed(text.clean_block(words, chars=limits.post_chars, lines=limits.post_lines))
    if not cleaned:
        raise Invalid("There is nothing to say yet; write something first.")
    return cleaned


def clean_nonce(nonce: str) -> str:
    """A client's nonce, checked.

    Raises:
        Invalid: It is too long.
    """
    if len(nonce) > LONGEST_NONCE:
        raise Invalid(f"A nonce has {LONGEST_NONCE} characters at most.")
    return nonce


def again(tx: Tx, nonce: str) -> tuple[int, int, int, str] | None:
    """Thread, sequence, time and author of the post that the one who acts wrote with this nonce; None: none yet."""
    if not nonce:
        return None
    found = tx.value(
        "SELECT p.id FROM posts p WHERE p.nonce = :nonce AND p.nonce <> '' AND p.author_id = :me ORDER BY p.id LIMIT 1",
        nonce=nonce,
        me=tx.me.id,
    )
    id_ = aliases.by_nonce(tx, nonce) if found is None else int(found)
    row = tx.one(
        "SELECT p.thread_id, p.seq, p.at, COALESCE(a.handle, al.name) FROM posts p"
        " LEFT JOIN members a ON a.id = p.author_id LEFT JOIN aliases al ON al.id = p.alias_id WHERE p.id = :id",
        id=id_,
    )
    return None if row is None else (row[0], row[1], row[2], row[3])


def keep_pace(tx: Tx, kind: str) -> None:
    """Count one more post ("post") or new thread ("thread") of the one who acts.

    The stretch begins at a round time, not at a post's: kept with the member, that would tell which post was theirs.

    Raises:
        RateLimited: They wrote very much just now.
    """
    window = WINDOWS_MS[kind]
    limits = tx.config.limits
    allowed = limits.posts_per_10_min if kind == "post" else limits.threads_per_hour
    since = tx.now - tx.now % window
    count = tx.value(
        "INSERT INTO post_pace (member_id, kind, since, count) VALUES (:me, :kind, :since, 1)"
        " ON CONFLICT (member_id, kind) DO UPDATE SET since = excluded.since,"
        " count = CASE WHEN post_pace.since = excluded.since THEN post_pace.count + 1 ELSE 1 END RETURNING count",
        me=tx.me.id,
        kind=kind,
        since=since,
    )
    if count > allowed:
        wait_s = max(1.0, (since + window - tx.now) / 1000)
        what = "posts" if kind == "post" else "new threads"
        raise RateLimited(
            f"That was a lot of {what} at once; give it a little while. Your text is kept.", wait_s
        )


def write(
    tx: Tx,
    board: BoardSeen,
    thread_id: int,
    *,
    seq: int,
    words: str,
    alias_id: int | None,
    reply_to: int | None,
    nonce: str,
    title: str = "",
) -> None:
    """Store a post whose thread's own row counts it already.

    Args:
        tx: The transaction.
        board: The thread's board.
        thread_id: The thread.
        seq: The post's sequence.
        words: Cleaned.
        alias_id: The alias to write under; None: the handle.
        reply_to: The sequence that it answers.
        nonce: '' for none.
        title: The thread's, at its first post.
    """
    tx.run(
        "INSERT INTO posts (id, thread_id, seq, author_id, alias_id, at, reply_to, nonce, place, title, text)"
        " VALUES (:id, :thread, :seq, :author, :alias, :now, :reply_to, :nonce, :place, :title, :text)",
        id=post_id(thread_id, seq),
        thread=thread_id,
        seq=seq,
        author=tx.me.id if alias_id is None else None,
        alias=alias_id,
        now=tx.now,
        reply_to=reply_to,
        nonce=nonce,
        place=board.place,
        title=title,
        text=words,
    )
    tx.run("UPDATE boards SET last_at = :now WHERE id = :id", now=tx.now, id=board.id)
    if "@" in words:
        note_mentions(tx, board, thread_id, seq, words, under_alias=alias_id is not None)


def note_mentions(
    tx: Tx, board: BoardSeen, thread_id: int, seq: int, words: str, *, under_alias: bool
) -> None:
    """Note whom a post names: people who can read it.

    Under a handle that is not oneself, and none who blocked the author. Under an alias neither is looked at: who is
    named must not depend on who is behind it.
    """
    id_ = post_id(thread_id, seq)
    before = {
        row["member_id"] for row in tx.all("SELECT member_id FROM post_mentions WHERE post_id = :id", id=id_)
    }
    tx.run("DELETE FROM post_mentions WHERE post_id = :id", id=id_)
    for handle in mentions.handles(words):
        row = tx.one(
            "INSERT INTO post_mentions (member_id, post_id) SELECT m.id, :post FROM members m JOIN boards b"
            " WHERE b.id = :board AND m.handle = :handle AND m.state = 'active'"
            f" AND {forum_sight.BOARD_IS_SEEN_BY}"
            " AND (:alias = 1 OR (m.id <> :me AND NOT EXISTS"
            "  (SELECT 1 FROM blocks k WHERE k.member_id = m.id AND k.blocked_id = :me)))"
            " RETURNING member_id",
            post=id_,
            board=board.id,
            handle=handle,
            alias=int(under_alias),
            me=tx.me.id,
        )
        # Changing a post again and again rings nobody's bell again.
        if row is not None and row["member_id"] not in before:
            tx.emit(f"member:{row['member_id']}", "named-thread", thread_id)


def tell(tx: Tx, board: BoardSeen, thread_id: int, seq: int) -> None:
    """Tell that a thread got something: whoever looks at it or its board, and those who follow it, the author among
    them like everybody else."""
    tx.emit(f"thread:{thread_id}", "advanced", seq)
    tx.emit(f"board:{board.id}", "advanced", thread_id)
    followers = tx.all(
        "SELECT member_id FROM thread_reads WHERE thread_id = :id AND level = 'following'"
        " ORDER BY member_id LIMIT :most",
        id=thread_id,
        most=MOST_TOLD,
    )
    for each in followers:
        tx.emit(f"member:{each['member_id']}", "threads")
