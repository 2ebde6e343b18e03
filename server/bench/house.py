"""A private hub full of people to measure: everybody in one hall, and each in one of many small rooms.

Nobody in it is anybody; it is made in a folder of its own, listens on the loopback address, and goes with the folder.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import asyncssh

from server.bench.clients import WINDOW, Client, Watch, connect, open_terminal
from server.bench.processes import ServerProcess, server_core
from server.lag import ASKED_FOR_BY
from store import circles, keys, members
from store.circles import CircleKind
from store.config import Config
from store.hub import Hub
from store.operations import SYSTEM, Actor
from store.policy import Role

FRAME_DRAWN: Final = b"help now"
"""The last words of the first full frame: the foot of every screen."""
JUMP_SHOWN: Final = b"Jump to"
JUMP_KEY: Final = b"\x0b"
END_KEY: Final = b"\x1b[F"
HALL: Final = "hall"
A_ROOM: Final = 25
"""People in each of the small rooms."""
SILENCE_S: Final = 0.2
"""Seconds without a byte after which a screen is taken to be drawn."""
PATIENCE_S: Final = 30.0
COMMAND_PATIENCE_S: Final = 20


def settings(folder: Path) -> Config:
    """The settings of the hub in a folder."""
    return Config.at(folder)


def small_room(number: int) -> str:
    """The small room of the nth person."""
    return f"room{number // A_ROOM:02d}"


class House:
    """The hub and its people; the server runs inside `running`.

    Args:
        folder: Where its store is made.
        people: How many there are.
    """

    name = "hub"

    def __init__(self, folder: Path, people: int) -> None:
        self.folder = folder / "house"
        self.people = people
        self.keys: list[asyncssh.SSHKey] = []
        self.server: ServerProcess

    def handle(self, number: int) -> str:
        """The nth person's."""
        return f"guest{number:03d}"

    async def move_in(self, hub: Hub) -> None:
        """Make the rooms and the people of an empty hub."""
        names = [HALL, *sorted({small_room(number) for number in range(self.people)})]
        for name in names:
            await hub.do(SYSTEM, circles.create, name=name, title=name, kind=CircleKind.INTEREST)
        version = hub.config.rules.version

        async def one(number: int) -> asyncssh.SSHKey:
            key = asyncssh.generate_private_key("ssh-ed25519")
            member = await hub.do(
                SYSTEM,
                members.add,
                handle=self.handle(number),
                role=Role.PARTICIPANT,
                circle_names=(HALL, small_room(number)),
            )
            me = Actor.of(member)
            await hub.do(me, members.acknowledge_rules, version=version)
            public = key.export_public_key().decode().strip()
            await hub.do(me, keys.add, public_key=public, label="bench")
            return key

        self.keys = await asyncio.gather(*(one(number) for number in range(self.people)))

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Make the hub where there is none yet, and serve it from a process on a core of its own."""
        if not self.keys:
            hub = await Hub.open(settings(self.folder))
            try:
                await self.move_in(hub)
            finally:
                await hub.close()
        argv = [sys.executable, "-m", "server.bench.serve", os.fspath(self.folder)]
        log = self.folder.parent / "house.log"
        async with ServerProcess(argv, log, server_core(), {ASKED_FOR_BY: "1"}) as self.server:
            yield

    # what people do

    async def connect(self, number: int) -> asyncssh.SSHClientConnection:
        """Connect as the nth person, by key."""
        number %= self.people
        return await connect(self.server.host, self.server.port, self.handle(number), self.keys[number])

    async def come_in(self, number: int, watch: Watch, *, window: int = WINDOW) -> Client:
        """Come in as the nth person and wait for the first full frame; `window`: see `open_terminal`."""
        client = await open_terminal(await self.connect(number), watch, window=window)
        await client.until(FRAME_DRAWN, PATIENCE_S)
        return client

    async def go_to(self, client: Client, room: str) -> None:
        """Jump to a room by its name, and to its newest line."""
        shown = client.expect(JUMP_SHOWN)
        client.send(JUMP_KEY)
        async with asyncio.timeout(PATIENCE_S):
            await shown
        client.send(room.encode())
        await client.quiet(SILENCE_S)
        shown = client.expect(f"writing to {room}".encode())
        client.send(b"\r")
        async with asyncio.timeout(PATIENCE_S):
            await shown
        await client.quiet(SILENCE_S)
        client.send(END_KEY)

    async def run_command(self, number: int, command: str) -> bytes:
        """Connect, run one command, and disconnect; returns what it printed.

        Raises:
            RuntimeError: It did not end well.
        """
        async with await self.connect(number) as connection:
            result = await connection.run(command, encoding=None, timeout=COMMAND_PATIENCE_S)
        if result.exit_status != 0 or not isinstance(result.stdout, bytes):
            raise RuntimeError(f"{command} ended with {result.exit_status}: {result.stderr!r}")
        return result.stdout
