"""`porchlight bench`: how many people this machine can hold."""

from __future__ import annotations

import dataclasses
import json
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from server.cli import console


def bench(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of sentences.")] = False,
) -> None:
    """Find out in about a minute how many people this machine can hold. Your own hub is not touched."""
    # asyncssh and Textual take a while to load, and most commands do without them.
    from server.bench import capacity, words

    def say(line: str) -> None:
        if not as_json:
            sys.stderr.write(line + "\n")
            sys.stderr.flush()

    say(words.BEGINS)
    with tempfile.TemporaryDirectory(prefix="porchlight-bench-") as folder:
        there, measured, found = capacity.bench(Path(folder), say)
    busy = capacity.is_busy(there, measured)
    if as_json:
        told = {
            "people_usual_evening": found.evening,
            "limited_by": found.limited_by,
            "people_one_room": found.room,
            "logins_per_s": round(found.logins_per_s, 1),
            "busy": busy,
            "machine": dataclasses.asdict(there),
            "measured": {name: round(value, 3) for name, value in dataclasses.asdict(measured).items()},
        }
        console.say(json.dumps(told, ensure_ascii=False))
        return
    console.say()
    for line in words.told(there, measured, found, busy=busy):
        console.say(line)
