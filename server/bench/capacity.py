"""How many people a machine can hold: measured on a private hub with a few dozen of them, and reckoned up from there.

What is reckoned with: one process serves everybody, on one core; people notice waiting from about half of its time on,
so three fifths of it are given away and no more; and three quarters of the memory that is free.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import os
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.bench import words
from server.bench.clients import Client, Watch, leave_all, quiet_all
from server.bench.house import A_ROOM, HALL, House
from server.bench.measures import SATURATED_PERCENT, Lines, Meter, Typist, percentile, slope
from store.errors import Unavailable
from tui.features import FEATURES

SIZES: Final = (8, 24, 48)
"""People in the hall, ascending."""
LINES: Final = 25
KEYS: Final = 60
CHANGES: Final = 12
LOGINS: Final = 6
AT_ONCE: Final = 4
"""People who come in at the same time."""
SETTLE_S: Final = 0.3

CORE_SHARE: Final = 0.6
MEMORY_SHARE: Final = 0.75

LINES_A_MINUTE: Final = 1.0
KEYS_A_LINE: Final = 50
CHANGES_A_MINUTE: Final = 1.0
"""One to another screen and one back every two minutes."""
LIVELY_PER_S: Final = 5.0
"""Lines a second in the one busy room: more than anybody can read."""
SPREAD_MS: Final = 500.0
"""A line has to be on all screens within this time."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured. CPU is the server's own; in ms unless said otherwise."""

    login_ms: float
    line_ms: float
    """One line, whoever sees it: the author's keys, the store."""
    viewer_ms: float
    """One line for one more viewer."""
    key_ms: float
    change_ms: float
    """Going to another screen."""
    session_mb: float
    """MiB for one more session in a room."""
    hub_mb: float
    """MiB with nobody there."""
    echo_p50_ms: float
    """Key to echo, wall clock."""
    echo_p99_ms: float
    load_percent: float
    """CPU of this process at the busiest; near 100 the figures are too bad to be true."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What there is."""

    processor: str
    cores: int
    memory_mb: float
    """MiB that this process could have: what is free, within the limit of its control group."""
    load: float
    """Processes that wanted a core in the minute before, on average."""


@dataclass(frozen=True, slots=True)
class Capacity:
    """What the machine can hold."""

    evening: int
    """People at once on a usual evening."""
    limited_by: str
    """"processor" or "memory": what ends first."""
    room: int
    """People in one room in which five lines a second are written."""
    logins_per_s: float


def judge(measured: Measured, memory_mb: float) -> Capacity:
    """Reckon up what was measured.

    Args:
        measured: What one of each costs.
        memory_mb: MiB that are free.
    """
    a_line = max(0.0, measured.line_ms) + A_ROOM * measured.viewer_ms
    each_ms_a_minute = LINES_A_MINUTE * (a_line + KEYS_A_LINE * measured.key_ms)
    each_ms_a_minute += CHANGES_A_MINUTE * measured.change_ms
    by_processor = CORE_SHARE * 60_000 / each_ms_a_minute
    by_memory = (MEMORY_SHARE * memory_mb - measured.hub_mb) / measured.session_mb
    by_pace = (CORE_SHARE * 1000 / LIVELY_PER_S - max(0.0, measured.line_ms)) / measured.viewer_ms
    by_spread = (SPREAD_MS - max(0.0, measured.line_ms)) / measured.viewer_ms
    return Capacity(
        evening=rounded(min(by_processor, by_memory)),
        limited_by="processor" if by_processor <= by_memory else "memory",
        room=rounded(min(by_pace, by_spread, by_memory)),
        logins_per_s=CORE_SHARE * 1000 / measured.login_ms,
    )


def rounded(people: float) -> int:
    """A number of people down to two digits that mean something; 0 where there would be fewer than one."""
    if people < 1:
        return 0
    unit = 10 ** max(0, math.floor(math.log10(people)) - 1)
    return int(people // unit * unit)


def machine() -> Machine:
    """What this machine has.

    Raises:
        Unavailable: It does not tell in the way that Linux does.
    """
    try:
        info = Path("/proc/meminfo").read_text(encoding="utf-8")
        cpus = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError as error:
        raise Unavailable(words.NEEDS_LINUX) from error
    kib = {line.split(":")[0]: int(line.split()[1]) for line in info.splitlines() if line.endswith("kB")}
    free_mb = kib.get("MemAvailable", kib["MemFree"]) / 1024
    with contextlib.suppress(OSError, ValueError):
        limit = int(Path("/sys/fs/cgroup/memory.max").read_text())
        used = int(Path("/sys/fs/cgroup/memory.current").read_text())
        free_mb = min(free_mb, (limit - used) / 2**20)
    names = [line.split(":", 1)[1].strip() for line in cpus.splitlines() if line.startswith("model name")]
    return Machine(
        processor=names[0] if names else platform.machine(),
        cores=len(os.sched_getaffinity(0)),
        memory_mb=free_mb,
        load=os.getloadavg()[0],
    )


async def measure(folder: Path, say: Callable[[str], None]) -> Measured:
    """Make a hub in a folder, put people in it, and see what they cost; about a minute.

    Args:
        folder: Empty; everything is made in it.
        say: Told what is being done, a few words each time.

    Raises:
        Unavailable: The hub could not be measured; says why in one sentence.
    """
    house = House(folder, SIZES[-1])
    say(words.MAKING)
    try:
        async with house.running():
            return await _measured(house, say)
    except (OSError, RuntimeError, TimeoutError) as error:
        raise Unavailable(words.failed(type(error).__name__)) from error


async def _measured(house: House, say: Callable[[str], None]) -> Measured:
    watch = Watch()
    await (await house.come_in(0, watch)).leave()
    hub_mb = house.server.memory_mb()
    say(words.COMING_IN)
    login_ms = await _logins(house, watch)
    room: list[Client] = []
    per_line: dict[int, float] = {}
    memory: dict[int, float] = {}
    load = 0.0
    lines, gate = Lines(watch), asyncio.Semaphore(AT_ONCE)
    try:
        for size in SIZES:
            say(words.talking(size))
            room += await asyncio.gather(
                *(_enter(house, number, watch, gate) for number in range(len(room), size))
            )
            await quiet_all(room, SETTLE_S)
            memory[size] = house.server.memory_mb()
            meter = Meter(house.server)
            for _ in range(LINES):
                number = lines.post(room[0], room)
                if not await watch.seen_by(number, size):
                    raise TimeoutError
            await quiet_all(room, SETTLE_S)
            spent = meter.spent()
            per_line[size] = 1000 * spent.server_s / LINES
            load = max(load, spent.load_percent)
        say(words.TYPING)
        typist, meter = Typist(room[1]), Meter(house.server)
        for _ in range(KEYS):
            await typist.key()
        key_ms = 1000 * meter.spent().server_s / KEYS
        await typist.clear()
        say(words.CHANGING)
        change_ms = await _changes(house, room[2])
    finally:
        await leave_all(room)
    viewer_ms = max(slope(per_line), 0.01)
    return Measured(
        login_ms=login_ms,
        line_ms=statistics.mean(cost - size * viewer_ms for size, cost in per_line.items()),
        viewer_ms=viewer_ms,
        key_ms=key_ms,
        change_ms=change_ms,
        session_mb=max(slope(memory), 0.1),
        hub_mb=hub_mb,
        echo_p50_ms=1000 * percentile(typist.waits_s, 50),
        echo_p99_ms=1000 * percentile(typist.waits_s, 99),
        load_percent=load,
    )


async def _enter(house: House, number: int, watch: Watch, gate: asyncio.Semaphore) -> Client:
    async with gate:
        client = await house.come_in(number, watch)
        await house.go_to(client, HALL)
        return client


async def _logins(house: House, watch: Watch) -> float:
    spent: list[float] = []
    for number in range(LOGINS):
        meter = Meter(house.server)
        client = await house.come_in(number, watch)
        await client.quiet(SETTLE_S)
        spent.append(1000 * meter.spent().server_s)
        await client.leave()
    return statistics.median(spent)


async def _changes(house: House, client: Client) -> float:
    """CPU ms to go to another screen, over all screens there are; each was made before it is measured."""
    keys = [feature.key.encode() for feature in FEATURES]
    for key in keys:
        client.send(b"\x1b" + key)
        await client.quiet(SETTLE_S)
    meter = Meter(house.server)
    for turn in range(CHANGES):
        client.send(b"\x1b" + keys[turn % len(keys)])
        await client.quiet(SETTLE_S)
    return 1000 * meter.spent().server_s / CHANGES


def bench(folder: Path, say: Callable[[str], None]) -> tuple[Machine, Measured, Capacity]:
    """Measure and judge.

    Args:
        folder: Empty; everything is made in it.
        say: Told what is being done.

    Raises:
        Unavailable: It cannot be measured here.
    """
    there = machine()
    began = time.perf_counter()
    measured = asyncio.run(measure(folder, lambda what: say(f"{time.perf_counter() - began:4.0f} s  {what}")))
    return there, measured, judge(measured, there.memory_mb)


def is_busy(there: Machine, measured: Measured) -> bool:
    """Whether something else ran beside it, or the load was what was slow: the machine can hold more than was found."""
    return there.load > 0.5 or measured.load_percent > SATURATED_PERCENT
