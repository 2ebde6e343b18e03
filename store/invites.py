"""Invites: codes that let people in with a given role and circles, until they expire. Only a digest is stored."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from store import audit, sight
from store.errors import Conflict, Denied, Invalid, NotFound
from store.operations import Tx, operation
from store.policy import Capability, Role

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Letters and digits that are not mistaken for one another."""

CODE_LETTERS: Final = 12
"""Letters in a code of ours: 58 bits, written in threes of four."""

SHORTEST_CODE: Final = 8
"""Letters and digits that a code of the host's own choice has at least."""

LONGEST_CODE: Final = 40

MOST_USES: Final = 1_000_000
"""People that one invite is for, when they are counted."""

LONGEST_S: Final = 10 * 366 * 24 * 3600
"""Seconds that an invite holds, when it ends at all."""


@dataclass(frozen=True, slots=True)
class Invite:
    """One invite."""

    id: int
    code: str
    """The whole code, only when it has just been made; '' afterwards."""
    hint: str
    """Its first letters, to tell it from others."""
    role: Role
    circles: tuple[str, ...]
    """Names of the circles that it opens."""
    uses_left: int
    """-1: as many as come."""
    expires_at: int | None
    """Epoch ms UTC; None: never."""
    created_at: int


def normal(code: str) -> str:
    """A code as it is compared: capitals, without spaces and dashes."""
    return "".join(
        character for character in code[:200].upper() if character.isascii() and character.isalnum()
    )


def digest(code: str) -> str:
    """The digest that stands for a code in the store."""
    return hashlib.sha256(f"invite:{normal(code)}".encode()).hexdigest()


def make_code() -> str:
    """A new code: "K7QM-2XWP-9FTC"."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LETTERS))
    return "-".join(letters[i : i + 4] for i in range(0, CODE_LETTERS, 4))


@operation(Capability.INVITE_MANAGE, writes=True)
def create(
    tx: Tx,
    *,
    role: Role = Role.PARTICIPANT,
    circle_names: Sequence[str] = (),
    uses: int = 1,
    expires_in_s: int | None = None,
    code: str | None = None,
) -> Invite:
    """Make an invite.

    Args:
        tx: The transaction.
        role: What those who come with it become; only a host, or the machine's command line, invites staff.
        circle_names: Circles that they are in from the start.
        uses: How many may come with it; -1: as many as come.
        expires_in_s: Seconds for which it holds; None: as long as hub.toml says; -1: for ever.
        code: A code of one's own choice; None makes one that cannot be guessed.

    Raises:
        Denied: My role does not let me invite that role.
        NotFound: There is no such circle.
        Invalid: The code is too short, or the number of uses makes no sense.
        Conflict: There is an invite with this code.
    """
    if tx.actor.kind == "member" and tx.me.role is not Role.HOST and role in {Role.FACILITATOR, Role.HOST}:
        raise Denied("Only a host invites facilitators and hosts.")
    if not (uses == -1 or 1 <= uses <= MOST_USES):
        raise Invalid("An invite is for 1 or more people, or for as many as come (-1).")
    chosen = code if code is not None else make_code()
    if not SHORTEST_CODE <= len(normal(chosen)) <= LONGEST_CODE:
        raise Invalid(f"An invite code has {SHORTEST_CODE} to {LONGEST_CODE} letters and digits.")
    if tx.one("SELECT 1 FROM invites WHERE code_digest = :d", d=digest(chosen)) is not None:
        raise Conflict("There is an invite with that code already.")
    lasts_s = tx.config.invites.expires_in_s if expires_in_s is None else expires_in_s
    if lasts_s > LONGEST_S:
        raise Invalid("An invite holds for ten years at most, or for ever (-1).")
    expires_at = None if lasts_s < 0 else tx.now + lasts_s * 1000
    row = tx.one(
        "INSERT INTO invites (code_digest, hint, role, uses_left, created_by, created_at, expires_at)"
        " VALUES (:digest, :hint, :role, :uses, :by, :now, :expires) RETURNING id",
        digest=digest(chosen),
        hint=normal(chosen)[:3],
        role=role.value,
        uses=uses,
        by=tx.actor.member_id or None,
        now=tx.now,
        expires=expires_at,
    )
    assert row is not None  # noqa: S101 - RETURNING always answers
    names = []
    for name in circle_names:
        circle = sight.circle(tx, name)
        names.append(circle.name)
        tx.run("INSERT INTO invite_circles (invite_id, circle_id) VALUES (:i, :c)", i=row["id"], c=circle.id)
    audit.write(tx, "invite.create", f"invite:{row['id']}", role.value)
    return Invite(row["id"], chosen, normal(chosen)[:3], role, tuple(names), uses, expires_at, tx.now)


@operation(Capability.INVITE_MANAGE)
def listing(tx: Tx) -> list[Invite]:
    """Invites that still open the door, newest first."""
    rows = tx.all(
        "SELECT id, hint, role, uses_left, expires_at, created_at FROM invites"
        " WHERE revoked_at IS NULL AND uses_left <> 0 AND (expires_at IS NULL OR expires_at > :now)"
        " ORDER BY id DESC",
        now=tx.now,
    )
    return [
        Invite(
            r["id"],
            "",
            r["hint"],
            Role(r["role"]),
            opens(tx, r["id"])[0],
            r["uses_left"],
            r[4],
            r["created_at"],
        )
        for r in rows
    ]


def opens(tx: Tx, invite_id: int) -> tuple[tuple[str, ...], tuple[str, ...], tuple[int, ...]]:
    """The names, titles and ids of the circles that an invite opens, by title."""
    rows = tx.all(
        "SELECT c.name, c.title, c.id FROM invite_circles ic JOIN circles c ON c.id = ic.circle_id"
        " WHERE ic.invite_id = :i AND c.archived_at IS NULL ORDER BY c.title, c.id",
        i=invite_id,
    )
    return tuple(r[0] for r in rows), tuple(r[1] for r in rows), tuple(r[2] for r in rows)


@operation(Capability.INVITE_MANAGE, writes=True)
def revoke(tx: Tx, *, invite_id: int) -> None:
    """Let nobody in with an invite any more.

    Raises:
        NotFound: There is none of that number that still holds.
    """
    if not tx.run(
        "UPDATE invites SET revoked_at = :now WHERE id = :id AND revoked_at IS NULL", now=tx.now, id=invite_id
    ):
        raise NotFound("There is no such invite; `porchlight invite list` shows those that hold.")
    audit.write(tx, "invite.revoke", f"invite:{invite_id}")
