"""What waits in the rooms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from store import chat
from store.errors import HubError
from tui import words
from tui.keeper import Keeper
from tui.places import permalink, place_in
from tui.rooms import count_label, title_of
from tui.widgets.floating import Entry


class ChatKeeper(Keeper):
    """Answers from what the app knows of its rooms, which the app's listener keeps up to date."""

    targets: ClassVar[frozenset[str]] = frozenset({"room", "place"})

    @property
    def count(self) -> int:
        """Unread lines to notice."""
        return self.porch.rooms.notice

    @property
    def named(self) -> bool:
        """Somebody names the person in one of them."""
        return self.porch.rooms.names_me

    async def entries(self) -> Sequence[Entry]:
        """The rooms, those where one was last first."""
        porch = self.porch
        return [
            Entry(
                f"room:{room.id}",
                title_of(room),
                count_label(room.notice) or room.circle,
                also=f"{room.title} {room.topic} {room.circle}",
                light=room.notice > 0,
            )
            for room in porch.rooms.recent(porch.open_room_id)
        ]

    def places(self, typed: str) -> Sequence[Entry]:
        """The message that was typed as "kitchen#412"."""
        found = place_in(typed, self.porch.rooms)
        if found is None:
            return ()
        room, seq = found
        return [Entry(f"place:{room.id}:{seq}", permalink(room.name, seq), words.JUMP_MESSAGE)]

    async def go(self, kind: str, rest: str) -> None:
        """Open a room: "room:7", or "place:7:412" at one of its messages."""
        where, _, seq = rest.partition(":")
        if kind == "room":
            await self.porch.open_room(int(where))
            return
        try:
            await self.attempt(chat.message, room=int(where), seq=int(seq))
        except HubError:
            self.porch.toast(words.NO_SUCH_MESSAGE)
        else:
            await self.porch.open_room(int(where), seq=int(seq))

    async def next_unread(self) -> bool:
        """Open the next room with something to notice."""
        room = self.porch.rooms.next_unread(self.porch.open_room_id)
        if room is not None:
            await self.porch.open_room(room.id)
        return room is not None
