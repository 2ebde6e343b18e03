from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual import events

from tests.tui.porch import Porch
from tui import words
from tui.buddies.offers import Offers
from tui.theme import NIGHT
from tui.widgets.floating import Entry, Picker, matching
from tui.widgets.sheet import Choice, Gap, Sheet, Words
from tui.widgets.spans import Span, strip, wrap

TEXT = st.text(st.characters(exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp", "Mn", "Me")), max_size=200)


@given(TEXT, st.integers(2, 100))
def test_wrapped_lines_fit_and_lose_nothing_but_spaces(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(st.lists(TEXT, max_size=4), TEXT, st.integers(1, 160))
def test_a_line_has_exactly_the_width_it_is_given(left: list[str], right: str, width: int) -> None:
    drawn = strip(NIGHT, width, [Span(text) for text in left], [Span(right, "muted")])
    assert sum(segment.cell_length for segment in drawn) == width


def test_what_begins_with_the_word_comes_first() -> None:
    entries = [Entry("1", "Book club", also="kitchen"), Entry("2", "the kitchen"), Entry("3", "# kitchen")]
    assert [entry.key for entry in matching(entries, "KITCH")] == ["3", "2", "1"]
    assert matching(entries, "zzz") == []
    assert matching(entries, "") == entries


async def test_a_list_of_ten_thousand_is_walked_to_its_end(porch: Porch) -> None:
    async with porch.visit("ada", (80, 24)) as visit:
        sheet = visit.app.screen.query_one(Sheet)
        sheet.show([Choice(str(number), (Span(f"row {number}"),)) for number in range(10_000)], keep=False)
        await visit.press("end")
        assert sheet.current == "9999"
        assert "row 9999" in visit.text
        await visit.press("home", "down", "pagedown")
        assert "row 20" in visit.text
        await visit.press("pageup", "pageup", "up", "up", "up")
        assert sheet.current == "0"


@pytest.mark.parametrize(
    ("keys", "picked"), [("down enter", "two"), ("down down up enter", "two"), ("t down enter", "three")]
)
async def test_keys_that_arrive_together_pick_the_row_they_lead_to(
    porch: Porch, keys: str, picked: str
) -> None:
    async with porch.visit("ada", (80, 24)) as visit:
        answers: list[str | None] = []
        entries = [Entry(word, word) for word in ("one", "two", "three")]
        await visit.app.push_screen(Picker("Pick", "", entries), answers.append)
        await visit.pilot.pause()
        for key in keys.split():
            visit.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await visit.until(lambda: answers)
        assert answers == [picked]


async def test_reading_on_comes_before_choosing(porch: Porch) -> None:
    async with porch.visit("ada", (80, 24)) as visit:
        sheet = visit.app.screen.query_one(Sheet)
        sheet.show(
            [*(Words(f"paragraph {n}") for n in range(40)), Gap(), Choice("yes", (Span("Yes"),))], keep=False
        )
        await visit.pilot.pause()
        assert "paragraph 0" in visit.text
        await visit.press("down")
        assert "paragraph 0" not in visit.text
        await visit.press("end")
        assert "Yes" in visit.text


async def test_enter_on_a_low_window_reads_on_before_it_answers(porch: Porch) -> None:
    async with porch.visit("ada", (40, 20)) as visit:
        answers: list[str | None] = []
        text = "\n".join(f"Paragraph {number}." for number in range(12))
        await visit.app.push_screen(Offers("A thing", text, [Entry("yes", "Agree")]), answers.append)
        await visit.shows(words.MORE_BELOW)
        assert "Agree" not in visit.text
        await visit.press("enter")
        assert not answers
        while "Agree" not in visit.text:
            await visit.press("enter")
            assert not answers
        await visit.press("enter")
        await visit.until(lambda: answers)
        assert answers == ["yes"]


async def test_the_mouse_chooses_and_scrolls(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        row = next(index for index, line in enumerate(visit.lines()) if "# kitchen" in line)
        await visit.pilot.click(offset=(40, row))
        await visit.until(lambda: visit.app.current_mode == "chat")
        await visit.pilot.click(offset=(5, 2))
        await visit.until(lambda: visit.app.current_mode == "today")


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 20)], ids=str)
async def test_a_click_on_the_foot_does_what_its_key_does(porch: Porch, size: tuple[int, int]) -> None:
    async with porch.visit("ada", size) as visit:
        await visit.pilot.click(offset=(size[0] - 3, size[1] - 1))
        await visit.shows("988")
        await visit.press("escape")
        column = visit.lines()[-1].index("keys" if size[0] >= 60 else "0S")
        await visit.pilot.click(offset=(column, size[1] - 1))
        await visit.shows("Move around" if size[0] >= 60 else "others see you")
