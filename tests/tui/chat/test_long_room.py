"""A room with a hundred thousand messages costs what a room with a thousand does: statements, steps of SQLite, messages
and rows held. Times are the bench's affair; counts are exact."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest

from store import blocks, chat, db, members, rooms, search, today
from store.config import Config
from store.hub import Hub
from store.operations import SYSTEM, Actor
from tests.bench.store_load import COMMON_WORD, RARE_WORD, fill
from tests.tui.chat.conftest import Kitchen, StillClock
from tests.tui.chat.visit import Visit, kitchen, visiting
from tui.chat.window import HELD, READ_AT_ONCE
from tui.search.screen import SearchScreen

SIZES: Final = {"short": 1_000, "long": 100_000}
"""Messages of the two rooms that are compared."""


@dataclass
class Counted:
    """What SQLite did while it was looked at."""

    statements: int = 0
    rows: int = 0
    steps: int = 0
    counting: bool = False


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    """Counts on every connection that is opened from now on. One step is ten instructions of SQLite's machine."""
    counts = Counted()
    real = db.connect

    def step() -> int:
        counts.steps += counts.counting
        return 0

    def connect(*args: Any, **options: Any) -> Any:
        connection = real(*args, **options)
        connection.set_progress_handler(step, 10)
        return connection

    monkeypatch.setattr(db, "connect", connect)
    for method in ("one", "all", "value", "run"):
        done = getattr(db.Connected, method)

        def spy(self: db.Connected, sql: str, /, _done: Any = done, **parameters: object) -> Any:
            answer = _done(self, sql, **parameters)
            if counts.counting:
                counts.statements += 1
                counts.rows += len(answer) if isinstance(answer, list) else 1
            return answer

        monkeypatch.setattr(db.Connected, method, spy)
    return counts


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a hub with a short and a long room."""
    folder = tmp_path_factory.mktemp("long") / "hub"

    async def make() -> None:
        hub = await Hub.open(Config.at(folder), clock=StillClock())
        _, people = await kitchen(hub)
        for name, size in SIZES.items():
            room = await hub.do(SYSTEM, rooms.create, circle="garden", name=name)
            await fill(hub, room, people["theo"].member_id, size)
        for actor in people.values():
            await hub.do(actor, chat.mark_all_read)
        await hub.close()

    asyncio.run(make())
    return folder


@pytest.fixture
async def long_house(
    template: Path, tmp_path: Path, counted: Counted
) -> AsyncIterator[tuple[Kitchen, dict[str, int]]]:
    """That hub, and the ids of its rooms; every read of its store can be counted."""
    shutil.copytree(template, tmp_path / "hub")
    clock = StillClock()
    hub = await Hub.open(Config.at(tmp_path / "hub"), clock=clock)
    listed = {one.handle: Actor.of(one.id) for one in await hub.do(SYSTEM, members.listing)}
    ids = {one.name: one.id for one in await hub.do(listed["ada"], rooms.listing)}
    yield Kitchen(hub, clock, ids["garden"], listed), {name: ids[name] for name in SIZES}
    await hub.close()


@contextmanager
def looking(counts: Counted) -> Iterator[Counted]:
    """Count, beginning at nothing."""
    counts.statements = counts.rows = counts.steps = 0
    counts.counting = True
    try:
        yield counts
    finally:
        counts.counting = False


Look = Callable[[Kitchen, int, int], Awaitable[object]]
READS: dict[str, Look] = {
    "newest": lambda house, room, size: house.hub.do(house["ada"], chat.history, room=room),
    "middle": lambda house, room, size: house.hub.do(house["ada"], chat.history, room=room, before=size // 2),
    "first": lambda house, room, size: house.hub.do(house["ada"], chat.history, room=room, after=0),
    "one line": lambda house, room, size: house.hub.do(house["ada"], chat.message, room=room, seq=size // 2),
    "the room": lambda house, room, size: house.hub.do(house["ada"], rooms.one, room=room),
    "a word of every tenth line": lambda house, room, size: house.hub.do(
        house["ada"], search.messages, words=COMMON_WORD, room=room
    ),
    "post": lambda house, room, size: house.hub.do(house["mira"], chat.post, room=room, text="hello"),
}


async def test_reading_writing_and_searching_take_the_same_steps_in_a_room_a_hundred_times_as_long(
    long_house: tuple[Kitchen, dict[str, int]], counted: Counted
) -> None:
    house, ids = long_house
    for name, read in READS.items():
        took = {}
        for room, size in SIZES.items():
            await read(house, ids[room], size)
            with looking(counted) as counts:
                await read(house, ids[room], size)
            took[room] = (counts.statements, counts.rows, counts.steps)
            assert counts.rows < 200, name
        assert took["short"][:2] == took["long"][:2], name
        assert took["long"][2] <= 1.5 * took["short"][2] + 50, (name, took)


async def test_counts_and_the_letter_cost_no_more_however_much_is_unread_or_blocked(
    long_house: tuple[Kitchen, dict[str, int]], counted: Counted
) -> None:
    """An unread count that was taken line by line cost one hub half of its database's time."""
    house, ids = long_house
    for blocking in (False, True):
        if blocking:
            await house.hub.do(house["ada"], blocks.block, handle="mira")
        took = {}
        for name, room in ids.items():
            await house.hub.do(house["ada"], chat.mark_all_read)
            await house.hub.do(house["ada"], chat.mark_unread, room=room, seq=1)
            with looking(counted) as counts:
                listing = await house.hub.do(house["ada"], rooms.listing)
                await house.hub.do(house["ada"], today.summary)
            took[name] = counts.steps
            assert next(one for one in listing if one.id == room).unread == SIZES[name]
        assert took["long"] <= 1.5 * took["short"] + 50, (blocking, took)


def held(visit: Visit) -> tuple[int, int]:
    """Messages and drawn blocks that a session holds of the open room."""
    return len(visit.log.window.messages), len(visit.log.page._blocks)


def at_end(visit: Visit, size: int) -> bool:
    """The room's newest message is held."""
    return visit.log.window.last_seq == size


def moved(visit: Visit, before: list[int]) -> bool:
    """Other lines are on the screen."""
    return visit.log.page.row_seqs != before


async def test_a_long_room_opens_is_gone_through_to_its_first_message_and_holds_a_bounded_part(
    long_house: tuple[Kitchen, dict[str, int]], counted: Counted
) -> None:
    house, ids = long_house
    costs = {}
    async with visiting(house.hub, house["ada"], size=(80, 24)) as ada:
        for name, size in SIZES.items():
            await ada.open(house.room)
            await ada.rest()
            with looking(counted) as counts:
                await ada.open(ids[name])
                await ada.rest()
            opened = (counts.statements, counts.rows)
            assert ada.log.window.last_seq == size
            # To the first message by one key, and back to the newest by another.
            with looking(counted) as counts:
                await ada.press("home")
                await ada.until(lambda: ada.log.window.first_seq == 1)
                await ada.settle()
            to_first = (counts.statements, counts.rows)
            assert ada.log.page.row_seqs[0] in {0, 1}
            assert 1 in ada.log.page.row_seqs
            await ada.press("end")
            await ada.until(partial(at_end, ada, size))
            assert ada.log.following
            # Back page by page: what is read at once is bounded, and so is what is kept.
            with looking(counted) as counts:
                for _ in range(60):
                    before = ada.log.page.row_seqs
                    await ada.press("pageup")
                    await ada.until(partial(moved, ada, before))
                    messages, blocks_held = held(ada)
                    assert messages <= HELD + READ_AT_ONCE
                    assert blocks_held <= 2 * HELD + 1
            paged = counts.rows
            costs[name] = (opened, to_first)
            assert paged < 60 * 24 + 4 * HELD
            # Into the middle of its history by a place, as from a search.
            await ada.open(ids[name], seq=size // 2)
            assert size // 2 in ada.log.page.row_seqs
            assert held(ada)[0] <= HELD
        # What the visit itself does between (a read mark, who is here) may fall into one look or the other.
        for short, long in zip(costs["short"], costs["long"], strict=True):
            assert long[0] <= short[0] + 5, costs
            assert long[1] <= short[1] + 10, costs
        await ada.press("/")
        await ada.until(lambda: isinstance(ada.app.screen, SearchScreen))
        await ada.paste(f"{RARE_WORD} in:long")
        await ada.press("enter")
        await ada.sees("5 places")
        await ada.press("end", "up", "enter")
        await ada.until(lambda: ada.app.open_room_id == ids["long"] and ada.log.selected is not None)
        chosen = ada.log.selected
        assert chosen is not None
        assert RARE_WORD in chosen.text
        assert held(ada)[0] <= HELD
