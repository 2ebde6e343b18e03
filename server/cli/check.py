"""`porchlight check`: what is wrong with this hub, and how to mend it."""

from __future__ import annotations

import typer

from server.cli import console, statuses
from server.cli.opening import USUAL_CONFIG, ConfigPath
from store.check import Trouble, look_over
from store.config import load
from store.db import sqlite
from store.errors import ConfigError


def check(config: ConfigPath = USUAL_CONFIG) -> None:
    """Look this hub over: settings, files, SQLite, and every row of the store. Changes nothing."""
    try:
        settings = load(config)
    except ConfigError as error:
        _tell([Trouble(str(error), "Mend that line; the hub does not start before.")])
    else:
        with console.busy("Looking the hub over"):
            troubles = look_over(settings)
        _tell(troubles)
        console.say(f"All is well: {config}, {settings.database}, SQLite {sqlite.sqlite_version}.")


def _tell(troubles: list[Trouble]) -> None:
    """Print what is wrong and end with status 1, or do nothing.

    Raises:
        typer.Exit: There are troubles.
    """
    for each in troubles:
        console.say(each.what)
        console.say(f"    {each.mend}")
    if troubles:
        raise typer.Exit(statuses.REFUSED)
