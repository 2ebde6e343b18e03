"""The figures of one target, and how each is taken."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from server.bench.clients import COLUMNS, MARK, ROWS, Client, Watch, leave_all, mark, quiet_all
from server.bench.measures import LETTERS, TYPED_BEFORE_CLEARING, percentile, slope
from tests.e2e.terminal import emulate

from .targets import Hub, Target, log_in, run_command

SETTLE_S: Final = 0.4
"""Seconds of silence after which a session is taken to have drawn all it will."""

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
        keys: Keys typed, one at a time.
        viewers: Sizes of the room, ascending.
        lines: Lines posted at each size.
        paced_lines: Lines posted at `lines_per_s` to the fullest room.
        lines_per_s: The pace of those.
        idle_s: Seconds that the full room is left alone; 60: the clocks go on once in it, wherever it begins.
        visits: Times that each of the rooms with a history is opened.
        long_history: Messages in the long one.
    """

    logins: int = 20
    commands: int = 20
    keys: int = 240
    viewers: tuple[int, ...] = (10, 50, 100)
    lines: int = 40
    paced_lines: int = 60
    lines_per_s: float = 5
    idle_s: float = 60
    visits: int = 12
    long_history: int = 100_000


QUICK: Final = Effort(
    logins=6, commands=6, keys=80, viewers=(5, 25, 50), lines=12, paced_lines=20, idle_s=8, visits=4
)


@dataclass(slots=True)
class Figures:
    """What one target costs. CPU is the server process's own, all threads; None: not taken.

    Args:
        line_cpu_ms: CPU ms to show one new line to one more viewer: the slope over the sizes of the room.
        line_bytes: Bytes on the channel for it.
        key_cpu_ms: CPU ms for one key typed in the message box.
        echo_p50_ms: Key to echo, wall clock, at the median.
        echo_p99_ms: The same at the 99th percentile.
        idle_percent: Per cent of a core for one idle session, the idle server's own use taken off.
        idle_server_percent: Per cent of a core for the server with nobody there.
        login_cpu_ms: CPU ms from connecting to the first full frame and silence.
        login_wall_ms: Wall ms from connecting to the first full frame.
        session_mb: MiB more for one more session in the room.
        server_mb: MiB of the server with nobody there.
        who_cpu_ms: CPU ms for the `who` command from connecting to its exit.
        all_screens_p50_ms: Wall ms from Enter to the last of all screens, paced lines, median.
        all_screens_p99_ms: The same at the 99th percentile.
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


async def measure(target: Target, effort: Effort, say: Callable[[str], None]) -> Figures:
    """Take all figures of a target that is running.

    Args:
        target: What to measure.
        effort: How much to do.
        say: Told what is being done, a short line each.
    """
    figures = Figures()
    await run_command(target, 0, "who")
    say("an empty server")
    figures.idle_server_percent = await _cpu_percent(target, max(4, effort.idle_s / 4))
    await _commands(target, effort, figures, say)
    await _logins(target, effort, figures, say)
    await _keys(target, effort, figures, say)
    if isinstance(target, Hub):
        await _visits(target, effort, figures, say)
    await _room(target, effort, figures, say)
    return figures


async def _cpu_percent(target: Target, seconds: float) -> float:
    cpu, wall = target.server.cpu_s(), time.perf_counter()
    await asyncio.sleep(seconds)
    return 100 * (target.server.cpu_s() - cpu) / (time.perf_counter() - wall)


async def _commands(target: Target, effort: Effort, figures: Figures, say: Callable[[str], None]) -> None:
    say(f"{effort.commands} commands")
    spent = []
    for number in range(effort.commands):
        cpu = target.server.cpu_s()
        await run_command(target, number, "who")
        spent.append(target.server.cpu_s() - cpu)
    figures.who_cpu_ms = 1000 * statistics.median(spent)


async def _logins(target: Target, effort: Effort, figures: Figures, say: Callable[[str], None]) -> None:
    say(f"{effort.logins} logins")
    watch, spent, walls = Watch(), [], []
    await (await log_in(target, 0, watch)).leave()
    for number in range(effort.logins):
        await asyncio.sleep(SETTLE_S)
        cpu, wall = target.server.cpu_s(), time.perf_counter()
        client = await log_in(target, number, watch)
        walls.append(client.last_at - wall)
        await client.quiet(SETTLE_S)
        spent.append(target.server.cpu_s() - cpu)
        await client.leave()
    figures.login_cpu_ms = 1000 * statistics.median(spent)
    figures.login_wall_ms = 1000 * statistics.median(walls)


async def _keys(target: Target, effort: Effort, figures: Figures, say: Callable[[str], None]) -> None:
    say(f"{effort.keys} keys")
    client = await log_in(target, 0, Watch())
    await target.enter_room(client)
    await client.quiet(SETTLE_S)
    waits: list[float] = []
    spent: list[float] = []
    while len(waits) < effort.keys:
        cpu = target.server.cpu_s()
        for place in range(TYPED_BEFORE_CLEARING):
            letter = LETTERS[place % len(LETTERS) :][:1]
            sent = time.perf_counter()
            echoed = client.expect(letter)
            client.send(letter)
            async with asyncio.timeout(5):
                waits.append(await echoed - sent)
        spent.append((target.server.cpu_s() - cpu) / TYPED_BEFORE_CLEARING)
        client.send(b"\x7f" * TYPED_BEFORE_CLEARING)
        await client.quiet(SETTLE_S)
    figures.key_cpu_ms = 1000 * statistics.median(spent)
    figures.echo_p50_ms = 1000 * percentile(waits, 50)
    figures.echo_p99_ms = 1000 * percentile(waits, 99)
    await client.leave()


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


async def _enter(target: Target, number: int, watch: Watch, gate: asyncio.Semaphore) -> Client:
    async with gate:
        client = await log_in(target, number, watch, keep=number in REPLAYED)
        await target.enter_room(client)
        return client


async def _room(target: Target, effort: Effort, figures: Figures, say: Callable[[str], None]) -> None:
    watch, gate = Watch(), asyncio.Semaphore(LOGINS_AT_ONCE)
    room: list[Client] = []
    memory: dict[int, float] = {}
    sent_bytes: list[float] = []
    number = 0
    figures.server_mb = target.server.memory_mb()
    try:
        for size in effort.viewers:
            say(f"a room of {size}")
            room += await asyncio.gather(*(_enter(target, n, watch, gate) for n in range(len(room), size)))
            await quiet_all(room, SETTLE_S)
            memory[size] = target.server.memory_mb()
            before = sum(client.received for client in room[1:])
            cpu = target.server.cpu_s()
            for _ in range(effort.lines):
                number += 1
                room[0].post(f"{mark(number)} a line of a usual length, as people write them in the evening")
                if not await watch.seen_by(number, size):
                    raise RuntimeError(f"{target.name}: a line never reached all {size} screens")
            await quiet_all(room, SETTLE_S)
            figures.cpu_by_viewers[size] = 1000 * (target.server.cpu_s() - cpu) / effort.lines
            sent = sum(client.received for client in room[1:]) - before
            sent_bytes.append(sent / effort.lines / (size - 1))
        figures.line_cpu_ms = slope(figures.cpu_by_viewers)
        figures.line_bytes = statistics.mean(sent_bytes)
        figures.session_mb = slope(memory)
        figures.sessions = len(room)
        await _paced(effort, figures, room, watch, number, say)
        say(f"{len(room)} idle sessions")
        await quiet_all(room, 2)
        busy = await _cpu_percent(target, effort.idle_s)
        figures.idle_percent = max(0.0, busy - (figures.idle_server_percent or 0)) / len(room)
    finally:
        await leave_all(room)


async def _paced(
    effort: Effort,
    figures: Figures,
    room: list[Client],
    watch: Watch,
    number: int,
    say: Callable[[str], None],
) -> None:
    """Post at a steady pace, whether or not the screens keep up, from several people in turn."""
    say(f"{effort.paced_lines} lines, {effort.lines_per_s:g} a second")
    posted: dict[int, float] = {}
    began = time.perf_counter()
    for turn in range(effort.paced_lines):
        await asyncio.sleep(max(0.0, began + turn / effort.lines_per_s - time.perf_counter()))
        number += 1
        posted[number] = time.perf_counter()
        room[turn % WRITERS].post(f"{mark(number)} said at a steady pace by one of four people")
    for each in posted:
        await watch.seen_by(each, len(room), patience_s=10)
    waits = [max(c.seen_at.get(each, began + 1e6) for c in room) - at for each, at in posted.items()]
    figures.all_screens_p50_ms = 1000 * percentile(waits, 50)
    figures.all_screens_p99_ms = 1000 * percentile(waits, 99)
    figures.missing = sum(each not in client.seen_at for client in room for each in posted)
    # People see their own line in their message box first, so only those who did not write are compared.
    orders = {tuple(each for each in client.order if each in posted) for client in room[WRITERS:]}
    figures.in_order = figures.missing == 0 and len(orders) == 1
    shown = [marks_on_screen(client) for client in room[REPLAYED.start : REPLAYED.stop]]
    newest = list(orders.pop())
    figures.screens_right = all(marks and marks == newest[-len(marks) :] for marks in shown)
