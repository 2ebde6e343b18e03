"""What the typed commands do: each through the store's operations, as the person who typed it."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING, Final

from rich._emoji_codes import EMOJI

from store import blocks, chat, edits, pins, presence, reactions, rooms
from store.chat import Message
from store.errors import Invalid, NotFound
from store.rooms import RoomSummary
from tui.chat import acts, words
from tui.meet.reach import reach
from tui.search.screen import SearchScreen
from tui.widgets.floating import Entry, Picker

if TYPE_CHECKING:
    from tui.chat.desk import Desk
    from tui.chat.log import ChatLog
    from tui.chat.reader import Reader
    from tui.chat.screen import ChatScreen

UNITS_S: Final = {"m": 60, "h": 3600, "d": 86_400, "w": 7 * 86_400}
MUTED_FOR: Final = "8h"
"""How long a room is muted when nobody says how long."""
_SPAN: Final = re.compile(r"(\d{1,5})\s*([mhdw]?)[a-z]*")


class Speaker:
    """Where a command is typed: the open room, what is chosen and what is being written there."""

    def __init__(self, screen: ChatScreen, log: ChatLog, reader: Reader, desk: Desk) -> None:
        self.screen = screen
        self.desk = desk
        self._log = log
        self._reader = reader

    @property
    def room(self) -> RoomSummary:
        """The open room.

        Raises:
            Invalid: None is open.
        """
        if self._reader.room is None:
            raise Invalid(words.NO_ROOM_OPEN)
        return self._reader.room

    async def _newest(self) -> list[Message]:
        """The newest messages of the room, the newest first."""
        window = self._log.window
        held = (
            window.messages if window.at_end else await self.screen.attempt(chat.history, room=self.room.id)
        )
        return [message for message in reversed(held) if not message.deleted]

    async def target(self) -> Message:
        """The message that is answered or chosen, or else the newest.

        Raises:
            NotFound: Nobody has written here.
        """
        wanted = self.desk.answers or self._log.selected
        if wanted is not None and not wanted.deleted:
            return wanted
        newest = await self._newest()
        if not newest:
            raise NotFound(words.NOBODY_YET)
        return newest[0]

    async def mine(self) -> Message:
        """The chosen message, when it is the person's own, or else their newest.

        Raises:
            NotFound: There is none of theirs among the newest.
        """
        handle = self.screen.porch.handle
        chosen = self._log.selected
        newest = [chosen] if chosen is not None and not chosen.deleted else []
        for message in [*newest, *await self._newest()]:
            if message.author == handle:
                return message
        raise NotFound(words.NOTHING_OF_YOURS)


def span_s(typed: str) -> int:
    """A span of time as people type it, in seconds: "30m", "8h", "2 days"; a number alone is hours.

    Raises:
        Invalid: It is not one.
    """
    found = _SPAN.fullmatch(typed.strip().lower())
    if found is None:
        raise Invalid(words.NO_SPAN)
    return int(found.group(1)) * UNITS_S[found.group(2) or "h"]


async def me(speaker: Speaker, rest: str) -> None:
    """Say what one does."""
    if not rest:
        raise Invalid(words.SAY_WHAT_YOU_DO)
    await speaker.desk.send(f"/me {rest}")


async def msg(speaker: Speaker, rest: str) -> None:
    """Write to somebody, or to a few."""
    who, _, said = rest.partition(" ")
    if not who:
        raise Invalid(words.SAY_TO_WHOM)
    porch = speaker.screen.porch
    room = await reach(porch, who)
    if room is not None:
        if said.strip():
            await speaker.screen.attempt(
                chat.post, room=room.id, text=said.strip(), nonce=secrets.token_hex(8)
            )
        await porch.open_room(room.id)


async def topic(speaker: Speaker, rest: str) -> None:
    """Say what the room is about, or show it."""
    room = speaker.room
    if not rest:
        speaker.screen.porch.toast(words.topic_is(room.name, room.topic))
        return
    await speaker.screen.attempt(rooms.set_topic, room=room.id, topic="" if rest == "-" else rest)


async def pin(speaker: Speaker, rest: str) -> None:
    """Pin a message, or take the pin off."""
    number = rest.removeprefix("#")
    seq = int(number) if number.isdecimal() and len(number) < 10 else (await speaker.target()).seq
    pinned = await speaker.screen.attempt(pins.toggle, room=speaker.room.id, seq=seq)
    speaker.screen.porch.toast(words.NOW_PINNED if pinned else words.UNPINNED)


async def mute(speaker: Speaker, rest: str) -> None:
    """Want nothing of the room for a while."""
    span = rest or MUTED_FOR
    await speaker.screen.attempt(rooms.mute, room=speaker.room.id, for_s=span_s(span))
    speaker.screen.porch.toast(words.muted_for(speaker.room.name, span))


async def unmute(speaker: Speaker, rest: str) -> None:
    """End a mute."""
    await speaker.screen.attempt(rooms.mute, room=speaker.room.id, for_s=0)
    speaker.screen.porch.toast(words.unmuted(speaker.room.name))


def _handle(rest: str) -> str:
    handle = rest.split()[0].removeprefix("@") if rest else ""
    if not handle:
        raise Invalid(words.SAY_WHOM)
    return handle


async def block(speaker: Speaker, rest: str) -> None:
    """No longer see somebody."""
    handle = _handle(rest)
    await speaker.screen.attempt(blocks.block, handle=handle)
    speaker.screen.porch.toast(words.blocked(handle))


async def unblock(speaker: Speaker, rest: str) -> None:
    """See somebody again."""
    handle = _handle(rest)
    await speaker.screen.attempt(blocks.unblock, handle=handle)
    speaker.screen.porch.toast(words.unblocked(handle))


async def who(speaker: Speaker, rest: str) -> None:
    """Show who is here; choosing one opens direct messages with them."""
    porch = speaker.screen.porch
    here = await speaker.screen.attempt(presence.here, room=speaker.room.id)
    others = [one for one in here if one.handle != porch.handle]
    if not others:
        porch.toast(words.NOBODY_HERE)
        return
    entries = [
        Entry(
            one.handle,
            f"@{one.handle}",
            words.AWAY if one.state == "away" else words.ROLE_SHOWN.get(one.role.value, ""),
            one.name,
        )
        for one in others
    ]
    handle = await porch.push_screen_wait(Picker(words.HERE_NOW, words.WHO_HINT, entries))
    if handle is not None:
        room = await reach(porch, handle)
        if room is not None:
            await porch.open_room(room.id)


async def away(speaker: Speaker, rest: str) -> None:
    """Be shown as away."""
    await speaker.screen.porch.attention.go_away()
    speaker.screen.porch.toast(words.YOU_ARE_AWAY)


async def back(speaker: Speaker, rest: str) -> None:
    """Be shown as here."""
    await speaker.screen.porch.attention.come_back()
    speaker.screen.porch.toast(words.YOU_ARE_BACK)


async def search(speaker: Speaker, rest: str) -> None:
    """Look for words."""
    speaker.screen.porch.show(SearchScreen(rest))


async def react(speaker: Speaker, rest: str) -> None:
    """Give a kind sign, or take it back."""
    message = await speaker.target()
    if not rest:
        await acts.react(speaker.screen, message)
        return
    kind = EMOJI.get(rest.strip(":").lower(), rest) if rest.startswith(":") else rest
    await speaker.screen.attempt(reactions.toggle, room=message.room_id, seq=message.seq, kind=kind)


async def edit(speaker: Speaker, rest: str) -> None:
    """Change what one said."""
    message = await speaker.mine()
    if rest:
        await speaker.screen.attempt(edits.change, room=message.room_id, seq=message.seq, text=rest)
    else:
        speaker.desk.change(message)


async def delete(speaker: Speaker, rest: str) -> None:
    """Take back what one said."""
    await acts.take_back(speaker.screen, await speaker.mine())


async def help_page(speaker: Speaker, rest: str) -> None:
    """Show what can be typed."""
    # Here, because the page is made from the table, and the table from this.
    from tui.chat.slash_help import SlashHelp, sentence

    porch = speaker.screen.porch
    if rest:
        porch.toast(sentence(rest))
    else:
        porch.show(SlashHelp())
