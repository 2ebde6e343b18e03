"""`porchlight member`: accounts, as the host keeps them. A password never stands in a command line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from server.cli import asking, console
from server.cli.opening import USUAL_CONFIG, ConfigPath, with_hub
from server.cli.statuses import WrongUsage
from server.cli.when import day
from store import joining, keys, members
from store.errors import Conflict, NotFound
from store.hub import Hub
from store.members import Member
from store.operations import GUEST, SYSTEM
from store.policy import Role

app = typer.Typer(help="The people of the hub.")

Handle = Annotated[str, typer.Argument(help="Their handle.", metavar="HANDLE")]


async def member_of(hub: Hub, handle: str) -> Member:
    """The account of a handle, as it is kept.

    Raises:
        NotFound: There is none.
    """
    wanted = handle.strip().removeprefix("@").lower()
    for each in await hub.do(SYSTEM, members.listing):
        if each.handle == wanted:
            return each
    raise NotFound(f"There is nobody called {wanted}; `porchlight member list` shows who there is.")


@app.command("list")
def listing(config: ConfigPath = USUAL_CONFIG) -> None:
    """Show every account."""

    async def work(hub: Hub) -> None:
        rows = [
            (
                each.handle,
                each.display_name,
                each.role.value,
                each.state,
                each.time_zone,
                day(each.created_at),
            )
            for each in await hub.do(SYSTEM, members.listing)
        ]
        console.table(
            ("handle", "name", "role", "state", "time zone", "since"),
            rows,
            empty="Nobody yet. `porchlight invite create` makes the code for the first.",
        )

    with_hub(config, work)


@app.command()
def add(
    handle: Handle,
    role: Annotated[Role, typer.Option(help="What they are.")] = Role.PARTICIPANT,
    name: Annotated[str, typer.Option(help="The name others see; empty: the handle.")] = "",
    circle: Annotated[list[str] | None, typer.Option(help="A circle they are in; may be repeated.")] = None,
    zone: Annotated[str, typer.Option(help="Their time zone; empty: the hub's.")] = "",
    key: Annotated[
        Path | None, typer.Option(help="A file with their public key; - reads it from standard input.")
    ] = None,
    no_password: Annotated[bool, typer.Option("--no-password", help="Only a key opens the account.")] = False,
    config: ConfigPath = USUAL_CONFIG,
) -> None:
    """Make an account. The password is asked for, or read from standard input."""
    if no_password and key is None:
        raise WrongUsage("Without a password there has to be a key: add --key FILE.")
    if key == Path("-") and not no_password:
        raise WrongUsage(
            "Standard input can hold the key or the password: give the key as a file, or add --no-password."
        )
    public_key = None if key is None else _read_key(key)

    async def can_be_made(hub: Hub) -> None:
        if public_key is not None:
            keys.parse(public_key)
            if await hub.do(SYSTEM, keys.owner, public_key=public_key) is not None:
                raise Conflict("That key is enrolled already.")
        if not await hub.do(GUEST, joining.handle_free, handle=handle):
            raise Conflict(f"The handle {handle} is taken, or too like one that is; please choose another.")

    async def make(hub: Hub) -> None:
        hashed = await hub.passwords.hash(password, about=(handle, hub.config.hub.name)) if password else ""
        member_id = await hub.do(
            SYSTEM,
            members.add,
            handle=handle,
            role=role,
            display_name=name,
            password_hash=hashed,
            time_zone=zone,
            circle_names=tuple(circle or ()),
        )
        if public_key is not None:
            await hub.do(SYSTEM, keys.add_for, member_id=member_id, public_key=public_key)
        console.say(f"{handle} is here now, as a {role.value}: {hub.config.ssh_line(handle)}")

    # Asked between the two, so that nothing is open while somebody thinks, and Ctrl+C ends the question.
    with_hub(config, can_be_made)
    password = "" if no_password else asking.new_password(handle)
    with_hub(config, make)


@app.command()
def role(
    handle: Handle,
    role: Annotated[Role, typer.Argument(help="What they shall be.")],
    config: ConfigPath = USUAL_CONFIG,
) -> None:
    """Give a member another role."""

    async def work(hub: Hub) -> None:
        await hub.do(SYSTEM, members.set_role, handle=(await member_of(hub, handle)).handle, role=role)
        console.say(f"{handle} is a {role.value} now.")

    with_hub(config, work)


@app.command()
def reset(handle: Handle, config: ConfigPath = USUAL_CONFIG) -> None:
    """Give a member a new password and end their connections; their keys stay."""

    async def work(hub: Hub) -> None:
        hashed = await hub.passwords.hash(password, about=(whose, hub.config.hub.name))
        await hub.do(SYSTEM, members.reset, handle=whose, password_hash=hashed)
        console.say(f"{whose} has a new password; all their connections were ended.")

    whose = _handle(config, handle)
    password = asking.new_password(whose)
    with_hub(config, work)


@app.command()
def lock(handle: Handle, config: ConfigPath = USUAL_CONFIG) -> None:
    """Let a member in no longer, and end their connections. What they wrote stays."""
    _set_locked(config, handle, locked=True)


@app.command()
def unlock(handle: Handle, config: ConfigPath = USUAL_CONFIG) -> None:
    """Let a member in again."""
    _set_locked(config, handle, locked=False)


def _set_locked(config: Path, handle: str, *, locked: bool) -> None:
    async def work(hub: Hub) -> None:
        member = await member_of(hub, handle)
        await hub.do(SYSTEM, members.set_locked, handle=member.handle, locked=locked)
        console.say(f"{member.handle} {'can no longer come in' if locked else 'can come in again'}.")

    with_hub(config, work)


@app.command()
def erase(
    handle: Handle,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    aliases_at_once: Annotated[
        bool,
        typer.Option(
            "--aliases-at-once",
            help="Empty what they wrote under aliases now, too. Whoever looks on can then tell that it was theirs.",
        ),
    ] = False,
    config: ConfigPath = USUAL_CONFIG,
) -> None:
    """Erase a member: their words, their name and their ways in. It cannot be undone.

    What they wrote under aliases goes within a week, each alias at a time of its own, so that nobody can tell whose it
    was.
    """

    async def work(hub: Hub) -> None:
        await hub.do(SYSTEM, members.erase, handle=whose, aliases_at_once=aliases_at_once)
        console.say(f"{whose} and all that they wrote are gone. Backups made before still hold it.")
        if not aliases_at_once:
            console.say("What they may have written under aliases goes within a week, unnoticed.")

    whose = _handle(config, handle)
    asking.confirm(whose, yes=yes)
    with_hub(config, work)


@app.command()
def key(
    handle: Handle,
    file: Annotated[
        Path,
        typer.Argument(help="A file with one public key (such as id_ed25519.pub); - reads standard input."),
    ],
    label: Annotated[str, typer.Option(help="What to call it; empty: as the key itself says.")] = "",
    config: ConfigPath = USUAL_CONFIG,
) -> None:
    """Enrol a key for a member."""
    public_key = _read_key(file)

    async def work(hub: Hub) -> None:
        member = await member_of(hub, handle)
        added = await hub.do(SYSTEM, keys.add_for, member_id=member.id, public_key=public_key, label=label)
        console.say(f"{member.handle} can come in with the key {added.fingerprint}.")

    with_hub(config, work)


def _handle(config: Path, handle: str) -> str:
    """A member's handle as it is kept, before something is asked about them."""

    async def find(hub: Hub) -> str:
        return (await member_of(hub, handle)).handle

    return with_hub(config, find)


def _read_key(file: Path) -> str:
    if file == Path("-"):
        return sys.stdin.readline(asking.LONGEST_INPUT)
    with file.open(encoding="utf-8", errors="replace") as opened:
        return opened.read(asking.LONGEST_INPUT)
