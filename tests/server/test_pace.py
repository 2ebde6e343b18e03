"""One member resizes ten windows ten times a second each; everybody else must not notice."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from server.pace import GAP_S, Resizes, gap_s
from tests.server.house import eventually, open_house


class Later:
    """A loop whose time is moved by hand."""

    def __init__(self) -> None:
        self.now = 0.0
        self._due: list[tuple[float, Any, tuple[object, ...]]] = []

    def call_later(self, delay_s: float, call: Any, *given: object) -> None:
        """Remember a call."""
        self._due.append((self.now + delay_s, call, given))

    def pass_to(self, now: float) -> None:
        """Time goes by."""
        while due := [each for each in self._due if each[0] <= now + 1e-9]:
            first = min(due, key=lambda each: each[0])
            self._due.remove(first)
            self.now = first[0]
            first[1](*first[2])
        self.now = now


def test_ten_windows_are_laid_out_as_often_as_one_and_end_with_their_newest_sizes() -> None:
    loop = Later()
    resizes = Resizes(loop)  # type: ignore[arg-type]  # all that it asks of a loop
    taken: list[tuple[float, int, int]] = []
    newest = {}
    for tick in range(100):
        loop.pass_to(tick * 0.1)
        for window in range(10):
            newest[window] = 60 + (tick * 7 + window) % 50
            resizes.want(
                "ada",
                window,
                newest[window],
                40,
                lambda columns, rows, window=window: taken.append((loop.now, window, columns)),  # type: ignore[misc]
            )
    loop.pass_to(20)
    seconds = 10 + 10 * GAP_S
    assert len(taken) <= seconds / GAP_S + 1
    assert {window: columns for _, window, columns in taken} == newest
    assert {window for at, window, _ in taken if at < 2} == set(range(10)), "they take turns"
    assert len(resizes) == 0


def test_another_member_does_not_wait_for_it() -> None:
    loop = Later()
    resizes = Resizes(loop)  # type: ignore[arg-type]
    taken: list[str] = []
    for n in range(5):
        resizes.want("ada", n, 80, 24, lambda *_: taken.append("ada"))
    resizes.want("theo", 1, 80, 24, lambda *_: taken.append("theo"))
    assert taken == ["ada", "theo"]


def test_a_huge_window_is_laid_out_more_seldom_and_a_closed_one_not_at_all() -> None:
    assert gap_s(80, 24) == gap_s(250, 40) == GAP_S
    assert gap_s(500, 200) == 10 * GAP_S
    loop = Later()
    resizes = Resizes(loop)  # type: ignore[arg-type]
    taken: list[int] = []
    for window in (1, 2, 3):
        resizes.want("ada", window, 80, 24, lambda *_, window=window: taken.append(window))
    resizes.forget("ada", 2)
    loop.pass_to(5)
    assert taken == [1, 3]


async def test_a_window_that_is_dragged_ends_with_its_last_size_over_ssh(tmp_path: Path) -> None:
    async with (
        open_house(tmp_path) as house,
        house.with_key() as one,
        house.with_key() as two,
        one.create_process(term_type="xterm-256color", term_size=(80, 24), encoding=None) as first,
        two.create_process(term_type="xterm-256color", term_size=(80, 24), encoding=None) as second,
    ):
        visits: list[Any] = []
        await eventually(lambda: len(house.door.roster.visitors) == 2)
        visits += house.door.roster.visitors
        await eventually(lambda: all(each._driver is not None and each._driver._drawing for each in visits))
        drivers = [each._driver for each in visits]
        for columns in range(60, 100):
            for each in (first, second):
                each.change_terminal_size(columns, 30)
            await asyncio.sleep(0)
        await eventually(lambda: all(each._size == (99, 30) for each in drivers))
        await eventually(lambda: len(house.door.resizes) == 0)
