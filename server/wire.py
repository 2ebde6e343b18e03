"""The way out to one client: bytes onto its channel, and how many of them still wait.

asyncssh takes any number of bytes for a client that does not read: neither `write` nor the TCP transport push back.
Whoever writes asks `unsent` first and stops, and `cut` ends a client that does not catch up.
"""

import asyncio
import logging
from typing import Final

import asyncssh

log = logging.getLogger("porchlight.door")

DROP_ABOVE: Final = 256 * 1024
"""Unsent bytes above which frames are dropped instead of written."""

RESUME_BELOW: Final = 32 * 1024
"""Unsent bytes below which a client counts as caught up."""

CUT_ABOVE: Final = 2 * 1024 * 1024
"""Unsent bytes above which the client is disconnected."""

STALLED_S: Final = 30.0
"""Seconds after which a client that took nothing at all is disconnected."""

_POLL_S: Final = 0.1


class Wire:
    """One channel of one connection, for writing."""

    def __init__(
        self,
        channel: asyncssh.SSHServerChannel[bytes],
        *,
        drop_above: int = DROP_ABOVE,
        cut_above: int = CUT_ABOVE,
        stalled_s: float = STALLED_S,
    ) -> None:
        """Write to `channel`.

        Args:
            channel: An open channel without an encoding.
            drop_above: Unsent bytes above which frames are dropped.
            cut_above: Unsent bytes above which the client is disconnected.
            stalled_s: Seconds of taking nothing after which the client is disconnected.
        """
        self.drop_above = drop_above
        self.cut_above = cut_above
        self.stalled_s = stalled_s
        self._channel = channel
        self._connection = channel.get_connection()
        self.dead = False
        """True once nothing can be written any more. Writing goes on without an effect, and without an error."""

    def send(self, data: bytes, *, to_stderr: bool = False) -> None:
        """Write to the client; never raises.

        Args:
            data: Any bytes.
            to_stderr: Write to its standard error instead of its standard output.
        """
        if self.dead:
            return
        try:
            self._channel.write(data, asyncssh.EXTENDED_DATA_STDERR if to_stderr else None)
        except OSError:
            self.dead = True

    @property
    def unsent(self) -> int:
        """Bytes that the client has not taken yet: in the channel (its window is closed) and in the transport."""
        transport: asyncio.WriteTransport | None = getattr(self._connection, "_transport", None)
        return self._channel.get_write_buffer_size() + (transport.get_write_buffer_size() if transport else 0)

    async def drained(self, below: int = RESUME_BELOW) -> bool:
        """Wait until at most `below` bytes are unsent.

        Args:
            below: In bytes.

        Returns:
            False when the client went away, or took nothing for `stalled_s` and was cut.
        """
        loop = asyncio.get_running_loop()
        least, since = self.unsent, loop.time()
        while not self.dead and (unsent := self.unsent) > below:
            if unsent < least:
                least, since = unsent, loop.time()
            elif loop.time() - since > self.stalled_s:
                self.cut("stalled")
                return False
            await asyncio.sleep(_POLL_S)
        return not self.dead

    def cut(self, reason: str) -> None:
        """Disconnect the client at once; what is unsent is lost.

        Args:
            reason: One word for the log.
        """
        if not self.dead:
            self.dead = True
            log.warning("door.cut reason=%s unsent=%d", reason, self.unsent)
            self._connection.abort()
