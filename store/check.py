"""Looks a hub over from outside: its settings, its files, its database and what should hold between its rows.

It works on a store that is damaged or that another process has open, changes nothing, and says of each trouble what it
is and how to mend it.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from store import audit
from store.config import Config
from store.db import APPLICATION_ID, OLDEST_SAFE_SQLITE, connect, sqlite
from store.errors import HubError
from store.migrations import unknown_migrations, waiting_migrations
from store.operations import SYSTEM, Tx, operation
from store.policy import Capability

SHOWN: Final = 20
"""Lines that SQLite's own checks give at most: after that the store has to be restored anyway."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong."""

    what: str
    """What it is, in a sentence."""
    mend: str
    """What to do about it, in a sentence."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """Something that should hold between rows."""

    counts: str
    """A query that counts the rows for which it does not hold."""
    what: str
    """What to say when there are some; {n} is how many."""


RULES: Final = (
    _Rule(
        "SELECT COUNT(*) FROM rooms r WHERE r.last_seq <>"
        " (SELECT COALESCE(MAX(m.seq), 0) FROM messages m"
        " WHERE m.id > r.id * 4294967296 AND m.id < (r.id + 1) * 4294967296)",
        "{n} room(s) disagree with their own messages about which is the newest.",
    ),
    _Rule(
        "SELECT COUNT(*) FROM rooms r WHERE r.last_seq <>"
        " (SELECT COUNT(*) FROM messages m WHERE m.id > r.id * 4294967296 AND m.id < (r.id + 1) * 4294967296)",
        "{n} room(s) have a gap in the order of their messages.",
    ),
    _Rule(
        "SELECT COUNT(*) FROM room_members rm JOIN rooms r ON r.id = rm.room_id WHERE rm.last_read > r.last_seq",
        "{n} read mark(s) are ahead of their room.",
    ),
    _Rule(
        "SELECT COUNT(*) FROM room_members rm JOIN rooms r ON r.id = rm.room_id WHERE r.kind = 'circle' AND NOT EXISTS"
        " (SELECT 1 FROM circle_members cm WHERE cm.circle_id = r.circle_id AND cm.member_id = rm.member_id)",
        "{n} time(s) somebody is in a circle's room without being in the circle.",
    ),
    _Rule(
        "SELECT COUNT(*) FROM circle_members cm JOIN rooms r ON r.circle_id = cm.circle_id WHERE NOT EXISTS"
        " (SELECT 1 FROM room_members rm WHERE rm.room_id = r.id AND rm.member_id = cm.member_id)",
        "{n} time(s) somebody in a circle cannot see one of its rooms.",
    ),
    _Rule(
        "SELECT COUNT(*) FROM rooms r WHERE r.kind = 'circle' AND r.circle_id IS NULL",
        "{n} room(s) belong to no circle.",
    ),
    _Rule(
        "SELECT COUNT(*) FROM messages m WHERE m.reply_to IS NOT NULL AND NOT EXISTS"
        " (SELECT 1 FROM messages q WHERE q.id = m.id - m.seq + m.reply_to)",
        "{n} message(s) answer one that is not there.",
    ),
    _Rule(
        "SELECT COUNT(*) FROM members m WHERE NOT EXISTS (SELECT 1 FROM handles h WHERE h.member_id = m.id)",
        "{n} member(s) have a handle that is not reserved.",
    ),
    _Rule(
        "SELECT COUNT(*) FROM members m WHERE m.state = 'active' AND NOT EXISTS"
        " (SELECT 1 FROM passwords p WHERE p.member_id = m.id) AND NOT EXISTS"
        " (SELECT 1 FROM keys k WHERE k.member_id = m.id)",
        "{n} member(s) have neither a password nor a key, and cannot come in: `porchlight member reset HANDLE`.",
    ),
    _Rule(
        "SELECT COUNT(*) FROM members m WHERE m.state = 'erased' AND EXISTS"
        " (SELECT 1 FROM messages t WHERE t.author_id = m.id AND t.text <> '')",
        "{n} erased member(s) have left words behind.",
    ),
    _Rule(
        "SELECT COUNT(*) FROM rooms r WHERE r.kind = 'pair' AND (SELECT COUNT(*) FROM room_members rm"
        " WHERE rm.room_id = r.id) > 2",
        "{n} room(s) of a pair have somebody else in them.",
    ),
    _Rule(
        "SELECT COUNT(*) FROM pairs p WHERE (SELECT COUNT(*) FROM pair_members pm WHERE pm.pair_id = p.id"
        " AND (pm.member_id, pm.buddy_id) IN ((p.one_id, p.other_id), (p.other_id, p.one_id))) <> 2",
        "{n} pair(s) do not have just their two people.",
    ),
    _Rule(
        "SELECT COUNT(*) FROM pairs p JOIN rooms r ON r.id = p.room_id"
        " WHERE p.state <> 'parted' AND r.archived_at IS NOT NULL",
        "{n} pair(s) have a room in which they cannot write.",
    ),
    _Rule(
        "SELECT COUNT(*) FROM pairs p WHERE (p.state = 'paused') <> EXISTS (SELECT 1 FROM pair_members pm"
        " WHERE pm.pair_id = p.id AND pm.paused_at IS NOT NULL)",
        "{n} pair(s) are paused by nobody, or go on in spite of a pause.",
    ),
    _Rule(
        "SELECT COUNT(*) FROM due_work d JOIN pairs p ON p.id = d.pair_id"
        " WHERE d.done_at IS NULL AND p.state = 'parted'",
        "{n} piece(s) of work wait for a pair that has parted.",
    ),
    _Rule(
        "SELECT COUNT(*) FROM members m WHERE m.state = 'erased' AND EXISTS (SELECT 1 FROM checkins c"
        " WHERE c.member_id = m.id UNION ALL SELECT 1 FROM goals g WHERE g.member_id = m.id"
        " UNION ALL SELECT 1 FROM safety_plans s WHERE s.member_id = m.id)",
        "{n} erased member(s) have left check-ins, goals or a plan behind.",
    ),
    _Rule(
        "SELECT ABS((SELECT COUNT(*) FROM messages) - (SELECT COUNT(*) FROM messages_fts_docsize))",
        "The search index is {n} message(s) apart from the messages.",
    ),
)

RESTORE: Final = "Stop the hub, keep a copy of the folder, and restore the last good backup."
TELL: Final = "Keep a copy of the store and report it: the hub's own operations cannot bring this about."


@operation(Capability.HUB_WATCH, slow=True)
def rows(tx: Tx) -> tuple[Trouble, ...]:
    """What does not hold between the rows of the store, and in the audit trail."""
    return tuple(_between_rows(tx))


def _between_rows(tx: Tx) -> Iterator[Trouble]:
    for row in tx.all("PRAGMA foreign_key_check")[:SHOWN]:
        yield Trouble(f"A row of {row[0]} points at one of {row[2]} that is not there.", TELL)
    for rule in RULES:
        count = int(tx.value(rule.counts))
        if count:
            yield Trouble(rule.what.format(n=count), TELL)
    broken = audit.first_broken.within(tx)
    if broken is not None:
        yield Trouble(
            f"Line {broken} of the audit trail was changed, or lines before it are gone.",
            "Find out who can write to the store's file; compare with a backup.",
        )


def look_over(config: Config) -> list[Trouble]:
    """Everything that is wrong with a hub.

    Args:
        config: What its hub.toml says; that it could be read is the first check.

    Returns:
        The troubles, the gravest kind first; empty when all is well.
    """
    troubles = list(_engine())
    if not config.database.exists():
        troubles.append(
            Trouble(
                f"There is no store at {config.database}.",
                "Make it with `porchlight init`, or start `porchlight serve`.",
            )
        )
    else:
        troubles += _database(config)
    troubles += _files(config)
    return troubles


def _engine() -> Iterator[Trouble]:
    if sqlite.sqlite_version_info < OLDEST_SAFE_SQLITE:
        yield Trouble(
            f"SQLite {sqlite.sqlite_version} can damage the store: Porchlight needs 3.51.3 or newer.",
            "Install the package pysqlite3, or a newer Python.",
        )


def _database(config: Config) -> Iterator[Trouble]:
    path = config.database
    try:
        connection = connect(path, writing=False)
    except sqlite.Error:
        yield Trouble(f"{path} cannot be opened as a database.", RESTORE)
        return
    try:
        if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            yield Trouble(
                f"{path} is a database, but not a Porchlight store.", "Name another data_dir in hub.toml."
            )
            return
        damage = [
            str(row[0]) for row in connection.execute(f"PRAGMA integrity_check({SHOWN})") if row[0] != "ok"
        ]
        for each in damage:
            yield Trouble(f"The store is damaged: {each}.", RESTORE)
        if damage:
            return
        newer = unknown_migrations(connection)
        if newer:
            yield Trouble(
                f"The store was made by a newer Porchlight (it knows {', '.join(newer)}).",
                "Update Porchlight.",
            )
            return
        waiting = waiting_migrations(connection)
        if waiting:
            yield Trouble(
                f"The store is of an older Porchlight (it lacks {', '.join(waiting)}).",
                "Make a backup; starting the hub brings the store up to date.",
            )
            return
        connection.execute("BEGIN")
        yield from rows.within(Tx(connection, SYSTEM, 0, config))
        connection.execute("COMMIT")
    except sqlite.Error as error:
        yield Trouble(f"The store cannot be read to its end ({type(error).__name__}).", RESTORE)
    except HubError as error:
        yield Trouble(str(error), RESTORE)
    finally:
        connection.close()


def _files(config: Config) -> Iterator[Trouble]:
    directory = config.data_dir
    if not directory.is_dir():
        return
    yield from _guarded(directory, 0o700, "the hub's folder")
    secrets = [
        config.database,
        *(Path(f"{config.database}{suffix}") for suffix in ("-wal", "-shm")),
        config.host_key,
    ]
    for path in secrets:
        if path.exists():
            yield from _guarded(path, 0o600, "a file of the hub")
    if not config.host_key.exists():
        yield Trouble(
            f"There is no host key at {config.host_key}.",
            "`porchlight serve` makes one; if there was one, restore it, or everybody's SSH client will warn them.",
        )


def _guarded(path: Path, wanted: int, what: str) -> Iterator[Trouble]:
    found = path.lstat()
    mode = stat.S_IMODE(found.st_mode)
    if mode & ~wanted & 0o777:
        yield Trouble(
            f"Others on this machine can get at {path}, {what} (mode {mode:04o}).", f"chmod {wanted:o} {path}"
        )
    if found.st_uid != os.geteuid():
        yield Trouble(
            f"{path}, {what}, belongs to another user.",
            f"Run the hub as its owner, or: chown {os.geteuid()} {path}",
        )
