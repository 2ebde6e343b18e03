"""The part of a community to load that has to do with buddies, check-ins and goals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from store import due_work, lots, pair_cards, pair_life, plans, text
from store.errors import Invalid
from store.operations import Tx


@dataclass(frozen=True, slots=True)
class SeedCard:
    """The open card of somebody who looks for a buddy."""

    handle: str
    working_on: str
    interests: str
    times: str
    contact: str
    at: int


@dataclass(frozen=True, slots=True)
class SeedAsk:
    """Somebody asks somebody."""

    asks: str
    asked: str
    words: str
    at: int


@dataclass(frozen=True, slots=True)
class SeedPair:
    """Two who are buddies."""

    between: tuple[str, str]
    began_at: int
    per_week: int = 0
    """Any so many days of a week; 0: every day."""
    lines: tuple[tuple[str, str, int], ...] = ()
    """What was said in their room, in order: author, text, epoch ms UTC."""


@dataclass(frozen=True, slots=True)
class SeedCheckIn:
    """One check-in."""

    handle: str
    at: int
    day: str
    mood: int
    urge: int | None
    kind: str
    note: str
    audience: str
    wants_reply: bool = False


@dataclass(frozen=True, slots=True)
class SeedCounter:
    """One counter."""

    handle: str
    name: str
    started_on: str
    setbacks: tuple[str, ...]
    shared_with: tuple[str, ...]
    at: int


@dataclass(frozen=True, slots=True)
class SeedGoal:
    """One goal; `done` of its steps, from the first, are done."""

    handle: str
    title: str
    why: str
    audience: str
    steps: tuple[tuple[str, str], ...]
    """Titles, and the day each is for; ''."""
    done: int
    cheers: tuple[tuple[str, str], ...]
    """Handles and words of `store.words.CHEERS`."""
    at: int


@dataclass(frozen=True, slots=True)
class SeedRoutine:
    """One routine and the days on which it was done."""

    handle: str
    title: str
    every: str
    started_on: str
    days: tuple[str, ...]
    at: int


@dataclass(frozen=True, slots=True)
class SeedMilestone:
    """One milestone."""

    handle: str
    title: str
    words: str
    day: str
    days: int
    room: str
    """The name of a circle's room where it was announced; '' nowhere."""
    signatures: tuple[tuple[str, str], ...]
    """Handles, and what they wrote."""
    at: int


@dataclass(frozen=True, slots=True)
class SeedKudos:
    """One kind word, not yet seen."""

    giver: str
    to: str
    text: str
    at: int


@dataclass(frozen=True, slots=True)
class SeedNoticing:
    """All of it."""

    cards: tuple[SeedCard, ...] = ()
    asks: tuple[SeedAsk, ...] = ()
    pairs: tuple[SeedPair, ...] = ()
    checkins: tuple[SeedCheckIn, ...] = ()
    counters: tuple[SeedCounter, ...] = ()
    goals: tuple[SeedGoal, ...] = ()
    routines: tuple[SeedRoutine, ...] = ()
    milestones: tuple[SeedMilestone, ...] = ()
    kudos: tuple[SeedKudos, ...] = ()
    plans: tuple[tuple[str, Mapping[str, str]], ...] = ()
    """Handles, and their sections."""


def plant(tx: Tx, seed: SeedNoticing, ids: Mapping[str, int]) -> None:
    """Load it, inside an operation that may.

    Args:
        tx: The transaction.
        seed: What to load.
        ids: The ids of the members by their handles.

    Raises:
        Invalid: It names somebody, or a room, that is not there.
    """
    try:
        _plant(tx, seed, ids)
    except KeyError as error:
        raise Invalid("The community to load names somebody who is not in it.") from error


def _plant(tx: Tx, seed: SeedNoticing, ids: Mapping[str, int]) -> None:
    for card in seed.cards:
        tx.run(
            "INSERT INTO pair_cards (member_id, working_on, interests, times, contact, open, updated_at)"
            " VALUES (:m, :working_on, :interests, :times, :contact, 1, :at)",
            m=ids[card.handle],
            working_on=text.clean_line(card.working_on, chars=pair_cards.LINE_CHARS),
            interests=text.clean_line(card.interests, chars=pair_cards.LINE_CHARS),
            times=text.clean_line(card.times, chars=pair_cards.LINE_CHARS),
            contact=card.contact,
            at=card.at,
        )
    for ask in seed.asks:
        tx.run(
            "INSERT INTO pair_asks (from_id, to_id, words, at) VALUES (:asks, :asked, :words, :at)",
            asks=ids[ask.asks],
            asked=ids[ask.asked],
            words=text.clean_line(ask.words, chars=300),
            at=ask.at,
        )
    for checkin in seed.checkins:
        _plant_checkin(tx, checkin, ids)
    for pair in seed.pairs:
        _plant_pair(tx, pair, ids)
    for counter in seed.counters:
        _plant_counter(tx, counter, ids)
    for goal in seed.goals:
        _plant_goal(tx, goal, ids)
    for routine in seed.routines:
        _plant_routine(tx, routine, ids)
    for milestone in seed.milestones:
        _plant_milestone(tx, milestone, ids)
    tx.many(
        "INSERT INTO kudos (from_id, to_id, text, at) VALUES (:giver, :to, :text, :at)",
        [
            {
                "giver": ids[one.giver],
                "to": ids[one.to],
                "text": text.clean_line(one.text, chars=280),
                "at": one.at,
            }
            for one in seed.kudos
        ],
    )
    for handle, sections in seed.plans:
        for name, words in sections.items():
            if name not in plans.SECTIONS:
                raise Invalid("A safety plan to load has a section that there is not.")
            tx.run(
                "INSERT INTO safety_plans (member_id, section, text, changed_at) VALUES (:m, :name, :text, :now)",
                m=ids[handle],
                name=name,
                text=text.clean_block(words, chars=plans.CHARS, lines=plans.LINES),
                now=tx.now,
            )


def _plant_checkin(tx: Tx, checkin: SeedCheckIn, ids: Mapping[str, int]) -> None:
    tx.run(
        "INSERT INTO checkins (id, member_id, at, day, mood, urge, kind, note, wants_reply, audience)"
        " VALUES (:id, :m, :at, :day, :mood, :urge, :kind, :note, :wants, :audience)",
        id=lots.draw(tx, "checkins"),
        m=ids[checkin.handle],
        at=checkin.at,
        day=checkin.day,
        mood=checkin.mood,
        urge=checkin.urge,
        kind=checkin.kind,
        note=text.clean_block(checkin.note, chars=4_000, lines=60),
        wants=int(checkin.wants_reply),
        audience=checkin.audience,
    )


def _plant_pair(tx: Tx, pair: SeedPair, ids: Mapping[str, int]) -> None:
    one, other = (ids[handle] for handle in pair.between)
    pair_id = pair_life.make(tx, one, other)
    tx.run("DELETE FROM notes WHERE pair_id = :pair", pair=pair_id)
    room_id = tx.value(
        "UPDATE pairs SET began_at = :at, per_week = :per_week, days = CASE :per_week WHEN 0 THEN days ELSE 0 END"
        " WHERE id = :pair RETURNING room_id",
        at=pair.began_at,
        per_week=pair.per_week,
        pair=pair_id,
    )
    limits = tx.config.limits
    tx.many(
        "INSERT INTO messages (id, room_id, seq, author_id, text, at)"
        " VALUES (:room * 4294967296 + :seq, :room, :seq, :author, :text, :at)",
        [
            {
                "room": room_id,
                "seq": seq,
                "author": ids[author],
                "text": text.clean_block(said, chars=limits.message_chars, lines=limits.message_lines),
                "at": at,
            }
            for seq, (author, said, at) in enumerate(pair.lines, 1)
        ],
    )
    last = max((at for *_, at in pair.lines), default=pair.began_at)
    tx.run(
        "UPDATE rooms SET last_seq = :seq, last_at = :at, created_at = :began WHERE id = :room",
        seq=len(pair.lines),
        at=last,
        began=pair.began_at,
        room=room_id,
    )
    tx.run(
        "UPDATE room_members SET last_read = :seq WHERE room_id = :room", seq=len(pair.lines), room=room_id
    )
    due_work.plan(tx, pair_id)


def _plant_counter(tx: Tx, counter: SeedCounter, ids: Mapping[str, int]) -> None:
    id_ = lots.draw(tx, "counters")
    tx.run(
        "INSERT INTO counters (id, member_id, name, started_on, created_at) VALUES (:id, :m, :name, :day, :at)",
        id=id_,
        m=ids[counter.handle],
        name=text.clean_line(counter.name, cells=40),
        day=counter.started_on,
        at=counter.at,
    )
    tx.many(
        "INSERT INTO counter_setbacks (counter_id, day) VALUES (:id, :day)",
        [{"id": id_, "day": day} for day in counter.setbacks],
    )
    tx.many(
        "INSERT INTO counter_shares (counter_id, member_id, at) VALUES (:id, :m, :at)",
        [{"id": id_, "m": ids[handle], "at": counter.at} for handle in counter.shared_with],
    )


def _plant_goal(tx: Tx, goal: SeedGoal, ids: Mapping[str, int]) -> None:
    id_ = lots.draw(tx, "goals")
    tx.run(
        "INSERT INTO goals (id, member_id, title, why, audience, created_at)"
        " VALUES (:id, :m, :title, :why, :audience, :at)",
        id=id_,
        m=ids[goal.handle],
        title=text.clean_line(goal.title, cells=80),
        why=text.clean_line(goal.why, chars=500),
        audience=goal.audience,
        at=goal.at,
    )
    for place, (title, day) in enumerate(goal.steps, 1):
        tx.run(
            "INSERT INTO goal_steps (id, goal_id, place, title, by_day, done_at)"
            " VALUES (:id, :goal, :place, :title, :day, :done)",
            id=lots.draw(tx, "goal_steps"),
            goal=id_,
            place=place,
            title=text.clean_line(title, cells=80),
            day=day,
            done=goal.at + place * 86_400_000 if place <= goal.done else None,
        )
    tx.many(
        "INSERT INTO goal_cheers (goal_id, member_id, word, at) VALUES (:goal, :m, :word, :at)",
        [{"goal": id_, "m": ids[handle], "word": word, "at": goal.at} for handle, word in goal.cheers],
    )


def _plant_routine(tx: Tx, routine: SeedRoutine, ids: Mapping[str, int]) -> None:
    id_ = lots.draw(tx, "routines")
    tx.run(
        "INSERT INTO routines (id, member_id, title, every, started_on, created_at)"
        " VALUES (:id, :m, :title, :every, :day, :at)",
        id=id_,
        m=ids[routine.handle],
        title=text.clean_line(routine.title, cells=60),
        every=routine.every,
        day=routine.started_on,
        at=routine.at,
    )
    tx.many(
        "INSERT INTO routine_days (routine_id, day) VALUES (:id, :day)",
        [{"id": id_, "day": day} for day in routine.days],
    )


def _plant_milestone(tx: Tx, milestone: SeedMilestone, ids: Mapping[str, int]) -> None:
    room = None
    if milestone.room:
        room = tx.value(
            "SELECT r.id FROM rooms r JOIN room_members rm ON rm.room_id = r.id AND rm.member_id = :m"
            " WHERE r.name = :name ORDER BY r.id LIMIT 1",
            m=ids[milestone.handle],
            name=milestone.room,
        )
        if room is None:
            raise Invalid("The community to load names a room that its author is not in.")
    id_ = lots.draw(tx, "milestones")
    tx.run(
        "INSERT INTO milestones (id, member_id, title, words, day, days, room_id, created_at)"
        " VALUES (:id, :m, :title, :words, :day, :days, :room, :at)",
        id=id_,
        m=ids[milestone.handle],
        title=text.clean_line(milestone.title, cells=60),
        words=text.clean_line(milestone.words, chars=280),
        day=milestone.day,
        days=milestone.days,
        room=room,
        at=milestone.at,
    )
    tx.many(
        "INSERT INTO milestone_signatures (milestone_id, member_id, text, at) VALUES (:id, :m, :text, :at)",
        [
            {
                "id": id_,
                "m": ids[handle],
                "text": text.clean_line(said, chars=140),
                "at": milestone.at + place,
            }
            for place, (handle, said) in enumerate(milestone.signatures)
        ],
    )
