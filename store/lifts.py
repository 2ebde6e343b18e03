"""Lifting an alias: a mentor asks with a written reason, a host who is somebody else agrees, and the author is told.

Who it is stays in one place (see `store.aliases`). Only the two people who asked and agreed can read it, each time
through `reveal`, which writes the audit trail. Whoever is behind the alias can neither ask nor decide; they are refused
in words that say nothing, and nobody else can tell their refusal from any other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from store import aliases, audit, forum_sight, posts, text
from store.errors import Conflict, Denied, Invalid, NotFound
from store.operations import Tx, operation
from store.policy import Capability

REASON_CHARS: Final = 500
"""Characters of a reason."""

LONGEST_LIST: Final = 100
"""Requests that a list gives at most."""

NOT_YOURS: Final = "You cannot act on this one; please leave it to somebody else."
"""What everybody hears who may not ask for or decide a lift, whatever the reason."""


@dataclass(frozen=True, slots=True)
class Lift:
    """A request to lift an alias. It never says whose alias it is."""

    id: int
    alias: str
    thread_id: int
    title: str
    """The thread's; '' for its author when it is where they cannot read it any more."""
    board: str
    """The board's full name; '' for its author likewise."""
    reason: str
    asked_by: str
    """A handle."""
    asked_at: int
    """Epoch ms UTC."""
    state: str
    """"waiting", "consented" or "declined"."""
    decided_by: str
    """A handle; '' while it waits."""
    decided_at: int | None
    """Epoch ms UTC."""


_COLUMNS: Final = """
    SELECT l.id, al.name, t.id, t.title, COALESCE(c.name, 'hub') || '/' || b.name, l.reason, a.handle, l.asked_at,
           l.state, COALESCE(d.handle, ''), l.decided_at
    FROM lifts l
    JOIN aliases al ON al.id = l.alias_id
    JOIN threads t ON t.id = al.thread_id
    JOIN boards b ON b.id = t.board_id
    LEFT JOIN circles c ON c.id = b.circle_id
    JOIN members a ON a.id = l.asked_by
    LEFT JOIN members d ON d.id = l.decided_by
"""


_OWN: Final = _COLUMNS.replace(
    "t.title, COALESCE(c.name, 'hub') || '/' || b.name",
    f"CASE WHEN {forum_sight.BOARD_IS_SEEN} THEN t.title ELSE '' END,"
    f" CASE WHEN {forum_sight.BOARD_IS_SEEN} THEN COALESCE(c.name, 'hub') || '/' || b.name ELSE '' END",
)


@operation(Capability.LIFT_ASK, writes=True)
def ask(tx: Tx, *, thread: int, seq: int, reason: str) -> int:
    """Ask that the alias of a post be lifted, where I look after the board. Nobody is told but the hosts.

    Args:
        tx: The transaction.
        thread: The thread's id.
        seq: A post under that alias.
        reason: Why; the author reads it when a host agrees.

    Returns:
        The request's id.

    Raises:
        NotFound: There is no such post, or it is not mine to see.
        Denied: I do not look after the board, or cannot ask for this one.
        Invalid: The post is not under an alias, or there is no reason.
        Conflict: Somebody has asked already, or it was agreed to.
    """
    seen = forum_sight.thread(tx, thread)
    if not seen.board.moderated:
        raise Denied(NOT_YOURS)
    row = posts.one_row(tx, seen, seq)
    if row["alias_id"] is None:
        raise Invalid("That post is under its author's own handle.")
    why = text.trimmed(text.clean_block(reason, chars=REASON_CHARS, lines=10))
    if not why:
        raise Invalid("Say why; the author will read it when a host agrees.")
    if aliases.is_mine(tx, row["alias_id"]):
        raise Denied(NOT_YOURS)
    before = tx.one(
        "SELECT state FROM lifts WHERE alias_id = :alias AND state IN ('waiting','consented') ORDER BY id LIMIT 1",
        alias=row["alias_id"],
    )
    if before is not None:
        raise Conflict("Somebody has asked for that one already.")
    lift_id = int(
        tx.value(
            "INSERT INTO lifts (alias_id, asked_by, reason, asked_at) VALUES (:alias, :me, :why, :now) RETURNING id",
            alias=row["alias_id"],
            me=tx.me.id,
            why=why,
            now=tx.now,
        )
    )
    audit.write(tx, "lift.ask", f"lift:{lift_id}", f"thread:{seen.id} seq {row['seq']}")
    _tell_hosts(tx)
    return lift_id


def _tell_hosts(tx: Tx) -> None:
    """What waits for them is not what it was."""
    for host in tx.all("SELECT id FROM members WHERE role = 'host' AND state = 'active' ORDER BY id"):
        tx.emit(f"member:{host['id']}", "lift")


@operation(Capability.LIFT_DECIDE)
def waiting(tx: Tx) -> list[Lift]:
    """The requests that wait for a host, the longest waiting first."""
    rows = tx.all(
        f"{_COLUMNS} WHERE l.state = 'waiting' ORDER BY l.asked_at, l.id LIMIT :most", most=LONGEST_LIST
    )
    return [Lift(*row) for row in rows]


@operation(Capability.LIFT_ASK)
def mine(tx: Tx) -> list[Lift]:
    """The requests that I made or decided, the newest first."""
    rows = tx.all(
        f"{_COLUMNS} WHERE l.asked_by = :me OR l.decided_by = :me ORDER BY l.id DESC LIMIT :most",
        me=tx.me.id,
        most=LONGEST_LIST,
    )
    return [Lift(*row) for row in rows]


@operation(Capability.LIFT_DECIDE, writes=True)
def decide(tx: Tx, *, lift: int, consent: bool) -> None:
    """Agree to a request that somebody else made, or decline it. When it is agreed to, the author is told.

    Raises:
        NotFound: There is no such request.
        Denied: I asked myself, or cannot decide this one.
        Conflict: It was decided already.
    """
    row = tx.one("SELECT alias_id, asked_by, state FROM lifts WHERE id = :id", id=lift)
    if row is None:
        raise NotFound("There is no such request.")
    if row["asked_by"] == tx.me.id or aliases.is_mine(tx, row["alias_id"]):
        raise Denied(NOT_YOURS)
    if row["state"] != "waiting":
        raise Conflict("That was decided already.")
    tx.run(
        "UPDATE lifts SET state = :state, decided_by = :me, decided_at = :now WHERE id = :id",
        state="consented" if consent else "declined",
        me=tx.me.id,
        now=tx.now,
        id=lift,
    )
    audit.write(tx, "lift.consent" if consent else "lift.decline", f"lift:{lift}")
    tx.emit(f"member:{row['asked_by']}", "lift")
    _tell_hosts(tx)
    if consent:
        author = aliases.owner(tx, row["alias_id"])
        if author is not None:
            tx.emit(f"member:{author}", "lift")


@operation(Capability.LIFT_ASK, writes=True)
def reveal(tx: Tx, *, lift: int) -> str:
    """Read who is behind an alias whose lifting I asked for or agreed to; each reading stands in the audit trail.

    Returns:
        The author's handle.

    Raises:
        NotFound: There is no such request of mine, it was not agreed to, or the author is no longer here.
    """
    row = tx.one(
        "SELECT alias_id FROM lifts WHERE id = :id AND state = 'consented' AND (asked_by = :me OR decided_by = :me)",
        id=lift,
        me=tx.me.id,
    )
    author = None if row is None else aliases.owner(tx, row["alias_id"])
    if author is None:
        raise NotFound("There is nothing to read there.")
    audit.write(tx, "lift.read", f"lift:{lift}")
    return str(tx.value("SELECT handle FROM members WHERE id = :id", id=author))


@operation(Capability.SELF_READ)
def told(tx: Tx, *, everything: bool = False) -> list[Lift]:
    """Which of my aliases were lifted, by whom and why, the newest first.

    Args:
        tx: The transaction.
        everything: Also those that I have acknowledged.
    """
    # A thread may have been moved to where its author does not see it: then they are not told where that is.
    rows = tx.all(
        f"{_OWN} WHERE l.state = 'consented' AND l.alias_id IN (SELECT x.id FROM aliases x WHERE"
        f" {aliases.MINE.format(alias='x.id')}) AND (:everything = 1 OR l.told = 0) ORDER BY l.id DESC LIMIT :most",
        everything=int(everything),
        most=LONGEST_LIST,
        **forum_sight.parameters(tx),
    )
    return [Lift(*row) for row in rows]


@operation(Capability.SELF_CHANGE, writes=True)
def acknowledge(tx: Tx, *, lift: int) -> None:
    """Say that I have read that an alias of mine was lifted; the notice goes.

    Raises:
        NotFound: There is no such notice for me.
    """
    row = tx.one("SELECT alias_id FROM lifts WHERE id = :id AND state = 'consented'", id=lift)
    if row is None or not aliases.is_mine(tx, row["alias_id"]):
        raise NotFound("There is no such notice.")
    tx.run("UPDATE lifts SET told = 1 WHERE id = :id", id=lift)
    tx.emit(f"member:{tx.me.id}", "lift")
