"""What `porchlight bench` says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from server.bench.capacity import Capacity, Machine, Measured

NEEDS_LINUX: Final = "The bench asks Linux what a process uses; on this system it has nobody to ask."
MAKING: Final = "a private hub, with nobody in it yet"
COMING_IN: Final = "people come in"
TYPING: Final = "somebody types"
CHANGING: Final = "somebody looks around"
BEGINS: Final = "This takes about a minute. The hub is a private one; yours is not touched."
FREE_LIMIT: Final = {"processor": "the processor", "memory": "memory"}


def talking(people: int) -> str:
    """What is being done."""
    return f"{people} people in a room"


def failed(kind: str) -> str:
    """Why there are no figures."""
    return f"The private hub could not be measured ({kind}). Try again when the machine has less to do."


def people(number: int) -> str:
    """A number of people."""
    return "nobody" if number == 0 else "one person" if number == 1 else f"about {number:,} people"


def told(machine: Machine, measured: Measured, capacity: Capacity, *, busy: bool) -> list[str]:
    """What was found, in plain sentences, a line each."""
    cores = "one core" if machine.cores == 1 else f"{machine.cores} cores"
    lines = [
        f"{machine.processor}, {cores}, {machine.memory_mb / 1024:.1f} GiB of memory free.",
        "",
        f"On a usual evening    {people(capacity.evening)} at once",
        "                      in rooms of 25, a line a minute each, looking around now and then;",
        f"                      {FREE_LIMIT[capacity.limited_by]} is what ends first",
        f"In one busy room      {people(capacity.room)}",
        "                      with five lines a second, more than anybody can read",
        f"Memory                {measured.session_mb:.1f} MiB for each person,"
        f" and {measured.hub_mb:.0f} MiB for the hub",
        f"Coming in             {capacity.logins_per_s:.0f} people a second",
        f"A letter typed        is on the screen after {measured.echo_p50_ms:.1f} ms,"
        f" nearly always within {measured.echo_p99_ms:.0f} ms",
        "",
        "It is reckoned up from what a few dozen people cost here; take it as a guide. A hub serves everybody on one",
        "core: a faster core helps, more of them leave room for everything else.",
    ]
    if busy:
        lines.append("Something else kept this machine busy meanwhile: it can hold more than this.")
    return lines
