"""Every command, one line each, in the order of the help."""

from __future__ import annotations

from typing import Final

from server.commands import (
    circles,
    crisis,
    dm,
    export,
    help,
    post,
    read,
    rooms,
    rules,
    search,
    today,
    unread,
    version,
    watch,
    who,
)
from server.commands.dispatch import Command

COMMANDS: Final[dict[str, Command]] = {
    command.name: command
    for command in (
        help.COMMAND,
        today.COMMAND,
        unread.COMMAND,
        rooms.COMMAND,
        read.COMMAND,
        post.COMMAND,
        dm.COMMAND,
        watch.COMMAND,
        who.COMMAND,
        search.COMMAND,
        circles.COMMAND,
        rules.COMMAND,
        export.COMMAND,
        crisis.COMMAND,
        version.COMMAND,
    )
}
