"""A member's SSH keys: the key is the account, and several keys belong to one account."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Final

from store import audit, text
from store.errors import Conflict, Invalid, NotFound
from store.operations import Tx, operation
from store.policy import Capability

LABEL_CELLS: Final = 40
"""Widest label, in cells."""

KEYS_A_MEMBER: Final = 16
"""Keys that one account may have."""

ALGORITHMS: Final = frozenset(
    {
        "ssh-ed25519",
        "sk-ssh-ed25519@openssh.com",
        "ecdsa-sha2-nistp256",
        "ecdsa-sha2-nistp384",
        "ecdsa-sha2-nistp521",
        "sk-ecdsa-sha2-nistp256@openssh.com",
        "ssh-rsa",
    }
)
"""Kinds of key that may be enrolled; RSA of 2048 bits and more (its signatures are SHA-2, never SHA-1)."""

SMALLEST_RSA_BYTES: Final = 270
"""Length of an RSA 2048 key's blob: 256 bytes of modulus and what goes with it."""

UNSAFE: Final = "Keys of that kind are not safe enough; make one with: ssh-keygen -t ed25519"
NOT_A_KEY: Final = (
    "That is not a public key; paste the one line of a .pub file, such as ~/.ssh/id_ed25519.pub."
)


@dataclass(frozen=True, slots=True)
class Key:
    """One enrolled key."""

    id: int
    fingerprint: str
    """"SHA256:…" as OpenSSH prints it."""
    algorithm: str
    label: str
    added_at: int
    used_at: int | None
    """When it last opened the door, epoch ms UTC; None: never."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose key it is."""

    member_id: int
    key_id: int
    active: bool


@dataclass(frozen=True, slots=True)
class Parsed:
    """A public key taken apart."""

    algorithm: str
    encoded: str
    fingerprint: str
    comment: str


def parse(public_key: str) -> Parsed:
    """Take a one-line OpenSSH public key apart (RFC 4253 section 6.6; fingerprint: SHA-256, base64 without padding).

    Raises:
        Invalid: It is not one, is a private key, or is of a kind that is not taken.
    """
    line = public_key.strip()
    if "PRIVATE KEY" in line:
        raise Invalid(
            "That is a private key: keep it to yourself, and paste the line of the .pub file instead."
        )
    parts = line.split(None, 2)
    if len(line) > 16_384 or len(parts) < 2:
        raise Invalid(NOT_A_KEY)
    algorithm, encoded = parts[0], parts[1]
    if algorithm not in ALGORITHMS:
        raise Invalid(UNSAFE if algorithm.startswith(("ssh-", "ecdsa-", "sk-")) else NOT_A_KEY)
    try:
        blob = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Invalid("That public key is not whole; paste the whole line of the .pub file.") from error
    length = int.from_bytes(blob[:4], "big")
    if blob[4 : 4 + length] != algorithm.encode() or len(blob) <= 4 + length:
        raise Invalid("That public key is not whole; paste the whole line of the .pub file.")
    if algorithm == "ssh-rsa" and len(blob) < SMALLEST_RSA_BYTES:
        raise Invalid(UNSAFE)
    digest = base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")
    return Parsed(
        algorithm, base64.b64encode(blob).decode(), f"SHA256:{digest}", parts[2] if len(parts) > 2 else ""
    )


@operation(Capability.SELF_READ)
def listing(tx: Tx) -> list[Key]:
    """My keys, oldest first."""
    rows = tx.all(
        "SELECT id, fingerprint, algorithm, label, added_at, used_at FROM keys WHERE member_id = :me ORDER BY id",
        me=tx.me.id,
    )
    return [Key(*row) for row in rows]


@operation(Capability.SELF_CHANGE, writes=True)
def add(tx: Tx, *, public_key: str, label: str = "") -> Key:
    """Enrol a key for myself.

    Args:
        public_key: One line as OpenSSH writes it.
        label: What to call it ("my phone"); the key's comment when empty.

    Raises:
        Invalid: It is not a key that is taken.
        Conflict: It is enrolled already, or I have too many.
    """
    return enrol(tx, tx.me.id, public_key, label)


@operation(Capability.MEMBER_MANAGE, writes=True)
def add_for(tx: Tx, *, member_id: int, public_key: str, label: str = "") -> Key:
    """Enrol a key for a member (the host, at the command line)."""
    key = enrol(tx, member_id, public_key, label)
    audit.write(tx, "key.add", f"member:{member_id}", key.fingerprint)
    return key


def enrol(tx: Tx, member_id: int, public_key: str, label: str) -> Key:
    """Store a key, inside an operation that may."""
    parsed = parse(public_key)
    if int(tx.value("SELECT COUNT(*) FROM keys WHERE member_id = :id", id=member_id)) >= KEYS_A_MEMBER:
        raise Conflict(f"An account has {KEYS_A_MEMBER} keys at most; remove one that you no longer use.")
    if tx.one("SELECT 1 FROM keys WHERE fingerprint = :f", f=parsed.fingerprint) is not None:
        raise Conflict("That key is enrolled already.")
    label = text.clean_line(label, cells=LABEL_CELLS) or _from_comment(parsed.comment)
    row = tx.one(
        "INSERT INTO keys (member_id, fingerprint, algorithm, public_key, label, added_at)"
        " VALUES (:member, :fingerprint, :algorithm, :public_key, :label, :now) RETURNING id",
        member=member_id,
        fingerprint=parsed.fingerprint,
        algorithm=parsed.algorithm,
        public_key=f"{parsed.algorithm} {parsed.encoded}",
        label=label,
        now=tx.now,
    )
    assert row is not None  # noqa: S101 - RETURNING always answers
    tx.emit(f"member:{member_id}", "keys")
    return Key(row["id"], parsed.fingerprint, parsed.algorithm, label, tx.now, None)


def _from_comment(comment: str) -> str:
    """A label from what a key's file says of it: nobody chose how long that is, so it is cut."""
    whole = text.clean_line(comment[: LABEL_CELLS * 4], cells=LABEL_CELLS * 8)
    return text.cut_cells(whole, LABEL_CELLS)


@operation(Capability.SELF_CHANGE, writes=True)
def remove(tx: Tx, *, key_id: int) -> None:
    """Remove one of my keys; the last way in stays.

    Raises:
        NotFound: It is not one of mine.
        Conflict: It is the only way in that I have.
    """
    if tx.one("SELECT 1 FROM keys WHERE id = :id AND member_id = :me", id=key_id, me=tx.me.id) is None:
        raise NotFound("You have no such key.")
    others = tx.value("SELECT COUNT(*) FROM keys WHERE member_id = :me", me=tx.me.id) - 1
    if not others and tx.one("SELECT 1 FROM passwords WHERE member_id = :me", me=tx.me.id) is None:
        raise Conflict("It is your only way in: set a password or enrol another key first.")
    tx.run("DELETE FROM keys WHERE id = :id AND member_id = :me", id=key_id, me=tx.me.id)
    tx.emit(f"member:{tx.me.id}", "keys")


@operation(Capability.SIGN_IN)
def owner(tx: Tx, *, public_key: str) -> Owner | None:
    """Whose key this is, or None. Saying a key proves nothing: its signature does."""
    try:
        parsed = parse(public_key)
    except Invalid:
        return None
    row = tx.one(
        "SELECT k.member_id, k.id, m.state FROM keys k JOIN members m ON m.id = k.member_id"
        " WHERE k.fingerprint = :fingerprint",
        fingerprint=parsed.fingerprint,
    )
    return None if row is None else Owner(row[0], row[1], row[2] == "active")


USED_GRAIN_MS: Final = 24 * 3600 * 1000
"""A key's last use is kept to the day: a write at each command would only cost, and say more than it should."""


@operation(Capability.SIGN_IN)
def used_lately(tx: Tx, *, key_id: int) -> bool:
    """Whether a key's last use is already written down for this day."""
    return bool(
        tx.value(
            "SELECT COALESCE(used_at, 0) > :since FROM keys WHERE id = :id",
            since=tx.now - USED_GRAIN_MS,
            id=key_id,
        )
    )


@operation(Capability.SIGN_IN, writes=True)
def used(tx: Tx, *, key_id: int) -> None:
    """Write down that a key opened the door."""
    tx.run("UPDATE keys SET used_at = :now WHERE id = :id", now=tx.now, id=key_id)
