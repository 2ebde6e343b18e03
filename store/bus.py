"""After-commit news: what changed, never what it says.

Each session holds one `Subscription`: a bounded, coalescing queue. Two pieces of news of the same topic and kind
about the same thing become the newest one; when the bound is reached all of it becomes one `RESYNC`, so a session
that does not listen costs a fixed amount of memory and nobody else anything.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Iterable
from contextvars import Context
from dataclasses import dataclass
from typing import Final, Self

AT_ONCE: Final = 4
"""Sessions that hear of one thing in the same turn of the loop. Drawing a line takes each a third of a millisecond or
more, and a key needs several turns from the wire to the screen."""
QUEUE_BOUND: Final = 256
"""Pieces of news a subscription holds before it forgets them all and says RESYNC."""


@dataclass(frozen=True, slots=True)
class Event:
    """One piece of news.

    Topics: "room:7", "board:3", "thread:9", "member:12", "circle:3", "hub"; "due" is for the keepers of the hubs alone
    and reaches no subscription. Kinds and their values:
    room: "advanced" (the room's newest sequence), "changed" (the sequence of a message that was edited, deleted or
    reacted to), "presence" (0), "room" (0: name, topic, people), "reread" (0: many messages changed at once, as when
    their author was erased);
    board: "advanced" (the id of a thread in it that got something), "changed" (the id of a thread whose row looks
    different: title, pin, solved, moved away), "board" (0: its own settings);
    thread: "advanced" (its newest sequence), "changed" (the sequence of a post that was edited, taken back, reacted
    to or voted on), "reread" (0: many posts changed at once);
    member: "threads" (0: what is unread or followed in the forum changed), "named-thread" (a thread's id: a post there
    mentions me), "lift" (0: a request to lift an alias waits for me, was decided, or was about mine);
    member: "rooms", "read" (a room's id: marks moved on another device), "named" (a room's id: somebody mentions me
    there), "blocks", "profile", "preferences", "keys",
    "revoked" (all 0; the last ends every session of that member);
    and of buddies: "pairs" (a pair, an asking, a card of theirs), "checkins" (check-ins and counters, their own and
    what others share with them by name or as their buddy), "notes", "goals" (goals, routines, milestones, plans) and
    "kudos" (all 0: what is read is read as its reader);
    circle: "checkins", "goals" (0: something that is for the whole circle changed; of what is for its author or for a
    buddy nothing is ever said here), "boards" (0: one of its boards came to lists or left them);
    room: "milestones" (0: one that is announced there changed);
    hub: "presence" (0), "notice" (0), "closing" (0), "boards" (0: a board of the hub came to lists or left them).
    """

    topic: str
    kind: str
    value: int = 0
    but: str = ""
    """The session that made the change and knows of it already; "": everybody is told."""

    @property
    def identity(self) -> tuple[str, str, int]:
        """What makes two pieces of news one: a later "advanced" of a room or thread replaces an earlier, a "changed"
        does not. A board's tells of one thread each time."""
        each = self.kind in {"changed", "read", "named", "named-thread"} or self.topic.startswith("board:")
        return (self.topic, self.kind, self.value if each else 0)


@dataclass(frozen=True, slots=True)
class Resync:
    """The queue overflowed: something was missed, so everything shown has to be read again."""


RESYNC: Final = Resync()


class Subscription:
    """The news that one session asked for. Use it in one task."""

    def __init__(self, bus: Bus, topics: Iterable[str], session: str) -> None:
        self._bus = bus
        self._session = session
        self._topics: set[str] = set()
        self._waiting: dict[tuple[str, str, int], Event] = {}
        self._overflowed = False
        self._woken: asyncio.Future[None] | None = None
        self._closed = False
        for topic in topics:
            self.add(topic)

    @property
    def topics(self) -> frozenset[str]:
        """The topics listened to now."""
        return frozenset(self._topics)

    def add(self, topic: str) -> None:
        """Listen to one topic more."""
        if not self._closed and topic not in self._topics:
            self._topics.add(topic)
            self._bus.attach(topic, self)

    def discard(self, topic: str) -> None:
        """No longer listen to a topic; what is already waiting still comes."""
        if topic in self._topics:
            self._topics.discard(topic)
            self._bus.detach(topic, self)

    def offer(self, event: Event) -> None:
        """Put one piece of news in the queue (called by the bus, on the loop's thread)."""
        if self._overflowed or self._closed or (event.but and event.but == self._session):
            return
        identity = event.identity
        if identity not in self._waiting and len(self._waiting) >= QUEUE_BOUND:
            self.overflow()
        else:
            self._waiting[identity] = event
            self._wake()

    def overflow(self) -> None:
        """Forget what waits; the next thing read is RESYNC."""
        if not self._closed:
            self._waiting.clear()
            self._overflowed = True
            self._wake()

    def _wake(self) -> None:
        if self._woken is not None and not self._woken.done():
            self._woken.set_result(None)

    async def get(self) -> Event | Resync:
        """Wait for the oldest piece of news, or RESYNC after an overflow."""
        # A future of one's own: an `asyncio.Event` takes four times the calls, for each line and each of its viewers.
        while not self._waiting and not self._overflowed:
            self._woken = asyncio.get_running_loop().create_future()
            try:
                await self._woken
            finally:
                self._woken = None
        if self._overflowed:
            self._overflowed = False
            return RESYNC
        return self._waiting.pop(next(iter(self._waiting)))

    def close(self) -> None:
        """Stop listening; safe to call twice."""
        self._closed = True
        for topic in tuple(self._topics):
            self.discard(topic)
        self._waiting.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class Bus:
    """Hands news to the subscriptions of this process. Belongs to the loop's thread."""

    def __init__(self) -> None:
        self._listeners: dict[str, set[Subscription]] = {}
        self._undelivered: deque[tuple[Event, deque[Subscription]]] = deque()

    def subscribe(self, topics: Iterable[str] = (), *, session: str = "") -> Subscription:
        """Start listening to some topics; close the subscription when done.

        Args:
            topics: The first of them.
            session: Which session listens: it is not told what it did itself. "": none.
        """
        return Subscription(self, topics, session)

    def attach(self, topic: str, subscription: Subscription) -> None:
        """Add a listener to a topic."""
        self._listeners.setdefault(topic, set()).add(subscription)

    def detach(self, topic: str, subscription: Subscription) -> None:
        """Take a listener off a topic."""
        with contextlib.suppress(KeyError):
            self._listeners[topic].discard(subscription)
            if not self._listeners[topic]:
                del self._listeners[topic]

    def publish(self, event: Event) -> None:
        """Hand one piece of news to everybody who listens to its topic.

        A few get it at once. The rest of a crowd get it in the next turns of the loop, a few in each, so that a key
        that somebody presses meanwhile is not answered after all of them; everybody gets all news in the order it came.
        """
        listeners = self._listeners.get(event.topic, ())
        if self._undelivered or len(listeners) > AT_ONCE:
            self._undelivered.append((event, deque(listeners)))
            if len(self._undelivered) == 1:
                self._deliver()
        else:
            for subscription in tuple(listeners):
                subscription.offer(event)

    def _deliver(self) -> None:
        """Hand out what waits to as many as one turn of the loop is for, the oldest first."""
        for _ in range(AT_ONCE):
            while self._undelivered and not self._undelivered[0][1]:
                self._undelivered.popleft()
            if not self._undelivered:
                return
            event, listeners = self._undelivered[0]
            listeners.popleft().offer(event)
        asyncio.get_running_loop().call_soon(self._deliver, context=Context())

    def publish_in_turns(self, event: Event, *, at_once: int, every_s: float) -> None:
        """Hand one piece of news to everybody who listens now, to some after others.

        What hundreds of sessions do at the same moment is a moment in which nobody's key is answered.

        Args:
            event: News that may come a little later than it might.
            at_once: How many get it in one go.
            every_s: Seconds from one go to the next; the first is now.
        """
        waiting = deque(self._listeners.get(event.topic, ()))

        def turn() -> None:
            for _ in range(min(at_once, len(waiting))):
                waiting.popleft().offer(event)
            if waiting:
                asyncio.get_running_loop().call_later(every_s, turn)

        turn()

    def resync(self) -> None:
        """Tell everybody that something was missed."""
        for subscription in {one for listeners in self._listeners.values() for one in listeners}:
            subscription.overflow()

    def listeners(self, topic: str) -> int:
        """How many listen to a topic now."""
        return len(self._listeners.get(topic, ()))
