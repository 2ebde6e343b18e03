"""Pictures of what leads people back to what was said: search, the letter after an absence, and the three lists.

After a change that was meant: `pytest tests/tui/test_snapshots_catching_up.py --snapshot-update`, and look at them.
"""

from __future__ import annotations

import pytest
from pytest_textual_snapshot import SVGImageExtension  # type: ignore[import-untyped]  # it has no types
from syrupy.assertion import SnapshotAssertion
from textual import events

from store import chat, preferences, presence, rooms
from store.operations import SYSTEM
from tests.tui.porch import EVENING, Porch, Visit

HOUR = 3_600_000
WIDE, TABS, PHONE = (120, 40), (80, 24), (40, 20)

PAGES = {
    "search": ("/", "*kettle before:2026-12-01", "enter"),
    "search_nothing": ("/", "*zebra", "enter"),
    "away": (),
    "mentions": ("m",),
    "waiting": ("w",),
    "recent": ("o",),
}
"""What is pressed from Today; what has a star before it is typed."""

SCREENS = {
    **{
        f"{page}_{name}": (page, size, "night")
        for page in ("search", "away", "mentions", "waiting", "recent")
        for name, size in (("wide", WIDE), ("tabs", TABS), ("phone", PHONE))
    },
    "search_tabs_paper": ("search", TABS, "paper"),
    "search_phone_terminal": ("search", PHONE, "terminal"),
    "search_nothing_phone_contrast": ("search_nothing", PHONE, "contrast"),
    "away_tabs_contrast": ("away", TABS, "contrast"),
    "away_phone_paper": ("away", PHONE, "paper"),
    "mentions_tabs_terminal": ("mentions", TABS, "terminal"),
    "waiting_wide_paper": ("waiting", WIDE, "paper"),
    "recent_tabs_contrast": ("recent", TABS, "contrast"),
}


async def a_day_away(porch: Porch) -> None:
    """Ada was here yesterday evening; since then people have talked, named her, and written to her alone."""
    hub, ada = porch.hub, porch.actor("ada")
    porch.clock.now = EVENING - 26 * HOUR
    await hub.do(SYSTEM, presence.beat, process_id=hub.process_id)
    for room in ("books", "kitchen", "night-shift"):
        porch.clock.now += 60_000
        await porch.say("ada", room, "Good night, all. The kettle is yours.")
    await hub.do(ada, presence.arrive, session_id="yesterday", way_in="ssh")
    await hub.do(SYSTEM, presence.leave, session_id="yesterday")
    await hub.do(ada, chat.mark_all_read)
    porch.clock.now = EVENING - 20 * HOUR
    for number in range(104):
        porch.clock.now += 30_000
        await porch.say("max", "kitchen", f"Counting kettles: {number + 1}")
    porch.clock.now = EVENING - 5 * HOUR
    await porch.say(
        "mira",
        "night-shift",
        "@ada, your **kettle** whistles in D minor; I looked it up at three in the night, since nobody stopped me: "
        "https://example.org/kettles?key=d-minor",
    )
    await porch.say("theo", "kitchen", "Kettle on, 湯を沸かす ☕ who is in, @ada @fay?")
    group = await porch.direct("fay", "ada")
    await porch.say("fay", group, "How was the first day back? No need to answer tonight.")
    porch.clock.now = EVENING - HOUR
    await porch.say("theo", "@ada", "Left at nine. Home, socks, tea.")
    porch.clock.now = EVENING - 30 * 60_000
    await porch.say("max", "night-shift", "The breathing room opens at eight, as ever.")
    await hub.do(ada, rooms.mute, room="books", for_s=8 * 3600)
    porch.clock.now = EVENING
    await hub.do(SYSTEM, presence.beat, process_id=hub.process_id)
    await hub.hear()
    for handle in ("max", "theo"):
        await hub.do(porch.actor(handle), presence.arrive, session_id=f"now-{handle}", way_in="ssh")


async def walk(visit: Visit, page: str) -> None:
    """Press and type what leads to a page."""
    for key in PAGES[page]:
        if key.startswith("*"):
            visit.app.post_message(events.Paste(key[1:]))
            await visit.pilot.pause()
        else:
            await visit.press(key)
    await visit.until(lambda: not visit.app.screen._layout_required)
    await visit.pilot.pause()


@pytest.mark.parametrize("name", SCREENS)
async def test_catching_up_looks_as_it_did(porch: Porch, name: str, snapshot: SnapshotAssertion) -> None:
    page, size, theme = SCREENS[name]
    await a_day_away(porch)
    await porch.hub.do(porch.actor("ada"), preferences.put, theme=theme)
    async with porch.visit("ada", size) as visit:
        await walk(visit, page)
        picture = visit.app.export_screenshot()
    assert picture == snapshot(extension_class=SVGImageExtension)
