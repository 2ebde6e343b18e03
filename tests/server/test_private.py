"""Nobody reads a check-in, counter, goal or plan that they were not given: not by any operation, command, search,
export, piece of news or line of a log, whatever happened before.

Worlds are made by chance: people of every role, circles, pairs that begin and end, blocks, and things that are shared,
narrowed and widened. Every text holds a word that occurs nowhere else. An account of who may see what is kept here in
plain Python, apart from the store; then everybody asks everything.
"""

from __future__ import annotations

import asyncio
import importlib
import inspect
import itertools
import logging
import pkgutil
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import store
from server import commands
from server.output import Output
from store import (
    audiences,
    blocks,
    checkins,
    circles,
    counters,
    goals,
    members,
    pairs,
    plans,
    routines,
)
from store.bus import Event
from store.circles import CircleKind, Visibility
from store.config import Config
from store.errors import HubError, NotFound
from store.hub import Hub
from store.operations import REGISTRY, SYSTEM, Actor
from store.policy import RULES, Role
from tests.server.typed import Typed

for module in pkgutil.iter_modules(store.__path__):
    importlib.import_module(f"store.{module.name}")

NOON = 1_795_348_800_000

PEOPLE = {
    "ada": Role.PARTICIPANT,
    "theo": Role.PARTICIPANT,
    "uma": Role.ALUM,
    "ben": Role.PARTICIPANT,
    "sam": Role.SUPPORTER,
    "max": Role.MENTOR,
    "fay": Role.FACILITATOR,
    "hana": Role.HOST,
}
CIRCLES = {"garden": CircleKind.INTEREST, "cohort": CircleKind.COHORT, "family": CircleKind.FAMILY}
AUTHORS = ("ada", "theo", "uma", "ben", "max", "hana")


@dataclass
class Thing:
    """Something that somebody wrote down, and for whom."""

    kind: str
    id: int
    author: str
    word: str
    audience: str = "me"
    circle: str = ""
    named: set[str] = field(default_factory=set)
    at: int = 0
    """When it was written or last changed."""


class Ticking:
    """A clock that moves when told to."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> int:
        return self.now


@dataclass
class World:
    """A hub, and what this test knows of it by itself."""

    hub: Hub
    chance: random.Random
    clock: Ticking
    ids: dict[str, int] = field(default_factory=dict)
    inside: dict[str, set[str]] = field(default_factory=dict)
    pairs: dict[frozenset[str], int] = field(default_factory=dict)
    blocked: set[tuple[str, str]] = field(default_factory=set)
    things: list[Thing] = field(default_factory=list)
    words: Iterator[int] = field(default_factory=itertools.count)
    began: dict[frozenset[str], int] = field(default_factory=dict)
    ever: set[frozenset[str]] = field(default_factory=set)
    """Who has ever been a pair."""

    def word(self) -> str:
        return f"marker{next(self.words):05}x"

    def actor(self, handle: str) -> Actor:
        return Actor.of(self.ids[handle])

    async def do(self, who: str, operation: Any, /, **arguments: Any) -> Any:
        return await self.hub.do(self.actor(who), operation, **arguments)

    def may_see(self, thing: Thing, reader: str) -> bool:
        """The rule, said once more, apart from the store."""
        if reader == thing.author:
            return True
        if (reader, thing.author) in self.blocked or (thing.author, reader) in self.blocked:
            return False
        if reader in thing.named:
            return True
        supporter = PEOPLE[reader] is Role.SUPPORTER
        if thing.audience == "buddy":
            both = frozenset((reader, thing.author))
            # A later buddy does not read what was written for an earlier one; goals are there for whoever it is.
            return both in self.pairs and (thing.kind == "goal" or self.began[both] <= thing.at)
        if thing.audience == "circle":
            people = self.inside[thing.circle]
            return reader in people and thing.author in people and (not supporter or thing.circle == "family")
        return False

    # -- what people do --------------------------------------------------------------------------------------------

    async def share(self) -> None:
        author = self.chance.choice(AUTHORS)
        audience = self.chance.choice(audiences.AUDIENCES)
        mine = sorted(name for name, people in self.inside.items() if author in people)
        if audience == "circle" and not mine:
            audience = "buddy"
        circle = self.chance.choice(mine) if audience == "circle" else ""
        word = self.word()
        if self.chance.random() < 0.65:
            made = await self.do(
                author,
                checkins.add,
                mood=2,
                kind=self.chance.choice(checkins.KINDS),
                note=f"hm {word}\nmore",
                audience=audience,
                circle=circle,
                wants_reply=self.chance.random() < 0.5,
            )
            self.things.append(Thing("checkin", made.id, author, word, audience, circle, at=self.clock.now))
        else:
            made = await self.do(
                author,
                goals.add,
                title=f"goal {word}",
                why=word,
                steps=[word],
                audience=audience,
                circle=circle,
            )
            self.things.append(Thing("goal", made.id, author, word, audience, circle))

    async def keep(self) -> None:
        author = self.chance.choice(AUTHORS)
        word = self.word()
        which = self.chance.choice(("counter", "plan", "routine"))
        if which == "counter":
            made = await self.do(author, counters.add, name=word, started_on="2026-11-01")
            self.things.append(Thing("counter", made.id, author, word))
        elif which == "routine":
            self.things.append(
                Thing("routine", await self.do(author, routines.add, title=word), author, word)
            )
        else:
            section = self.chance.choice(plans.SECTIONS)
            await self.do(author, plans.put, sections={section: word})
            gone = f"{section} of {author}"
            self.things = [one for one in self.things if one.circle != gone]
            self.things.append(Thing("plan", 0, author, word, "me", gone))

    async def change(self) -> None:
        """Another audience for something that is there, or people named for it."""
        found = [one for one in self.things if one.kind in {"checkin", "goal", "counter"}]
        if not found:
            return
        thing = self.chance.choice(found)
        others = [each for each in PEOPLE if each != thing.author]
        if thing.kind == "counter":
            named = self.seen(thing.author, self.chance.sample(others, 2))
            await self.do(thing.author, counters.share, counter=thing.id, handles=sorted(named))
            thing.named = named
            return
        audience = self.chance.choice(audiences.AUDIENCES)
        mine = sorted(name for name, people in self.inside.items() if thing.author in people)
        if audience == "circle" and not mine:
            audience = "me"
        circle = self.chance.choice(mine) if audience == "circle" else ""
        if thing.kind == "goal":
            await self.do(thing.author, goals.edit, goal=thing.id, audience=audience, circle=circle)
        else:
            named = self.seen(thing.author, self.chance.sample(others, self.chance.randrange(3)))
            await self.do(
                thing.author,
                checkins.edit,
                checkin=thing.id,
                audience=audience,
                circle=circle,
                tell=sorted(named),
            )
            thing.named = named
        thing.audience, thing.circle, thing.at = audience, circle, self.clock.now

    def seen(self, author: str, others: list[str]) -> set[str]:
        """Those whom somebody can name: facilitators and hosts know everybody, others the people they share with."""
        if PEOPLE[author] in {Role.FACILITATOR, Role.HOST}:
            return set(others)
        near = set().union(*(people for people in self.inside.values() if author in people))
        rooms = {other for other in others if frozenset((author, other)) in self.ever}
        return {other for other in others if other in near} | rooms

    async def pair(self) -> None:
        one, other = self.chance.sample(AUTHORS, 2)
        both = frozenset((one, other))
        await self.do(other, pairs.put_card, open=True)
        if both in self.pairs:
            return
        try:
            await self.do(one, pairs.ask, handle=other)
            await self.do(other, pairs.answer, handle=one, yes=True)
        except HubError:
            return
        found = [pair for pair in await self.do(one, pairs.mine) if pair.buddy == other]
        self.pairs[both] = found[0].id
        self.began[both] = self.clock.now
        self.ever.add(both)

    async def part(self) -> None:
        if not self.pairs:
            return
        both = self.chance.choice(sorted(self.pairs, key=sorted))
        await self.do(sorted(both)[0], pairs.part, pair=self.pairs.pop(both))
        self.end(both)

    def end(self, both: frozenset[str]) -> None:
        """Counters that the two let each other see end with the pair; a check-in told by name stays told."""
        for thing in self.things:
            if thing.kind == "counter" and thing.author in both:
                thing.named -= both

    async def pause(self) -> None:
        if self.pairs:
            both = self.chance.choice(sorted(self.pairs, key=sorted))
            await self.do(sorted(both)[0], pairs.pause, pair=self.pairs[both])

    async def block(self) -> None:
        one, other = self.chance.sample(sorted(PEOPLE), 2)
        try:
            if (one, other) in self.blocked:
                await self.do(one, blocks.unblock, handle=other)
                self.blocked.discard((one, other))
                return
            await self.do(one, blocks.block, handle=other)
        except NotFound:
            return
        self.blocked.add((one, other))
        if self.pairs.pop(frozenset((one, other)), None) is not None:
            self.end(frozenset((one, other)))
        for thing in self.things:
            if thing.author == one:
                thing.named.discard(other)

    async def move(self) -> None:
        """Somebody enters a circle, or leaves it."""
        name, who = self.chance.choice(sorted(CIRCLES)), self.chance.choice(sorted(PEOPLE))
        if who in self.inside[name]:
            await self.do(who, circles.leave, circle=name)
            self.inside[name].discard(who)
        else:
            await self.hub.do(SYSTEM, circles.add_member, circle=name, handle=who)
            self.inside[name].add(who)

    async def live(self, steps: int) -> None:
        deeds = (self.share, self.keep, self.change, self.pair, self.part, self.pause, self.block, self.move)
        weights = (9, 4, 6, 6, 2, 1, 2, 3)
        for _ in range(steps):
            self.clock.now += self.chance.randrange(1, 40) * 60_000
            await self.chance.choices(deeds, weights)[0]()
            await self.hub.work()


@pytest.fixture
async def worlds(tmp_path: Path, request: pytest.FixtureRequest) -> Any:
    """A world that has lived for a while."""
    chance = random.Random(request.param)
    clock = Ticking()
    hub = await Hub.open(Config.at(tmp_path / "hub"), clock=clock)
    world = World(hub, chance, clock)
    for name, kind in CIRCLES.items():
        await hub.do(
            SYSTEM, circles.create, name=name, title=name.title(), kind=kind, visibility=Visibility.ASK
        )
    for handle, role in PEOPLE.items():
        inside = [name for name in CIRCLES if chance.random() < 0.6]
        world.ids[handle] = await hub.do(SYSTEM, members.add, handle=handle, role=role, circle_names=inside)
        await world.do(handle, members.acknowledge_rules, version=hub.config.rules.version)
        for name in inside:
            world.inside.setdefault(name, set()).add(handle)
    for name in CIRCLES:
        world.inside.setdefault(name, set())
    await world.live(90)
    yield world
    await hub.close()


def arguments_for(world: World, name: str) -> Iterator[dict[str, Any]]:
    """What to ask of an operation that reads: every thing there is, by its id, and everybody."""
    takes = inspect.signature(REGISTRY[name].__wrapped__).parameters
    kinds = {"checkin", "goal", "counter", "milestone"} & set(takes)
    for kind in kinds:
        for thing in world.things:
            yield {kind: thing.id}
    if kinds:
        return
    room = {"room": "garden"} if "room" in takes and takes["room"].default is inspect.Parameter.empty else {}
    fixed: dict[str, Any] = room
    given = {"seq": 1, "circle": "garden", "since": "2026-01-01", "all_of_them": True, "archived": True}
    given |= {"limit": 200, "handle": "ada", "code": "x", "emoji": "x", "kind": "x"}
    for each, value in given.items():
        if each in takes and (
            takes[each].default is inspect.Parameter.empty or each in {"limit", "archived"}
        ):
            fixed[each] = value
    if "words" in takes:
        for thing in world.things:
            yield {**fixed, "words": thing.word}
    elif "author" in takes:
        for handle in PEOPLE:
            yield {**fixed, "author": handle}
    yield fixed


async def everything_operations_say(world: World, reader: str) -> Iterator[tuple[str, str]]:
    said = []
    role = PEOPLE[reader]
    for name, operation in sorted(REGISTRY.items()):
        if operation.writes or role not in RULES[operation.capability].roles:
            continue
        for arguments in arguments_for(world, name):
            try:
                said.append((name, repr(await world.do(reader, operation, **arguments))))
            except HubError as error:
                said.append((name, str(error)))
            except TypeError:
                continue
    return iter(said)


LINES = (
    "today",
    "checkins --limit 200",
    "checkins --shared --limit 200",
    "checkins --trend 400",
    "buddy",
    "buddy cards",
    "goals --archived",
    "goals --shared",
    "routines",
    "counters",
    "counters --shared",
    "milestones",
    "milestones --shared",
    "plan",
    "kudos",
    "who",
    "unread",
    "rooms",
    "circles",
    "mentions",
    "block",
    "export",
    "help",
    "version",
)


async def everything_commands_say(world: World, reader: str) -> list[tuple[str, str]]:
    said = []

    async def run(line: str) -> None:
        out: list[str] = []
        output = Output(out.append, out.append, asyncio.Event())
        await commands.run(world.hub, world.actor(reader), line, stdin=Typed(), output=output)
        said.append((line, "".join(out)))

    for line, json in itertools.product(LINES, ("", " --json")):
        await run(line + json)
    for thing in world.things:
        for line in (f"checkins {thing.id}", f"goal {thing.id}", f"card {thing.id}", f"search {thing.word}"):
            await run(f"{line} --json")
    for handle in PEOPLE:
        await run(f"checkins --from {handle} --limit 200 --json")
    return [(line, out.replace(line.partition(" ")[2], "")) for line, out in said]


SEEDS = range(10)


@pytest.mark.parametrize("worlds", SEEDS, indirect=True)
async def test_nobody_reads_what_they_were_not_given(worlds: World, caplog: pytest.LogCaptureFixture) -> None:
    world = worlds
    assert len(world.things) > 20
    with caplog.at_level(logging.DEBUG):
        for reader in PEOPLE:
            hidden = [thing for thing in world.things if not world.may_see(thing, reader)]
            said = [
                *await everything_operations_say(world, reader),
                *await everything_commands_say(world, reader),
            ]
            for name, text in said:
                for thing in hidden:
                    # What somebody looked for is said back to them in no case but the error; it holds their own word.
                    assert thing.word not in text, f"{reader} reads {thing} by {name}"
    for thing in world.things:
        assert thing.word not in caplog.text


@pytest.mark.parametrize("worlds", SEEDS, indirect=True)
async def test_whoever_was_given_something_finds_it(worlds: World) -> None:
    world = worlds
    found = 0
    for reader in PEOPLE:
        lists = {
            "checkin": await world.do(reader, checkins.shared_with_me, limit=200),
            "goal": await world.do(reader, goals.shared_with_me),
            "counter": await world.do(reader, counters.shared_with_me),
        }
        for thing in world.things:
            if thing.kind in lists and thing.author != reader:
                listed = thing.id in {one.id for one in lists[thing.kind]}
                assert listed is world.may_see(thing, reader), f"{reader}: {thing}"
                found += listed
    assert found


@pytest.mark.parametrize("worlds", [100, 101], indirect=True)
async def test_what_one_may_not_see_is_answered_as_what_is_not_there(worlds: World) -> None:
    """Every operation that takes something of somebody's, asked about a thing that is there and one that is not."""
    world = worlds
    more: dict[str, Any] = {"text": "hello", "title": "x", "handles": [], "room": None}
    asked = 0
    for name, operation in sorted(REGISTRY.items()):
        takes = inspect.signature(operation.__wrapped__).parameters
        for kind in {"checkin", "goal", "counter", "milestone", "routine"} & set(takes):
            needed = {
                each: more[each]
                for each, one in takes.items()
                if one.default is inspect.Parameter.empty and each not in {"tx", kind}
            }
            if kind == "counter" and name == "milestones.add":
                needed["title"] = "x"
            for reader in PEOPLE:
                for thing in world.things:
                    if thing.kind != kind or world.may_see(thing, reader):
                        continue
                    answers = []
                    for id_ in (thing.id, 1):
                        with pytest.raises(HubError) as refused:
                            await world.do(reader, operation, **{kind: id_}, **needed)
                        answers.append((type(refused.value), str(refused.value)))
                    assert answers[0] == answers[1], f"{reader}: {name} of {thing}"
                    asked += 1
    assert asked > 100


@pytest.mark.parametrize("worlds", [200], indirect=True)
async def test_news_and_the_audit_trail_say_nothing_of_what_is_private(worlds: World) -> None:
    world = worlds
    topics = [f"member:{each}" for each in world.ids.values()] + ["hub", "circle:1", "circle:2", "circle:3"]
    with world.hub.bus.subscribe(topics) as news:
        made = await world.do("ada", checkins.add, kind="setback", mood=1, note="mine", audience="me")
        await world.do("ada", checkins.edit, checkin=made.id, note="still mine")
        counter = await world.do("ada", counters.add, name="mine")
        await world.do("ada", counters.setback, counter=counter.id)
        await world.do("ada", plans.put, sections={"alone": "tea"})
        await world.do("ada", checkins.delete, checkin=made.id)
        await world.do("ada", members.update, pronouns="she")
        heard: list[Event] = []
        while not heard or heard[-1].kind != "profile":
            event = await news.get()
            assert isinstance(event, Event)
            heard.append(event)
    assert {event.topic for event in heard} == {f"member:{world.ids['ada']}"}
    assert all(event.value == 0 for event in heard)
    rows = world.hub.database.read(
        lambda connection: [repr(tuple(row)) for row in connection.execute("SELECT * FROM audit ORDER BY id")]
    )
    assert not any(thing.word in row for row in rows for thing in world.things)
