"""The hub that the tests of screens visit."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.tui.porch import Porch, furnish, settle


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of a small hub: a copy of it is there much faster than one built anew.

    It is taken before the hub closes, which would note how full its tables are.
    """
    kept = tmp_path_factory.mktemp("furnished") / "hub"

    async def build() -> None:
        made = await settle(tmp_path_factory.mktemp("built") / "hub")
        await furnish(made)
        assert await made.hub.database.empty_log()
        shutil.copytree(made.hub.config.data_dir, kept)
        await made.hub.close()

    asyncio.run(build())
    return kept


@pytest.fixture
async def porch(tmp_path: Path, furnished: Path) -> AsyncIterator[Porch]:
    """A small hub on a real store, at 19:42 on a Sunday."""
    shutil.copytree(furnished, tmp_path / "hub")
    made = await settle(tmp_path / "hub")
    yield made
    await made.hub.close()
