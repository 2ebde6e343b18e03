"""Commands over SSH: the same operations as the app's, as text for people and JSON for programs.

One file a command. `run` is the way in: it finds the command, parses its words, runs it as the actor, and turns what
went wrong into one line on standard error and an exit status.
"""

from __future__ import annotations

from server.commands.dispatch import (
    DONE,
    NOT_FOUND,
    RATE_LIMITED,
    REFUSED,
    WRONG_USAGE,
    Invocation,
    Stdin,
    command_names,
    run,
)

__all__ = [
    "DONE",
    "NOT_FOUND",
    "RATE_LIMITED",
    "REFUSED",
    "WRONG_USAGE",
    "Invocation",
    "Stdin",
    "command_names",
    "run",
]
