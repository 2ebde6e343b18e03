"""Two people over real ssh: ask, agree, check in, miss, a gentle note, a reply, a setback, a pause, and parting.

The server runs in this process, so that the test can move its clock; the clients are the system's own `ssh`. In the
middle the server is closed and opened again on the same file.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import asyncssh
import pytest

from server.serving import Door
from store import circles, keys, members, preferences
from store.circles import CircleKind, Visibility
from store.config import Config, Limits
from store.hub import Hub
from store.operations import SYSTEM, Actor
from store.policy import Role

pytestmark = pytest.mark.e2e

HOUR_MS = 3_600_000
EVENING = 1_795_370_520_000
"""Sunday 22 November 2026, 18:02 UTC: 13:02 in New York."""

PEOPLE = {
    "ada": (Role.PARTICIPANT, "America/New_York"),
    "theo": (Role.PARTICIPANT, "Europe/Berlin"),
    "max": (Role.MENTOR, "UTC"),
    "hana": (Role.HOST, "UTC"),
}


@dataclass
class Street:
    """A served hub, its clock, and people with keys."""

    folder: Path
    config: Config
    now: int = EVENING
    host_key: asyncssh.SSHKey = field(default_factory=lambda: asyncssh.generate_private_key("ssh-ed25519"))
    open: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def serve(self) -> None:
        self.hub = await Hub.open(self.config, clock=lambda: self.now)
        self.open = AsyncExitStack()
        self.open.push_async_callback(self.hub.close)
        self.door = await self.open.enter_async_context(
            Door(self.hub, host="127.0.0.1", port=0, host_key=self.host_key)
        )

    async def restart(self) -> None:
        await self.open.aclose()
        await self.serve()

    async def later(self, hours: float) -> None:
        """Let time pass; what is due by then is done by the keeper, or here, once."""
        self.now += int(hours * HOUR_MS)
        await self.hub.work()

    async def ssh(self, who: str, *words: str, stdin: str = "") -> tuple[int, str, str]:
        settings = ("StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "IdentityAgent=none")
        more = ("IdentitiesOnly=yes", "LogLevel=ERROR")
        argv = ["ssh", "-F", "none", "-p", str(self.door.address[1]), "-i", str(self.folder / who)]
        for each in (*settings, *more):
            argv += ["-o", each]
        child = await asyncio.create_subprocess_exec(
            *argv,
            f"{who}@127.0.0.1",
            *words,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={"HOME": str(self.folder), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        )
        async with asyncio.timeout(30):
            out, err = await child.communicate(stdin.encode())
        return child.returncode or 0, out.decode(), err.decode()

    async def said(self, who: str, *words: str, stdin: str = "") -> str:
        status, out, err = await self.ssh(who, *words, stdin=stdin)
        assert status == 0, err
        return out

    async def json(self, who: str, *words: str) -> Any:
        return json.loads(await self.said(who, *words, "--json"))


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    limits = Limits(connections_per_second=1000.0, connections_burst=1000)
    made = Street(tmp_path, replace(Config.at(tmp_path / "hub"), limits=limits))
    await made.serve()
    await made.hub.do(
        SYSTEM,
        circles.create,
        name="porch",
        title="Porch",
        kind=CircleKind.INTEREST,
        visibility=Visibility.OPEN,
    )
    for handle, (role, zone) in PEOPLE.items():
        key = asyncssh.generate_private_key("ssh-ed25519")
        path = tmp_path / handle
        path.touch(mode=0o600)
        path.write_bytes(key.export_private_key("openssh"))
        member_id = await made.hub.do(
            SYSTEM, members.add, handle=handle, role=role, circle_names=("porch",), time_zone=zone
        )
        public = key.export_public_key("openssh").decode()
        await made.hub.do(SYSTEM, keys.add_for, member_id=member_id, public_key=public, label="test")
        actor = Actor.of(member_id)
        await made.hub.do(actor, members.acknowledge_rules, version=made.config.rules.version)
        if handle == "theo":
            await made.hub.do(actor, preferences.put, quiet=(22 * 60, 7 * 60))
    yield made
    await made.open.aclose()


async def test_two_people_from_the_first_question_to_parting_over_a_restart(street: Street) -> None:
    # They find each other.
    await street.said("theo", "buddy card --open --working-on evenings --times late")
    assert "working on: evenings" in await street.said("ada", "buddy cards")
    await street.said("ada", "buddy ask theo shall we watch out for each other?")
    assert "shall we watch out for each other?" in await street.said("theo", "buddy")
    assert "You are buddies now" in await street.said("theo", "buddy yes ada")
    await street.said("ada", "post buddy/theo", stdin="hello\nyou\n")
    assert "hello\n    you" in await street.said("theo", "read buddy")

    # Theo checks in; ada sees it, nobody else does. It is 19:02 where he lives.
    await street.said("theo", "checkin --mood 3 --audience buddy --reply long day, still here")
    assert "long day, still here" in await street.said("ada", "checkins --shared")
    for who in ("max", "hana"):
        assert "long day" not in await street.said(who, "checkins --shared")
    (shared,) = await street.json("ada", "checkins --shared")
    await street.said("ada", f"checkin --answer {shared['id']} I am around tonight")
    assert "I am around tonight" in await street.said("theo", "read buddy")

    # Ada misses hers: 20:00 in New York is 01:00 UTC; two hours later there is a gentle note, for her alone.
    await street.later(8)
    assert "No check-in yet" not in await street.said("ada", "today")
    await street.restart()
    await street.later(1.1)
    assert "No check-in yet. How are you?" in await street.said("ada", "today")
    assert "No check-in" not in await street.said("theo", "today")
    assert "has not checked in" not in await street.said("theo", "today")
    await street.restart()
    assert (await street.said("ada", "today")).count("No check-in yet") == 1

    # Theo nudges; then it is his quiet time when ada does.
    assert "It is with them." in await street.said("theo", "nudge ada --word here")
    assert "theo: I am here when you want me." in await street.said("ada", "today")
    assert "quiet time" in await street.said("ada", "nudge theo")
    assert "Thinking of you." not in await street.said("theo", "today")
    await street.later(3.5)
    assert "ada: Thinking of you." in await street.said("theo", "today")

    # A setback is kept to oneself, and told to whom ada picks: max, this time.
    await street.said("ada", "counters add days at home --since 2026-11-01")
    (counter,) = await street.json("ada", "counters")
    out = await street.said("ada", f"counters setback {counter['id']}")
    assert re.search(r"22 days in all\s+longest 22\s+this run 0", out)
    await street.said("ada", "checkin --kind setback --mood 1 --audience me it was a hard night")
    assert "No check-in yet" not in await street.said("ada", "today")
    assert "hard night" not in await street.said("theo", "today")
    await street.said("ada", "checkin --kind setback --tell max --audience me I would like company")
    assert "I would like company" in await street.said("max", "checkins --shared")
    assert "company" not in await street.said("theo", "checkins --shared")
    assert "company" not in await street.said("hana", "checkins --shared")

    # A pause ends by itself; nothing is said meanwhile.
    assert "until 2026-11-26" in await street.said("ada", "buddy pause --until 2026-11-26")
    await street.later(24)
    await street.restart()
    await street.later(12)
    for who in ("ada", "theo"):
        letter = await street.said(who, "today --seen")
        assert "No check-in" not in letter
        assert "has not checked in" not in letter
        assert "For you" not in await street.said(who, "today"), "what was seen is gone"
    await street.later(36)
    assert "the pause is over" in await street.said("ada", "today")
    assert "paused" not in await street.said("theo", "buddy")

    # They part; both read the same kind words, and the room can be read.
    await street.said("theo", "buddy part ada")
    kind = "are no longer buddies. Thank you both for the time you gave each other."
    assert kind in await street.said("ada", "today")
    assert kind in await street.said("theo", "today")
    status, _, _ = await street.ssh("ada", "post buddy/theo one more thing")
    assert status != 0
    status, _, error = await street.ssh("ada", f"checkins {shared['id']}")
    assert (status, error) == (3, "There is no such check-in.\n")
