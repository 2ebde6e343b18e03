"""Coming in with an invite: what it opens, whether a handle is free, and the one transaction that makes the account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from store import audit, circles, invites, keys, members, passwords, text
from store.db import Row
from store.errors import Conflict, Invalid, NotFound
from store.operations import Tx, operation
from store.policy import Capability, Role

USED_UP: Final = "That invite has been used by as many as it was for; ask who gave it to you for a new one."


@dataclass(frozen=True, slots=True)
class Preview:
    """What an invite opens."""

    role: Role
    circles: tuple[str, ...]
    """Titles of the circles."""
    expires_at: int | None
    rules_version: int
    rules_text: str


@dataclass(frozen=True, slots=True)
class Joined:
    """A new account."""

    member_id: int
    handle: str


@operation(Capability.JOIN)
def preview(tx: Tx, *, code: str) -> Preview:
    """What an invite opens.

    Raises:
        NotFound: The code opens nothing, or no longer.
        Conflict: It was for fewer people than have come.
    """
    row = _invite(tx, code)
    if not row["uses_left"]:
        raise Conflict(USED_UP)
    titles = invites.opens(tx, row["id"])[1]
    return Preview(
        Role(row["role"]), titles, row["expires_at"], tx.config.rules.version, tx.config.rules.text
    )


def _invite(tx: Tx, code: str) -> Row:
    row = tx.one(
        "SELECT * FROM invites WHERE code_digest = :digest AND revoked_at IS NULL"
        " AND (expires_at IS NULL OR expires_at > :now)",
        digest=invites.digest(code),
        now=tx.now,
    )
    if row is None:
        raise NotFound(
            "That code does not open the door: look again, or ask who gave it to you for a new one."
        )
    return row


@operation(Capability.JOIN)
def handle_free(tx: Tx, *, handle: str) -> bool:
    """Whether a handle can be taken.

    Raises:
        Invalid: It could never be one, and why.
    """
    return members.handle_is_free(tx, text.handle(handle))


@operation(Capability.JOIN, writes=True)
def join(
    tx: Tx,
    *,
    code: str,
    handle: str,
    rules_version: int,
    display_name: str = "",
    password_hash: str = "",
    public_key: str = "",
    key_label: str = "",
    time_zone: str = "",
    hide_presence: bool = False,
    nonce: str = "",
) -> Joined:
    """Make an account with an invite, all of it or nothing.

    Args:
        tx: The transaction.
        code: The invite's code.
        handle: What to be called.
        rules_version: The version of the rules that was shown and acknowledged.
        display_name: May be ''.
        password_hash: From `Passwords.hash`; '' when a key is given.
        public_key: A key whose signature was checked; '' when a password is given.
        key_label: What to call the key.
        time_zone: An IANA name; '' takes the hub's.
        hide_presence: Begin hidden from "who is here".
        nonce: Names this attempt: the same one again answers as the first time.

    Raises:
        NotFound: The code opens nothing, or no longer.
        Conflict: The invite is used up, the handle is taken, the key is enrolled, or the rules have changed.
        Invalid: The handle cannot be used, or there is no way in.
    """
    invite = _invite(tx, code)
    if nonce:
        before = tx.one(
            "SELECT m.id, m.handle FROM invite_uses u JOIN members m ON m.id = u.member_id"
            " WHERE u.invite_id = :invite AND u.nonce = :nonce AND u.nonce <> ''",
            invite=invite["id"],
            nonce=nonce,
        )
        if before is not None:
            return Joined(before["id"], before["handle"])
    if rules_version != tx.config.rules.version:
        raise Conflict("The rules have just changed; please read the new ones.")
    if not password_hash and not public_key:
        raise Invalid("Choose a password or a key, so that you can come back.")
    if not tx.run(
        "UPDATE invites SET uses_left = CASE WHEN uses_left > 0 THEN uses_left - 1 ELSE uses_left END"
        " WHERE id = :id AND uses_left <> 0",
        id=invite["id"],
    ):
        raise Conflict(USED_UP)
    member_id = members.create(
        tx, handle=handle, role=Role(invite["role"]), display_name=display_name, time_zone=time_zone
    )
    members.write_acknowledgement(tx, member_id, rules_version)
    if password_hash:
        passwords.put(tx, member_id, password_hash)
    if public_key:
        keys.enrol(tx, member_id, public_key, key_label)
    if hide_presence:
        tx.run("UPDATE preferences SET hide_presence = 1 WHERE member_id = :id", id=member_id)
    for circle_id in invites.opens(tx, invite["id"])[2]:
        circles.enter(tx, circle_id, member_id)
    tx.run(
        "INSERT INTO invite_uses (invite_id, member_id, nonce, at) VALUES (:invite, :member, :nonce, :now)",
        invite=invite["id"],
        member=member_id,
        nonce=nonce,
        now=tx.now,
    )
    audit.write(tx, "member.join", f"member:{member_id}", f"invite:{invite['id']}")
    handle_now = tx.value("SELECT handle FROM members WHERE id = :id", id=member_id)
    return Joined(member_id, str(handle_now))
