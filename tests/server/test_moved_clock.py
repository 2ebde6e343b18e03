"""The clock of a hub that is being tried out."""

from __future__ import annotations

from pathlib import Path

from server.cli.moved_clock import VARIABLE, clock_of
from store.hub import system_clock

HOUR = 3_600_000


def test_a_served_hub_goes_by_the_machines_clock(tmp_path: Path) -> None:
    assert clock_of({}) is system_clock
    assert clock_of({VARIABLE: ""}) is system_clock


def test_a_file_moves_the_clock_while_it_runs_and_nonsense_moves_nothing(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    clock = clock_of({VARIABLE: str(file)})
    assert abs(clock() - system_clock()) < HOUR
    for text, hours in ((str(5 * HOUR), 5), (f"{-3 * HOUR}\n", -3), ("later", 0), ("", 0)):
        file.write_text(text)
        assert abs(clock() - system_clock() - hours * HOUR) < HOUR / 2
