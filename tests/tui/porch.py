"""A small hub at a quiet hour, and hands and eyes for an app that visits it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from textual import events
from textual.pilot import Pilot

from store import chat, circles, invites, members, presence, rooms
from store.circles import CircleKind, Visibility
from store.config import Config, HubSettings
from store.hub import Hub
from store.operations import GUEST, SYSTEM, Actor
from store.policy import Role
from tui.app import PorchlightApp
from tui.session import Colours, Session
from tui.widgets.field import Field

EVENING = int(datetime(2026, 11, 22, 18, 42, tzinfo=UTC).timestamp() * 1000)
"""Sunday 22 November, 19:42 in Berlin; epoch milliseconds."""

FINGERPRINT = "SHA256:EOXkxVtY6OnJUFZ7gWxfEVzTqFlYvT1xRGFN0nqYc5E"
OFFERED = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl laptop"


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: int = EVENING

    def __call__(self) -> int:
        return self.now


@dataclass
class Porch:
    """A hub with a few people in it."""

    hub: Hub
    clock: Clock
    ids: dict[str, int] = field(default_factory=dict)

    def actor(self, handle: str) -> Actor:
        return Actor.of(self.ids[handle])

    async def say(self, handle: str, room: str | int, text: str) -> int:
        """Post as somebody; answers the line's sequence."""
        posted = await self.hub.do(self.actor(handle), chat.post, room=room, text=text)
        return posted.seq

    async def direct(self, one: str, other: str) -> int:
        """The room of two people's direct messages, by id."""
        return (await self.hub.do(self.actor(one), rooms.open_direct, handle=other)).id

    def session(
        self, handle: str, *, colours: Colours = "truecolor", term: str = "xterm", key: str | None = None
    ) -> Session:
        """Somebody's visit; "" is a guest's."""
        actor = self.actor(handle) if handle else GUEST
        return Session(
            self.hub, actor, f"session-{handle}", "ssh", key, FINGERPRINT, colours, term, "192.0.2.x"
        )

    @asynccontextmanager
    async def visit(
        self,
        handle: str,
        size: tuple[int, int] = (120, 40),
        *,
        colours: Colours = "truecolor",
        term: str = "xterm",
        key: str | None = None,
    ) -> AsyncIterator[Visit]:
        """Somebody's app, running without a terminal."""
        session = self.session(handle, colours=colours, term=term, key=key)
        app = PorchlightApp(session, start="today" if handle else "join")
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            yield Visit(app, pilot)


@dataclass
class Visit:
    """A running app with hands and eyes."""

    app: PorchlightApp
    pilot: Pilot[int]

    def lines(self) -> list[str]:
        """What is on the screen, a line a row."""
        with self.app._context():
            return [strip.text.rstrip() for strip in self.app.screen._compositor.render_strips()]

    @property
    def text(self) -> str:
        return "\n".join(self.lines())

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def write(self, text: str) -> None:
        """Put a line into what is typed in, and press Enter."""
        await self.until(lambda: isinstance(self.app.focused, Field))
        self.app.post_message(events.Paste(text))
        await self.pilot.pause()
        await self.press("enter")

    async def until(self, true: Callable[[], object]) -> None:
        """Wait for something to become true."""
        async with asyncio.timeout(10):
            while not true():
                await self.pilot.pause(0.01)

    async def shows(self, words: str) -> None:
        """Wait until some words are on the screen."""
        try:
            await self.until(lambda: words in self.text)
        except TimeoutError:
            raise AssertionError(f"never saw {words!r}:\n{self.text}") from None


async def settle(data_dir: Path) -> Porch:
    """Open a hub that was furnished, or an empty one, with max and theo in it already when they live there."""
    clock = Clock()
    config = replace(
        Config.at(data_dir),
        hub=HubSettings(name="Riverside hub", time_zone="Europe/Berlin", address="hub.example.org"),
    )
    porch = Porch(await Hub.open(config, clock=clock), clock)
    porch.ids = {each.handle: each.id for each in await porch.hub.do(SYSTEM, members.listing)}
    for handle in ("max", "theo"):
        if handle in porch.ids:
            await porch.hub.do(
                porch.actor(handle), presence.arrive, session_id=f"before-{handle}", way_in="ssh"
            )
    return porch


async def furnish(porch: Porch) -> None:
    """Make two circles with four rooms, let six people in, and have them say a few lines."""
    hub, clock = porch.hub, porch.clock
    for name, title, kind in (
        ("evening", "Evening group", CircleKind.COHORT),
        ("books", "Book club", CircleKind.INTEREST),
    ):
        await hub.do(SYSTEM, circles.create, name=name, title=title, kind=kind, visibility=Visibility.OPEN)
    for circle, name, topic in (
        ("evening", "kitchen", "Tea, small talk, whatever the day was"),
        ("evening", "night-shift", "For those who cannot sleep"),
    ):
        await hub.do(SYSTEM, rooms.create, circle=circle, name=name, topic=topic)
    for handle, role in (
        ("ada", Role.PARTICIPANT),
        ("theo", Role.PARTICIPANT),
        ("mira", Role.ALUM),
        ("max", Role.MENTOR),
        ("fay", Role.FACILITATOR),
        ("hana", Role.HOST),
    ):
        porch.ids[handle] = await hub.do(
            SYSTEM,
            members.add,
            handle=handle,
            role=role,
            circle_names=("evening", "books"),
            time_zone="Europe/Berlin",
        )
        version = hub.config.rules.version
        await hub.do(porch.actor(handle), members.acknowledge_rules, version=version)
    clock.now = EVENING - 11 * 60_000
    await porch.say("theo", "kitchen", "Made it through the staff party with my mineral water.")
    await porch.say("max", "kitchen", "Proud of you. Anybody up for the breathing room at eight?")
    await porch.say("mira", "night-shift", "Still awake, anybody? [b]not bold[/b]")
    await porch.say("theo", await porch.direct("theo", "ada"), "Left at nine. Home, socks, tea.")
    clock.now = EVENING
    await hub.do(SYSTEM, invites.create, role=Role.PARTICIPANT, circle_names=("evening",), code="DEMO-JOIN")
