"""Time as people read it, in a member's own zone."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def zone_of(name: str) -> tzinfo:
    """The zone of this name; UTC when there is none."""
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


@lru_cache(maxsize=1)
def zone_names() -> tuple[str, ...]:
    """The zones one can choose, by region and place, in order."""
    regions = (
        "Africa/",
        "America/",
        "Antarctica/",
        "Asia/",
        "Atlantic/",
        "Australia/",
        "Europe/",
        "Indian/",
        "Pacific/",
    )
    return (*sorted(name for name in available_timezones() if name.startswith(regions)), "UTC")


@lru_cache(maxsize=2_048)
def local(at: int, zone: tzinfo) -> datetime:
    """A moment in a zone.

    Args:
        at: Epoch milliseconds UTC.
        zone: The viewer's zone.
    """
    return datetime.fromtimestamp(at / 1000, zone)


def hour_minute(at: int, zone: tzinfo) -> str:
    """The time of day, "19:42"."""
    return f"{local(at, zone):%H:%M}"


def short_day(at: int, zone: tzinfo) -> str:
    """The day, "Sun 22 Nov"."""
    when = local(at, zone)
    return f"{DAYS[when.weekday()]} {when.day} {MONTHS[when.month - 1]}"


def when(at: int, now: int, zone: tzinfo) -> str:
    """A past moment as one would say it: "19:42", "yesterday 19:42", "Fri 20 Nov", "20 Nov 2024".

    Args:
        at: The moment, epoch milliseconds UTC.
        now: The present, epoch milliseconds UTC.
        zone: The viewer's zone, in which the day turns over.
    """
    then, today = local(at, zone), local(now, zone)
    days = (today.date() - then.date()).days
    if days <= 0:
        return hour_minute(at, zone)
    if days == 1:
        return f"yesterday {hour_minute(at, zone)}"
    if days < 300:
        return short_day(at, zone)
    return f"{then.day} {MONTHS[then.month - 1]} {then.year}"


def ago(at: int, now: int) -> str:
    """How long ago, roughly: "just now", "5 min ago", "3 h ago", "2 days ago"."""
    minutes = max(0, now - at) // 60_000
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min ago"
    if minutes < 48 * 60:
        return f"{minutes // 60} h ago"
    return f"{minutes // (24 * 60)} days ago"
