"""Pictures of the forum at a quiet hour: lists, a thread, writing, at three widths and in every palette.

After a change that was meant: `pytest tests/tui/forum/test_snapshots.py --snapshot-update`, and look at them.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from pytest_textual_snapshot import SVGImageExtension  # type: ignore[import-untyped]  # it has no types
from syrupy.assertion import SnapshotAssertion

from store import aliases, preferences
from tests.tui.forum.village import HOUR, build, paste
from tests.tui.porch import EVENING, Porch

NIGHTS = ("ctrl+k", "=first nights", "enter")
DREAM = ("ctrl+k", "=dreamt", "enter")
WALK = ("ctrl+k", "=evening for", "enter")

SCREENS = {
    "lists_wide": ("mira", (120, 40), "night", ("3",)),
    "lists_paper": ("ada", (80, 24), "paper", ("3", "down")),
    "lists_phone": ("ada", (40, 20), "night", ("3",)),
    "unanswered_terminal": ("max", (80, 24), "terminal", ("3", "Q")),
    "thread_wide": ("theo", (120, 40), "night", (*NIGHTS, "home")),
    "thread_answering_contrast": (
        "mira",
        (80, 24),
        "contrast",
        (*NIGHTS, "r", "=Yes.", "ctrl+j", "=And you?"),
    ),
    "thread_folded_phone": ("theo", (40, 20), "night", DREAM),
    "thread_alias_phone": ("ada", (40, 20), "paper", (*DREAM, "r", "=I am here.")),
    "poll": ("max", (80, 24), "night", WALK),
    "beside_phone": ("theo", (40, 20), "night", (*NIGHTS, "i", "=i want to die")),
    "new_thread": (
        "ada",
        (80, 24),
        "night",
        ("3", "b", "=wins", "enter", "a", "=A small one", "enter", "=Today"),
    ),
}


class _First:
    """Chooses the first of what it is given, so that every picture has the same alias."""

    @staticmethod
    def choice(names: Sequence[str]) -> str:
        return names[0]


@pytest.mark.parametrize("name", SCREENS)
async def test_the_forum_looks_as_it_did(
    porch: Porch, name: str, snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aliases, "secrets", _First)
    village = await build(porch)
    monkeypatch.undo()
    handle, size, palette, keys = SCREENS[name]
    await village.answer(
        "max", village.threads["Which evening for the walk?"], "Thursday suits me.", ago=-60_000
    )
    porch.clock.now = EVENING + HOUR
    await porch.hub.do(porch.actor(handle), preferences.put, theme=palette)
    async with porch.visit(handle, size) as visit:
        for key in keys:
            if key.startswith("="):
                await paste(visit, key[1:])
            else:
                await visit.press(key)
        await visit.pilot.pause()
        with visit.app._context():
            assert visit.app.export_screenshot() == snapshot(extension_class=SVGImageExtension)
