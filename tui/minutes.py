"""One minute clock a hub, for every session in it.

A timer in each session would wake the process as often as there are people. Here one timer of the loop puts a piece
of news ("clock", "minute") into the queues of those who listen; each session handles it in its own task.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextvars import Context
from typing import Final
from weakref import WeakSet

from store.bus import Bus, Event

TOPIC: Final = "clock"
MINUTE: Final = Event(TOPIC, "minute")
AT_ONCE: Final = 8
"""Sessions whose clocks go on in the same moment; a drawing of the head costs each about a millisecond."""
EVERY_S: Final = 0.03
"""Seconds until the next ones' do: with 500 sessions the last clock is two seconds late."""
_ticking: WeakSet[Bus] = WeakSet()


def keep_minutes(bus: Bus, clock: Callable[[], int]) -> None:
    """See that the topic "clock" gets its news each full minute for as long as somebody listens.

    Args:
        bus: The hub's bus; has one timer however often this is called.
        clock: The hub's clock, epoch milliseconds UTC.
    """
    if bus not in _ticking:
        _ticking.add(bus)
        _arm(bus, clock)


def _arm(bus: Bus, clock: Callable[[], int]) -> None:
    delay_s = (60_000 - clock() % 60_000) / 1000
    # An empty context, or the timer would keep the first session's app alive and look like it.
    asyncio.get_running_loop().call_later(delay_s, _tick, bus, clock, context=Context())


def _tick(bus: Bus, clock: Callable[[], int]) -> None:
    if bus.listeners(TOPIC) == 0:
        _ticking.discard(bus)
        return
    bus.publish_in_turns(MINUTE, at_once=AT_ONCE, every_s=EVERY_S)
    _arm(bus, clock)
