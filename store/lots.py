"""Ids drawn by lot, for what may be private: a run of numbers would tell others how much there is."""

from __future__ import annotations

import secrets
from typing import Final

from store.operations import Tx

LOWEST: Final = 100_000_000
HIGHEST: Final = 9_999_999_999
"""Nine or ten digits: short enough to type, and too many to guess through."""


def draw(tx: Tx, table: str) -> int:
    """An id that no row of a table has.

    Args:
        tx: The transaction of the write.
        table: A table of ours, by a name in the code.
    """
    while True:
        drawn = LOWEST + secrets.randbelow(HIGHEST - LOWEST + 1)
        if tx.one(f"SELECT 1 FROM {table} WHERE id = :id", id=drawn) is None:
            return drawn
