"""Days as people type and read them; kept as "2026-11-22"."""

from __future__ import annotations

import datetime as dt
from typing import Final

from tui import times

HINT: Final = "tomorrow, Tue, 24 Nov, or 2026-11-24; empty: no day"
WRONG: Final = "A day is written like tomorrow, Tue, 24 Nov or 2026-11-24."


def read(line: str, today: dt.date) -> str | None:
    """A day as somebody typed it.

    Args:
        line: As typed; "" means no day.
        today: Where they live.

    Returns:
        "2026-11-24", or "" for no day; None when it cannot be read. A weekday is the next one, a day without a year
        the nearest.
    """
    typed = " ".join(line.replace(",", " ").casefold().split())
    if not typed:
        return ""
    named = {"today": 0, "tomorrow": 1}
    if typed in named:
        return (today + dt.timedelta(days=named[typed])).isoformat()
    weekdays = [day.casefold() for day in times.DAYS]
    if typed[:3] in weekdays and typed.isalpha():
        ahead = (weekdays.index(typed[:3]) - today.weekday() - 1) % 7 + 1
        return (today + dt.timedelta(days=ahead)).isoformat()
    try:
        return dt.date.fromisoformat(typed).isoformat()
    except ValueError:
        pass
    months = [month.casefold() for month in times.MONTHS]
    numbers = [word for word in typed.split() if word.isdigit()]
    named_month = [word[:3] for word in typed.split() if word[:3] in months]
    if len(named_month) != 1 or not numbers:
        return None
    month = months.index(named_month[0]) + 1
    years = [int(word) for word in numbers if len(word) == 4]
    day = next((int(word) for word in numbers if len(word) < 3), 0)
    try:
        if years:
            return dt.date(years[0], month, day).isoformat()
        near = [dt.date(today.year + by, month, day) for by in (-1, 0, 1)]
    except ValueError:
        return None
    return min(near, key=lambda one: abs((one - today).days)).isoformat()


def said(day: str, today: dt.date) -> str:
    """A day as one would say it: "today", "tomorrow", "Tue 24 Nov", "24 Nov 2024"; "" stays "".

    Args:
        day: "2026-11-24".
        today: Where the reader lives.
    """
    if not day:
        return ""
    date = dt.date.fromisoformat(day)
    away = (date - today).days
    if -1 <= away <= 1:
        return ("yesterday", "today", "tomorrow")[away + 1]
    if abs(away) < 300:
        return f"{times.DAYS[date.weekday()]} {date.day} {times.MONTHS[date.month - 1]}"
    return f"{date.day} {times.MONTHS[date.month - 1]} {date.year}"


def weekday(day: str, today: dt.date) -> str:
    """A day of the last week by its name: "Tuesday", "today", "yesterday"; another as in `said`."""
    date = dt.date.fromisoformat(day)
    if 1 < (today - date).days < 7:
        return ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[date.weekday()]
    return said(day, today)
