"""From the command line to an open hub: which hub.toml, and one function that opens, does and closes."""

from __future__ import annotations

import asyncio
import ipaddress
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Final, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from server.cli.moved_clock import clock_of
from server.cli.statuses import WrongUsage
from store.config import Config, load
from store.errors import Unavailable
from store.hub import Hub

R = TypeVar("R")

USUAL_CONFIG: Final = Path("hub.toml")

ConfigPath = Annotated[
    Path,
    typer.Option("--config", "-c", envvar="PORCHLIGHT_CONFIG", metavar="FILE", help="The hub's settings."),
]
"""The option that every command of one's own hub has."""


@asynccontextmanager
async def opened(config: Config) -> AsyncIterator[Hub]:
    """An open hub, closed again whatever happens."""
    hub = await Hub.open(config, clock=clock_of(os.environ))
    try:
        yield hub
    finally:
        await hub.close()


def with_hub(path: Path, work: Callable[[Hub], Awaitable[R]]) -> R:
    """Open the hub that a hub.toml describes, do something with it, close it.

    Raises:
        ConfigError: The file cannot be used.
        HubError: What opening or the work raised.
    """
    config = load(path)
    if not config.database.exists():
        raise Unavailable(
            f"There is no store at {config.database} yet; `porchlight init` or `serve` makes it."
        )

    async def run() -> R:
        async with opened(config) as hub:
            return await work(hub)

    return asyncio.run(run())


def address(listen: str) -> tuple[str, int]:
    """HOST:PORT taken apart: "127.0.0.1:2222", "[::1]:0", ":2222" (every address of the machine).

    Raises:
        WrongUsage: It is not that.
    """
    host, colon, port = listen.rpartition(":")
    if not colon or not (port.isascii() and port.isdigit()) or int(port) > 65535:
        raise WrongUsage(f"--listen takes HOST:PORT, such as 127.0.0.1:2222, not {listen!r}.")
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    elif ":" in host:
        raise WrongUsage(f"An IPv6 address stands in brackets: [::1]:2222, not {listen!r}.")
    return host, int(port)


def shown(host: str, port: int) -> str:
    """HOST:PORT as people write it."""
    return f"[{host}]:{port}" if ":" in host else f"{host or '*'}:{port}"


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def zone_of_this_machine() -> str:
    """The IANA time zone that this machine is set to; "UTC" when it does not say."""
    named = os.environ.get("TZ", "").removeprefix(":")
    local = Path("/etc/localtime")
    linked = str(local.resolve()).partition("zoneinfo/")[2] if local.is_symlink() else ""
    for name in (named, linked):
        try:
            if name:
                return ZoneInfo(name).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return "UTC"
