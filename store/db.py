"""The SQLite engine: one writer thread with group commit, reader connections, and `Tx`, what an operation works with.

Writes of all sessions queue for one thread. It takes what is waiting, runs each under its own savepoint inside one
`BEGIN IMMEDIATE`, commits once (`synchronous=FULL`, so one flush serves them all) and only then answers. Short reads
run on the event loop's thread over a connection of their own: a hop to another thread costs more than the query, and
under load each of a query's steps would wait for the interpreter lock. Long reads get a thread.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import queue
import sqlite3 as _types
import threading
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

from store.bus import Event
from store.errors import HubError, StoreDamaged, StoreUnsafe, Unavailable

try:
    from pysqlite3 import dbapi2 as sqlite
except ImportError:  # no wheel for this machine: the interpreter's own, if it is new enough
    import sqlite3 as sqlite

__all__ = [
    "Common",
    "Connected",
    "Database",
    "Row",
    "connect",
    "create_file",
    "require_safe_sqlite",
    "sqlite",
    "translate",
]

log = logging.getLogger("porchlight.store")

R = TypeVar("R")
Row = _types.Row

APPLICATION_ID: Final = 0x504C4947
"""Marks a file as a Porchlight store ("PLIG" in `PRAGMA application_id`)."""

OLDEST_SAFE_SQLITE: Final = (3, 51, 3)
"""Before this, two connections on one WAL file can corrupt it (the "WAL-reset bug", sqlite.org/wal.html)."""

BATCH_BOUND: Final = 256
"""Writes that share one commit at most."""

COMMON_BOUND: Final = 64
"""Findings that are kept for all readers until the next commit."""

READERS_LEAVE_MS: Final = 200
"""How long emptying the log waits for those who read."""

SLOW_READERS: Final = 2
"""Threads for long reads (search, export, checks)."""

PRAGMAS: Final = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=5000",
    "PRAGMA secure_delete=ON",
    "PRAGMA cell_size_check=ON",
    "PRAGMA journal_size_limit=67108864",
    "PRAGMA cache_size=-16384",
    "PRAGMA temp_store=MEMORY",
)


def require_safe_sqlite() -> None:
    """Refuse a SQLite that can corrupt the store.

    Raises:
        StoreUnsafe: The version in use is older than 3.51.3.
    """
    if sqlite.sqlite_version_info < OLDEST_SAFE_SQLITE:
        raise StoreUnsafe(
            f"SQLite {sqlite.sqlite_version} can damage the store; Porchlight needs 3.51.3 or newer: "
            "install the package pysqlite3, or a newer Python."
        )


def translate(error: Exception, path: Path) -> HubError:
    """Turn an error of the engine into one of ours, with a sentence a person can act on."""
    text = str(error).lower()
    if isinstance(error, sqlite.DatabaseError) and ("malformed" in text or "not a database" in text):
        return StoreDamaged(
            f"The store {path} is damaged and was left as it is. Stop the hub and restore a backup, "
            "or ask `porchlight check` what is wrong."
        )
    if "full" in text:
        return Unavailable("Not saved: the disk is full. Your text is kept.")
    if "readonly" in text or "read-only" in text:
        return Unavailable("Not saved: the hub's store is read-only just now. Your text is kept.")
    if "locked" in text or "busy" in text:
        return Unavailable("Not saved: the store is busy. Your text is kept; please try again.")
    if "unable to open" in text:
        return Unavailable(f"The store {path} cannot be opened; check that it exists and belongs to you.")
    return Unavailable(
        "Not saved: the store had a problem. Your text is kept; the host can find out more in the log."
    )


def connect(path: Path, *, writing: bool) -> _types.Connection:
    """Open a connection with the settings every connection of a hub has.

    Args:
        path: The store's file; it has to exist.
        writing: False sets `query_only`, so that a slip cannot write.
    """
    connection = sqlite.connect(
        f"file:{_quoted(path)}?mode=rw",
        uri=True,
        timeout=5.0,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
    )
    connection.row_factory = sqlite.Row
    for pragma in PRAGMAS:
        connection.execute(pragma)
    if not writing:
        connection.execute("PRAGMA query_only=ON")
    return connection  # type: ignore[no-any-return,unused-ignore]


def _quoted(path: Path) -> str:
    return str(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def create_file(path: Path) -> None:
    """Make the store's directory (0700) and an empty file (0600) where there are none.

    Raises:
        Unavailable: The place cannot be written.
    """
    try:
        if not path.parent.exists():
            path.parent.mkdir(parents=True, mode=0o700)
        with contextlib.suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        if not os.access(path, os.R_OK | os.W_OK):
            raise Unavailable(
                f"The store {path} cannot be read and written by this user; check whose file it is."
            )
    except OSError as error:
        raise Unavailable(f"The store {path} cannot be made: {error.strerror}.") from error


class Common:
    """What short reads found in the store as it is now, so that many who read the same thing read it once.

    It is emptied by whoever reads first after anybody, in whatever process, has committed anything. So nothing in it is
    ever older than a read of one's own would be. Rules are not its concern: who may see a finding is for the operation
    to decide, each time, for the one who asks.
    """

    __slots__ = ("_found", "_version")

    def __init__(self) -> None:
        self._version = -1
        self._found: dict[Hashable, Any] = {}

    def as_of(self, version: int) -> None:
        """Forget everything when the store is not as it was: `PRAGMA data_version` of the reading connection."""
        if version != self._version:
            self._version = version
            self._found.clear()

    def is_of(self, version: int) -> bool:
        """Whether what is here was found in the store as it is at a version."""
        return version == self._version

    def get(self, key: Hashable) -> Any:
        """What was found under a key; None when nothing was."""
        return self._found.get(key)

    def once(self, key: Hashable, read: Callable[[], R]) -> R:
        """What `read` finds, from an earlier reading where there was one.

        Args:
            key: Names everything that the finding depends on but the store.
            read: Reads it.
        """
        try:
            return self._found[key]  # type: ignore[no-any-return]
        except KeyError:
            if len(self._found) >= COMMON_BOUND:
                self._found.clear()
            found = self._found[key] = read()
            return found


class Connected:
    """SQL with named parameters over one connection, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: _types.Connection) -> None:
        self._connection = connection

    def one(self, sql: str, /, **parameters: object) -> Row | None:
        """The first row, or None."""
        row: Row | None = self._connection.execute(sql, parameters).fetchone()
        return row

    def all(self, sql: str, /, **parameters: object) -> list[Row]:
        """Every row."""
        return self._connection.execute(sql, parameters).fetchall()

    def value(self, sql: str, /, **parameters: object) -> Any:
        """The first column of the first row, or None."""
        row = self._connection.execute(sql, parameters).fetchone()
        return None if row is None else row[0]

    def run(self, sql: str, /, **parameters: object) -> int:
        """Execute a write; returns how many rows it touched."""
        return self._connection.execute(sql, parameters).rowcount

    def many(self, sql: str, rows: Sequence[dict[str, object]], /) -> None:
        """Execute one write for each row of parameters."""
        self._connection.executemany(sql, rows)


@dataclass(slots=True)
class _Job:
    """One write in the queue."""

    work: Callable[[_types.Connection, list[Event]], Any]
    """Runs the write and appends what it wants published; may be run again after a failed batch."""
    answer: asyncio.Future[Any]


@dataclass(slots=True)
class _Emptying:
    """A turn of the writer's thread in which the log is written back into the file and cut to nothing."""

    answer: asyncio.Future[bool]


@dataclass(slots=True)
class _Outcome:
    """What one job came to."""

    job: _Job
    result: Any = None
    error: BaseException | None = None
    events: list[Event] = field(default_factory=list)


class Database:
    """One store file, open in this process. Belongs to the loop that opened it.

    Args:
        path: The file; made by `create_file` and brought up to date by `store.migrations.migrate` before.
        publish: Called on the loop's thread with the events of each committed write, in commit order.
    """

    def __init__(self, path: Path, publish: Callable[[Event], None]) -> None:
        self.path = path
        self._publish = publish
        self._loop = asyncio.get_running_loop()
        self._queue: queue.SimpleQueue[_Job | _Emptying | None] = queue.SimpleQueue()
        self._closed = False
        self.commits = 0
        """Commits made so far; tests of group commit count them."""
        try:
            self._writer = connect(path, writing=True)
            self._reader = connect(path, writing=False)
        except sqlite.Error as error:
            raise translate(error, path) from error
        self.common = Common()
        """What short reads of the same state of the store share."""
        self._local = threading.local()
        self._slow_connections: list[_types.Connection] = []
        self._slow = ThreadPoolExecutor(SLOW_READERS, thread_name_prefix="porchlight-reader")
        self._thread = threading.Thread(target=self._write_forever, name="porchlight-writer", daemon=True)
        self._thread.start()

    # -- reading ---------------------------------------------------------------------------------------------------

    def read(self, work: Callable[[_types.Connection], R]) -> R:
        """Run a short read on this thread, over one snapshot; `common` holds only what was found in the same one.

        Raises:
            HubError: What the work raised, or the engine's trouble translated.
        """
        return self._snapshot(self._reader, work, self.common)

    def known(self, look: Callable[[Common], R | None]) -> R | None:
        """What earlier short reads found that still holds: nothing was committed since, by any process on the file.

        Args:
            look: Looks it up; None: it is not known.

        Raises:
            HubError: The engine's trouble, translated.
        """
        return look(self.common) if self.common.is_of(self.data_version()) else None

    async def read_slowly(self, work: Callable[[_types.Connection], R]) -> R:
        """Run a long read in a reader thread."""
        return await self._loop.run_in_executor(self._slow, self._in_thread, work)

    def _in_thread(self, work: Callable[[_types.Connection], R]) -> R:
        connection: _types.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            try:
                connection = self._local.connection = connect(self.path, writing=False)
            except sqlite.Error as error:
                raise translate(error, self.path) from error
            self._slow_connections.append(connection)
        return self._snapshot(connection, work)

    def data_version(self) -> int:
        """A number that changes whenever another connection has committed to the file.

        Raises:
            HubError: The engine's trouble, translated.
        """
        try:
            return int(self._reader.execute("PRAGMA data_version").fetchone()[0])
        except sqlite.Error as error:
            raise translate(error, self.path) from error

    def _snapshot(
        self,
        connection: _types.Connection,
        work: Callable[[_types.Connection], R],
        common: Common | None = None,
    ) -> R:
        try:
            connection.execute("BEGIN")
            try:
                if common is not None:
                    # Inside the transaction it takes the snapshot, too: what follows reads the state that it names.
                    common.as_of(connection.execute("PRAGMA data_version").fetchone()[0])
                return work(connection)
            finally:
                connection.execute("COMMIT")
        except sqlite.Error as error:
            raise translate(error, self.path) from error

    # -- writing ---------------------------------------------------------------------------------------------------

    async def write(self, work: Callable[[_types.Connection, list[Event]], R]) -> R:
        """Queue a write; returns when it is on disk.

        Being cancelled while waiting does not take the write back.

        Raises:
            HubError: What the work raised (nothing of it was kept), or Unavailable.
        """
        if self._closed:
            raise Unavailable("Not saved: the hub is closing. Your text is kept.")
        answer: asyncio.Future[R] = self._loop.create_future()
        self._queue.put(_Job(work, answer))
        return await answer

    async def empty_log(self) -> bool:
        """Write the log (-wal) back into the file and cut it to nothing: what was deleted is then in neither.

        Returns:
            False when somebody was reading, or the engine had trouble: it has to be asked for again.
        """
        if self._closed:
            return True  # Closing does the same.
        answer: asyncio.Future[bool] = self._loop.create_future()
        self._queue.put(_Emptying(answer))
        return await answer

    def _write_forever(self) -> None:
        while (job := self._queue.get()) is not None:
            batch: list[_Job] = []
            while isinstance(job, _Job):
                batch.append(job)
                if len(batch) == BATCH_BOUND:
                    break
                try:
                    job = self._queue.get_nowait()
                except queue.Empty:
                    break
            if batch:
                self._call(self._deliver, self._commit_together(batch))
            if isinstance(job, _Emptying):
                self._call(self._answer, job.answer, self._empty_log())
            elif job is None:
                break

    def _call(self, function: Callable[..., None], *args: object) -> None:
        # The loop can be gone already when a test or a crash tears the process down.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(function, *args)

    @staticmethod
    def _answer(answer: asyncio.Future[bool], emptied: bool) -> None:
        if not answer.done():
            answer.set_result(emptied)

    def _empty_log(self) -> bool:
        try:
            # Nobody's write waits for long because somebody reads.
            self._writer.execute(f"PRAGMA busy_timeout={READERS_LEAVE_MS}")
            try:
                return int(self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]) == 0
            finally:
                self._writer.execute("PRAGMA busy_timeout=5000")
        except sqlite.Error as error:
            log.warning("the log was not emptied: %s", type(error).__name__)
            return False

    def _commit_together(self, batch: list[_Job]) -> list[_Outcome]:
        """Run a batch in one transaction; when the engine itself fails, each alone: only the guilty one is hurt."""
        connection = self._writer
        try:
            connection.execute("BEGIN IMMEDIATE")
            outcomes = [self._run_in_savepoint(connection, job, alone=len(batch) == 1) for job in batch]
            connection.execute("COMMIT")
        except sqlite.Error as error:
            self._roll_back()
            if len(batch) == 1:
                return [_Outcome(batch[0], error=translate(error, self.path))]
            return [outcome for job in batch for outcome in self._commit_together([job])]
        self.commits += 1
        return outcomes

    def _run_in_savepoint(self, connection: _types.Connection, job: _Job, *, alone: bool) -> _Outcome:
        """Run one job; its own refusal undoes it alone, the engine's trouble (sqlite.Error) goes up."""
        outcome = _Outcome(job)
        if not alone:
            connection.execute("SAVEPOINT job")
        try:
            outcome.result = job.work(connection, outcome.events)
        except sqlite.Error:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it was, it belongs to the one who asked
            outcome.error = error
            outcome.events.clear()
            if alone:
                connection.execute("ROLLBACK")
                connection.execute("BEGIN IMMEDIATE")
            else:
                connection.execute("ROLLBACK TO job")
        if not alone:
            connection.execute("RELEASE job")
        return outcome

    def _roll_back(self) -> None:
        with contextlib.suppress(sqlite.Error):
            if self._writer.in_transaction:
                self._writer.execute("ROLLBACK")

    def _deliver(self, outcomes: list[_Outcome]) -> None:
        for outcome in outcomes:
            if not outcome.job.answer.done():
                if outcome.error is not None:
                    outcome.job.answer.set_exception(outcome.error)
                else:
                    outcome.job.answer.set_result(outcome.result)
        for outcome in outcomes:
            for event in outcome.events:
                self._publish(event)

    # -- closing ---------------------------------------------------------------------------------------------------

    async def close(self) -> None:
        """Finish what is queued, then close every connection. Safe to call twice."""
        if self._closed:
            return
        self._closed = True
        self._queue.put(None)
        await asyncio.to_thread(self._thread.join)
        self._slow.shutdown(wait=True)
        for connection in (*self._slow_connections, self._reader):
            connection.close()
        with contextlib.suppress(sqlite.Error):
            # No PRAGMA optimize: see `migrate` on what was counted in a small store.
            self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._writer.close()
