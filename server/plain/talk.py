"""The conversation: lines are taken one after another, and in between the room one is in may say something."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Final, TypeVar

from server.commands.dispatch import LONGEST_LINE, Invocation, run
from server.cooked import INTERRUPTED
from server.plain import words
from server.plain.checking_in import CheckingIn
from server.plain.room import OpenRoom
from store import members, rooms
from store.bus import Event, Resync, Subscription
from store.errors import Conflict, HubError, Invalid, NotFound
from store.rooms import RoomSummary
from tui import times
from tui.rooms import Rooms

T = TypeVar("T")

HIDING_LINES: Final = 60
"""Empty lines that push everything off a usual screen."""
LEAVING: Final = frozenset({"quit", "bye", "exit", "q"})


class Paragraph:
    """Standard input for a command inside the conversation: the next lines, up to an empty one."""

    typing = False

    def __init__(self, call: Invocation) -> None:
        """Take the lines of a conversation.

        Args:
            call: The conversation.
        """
        self._call = call

    async def read(self, limit: int) -> str:
        """Ask for some lines; `limit` characters at most."""
        self._call.output.line(words.WRITE)
        lines: list[str] = []
        while line := await self._call.stdin.read_line(limit):
            if line.strip() in {".", INTERRUPTED}:
                raise Invalid(words.NOTHING_WRITTEN)
            if line.strip() == "!":
                await run(self._call.hub, self._call.actor, "crisis", stdin=self, output=self._call.output)
                continue
            lines.append(line)
        return "\n".join(lines)[:limit]

    async def read_line(self, limit: int) -> str | None:
        """The next line of the conversation."""
        return await self._call.stdin.read_line(limit)


class Talk:
    """One visit, line by line."""

    def __init__(self, call: Invocation) -> None:
        """Begin at home, in no room.

        Args:
            call: The command that opened the conversation.
        """
        self._call = call
        self._open: OpenRoom | None = None
        self._held = False
        self._explained = False
        self._news: Subscription = call.hub.bus.subscribe()

    async def run(self) -> None:
        """Talk until the person leaves."""
        call = self._call
        with self._news:
            if not await self._come_in():
                return
            async for line in self._lines():
                try:
                    if not await self._obey(line):
                        break
                except HubError as error:
                    call.output.line(str(error))
                if self._held and self._open is not None:
                    self._held = False
                    await self._open.read_on(quiet=True)
                if not await call.output.drained():
                    return
        call.output.line(words.BYE)

    async def _come_in(self) -> bool:
        """Greet; where the rules are new, have them acknowledged first."""
        call = self._call
        me = await call.hub.do(call.actor, members.me)
        zone = times.zone_of(me.time_zone)
        clock = times.hour_minute(call.hub.clock(), zone)
        call.output.line(words.HELLO.format(hub=call.hub.config.hub.name, handle=me.handle, time=clock))
        if me.rules_due:
            call.output.line(call.hub.config.rules.text.strip())
            call.output.line(words.RULES_FIRST)
            while (line := await call.stdin.read_line(LONGEST_LINE)) is not None:
                if line.strip().lower() == "yes":
                    version = call.hub.config.rules.version
                    await call.hub.do(call.actor, members.acknowledge_rules, version=version)
                    call.output.line(words.RULES_THANKS)
                    break
                if line.strip().lower() in LEAVING:
                    return False
                call.output.line(words.RULES_FIRST)
            else:
                return False
        call.output.line(words.BEGIN)
        return True

    async def _lines(self) -> AsyncIterator[str]:
        """The lines that are typed; while one is waited for, what happens in the room is shown."""
        call = self._call
        typed: asyncio.Task[str | None] | None = None
        event: asyncio.Task[Event | Resync] | None = None
        closed = asyncio.create_task(call.output.closed.wait())
        try:
            while True:
                typed = typed or asyncio.create_task(call.stdin.read_line(LONGEST_LINE))
                event = event or asyncio.create_task(self._news.get())
                await asyncio.wait((typed, event, closed), return_when=asyncio.FIRST_COMPLETED)
                if closed.done():
                    return
                if event.done():
                    event = None
                    await self._heard()
                if typed.done():
                    line, typed = typed.result(), None
                    if line is None:
                        return
                    yield line
        finally:
            for task in (typed, event, closed):
                if task is not None:
                    task.cancel()

    async def _heard(self) -> None:
        """Something happened in the room: show it, but never into a line that somebody is typing."""
        if self._open is None:
            return
        if self._call.stdin.typing:
            self._held = True
            return
        try:
            await self._open.read_on(quiet=True)
        except HubError as error:
            # The room is no longer theirs to see.
            self._call.output.line(str(error))
            self._leave_room()

    async def _obey(self, line: str) -> bool:
        """Do what a line says; False: the person leaves."""
        bare = line.strip()
        if bare == INTERRUPTED:
            self._call.output.line(words.TO_LEAVE)
            return True
        if (self._open is not None and not bare.startswith(("/", "!"))) or bare.startswith("/me "):
            await self._speak(line)
            return True
        bare = bare.removeprefix("/")
        word, _, rest = bare.partition(" ")
        rest = rest.strip()
        match word.lower():
            case "":
                pass
            case leaving if leaving in LEAVING:
                return False
            case "!":
                await self._command("crisis")
            case "help" if not rest:
                self._call.output.line(words.HELP)
            case "commands":
                await self._command("help")
            case "open" | "watch":
                await self._enter(await self._room(rest))
            case "next" | "n":
                await self._next()
            case "older":
                await (self._opened()).older()
            case "back":
                self._call.output.line(words.LEFT.format(room=self._opened().room.name))
                self._leave_room()
            case "hide":
                self._call.output.line("\n" * HIDING_LINES)
            case "checkin" if not rest:
                await CheckingIn(self._call).run()
            case "plain" if not rest:
                self._call.output.line(words.HERE_ALREADY)
            case _:
                await self._command(bare)
        return True

    async def _speak(self, line: str) -> None:
        """Say a line in the room; an empty one reads on."""
        room = self._opened()
        if line.strip():
            await room.say(line)
        else:
            await room.read_on()

    async def _command(self, line: str) -> None:
        """Run one of the commands that also work over SSH."""
        call = self._call
        wait_s = call.pace()
        if wait_s:
            call.output.line(words.SLOW_DOWN.format(seconds=max(1, round(wait_s))))
            return
        await run(
            call.hub, call.actor, line, stdin=Paragraph(call), output=call.output.spoken(), pace=call.pace
        )

    # rooms

    def _opened(self) -> OpenRoom:
        """The room one is in.

        Raises:
            NotFound: One is in none.
        """
        if self._open is None:
            raise NotFound(words.NOWHERE)
        return self._open

    async def _room(self, name: str) -> RoomSummary:
        """A room by its name, or by a beginning that only one has."""
        call = self._call
        if not name:
            raise NotFound(words.NOWHERE)
        try:
            return await call.hub.do(call.actor, rooms.one, room=name)
        except NotFound:
            begun = name.lower().lstrip("#")
            found = [
                room for room in await call.hub.do(call.actor, rooms.listing) if room.name.startswith(begun)
            ]
            if len(found) == 1:
                return found[0]
            if found:
                names = ", ".join(room.name for room in found[:5])
                raise Conflict(f"Several of your rooms begin so: {names}. Please type one of them.") from None
            raise

    async def _next(self) -> None:
        known = Rooms()
        known.read_again(await self._call.hub.do(self._call.actor, rooms.listing))
        room = known.next_unread(self._open.room.id if self._open is not None else None)
        if room is None:
            self._call.output.line(words.CAUGHT_UP)
        else:
            await self._enter(room)

    async def _enter(self, room: RoomSummary) -> None:
        self._leave_room()
        me = await self._call.hub.do(self._call.actor, members.me)
        # Listening begins before reading: what is said in between comes as news.
        self._news.add(f"room:{room.id}")
        self._open = OpenRoom(self._call, room, times.zone_of(me.time_zone))
        await self._open.enter()
        if not self._explained:
            self._explained = True
            self._call.output.line(words.HOW)

    def _leave_room(self) -> None:
        if self._open is not None:
            self._news.discard(f"room:{self._open.room.id}")
            self._open = None
        self._held = False
