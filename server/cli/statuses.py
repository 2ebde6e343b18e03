"""How a command of the host ends: its exit status, and the error that says a command was typed wrongly."""

from __future__ import annotations

from typing import Final

from store.errors import HubError, NotFound, RateLimited

DONE: Final = 0
REFUSED: Final = 1
WRONG_USAGE: Final = 2
NOT_FOUND: Final = 3
RATE_LIMITED: Final = 4
INTERRUPTED: Final = 130
"""What shells expect after Ctrl+C."""


class WrongUsage(Exception):
    """The command was typed in a way that makes no sense; the message is one sentence that says how it does."""


def status_of(error: HubError) -> int:
    """The exit status that an error of the hub ends a command with."""
    match error:
        case NotFound():
            return NOT_FOUND
        case RateLimited():
            return RATE_LIMITED
        case _:
            return REFUSED
