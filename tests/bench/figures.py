"""The figures of the targets, and how each is taken: a little of one, then of the other, in turn."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from server.bench.clients import COLUMNS, MARK, ROWS, Client, Watch, leave_all, mark, quiet_all
from server.bench.measures import LETTERS, TYPED_BEFORE_CLEARING, at_rest, percentile, slope
from tests.e2e.terminal import emulate

from .targets import Hub, Target, log_in, run_command

SETTLE_S: Final = 0.4
"""Seconds of silence after which a session is taken to have drawn all it will."""

KEY_EVERY_S: Final = 0.02
"""Seconds from one key's echo to the next key."""

AT_REST_PERCENT: Final = 0.5
"""Per cent of a core, over two seconds, below which an empty server has nothing left to do."""

LOGINS_AT_ONCE: Final = 4
WRITERS: Final = 4
"""People who write the paced lines, in turn."""
REPLAYED: Final = range(WRITERS, WRITERS + 3)
"""The readers whose bytes are all kept and shown to an emulator at the end."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is done for each figure.

    Args:
        logins: Logins timed one after another.
        commands: `who` commands timed one after another.
        keys: Keys typed, one at a time, in rows of `TYPED_BEFORE_CLEARING`.
        viewers: Sizes of the room, ascending.
        lines: Lines posted at each size, in `parts` parts.
        paced_lines: Lines posted at `lines_per_s` to the fullest room, in as many.
        lines_per_s: The pace of those.
        idle_s: Seconds that the full room is left alone; 120: the clocks go on twice in it, wherever it begins.
        parts: Parts that lines are posted in, of which the median counts.
        tails: Parts that keys and paced lines are cut into for their 99th percentiles, of which the median counts. Few,
            or the percentile of one is hardly more than its slowest.
        visits: Times that each of the rooms with a history is opened.
        long_history: Messages in the long one.
    """

    logins: int = 20
    commands: int = 20
    keys: int = 4_000
    viewers: tuple[int, ...] = (10, 50, 100)
    lines: int = 200
    paced_lines: int = 800
    lines_per_s: float = 5
    idle_s: float = 120
    parts: int = 10
    tails: int = 5
    visits: int = 12
    long_history: int = 100_000


QUICK: Final = Effort(
    logins=4,
    commands=6,
    keys=40,
    viewers=(5, 25, 50),
    lines=6,
    paced_lines=12,
    idle_s=4,
    parts=2,
    tails=2,
    visits=3,
)


@dataclass(slots=True)
class Figures:
    """What one target costs. CPU is the server process's own, all threads; None: not taken.

    Args:
        line_cpu_ms: CPU ms to show one new line to one more viewer: the slope over the sizes of the room.
        line_bytes: Bytes on the channel for it.
        key_cpu_ms: CPU ms for one key typed in the message box.
        echo_p50_ms: Key to echo, wall clock, at the median.
        echo_p99_ms: The same at the 99th percentile of the middle one of the parts.
        idle_percent: Per cent of a core for one idle session, the idle server's own use taken off.
        idle_server_percent: Per cent of a core for the server with nobody there.
        login_cpu_ms: CPU ms from connecting to the first full frame and silence.
        login_wall_ms: Wall ms from connecting to the first full frame.
        session_mb: MiB more for one more session in the room.
        server_mb: MiB of the server with nobody there.
        who_cpu_ms: CPU ms for the `who` command from connecting to its exit.
        all_screens_p50_ms: Wall ms from Enter to the last of all screens, paced lines, median.
        all_screens_p99_ms: The same at the 99th percentile of the middle one of the parts.
        sessions: Sessions in the fullest room.
        in_order: Every viewer got every line, all in one order.
        screens_right: What an emulator makes of all bytes that some of the readers got shows the newest lines, in
            their order, each once.
        missing: Lines that some viewer never got, added up over the viewers.
        jump_ms: CPU ms to open the jump dialog and type a room's name into it, about eleven keys.
        visit_short_ms: CPU ms to open a room with a short history, from Enter in the jump dialog.
        visit_long_ms: The same with a long history.
        cpu_by_viewers: CPU ms of one line at each size of the room.
    """

    line_cpu_ms: float | None = None
    line_bytes: float | None = None
    key_cpu_ms: float | None = None
    echo_p50_ms: float | None = None
    echo_p99_ms: float | None = None
    idle_percent: float | None = None
    idle_server_percent: float | None = None
    login_cpu_ms: float | None = None
    login_wall_ms: float | None = None
    session_mb: float | None = None
    server_mb: float | None = None
    who_cpu_ms: float | None = None
    all_screens_p50_ms: float | None = None
    all_screens_p99_ms: float | None = None
    jump_ms: float | None = None
    visit_short_ms: float | None = None
    visit_long_ms: float | None = None
    sessions: int = 0
    in_order: bool | None = None
    screens_right: bool | None = None
    missing: int | None = None
    cpu_by_viewers: dict[int, float] = field(default_factory=dict)


def marks_on_screen(client: Client) -> list[int]:
    """The marks that a person sees at the end, from the top, by what an emulator makes of all bytes kept."""
    if client.log is None:
        raise RuntimeError("this client was not told to keep its bytes")
    screen = emulate(bytes(client.log), COLUMNS, ROWS)
    return [int(found) for line in screen.display for found in MARK.findall(line.encode())]


@dataclass(slots=True)
class _One:
    """One target that is running, what was found of it, and who is in its room."""

    target: Target
    figures: Figures = field(default_factory=Figures)
    watch: Watch = field(default_factory=Watch)
    room: list[Client] = field(default_factory=list)
    posted: int = 0
    """The number of the newest marked line."""

    def cpu_s(self) -> float:
        """CPU seconds of its server."""
        return self.target.server.cpu_s()

    def next_line(self, author: int, text: str) -> int:
        """Have somebody post a marked line; returns its number."""
        self.posted += 1
        self.room[author].post(f"{mark(self.posted)} {text}")
        return self.posted


async def measure(
    targets: Sequence[Target], effort: Effort, say: Callable[[str], None]
) -> dict[str, Figures]:
    """Take all figures of targets that are running, a little of each in turn, so that the machine's moods meet all.

    Args:
        targets: What to measure.
        effort: How much to do.
        say: Told what is being done, a short line each.

    Returns:
        The figures by the targets' names.
    """
    ones = [_One(target) for target in targets]
    for one in ones:
        await run_command(one.target, 0, "who")
    say("an empty server")
    await at_rest([one.target.server for one in ones], AT_REST_PERCENT)
    for one, used in zip(ones, await _cpu_percents(ones, max(4, effort.idle_s / 4)), strict=True):
        one.figures.idle_server_percent = used
    await _commands(ones, effort, say)
    await _logins(ones, effort, say)
    await _keys(ones, effort, say)
    for one in ones:
        if isinstance(one.target, Hub):
            await _visits(one.target, effort, one.figures, say)
    try:
        await _rooms(ones, effort, say)
    finally:
        for one in ones:
            await leave_all(one.room)
    return {one.target.name: one.figures for one in ones}


async def _cpu_percents(ones: Sequence[_One], seconds: float) -> list[float]:
    """Per cent of a core that each server used in the same stretch of time."""
    cpu, wall = [one.cpu_s() for one in ones], time.perf_counter()
    await asyncio.sleep(seconds)
    took = time.perf_counter() - wall
    return [100 * (one.cpu_s() - before) / took for one, before in zip(ones, cpu, strict=True)]


async def _commands(ones: Sequence[_One], effort: Effort, say: Callable[[str], None]) -> None:
    say(f"{effort.commands} commands")
    spent: list[list[float]] = [[] for _ in ones]
    for number in range(effort.commands):
        for one, costs in zip(ones, spent, strict=True):
            cpu = one.cpu_s()
            await run_command(one.target, number, "who")
            costs.append(one.cpu_s() - cpu)
    for one, costs in zip(ones, spent, strict=True):
        one.figures.who_cpu_ms = 1000 * statistics.median(costs)


async def _logins(ones: Sequence[_One], effort: Effort, say: Callable[[str], None]) -> None:
    say(f"{effort.logins} logins")
    spent: list[list[float]] = [[] for _ in ones]
    walls: list[list[float]] = [[] for _ in ones]
    for one in ones:
        await (await log_in(one.target, 0, one.watch)).leave()
    for number in range(effort.logins):
        for one, costs, waits in zip(ones, spent, walls, strict=True):
            await asyncio.sleep(SETTLE_S)
            cpu, wall = one.cpu_s(), time.perf_counter()
            client = await log_in(one.target, number, one.watch)
            waits.append(client.last_at - wall)
            await client.quiet(SETTLE_S)
            costs.append(one.cpu_s() - cpu)
            await client.leave()
    for one, costs, waits in zip(ones, spent, walls, strict=True):
        one.figures.login_cpu_ms = 1000 * statistics.median(costs)
        one.figures.login_wall_ms = 1000 * statistics.median(waits)


async def _keys(ones: Sequence[_One], effort: Effort, say: Callable[[str], None]) -> None:
    say(f"{effort.keys} keys")
    waits: list[list[float]] = [[] for _ in ones]
    spent: list[list[float]] = [[] for _ in ones]
    clients = [await log_in(one.target, 0, one.watch) for one in ones]
    for one, client in zip(ones, clients, strict=True):
        await one.target.enter_room(client)
        await client.quiet(SETTLE_S)
    while len(waits[0]) < effort.keys:
        for one, client, costs, took in zip(ones, clients, spent, waits, strict=True):
            cpu = one.cpu_s()
            took += await _typed(client)
            costs.append((one.cpu_s() - cpu) / TYPED_BEFORE_CLEARING)
            client.send(b"\x7f" * TYPED_BEFORE_CLEARING)
            await client.quiet(SETTLE_S)
    for one, client, costs, took in zip(ones, clients, spent, waits, strict=True):
        one.figures.key_cpu_ms = 1000 * statistics.median(costs)
        one.figures.echo_p50_ms = 1000 * percentile(took, 50)
        # Of the slowest keys of a run most come in one bad moment of the machine; of the parts the median counts.
        tails = [percentile(part, 99) for part in _parts(took, effort.tails)]
        one.figures.echo_p99_ms = 1000 * statistics.median(tails)
        await client.leave()


def _parts(values: Sequence[float], parts: int) -> list[Sequence[float]]:
    """A sequence in so many pieces, one after the other, as long as each other."""
    size = len(values) // parts
    return [values[part * size : (part + 1) * size] for part in range(parts)]


async def _typed(client: Client) -> list[float]:
    """Type a row of letters, each a moment after the last one came back; returns the seconds that each took."""
    waits = []
    for place in range(TYPED_BEFORE_CLEARING):
        # Without a pause the server would never sleep, as it does between a person's keys; being woken costs as well.
        await asyncio.sleep(KEY_EVERY_S)
        letter = LETTERS[place % len(LETTERS) :][:1]
        sent = time.perf_counter()
        echoed = client.expect(letter)
        client.send(letter)
        async with asyncio.timeout(5):
            waits.append(await echoed - sent)
    return waits


async def _visits(hub: Hub, effort: Effort, figures: Figures, say: Callable[[str], None]) -> None:
    """Open a room with a short history and one with a long history in turn."""
    say(f"{effort.visits} visits to a short room and a long one")
    client = await log_in(hub, 0, Watch())
    await hub.enter_room(client)
    choosing: list[float] = []
    opening: dict[str, list[float]] = {hub.short_room: [], hub.long_room: []}
    for _ in range(effort.visits):
        for room, took in opening.items():
            before = hub.server.cpu_s()
            await hub.choose_room(client, room)
            chosen = hub.server.cpu_s()
            await hub.open_chosen(client, room)
            choosing.append(1000 * (chosen - before))
            took.append(1000 * (hub.server.cpu_s() - chosen))
    await client.leave()
    figures.jump_ms = statistics.median(choosing)
    figures.visit_short_ms = statistics.median(opening[hub.short_room])
    figures.visit_long_ms = statistics.median(opening[hub.long_room])


async def _enter(one: _One, number: int, gate: asyncio.Semaphore) -> Client:
    async with gate:
        client = await log_in(one.target, number, one.watch, keep=number in REPLAYED)
        await one.target.enter_room(client)
        return client


async def _rooms(ones: Sequence[_One], effort: Effort, say: Callable[[str], None]) -> None:
    """Fill each target's room step by step, and see what a line costs at each size; then lines at a pace, then none."""
    gate = asyncio.Semaphore(LOGINS_AT_ONCE)
    memory: list[dict[int, float]] = [{} for _ in ones]
    sent_bytes: list[list[float]] = [[] for _ in ones]
    for one in ones:
        one.figures.server_mb = one.target.server.memory_mb()
    for size in effort.viewers:
        say(f"a room of {size}")
        for one, at in zip(ones, memory, strict=True):
            one.room += await asyncio.gather(*(_enter(one, n, gate) for n in range(len(one.room), size)))
            await quiet_all(one.room, SETTLE_S)
            at[size] = one.target.server.memory_mb()
        costs: list[list[float]] = [[] for _ in ones]
        for _ in range(effort.parts):
            for one, found, sizes in zip(ones, costs, sent_bytes, strict=True):
                cpu, sent = await _some_lines(one, effort.lines // effort.parts)
                found.append(cpu)
                sizes.append(sent)
        for one, found in zip(ones, costs, strict=True):
            # The median: in one of the parts the minute may end, and the clocks of all go on.
            one.figures.cpu_by_viewers[size] = statistics.median(found)
    for one, at, sizes in zip(ones, memory, sent_bytes, strict=True):
        one.figures.line_cpu_ms = slope(one.figures.cpu_by_viewers)
        one.figures.line_bytes = statistics.mean(sizes)
        one.figures.session_mb = slope(at)
        one.figures.sessions = len(one.room)
    await _paced(ones, effort, say)
    say(f"{effort.viewers[-1]} idle sessions, {effort.idle_s:g} s")
    await quiet_all([client for one in ones for client in one.room], 2)
    for one, busy in zip(ones, await _cpu_percents(ones, effort.idle_s), strict=True):
        used = busy - (one.figures.idle_server_percent or 0)
        one.figures.idle_percent = max(0.0, used) / len(one.room)


async def _some_lines(one: _One, count: int) -> tuple[float, float]:
    """Post some lines, each when the last one is on all screens; returns CPU ms, and bytes a viewer, of one line."""
    before = sum(client.received for client in one.room[1:])
    cpu = one.cpu_s()
    for _ in range(count):
        number = one.next_line(0, "a line of a usual length, as people write them in the evening")
        if not await one.watch.seen_by(number, len(one.room)):
            raise RuntimeError(f"{one.target.name}: a line never reached all {len(one.room)} screens")
    await quiet_all(one.room, SETTLE_S)
    spent = 1000 * (one.cpu_s() - cpu) / count
    sent = sum(client.received for client in one.room[1:]) - before
    return spent, sent / count / (len(one.room) - 1)


async def _paced(ones: Sequence[_One], effort: Effort, say: Callable[[str], None]) -> None:
    """Post at a steady pace, whether or not the screens keep up, from several people in turn."""
    say(f"{effort.paced_lines} lines, {effort.lines_per_s:g} a second")
    posted: list[dict[int, float]] = [{} for _ in ones]
    for _ in range(effort.parts):
        for one, at in zip(ones, posted, strict=True):
            began = time.perf_counter()
            for turn in range(effort.paced_lines // effort.parts):
                await asyncio.sleep(max(0.0, began + turn / effort.lines_per_s - time.perf_counter()))
                now = time.perf_counter()
                at[one.next_line(turn % WRITERS, "said at a steady pace by one of four people")] = now
            for each in at:
                await one.watch.seen_by(each, len(one.room), patience_s=10)
    for one, at in zip(ones, posted, strict=True):
        _judge(one, at, effort.tails)


def _judge(one: _One, posted: dict[int, float], tails: int) -> None:
    """How long the paced lines took, and whether everybody got all of them, in one order."""
    room, figures = one.room, one.figures
    waits = [max(c.seen_at.get(each, at + 1e6) for c in room) - at for each, at in posted.items()]
    figures.all_screens_p50_ms = 1000 * percentile(waits, 50)
    figures.all_screens_p99_ms = 1000 * statistics.median(
        percentile(part, 99) for part in _parts(waits, tails)
    )
    figures.missing = sum(each not in client.seen_at for client in room for each in posted)
    # People see their own line in their message box first, so only those who did not write are compared.
    orders = {tuple(each for each in client.order if each in posted) for client in room[WRITERS:]}
    figures.in_order = figures.missing == 0 and len(orders) == 1
    shown = [marks_on_screen(client) for client in room[REPLAYED.start : REPLAYED.stop]]
    newest = list(orders.pop())
    figures.screens_right = all(marks and marks == newest[-len(marks) :] for marks in shown)
