"""Quiet hours as people write them."""

from __future__ import annotations

import re


def said_hours(begin: int, end: int) -> str:
    """Quiet hours as people write them, "22:00-07:30"; "" for none.

    Args:
        begin: Minutes after midnight; -1: none.
        end: The same.
    """
    if begin < 0 or end < 0:
        return ""
    return f"{begin // 60:02}:{begin % 60:02}-{end // 60:02}:{end % 60:02}"


def read_hours(line: str) -> tuple[int, int] | None:
    """Quiet hours as typed: minutes after midnight, (-1, -1) for an empty line; None when it cannot be read."""
    if not line.strip():
        return (-1, -1)
    found = re.fullmatch(r"\s*(\d{1,2})[:.](\d{2})\s*[-–]\s*(\d{1,2})[:.](\d{2})\s*", line)
    if found is None:
        return None
    hour, minute, until_hour, until_minute = map(int, found.groups())
    if hour > 23 or until_hour > 23 or minute > 59 or until_minute > 59:
        return None
    return (hour * 60 + minute, until_hour * 60 + until_minute)
