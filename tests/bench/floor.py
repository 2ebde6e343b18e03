"""The floor: a bare asyncssh server with the door's settings that echoes keys and passes lines on, and does no more.

Each terminal session gets one screenful when it opens; a key comes back as it is; Enter passes the line typed to every
other session. `who` prints a table and ends. Run as `python -m tests.bench.floor HOST_KEY AUTHORIZED_KEYS`.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from typing import Final

import asyncssh

CIPHERS: Final = ("aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "aes128-ctr", "aes256-ctr")
KEX: Final = ("mlkem768x25519-sha256", "curve25519-sha256", "curve25519-sha256@libssh.org")
MACS: Final = ("hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com")
PASTE_MARKS: Final = (b"\x1b[200~", b"\x1b[201~")
WHO: Final = b"".join(b"member%02d  Member Number %02d  participant  here\n" % (n, n) for n in range(40))


class Session(asyncssh.SSHServerSession[bytes]):
    """One session: echo, and lines for everybody."""

    def __init__(self, everybody: set[Session]) -> None:
        self._everybody = everybody
        self._line = bytearray()
        self._channel: asyncssh.SSHServerChannel[bytes]

    def connection_made(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        """Keep the channel."""
        self._channel = chan

    def pty_requested(self, term_type: str, term_size: tuple[int, int, int, int], term_modes: object) -> bool:
        """Any terminal is welcome."""
        self._rows = term_size[1]
        return True

    def shell_requested(self) -> bool:
        """A session without a command is a screen."""
        return True

    def exec_requested(self, command: str) -> bool:
        """Any command is welcome."""
        return True

    def session_started(self) -> None:
        """Draw one screenful, or print the table and end."""
        if self._channel.get_command() is not None:
            self._channel.write(WHO)
            self._channel.exit(0)
        else:
            self._everybody.add(self)
            rows = b"".join(b"\x1b[%d;1H%s" % (row, b"." * 90) for row in range(1, self._rows))
            self._channel.write(b"\x1b[?1049h\x1b[2J" + rows + b"\x1b[%d;1Hhelp now" % self._rows)

    def data_received(self, data: bytes, datatype: asyncssh.DataType) -> None:
        """Echo; pass a finished line on."""
        self._channel.write(data)
        for mark in PASTE_MARKS:
            data = data.replace(mark, b"")
        for piece in data.splitlines(keepends=True):
            self._line += piece
            if piece.endswith(b"\r"):
                shown = b"\x1b[%d;1H%s\x1b[K" % (self._rows - 2, bytes(self._line[:-1]))
                self._line.clear()
                for other in self._everybody:
                    other._channel.write(shown)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the session."""
        self._everybody.discard(self)


class Door(asyncssh.SSHServer):
    """Lets in whoever has a key of the list."""

    def __init__(self, everybody: set[Session]) -> None:
        self._everybody = everybody

    def session_requested(self) -> Session:
        """One session for each that is asked for."""
        return Session(self._everybody)


async def serve(host_key: str, authorized_keys: str) -> None:
    """Serve on a free port of the loopback address until SIGTERM."""
    everybody: set[Session] = set()
    async with await asyncssh.listen(
        "127.0.0.1",
        0,
        server_factory=lambda: Door(everybody),
        server_host_keys=[host_key],
        authorized_client_keys=authorized_keys,
        encoding=None,
        line_editor=False,
        kex_algs=list(KEX),
        encryption_algs=list(CIPHERS),
        mac_algs=list(MACS),
        compression_algs=["none"],
        agent_forwarding=False,
        x11_forwarding=False,
        allow_scp=False,
        login_timeout=30,
        keepalive_interval=15,
        keepalive_count_max=3,
        window=65536,
    ) as listener:
        stop = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
        sys.stdout.write(f"listening on 127.0.0.1:{listener.get_port()}\n")
        sys.stdout.flush()
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], sys.argv[2]))
