"""How far a member has read in the forum: a mark for each thread they opened, and one for each board.

Everything written in a board before its mark counts as read. Who has none yet has read what was there before they came
into the circle (the hub, for its own boards), so that nobody who is new meets years of unread threads.
"""

from __future__ import annotations

from typing import Final

from store import forum_sight
from store.forum_sight import NOT_BLOCKED, ThreadSeen, post_id
from store.operations import Tx

LEVELS: Final = ("nothing", "normal", "following")

MOST_COUNTED: Final = 100
"""Unread posts, and threads, are counted no further: 100 means "99+"."""

MOST_LOOKED_AT: Final = 1_000
"""How many of a board's newest threads are looked at for unread ones."""

SETTLE_FROM: Final = 20
"""Threads after a board's mark from which on it is worth moving."""

MOST_FOLLOWED: Final = 1_000
"""Threads that one member can follow; writing in one more does not make it followed."""

_MARK_OF: Final = """COALESCE(
    (SELECT br.read_until FROM board_reads br WHERE br.member_id = :me AND br.board_id = {board}),
    (SELECT cm.joined_at FROM circle_members cm JOIN boards mb ON mb.circle_id = cm.circle_id
     WHERE mb.id = {board} AND cm.member_id = :me),
    (SELECT m.created_at FROM members m WHERE m.id = :me))"""

MARK: Final = _MARK_OF.format(board="t.board_id")
"""An SQL expression on `threads t`: everything before this time is read (epoch ms UTC). Needs the parameter `me`."""


def mark(tx: Tx, board_id: int) -> int:
    """Before which time everything in a board counts as read by the one who asks, epoch ms UTC."""
    return int(tx.value(f"SELECT {_MARK_OF.format(board=':board')}", board=board_id, me=tx.me.id))


def last_read(tx: Tx, seen: ThreadSeen) -> int:
    """The last sequence that the one who asks has read; 0: nothing."""
    before = mark(tx, seen.board.id)
    kept = tx.value(
        "SELECT r.last_read FROM thread_reads r WHERE r.member_id = :me AND r.thread_id = :id",
        me=tx.me.id,
        id=seen.id,
    )
    newer = tx.value(
        "SELECT COUNT(*) FROM (SELECT p.at FROM posts p WHERE p.id > :first AND p.id <= :last"
        " ORDER BY p.id DESC LIMIT :most) n WHERE n.at >= :mark",
        first=post_id(seen.id, 0),
        last=post_id(seen.id, seen.last_seq),
        most=MOST_COUNTED,
        mark=before,
    )
    # When all of those looked at are newer, how far back that goes is not known: the whole is unread.
    by_board = seen.last_seq - int(newer) if newer < MOST_COUNTED else 0
    return max(int(kept or 0), by_board)


def set_last_read(tx: Tx, thread_id: int, seq: int) -> None:
    """Keep how far the one who acts has read, wherever it was before."""
    tx.run(
        "INSERT INTO thread_reads (member_id, thread_id, last_read) VALUES (:me, :id, :seq)"
        " ON CONFLICT (member_id, thread_id) DO UPDATE SET last_read = excluded.last_read",
        me=tx.me.id,
        id=thread_id,
        seq=seq,
    )


def past_the_blocked(tx: Tx, seen: ThreadSeen, seq: int) -> int:
    """The last sequence before the next post that the reader sees: what they do not see cannot stay unread."""
    if tx.one("SELECT 1 FROM blocks WHERE member_id = :me LIMIT 1", me=tx.me.id) is None:
        return seq
    following = tx.value(
        "SELECT p.seq FROM posts p WHERE p.id > :read AND p.id <= :last"
        f" AND {NOT_BLOCKED.format(column='p.author_id')} ORDER BY p.id LIMIT 1",
        read=post_id(seen.id, seq),
        last=post_id(seen.id, seen.last_seq),
        me=tx.me.id,
    )
    return seen.last_seq if following is None else int(following) - 1


def follow_by_writing(tx: Tx, thread_id: int, seq: int, read_before: int) -> None:
    """Note that the one who acts wrote in a thread: it is followed from now on, unless they said otherwise.

    Args:
        tx: The transaction.
        thread_id: The thread.
        seq: Their post's sequence: it is not unread to them, but what came before and they have not seen still is.
        read_before: The last sequence that they had read.
    """
    followed = tx.value(
        "SELECT COUNT(*) FROM thread_reads WHERE member_id = :me AND level = 'following'", me=tx.me.id
    )
    tx.run(
        "INSERT INTO thread_reads (member_id, thread_id, last_read, level) VALUES (:me, :id, :read, :level)"
        " ON CONFLICT (member_id, thread_id) DO UPDATE SET last_read = excluded.last_read,"
        " level = CASE WHEN thread_reads.chosen = 1 THEN thread_reads.level ELSE excluded.level END",
        me=tx.me.id,
        id=thread_id,
        read=seq if read_before >= seq - 1 else read_before,
        level="following" if followed < MOST_FOLLOWED else "normal",
    )


def settle(tx: Tx, board_id: int) -> None:
    """Move the mark of a board to its end when nothing in it is unread any more, so that looking for unread threads
    stays short for those who keep up."""
    before = mark(tx, board_id)
    if tx.one(f"{UNREAD} LIMIT 1", **unread_in(tx, board_id, before)) is not None:
        return
    looked_at = tx.value(
        "SELECT COUNT(*) FROM (SELECT 1 FROM threads t WHERE t.board_id = :board AND t.merged_into IS NULL"
        " AND t.last_at >= :mark LIMIT :most)",
        board=board_id,
        mark=before,
        most=MOST_LOOKED_AT,
    )
    newest = tx.value("SELECT last_at FROM boards WHERE id = :board", board=board_id)
    if SETTLE_FROM <= looked_at < MOST_LOOKED_AT:
        set_mark(tx, board_id, int(newest) + 1)


def set_mark(tx: Tx, board_id: int, until: int) -> None:
    """Keep the time before which everything in a board is read."""
    tx.run(
        "INSERT INTO board_reads (member_id, board_id, read_until) VALUES (:me, :board, :until)"
        " ON CONFLICT (member_id, board_id) DO UPDATE SET read_until = excluded.read_until",
        me=tx.me.id,
        board=board_id,
        until=until,
    )


UNREAD: Final = f"""
    SELECT t.id, t.last_at AS key FROM (
        SELECT n.id, n.board_id, n.last_seq, n.last_at, n.author_id FROM threads n
        WHERE n.board_id = :board AND n.merged_into IS NULL AND n.last_at >= :mark
              AND (n.last_at, n.id) < (:key, :id)
        ORDER BY n.last_at DESC, n.id DESC LIMIT {MOST_LOOKED_AT}
    ) t LEFT JOIN thread_reads r ON r.member_id = :me AND r.thread_id = t.id
    WHERE t.last_seq > COALESCE(r.last_read, 0) AND COALESCE(r.level, 'normal') <> 'nothing'
          AND {NOT_BLOCKED.format(column="t.author_id")}
    ORDER BY t.last_at DESC, t.id DESC
"""
"""The unread threads of a board, newest first. Needs `unread_in`; add a LIMIT."""


def unread_in(tx: Tx, board_id: int, mark: int) -> dict[str, object]:
    """The parameters that `UNREAD` needs, from the newest on."""
    return {"board": board_id, "mark": mark, "me": tx.me.id, "key": 2**62, "id": 0}


def boards(tx: Tx) -> list[forum_sight.BoardSeen]:
    """The boards of the lists: those that the one who asks may read and that are not archived."""
    return [each for each in forum_sight.boards(tx) if not each.archived]
