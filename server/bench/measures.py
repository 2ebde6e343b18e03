"""What is measured over a stretch of time, and the few sums that are done with it."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from server.bench.clients import Client, Watch, mark
from server.bench.processes import ServerProcess

SATURATED_PERCENT: Final = 85.0
"""CPU of the load's own process from which on it may be what is slow, and not the hub."""

PIECE_S: Final = 2.0
MOST_PIECES: Final = 30
LETTERS: Final = b"abcdefghijklmnopqrstuvwxyz"
TYPED_BEFORE_CLEARING: Final = 40
ECHO_PATIENCE_S: Final = 20.0
EXCUSED_S: Final = 5.0
"""What was posted longer ago has arrived, or is late whatever somebody does."""


def percentile(values: Sequence[float], per_cent: float) -> float:
    """The nearest-rank percentile; NaN of nothing."""
    if not values:
        return float("nan")
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(per_cent / 100 * (len(ordered) - 1)))]


def slope(points: Mapping[int, float]) -> float:
    """The least-squares slope of values over sizes."""
    return statistics.linear_regression(list(points), list(points.values())).slope


@dataclass(frozen=True, slots=True)
class Spent:
    """What a stretch of time took."""

    wall_s: float
    server_s: float
    """CPU seconds of the server, all threads."""
    load_s: float
    """CPU seconds of this process."""

    @property
    def server_percent(self) -> float:
        """Per cent of one core that the server used."""
        return 100 * self.server_s / self.wall_s

    @property
    def load_percent(self) -> float:
        """Per cent of one core that this process used; near 100 it is the bottleneck itself."""
        return 100 * self.load_s / self.wall_s


class Meter:
    """Counts from when it is made."""

    def __init__(self, server: ServerProcess) -> None:
        self._server = server
        self._wall, self._cpu, self._own = time.perf_counter(), server.cpu_s(), time.process_time()

    def spent(self) -> Spent:
        """What has been used since then."""
        return Spent(
            time.perf_counter() - self._wall,
            self._server.cpu_s() - self._cpu,
            time.process_time() - self._own,
        )


async def at_rest(servers: Sequence[ServerProcess], below_percent: float) -> None:
    """Wait until servers have nothing left to do of what was before, or not any longer than a minute.

    Args:
        servers: Each of them.
        below_percent: Per cent of a core, over two seconds, below which one is at rest.
    """
    for _ in range(MOST_PIECES):
        meters = [Meter(server) for server in servers]
        await asyncio.sleep(PIECE_S)
        if all(meter.spent().server_percent < below_percent for meter in meters):
            return


class Typist:
    """Types letters one by one into a session's message box and notes how long each takes to come back."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._typed = 0
        self.waits_s: list[float] = []

    async def key(self) -> None:
        """Type one letter and wait until it is drawn; now and then take all of them out again."""
        client = self._client
        if self._typed == TYPED_BEFORE_CLEARING:
            await self.clear()
        letter = LETTERS[self._typed % len(LETTERS) :][:1]
        self._typed += 1
        sent = time.perf_counter()
        echoed = client.expect(letter)
        client.send(letter)
        try:
            async with asyncio.timeout(ECHO_PATIENCE_S):
                self.waits_s.append(await echoed - sent)
        except TimeoutError:
            self.waits_s.append(ECHO_PATIENCE_S)

    async def clear(self) -> None:
        """Take out what was typed, so that no draft of it stays."""
        self._client.send(b"\x7f" * TYPED_BEFORE_CLEARING)
        await self._client.quiet(0.3, 3)
        self._typed = 0

    async def type_until(self, ends_at: float, every_s: float) -> None:
        """Type at a pace until a moment by `time.perf_counter`."""
        while time.perf_counter() < ends_at:
            await self.key()
            await asyncio.sleep(every_s)


class Lines:
    """Lines posted by several people, each with a mark, and when they were on which screen."""

    def __init__(self, watch: Watch, first: int = 1) -> None:
        self.watch = watch
        self.posted: dict[int, float] = {}
        self.seen_by: dict[int, Sequence[Client]] = {}
        self._next = first

    def post(self, author: Client, viewers: Sequence[Client]) -> int:
        """Post a line that these viewers are to see; returns its number."""
        number = self._next
        self._next += 1
        self.posted[number] = time.perf_counter()
        self.seen_by[number] = viewers
        author.post(f"{mark(number)} said in the course of an evening")
        return number

    async def arrived(self, patience_s: float = 10) -> None:
        """Wait until everybody has seen everything, or not any longer."""
        deadline = time.perf_counter() + patience_s
        for number, viewers in self.seen_by.items():
            await self.watch.seen_by(number, len(viewers), max(0.0, deadline - time.perf_counter()))
        # Others may have seen a line as well; those that count are these.
        while self.missing() and time.perf_counter() < deadline:  # noqa: ASYNC110 - several events at once
            await asyncio.sleep(0.02)

    def waits_s(self, viewers: Sequence[Client] | None = None) -> list[float]:
        """For each line the time until the last of its viewers saw it; of some viewers only, when given."""
        return [
            max(client.seen_at.get(number, at + 1e3) for client in (viewers or self.seen_by[number])) - at
            for number, at in self.posted.items()
            if self.seen_by[number]
        ]

    def excuse(self, client: Client) -> None:
        """Somebody looks away now: what is on its way to them is not waited for."""
        for number, at in reversed(self.posted.items()):
            if time.perf_counter() - at > EXCUSED_S:
                break
            if number not in client.seen_at:
                self.seen_by[number] = [one for one in self.seen_by[number] if one is not client]

    def missing(self) -> int:
        """Lines that some viewer never got, added up over the viewers."""
        return sum(number not in client.seen_at for number in self.posted for client in self.seen_by[number])

    async def steadily(
        self, authors: Sequence[Client], viewers: Sequence[Client], per_s: float, seconds: float
    ) -> None:
        """Post at a pace for a while, the authors in turn, whether or not the screens keep up."""
        began = time.perf_counter()
        for turn in range(round(per_s * seconds)):
            await asyncio.sleep(max(0.0, began + turn / per_s - time.perf_counter()))
            self.post(authors[turn % len(authors)], viewers)
