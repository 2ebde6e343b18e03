"""One open hub: its configuration, its store, its bus. `Hub.do` is the only way that anything is done."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import time
from collections.abc import Callable
from typing import Final, ParamSpec, Self, TypeVar

from store import due_work, forum_erasing, presence, thread_keeping
from store.bus import Bus, Event
from store.config import Config
from store.db import Database
from store.errors import HubError
from store.migrations import migrate
from store.operations import SYSTEM, Actor, Operation, Tx
from store.passwords import Passwords

P = ParamSpec("P")
R = TypeVar("R")
Clock = Callable[[], int]
"""Answers the time now in epoch milliseconds UTC."""

LISTEN_EVERY_S: Final = 0.5
"""How often news of other processes on the file is looked for: one pragma a process, whatever the sessions."""

EMPTY_EVERY_S: Final = 1.0
"""How often at most the log is emptied of what was taken out of the store."""

BEAT_EVERY_S: Final = 20.0
"""How often this process says that it lives; presence of a process silent for a minute no longer counts."""

log = logging.getLogger("porchlight.store")


def system_clock() -> int:
    """The machine's time, in epoch milliseconds UTC."""
    return time.time_ns() // 1_000_000


class Hub:
    """Use `await Hub.open(config)`, and `await hub.close()` when done."""

    def __init__(self, config: Config, clock: Clock) -> None:
        self.config = config
        self.clock = clock
        self.bus = Bus()
        self.passwords = Passwords()
        self.process_id = secrets.token_hex(8)
        """Names this process among those on the file, for presence and for its own news."""
        self.database = Database(config.database, self._publish)
        self._keeper: asyncio.Task[None] | None = None
        self._news_cursor = 0
        self._log_due = False
        self._log_emptied = -EMPTY_EVERY_S
        self._due_at: int | None = None
        self._due_known = False

    @classmethod
    async def open(cls, config: Config, *, clock: Clock = system_clock) -> Self:
        """Open the store that the configuration names, making or updating it first.

        Raises:
            StoreUnsafe: SQLite is too old to be trusted with it.
            StoreDamaged: The file is not a sound store.
            Unavailable: It cannot be made, read or written.
        """
        await asyncio.to_thread(migrate, config.database)
        hub = cls(config, clock)
        try:
            hub._news_cursor = await hub.do(SYSTEM, presence.newest_news)
            await hub.do(SYSTEM, presence.beat, process_id=hub.process_id)
        except BaseException:
            await hub.database.close()
            hub.passwords.close()
            raise
        hub._keeper = asyncio.create_task(hub._keep(), name="porchlight-keeper")
        return hub

    async def do(self, actor: Actor, operation: Operation[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Do an operation as an actor: rule and work in one transaction; when a write returns it is on disk.

        Raises:
            HubError: The leaf that says why not, with a sentence to show.
        """
        if operation.writes:
            done = await self.database.write(
                lambda connection, events: operation.within(
                    Tx(connection, actor, self.clock(), self.config, self.process_id, events), *args, **kwargs
                )
            )
            if operation.forgets:
                await self._forget()
            return done
        if operation.slow:
            return await self.database.read_slowly(
                lambda connection: operation.within(
                    Tx(connection, actor, self.clock(), self.config), *args, **kwargs
                )
            )
        if (known := operation.known) is not None:
            found: R | None = self.database.known(lambda common: known(common, actor, *args, **kwargs))
            if found is not None:
                return found
        common = self.database.common
        return self.database.read(
            lambda connection: operation.within(
                Tx(connection, actor, self.clock(), self.config, common=common), *args, **kwargs
            )
        )

    def _publish(self, event: Event) -> None:
        """Hand news to those who listen; what is due may have become something else, too."""
        if event.topic == "due":
            self._due_known = False
        else:
            self.bus.publish(event)

    async def work(self) -> int:
        """Do what is due by the hub's clock; the keeper does it by itself, twice a second at most.

        It costs nothing while nothing is due: when the earliest is due is read once, and again only after it changed.

        Returns:
            How many pieces of work were looked at.
        """
        done = 0
        while True:
            if not self._due_known:
                # Before the read: what changes from here on is news again.
                self._due_known = True
                self._due_at = await self.do(SYSTEM, due_work.next_due)
            if self._due_at is None or self._due_at > self.clock():
                return done
            self._due_known = False
            done += await self.do(SYSTEM, due_work.run)
            farewell = await self.do(SYSTEM, forum_erasing.next_farewell)
            if farewell is not None and farewell <= self.clock():
                done += await self.do(SYSTEM, forum_erasing.farewell)
            if await self.do(SYSTEM, thread_keeping.places_wait):
                done += await self.do(SYSTEM, thread_keeping.write_places)

    async def _forget(self) -> None:
        """Empty the log of what was taken out of the store; the keeper does it when it was just done, or cannot be."""
        self._log_due = True
        if time.monotonic() - self._log_emptied >= EMPTY_EVERY_S:
            self._log_emptied = time.monotonic()
            self._log_due = not await self.database.empty_log()

    async def hear(self) -> int:
        """Publish the news that other processes on the file have written since the last time.

        Returns:
            How many pieces of news there were; everybody is told to resync when some were already thrown away.
        """
        heard = await self.do(SYSTEM, presence.news_since, cursor=self._news_cursor, origin=self.process_id)
        self._news_cursor = heard.cursor
        if heard.missed:
            self._due_known = False
            self.bus.resync()
        for topic, kind, value in heard.news:
            self._publish(Event(topic, kind, value))
        return len(heard.news)

    async def _keep(self) -> None:
        """Listen for other processes, do what is due, and say that this one lives."""
        version = -1
        beat_due = time.monotonic() + BEAT_EVERY_S
        while True:
            await asyncio.sleep(LISTEN_EVERY_S)
            try:
                now_version = self.database.data_version()
                if now_version != version:
                    version = now_version
                    await self.hear()
                await self.work()
                if self._log_due:
                    await self._forget()
                if time.monotonic() >= beat_due:
                    beat_due = time.monotonic() + BEAT_EVERY_S
                    await self.do(SYSTEM, presence.beat, process_id=self.process_id)
            except HubError as error:
                log.warning("keeper: %s", error)

    async def close(self) -> None:
        """End presence of this process's sessions, finish what is queued, and close the store."""
        if self._keeper is not None:
            self._keeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._keeper
            self._keeper = None
            with contextlib.suppress(HubError):
                await self.do(SYSTEM, presence.end_process, process_id=self.process_id)
        await self.database.close()
        self.passwords.close()
