"""Due work: what is to be done later for a pair, kept in the store, done once by whoever serves then.

For each of the two in an active pair one day is planned ahead: the next on which they mean to check in. When its time
has passed without a word from them, the stages follow that both agreed to: a gentle note to themselves, later a note to
their buddy, and where both named one, to a mentor. A check-in, "all well", or a pause takes back what is planned.

Nothing is caught up on: what is long overdue (the hub was away) comes down to one gentle note. Nor does it go on:
while nobody hears from somebody, only the first few days lead to notes.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from store import audiences, cadence, days
from store.db import Row
from store.notes import leave
from store.operations import Tx, operation
from store.policy import STAFF, Capability, Role
from store.preferences import Preferences

STAGES: Final = ("missed", "buddy", "mentor")

LATE_MS: Final = 2 * days.HOUR_MS
"""Work that is done this long after its time was held up by the hub, not by a person."""

AT_MOST: Final = {"missed": 3, "buddy": 1, "mentor": 1}
"""Notes of each stage, within `WHILE_MS`, while nobody hears from somebody."""

WHILE_MS: Final = 7 * days.DAY_MS

REMEMBERED: Final = dt.timedelta(days=60)
"""How long work that is done is remembered."""

AT_ONCE: Final = 100
"""Pieces of work in one transaction: others write in between."""


_PAIR: Final = """
    SELECT p.id, p.state, p.days, p.per_week, p.due, p.note_after_h, p.buddy_after_h, p.mentor_after_h, p.mentor_id,
           pm.member_id, pm.buddy_id, m.time_zone, m.state AS member_state
    FROM pair_members pm JOIN pairs p ON p.id = pm.pair_id JOIN members m ON m.id = pm.member_id
"""

_DONE: Final = """
    SELECT c.day FROM checkins c WHERE c.member_id = :member AND c.day BETWEEN :first AND :last
    UNION SELECT w.day FROM pair_wells w WHERE w.pair_id = :pair AND w.member_id = :member
        AND w.day BETWEEN :first AND :last
"""
"""The days on which somebody was heard from, in their own words or by "all well"."""


def _done(tx: Tx, pair_id: int, member_id: int, first: dt.date, last: dt.date) -> set[dt.date]:
    rows = tx.all(
        f"{_DONE} ORDER BY 1", member=member_id, pair=pair_id, first=first.isoformat(), last=last.isoformat()
    )
    return {dt.date.fromisoformat(row[0]) for row in rows}


def plan(tx: Tx, pair_id: int, *, only: int | None = None) -> None:
    """Plan the next day of both in a pair, or of one of them, anew, inside an operation that may."""
    for row in tx.all(f"{_PAIR} WHERE pm.pair_id = :pair ORDER BY pm.member_id", pair=pair_id):
        if only in (None, row["member_id"]):
            cancel(tx, pair_id, row["member_id"])
            _plan_next(tx, row)


def cancel(tx: Tx, pair_id: int, member_id: int) -> None:
    """Take back what is planned about the check-ins of one of a pair."""
    tx.run(
        "DELETE FROM due_work WHERE pair_id = :pair AND member_id = :member AND kind IN ('missed','buddy','mentor')"
        " AND done_at IS NULL",
        pair=pair_id,
        member=member_id,
    )


def plan_member(tx: Tx, member_id: int) -> None:
    """Plan anew for all pairs of a member whose time zone has changed."""
    for row in tx.all(
        f"{_PAIR} WHERE pm.member_id = :member AND p.state = 'active' ORDER BY p.id", member=member_id
    ):
        cancel(tx, row["id"], member_id)
        _plan_next(tx, row)


def heard_from(tx: Tx, member_id: int, pair_id: int | None = None) -> None:
    """Somebody checked in, or said that all is well: what was planned for today is taken back, notes about it too."""
    for row in tx.all(
        f"{_PAIR} WHERE pm.member_id = :member AND p.state <> 'parted' ORDER BY p.id", member=member_id
    ):
        if pair_id in (None, row["id"]):
            cancel(tx, row["id"], member_id)
            _plan_next(tx, row)
            for note in tx.all(
                "SELECT id, member_id FROM notes WHERE pair_id = :pair AND member_id IN (:member, :buddy, :mentor)"
                " AND (kind = 'missed' AND member_id = :member"
                "  OR kind IN ('buddy','mentor') AND other_id = :member) ORDER BY id",
                pair=row["id"],
                member=member_id,
                buddy=row["buddy_id"],
                mentor=row["mentor_id"] or 0,
            ):
                tx.run("DELETE FROM notes WHERE id = :id", id=note["id"])
                tx.emit(f"member:{note['member_id']}", "notes")


def _plan_next(tx: Tx, pair: Row) -> None:
    """Plan the next day of one of a pair (a row of `_PAIR`): the first whose time has not come yet."""
    if pair["state"] != "active" or pair["member_state"] != "active":
        return
    zone = days.zone_of(pair["time_zone"])
    today = days.day_at(tx.now, zone)
    passed = tx.now >= days.moment(today, pair["due"], zone)
    first = today + dt.timedelta(days=1) if passed else today
    done = _done(tx, pair["id"], pair["member_id"], days.monday(today), today)
    dealt = tx.all(
        "SELECT day FROM due_work WHERE pair_id = :pair AND member_id = :member AND kind = 'missed' AND day >= :first"
        " AND done_at IS NOT NULL ORDER BY day",
        pair=pair["id"],
        member=pair["member_id"],
        first=first.isoformat(),
    )
    day = cadence.next_day(
        pair["days"], pair["per_week"], first, done, (dt.date.fromisoformat(row[0]) for row in dealt)
    )
    if day is None:
        return
    for stage in STAGES:
        hours = _hours(pair, stage)
        # Without a note the day is looked at all the same: it leads on to the next.
        if stage == "missed" or hours:
            at = days.moment(day, pair["due"], zone) + hours * days.HOUR_MS
            put(tx, stage, pair["id"], pair["member_id"], day.isoformat(), at)


def _hours(pair: Row, stage: str) -> int:
    return int(pair[{"missed": "note_after_h"}.get(stage, f"{stage}_after_h")])


def put(tx: Tx, kind: str, pair_id: int, member_id: int, day: str, due_at: int, *, word: str = "") -> bool:
    """Add a piece of work, inside an operation that may; False when it was there already: it is done once."""
    fresh = tx.run(
        "INSERT INTO due_work (kind, pair_id, member_id, day, due_at, word)"
        " VALUES (:kind, :pair, :member, :day, :at, :word) ON CONFLICT (pair_id, member_id, kind, day) DO NOTHING",
        kind=kind,
        pair=pair_id,
        member=member_id,
        day=day,
        at=due_at,
        word=word,
    )
    if fresh:
        tx.emit("due", "changed")
    return bool(fresh)


# -- doing it ----------------------------------------------------------------------------------------------------------


@operation(Capability.HUB_KEEP)
def next_due(tx: Tx) -> int | None:
    """When the earliest thing that waits is due, a pair's, an alias's or the index's (at once), epoch ms UTC; None:
    nothing waits."""
    at = tx.value(
        "SELECT due_at FROM ("
        " SELECT * FROM (SELECT due_at FROM due_work WHERE done_at IS NULL AND due_at > 0 ORDER BY due_at, id LIMIT 1)"
        " UNION ALL SELECT * FROM (SELECT due_at FROM alias_farewells ORDER BY due_at, alias_id LIMIT 1)"
        " UNION ALL SELECT * FROM (SELECT 1 AS due_at FROM places_due LIMIT 1)"
        ") waiting ORDER BY due_at LIMIT 1"
    )
    return None if at is None else int(at)


@operation(Capability.HUB_KEEP, writes=True)
def run(tx: Tx) -> int:
    """Do what is due, a hundred pieces at most.

    Returns:
        How many pieces were looked at; as many as that: there may be more.
    """
    rows = tx.all(
        "SELECT * FROM due_work WHERE done_at IS NULL AND due_at <= :now ORDER BY due_at, id LIMIT :most",
        now=tx.now,
        most=AT_ONCE,
    )
    for row in rows:
        _do(tx, row)
    return len(rows)


def _do(tx: Tx, work: Row) -> None:
    # What came before it in this transaction may have taken it back, and other work may have got its id since.
    if (
        tx.one(
            "SELECT 1 FROM due_work WHERE pair_id = :pair AND member_id = :member AND kind = :kind AND day = :day"
            " AND id = :id AND done_at IS NULL",
            pair=work["pair_id"],
            member=work["member_id"],
            kind=work["kind"],
            day=work["day"],
            id=work["id"],
        )
        is None
    ):
        return
    pair = tx.one(
        f"{_PAIR} WHERE pm.member_id = :member AND pm.pair_id = :pair",
        member=work["member_id"],
        pair=work["pair_id"],
    )
    if pair is None or pair["member_state"] != "active" or pair["state"] == "parted":
        _finish(tx, work, told=False)
    elif work["kind"] == "back":
        _come_back(tx, work, pair)
    elif pair["state"] != "active":
        _finish(tx, work, told=False)
    elif work["kind"] == "nudge":
        if not _wait_for(tx, work, pair["buddy_id"]):
            leave(
                tx,
                pair["buddy_id"],
                "nudge",
                other_id=pair["member_id"],
                pair_id=pair["id"],
                word=work["word"],
            )
            _finish(tx, work, told=True)
    else:
        _do_stage(tx, work, pair)


def _do_stage(tx: Tx, work: Row, pair: Row) -> None:
    stage, member_id = work["kind"], pair["member_id"]
    zone = days.zone_of(pair["time_zone"])
    meant = (
        days.moment(dt.date.fromisoformat(work["day"]), pair["due"], zone)
        + _hours(pair, stage) * days.HOUR_MS
    )
    if meant > tx.now:
        # They went west since: it is not yet that late where they are.
        _move(tx, work, meant)
        return
    day = dt.date.fromisoformat(work["day"])
    today = days.day_at(tx.now, zone)
    late = tx.now - work["due_at"] > LATE_MS
    told = False
    to = {"missed": member_id, "buddy": pair["buddy_id"], "mentor": pair["mentor_id"]}[stage]
    wanted = (
        _hours(pair, stage) > 0
        and to is not None
        # Nobody could check in while the hub was away: that is no news for others.
        and not (late and stage != "missed")
        and not _done(tx, pair["id"], member_id, day, max(day, today))
        and not _enough(tx, work)
        and (stage != "mentor" or _may_hear(tx, to, member_id))
    )
    if wanted and to is not None:
        if _wait_for(tx, work, to):
            return
        other = pair["buddy_id"] if stage == "missed" else member_id
        leave(tx, to, stage, other_id=other, pair_id=pair["id"], word="late" if late else "", day=work["day"])
        told = True
    _finish(tx, work, told=told)
    if stage == "missed" and late:
        # Nor what would follow on that day: it was the hub that was not there.
        tx.run(
            "DELETE FROM due_work WHERE pair_id = :pair AND member_id = :member AND day = :day"
            " AND kind IN ('buddy','mentor') AND done_at IS NULL",
            pair=pair["id"],
            member=member_id,
            day=work["day"],
        )
    if stage == "missed":
        _plan_next(tx, pair)


def _may_hear(tx: Tx, mentor_id: int, member_id: int) -> bool:
    """Whether somebody is still a mentor (or more), here, and neither has blocked the other."""
    row = tx.one(
        "SELECT role FROM members WHERE id = :me AND state = 'active'"
        f" AND {audiences.NO_BLOCK.format(author=':author')}",
        me=mentor_id,
        author=member_id,
    )
    return row is not None and Role(row["role"]) in STAFF


def _enough(tx: Tx, work: Row) -> bool:
    """Whether there were notes enough of this stage since somebody was last heard from."""
    heard = tx.value(
        "SELECT MAX(at) FROM (SELECT MAX(c.at) AS at FROM checkins c WHERE c.member_id = :member"
        " UNION ALL SELECT MAX(w.at) FROM pair_wells w WHERE w.pair_id = :pair AND w.member_id = :member) x",
        member=work["member_id"],
        pair=work["pair_id"],
    )
    told = tx.value(
        "SELECT COUNT(*) FROM due_work WHERE pair_id = :pair AND member_id = :member AND kind = :kind"
        " AND told = 1 AND done_at > :since",
        pair=work["pair_id"],
        member=work["member_id"],
        kind=work["kind"],
        since=max(heard or 0, tx.now - WHILE_MS),
    )
    return int(told) >= AT_MOST[work["kind"]]


def quiet_end(tx: Tx, member_id: int) -> int:
    """The first moment from now on outside of a member's quiet hours: now, when they are not quiet."""
    row = tx.one(
        "SELECT m.time_zone, p.quiet_from, p.quiet_until FROM members m"
        " LEFT JOIN preferences p ON p.member_id = m.id WHERE m.id = :member",
        member=member_id,
    )
    if row is None or row["quiet_from"] is None:
        return tx.now
    likes = Preferences(quiet_from=row["quiet_from"], quiet_until=row["quiet_until"])
    return days.after_quiet(tx.now, days.zone_of(row["time_zone"]), likes)


def _wait_for(tx: Tx, work: Row, member_id: int) -> bool:
    """Put off a piece of work to the end of somebody's quiet hours; False: they are not quiet."""
    at = quiet_end(tx, member_id)
    if at > tx.now:
        _move(tx, work, at)
    return at > tx.now


def _move(tx: Tx, work: Row, at: int) -> None:
    tx.run("UPDATE due_work SET due_at = :at WHERE id = :id", at=at, id=work["id"])
    tx.emit("due", "changed")


def _finish(tx: Tx, work: Row, *, told: bool) -> None:
    tx.run(
        "UPDATE due_work SET done_at = :now, told = :told WHERE id = :id",
        now=tx.now,
        told=int(told),
        id=work["id"],
    )
    tx.run(
        "DELETE FROM due_work WHERE pair_id = :pair AND member_id = :member AND kind = :kind AND day < :old"
        " AND done_at IS NOT NULL",
        pair=work["pair_id"],
        member=work["member_id"],
        kind=work["kind"],
        old=(dt.date.fromisoformat(work["day"]) - REMEMBERED).isoformat(),
    )


def _come_back(tx: Tx, work: Row, pair: Row) -> None:
    """The day came on which somebody meant to be back: their pause is over."""
    if _wait_for(tx, work, pair["member_id"]):
        return
    _finish(tx, work, told=True)
    if end_pause(tx, pair["id"], pair["member_id"]):
        leave(tx, pair["member_id"], "back", other_id=pair["buddy_id"], pair_id=pair["id"], day=work["day"])


def end_pause(tx: Tx, pair_id: int, member_id: int) -> bool:
    """Take one member's pause off a pair, inside an operation that may; False when they had none."""
    if not tx.run(
        "UPDATE pair_members SET paused_at = NULL, back_on = '' WHERE pair_id = :pair AND member_id = :member"
        " AND paused_at IS NOT NULL",
        pair=pair_id,
        member=member_id,
    ):
        return False
    tx.run(
        "UPDATE pairs SET state = 'active' WHERE id = :pair AND state = 'paused' AND NOT EXISTS"
        " (SELECT 1 FROM pair_members pm WHERE pm.pair_id = :pair AND pm.paused_at IS NOT NULL)",
        pair=pair_id,
    )
    tx.run(
        "DELETE FROM due_work WHERE pair_id = :pair AND member_id = :member AND kind = 'back' AND done_at IS NULL",
        pair=pair_id,
        member=member_id,
    )
    plan(tx, pair_id)
    for row in tx.all(
        "SELECT member_id FROM pair_members WHERE pair_id = :pair ORDER BY member_id", pair=pair_id
    ):
        tx.emit(f"member:{row['member_id']}", "pairs")
    return True
