"""Strips whose caches cost nothing until something is put into them.

Each of Textual's strips makes seven caches when it is made, each with a dictionary of its own: 1 KB and a sixth of all
the time that drawing takes, and most strips never use one. Here a cache shares one empty mapping with all others
until it is first written to.

What is replaced here is private to Textual 8.2.8; `tests/tui/test_sparing.py` fails when it changes.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Final

from textual import strip
from textual.cache import FIFOCache

_EMPTY: Final[Any] = MappingProxyType({})
"""Can be asked like a dictionary, and not be written to."""


class LazyCache(FIFOCache[Any, Any]):
    """A `FIFOCache` that gets a dictionary of its own with the first thing that is put in."""

    __slots__ = ()

    def __init__(self, maxsize: int) -> None:
        self._maxsize = maxsize
        self._cache = _EMPTY
        self.hits = self.misses = 0

    def set(self, key: Any, value: Any) -> None:
        """Put something in."""
        if self._cache is _EMPTY:
            self._cache = {key: value}
        else:
            FIFOCache.set(self, key, value)

    __setitem__ = set

    def clear(self) -> None:
        """Take everything out."""
        self._cache = _EMPTY


def make_strips_lean() -> None:
    """Let strips be made with such caches from now on; safe to call again."""
    strip.FIFOCache = LazyCache  # type: ignore[attr-defined]
