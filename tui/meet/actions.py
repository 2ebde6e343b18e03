"""What one can do everywhere to find people and circles; the app mixes this in."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Final

from store.bus import Event
from store.errors import HubError
from store.sight import SEES_ALL_MEMBERS
from tui.ask import OnPorch
from tui.commands import Command
from tui.meet import words
from tui.meet.circles import look_around
from tui.meet.new_room import new_room_somewhere
from tui.meet.reach import reach
from tui.meet.requests import Request, answer_requests, waiting
from tui.widgets.floating import Prompt

COMMANDS: Final = (
    Command(
        "meet.write_to",
        (),
        "write_to",
        "Write to somebody, or to a few",
        "Direct messages by handle; somebody with whom you share no circle is asked first.",
        "Everywhere",
    ),
    Command(
        "meet.circles",
        (),
        "circles",
        "Circles",
        "Look around, join, ask to come in, leave.",
        "Everywhere",
    ),
    Command(
        "meet.requests",
        (),
        "requests",
        "They ask",
        "People who would like to write to you, or to come into a circle you lead.",
        "Everywhere",
    ),
    Command(
        "meet.new_room",
        (),
        "new_room",
        "New room",
        "Make a room in a circle you lead.",
        "Everywhere",
    ),
)
MEMBERS_ONLY: Final = frozenset({"write_to", "circles", "requests", "new_room"})
"""Actions for those who have an account and acknowledged the rules."""


class Meeting(OnPorch):
    """The actions of the commands above."""

    asking: tuple[Request, ...] = ()
    """Who waits for an answer of mine, as far as this visit knows."""

    @property
    def leads_hub(self) -> bool:
        """The person looks after every circle."""
        me = self.porch.me
        return me is not None and me.role in SEES_ALL_MEMBERS

    def _float(self, asking: Coroutine[object, object, None]) -> None:
        """Ask something in a card; the app's other actions have it."""
        raise NotImplementedError

    def action_write_to(self) -> None:
        """Ask to whom, and go there."""
        self._float(self._write_to())

    async def _write_to(self) -> None:
        porch = self.porch
        typed = await porch.push_screen_wait(
            Prompt(words.WRITE_TITLE, words.WRITE_TEXT, hint=words.WRITE_HINT)
        )
        if not typed:
            return
        try:
            room = await reach(porch, typed)
        except HubError as error:
            porch.toast(str(error), trouble=True)
            return
        if room is not None:
            await porch.open_room(room.id)

    def action_circles(self) -> None:
        """Look around."""
        self._float(look_around(self.porch))

    def action_requests(self) -> None:
        """Answer those who ask."""
        self._float(self._answer_requests())

    async def _answer_requests(self) -> None:
        porch = self.porch
        await answer_requests(porch)
        await self.look_for_requests(tell=False)
        # A no is news to nobody, not even on the bus; the person's own screens are told here.
        for screen in porch.frames():
            await screen.heard(Event(f"member:{porch.session.actor.member_id}", "rooms"))

    def action_new_room(self) -> None:
        """Make a room."""
        self._float(new_room_somewhere(self.porch))

    async def look_for_requests(self, *, tell: bool = True) -> None:
        """Read who asks.

        Args:
            tell: Say it kindly when somebody asks who did not before.
        """
        before, self.asking = self.asking, tuple(await waiting(self.porch))
        new = [one for one in self.asking if one not in before]
        if new and tell:
            self.porch.toast(words.told(new[0].sentence, len(new) - 1))
