"""Days and times of the day where a member lives; right over the changes of daylight-saving time.

A day is written as ISO 8601 has it ("2026-11-22"); a time of the day is minutes after midnight.
"""

from __future__ import annotations

import datetime as dt
from typing import Final
from zoneinfo import ZoneInfo

from store.errors import Invalid
from store.preferences import Preferences

DAY_MS: Final = 24 * 3600 * 1000
HOUR_MS: Final = 3600 * 1000


def zone_of(name: str) -> ZoneInfo:
    """The zone of a name that passed `members.known_zone`; UTC should the machine not know it any more."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def day_at(at: int, zone: ZoneInfo) -> dt.date:
    """The day that it is at a moment (epoch ms UTC)."""
    return dt.datetime.fromtimestamp(at / 1000, zone).date()


def minute_at(at: int, zone: ZoneInfo) -> int:
    """The minute of the day that it is at a moment: 0-1439."""
    then = dt.datetime.fromtimestamp(at / 1000, zone)
    return then.hour * 60 + then.minute


def moment(day: dt.date, minute: int, zone: ZoneInfo) -> int:
    """When a minute of a day is, in epoch ms UTC.

    A time that the clocks skip is as long after midnight as its number says; one that comes twice is the first.
    """
    local = dt.datetime.combine(day, dt.time(minute // 60, minute % 60), zone)
    return int(local.timestamp() * 1000)


def after_quiet(at: int, zone: ZoneInfo, likes: Preferences) -> int:
    """The first moment, from `at` on, that lies outside of somebody's quiet hours."""
    # Twice is enough: the end of quiet hours is not quiet, unless the clocks jump over it.
    for _ in range(3):
        if not likes.quiet_at(minute_at(at, zone)):
            return at
        day = day_at(at, zone)
        end = moment(day, likes.quiet_until, zone)
        at = end if end > at else moment(day + dt.timedelta(days=1), likes.quiet_until, zone)
    return at


def monday(day: dt.date) -> dt.date:
    """The Monday of a day's week."""
    return day - dt.timedelta(days=day.weekday())


def given(day: str, *, what: str = "A day") -> dt.date:
    """A day as somebody wrote it.

    Raises:
        Invalid: It is not one, or not one of the years 1900 to 2200.
    """
    try:
        found = dt.date.fromisoformat(day.strip())
    except ValueError as error:
        raise Invalid(f"{what} is written as 2026-11-22.") from error
    if not 1900 <= found.year <= 2200:
        raise Invalid(f"{what} is written as 2026-11-22.")
    return found


def given_or_none(day: str, *, what: str = "A day") -> str:
    """A day as somebody wrote it, in the form in which it is kept; '' stays ''.

    Raises:
        Invalid: It is not one.
    """
    return given(day, what=what).isoformat() if day.strip() else ""
