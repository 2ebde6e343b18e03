"""Finds a command, parses its words, runs it, and gives the exit status."""

from __future__ import annotations

import argparse
import difflib
import logging
import math
import re
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Final, NoReturn, Protocol
from zoneinfo import ZoneInfo

from server.commands import words
from server.output import Output
from store import members
from store.errors import HubError, NotFound, RateLimited
from store.hub import Hub
from store.operations import Actor
from store.policy import Capability
from store.text import cut_cells, printable

log = logging.getLogger("porchlight.commands")

DONE: Final = 0
REFUSED: Final = 1
WRONG_USAGE: Final = 2
NOT_FOUND: Final = 3
RATE_LIMITED: Final = 4

LONGEST_LINE: Final = 64 * 1024
"""Characters of a command line that are looked at."""


LONGEST_COMPLAINT: Final = 200
"""Cells of what is said about words that make no sense: they may be repeated in it."""

MOST_OPTIONS: Final = 100
"""Words that begin with a dash on one line: the parser's time grows with their square."""


class Stdin(Protocol):
    """What the client sends on standard input."""

    async def read(self, limit: int) -> str:
        """Everything up to the end, `limit` characters at most."""
        ...

    async def read_line(self, limit: int) -> str | None:
        """One line without its end, `limit` characters at most; None when there is no more."""
        ...

    @property
    def typing(self) -> bool:
        """A line was begun and not entered yet, as far as can be known from here."""
        ...


Pace = Callable[[], float]
"""Counts one command of the member who acts; answers 0.0, or the seconds until the next one is taken."""

_NO_NUMBER: Final = re.compile(r"argument (\S+): invalid int value: .*")
"""What argparse says of a word that should be a number."""


class WrongUsage(Exception):
    """The words of a command do not make sense together; the message says which."""


class Helped(Exception):
    """The help of a command was asked for, whatever else stands on the line."""


class _Help(argparse.Action):
    """--help and -h."""

    def __call__(self, *_: object, **__: object) -> NoReturn:
        raise Helped


class Parser(argparse.ArgumentParser):
    """An argument parser that neither prints nor exits."""

    def error(self, message: str) -> NoReturn:
        """Refuse, in one sentence."""
        raise WrongUsage(
            cut_cells(printable(_NO_NUMBER.sub(r"\1 takes a number", message)), LONGEST_COMPLAINT)
        )

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        """Never leaves the process: help is asked for with --help."""
        raise Helped


@dataclass(frozen=True, slots=True)
class Invocation:
    """One command as it runs."""

    hub: Hub
    actor: Actor
    line: str
    """The whole line, for the words whose spacing matters."""
    stdin: Stdin
    output: Output
    arguments: argparse.Namespace
    pace: Pace

    @property
    def as_json(self) -> bool:
        """Whether --json was given."""
        return bool(self.arguments.json)

    async def zone(self) -> tzinfo:
        """The time zone of whoever asks."""
        return ZoneInfo((await self.hub.do(self.actor, members.me)).time_zone)

    def verbatim(self, given: list[words.Word]) -> str:
        """Some words with the white space between them as typed."""
        return words.verbatim(self.line, given)

    async def text(self, given: list[words.Word], *, chars: int | None = None) -> str:
        """The text on the line, or the whole of standard input where there is none.

        More than may be said is read, so that the operation can say that it is too long.

        Args:
            given: The words on the line.
            chars: How many characters may be said; None: as many as a message has.
        """
        if given:
            return self.verbatim(given)
        return await self.stdin.read((chars or self.hub.config.limits.message_chars) * 2)

    @staticmethod
    def nonce() -> str:
        """A name for one write."""
        return secrets.token_hex(8)


Run = Callable[[Invocation], Awaitable[int]]


@dataclass(frozen=True, slots=True)
class Command:
    """One command, declared once."""

    name: str
    summary: str
    """One line for `help`."""
    usage: str
    """The words after the name."""
    run: Run
    arguments: Callable[[Parser], None] = field(default=lambda parser: None)
    """Declares the words to the parser."""
    for_guests: bool = False
    """Works without an account."""
    details: str = ""
    """More lines for `help NAME`."""
    needs: Capability | None = None
    """`help` lists it for those alone whose role has this; None: for everybody."""

    def parser(self) -> Parser:
        """The parser of its words; --json and --help belong to every command."""
        parser = Parser(prog=self.name, add_help=False, allow_abbrev=False)
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--help", "-h", action=_Help, nargs=0)
        self.arguments(parser)
        return parser


def text_argument(parser: Parser, name: str = "text") -> None:
    """Declare free text to the end of the line."""
    parser.add_argument(name, nargs="*", type=keep)


def keep(word: str) -> str:
    """A word as it is: argparse would make a plain `str` of it, and lose where it stood."""
    return word


def command_names() -> tuple[str, ...]:
    """The names of all commands, in the order of the help."""
    from server.commands.registry import COMMANDS

    return tuple(COMMANDS)


def unhurried() -> float:
    """The pace of those who are not counted."""
    return 0.0


async def run(
    hub: Hub, actor: Actor, line: str, *, stdin: Stdin, output: Output, pace: Pace = unhurried
) -> int:
    """Run one command line as an actor.

    Args:
        hub: The hub.
        actor: Whose rights it has.
        line: What the client gave, as one string.
        stdin: The client's standard input.
        output: Where to write.
        pace: For what runs further commands; the first one has been counted.

    Returns:
        The exit status: 0 done, 1 refused or failed, 2 wrong usage, 3 not found, 4 rate-limited.
    """
    from server.commands.registry import COMMANDS

    line = line[:LONGEST_LINE]
    given = words.split(line)
    name = str(given[0]).lower() if given else "help"
    command = COMMANDS.get(name)
    if command is None:
        near = difflib.get_close_matches(name, COMMANDS, n=1)
        output.error(
            f"There is no command of that name{f'; did you mean {near[0]}?' if near else '.'} `help` lists them all."
        )
        return WRONG_USAGE
    if actor.kind != "member" and not command.for_guests:
        output.error("That needs an account.")
        return REFUSED
    parser = command.parser()
    try:
        if sum(word.startswith("-") and word != "-" for word in given) > MOST_OPTIONS:
            raise WrongUsage(
                "that is more options than there are; text with many dashes is best sent on standard input"
            )
        arguments = parser.parse_intermixed_args(list(given[1:]))
        return await command.run(Invocation(hub, actor, line, stdin, output, arguments, pace))
    except Helped:
        explain(command, output)
        return DONE
    except WrongUsage as error:
        output.error(f"{name}: {error}. Usage: {name} {command.usage}".rstrip())
        return WRONG_USAGE
    except NotFound as error:
        output.error(str(error))
        return NOT_FOUND
    except RateLimited as error:
        output.error(f"{error} Try again in {span(error.retry_after_s)}.")
        return RATE_LIMITED
    except HubError as error:
        output.error(str(error))
        return REFUSED


def span(seconds: float) -> str:
    """How long to wait, as people say it: "40 s", "12 min", "5 h"."""
    if seconds < 120:
        return f"{max(1, round(seconds))} s"
    return f"{math.ceil(seconds / 60)} min" if seconds < 7200 else f"{math.ceil(seconds / 3600)} h"


def explain(command: Command, output: Output) -> None:
    """Write the help of one command."""
    output.line(f"{command.name} {command.usage}".rstrip())
    output.line(f"    {command.summary}")
    for each in command.details.splitlines():
        output.line(f"    {each}")
