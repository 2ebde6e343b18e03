"""Doing what was typed as a command, and the names that can be completed in a room. Both belong to one screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from store import blocks, rooms
from store.errors import HubError
from tui.chat import slash, slash_help
from tui.chat.doing import Speaker
from tui.rooms import is_personal

if TYPE_CHECKING:
    from tui.chat.screen import ChatScreen


async def obey(speaker: Speaker, name: str, rest: str, typed: str) -> None:
    """Do a command; what could not be done is said, and what was typed is in the box again.

    Args:
        speaker: Where it was typed.
        name: The command's, as typed.
        rest: The words behind it.
        typed: The whole text; "": it came from the palette.
    """
    porch = speaker.screen.porch
    known = slash.BY_NAME.get(name)
    if known is None:
        porch.toast(slash_help.unknown(name), trouble=True)
        speaker.desk.give_back(typed)
        return
    if typed:
        speaker.desk.obeyed()
    try:
        await known.do(speaker, rest)
    except HubError as error:
        porch.toast(str(error), trouble=True)
        if typed:
            speaker.desk.give_back(typed)


class Names:
    """Who and what can be named in the room that is open."""

    def __init__(self, screen: ChatScreen) -> None:
        self._screen = screen
        self._room = 0
        self._people: list[tuple[str, str]] | None = None
        self._reading = False

    def begin(self, room: int) -> None:
        """Go on with a room, or read its people anew."""
        self._room = room
        self._people = None

    def people(self) -> Sequence[tuple[str, str]] | None:
        """Handles and display names, of everybody in the room but oneself; None: they are being read."""
        if self._people is None and self._room and not self._reading:
            self._reading = True
            self._screen.run_worker(self._read(), name="names", group="names")
        return self._people

    async def _read(self) -> None:
        handle = self._screen.porch.handle
        room = self._room
        try:
            unseen = {handle, *await self._screen.attempt(blocks.listing)}
            found = await self._screen.attempt(rooms.people, room=room)
        except HubError:
            # The room went away meanwhile; then there is nobody to name.
            unseen, found = set(), []
        finally:
            self._reading = False
        if room == self._room:
            self._people = [
                (one.handle, "" if one.display_name.casefold() == one.handle else one.display_name)
                for one in found
                if one.handle not in unseen
            ]
        self._screen.names_are_known()

    def rooms(self) -> Sequence[tuple[str, str]]:
        """The person's rooms and the circles they belong to."""
        return [(room.name, room.circle) for room in self._screen.porch.rooms if not is_personal(room)]

    def reactions(self) -> Sequence[str]:
        """The hub's own reactions."""
        return self._screen.porch.session.hub.config.chat.reactions
