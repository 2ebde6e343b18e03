"""Changes to posts that have been begun and not sent: other words for a post, as far as they are written.

They belong to the post, and only its author reads them. Nothing in them names a member behind an alias: whose post it
is is asked each time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from store import aliases, drafts, forum_sight, posts
from store.errors import Conflict, Denied, Invalid, NotFound
from store.forum_sight import post_id
from store.operations import Tx, operation
from store.policy import Capability

MOST: Final = 50
"""Changes begun under one name."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A change that was begun."""

    thread_id: int
    seq: int
    text: str
    saved_at: int
    """Epoch ms UTC."""


@operation(Capability.FORUM_READ)
def in_thread(tx: Tx, *, thread: int) -> list[Begun]:
    """The changes that I have begun to posts of mine in a thread, also under an alias, in the order of the posts.

    Raises:
        NotFound: There is no such thread, or it is not mine to see.
    """
    seen = forum_sight.thread(tx, thread)
    rows = tx.all(
        "SELECT c.post_id, c.text, c.saved_at FROM post_changes c WHERE c.post_id > :first AND c.post_id <= :last"
        f" AND (COALESCE(c.author_id = :me, 0) OR {aliases.MINE.format(alias='c.alias_id')}) ORDER BY c.post_id",
        first=post_id(seen.id, 0),
        last=post_id(seen.id, seen.last_seq),
        me=tx.me.id,
    )
    return [_begun(*row) for row in rows]


@operation(Capability.FORUM_READ)
def newest(tx: Tx) -> Begun | None:
    """The change that I have begun last, in a thread that I can read; None: I have begun none."""
    for post, _ in sorted(_mine(tx), key=lambda one: (-one[1], one[0])):
        try:
            forum_sight.thread(tx, post >> 32)
        except NotFound:
            continue
        return _read(tx, post)
    return None


def mine(tx: Tx) -> list[Begun]:
    """All that I have begun, for my own export."""
    return [_read(tx, post) for post, _ in sorted(_mine(tx))]


def _mine(tx: Tx) -> list[tuple[int, int]]:
    """The posts, and when each change was kept (epoch ms UTC)."""
    rows = tx.all(
        "SELECT post_id, saved_at FROM post_changes WHERE author_id = :me ORDER BY post_id", me=tx.me.id
    )
    return [*((row["post_id"], row["saved_at"]) for row in rows), *aliases.changes(tx)]


def _read(tx: Tx, post: int) -> Begun:
    row = tx.one("SELECT post_id, text, saved_at FROM post_changes WHERE post_id = :id", id=post)
    assert row is not None  # noqa: S101 - it was found in this transaction
    return _begun(*row)


def _begun(post: int, text: str, saved_at: int) -> Begun:
    return Begun(post >> 32, post & forum_sight.LAST_SEQ, text, saved_at)


@operation(Capability.FORUM_POST, writes=True)
def save(tx: Tx, *, thread: int, seq: int, text: str) -> None:
    """Keep what I have begun to say in place of a post of mine; nothing, or what it says anyway, forgets it.

    Raises:
        NotFound: The post is not there or not mine to see.
        Denied: Somebody else wrote it.
        Invalid: It was taken back, or the words are far too long to be sent.
        Conflict: I have begun as many changes as are kept.
    """
    row = posts.one_row(tx, forum_sight.thread(tx, thread), seq)
    if not posts.is_mine(tx, row):
        raise Denied("Only the one who wrote a post can change it.")
    if row["deleted_at"] is not None:
        raise Invalid("It was taken back; write it anew.")
    kept = drafts.clean(tx, text)
    tx.run("DELETE FROM post_changes WHERE post_id = :id", id=row["id"])
    if not kept.strip() or kept == row["text"]:
        return
    whose = "author_id" if row["alias_id"] is None else "alias_id"
    name = row[whose]
    if tx.value(f"SELECT COUNT(*) FROM post_changes WHERE {whose} = :name", name=name) >= MOST:
        raise Conflict(
            f"You have begun to change {MOST} posts already; send one of them, or empty it, and this one is kept."
        )
    tx.run(
        f"INSERT INTO post_changes (post_id, {whose}, saved_at, text) VALUES (:id, :name, :now, :text)",
        id=row["id"],
        name=name,
        now=tx.now,
        text=kept,
    )
