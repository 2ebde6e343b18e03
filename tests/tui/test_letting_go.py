"""An app is taken apart when its visit has ended: what comes too late finds nothing to do, and breaks nothing."""

from __future__ import annotations

import asyncio
import gc
from typing import Any

import pytest
from textual.app import ComposeResult
from textual.drivers.headless_driver import HeadlessDriver
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Static

from tui.letting_go import free_removed_widgets, let_go_of
from tui.served import ServedApp

free_removed_widgets()


class Late(Static):
    """Keeps what was begun as it ends and, as the store refuses that, means to try again in a while."""

    def on_unmount(self) -> None:
        self.app.again.append(self.set_timer(0.001, self.refresh))  # type: ignore[attr-defined]
        self.app.again.append(self.app.set_timer(0.001, self.refresh))  # type: ignore[attr-defined]
        self.app.again.append(self.app.set_interval(0.001, self.refresh))  # type: ignore[attr-defined]


class Base(Screen[None]):
    """A screen with such a part."""

    def compose(self) -> ComposeResult:
        """Just that."""
        yield Late()


class Visit(ServedApp):
    """An app of such a screen."""

    def __init__(self, *, worker: bool = False) -> None:
        super().__init__(driver_class=HeadlessDriver)
        self.up = asyncio.Event()
        self.again: list[Timer] = []
        self.worker = worker

    def get_default_screen(self) -> Screen[Any]:
        """The screen."""
        return Base()

    def on_mount(self) -> None:
        """Say that it is there."""
        self.up.set()
        if self.worker:
            self.run_worker(self.work())
            self.workers.cancel_all()

    async def work(self) -> None:
        """Nothing."""


@pytest.fixture
async def trouble() -> list[dict[str, Any]]:
    """What the loop complains of."""
    found: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: found.append(context))
    return found


async def test_a_timer_that_was_set_as_the_visit_ended_is_stopped(trouble: list[dict[str, Any]]) -> None:
    app = Visit()
    before = asyncio.all_tasks()
    visit = asyncio.ensure_future(app.run_session())
    await app.up.wait()
    app.exit(0)
    await visit
    assert len(app.again) == 3
    let_go_of(app)
    assert app._exit
    late = asyncio.all_tasks() - before - {visit}
    if late:
        # Not gathered, and not kept: of an error that nobody asked for the loop complains.
        await asyncio.wait(late, timeout=5)
    assert all(each.done() for each in late)
    late.clear()
    gc.collect()
    assert trouble == []


async def test_a_piece_of_work_that_was_called_off_before_it_began_is_put_away(
    trouble: list[dict[str, Any]], recwarn: pytest.WarningsRecorder
) -> None:
    app = Visit(worker=True)
    visit = asyncio.ensure_future(app.run_session())
    await app.up.wait()
    app.exit(0)
    await visit
    let_go_of(app)
    del app
    gc.collect()
    assert trouble == []
    assert [str(each.message) for each in recwarn.list] == []
