"""My pairs, as I see them: state, terms, what is due today, and what waits for an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from store import cadence, days, pair_terms, sight
from store.operations import Tx, operation
from store.pair_terms import Terms
from store.policy import Capability


@dataclass(frozen=True, slots=True)
class Wish:
    """A change of terms that one of the two would like."""

    mine: bool
    """I would like it, and my buddy has not agreed yet; else it waits for me."""
    terms: Terms
    at: int


@dataclass(frozen=True, slots=True)
class Pair:
    """One of my pairs."""

    id: int
    buddy_id: int
    buddy: str
    """A handle."""
    buddy_name: str
    """A display name; ''."""
    time_zone: str
    """Where my buddy lives, as a time zone: an IANA name."""
    room_id: int
    room: str
    """What to call our room: "buddy/theo"."""
    state: str
    """"active" or "paused"."""
    began_at: int
    terms: Terms
    wish: Wish | None
    i_paused: bool
    back_on: str
    """When I mean to be back, where I live; '' I did not say, or did not pause."""
    buddy_paused: bool
    buddy_back_on: str
    nudged: bool
    """I have nudged them today, where they live."""
    well: bool
    """I have said today that all is well."""
    buddy_well_at: int | None
    """When my buddy last said that all is well; None: not in the last two weeks."""
    due: cadence.Due
    """What I agreed to for today."""


_MINE: Final = f"""
    SELECT p.id, pm.buddy_id, b.handle, b.display_name, b.time_zone, p.room_id, p.state, p.began_at,
           {pair_terms.COLUMNS.format(t="p")}, COALESCE(tm.handle, '') AS mentor,
           pm.paused_at, pm.back_on, theirs.paused_at AS buddy_paused_at, theirs.back_on AS buddy_back_on,
           COALESCE((SELECT MAX(n.day) FROM due_work n WHERE n.pair_id = p.id AND n.member_id = :me
                     AND n.kind = 'nudge'), '') AS nudged,
           EXISTS (SELECT 1 FROM pair_wells w WHERE w.pair_id = p.id AND w.member_id = :me AND w.day = :today) AS well,
           (SELECT MAX(w.at) FROM pair_wells w WHERE w.pair_id = p.id AND w.member_id = pm.buddy_id
            AND w.day >= :lately) AS buddy_well_at
    FROM pair_members pm
    JOIN pairs p ON p.id = pm.pair_id AND p.state <> 'parted'
    JOIN members b ON b.id = pm.buddy_id
    JOIN pair_members theirs ON theirs.member_id = pm.buddy_id AND theirs.pair_id = p.id
    LEFT JOIN members tm ON tm.id = p.mentor_id
    WHERE pm.member_id = :me
"""


@operation(Capability.PAIR)
def mine(tx: Tx) -> list[Pair]:
    """My pairs, the oldest first."""
    today = days.day_at(tx.now, days.zone_of(tx.me.time_zone))
    rows = tx.all(
        f"{_MINE} ORDER BY p.began_at, p.id",
        me=tx.me.id,
        today=today.isoformat(),
        lately=days.day_at(tx.now - 14 * days.DAY_MS, days.zone_of("UTC")).isoformat(),
    )
    if not rows:
        return []
    due = {each.pair_id: each for each in cadence.due.within(tx)}
    wishes = {
        row["pair_id"]: Wish(row["by_id"] == tx.me.id, pair_terms.of(row, row["mentor"]), row["at"])
        for row in tx.all(
            f"SELECT w.pair_id, w.by_id, w.at, {pair_terms.COLUMNS.format(t='w')}, COALESCE(m.handle, '') AS mentor"
            " FROM pair_members pm JOIN pair_wishes w ON w.pair_id = pm.pair_id"
            " LEFT JOIN members m ON m.id = w.mentor_id WHERE pm.member_id = :me ORDER BY w.pair_id",
            me=tx.me.id,
        )
    }
    return [
        Pair(
            row["id"],
            row["buddy_id"],
            row["handle"],
            row["display_name"],
            row["time_zone"],
            row["room_id"],
            f"{sight.PAIR_ROOM}/{row['handle']}",
            row["state"],
            row["began_at"],
            pair_terms.of(row, row["mentor"]),
            wishes.get(row["id"]),
            row["paused_at"] is not None,
            row["back_on"],
            row["buddy_paused_at"] is not None,
            row["buddy_back_on"],
            row["nudged"] >= days.day_at(tx.now, days.zone_of(row["time_zone"])).isoformat(),
            bool(row["well"]),
            row["buddy_well_at"],
            due[row["id"]],
        )
        for row in rows
    ]
