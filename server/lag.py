"""How long the loop lets a key wait: a sampler that is off unless it is asked for, for measuring a serving hub.

With PORCHLIGHT_LOOP_LAG=1 in its environment a hub looks 50 times a second how late the loop is, and on each SIGUSR1
logs what it has found since the last one: `loop.lag n=500 p50_ms=0.2 p99_ms=4.1 max_ms=9.8 work_max_ms=9.1`. The last
is the most CPU that the loop's own thread used from one look to the next: unlike lateness, nothing else that runs on the
machine adds to it. Without the setting there is neither a timer nor a handler.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import time
from typing import Any, Final

log = logging.getLogger("porchlight.door")

ASKED_FOR_BY: Final = "PORCHLIGHT_LOOP_LAG"
EVERY_S: Final = 0.02
KEPT: Final = 100_000
"""Samples kept at most: half an hour; from then on the oldest half is forgotten."""


class LagSampler:
    """Samples how much later than asked for the running loop comes."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._late_ms: list[float] = []
        self._due = 0.0
        self._used_s = 0.0
        self._most_work_ms = 0.0
        self._handle: Any = None

    def start(self) -> None:
        """Begin, and listen for SIGUSR1."""
        self._loop.add_signal_handler(signal.SIGUSR1, self.tell)
        self._wait()

    def stop(self) -> None:
        """End; safe to call twice."""
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None
            self._loop.remove_signal_handler(signal.SIGUSR1)

    def tell(self) -> None:
        """Log what was found, and begin anew."""
        found, self._late_ms = sorted(self._late_ms), []
        worked_ms, self._most_work_ms = self._most_work_ms, 0.0
        if found:
            log.info(
                "loop.lag n=%d p50_ms=%.3f p99_ms=%.3f max_ms=%.3f work_max_ms=%.3f",
                len(found),
                found[len(found) // 2],
                found[min(len(found) - 1, len(found) * 99 // 100)],
                found[-1],
                worked_ms,
            )

    def _wait(self) -> None:
        self._used_s = time.thread_time()
        self._due = self._loop.time() + EVERY_S
        self._handle = self._loop.call_at(self._due, self._look)

    def _look(self) -> None:
        self._late_ms.append(1000 * max(0.0, self._loop.time() - self._due))
        self._most_work_ms = max(self._most_work_ms, 1000 * (time.thread_time() - self._used_s))
        if len(self._late_ms) > KEPT:
            del self._late_ms[: KEPT // 2]
        self._wait()


def sampler_if_asked_for(loop: asyncio.AbstractEventLoop) -> LagSampler | None:
    """A sampler that has begun, where the environment asks for one; None otherwise."""
    if os.environ.get(ASKED_FOR_BY) != "1":
        return None
    sampler = LagSampler(loop)
    sampler.start()
    return sampler
