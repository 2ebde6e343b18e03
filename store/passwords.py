"""Passwords: argon2id in a small pool of threads, and signing in with a password or a key.

An unknown handle costs the same as a known one, and a locked account is only told so after its password was right.
Parameters: argon2id, 64 MiB, three passes, one lane (RFC 9106's second recommended choice).
"""

from __future__ import annotations

import asyncio
import secrets
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

import argon2

from store import keys, sight
from store.errors import Denied, Invalid
from store.operations import SYSTEM, Actor, Tx, operation
from store.policy import Capability

if TYPE_CHECKING:
    from store.hub import Hub

SHORTEST: Final = 10
"""Characters a password has at least."""

LONGEST_BYTES: Final = 1024
"""Bytes a password has at most, in UTF-8: hashing more would only cost time."""

THREADS: Final = 2
"""Hashes computed at once: each takes 64 MiB and a core."""

GUESSABLE_BELOW: Final = 2
"""zxcvbn scores below this (0-4) are refused: guessed within a million tries."""

LOCKED: Final = "This account is locked; please talk to a host of the hub."
WRONG: Final = "That handle and password do not go together."


R = TypeVar("R")


def _encoded(password: str) -> bytes:
    """A password's bytes, the same however its characters were composed: SSH's own password method sends it prepared
    by RFC 4013, which ends in NFKC, and its question-and-answer method sends it as it was typed."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


class Passwords:
    """Computes and checks hashes off the loop, two at a time."""

    def __init__(self) -> None:
        self._hasher = argon2.PasswordHasher(time_cost=3, memory_cost=65536, parallelism=1)
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="porchlight-password")
        self._nobody: str | None = None
        self.hashes = 0
        """Hashes computed so far; tests count them."""

    async def hash(self, password: str, *, about: tuple[str, ...] = ()) -> str:
        """Hash a new password.

        Args:
            password: As typed.
            about: Words that make it easy to guess: the handle, the hub's name.

        Raises:
            Invalid: It is too short, too long, or among the common ones.
        """
        if len(password) < SHORTEST:
            raise Invalid(f"Please take at least {SHORTEST} characters; a few plain words together are good.")
        if len(password) > LONGEST_BYTES or len(_encoded(password)) > LONGEST_BYTES:
            raise Invalid(f"A password has {LONGEST_BYTES} bytes at most.")
        return await self._run(self._hash, password, about)

    async def verify(self, stored: str | None, password: str) -> bool:
        """Check a password against a stored hash; with None it takes as long and answers False."""
        if len(password) > LONGEST_BYTES or len(_encoded(password)) > LONGEST_BYTES:
            password, stored = "", None
        return await self._run(self._verify, stored, password)

    def needs_rehash(self, stored: str) -> bool:
        """Whether a hash was made with older parameters."""
        return self._hasher.check_needs_rehash(stored)

    async def rehash(self, password: str) -> str:
        """Hash a password that was just found right, whatever its strength."""
        return await self._run(self._hasher.hash, _encoded(password))

    async def _run(self, work: Callable[..., R], *args: object) -> R:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work, *args)

    def _hash(self, password: str, about: tuple[str, ...]) -> str:
        # Imported here: its word lists take memory, and only a new password needs them.
        from zxcvbn import zxcvbn

        # The estimator's time grows steeply with length; a long password is judged by its beginning.
        if zxcvbn(password[:64], user_inputs=list(about))["score"] < GUESSABLE_BELOW:
            raise Invalid(
                "That one is among the first that others would try; a few unrelated words are better."
            )
        self.hashes += 1
        return self._hasher.hash(_encoded(password))

    def _verify(self, stored: str | None, password: str) -> bool:
        self.hashes += 1
        encoded = _encoded(password)
        try:
            self._hasher.verify(stored or self._decoy(), encoded)
        except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
            return False
        return stored is not None

    def _decoy(self) -> str:
        """A hash that nothing matches, so that an unknown handle costs one hash too."""
        if self._nobody is None:
            self._nobody = self._hasher.hash(secrets.token_bytes(16))
        return self._nobody

    def close(self) -> None:
        """Let the threads end."""
        self._pool.shutdown(wait=False, cancel_futures=True)


@dataclass(frozen=True, slots=True)
class Stored:
    """What signing in needs to know of a handle."""

    member_id: int
    hash: str | None
    """None: the account has no password, only keys."""
    active: bool


@operation(Capability.SIGN_IN)
def stored(tx: Tx, *, handle: str) -> Stored | None:
    """The account and password hash of a handle, or None."""
    row = tx.one(
        "SELECT m.id, p.hash, m.state FROM members m LEFT JOIN passwords p ON p.member_id = m.id"
        " WHERE m.handle = :handle AND m.state <> 'erased'",
        handle=handle,
    )
    return None if row is None else Stored(row[0], row[1], row[2] == "active")


@operation(Capability.SELF_READ)
def mine(tx: Tx) -> Stored:
    """My own account and password hash."""
    row = tx.one("SELECT hash FROM passwords WHERE member_id = :me", me=tx.me.id)
    return Stored(tx.me.id, None if row is None else row["hash"], True)


@operation(Capability.SELF_CHANGE, writes=True)
def replace(tx: Tx, *, hash: str) -> None:
    """Put a new hash in place of my old one."""
    put(tx, tx.me.id, hash)


@operation(Capability.SIGN_IN, writes=True)
def refresh(tx: Tx, *, member_id: int, old: str, new: str) -> None:
    """Put a hash made with today's parameters in place of an older one of the same password."""
    tx.run(
        "UPDATE passwords SET hash = :new WHERE member_id = :id AND hash = :old",
        id=member_id,
        old=old,
        new=new,
    )


def put(tx: Tx, member_id: int, hashed: str) -> None:
    """Store a member's hash, inside an operation that may."""
    tx.run(
        "INSERT INTO passwords (member_id, hash, changed_at) VALUES (:id, :hash, :now)"
        " ON CONFLICT (member_id) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at",
        id=member_id,
        hash=hashed,
        now=tx.now,
    )


async def sign_in_with_password(hub: Hub, handle: str, password: str) -> Actor:
    """Find whose handle and password these are.

    Raises:
        Denied: They do not go together; or they do, and the account is locked.
    """
    known = await hub.do(SYSTEM, stored, handle=sight.spelled(handle))
    hashed = known.hash if known is not None else None
    right = await hub.passwords.verify(hashed, password)
    if known is None or hashed is None or not right:
        raise Denied(WRONG)
    if not known.active:
        raise Denied(LOCKED)
    if hub.passwords.needs_rehash(hashed):
        await hub.do(
            SYSTEM, refresh, member_id=known.member_id, old=hashed, new=await hub.passwords.rehash(password)
        )
    return Actor.of(known.member_id)


async def sign_in_with_key(hub: Hub, public_key: str) -> Actor:
    """Find whose key this is; call it only with a key that authentication ended with.

    Args:
        public_key: One line as OpenSSH writes it: algorithm, base64, perhaps a comment.

    Raises:
        Denied: Nobody's, or the account is locked.
    """
    owner = await hub.do(SYSTEM, keys.owner, public_key=public_key)
    if owner is None:
        raise Denied("Nobody here has enrolled that key.")
    if not owner.active:
        raise Denied(LOCKED)
    if not await hub.do(SYSTEM, keys.used_lately, key_id=owner.key_id):
        await hub.do(SYSTEM, keys.used, key_id=owner.key_id)
    return Actor.of(owner.member_id)


async def change_password(hub: Hub, actor: Actor, old: str, new: str) -> None:
    """Change one's own password; the old one is asked for where there is one.

    Raises:
        Denied: The old one is wrong.
        Invalid: The new one is too weak.
    """
    account = await hub.do(actor, mine)
    if account.hash is not None and not await hub.passwords.verify(account.hash, old):
        raise Denied("The old password is not that one.")
    await hub.do(actor, replace, hash=await hub.passwords.hash(new))
