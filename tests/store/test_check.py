"""Looking a hub over: a sound one has no troubles, and each kind of damage is found and told with a way to mend it."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from server.demo.compose import compose
from store import check, seed
from store.config import Config
from store.db import connect, create_file, sqlite
from store.hub import Hub
from store.operations import SYSTEM
from tests.store.conftest import START, StillClock

HASH = "a hash"


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of a closed hub with a whole community in it; made once, since each damage is done to a copy."""
    config = Config.at(tmp_path_factory.mktemp("planted"))

    async def plant() -> None:
        hub = await Hub.open(config, clock=StillClock())
        await hub.do(SYSTEM, seed.plant, community=compose(1, START), password_hash=HASH)
        await hub.close()

    asyncio.run(plant())
    return config.database


@pytest.fixture
def sound(config: Config, planted: Path) -> Config:
    """A closed hub with a whole community in it, and a host key."""
    create_file(config.database)
    shutil.copyfile(planted, config.database)
    config.host_key.write_text("key")
    config.host_key.chmod(0o600)
    return config


def told(config: Config) -> str:
    return "\n".join(f"{each.what} -> {each.mend}" for each in check.look_over(config))


async def test_a_sound_hub_has_no_troubles_closed_or_open(sound: Config, clock: StillClock) -> None:
    assert told(sound) == ""
    hub = await Hub.open(sound, clock=clock)
    try:
        assert told(sound) == ""
        assert await hub.do(SYSTEM, check.rows) == ()
    finally:
        await hub.close()


def test_a_hub_without_a_store_is_told_how_to_make_one(config: Config) -> None:
    assert "There is no store at" in told(config)
    assert "porchlight init" in told(config)


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (
            "UPDATE rooms SET last_seq = last_seq + 3 WHERE name = 'kitchen'",
            "disagree with their own messages",
        ),
        ("DELETE FROM messages WHERE seq = 5", "have a gap in the order"),
        ("UPDATE room_members SET last_read = 99999 WHERE member_id = 1", "ahead of their room"),
        ("DELETE FROM circle_members WHERE member_id = 1", "without being in the circle"),
        ("DELETE FROM room_members WHERE member_id = 2", "cannot see one of its rooms"),
        ("UPDATE messages SET reply_to = 99999 WHERE seq = 9", "answer one that is not there"),
        ("DELETE FROM handles WHERE member_id = 3", "a handle that is not reserved"),
        ("DELETE FROM passwords WHERE member_id = 3", "neither a password nor a key"),
        ("UPDATE members SET state = 'erased' WHERE handle = 'ada'", "have left words behind"),
        (
            "INSERT INTO room_members (room_id, member_id, joined_at) VALUES (1, 99999, 0)",
            "points at one of members",
        ),
        ("DELETE FROM messages_fts_docsize", "search index"),
        (
            "DROP TRIGGER audit_is_never_changed; UPDATE audit SET detail = 'nothing happened' WHERE id = 1",
            "Line 1 of the audit trail",
        ),
        (
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('porchlight', 'm9', '')",
            "newer Porchlight",
        ),
        ("DELETE FROM _sqlite_migrations WHERE name LIKE 'm0003%'", "of an older Porchlight"),
        ("PRAGMA application_id = 7", "not a Porchlight store"),
    ],
)
def test_each_thing_that_does_not_hold_is_found(sound: Config, damage: str, words: str) -> None:
    connection = connect(sound.database, writing=True)
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.executescript(damage)
    connection.close()
    assert words in told(sound)


def _scribble(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[8192 * 3 : 8192 * 3 + 3000] = b"\xa5" * 3000
    path.write_bytes(content)


def _other(path: Path) -> None:
    path.write_bytes(b"this is no database at all" * 400)


@pytest.mark.parametrize(
    ("harm", "words"), [(_scribble, "The store "), (_other, "cannot be opened as a database")]
)
def test_a_damaged_file_is_found_and_left_as_it_is(
    sound: Config, harm: Callable[[Path], None], words: str
) -> None:
    harm(sound.database)
    before = sound.database.read_bytes()
    assert words in told(sound)
    assert "restore the last good backup" in told(sound)
    assert sound.database.read_bytes() == before


def test_files_that_others_can_read_are_found_with_the_command_that_mends_it(sound: Config) -> None:
    sound.data_dir.chmod(0o755)
    sound.database.chmod(0o644)
    sound.host_key.chmod(0o640)
    words = told(sound)
    assert f"chmod 700 {sound.data_dir}" in words
    assert f"chmod 600 {sound.database}" in words
    assert f"chmod 600 {sound.host_key}" in words


def test_a_missing_host_key_is_told(sound: Config) -> None:
    sound.host_key.unlink()
    assert "There is no host key" in told(sound)


def test_an_unsafe_sqlite_is_told(sound: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "OLDEST_SAFE_SQLITE", (99, 0, 0))
    assert f"SQLite {sqlite.sqlite_version} can damage the store" in told(sound)
