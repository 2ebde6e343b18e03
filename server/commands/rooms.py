"""`rooms`: my rooms and how much of each is unread."""

from __future__ import annotations

from server.commands.dispatch import DONE, Command, Invocation
from server.output import iso, moment
from store import rooms
from store.rooms import RoomSummary
from tui.rooms import count_label


def fields(room: RoomSummary) -> dict[str, object]:
    """One room as JSON; the first four names stay for ever."""
    return {
        "room": room.name,
        "circle": room.circle,
        "unread": room.unread,
        "last_seq": room.last_seq,
        "kind": room.kind,
        "title": room.title,
        "topic": room.topic,
        "last_at": iso(room.last_at),
    }


async def run(call: Invocation) -> int:
    """List them, the most recently written in first."""
    mine = await call.hub.do(call.actor, rooms.listing)
    if call.as_json:
        call.output.json([fields(room) for room in mine])
        return DONE
    if not mine:
        call.output.line("You are in no room yet; `circles` shows what you can join.")
        return DONE
    zone, now = await call.zone(), call.hub.clock()
    call.output.columns(
        [
            (
                room.name,
                room.circle,
                f"{count_label(room.unread)} unread" if room.unread else "",
                moment(room.last_at, zone, now),
            )
            for room in mine
        ]
    )
    return DONE


COMMAND = Command("rooms", "my rooms, the liveliest first", "", run)
