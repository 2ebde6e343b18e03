"""The table: floor, hub, ratio, and what is to be reached."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from .rows import Row
from .scenarios import SCENARIOS

Results = dict[str, Any]
"""What one run found: "machine", "effort", then the figures of "floor", "hub" and "store" by name, and in "scenarios"
those of each scenario."""


ROWS: Final = (
    Row("CPU for one new line, one more viewer (ms)", "line_cpu_ms", "≤ 0.5, then ≤ 0.3", 0.5),
    Row("bytes for it, 100x30", "line_bytes", "≤ 1,500", 1500),
    Row("CPU for one key typed (ms)", "key_cpu_ms", "≤ 2", 2),
    Row("key to echo, p50 (ms)", "echo_p50_ms", "≤ 4", 4),
    Row("key to echo, p99 (ms)", "echo_p99_ms", "≤ 12", 12),
    Row("CPU of an idle session (% of a core)", "idle_percent", "≤ 0.01", 0.01),
    Row("CPU of the server with nobody there (%)", "idle_server_percent"),
    Row("login to first full frame, CPU (ms)", "login_cpu_ms", "≤ 80", 80),
    Row("login to first full frame, wall (ms)", "login_wall_ms"),
    Row("jump dialog opened, eleven letters typed, CPU (ms)", "jump_ms"),
    Row("opening a room with 1,000 messages, CPU (ms)", "visit_short_ms", "≤ 20", 20),
    Row("opening a room with 100,000 messages, CPU (ms)", "visit_long_ms", "≤ 20", 20),
    Row("memory for one more session in the room (MiB)", "session_mb", "≤ 1.5", 1.5),
    Row("memory with nobody there (MiB)", "server_mb"),
    Row("`who` from connect to exit, CPU (ms)", "who_cpu_ms", "≤ 12", 12),
    Row("post to every screen, p50 (ms)", "all_screens_p50_ms"),
    Row("post to every screen, p99 (ms)", "all_screens_p99_ms", "≤ 500 (200 sessions)", 500),
    Row("sessions in that room", "sessions"),
    Row("lines that a viewer never got", "missing", "0", 0),
)
STORE_ROWS: Final = (
    Row("messages acknowledged on disk, 64 writers (/s)", "acknowledged_per_s", "≥ 3,000", 3000, True),
    Row("opening a room, short history (CPU ms)", "open_short_ms", "≤ 20", 20),
    Row("opening a room, long history (CPU ms)", "open_long_ms", "≤ 20", 20),
    Row("messages in the long history", "long_messages"),
    Row("search, a rare word (ms)", "search_rare_ms", "≤ 50", 50),
    Row("search, a word of every tenth message (ms)", "search_common_ms", "≤ 50", 50),
    Row("messages searched", "searched_messages"),
)
TRUTHS: Final = (
    ("every viewer got every line, in one order", "in_order"),
    ("screens at the end hold the newest lines, each once", "screens_right"),
)


def _number(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, int):
        return f"{value:,}"
    assert isinstance(value, float)
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}" if abs(value) >= 0.1 else f"{value:.4f}"


def _ratio(over: object, under: object) -> str:
    if isinstance(over, int | float) and isinstance(under, int | float) and under > 0:
        return f"{over / under:.2f}"
    return "–"


def _verdict(row: Row, value: object) -> str:
    if row.limit < 0 or not isinstance(value, int | float):
        return ""
    reached = value >= row.limit if row.more_is_better else value <= row.limit
    return "reached" if reached else "not yet"


def _lines(results: Mapping[str, Any]) -> list[list[list[str]]]:
    """The cells of the tables of one run, their heads first; a table that was not measured is empty."""
    floor, hub, store = (results.get(part, {}) for part in ("floor", "hub", "store"))
    sessions: list[list[str]] = []
    if floor or hub:
        sessions.append(["Sessions over SSH", "floor", "hub", "ratio", "reach", ""])
        for row in ROWS:
            below, value = floor.get(row.name), hub.get(row.name)
            sessions.append(
                [
                    row.label,
                    _number(below),
                    _number(value),
                    _ratio(value, below),
                    row.reach,
                    _verdict(row, value),
                ]
            )
        said = {True: "yes", False: "NO", None: "–"}
        for label, name in TRUTHS:
            sessions.append([label, said[floor.get(name)], said[hub.get(name)], "–", "yes", ""])
    alone: list[list[str]] = []
    if store:
        alone.append(["The store", "store", "reach", ""])
        for row in STORE_ROWS:
            value = store.get(row.name)
            alone.append([row.label, _number(value), row.reach, _verdict(row, value)])
    told: list[list[str]] = []
    for name, scenario in SCENARIOS.items():
        figures = results.get("scenarios", {}).get(name)
        if figures is None:
            continue
        told = told or [["What happens in a hub", "hub", "reach", ""]]
        told.append([f"**{scenario.title}**", "", "", ""])
        for row in scenario.rows:
            value = figures.get(row.name)
            told.append([row.label, _number(value), row.reach, _verdict(row, value)])
    return [sessions, alone, told, *_by_size(results)]


BY_SIZE: Final = (
    ("busy", "by_viewers", "Viewers of the busy room"),
    ("evening", "by_sessions", "Sessions there"),
)


def _by_size(results: Mapping[str, Any]) -> list[list[list[str]]]:
    """What a scenario found at each size, a column each."""
    made = []
    for name, key, head in BY_SIZE:
        found: dict[Any, dict[str, Any]] = results.get("scenarios", {}).get(name, {}).get(key, {})
        if found:
            figures = list(next(iter(found.values())))
            made.append(
                [
                    [head, *(str(size) for size in found)],
                    *([each, *(_number(at[each]) for at in found.values())] for each in figures),
                ]
            )
    return made


def tables(results: Mapping[str, Any]) -> list[Table]:
    """The tables of one run."""
    made: list[Table] = []
    for head, *rows in filter(None, _lines(results)):
        table = _table(*head)
        for row in rows:
            table.add_row(*(each.strip("*") for each in row))
        made.append(table)
    return made


def markdown(results: Mapping[str, Any]) -> str:
    """The tables of one run as docs/performance.md holds them, with the machine and the date."""
    machine = results["machine"]
    parts = [
        f"{machine['date']}, {machine['cores']} cores of {machine['processor']}, Linux {machine['kernel']}, "
        f"Python {machine['python']}; load when it began {machine.get('load', '–')}\n"
    ]
    for head, *rows in filter(None, _lines(results)):
        parts.append(f"| {' | '.join(head)} |")
        parts.append(f"|---|{'---:|' * (len(head) - 1)}")
        parts.extend(f"| {' | '.join(row)} |" for row in rows)
        parts.append("")
    return "\n".join(parts)


def comparison(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Table]:
    """Two runs side by side. Between machines or days, compare the ratios to the floor, not the milliseconds."""
    table = _table("Two runs", "before", "after", "after ÷ before", "÷ floor before", "÷ floor after")
    for row in ROWS:
        old, new = before.get("hub", {}).get(row.name), after.get("hub", {}).get(row.name)
        table.add_row(
            row.label,
            _number(old),
            _number(new),
            _ratio(new, old),
            _ratio(old, before.get("floor", {}).get(row.name)),
            _ratio(new, after.get("floor", {}).get(row.name)),
        )
    for row in STORE_ROWS:
        old, new = before.get("store", {}).get(row.name), after.get("store", {}).get(row.name)
        table.add_row(row.label, _number(old), _number(new), _ratio(new, old), "–", "–")
    for name, scenario in SCENARIOS.items():
        old_figures, new_figures = (each.get("scenarios", {}).get(name, {}) for each in (before, after))
        for row in scenario.rows if old_figures or new_figures else ():
            old, new = old_figures.get(row.name), new_figures.get(row.name)
            table.add_row(f"{name}: {row.label}", _number(old), _number(new), _ratio(new, old), "–", "–")
    return [table]


def _table(first: str, *others: str) -> Table:
    table = Table()
    table.add_column(first)
    for name in others:
        table.add_column(name, justify="right")
    return table


def show(made: list[Table]) -> None:
    """Print tables, wide enough for their columns even where the output is a file."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=120)
    for table in made:
        console.print(table)


def load(path: Path) -> Results:
    """Read the results that an earlier run wrote with --json."""
    found = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(found, dict):
        raise TypeError(f"{path} does not hold the results of a run")
    return found
