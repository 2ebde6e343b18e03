"""The clock of a hub that is being tried out: the machine's own, moved by what a file says.

A hub keeps appointments over days; nobody who tries one out, by hand or in a test, can wait for them. Where the
environment names a file in PORCHLIGHT_CLOCK_FILE, the hub's time is the machine's time and as many milliseconds more as
stand in the file; it is read each time somebody asks, so time can be moved while the hub serves. Without the variable,
which is how hubs are served, the machine's clock is used and no file is ever looked at.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from store.hub import Clock, system_clock

VARIABLE: Final = "PORCHLIGHT_CLOCK_FILE"

log = logging.getLogger("porchlight")


def clock_of(environment: Mapping[str, str]) -> Clock:
    """The clock that a hub's process goes by.

    Args:
        environment: The process's variables.

    Returns:
        Answers epoch milliseconds UTC. A file that is not there, or holds no whole number, moves nothing.
    """
    name = environment.get(VARIABLE, "")
    if not name:
        return system_clock
    path = Path(name)
    log.warning("clock.moved by the file that %s names; this is for trying a hub out", VARIABLE)

    def moved() -> int:
        return system_clock() + _milliseconds(path)

    return moved


def _milliseconds(path: Path) -> int:
    try:
        return int(path.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0
