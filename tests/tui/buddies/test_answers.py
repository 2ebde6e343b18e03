"""What is filled in while one checks in, the chart, and days as people type them: all without a screen."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.config import CheckInScale
from store.pair_terms import Terms
from tui.buddies import dates, words
from tui.buddies.answers import ONLY_ME, Answers, ForWhom
from tui.buddies.chart import gathered, signs, steps

TODAY = dt.date(2026, 11, 22)
THEO = ForWhom("buddy", "", "theo")
SLEEP = CheckInScale(name="sleep", low="poor", high="deep")


def form() -> Answers:
    return Answers([ONLY_ME, THEO, ForWhom("circle", "evening", "Evening group")], THEO, [SLEEP])


def test_digits_answer_and_lead_on() -> None:
    answers = form()
    for digit in "4" + "10" + "2" + "5":
        assert answers.press(digit)
    assert (answers.mood, answers.urge, answers.kind, answers.values) == (4, 10, "win", {"sleep": 5})
    assert answers.question.kind == "note"


def test_a_digit_that_means_nothing_changes_nothing() -> None:
    answers = form()
    assert not answers.press("7")
    assert answers.mood is None
    assert answers.question.kind == "mood"


def test_a_setback_is_for_its_author_alone_until_they_choose_otherwise() -> None:
    answers = form()
    assert answers.for_whom == THEO
    answers.go_to("kind")
    answers.press("4")
    assert answers.for_whom == ONLY_ME
    answers.go_to("audience")
    answers.press("2")
    assert answers.for_whom == THEO


def test_what_was_half_answered_comes_back_and_what_cannot_be_read_is_passed_over() -> None:
    answers = form()
    for digit in "26":
        answers.press(digit)
    answers.note = "a line\nand another — “quoted”"
    answers.go_to("audience")
    answers.press("3")
    again = form()
    again.take_up(answers.kept())
    assert again.kept() == answers.kept()
    assert again.for_whom.label == "Evening group"
    fewer = Answers([ONLY_ME], ONLY_ME, [])
    fewer.take_up(answers.kept())
    assert fewer.for_whom == ONLY_ME
    for broken in ("", "{", "[]", '{"mood": "x", "urge": 99, "values": [1]}', '{"picked": 5}'):
        fresh = form()
        fresh.take_up(broken)
        assert (fresh.mood, fresh.urge, fresh.values) == (None, None, {})


def test_nothing_said_is_nothing_to_keep() -> None:
    answers = form()
    assert not answers.said
    assert answers.kept() == ""
    answers.press("3")
    answers.step(-1)
    answers.skip()
    assert not answers.said


@given(st.lists(st.one_of(st.none(), st.integers(1, 5)), min_size=1, max_size=400), st.integers(1, 80))
def test_a_chart_is_a_rectangle_and_marks_what_was_said(values: list[int | None], into: int) -> None:
    runs = gathered(values, into)
    assert len(runs) <= into
    assert any(run is not None for run in runs) == any(value is not None for value in values)
    for wide in (1, 2):
        rows = steps(runs, low=1, high=5, rows=5, wide=wide)
        assert len(rows) == 5
        assert len({len(row) for row in rows}) == 1
        drawn = any(row.strip() for row in rows)
        assert drawn == any(run is not None for run in runs)
    plain = signs(runs, low=1, high=5, rows=5, sign="*")
    assert sum(row.count("*") for row in plain) == sum(run is not None for run in runs)


def test_no_two_moods_look_the_same_however_low_the_chart() -> None:
    assert len({tuple(steps([mood], low=1, high=5, rows=3)) for mood in range(1, 6)}) == 5


def test_a_value_stands_in_the_row_of_its_word() -> None:
    for mood in range(1, 6):
        rows = steps([mood], low=1, high=5, rows=5, wide=2)
        assert [at for at, row in enumerate(rows) if row.strip()] == [5 - mood]


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("", ""),
        ("today", "2026-11-22"),
        ("Tomorrow", "2026-11-23"),
        ("tue", "2026-11-24"),
        ("Sunday", "2026-11-29"),
        ("24 Nov", "2026-11-24"),
        ("nov 24, 2027", "2027-11-24"),
        ("3 jan", "2027-01-03"),
        ("2026-12-31", "2026-12-31"),
        ("31 feb", None),
        ("soon", None),
        ("99", None),
    ],
)
def test_days_are_read_as_people_type_them(typed: str, day: str | None) -> None:
    assert dates.read(typed, TODAY) == day


@given(st.text(max_size=40))
def test_no_day_that_somebody_types_breaks_anything(typed: str) -> None:
    found = dates.read(typed, TODAY)
    assert found is None or found == "" or dates.said(found, TODAY)


def test_terms_are_said_in_a_few_words() -> None:
    assert words.how_often(range(7), 0) == "every day"
    assert words.how_often((0, 2, 4), 0) == "Mon Wed Fri"
    assert words.how_often((), 3) == "any 3 days of the week"
    assert (
        words.terms(Terms((0, 1, 2, 3, 4), 0, 1230, 2, 24))
        == "on weekdays, by 20:30; a note to the other a day later"
    )
    assert words.read_time("8.05") == 485
    assert words.read_time("25:00") is None
    assert words.read_time("x") is None
    assert words.read_days("fri, mon") == (0, 4)
    assert words.read_days("someday") is None


def test_a_week_is_told_by_what_was_there_and_not_by_what_was_not() -> None:
    assert words.week_in_words("theo", [], ["hard", "setback"]) == ""
    assert (
        words.week_in_words("theo", [2, 4], ["win", "setback"])
        == "theo has felt low to good and had a win this week."
    )
    assert [words.days_of_seven(count) for count in (0, 1, 7)] == ["quiet so far", "one day", "every day"]
