"""A real hub with a kitchen, and a clock that stands still until a test moves it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from store import chat
from store.config import Config
from store.hub import Hub
from store.operations import Actor
from tests.tui.chat.visit import kitchen

START = 1_795_370_520_000
"""Sunday 22 November 2026, 18:02 UTC."""


class StillClock:
    """A clock that moves only when told to."""

    def __init__(self, now: int = START) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now


@dataclass
class Kitchen:
    """A hub with one room and a few people in it."""

    hub: Hub
    clock: StillClock
    room: int
    people: dict[str, Actor]

    def __getitem__(self, handle: str) -> Actor:
        return self.people[handle]

    async def say(self, handle: str, *texts: str, reply_to: int | None = None, minutes: int = 0) -> int:
        """Somebody writes; the answer is the newest sequence."""
        self.clock.now += minutes * 60_000
        seq = 0
        for text in texts:
            posted = await self.hub.do(self[handle], chat.post, room=self.room, text=text, reply_to=reply_to)
            seq = posted.seq
        return seq

    async def chatter(self, lines: int) -> None:
        """So many lines, by two people in turn."""
        for number in range(lines):
            self.clock.now += 60_000
            await self.say(("theo", "mira")[number // 3 % 2], f"line {number + 1}")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Kitchen]:
    """Sunday evening in the kitchen."""
    clock = StillClock()
    config = Config.at(tmp_path / "hub")
    limits = replace(config.limits, messages_per_10_s=10_000)
    hub = await Hub.open(replace(config, limits=limits), clock=clock)
    room, people = await kitchen(hub)
    yield Kitchen(hub, clock, room, people)
    await hub.close()
