"""The people and places of the sample community, as `members.toml`, `rooms.toml` and `slots.toml` describe them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

SAMPLE_MEMBERS: Final = ("ada", "theo", "uma", "sam", "max", "fay", "hana")
"""The members one can walk in as."""

PEERS: Final = frozenset({"participant", "alum"})
STAFF: Final = frozenset({"mentor", "facilitator", "host"})


@dataclass(frozen=True, slots=True)
class Person:
    """One invented member."""

    handle: str
    name: str
    role: str
    pronouns: str
    zone: str
    """An IANA name, or "home": where the demo runs."""
    circles: Mapping[str, bool]
    """Names of circles, and whether they lead it."""
    tags: frozenset[str]
    """What scenes ask for: role, group of roles, and what they are or have."""
    facts: Mapping[str, str]
    """Names of their animals: {"dog": "Pepper"}."""
    talk: float
    """How often they speak; 1 is usual."""

    def fits(self, wanted: str) -> bool:
        """Whether they can play a part: "mentor", "dog", "@theo", or "" for anybody."""
        if wanted.startswith("@"):
            return self.handle == wanted[1:]
        return not wanted or wanted in self.tags


@dataclass(frozen=True, slots=True)
class Place:
    """A room of a circle."""

    name: str
    title: str
    topic: str
    tones: tuple[str, ...]
    """The scene files that are played here."""
    a_day: float
    """Scenes on a usual day."""
    today: int
    """Scenes that the day which is not over yet has had, before `last`."""
    last: str
    """A tone whose scenes are played at the very end, in their order; "": none."""


@dataclass(frozen=True, slots=True)
class Ring:
    """A circle and its rooms."""

    name: str
    title: str
    kind: str
    visibility: str
    description: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Tie:
    """Two who write to each other."""

    between: tuple[str, str]
    scenes: int
    unread: str
    """Who has not read the end of it yet; "": both have."""


@cache
def people() -> tuple[Person, ...]:
    """Everybody, in a fixed order."""
    return tuple(_person(entry) for entry in table("members.toml")["member"])


def _person(entry: dict[str, Any]) -> Person:
    role = entry["role"]
    groups = {role}
    if role in PEERS:
        groups.add("peer")
    if role in STAFF:
        groups.add("staff")
    return Person(
        handle=entry["handle"],
        name=entry["name"],
        role=role,
        pronouns=entry["pronouns"],
        zone=entry["zone"],
        circles={name.rstrip("*"): name.endswith("*") for name in entry["circles"]},
        tags=frozenset(entry["tags"]) | groups,
        facts={key: value for key, value in entry.items() if key in {"dog", "cat"}},
        talk=float(entry["talk"]),
    )


@cache
def rings() -> tuple[Ring, ...]:
    """The circles and their rooms."""
    return tuple(
        Ring(
            name=entry["name"],
            title=entry["title"],
            kind=entry["kind"],
            visibility=entry["visibility"],
            description=entry["description"],
            places=tuple(
                Place(
                    name=room["name"],
                    title=room["title"],
                    topic=room["topic"],
                    tones=tuple(room["tones"]),
                    a_day=float(room["a_day"]),
                    today=room["today"],
                    last=room.get("last", ""),
                )
                for room in entry["room"]
            ),
        )
        for entry in table("rooms.toml")["circle"]
    )


@cache
def ties() -> tuple[Tie, ...]:
    """Who writes to whom."""
    return tuple(
        Tie((entry["between"][0], entry["between"][1]), entry["scenes"], entry.get("unread", ""))
        for entry in table("rooms.toml")["direct"]
    )


@cache
def slots() -> Mapping[str, tuple[str, ...]]:
    """The words that open places in a scene can become."""
    return {name: tuple(words) for name, words in table("slots.toml").items()}


def table(name: str) -> dict[str, Any]:
    """One of the files beside this module."""
    return tomllib.loads(resources.files(__package__).joinpath(name).read_text(encoding="utf-8"))
