"""When the garbage collector looks at what: little at a time while people are there, everything nearly never.

A full collection (CPython's third generation) walks every object of every session that is there: seconds with hundreds
of them, in which nobody's key is answered; and one of the second generation walks whatever was made since the last one.
What ends here is freed by itself, without a collection (`tui/letting_go.py` and the connection's own ending); what
the collector still has to find is young, or a few kilobytes a visit. So the young are looked at often and in small
portions, and everything when much has gathered, or nobody is there to wait.
"""

from __future__ import annotations

import gc
import logging
import time
from typing import Final

log = logging.getLogger("porchlight.door")

YOUNG: Final = 2_000
"""Objects made before the first generation is looked at: a look takes a few milliseconds at most."""

MIDDLE: Final = 2
"""Looks at the first generation before the second is looked at as well."""

NEVER: Final = 1_000_000_000
"""Looks at the second generation before a full collection by itself."""

APP_WEIGHS: Final = 10
"""What an app leaves (about 5 KB), in connections without one."""

FEWEST: Final = 300
"""Connections, or what weighs as much, whose remains gather at least before everything is looked at."""

HELD_UP: Final = 100
"""Connections more that have to have ended for each app that is there and would be held up."""


class Collector:
    """Counts sessions, and collects what the ended ones left."""

    def __init__(self) -> None:
        self._before = gc.get_threshold()
        self.here = 0
        """Apps that are there: what a look at everything has to walk through."""
        self.remains = 0
        """What has ended since everything was last looked at, in connections."""

    def start(self) -> None:
        """Take over; what the program itself consists of is never looked at again."""
        gc.collect()
        gc.freeze()
        gc.set_threshold(YOUNG, MIDDLE, NEVER)

    def stop(self) -> None:
        """Give collecting back to the interpreter."""
        gc.set_threshold(*self._before)
        gc.unfreeze()

    def app_began(self) -> None:
        """A session's app began."""
        self.here += 1

    def app_ended(self) -> None:
        """A session's app ended."""
        self.here -= 1
        self._gather(APP_WEIGHS)

    def connection_ended(self) -> None:
        """A connection ended, whatever came of it."""
        self._gather(1)

    def _gather(self, weight: int) -> None:
        """Look at everything when enough has gathered, counted against those whom it holds up."""
        self.remains += weight
        if self.remains >= FEWEST + self.here * HELD_UP:
            self.remains = 0
            begun = time.perf_counter()
            gc.collect()
            log.info("door.collected in_ms=%d", (time.perf_counter() - begun) * 1000)
