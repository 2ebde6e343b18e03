"""The audit trail: who did what to whom, append-only, each row chained to the one before by a digest."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Final

from store.operations import Tx, operation
from store.policy import Capability

BEGINNING: Final = "porchlight"
"""What the first row is chained to."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the trail."""

    id: int
    at: int
    actor: str
    """"member:12", "guest" or "system"."""
    action: str
    subject: str
    detail: str


def write(tx: Tx, action: str, subject: str, detail: str = "") -> None:
    """Append a line, inside the operation that it tells of.

    Args:
        tx: The transaction.
        action: What was done, "member.role".
        subject: To what, "member:12".
        detail: Facts only, never what a person wrote.
    """
    previous = tx.value("SELECT chain FROM audit ORDER BY id DESC LIMIT 1") or BEGINNING
    actor = f"member:{tx.actor.member_id}" if tx.actor.kind == "member" else tx.actor.kind
    tx.run(
        "INSERT INTO audit (at, actor, action, subject, detail, chain)"
        " VALUES (:at, :actor, :action, :subject, :detail, :chain)",
        at=tx.now,
        actor=actor,
        action=action,
        subject=subject,
        detail=detail,
        chain=link(previous, tx.now, actor, action, subject, detail),
    )


def link(previous: str, at: int, actor: str, action: str, subject: str, detail: str) -> str:
    """The digest (SHA-256, hex) that chains a line to the one before."""
    body = json.dumps(
        [previous, at, actor, action, subject, detail], ensure_ascii=False, separators=(",", ":")
    )
    return hashlib.sha256(body.encode()).hexdigest()


@operation(Capability.HUB_WATCH, slow=True)
def first_broken(tx: Tx) -> int | None:
    """The id of the first line whose digest does not fit, or None when the whole trail is sound."""
    previous = BEGINNING
    for row in tx.all("SELECT id, at, actor, action, subject, detail, chain FROM audit ORDER BY id"):
        if row["chain"] != link(previous, *tuple(row)[1:6]):
            return int(row["id"])
        previous = row["chain"]
    return None


@operation(Capability.HUB_WATCH)
def newest(tx: Tx, *, limit: int = 100) -> list[Entry]:
    """The newest lines, newest first."""
    rows = tx.all(
        "SELECT id, at, actor, action, subject, detail FROM audit ORDER BY id DESC LIMIT :limit", limit=limit
    )
    return [Entry(*row) for row in rows]
