"""A real hub with its door open, and people who can come in."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import asyncssh

from server.serving import Door
from store import circles, keys, members
from store.circles import CircleKind, Visibility
from store.config import Config, Limits
from store.hub import Hub, system_clock
from store.operations import SYSTEM, Actor
from store.policy import Role

PASSWORD = "warm tea and a lamp"


async def eventually(condition: Callable[[], bool], timeout_s: float = 10.0) -> None:
    """Wait until something is so; what is waited for has no event of its own."""
    async with asyncio.timeout(timeout_s):
        while not condition():  # noqa: ASYNC110 - see above
            await asyncio.sleep(0.005)


@dataclass
class House:
    """A hub, its door, and what its people carry."""

    hub: Hub
    door: Door
    folder: Path
    ada: Actor
    ada_key: asyncssh.SSHKey
    stranger_key: asyncssh.SSHKey

    @property
    def port(self) -> int:
        return self.door.address[1]

    def connect(self, user: str, **options: Any) -> Any:
        """Connect as asyncssh's client does, offering nothing but what is asked for."""
        settings: dict[str, Any] = {
            "known_hosts": None,
            "config": None,
            "agent_path": None,
            "client_keys": None,
            "username": user,
            "keepalive_interval": 0,
        }
        return asyncssh.connect("127.0.0.1", self.port, **(settings | options))

    def with_key(self, user: str = "ada", **options: Any) -> Any:
        """Connect with ada's key."""
        return self.connect(user, client_keys=[self.ada_key], **options)

    def with_password(self, user: str = "ada", password: str = PASSWORD, **options: Any) -> Any:
        """Connect with a password."""
        return self.connect(user, password=password, **options)

    async def run(self, *argv: str, stdin: bytes = b"") -> tuple[int, str, str]:
        """Run a program; PORT in its words becomes the port, KEY ada's key file."""
        key = self.folder / "ada_key"
        if not key.exists():
            key.touch(mode=0o600)
            key.write_bytes(self.ada_key.export_private_key("openssh"))
        words = [word.replace("PORT", str(self.port)).replace("KEY", str(key)) for word in argv]
        child = await asyncio.create_subprocess_exec(
            *words,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={"HOME": str(self.folder), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        )
        async with asyncio.timeout(20):
            out, err = await child.communicate(stdin)
        return child.returncode or 0, out.decode(), err.decode()

    async def emptied(self) -> None:
        """Wait until nothing of any session is left."""
        await eventually(lambda: not (self.door.connections or self.door.visits or self.door._chores))


SSH = ("ssh", "-F", "none", "-p", "PORT", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
       "-o", "IdentityAgent=none", "-o", "IdentitiesOnly=yes", "-o", "LogLevel=INFO")  # fmt: skip


@dataclass(frozen=True)
class Furnished:
    """A closed hub with two members, ada and hana, and a kitchen."""

    store: bytes
    ada: Actor
    ada_key: asyncssh.SSHKey


_furnished: list[Furnished] = []
"""The one that every house of this process begins with: a copy is there much faster than one built anew."""


async def furnish(config: Config) -> Furnished:
    """Build a hub; its store is taken before it closes, which would note how full its tables are."""
    hub = await Hub.open(config)
    try:
        key = asyncssh.generate_private_key("ssh-ed25519")
        hashed = await hub.passwords.hash(PASSWORD)
        member_id = await hub.do(
            SYSTEM, members.add, handle="ada", role=Role.PARTICIPANT, password_hash=hashed
        )
        await hub.do(
            SYSTEM,
            keys.add_for,
            member_id=member_id,
            public_key=key.export_public_key("openssh").decode(),
            label="x",
        )
        ada = Actor.of(member_id)
        await hub.do(ada, members.acknowledge_rules, version=config.rules.version)
        host = Actor.of(await hub.do(SYSTEM, members.add, handle="hana", role=Role.HOST))
        await hub.do(host, members.acknowledge_rules, version=config.rules.version)
        await hub.do(
            host,
            circles.create,
            name="kitchen",
            title="Kitchen",
            kind=CircleKind.INTEREST,
            visibility=Visibility.OPEN,
        )
        await hub.do(ada, circles.join, circle="kitchen")
        assert await hub.database.empty_log()
        return Furnished(config.database.read_bytes(), ada, key)
    finally:
        await hub.close()


@asynccontextmanager
async def open_house(
    folder: Path,
    *,
    lifted: bool = False,
    strict: bool = False,
    clock: Callable[[], int] = system_clock,
    **limits: Any,
) -> AsyncIterator[House]:
    """Open a hub with one member, ada, and its door."""
    if not _furnished:
        _furnished.append(await furnish(Config.at(folder / "furnished")))
    (furnished,) = _furnished
    config = Config.at(folder / "hub")
    # Tests come from one address, as fast as they can.
    usual = {"connections_per_second": 1000.0, "connections_burst": 1000}
    config = replace(config, limits=Limits(**(usual | limits)), listen=replace(config.listen, strict=strict))
    config.data_dir.mkdir(mode=0o700, parents=True)
    config.database.touch(mode=0o600)
    config.database.write_bytes(furnished.store)
    hub = await Hub.open(config, clock=clock)
    try:
        host_key = asyncssh.generate_private_key("ssh-ed25519")
        stranger_key = asyncssh.generate_private_key("ssh-ed25519")
        async with Door(hub, host="127.0.0.1", port=0, host_key=host_key, lifted=lifted) as door:
            yield House(hub, door, folder, furnished.ada, furnished.ada_key, stranger_key)
    finally:
        await hub.close()
