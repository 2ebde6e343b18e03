"""`porchlight circle`: circles, their rooms and who is in them."""

from __future__ import annotations

from typing import Annotated

import typer

from server.cli import console
from server.cli.member import member_of
from server.cli.opening import USUAL_CONFIG, ConfigPath, with_hub
from store import circles, rooms
from store.circles import CircleKind, Visibility
from store.errors import NotFound
from store.hub import Hub
from store.operations import SYSTEM

app = typer.Typer(help="Circles and their rooms.")


async def _find(hub: Hub, name: str) -> str:
    """A circle's name as it is kept.

    Raises:
        NotFound: There is none.
    """
    wanted = name.strip().lower()
    if wanted not in {each.name for each in await hub.do(SYSTEM, circles.listing)}:
        raise NotFound(f"There is no circle called {wanted}; `porchlight circle list` shows which there are.")
    return wanted


Name = Annotated[str, typer.Argument(help="The circle's name.", metavar="CIRCLE")]
Handle = Annotated[str, typer.Argument(help="A member's handle.", metavar="HANDLE")]


@app.command("list")
def listing(config: ConfigPath = USUAL_CONFIG) -> None:
    """Show every circle."""

    async def work(hub: Hub) -> None:
        rows = [
            (each.name, each.title, each.kind.value, each.visibility.value, str(each.people))
            for each in await hub.do(SYSTEM, circles.listing)
        ]
        console.table(
            ("circle", "title", "kind", "visibility", "people"),
            rows,
            empty="No circle yet. `porchlight circle add NAME --kind interest` makes one.",
        )

    with_hub(config, work)


@app.command()
def add(
    circle: Name,
    kind: Annotated[CircleKind, typer.Option(help="What it is for.")],
    title: Annotated[str, typer.Option(help="What people see; empty: the name.")] = "",
    visibility: Annotated[
        Visibility,
        typer.Option(help="open: anyone joins; ask: a lead lets them in; hidden: by invitation only."),
    ] = Visibility.ASK,
    description: Annotated[str, typer.Option(help="One line about it.")] = "",
    config: ConfigPath = USUAL_CONFIG,
) -> None:
    """Make a circle, with one room of the same name."""

    async def work(hub: Hub) -> None:
        await hub.do(
            SYSTEM,
            circles.create,
            name=circle,
            title=title,
            kind=kind,
            visibility=visibility,
            description=description,
        )
        console.say(f"The circle {circle} is there, with a room of the same name.")

    with_hub(config, work)


@app.command()
def room(
    circle: Name,
    name: Annotated[str, typer.Argument(help="The room's name.", metavar="ROOM")],
    title: Annotated[str, typer.Option(help="What people see; empty: the name.")] = "",
    topic: Annotated[str, typer.Option(help="What it is for, in a line.")] = "",
    config: ConfigPath = USUAL_CONFIG,
) -> None:
    """Make another room in a circle."""

    async def work(hub: Hub) -> None:
        await hub.do(
            SYSTEM, rooms.create, circle=await _find(hub, circle), name=name, title=title, topic=topic
        )
        console.say(f"The room {name} is open to everybody in {circle}.")

    with_hub(config, work)


@app.command()
def put(
    circle: Name,
    handle: Handle,
    lead: Annotated[bool, typer.Option("--lead", help="They lead it.")] = False,
    config: ConfigPath = USUAL_CONFIG,
) -> None:
    """Put a member into a circle; done again it changes whether they lead it."""

    async def work(hub: Hub) -> None:
        who = await member_of(hub, handle)
        await hub.do(
            SYSTEM, circles.add_member, circle=await _find(hub, circle), handle=who.handle, lead=lead
        )
        console.say(f"{handle} is in {circle}{', and leads it' if lead else ''}.")

    with_hub(config, work)


@app.command()
def out(circle: Name, handle: Handle, config: ConfigPath = USUAL_CONFIG) -> None:
    """Take a member out of a circle; what they wrote stays."""

    async def work(hub: Hub) -> None:
        await hub.do(SYSTEM, circles.remove_member, circle=await _find(hub, circle), handle=handle)
        console.say(f"{handle} is no longer in {circle}.")

    with_hub(config, work)
