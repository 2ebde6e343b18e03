"""Light SSH clients for measuring: they count bytes and look for marks in them, and keep no screen.

A mark is a short word that a posted line carries; the client notes when it first sees each one.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter
from collections.abc import Iterable
from typing import Final

import asyncssh

MARK: Final = re.compile(rb"kq(\d{5})q")
MARK_BYTES: Final = 8
CONTROL: Final = re.compile(rb"\x1b\[[0-9;?<>=$]*[A-Za-z]|\x1b[=>78]")
COLUMNS: Final = 100
ROWS: Final = 30
WINDOW: Final = 2 * 1024 * 1024
"""Bytes that a client lets the server send before it has taken them: OpenSSH's."""
KEPT_BYTES: Final = 512
"""Bytes of drawn text that a client keeps to look for words in."""


def mark(number: int) -> str:
    """The word for the nth posted line."""
    return f"kq{number:05d}q"


class Watch:
    """What a set of clients has seen so far, and who waits for it."""

    def __init__(self) -> None:
        self._counts: Counter[int] = Counter()
        self._waiting: dict[int, tuple[int, asyncio.Event]] = {}

    def noted(self, number: int) -> None:
        """One more client has seen a mark."""
        self._counts[number] += 1
        if waiting := self._waiting.get(number):
            wanted, event = waiting
            if self._counts[number] >= wanted:
                event.set()

    async def seen_by(self, number: int, clients: int, patience_s: float = 30) -> bool:
        """Wait until so many clients have seen a mark; False when they have not in time."""
        if self._counts[number] >= clients:
            return True
        event = asyncio.Event()
        self._waiting[number] = (clients, event)
        try:
            async with asyncio.timeout(patience_s):
                await event.wait()
        except TimeoutError:
            return False
        finally:
            del self._waiting[number]
        return True


class Client(asyncssh.SSHClientSession[bytes]):
    """One terminal session, as seen from the wire."""

    def __init__(self, watch: Watch, *, keep: bool) -> None:
        self._watch = watch
        self.received = 0
        self.last_at = time.perf_counter()
        self.order: list[int] = []
        self.seen_at: dict[int, float] = {}
        self.log: bytearray | None = bytearray() if keep else None
        self.closed = asyncio.Event()
        self._tail = b""
        self._drawn = b""
        self._wanted = b""
        self._found: asyncio.Future[float] | None = None
        self.channel: asyncssh.SSHClientChannel[bytes]
        self.connection: asyncssh.SSHClientConnection

    def connection_made(self, chan: asyncssh.SSHClientChannel[bytes]) -> None:
        """Keep the channel."""
        self.channel = chan

    def data_received(self, data: bytes, datatype: asyncssh.DataType) -> None:
        """Count, look for marks and for what is waited for."""
        now = time.perf_counter()
        self.received += len(data)
        self.last_at = now
        if self.log is not None:
            self.log += data
        text = self._tail + data
        for found in MARK.finditer(text):
            number = int(found[1])
            if number not in self.seen_at:
                self.seen_at[number] = now
                self.order.append(number)
                self._watch.noted(number)
        self._tail = text[-(MARK_BYTES - 1) :]
        if self._found is not None and not self._found.done():
            self._drawn = (self._drawn + CONTROL.sub(b"", data))[-KEPT_BYTES - len(data) :]
            if self._wanted in self._drawn:
                self._found.set_result(now)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell whoever waits that the session is over."""
        self.closed.set()
        if self._found is not None and not self._found.done():
            self._found.set_exception(exc or ConnectionError("the session ended"))

    def expect(self, text: bytes) -> asyncio.Future[float]:
        """A future for the moment when some text has been drawn from now on; empty text means anything at all."""
        self._wanted, self._drawn = text, b""
        self._found = asyncio.get_running_loop().create_future()
        return self._found

    async def until(self, text: bytes, patience_s: float = 30) -> float:
        """Wait until some text has been drawn from now on; returns when, by `time.perf_counter`."""
        async with asyncio.timeout(patience_s):
            return await self.expect(text)

    def send(self, data: bytes) -> None:
        """Type."""
        self.channel.write(data)

    def post(self, text: str) -> None:
        """Paste a line into the message box and press Enter."""
        self.channel.write(b"\x1b[200~" + text.encode() + b"\x1b[201~")
        self.channel.write(b"\r")

    async def quiet(self, for_s: float, patience_s: float = 30) -> None:
        """Wait until nothing has come for a while."""
        await quiet_all([self], for_s, patience_s)

    def stop_reading(self) -> None:
        """Take nothing from the server any more, as a laptop that was closed does."""
        self.channel.pause_reading()

    def go_on_reading(self) -> None:
        """Take again what comes."""
        self.channel.resume_reading()

    async def leave(self) -> None:
        """Close the connection and wait until it is closed."""
        self.connection.close()
        await self.connection.wait_closed()


async def leave_all(clients: Iterable[Client]) -> None:
    """Close many connections."""
    await asyncio.gather(*(client.leave() for client in clients), return_exceptions=True)


async def quiet_all(clients: Iterable[Client], for_s: float, patience_s: float = 60) -> None:
    """Wait until nothing has come to any client for a while."""
    deadline = time.perf_counter() + patience_s
    clients = list(clients)
    left = for_s
    while left > 0 and time.perf_counter() < deadline:
        # Silence is not an event that could be waited for.
        await asyncio.sleep(left)
        left = max(client.last_at for client in clients) + for_s - time.perf_counter()


async def connect(host: str, port: int, user: str, key: asyncssh.SSHKey) -> asyncssh.SSHClientConnection:
    """Connect with a key, ignoring this machine's configuration and agent."""
    return await asyncssh.connect(
        host,
        port,
        username=user,
        client_keys=[key],
        known_hosts=None,
        config=None,
        agent_path=None,
        preferred_auth="publickey",
        compression_algs=["none"],
    )


async def open_terminal(
    connection: asyncssh.SSHClientConnection, watch: Watch, *, keep: bool = False, window: int = WINDOW
) -> Client:
    """Ask for a terminal of the standard size and a session in it.

    Args:
        connection: Logged in.
        watch: Told of the marked words.
        keep: Keep every byte.
        window: Bytes that the server may send before they are taken; OpenSSH says 2 MiB.
    """
    client = Client(watch, keep=keep)
    client.connection = connection
    client.channel, _ = await connection.create_session(
        lambda: client,
        term_type="xterm-256color",
        term_size=(COLUMNS, ROWS),
        encoding=None,
        window=window,
    )
    return client
