"""Days and times where people live: right in every zone, over every change of the clocks."""

from __future__ import annotations

import datetime as dt
import zoneinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import days
from store.errors import Invalid
from store.preferences import Preferences

ZONES = sorted(zoneinfo.available_timezones() - {"localtime"})

zones = st.sampled_from(ZONES).map(zoneinfo.ZoneInfo)
some_days = st.dates(dt.date(2000, 1, 1), dt.date(2037, 12, 31))
minutes = st.integers(0, 1439)
moments = st.integers(946_684_800_000, 2_145_916_800_000)

NEW_YORK = zoneinfo.ZoneInfo("America/New_York")
LORD_HOWE = zoneinfo.ZoneInfo("Australia/Lord_Howe")


def test_a_time_that_the_clocks_skip_comes_as_long_after_midnight_as_it_says() -> None:
    midnight = days.moment(dt.date(2026, 3, 8), 0, NEW_YORK)
    assert days.moment(dt.date(2026, 3, 8), 150, NEW_YORK) == midnight + 150 * 60_000
    assert days.minute_at(midnight + 150 * 60_000, NEW_YORK) == 3 * 60 + 30


def test_a_time_that_comes_twice_is_the_first() -> None:
    first = days.moment(dt.date(2026, 11, 1), 90, NEW_YORK)
    second = first + days.HOUR_MS
    assert days.minute_at(first, NEW_YORK) == days.minute_at(second, NEW_YORK) == 90


def test_half_an_hour_of_change_is_right_too() -> None:
    before = days.moment(dt.date(2026, 4, 4), 20 * 60, LORD_HOWE)
    after = days.moment(dt.date(2026, 4, 5), 20 * 60, LORD_HOWE)
    assert after - before == days.DAY_MS + 30 * 60_000


@given(zone=zones, day=some_days, minute=minutes)
def test_a_moment_is_on_its_day_unless_the_clocks_skip_it(
    zone: zoneinfo.ZoneInfo, day: dt.date, minute: int
) -> None:
    at = days.moment(day, minute, zone)
    found = dt.datetime.fromtimestamp(at / 1000, zone)
    wanted = dt.datetime.combine(day, dt.time(minute // 60, minute % 60))
    if found.replace(tzinfo=None) != wanted:
        # Skipped: the clocks were put on past it, and nothing less than that.
        earlier = dt.datetime.fromtimestamp((at - days.DAY_MS) / 1000, zone)
        assert found.utcoffset() != earlier.utcoffset()
        assert found.replace(tzinfo=None) > wanted


@given(zone=zones, day=some_days, minute=minutes)
def test_the_same_time_of_the_next_day_is_about_a_day_later(
    zone: zoneinfo.ZoneInfo, day: dt.date, minute: int
) -> None:
    apart = days.moment(day + dt.timedelta(days=1), minute, zone) - days.moment(day, minute, zone)
    # Samoa left out a whole day once.
    assert 0 <= apart <= 2 * days.DAY_MS


@given(zone=zones, at=moments, begins=minutes, ends=minutes)
def test_after_quiet_hours_is_the_first_moment_that_is_not_quiet(
    zone: zoneinfo.ZoneInfo, at: int, begins: int, ends: int
) -> None:
    likes = Preferences(quiet_from=begins, quiet_until=ends)
    after = days.after_quiet(at, zone, likes)
    assert at <= after <= at + 2 * days.DAY_MS
    assert not likes.quiet_at(days.minute_at(after, zone))
    if after > at:
        # Nothing between would have done: each minute of it is quiet, up to an hour that comes twice.
        assert likes.quiet_at(days.minute_at(at, zone))
        assert likes.quiet_at(days.minute_at(after - 60_000, zone)) or after - at > days.HOUR_MS


@pytest.mark.parametrize(
    "day", ["", "yesterday", "2026-13-01", "2026-02-30", "0001-01-01", "9999-01-01", "２０２６"]
)
def test_what_is_no_day_is_refused_in_one_sentence(day: str) -> None:
    with pytest.raises(Invalid, match="is written as 2026-11-22"):
        days.given(day)
