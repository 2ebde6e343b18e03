"""Where a sample community lives: its settings, and moving it into a new store once."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.demo.compose import compose
from store import invites, joining, seed
from store.config import DATABASE_NAME, Config, StoreSettings, load, parse, sample_text
from store.errors import Conflict, NotFound, Unavailable
from store.hub import Hub
from store.operations import GUEST, SYSTEM

PASSWORD: Final = "porchlight-demo"  # noqa: S105 - public on purpose; the demo listens on one machine only
INVITE_CODE: Final = "DEMO-JOIN"
INVITE_CIRCLES: Final = ("porch", "pastimes")
NAME: Final = "Riverside hub"
SETTINGS_NAME: Final = "hub.toml"

_LABEL: Final = re.compile(r"demo \d+ seed (-?\d+)")


@dataclass(frozen=True, slots=True)
class Home:
    """What was found or made."""

    made: bool
    """It was made just now."""
    seed: int
    """The seed it was made with."""
    members: int
    """How many live there; 0 when it was there already."""
    messages: int
    """How many messages were made; 0 when it was there already."""


def settings(folder: Path, zone: str) -> Config:
    """The settings of the sample community in a folder.

    Args:
        folder: Made, for its owner alone, when it is not there.
        zone: The IANA time zone that its people live in, when they have yet to move in.

    Raises:
        Conflict: The folder is in use for something else.
        Unavailable: It cannot be made.
        ConfigError: Its hub.toml was changed to something that cannot be used.
    """
    path = folder / SETTINGS_NAME
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            if any(folder.iterdir()) and not (folder / DATABASE_NAME).exists():
                raise Conflict(
                    f"{folder} holds other things; name a new folder for the sample community with --data."
                )
            made = parse(_settings_text(zone), str(path))
            return dataclasses.replace(made, store=StoreSettings(folder.absolute()))
    except OSError as error:
        raise Unavailable(f"The folder {folder} cannot be used: {error.strerror}.") from error
    config = load(path)
    if config.data_dir.resolve() != folder.resolve():
        raise Conflict(f"{path} is of another hub; name a new folder for the sample community with --data.")
    return config


def _keep_settings(config: Config) -> None:
    """Write hub.toml, so that the host's other commands work on the sample community too."""
    path = config.data_dir / SETTINGS_NAME
    with contextlib.suppress(FileExistsError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(_settings_text(config.hub.time_zone))


def _settings_text(zone: str) -> str:
    text = sample_text()
    for key, value in (
        ("name", NAME),
        ("address", "-p 2222 127.0.0.1"),
        ("contact", f"This is a sample community: the invite code is {INVITE_CODE}."),
        ("time_zone", zone),
        ("data_dir", "."),
        ("host", "127.0.0.1"),
    ):
        text = re.sub(rf'^{key} = ".*"$', f'{key} = "{value}"', text, count=1, flags=re.MULTILINE)
    return text


async def move_in(hub: Hub, number: int) -> Home:
    """Make the sample community in a store where nobody lives yet; leave one that is there as it is.

    Args:
        hub: Open on the store.
        number: The seed.

    Raises:
        Conflict: Other people live in the store.
    """
    label = await hub.do(SYSTEM, seed.label)
    found = None if label is None else _LABEL.fullmatch(label)
    if label is not None and found is None:
        raise Conflict(
            f"{hub.config.data_dir} holds a hub of its own, not a sample community; name another folder with --data."
        )
    home = Home(made=False, seed=int(found[1]), members=0, messages=0) if found is not None else None
    if home is None:
        community = compose(number, hub.clock(), hub.config.hub.time_zone)
        # Everybody has the same password, and one hash costs as much as the rest together.
        hashed = await hub.passwords.hash(PASSWORD)
        await hub.do(SYSTEM, seed.plant, community=community, password_hash=hashed)
        home = Home(True, number, len(community.members), community.messages)
    _keep_settings(hub.config)
    await _open_the_door(hub)
    return home


async def _open_the_door(hub: Hub) -> None:
    """Make the open invite, unless it is there, or a host has taken it back."""
    try:
        await hub.do(GUEST, joining.preview, code=INVITE_CODE)
    except NotFound:
        try:
            await hub.do(
                SYSTEM,
                invites.create,
                circle_names=INVITE_CIRCLES,
                uses=-1,
                expires_in_s=-1,
                code=INVITE_CODE,
            )
        except Conflict:
            return
