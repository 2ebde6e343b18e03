"""Whether the person at this terminal is here or away, as others are shown it.

One is away after ten minutes without a key, or when one says so; the next key is the way back. The time is looked at
once a minute, with the hub's one clock for all sessions: no session has a timer for it.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from store import presence
from store.errors import HubError
from store.presence import PresenceState

if TYPE_CHECKING:
    from tui.app import PorchlightApp

AWAY_AFTER_MS: Final = 10 * 60_000
"""Without a key for this long one counts as away."""


class Attention:
    """What one session knows of the person's attention. Belongs to one app."""

    def __init__(self, porch: PorchlightApp) -> None:
        self._porch = porch
        self._touched_at = porch.session.hub.clock()
        self.away = False
        """Others are shown that this connection is away."""
        self._saying = asyncio.Lock()

    def touched(self) -> None:
        """A key was pressed, or the like."""
        self._touched_at = self._porch.session.hub.clock()
        if self.away:
            self._porch.run_worker(self.come_back(), name="attention", group="attention")

    async def minute_passed(self) -> None:
        """Look whether the person is still there."""
        idle_ms = self._porch.session.hub.clock() - self._touched_at
        if idle_ms >= AWAY_AFTER_MS and not self.away:
            await self.go_away()

    async def go_away(self) -> None:
        """Be shown as away until the next key."""
        async with self._saying:
            self.away = True
            await self._say("away")

    async def come_back(self) -> None:
        """Be shown as here again; it is so when this returns, also where a key before has begun it."""
        async with self._saying:
            if self.away:
                self.away = False
                await self._say("here")

    async def _say(self, state: PresenceState) -> None:
        session = self._porch.session
        try:
            await session.hub.do(
                session.actor, presence.set_state, session_id=session.session_id, state=state
            )
        except HubError:
            # A guest has no presence, and a visit that ends has none any more; nobody has to be told.
            return
