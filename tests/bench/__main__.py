"""The command line of the bench; see `python -m tests.bench --help`."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import platform
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from server.bench.house import HALL, House, settings
from server.bench.processes import take_load_core
from store import rooms
from store.hub import Hub
from store.operations import SYSTEM

from .figures import QUICK, Effort, Figures, measure
from .report import Results, as_results, comparison, load, markdown, show, tables
from .scenarios import BRIEF, FULL, HISTORY, LONG_ROOM, SCENARIOS, Site
from .store_load import fill, measure_store
from .targets import Floor, Target
from .targets import Hub as DemoHub

LONGEST_S: Final = 900.0
"""Seconds after which a run is given up, whatever it is doing."""
LONGEST_QUICK_S: Final = 300.0
PARTS: Final = ("floor", "hub", "store")
WITH_HISTORY: Final = frozenset({"history", "search"})


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench",
        description="Measure what the hub costs beside a bare asyncssh server, in one run on this machine.",
    )
    parser.add_argument(
        "--quick", action="store_true", help="about a minute: smaller rooms, fewer repetitions"
    )
    parser.add_argument(
        "--only",
        choices=(*PARTS, *SCENARIOS),
        action="append",
        help="just this part or scenario (may be repeated)",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures to FILE")
    parser.add_argument(
        "--markdown", type=Path, metavar="FILE", help="also write the tables to FILE, as the docs hold them"
    )
    parser.add_argument(
        "--compare", type=Path, nargs=2, metavar=("A", "B"), help="compare two such files and end"
    )
    return parser.parse_args()


def _machine() -> dict[str, object]:
    model = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "kernel": platform.release(),
        "python": platform.python_version(),
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
    }


async def _measure(target: Target, effort: Effort, say: Callable[[str], None]) -> Figures:
    async with target.running():
        return await measure(target, effort, say)


async def _run(arguments: argparse.Namespace) -> Results:
    parts = arguments.only or (*PARTS, *SCENARIOS)
    effort = QUICK if arguments.quick else Effort()
    results: Results = {"machine": _machine(), "effort": asdict(effort)}
    began = time.perf_counter()

    def say(what: str) -> None:
        print(f"{time.perf_counter() - began:6.1f} s  {what}", file=sys.stderr)

    this = asyncio.current_task()
    assert this is not None
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, this.cancel)
    with tempfile.TemporaryDirectory(prefix="porchlight-bench-") as place:
        folder = Path(place)
        floor = hub = None
        async with asyncio.timeout(LONGEST_QUICK_S if arguments.quick else LONGEST_S):
            if "store" in parts:
                results["store"] = await measure_store(folder, quick=arguments.quick, say=say)
            take_load_core()
            if "floor" in parts:
                floor = await _measure(Floor(folder), effort, lambda what: say(f"floor: {what}"))
            if "hub" in parts:
                hub = await _measure(
                    DemoHub(folder, effort.long_history), effort, lambda what: say(f"hub: {what}")
                )
            if chosen := [name for name in SCENARIOS if name in parts]:
                results["scenarios"] = await _scenarios(folder, chosen, quick=arguments.quick, say=say)
    return results | as_results(floor, hub)


async def _scenarios(folder: Path, chosen: list[str], *, quick: bool, say: Callable[[str], None]) -> Results:
    """Run scenarios one after another on one house; one that fails is told and does not take the others with it."""
    extent = BRIEF if quick else FULL
    house = House(folder, max(extent.storm, extent.evening[-1], extent.rooms[-1]))
    say(f"scenarios: a hub with {house.people} people")
    found: Results = {}
    async with house.running():
        site = Site(house, extent, lambda what: say(f"scenarios: {what}"))
        if WITH_HISTORY & set(chosen):
            await _with_history(house)
        for name in chosen:
            try:
                found[name] = await SCENARIOS[name].run(site)
            except (OSError, RuntimeError, TimeoutError) as error:
                say(f"scenarios: {name} failed: {type(error).__name__}: {error}")
    return found


async def _with_history(house: House) -> None:
    """Give the house a room with a long history that everybody is in, beside the server that has the store open."""
    hub = await Hub.open(settings(house.folder))
    try:
        room = await hub.do(SYSTEM, rooms.create, circle=HALL, name=LONG_ROOM)
        await fill(hub, room, 1, HISTORY)
    finally:
        await hub.close()


def main() -> int:
    """Run the bench or compare two runs; the exit status does not depend on the figures."""
    arguments = _arguments()
    if arguments.compare:
        show(comparison(*map(load, arguments.compare)))
        return 0
    try:
        results = asyncio.run(_run(arguments))
    except asyncio.CancelledError:
        print("stopped", file=sys.stderr)
        return 130
    except TimeoutError:
        print("given up: the run took too long", file=sys.stderr)
        return 1
    with contextlib.suppress(BrokenPipeError):
        show(tables(results))
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    if arguments.markdown:
        arguments.markdown.write_text(markdown(results), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
