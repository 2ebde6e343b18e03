"""Taking away what an erased member had to do with others as a buddy, and all that they kept here for themselves."""

from __future__ import annotations

from typing import Final

from store import pair_life
from store.operations import Tx

_OWNED: Final = (
    # Rows that hang on something of theirs, by the table, its column, and what it hangs on.
    ("checkin_scales", "checkin_id", "checkins"),
    ("checkin_told", "checkin_id", "checkins"),
    ("checkin_replies", "checkin_id", "checkins"),
    ("counter_setbacks", "counter_id", "counters"),
    ("counter_shares", "counter_id", "counters"),
    ("goal_steps", "goal_id", "goals"),
    ("goal_cheers", "goal_id", "goals"),
    ("routine_days", "routine_id", "routines"),
    ("milestone_signatures", "milestone_id", "milestones"),
)

_THEIRS: Final = (
    ("checkin_told", "member_id"),
    ("checkin_replies", "member_id"),
    ("checkin_defaults", "member_id"),
    ("checkins", "member_id"),
    ("counter_shares", "member_id"),
    ("goal_cheers", "member_id"),
    ("goals", "member_id"),
    ("routines", "member_id"),
    ("milestone_signatures", "member_id"),
    ("milestones", "member_id"),
    ("counters", "member_id"),
    ("safety_plans", "member_id"),
    ("kudos", "from_id"),
    ("kudos", "to_id"),
    ("pair_cards", "member_id"),
    ("pair_asks", "from_id"),
    ("pair_asks", "to_id"),
    ("pair_asks_made", "from_id"),
)


def forget(tx: Tx, member_id: int) -> None:
    """Take it all away, inside an operation that may: pairs end in the same kind word as ever."""
    for row in tx.all(
        "SELECT p.id FROM pair_members pm JOIN pairs p ON p.id = pm.pair_id AND p.state <> 'parted'"
        " WHERE pm.member_id = :id ORDER BY p.id",
        id=member_id,
    ):
        pair_life.end(tx, row["id"])
    # A pair of theirs stays for the other as a room that can be read; that there was one, nothing else says.
    pairs = tx.all("SELECT pair_id FROM pair_members WHERE member_id = :id ORDER BY pair_id", id=member_id)
    for row in pairs:
        tx.run("UPDATE notes SET pair_id = NULL WHERE pair_id = :pair", pair=row["pair_id"])
        for table, column in (
            ("due_work", "pair_id"),
            ("pair_wells", "pair_id"),
            ("pair_members", "pair_id"),
            ("pairs", "id"),
        ):
            tx.run(f"DELETE FROM {table} WHERE {column} = :pair", pair=row["pair_id"])
    tx.run("UPDATE pairs SET mentor_id = NULL, mentor_after_h = 0 WHERE mentor_id = :id", id=member_id)
    tx.run("UPDATE pair_wishes SET mentor_id = NULL, mentor_after_h = 0 WHERE mentor_id = :id", id=member_id)
    tx.run("UPDATE notes SET other_id = NULL, word = '' WHERE other_id = :id", id=member_id)
    tx.run("DELETE FROM notes WHERE member_id = :id", id=member_id)
    proposals = tx.all(
        "SELECT proposal_id AS id FROM pair_proposal_members WHERE member_id = :id"
        " UNION SELECT id FROM pair_proposals WHERE mentor_id = :id ORDER BY 1",
        id=member_id,
    )
    for row in proposals:
        tx.run("DELETE FROM pair_proposal_members WHERE proposal_id = :id", id=row["id"])
        tx.run("DELETE FROM pair_proposals WHERE id = :id", id=row["id"])
    for table, column, owner in _OWNED:
        tx.run(
            f"DELETE FROM {table} WHERE {column} IN (SELECT id FROM {owner} WHERE member_id = :id)",
            id=member_id,
        )
    for table, column in _THEIRS:
        tx.run(f"DELETE FROM {table} WHERE {column} = :id", id=member_id)
