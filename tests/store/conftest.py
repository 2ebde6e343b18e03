"""A real hub on a real file, with a clock that stands still until a test moves it."""

from __future__ import annotations

import asyncio
import shutil
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


PEOPLE = (
    ("ada", Role.PARTICIPANT, ("garden",)),
    ("theo", Role.PARTICIPANT, ("garden", "cohort")),
    ("uma", Role.ALUM, ("cohort",)),
    ("sam", Role.SUPPORTER, ()),
    ("max", Role.MENTOR, ("attic",)),
    ("mira", Role.PARTICIPANT, ("attic",)),
    ("fay", Role.FACILITATOR, ()),
    ("hana", Role.HOST, ()),
)


async def furnish(hub: Hub) -> None:
    """Let people of every role in, and make an open, an ask and a hidden circle."""
    for name, title, kind, visibility in (
        ("garden", "Garden", CircleKind.INTEREST, Visibility.OPEN),
        ("cohort", "Cohort 7", CircleKind.COHORT, Visibility.ASK),
        ("attic", "Attic", CircleKind.AFFINITY, Visibility.HIDDEN),
    ):
        await hub.do(SYSTEM, circles.create, name=name, title=title, kind=kind, visibility=visibility)
    for handle, role, names in PEOPLE:
        member = await hub.do(SYSTEM, members.add, handle=handle, role=role, circle_names=names)
        await hub.do(Actor.of(member), members.acknowledge_rules, version=hub.config.rules.version)


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of a house with the defaults: a copy of it is there three times as fast as one built anew.

    It is taken before the hub closes, which would note how full its tables are: plans are tested without that.
    """
    config = Config.at(tmp_path_factory.mktemp("built") / "hub")
    kept = tmp_path_factory.mktemp("furnished") / "hub"

    async def build() -> None:
        hub = await Hub.open(config, clock=StillClock())
        await furnish(hub)
        assert await hub.database.empty_log()
        shutil.copytree(config.data_dir, kept)
        await hub.close()

    asyncio.run(build())
    return kept


@pytest.fixture
async def hub(
    config: Config, clock: StillClock, furnished: Path, request: pytest.FixtureRequest
) -> AsyncIterator[Hub]:
    """A hub: empty, or that of the house where a test asks for one."""
    lived_in = "house" in request.fixturenames
    usual = config == Config.at(config.data_dir) and clock.now == START
    if lived_in and usual:
        shutil.copytree(furnished, config.data_dir)
    opened = await Hub.open(config, clock=clock)
    if lived_in and not usual:
        await furnish(opened)
    yield opened
    await opened.close()


@pytest.fixture
async def house(hub: Hub, clock: StillClock) -> House:
    """A hub with people of every role, an open, an ask and a hidden circle."""
    known = await hub.do(SYSTEM, members.listing)
    return House(hub, clock, {each.handle: each.id for each in known})
