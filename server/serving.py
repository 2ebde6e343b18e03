"""The door: the listening socket, everybody who came through it, and the way it closes.

asyncssh's own listener lets in whoever comes; here each connection is accepted, weighed by `server/limits.py`, and
only then becomes an SSH connection.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import asyncssh

from server import hostkey, words
from server.collecting import Collector
from server.connection import HubConnection, server_options
from server.lag import sampler_if_asked_for
from server.limits import Buckets, Gate, Patience, Seats
from server.pace import Resizes
from server.passwords import PasswordDesk
from server.roster import Roster
from server.ssh import Doorkeeper
from store import presence
from store.bus import Event
from store.errors import HubError, ListenError
from store.hub import Hub
from store.operations import SYSTEM, Actor
from tui.served import where

log = logging.getLogger("porchlight.door")

LIFTED_TOTAL: Final = 2_000
"""Connections that may wait to log in when the limits are lifted."""

CLOSING_S: Final = 4.0
"""Seconds that everybody's last words have, when the hub closes."""

HANG_UP_S: Final = 1.0
"""Seconds that clients have to hang up after their last words."""

GUESTS: Final = 40
"""People who may be at the join screen at once."""

GUESTS_AN_ADDRESS: Final = 5
"""The same from one address: a family, a group that signs up together."""

_BACKLOG: Final = 512
_OUT_OF_FILES_S: Final = 0.5


class Door:
    """One process's way in. Use it as `async with`; it listens inside."""

    def __init__(
        self, hub: Hub, *, host: str, port: int, host_key: asyncssh.SSHKey, lifted: bool = False
    ) -> None:
        """Prepare; nothing listens yet.

        Args:
            hub: The open hub.
            host: The address to listen on; empty: every address.
            port: The TCP port; 0: any free one.
            host_key: The hub's key.
            lifted: Do not limit single addresses and members (the sample community).
        """
        limits = hub.config.limits
        self.hub = hub
        self.lifted = lifted
        self.loop = asyncio.get_running_loop()
        self.fingerprint = hostkey.fingerprint(host_key)
        self.roster = Roster(hub, sentence=words.REVOKED)
        self.collector = Collector()
        self.resizes = Resizes(self.loop)
        self.gate = Gate(
            total=max(LIFTED_TOTAL, limits.unauthenticated) if lifted else limits.unauthenticated,
            per_address=limits.unauthenticated_per_address,
            rate_per_s=limits.connections_per_second,
            burst=limits.connections_burst,
            keys=limits.addresses_remembered,
            lifted=lifted,
        )
        places = max(LIFTED_TOTAL, limits.unauthenticated) if lifted else limits.unauthenticated
        # Half of those who wait to log in may wait for a password to be looked at; the rest of the door is for keys.
        self.passwords = PasswordDesk(
            Patience(0 if lifted else limits.penalty_max_s, keys=limits.addresses_remembered),
            places=max(1, places // 2),
            per_address=places if lifted else limits.unauthenticated_per_address,
        )
        self.guests = Seats(total=GUESTS, per_source=GUESTS if lifted else GUESTS_AN_ADDRESS)
        self.connections: set[Doorkeeper] = set()
        self.visits: set[asyncio.Task[None]] = set()
        self._commands = Buckets(limits.commands_per_minute / 60, limits.commands_per_minute)
        self._chores: set[asyncio.Task[None]] = set()
        self._options = server_options(hub.config, host_key, lambda: Doorkeeper(self))
        self._host = host
        self._port = port
        self._sockets: list[socket.socket] = []
        self._accepting: list[asyncio.Task[None]] = []

    @property
    def address(self) -> tuple[str, int]:
        """The address and port that are listened on."""
        name = self._sockets[0].getsockname()
        return (str(name[0]), int(name[1]))

    async def __aenter__(self) -> Self:
        """Begin to listen.

        Raises:
            ListenError: The address or port cannot be had.
        """
        # asyncssh tells user names, addresses and whole commands at its info level.
        asyncssh.set_log_level(logging.WARNING)
        self._sockets = await listening_sockets(self._host, self._port)
        self.roster.start()
        self.collector.start()
        self._accepting = [
            asyncio.create_task(self._accept(each), name="porchlight-accept") for each in self._sockets
        ]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close, telling everybody."""
        await self.close(words.CLOSING)

    # -- coming in

    async def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, address = await self.loop.sock_accept(listener)
            except OSError as error:
                # Out of files, mostly; the connection stays in the backlog, and asking again at once helps nobody.
                log.warning("door.cannot_accept %s", errno.errorcode.get(error.errno or 0, "?"))
                await asyncio.sleep(_OUT_OF_FILES_S)
                continue
            try:
                await self._take(client, str(address[0]))
            except Exception as error:  # noqa: BLE001 - one client's trouble must not end the door
                log.error("door.failed %s", where(error))
                client.close()

    async def _take(self, client: socket.socket, address: str) -> None:
        """Turn an accepted socket into an SSH connection, or close it."""
        connection: HubConnection | None = None

        def close() -> None:
            if connection is not None:
                connection.abort()

        ticket = self.gate.admit(address, close)
        if ticket is None:
            client.close()
            return
        client.setblocking(False)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            stalled_ms = self.hub.config.limits.stalled_s * 1000
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, stalled_ms)
        connection = HubConnection(self.loop, self._options, ticket)
        made = connection
        try:
            await self.loop.connect_accepted_socket(lambda: made, client)
        except OSError:
            self.gate.release(ticket)
            client.close()

    def command_wait_s(self, actor: Actor) -> float:
        """Count one command of a member.

        Args:
            actor: Who it is.

        Returns:
            0.0, or the seconds until the next one is taken.
        """
        return 0.0 if self.lifted or not actor.member_id else self._commands.take(actor.member_id)

    # -- going out

    def depart(self, arrival: asyncio.Task[None], session_id: str) -> None:
        """End a session's presence in the background: the session itself may be cancelled at any moment.

        Args:
            arrival: The task that began it.
            session_id: The session.
        """

        async def leave() -> None:
            await asyncio.wait({arrival})
            try:
                await self.hub.do(SYSTEM, presence.leave, session_id=session_id)
            except HubError as error:
                log.warning("presence.not_ended %s", type(error).__name__)

        chore = self.loop.create_task(leave(), name="porchlight-depart")
        self._chores.add(chore)
        chore.add_done_callback(self._chores.discard)

    async def close(self, sentence: str) -> None:
        """Stop listening, say why to everybody, give their terminals back, and hang up.

        Args:
            sentence: One line.
        """
        for task in self._accepting:
            task.cancel()
        await asyncio.gather(*self._accepting, return_exceptions=True)
        self._accepting = []
        for listener in self._sockets:
            listener.close()
        self.hub.bus.publish(Event("hub", "closing"))
        leaving = []
        for keeper in tuple(self.connections):
            if keeper.visit is not None:
                keeper.visit.end(sentence)
                leaving.append(asyncio.create_task(keeper.visit.gone()))
        if leaving:
            await asyncio.wait(leaving, timeout=CLOSING_S)
        # A client that has read its exit status hangs up by itself; hung up on, it would report an error instead.
        hanging_up = [
            asyncio.create_task(keeper.gone.wait()) for keeper in self.connections if keeper.visit is not None
        ]
        if hanging_up:
            await asyncio.wait(hanging_up, timeout=HANG_UP_S)
        for keeper in tuple(self.connections):
            keeper.connection.disconnect(asyncssh.DISC_BY_APPLICATION, sentence)
        left: list[asyncio.Task[Any]] = [*leaving, *hanging_up, *self.visits]
        for task in left:
            task.cancel()
        if left:
            # An app that is closing is not hurried by being cancelled again; nor does it hold up everything.
            await asyncio.wait(left, timeout=CLOSING_S)
        if self._chores:
            await asyncio.wait(self._chores, timeout=CLOSING_S)
        await self.roster.close()
        self.collector.stop()


async def serve(
    hub: Hub,
    *,
    host: str,
    port: int,
    host_key_path: Path,
    on_ready: Callable[[str, int], None],
    lifted: bool = False,
) -> None:
    """Serve a hub until the process is asked to end.

    Args:
        hub: The open hub; the caller closes it.
        host: The address to listen on; empty: every address.
        port: The TCP port; 0: any free one.
        host_key_path: The host key's file, made when there is none.
        on_ready: Called with address and port once people can come in.
        lifted: Do not limit single addresses and members.

    Raises:
        HubError: It cannot listen, or the host key cannot be used; one clear line.
    """
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    key = hostkey.load_or_make(host_key_path)
    before = loop.get_exception_handler()
    loop.set_exception_handler(_log_unhandled)
    signals = (signal.SIGTERM, signal.SIGINT)
    for each in signals:
        loop.add_signal_handler(each, stop.set)
    sampler = sampler_if_asked_for(loop)
    try:
        async with Door(hub, host=host, port=port, host_key=key, lifted=lifted) as door:
            log.info("door.listening")
            on_ready(*door.address)
            await stop.wait()
    finally:
        if sampler is not None:
            sampler.stop()
        for each in signals:
            loop.remove_signal_handler(each)
        loop.set_exception_handler(before)


async def listening_sockets(host: str, port: int) -> list[socket.socket]:
    """Open the sockets to listen on.

    Args:
        host: An address or name; empty: every address, IPv6 and IPv4.
        port: The TCP port; 0: any free one, the same for each address.

    Returns:
        Non-blocking sockets that listen.

    Raises:
        ListenError: It cannot be had; says what to do.
    """
    shown = f"{host or 'this machine'}, port {port}"
    try:
        found = await asyncio.get_running_loop().getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
    except OSError as error:
        raise ListenError(f"There is no address {host}; try 127.0.0.1, or leave it empty.") from error
    opened: list[socket.socket] = []
    try:
        # IPv6 first: an IPv4 socket beside it takes the same port.
        for family, _, _, _, address in sorted(set(found), key=lambda each: each[0], reverse=True):
            wanted = (address[0], opened[0].getsockname()[1] if opened and not port else port)
            try:
                opened.append(_listen(family, (*wanted, *address[2:])))
            except OSError as error:
                # A machine without IPv6 is found to have the address all the same.
                if host or error.errno not in (errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL):
                    raise
    except OSError as error:
        for each in opened:
            each.close()
        raise ListenError(_why_not(error, shown)) from error
    if not opened:
        raise ListenError(f"There is no address {host} on this machine.")
    return opened


def _listen(family: int, address: tuple[Any, ...]) -> socket.socket:
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            with suppress(OSError):
                listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
        listener.setblocking(False)
    except BaseException:
        listener.close()
        raise
    return listener


def _why_not(error: OSError, shown: str) -> str:
    """One line that says what to do."""
    match error.errno:
        case errno.EADDRINUSE:
            return f"Something listens there already ({shown}). Stop it, or choose another port."
        case errno.EACCES | errno.EPERM:
            return f"This user may not listen there ({shown}). Choose a port above 1023, such as 2222."
        case errno.EADDRNOTAVAIL:
            return f"This machine does not have that address ({shown})."
        case _:
            return f"It is not possible to listen there ({shown}): {error.strerror}."


def _log_unhandled(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log what nobody handled, without its values."""
    error = context.get("exception")
    told = where(error) if isinstance(error, BaseException) else ""
    log.error("loop.unhandled %s %s", str(context.get("message", "")).partition(":")[0], told)
