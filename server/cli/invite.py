"""`porchlight invite`: make a code that lets people in, see which hold, take one back."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from server.cli import console
from server.cli.opening import USUAL_CONFIG, ConfigPath, with_hub
from server.cli.when import day
from store import invites
from store.hub import Hub
from store.operations import SYSTEM
from store.policy import Role

DAY_S: Final = 86_400

app = typer.Typer(help="Let people in.")


@app.command()
def create(
    role: Annotated[Role, typer.Option(help="What they become.")] = Role.PARTICIPANT,
    circle: Annotated[
        list[str] | None, typer.Option(help="A circle they are in from the start; may be repeated.")
    ] = None,
    uses: Annotated[int, typer.Option(help="How many may come with it; -1: as many as come.")] = 1,
    days: Annotated[
        int | None, typer.Option(help="How many days it holds; -1: for ever. Without it: as hub.toml says.")
    ] = None,
    config: ConfigPath = USUAL_CONFIG,
) -> None:
    """Make an invite and show its code, once."""

    async def work(hub: Hub) -> None:
        seconds = None if days is None else max(days, -1) * DAY_S
        made = await hub.do(
            SYSTEM,
            invites.create,
            role=role,
            circle_names=tuple(circle or ()),
            uses=uses,
            expires_in_s=seconds,
        )
        if not console.looked_at():
            console.say(made.code)
            return
        console.say(f"  {made.code}")
        console.say()
        console.say(f"Pass it on by a private way, with: {hub.config.ssh_line('join')}")
        console.say(
            f"It makes a {made.role.value}, and holds {_until(made.expires_at)}. It is not shown again."
        )

    with_hub(config, work)


@app.command("list")
def listing(config: ConfigPath = USUAL_CONFIG) -> None:
    """Show the invites that still open the door."""

    async def work(hub: Hub) -> None:
        rows = [
            (
                str(each.id),
                f"{each.hint}…",
                each.role.value,
                ", ".join(each.circles) or "-",
                "any number" if each.uses_left < 0 else str(each.uses_left),
                _until(each.expires_at),
            )
            for each in await hub.do(SYSTEM, invites.listing)
        ]
        console.table(
            ("number", "begins", "role", "circles", "uses left", "holds"),
            rows,
            empty="No invite holds just now.",
        )

    with_hub(config, work)


@app.command()
def revoke(
    number: Annotated[int, typer.Argument(help="Its number, as `invite list` shows it.")],
    config: ConfigPath = USUAL_CONFIG,
) -> None:
    """Let nobody in with an invite any more."""

    async def work(hub: Hub) -> None:
        await hub.do(SYSTEM, invites.revoke, invite_id=number)
        console.say(f"Invite {number} no longer opens the door.")

    with_hub(config, work)


def _until(at: int | None) -> str:
    return "for ever" if at is None else f"until {day(at)}"
