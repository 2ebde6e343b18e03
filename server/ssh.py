"""The asyncssh server: who somebody is. What they then do is `server/session.py`'s.

Ways in: a member's key under whatever user name; a member's handle and password; `join@`, which leads to the join
screen and nowhere else; `crisis@`, which asks for nothing and shows the help card.

Identity is what authentication ended with. asyncssh asks `validate_public_key` about unsigned probes too, and a client
may try several keys and passwords in any order: each answer is noted for the one request that it was given to, and only
the request that asyncssh itself ended with counts.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, cast

import asyncssh
from asyncssh.auth import KbdIntChallenge, KbdIntResponse
from asyncssh.misc import OptExcInfo

from server import words
from server.limits import Patience, Ticket, shortened
from server.terminal import TOLD
from store import keys
from store.config import Config
from store.errors import Denied, HubError
from store.keys import ALGORITHMS
from store.operations import GUEST, SYSTEM, Actor
from store.passwords import LOCKED, sign_in_with_password
from tui.served import where

if TYPE_CHECKING:
    from server.serving import Door
    from server.session import Visit

log = logging.getLogger("porchlight.door")

JOIN: Final = "join"
CRISIS: Final = "crisis"

UNUSED_S: Final = 30.0
"""Seconds that somebody may be logged in without a session, before or after it."""

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


@dataclass(frozen=True, slots=True)
class Grant:
    """What authentication ended with."""

    way: Literal["member", "join", "crisis"]
    """Which door it was."""
    actor: Actor
    """Who is in; a guest at `join@` and `crisis@`."""
    method: str
    """`publickey`, `keyboard-interactive`, `password` or `none`."""
    key: str | None = None
    """The public key whose signature was checked, as OpenSSH writes it: a member's, or one a newcomer may enrol."""


class HubChannel(asyncssh.SSHServerChannel[bytes]):
    """A session's channel that takes little of the client's environment."""

    def _process_env_request(self, packet: asyncssh.packet.SSHPacket) -> bool:
        """Keep the few variables that say what the terminal can do; the rest would only fill memory."""
        name, value = packet.get_string(), packet.get_string()
        packet.check_end()
        if name.decode("ascii", "replace") not in TOLD or len(value) > _ENV_VALUE:
            return False
        self._env[name] = value
        return True


class HubConnection(asyncssh.SSHServerConnection):
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
        self.refused = 0
        """Requests that were answered no."""
        self.ended_with: object = None
        """The request that authentication succeeded with; None when none was asked for."""

    def _send_kexinit(self) -> None:
        """Offer what the client can do; its version is known by now."""
        if DROPBEAR in self._client_version and len(self._kex_algs) > len(STRICT_KEX):
            self._mac_algs = [*(mac for mac in self._mac_algs if mac != DROPBEAR_MAC), DROPBEAR_MAC]
        super()._send_kexinit()

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
        return await super().validate_public_key(username, key_data, msg, signature)

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


class Doorkeeper(asyncssh.SSHServer):
    """Authentication of one connection. Everything but a session is refused by what `SSHServer` answers itself."""

    def __init__(self, door: Door) -> None:
        """Wait for a connection.

        Args:
            door: What all connections share.
        """
        self._door = door
        self._config: Config = door.hub.config
        self.user = ""
        """The user name typed, in any case."""
        self.grant: Grant | None = None
        """Who it is, once authentication ended."""
        self.refusal = ""
        """Why they may not stay although they are who they are; empty: they may."""
        self._noted: tuple[object, Grant] | None = None
        self._keys: set[str] = set()
        self._passwords = 0
        self._said_banner = False
        self._why = ""
        self._counted = False
        self._visit: Visit | None = None
        self._unused: asyncio.TimerHandle | None = None
        self._gone = False

    # -- the connection

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        """Remember the connection."""
        self.connection = cast(HubConnection, conn)
        self.source = self.connection.ticket.source
        self.address_hint = shortened(self.source.partition("/")[0])
        self._door.connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Give everything back."""
        self._gone = True
        try:
            self._door.connections.discard(self)
            self._door.gate.release(self.connection.ticket)
            if self._unused is not None:
                self._unused.cancel()
            if self._counted and self.grant is not None:
                self._door.roster.disconnected(self.grant.actor.member_id)
            if self.grant is None and (self._passwords or self._keys):
                log.info(
                    "door.refused from=%s keys=%d passwords=%d",
                    self.address_hint,
                    len(self._keys),
                    self._passwords,
                )
        except Exception as error:  # noqa: BLE001 - asyncssh swallows what is raised here; it is logged instead
            log.error("door.failed from=%s %s", self.address_hint, where(error))

    # -- authentication

    def begin_auth(self, username: str) -> bool:
        """Tell whether anything is asked for.

        Args:
            username: As typed; a client may begin again with another.

        Returns:
            False for `crisis@` alone.
        """
        self.connection.ticket.spoke = True
        self.user = username.strip().casefold()
        return self.user != CRISIS

    def public_key_auth_supported(self) -> bool:
        """Keys are taken."""
        return True

    def password_auth_supported(self) -> bool:
        """Passwords are taken."""
        return True

    def kbdint_auth_supported(self) -> bool:
        """Passwords are taken as an answer, too."""
        return True

    async def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        """Tell whether a key would do; asyncssh asks this before it has seen a signature.

        Args:
            username: As typed. It does not matter whose it is: the key is the account.
            key: The key that was named.

        Returns:
            Whether the client should sign with it.
        """
        request = self.connection.auth
        line = " ".join(key.export_public_key("openssh").decode("ascii").split()[:2])
        self._keys.add(line)
        if len(self._keys) > self._config.limits.keys_per_connection:
            self._give_up()
            return False
        owner = await self._door.hub.do(SYSTEM, keys.owner, public_key=line)
        if self.user == JOIN:
            if key.get_algorithm() not in ALGORITHMS:
                return False
            # Somebody's key cannot be enrolled a second time, so the join screen does not offer it.
            self._noted = (request, Grant("join", GUEST, "publickey", None if owner else line))
            return True
        if owner is None or not owner.active:
            return False
        self._noted = (request, Grant("member", Actor.of(owner.member_id), "publickey", line))
        return True

    async def validate_password(self, username: str, password: str) -> bool:
        """Check a password.

        Args:
            username: As typed.
            password: As typed.

        Returns:
            Whether it is right.
        """
        self._banner()
        return await self._check(password, "password")

    def get_kbdint_challenge(self, username: str, lang: str, submethods: str) -> KbdIntChallenge:
        """Ask for the password; at `join@` ask for nothing.

        Args:
            username: As typed.
            lang: Ignored.
            submethods: Ignored.

        Returns:
            The question, or True when there is none.
        """
        if self.user == JOIN:
            self._noted = (self.connection.auth, Grant("join", GUEST, "keyboard-interactive"))
            return True
        self._banner()
        above = words.try_again(self._config, self._why) if self._why else ""
        return ("", above, "en", [(words.PROMPT, False)])

    async def validate_kbdint_response(self, username: str, responses: KbdIntResponse) -> KbdIntChallenge:
        """Check the answer.

        Args:
            username: As typed.
            responses: The password alone.

        Returns:
            Whether it is right.
        """
        # An answer without a password counts as one that is wrong.
        return await self._check(responses[0] if len(responses) == 1 else "", "keyboard-interactive")

    async def _check(self, password: str, method: str) -> bool:
        """Look at a password, no sooner than the address and the name have waited for it."""
        request, name, door = self.connection.auth, self.user, self._door
        if name == JOIN:
            self._noted = (request, Grant("join", GUEST, method))
            return True
        self._passwords += 1
        if self._passwords > self._config.limits.passwords_per_connection:
            self._give_up()
            return False
        right = await door.passwords.check(
            self.source, name, lambda: sign_in_with_password(door.hub, name, password)
        )
        if isinstance(right, Actor):
            self._noted = (request, Grant("member", right, method))
            return True
        self._why = right
        if self._passwords >= self._config.limits.passwords_per_connection:
            self._give_up()
        return False

    def _banner(self) -> None:
        """Say once how to get in without an account, to those who are about to be asked for a password."""
        if not self._said_banner:
            self._said_banner = True
            self.connection.send_auth_banner(words.banner(self._config))

    def _give_up(self) -> None:
        """End a connection that has tried too much, saying how to join."""
        self.connection.disconnect(
            asyncssh.DISC_NO_MORE_AUTH_METHODS_AVAILABLE, words.no_more_tries(self._config)
        )

    def auth_completed(self) -> None:
        """Bind the connection to who it is, for its life."""
        ended_with = self.connection.ended_with
        if ended_with is None and self.user == CRISIS:
            self.grant = Grant("crisis", GUEST, "none")
        elif self._noted is not None and self._noted[0] is ended_with is not None:
            self.grant = self._noted[1]
        else:
            log.error("door.unbound from=%s", self.address_hint)
            self.connection.abort()
            return
        self._door.gate.release(self.connection.ticket)
        self._unused = self._door.loop.call_later(UNUSED_S, self._leave_unused)
        member_id = self.grant.actor.member_id
        if member_id:
            self._counted = True
            count = self._door.roster.connected(member_id)
            limits = self._config.limits
            if not self._door.lifted and count > limits.connections_per_member:
                self.refusal = words.too_many(limits.connections_per_member)
            elif not self._door.lifted and self._door.roster.connections > limits.sessions:
                self.refusal = words.FULL
        log.info(
            "door.login from=%s way=%s member=%d method=%s",
            self.address_hint,
            self.grant.way,
            member_id,
            self.grant.method,
        )

    # -- the session

    def session_requested(self) -> Visit:
        """Open the one session of this connection.

        Raises:
            asyncssh.ChannelOpenError: There was one already.
        """
        from server.session import Visit

        if self._visit is not None or self.grant is None:
            raise asyncssh.ChannelOpenError(
                asyncssh.OPEN_ADMINISTRATIVELY_PROHIBITED,
                "One session a connection; please open another connection.",
            )
        if self._unused is not None:
            self._unused.cancel()
            self._unused = None
        self._visit = Visit(self._door, self, self.grant)
        return self._visit

    def session_ended(self) -> None:
        """Give the client a moment to hang up, then do it."""
        if self._gone:
            return
        self._unused = self._door.loop.call_later(UNUSED_S / 6, self._leave_unused)

    @property
    def visit(self) -> Visit | None:
        """The session, if there is or was one."""
        return self._visit

    def _leave_unused(self) -> None:
        self._unused = None
        self.connection.disconnect(asyncssh.DISC_BY_APPLICATION, "Nothing more to do here.")


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


def server_options(
    config: Config, host_key: asyncssh.SSHKey, keeper: Callable[[], Doorkeeper]
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
