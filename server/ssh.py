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
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, cast

import asyncssh
from asyncssh.auth import KbdIntChallenge, KbdIntResponse

from server import words
from server.connection import HubConnection
from server.limits import shortened
from server.passwords import Crowded
from server.session import Visit
from store import keys
from store.config import Config
from store.keys import ALGORITHMS
from store.operations import GUEST, SYSTEM, Actor
from store.passwords import sign_in_with_password
from tui.served import where

if TYPE_CHECKING:
    from server.serving import Door

log = logging.getLogger("porchlight.door")

JOIN: Final = "join"
CRISIS: Final = "crisis"

UNUSED_S: Final = 30.0
"""Seconds that somebody may be logged in without a session, before or after it."""

GUEST_S: Final = 1800.0
"""Seconds that somebody may take to join: nothing is asked for at that door, so nobody may stand in it for ever."""


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


def _knows_none(_: object) -> bool:
    return False


def _nothing() -> None:
    pass


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
        self._seated = False
        self._over: asyncio.TimerHandle | None = None
        self._visit: Visit | None = None
        self._unused: asyncio.TimerHandle | None = None
        self.gone = asyncio.Event()
        """Set once the connection is no more."""

    # -- the connection

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        """Remember the connection."""
        self.connection = cast(HubConnection, conn)
        self.source = self.connection.ticket.source
        self.address_hint = shortened(self.source.partition("/")[0])
        self.connection.knows_key = lambda request: self._noted is not None and self._noted[0] is request
        self._door.connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Give everything back."""
        self.gone.set()
        try:
            self._door.connections.discard(self)
            self._door.gate.release(self.connection.ticket)
            self._door.collector.connection_ended()
            if self._unused is not None:
                self._unused.cancel()
            if self._over is not None:
                self._over.cancel()
            if self._seated:
                self._door.guests.leave(self.source)
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
        self._let_go()

    def _let_go(self) -> None:
        """Hold nothing that holds this, so that all of a connection is freed when it ends, without a collection."""
        self._visit = self._noted = None
        connection = self.connection
        connection.knows_key = _knows_none
        connection.ended_with = None
        connection.ticket.close = _nothing

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
        """Note whose key it is; asyncssh asks this before it has seen a signature.

        Public keys are public: an answer that told apart those that are enrolled would tell anybody who is a member
        here. So every key is to be signed with, and only then some are refused.

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
        if key.get_algorithm() not in ALGORITHMS:
            return False
        if self.user == JOIN:
            # Somebody's key cannot be enrolled a second time, so the join screen does not offer it.
            self._noted = (request, Grant("join", GUEST, "publickey", None if owner else line))
            return True
        if owner is not None and owner.active:
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
        try:
            right = await door.passwords.check(
                self.source, name, lambda: sign_in_with_password(door.hub, name, password)
            )
        except Crowded:
            # So many wait for their password to be looked at that they would fill the door, for keys too.
            self.connection.disconnect(asyncssh.DISC_TOO_MANY_CONNECTIONS, words.BUSY)
            return False
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
        if self.grant.way == "join":
            self._seated = self._door.guests.take(self.source)
            if self._seated:
                self._over = self._door.loop.call_later(GUEST_S, self._guest_over)
            else:
                self.refusal = words.JOIN_FULL
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
        if self.gone.is_set():
            return
        self._unused = self._door.loop.call_later(UNUSED_S / 6, self._leave_unused)

    @property
    def visit(self) -> Visit | None:
        """The session, if there is or was one."""
        return self._visit

    def _guest_over(self) -> None:
        self._over = None
        if self._visit is not None:
            self._visit.end(words.JOIN_OVER)

    def _leave_unused(self) -> None:
        self._unused = None
        self.connection.disconnect(asyncssh.DISC_BY_APPLICATION, "Nothing more to do here.")
