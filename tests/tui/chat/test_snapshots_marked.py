"""Pictures of marked words, reactions, marks and the cards for a message, at the three widths and in each palette."""

from __future__ import annotations

import pytest
from pytest_textual_snapshot import SVGImageExtension  # type: ignore[import-untyped]  # it has no types
from syrupy.assertion import SnapshotAssertion

from store import chat, circles, edits, pins, preferences, reactions
from store.operations import SYSTEM
from tests.tui.chat.conftest import Kitchen
from tests.tui.chat.visit import visiting

SCREENS = {
    "wide": ((120, 40), "night", ("up",)),
    "paper": ((120, 40), "paper", ()),
    "tabs_contrast": ((80, 24), "contrast", ("up", "up", "up")),
    "tabs_terminal": ((80, 24), "terminal", ("up",)),
    "phone": ((40, 20), "night", ("up",)),
    "phone_paper": ((40, 20), "paper", ()),
    "react": ((80, 24), "night", ("up", "+")),
    "react_phone": ((40, 20), "terminal", ("up", "+")),
    "links": ((80, 24), "paper", ("up", "up", "up", "up", "l")),
    "versions": ((80, 24), "night", ("up", "v")),
    "pins": ((80, 24), "contrast", ("escape", "P")),
}


async def after_supper(house: Kitchen) -> None:
    """Everything that words can look like, and what people gave for it."""
    do, room = house.hub.do, house.room
    await do(SYSTEM, circles.add_member, circle="garden", handle="max", lead=True)
    recipe = await house.say(
        "theo",
        "Some *good* news: **I stayed**. Here is the `soup`: https://example.org/soups/with_barley?for=four&hot=yes"
        "#then-rest and [the way](https://maps.example.org/x).",
    )
    await do(house["max"], pins.toggle, room=room, seq=recipe)
    answer = await house.say(
        "mira",
        "> I stayed\nWell done, @ada and @theo!\n- tea\n- toast, which is bread that has been near a fire for as long "
        "as one can wait\n1. first the kettle\n```\nkettle --on\n  socks --warm\n```",
        reply_to=recipe,
        minutes=2,
    )
    for handle, kind in (("theo", "I hear you"), ("ada", "I hear you"), ("max", "🌻"), ("max", "thank you")):
        await do(house[handle], reactions.toggle, room=room, seq=answer, kind=kind)
    gone = await house.say("theo", "not this", minutes=1)
    await do(house["theo"], edits.delete, room=room, seq=gone)
    seq = await house.say("ada", "Anybody for a walk?", minutes=6)
    await do(house["ada"], edits.change, room=room, seq=seq, text="Anybody for a walk by the river?")
    await do(house["max"], reactions.toggle, room=room, seq=seq, kind="same here")
    await do(house["ada"], chat.mark_read, room=room, seq=seq)


@pytest.mark.parametrize("name", SCREENS)
async def test_marked_words_look_as_they_did(house: Kitchen, name: str, snapshot: SnapshotAssertion) -> None:
    size, theme, keys = SCREENS[name]
    await after_supper(house)
    await house.hub.do(house["ada"], preferences.put, theme=theme)
    async with visiting(house.hub, house["ada"], size=size) as ada:
        await ada.open(house.room)
        for key in keys:
            await ada.press(key)
            await ada.rest()
        await ada.rest()
        with ada.app._context():
            picture = ada.app.export_screenshot()
    assert picture == snapshot(extension_class=SVGImageExtension)
