"""The store alone: acknowledged messages a second, opening a long room, searching.

Run as a child of the bench, on the servers' core: `python -m tests.bench.store_load FOLDER MESSAGES SECONDS`.
"""

from __future__ import annotations

import asyncio
import dataclasses
import itertools
import json
import os
import random
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, Final

from server.bench.processes import server_core
from store import chat, circles, members, rooms, search
from store.circles import CircleKind
from store.config import Config
from store.hub import Hub
from store.operations import SYSTEM, Actor
from store.policy import Role

WRITERS: Final = 64
MEMBERS_A_WRITER: Final = 8
"""Each writer speaks for several members in turn, so that nobody is held back for flooding."""
SHORT_HISTORY: Final = 1_000
REPEATS: Final = 60
RARE_WORD: Final = "lighthouse"
RARE_EVERY: Final = 20_011
COMMON_WORD: Final = "evening"
COMMON_EVERY: Final = 10
WORDS: Final = tuple(
    "".join(letters)
    for letters in itertools.islice(
        itertools.product("bdfglmnprst", "aeiou", "lmnrst", "aeiou", "dklmnt"), 0, None, 3
    )
)
FILL_AT_ONCE: Final = 20_000


def sentences(number: int, seed: int = 7) -> Iterator[str]:
    """Invented messages of about twelve words, the same for the same seed; words are as unequal as in a language."""
    chance = random.Random(seed)
    weights = list(itertools.accumulate(1 / (rank + 2) for rank in range(len(WORDS))))
    for n in range(number):
        words = chance.choices(WORDS, cum_weights=weights, k=12)
        if n % COMMON_EVERY == 0:
            words[3] = COMMON_WORD
        if n % RARE_EVERY == RARE_EVERY // 2:
            words[5] = RARE_WORD
        yield " ".join(words)


async def _people(hub: Hub, number: int) -> list[Actor]:
    ids = await asyncio.gather(
        *(
            hub.do(SYSTEM, members.add, handle=f"bench{n}x", role=Role.PARTICIPANT, circle_names=("bench",))
            for n in range(number)
        )
    )
    people = [Actor.of(one) for one in ids]
    version = hub.config.rules.version
    await asyncio.gather(*(hub.do(one, members.acknowledge_rules, version=version) for one in people))
    return people


async def fill(hub: Hub, room_id: int, author_id: int, number: int) -> None:
    """Put many messages into an empty room, faster than by saying them one by one."""
    said = sentences(number)
    begins_at = hub.clock() - number * 1_000
    done = 0
    while batch := list(itertools.islice(said, FILL_AT_ONCE)):
        rows = [
            {
                "id": chat.message_id(room_id, done + n),
                "room": room_id,
                "seq": done + n,
                "author": author_id,
                "text": text,
                "at": begins_at + (done + n) * 1_000,
            }
            for n, text in enumerate(batch, start=1)
        ]
        done += len(batch)

        def write(
            connection: Any, events: object, rows: list[dict[str, object]] = rows, last: int = done
        ) -> None:
            connection.executemany(
                "INSERT INTO messages (id, room_id, seq, author_id, text, at)"
                " VALUES (:id, :room, :seq, :author, :text, :at)",
                rows,
            )
            connection.execute(
                "UPDATE rooms SET last_seq = :last, last_at = :at WHERE id = :room",
                {"last": last, "at": rows[-1]["at"], "room": room_id},
            )

        await hub.database.write(write)


async def _acknowledged(hub: Hub, room_id: int, people: list[Actor], seconds: float) -> float:
    """Messages a second that are on disk when their author is told so, by 64 writers at once."""
    ends_at = time.perf_counter() + seconds

    async def writer(mine: list[Actor]) -> int:
        said = 0
        while time.perf_counter() < ends_at:
            text = f"a line of a usual length, as people write them in the evening, number {said}"
            await hub.do(mine[said % len(mine)], chat.post, room=room_id, text=text)
            said += 1
        return said

    began = time.perf_counter()
    counts = await asyncio.gather(
        *(writer(people[n * MEMBERS_A_WRITER :][:MEMBERS_A_WRITER]) for n in range(WRITERS))
    )
    return sum(counts) / (time.perf_counter() - began)


async def _typical_ms(clock: Callable[[], float], do: Callable[[], Awaitable[object]]) -> float:
    took = []
    for _ in range(REPEATS):
        began = clock()
        await do()
        took.append(clock() - began)
    return 1000 * statistics.median(took)


async def load(folder: Path, messages: int, seconds: float) -> dict[str, float]:
    """Take the store's figures in a folder of its own."""
    config = Config.at(folder)
    hub = await Hub.open(
        dataclasses.replace(config, limits=dataclasses.replace(config.limits, messages_per_10_s=10_000))
    )
    try:
        await hub.do(SYSTEM, circles.create, name="bench", title="Bench", kind=CircleKind.INTEREST)
        people = await _people(hub, WRITERS * MEMBERS_A_WRITER)
        short, long, busy = [
            await hub.do(SYSTEM, rooms.create, circle="bench", name=name)
            for name in ("short", "long", "busy")
        ]
        me = people[0]
        rate = await _acknowledged(hub, busy, people, seconds)
        await fill(hub, short, me.member_id, SHORT_HISTORY)
        await fill(hub, long, me.member_id, messages)

        async def open_room(room: int) -> None:
            seen = await hub.do(me, rooms.one, room=room)
            page = await hub.do(me, chat.history, room=room, before=seen.last_seq + 1, limit=50)
            assert len(page) == 50

        async def look_for(word: str, at_least: int) -> None:
            found = await hub.do(me, search.messages, words=word)
            assert len(found) >= at_least

        return {
            "acknowledged_per_s": rate,
            "open_short_ms": await _typical_ms(time.process_time, lambda: open_room(short)),
            "open_long_ms": await _typical_ms(time.process_time, lambda: open_room(long)),
            "long_messages": messages,
            "search_rare_ms": await _typical_ms(time.perf_counter, lambda: look_for(RARE_WORD, 1)),
            "search_common_ms": await _typical_ms(time.perf_counter, lambda: look_for(COMMON_WORD, 50)),
            "searched_messages": messages + SHORT_HISTORY,
        }
    finally:
        await hub.close()


async def measure_store(folder: Path, *, quick: bool, say: Callable[[str], None]) -> dict[str, float]:
    """Take the store's figures in a child process: 30,000 messages, or 1,000,000 when there is time."""
    messages, seconds = (30_000, 2.0) if quick else (1_000_000, 10.0)
    say(f"store: {WRITERS} writers, then {messages:,} messages")
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.bench.store_load",
        os.fspath(folder / "store"),
        str(messages),
        str(seconds),
        stdout=asyncio.subprocess.PIPE,
    )
    if (core := server_core()) is not None:
        os.sched_setaffinity(child.pid, {core})
    try:
        printed, _ = await child.communicate()
    except BaseException:
        child.kill()
        await child.wait()
        raise
    if child.returncode != 0:
        raise RuntimeError("the store's part of the bench failed")
    found: dict[str, float] = json.loads(printed)
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(load(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])))))
