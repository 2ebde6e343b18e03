"""Counts that are exact: what a session and a line of news may cost."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from store import rooms, today
from store.db import Connected
from store.operations import SYSTEM, Tx
from tests.bench.store_load import fill
from tests.tui.porch import Porch
from tui import styles
from tui.widgets.frame import FrameScreen
from tui.widgets.rail import Rail


async def test_a_second_session_parses_no_style_sheet(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        await visit.press("2", "0", "1")
    parsed = len(styles._parsed)
    async with porch.visit("theo") as visit:
        await visit.press("2", "0", "1")
    assert len(styles._parsed) == parsed


async def test_the_frame_is_four_widgets(porch: Porch) -> None:
    async with porch.visit("ada", (120, 40)) as visit:
        assert [type(widget).__name__ for widget in visit.app.screen.children] == [
            "Head",
            "Sheet",
            "Rail",
            "Foot",
        ]
    async with porch.visit("ada", (80, 24)) as visit:
        assert len(visit.app.screen.children) == 3


async def test_a_line_elsewhere_costs_no_layout_and_one_drawing_a_second(
    porch: Porch, monkeypatch: pytest.MonkeyPatch
) -> None:
    layouts: list[str] = []
    drawings: list[str] = []
    async with porch.visit("ada") as visit:
        drawn = Rail.counts_changed

        def counted(rail: Rail) -> None:
            drawings.append("rail")
            drawn(rail)

        laid_out = FrameScreen._refresh_layout

        def counted_layout(screen: FrameScreen, *args: object, **kwargs: object) -> None:
            layouts.append("layout")
            laid_out(screen, *args, **kwargs)  # type: ignore[arg-type]

        monkeypatch.setattr(Rail, "counts_changed", counted)
        monkeypatch.setattr(FrameScreen, "_refresh_layout", counted_layout)
        for number in range(20):
            await porch.say("mira", "night-shift", f"line {number}")
        await visit.until(
            lambda: any("night-shift" in line[:26] and "● 21" in line[:26] for line in visit.lines())
        )
    assert len(drawings) <= 4
    assert layouts == []


async def test_the_letter_is_not_written_while_nobody_looks_at_it(
    porch: Porch, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with porch.visit("ada") as visit:
        await visit.press("0")
        reads: list[str] = []
        within = today.summary.within

        def counted(tx: Tx) -> today.Summary:
            reads.append("read")
            return within(tx)

        monkeypatch.setattr(today.summary, "within", counted)
        for number in range(5):
            await porch.say("mira", "night-shift", f"line {number}")
        await visit.pilot.pause()
        assert reads == []
        await visit.press("1")
        await visit.shows("line 4")
        assert reads == ["read"]


async def test_ones_own_reading_is_not_read_back_from_the_store(
    porch: Porch, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with porch.visit("ada") as visit:
        room = next(one for one in visit.app.rooms if one.name == "kitchen")
        await visit.app.open_room(room.id)
        await visit.shows("writing to kitchen")
        reads: list[str] = []
        within = rooms.one.within

        def counted(tx: Tx, **arguments: Any) -> rooms.RoomSummary:
            reads.append("read")
            return within(tx, **arguments)

        monkeypatch.setattr(rooms.one, "within", counted)
        for number in range(3):
            seq = await porch.say("theo", "kitchen", f"line {number}")
            await visit.shows(f"line {number}")
        await visit.press("alt+1")

        async def saved() -> int:
            listing = await porch.hub.do(porch.actor("ada"), rooms.listing)
            return next(one.last_read for one in listing if one.name == "kitchen")

        async with asyncio.timeout(10):
            while await saved() < seq:
                await visit.pilot.pause(0.01)
        await visit.pilot.pause(0.05)
        assert reads == []
        known = visit.app.rooms.one(room.id)
        assert known is not None
        assert (known.unread, known.last_read) == (0, seq)


async def test_a_line_is_read_once_however_many_look(porch: Porch, monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[str] = []
    real = Connected.all

    def counted(self: Connected, sql: str, /, **parameters: object) -> object:
        if "FROM messages m" in sql:
            reads.append(sql)
        return real(self, sql, **parameters)

    async with porch.visit("ada") as ada, porch.visit("max") as max_, porch.visit("mira") as mira:
        visits = (ada, max_, mira)
        for visit in visits:
            with visit.app._context():
                await visit.app.open_room(next(one.id for one in visit.app.rooms if one.name == "kitchen"))
            await visit.shows("writing to kitchen")
        monkeypatch.setattr(Connected, "all", counted)
        await porch.say("theo", "kitchen", "for all of you")
        for visit in visits:
            await visit.shows("for all of you")
        assert len(reads) == 1


async def test_opening_a_room_costs_the_store_the_same_however_long_it_is(
    porch: Porch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Statements, rows, and the steps of SQLite's own machine: none of them grows with the room."""
    theo = porch.ids["theo"]
    for name, length in (("short", 300), ("long", 30_000)):
        room = await porch.hub.do(SYSTEM, rooms.create, circle="evening", name=name)
        await fill(porch.hub, room, theo, length)
    async with porch.visit("ada", (100, 30)) as visit:
        connection: Any = porch.hub.database._reader
        counts: dict[str, tuple[int, int, int]] = {}
        statements = rows = steps = 0
        real = Connected.all

        def every(self: Connected, sql: str, /, **parameters: object) -> Any:
            nonlocal statements, rows
            found: Any = real(self, sql, **parameters)
            # Not what the writer does in its own thread, nor the hub's own look for other processes.
            if self._connection is connection and "outbox" not in sql:
                statements += 1
                rows += len(found)
            return found

        def step() -> int:
            nonlocal steps
            steps += 1
            return 0

        monkeypatch.setattr(Connected, "all", every)
        # The first time makes the screen itself.
        for name in ("kitchen", *("short", "kitchen", "long", "kitchen") * 2):
            room = next(one.id for one in visit.app.rooms if one.name == name)
            statements = rows = steps = 0
            connection.set_progress_handler(step, 10)
            await visit.app.open_room(room)
            await visit.shows(f"writing to {name}")
            await visit.pilot.pause(0.1)
            connection.set_progress_handler(None, 10)
            counts[name] = min(counts.get(name, (statements, rows, steps)), (statements, rows, steps))
    assert counts["long"][0] == counts["short"][0]
    assert abs(counts["long"][1] - counts["short"][1]) <= 5
    assert counts["long"][1] < 400
    assert counts["long"][2] <= counts["short"][2] * 1.1
