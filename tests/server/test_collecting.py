"""Full collections come by what has ended, never while people come in."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from server.collecting import APP_WEIGHS, FEWEST, Collector


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


def test_people_coming_in_cause_no_full_collection_and_leaving_does_in_the_end(full: list[int]) -> None:
    before = gc.get_threshold()
    collector = Collector()
    collector.start()
    try:
        full.clear()
        kept = []
        for _ in range(200):
            collector.app_began()
            kept.append([[number] for number in range(2_000)])
        assert full == []
        for _ in range(max(FEWEST // APP_WEIGHS, 100) - 1):
            collector.app_ended()
        assert full == []
        for _ in range(40):
            collector.app_ended()
        assert len(full) == 1
        for _ in range(FEWEST):
            collector.connection_ended()
        assert len(full) == 2
    finally:
        collector.stop()
    assert gc.get_threshold() == before
