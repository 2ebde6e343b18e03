"""A message that changes is drawn anew where it is, and what one reads does not move."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.chat import Message, Reaction
from tests.tui.chat.test_page import LOOK, assert_as_made_anew, page_of, said, text
from tui import times
from tui.chat import words
from tui.chat.page import Page
from tui.chat.strips import BLOCKS

KIND = (Reaction("I hear you", 1, False),)


def reacted(message: Message) -> Message:
    return replace(message, reactions=KIND, version=message.version + 1)


def place_of(page: Page, seq: int) -> int:
    """The first row of a message on the screen."""
    return page.row_seqs.index(seq)


def lines(count: int) -> list[Message]:
    return [said(seq, 2, minutes=0) for seq in range(1, count + 1)]


def test_while_one_follows_the_newest_line_stays_at_the_bottom_and_nothing_jumps_by_a_third() -> None:
    page = page_of(lines(60))
    bottom = [row for row in text(page) if row][-1]
    at = place_of(page, 60)
    page.change(reacted(page.window.messages[55]))
    page.compose()
    assert page.following
    assert [row for row in text(page) if row][-1] == bottom
    assert at <= place_of(page, 60) <= page.height - 1
    assert "I hear you 1" in text(page)


def test_the_chosen_message_keeps_its_row_whatever_changes_above_it() -> None:
    page = page_of(lines(60))
    page.scroll(-10)
    page.compose()
    page.select_seq(page.row_seqs[12])
    page.compose()
    chosen = page.selected_seq
    at = place_of(page, chosen)
    page.change(reacted(page.window.messages[chosen - 4]))
    page.compose()
    assert place_of(page, chosen) == at
    assert "I hear you 1" in text(page)


def test_scrolled_back_the_rows_above_the_changed_one_stay() -> None:
    page = page_of(lines(60))
    page.scroll(-10)
    page.compose()
    before = text(page)
    seq = page.row_seqs[8]
    page.change(reacted(page.window.messages[seq - 1]))
    changed = page.compose()
    assert text(page)[:9] == before[:9]
    assert min(changed) >= 8


def test_a_change_above_the_screen_or_below_it_draws_nothing() -> None:
    page = page_of(lines(120))
    page.scroll(-40)
    page.compose()
    for seq in (3, 118):
        assert seq not in page.row_seqs
        page.change(reacted(page.window.messages[seq - 1]))
        assert page.compose() == []


def test_a_change_is_laid_out_once() -> None:
    page = page_of(lines(60))
    made = BLOCKS.made
    page.change(replace(page.window.messages[55], reactions=(Reaction("only here", 1, False),)))
    page.compose()
    assert BLOCKS.made == made + 1


def test_who_follows_one_that_was_deleted_still_says_who_speaks() -> None:
    page = page_of([said(1, 2, minutes=0), replace(said(2, 2, minutes=0), kind="me"), said(3, 2, minutes=0)])
    page.change(replace(page.window.messages[1], text="", deleted=True))
    page.compose()
    rows = [row for row in text(page) if row]
    assert rows[-1] == "line 3"
    assert words.TAKEN_BACK in rows


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_whatever_changes_the_screen_is_full_and_in_order(data: st.DataObject) -> None:
    page = page_of([said(seq, text="w " * (seq * 7 % 60) or "w") for seq in range(1, 80)])
    for _ in range(25):
        step = data.draw(st.sampled_from(["react", "less", "edit", "delete", "up", "down", "pick", "say"]))
        index = data.draw(st.integers(0, len(page.window.messages) - 1))
        message = page.window.messages[index]
        if step == "react":
            page.change(reacted(message))
        elif step == "less":
            page.change(replace(message, reactions=()))
        elif step == "edit":
            page.change(replace(message, text="other " * data.draw(st.integers(1, 90)), edited_at=1))
        elif step == "delete":
            page.change(replace(message, text="", deleted=True, reactions=()))
        elif step in {"up", "down"}:
            page.scroll(-7 if step == "up" else 7)
        elif step == "pick":
            page.select(-1)
        else:
            page.arrive([said(page.window.last_seq + 1)])
        page.compose()
        assert len(page.rows) == page.height == len(page.row_seqs)
        shown = [seq for seq in page.row_seqs if seq]
        assert shown == sorted(shown)
        assert set(range(shown[0], shown[-1] + 1)) == set(shown)
        assert_as_made_anew(page)
        if page.following:
            assert shown[-1] == page.window.last_seq


CHANGES: dict[str, Callable[[Page], object]] = {
    "react": lambda page: page.change(reacted(page.window.messages[3])),
    "edit": lambda page: page.change(replace(page.window.messages[3], text="other " * 40, edited_at=1)),
    "delete": lambda page: page.change(replace(page.window.messages[7], text="", deleted=True)),
    "mark new": lambda page: page.mark_new(6, "new since 18:05"),
    "pick": lambda page: page.select(-1),
    "pick one": lambda page: page.select_seq(5),
    "scroll": lambda page: page.scroll(-3),
    "to the end": lambda page: page.to_end(),
    "to the start": lambda page: page.to_start(),
    "resize": lambda page: page.resize(40, 25),
    "another day": lambda page: page.see_as(LOOK, times.zone_of("UTC"), date(2026, 11, 23), "ada"),
    "another name": lambda page: page.see_as(LOOK, times.zone_of("UTC"), date(2026, 11, 22), "theo"),
    "the end": lambda page: page.show_end([said(seq) for seq in range(3, 12)], at_start=False),
    "more": lambda page: page.later([said(seq) for seq in range(10, 12)], at_end=True),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("height", [30, 12])
def test_what_changed_before_the_next_line_came_is_drawn_with_it(change: str, height: int) -> None:
    page = page_of([said(seq) for seq in range(1, 9)], height=height)
    page.arrive([said(9)])
    page.compose()  # where it was full it has moved up
    assert page.row_seqs[-1] == 0
    CHANGES[change](page)
    page.arrive([said(page.window.last_seq + 1)])
    page.compose()
    assert_as_made_anew(page)


def test_older_messages_and_a_new_line_are_drawn_together() -> None:
    page = page_of([said(seq) for seq in range(5, 9)], height=30)
    page.earlier([said(seq) for seq in range(1, 5)], at_start=True)
    page.arrive([said(9)])
    page.compose()
    assert_as_made_anew(page)
    assert max(page.row_seqs) == 9
