"""Composes the sample community: the same seed always says the same, at times counted back from now.

What is said, by whom and in which order depends on the seed alone. Only then is it laid over the calendar: whole days
up to last midnight with each scene at its time of day, and then today, spread from the morning to a few minutes ago.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from server.demo import noticing
from server.demo.cast import SAMPLE_MEMBERS, Person, Place, Ring, Tie, people, rings, ties
from server.demo.scenes import When, corpus
from server.demo.staging import SHORT_PAUSE_MIN, Block, Deck, Stage
from store.circles import CircleKind, Visibility
from store.policy import Role
from store.seed import Community, SeedCircle, SeedDirect, SeedMember, SeedMessage, SeedRoom

DAYS: Final = 42
"""Whole days of talk before today."""

VERSION: Final = 1
"""Part of the label of a demo store; raised when the corpus changes what a seed says."""

MINUTE_MS: Final = 60_000
DAY_MIN: Final = 1440

HOURS: Final[Mapping[When, tuple[int, int]]] = {
    "morning": (6 * 60 + 20, 9 * 60 + 40),
    "day": (10 * 60, 17 * 60 + 30),
    "evening": (17 * 60 + 45, 22 * 60),
    "eight": (19 * 60 + 58, 20 * 60 + 2),
    "late": (22 * 60 + 10, 23 * 60 + 30),
    "night": (40, 5 * 60),
    "any": (8 * 60, 21 * 60 + 30),
}
"""When in the day a scene begins: minutes after midnight."""

EVENING_PULL: Final = 0.65
"""How often a scene that fits at any time is played in the evening all the same."""

BREATH_MIN: Final = 3
"""Quiet between two scenes of a room at least, in minutes."""

SHORTEST_TODAY: Final = dt.timedelta(hours=5)
"""Before this hour of the day, today is counted from yesterday's midnight."""

MORNING: Final = dt.timedelta(hours=7)
"""When people begin to talk today, where the day is long enough."""

JUST_NOW_MIN: Final = 3
"""How long ago the last line was said."""


@dataclass(frozen=True, slots=True)
class _Calendar:
    """Where the composed days lie on the real calendar."""

    zone: ZoneInfo
    first_midnight: dt.datetime
    """The local midnight with which today began, without a zone."""
    now_ms: int

    @classmethod
    def of(cls, now_ms: int, zone: ZoneInfo) -> _Calendar:
        now = dt.datetime.fromtimestamp(now_ms / 1000, zone).replace(tzinfo=None)
        midnight = dt.datetime.combine(now.date(), dt.time())
        if now - midnight < SHORTEST_TODAY:
            midnight -= dt.timedelta(days=1)
        return cls(zone, midnight, now_ms)

    def at(self, minutes: float) -> int:
        """Epoch ms UTC of a local time, given in minutes after today's first midnight."""
        local = self.first_midnight + dt.timedelta(minutes=minutes)
        return int(local.replace(tzinfo=self.zone).timestamp() * 1000)

    @property
    def today_from_ms(self) -> int:
        """When people began to talk today: the morning, or midnight on a short day."""
        morning = self.at(MORNING.total_seconds() / 60)
        long_enough = self.now_ms - morning >= SHORTEST_TODAY.total_seconds() * 1000
        return morning if long_enough else self.at(0)


def compose(seed: int, now_ms: int, zone: str = "UTC") -> Community:
    """Compose the whole community.

    Args:
        seed: Any number; the same one says the same.
        now_ms: Epoch ms UTC; nothing is said after it.
        zone: The IANA time zone in which people get up and go to bed, and in which the sample members live.
    """
    calendar = _Calendar.of(now_ms, ZoneInfo(zone))
    everybody = people()
    began_at = calendar.at(-(DAYS + 1) * DAY_MIN)
    rng = _rng(seed, "joined")
    return Community(
        label=f"demo {VERSION} seed {seed}",
        began_at=began_at,
        members=tuple(
            SeedMember(
                person.handle,
                person.name,
                person.pronouns,
                Role(person.role),
                zone if person.zone == "home" else person.zone,
                began_at - int(rng.uniform(1, 300) * DAY_MIN * MINUTE_MS),
            )
            for person in everybody
        ),
        circles=tuple(_circle(seed, ring, everybody, calendar) for ring in rings()),
        directs=_directs(seed, everybody, calendar),
        noticing=noticing.compose(seed, now_ms, zone),
    )


def _rng(seed: int, what: str) -> random.Random:
    return random.Random(f"{VERSION}:{seed}:{what}")


def _circle(seed: int, ring: Ring, everybody: Sequence[Person], calendar: _Calendar) -> SeedCircle:
    present = [person for person in everybody if ring.name in person.circles]
    return SeedCircle(
        name=ring.name,
        title=ring.title,
        kind=CircleKind(ring.kind),
        visibility=Visibility(ring.visibility),
        description=ring.description,
        people={person.handle: person.circles[ring.name] for person in present},
        rooms=tuple(
            _room(seed, place, present, calendar, _behind(ring, place, present)) for place in ring.places
        ),
    )


def _behind(ring: Ring, place: Place, present: Sequence[Person]) -> frozenset[str]:
    """The handles of those who have not read a room to its end.

    Everybody, where the last scene is from a moment ago; otherwise the sample members whose first room it is, so that
    each of them finds something new.
    """
    if place.last:
        return frozenset(person.handle for person in present)
    if place is not ring.places[0]:
        return frozenset()
    return frozenset(
        person.handle
        for person in present
        if person.handle in SAMPLE_MEMBERS and next(iter(person.circles)) == ring.name
    )


def _room(
    seed: int, place: Place, present: Sequence[Person], calendar: _Calendar, behind: frozenset[str]
) -> SeedRoom:
    rng = _rng(seed, place.name)
    room = Stage(rng, present)
    deck = Deck(rng, [scene for tone in place.tones for scene in corpus()[tone]])
    owed = 0.0
    for day in range(-DAYS, 0):
        owed += place.a_day * rng.uniform(0.6, 1.4)
        while owed >= 1:
            owed -= 1
            # What goes on "two days later" must not go on tomorrow.
            scene = deck.deal(pause_under_min=DAY_MIN * 4 if day < -5 else 120)
            if scene is not None:
                room.play(scene, day * DAY_MIN + _minute(rng, scene.when))
    # Whoever has new things to read was not here today; in the kitchen the last scenes name their people.
    if not place.last:
        room.only([person for person in present if person.handle not in behind])
    for rank in range(place.today):
        scene = deck.deal(fits=("any", "day", "evening"), pause_under_min=SHORT_PAUSE_MIN)
        if scene is not None:
            room.play(scene, rank, today=True)
    if place.last:
        for rank, scene in enumerate(corpus()[place.last], place.today):
            room.play(scene, rank, today=True)
    quiet_min = JUST_NOW_MIN if place.last else rng.uniform(20, 150)
    messages = _laid_out(room.blocks, calendar, quiet_min)
    marks = _read_marks(rng, room.blocks, messages, present, behind)
    return SeedRoom(place.name, place.title, place.topic, messages, marks)


def _minute(rng: random.Random, when: When) -> float:
    if when == "any" and rng.random() < EVENING_PULL:
        when = "evening"
    low, high = HOURS[when]
    if when in {"evening", "late", "night"}:
        return rng.triangular(low, high, low + (high - low) * 0.45)
    return rng.uniform(low, high)


def _laid_out(blocks: list[Block], calendar: _Calendar, quiet_min: float) -> tuple[SeedMessage, ...]:
    """Put a room's blocks in order and on the calendar.

    Args:
        blocks: Sorted here.
        calendar: Where today lies.
        quiet_min: Minutes since the last line was said.
    """
    blocks.sort(key=lambda block: (block.today, block.begins_min))
    todays = [block for block in blocks if block.today]
    spread_ms = (calendar.now_ms - quiet_min * MINUTE_MS - calendar.today_from_ms) / (len(todays) + 0.5)
    places: dict[tuple[int, int], int] = {}
    messages: list[SeedMessage] = []
    free_from = 0.0
    rank = len(todays)
    for block in blocks:
        if block.today:
            rank -= 1
            ends_ms = calendar.now_ms - quiet_min * MINUTE_MS - rank * spread_ms
            begins_ms = int(ends_ms - block.lasts_min * MINUTE_MS)
        else:
            begins = max(block.begins_min, free_from) if messages else block.begins_min
            free_from = begins + block.lasts_min + BREATH_MIN
            begins_ms = calendar.at(begins)
        for said in block.lines:
            places[said.itself] = len(messages) + 1
            at = begins_ms + int(said.after_min * MINUTE_MS)
            messages.append(
                SeedMessage(
                    said.author,
                    said.text,
                    max(at, messages[-1].at + 1000) if messages else at,
                    said.kind,
                    None if said.reply_to is None else places[said.reply_to],
                )
            )
    return tuple(messages)


def _read_marks(
    rng: random.Random,
    blocks: Sequence[Block],
    messages: Sequence[SeedMessage],
    present: Sequence[Person],
    behind: frozenset[str],
) -> dict[str, int]:
    """How far each has read: some are up to date, others stopped a scene or two ago; never before their own words.

    Args:
        rng: Where chance comes from.
        blocks: The room's blocks in order.
        messages: What was said.
        present: Who is in the room.
        behind: Who has not read the last scene.
    """
    ends = [0]
    for block in blocks:
        ends.append(ends[-1] + len(block.lines))
    latest = {said.author: seq for seq, said in enumerate(messages, 1)}
    marks = {}
    for person in present:
        usual = (3, 4, 2, 1) if person.handle in SAMPLE_MEMBERS else (5, 3, 2, 2)
        scenes = max(rng.choices((0, 1, 2, 5), usual)[0], int(person.handle in behind))
        marks[person.handle] = max(ends[max(0, len(ends) - 1 - scenes)], latest.get(person.handle, 0))
    return marks


def _directs(seed: int, everybody: Sequence[Person], calendar: _Calendar) -> tuple[SeedDirect, ...]:
    by_handle = {person.handle: person for person in everybody}
    known: dict[str, set[str]] = {}
    return tuple(_direct(seed, tie, by_handle, calendar, known) for tie in ties())


def _direct(
    seed: int, tie: Tie, by_handle: Mapping[str, Person], calendar: _Calendar, known: dict[str, set[str]]
) -> SeedDirect:
    """Compose the messages of two; `known` holds which scenes each person has been in, so that none meets one twice."""
    rng = _rng(seed, "-".join(tie.between))
    pair = [by_handle[handle] for handle in tie.between]
    room = Stage(rng, pair)
    cards = list(corpus()["direct"])
    rng.shuffle(cards)
    # Those that neither has been in come first; sorting keeps the shuffled order among equals.
    cards.sort(key=lambda scene: sum(scene.name in known.get(handle, ()) for handle in tie.between))
    played = 0
    for scene in cards:
        if played == tie.scenes:
            break
        last = played == tie.scenes - 1
        if last and (
            scene.longest_pause_min >= SHORT_PAUSE_MIN or scene.when not in {"day", "evening", "any"}
        ):
            continue
        orders = [pair, pair[::-1]]
        rng.shuffle(orders)
        if last and tie.unread:
            # The last word is not that of the one who has not read it.
            closing = scene.parts.index(scene.lines[-1].who)
            orders = [order for order in orders if order[closing].handle != tie.unread]
        day = -DAYS + (played + rng.random()) * (DAYS - 4) / tie.scenes
        begins = played if last else int(day) * DAY_MIN + _minute(rng, scene.when)
        if any(room.play(scene, begins, today=last, order=order) for order in orders):
            played += 1
            for handle in tie.between:
                known.setdefault(handle, set()).add(scene.name)
    messages = _laid_out(room.blocks, calendar, rng.uniform(15, 200))
    marks = dict.fromkeys(tie.between, len(messages))
    if tie.unread:
        marks[tie.unread] = max(seq for seq, said in enumerate(messages, 1) if said.author == tie.unread)
    return SeedDirect(tie.between, messages, marks)
