"""Cards of people who look for a buddy: what they are working on, what they like, when they have time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from store import audiences, text
from store.db import Row
from store.errors import Invalid
from store.operations import Tx, operation
from store.policy import Capability

Contact = Literal["writing", "talking", "either"]
CONTACTS: Final = ("writing", "talking", "either")

LINE_CHARS: Final = 200

MOST: Final = 100
"""Cards that are shown at once at most."""


@dataclass(frozen=True, slots=True)
class Card:
    """One card."""

    handle: str
    display_name: str
    """May be ''."""
    pronouns: str
    """May be ''."""
    time_zone: str
    """Where they live, as a time zone: an IANA name. Who opens a card shows it."""
    working_on: str
    interests: str
    times: str
    contact: str
    """"writing", "talking" or "either"."""
    open: bool
    """Others see it."""
    updated_at: int
    """Epoch ms UTC; 0: there is no card yet."""
    circles: tuple[str, ...] = ()
    """Titles of the circles that we share; of my own card none."""
    asked: bool = False
    """I have asked them, and wait."""


COLUMNS: Final = (
    "m.handle, m.display_name, m.pronouns, m.time_zone, k.working_on, k.interests, k.times, k.contact, k.open,"
    " k.updated_at"
)
"""Of `pair_cards k JOIN members m`; goes with `card`."""

_COULD: Final = f"""
    m.state = 'active' AND m.id <> :me AND m.role <> 'supporter'
    AND {audiences.NO_BLOCK.format(author="m.id")}
    AND NOT {audiences.IS_BUDDY.format(author="m.id")}
    AND (SELECT COUNT(*) FROM pair_members pm JOIN pairs p ON p.id = pm.pair_id AND p.state <> 'parted'
         WHERE pm.member_id = m.id) < :most
"""

MEETS: Final = f"""(
    k.open = 1 AND {_COULD}
    AND EXISTS (SELECT 1 FROM circle_members mine
                JOIN circle_members theirs ON theirs.circle_id = mine.circle_id AND theirs.member_id = m.id
                JOIN circles c ON c.id = mine.circle_id AND c.archived_at IS NULL
                WHERE mine.member_id = :me)
)"""
"""An SQL condition on `pair_cards k JOIN members m`: somebody who could become my buddy. Who has no room for another
is not shown, as little as who has blocked me: the two cannot be told apart."""

MAY_BE_ASKED: Final = f"""(
    {MEETS} OR ({_COULD}
    AND EXISTS (SELECT 1 FROM pair_members before WHERE before.member_id = :me AND before.buddy_id = m.id))
)"""
"""The same, and somebody who was my buddy before: those two may find each other again without a card."""


@operation(Capability.PAIR)
def my_card(tx: Tx) -> Card:
    """My own card; an empty, closed one where I have none."""
    row = tx.one(
        f"SELECT {COLUMNS} FROM members m JOIN pair_cards k ON k.member_id = m.id WHERE m.id = :me",
        me=tx.me.id,
    )
    if row is not None:
        return card(row)
    me = tx.one("SELECT handle, display_name, pronouns, time_zone FROM members WHERE id = :me", me=tx.me.id)
    assert me is not None  # noqa: S101 - permit() has just read it in this transaction
    return Card(
        me["handle"], me["display_name"], me["pronouns"], me["time_zone"], "", "", "", "either", False, 0
    )


def card(row: Row, circles: Sequence[str] = (), *, asked: bool = False) -> Card:
    """A row of `COLUMNS` as a card."""
    return Card(
        row["handle"],
        row["display_name"],
        row["pronouns"],
        row["time_zone"],
        row["working_on"],
        row["interests"],
        row["times"],
        row["contact"],
        bool(row["open"]),
        row["updated_at"],
        tuple(circles),
        asked,
    )


@operation(Capability.PAIR, writes=True, forgets=True)
def put_card(
    tx: Tx,
    *,
    working_on: str | None = None,
    interests: str | None = None,
    times: str | None = None,
    contact: str | None = None,
    open: bool | None = None,
) -> Card:
    """Write my card; None leaves a thing as it is, '' empties it. It is seen by nobody before `open` is true.

    Raises:
        Invalid: A line is too long, or there is no such kind of contact.
    """
    before = my_card.within(tx)
    if contact is not None and contact not in CONTACTS:
        raise Invalid(f"The kind of contact is {', '.join(CONTACTS)}.")
    tx.run(
        "INSERT INTO pair_cards (member_id, working_on, interests, times, contact, open, updated_at)"
        " VALUES (:me, :working_on, :interests, :times, :contact, :open, :now)"
        " ON CONFLICT (member_id) DO UPDATE SET working_on = excluded.working_on, interests = excluded.interests,"
        " times = excluded.times, contact = excluded.contact, open = excluded.open, updated_at = excluded.updated_at",
        me=tx.me.id,
        working_on=_line(working_on, before.working_on),
        interests=_line(interests, before.interests),
        times=_line(times, before.times),
        contact=before.contact if contact is None else contact,
        open=int(before.open if open is None else open),
        now=tx.now,
    )
    tx.emit(f"member:{tx.me.id}", "pairs")
    return my_card.within(tx)


def _line(new: str | None, old: str) -> str:
    return old if new is None else text.clean_line(new, chars=LINE_CHARS)


@operation(Capability.PAIR)
def cards(tx: Tx) -> list[Card]:
    """People I share a circle with who look for a buddy; those whose card changed last come first."""
    rows = tx.all(
        f"SELECT m.id, {COLUMNS} FROM pair_cards k JOIN members m ON m.id = k.member_id"
        f" WHERE m.id IN ({_NEAR}) AND {MEETS} ORDER BY k.updated_at DESC, m.id LIMIT :limit",
        me=tx.me.id,
        most=tx.config.buddies.most,
        limit=MOST,
    )
    if not rows:
        return []
    shared: dict[int, list[str]] = {}
    for row in tx.all(
        "SELECT theirs.member_id, c.title FROM circle_members mine"
        " JOIN circles c ON c.id = mine.circle_id AND c.archived_at IS NULL"
        " JOIN circle_members theirs ON theirs.circle_id = mine.circle_id"
        " JOIN pair_cards k ON k.member_id = theirs.member_id AND k.open = 1"
        " WHERE mine.member_id = :me AND theirs.member_id <> :me ORDER BY theirs.member_id, c.title",
        me=tx.me.id,
    ):
        shared.setdefault(row[0], []).append(row[1])
    asked = {
        row[0]
        for row in tx.all(
            "SELECT to_id FROM pair_asks WHERE from_id = :me AND at > 0 ORDER BY to_id", me=tx.me.id
        )
    }
    return [card(row, shared.get(row["id"], ()), asked=row["id"] in asked) for row in rows]


_NEAR: Final = (
    "SELECT theirs.member_id FROM circle_members mine JOIN circle_members theirs"
    " ON theirs.circle_id = mine.circle_id WHERE mine.member_id = :me"
)
