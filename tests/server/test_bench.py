"""What a host is told that the machine can hold: measured on a real hub, reckoned up, said in plain words."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from server.bench import capacity, words
from server.bench.capacity import Machine, Measured, judge, rounded
from server.bench.measures import percentile, slope
from server.cli.app import run

MEASURED = Measured(
    login_ms=30,
    line_ms=6,
    viewer_ms=0.3,
    key_ms=0.8,
    change_ms=8,
    session_mb=1.2,
    hub_mb=60,
    echo_p50_ms=2,
    echo_p99_ms=6,
    load_percent=20,
)
MACHINE = Machine("a processor", 2, 4096, 0.1)


def test_a_usual_evening_is_reckoned_from_what_people_do_in_a_minute() -> None:
    # A line for 25, its 50 keys, one other screen: 13.5 + 40 + 8 ms of the 36,000 that are given away in a minute.
    found = judge(MEASURED, 4096)
    assert (found.evening, found.limited_by) == (580, "processor")
    assert found.logins_per_s == 20


def test_where_memory_ends_first_it_decides_and_is_named() -> None:
    found = judge(MEASURED, 400)
    assert (found.evening, found.limited_by) == (200, "memory")
    assert found.room == 200


def test_a_busy_room_is_as_large_as_five_lines_a_second_allow() -> None:
    assert judge(MEASURED, 4096).room == 380
    assert judge(replace(MEASURED, viewer_ms=0.6), 4096).room == 190


def test_a_machine_that_can_hold_nobody_says_so() -> None:
    assert judge(MEASURED, 10).evening == 0
    assert "nobody at once" in "\n".join(words.told(MACHINE, MEASURED, judge(MEASURED, 10), busy=False))


def test_people_are_counted_down_to_two_digits() -> None:
    assert [rounded(each) for each in (0.4, 1.0, 9.9, 42.7, 187, 5_871)] == [0, 1, 9, 42, 180, 5_800]


def test_a_machine_that_was_busy_is_not_blamed() -> None:
    assert not capacity.is_busy(MACHINE, MEASURED)
    assert capacity.is_busy(replace(MACHINE, load=3), MEASURED)
    assert capacity.is_busy(MACHINE, replace(MEASURED, load_percent=99))
    assert "more than this" in words.told(MACHINE, MEASURED, judge(MEASURED, 4096), busy=True)[-1]


def test_what_is_said_fits_an_ordinary_terminal() -> None:
    told = words.told(MACHINE, MEASURED, judge(MEASURED, 4096), busy=True)
    assert "about 580 people" in "\n".join(told)
    assert max(map(len, told)) <= 110


def test_the_sums_are_right() -> None:
    assert slope({10: 4.0, 20: 7.0, 30: 10.0}) == pytest.approx(0.3)
    assert percentile([3, 1, 2], 50) == 2
    assert percentile([], 50) != percentile([], 50)


@pytest.mark.slow
def test_the_bench_measures_a_real_hub_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The whole way, with three people instead of dozens."""
    monkeypatch.setattr(capacity, "SIZES", (2, 3))
    for name, few in (("LINES", 2), ("KEYS", 4), ("CHANGES", 3), ("LOGINS", 1)):
        monkeypatch.setattr(capacity, name, few)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    assert run(["bench", "--json"]) == 0
    printed = capsys.readouterr()
    told = json.loads(printed.out)
    assert printed.err == ""
    assert told["people_usual_evening"] > 0
    assert told["limited_by"] in {"processor", "memory"}
    assert told["measured"]["login_ms"] > told["measured"]["key_ms"] > 0
    assert list(tmp_path.iterdir()) == []
