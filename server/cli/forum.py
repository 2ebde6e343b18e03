"""`porchlight import forum FILE` and `porchlight export forum [FILE]`: a group's threads, brought in and taken away."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Final

import typer

from server.cli import console, statuses
from server.cli.opening import USUAL_CONFIG, ConfigPath, with_hub
from store import forum_file
from store.errors import Invalid
from store.hub import Hub
from store.operations import SYSTEM

importing = typer.Typer(help="Bring in what a group had elsewhere.")
exporting = typer.Typer(help="Take away what a group has here.")

MOST_SHOWN: Final = 20
"""Troubles of a file that are told at once."""


@importing.callback()
def _importing() -> None:
    """Bring in what a group had elsewhere."""


@exporting.callback()
def _exporting() -> None:
    """Take away what a group has here."""


@importing.command("forum")
def import_forum(
    file: Annotated[Path, typer.Argument(help="JSON Lines; docs/forum-import.md says what they look like.")],
    keep_names: Annotated[
        bool,
        typer.Option("--keep-names", help="Authors without an account here keep their name, as an alias."),
    ] = False,
    config: ConfigPath = USUAL_CONFIG,
) -> int:
    """Bring boards, threads and posts in. When anything in the file is wrong, nothing comes in.

    The hub may serve meanwhile: each thread appears when it is whole. Threads that are there already are passed over.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError:
        raise Invalid(f"{file}: this is not UTF-8 text; save it again as UTF-8.") from None

    async def work(hub: Hub) -> forum_file.Loaded:
        return await forum_file.load(hub, lines=lines, keep_names=keep_names)

    with console.busy("Bringing in"):
        loaded = with_hub(config, work)
    if loaded.problems:
        for each in loaded.problems[:MOST_SHOWN]:
            console.complain(f"{file}, line {each.line}: {each.what}")
        more = len(loaded.problems) - MOST_SHOWN
        console.complain(
            f"Nothing was brought in{f'; there is more like that ({more}+)' if more > 0 else ''}."
        )
        return statuses.REFUSED
    there = f" {loaded.known} threads were there already." if loaded.known else ""
    console.say(
        f"Brought in {loaded.threads} threads with {loaded.posts} posts, in {loaded.boards} boards.{there}"
    )
    if loaded.stopped:
        console.complain(
            f"{loaded.stopped} What came in stays; bring the same file in again to go on from there."
        )
        return statuses.REFUSED
    return statuses.DONE


@exporting.command("forum")
def export_forum(
    file: Annotated[
        Path | None, typer.Argument(help="Where to; it must not be there yet. Empty: print it.")
    ] = None,
    config: ConfigPath = USUAL_CONFIG,
) -> None:
    """Write the whole forum as JSON Lines; nothing in it says who is behind an alias."""

    async def work(hub: Hub) -> list[str]:
        return await hub.do(SYSTEM, forum_file.dump)

    lines = with_hub(config, work)
    if file is None:
        for line in lines:
            console.say(line)
        return
    # Only its owner may read it: it holds what people said to one another.
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.writelines(f"{line}\n" for line in lines)
    console.say(f"Wrote {len(lines)} lines to {file}.")
