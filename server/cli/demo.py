"""`porchlight demo`: the sample community, opened in this terminal or served to this machine."""

from __future__ import annotations

import asyncio
import dataclasses
import os
from pathlib import Path
from typing import Annotated, Final

import typer

from server.cli import console
from server.cli.local import require_a_terminal, walk_in
from server.cli.opening import address, is_loopback, opened, shown, zone_of_this_machine
from server.cli.serve import log_to_stderr
from server.cli.statuses import WrongUsage
from server.demo.cast import SAMPLE_MEMBERS, people
from server.demo.home import INVITE_CODE, PASSWORD, move_in, settings
from store import members
from store.config import Config
from store.errors import NotFound
from store.hub import Hub
from store.operations import SYSTEM

USUAL_LISTEN: Final = "127.0.0.1:2222"

LIFTED_MESSAGES: Final = 10_000
"""Messages of one member in any ten seconds while the sample community is served: more than a person can write."""


def usual_folder() -> Path:
    """Where the sample community is kept unless --data says otherwise (XDG base directories)."""
    data = os.environ.get("XDG_DATA_HOME", "")
    return (
        (Path(data) if Path(data).is_absolute() else Path.home() / ".local" / "share") / "porchlight" / "demo"
    )


def demo(
    serve: Annotated[bool, typer.Option("--serve", help="Serve it over SSH to this machine only.")] = False,
    listen: Annotated[
        str, typer.Option(metavar="HOST:PORT", help="Where to serve it; port 0: any free one.")
    ] = USUAL_LISTEN,
    data: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where it is kept; what people write there stays.")
    ] = None,
    as_: Annotated[
        str, typer.Option("--as", metavar="HANDLE", help="Who to be, when it is opened here.")
    ] = "ada",
    seed: Annotated[int, typer.Option(metavar="N", help="Another number: other conversations.")] = 1,
) -> None:
    """Walk around in a lively sample community of invented people."""
    host, port = address(listen)
    if not is_loopback(host):
        raise WrongUsage(
            "The sample members' password is public, so the demo listens on this machine only:"
            " 127.0.0.1:PORT or [::1]:PORT."
        )
    config = settings(data or usual_folder(), zone_of_this_machine())
    if serve:
        log_to_stderr()
        asyncio.run(_serve(config, seed, host, port))
    else:
        status = asyncio.run(_open(config, seed, as_))
        if status:
            raise typer.Exit(status)


async def _moved_in(hub: Hub, seed: int) -> str:
    """Make the community where there is none; returns the fingerprint of its host key."""
    # asyncssh takes a while to load; a wrong option should be told at once.
    from server import hostkey

    with console.busy("Making the sample community"):
        home = await move_in(hub, seed)
        key = hostkey.load_or_make(hub.config.host_key)
    where = hub.config.data_dir
    if home.made:
        console.say(
            f"Made a sample community of {home.members} invented people, {home.messages:,} messages, in {where}."
        )
    else:
        console.say(
            f"There is a sample community in {where} already; what people wrote stays. To begin anew, delete it."
        )
        if home.seed != seed:
            console.say(f"It was made with --seed {home.seed}; --seed {seed} would need another --data DIR.")
    return hostkey.fingerprint(key)


async def _open(config: Config, seed: int, handle: str) -> int:
    async with opened(config) as hub:
        await _moved_in(hub, seed)
        require_a_terminal("add --serve to reach it with ssh.")
        wanted = handle.strip().removeprefix("@").lower()
        for each in await hub.do(SYSTEM, members.listing):
            if each.handle == wanted:
                return await walk_in(hub, each)
        raise NotFound(f"There is nobody called {wanted} here; try one of {', '.join(SAMPLE_MEMBERS)}.")


async def _serve(config: Config, seed: int, host: str, port: int) -> None:
    from server import serving

    # Everybody here comes from one machine, and a script may speak as ada: a member's own limit is lifted too.
    config = dataclasses.replace(
        config, limits=dataclasses.replace(config.limits, messages_per_10_s=LIFTED_MESSAGES)
    )
    async with opened(config) as hub:
        fingerprint = await _moved_in(hub, seed)

        def ready(bound_host: str, bound_port: int) -> None:
            # Only now is the port known that people are told to come to.
            there = dataclasses.replace(config.hub, address=f"-p {bound_port} {bound_host}")
            hub.config = dataclasses.replace(config, hub=there)
            _welcome(hub.config, fingerprint, shown(bound_host, bound_port))

        await serving.serve(
            hub, host=host, port=port, host_key_path=config.host_key, on_ready=ready, lifted=True
        )


def _welcome(config: Config, fingerprint: str, where: str) -> None:
    """Say how to come in."""
    roles = {person.handle: person.role for person in people()}
    width = max(len(config.ssh_line(handle)) for handle in SAMPLE_MEMBERS)
    console.say()
    for handle in SAMPLE_MEMBERS:
        console.say(f"    {config.ssh_line(handle):{width}}   {roles[handle]}")
    console.say()
    console.say(f"    password     {PASSWORD}")
    console.say(f"    to join      {config.ssh_line('join')}   with the code {INVITE_CODE}")
    console.say(f"    host key     {fingerprint}")
    console.say()
    console.say(f"listening on {where}")
