"""Reactions: a small, kind answer without words, from the hub's own set or any one emoji."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from store import chat, sight, text
from store.errors import Conflict, Invalid, NotFound
from store.operations import Tx, operation
from store.policy import Capability

RoomRef = sight.RoomRef

KINDS_A_MESSAGE: Final = 12
"""Different reactions that one message can carry besides the hub's own."""

WIDEST_SIGN_CELLS: Final = 2
"""An emoji takes two cells."""


@dataclass(frozen=True, slots=True)
class Reacted:
    """Who gave one reaction to a message."""

    kind: str
    handles: tuple[str, ...]
    """In the order they gave it."""


def clean_kind(tx: Tx, kind: str) -> str:
    """A reaction as it is kept: the words of one from the hub's set, or a single emoji.

    Raises:
        Invalid: It is neither.
    """
    wanted = text.clean_line(kind, cells=40)
    for each in tx.config.chat.reactions:
        if wanted.casefold() == each.casefold():
            return each
    if (
        wanted
        and text.width_cells(wanted) <= WIDEST_SIGN_CELLS
        and not any(c.isalnum() or c.isascii() for c in wanted)
    ):
        return wanted
    raise Invalid(f"React with one emoji, or with one of: {', '.join(tx.config.chat.reactions)}.")


def crowded(tx: Tx, kinds: Collection[str], wanted: str) -> bool:
    """Whether there is no place for another kind of reaction. For the hub's own there always is: nobody can fill a
    message with signs so that no kind word fits any more.

    Args:
        tx: The transaction.
        kinds: Those that it carries.
        wanted: The one to add, as it is kept.
    """
    own = tx.config.chat.reactions
    others = sum(kind not in own for kind in kinds)
    return wanted not in kinds and wanted not in own and others >= KINDS_A_MESSAGE


@operation(Capability.ROOM_POST, writes=True)
def toggle(tx: Tx, *, room: RoomRef, seq: int, kind: str) -> bool:
    """Give a reaction, or take it back when I gave it.

    Returns:
        True when it was given, False when it was taken back.

    Raises:
        NotFound: The message is not there or not mine to see.
        Invalid: The reaction is neither of the hub's set nor an emoji, or the room is archived.
        Conflict: The message carries as many different ones as it can.
    """
    seen = sight.open_room(tx, room)
    message_id = chat.message_id(seen.id, seq)
    wanted = clean_kind(tx, kind)
    row = tx.one(
        f"SELECT 1 FROM messages WHERE id = :id AND deleted_at IS NULL"
        f" AND {sight.NOT_BLOCKED.format(author='author_id')}",
        id=message_id,
        me=tx.me.id,
    )
    if row is None:
        raise NotFound("There is no such message.")
    given = not tx.run(
        "DELETE FROM reactions WHERE message_id = :id AND member_id = :me AND kind = :kind",
        id=message_id,
        me=tx.me.id,
        kind=wanted,
    )
    if given:
        kinds = {
            r["kind"]
            for r in tx.all("SELECT DISTINCT kind FROM reactions WHERE message_id = :id", id=message_id)
        }
        if crowded(tx, kinds, wanted):
            raise Conflict("That message carries a lot already; add to one of those.")
        tx.run(
            "INSERT INTO reactions (message_id, member_id, kind, at) VALUES (:id, :me, :kind, :now)",
            id=message_id,
            me=tx.me.id,
            kind=wanted,
            now=tx.now,
        )
    tx.run("UPDATE messages SET version = version + 1 WHERE id = :id", id=message_id)
    tx.emit(f"room:{seen.id}", "changed", seq)
    return given


@operation(Capability.ROOM_READ)
def people(tx: Tx, *, room: RoomRef, seq: int) -> list[Reacted]:
    """Who reacted to a message, by reaction, the earliest first.

    Raises:
        NotFound: There is no such room, or it is not mine to see.
    """
    rows = tx.all(
        "SELECT r.kind, m.handle FROM reactions r JOIN members m ON m.id = r.member_id"
        f" WHERE r.message_id = :id AND {sight.NOT_BLOCKED.format(author='r.member_id')} ORDER BY r.at, m.handle",
        id=chat.message_id(sight.room(tx, room).id, seq),
        me=tx.me.id,
    )
    kinds = dict.fromkeys(row["kind"] for row in rows)
    return [Reacted(kind, tuple(row["handle"] for row in rows if row["kind"] == kind)) for kind in kinds]
