"""Which rows are on the screen: following, scrolling, loading at both ends, and never losing one's place."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.chat import Message
from store.policy import Role
from tui import times
from tui.chat import words
from tui.chat.look import Row, look_for
from tui.chat.page import Page
from tui.chat.window import HELD, Window
from tui.theme import NIGHT, UNICODE

LOOK = look_for(NIGHT, UNICODE, ())
EVENING = 1_795_370_520_000
"""Sunday 22 November 2026, 18:02 UTC."""


def said(seq: int, author: int = 0, text: str = "", minutes: int | None = None) -> Message:
    author = author or 2 + seq // 4 % 3
    at = EVENING + (seq if minutes is None else minutes) * 60_000
    return Message(
        1, "kitchen", seq, author, f"member{author}", Role.PARTICIPANT, text or f"line {seq}", "text", at,
        None, "", "", None, False, 1,
    )  # fmt: skip


def page_of(messages: list[Message], width: int = 60, height: int = 20, last_read: int | None = None) -> Page:
    page = Page(LOOK)
    page.see_as(LOOK, times.zone_of("UTC"), date(2026, 11, 22), "ada")
    page.resize(width, height)
    last = messages[-1].seq if messages else 0
    page.show(
        messages,
        at_start=not messages or messages[0].seq == 1,
        at_end=True,
        last_read=last if last_read is None else last_read,
        since="" if last_read is None else "new since 18:05",
        latest_seq=last,
    )
    page.compose()
    return page


def text(page: Page) -> list[str]:
    return [row.strip.text.strip() for row in page.rows]


def assert_as_made_anew(page: Page) -> None:
    """What was put below the rows that were there looks as if the whole page had been made anew."""
    again = copy(page)
    again._make_anew()
    again.compose()
    assert [row.ansi for row in page.rows] == [row.ansi for row in again.rows]
    assert (page.row_seqs, page.whole_seq) == (again.row_seqs, again.whole_seq)
    assert (page.following, page._top) == (again.following, again._top)


def test_a_new_line_goes_below_the_others_and_these_are_not_gone_through(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = page_of([said(seq) for seq in range(1, 9)], height=30)
    filled: list[int] = []
    real = Page._fill

    def fill(one: Page, room: int) -> tuple[list[Row], list[int], bool]:
        if one is page:
            filled.append(room)
        return real(one, room)

    monkeypatch.setattr(Page, "_fill", fill)
    above = page.rows[:]
    page.arrive([said(9, text="one more")])
    changed = page.compose()
    assert not filled
    assert [text(page)[y] for y in changed][-1] == "one more"
    assert page.rows[: changed[0]] == above[: changed[0]]
    assert page.whole_seq == 9
    page.window.held = 40
    for seq in range(10, 200):
        page.arrive([said(seq)])
        page.compose()
        assert_as_made_anew(page)
    assert page.window.first_seq == 160
    # Once full it moves up by ten rows, of which four lines of one author take six, and is filled twice.
    assert len(filled) <= 2 * 190 / 6


def test_more_lines_than_are_held_come_at_once() -> None:
    page = page_of([said(seq) for seq in range(1, 4)], height=12)
    page.arrive([said(seq) for seq in range(4, 4 + HELD + 60)])
    page.compose()
    assert page.following
    assert max(page.row_seqs) == page.window.last_seq
    assert_as_made_anew(page)


def test_lines_of_one_author_within_five_minutes_share_a_header() -> None:
    page = page_of(
        [said(1, 2, minutes=0), said(2, 2, minutes=4), said(3, 2, minutes=10), said(4, 3, minutes=11)]
    )
    headers = [row for row in text(page) if row.startswith("member")]
    assert [header.split() for header in headers] == [
        ["member2", "18:02"],
        ["member2", "18:12"],
        ["member3", "18:13"],
    ]


def test_the_day_is_one_line_where_it_changes() -> None:
    page = page_of([said(1, minutes=0), said(2, minutes=1), said(3, minutes=8 * 60)])
    assert [row for row in text(page) if "Today" in row or "Monday" in row] != []
    assert sum("Monday 23 November" in row for row in text(page)) == 1


def test_the_day_turns_over_in_the_viewers_own_zone() -> None:
    page = page_of([said(1, minutes=0), said(2, minutes=300)])
    page.see_as(LOOK, times.zone_of("Pacific/Auckland"), date(2026, 11, 23), "ada")
    page.compose()
    assert not any("Yesterday" in row for row in text(page))
    assert sum("Today" in row for row in text(page)) == 1


def test_new_lines_fill_the_screen_and_then_it_moves_up_by_a_third_at_once() -> None:
    page = page_of([said(seq, 2, minutes=0) for seq in range(1, 41)])
    tops = []
    for seq in range(41, 60):
        page.arrive([said(seq, 2, minutes=0)])
        page.compose()
        assert f"line {seq}" in text(page)
        tops.append(page.row_seqs[0])
    moves = sum(1 for before, after in pairwise(tops) if before != after)
    assert moves <= 4


def test_an_arriving_line_changes_only_its_own_rows_while_there_is_room() -> None:
    page = page_of([said(1, 2, minutes=0)])
    page.arrive([said(2, 2, minutes=0)])
    assert len(page.compose()) == 1


def test_scrolled_back_an_arriving_line_changes_only_the_notice() -> None:
    page = page_of([said(seq, 2, minutes=0) for seq in range(1, 61)])
    page.scroll(-10)
    page.compose()
    before = text(page)
    page.arrive([said(61, 2, minutes=0), said(62, 3, minutes=0)])
    assert page.compose() == [19]
    assert text(page)[:-1] == before[:-1]
    assert words.new_below(2) in text(page)[-1]


def test_older_messages_come_without_moving_what_is_read() -> None:
    page = page_of([said(seq) for seq in range(101, 161)])
    page.to_start()
    page.compose()
    before = text(page)
    page.earlier([said(seq) for seq in range(51, 101)], at_start=False)
    assert page.compose() == []
    assert text(page) == before


def test_a_chosen_message_stays_while_lines_arrive() -> None:
    page = page_of([said(seq, 2, minutes=0) for seq in range(1, 41)])
    assert page.select(-1)
    page.compose()
    chosen = page.selected_seq
    for seq in range(41, 90):
        page.arrive([said(seq, 2, minutes=0)])
        page.compose()
    assert page.selected_seq == chosen
    assert chosen in page.row_seqs
    assert words.new_below(49) in text(page)[-1]


def test_the_first_unread_line_is_shown_with_what_was_before_it() -> None:
    page = page_of([said(seq) for seq in range(1, 101)], last_read=50)
    rows = text(page)
    line = next(number for number, row in enumerate(rows) if "new since" in row)
    assert 0 < line < 10
    assert not page.following
    assert page.whole_seq > 50


def test_a_message_higher_than_the_screen_can_be_read_to_its_end() -> None:
    page = page_of([said(1), said(2, text="\n".join(f"row {number}" for number in range(60)))], height=12)
    seen = set(text(page))
    for _ in range(100):
        page.scroll(-1)
        page.compose()
        seen |= set(text(page))
    assert seen >= {f"row {number}" for number in range(60)}


def test_taking_a_message_back_leaves_its_place() -> None:
    page = page_of([said(1), said(2, text="what I should not have said")])
    page.change(replace(page.window.messages[1], text="", deleted=True, version=2))
    page.compose()
    assert words.TAKEN_BACK in text(page)


def test_a_window_over_a_long_room_stays_bounded_at_both_ends() -> None:
    window = Window()
    window.put([said(seq) for seq in range(951, 1001)], at_start=False, at_end=True)
    for first in range(901, 0, -50):
        window.before([said(seq) for seq in range(first, first + 50)], at_start=first == 1)
        assert len(window) <= HELD
    assert window.first_seq == 1
    assert (window.at_start, window.at_end) == (True, False)
    while window.last_seq < 1000:
        low = window.last_seq + 1
        window.after([said(seq) for seq in range(low, min(low + 50, 1001))], at_end=low + 49 >= 1000)
        assert len(window) <= HELD
    assert (window.at_start, window.at_end) == (False, True)
    assert [message.seq for message in window.messages] == list(range(1001 - len(window), 1001))


class Room:
    """All of a room, for a page that walks through it."""

    def __init__(self, length: int) -> None:
        self.messages = [said(seq, text="w " * (seq * 7 % 90) or "w") for seq in range(1, length + 1)]

    def feed(self, page: Page) -> None:
        """What the screen does when the log asks."""
        near = page.height + page.height // 2
        window = page.window
        if not window.at_start and page.rows_above(near) < near:
            older = [one for one in self.messages if one.seq < window.first_seq][-50:]
            page.earlier(older, at_start=older[0].seq == 1 if older else True)
        elif not window.at_end and page.rows_below(near) < near:
            newer = [one for one in self.messages if one.seq > window.last_seq][:50]
            page.later(newer, at_end=len(newer) < 50)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_one_does_the_screen_is_full_and_in_order(data: st.DataObject) -> None:
    room = Room(400)
    start = data.draw(st.integers(0, 350))
    page = page_of(room.messages[start : start + 50])
    page.window.at_end = start + 50 >= 400
    if not page.window.at_end:
        page.following = False
    for _ in range(40):
        step = data.draw(
            st.sampled_from(["up", "down", "pageup", "pagedown", "say", "resize", "pick", "end", "start"])
        )
        if step in {"up", "down"}:
            page.scroll(-1 if step == "up" else 1)
        elif step in {"pageup", "pagedown"}:
            page.scroll((-1 if step == "pageup" else 1) * (page.height - 3))
        elif step == "say":
            new = said(len(room.messages) + 1, text="new")
            room.messages.append(new)
            if page.window.at_end:
                page.arrive([new])
            else:
                page.newest_is(new.seq)
        elif step == "resize":
            page.resize(data.draw(st.integers(20, 130)), data.draw(st.integers(5, 60)))
        elif step == "pick":
            page.select(data.draw(st.sampled_from([-1, 1])))
        elif step == "end":
            page.to_end()
        else:
            page.to_start()
        page.compose()
        for _ in range(3):
            room.feed(page)
        page.compose()
        assert len(page.rows) == page.height == len(page.row_seqs)
        assert all(row.strip.cell_length == page.width for row in page.rows)
        shown = [seq for seq in page.row_seqs if seq]
        assert shown == sorted(shown)
        assert shown
        assert set(range(shown[0], shown[-1] + 1)) == set(shown)
        assert len(page.window) <= max(HELD, 4 * page.height)
        assert_as_made_anew(page)
        if page.following:
            assert shown[-1] == room.messages[-1].seq
