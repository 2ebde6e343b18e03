"""Pictures of Chat at a quiet hour and the three widths.

After a change that was meant: `pytest tests/tui/chat/test_snapshots.py --snapshot-update`, and look at them.
"""

from __future__ import annotations

import pytest
from pytest_textual_snapshot import SVGImageExtension  # type: ignore[import-untyped]  # it has no types
from syrupy.assertion import SnapshotAssertion

from store import chat, preferences, presence
from store.operations import SYSTEM
from tests.tui.chat.conftest import Kitchen
from tests.tui.chat.visit import visiting

SCREENS = {
    "wide": ((120, 40), "night", ()),
    "tabs": ((80, 24), "night", ()),
    "phone": ((40, 20), "night", ()),
    "answering_paper": ((120, 40), "paper", ("up", "up", "r", *"Socks it is", "ctrl+j", *"And tea.")),
    "scrolled_back_contrast": ((80, 24), "contrast", ("pageup",)),
    "chosen_terminal": ((80, 24), "terminal", ("up", "up", "up")),
}


async def evening(house: Kitchen) -> None:
    """A small evening, half of it read."""
    await house.say("mira", "Good morning, early birds.", "The kettle is on.")
    house.clock.now += 24 * 3_600_000
    await house.say(
        "theo", "Made it through the staff party with my mineral water. Left at nine. Home, socks, tea."
    )
    await house.say("mira", "That is a big evening, theo. Socks AND tea.", minutes=2)
    await house.say("max", "Proud of you. Anybody up for the breathing room at eight?", minutes=5)
    seq = await house.say("ada", "me me me 🙂", minutes=3)
    await house.hub.do(house["ada"], chat.mark_read, room=house.room, seq=seq)
    await house.say("theo", "Thank you. I had the corridor and I had you lot in my pocket.", minutes=20)
    await house.say("mira", "A warm pocket, I hope, @ada?", reply_to=seq, minutes=2)
    await house.say("max", "/me warms up the breathing room", minutes=1)
    await house.hub.do(SYSTEM, presence.beat, process_id=house.hub.process_id)
    await house.hub.hear()
    for handle in ("theo", "max"):
        await house.hub.do(house[handle], presence.arrive, session_id=f"x-{handle}", way_in="ssh")
    await house.hub.do(house["theo"], presence.set_state, session_id="x-theo", state="away")


@pytest.mark.parametrize("name", SCREENS)
async def test_chat_looks_as_it_did(house: Kitchen, name: str, snapshot: SnapshotAssertion) -> None:
    size, theme, keys = SCREENS[name]
    await evening(house)
    await house.hub.do(house["ada"], preferences.put, theme=theme)
    async with visiting(house.hub, house["ada"], size=size) as ada:
        await ada.open(house.room)
        await ada.press(*keys)
        await ada.rest()
        with ada.app._context():
            picture = ada.app.export_screenshot()
    assert picture == snapshot(extension_class=SVGImageExtension)


async def test_an_empty_room_looks_as_it_did(house: Kitchen, snapshot: SnapshotAssertion) -> None:
    async with visiting(house.hub, house["ada"], size=(80, 24)) as ada:
        await ada.open(house.room)
        await ada.rest()
        with ada.app._context():
            picture = ada.app.export_screenshot()
    assert picture == snapshot(extension_class=SVGImageExtension)
