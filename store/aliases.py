"""The names under which members post without being known: one for each member and thread, and who is behind it.

Who is behind an alias stands in one table, `alias_owners`, which nothing but this module names. What others see of an
alias is its name, and nothing else in the store leads from it to a member: no author column, no reaction, no time kept
with a member. Everything that has to know (is this mine, export of my own, erasing, lifting) asks here.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Final

from store import text
from store.errors import Conflict
from store.operations import Tx

NAME_CELLS: Final = 24
"""Widest alias, in cells."""

MINE: Final = "EXISTS (SELECT 1 FROM alias_owners o WHERE o.alias_id = {alias} AND o.member_id = :me)"
"""An SQL condition: an alias is the reader's own. Format it with the column; needs the parameter `me`, which is never
anybody but the one who asks."""

OWN: Final = "INSERT INTO alias_owners (alias_id, member_id) VALUES (:alias, :member)"
"""Says who is behind a new alias."""

LEFT_BEHIND: Final = (
    "SELECT COUNT(*) FROM alias_owners o JOIN members m ON m.id = o.member_id WHERE m.state = 'erased'"
)
"""Counts what erasing members should have left none of."""

_FIRST: Final = """
    Quiet Gentle Patient Steady Curious Brave Kind Warm Silver Amber Early Evening Morning
    Hidden Humble Little Mellow Merry Mossy Northern Open Peaceful Plain Polite Rainy Resting
    River Roaming Sandy Sleepy Slow Small Snowy Soft Southern Spring Summer Sunny Tender
    Thoughtful Tidal Wandering Western Wild Winter Wise Woodland Autumn Calm Candid Careful
    Cheerful Clever Coastal Dawn Eager Eastern Faithful Friendly Golden Graceful Hopeful
"""
_SECOND: Final = """
    Heron Otter Wren Badger Finch Hare Robin Swift Beaver Curlew Deer Dormouse Dove Egret
    Falcon Fox Goose Grebe Gull Hedgehog Ibis Jay Kestrel Kingfisher Lapwing Lark Linnet Lynx
    Magpie Mallard Marten Mole Moth Newt Nightingale Osprey Owl Partridge Pelican Pipit Plover
    Puffin Quail Raven Salmon Sandpiper Seal Sparrow Squirrel Starling Stork Swallow Swan Tern
    Thrush Toad Turtle Vole Wagtail Warbler Whale Willow Woodpecker Yarrow
"""

FIRST: Final = tuple(_FIRST.split())
SECOND: Final = tuple(_SECOND.split())
"""What aliases are made of: plain, kind words that say nothing about anybody."""


@dataclass(frozen=True, slots=True)
class Alias:
    """A name in one thread."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Owned:
    """An alias and the thread it is for."""

    alias_id: int
    name: str
    thread_id: int


def mine_in(tx: Tx, thread_id: int) -> Alias | None:
    """The alias of the one who asks in a thread; None when they have none there. Of several, after threads were
    merged, the first."""
    row = tx.one(
        f"SELECT a.id, a.name FROM aliases a WHERE a.thread_id = :thread AND {MINE.format(alias='a.id')}"
        " ORDER BY a.id LIMIT 1",
        thread=thread_id,
        me=tx.me.id,
    )
    return None if row is None else Alias(row["id"], row["name"])


def take(tx: Tx, thread_id: int) -> Alias:
    """The alias of the one who acts in a thread, chosen by chance when they have none there yet."""
    found = mine_in(tx, thread_id)
    if found is not None:
        return found
    alias = unowned(tx, thread_id, free_name(tx, thread_id))
    own(tx, alias.id, tx.me.id)
    return alias


def own(tx: Tx, alias_id: int, member_id: int) -> None:
    """Say who is behind a new alias, inside an operation that may."""
    tx.run(OWN, alias=alias_id, member=member_id)


def unowned(tx: Tx, thread_id: int, name: str) -> Alias:
    """Store an alias with nobody behind it, as those that a group brings from elsewhere.

    Raises:
        Conflict: The thread has one of that name.
    """
    taken = tx.one(
        "SELECT 1 FROM aliases WHERE thread_id = :thread AND name = :name", thread=thread_id, name=name
    )
    if taken is not None:
        raise Conflict("The thread has an alias of that name already.")
    row = tx.one(
        "INSERT INTO aliases (thread_id, name) VALUES (:thread, :name) RETURNING id",
        thread=thread_id,
        name=name,
    )
    assert row is not None  # noqa: S101 - RETURNING always answers
    return Alias(int(row["id"]), name)


def free_name(tx: Tx, *thread_ids: int) -> str:
    """A name that nobody has in some threads. It comes from chance alone: nothing about the member goes into it.

    Raises:
        Conflict: Every name is taken.
    """
    taken = {
        row["name"]
        for each in thread_ids
        for row in tx.all("SELECT name FROM aliases WHERE thread_id = :id ORDER BY id", id=each)
    }
    for _ in range(64):
        name = f"{secrets.choice(FIRST)} {secrets.choice(SECOND)}"
        if name not in taken:
            return name
    free = [name for first in FIRST for second in SECOND if (name := f"{first} {second}") not in taken]
    if free:
        return secrets.choice(free)
    raise Conflict("This thread has no alias left to give; please start another.")


def clean_name(name: str) -> str:
    """An alias that came from elsewhere, as it is kept.

    Raises:
        Invalid: It is too long.
    """
    return text.clean_line(name, cells=NAME_CELLS)


def is_mine(tx: Tx, alias_id: int | None) -> bool:
    """Whether an alias is that of the one who acts; None is nobody's."""
    return alias_id is not None and bool(
        tx.value(f"SELECT {MINE.format(alias=':alias')}", alias=alias_id, me=tx.me.id)
    )


def owner(tx: Tx, alias_id: int) -> int | None:
    """Who is behind an alias; None when nobody is any more. For lifting alone, inside the operation that may."""
    found = tx.value("SELECT member_id FROM alias_owners WHERE alias_id = :alias", alias=alias_id)
    return None if found is None else int(found)


def owned(tx: Tx, member_id: int) -> list[Owned]:
    """Every alias of a member, for their own export, their own list, and erasing them."""
    rows = tx.all(
        "SELECT a.id, a.name, a.thread_id FROM alias_owners o JOIN aliases a ON a.id = o.alias_id"
        " WHERE o.member_id = :member ORDER BY a.id",
        member=member_id,
    )
    return [Owned(*row) for row in rows]


def started(tx: Tx, before: tuple[int, int], limit: int) -> list[tuple[int, int]]:
    """The threads that the one who asks started under aliases, by their last post, the newest first.

    Args:
        tx: The transaction.
        before: Only those whose last post (epoch ms UTC) and id come before these.
        limit: How many at most.

    Returns:
        When somebody last wrote in each, epoch ms UTC, and its id.
    """
    rows = tx.all(
        "SELECT t.last_at, t.id FROM alias_owners o JOIN threads t ON t.alias_id = o.alias_id"
        " WHERE o.member_id = :me AND t.merged_into IS NULL AND (t.last_at, t.id) < (:key, :id)"
        " ORDER BY t.last_at DESC, t.id DESC LIMIT :limit",
        me=tx.me.id,
        key=before[0],
        id=before[1],
        limit=limit,
    )
    return [(row["last_at"], row["id"]) for row in rows]


def changes(tx: Tx) -> list[tuple[int, int]]:
    """The posts under aliases for which the one who asks has begun to write other words, and when (epoch ms UTC)."""
    rows = tx.all(
        "SELECT c.post_id, c.saved_at FROM alias_owners o JOIN post_changes c ON c.alias_id = o.alias_id"
        " WHERE o.member_id = :me ORDER BY c.post_id",
        me=tx.me.id,
    )
    return [(row["post_id"], row["saved_at"]) for row in rows]


def by_nonce(tx: Tx, nonce: str) -> int | None:
    """The id of the post that the one who acts wrote under an alias with this nonce; None: there is none."""
    found = tx.value(
        "SELECT p.id FROM posts p WHERE p.nonce = :nonce AND p.nonce <> '' AND p.alias_id IS NOT NULL"
        f" AND {MINE.format(alias='p.alias_id')} ORDER BY p.id LIMIT 1",
        nonce=nonce,
        me=tx.me.id,
    )
    return None if found is None else int(found)


def disown(tx: Tx, member_id: int) -> None:
    """Forget which aliases were a member's, inside the operation that erases them. The names stay."""
    tx.run("DELETE FROM alias_owners WHERE member_id = :member", member=member_id)


def rehome(tx: Tx, thread_id: int, into_id: int) -> None:
    """Take the aliases of a thread into another one, when the two are merged.

    Nobody's two aliases become one: that they belong together is not told. A name that both threads have is changed.
    """
    doubles = tx.all(
        "SELECT a.id FROM aliases a JOIN aliases b ON b.thread_id = :into AND b.name = a.name"
        " WHERE a.thread_id = :thread ORDER BY a.id",
        thread=thread_id,
        into=into_id,
    )
    for row in doubles:
        name = free_name(tx, thread_id, into_id)
        tx.run("UPDATE aliases SET name = :name WHERE id = :id", name=name, id=row["id"])
    tx.run("UPDATE aliases SET thread_id = :into WHERE thread_id = :thread", into=into_id, thread=thread_id)
