"""Who is connected to this process: how often each member is, and the end of those who may no longer be.

One task listens to the bus for everybody, so that a session costs no task for it.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from typing import Final, Protocol

from store import members
from store.bus import Resync, Subscription
from store.errors import HubError, Refused
from store.hub import Hub
from store.operations import Actor

log = logging.getLogger("porchlight.door")

GRACE_S: Final = 8.0
"""Seconds an app has to say goodbye by itself before it is ended."""


class Visitor(Protocol):
    """One session, as far as the roster is concerned."""

    actor: Actor
    session_id: str

    @property
    def says_goodbye(self) -> bool:
        """Whether it hears by itself that it is to end, and needs a moment for it."""

    def end(self, sentence: str) -> None:
        """End it, showing one sentence."""


class Roster:
    """The sessions and members of one process."""

    def __init__(self, hub: Hub, *, sentence: str) -> None:
        """Begin with nobody.

        Args:
            hub: The hub.
            sentence: Shown to those who are ended.
        """
        self._hub = hub
        self._sentence = sentence
        self._visitors: dict[str, Visitor] = {}
        self._connections: Counter[int] = Counter()
        self._news: Subscription = hub.bus.subscribe()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to listen."""
        self._task = asyncio.create_task(self._listen(), name="porchlight-roster")

    async def close(self) -> None:
        """Stop listening."""
        self._news.close()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    @property
    def visitors(self) -> tuple[Visitor, ...]:
        """The sessions that are there now."""
        return tuple(self._visitors.values())

    @property
    def connections(self) -> int:
        """Connections of members, in all."""
        return self._connections.total()

    def connected(self, member_id: int) -> int:
        """Count one more connection of a member.

        Args:
            member_id: The member.

        Returns:
            How many there are now, this one included.
        """
        self._connections[member_id] += 1
        return self._connections[member_id]

    def disconnected(self, member_id: int) -> None:
        """Count one connection of a member less.

        Args:
            member_id: The member.
        """
        self._connections[member_id] -= 1
        if not self._connections[member_id]:
            del self._connections[member_id]

    def add(self, visitor: Visitor) -> None:
        """A session begins.

        Args:
            visitor: The session.
        """
        self._visitors[visitor.session_id] = visitor
        self._news.add(f"session:{visitor.session_id}")
        if visitor.actor.member_id:
            self._news.add(f"member:{visitor.actor.member_id}")

    def discard(self, visitor: Visitor) -> None:
        """A session has ended.

        Args:
            visitor: The session; one that never began is fine.
        """
        if self._visitors.pop(visitor.session_id, None) is None:
            return
        self._news.discard(f"session:{visitor.session_id}")
        member_id = visitor.actor.member_id
        if member_id and all(each.actor.member_id != member_id for each in self._visitors.values()):
            self._news.discard(f"member:{member_id}")

    async def _listen(self) -> None:
        while True:
            event = await self._news.get()
            if isinstance(event, Resync):
                await self._look_at_everybody()
            elif event.kind == "ended":
                self._end(event.topic.removeprefix("session:"))
            elif event.kind == "revoked":
                member_id = int(event.topic.removeprefix("member:"))
                for visitor in self.visitors:
                    if visitor.actor.member_id == member_id:
                        self._end(visitor.session_id)

    async def _look_at_everybody(self) -> None:
        """Something was missed: end those whom the store no longer lets in."""
        for visitor in self.visitors:
            if not visitor.actor.member_id:
                continue
            try:
                await self._hub.do(visitor.actor, members.me)
            except Refused:
                self._end(visitor.session_id)
            except HubError as error:
                log.warning("roster.unsure %s", type(error).__name__)

    def _end(self, session_id: str) -> None:
        visitor = self._visitors.get(session_id)
        if visitor is None:
            return
        if visitor.says_goodbye:
            asyncio.get_running_loop().call_later(GRACE_S, self._end_now, session_id)
        else:
            visitor.end(self._sentence)

    def _end_now(self, session_id: str) -> None:
        visitor = self._visitors.get(session_id)
        if visitor is not None:
            visitor.end(self._sentence)
