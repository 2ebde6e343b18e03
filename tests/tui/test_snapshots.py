"""Pictures of the screens as people see them, at a quiet hour and the three widths.

After a change that was meant: `pytest tests/tui/test_snapshots.py --snapshot-update`, and look at them.
"""

from __future__ import annotations

import pytest
from pytest_textual_snapshot import SVGImageExtension  # type: ignore[import-untyped]  # it has no types
from syrupy.assertion import SnapshotAssertion

from store import chat, preferences
from tests.tui.porch import Porch

SCREENS = {
    "today_wide": ((120, 40), "night", ()),
    "today_tabs": ((80, 24), "night", ()),
    "today_phone": ((40, 20), "night", ()),
    "help_now": ((80, 24), "night", ("f1",)),
    "help_now_phone": ((40, 20), "night", ("f1",)),
    "settings_paper": ((80, 24), "paper", ("0",)),
    "jump_contrast": ((80, 24), "contrast", ("ctrl+k",)),
    "keys_terminal": ((120, 40), "terminal", ("?",)),
}


@pytest.mark.parametrize("name", SCREENS)
async def test_a_screen_looks_as_it_did(porch: Porch, name: str, snapshot: SnapshotAssertion) -> None:
    size, theme, keys = SCREENS[name]
    await porch.hub.do(porch.actor("ada"), preferences.put, theme=theme)
    async with porch.visit("ada", size) as visit:
        await visit.press(*keys)
        picture = visit.app.export_screenshot()
    assert picture == snapshot(extension_class=SVGImageExtension)


async def test_joining_looks_as_it_did(porch: Porch, snapshot: SnapshotAssertion) -> None:
    async with porch.visit("", (80, 24)) as visit:
        await visit.write("DEMO-JOIN")
        await visit.shows("The rules")
        picture = visit.app.export_screenshot()
    assert picture == snapshot(extension_class=SVGImageExtension)


async def test_nothing_new_looks_as_it_did(porch: Porch, snapshot: SnapshotAssertion) -> None:
    for room, seq in (("kitchen", 2), ("night-shift", 1), ("@theo", 1)):
        await porch.hub.do(porch.actor("ada"), chat.mark_read, room=room, seq=seq)
    await porch.say("ada", "@theo", "Well done.")
    async with porch.visit("ada", (80, 24)) as visit:
        picture = visit.app.export_screenshot()
    assert picture == snapshot(extension_class=SVGImageExtension)
