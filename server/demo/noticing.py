"""Buddies, check-ins and goals of the sample community, as `noticing.toml` has them, laid over the calendar."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any, Final
from zoneinfo import ZoneInfo

from server.demo.cast import people, table
from store import days as local
from store import seed_noticing as seed

HOUR_MS: Final = 3_600_000

KINDS: Final = (("steady", 12), ("hard", 3), ("win", 3), ("setback", 1))


class Calendar:
    """Days counted back from today where somebody lives."""

    def __init__(self, now_ms: int, home: str) -> None:
        self.now = now_ms
        self._zones = {
            person.handle: ZoneInfo(home if person.zone == "home" else person.zone) for person in people()
        }

    def day(self, handle: str, ago: int) -> dt.date:
        """The day so many days ago."""
        return local.day_at(self.now, self._zones[handle]) - dt.timedelta(days=ago)

    def at(self, handle: str, ago: int, minute: int) -> int:
        """A minute of that day, in epoch ms; of what would lie ahead, a while ago."""
        moment = local.moment(self.day(handle, ago), minute, self._zones[handle])
        return moment if moment < self.now else self.now - 40 * 60_000


def compose(number: int, now_ms: int, zone: str) -> seed.SeedNoticing:
    """Compose it all.

    Args:
        number: The seed.
        now_ms: Epoch ms UTC; nothing is later.
        zone: Where the sample members live.
    """
    said = table("noticing.toml")
    on = Calendar(now_ms, zone)
    rng = random.Random(f"noticing {number}")
    return seed.SeedNoticing(
        cards=tuple(
            seed.SeedCard(
                each["handle"],
                each["working_on"],
                each["interests"],
                each["times"],
                each["contact"],
                on.at(each["handle"], each["days"], 18 * 60),
            )
            for each in said["card"]
        ),
        asks=tuple(
            seed.SeedAsk(
                each["asks"], each["asked"], each["words"], on.at(each["asks"], each["days"], 9 * 60)
            )
            for each in said["ask"]
        ),
        pairs=tuple(_pair(each, on) for each in said["pair"]),
        checkins=tuple(one for each in said["checkins"] for one in _checkins(each, on, rng)),
        counters=tuple(
            seed.SeedCounter(
                each["handle"],
                each["name"],
                on.day(each["handle"], each["started"]).isoformat(),
                tuple(on.day(each["handle"], ago).isoformat() for ago in each["setbacks"]),
                tuple(each["shared_with"]),
                on.at(each["handle"], min(each["started"], 60), 12 * 60 + place),
            )
            for place, each in enumerate(said["counter"])
        ),
        goals=tuple(_goal(each, on) for each in said["goal"]),
        routines=tuple(_routine(each, on, rng) for each in said["routine"]),
        milestones=tuple(
            seed.SeedMilestone(
                each["handle"],
                each["title"],
                each["words"],
                on.day(each["handle"], each["days"]).isoformat(),
                each["count"],
                each["room"],
                tuple((one[0], one[1]) for one in each["signatures"]),
                on.at(each["handle"], each["days"], 20 * 60),
            )
            for each in said["milestone"]
        ),
        kudos=tuple(
            seed.SeedKudos(each["giver"], each["to"], each["text"], now_ms - each["hours"] * HOUR_MS)
            for each in said["kudos"]
        ),
        plans=tuple(
            (each["handle"], {name: text for name, text in each.items() if name != "handle"})
            for each in said["plan"]
        ),
    )


def _pair(each: dict[str, Any], on: Calendar) -> seed.SeedPair:
    one, other = each["between"]
    lines = [
        (author, text, on.at(author, ago, 19 * 60 + 7 * place))
        for place, (author, text, ago) in enumerate(each.get("lines", ()))
    ]
    return seed.SeedPair(
        (one, other), on.at(one, each["days"], 18 * 60), each.get("per_week", 0), tuple(lines)
    )


def _checkins(each: dict[str, Any], on: Calendar, rng: random.Random) -> list[seed.SeedCheckIn]:
    """Moods that wander about somebody's usual one, on most days, in the evening."""
    found = []
    mood = float(each["mood"])
    for ago in range(each["days"], -1, -1):
        today = ago == 0
        chosen = rng.random() < each["keeps"]
        mood += rng.uniform(-0.9, 0.9) + (each["mood"] - mood) * 0.35
        minute = rng.randrange(17 * 60, 20 * 60)
        note = rng.choice(each["notes"]) if rng.random() < 0.55 or today else ""
        kind = rng.choices([kind for kind, _ in KINDS], [weight for _, weight in KINDS])[0]
        urge = round(max(0, min(10, each["urge"] + (each["mood"] - mood) * 1.5 + rng.uniform(-1, 1))))
        if not (each["today"] if today else chosen):
            continue
        low = mood < each["mood"] - 0.8
        found.append(
            seed.SeedCheckIn(
                each["handle"],
                on.at(each["handle"], ago, minute),
                on.day(each["handle"], ago).isoformat(),
                round(max(1, min(5, mood))),
                urge,
                "hard" if low and kind == "steady" else "steady" if today else kind,
                note,
                each["audience"],
                today and each.get("wants_reply", False),
            )
        )
    return found


def _goal(each: dict[str, Any], on: Calendar) -> seed.SeedGoal:
    handle = each["handle"]
    return seed.SeedGoal(
        handle,
        each["title"],
        each["why"],
        each["audience"],
        tuple((title, on.day(handle, -ahead).isoformat()) for title, ahead in each["steps"]),
        each["done"],
        tuple((one[0], one[1]) for one in each["cheers"]),
        on.at(handle, each["days"], 11 * 60),
    )


def _routine(each: dict[str, Any], on: Calendar, rng: random.Random) -> seed.SeedRoutine:
    handle = each["handle"]
    done = [ago for ago in range(each["days"], 0, -1) if rng.random() < each["keeps"]]
    return seed.SeedRoutine(
        handle,
        each["title"],
        each["every"],
        on.day(handle, each["days"]).isoformat(),
        tuple(on.day(handle, ago).isoformat() for ago in done),
        on.at(handle, each["days"], 8 * 60),
    )
