"""Keeping threads in order: pinning, closing, moving and merging them, with a reason that readers can see."""

from __future__ import annotations

from typing import Final

from store import aliases, audit, forum_sight, text
from store.errors import Conflict, Denied, Invalid
from store.forum_sight import BoardRef, BoardSeen, ThreadSeen, post_id
from store.operations import Tx, operation
from store.policy import Capability
from store.thread_rows import MOST_PINNED

MOST_MERGED: Final = 500
"""Posts of a thread that can be put behind another one: each is written anew, and everybody's writes wait meanwhile."""

PLACES_AT_ONCE: Final = 200
"""Posts whose board is written anew in one transaction."""

REASON_CELLS: Final = 120
"""Widest reason, in cells."""


def note(tx: Tx, thread_id: int, action: str, reason: str) -> None:
    """Keep why a thread was changed by who looks after it, inside the operation that did it.

    The reason stands beside the thread; the audit trail holds facts only.

    Raises:
        Invalid: There is no reason, or it is too long.
    """
    why = text.clean_line(reason, cells=REASON_CELLS)
    if not why:
        raise Invalid("Say in a few words why; people can read it beside the thread.")
    tx.run(
        "INSERT INTO thread_actions (thread_id, action, reason, by_id, at) VALUES (:id, :action, :why, :me, :now)",
        id=thread_id,
        action=action,
        why=why,
        me=tx.me.id,
        now=tx.now,
    )
    audit.write(tx, f"thread.{action}", f"thread:{thread_id}")


def reason(tx: Tx, thread_id: int, action: str) -> str:
    """The last reason given for something done to a thread; '' when there is none."""
    return str(
        tx.value(
            "SELECT reason FROM thread_actions WHERE thread_id = :id AND action = :action ORDER BY id DESC LIMIT 1",
            id=thread_id,
            action=action,
        )
        or ""
    )


def _moderated(tx: Tx, thread: int) -> ThreadSeen:
    """A thread of a board that the actor looks after.

    Raises:
        NotFound: There is none, or it is not theirs to see.
        Denied: They do not look after its board.
    """
    seen = forum_sight.thread(tx, thread)
    if not seen.board.moderated:
        raise Denied("Only who looks after the board can do that.")
    return seen


def _told(tx: Tx, seen: ThreadSeen) -> None:
    tx.emit(f"thread:{seen.id}", "changed", 1)
    tx.emit(f"board:{seen.board.id}", "changed", seen.id)


@operation(Capability.FORUM_MODERATE, writes=True)
def pin(tx: Tx, *, thread: int, reason: str, pinned: bool = True) -> None:
    """Keep a thread above the others of its board, or no longer.

    Raises:
        NotFound: There is none, or it is not mine to see.
        Denied: I do not look after its board.
        Invalid: There is no reason.
        Conflict: As many are pinned in the board as can be.
    """
    seen = _moderated(tx, thread)
    others = tx.value(
        "SELECT COUNT(*) FROM threads WHERE board_id = :board AND pinned = 1 AND merged_into IS NULL AND id <> :id",
        board=seen.board.id,
        id=seen.id,
    )
    if pinned and others >= MOST_PINNED:
        raise Conflict(f"A board has {MOST_PINNED} pinned threads at most; take one off first.")
    note(tx, seen.id, "pin" if pinned else "unpin", reason)
    tx.run("UPDATE threads SET pinned = :pinned WHERE id = :id", pinned=int(pinned), id=seen.id)
    _told(tx, seen)


@operation(Capability.FORUM_MODERATE, writes=True)
def close(tx: Tx, *, thread: int, reason: str, closed: bool = True) -> None:
    """Let nothing more be added to a thread, or open it again.

    Raises:
        NotFound: There is none, or it is not mine to see.
        Denied: I do not look after its board.
        Invalid: There is no reason.
    """
    seen = _moderated(tx, thread)
    note(tx, seen.id, "close" if closed else "open", reason)
    tx.run("UPDATE threads SET closed = :closed WHERE id = :id", closed=int(closed), id=seen.id)
    _told(tx, seen)


def _stays_hidden(tx: Tx, seen: ThreadSeen, target: BoardSeen) -> None:
    """Refuse to carry what was written in a hidden circle to where others read it: it would tell who is in there.

    Raises:
        Invalid: It would be carried out.
    """
    if seen.board.circle_id is None or seen.board.circle_id == target.circle_id:
        return
    visibility = tx.value("SELECT visibility FROM circles WHERE id = :id", id=seen.board.circle_id)
    if visibility == "hidden":
        raise Invalid("What was written in a hidden circle stays there; it was written for the people in it.")


@operation(Capability.FORUM_MODERATE, writes=True)
def move(tx: Tx, *, thread: int, board: BoardRef, reason: str) -> None:
    """Take a thread to another board that I look after. Who may not read that one no longer finds it.

    Raises:
        NotFound: The thread or the board is not there or not mine to see.
        Denied: I do not look after both boards.
        Invalid: There is no reason, it is there already, that board is archived, or it would leave a hidden circle.
    """
    seen = _moderated(tx, thread)
    target = forum_sight.moderated(tx, board)
    if target.id == seen.board.id:
        raise Invalid("It is in that board already.")
    if target.archived:
        raise Invalid("That board is archived; nothing is added to it.")
    _stays_hidden(tx, seen, target)
    note(tx, seen.id, "move", reason)
    tx.run(
        "UPDATE threads SET board_id = :board, moved = 1, pinned = 0 WHERE id = :id",
        board=target.id,
        id=seen.id,
    )
    tx.run("UPDATE thread_tags SET board_id = :board WHERE thread_id = :id", board=target.id, id=seen.id)
    _write_places(tx, seen.id, target.place, seen.last_seq)
    tx.run(
        "UPDATE boards SET last_at = t.last_at FROM threads t"
        " WHERE t.id = :id AND boards.id = :board AND boards.last_at < t.last_at",
        id=seen.id,
        board=target.id,
    )
    _told(tx, seen)
    tx.emit(f"board:{target.id}", "advanced", seen.id)


@operation(Capability.FORUM_MODERATE, writes=True)
def merge(tx: Tx, *, thread: int, into: int, reason: str) -> None:
    """Put the posts of a thread behind those of another one. Its old number leads to them from then on.

    Everybody keeps their name: aliases are not joined, though one member may be behind two of them.

    Raises:
        NotFound: One of them is not there or not mine to see.
        Denied: I do not look after both boards.
        Invalid: There is no reason, they are one thread, it is too long, the other's board is archived, or it would
            leave a hidden circle.
    """
    seen, target = _moderated(tx, thread), _moderated(tx, into)
    if seen.id == target.id:
        raise Invalid("That is one thread already.")
    if seen.last_seq > MOST_MERGED:
        raise Invalid(
            f"A thread of more than {MOST_MERGED} posts stays where it is; put the other one behind it, or close it"
            " and say in it where people go on."
        )
    if target.board.archived:
        raise Invalid("That thread's board is archived; nothing is added to it.")
    _stays_hidden(tx, seen, target.board)
    note(tx, seen.id, "merge", reason)
    note(tx, target.id, "take-in", reason)
    offset = target.last_seq
    last_at = tx.value("SELECT last_at FROM threads WHERE id = :id", id=seen.id)
    aliases.rehome(tx, seen.id, target.id)
    tx.run(
        "UPDATE posts SET id = :base + :offset + seq, thread_id = :into, seq = :offset + seq,"
        " reply_to = reply_to + :offset, title = '', version = version + 1,"
        " place = CASE WHEN deleted_at IS NULL THEN :place ELSE '' END WHERE id > :first AND id <= :last",
        base=post_id(target.id, 0),
        offset=offset,
        into=target.id,
        place=target.board.place,
        first=post_id(seen.id, 0),
        last=post_id(seen.id, seen.last_seq),
    )
    for table in ("thread_tags", "places_due"):
        tx.run(f"DELETE FROM {table} WHERE thread_id = :id", id=seen.id)
    tx.run(
        "UPDATE threads SET merged_into = :into, merged_offset = :offset, title = '', content_note = '', pinned = 0,"
        " last_seq = 0, author_id = NULL, alias_id = NULL, solved_seq = NULL WHERE id = :id",
        into=target.id,
        offset=offset,
        id=seen.id,
    )
    # What led here leads on at once: an old address does not wear out with many mergers, nor pass a board that its
    # reader does not see.
    tx.run(
        "UPDATE threads SET merged_into = :into, merged_offset = merged_offset + :offset WHERE merged_into = :id",
        into=target.id,
        offset=offset,
        id=seen.id,
    )
    tx.run(
        "UPDATE threads SET last_seq = last_seq + :more, answered = 1,"
        " last_at = CASE WHEN last_at < :last THEN :last ELSE last_at END WHERE id = :id",
        more=seen.last_seq,
        last=last_at,
        id=target.id,
    )
    # Who followed the one follows the other; marks of the old one mean nothing any more.
    tx.run(
        "INSERT INTO thread_reads (member_id, thread_id, last_read, level, chosen)"
        " SELECT r.member_id, :into, 0, r.level, 0 FROM thread_reads r"
        " WHERE r.thread_id = :id AND r.level = 'following'"
        " ON CONFLICT (member_id, thread_id) DO NOTHING",
        into=target.id,
        id=seen.id,
    )
    tx.run("DELETE FROM thread_reads WHERE thread_id = :id", id=seen.id)
    _carry_drafts(tx, seen.id, target.id, offset)
    _told(tx, seen)
    tx.emit(f"thread:{target.id}", "advanced", offset + seen.last_seq)
    tx.emit(f"board:{target.board.id}", "advanced", target.id)


def _write_places(tx: Tx, thread_id: int, place: str, until_seq: int) -> None:
    """Have a thread's posts found by the board that it is in now: the newest of those up to a sequence at once, the
    others soon.

    The index is asked about boards. Until it knows, a post is not found by its new board; by its old one it is shown to
    those alone who may read where it is.
    """
    left = max(0, until_seq - PLACES_AT_ONCE)
    tx.run(
        "UPDATE posts SET place = :place WHERE id > :first AND id <= :last AND deleted_at IS NULL",
        place=place,
        first=post_id(thread_id, left),
        last=post_id(thread_id, until_seq),
    )
    tx.run("DELETE FROM places_due WHERE thread_id = :id", id=thread_id)
    if left:
        tx.run("INSERT INTO places_due (thread_id, until_seq) VALUES (:id, :left)", id=thread_id, left=left)
        tx.emit("due", "changed")


@operation(Capability.HUB_KEEP)
def places_wait(tx: Tx) -> bool:
    """Whether posts of threads that were moved are still to be found by their new board."""
    return tx.one("SELECT 1 FROM places_due LIMIT 1") is not None


@operation(Capability.HUB_KEEP, writes=True)
def write_places(tx: Tx) -> int:
    """Have some more posts of a thread that was moved found by its new board.

    Returns:
        How many threads were looked at: 1, or 0 when none waits.
    """
    row = tx.one(
        "SELECT d.thread_id, d.until_seq, t.board_id FROM places_due d JOIN threads t ON t.id = d.thread_id"
        " ORDER BY d.thread_id LIMIT 1"
    )
    if row is None:
        return 0
    _write_places(tx, row["thread_id"], f"b{row['board_id']}", row["until_seq"])
    return 1


def _carry_drafts(tx: Tx, thread_id: int, into_id: int, offset: int) -> None:
    """What people have begun to write in a thread goes with it; behind what they had begun in the other one.

    What comes of the two goes out under the handle only where both were to.
    """
    tx.run(
        "INSERT INTO post_drafts (member_id, place, title, tags, content_note, alias, reply_to, saved_at, text)"
        " SELECT d.member_id, :to, d.title, d.tags, d.content_note, d.alias, d.reply_to + :offset, d.saved_at, d.text"
        " FROM post_drafts d WHERE d.place = :from"
        " ON CONFLICT (member_id, place) DO UPDATE SET text = post_drafts.text || :between || excluded.text,"
        "  alias = CASE WHEN excluded.alias = 1 THEN 1 ELSE post_drafts.alias END",
        **{
            "from": f"thread:{thread_id}",
            "to": f"thread:{into_id}",
            "offset": offset,
            "between": "\n\n",
        },
    )
    tx.run("DELETE FROM post_drafts WHERE place = :place", place=f"thread:{thread_id}")
