"""Writing: what keys do to the text and the cursor."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.chat.editing import Writing


def test_words_go_back_one_at_a_time() -> None:
    writing = Writing("one two  three ")
    writing.delete_word()
    assert writing.text == "one two  "
    writing.delete_word()
    assert writing.text == "one "
    writing.delete_word()
    assert writing.text == ""


def test_an_emoji_of_many_code_points_is_one_character() -> None:
    writing = Writing("a👩🏽‍🚀é")
    writing.backspace()
    assert writing.text == "a👩🏽‍🚀"
    writing.backspace()
    assert writing.text == "a"
    writing.backspace()
    writing.backspace()
    assert writing.text == ""


def test_up_and_down_keep_the_column_through_a_short_row() -> None:
    writing = Writing("a long first row\nab\nanother long row")
    writing.cursor = 10
    assert writing.vertical(1, 40)
    assert writing.place(40) == (1, 2)
    assert writing.vertical(1, 40)
    assert writing.place(40) == (2, 10)
    assert not writing.vertical(1, 40)


def test_home_and_end_are_those_of_the_row() -> None:
    writing = Writing("one two three four")
    writing.cursor = 5
    writing.row_end(8)
    assert writing.cursor == 7
    writing.row_start(8)
    assert writing.cursor == 0


def test_undo_takes_back_a_run_of_typing_in_one_step_and_a_paste_in_another() -> None:
    writing = Writing()
    for letter in "hello":
        writing.insert(letter, typing=True)
    writing.insert(" pasted")
    writing.undo()
    assert writing.text == "hello"
    writing.undo()
    assert writing.text == ""
    writing.undo()
    assert writing.text == ""


def test_what_a_terminal_would_obey_is_not_taken_in() -> None:
    writing = Writing()
    writing.insert("a\x1b[31mb\x00\u202ec\td")
    assert writing.text == "a[31mbc    d"


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_whatever_the_keys_the_cursor_is_in_the_text_and_the_rows_are_the_text(data: st.DataObject) -> None:
    writing = Writing(data.draw(st.text(max_size=60)).replace("\r", ""))
    moves = (
        "left", "right", "word_left", "word_right", "start", "end", "backspace", "delete", "delete_word",
        "delete_to_line_start", "undo",
    )  # fmt: skip
    for _ in range(25):
        width = data.draw(st.integers(2, 30))
        what = data.draw(st.sampled_from([*moves, "insert", "up", "down", "row_start", "row_end"]))
        if what == "insert":
            writing.insert(data.draw(st.text(st.sampled_from("ab 日本\n👨‍👩é\u0301"), max_size=5)))
        elif what in {"up", "down"}:
            writing.vertical(-1 if what == "up" else 1, width)
        elif what in {"row_start", "row_end"}:
            getattr(writing, what)(width)
        else:
            getattr(writing, what)()
        assert 0 <= writing.cursor <= len(writing.text)
        rows = writing.rows(width)
        row, column = writing.place(width)
        assert rows[row][0] <= writing.cursor
        assert 0 <= column <= width
        assert rows[0][0] == 0
        assert rows[-1][1] == len(writing.text)
        for (_, end), (start, _) in pairwise(rows):
            assert start - end in {0, 1}
        for start, end in rows:
            assert cell_len(writing.text[start:end].rstrip(" ")) <= max(width, 2)
