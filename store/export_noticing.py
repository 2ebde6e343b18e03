"""The part of a member's export about buddies, check-ins and goals: all of their own, nothing of what others wrote."""

from __future__ import annotations

import dataclasses
from typing import Any

from store import checkins, counters, goals, milestones, plans
from store.operations import Tx
from store.times import iso


def mine(tx: Tx) -> dict[str, Any]:
    """What I kept, shared and gave, as plain values that JSON can hold. What others wrote is theirs."""
    me = tx.me.id
    card = tx.one("SELECT * FROM pair_cards WHERE member_id = :me", me=me)
    return {
        "buddy_card": None
        if card is None
        else {name: card[name] for name in ("working_on", "interests", "times", "contact")}
        | {"open": bool(card["open"]), "updated_at": iso(card["updated_at"])},
        "buddies": [
            {
                "buddy": row["handle"],
                "state": row["state"],
                "began_at": iso(row["began_at"]),
                "parted_at": iso(row["parted_at"]),
                "all_well": [
                    well["day"]
                    for well in tx.all(
                        "SELECT day FROM pair_wells WHERE pair_id = :pair AND member_id = :me ORDER BY day",
                        pair=row["id"],
                        me=me,
                    )
                ],
            }
            for row in tx.all(
                "SELECT p.id, b.handle, p.state, p.began_at, p.parted_at FROM pair_members pm"
                " JOIN pairs p ON p.id = pm.pair_id JOIN members b ON b.id = pm.buddy_id"
                " WHERE pm.member_id = :me ORDER BY p.began_at, p.id",
                me=me,
            )
        ],
        "buddies_asked": [
            {"handle": row["handle"], "words": row["words"], "at": iso(row["at"])}
            for row in tx.all(
                "SELECT m.handle, a.words, a.at FROM pair_asks a JOIN members m ON m.id = a.to_id"
                " WHERE a.from_id = :me AND a.at > 0 ORDER BY a.at, m.id",
                me=me,
            )
        ],
        "checkins": [
            {
                "at": iso(one.at),
                "day": one.day,
                "mood": one.mood,
                "urge": one.urge,
                "kind": one.kind,
                "note": one.note,
                "wants_reply": one.wants_reply,
                "audience": one.audience,
                "circle": one.circle,
                "scales": dict(one.scales),
                "told": list(one.told),
                "edited_at": iso(one.edited_at),
            }
            for one in checkins.all_of_mine(tx)
        ],
        "checkin_default": dataclasses.asdict(checkins.defaults.within(tx)),
        "counters": [
            {
                "name": one.name,
                "started_on": one.started_on,
                "setbacks": [
                    row["day"]
                    for row in tx.all(
                        "SELECT day FROM counter_setbacks WHERE counter_id = :id ORDER BY day", id=one.id
                    )
                ],
                "shared_with": list(one.shared_with),
                "archived": one.archived,
            }
            for one in counters.mine.within(tx, archived=True)
        ],
        "goals": [
            {
                "title": one.title,
                "why": one.why,
                "by_day": one.by_day,
                "audience": one.audience,
                "circle": one.circle,
                "created_at": iso(one.created_at),
                "done_at": iso(one.done_at),
                "archived": one.archived,
                "steps": [
                    {"title": step.title, "by_day": step.by_day, "done_at": iso(step.done_at)}
                    for step in one.steps
                ],
            }
            for one in goals.mine.within(tx, archived=True)
        ],
        "cheers_given": [
            {"to": row["handle"], "word": row["word"], "at": iso(row["at"])}
            for row in tx.all(
                "SELECT m.handle, c.word, c.at FROM goal_cheers c JOIN goals g ON g.id = c.goal_id"
                " JOIN members m ON m.id = g.member_id WHERE c.member_id = :me ORDER BY c.at, g.id",
                me=me,
            )
        ],
        "routines": [
            {
                "title": row["title"],
                "every": row["every"],
                "started_on": row["started_on"],
                "archived": row["archived_at"] is not None,
                "days": [
                    each["day"]
                    for each in tx.all(
                        "SELECT day FROM routine_days WHERE routine_id = :id ORDER BY day", id=row["id"]
                    )
                ],
            }
            for row in tx.all("SELECT * FROM routines WHERE member_id = :me ORDER BY created_at, id", me=me)
        ],
        "milestones": [
            {
                "title": one.title,
                "words": one.words,
                "day": one.day,
                "days": one.days,
                "created_at": iso(one.created_at),
            }
            for one in milestones.mine.within(tx, limit=milestones.MOST)
        ],
        "signatures": [
            {"on_the_card_of": row["handle"], "text": row["text"], "at": iso(row["at"])}
            for row in tx.all(
                "SELECT m.handle, s.text, s.at FROM milestone_signatures s"
                " JOIN milestones x ON x.id = s.milestone_id JOIN members m ON m.id = x.member_id"
                " WHERE s.member_id = :me ORDER BY s.at, x.id",
                me=me,
            )
        ],
        "safety_plan": {section.name: section.text for section in plans.get.within(tx) if section.text},
        "kudos_given": [
            {"to": row["handle"], "text": row["text"], "at": iso(row["at"])}
            for row in tx.all(
                "SELECT m.handle, k.text, k.at FROM kudos k JOIN members m ON m.id = k.to_id"
                " WHERE k.from_id = :me ORDER BY k.at, k.id",
                me=me,
            )
        ],
    }
