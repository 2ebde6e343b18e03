"""When the garbage collector looks at everything: seldom, and not while people come in.

A full collection (CPython's third generation) walks every object of every session that is there: half a second with a
hundred of them, in which nobody's key is answered. Left to itself it runs again and again while sessions come. Ended
sessions are the only garbage that needs it, so it runs when enough of them have gathered, and otherwise never.
"""

from __future__ import annotations

import gc
import logging
import time
from typing import Final

log = logging.getLogger("porchlight.door")

YOUNG: Final = 20_000
"""Objects made before the first generation is looked at: such a look takes well under a millisecond."""

MIDDLE: Final = 20
"""Looks at the first generation before the second is looked at as well."""

NEVER: Final = 1_000_000_000
"""Looks at the second generation before a full collection by itself."""

APP_WEIGHS: Final = 10
"""What an app leaves (0.3 MB), in connections without one."""

FEWEST: Final = 300
"""Connections, or what weighs as much, whose remains gather at least before everything is looked at: 10 MB. The look
walks through the remains as well, so that fewer of them also make it shorter."""


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
        if self.remains >= max(FEWEST, self.here * APP_WEIGHS):
            self.remains = 0
            begun = time.perf_counter()
            gc.collect()
            log.info("door.collected in_ms=%d", (time.perf_counter() - begun) * 1000)
