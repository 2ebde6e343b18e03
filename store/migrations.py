"""The schema, as ordered, append-only migrations, applied through sqlite-utils.

Never change a migration that was released: add one. Tables are STRICT; times are epoch milliseconds UTC; booleans are
0 or 1; texts that a person wrote have passed `store.text`. Every column that can be empty is '' or NULL as said.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import sqlite_utils
from sqlite_utils.migrations import Migrations

from store import schema_buddies, schema_forum
from store.db import APPLICATION_ID, connect, create_file, require_safe_sqlite, sqlite, translate
from store.errors import StoreDamaged

MIGRATIONS: Final = Migrations("porchlight")

QUICK_CHECK_BYTES: Final = 256 * 1024 * 1024
"""A larger store is not read through at start (it would take seconds); `porchlight check` does."""


def _run(db: sqlite_utils.Database, script: str) -> None:
    """Run statements one after another, inside the transaction that is under way.

    sqlite-utils does the same and looks for a statement's end at each letter, which was most of the time that making
    a store took; here every statement ends at the end of a line.
    """
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if line.rstrip().endswith(";") and sqlite.complete_statement(statement):
            db.conn.execute(statement)
            statement = ""
    if statement.strip():
        db.conn.execute(statement)


@MIGRATIONS()
def m0001_people(db: sqlite_utils.Database) -> None:
    """Members, their ways in, and how they were invited."""
    _run(
        db,
        """
        CREATE TABLE members (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            handle TEXT NOT NULL UNIQUE,
            display_name TEXT NOT NULL DEFAULT '',
            pronouns TEXT NOT NULL DEFAULT '',
            role TEXT NOT NULL CHECK (role IN ('participant','alum','supporter','mentor','facilitator','host')),
            time_zone TEXT NOT NULL DEFAULT 'UTC',
            state TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('active','locked','erased')),
            rules_version INTEGER NOT NULL DEFAULT 0,
            created_at INTEGER NOT NULL,
            seen_at INTEGER
        ) STRICT;
        -- Handles are reserved for ever: the skeleton is kept as a digest, so that an erased member's name is not.
        CREATE TABLE handles (
            skeleton_digest TEXT PRIMARY KEY,
            member_id INTEGER NOT NULL REFERENCES members (id),
            reserved_at INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE passwords (
            member_id INTEGER PRIMARY KEY REFERENCES members (id),
            hash TEXT NOT NULL,
            changed_at INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE keys (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            member_id INTEGER NOT NULL REFERENCES members (id),
            fingerprint TEXT NOT NULL UNIQUE,
            algorithm TEXT NOT NULL,
            public_key TEXT NOT NULL,
            label TEXT NOT NULL DEFAULT '',
            added_at INTEGER NOT NULL,
            used_at INTEGER
        ) STRICT;
        CREATE INDEX keys_by_member ON keys (member_id);
        CREATE TABLE rules_acknowledgements (
            member_id INTEGER NOT NULL REFERENCES members (id),
            version INTEGER NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY (member_id, version)
        ) STRICT;
        CREATE TABLE preferences (
            member_id INTEGER PRIMARY KEY REFERENCES members (id),
            theme TEXT NOT NULL DEFAULT 'night',
            bell TEXT NOT NULL DEFAULT 'off' CHECK (bell IN ('off','direct','all')),
            plain INTEGER NOT NULL DEFAULT 0,
            hide_presence INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE TABLE invites (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            code_digest TEXT NOT NULL UNIQUE,
            hint TEXT NOT NULL,
            role TEXT NOT NULL,
            uses_left INTEGER NOT NULL,
            created_by INTEGER REFERENCES members (id),
            created_at INTEGER NOT NULL,
            expires_at INTEGER,
            revoked_at INTEGER
        ) STRICT;
        CREATE TABLE invite_uses (
            invite_id INTEGER NOT NULL REFERENCES invites (id),
            member_id INTEGER NOT NULL REFERENCES members (id),
            nonce TEXT NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY (invite_id, member_id)
        ) STRICT;
        CREATE UNIQUE INDEX invite_uses_by_nonce ON invite_uses (invite_id, nonce) WHERE nonce <> '';
        """,
    )


@MIGRATIONS()
def m0002_circles_and_rooms(db: sqlite_utils.Database) -> None:
    """Circles, rooms, messages and read marks."""
    _run(
        db,
        """
        CREATE TABLE circles (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE,
            title TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('cohort','affinity','interest','alumni','family','mentors')),
            visibility TEXT NOT NULL CHECK (visibility IN ('open','ask','hidden')),
            description TEXT NOT NULL DEFAULT '',
            created_at INTEGER NOT NULL,
            archived_at INTEGER
        ) STRICT;
        CREATE TABLE circle_members (
            circle_id INTEGER NOT NULL REFERENCES circles (id),
            member_id INTEGER NOT NULL REFERENCES members (id),
            standing TEXT NOT NULL DEFAULT 'member' CHECK (standing IN ('member','lead')),
            joined_at INTEGER NOT NULL,
            PRIMARY KEY (circle_id, member_id)
        ) STRICT;
        CREATE INDEX circle_members_by_member ON circle_members (member_id, circle_id);
        CREATE TABLE circle_requests (
            circle_id INTEGER NOT NULL REFERENCES circles (id),
            member_id INTEGER NOT NULL REFERENCES members (id),
            at INTEGER NOT NULL,
            PRIMARY KEY (circle_id, member_id)
        ) STRICT;
        CREATE TABLE invite_circles (
            invite_id INTEGER NOT NULL REFERENCES invites (id),
            circle_id INTEGER NOT NULL REFERENCES circles (id),
            PRIMARY KEY (invite_id, circle_id)
        ) STRICT;
        CREATE TABLE rooms (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL CHECK (kind IN ('circle','direct','pair','session')),
            circle_id INTEGER REFERENCES circles (id),
            name TEXT NOT NULL DEFAULT '',
            title TEXT NOT NULL DEFAULT '',
            topic TEXT NOT NULL DEFAULT '',
            direct_key TEXT UNIQUE,
            last_seq INTEGER NOT NULL DEFAULT 0,
            last_at INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            archived_at INTEGER,
            UNIQUE (circle_id, name)
        ) STRICT;
        CREATE INDEX rooms_by_name ON rooms (name);
        CREATE TABLE room_members (
            room_id INTEGER NOT NULL REFERENCES rooms (id),
            member_id INTEGER NOT NULL REFERENCES members (id),
            joined_at INTEGER NOT NULL,
            last_read INTEGER NOT NULL DEFAULT 0,
            level TEXT NOT NULL DEFAULT 'all' CHECK (level IN ('nothing','mentions','all')),
            PRIMARY KEY (room_id, member_id)
        ) STRICT;
        CREATE INDEX room_members_by_member ON room_members (member_id, room_id);
        -- A room's messages stand side by side, in order: the id is the room's id times 2^32 plus the sequence. So a
        -- page of history is one run of rows, and search can look through one room alone.
        CREATE TABLE messages (
            id INTEGER PRIMARY KEY CHECK (id = room_id * 4294967296 + seq),
            room_id INTEGER NOT NULL REFERENCES rooms (id),
            seq INTEGER NOT NULL,
            author_id INTEGER NOT NULL REFERENCES members (id),
            kind TEXT NOT NULL DEFAULT 'text' CHECK (kind IN ('text','me')),
            text TEXT NOT NULL,
            reply_to INTEGER,
            nonce TEXT NOT NULL DEFAULT '',
            at INTEGER NOT NULL,
            edited_at INTEGER,
            deleted_at INTEGER,
            version INTEGER NOT NULL DEFAULT 1
        ) STRICT;
        CREATE INDEX messages_by_author ON messages (author_id, at);
        CREATE UNIQUE INDEX messages_by_nonce ON messages (author_id, nonce) WHERE nonce <> '';
        CREATE TABLE drafts (
            member_id INTEGER NOT NULL REFERENCES members (id),
            place TEXT NOT NULL,
            text TEXT NOT NULL,
            saved_at INTEGER NOT NULL,
            PRIMARY KEY (member_id, place)
        ) STRICT;
        """,
    )
    table = db.table("messages")
    table.enable_fts(["text"], create_triggers=True, tokenize="porter unicode61 remove_diacritics 2")
    # What was deleted must not linger in the index's own pages either.
    db.execute("INSERT INTO messages_fts (messages_fts, rank) VALUES ('secure-delete', 1)")


@MIGRATIONS()
def m0003_the_hub_itself(db: sqlite_utils.Database) -> None:
    """News between processes, presence, and the audit trail."""
    _run(
        db,
        """
        CREATE TABLE outbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,
            origin TEXT NOT NULL,
            topic TEXT NOT NULL,
            kind TEXT NOT NULL,
            value INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX outbox_by_at ON outbox (at);
        CREATE TABLE processes (
            id TEXT PRIMARY KEY,
            started_at INTEGER NOT NULL,
            beat_at INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE presence (
            session_id TEXT PRIMARY KEY,
            process_id TEXT NOT NULL REFERENCES processes (id) ON DELETE CASCADE,
            member_id INTEGER NOT NULL REFERENCES members (id),
            way_in TEXT NOT NULL,
            address_hint TEXT NOT NULL DEFAULT '',
            state TEXT NOT NULL DEFAULT 'here' CHECK (state IN ('here','away')),
            since INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX presence_by_member ON presence (member_id);
        CREATE INDEX presence_by_process ON presence (process_id);
        CREATE TABLE audit (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,
            actor TEXT NOT NULL,
            action TEXT NOT NULL,
            subject TEXT NOT NULL,
            detail TEXT NOT NULL,
            chain TEXT NOT NULL
        ) STRICT;
        CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
            BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
        CREATE TRIGGER audit_is_never_shortened BEFORE DELETE ON audit
            BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
        CREATE TABLE hub (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
        """,
    )


@MIGRATIONS()
def m0004_talking(db: sqlite_utils.Database) -> None:
    """What hangs on a message, and what a member wants to be told of."""
    _run(
        db,
        """
        CREATE TABLE message_versions (
            message_id INTEGER NOT NULL REFERENCES messages (id),
            version INTEGER NOT NULL,
            text TEXT NOT NULL,
            until INTEGER NOT NULL,
            PRIMARY KEY (message_id, version)
        ) STRICT;
        CREATE TABLE reactions (
            message_id INTEGER NOT NULL REFERENCES messages (id),
            member_id INTEGER NOT NULL REFERENCES members (id),
            kind TEXT NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY (message_id, kind, member_id)
        ) STRICT;
        CREATE INDEX reactions_by_member ON reactions (member_id);
        CREATE TABLE pins (
            message_id INTEGER PRIMARY KEY REFERENCES messages (id),
            room_id INTEGER NOT NULL REFERENCES rooms (id),
            pinned_by INTEGER NOT NULL REFERENCES members (id),
            at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX pins_by_room ON pins (room_id, at);
        CREATE TABLE mentions (
            member_id INTEGER NOT NULL REFERENCES members (id),
            message_id INTEGER NOT NULL REFERENCES messages (id),
            PRIMARY KEY (member_id, message_id)
        ) STRICT;
        CREATE INDEX mentions_by_message ON mentions (message_id);
        CREATE TABLE blocks (
            member_id INTEGER NOT NULL REFERENCES members (id),
            blocked_id INTEGER NOT NULL REFERENCES members (id),
            at INTEGER NOT NULL,
            PRIMARY KEY (member_id, blocked_id)
        ) STRICT;
        CREATE INDEX blocks_by_blocked ON blocks (blocked_id);
        CREATE TABLE direct_requests (
            from_id INTEGER NOT NULL REFERENCES members (id),
            to_id INTEGER NOT NULL REFERENCES members (id),
            at INTEGER NOT NULL,
            PRIMARY KEY (to_id, from_id)
        ) STRICT;
        CREATE INDEX direct_requests_by_from ON direct_requests (from_id);
        ALTER TABLE room_members ADD COLUMN muted_until INTEGER;
        ALTER TABLE rooms ADD COLUMN rules TEXT NOT NULL DEFAULT '';
        -- Minutes after midnight in the member's own zone; -1: no quiet hours.
        ALTER TABLE preferences ADD COLUMN quiet_from INTEGER NOT NULL DEFAULT -1;
        ALTER TABLE preferences ADD COLUMN quiet_until INTEGER NOT NULL DEFAULT -1;
        ALTER TABLE preferences ADD COLUMN strangers INTEGER NOT NULL DEFAULT 0;
        """,
    )


@MIGRATIONS()
def m0005_where_one_was(db: sqlite_utils.Database) -> None:
    """When a member last wrote or read in each of their rooms."""
    _run(db, "ALTER TABLE room_members ADD COLUMN visited_at INTEGER NOT NULL DEFAULT 0;")


@MIGRATIONS()
def m0006_asking_strangers(db: sqlite_utils.Database) -> None:
    """How often somebody asked strangers, whoever they asked; and whom they were told no by, who is not told."""
    _run(
        db,
        """
        CREATE TABLE direct_asks (
            id INTEGER PRIMARY KEY,
            from_id INTEGER NOT NULL REFERENCES members (id),
            at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX direct_asks_by_from ON direct_asks (from_id, at);
        ALTER TABLE direct_requests ADD COLUMN refused_at INTEGER;
        """,
    )


@MIGRATIONS()
def m0007_forum(db: sqlite_utils.Database) -> None:
    """Boards, threads and posts, the names people post under, and what each member has read."""
    _run(db, schema_forum.FORUM)
    # What was deleted must not linger in the index's own pages either.
    db.execute("INSERT INTO posts_fts (posts_fts, rank) VALUES ('secure-delete', 1)")


@MIGRATIONS()
def m0008_pairs(db: sqlite_utils.Database) -> None:
    """Pairs, what is to be done for them later, notes, and kudos."""
    _run(db, schema_buddies.PAIRS)


@MIGRATIONS()
def m0009_checkins(db: sqlite_utils.Database) -> None:
    """Check-ins, counters and safety plans."""
    _run(db, schema_buddies.CHECKINS)


@MIGRATIONS()
def m0010_goals(db: sqlite_utils.Database) -> None:
    """Goals, routines and milestones."""
    _run(db, schema_buddies.GOALS)


@MIGRATIONS()
def m0011_asking_buddies(db: sqlite_utils.Database) -> None:
    """How often somebody asked others to be their buddy, also where they took it back."""
    _run(
        db,
        """
        CREATE TABLE pair_asks_made (
            id INTEGER PRIMARY KEY,
            from_id INTEGER NOT NULL REFERENCES members (id),
            at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX pair_asks_made_by_from ON pair_asks_made (from_id, at);
        """,
    )


@MIGRATIONS()
def m0012_removed(db: sqlite_utils.Database) -> None:
    """What a moderator removed is told apart from what its author took back."""
    for table in ("messages", "posts"):
        db.execute(f"ALTER TABLE {table} ADD COLUMN removed INTEGER NOT NULL DEFAULT 0")


@MIGRATIONS()
def m0013_what_is_begun(db: sqlite_utils.Database) -> None:
    """Drafts of a change to a post, and of the poll of a new thread.

    A change belongs to its post and not to a member: who wrote a post under an alias is told by nothing but the alias.
    """
    for column in ("poll", "poll_kind"):
        db.execute(f"ALTER TABLE post_drafts ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")
    _run(
        db,
        """
        CREATE TABLE post_changes (
            post_id INTEGER PRIMARY KEY REFERENCES posts (id) ON UPDATE CASCADE,
            author_id INTEGER REFERENCES members (id),
            alias_id INTEGER REFERENCES aliases (id),
            saved_at INTEGER NOT NULL,
            text TEXT NOT NULL,
            CHECK ((author_id IS NULL) <> (alias_id IS NULL))
        ) STRICT;
        CREATE INDEX post_changes_by_author ON post_changes (author_id, saved_at);
        CREATE INDEX post_changes_by_alias ON post_changes (alias_id);
        """,
    )


@MIGRATIONS()
def m0014_farewells(db: sqlite_utils.Database) -> None:
    """When what stands under an alias of an erased member is taken back; whose it was is in no table any more."""
    _run(db, schema_forum.FAREWELLS)


@MIGRATIONS()
def m0015_places(db: sqlite_utils.Database) -> None:
    """Which posts of long threads that were moved are still to be found by their new board."""
    _run(db, schema_forum.PLACES)


def migrate(path: Path) -> list[str]:
    """Make or bring up to date the store at `path`; look it over first, and never touch a file that is not ours.

    Returns:
        The names of the migrations applied now.

    Raises:
        StoreUnsafe: This SQLite is not safe to use.
        StoreDamaged: The file is not a sound Porchlight store; it was left as it is.
        Unavailable: The file cannot be made, read or written.
    """
    require_safe_sqlite()
    fresh = not path.exists() or path.stat().st_size == 0
    create_file(path)
    try:
        if not fresh:
            _look_over(path)
        connection = connect(path, writing=True)
        try:
            db = sqlite_utils.Database(connection, execute_plugins=False)
            # Two processes may start at once: the second waits here and then finds nothing to do.
            connection.execute("BEGIN IMMEDIATE")
            known = {migration.name for migration in MIGRATIONS.applied(db)}
            connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
            MIGRATIONS.apply(db)
            # What was counted in a small store would let SQLite scan it when it has grown: every plan is made without.
            for statistics in ("sqlite_stat1", "sqlite_stat4"):
                connection.execute(f"DROP TABLE IF EXISTS {statistics}")
            connection.execute("COMMIT")
            return [m.name for m in MIGRATIONS.applied(db) if m.name not in known]
        finally:
            connection.close()
    except sqlite.Error as error:
        raise translate(error, path) from error


def _look_over(path: Path) -> None:
    connection = connect(path, writing=False)
    try:
        if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise StoreDamaged(
                f"{path} is a database, but not a Porchlight store; name another place in hub.toml."
            )
        if path.stat().st_size <= QUICK_CHECK_BYTES:
            verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if verdict != "ok":
                raise StoreDamaged(
                    f"The store {path} is damaged and was left as it is: restore a backup, "
                    "or ask `porchlight check` what is wrong."
                )
        unknown = ", ".join(unknown_migrations(connection))
        if unknown:
            raise StoreDamaged(
                f"The store {path} was made by a newer Porchlight (it knows {unknown}); update this one to open it."
            )
    finally:
        connection.close()


def unknown_migrations(connection: object) -> tuple[str, ...]:
    """The names of the migrations that a store has had and this Porchlight does not know: a newer one made it."""
    ours = {migration.name for migration in MIGRATIONS._migrations}
    return tuple(m.name for m in MIGRATIONS.applied(_database(connection)) if m.name not in ours)


def waiting_migrations(connection: object) -> tuple[str, ...]:
    """The names of the migrations that a store has yet to get."""
    had = {m.name for m in MIGRATIONS.applied(_database(connection))}
    return tuple(m.name for m in MIGRATIONS._migrations if m.name not in had)


def _database(connection: object) -> sqlite_utils.Database:
    return sqlite_utils.Database(connection, execute_plugins=False)  # type: ignore[arg-type,unused-ignore]
