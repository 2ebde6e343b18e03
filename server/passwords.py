"""Where passwords are looked at: in turn, after a wait where many were wrong, those of clean addresses first.

The store hashes two at a time, each takes a core for a while, and whoever guesses has more addresses than we have
cores. So an address that tried lately without being right waits behind those that did not, and never holds more than
one of the two threads; and of those about whom nothing is known the newest goes first, because a flood that begins all
at once is older than the person who comes a second later. Nobody is shut out by it: an address is slowed down, and
forgotten.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from server import words
from server.limits import Patience
from store.errors import Denied, HubError
from store.operations import Actor
from store.passwords import LOCKED, THREADS


class Crowded(Exception):
    """So many wait that this one is not looked at; they may come again."""


@dataclass(eq=False)
class _Waiting:
    """One password that waits to be looked at."""

    address: str
    number: int
    """In the order they came."""
    doubt: int
    """How often its address has tried lately; 0: this is the first, or follows one that was right."""
    task: asyncio.Task[object] | None
    """Who waits for it."""
    looked_at: bool = False
    pushed_out: bool = False
    """It made room for another."""
    turn: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class PasswordDesk:
    """Looks at passwords, one at a time for each address, in the order that the module's first lines tell."""

    LONGEST_HELD_S: Final = 3.0
    """A wait up to this is sat out; a longer one is told."""

    def __init__(self, patience: Patience, *, places: int, per_address: int, at_once: int = THREADS) -> None:
        """Begin with nobody waiting.

        Args:
            patience: How long a password waits, and which address was wrong how often.
            places: Passwords that may wait, in all.
            per_address: The same from one address.
            at_once: Passwords looked at at the same time.
        """
        self._patience = patience
        self._places = places
        self._per_address = per_address
        self._at_once = at_once
        self._turns: dict[str, tuple[asyncio.Lock, int]] = {}
        self._here: dict[_Waiting, None] = {}
        self._queue: list[_Waiting] = []
        self._running: list[_Waiting] = []
        self._numbers = itertools.count()

    async def check(self, address: str, name: str, sign_in: Callable[[], Awaitable[Actor]]) -> Actor | str:
        """Have a password looked at.

        Args:
            address: As `limits.source` gives it.
            name: The user name typed.
            sign_in: Looks at it; raises `Denied`.

        Returns:
            The member, or one sentence that says why not. Whether there is such a member makes no difference to it.

        Raises:
            Crowded: There is no place to wait, or this one had to make room for an address that is less in doubt.
        """
        waiting = self._come(address)
        try:
            return await self._check(waiting, name, sign_in)
        except asyncio.CancelledError:
            if not waiting.pushed_out:
                raise
            if waiting.task is not None:
                waiting.task.uncancel()
            raise Crowded from None
        finally:
            self._here.pop(waiting, None)

    def _come(self, address: str) -> _Waiting:
        """Take a place to wait, somebody else's if need be."""
        doubt = self._patience.doubt(address)
        if sum(each.address == address for each in self._here) >= self._per_address:
            raise Crowded
        if len(self._here) >= self._places:
            self._make_room(doubt)
        waiting = _Waiting(address, next(self._numbers), doubt, asyncio.current_task())
        self._here[waiting] = None
        return waiting

    def _make_room(self, doubt: int) -> None:
        """Send away who is most in doubt, and of these the oldest; not for the sake of one who is as much in doubt."""
        able = [each for each in self._here if not each.looked_at]
        if not able:
            raise Crowded
        most = max(able, key=lambda each: (each.doubt, -each.number))
        if doubt and most.doubt <= doubt:
            raise Crowded
        most.pushed_out = True
        del self._here[most]
        if most.task is not None:
            most.task.cancel()

    async def _check(
        self, waiting: _Waiting, name: str, sign_in: Callable[[], Awaitable[Actor]]
    ) -> Actor | str:
        address = waiting.address
        lock, holders = self._turns.get(address, (asyncio.Lock(), 0))
        self._turns[address] = (lock, holders + 1)
        try:
            async with lock:
                wait_s = self._patience.wait_s(address, name)
                if wait_s > self.LONGEST_HELD_S:
                    await asyncio.sleep(1.0)
                    return words.wait(wait_s)
                if wait_s:
                    await asyncio.sleep(wait_s)
                try:
                    async with self._turn(waiting):
                        actor = await sign_in()
                except Denied as error:
                    if str(error) == LOCKED:
                        return LOCKED
                    self._patience.wrong(address, name)
                    return str(error)
                except HubError as error:
                    return str(error)
                self._patience.right(address, name)
                return actor
        finally:
            lock, holders = self._turns[address]
            if holders == 1:
                del self._turns[address]
            else:
                self._turns[address] = (lock, holders - 1)

    @asynccontextmanager
    async def _turn(self, waiting: _Waiting) -> AsyncIterator[None]:
        """Wait for one of the threads, and give it back."""
        self._queue.append(waiting)
        self._call()
        try:
            await waiting.turn
            yield
        finally:
            if waiting in self._running:
                self._running.remove(waiting)
            else:
                self._queue.remove(waiting)
            self._call()

    def _call(self) -> None:
        """Call up as many as there are threads for."""
        while len(self._running) < self._at_once:
            # Whoever has hung up takes themselves off the queue, a moment later.
            able = [each for each in self._queue if not each.turn.done()]
            if not able:
                return
            best = min(able, key=self._rank)
            doubtful = sum(each.doubt > 0 for each in self._running)
            if best.doubt and doubtful >= max(1, self._at_once - 1):
                return
            self._queue.remove(best)
            self._running.append(best)
            best.looked_at = True
            best.turn.set_result(None)

    @staticmethod
    def _rank(waiting: _Waiting) -> tuple[int, int]:
        return (waiting.doubt, waiting.number if waiting.doubt else -waiting.number)
