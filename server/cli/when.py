"""Days and times for the host, in this machine's time zone."""

from __future__ import annotations

import datetime as dt


def day(at: int) -> str:
    """A time in epoch ms UTC as the host's machine writes it: "2026-11-29 18:02"."""
    return dt.datetime.fromtimestamp(at / 1000).astimezone().strftime("%Y-%m-%d %H:%M")
