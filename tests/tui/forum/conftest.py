"""The forum that the tests of its screens visit."""

from __future__ import annotations

import pytest

from tests.tui.forum.village import Village, build
from tests.tui.porch import Porch


@pytest.fixture
async def village(porch: Porch) -> Village:
    """The porch's forum."""
    return await build(porch)
