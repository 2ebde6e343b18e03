"""Pictures of the list of names above the input and of the page of a room, at the three widths and in four palettes.

After a change that was meant: `pytest tests/tui/chat/test_writing_snapshots.py --snapshot-update`, and look at them.
"""

from __future__ import annotations

import pytest
from pytest_textual_snapshot import SVGImageExtension  # type: ignore[import-untyped]  # it has no types
from syrupy.assertion import SnapshotAssertion

from store import circles, pins, preferences, rooms
from store.operations import SYSTEM
from tests.tui.chat.conftest import Kitchen
from tests.tui.chat.test_snapshots import evening
from tests.tui.chat.visit import visiting

SCREENS = {
    "people_wide": ((120, 40), "night", ("@",)),
    "emoji_paper": ((80, 24), "paper", ("a", "space", *":te", "down")),
    "commands_phone_contrast": ((40, 20), "contrast", ("/",)),
    "commands_terminal": ((80, 24), "terminal", tuple("/m")),
    "about": ((80, 24), "night", ("escape", "t")),
    "about_phone_terminal": ((40, 20), "terminal", ("escape", "t")),
    "typed": ((80, 24), "paper", (*"/help", "enter")),
}


@pytest.mark.parametrize("name", SCREENS)
async def test_writing_looks_as_it_did(house: Kitchen, name: str, snapshot: SnapshotAssertion) -> None:
    size, theme, keys = SCREENS[name]
    await evening(house)
    await house.hub.do(SYSTEM, circles.add_member, circle="garden", handle="ada", lead=True)
    await house.hub.do(house["ada"], rooms.set_topic, room=house.room, topic="Tea and small talk")
    await house.hub.do(house["ada"], rooms.set_rules, room=house.room, rules="What is said here stays here.")
    await house.hub.do(house["ada"], pins.toggle, room=house.room, seq=3)
    await house.hub.do(house["ada"], preferences.put, theme=theme)
    async with visiting(house.hub, house["ada"], size=size) as ada:
        await ada.open(house.room)
        await ada.press(*keys)
        await ada.rest()
        with ada.app._context():
            picture = ada.app.export_screenshot()
    assert picture == snapshot(extension_class=SVGImageExtension)
