"""One SSH connection as asyncssh makes it: what it offers, and the little that asyncssh does not do by itself."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable
from typing import Final

import asyncssh
from asyncssh.constants import MSG_CHANNEL_DATA, MSG_IGNORE
from asyncssh.misc import OptExcInfo
from asyncssh.packet import SSHPacketLogger, String

from server.limits import Ticket, shortened
from server.terminal import TOLD
from store.config import Config
from tui.served import where

log = logging.getLogger("porchlight.door")

REQUESTS: Final = 40
"""Requests for authentication of any kind that are answered no on one connection."""

_ENV_VALUE: Final = 256
"""Bytes of the longest environment value that is taken from a client."""

SIGNATURES: Final = (
    "ssh-ed25519",
    "sk-ssh-ed25519@openssh.com",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "sk-ecdsa-sha2-nistp256@openssh.com",
    "rsa-sha2-512",
    "rsa-sha2-256",
)
KEX: Final = ("mlkem768x25519-sha256", "curve25519-sha256", "curve25519-sha256@libssh.org")
STRICT_KEX: Final = ("mlkem768x25519-sha256",)
CIPHERS: Final = (
    "aes256-gcm@openssh.com",
    "aes128-gcm@openssh.com",
    "aes256-ctr",
    "aes192-ctr",
    "aes128-ctr",
)
MACS: Final = ("hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com")
DROPBEAR: Final = b"dropbear"
"""In the version that Dropbear's client names itself by."""
DROPBEAR_MAC: Final = b"hmac-sha2-256"
"""Offered to Dropbear alone, and not by the strict profile: it knows no other that we have."""
DROPBEAR_GUESS: Final = b"kexguess2@matt.ucc.asn.au"
"""Dropbear sends its first key exchange packet before it knows what we chose. By RFC 4253 (7.1) that guess is wrong as
soon as our first choice is another, and is to be ignored; asyncssh ignores it only when another was chosen. This name
makes Dropbear go by the same rule as asyncssh."""


class _Quiet(SSHPacketLogger):
    """Writes no packet into the log: asyncssh puts the words for it together even when nobody would read them.

    What is in the packets is what people say, and belongs in no log.
    """

    def log_sent_packet(self, *_: object, **__: object) -> None:
        """Log nothing."""

    def log_received_packet(self, *_: object, **__: object) -> None:
        """Log nothing."""


class HubChannel(_Quiet, asyncssh.SSHServerChannel[bytes]):
    """A session's channel that takes little of the client's environment, and sends what fits at once."""

    def write(self, data: bytes, datatype: asyncssh.DataType = None) -> None:
        """Send what fits into the client's window and one packet, past the buffer, while nothing waits in that.

        Through the buffer it is copied, put into words for the log, and its marks looked at: twenty calls a frame.
        """
        size = len(data)
        at_once = not self._send_buf and self._send_state == "open" and datatype is None
        if at_once and 0 < size <= min(self._send_window, self._send_pktsize):
            self._send_window -= size
            self.send_packet(MSG_CHANNEL_DATA, String(data))
        else:
            super().write(data, datatype)

    def _process_env_request(self, packet: asyncssh.packet.SSHPacket) -> bool:
        """Keep the few variables that say what the terminal can do; the rest would only fill memory."""
        name, value = packet.get_string(), packet.get_string()
        packet.check_end()
        if name.decode("ascii", "replace") not in TOLD or len(value) > _ENV_VALUE:
            return False
        self._env[name] = value
        return True


def _nothing_more() -> bool:
    """Take no packet."""
    return False


class HubConnection(_Quiet, asyncssh.SSHServerConnection):
    """One connection, which remembers what it ended authentication with and reports its failures."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, options: asyncssh.SSHServerConnectionOptions, ticket: Ticket
    ) -> None:
        """Begin the handshake when the transport is there.

        Args:
            loop: The running loop.
            options: From `server_options`.
            ticket: The place in the gate, given back when somebody logged in or went away.
        """
        super().__init__(loop, options)
        self.ticket = ticket
        self.knows_key: Callable[[object], bool] = lambda request: False
        """Whether the key of a request is one that opens the door; set by who authenticates the connection."""
        self.refused = 0
        """Requests that were answered no."""
        self.ended_with: object = None
        """The request that authentication succeeded with; None when none was asked for."""

    def connection_lost(self, exc: Exception | None = None) -> None:
        """End; what reads packets is a method of this very object, and would keep it until the next collection."""
        super().connection_lost(exc)
        self._recv_handler = _nothing_more

    def _send_kexinit(self) -> None:
        """Offer what the client can do; its version is known by now."""
        if DROPBEAR in self._client_version and len(self._kex_algs) > len(STRICT_KEX):
            self._mac_algs = [*(mac for mac in self._mac_algs if mac != DROPBEAR_MAC), DROPBEAR_MAC]
        super()._send_kexinit()

    def send_packet(self, pkttype: int, *args: bytes, handler: SSHPacketLogger | None = None) -> None:
        """Send a packet, and not the empty one that asyncssh sends before each.

        That guards ciphers in CBC mode, whose next packet could be foreseen (RFC 4251, 9.3.1). None is offered here,
        and it doubles what every frame costs: two packets to encrypt, and two calls of the kernel.
        """
        if pkttype != MSG_IGNORE:
            super().send_packet(pkttype, *args, handler=handler)

    def _get_extra_kex_algs(self) -> list[bytes]:
        """Names in the list of key exchanges that are none."""
        extra = super()._get_extra_kex_algs()
        return [*extra, DROPBEAR_GUESS] if DROPBEAR in self._client_version else extra

    async def reload_config(self) -> None:
        """Keep the options: there is no file to read again for each user, and no thread to read it in."""

    async def validate_public_key(self, username: str, key_data: bytes, msg: bytes, signature: bytes) -> bool:
        """Check a key, and its signature where there is one; one made with SHA-1 is no signature."""
        if signature.startswith(b"\x00\x00\x00\x07ssh-rsa"):
            return False
        if not await super().validate_public_key(username, key_data, msg, signature):
            return False
        # Without a signature every key would do. With one it is known who holds the key, and they may know whose it is.
        return not msg or self.knows_key(self._auth)

    def send_userauth_failure(self, partial_success: bool) -> None:
        """Answer no, unless the client has asked for too much of anything."""
        self.refused += 1
        if self.refused > REQUESTS:
            self.disconnect(asyncssh.DISC_NO_MORE_AUTH_METHODS_AVAILABLE, "Too many tries.")
        else:
            super().send_userauth_failure(partial_success)

    async def send_userauth_success(self) -> None:
        """Note what authentication ended with, before asyncssh forgets it."""
        self.ended_with = self._auth
        await super().send_userauth_success()

    def internal_error(
        self, exc_info: OptExcInfo | None = None, error_logger: asyncssh.logging.SSHLogger | None = None
    ) -> None:
        """Log a failure of ours, which asyncssh would only tell at its debug level, and end the connection."""
        error = (exc_info or sys.exc_info())[1]
        if error is not None and not isinstance(error, asyncssh.Error | OSError):
            log.error("door.failed from=%s %s", shortened(self.ticket.source), where(error))
        super().internal_error(exc_info, error_logger)

    def create_server_channel(
        self,
        encoding: str | None = "",
        errors: str = "",
        window: int = 0,
        max_pktsize: int = 0,
    ) -> HubChannel:
        """Make the channel of a session."""
        return HubChannel(
            self,
            self._loop,
            self._allow_pty,
            self._line_editor,
            self._line_echo,
            self._line_history,
            self._max_line_length,
            None,
            "strict",
            window or self._window,
            max_pktsize or self._max_pktsize,
        )


def server_options(
    config: Config, host_key: asyncssh.SSHKey, keeper: Callable[[], asyncssh.SSHServer]
) -> asyncssh.SSHServerConnectionOptions:
    """Set asyncssh up.

    Args:
        config: The hub's settings; `listen.strict` offers only the post-quantum key exchange.
        host_key: The hub's Ed25519 key.
        keeper: Makes what authenticates one connection.

    Returns:
        Options for every connection of this process.
    """
    limits = config.limits
    strict = config.listen.strict
    return asyncssh.SSHServerConnectionOptions(
        server_factory=keeper,
        server_host_keys=[host_key],
        server_version="hub",
        kex_algs=list(STRICT_KEX if strict else KEX),
        encryption_algs=list(CIPHERS),
        mac_algs=list(MACS),
        signature_algs=list(SIGNATURES),
        # A compressed packet of a few hundred KB becomes hundreds of MB before its size can be looked at.
        compression_algs=["none"],
        host_based_auth=False,
        gss_host=None,
        encoding=None,
        line_editor=False,
        agent_forwarding=False,
        x11_forwarding=False,
        allow_scp=False,
        sftp_factory=None,
        rdns_lookup=False,
        tcp_keepalive=True,
        login_timeout=limits.login_timeout_s,
        keepalive_interval=limits.keepalive_interval_s,
        keepalive_count_max=limits.keepalive_count,
        window=65536,
    )
