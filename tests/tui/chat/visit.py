"""One person's visit for the tests of Chat: the real app on a real store, drawn on a terminal emulator."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pyte
from textual import events
from textual.driver import Driver
from textual.geometry import Size
from textual.pilot import Pilot

from store import circles, members
from store.circles import CircleKind, Visibility
from store.hub import Hub
from store.operations import SYSTEM, Actor
from store.policy import Role
from tests import emulator
from tui.app import PorchlightApp
from tui.chat.composer import Composer
from tui.chat.log import ChatLog
from tui.chat.screen import ChatScreen
from tui.session import Colours, Session

_PRIVATE = re.compile(r"\x1b\[[<>=][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p|\x1b\[\?2026[hl]")


class Terminal(Driver):
    """A driver that draws on an emulator and counts its writes."""

    first_size = (100, 30)

    def __init__(self, app: PorchlightApp, **kwargs: object) -> None:
        super().__init__(app, **kwargs)  # type: ignore[arg-type]
        self.dimensions = self.first_size
        self.emulator = pyte.Screen(*self.dimensions)
        self._stream = emulator.Stream(self.emulator)
        self.writes: list[str] = []

    def write(self, data: str) -> None:
        self.writes.append(data)
        self._stream.feed(_PRIVATE.sub("", data))

    def start_application_mode(self) -> None:
        self.resize(*self.dimensions)

    def resize(self, width: int, height: int) -> None:
        self.dimensions = (width, height)
        self.emulator.resize(height, width)
        size = Size(width, height)
        self._app.post_message(events.Resize(size, size))

    def disable_input(self) -> None:
        """Nothing to switch off."""

    def stop_application_mode(self) -> None:
        """Nothing to restore."""

    def rows(self) -> list[str]:
        """What is on the screen, a line a row."""
        return [row.rstrip() for row in self.emulator.display]

    def cells(self) -> list[list[tuple[object, ...]]]:
        """Every cell with its colours and attributes."""
        return [
            [tuple(self.emulator.buffer[y][x]) for x in range(self.dimensions[0])]
            for y in range(self.dimensions[1])
        ]


@dataclass
class Visit:
    """A running app with hands and eyes."""

    app: PorchlightApp
    pilot: Pilot[int]
    terminal: Terminal

    @property
    def chat(self) -> ChatScreen:
        return next(screen for screen in self.app.frames() if isinstance(screen, ChatScreen))

    @property
    def log(self) -> ChatLog:
        return self.chat.query_one(ChatLog)

    @property
    def composer(self) -> Composer:
        return self.chat.query_one(Composer)

    async def open(self, room: int, *, seq: int | None = None) -> None:
        """Go to a room."""
        with self.app._context():
            await self.app.open_room(room, seq=seq)
        # The room's name may stand on Today as well; in the head of the screen it says that the room is drawn.
        await self.until(
            lambda: self.app.place in self.terminal.rows()[0] and self.log.size.area and self.log.page.rows
        )
        await self.settle()

    async def settle(self) -> None:
        """Let everything that waits in queues be done and drawn."""
        quiet = 0
        for _ in range(10):
            await self.pilot._wait_for_screen()
            for _ in range(4):
                await asyncio.sleep(0)
            screen = self.app.screen
            waiting = screen._layout_required or screen._dirty_widgets or screen._compositor._dirty_regions
            with self.app._context():
                screen._on_timer_update()
            quiet = 0 if waiting else quiet + 1
            if quiet == 2:
                break

    async def rest(self) -> None:
        """Wait until nothing is drawn any more, so that what comes next can be counted."""
        unchanged = 0
        while unchanged < 5:
            before = len(self.terminal.writes)
            await self.settle()
            await asyncio.sleep(0.02)  # longer than the period of a screen's timer
            unchanged = unchanged + 1 if len(self.terminal.writes) == before else 0
        self.terminal.writes.clear()

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.settle()

    async def write(self, text: str) -> None:
        await self.press(*text)

    async def paste(self, text: str) -> None:
        self.app.post_message(events.Paste(text))
        await self.settle()

    async def until(self, true: Callable[[], object]) -> None:
        """Wait for something to become true."""
        async with asyncio.timeout(10):
            while not true():
                await asyncio.sleep(0.005)
                with self.app._context():
                    self.app.screen._on_timer_update()

    async def sees(self, *texts: str) -> None:
        """Wait until all of these are on the screen."""
        await self.until(lambda: all(self.shows(text) for text in texts))

    def shows(self, text: str) -> bool:
        return any(text in row for row in self.terminal.rows())


def session_of(
    hub: Hub, actor: Actor, name: str, colours: Colours = "truecolor", term: str = "xterm-256color"
) -> Session:
    return Session(hub, actor, name, "local", None, "", colours, term, "")


@asynccontextmanager
async def visiting(
    hub: Hub,
    actor: Actor,
    *,
    size: tuple[int, int] = (100, 30),
    colours: Colours = "truecolor",
    name: str = "s1",
    term: str = "xterm-256color",
) -> AsyncIterator[Visit]:
    """Somebody's app, running on an emulator of its own."""

    class Own(Terminal):
        first_size = size

    app = PorchlightApp(session_of(hub, actor, name, colours, term), driver_class=Own)
    running = asyncio.create_task(app.run_session(mouse=False))
    pilot: Pilot[int] = Pilot(app)
    async with asyncio.timeout(10):
        while not app._running or app.frame is None or not app.frame.is_mounted:  # noqa: ASYNC110 - it says nothing
            await asyncio.sleep(0.005)
    assert isinstance(app._driver, Own)
    visit = Visit(app, pilot, app._driver)
    await visit.settle()
    try:
        yield visit
    finally:
        app.exit(0)
        await running
    if app._exception is not None:
        raise app._exception


async def kitchen(hub: Hub) -> tuple[int, dict[str, Actor]]:
    """A circle with one room, and ada, theo, mira and max in it. Returns the room's id and the actors."""
    await hub.do(
        SYSTEM,
        circles.create,
        name="garden",
        title="Garden",
        kind=CircleKind.INTEREST,
        visibility=Visibility.OPEN,
    )
    actors: dict[str, Actor] = {}
    for handle, role in (
        ("ada", Role.PARTICIPANT),
        ("theo", Role.PARTICIPANT),
        ("mira", Role.PARTICIPANT),
        ("max", Role.MENTOR),
    ):
        member = await hub.do(SYSTEM, members.add, handle=handle, role=role, circle_names=("garden",))
        actors[handle] = Actor.of(member)
        await hub.do(actors[handle], members.acknowledge_rules, version=hub.config.rules.version)
    return await _room(hub, actors["ada"]), actors


async def _room(hub: Hub, ada: Actor) -> int:
    from store import rooms

    return (await hub.do(ada, rooms.listing))[0].id
