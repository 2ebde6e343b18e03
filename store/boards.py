"""Boards: the parts of the forum, of a circle or of the hub, and who keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from store import audit, circles, forum_reading, forum_sight, text
from store.errors import Conflict, Denied, Invalid
from store.forum_sight import BoardRef, BoardSeen
from store.operations import Tx, operation
from store.policy import Capability, Role

STARTERS: Final = ("members", "leads")
"""Who may start threads in a board: everybody who reads it, or only those who look after it."""

TITLE_CELLS: Final = 40
"""Widest title of a board, in cells."""

DESCRIPTION_CELLS: Final = 200
"""Widest description of a board, in cells."""


@dataclass(frozen=True, slots=True)
class Board:
    """A board as somebody who may read it sees it."""

    id: int
    name: str
    """"sleep", or "garden/sleep" where several of mine have that name."""
    full_name: str
    """"garden/sleep", or "hub/welcome"; unique."""
    title: str
    description: str
    """May be ''."""
    circle: str
    """The circle's title; '' for a board of the hub."""
    starters: str
    """Who may start threads: "members", or "leads" for those who look after it."""
    may_start: bool
    """I may start a thread here now."""
    moderated: bool
    """I look after it."""
    locked: bool
    """Nothing is added for now, but by those who look after it."""
    archived: bool
    """It can be read, and is in no list."""
    last_at: int
    """When somebody last wrote, or when it was made: epoch ms UTC."""
    unread: int
    """Threads with something unread; 100: more than 99."""
    unanswered: int
    """Open threads of the last 60 days in which nobody but their author wrote; 100: more than 99."""


WAITS_MS: Final = 60 * 24 * 3600 * 1000
"""A thread that nobody answered for this long no longer waits."""

UNANSWERED: Final = """
    SELECT t.id, t.started_at AS key FROM threads t
    WHERE t.board_id = :board AND t.answered = 0 AND t.closed = 0 AND t.merged_into IS NULL
          AND (t.started_at, t.id) > (:key, :id) AND {not_blocked}
    ORDER BY t.started_at, t.id
""".format(not_blocked=forum_sight.NOT_BLOCKED.format(column="t.author_id"))
"""The threads of a board that wait for an answer, the longest waiting first, from `waiting_since` on. Add a LIMIT."""


def waiting_since(tx: Tx) -> int:
    """Threads started before this time no longer wait: epoch ms UTC."""
    return tx.now - WAITS_MS


def may_start(seen: BoardSeen) -> bool:
    """Whether the actor may start a thread in a board that they see."""
    if seen.archived:
        return False
    return seen.moderated or (not seen.locked and seen.starters == "members")


@operation(Capability.FORUM_READ)
def listing(tx: Tx, *, archived: bool = False) -> list[Board]:
    """The boards of my circles and of the hub, the hub's first.

    Args:
        tx: The transaction.
        archived: Those that were archived, instead of the others.
    """
    seen = forum_sight.boards(tx)
    return [_board(tx, each, seen) for each in seen if each.archived == archived]


@operation(Capability.FORUM_READ)
def one(tx: Tx, *, board: BoardRef) -> Board:
    """One board, also when it is archived.

    Raises:
        NotFound: There is none, or it is not mine to see.
        Conflict: Several of mine have this name.
    """
    return _board(tx, forum_sight.board(tx, board), forum_sight.boards(tx))


def _board(tx: Tx, seen: BoardSeen, mine: list[BoardSeen]) -> Board:
    row = tx.one(
        "SELECT b.description, b.last_at, COALESCE(c.title, '') AS circle"
        " FROM boards b LEFT JOIN circles c ON c.id = b.circle_id WHERE b.id = :id",
        id=seen.id,
    )
    assert row is not None  # noqa: S101 - it has just been seen in this transaction
    most = forum_reading.MOST_COUNTED
    mark = forum_reading.mark(tx, seen.id)
    unread = tx.value(
        f"SELECT COUNT(*) FROM ({forum_reading.UNREAD} LIMIT :most)",
        most=most,
        **forum_reading.unread_in(tx, seen.id, mark),
    )
    unanswered = tx.value(
        f"SELECT COUNT(*) FROM ({UNANSWERED} LIMIT :most)",
        most=most,
        board=seen.id,
        key=waiting_since(tx),
        id=0,
        me=tx.me.id,
    )
    double = sum(each.name == seen.name for each in mine) > 1
    return Board(
        id=seen.id,
        name=seen.full_name if double else seen.name,
        full_name=seen.full_name,
        title=seen.title,
        description=row["description"],
        circle=row["circle"],
        starters=seen.starters,
        may_start=may_start(seen),
        moderated=seen.moderated,
        locked=seen.locked,
        archived=seen.archived,
        last_at=row["last_at"],
        unread=unread,
        unanswered=unanswered,
    )


@operation(Capability.BOARD_LEAD, writes=True)
def create(
    tx: Tx,
    *,
    name: str,
    circle: str = "",
    title: str = "",
    description: str = "",
    starters: str = "members",
    supporters: bool = False,
) -> int:
    """Make a board in a circle that I lead, or in the hub, which who leads the hub may.

    Args:
        tx: The transaction.
        name: As it is typed in commands.
        circle: The circle's name; '' makes a board of the hub.
        title: For people; '' takes the name.
        description: What it is for; may be ''.
        starters: Who may start threads: "members" or "leads".
        supporters: In a board of the hub: supporters read it too. A circle's board is everybody's in the circle.

    Returns:
        The board's id.

    Raises:
        NotFound: There is no such circle.
        Denied: I do not lead it, or not the hub.
        Invalid: The name cannot be used, or there are no such starters.
        Conflict: There is a board of that name in the circle.
    """
    circle_id = _led(tx, circle)
    wanted = circles.clean_name(name)
    _known_starters(starters)
    taken = tx.one(
        "SELECT 1 FROM boards WHERE COALESCE(circle_id, 0) = COALESCE(:circle, 0) AND name = :name",
        circle=circle_id,
        name=wanted,
    )
    if taken is not None:
        raise Conflict(f"There is a board called {wanted} there already.")
    row = tx.one(
        "INSERT INTO boards (circle_id, name, title, description, starters, supporters, position, last_at, created_at)"
        " VALUES (:circle, :name, :title, :description, :starters, :supporters,"
        "  (SELECT COALESCE(MAX(position), 0) + 1 FROM boards WHERE COALESCE(circle_id, 0) = COALESCE(:circle, 0)),"
        "  :now, :now) RETURNING id",
        circle=circle_id,
        name=wanted,
        title=text.clean_line(title, cells=TITLE_CELLS) or wanted,
        description=text.clean_line(description, cells=DESCRIPTION_CELLS),
        starters=starters,
        supporters=int(supporters),
        now=tx.now,
    )
    assert row is not None  # noqa: S101 - RETURNING always answers
    board_id = int(row["id"])
    audit.write(
        tx, "board.create", f"board:{board_id}", "hub" if circle_id is None else f"circle:{circle_id}"
    )
    announce(tx, board_id, circle_id)
    return board_id


def announce(tx: Tx, board_id: int, circle_id: int | None) -> None:
    """Tell that a board came to lists or left them, inside an operation that saw to it.

    Who does not list a board hears nothing of its own topic; so its circle is told, or the whole hub. What they hear is
    only that lists changed: whoever may not see the board reads the same list as before.
    """
    tx.emit(f"board:{board_id}", "board")
    tx.emit("hub" if circle_id is None else f"circle:{circle_id}", "boards")


def _led(tx: Tx, circle: str) -> int | None:
    """The id of a circle that the actor leads; None for the hub, when they lead that.

    Raises:
        NotFound: There is no such circle, or it is hidden from the actor.
        Denied: The actor does not lead it.
    """
    if circle:
        return circles.led(tx, circle).id
    if tx.actor.kind == "member" and tx.me.role not in (Role.FACILITATOR, Role.HOST):
        raise Denied("Only who leads the hub makes or changes boards for everybody.")
    return None


def _known_starters(starters: str) -> None:
    if starters not in STARTERS:
        raise Invalid(f"Who may start threads is one of {', '.join(STARTERS)}.")


@operation(Capability.FORUM_MODERATE, writes=True)
def change(
    tx: Tx,
    *,
    board: BoardRef,
    title: str | None = None,
    description: str | None = None,
    position: int | None = None,
    starters: str | None = None,
    supporters: bool | None = None,
    locked: bool | None = None,
    archived: bool | None = None,
) -> None:
    """Change a board that I look after; None leaves a thing as it is.

    Args:
        tx: The transaction.
        board: Which.
        title: For people.
        description: What it is for.
        position: Its place among its circle's boards; smaller is earlier.
        starters: Who may start threads: "members" or "leads".
        supporters: In a board of the hub: supporters read it too. Only who leads the hub decides that.
        locked: Nothing is added, but by those who look after it.
        archived: It leaves the lists, can still be read, and nothing is added to it. Only who leads its circle, or the
            hub, decides that.

    Raises:
        NotFound: There is none, or it is not mine to see.
        Denied: I do not look after it, or do not lead where that is needed.
        Invalid: There are no such starters, a text is too long, or a circle's board would be for supporters.
    """
    seen = forum_sight.moderated(tx, board)
    if starters is not None:
        _known_starters(starters)
    if supporters is not None and seen.circle_id is not None:
        raise Invalid("A circle's board is read by everybody in the circle, and by nobody else.")
    if supporters is not None or archived is not None:
        _led(tx, _circle_of(tx, seen))
    changes: dict[str, object] = {
        "title": None if title is None else text.clean_line(title, cells=TITLE_CELLS) or seen.name,
        "description": None if description is None else text.clean_line(description, cells=DESCRIPTION_CELLS),
        "position": None if position is None else max(0, min(position, 1_000_000)),
        "starters": starters,
        "supporters": None if supporters is None else int(supporters),
        "locked": None if locked is None else int(locked),
    }
    for column, value in changes.items():
        if value is not None:
            tx.run(f"UPDATE boards SET {column} = :value WHERE id = :id", value=value, id=seen.id)
    if archived is not None:
        tx.run(
            "UPDATE boards SET archived_at = :at WHERE id = :id",
            at=tx.now if archived else None,
            id=seen.id,
        )
    told = [name for name, value in (*changes.items(), ("archived", archived)) if value is not None]
    audit.write(tx, "board.change", f"board:{seen.id}", " ".join(told))
    if supporters is None and archived is None:
        tx.emit(f"board:{seen.id}", "board")
    else:
        announce(tx, seen.id, seen.circle_id)


def _circle_of(tx: Tx, seen: BoardSeen) -> str:
    """The name of a board's circle; '' for a board of the hub."""
    return str(tx.value("SELECT name FROM circles WHERE id = :id", id=seen.circle_id) or "")
