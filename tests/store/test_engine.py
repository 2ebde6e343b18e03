"""The engine: a write is whole and on disk or it never was; news comes after the commit, also from other processes."""

from __future__ import annotations

import asyncio
import contextlib
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from store import chat, circles, members, presence, rooms
from store.bus import AT_ONCE, QUEUE_BOUND, RESYNC, Bus, Event
from store.config import Config
from store.db import connect, sqlite
from store.errors import Invalid, NotFound, StoreDamaged, Unavailable
from store.hub import Hub
from store.operations import SYSTEM, Actor
from store.policy import Role
from tests.store.conftest import House, StillClock


async def test_a_refused_write_among_others_undoes_itself_alone(house: House) -> None:
    good, bad, fine = await asyncio.gather(
        house.hub.do(house["ada"], chat.post, room="garden", text="good"),
        house.hub.do(house["ada"], chat.post, room="garden", text=" "),
        house.hub.do(house["theo"], chat.post, room="garden", text="fine"),
        return_exceptions=True,
    )
    assert isinstance(bad, Invalid)
    assert not isinstance(good, BaseException)
    assert not isinstance(fine, BaseException)
    assert sorted((good.seq, fine.seq)) == [1, 2]


async def test_news_is_published_after_the_commit_and_says_only_what_changed(house: House) -> None:
    room = await house.hub.do(house["theo"], rooms.one, room="garden")
    with house.hub.bus.subscribe([f"room:{room.id}"]) as news:
        await house.hub.do(house["ada"], chat.post, room="garden", text="secret words")
        event = await asyncio.wait_for(news.get(), 5)
    assert event == Event(f"room:{room.id}", "advanced", 1)


async def test_a_refused_write_publishes_nothing(house: House) -> None:
    room = await house.hub.do(house["theo"], rooms.one, room="garden")
    with house.hub.bus.subscribe([f"room:{room.id}"]) as news:
        with pytest.raises(NotFound):
            await house.hub.do(house["ada"], chat.post, room="garden", text="x", reply_to=5)
        await house.hub.do(house["ada"], chat.post, room="garden", text="y")
        assert await asyncio.wait_for(news.get(), 5) == Event(f"room:{room.id}", "advanced", 1)


async def test_a_listener_that_sleeps_finds_the_newest_and_then_one_resync() -> None:
    bus = Bus()
    news = bus.subscribe(["room:1"])
    for seq in range(1, 1000):
        bus.publish(Event("room:1", "advanced", seq))
    assert await news.get() == Event("room:1", "advanced", 999)
    for seq in range(QUEUE_BOUND + 1):
        bus.publish(Event("room:1", "changed", seq))
    assert await news.get() is RESYNC
    bus.publish(Event("room:1", "advanced", 1000))
    assert await news.get() == Event("room:1", "advanced", 1000)
    news.close()
    assert bus.listeners("room:1") == 0


async def test_a_crowd_hears_in_turns_between_which_others_come_and_all_in_one_order() -> None:
    bus = Bus()
    crowd = [bus.subscribe(["room:1", "room:2"]) for _ in range(3 * AT_ONCE)]
    few = bus.subscribe(["room:2"])
    bus.publish(Event("room:1", "advanced", 412))
    bus.publish(Event("room:2", "advanced", 7))
    bus.publish(Event("room:1", "advanced", 413))
    heard = sum(bool(each._waiting) for each in crowd)
    assert heard == AT_ONCE
    while not few._waiting:
        before = heard
        await asyncio.sleep(0)
        heard = sum(bool(each._waiting) for each in crowd)
        assert heard - before <= AT_ONCE
    assert heard == len(crowd)
    for _ in range(9):
        await asyncio.sleep(0)
    for each in crowd:
        news = [await asyncio.wait_for(each.get(), 5) for _ in range(len(each._waiting))]
        assert news == [Event("room:1", "advanced", 413), Event("room:2", "advanced", 7)]
    assert not bus._undelivered


async def test_news_in_turns_reaches_everybody_who_listened_and_not_all_at_once() -> None:
    bus = Bus()
    tick = Event("clock", "minute")
    listeners = [bus.subscribe(["clock"]) for _ in range(5)]
    bus.publish_in_turns(tick, at_once=2, every_s=0.001)
    assert sum(bool(each._waiting) for each in listeners) == 2
    listeners.sort(key=lambda each: bool(each._waiting))
    listeners.pop(0).close()  # somebody leaves before it is their turn
    for each in listeners:
        assert await asyncio.wait_for(each.get(), 5) == tick
    bus.publish_in_turns(Event("nobody", "minute"), at_once=2, every_s=0.001)


async def test_who_made_a_change_is_not_told_of_it_and_their_other_devices_are(house: House) -> None:
    room = await house.hub.do(house["ada"], rooms.one, room="garden")
    await house.hub.do(house["theo"], chat.post, room="garden", text="hello")
    topic = f"member:{house.ids['ada']}"
    with (
        house.hub.bus.subscribe([topic], session="laptop") as laptop,
        house.hub.bus.subscribe([topic], session="phone") as phone,
    ):
        await house.hub.do(house["ada"], chat.mark_read, room=room.id, seq=1, session="laptop")
        assert await asyncio.wait_for(phone.get(), 5) == Event(topic, "read", room.id, "laptop")
        await house.hub.do(house["ada"], chat.mark_unread, room=room.id, seq=1)
        assert await asyncio.wait_for(laptop.get(), 5) == Event(topic, "read", room.id)


async def test_two_processes_on_one_file_hear_each_other(house: House, clock: StillClock) -> None:
    other = await Hub.open(house.hub.config, clock=clock)
    try:
        room = await other.do(house["theo"], rooms.one, room="garden")
        with other.bus.subscribe([f"room:{room.id}"]) as news:
            await house.hub.do(house["ada"], chat.post, room="garden", text="over here")
            event = await asyncio.wait_for(news.get(), 5)
        assert event == Event(f"room:{room.id}", "advanced", 1)
        assert (await other.do(house["theo"], chat.message, room="garden", seq=1)).text == "over here"
    finally:
        await other.close()


async def test_a_process_does_not_hear_its_own_news_twice(house: House) -> None:
    await house.hub.hear()
    await house.hub.do(house["ada"], chat.post, room="garden", text="hello")
    assert await house.hub.hear() == 0


async def test_news_that_was_thrown_away_becomes_a_resync(house: House, clock: StillClock) -> None:
    other = await Hub.open(house.hub.config, clock=clock)
    try:
        other._news_cursor = 0
        await house.hub.do(house["ada"], chat.post, room="garden", text="old")
        clock.advance(presence.NEWS_KEPT_MS + 1)
        await house.hub.do(SYSTEM, presence.beat, process_id=house.hub.process_id)
        await house.hub.do(house["ada"], chat.post, room="garden", text="new")
        with other.bus.subscribe(["hub"]) as news:
            await other.hear()
            assert await asyncio.wait_for(news.get(), 5) is RESYNC
    finally:
        await other.close()


async def test_what_was_answered_is_there_after_the_hub_is_opened_again(
    config: Config, clock: StillClock
) -> None:
    hub = await Hub.open(config, clock=clock)
    await hub.do(SYSTEM, circles.create, name="porch", title="Porch", kind=circles.CircleKind.INTEREST)
    ada = Actor.of(
        await hub.do(SYSTEM, members.add, handle="ada", role=Role.PARTICIPANT, circle_names=["porch"])
    )
    await hub.do(ada, members.acknowledge_rules, version=config.rules.version)
    await hub.do(ada, chat.post, room="porch", text="still here")
    await hub.close()
    hub = await Hub.open(config, clock=clock)
    assert [message.text for message in await hub.do(ada, chat.history, room="porch")] == ["still here"]
    await hub.close()


async def test_a_full_disk_is_told_reading_goes_on_and_writing_resumes(house: House) -> None:
    hub = house.hub
    await hub.do(house["ada"], chat.post, room="garden", text="before")
    pages = hub.database._writer.execute("PRAGMA page_count").fetchone()[0]
    hub.database._writer.execute(f"PRAGMA max_page_count={pages}")
    refused: list[str] = []
    for n in range(60):
        house.clock.advance(60_000)
        try:
            await hub.do(house["ada"], chat.post, room="garden", text=f"{n} " + "long " * 700)
        except Unavailable as error:
            refused.append(str(error))
    assert set(refused) == {"Not saved: the disk is full. Your text is kept."}
    kept = await hub.do(house["theo"], chat.history, room="garden", limit=200)
    assert [message.seq for message in kept] == list(range(1, 62 - len(refused)))
    hub.database._writer.execute("PRAGMA max_page_count=1000000")
    await hub.do(house["ada"], chat.post, room="garden", text="after")


async def test_a_stranger_to_the_store_is_left_untouched(config: Config) -> None:
    config.data_dir.mkdir(parents=True)
    config.database.write_bytes(b"this is a letter, not a database\n" * 500)
    before = config.database.read_bytes()
    with pytest.raises(StoreDamaged):
        await Hub.open(config)
    assert config.database.read_bytes() == before


async def test_a_damaged_store_is_found_at_start_and_left_untouched(config: Config) -> None:
    hub = await Hub.open(config)
    await hub.close()
    data = bytearray(config.database.read_bytes())
    for offset in range(4096, len(data), 4096):
        data[offset : offset + 64] = os.urandom(64)
    config.database.write_bytes(data)
    with pytest.raises(StoreDamaged) as damaged:
        await Hub.open(config)
    assert "porchlight check" in str(damaged.value)
    assert config.database.read_bytes() == bytes(data)


async def test_the_folder_and_the_files_are_the_hosts_alone(house: House) -> None:
    await house.hub.do(house["ada"], chat.post, room="garden", text="x")
    folder = house.hub.config.data_dir
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for file in folder.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name


async def test_a_reader_cannot_write(house: House) -> None:
    with pytest.raises(sqlite.OperationalError):
        house.hub.database._reader.execute("DELETE FROM members")


async def test_every_connection_keeps_the_promises_of_the_store(house: House) -> None:
    connection = connect(house.hub.config.database, writing=True)
    try:
        for pragma, value in (
            ("journal_mode", "wal"),
            ("synchronous", 2),
            ("foreign_keys", 1),
            ("secure_delete", 1),
            ("busy_timeout", 5000),
        ):
            assert connection.execute(f"PRAGMA {pragma}").fetchone()[0] == value
    finally:
        connection.close()


KILLED = """
import asyncio, sys
from pathlib import Path
from typing import Any
from store import chat, circles, members
from store.config import Config, Limits
from store.hub import Hub
from store.operations import SYSTEM, Actor
from store.policy import Role

async def main():
    config = Config.at(Path(sys.argv[1]))
    config = __import__("dataclasses").replace(config, limits=Limits(messages_per_10_s=10000))
    hub = await Hub.open(config)
    await hub.do(SYSTEM, circles.create, name="porch", title="Porch", kind=circles.CircleKind.INTEREST)
    people = []
    for n in range(20):
        handle = f"writer{chr(97 + n)}"
        id_ = await hub.do(SYSTEM, members.add, handle=handle, role=Role.PARTICIPANT, circle_names=["porch"])
        await hub.do(Actor.of(id_), members.acknowledge_rules, version=config.rules.version)
        people.append(Actor.of(id_))
    async def write(actor):
        n = 0
        while True:
            n += 1
            posted = await hub.do(actor, chat.post, room="porch", text=f"{actor.member_id}-{n}", nonce=f"{n}")
            sys.stdout.write(f"{actor.member_id}-{n}\\n")
            sys.stdout.flush()
    await asyncio.gather(*(write(actor) for actor in people))

asyncio.run(main())
"""


def write_until_killed(folder: Path) -> list[str]:
    """Let twenty writers write until 400 answers have come, kill them, and give every answer that came."""
    child = subprocess.Popen([sys.executable, "-c", KILLED, str(folder)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    told = [child.stdout.readline().strip() for _ in range(400)]
    child.kill()
    told += [line.strip() for line in child.stdout if line.endswith("\n")]
    child.stdout.close()
    child.wait()
    return told


async def test_after_kill_nine_every_acknowledged_message_is_there_once(tmp_path: Path) -> None:
    for attempt in range(3):
        folder = tmp_path / f"killed{attempt}"
        told = await asyncio.to_thread(write_until_killed, folder)
        hub = await Hub.open(Config.at(folder))
        texts = [
            row["text"]
            for row in hub.database.read(lambda c: c.execute("SELECT text FROM messages").fetchall())
        ]
        sequences = hub.database.read(
            lambda c: [r[0] for r in c.execute("SELECT seq FROM messages ORDER BY seq")]
        )
        integrity = hub.database.read(lambda c: c.execute("PRAGMA integrity_check").fetchone()[0])
        await hub.close()
        assert len(told) >= 400
        assert set(told) <= set(texts)
        assert len(texts) == len(set(texts))
        assert sequences == list(range(1, len(texts) + 1))
        assert integrity == "ok"


async def test_what_was_counted_in_a_small_store_does_not_choose_the_ways_of_a_large_one(
    tmp_path: Path,
) -> None:
    config = Config.at(tmp_path / "hub")
    hub = await Hub.open(config)
    await hub.do(SYSTEM, members.add, handle="ada", role=Role.PARTICIPANT)

    def count(connection: Any, events: object) -> None:
        connection.execute("ANALYZE")

    await hub.database.write(count)
    await hub.close()
    hub = await Hub.open(config)
    await hub.close()
    with contextlib.closing(sqlite.connect(config.database)) as connection:
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
    assert not {name for name in names if name.startswith("sqlite_stat")}
