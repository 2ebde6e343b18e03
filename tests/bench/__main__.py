"""The command line of the bench; see `python -m tests.bench --help`."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import json
import os
import platform
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from server.bench.house import HALL, House, settings
from server.bench.processes import take_load_core
from store import rooms
from store.hub import Hub
from store.operations import SYSTEM

from .figures import QUICK, Effort, Figures, measure
from .report import Results, comparison, load, markdown, show, tables
from .scenarios import BRIEF, FULL, HISTORY, LONG_ROOM, SCENARIOS, Extent, Site
from .store_load import fill, measure_store
from .targets import Floor, Target
from .targets import Hub as DemoHub

LONGEST_S: Final = 2700.0
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
        "--quick", action="store_true", help="two to three minutes: smaller rooms, fewer repetitions"
    )
    parser.add_argument(
        "--only",
        choices=(*PARTS, *SCENARIOS),
        action="append",
        help="just this part or scenario (may be repeated)",
    )
    parser.add_argument(
        "--visits",
        type=int,
        metavar="N",
        help="for churn: how many visits before memory is looked at, and as many again after",
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
        "load": round(os.getloadavg()[0], 2),
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
    }


def _say_of(say: Callable[[str], None], name: str, what: str) -> None:
    say(f"{name}: {what}")


async def _within(seconds: float, work: Coroutine[Any, Any, None]) -> None:
    async with asyncio.timeout(seconds):
        await work


async def _measure(targets: list[Target], effort: Effort, say: Callable[[str], None]) -> dict[str, Figures]:
    async with contextlib.AsyncExitStack() as running:
        for target in targets:
            await running.enter_async_context(target.running())
        return await measure(targets, effort, say)


async def _run(arguments: argparse.Namespace, results: Results) -> None:
    """Take the figures of the chosen parts into `results`, one part after another."""
    parts = arguments.only or (*PARTS, *SCENARIOS)
    effort = QUICK if arguments.quick else Effort()
    began = time.perf_counter()

    # A collection of this process's, with hundreds of clients in it, holds up whatever is being timed.
    gc.disable()

    def say(what: str) -> None:
        print(f"{time.perf_counter() - began:6.1f} s  {what}", file=sys.stderr)
        gc.collect()

    this = asyncio.current_task()
    assert this is not None
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, this.cancel)
    with tempfile.TemporaryDirectory(prefix="porchlight-bench-") as place:
        folder = Path(place)
        if "store" in parts:
            results["store"] = await measure_store(folder, quick=arguments.quick, say=say)
        take_load_core()
        targets: list[Target] = [Floor(folder), DemoHub(folder, effort.long_history)]
        if chosen_targets := [target for target in targets if target.name in parts]:
            who = " and ".join(target.name for target in chosen_targets)
            found_of = await _measure(chosen_targets, effort, partial(_say_of, say, who))
            results.update({each: asdict(figures) for each, figures in found_of.items()})
        if chosen := [name for name in SCENARIOS if name in parts]:
            found: Results = {}
            results["scenarios"] = found
            extent = BRIEF if arguments.quick else FULL
            if arguments.visits:
                extent = replace(extent, churn=arguments.visits)
            await _scenarios(folder, chosen, found, extent=extent, say=say)


async def _scenarios(
    folder: Path, chosen: list[str], found: Results, *, extent: Extent, say: Callable[[str], None]
) -> None:
    """Run scenarios one after another on one house; one that fails is told and does not take the others with it."""
    house = House(folder, max(extent.storm, extent.evening[-1], extent.rooms[-1]))
    say(f"scenarios: a hub with {house.people} people")
    async with house.running():
        site = Site(house, extent, lambda what: say(f"scenarios: {what}"))
        if WITH_HISTORY & set(chosen):
            await _with_history(house)
        for name in chosen:
            try:
                found[name] = await SCENARIOS[name].run(site)
            except (OSError, RuntimeError, TimeoutError) as error:
                say(f"scenarios: {name} failed: {type(error).__name__}: {error}")
                for line in house.server.troubles():
                    say(f"scenarios:   the server said: {line}")


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
    effort = QUICK if arguments.quick else Effort()
    results: Results = {"machine": _machine(), "effort": asdict(effort)}
    status = 0
    try:
        asyncio.run(_within(LONGEST_QUICK_S if arguments.quick else LONGEST_S, _run(arguments, results)))
    except asyncio.CancelledError:
        print("stopped; what was taken until then:", file=sys.stderr)
        status = 130
    except TimeoutError:
        print("given up, the run took too long; what was taken until then:", file=sys.stderr)
        status = 1
    with contextlib.suppress(BrokenPipeError):
        show(tables(results))
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    if arguments.markdown:
        arguments.markdown.write_text(markdown(results), encoding="utf-8")
    return status


if __name__ == "__main__":
    sys.exit(main())
