"""A real hub on a real file, with a clock that stands still until a test moves it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from store import circles, members
from store.circles import CircleKind, Visibility
from store.config import Config
from store.hub import Hub
from store.operations import SYSTEM, Actor
from store.policy import Role

START = 1_795_370_520_000
"""Sunday 22 November 2026, 18:02 UTC."""


class StillClock:
    """A clock that moves only when told to."""

    def __init__(self, now: int = START) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now

    def advance(self, milliseconds: int) -> None:
        """Let time pass."""
        self.now += milliseconds


@dataclass
class House:
    """A hub with a few people in it: ada and theo share the garden, mira is in the attic alone with max."""

    hub: Hub
    clock: StillClock
    ids: dict[str, int]

    def __getitem__(self, handle: str) -> Actor:
        return Actor.of(self.ids[handle])


@pytest.fixture
def clock() -> StillClock:
    """Sunday evening."""
    return StillClock()


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """The defaults, in a folder of the test's own."""
    return Config.at(tmp_path / "hub")


@pytest.fixture
async def hub(config: Config, clock: StillClock) -> AsyncIterator[Hub]:
    """An empty hub."""
    opened = await Hub.open(config, clock=clock)
    yield opened
    await opened.close()


@pytest.fixture
async def house(hub: Hub, clock: StillClock) -> House:
    """A hub with people of every role, an open, an ask and a hidden circle."""
    await hub.do(
        SYSTEM,
        circles.create,
        name="garden",
        title="Garden",
        kind=CircleKind.INTEREST,
        visibility=Visibility.OPEN,
    )
    await hub.do(
        SYSTEM,
        circles.create,
        name="cohort",
        title="Cohort 7",
        kind=CircleKind.COHORT,
        visibility=Visibility.ASK,
    )
    await hub.do(
        SYSTEM,
        circles.create,
        name="attic",
        title="Attic",
        kind=CircleKind.AFFINITY,
        visibility=Visibility.HIDDEN,
    )
    ids = {}
    for handle, role, names in (
        ("ada", Role.PARTICIPANT, ("garden",)),
        ("theo", Role.PARTICIPANT, ("garden", "cohort")),
        ("uma", Role.ALUM, ("cohort",)),
        ("sam", Role.SUPPORTER, ()),
        ("max", Role.MENTOR, ("attic",)),
        ("mira", Role.PARTICIPANT, ("attic",)),
        ("fay", Role.FACILITATOR, ()),
        ("hana", Role.HOST, ()),
    ):
        ids[handle] = await hub.do(SYSTEM, members.add, handle=handle, role=role, circle_names=names)
        await hub.do(Actor.of(ids[handle]), members.acknowledge_rules, version=hub.config.rules.version)
    return House(hub, clock, ids)
