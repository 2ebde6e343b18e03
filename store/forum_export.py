"""What a member takes with them of the forum: what they wrote, also under aliases, and what they keep there."""

from __future__ import annotations

from typing import Any, Final

from store import aliases, forum_sight, lifts, post_changes
from store.operations import Tx
from store.times import iso

_POSTS: Final = f"""
    SELECT CASE WHEN {forum_sight.BOARD_IS_SEEN} THEN COALESCE(c.name, 'hub') || '/' || b.name ELSE '' END AS board,
           p.thread_id, p.seq, COALESCE(al.name, '') AS alias,
           CASE WHEN p.seq = 1 THEN t.title ELSE '' END AS title, p.text, p.reply_to, p.at, p.edited_at
    FROM posts p JOIN threads t ON t.id = p.thread_id JOIN boards b ON b.id = t.board_id
    LEFT JOIN circles c ON c.id = b.circle_id LEFT JOIN aliases al ON al.id = p.alias_id
    WHERE p.deleted_at IS NULL AND ({{whose}}) ORDER BY p.at, p.id
"""


def mine(tx: Tx) -> dict[str, Any]:
    """The forum's part of my export, in its transaction. The titles of others' threads are theirs, and a board that a
    thread was moved to where I do not see it is not named."""
    me = tx.me.id
    written = tx.all(
        _POSTS.format(whose=f"p.author_id = :me OR {aliases.MINE.format(alias='p.alias_id')}"),
        **forum_sight.parameters(tx),
    )
    return {
        "posts": [
            {
                **{
                    name: row[name]
                    for name in ("board", "thread_id", "seq", "alias", "title", "text", "reply_to")
                }
            }
            | {"at": iso(row["at"]), "edited_at": iso(row["edited_at"])}
            for row in written
        ],
        "reactions": [
            {"thread": row["post_id"] >> 32, "seq": row["post_id"] & 0xFFFFFFFF, "kind": row["kind"]}
            for row in tx.all(
                "SELECT post_id, kind FROM post_reactions WHERE member_id = :me ORDER BY post_id, kind", me=me
            )
        ],
        "votes": [
            {"thread": row["post_id"] >> 32, "choice": row["text"]}
            for row in tx.all(
                "SELECT v.post_id, c.text FROM poll_votes v JOIN poll_choices c ON c.post_id = v.post_id"
                " AND c.position = v.position WHERE v.member_id = :me ORDER BY v.post_id, v.position",
                me=me,
            )
        ],
        "following": [
            row["thread_id"]
            for row in tx.all(
                "SELECT thread_id FROM thread_reads WHERE member_id = :me AND level = 'following' ORDER BY thread_id",
                me=me,
            )
        ],
        "drafts": [
            {**{name: row[name] for name in ("place", "title", "tags", "content_note", "text")}}
            | {"poll": row["poll"], "alias": bool(row["alias"]), "saved_at": iso(row["saved_at"])}
            for row in tx.all(
                "SELECT place, title, tags, content_note, text, poll, alias, saved_at FROM post_drafts"
                " WHERE member_id = :me ORDER BY place",
                me=me,
            )
        ],
        "changes_begun": [
            {"thread": each.thread_id, "post": each.seq, "text": each.text, "saved_at": iso(each.saved_at)}
            for each in post_changes.mine(tx)
        ],
        "lifted": [
            {"thread": each.thread_id, "alias": each.alias, "reason": each.reason, "at": iso(each.decided_at)}
            for each in lifts.told.within(tx, everything=True)
        ],
    }
