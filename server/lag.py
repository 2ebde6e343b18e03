"""How long the loop lets a key wait: a sampler that is off unless it is asked for, for measuring a serving hub.

With PORCHLIGHT_LOOP_LAG=1 in its environment a hub looks 50 times a second how late the loop is, and on each SIGUSR1
logs what it has found since the last one, and on SIGUSR2 rests until then, so as not to be in what is measured:

    loop.lag n=500 p50_ms=0.2 p99_ms=4.1 max_ms=9.8 work_max_ms=9.1 gc_max_ms=2.0

The last two are the most CPU that the loop's own thread used from one look to the next, and the most of one garbage
collection: unlike lateness, nothing else that runs on the machine adds to them. Without the setting there is neither a
timer nor a handler.
"""

from __future__ import annotations

import asyncio
import gc
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
        self._collecting_since_s = 0.0
        self._most_collecting_ms = 0.0
        self._handle: Any = None

    def start(self) -> None:
        """Begin, and listen for SIGUSR1 and SIGUSR2."""
        self._loop.add_signal_handler(signal.SIGUSR1, self.tell)
        self._loop.add_signal_handler(signal.SIGUSR2, self.rest)
        gc.callbacks.append(self._collected)
        self._wait()

    def stop(self) -> None:
        """End; safe to call twice."""
        self.rest()
        if self._collected in gc.callbacks:
            self._loop.remove_signal_handler(signal.SIGUSR1)
            self._loop.remove_signal_handler(signal.SIGUSR2)
            gc.callbacks.remove(self._collected)

    def rest(self) -> None:
        """Look no more until `tell` is called."""
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None

    def tell(self) -> None:
        """Log what was found, and begin anew."""
        found, self._late_ms = sorted(self._late_ms), []
        worked_ms, self._most_work_ms = self._most_work_ms, 0.0
        collected_ms, self._most_collecting_ms = self._most_collecting_ms, 0.0
        if self._handle is None:
            self._wait()
        if found:
            log.info(
                "loop.lag n=%d p50_ms=%.3f p99_ms=%.3f max_ms=%.3f work_max_ms=%.3f gc_max_ms=%.3f",
                len(found),
                found[len(found) // 2],
                found[min(len(found) - 1, len(found) * 99 // 100)],
                found[-1],
                worked_ms,
                collected_ms,
            )

    def _collected(self, phase: str, _: dict[str, int]) -> None:
        now_s = time.thread_time()
        if phase == "start":
            self._collecting_since_s = now_s
        else:
            took_ms = 1000 * (now_s - self._collecting_since_s)
            self._most_collecting_ms = max(self._most_collecting_ms, took_ms)

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
