"""Pairs: two members who agreed to be buddies, what they agreed to, and how they notice each other."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from store import checkins, counters, days, due_work, kudos, notes, pair_life, pair_terms, sight, words
from store.counters import Counter
from store.db import Row
from store.errors import Conflict, Invalid, NotFound, RateLimited
from store.operations import Tx, operation
from store.pair_asks import Asked as Asked
from store.pair_asks import Asking as Asking
from store.pair_asks import Proposal as Proposal
from store.pair_asks import answer as answer
from store.pair_asks import answer_proposal as answer_proposal
from store.pair_asks import ask as ask
from store.pair_asks import asking as asking
from store.pair_asks import propose as propose
from store.pair_asks import take_back as take_back
from store.pair_cards import Card as Card
from store.pair_cards import cards as cards
from store.pair_cards import my_card as my_card
from store.pair_cards import put_card as put_card
from store.pair_reading import Pair as Pair
from store.pair_reading import Wish as Wish
from store.pair_reading import mine as mine
from store.pair_terms import Terms as Terms
from store.policy import Capability

LONGEST_PAUSE: Final = 366
"""Days from today until somebody can mean to be back."""


@dataclass(frozen=True, slots=True)
class Nudged:
    """What became of a nudge."""

    at: int
    """When it comes or came, epoch ms UTC."""
    later: bool
    """It waits for the end of their quiet hours."""


@dataclass(frozen=True, slots=True)
class Overview:
    """All that the Buddies screen begins with."""

    pairs: tuple[Pair, ...]
    asking: Asking
    card: Card
    shared: tuple[checkins.CheckIn, ...]
    """The newest that others share with me."""
    mine: tuple[checkins.CheckIn, ...]
    """My own newest."""
    counters: tuple[Counter, ...]
    """My own."""
    shared_counters: tuple[Counter, ...]
    """Those that others let me see."""
    kudos: tuple[kudos.Kudos, ...]
    """Received, not yet seen."""
    defaults: checkins.Defaults
    """Whom my check-ins are for when I do not say."""


@operation(Capability.PAIR)
def overview(tx: Tx) -> Overview:
    """All that the Buddies screen begins with, in one read: a fixed number of statements, whoever I am."""
    return Overview(
        tuple(mine.within(tx)),
        asking.within(tx),
        my_card.within(tx),
        tuple(checkins.shared_with_me.within(tx, limit=12)),
        tuple(checkins.mine.within(tx, limit=7)),
        tuple(counters.mine.within(tx)),
        tuple(counters.shared_with_me.within(tx)),
        tuple(kudos.received.within(tx)),
        checkins.defaults.within(tx),
    )


@operation(Capability.PAIR)
def usual_terms(tx: Tx) -> Terms:
    """What two agree to when they become buddies: to be shown to whoever asks or says yes."""
    return pair_terms.usual(tx)


def _mine(tx: Tx, pair: int) -> Row:
    row = tx.one(
        "SELECT p.id, p.state, p.one_id, p.other_id, pm.buddy_id, b.handle, b.time_zone,"
        f" {pair_terms.COLUMNS.format(t='p')}, COALESCE(tm.handle, '') AS mentor, pm.paused_at,"
        " theirs.paused_at AS buddy_paused_at"
        " FROM pair_members pm JOIN pairs p ON p.id = pm.pair_id AND p.state <> 'parted'"
        " JOIN members b ON b.id = pm.buddy_id"
        " JOIN pair_members theirs ON theirs.member_id = pm.buddy_id AND theirs.pair_id = p.id"
        " LEFT JOIN members tm ON tm.id = p.mentor_id WHERE pm.member_id = :me AND pm.pair_id = :pair",
        me=tx.me.id,
        pair=pair,
    )
    if row is None:
        raise NotFound("You have no such buddy.")
    return row


def _tell_both(tx: Tx, row: Row) -> None:
    for member_id in (row["one_id"], row["other_id"]):
        tx.emit(f"member:{member_id}", "pairs")


_SET: Final = (
    "days = :days, per_week = :per_week, due = :due, note_after_h = :note_after_h, buddy_after_h = :buddy_after_h,"
    " mentor_after_h = :mentor_after_h, mentor_id = :mentor_id"
)


@operation(Capability.PAIR, writes=True)
def change(tx: Tx, *, pair: int, terms: Terms) -> bool:
    """Say what I would like us to agree to. What only takes back from others' knowing holds at once.

    Args:
        tx: The transaction.
        pair: The pair's id.
        terms: All of the terms.

    Returns:
        True: it holds now. False: it waits for my buddy to agree.

    Raises:
        NotFound: I have no such pair, or see no such mentor.
        Invalid: The terms make no sense.
    """
    row = _mine(tx, pair)
    between = (row["one_id"], row["other_id"])
    wanted = pair_terms.columns(tx, terms, between)
    cleaned = pair_terms.of({**wanted}, sight.spelled(terms.mentor) if terms.mentor else "")  # type: ignore[arg-type]
    now = pair_terms.of(row, row["mentor"])
    theirs = tx.one(
        "SELECT * FROM pair_wishes WHERE pair_id = :pair AND by_id <> :me", pair=pair, me=tx.me.id
    )
    same = theirs is not None and all(theirs[name] == value for name, value in wanted.items())
    if cleaned == now or same or pair_terms.is_less(cleaned, now):
        if not same:
            tx.run("DELETE FROM pair_wishes WHERE pair_id = :pair AND by_id = :me", pair=pair, me=tx.me.id)
        _settle(tx, row, wanted, forget=same)
        return True
    tx.run(
        "INSERT INTO pair_wishes (pair_id, by_id, at, days, per_week, due, note_after_h, buddy_after_h, mentor_after_h,"
        " mentor_id) VALUES (:pair, :me, :now, :days, :per_week, :due, :note_after_h, :buddy_after_h, :mentor_after_h,"
        " :mentor_id) ON CONFLICT (pair_id) DO UPDATE SET by_id = excluded.by_id, at = excluded.at,"
        " days = excluded.days, per_week = excluded.per_week, due = excluded.due,"
        " note_after_h = excluded.note_after_h, buddy_after_h = excluded.buddy_after_h,"
        " mentor_after_h = excluded.mentor_after_h, mentor_id = excluded.mentor_id",
        pair=pair,
        me=tx.me.id,
        now=tx.now,
        **wanted,
    )
    notes.leave(tx, row["buddy_id"], "wish", other_id=tx.me.id, pair_id=pair)
    _tell_both(tx, row)
    return False


def _settle(tx: Tx, row: Row, wanted: dict[str, object], *, forget: bool) -> None:
    tx.run(f"UPDATE pairs SET {_SET} WHERE id = :pair", pair=row["id"], **wanted)
    if forget:
        tx.run("DELETE FROM pair_wishes WHERE pair_id = :pair", pair=row["id"])
    due_work.plan(tx, row["id"])
    _tell_both(tx, row)


@operation(Capability.PAIR, writes=True)
def agree_terms(tx: Tx, *, pair: int, yes: bool = True, terms: Terms | None = None) -> None:
    """Agree to the change that my buddy would like, or leave it; the latter is not told: the wish goes.

    Args:
        tx: The transaction.
        pair: The pair's id.
        yes: I agree.
        terms: What I have read and agree to; None: whatever they would like by now.

    Raises:
        NotFound: I have no such pair, or nothing waits for me.
        Conflict: They would like something else by now than what I have read.
    """
    row = _mine(tx, pair)
    wish = tx.one("SELECT * FROM pair_wishes WHERE pair_id = :pair AND by_id <> :me", pair=pair, me=tx.me.id)
    if wish is None:
        raise NotFound("There is no change to agree to.")
    if yes and terms is not None:
        mentor = tx.value("SELECT handle FROM members WHERE id = :id", id=wish["mentor_id"]) or ""
        if pair_terms.of(wish, mentor) != terms:
            raise Conflict("They would like something else by now; please read it before you agree.")
    tx.run(
        "DELETE FROM notes WHERE member_id = :me AND kind = 'wish' AND pair_id = :pair",
        me=tx.me.id,
        pair=pair,
    )
    if yes:
        names = ("days", "per_week", "due", "note_after_h", "buddy_after_h", "mentor_after_h", "mentor_id")
        _settle(tx, row, {name: wish[name] for name in names}, forget=True)
        notes.leave(tx, row["buddy_id"], "agreed", other_id=tx.me.id, pair_id=pair)
    else:
        tx.run("DELETE FROM pair_wishes WHERE pair_id = :pair", pair=pair)
        _tell_both(tx, row)


@operation(Capability.PAIR, writes=True)
def pause(tx: Tx, *, pair: int, back_on: str = "") -> None:
    """Pause a pair, without a reason: nothing is due, nobody hears of anything.

    Args:
        tx: The transaction.
        pair: The pair's id.
        back_on: The day on which I mean to be back, "2026-11-22": it ends by itself then. '': when I say so.

    Raises:
        NotFound: I have no such pair.
        Invalid: The day is not one, or not ahead.
    """
    row = _mine(tx, pair)
    zone = days.zone_of(tx.me.time_zone)
    until = days.given_or_none(back_on, what="The day you mean to be back")
    if until:
        ahead = (days.given(until) - days.day_at(tx.now, zone)).days
        if not 0 < ahead <= LONGEST_PAUSE:
            raise Invalid("The day you mean to be back lies ahead, by a year at most.")
    tx.run(
        "UPDATE pair_members SET paused_at = :now, back_on = :until WHERE pair_id = :pair AND member_id = :me",
        now=tx.now,
        until=until,
        pair=pair,
        me=tx.me.id,
    )
    tx.run("UPDATE pairs SET state = 'paused' WHERE id = :pair", pair=pair)
    # Everything that waits for either of them, my earlier day of coming back included.
    tx.run(
        "DELETE FROM due_work WHERE pair_id = :pair AND (kind <> 'back' OR member_id = :me)"
        " AND (done_at IS NULL OR kind = 'back')",
        pair=pair,
        me=tx.me.id,
    )
    if until:
        due_work.put(tx, "back", pair, tx.me.id, until, days.moment(days.given(until), 0, zone))
    _tell_both(tx, row)


@operation(Capability.PAIR, writes=True)
def resume(tx: Tx, *, pair: int) -> None:
    """End my pause. While my buddy pauses too, the pair stays paused.

    Raises:
        NotFound: I have no such pair.
        Conflict: I did not pause it.
    """
    _mine(tx, pair)
    if not due_work.end_pause(tx, pair, tx.me.id):
        raise Conflict("You have not paused it.")


@operation(Capability.PAIR, writes=True)
def all_well(tx: Tx, *, pair: int | None = None) -> int:
    """Tell my buddy that all is well, without a check-in; twice a day is once.

    Args:
        tx: The transaction.
        pair: The pair's id; None: all my buddies.

    Returns:
        How many buddies it told.

    Raises:
        NotFound: I have no such pair, or no buddy at all.
    """
    today = days.day_at(tx.now, days.zone_of(tx.me.time_zone)).isoformat()
    told = [row for row in mine.within(tx) if pair in (None, row.id)]
    if not told:
        raise NotFound(
            "You have no such buddy." if pair is not None else "You have no buddy yet; `buddy` says how."
        )
    for each in told:
        tx.run(
            "INSERT INTO pair_wells (pair_id, member_id, day, at) VALUES (:pair, :me, :day, :now)"
            " ON CONFLICT (pair_id, member_id, day) DO UPDATE SET at = excluded.at",
            pair=each.id,
            me=tx.me.id,
            day=today,
            now=tx.now,
        )
        due_work.heard_from(tx, tx.me.id, each.id)
        tx.emit(f"member:{each.buddy_id}", "pairs")
    tx.emit(f"member:{tx.me.id}", "pairs")
    return len(told)


@operation(Capability.SELF_CHANGE, writes=True)
def part(tx: Tx, *, pair: int) -> None:
    """Part, without a reason. Both find the same kind words; either may be asked, or proposed, anew.

    Raises:
        NotFound: I have no such pair.
    """
    pair_life.end(tx, _mine(tx, pair)["id"])


@operation(Capability.PAIR, writes=True)
def nudge(tx: Tx, *, pair: int, word: str = "") -> Nudged:
    """Let my buddy know that I think of them: once in each of their days, never in their quiet hours: it waits.

    Args:
        tx: The transaction.
        pair: The pair's id.
        word: One of `words.NUDGES`; '' the first.

    Raises:
        NotFound: I have no such pair, or there is no such word.
        RateLimited: I have nudged them today.
        Conflict: The pair is paused.
    """
    row = _mine(tx, pair)
    chosen = word or next(iter(words.NUDGES))
    if chosen not in words.NUDGES:
        raise NotFound(f"There is no such nudge; there are {', '.join(words.NUDGES)}.")
    if row["state"] == "paused":
        raise Conflict("You two are on a pause; a line in your room is read when there is time for it.")
    # Their day: whoever nudges could have more of their own by travelling.
    today = days.day_at(tx.now, days.zone_of(row["time_zone"])).isoformat()
    at = due_work.quiet_end(tx, row["buddy_id"])
    if not due_work.put(tx, "nudge", pair, tx.me.id, today, at, word=chosen):
        tomorrow = days.moment(days.given(today) + dt.timedelta(days=1), 0, days.zone_of(row["time_zone"]))
        raise RateLimited(
            "You have nudged them today; one a day is enough to be felt.", (tomorrow - tx.now) / 1000
        )
    if at <= tx.now:
        # At once, and noted as done: the same day's second one is refused.
        notes.leave(tx, row["buddy_id"], "nudge", other_id=tx.me.id, pair_id=pair, word=chosen)
        tx.run(
            "UPDATE due_work SET done_at = :now, told = 1 WHERE pair_id = :pair AND member_id = :me"
            " AND kind = 'nudge' AND day = :day",
            now=tx.now,
            pair=pair,
            me=tx.me.id,
            day=today,
        )
    tx.emit(f"member:{tx.me.id}", "pairs")
    return Nudged(at, at > tx.now)
