"""Asks under which name something is to stand: one's own handle, or an alias that belongs to one thread only."""

from __future__ import annotations

from tui.forum import words
from tui.widgets.floating import Entry, Picker
from tui.widgets.frame import FrameScreen


async def choose_name(screen: FrameScreen, *, alias: bool, known: str) -> bool:
    """Ask under which name. Call it in a worker.

    Args:
        screen: Where one writes.
        alias: What is chosen now.
        known: The alias that one has in the thread; '' when none is made yet.

    Returns:
        Whether it is to be an alias; as before when nothing was chosen.
    """
    porch = screen.porch
    entries = [
        Entry("handle", porch.handle, words.NAME_SEEN, light=not alias),
        Entry("alias", known or words.NEW_ALIAS, words.NAME_UNSEEN, light=alias),
    ]
    # What is chosen now comes first: Enter at once, by a hand that shakes, must never show who somebody is.
    entries.sort(key=lambda entry: not entry.light)
    picked = await porch.push_screen_wait(
        Picker(words.ALIAS_TITLE, words.NAME_HINT, entries, text=words.ALIAS_NOTE)
    )
    return alias if picked is None else picked == "alias"
