"""Times as text that programs read."""

from __future__ import annotations

import datetime as dt


def iso(at: int | None) -> str | None:
    """Epoch ms as ISO 8601 UTC with milliseconds: "2026-11-22T18:05:00.000Z"; None stays None."""
    if at is None:
        return None
    moment = dt.datetime.fromtimestamp(at / 1000, dt.UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
