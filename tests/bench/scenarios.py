"""What happens in a hub, each as one scenario that can be run by itself, on the house of `server/bench/house.py`.

A scenario is a coroutine that takes a `Site` and answers figures by name; `SCENARIOS` says what each figure means and
what it is to reach. A new screen of the hub needs nothing here: the evening goes through all of `tui.features`.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from server.bench.clients import WINDOW, Client, Watch, leave_all, quiet_all
from server.bench.house import A_ROOM, HALL, House, small_room
from server.bench.measures import SATURATED_PERCENT, Lines, Meter, Typist, at_rest, percentile, slope
from tests.bench.rows import Row
from tui.features import FEATURES

SETTLE_S: Final = 0.5
AUTHORS: Final = 4
AT_ONCE: Final = 6
"""People who come in at the same time where nothing is said about it."""
LONG_ROOM: Final = "attic"
HISTORY: Final = 100_000
RARE_WORD: Final = "lighthouse"
PAGE_UP: Final = b"\x1b[5~"
A_SMALL_WINDOW: Final = 16 * 1024
"""Bytes that a slow viewer lets the server send. With OpenSSH's 2 MiB none of them would be waiting within a minute."""
AT_REST_PERCENT: Final = 1.0
IDLE_PERCENT: Final = 0.02
"""Per cent of a core, over two seconds, for the hub and for each session, below which there is nothing left to do."""
TYPISTS: Final = 4
MOST_LINES: Final = 2_000
"""Marked lines of one measurement at most; all of them together have to stay below 100,000 (five digits)."""
IN_A_ROW: Final = 8
"""Commands that are on their way at the same time."""

Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Extent:
    """How much each scenario does."""

    storm: int = 200
    """People who come in within `storm_s` seconds."""
    storm_s: float = 10
    rooms: tuple[int, ...] = (10, 50, 100, 200)
    """Viewers in the busy room."""
    busy_s: float = 20
    """Seconds of 5 lines a second at each size."""
    evening: tuple[int, ...] = (10, 100, 500)
    """Sessions at which the cost of one is looked at; the last is the evening's."""
    evening_s: float = 60
    idle_s: float = 60
    """At each number of sessions: a whole minute, in which each clock goes on once, wherever it begins."""
    keys: int = 400
    """Keys that one person types at each number of sessions, in `parts` parts."""
    lines: int = 120
    """Lines that are said in the first small room at each number of sessions."""
    parts: int = 10
    """Parts that the keys, the lines and the rest are taken in, of which the median counts."""
    pause_s: float = 2
    """Seconds between two parts, so that one end of a minute does not meet them all."""
    slow: int = 50
    """Viewers, of whom every tenth stops reading."""
    slow_s: float = 60
    pages: int = 40
    commands: int = 40
    searches: int = 20
    churn: int = 200
    """Visits that are cut off before memory is looked at, and as many again after."""


FULL: Final = Extent()
BRIEF: Final = Extent(
    storm=30,
    storm_s=3,
    rooms=(10, 40),
    busy_s=3,
    evening=(10, 50),
    evening_s=5,
    idle_s=4,
    keys=40,
    lines=20,
    parts=2,
    pause_s=0.5,
    slow=20,
    slow_s=4,
    pages=10,
    commands=8,
    searches=6,
    churn=10,
)


@dataclass(slots=True)
class Site:
    """Where scenarios run."""

    house: House
    extent: Extent
    say: Callable[[str], None]
    watch: Watch = field(default_factory=Watch)
    lines: int = 1
    """The number of the next marked line."""

    def more_lines(self) -> Lines:
        """Lines whose numbers nobody has used."""
        lines, self.lines = Lines(self.watch, self.lines), self.lines + MOST_LINES
        return lines

    async def come_in(
        self, numbers: Sequence[int], room: str | Callable[[int], str] = "", *, window: int = WINDOW
    ) -> list[Client]:
        """People come in a few at a time, and go to a room where one is said."""
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(number: int) -> Client:
            async with gate:
                client = await self.house.come_in(number, self.watch, window=window)
                wanted = room if isinstance(room, str) else room(number)
                if wanted:
                    await self.house.go_to(client, wanted)
                return client

        return list(await asyncio.gather(*(one(number) for number in numbers)))

    async def settle(self, sessions: int = 0) -> None:
        """Wait until the server has nothing left to do of what was before, and let it not even look at its loop."""
        self.house.server.rest()
        await at_rest([self.house.server], AT_REST_PERCENT + sessions * IDLE_PERCENT)

    async def loop(self) -> Figures:
        """How late the server's loop was since the last time, and its longest piece of work."""
        lag = await self.house.server.lag()
        if lag is None:
            return {}
        return {"lag_p99_ms": lag.p99_ms, "work_max_ms": lag.work_max_ms, "gc_max_ms": lag.gc_max_ms}


async def storm(site: Site) -> Figures:
    """Many people come in at once, evenly over ten seconds."""
    count, over_s = site.extent.storm, site.extent.storm_s
    site.say(f"{count} people come in within {over_s:g} s")
    await site.loop()
    began = time.perf_counter()
    waits: list[float] = []
    clients: list[Client] = []
    failed = 0

    async def one(number: int) -> None:
        nonlocal failed
        await asyncio.sleep(max(0.0, began + number * over_s / count - time.perf_counter()))
        asked = time.perf_counter()
        try:
            clients.append(await site.house.come_in(number, site.watch))
            waits.append(time.perf_counter() - asked)
        except (OSError, TimeoutError):
            failed += 1

    meter = Meter(site.house.server)
    try:
        await asyncio.gather(*(one(number) for number in range(count)))
        await quiet_all(clients, SETTLE_S)
        spent = meter.spent()
        return {
            "login_p50_ms": 1000 * percentile(waits, 50),
            "login_p99_ms": 1000 * percentile(waits, 99),
            "login_cpu_ms": 1000 * spent.server_s / count,
            "failed": failed,
            **await site.loop(),
            "load_percent": spent.load_percent,
        }
    finally:
        await leave_all(clients)


async def busy(site: Site) -> Figures:
    """One room at several sizes, five lines a second, and some people typing in it meanwhile."""
    found: Figures = {"by_viewers": {}}
    room: list[Client] = []
    per_line_ms: dict[int, float] = {}
    try:
        for size in site.extent.rooms:
            site.say(f"a room of {size}, 5 lines a second")
            room += await site.come_in(range(len(room), size), HALL)
            await quiet_all(room, SETTLE_S)
            lines = site.more_lines()
            typists = [Typist(client) for client in room[AUTHORS : AUTHORS + TYPISTS]]
            received = sum(client.received for client in room)
            await site.loop()
            meter = Meter(site.house.server)
            ends_at = time.perf_counter() + site.extent.busy_s
            await asyncio.gather(
                lines.steadily(room[:AUTHORS], room, 5, site.extent.busy_s),
                *(typist.type_until(ends_at, 0.25) for typist in typists),
            )
            spent = meter.spent()
            await lines.arrived()
            await asyncio.gather(*(typist.clear() for typist in typists))
            echoes = [wait for typist in typists for wait in typist.waits_s]
            said = len(lines.posted)
            per_line_ms[size] = 1000 * spent.server_s / said
            waits = lines.waits_s()
            found["by_viewers"][size] = {
                "screens_p50_ms": 1000 * percentile(waits, 50),
                "screens_p99_ms": 1000 * percentile(waits, 99),
                "echo_p50_ms": 1000 * percentile(echoes, 50),
                "echo_p99_ms": 1000 * percentile(echoes, 99),
                "missing": lines.missing(),
                "server_percent": spent.server_percent,
                "load_percent": spent.load_percent,
                **await site.loop(),
                "viewer_line_ms": 1000 * spent.server_s / said / size,
                "viewer_line_bytes": (sum(client.received for client in room) - received) / said / size,
            }
    finally:
        await leave_all(room)
    last = found["by_viewers"][site.extent.rooms[-1]]
    sizes = sorted(per_line_ms)
    return found | {
        "viewers": site.extent.rooms[-1],
        "screens_p50_ms": last["screens_p50_ms"],
        "screens_p99_ms": last["screens_p99_ms"],
        "echo_p99_ms": last["echo_p99_ms"],
        "missing": sum(each["missing"] for each in found["by_viewers"].values()),
        "server_percent": last["server_percent"],
        **{name: last[name] for name in ("lag_p99_ms", "work_max_ms", "gc_max_ms") if name in last},
        "load_percent": max(each["load_percent"] for each in found["by_viewers"].values()),
        "viewer_line_ms": slope(per_line_ms),
        # What one more viewer costs in the fuller half of the sizes over what it costs in the emptier half.
        "viewer_growth": _growth(per_line_ms) if len(sizes) > 2 else None,
    }


def _growth(points: dict[int, float]) -> float:
    """How much steeper values rise over the larger sizes than over the smaller."""
    sizes = sorted(points)
    middle = len(sizes) // 2
    low = {size: points[size] for size in sizes[: middle + 1]}
    high = {size: points[size] for size in sizes[middle:]}
    return slope(high) / slope(low) if slope(low) > 0 else float("nan")


async def evening(site: Site) -> Figures:
    """The usual evening: rooms of 25, a line a minute each, another screen every two minutes each, somebody typing."""
    found: Figures = {"by_sessions": {}}
    clients: list[Client] = []
    memory: dict[int, float] = {}
    try:
        await site.settle()
        # The median of some pieces: what is still put away of those who were there before comes in one of them.
        empty_percent = statistics.median(
            [
                await _percent(site, site.extent.idle_s / 2 / site.extent.parts)
                for _ in range(site.extent.parts)
            ]
        )
        for size in site.extent.evening:
            site.say(f"{size} sessions, in rooms of {A_ROOM}")
            clients += await site.come_in(range(len(clients), size), small_room)
            await quiet_all(clients, 2)
            memory[size] = site.house.server.memory_mb()
            await site.settle(len(clients))
            idle = await _percent(site, site.extent.idle_s)
            typist = Typist(clients[0])

            async def some_keys(typist: Typist = typist) -> None:
                for _ in range(site.extent.keys // site.extent.parts):
                    await typist.key()

            key_ms = await _typical_ms(site, idle, some_keys) / (site.extent.keys // site.extent.parts)
            await typist.clear()
            first, lines = clients[:A_ROOM], site.more_lines()

            async def some_lines(first: list[Client] = first, lines: Lines = lines) -> None:
                await lines.steadily(first[:AUTHORS], first, 5, site.extent.lines / 5 / site.extent.parts)

            line_ms = await _typical_ms(site, idle, some_lines) / (site.extent.lines // site.extent.parts)
            await lines.arrived()
            found["by_sessions"][size] = {
                "memory_mb": memory[size],
                "idle_percent_each": max(0.0, idle - empty_percent) / size,
                "key_cpu_ms": key_ms,
                "echo_p99_ms": 1000 * percentile(typist.waits_s, 99),
                # What the author's own screen and the store cost is in it, so that the smallest room looks dearest.
                "viewer_line_ms": line_ms / len(first),
            }
        found |= await _evening(site, clients)
    finally:
        await leave_all(clients)
    by, sizes = found["by_sessions"], site.extent.evening
    return found | {
        "empty_percent": empty_percent,
        "session_mb": slope(memory),
        "key_growth": by[sizes[-1]]["key_cpu_ms"] / by[sizes[0]]["key_cpu_ms"],
        "line_growth": by[sizes[-1]]["viewer_line_ms"] / by[sizes[0]]["viewer_line_ms"],
        "idle_percent_each": by[sizes[-1]]["idle_percent_each"],
        "key_cpu_ms": by[sizes[-1]]["key_cpu_ms"],
    }


async def _typical_ms(site: Site, idle_percent: float, part: Callable[[], Awaitable[None]]) -> float:
    """The server's CPU for one part of some work, the median of several.

    In one of them the minute may end, and the clocks of all go on, for two seconds with 500 there: so there is a pause
    between them. What the others cost without doing anything is taken off.
    """
    found = []
    for _ in range(site.extent.parts):
        await asyncio.sleep(site.extent.pause_s)
        meter = Meter(site.house.server)
        await part()
        spent = meter.spent()
        found.append(1000 * (spent.server_s - idle_percent / 100 * spent.wall_s))
    return statistics.median(found)


async def _percent(site: Site, seconds: float) -> float:
    meter = Meter(site.house.server)
    await asyncio.sleep(seconds)
    return meter.spent().server_percent


async def _evening(site: Site, clients: list[Client]) -> Figures:
    seconds, count = site.extent.evening_s, len(clients)
    site.say(f"{count} sessions through {seconds:g} s of an evening")
    chance, lines = random.Random(11), site.more_lines()
    digits = [feature.key.encode() for feature in FEATURES if feature.name != "chat"]
    chat = next(feature.key.encode() for feature in FEATURES if feature.name == "chat")
    room_of = [clients[number // A_ROOM * A_ROOM :][:A_ROOM] for number in range(count)]
    away: set[int] = set()
    typists = [Typist(clients[number]) for number in range(0, min(count, 4 * A_ROOM), A_ROOM)]
    typing = set(range(0, min(count, 4 * A_ROOM), A_ROOM))
    await site.loop()
    received = sum(client.received for client in clients)
    meter, began = Meter(site.house.server), time.perf_counter()
    ends_at = began + seconds

    async def talk() -> None:
        """Everybody says a line a minute; those who look at another screen see it when they are back."""
        for turn in range(round(count * seconds / 60)):
            await asyncio.sleep(max(0.0, began + turn * 60 / count - time.perf_counter()))
            number = chance.choice([each for each in range(count) if each not in away and each not in typing])
            here = [
                client
                for each, client in enumerate(room_of[number], start=number // A_ROOM * A_ROOM)
                if each not in away
            ]
            lines.post(clients[number], here)

    async def walk() -> None:
        """Everybody goes to another screen every two minutes, looks at it for a moment, and comes back."""
        for turn in range(round(count * seconds / 120)):
            await asyncio.sleep(max(0.0, began + turn * 120 / count - time.perf_counter()))
            free = [each for each in range(count) if each not in away and each not in typing]
            number = chance.choice(free)
            away.add(number)
            lines.excuse(clients[number])
            clients[number].send(b"\x1b" + digits[turn % len(digits)])
            strolls.append(asyncio.create_task(come_back(number)))

    async def come_back(number: int) -> None:
        await asyncio.sleep(3)
        clients[number].send(b"\x1b" + chat)
        await asyncio.sleep(2)
        away.discard(number)

    strolls: list[asyncio.Task[None]] = []
    await asyncio.gather(talk(), walk(), *(each.type_until(ends_at, 0.4) for each in typists))
    spent = meter.spent()
    await asyncio.gather(*strolls, *(each.clear() for each in typists))
    await lines.arrived(5)
    waits = [wait for typist in typists for wait in typist.waits_s]
    screens = lines.waits_s()
    return {
        "sessions": count,
        "server_percent": spent.server_percent,
        "load_percent": spent.load_percent,
        "echo_p50_ms": 1000 * percentile(waits, 50),
        "echo_p99_ms": 1000 * percentile(waits, 99),
        "screens_p50_ms": 1000 * percentile(screens, 50),
        "screens_p99_ms": 1000 * percentile(screens, 99),
        # Somebody may have gone to another screen between the posting and the drawing.
        "unseen_percent": 100 * lines.missing() / max(1, sum(len(each) for each in lines.seen_by.values())),
        **await site.loop(),
        "kib_per_s": (sum(client.received for client in clients) - received) / 1024 / spent.wall_s,
        "server_mb": site.house.server.memory_mb(),
    }


async def history(site: Site) -> Figures:
    """Somebody reads back through a long room, page by page."""
    site.say(f"{site.extent.pages} pages back in a room of {HISTORY:,} messages")
    (client,) = await site.come_in([0], LONG_ROOM)
    try:
        await client.quiet(SETTLE_S)
        waits: list[float] = []
        meter = Meter(site.house.server)
        for _ in range(site.extent.pages):
            sent = time.perf_counter()
            client.send(PAGE_UP)
            await client.quiet(0.15)
            waits.append(client.last_at - sent)
        spent = meter.spent()
        return {
            "page_cpu_ms": 1000 * spent.server_s / site.extent.pages,
            "page_p50_ms": 1000 * percentile(waits, 50),
            "page_p99_ms": 1000 * percentile(waits, 99),
        }
    finally:
        await client.leave()


async def search(site: Site) -> Figures:
    """Words are looked for by command, over the wire."""
    site.say(f"{site.extent.searches} searches over {HISTORY:,} messages")
    await site.house.run_command(0, f"search {RARE_WORD}")
    waits: list[float] = []
    meter = Meter(site.house.server)
    for number in range(site.extent.searches):
        asked = time.perf_counter()
        found = await site.house.run_command(number, f"search {RARE_WORD}")
        waits.append(time.perf_counter() - asked)
        if RARE_WORD.encode() not in found:
            raise RuntimeError("the search found nothing")
    spent = meter.spent()
    return {
        "search_cpu_ms": 1000 * spent.server_s / site.extent.searches,
        "search_p50_ms": 1000 * percentile(waits, 50),
    }


async def commands(site: Site) -> Figures:
    """Several programs run commands at the same time, each over a connection of its own."""
    count = site.extent.commands * IN_A_ROW
    site.say(f"{count} commands, {IN_A_ROW} at a time")
    waits: list[float] = []

    async def one(first: int) -> None:
        for number in range(site.extent.commands):
            asked = time.perf_counter()
            await site.house.run_command(first + number, "unread")
            waits.append(time.perf_counter() - asked)

    meter = Meter(site.house.server)
    await asyncio.gather(*(one(number * site.extent.commands) for number in range(IN_A_ROW)))
    spent = meter.spent()
    return {
        "commands_per_s": count / spent.wall_s,
        "command_cpu_ms": 1000 * spent.server_s / count,
        "command_p99_ms": 1000 * percentile(waits, 99),
        "load_percent": spent.load_percent,
    }


async def slow(site: Site) -> Figures:
    """Some viewers of a busy room stop reading for a minute; the others must not notice."""
    count, seconds = site.extent.slow, site.extent.slow_s
    site.say(f"{count} viewers, of whom {count // 10} stop reading for {seconds:g} s")
    awake = await site.come_in(range(count - count // 10), HALL)
    asleep = await site.come_in(range(count - count // 10, count), HALL, window=A_SMALL_WINDOW)
    room = awake + asleep
    p99: dict[str, float] = {}
    p50: dict[str, float] = {}
    missing = 0
    try:
        await quiet_all(room, SETTLE_S)
        # Before and after, so that what else the machine does is in both halves of the comparison.
        for part, share in (("before", 0.5), ("while", 1.0), ("after", 0.5)):
            if part == "while":
                for client in asleep:
                    client.stop_reading()
            lines = site.more_lines()
            await lines.steadily(awake[:AUTHORS], awake, 5, share * seconds)
            await lines.arrived()
            waits = lines.waits_s()
            p99[part], p50[part] = 1000 * percentile(waits, 99), 1000 * percentile(waits, 50)
            missing += lines.missing()
            if part == "while":
                for client in asleep:
                    with contextlib.suppress(OSError):
                        client.go_on_reading()
                await asyncio.sleep(SETTLE_S)
        return {
            "others_p50_ms": p50["while"],
            "others_p99_ms": p99["while"],
            "others_p50_ratio": p50["while"] / statistics.mean((p50["before"], p50["after"])),
            "others_p99_ratio": p99["while"] / statistics.mean((p99["before"], p99["after"])),
            "missing": missing,
        }
    finally:
        await leave_all(room)


async def churn(site: Site) -> Figures:
    """People come in and are cut off, again and again; what is kept of them must not grow."""
    count = site.extent.churn
    memory: list[float] = []
    for part in ("first", "second"):
        site.say(f"the {part} {count} visits that are cut off")
        for number in range(count):
            client = await site.house.come_in(number, site.watch)
            client.connection.abort()
            await client.connection.wait_closed()
        await asyncio.sleep(1)
        memory.append(site.house.server.memory_mb())
    return {"visits": count, "grown_mb": memory[1] - memory[0], "server_mb": memory[1]}


@dataclass(frozen=True, slots=True)
class Scenario:
    """One of them, and what its figures mean."""

    title: str
    run: Callable[[Site], Awaitable[Figures]]
    rows: tuple[Row, ...]


LOAD: Final = Row(
    "CPU of the load's own process (%)", "load_percent", f"< {SATURATED_PERCENT:g}", SATURATED_PERCENT
)

SCENARIOS: Final[dict[str, Scenario]] = {
    "storm": Scenario(
        "People come in, 20 a second",
        storm,
        (
            Row("connecting to the first full frame, p50 (ms)", "login_p50_ms"),
            Row("the same, p99 (ms)", "login_p99_ms"),
            Row("CPU for one login (ms)", "login_cpu_ms", "≤ 80", 80),
            Row("people who did not get in", "failed", "0", 0),
            Row("loop late, p99 (ms)", "lag_p99_ms"),
            Row("its longest piece of work, CPU (ms)", "work_max_ms"),
            Row("its longest garbage collection, CPU (ms)", "gc_max_ms"),
            LOAD,
        ),
    ),
    "busy": Scenario(
        "One busy room, 5 lines a second",
        busy,
        (
            Row("viewers", "viewers"),
            Row("post to every screen, p50 (ms)", "screens_p50_ms"),
            Row("post to every screen, p99 (ms)", "screens_p99_ms", "≤ 500 (200 viewers)", 500),
            Row("key to echo meanwhile, p99 (ms)", "echo_p99_ms", "≤ 100", 100),
            Row("lines that a viewer never got", "missing", "0", 0),
            Row("CPU for one line, one more viewer (ms)", "viewer_line_ms", "≤ 0.3", 0.3),
            Row("the same, larger rooms over smaller", "viewer_growth", "flat"),
            Row("CPU of the server (% of a core)", "server_percent"),
            Row("loop late, p99 (ms)", "lag_p99_ms"),
            Row("its longest piece of work, CPU (ms)", "work_max_ms"),
            Row("its longest garbage collection, CPU (ms)", "gc_max_ms"),
            LOAD,
        ),
    ),
    "evening": Scenario(
        "A usual evening, rooms of 25",
        evening,
        (
            Row("sessions", "sessions"),
            Row("CPU of the server (% of a core)", "server_percent", "< 100", 100),
            Row("key to echo, p50 (ms)", "echo_p50_ms"),
            Row("key to echo, p99 (ms)", "echo_p99_ms", "≤ 150", 150),
            Row("post to every screen, p99 (ms)", "screens_p99_ms"),
            Row("CPU of an idle session (% of a core)", "idle_percent_each", "≤ 0.01", 0.01),
            Row("CPU for one key typed, all sessions there (ms)", "key_cpu_ms", "≤ 2", 2),
            Row("the same, over that with 10 sessions", "key_growth", "flat"),
            Row(
                "CPU for a line, by viewer of a small room, over that with 10 sessions", "line_growth", "flat"
            ),
            Row("memory for one more session (MiB)", "session_mb", "≤ 1.5", 1.5),
            Row("memory of the server (MiB)", "server_mb"),
            Row("sent to all of them (KiB/s)", "kib_per_s"),
            Row("loop late, p99 (ms)", "lag_p99_ms"),
            Row("its longest piece of work, CPU (ms)", "work_max_ms"),
            Row("its longest garbage collection, CPU (ms)", "gc_max_ms"),
            LOAD,
        ),
    ),
    "history": Scenario(
        f"Reading back in a room of {HISTORY:,} messages",
        history,
        (
            Row("CPU for one page (ms)", "page_cpu_ms"),
            Row("one page, p50 (ms)", "page_p50_ms"),
            Row("one page, p99 (ms)", "page_p99_ms"),
        ),
    ),
    "search": Scenario(
        f"`search` over {HISTORY:,} messages, over the wire",
        search,
        (
            Row("CPU from connect to exit (ms)", "search_cpu_ms"),
            Row("connect to exit, p50 (ms)", "search_p50_ms"),
        ),
    ),
    "commands": Scenario(
        f"Commands, {IN_A_ROW} at a time",
        commands,
        (
            Row("commands a second", "commands_per_s"),
            Row("CPU for one (ms)", "command_cpu_ms", "≤ 12", 12),
            Row("connect to exit, p99 (ms)", "command_p99_ms"),
            LOAD,
        ),
    ),
    "churn": Scenario(
        "People come in and are cut off",
        churn,
        (
            Row("visits, after as many before them", "visits"),
            Row("what the server grew by (MiB)", "grown_mb", "< 10", 10),
            Row("memory of the server (MiB)", "server_mb"),
        ),
    ),
    "slow": Scenario(
        "A tenth of the viewers stop reading",
        slow,
        (
            Row("post to every other screen meanwhile, p50 (ms)", "others_p50_ms"),
            Row("post to every other screen meanwhile, p99 (ms)", "others_p99_ms"),
            Row("the same p50, over that when all read", "others_p50_ratio", "≤ 1.1", 1.1),
            Row("the same p99, over that when all read", "others_p99_ratio", "≤ 1.1", 1.1),
            Row("lines that one of them never got", "missing", "0", 0),
        ),
    ),
}
