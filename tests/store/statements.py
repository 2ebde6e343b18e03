"""What the store asks of SQLite, seen from a test: statements, plans, and the steps of SQLite's own machine."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import NamedTuple

import pytest

from store.db import Connected
from tests.store.conftest import House

Path = Callable[[House], Awaitable[object]]
Look = Callable[[Connected, str, dict[str, object]], None]

STEPS_AT_ONCE = 10
"""Instructions of SQLite's machine between two looks at the counter (`sqlite3_progress_handler`)."""


class Cost(NamedTuple):
    """What a path asks of SQLite."""

    statements: int
    steps: int
    """Instructions of its machine, to the next `STEPS_AT_ONCE` of each statement."""


def watched(monkeypatch: pytest.MonkeyPatch, look: Look) -> None:
    """Have every statement of the store looked at before it is run."""
    for method in ("one", "all", "value", "run"):
        real = getattr(Connected, method)

        def spy(self: Connected, sql: str, /, _real: object = real, **parameters: object) -> object:
            look(self, sql, parameters)
            return _real(self, sql, **parameters)  # type: ignore[operator]

        monkeypatch.setattr(Connected, method, spy)


async def plans_of(house: House, path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Each statement that a path takes, with each line of its plan."""
    found: list[tuple[str, str]] = []

    def explain(self: Connected, sql: str, parameters: dict[str, object]) -> None:
        for row in self._connection.execute(f"EXPLAIN QUERY PLAN {sql}", parameters).fetchall():
            found.append((sql, row["detail"]))

    with monkeypatch.context() as patch:
        watched(patch, explain)
        await path(house)
    return found


async def cost_of(house: House, path: Path, monkeypatch: pytest.MonkeyPatch) -> Cost:
    """What a path asks of SQLite."""
    statements = steps = 0

    def ticked() -> int:
        nonlocal steps
        steps += STEPS_AT_ONCE
        return 0

    def count(self: Connected, _: str, __: dict[str, object]) -> None:
        nonlocal statements
        statements += 1
        self._connection.set_progress_handler(ticked, STEPS_AT_ONCE)

    with monkeypatch.context() as patch:
        watched(patch, count)
        await path(house)
    return Cost(statements, steps)
