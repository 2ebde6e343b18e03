"""Kudos: a short, kind word to somebody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from store import audiences, days, sight, text
from store.errors import Invalid, RateLimited
from store.operations import Tx, operation
from store.policy import Capability

CHARS: Final = 280

A_DAY: Final = 30
"""Kudos that one member can give in a day, and `TO_ONE` of them to the same person."""

TO_ONE: Final = 5

SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class Kudos:
    """One word of encouragement."""

    id: int
    handle: str
    """Whose it is: who gave it."""
    text: str
    at: int
    """Epoch ms UTC."""
    seen: bool


@operation(Capability.KUDOS, writes=True)
def give(tx: Tx, *, handle: str, text: str) -> None:
    """Give somebody a kind word. Where they have blocked me it does not arrive, and I do not learn of it.

    Raises:
        NotFound: There is nobody of that handle for me to see.
        Invalid: It is empty, too long, or for myself.
        RateLimited: I have given very many today.
    """
    other = sight.member(tx, handle)
    if other["id"] == tx.me.id:
        raise Invalid("That is you; be kind to yourself all the same.")
    said = _clean(text)
    row = tx.one(
        "SELECT COUNT(*) AS given, COALESCE(SUM(CASE to_id WHEN :to THEN 1 ELSE 0 END), 0) AS same FROM kudos"
        " WHERE from_id = :me AND at > :since",
        me=tx.me.id,
        to=other["id"],
        since=tx.now - days.DAY_MS,
    )
    if row is not None and (row["given"] >= A_DAY or row["same"] >= TO_ONE):
        raise RateLimited("You have been generous today; the next kind word keeps until tomorrow.", 3600)
    # Kept even where it does not arrive, so that the limits tell nothing; not seen by anybody but whoever gave it.
    tx.run(
        "INSERT INTO kudos (from_id, to_id, text, at) VALUES (:me, :to, :text, :now)",
        me=tx.me.id,
        to=other["id"],
        text=said,
        now=tx.now,
    )
    if audiences.is_peer(tx, other["id"]):
        tx.emit(f"member:{other['id']}", "kudos")


def _clean(words: str) -> str:
    said = text.clean_line(words, chars=CHARS)
    if not said:
        raise Invalid("Say it in a few words.")
    return said


@operation(Capability.SELF_READ)
def received(tx: Tx, *, all_of_them: bool = False) -> list[Kudos]:
    """Kind words to me, newest first: those I have not seen, or the newest of all."""
    rows = tx.all(
        "SELECT k.id, m.handle, k.text, k.at, k.seen_at IS NOT NULL AS seen FROM kudos k"
        " JOIN members m ON m.id = k.from_id AND m.state <> 'erased'"
        " WHERE k.to_id = :me AND (:all = 1 OR k.seen_at IS NULL)"
        f" AND {sight.NOT_BLOCKED.format(author='k.from_id')} ORDER BY k.at DESC, k.id DESC LIMIT :limit",
        **{"me": tx.me.id, "all": int(all_of_them), "limit": SHOWN},
    )
    return [Kudos(row[0], row[1], row[2], row[3], bool(row[4])) for row in rows]


@operation(Capability.SELF_CHANGE, writes=True)
def seen(tx: Tx, *, kudos: Sequence[int]) -> None:
    """I have seen these; what is not there, or not for me, is passed over."""
    for each in list(kudos)[:SHOWN]:
        tx.run(
            "UPDATE kudos SET seen_at = :now WHERE id = :id AND to_id = :me AND seen_at IS NULL",
            now=tx.now,
            id=each,
            me=tx.me.id,
        )
    tx.emit(f"member:{tx.me.id}", "kudos")
