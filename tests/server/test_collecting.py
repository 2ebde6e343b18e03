"""Full collections come by what has ended, never while people come in."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.app import App
from textual.dom import DOMNode
from textual.driver import Driver

from server.collecting import FEWEST, Collector
from server.connection import HubChannel, HubConnection
from server.session import Visit
from server.ssh import Doorkeeper
from tests.server.house import House, eventually, open_house
from tests.server.test_costs import read_until


@pytest.fixture
def full() -> Iterator[list[int]]:
    """The full collections that ran."""
    ran: list[int] = []

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "stop" and info["generation"] == 2:
            ran.append(info["collected"])

    gc.callbacks.append(note)
    yield ran
    gc.callbacks.remove(note)


def test_people_coming_in_cause_no_full_collection_and_leaving_does_when_few_are_left(
    full: list[int],
) -> None:
    before = gc.get_threshold()
    collector = Collector()
    collector.start()
    try:
        full.clear()
        kept = []
        for _ in range(200):
            collector.app_began()
            kept.append([[number] for number in range(2_000)])
        for _ in range(100):
            collector.app_ended()
        assert full == []
        for _ in range(100):
            collector.app_ended()
        assert len(full) == 1
        for _ in range(FEWEST):
            collector.connection_ended()
        assert len(full) == 2
    finally:
        collector.stop()
    assert gc.get_threshold() == before


async def test_a_visit_over_ssh_leaves_nothing_that_only_a_collection_finds(tmp_path: Path) -> None:
    """All of what a whole visit was made of is freed when it ends: screens, widgets, the app, the connection."""
    async with open_house(tmp_path) as house:
        await visit(house)  # what is made once a process is made by now
        gc.collect()
        gc.disable()
        try:
            await visit(house)
            await eventually(lambda: not house.door.connections)
            # A layout leaves a knot of its own, which is young then and goes with the next small look; it holds
            # what it laid out until then.
            gc.collect(1)
            kinds = (App, DOMNode, Driver, Visit, HubConnection, HubChannel, Doorkeeper)
            # A cancelled timer may hold the app's empty shell for some seconds more.
            left = [
                type(each).__qualname__ for each in gc.get_objects() if isinstance(each, kinds) and vars(each)
            ]
            assert left == []
        finally:
            gc.enable()


async def visit(house: House) -> None:
    """Come in, look at all screens and a dialog, and go by closing the connection."""
    async with house.with_key() as connection:
        terminal = await connection.create_process(
            term_type="xterm-256color", term_size=(100, 30), encoding=None
        )
        await read_until(terminal, b"help now")
        for keys, seen in (
            (b"\x1b2", b"writing to kitchen"),
            (b"\x1b3", b"Forum"),
            (b"\x1b4", b"Buddies"),
            (b"\x1b0", b"Settings"),
            (b"\x0b", b"Jump to"),
            (b"\x1b[27u", b"Settings"),
        ):
            terminal.stdin.write(keys)
            await read_until(terminal, seen)
    await house.emptied()
