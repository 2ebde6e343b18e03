"""Pictures of Buddies and what is reached from it, at the three widths and in each palette.

After a change that was meant: `pytest tests/tui/buddies/test_snapshots.py --snapshot-update`, and look at them.
"""

from __future__ import annotations

import pytest
from pytest_textual_snapshot import SVGImageExtension  # type: ignore[import-untyped]  # it has no types
from syrupy.assertion import SnapshotAssertion

from store import preferences
from tests.tui.buddies.company import live_a_while
from tests.tui.porch import Porch

SCREENS = {
    "buddies_wide": ((120, 40), "night", ("4",)),
    "buddies_tabs": ((80, 24), "paper", ("4",)),
    "buddies_phone": ((40, 20), "night", ("4",)),
    "check_in_contrast": ((80, 24), "contrast", ("4", "c", "4", "2")),
    "check_in_phone": ((40, 20), "night", ("4", "c", "4")),
    "trend_terminal": ((80, 24), "terminal", ("4", "t")),
    "goals_phone": ((40, 20), "paper", ("4", "s")),
    "today_with_a_buddy": ((120, 40), "night", ()),
    "plan_tabs": ((80, 24), "night", ("f1", "p")),
}


@pytest.mark.parametrize("name", SCREENS)
async def test_a_screen_looks_as_it_did(porch: Porch, name: str, snapshot: SnapshotAssertion) -> None:
    size, theme, keys = SCREENS[name]
    await live_a_while(porch)
    await porch.hub.do(porch.actor("ada"), preferences.put, theme=theme)
    async with porch.visit("ada", size) as visit:
        await visit.press(*keys)
        picture = visit.app.export_screenshot()
    assert picture == snapshot(extension_class=SVGImageExtension)


async def test_no_buddy_yet_looks_as_it_did(porch: Porch, snapshot: SnapshotAssertion) -> None:
    async with porch.visit("ada", (80, 24)) as visit:
        await visit.press("4")
        picture = visit.app.export_screenshot()
    assert picture == snapshot(extension_class=SVGImageExtension)
