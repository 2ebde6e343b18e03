"""`porchlight serve`: open the door of one's own hub and keep it open."""

from __future__ import annotations

import asyncio
import logging
from typing import Annotated

import typer

from server.cli import console
from server.cli.opening import USUAL_CONFIG, ConfigPath, address, opened, shown
from store.config import Config, load

LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"


def serve(
    listen: Annotated[
        str | None, typer.Option(metavar="HOST:PORT", help="Where to listen; without it as hub.toml says.")
    ] = None,
    config: ConfigPath = USUAL_CONFIG,
) -> None:
    """Serve this hub over SSH until SIGTERM or Ctrl+C; people are told before it ends."""
    settings = load(config)
    host, port = (settings.listen.host, settings.listen.port) if listen is None else address(listen)
    log_to_stderr()
    asyncio.run(_serve(settings, host, port, given=listen is not None))


async def _serve(settings: Config, host: str, port: int, *, given: bool) -> None:
    # asyncssh and Textual take a while to load, and most commands do without them.
    from server import hostkey, serving

    key = hostkey.load_or_make(settings.host_key)

    def ready(bound_host: str, bound_port: int) -> None:
        way_in = settings.ssh_line("HANDLE")
        if given:
            # hub.toml tells of another place than this one.
            near = bound_host in ("", "0.0.0.0", "::", "127.0.0.1", "::1")  # noqa: S104 - only compared
            way_in = f"ssh -p {bound_port} HANDLE@{'localhost' if near else bound_host}"
        console.say(f"{settings.hub.name}: {way_in}")
        console.say(f"host key {hostkey.fingerprint(key)}")
        console.say(f"listening on {shown(bound_host, bound_port)}")

    async with opened(settings) as hub:
        await serving.serve(hub, host=host, port=port, host_key_path=settings.host_key, on_ready=ready)


def log_to_stderr() -> None:
    """Log what the hub does, never what people say, to standard error."""
    logging.basicConfig(level=logging.WARNING, format=LOG_FORMAT)
    logging.getLogger("porchlight").setLevel(logging.INFO)
