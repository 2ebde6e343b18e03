"""Taking a member out of the forum: their words go, under their handle at once, under each alias at a time of its own.

Whoever looks on sees a member's posts become empty at one moment. Would those under aliases do so at the same moment,
that alone would tell whose they were, and whatever was read of them before would have a name from then on. So erasing
cuts every alias from the member at once, and gives each a moment drawn by lot within a week, at which what stands under
it is taken back exactly as if its author had done so. Nothing that is kept says whose farewell it is.
"""

from __future__ import annotations

import secrets
from typing import Final

from store import aliases, polls, posts
from store.forum_sight import post_id
from store.operations import Tx, operation
from store.policy import Capability
from store.posts import TAKEN_BACK

MINUTE_MS: Final = 60_000
NOT_BEFORE_MS: Final = 3_600_000
"""An alias stays this long at least: what goes right after a member would be taken for theirs."""
WITHIN_MS: Final = 7 * 24 * 3_600_000
"""And this long at most, while the hub is up."""
APART_MS: Final = 12 * 3_600_000
"""Within this time what is due together is spread anew: going together it would look like one person's."""

_EMPTIED: Final = "text = '', title = '', place = '', nonce = '', edited_at = NULL, version = version + 1"


def erase(tx: Tx, member_id: int, *, aliases_at_once: bool = False) -> None:
    """Take away all that a member wrote and did in the forum, inside the operation that erases them.

    Reactions, and votes in anonymous polls, stay counted: they are numbers, and a number that falls as a member goes
    would tell what they gave.

    Args:
        tx: The transaction.
        member_id: Who goes.
        aliases_at_once: What they wrote under aliases goes in the same moment; whoever looks on can tell that it was
            theirs.
    """
    threads = [
        int(row["thread_id"])
        for row in tx.all(
            "SELECT DISTINCT thread_id FROM posts WHERE author_id = :id ORDER BY thread_id", id=member_id
        )
    ]
    _empty(tx, member_id)
    polls.forget(tx, member_id)
    for table in ("post_mentions", "thread_reads", "board_reads", "post_pace", "post_drafts"):
        tx.run(f"DELETE FROM {table} WHERE member_id = :id", id=member_id)
    # The reasons that they gave are their words too; that they gave one stays.
    tx.run("UPDATE thread_actions SET reason = '' WHERE by_id = :id", id=member_id)
    tx.run("UPDATE lifts SET reason = '' WHERE asked_by = :id", id=member_id)
    theirs = [each.alias_id for each in aliases.owned(tx, member_id)]
    aliases.disown(tx, member_id)
    for alias_id in theirs:
        # Nobody else ever saw what was only begun.
        tx.run("DELETE FROM post_changes WHERE alias_id = :alias", alias=alias_id)
        if aliases_at_once:
            _take_back(tx, alias_id)
        else:
            _plan(tx, alias_id, NOT_BEFORE_MS, WITHIN_MS)
    for thread_id in threads:
        posts.still_answered(tx, thread_id)
        tx.emit(f"thread:{thread_id}", "reread")


def _empty(tx: Tx, member_id: int) -> None:
    """Empty the posts and threads that stand under a member's handle."""
    mine = "(SELECT id FROM posts WHERE author_id = :whose)"
    for table in (
        "post_versions",
        "post_changes",
        "post_reactions",
        "post_mentions",
        "poll_votes",
        "poll_voters",
    ):
        tx.run(f"DELETE FROM {table} WHERE post_id IN {mine}", whose=member_id)
    for table in ("poll_choices", "polls"):
        tx.run(f"DELETE FROM {table} WHERE post_id IN {mine}", whose=member_id)
    tx.run(
        "UPDATE threads SET solved_seq = NULL WHERE id IN (SELECT thread_id FROM posts"
        " WHERE author_id = :whose AND seq = threads.solved_seq)",
        whose=member_id,
    )
    tx.run(
        f"UPDATE posts SET {_EMPTIED}, deleted_at = :now WHERE author_id = :whose AND deleted_at IS NULL",
        whose=member_id,
        now=tx.now,
    )
    tx.run(
        "DELETE FROM thread_tags WHERE thread_id IN (SELECT id FROM threads WHERE author_id = :whose)",
        whose=member_id,
    )
    tx.run(
        "UPDATE threads SET title = :title, content_note = '', answered = 1 WHERE author_id = :whose",
        title=TAKEN_BACK,
        whose=member_id,
    )


# -- farewells ---------------------------------------------------------------------------------------------------------


def _plan(tx: Tx, alias_id: int, least_ms: int, most_ms: int) -> None:
    """Give an alias a moment, to the minute, drawn by lot; and no other row has anything to do with it."""
    due_at = tx.now + least_ms + MINUTE_MS * secrets.randbelow((most_ms - least_ms) // MINUTE_MS)
    tx.run("UPDATE posts SET nonce = '' WHERE alias_id = :alias", alias=alias_id)
    tx.run(
        "INSERT INTO alias_farewells (alias_id, due_at) VALUES (:alias, :at)"
        " ON CONFLICT (alias_id) DO UPDATE SET due_at = excluded.due_at",
        alias=alias_id,
        at=due_at,
    )
    tx.emit("due", "changed")


def _take_back(tx: Tx, alias_id: int) -> None:
    """Take back what stands under an alias, each post as its author would have."""
    touched: set[int] = set()
    for row in tx.all(
        "SELECT id, thread_id, seq FROM posts WHERE alias_id = :alias AND deleted_at IS NULL ORDER BY id",
        alias=alias_id,
    ):
        posts.empty(tx, row["id"], at=tx.now)
        if row["id"] == post_id(row["thread_id"], 1):
            posts.empty_thread(tx, row["thread_id"])
        else:
            posts.still_answered(tx, row["thread_id"])
        touched.add(row["thread_id"])
        tx.emit(f"thread:{row['thread_id']}", "changed", row["seq"])
    for thread_id in sorted(touched):
        board = tx.value("SELECT board_id FROM threads WHERE id = :id", id=thread_id)
        tx.emit(f"board:{board}", "changed", thread_id)


@operation(Capability.HUB_KEEP)
def next_farewell(tx: Tx) -> int | None:
    """When the earliest farewell is due, epoch ms UTC; None: none waits."""
    at = tx.value("SELECT due_at FROM alias_farewells ORDER BY due_at, alias_id LIMIT 1")
    return None if at is None else int(at)


@operation(Capability.HUB_KEEP, writes=True, forgets=True)
def farewell(tx: Tx) -> int:
    """Take back what stands under one alias whose time has come.

    When several are due, by chance or since the hub was away, one of them, drawn by lot, goes now, and the others get
    other times.

    Returns:
        How many went: 1, or 0 when none was due.
    """
    due = [
        int(row["alias_id"])
        for row in tx.all(
            "SELECT alias_id FROM alias_farewells WHERE due_at <= :now ORDER BY due_at, alias_id", now=tx.now
        )
    ]
    if not due:
        return 0
    chosen = secrets.choice(due)
    for alias_id in due:
        if alias_id != chosen:
            _plan(tx, alias_id, NOT_BEFORE_MS, APART_MS)
    tx.run("DELETE FROM alias_farewells WHERE alias_id = :alias", alias=chosen)
    _take_back(tx, chosen)
    return 1
