"""Who may connect, how often, how many at once; and how long somebody who guesses passwords waits.

All of it is in memory, bounded, and forgets by itself: an address is slowed down, never shut out. A key is never made
to wait, so that nobody can keep an owner from their own account. (Not the `limits` library: it has no token bucket, and
its memory store starts a thread.)
"""

import ipaddress
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Final

Monotonic = Callable[[], float]
"""Seconds that never go back."""

SILENT_S: Final = 2.0
"""Seconds after which a connection that has said nothing makes room for another."""

HURRIED_S: Final = 0.5
"""The same when all places are taken by younger ones."""

FREE_TRIES: Final = 3
"""Wrong passwords before the first wait."""

FORGOTTEN_S: Final = 900.0
"""Seconds of quiet after which wrong passwords are forgotten."""


def source(address: str) -> str:
    """Tell what counts as one address.

    Args:
        address: An IP address as text.

    Returns:
        The IPv4 address, or the /64 of an IPv6 address; anything else as it is.
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return str(ip.ipv4_mapped)
        return str(ipaddress.ip_network((ip, 64), strict=False))
    return str(ip)


def shortened(address: str) -> str:
    """Shorten an address for a log or a list of one's connections.

    Args:
        address: An IP address as text.

    Returns:
        The network and not the machine: `192.0.2.x`, `2001:db8:1:x`; empty when it is not an address.
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is None:
            return ":".join(ip.exploded.split(":")[:3]) + ":x"
        ip = ip.ipv4_mapped
    return str(ip).rpartition(".")[0] + ".x"


class Buckets:
    """Token buckets by key: a burst at once, then a steady rate."""

    def __init__(
        self, rate_per_s: float, burst: int, *, keys: int = 10_000, monotonic: Monotonic = time.monotonic
    ) -> None:
        """Make an empty table.

        Args:
            rate_per_s: Tokens that come back in a second.
            burst: Tokens in a full bucket.
            keys: Buckets remembered; the one quiet for longest is forgotten first.
            monotonic: The time.
        """
        self._rate = rate_per_s
        self._burst = burst
        self._keys = keys
        self._monotonic = monotonic
        self._buckets: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def take(self, key: Hashable) -> float:
        """Take one token.

        Args:
            key: Whose bucket.

        Returns:
            0.0 when there was one, or the seconds until there is.
        """
        now = self._monotonic()
        tokens, then = self._buckets.pop(key, (float(self._burst), now))
        tokens = min(float(self._burst), tokens + (now - then) * self._rate)
        wait_s = 0.0 if tokens >= 1 else (1 - tokens) / self._rate
        self._buckets[key] = (tokens if wait_s else tokens - 1, now)
        if len(self._buckets) > self._keys:
            self._buckets.popitem(last=False)
        return wait_s

    def __len__(self) -> int:
        return len(self._buckets)


class Patience:
    """How long the next password has to wait: longer after each wrong one, by address and by name.

    By name alone it never counts: what others try in a member's name must not keep the member out. A name makes an
    address wait only once that address has itself been wrong about the name.
    """

    def __init__(
        self, longest_s: float, *, keys: int = 10_000, monotonic: Monotonic = time.monotonic
    ) -> None:
        """Make an empty table.

        Args:
            longest_s: The longest wait; 0: none.
            keys: Entries remembered; the one quiet for longest is forgotten first.
            monotonic: The time.
        """
        self._longest_s = longest_s
        self._keys = keys
        self._monotonic = monotonic
        self._wrong: OrderedDict[Hashable, tuple[int, float]] = OrderedDict()

    def wait_s(self, address: str, name: str) -> float:
        """Tell how long this address waits before its next password for this name is looked at.

        Args:
            address: As `source` gives it.
            name: The user name that was typed, whether or not there is such a member.

        Returns:
            Seconds; 0.0: no wait.
        """
        waits = [self._wait(self._wrong.get(address), *self._tries(address))]
        if (mine := self._wrong.get((address, name))) is not None:
            waits.append(
                self._wait(mine, max(self._tries((address, name))[0], self._tries(("name", name))[0]))
            )
        return max(waits)

    def wrong(self, address: str, name: str) -> None:
        """Remember a wrong password.

        Args:
            address: As `source` gives it.
            name: The user name that was typed.
        """
        now = self._monotonic()
        for key in (address, (address, name), ("name", name)):
            tries = self._tries(key)[0]
            self._wrong.pop(key, None)
            self._wrong[key] = (tries + 1, now)
        while len(self._wrong) > self._keys:
            self._wrong.popitem(last=False)

    def doubt(self, address: str) -> int:
        """Remember that an address tries a password, whether or not it will be looked at.

        Args:
            address: As `source` gives it.

        Returns:
            How many it has tried lately since one was right; 0: this is the first.
        """
        key = ("tried", address)
        (tried,) = self._tries(key)
        self._wrong.pop(key, None)
        self._wrong[key] = (tried + 1, self._monotonic())
        while len(self._wrong) > self._keys:
            self._wrong.popitem(last=False)
        return tried

    def right(self, address: str, name: str) -> None:
        """Forget what this address got wrong about this name, and one step of what it got wrong in all.

        Args:
            address: As `source` gives it.
            name: The name whose password was right.
        """
        self._wrong.pop((address, name), None)
        self._wrong.pop(("tried", address), None)
        if (entry := self._wrong.get(address)) is not None:
            self._wrong[address] = (max(0, entry[0] - FREE_TRIES), entry[1])

    def _tries(self, key: Hashable) -> tuple[int]:
        entry = self._wrong.get(key)
        if entry is None or self._monotonic() - entry[1] > FORGOTTEN_S:
            return (0,)
        return (entry[0],)

    def _wait(self, entry: tuple[int, float] | None, tries: int) -> float:
        if entry is None or tries < FREE_TRIES:
            return 0.0
        whole = min(self._longest_s, 2.0 ** min(tries - FREE_TRIES, 20))
        return max(0.0, whole - (self._monotonic() - entry[1]))

    def __len__(self) -> int:
        return len(self._wrong)


@dataclass(eq=False)
class Ticket:
    """One connection that has not logged in yet."""

    source: str
    """What counts as its address."""
    since: float
    """When it came, in seconds of the gate's time."""
    close: Callable[[], None]
    """Ends the connection."""
    spoke: bool = field(default=False)
    """Whether it began to log in."""


class Gate:
    """Connections that have not logged in: how many in all, how many from one address, how fast."""

    def __init__(
        self,
        *,
        total: int,
        per_address: int,
        rate_per_s: float,
        burst: int,
        keys: int,
        lifted: bool = False,
        monotonic: Monotonic = time.monotonic,
    ) -> None:
        """Make an empty gate.

        Args:
            total: Connections waiting to log in, in all.
            per_address: The same from one address.
            rate_per_s: New connections a second from one address, in the long run.
            burst: New connections from one address at once.
            keys: Addresses remembered.
            lifted: Count neither the address's connections nor its rate.
            monotonic: The time.
        """
        self._total = total
        self._per_address = per_address
        self._lifted = lifted
        self._monotonic = monotonic
        self._rates = Buckets(rate_per_s, burst, keys=keys, monotonic=monotonic)
        # In the order they came.
        self._waiting: dict[Ticket, None] = {}
        self._by_source: Counter[str] = Counter()

    def admit(self, address: str, close: Callable[[], None]) -> Ticket | None:
        """Let a new connection begin to log in, or not.

        Args:
            address: The client's IP address.
            close: Ends the connection, should it have to make room.

        Returns:
            Its ticket; None when it is to be closed at once.
        """
        place = source(address)
        if not self._lifted:
            if self._rates.take(place) > 0:
                return None
            if self._by_source[place] >= self._per_address and not self._make_room(place):
                return None
        if len(self._waiting) >= self._total and not self._make_room_somewhere():
            return None
        ticket = Ticket(place, self._monotonic(), close)
        self._waiting[ticket] = None
        self._by_source[place] += 1
        return ticket

    def release(self, ticket: Ticket) -> None:
        """Take a connection off the list: it logged in, or went away. Twice is once."""
        if self._waiting.pop(ticket, ticket) is None:
            self._by_source[ticket.source] -= 1
            if not self._by_source[ticket.source]:
                del self._by_source[ticket.source]

    def _crowd(self) -> str:
        """The address with the most connections waiting."""
        return self._by_source.most_common(1)[0][0]

    def _make_room_somewhere(self) -> bool:
        """End the connection that is least likely to be somebody's who is coming in."""
        crowd = self._crowd()
        return (
            self._make_room(crowd)
            or self._make_room(None)
            # Whoever opens them faster than they grow old would otherwise keep all places for themselves.
            or (self._by_source[crowd] > 1 and self._make_room(crowd, HURRIED_S))
            or self._make_room(None, HURRIED_S)
        )

    def _make_room(self, place: str | None, silent_s: float = SILENT_S) -> bool:
        """End the oldest connection of an address (None: of any) that has said nothing for so long."""
        now = self._monotonic()
        for ticket in self._waiting:
            if place in (None, ticket.source) and not ticket.spoke and now - ticket.since >= silent_s:
                self.release(ticket)
                ticket.close()
                return True
        return False

    def __len__(self) -> int:
        return len(self._waiting)


class Seats:
    """Places of which one source can have only a few."""

    def __init__(self, *, total: int, per_source: int) -> None:
        """Begin with all of them free.

        Args:
            total: How many there are.
            per_source: How many one source may have.
        """
        self._total = total
        self._per_source = per_source
        self._taken: Counter[str] = Counter()

    def take(self, place: str) -> bool:
        """Take one.

        Args:
            place: As `source` gives it.

        Returns:
            Whether there was one.
        """
        if len(self) >= self._total or self._taken.get(place, 0) >= self._per_source:
            return False
        self._taken[place] += 1
        return True

    def leave(self, place: str) -> None:
        """Give one back.

        Args:
            place: Who had taken it.
        """
        self._taken[place] -= 1
        if not self._taken[place]:
            del self._taken[place]

    def __len__(self) -> int:
        return self._taken.total()
