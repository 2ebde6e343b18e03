"""The hub that the tests of screens visit."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.tui.porch import Porch, furnish


@pytest.fixture
async def porch(tmp_path: Path) -> AsyncIterator[Porch]:
    """A small hub on a real store, at 19:42 on a Sunday."""
    made = await furnish(tmp_path / "hub")
    yield made
    await made.hub.close()
