"""Strips that remember nothing of what was made of them.

Each of Textual's strips makes seven caches when it is made, each an object with a dictionary of its own: 1 KB and a
sixth of all the time that drawing takes. Most are never used; what is in the others is a cut of the strip that is
often the strip itself, and then only a garbage collection takes it away. Drawing with none of them costs no more.

What is replaced here is private to Textual 8.2.8; `tests/tui/test_sparing.py` fails when it changes.
"""

from __future__ import annotations

from typing import Any, Final

from textual import strip


class NoCache:
    """Stands where a `FIFOCache` would, and keeps nothing."""

    __slots__ = ()

    def get(self, key: Any, default: Any = None) -> Any:
        """Nothing is in it."""
        return default

    def set(self, key: Any, value: Any) -> None:
        """Keep nothing."""

    __setitem__ = set


_NONE: Final = NoCache()


def _made(maxsize: int) -> NoCache:
    return _NONE


def make_strips_lean() -> None:
    """Let strips be made without caches from now on; safe to call again."""
    strip.FIFOCache = _made  # type: ignore[attr-defined, assignment]
