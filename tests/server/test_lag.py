"""The sampler of the loop's lateness: there when it is asked for, and not in the way of what is measured."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
from typing import Any

import pytest

from server.lag import ASKED_FOR_BY, LagSampler, sampler_if_asked_for
from tests.server.house import eventually


def looks() -> int:
    """How many looks are due."""
    loop: Any = asyncio.get_running_loop()
    return sum("_look" in repr(each._callback) for each in loop._scheduled if not each.cancelled())


async def test_nobody_looks_unless_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ASKED_FOR_BY, raising=False)
    assert sampler_if_asked_for(asyncio.get_running_loop()) is None
    assert looks() == 0


async def test_it_tells_what_it_found_rests_when_told_to_and_leaves_nothing_behind(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "porchlight.door")
    sampler = LagSampler(asyncio.get_running_loop())
    sampler.start()
    try:
        await eventually(lambda: len(sampler._late_ms) > 2)
        os.kill(os.getpid(), signal.SIGUSR1)
        await eventually(lambda: any("loop.lag n=" in each.getMessage() for each in caplog.records))
        assert looks() == 1
        os.kill(os.getpid(), signal.SIGUSR2)
        await eventually(lambda: looks() == 0)
        os.kill(os.getpid(), signal.SIGUSR1)
        await eventually(lambda: looks() == 1)
    finally:
        sampler.stop()
    sampler.stop()
    assert looks() == 0
    assert sampler._collected not in gc.callbacks
