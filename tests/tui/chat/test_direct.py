"""The direct path and the compositor draw the same, and the direct path costs what it may."""

from __future__ import annotations

from typing import Any

import pyte
import pytest
from textual.screen import Screen

from store import chat
from tests import emulator
from tests.tui.chat.conftest import Kitchen
from tests.tui.chat.visit import Visit, visiting

TALK = (
    "plain words",
    "日本語のことばも、ここに。" * 5,
    "emoji 🙂🙂 and a heart ❤ and ça va, Ünïcode",
    "e\u0301 combining, שלום, ไทย, Tiếng Việt",
    "@ada have a look\nand a second line\n\n    indented",
    "long " * 60,
    "/me dances",
    "x" * 200,
)


def picture(visit: Visit) -> list[list[tuple[object, ...]]]:
    return visit.terminal.cells()


def repainted(visit: Visit) -> list[list[tuple[object, ...]]]:
    """The whole screen as the compositor draws it now, on a fresh emulator."""
    terminal = visit.terminal
    terminal.emulator = pyte.Screen(*terminal.dimensions)
    terminal._stream = emulator.Stream(terminal.emulator)
    with visit.app._context():
        visit.app.screen.refresh()
        visit.app.screen._on_timer_update()
    return terminal.cells()


@pytest.mark.parametrize(
    ("size", "colours"),
    [
        ((100, 30), "truecolor"),
        ((80, 24), "16"),
        ((40, 20), "256"),
        ((120, 40), "none"),
    ],
)
async def test_both_ways_draw_the_same_cells(house: Kitchen, size: tuple[int, int], colours: Any) -> None:
    async with visiting(house.hub, house["ada"], size=size, colours=colours) as ada:
        await ada.open(house.room)
        for number in range(24):
            text = TALK[number % len(TALK)]
            last = await house.say(
                ("theo", "max")[number // 3 % 2], text, reply_to=number - 1 if number % 5 == 4 else None
            )
            await ada.until(lambda last=last: ada.log.window.last_seq >= last)  # type: ignore[misc]
            if number % 6 == 5:
                await ada.settle()
                drawn = picture(ada)
                assert drawn == repainted(ada)
        assert ada.log.drawn_directly >= 12
        for keys in (
            ("up",),
            ("up", "up"),
            ("pageup",),
            ("pageup",),
            ("down",),
            ("pagedown",),
            ("end",),
            ("i",),
        ):
            await ada.press(*keys)
            drawn = picture(ada)
            assert drawn == repainted(ada), keys
        for text in ("hello 日本 🙂", "\n", "more é́", "\n\n\n"):
            await ada.paste(text)
            for key in ("left", "left", "x", "up", "backspace"):
                await ada.press(key)
                drawn = picture(ada)
                assert drawn == repainted(ada), (text, key)


async def test_an_appended_line_is_one_write_without_a_layout_or_a_repaint(
    house: Kitchen, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.say("theo", *(f"line {number}" for number in range(5)))
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await ada.rest()
        counted = {"layouts": 0, "repaints": 0}
        layout, repaint = Screen._refresh_layout, Screen._compositor_refresh

        def counting_layout(self: Screen[Any], *args: Any, **kwargs: Any) -> None:
            counted["layouts"] += 1
            layout(self, *args, **kwargs)

        def counting_repaint(self: Screen[Any]) -> None:
            counted["repaints"] += 1
            repaint(self)

        monkeypatch.setattr(Screen, "_refresh_layout", counting_layout)
        monkeypatch.setattr(Screen, "_compositor_refresh", counting_repaint)
        for number in range(5):
            ada.terminal.writes.clear()
            last = await house.say("theo", f"one more {number}")
            await ada.until(lambda last=last: ada.log.window.last_seq >= last)  # type: ignore[misc]
            await ada.settle()
            assert len(ada.terminal.writes) == 1
            assert len(ada.terminal.writes[0]) < 200
        assert counted == {"layouts": 0, "repaints": 0}


async def test_an_evenings_lines_stay_within_the_bytes_for_one_line(house: Kitchen) -> None:
    async with visiting(house.hub, house["ada"], size=(100, 30)) as ada:
        await ada.open(house.room)
        await ada.rest()
        lines = 60
        for number in range(lines):
            who = ("theo", "mira", "max")[number % 3]  # everybody in turn, so that each line has its header
            last = await house.say(who, "as many words as people use on a usual evening, or thereabouts")
            await ada.until(lambda last=last: ada.log.window.last_seq >= last)  # type: ignore[misc]
        await ada.settle()
        assert sum(len(write.encode()) for write in ada.terminal.writes) / lines < 1_500
        assert len(ada.terminal.writes) <= lines + 2


async def test_a_key_draws_the_input_line_alone(house: Kitchen, monkeypatch: pytest.MonkeyPatch) -> None:
    await house.chatter(10)
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await ada.write("a")
        await ada.rest()

        def never(self: Screen[Any], *args: Any, **kwargs: Any) -> None:
            raise AssertionError("a key made Textual draw")

        monkeypatch.setattr(Screen, "_refresh_layout", never)
        monkeypatch.setattr(Screen, "_compositor_refresh", never)
        for letter in "bcdef":
            ada.terminal.writes.clear()
            await ada.press(letter)
            assert len(ada.terminal.writes) == 1
            assert ada.terminal.writes[0].count("\x1b[29;") <= 2
            assert len(ada.terminal.writes[0]) < 250
        assert ada.shows("› abcdef")


async def test_what_lies_over_the_log_is_not_drawn_over(house: Kitchen) -> None:
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await ada.press("f1")
        before = ada.log.drawn_directly
        floating = ada.terminal.rows()
        await house.say("theo", "behind the card")
        await ada.until(lambda: ada.log.window.last_seq == 1)
        await ada.settle()
        assert ada.log.drawn_directly == before
        assert ada.terminal.rows() == floating
        await ada.press("escape")
        await ada.sees("behind the card")


async def test_a_toast_over_the_log_stays_on_top(house: Kitchen) -> None:
    async with visiting(house.hub, house["ada"], size=(80, 24)) as ada:
        await ada.open(house.room)
        with ada.app._context():
            ada.app.toast("Something was said. " + "It goes on, over more than the title. " * 3)
        await ada.sees("Something was said.")
        for number in range(20):
            last = await house.say("theo", f"line {number} " + "m" * 60)
            await ada.until(lambda last=last: ada.log.window.last_seq >= last)  # type: ignore[misc]
        await ada.settle()
        assert ada.shows("Something was said.")
        drawn = picture(ada)
        assert drawn == repainted(ada)


async def test_lines_that_come_while_another_screen_is_shown_are_there_afterwards(house: Kitchen) -> None:
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await ada.press("alt+1")
        await house.say("theo", "meanwhile")
        await ada.until(lambda: ada.app.rooms.notice == 1)
        assert not ada.shows("meanwhile                ")
        await ada.press("alt+2")
        await ada.until(lambda: ada.shows("meanwhile"))
        assert await house.hub.do(house["ada"], chat.history, room=house.room)


async def test_two_people_with_different_colours_share_a_process(house: Kitchen) -> None:
    await house.chatter(6)
    async with (
        visiting(house.hub, house["ada"], colours="16", name="a") as ada,
        visiting(house.hub, house["max"], colours="truecolor", name="m") as max_,
        visiting(house.hub, house["mira"], colours="none", name="i") as mira,
    ):
        for visit in (ada, max_, mira):
            await visit.open(house.room)
        await house.say("theo", "for all of you")
        for visit in (ada, max_, mira):
            await visit.sees("for all of you")
            visit.terminal.writes.clear()
        await house.say("theo", "and this")
        for visit in (ada, max_, mira):
            await visit.sees("and this")
        assert "38;2;" not in "".join(ada.terminal.writes)
        assert "38;2;" in "".join(max_.terminal.writes)
        assert "38;2;" not in "".join(mira.terminal.writes)
