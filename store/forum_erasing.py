"""Taking a member out of the forum: their words go, under their handle and under every alias of theirs."""

from __future__ import annotations

from typing import Final

from store import aliases, polls
from store.operations import Tx
from store.posts import TAKEN_BACK

_EMPTIED: Final = "text = '', title = '', place = '', nonce = '', edited_at = NULL, version = version + 1"


def erase(tx: Tx, member_id: int) -> None:
    """Take away all that a member wrote and did in the forum, inside the operation that erases them.

    What went under an alias keeps no time of its going: that would tell which alias belonged to whom.
    """
    touched = tx.all(
        "SELECT DISTINCT thread_id FROM posts WHERE author_id = :id UNION SELECT post_id / 4294967296"
        " FROM post_reactions WHERE member_id = :id ORDER BY 1",
        id=member_id,
    )
    threads = [int(row[0]) for row in touched]
    _empty(tx, "author_id = :whose", member_id, "deleted_at = :now")
    for each in aliases.owned(tx, member_id):
        threads.append(each.thread_id)
        _empty(tx, "alias_id = :whose", each.alias_id, "deleted_at = at")
    tx.run(
        "UPDATE posts SET version = version + 1 WHERE id IN"
        " (SELECT post_id FROM post_reactions WHERE member_id = :id)",
        id=member_id,
    )
    polls.forget(tx, member_id)
    for table in (
        "post_reactions",
        "post_mentions",
        "thread_reads",
        "board_reads",
        "post_pace",
        "post_drafts",
    ):
        tx.run(f"DELETE FROM {table} WHERE member_id = :id", id=member_id)
    # The reasons that they gave are their words too; that they gave one stays.
    tx.run("UPDATE thread_actions SET reason = '' WHERE by_id = :id", id=member_id)
    tx.run("UPDATE lifts SET reason = '' WHERE asked_by = :id", id=member_id)
    aliases.disown(tx, member_id)
    for thread_id in sorted(set(threads)):
        tx.emit(f"thread:{thread_id}", "reread")


def _empty(tx: Tx, whose: str, id_: int, when: str) -> None:
    """Empty the posts and threads of one author: a member or an alias."""
    mine = f"(SELECT id FROM posts WHERE {whose})"
    for table in (
        "post_versions",
        "post_changes",
        "post_reactions",
        "post_mentions",
        "poll_votes",
        "poll_voters",
    ):
        tx.run(f"DELETE FROM {table} WHERE post_id IN {mine}", whose=id_)
    for table in ("poll_choices", "polls"):
        tx.run(f"DELETE FROM {table} WHERE post_id IN {mine}", whose=id_)
    tx.run(
        "UPDATE threads SET solved_seq = NULL WHERE id IN (SELECT thread_id FROM posts"
        f" WHERE {whose} AND seq = threads.solved_seq)",
        whose=id_,
    )
    tx.run(
        f"UPDATE posts SET {_EMPTIED}, {when} WHERE {whose} AND deleted_at IS NULL"
        + ("" if ":now" in when else " AND :now > 0"),
        whose=id_,
        now=tx.now,
    )
    tx.run(f"DELETE FROM thread_tags WHERE thread_id IN (SELECT id FROM threads WHERE {whose})", whose=id_)
    tx.run(
        f"UPDATE threads SET title = :title, content_note = '', answered = 1 WHERE {whose} AND merged_into IS NULL",
        title=TAKEN_BACK,
        whose=id_,
    )
