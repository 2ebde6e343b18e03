"""Buddies at size: 10,000 members in pairs, a year of daily check-ins; what Today, Buddies and the due work cost then.

Run it: `python -m tests.bench.buddies_load [--members 10000] [--days 365]`. It prints figures and judges none of them.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import itertools
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, Final

from store import checkins, due_work, members, noticing, pairs
from store.config import Config
from store.hub import Hub
from store.operations import SYSTEM, Actor

NOW: Final = 1_795_370_520_000
"""Sunday 22 November 2026, 18:02 UTC."""
DAY_MS: Final = 86_400_000
AT_ONCE: Final = 50_000
CIRCLE: Final = 25
"""Members of one circle."""
REPEATS: Final = 200
TERMS: Final = (127, 0, 1200, 2, 24)
"""Every day, by 20:00; a note after two hours, to the buddy after a day."""


def _in_batches(rows: Iterator[tuple[object, ...]]) -> Iterator[list[tuple[object, ...]]]:
    batch: list[tuple[object, ...]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


async def _write(hub: Hub, sql: str, rows: Iterator[tuple[object, ...]]) -> None:
    for batch in _in_batches(rows):

        def work(connection: Any, events: object, batch: list[tuple[object, ...]] = batch) -> None:
            connection.executemany(sql, batch)

        await hub.database.write(work)


def _checkins(people: int, days: int) -> Iterator[tuple[object, ...]]:
    """A year of everybody's, each day a check-in: every other for the buddy, every tenth for the circle."""
    chance = random.Random(7)
    # In order, which fills a table much faster; one member's rows lie as far apart as ids by lot would put them.
    ids = itertools.count(100_000_000, 2_000)
    today = dt.date(2026, 11, 22)
    for ago in range(days, 0, -1):
        day = (today - dt.timedelta(days=ago)).isoformat()
        for member in range(1, people + 1):
            kind = ("me", "buddy", "buddy", "me", "circle")[(ago + member) % 5]
            circle = (member - 1) // CIRCLE + 1 if kind == "circle" else None
            yield (
                next(ids),
                member,
                NOW - ago * DAY_MS + chance.randrange(3_600_000),
                day,
                chance.randrange(1, 6),
                chance.randrange(11),
                "steady",
                "slept, ate, went outside. all three",
                kind,
                circle,
            )


async def build(hub: Hub, people: int, days: int) -> None:
    """A community of pairs and small circles, faster than by living through it."""
    everybody = range(1, people + 1)
    circles = range(1, (people - 1) // CIRCLE + 2)
    zones = ("UTC", "America/Chicago", "Europe/Berlin", "Asia/Tokyo")
    await _write(
        hub,
        "INSERT INTO members (id, handle, role, time_zone, rules_version, created_at)"
        " VALUES (?, ?, 'participant', ?, 1, 0)",
        ((n, f"bench{n}x", zones[n % 4]) for n in everybody),
    )
    await _write(hub, "INSERT INTO preferences (member_id) VALUES (?)", ((n,) for n in everybody))
    await _write(
        hub,
        "INSERT INTO circles (id, name, title, kind, visibility, created_at) VALUES (?, ?, ?, 'cohort', 'ask', 0)",
        ((n, f"circle{n}", f"Circle {n}") for n in circles),
    )
    await _write(
        hub,
        "INSERT INTO circle_members (circle_id, member_id, joined_at) VALUES (?, ?, 0)",
        (((n - 1) // CIRCLE + 1, n) for n in everybody),
    )
    await _write(
        hub,
        "INSERT INTO rooms (id, kind, direct_key, last_at, created_at) VALUES (?, 'pair', ?, 0, 0)",
        ((n, f"pair:{2 * n - 1}:{2 * n}") for n in range(1, people // 2 + 1)),
    )
    await _write(
        hub,
        "INSERT INTO room_members (room_id, member_id, joined_at) VALUES (?, ?, 0)",
        (((n + 1) // 2, n) for n in everybody),
    )
    await _write(
        hub,
        "INSERT INTO pairs (id, one_id, other_id, room_id, began_at, days, per_week, due, note_after_h, buddy_after_h)"
        " VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?, ?)",
        ((n, 2 * n - 1, 2 * n, n, *TERMS) for n in range(1, people // 2 + 1)),
    )
    await _write(
        hub,
        "INSERT INTO pair_members (pair_id, member_id, buddy_id) VALUES (?, ?, ?)",
        (((n + 1) // 2, n, n + 1 if n % 2 else n - 1) for n in everybody),
    )
    await _write(
        hub,
        "INSERT INTO pair_cards (member_id, working_on, updated_at) VALUES (?, 'evenings', 0)",
        ((n,) for n in everybody),
    )
    indexes: list[str] = []

    def without_indexes(connection: Any, events: object) -> None:
        for name, made in connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'checkins' AND sql IS NOT NULL"
        ).fetchall():
            indexes.append(made)
            connection.execute(f"DROP INDEX {name}")

    await hub.database.write(without_indexes)
    await _write(
        hub,
        "INSERT INTO checkins (id, member_id, at, day, mood, urge, kind, note, audience, circle_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        _checkins(people, days),
    )

    def analyse(connection: Any, events: object) -> None:
        for made in indexes:
            connection.execute(made)

    await hub.database.write(analyse)


async def _typical_ms(
    clock: Callable[[], float], do: Callable[[int], Awaitable[object]], count: int
) -> float:
    took = []
    for n in range(count):
        began = clock()
        await do(n)
        took.append(clock() - began)
    return 1000 * statistics.median(took)


async def measure(folder: Path, people: int, days: int) -> dict[str, float]:
    """Build it, and take the figures."""
    now = [NOW]
    hub = await Hub.open(Config.at(folder), clock=lambda: now[0])
    try:
        began = time.perf_counter()
        await build(hub, people, days)
        built = time.perf_counter() - began
        chance = random.Random(11)
        someone = [Actor.of(chance.randrange(1, people + 1)) for _ in range(REPEATS)]
        cpu = time.process_time

        async def planned() -> float:
            """Everybody's next day planned, as a change of zone does it."""
            begins = cpu()
            for n in range(1, min(people, 2_000) + 1):
                await hub.do(Actor.of(n), members.update, time_zone="UTC")
            return 1000 * (cpu() - begins) / min(people, 2_000)

        found = {
            "members": float(people),
            "check-ins": float(people * days),
            "built in (s)": built,
            "size of the store (MiB)": hub.config.database.stat().st_size / 2**20,
            "Today's part (CPU ms)": await _typical_ms(
                cpu, lambda n: hub.do(someone[n], noticing.today), REPEATS
            ),
            "Buddies, everything (CPU ms)": await _typical_ms(
                cpu, lambda n: hub.do(someone[n], pairs.overview), REPEATS
            ),
            "who looks for a buddy (CPU ms)": await _typical_ms(
                cpu, lambda n: hub.do(someone[n], pairs.cards), REPEATS
            ),
            "my trend over a year (CPU ms)": await _typical_ms(
                cpu, lambda n: hub.do(someone[n], checkins.trend, since="2025-11-22"), REPEATS
            ),
            "a check-in (CPU ms)": await _typical_ms(
                cpu, lambda n: hub.do(someone[n], checkins.add, mood=3, audience="buddy"), REPEATS
            ),
            "planning one member's day (CPU ms)": await planned(),
        }
        waiting = min(people, 2_000)
        await hub.work()
        begins = cpu()
        for _ in range(10_000):
            await hub.work()
        found["the keeper's look while nothing is due (CPU us)"] = (cpu() - begins) * 100
        now[0] += 5 * 3_600_000
        begins, done = cpu(), 0
        while count := await hub.do(SYSTEM, due_work.run):
            done += count
        found["pieces of due work done at once"] = float(done)
        found["one piece of due work (CPU ms)"] = 1000 * (cpu() - begins) / max(1, done)
        assert done >= waiting // 4
        return found
    finally:
        await hub.close()


def main() -> None:
    """Take the figures and print them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=10_000)
    parser.add_argument("--days", type=int, default=365)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(measure(Path(folder) / "hub", given.members, given.days))
    for name, value in found.items():
        sys.stdout.write(f"{name:50} {value:>12,.3f}\n")


if __name__ == "__main__":
    main()
