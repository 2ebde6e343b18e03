"""`notice ROOM [LEVEL]`, `mute ROOM --for 8h`, `unmute ROOM`, `mentions`, `caught-up`: what is brought to my notice."""

from __future__ import annotations

import re
from typing import Final

from server.commands import messages
from server.commands.dispatch import DONE, Command, Invocation, Parser, WrongUsage
from store import chat, rooms, search, threads

UNITS_S: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}

_SPAN: Final = re.compile(r"(\d{1,6})([smhdw])")


def span_s(words: str) -> int:
    """A span of time as people type it, in seconds: "30m", "8h", "2d".

    Raises:
        WrongUsage: It is not one.
    """
    found = _SPAN.fullmatch(words.strip().lower())
    if found is None:
        raise WrongUsage("a span of time is written as 30m, 8h or 2d")
    return int(found[1]) * UNITS_S[found[2]]


def level_arguments(parser: Parser) -> None:
    """A room and a level, perhaps."""
    parser.add_argument("room")
    parser.add_argument("level", nargs="?", choices=rooms.LEVELS)


async def run_level(call: Invocation) -> int:
    """Set a room's level, or say which it has."""
    given = call.arguments
    room = await call.hub.do(call.actor, rooms.one, room=str(given.room))
    if given.level:
        await call.hub.do(call.actor, rooms.set_level, room=room.id, level=str(given.level))
    level = str(given.level or room.level)
    if call.as_json:
        call.output.json({"room": room.name, "level": level, "muted": room.muted})
    else:
        call.output.line(f"{room.name}: {level}{', muted for now' if room.muted else ''}")
    return DONE


def mute_arguments(parser: Parser) -> None:
    """A room and how long."""
    parser.add_argument("room")
    parser.add_argument("--for", dest="span", default="8h", metavar="SPAN")


async def run_mute(call: Invocation) -> int:
    """Keep a room from my notice for a while."""
    given = call.arguments
    room = await call.hub.do(call.actor, rooms.one, room=str(given.room))
    seconds = span_s(str(given.span))
    await call.hub.do(call.actor, rooms.mute, room=room.id, for_s=seconds)
    if call.as_json:
        call.output.json({"room": room.name, "for_s": seconds})
    else:
        call.output.line(f"{room.name} is muted for {given.span}.")
    return DONE


def room_argument(parser: Parser) -> None:
    """A room."""
    parser.add_argument("room")


async def run_unmute(call: Invocation) -> int:
    """Bring a room to my notice again."""
    room = await call.hub.do(call.actor, rooms.one, room=str(call.arguments.room))
    await call.hub.do(call.actor, rooms.mute, room=room.id, for_s=0)
    if call.as_json:
        call.output.json({"room": room.name, "for_s": 0})
    else:
        call.output.line(f"{room.name} is no longer muted.")
    return DONE


async def run_mentions(call: Invocation) -> int:
    """Show where I was named, the newest first."""
    found = await call.hub.do(call.actor, search.naming_me)
    names = {room.id: room.name for room in await call.hub.do(call.actor, rooms.listing)}
    if call.as_json:
        call.output.json([messages.fields(each, names.get(each.room_id, each.room)) for each in found])
        return DONE
    if not found:
        call.output.line("Nobody has named you yet.")
    zone, now = await call.zone(), call.hub.clock()
    for each in found:
        call.output.line(messages.lines(each, zone, now, names.get(each.room_id, each.room)))
    return DONE


async def run_caught_up(call: Invocation) -> int:
    """Take everything for read."""
    await call.hub.do(call.actor, chat.mark_all_read)
    await call.hub.do(call.actor, threads.mark_all_read)
    if call.as_json:
        call.output.json({"unread": 0})
    else:
        call.output.line("You are all caught up.")
    return DONE


LEVEL = Command(
    "notice",
    "what of a room is brought to my notice",
    "ROOM [nothing|mentions|all]",
    run_level,
    level_arguments,
)
MUTE = Command("mute", "want no notice of a room for a while", "ROOM [--for SPAN]", run_mute, mute_arguments)
UNMUTE = Command("unmute", "bring a room to my notice again", "ROOM", run_unmute, room_argument)
MENTIONS = Command("mentions", "where I was named", "", run_mentions)
CAUGHT_UP = Command("caught-up", "take everything for read", "", run_caught_up)
