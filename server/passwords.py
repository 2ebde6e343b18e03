"""Where passwords are looked at: in turn, and after a wait where many were wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from server import words
from server.limits import Patience
from store.errors import Denied, HubError
from store.operations import Actor
from store.passwords import LOCKED


class PasswordDesk:
    """Looks at passwords: after a wait where many were wrong, and one at a time for each address.

    The store hashes two at a time. An address that sends a hundred would hold both for seconds; like this it holds one
    place in the queue, and everybody else's login goes by.
    """

    LONGEST_HELD_S: Final = 3.0
    """A wait up to this is sat out; a longer one is told."""

    def __init__(self, patience: Patience) -> None:
        """Begin with nobody waiting.

        Args:
            patience: How long a password waits.
        """
        self._patience = patience
        self._turns: dict[str, tuple[asyncio.Lock, int]] = {}

    async def check(self, address: str, name: str, sign_in: Callable[[], Awaitable[Actor]]) -> Actor | str:
        """Have a password looked at.

        Args:
            address: As `limits.source` gives it.
            name: The user name typed.
            sign_in: Looks at it; raises `Denied`.

        Returns:
            The member, or one sentence that says why not. Whether there is such a member makes no difference to it.
        """
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
