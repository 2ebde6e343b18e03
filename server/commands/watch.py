"""`watch ROOM [--after ID]`: what is said from now on, until the client leaves."""

from __future__ import annotations

import asyncio

from server.commands import messages
from server.commands.dispatch import DONE, Command, Invocation, Parser
from store import chat, rooms
from store.bus import Event, Resync


def arguments(parser: Parser) -> None:
    """A room, and where to go on."""
    parser.add_argument("room")
    parser.add_argument("--after", type=int, metavar="ID")


async def run(call: Invocation) -> int:
    """Write each message as it comes: in order, none left out, none twice."""
    room = await call.hub.do(call.actor, rooms.one, room=str(call.arguments.room))
    after: int = room.last_seq if call.arguments.after is None else call.arguments.after
    zone = await call.zone()
    topics = (f"room:{room.id}", f"member:{call.actor.member_id}", "hub")
    closed = asyncio.create_task(call.output.closed.wait())
    event: asyncio.Task[Event | Resync] | None = None
    try:
        with call.hub.bus.subscribe(topics) as news:
            while True:
                # Read before waiting: what was said between the last read and the subscription is not lost.
                while said := await call.hub.do(
                    call.actor, chat.history, room=room.id, after=after, limit=100
                ):
                    for each in said:
                        if call.as_json:
                            call.output.json(messages.fields(each, room.name))
                        else:
                            call.output.line(messages.lines(each, zone, call.hub.clock()))
                        after = each.seq
                    if not await call.output.drained():
                        return DONE
                event = asyncio.create_task(news.get())
                await asyncio.wait((event, closed), return_when=asyncio.FIRST_COMPLETED)
                if closed.done():
                    return DONE
    finally:
        # However it ends: who waits for news in a task of its own has to take it back.
        closed.cancel()
        if event is not None:
            event.cancel()


COMMAND = Command(
    "watch",
    "what is said from now on, until you leave",
    "ROOM [--after ID]",
    run,
    arguments,
    details="With --json one object a line; --after ID goes on after that message, so that nothing is lost\n"
    "or doubled over a new connection.",
)
