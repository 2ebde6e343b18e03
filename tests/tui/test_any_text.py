"""Whatever people typed is drawn on every screen as wide as terminals draw it, and commands none of them.

`PORCHLIGHT_WALKS=500 .venv/bin/pytest tests/tui/test_any_text.py` walks further, `PORCHLIGHT_SEED=7` with other words.
"""

from __future__ import annotations

import contextlib
import os
import random
import re
import unicodedata
from collections.abc import Awaitable, Callable
from typing import Final

import pytest
from textual import events

from server import escapes
from store import chat, circles, directs, edits, members, pins, preferences, presence, reactions, rooms
from store.errors import HubError
from store.operations import SYSTEM
from tests.strings import agreed, hostile
from tests.tui.chat.conftest import Kitchen
from tests.tui.chat.conftest import house as house  # a fixture
from tests.tui.chat.visit import Visit, visiting
from tui.chat.screen import ChatScreen

WALKS: Final = int(os.environ.get("PORCHLIGHT_WALKS", "1"))
SEED: Final = int(os.environ.get("PORCHLIGHT_SEED", "20261122"))
SIZES: Final = ((120, 40), (80, 24), (40, 20))
THEMES: Final = ("night", "paper", "contrast", "terminal")

CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
OURS: Final = re.compile(
    r"\x1b\[[0-9;]*[ABCDGHJKm]|\x1b\]8;(?:id=[0-9-]+)?;(?:https?://[!-~]+)?\x1b\\|\x1b\[\?2026[hl]|\x07|\n"
)
"""Drawing, links, and what the driver takes out itself."""

Words = Callable[[], str]


async def say_it_all(house: Kitchen, words: Words) -> None:
    """Theo and ada type something into every field there is; what is refused is left out."""
    do, ada, theo, room = house.hub.do, house["ada"], house["theo"], house.room
    every: tuple[Callable[[], Awaitable[object]], ...] = (
        lambda: do(ada, rooms.set_topic, room=room, topic=words()),
        lambda: do(ada, rooms.set_rules, room=room, rules=words() + "\n" + words()),
        lambda: do(theo, members.update, display_name=words()),
        lambda: do(ada, members.update, display_name=words()),
        lambda: do(ada, members.update, pronouns=words()),
        lambda: do(
            SYSTEM,
            circles.create,
            name=f"c{house.clock.now}",
            title=words(),
            kind=circles.CircleKind.INTEREST,
            description=words(),
        ),
        lambda: do(
            ada, rooms.create, circle="garden", name=f"r{house.clock.now}", title=words(), topic=words()
        ),
        lambda: house.say("theo", words()),
        lambda: house.say("theo", f"@ada {words()}", reply_to=1),
        lambda: house.say("theo", f"/me {words()}"),
        lambda: house.say("mira", words() + "\n" + words() + "\n- " + words()),
        lambda: do(theo, edits.change, room=room, seq=1, text=words()),
        lambda: do(theo, reactions.toggle, room=room, seq=2, kind=words()),
        lambda: do(theo, reactions.toggle, room=room, seq=2, kind="🌻"),
        lambda: do(theo, directs.ask, handle=words()),
        lambda: _direct(house, words()),
    )
    for each in every:
        house.clock.now += 1_000
        with contextlib.suppress(HubError):
            await each()


async def _direct(house: Kitchen, words: str) -> None:
    room = await house.hub.do(house["theo"], rooms.open_direct, handle="ada")
    await house.hub.do(house["theo"], chat.post, room=room.id, text=words)


def check(visit: Visit, where: str, *, exactly: bool) -> None:
    """What was sent since the last look commands nothing, and the screen is as wide as the terminal says."""
    sent = "".join(visit.terminal.writes)
    visit.terminal.writes.clear()
    left = OURS.sub("", sent)
    assert not CONTROL.search(left), (where, CONTROL.findall(left))
    sent.encode()
    assert escapes.only_drawing(sent) == sent.replace("\n", "").replace("\x1b[?2026h", "").replace(
        "\x1b[?2026l", ""
    ), where
    with visit.app._context():
        strips = visit.app.screen._compositor.render_strips()
    width = visit.terminal.dimensions[0]
    assert {strip.cell_length for strip in strips} == {width}, where
    if exactly:
        drawn = [row.rstrip() for row in visit.terminal.emulator.display]
        for row, strip in zip(drawn, strips, strict=True):
            # The emulator composes letters and marks, as some terminals do.
            text = unicodedata.normalize("NFC", strip.text).rstrip()
            assert unicodedata.normalize("NFC", row) == text, (where, ascii(row), ascii(text))


async def walk(visit: Visit, words: Words, *, exactly: bool) -> None:
    """Go through every screen on which people's words are, and type some into every line one can type in."""

    async def look(where: str, *keys: str, typed: str | None = None) -> None:
        if keys:
            await visit.press(*keys)
        if typed is not None:
            visit.app.post_message(events.Paste(typed))
            await visit.settle()
            await visit.press("enter")
        await visit.settle()
        check(visit, where, exactly=exactly)

    await look("a room")
    await look("a pasted draft")
    visit.composer.put(words())
    await look("a draft")
    visit.composer.put("")
    await look("a list of names", "@")
    await look("no list", "escape", "backspace")
    await look("a chosen message", "up", "up")
    await look("its versions", "v")
    await look("back", "escape")
    await look("the page of the room", "escape", "escape", "t")
    await look("back", "escape")
    await look("the pins", "P")
    await look("back", "escape")
    await look("the signs", "+", typed=words())
    await look("back", "escape", "escape")
    await look("jump", "ctrl+k", typed=words())
    await look("back", "escape")
    await look("the palette", "ctrl+p", typed=words())
    await look("back", "escape")
    await look("search", "escape", "/", typed="theo " + words())
    await look("back", "escape")
    for key, where in (("m", "mentions"), ("w", "waiting"), ("o", "recent")):
        await look(where, key)
        await look("back", "escape")
    await look("today", "alt+1")
    await look("settings", "alt+0")
    await look("keys", "?")
    await look("back", "escape")
    await look("chat", "alt+2")


@pytest.mark.parametrize("kind", ["agreed", "hostile"])
async def test_any_words_look_the_same_on_every_screen_and_command_no_terminal(
    house: Kitchen, kind: str
) -> None:
    dice = random.Random(SEED)
    words: Words = (lambda: agreed(dice)) if kind == "agreed" else (lambda: hostile(dice))
    await house.hub.do(SYSTEM, circles.add_member, circle="garden", handle="ada", lead=True)
    await house.say("theo", "one", "two")
    for number in range(WALKS):
        await say_it_all(house, words)
        with contextlib.suppress(HubError):
            await house.hub.do(house["ada"], pins.toggle, room=house.room, seq=number + 1)
        await house.hub.do(house["ada"], preferences.put, theme=THEMES[number % 4])
        await house.hub.do(SYSTEM, presence.beat, process_id=house.hub.process_id)
        async with visiting(
            house.hub, house["ada"], size=SIZES[(number + len(kind) + 1) % 3], name=f"s{number}"
        ) as ada:
            await ada.open(house.room)
            assert isinstance(ada.app.screen, ChatScreen)
            await walk(ada, words, exactly=kind == "agreed")
