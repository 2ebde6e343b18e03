"""What leaves at once and what waits for the client's window arrives as one stream, whole and in order."""

from __future__ import annotations

from pathlib import Path

import asyncssh
import pytest

from server.connection import HubChannel
from store import chat
from tests.server.house import House, open_house

LINES = 120


async def said(house: House) -> None:
    for n in range(LINES):
        await house.hub.do(
            house.ada, chat.post, room="kitchen", text=f"line {n} of what was said in the kitchen"
        )


async def read_out(house: House, window: int, packet: int) -> bytes:
    """A long command's output over a client's window of so many bytes, in packets of so many."""
    async with house.with_key() as connection:
        process = await connection.create_process(
            f"read kitchen --limit {LINES}", encoding=None, window=window, max_pktsize=packet
        )
        result = await process.wait(check=True)
        assert isinstance(result.stdout, bytes)
        return result.stdout


@pytest.mark.parametrize(
    ("window", "packet"), [(2**21, 2**15), (300, 2**15), (2**21, 40), (7, 3), (4_096, 1_000)]
)
async def test_every_window_gets_the_same_bytes(
    tmp_path: Path, window: int, packet: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    buffered: list[int] = []
    real = asyncssh.SSHServerChannel.write

    def write(channel: HubChannel, data: bytes, datatype: asyncssh.DataType = None) -> None:
        buffered.append(len(data))
        real(channel, data, datatype)

    monkeypatch.setattr(asyncssh.SSHServerChannel, "write", write)
    async with open_house(tmp_path, messages_per_10_s=10_000) as house:
        await said(house)
        out = await read_out(house, window, packet)
    lines = out.decode().splitlines()
    numbers = [int(line.split("line ")[1].split()[0]) for line in lines if "line " in line]
    assert numbers == list(range(LINES))
    # Nothing goes through the buffer where all of it fits into the window and a packet.
    assert bool(buffered) == (min(window, packet) < 2_000)
