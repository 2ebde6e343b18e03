"""Asking the host for what must not stand in a command line: passwords at a masked prompt or from standard input."""

from __future__ import annotations

import getpass
import sys
from typing import Final

from server.cli.statuses import WrongUsage
from store.errors import Denied

LONGEST_INPUT: Final = 16_384
"""Characters read from standard input at most."""


def new_password(whose: str) -> str:
    """A new password: typed twice at a masked prompt, or the first line of standard input.

    Args:
        whose: The handle it is for.

    Raises:
        WrongUsage: Standard input holds none, or the two differ.
    """
    if not sys.stdin.isatty():
        line = sys.stdin.readline(LONGEST_INPUT).removesuffix("\n").removesuffix("\r")
        if not line:
            raise WrongUsage("Standard input should hold the password, on one line.")
        return line
    first = getpass.getpass(f"New password for {whose}: ")
    if getpass.getpass("The same again: ") != first:
        raise WrongUsage("The two were not the same; nothing was changed.")
    return first


def confirm(handle: str, *, yes: bool) -> None:
    """Have a person type a handle before something that cannot be undone.

    Args:
        handle: What has to be typed.
        yes: They have said so on the command line already.

    Raises:
        WrongUsage: There is nobody to ask.
        Denied: They typed something else.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise WrongUsage("This cannot be undone: add --yes to do it without being asked.")
    sys.stdout.write(f"This cannot be undone. Type {handle} to go on: ")
    sys.stdout.flush()
    if (
        sys.stdin.readline(LONGEST_INPUT).strip().removeprefix("@").lower()
        != handle.removeprefix("@").lower()
    ):
        raise Denied("That was not the handle; nothing was changed.")


def choose(question: str, choices: list[str]) -> str:
    """Have a person pick one of a few names.

    Args:
        question: What is asked.
        choices: What can be answered; there is at least one.

    Raises:
        WrongUsage: There is nobody to ask.
        Denied: They typed something else.
    """
    if not sys.stdin.isatty():
        raise WrongUsage(f"Say which with --as: {', '.join(choices)}.")
    sys.stdout.write(f"{question} ({', '.join(choices)}) ")
    sys.stdout.flush()
    answer = sys.stdin.readline(LONGEST_INPUT).strip().removeprefix("@").lower()
    if answer not in choices:
        raise Denied("That is none of them; nothing was opened.")
    return answer
