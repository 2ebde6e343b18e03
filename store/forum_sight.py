"""Which boards and threads of the forum a member may see, and which of them they look after.

As in `store.sight`, what may not be seen is NotFound in the same words as what is not there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from store import sight
from store.errors import Conflict, Denied, Invalid, NotFound
from store.operations import Tx
from store.policy import Role

BoardRef = int | str
"""A board's id, its name ("sleep"), or its full name: "garden/sleep", "hub/welcome"."""

HUB: Final = "hub"
"""Stands before the slash in the full name of a board of the hub."""

LAST_SEQ: Final = 2**32 - 1
"""No thread's sequence reaches this."""

MOST_MERGES: Final = 20
"""How many mergers one after another are followed from an old thread to where its posts are."""

BOARD_IS_SEEN: Final = """(
    (b.circle_id IS NULL AND (:supporter = 0 OR b.supporters = 1))
    OR b.circle_id IN (SELECT mine.circle_id FROM circle_members mine WHERE mine.member_id = :me)
)"""
"""An SQL condition on `boards b`: it is the hub's or of a circle of mine. Goes with `parameters(tx)`."""

BOARD_IS_SEEN_BY: Final = """(
    (b.circle_id IS NULL AND (m.role <> 'supporter' OR b.supporters = 1))
    OR EXISTS (SELECT 1 FROM circle_members cm WHERE cm.circle_id = b.circle_id AND cm.member_id = m.id)
)"""
"""The same of somebody else: a condition on `boards b` and `members m`."""

NOT_BLOCKED: Final = sight.NOT_BLOCKED.format(author="COALESCE({column}, 0)")
"""An SQL condition: I have not blocked the author. Format it with the column, which is NULL under an alias: blocking
does not act on aliases, since what it hides would tell who is behind one. Needs the parameter `me`."""

_COLUMNS: Final = """
    SELECT b.id, b.circle_id, COALESCE(c.name, 'hub') || '/' || b.name AS full_name, b.name, b.title, b.starters,
           b.locked, b.archived_at IS NOT NULL AS archived,
           COALESCE((SELECT cm.standing FROM circle_members cm
                     WHERE cm.circle_id = b.circle_id AND cm.member_id = :me), '') AS standing
    FROM boards b LEFT JOIN circles c ON c.id = b.circle_id
"""


@dataclass(frozen=True, slots=True)
class BoardSeen:
    """A board that the actor may read."""

    id: int
    circle_id: int | None
    """None: the hub's own."""
    full_name: str
    """"garden/sleep" or "hub/welcome"."""
    name: str
    title: str
    starters: str
    """Who may start threads: "members" or "leads"."""
    locked: bool
    archived: bool
    moderated: bool
    """The actor looks after it."""

    @property
    def place(self) -> str:
        """The board as a word of the search index."""
        return f"b{self.id}"


def parameters(tx: Tx) -> dict[str, object]:
    """The parameters that `BOARD_IS_SEEN` needs."""
    return {"me": tx.me.id, "supporter": int(tx.me.role is Role.SUPPORTER)}


def moderates(role: Role, standing: str, circle_id: int | None) -> bool:
    """Whether somebody looks after a board that they see: who leads the hub, its circle's leads and mentors, and in
    the hub's own boards every mentor. A supporter never does.

    Args:
        role: Theirs.
        standing: In the board's circle: "", "member" or "lead".
        circle_id: The board's circle; None: the hub's own.
    """
    if role in (Role.FACILITATOR, Role.HOST):
        return True
    if role is Role.MENTOR:
        return circle_id is None or standing != ""
    return role is not Role.SUPPORTER and standing == "lead"


def _seen(tx: Tx, row: tuple[int, int | None, str, str, str, str, int, int, str]) -> BoardSeen:
    id_, circle_id, full_name, name, title, starters, locked, archived, standing = row
    looked_after = moderates(tx.me.role, standing, circle_id)
    return BoardSeen(
        id_, circle_id, full_name, name, title, starters, bool(locked), bool(archived), looked_after
    )


def boards(tx: Tx) -> list[BoardSeen]:
    """Every board that the actor may read, archived ones too, in the order of the list."""
    rows = tx.all(
        f"{_COLUMNS} WHERE {BOARD_IS_SEEN} ORDER BY c.title, b.position, b.title, b.id", **parameters(tx)
    )
    return [_seen(tx, tuple(row)) for row in rows]


def board(tx: Tx, ref: BoardRef) -> BoardSeen:
    """Find a board that the actor may read.

    Raises:
        NotFound: There is none, or it is not theirs to see.
        Conflict: Several of their boards have this name.
    """
    if isinstance(ref, int):
        rows = tx.all(f"{_COLUMNS} WHERE b.id = :id AND {BOARD_IS_SEEN}", id=ref, **parameters(tx))
    else:
        circle, _, name = (sight.spelled(each) for each in ref.strip().rpartition("/"))
        rows = tx.all(
            f"{_COLUMNS} WHERE b.name = :name AND {BOARD_IS_SEEN}"
            " AND (:circle = '' OR COALESCE(c.name, 'hub') = :circle) ORDER BY b.id",
            name=name,
            circle=circle,
            **parameters(tx),
        )
    if not rows:
        raise NotFound("There is no board of that name among yours; `boards` lists them.")
    if len(rows) > 1:
        raise Conflict("Several of your boards have that name; say which circle's: CIRCLE/BOARD.")
    return _seen(tx, tuple(rows[0]))


def may_read(tx: Tx, member_id: int, board_id: int) -> bool:
    """Whether somebody else may read a board, inside an operation that tells them of it."""
    return bool(
        tx.value(
            f"SELECT 1 FROM boards b JOIN members m ON m.id = :member WHERE b.id = :board AND {BOARD_IS_SEEN_BY}",
            member=member_id,
            board=board_id,
        )
    )


def moderated(tx: Tx, ref: BoardRef) -> BoardSeen:
    """A board that the actor looks after.

    Raises:
        NotFound: There is none, or it is not theirs to see.
        Denied: They do not look after it.
        Conflict: Several of their boards have this name.
    """
    found = board(tx, ref)
    if not found.moderated:
        raise Denied("Only who looks after the board can do that.")
    return found


@dataclass(frozen=True, slots=True)
class ThreadSeen:
    """A thread that the actor may read."""

    id: int
    board: BoardSeen
    author_id: int | None
    """None: it was started under an alias."""
    alias_id: int | None
    last_seq: int
    closed: bool
    offset: int
    """What to add to a sequence that was asked for: not 0 when the thread asked for was merged into this one."""

    def seq(self, asked: int) -> int:
        """A sequence as the one who asked knows it, in this thread; what cannot be one becomes 0."""
        return asked + self.offset if 0 < asked <= LAST_SEQ - self.offset else 0


def post_id(thread_id: int, seq: int) -> int:
    """The id of a thread's post; a sequence out of range gives the nearest that is in range of this thread."""
    return (thread_id << 32) + max(0, min(seq, LAST_SEQ))


def thread(tx: Tx, thread_id: int) -> ThreadSeen:
    """Find a thread that the actor may read; one that was merged leads to where its posts are.

    Raises:
        NotFound: There is none, or it is not theirs to see.
    """
    offset = 0
    for _ in range(MOST_MERGES):
        row = (
            None
            if not 0 < thread_id <= LAST_SEQ >> 1
            else tx.one(
                "SELECT t.id, t.board_id, t.author_id, t.alias_id, t.last_seq, t.closed, t.merged_into, t.merged_offset"
                f" FROM threads t JOIN boards b ON b.id = t.board_id WHERE t.id = :id AND {BOARD_IS_SEEN}"
                f" AND (t.merged_into IS NOT NULL OR {NOT_BLOCKED.format(column='t.author_id')})",
                id=thread_id,
                **parameters(tx),
            )
        )
        if row is None:
            break
        if row["merged_into"] is None:
            return ThreadSeen(
                row["id"],
                board(tx, int(row["board_id"])),
                row["author_id"],
                row["alias_id"],
                row["last_seq"],
                bool(row["closed"]),
                offset,
            )
        offset += row["merged_offset"]
        thread_id = row["merged_into"]
    raise NotFound("There is no such thread; `threads` lists them.")


def open_thread(tx: Tx, thread_id: int) -> ThreadSeen:
    """A thread to which the actor may add something.

    Raises:
        NotFound: There is none, or it is not theirs to see.
        Invalid: It is closed, or its board is locked or archived.
    """
    seen = thread(tx, thread_id)
    if seen.board.archived:
        raise Invalid("That board is archived: it can be read, and nothing is added to it.")
    if seen.board.locked and not seen.board.moderated:
        raise Invalid("That board is locked for now: it can be read, and nothing is added to it.")
    if seen.closed and not seen.board.moderated:
        raise Invalid("That thread is closed: it can be read, and nothing is added to it.")
    return seen
