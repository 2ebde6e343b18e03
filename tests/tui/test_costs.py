"""Counts that are exact: what a session and a line of news may cost."""

from __future__ import annotations

import pytest

from store import today
from store.operations import Tx
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
