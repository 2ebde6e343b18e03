"""What is measured: the floor and the hub, behind one shape."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final, Protocol

import asyncssh

from server.bench.clients import Client, Watch, connect, open_terminal
from server.bench.processes import ServerProcess, server_core
from store import circles, keys, rooms
from store.config import Config
from store.hub import Hub as PorchlightHub
from store.operations import SYSTEM, Actor
from store.passwords import sign_in_with_password

from .store_load import SHORT_HISTORY, fill

FRAME_DRAWN = b"help now"
"""The last words of the first full frame: the foot of every screen."""
END_KEY: Final = b"\x1b[F"
SILENCE_S: Final = 0.2
"""Seconds without a byte after which a screen is taken to be drawn."""
COMMAND_PATIENCE_S: Final = 20
DEMO_PASSWORD: Final = "porchlight-demo"


class Target(Protocol):
    """A server that people come in to, talk in and run commands on."""

    name: str
    server: ServerProcess

    def running(self) -> contextlib.AbstractAsyncContextManager[None]:
        """Run the server for as long as the context lasts."""

    async def connect(self, number: int) -> asyncssh.SSHClientConnection:
        """Connect as the nth person, by key."""

    async def enter_room(self, client: Client) -> None:
        """Go from the first screen to the room that all share, ready to type."""


async def log_in(target: Target, number: int, watch: Watch, *, keep: bool = False) -> Client:
    """Come in as the nth person and wait for the first full frame; `keep` keeps every byte."""
    client = await open_terminal(await target.connect(number), watch, keep=keep)
    await client.until(FRAME_DRAWN)
    return client


async def run_command(target: Target, number: int, command: str) -> bytes:
    """Connect, run one command, and disconnect."""
    async with await target.connect(number) as connection:
        result = await connection.run(command, encoding=None, timeout=COMMAND_PATIENCE_S)
    if result.exit_status != 0 or not isinstance(result.stdout, bytes):
        raise RuntimeError(f"{target.name}: {command} ended with {result.exit_status}: {result.stderr!r}")
    return result.stdout


class Floor:
    """The bare asyncssh server of `tests.bench.floor`."""

    name = "floor"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = asyncssh.generate_private_key("ssh-ed25519")

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run the floor."""
        host_key, authorized = self._folder / "floor_host_key", self._folder / "floor_authorized"
        asyncssh.generate_private_key("ssh-ed25519").write_private_key(host_key)
        self._key.write_public_key(authorized)
        argv = [sys.executable, "-m", "tests.bench.floor", os.fspath(host_key), os.fspath(authorized)]
        async with ServerProcess(argv, self._folder / "floor.log", server_core()) as self.server:
            yield

    async def connect(self, number: int) -> asyncssh.SSHClientConnection:
        """Connect as the nth person, by key."""
        return await connect(self.server.host, self.server.port, f"member{number:03d}", self._key)

    async def enter_room(self, client: Client) -> None:
        """There is only the room."""
        await asyncio.sleep(0)


class Hub:
    """The real hub: `porchlight demo --serve` with its sample community.

    Args:
        folder: Where its store is made.
        long_history: Messages in the room with the long history.
    """

    name = "hub"
    short_room = "bench-short"
    long_room = "bench-long"

    def __init__(self, folder: Path, long_history: int) -> None:
        self._folder = folder
        self._long_history = long_history
        self._people: list[tuple[str, asyncssh.SSHKey]] = []

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run the hub on a fresh sample community, with a key enrolled for everybody who may be in the room."""
        data = self._folder / "hub"
        porchlight = Path(sys.executable).parent / "porchlight"
        argv = [
            os.fspath(porchlight),
            "demo",
            "--serve",
            "--listen",
            "127.0.0.1:0",
            "--data",
            os.fspath(data),
        ]
        async with ServerProcess(argv, self._folder / "hub.log", server_core()) as self.server:
            self._people = await self._prepare(data)
            yield

    async def _prepare(self, data: Path) -> list[tuple[str, asyncssh.SSHKey]]:
        """Give everybody in the kitchen a key and make the two rooms, beside the server that has the store open.

        Returns:
            Handles and private keys.
        """
        hub = await PorchlightHub.open(Config.at(data))
        try:
            ada = await sign_in_with_password(hub, "ada", DEMO_PASSWORD)
            kitchen = await hub.do(ada, rooms.one, room="kitchen")
            circle = next(each for each in await hub.do(ada, circles.mine) if each.title == kitchen.circle)
            for name, length in ((self.short_room, SHORT_HISTORY), (self.long_room, self._long_history)):
                room = await hub.do(SYSTEM, rooms.create, circle=circle.name, name=name)
                await fill(hub, room, ada.member_id, length)
            people: list[tuple[str, asyncssh.SSHKey]] = []
            for member in await hub.do(ada, rooms.people, room="kitchen"):
                key = asyncssh.generate_private_key("ssh-ed25519")
                public = key.export_public_key().decode().strip()
                await hub.do(Actor.of(member.id), keys.add, public_key=public, label="bench")
                people.append((member.handle, key))
            return people
        finally:
            await hub.close()

    async def connect(self, number: int) -> asyncssh.SSHClientConnection:
        """Connect as the nth person, by key; with more sessions than people, some sit at several screens."""
        handle, key = self._people[number % len(self._people)]
        return await connect(self.server.host, self.server.port, handle, key)

    async def enter_room(self, client: Client) -> None:
        """Jump to the kitchen by its name and go to its newest line: a room opens at the first unread one."""
        await self.choose_room(client, "kitchen")
        await self.open_chosen(client, "kitchen")
        client.send(END_KEY)

    async def choose_room(self, client: Client, room: str) -> None:
        """Open the jump dialog and type a room's name."""
        shown = client.expect(b"Jump to")
        client.send(b"\x0b")
        async with asyncio.timeout(10):
            await shown
        client.send(room.encode())
        await client.quiet(SILENCE_S)

    async def open_chosen(self, client: Client, room: str) -> None:
        """Press Enter in the jump dialog and wait until the room is drawn."""
        shown = client.expect(f"writing to {room}".encode())
        client.send(b"\r")
        async with asyncio.timeout(10):
            await shown
        await client.quiet(SILENCE_S)
