from __future__ import annotations

from store import preferences
from tests.tui.porch import Porch
from tui.help.breathe import Breath
from tui.help.digits import SHAPES, large
from tui.widgets.floating import Picker


async def test_the_number_is_first_and_large_where_there_is_room(porch: Porch) -> None:
    async with porch.visit("ada", (80, 24)) as visit:
        await visit.press("!")
        lines = visit.lines()
        assert "988 Suicide & Crisis Lifeline" in lines[2]
        assert "████████" in lines[4]
        assert any("call 911" in line for line in lines)
        assert any("not a crisis service" in line for line in lines)


async def test_a_small_window_still_begins_with_the_number(porch: Porch) -> None:
    async with porch.visit("ada", (40, 12)) as visit:
        await visit.press("f1")
        assert any("call or text 988" in line for line in visit.lines()[:6])


async def test_help_now_opens_once_and_leads_back(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        await visit.press("0", "f1", "f1", "f1")
        assert len(visit.app.screen_stack) == 2
        await visit.press("escape")
        assert visit.app.current_mode == "settings"
        assert len(visit.app.screen_stack) == 1


async def test_one_can_write_to_somebody_from_there(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        await visit.press("f1", "m")
        await visit.until(lambda: isinstance(visit.app.screen, Picker))
        await visit.write("max")
        await visit.until(lambda: "max" in visit.app.place and visit.app.current_mode == "chat")


async def test_breathing_counts_seconds_and_stops_when_left(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        await visit.press("f1", "b")
        breath = visit.app.screen.query_one(Breath)
        assert breath.now() == ("Breathe in, slowly", 4, 1)
        for _ in range(4):
            breath.step()
        assert breath.now() == ("Hold, softly", 2, 1)
        for _ in range(8):
            breath.step()
        assert breath.now() == ("Breathe in, slowly", 4, 1)
        timer = breath._timer
        assert timer is not None
        await visit.press("escape")
        await visit.until(lambda: timer._task is None or timer._task.done() or timer._task.cancelled())


async def test_nothing_moves_for_those_who_want_it_plain(porch: Porch) -> None:
    await porch.hub.do(porch.actor("ada"), preferences.put, plain=True)
    async with porch.visit("ada") as visit:
        await visit.press("f1", "b")
        assert visit.app.screen.query_one(Breath)._timer is None
        assert "count to four" in visit.text


async def test_the_page_of_keys_says_what_works_here(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        await visit.press("?")
        assert "Help now" in visit.text
        assert "^K" in visit.text
        assert "Alt+1" in visit.text
        await visit.press("escape")
        assert "Good evening" in visit.text


def test_figures_are_all_of_one_width() -> None:
    for shape in SHAPES.values():
        assert len(shape) == 5
        assert len({len(row) for row in shape}) == 1
    rows = large("988", "█")
    assert rows is not None
    assert len({len(row) for row in rows}) == 1
    assert large("HOME", "█") is None
