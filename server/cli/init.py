"""`porchlight init`: a hub of one's own, up to the invite of its first host. Nothing that is there is overwritten."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from server.cli import console
from server.cli.opening import USUAL_CONFIG, ConfigPath, opened
from server.cli.when import day
from store import invites, members
from store.config import Config, load, sample_text
from store.errors import Conflict, HubError, Unavailable
from store.invites import Invite
from store.operations import SYSTEM
from store.policy import Role


def init(config: ConfigPath = USUAL_CONFIG) -> None:
    """Make a hub: a commented hub.toml, its folder and host key, and the invite of its first host."""
    # asyncssh takes a while to load, and most commands do without it.
    from server import hostkey

    _write_settings(config)
    try:
        settings = load(config)
        _make_folder(settings.data_dir)
        key = hostkey.load_or_make(settings.host_key)
        invite = asyncio.run(_first_invite(settings))
    except HubError:
        # What stays must be a hub or nothing, so that the command can be given again.
        config.unlink()
        raise
    console.say(f"{config} holds your hub's settings, each with a word of explanation: read it first.")
    console.say(
        f"{settings.data_dir} holds everything else, for you alone. Host key: {hostkey.fingerprint(key)}"
    )
    console.say()
    if invite is None:
        console.say("The store has a host already, so no invite was made.")
    else:
        console.say("To become its first host, start `porchlight serve`, and from another terminal:")
        console.say()
        console.say(f"    {settings.ssh_line('join')}")
        console.say(f"    invite code  {invite.code}")
        console.say()
        until = "" if invite.expires_at is None else f", holds until {day(invite.expires_at)},"
        console.say(f"The code is for one person{until} and is not shown again.")


def _write_settings(path: Path) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    except FileExistsError:
        raise Conflict(
            f"{path} is there already, and nothing was changed; start it with `porchlight serve`."
        ) from None
    except OSError as error:
        raise Unavailable(f"{path} cannot be written: {error.strerror}.") from error
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(sample_text())


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable(f"The folder {path} cannot be made: {error.strerror}.") from error


async def _first_invite(config: Config) -> Invite | None:
    async with opened(config) as hub:
        people = await hub.do(SYSTEM, members.listing)
        if any(each.role is Role.HOST for each in people):
            return None
        return await hub.do(SYSTEM, invites.create, role=Role.HOST)
