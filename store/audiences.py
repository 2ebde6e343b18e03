"""Who sees what somebody shares: the one place where it is decided, for check-ins and goals alike.

- "me": the author alone.
- "buddy": the author, and whoever is their buddy in an active or paused pair now. Of check-ins, who became it later
  does not see what was for an earlier one, unless its author has changed it since.
- "circle": the author, and whoever is in that circle now, as the author still is; supporters only where it is the
  family circle.

Never a host, a mentor or a facilitator by their role; never a buddy of the past; never where one of the two has blocked
the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from store import sight
from store.errors import Invalid, NotFound
from store.operations import Tx
from store.policy import Role

Audience = Literal["me", "buddy", "circle"]
AUDIENCES: Final = ("me", "buddy", "circle")

NO_BLOCK: Final = (
    "NOT EXISTS (SELECT 1 FROM blocks b WHERE b.member_id = :me AND b.blocked_id = {author})"
    " AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.member_id = {author} AND b.blocked_id = :me)"
)
"""An SQL condition: neither has blocked the other. Format it with the column; needs the parameter `me`."""

IS_BUDDY: Final = (
    "EXISTS (SELECT 1 FROM pair_members pm JOIN pairs p ON p.id = pm.pair_id AND p.state <> 'parted'"
    " WHERE pm.member_id = :me AND pm.buddy_id = {author})"
)
"""An SQL condition: we are buddies now."""

BUDDY_THEN: Final = (
    " AND EXISTS (SELECT 1 FROM pair_members pm JOIN pairs p ON p.id = pm.pair_id AND p.state <> 'parted'"
    "  WHERE pm.member_id = :me AND pm.buddy_id = {t}.member_id AND p.began_at <= COALESCE({t}.edited_at, {t}.at))"
)
"""What a check-in asks besides, as `then` of `IS_SHARED`: we were buddies already when it was written, or changed."""

OTHERS_IN_CIRCLE: Final = (
    f"{{t}}.member_id <> :me AND {NO_BLOCK.format(author='{t}.member_id')}"
    " AND EXISTS (SELECT 1 FROM circle_members k WHERE k.circle_id = {t}.circle_id AND k.member_id = {t}.member_id)"
)
"""An SQL condition for a window over what is for a circle, before its LIMIT: what I do not see anyway (my own, of
somebody blocked, of somebody who left) takes no place in it from what I do. Format it with the table."""

IS_SHARED: Final = f"""(
    {{t}}.member_id = :me OR ({{t}}.audience <> 'me' AND {NO_BLOCK.format(author="{t}.member_id")} AND (
        ({{t}}.audience = 'buddy' AND :supporter = 0 AND {IS_BUDDY.format(author="{t}.member_id")}{{then}})
        OR ({{t}}.audience = 'circle' AND EXISTS (
            SELECT 1 FROM circle_members mine
            JOIN circle_members theirs ON theirs.circle_id = mine.circle_id AND theirs.member_id = {{t}}.member_id
            JOIN circles k ON k.id = mine.circle_id AND k.archived_at IS NULL
            WHERE mine.member_id = :me AND mine.circle_id = {{t}}.circle_id
                  AND (:supporter = 0 OR k.kind = 'family')))
    ))
)"""
"""An SQL condition on a table with member_id, audience and circle_id, that goes by `t`; `then` is '' or `BUDDY_THEN`,
formatted. Goes with `reader(tx)`."""


def reader(tx: Tx) -> dict[str, object]:
    """The parameters that `IS_SHARED` needs."""
    return {"me": tx.me.id, "supporter": int(tx.me.role is Role.SUPPORTER)}


@dataclass(frozen=True, slots=True)
class Chosen:
    """An audience that was looked at and can be used."""

    audience: str
    circle_id: int | None
    """The circle's id, where the audience is "circle"; else None."""


def choose(tx: Tx, audience: str, circle: str = "") -> Chosen:
    """Look at an audience that the actor picks for something of theirs.

    Args:
        tx: The transaction.
        audience: "me", "buddy" or "circle".
        circle: Which of mine, by name, where it is "circle"; '' where I am in one only.

    Raises:
        Invalid: There is no such audience, or it does not say which circle.
        NotFound: I am not in a circle of that name.
    """
    if audience not in AUDIENCES:
        raise Invalid(f"Say who sees it: {', '.join(AUDIENCES)}.")
    if audience != "circle":
        return Chosen(audience, None)
    mine = tx.all(
        "SELECT c.id, c.name FROM circle_members m JOIN circles c ON c.id = m.circle_id AND c.archived_at IS NULL"
        " WHERE m.member_id = :me ORDER BY c.name",
        me=tx.me.id,
    )
    wanted = sight.spelled(circle)
    if not wanted and len(mine) != 1:
        raise Invalid("Say which of your circles.")
    for row in mine:
        if row["name"] == wanted or not wanted:
            return Chosen("circle", int(row["id"]))
    raise NotFound("You are not in a circle of that name; `circles` lists them.")


def tell(tx: Tx, kind: str, audience: str, circle_id: int | None) -> None:
    """Let those who see something of the actor's know that it changed. Of what is private only its author hears.

    Args:
        tx: The transaction of the write.
        kind: The kind of news: "checkins" or "goals".
        audience: Whose it is.
        circle_id: The circle's id, where the audience is "circle".
    """
    tx.emit(f"member:{tx.me.id}", kind)
    if audience == "buddy":
        for row in tx.all(
            "SELECT pm.buddy_id FROM pair_members pm JOIN pairs p ON p.id = pm.pair_id AND p.state <> 'parted'"
            " WHERE pm.member_id = :me ORDER BY pm.buddy_id",
            me=tx.me.id,
        ):
            tx.emit(f"member:{row['buddy_id']}", kind)
    elif circle_id is not None:
        tx.emit(f"circle:{circle_id}", kind)


def is_peer(tx: Tx, author_id: int) -> bool:
    """Whether neither the actor nor a member has blocked the other."""
    return (
        tx.one(f"SELECT 1 WHERE {NO_BLOCK.format(author=':author')}", me=tx.me.id, author=author_id)
        is not None
    )
