"""Counts that are exact: what sessions over the wire may cost. No time is measured here."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import asyncssh
import pytest

from server.bench.clients import CONTROL
from server.connection import HubConnection
from server.wire import Wire
from store import chat
from store.hub import system_clock
from tests.server.house import House, eventually, open_house
from tui import minutes
from tui.sparing import SparingScreen

FRAME_BYTES = 24 * 1024
"""A whole frame at 100x30 in true colours."""
LINE_BYTES = 1_500
CLOCK_BYTES = 600
"""The first line of a screen at 100 cells, in true colours."""
CLOCK = re.compile(rb"\d\d:\d\d   ada")
"""The end of a screen's first line."""


@pytest.fixture
async def house(tmp_path: Any) -> AsyncIterator[House]:
    # A clock that stands still, a second into its minute: or the minute ends in the middle of what is counted.
    now = system_clock() // 60_000 * 60_000 + 1_000
    async with open_house(tmp_path, clock=lambda: now, messages_per_10_s=1_000) as opened:
        yield opened


@contextlib.asynccontextmanager
async def in_the_kitchen(house: House, number: int) -> AsyncIterator[list[asyncssh.SSHClientProcess[bytes]]]:
    """So many terminals of 100x30 with the room open and everything drawn."""
    async with contextlib.AsyncExitStack() as stack:
        visits = []
        for _ in range(number):
            connection = await stack.enter_async_context(house.with_key())
            visit = await connection.create_process(
                term_type="xterm-256color", term_size=(100, 30), encoding=None, env={"COLORTERM": "truecolor"}
            )
            visits.append(visit)
            await read_until(visit, b"help now")
            visit.stdin.write(b"\x1b2")
            await read_until(visit, b"writing to kitchen")
        yield visits


async def read_until(visit: asyncssh.SSHClientProcess[bytes], words: bytes) -> None:
    seen = b""
    async with asyncio.timeout(20):
        while words not in CONTROL.sub(b"", seen):
            seen += await visit.stdout.read(65536)


async def quiet(writes: list[bytes]) -> None:
    """Wait until nothing has been written for a while: silence has no event of its own."""
    before = -1
    while len(writes) != before:
        before = len(writes)
        await asyncio.sleep(0.6)


@pytest.fixture
def writes(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Everything that is written to anybody's channel from now on."""
    made: list[bytes] = []
    real = Wire.send

    def send(wire: Wire, data: bytes, *, to_stderr: bool = False) -> None:
        made.append(data)
        real(wire, data, to_stderr=to_stderr)

    monkeypatch.setattr(Wire, "send", send)
    return made


async def test_a_line_is_one_write_of_bounded_size_for_each_viewer(house: House, writes: list[bytes]) -> None:
    async with in_the_kitchen(house, 3):
        await quiet(writes)
        for number in range(4):
            writes.clear()
            await house.hub.do(
                house.ada, chat.post, room="kitchen", text=f"the kettle is on, number {number}"
            )
            await eventually(lambda: len(writes) >= 3)
            await quiet(writes)
            assert len(writes) == 3
            assert all(f"number {number}".encode() in each for each in writes)
            assert max(map(len, writes)) <= LINE_BYTES


async def test_a_minute_is_one_short_write_for_each_session_and_nothing_is_composed(
    house: House, writes: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    composed: list[str] = []
    real = SparingScreen._compositor_refresh

    def refresh(screen: SparingScreen[Any]) -> None:
        composed.append(type(screen).__name__)
        real(screen)

    async with in_the_kitchen(house, 3):
        await quiet(writes)
        monkeypatch.setattr(SparingScreen, "_compositor_refresh", refresh)
        writes.clear()
        house.hub.bus.publish(minutes.MINUTE)
        await eventually(lambda: len(writes) >= 3)
        await quiet(writes)
        assert len(writes) == 3
        assert all(CLOCK.search(CONTROL.sub(b"", each)) for each in writes)
        assert max(map(len, writes)) < CLOCK_BYTES
        assert composed == []


async def test_a_write_is_one_packet_and_one_call_of_the_kernel(
    house: House, writes: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    packets: list[bytes] = []
    real = HubConnection._send

    def send(connection: HubConnection, data: bytes) -> None:
        packets.append(data)
        real(connection, data)

    async with in_the_kitchen(house, 3):
        await quiet(writes)
        writes.clear()
        monkeypatch.setattr(HubConnection, "_send", send)
        await house.hub.do(house.ada, chat.post, room="kitchen", text="the kettle is on")
        await eventually(lambda: len(writes) >= 3)
        await quiet(writes)
        assert len(packets) == len(writes) == 3


async def test_a_key_is_one_write_and_a_whole_frame_keeps_to_its_bytes(
    house: House, writes: list[bytes]
) -> None:
    for number in range(40):
        await house.hub.do(
            house.ada, chat.post, room="kitchen", text=f"{number} " + "words and more words " * 8
        )
    async with in_the_kitchen(house, 1) as (visit,):
        await quiet(writes)
        assert max(map(len, writes)) <= FRAME_BYTES
        visit.stdin.write(b"a")
        await quiet(writes)
        writes.clear()
        for letter in (b"b", b"c", b"d"):
            writes.clear()
            visit.stdin.write(letter)
            await eventually(lambda: bool(writes))
            await asyncio.sleep(0.1)
            assert len(writes) == 1
            assert len(writes[0]) < 300
        writes.clear()
        visit.stdin.write(b"\x0c")
        await eventually(lambda: bool(writes))
        await quiet(writes)
        assert sum(map(len, writes)) <= FRAME_BYTES


def due_within(seconds: float) -> Counter[str]:
    """What the loop will do within that time, by name."""
    loop: Any = asyncio.get_running_loop()
    due = [each for each in loop._scheduled if not each.cancelled() and each.when() < loop.time() + seconds]
    return Counter(getattr(each._callback, "__qualname__", repr(each._callback)) for each in due)


async def test_an_idle_session_has_no_timer_under_a_minute_but_the_keepalive(house: House) -> None:
    # The hub's own are taken from a longer stretch, or one of them may come nearer than a minute in the meantime.
    # One clock ticks for all of them together, and `eventually` has a timer of its own.
    of_the_hub = due_within(180) + Counter({"_tick": 1, "Timeout._on_timeout": 1})
    async with in_the_kitchen(house, 4):
        # What was read is kept 4 s after it was, once; then there is nothing left to do.
        await eventually(lambda: all("keepalive" in each for each in due_within(59) - of_the_hub))
        assert (due_within(59) - of_the_hub).total() == 4


async def test_a_login_hashes_once_with_a_password_and_never_with_a_key(house: House) -> None:
    counted = house.hub.passwords
    before = counted.hashes
    async with house.with_key() as connection:
        assert (await connection.run("version")).exit_status == 0
    assert counted.hashes == before
    async with house.with_password(preferred_auth="password") as connection:
        assert (await connection.run("version")).exit_status == 0
    assert counted.hashes == before + 1
