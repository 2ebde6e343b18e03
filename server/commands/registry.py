"""Every command, one line each, in the order of the help."""

from __future__ import annotations

from typing import Final

from server.commands import (
    block,
    circles,
    crisis,
    delete,
    dm,
    edit,
    export,
    help,
    notice,
    pin,
    plain,
    post,
    react,
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
        react.COMMAND,
        edit.COMMAND,
        delete.COMMAND,
        pin.COMMAND,
        watch.COMMAND,
        who.COMMAND,
        search.COMMAND,
        notice.MENTIONS,
        notice.LEVEL,
        notice.MUTE,
        notice.UNMUTE,
        notice.CAUGHT_UP,
        block.COMMAND,
        block.UNBLOCK,
        circles.COMMAND,
        rules.COMMAND,
        plain.COMMAND,
        export.COMMAND,
        crisis.COMMAND,
        version.COMMAND,
    )
}
