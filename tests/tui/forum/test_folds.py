"""What the renderer folds, the store folds too when it cuts a part out of a post: held against one another."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.folds import SIGN, folded, stretches
from tui.forum.desk import QUOTED_LINES, first_lines
from tui.forum.markdown import parsed

MARKS = ["||", "||", "|", "\\", "`", "```\n", "~~~\n", ">! ", "> ", ">", "!", "- ", "1. ", "# ", "*", "**"]
PIECES = [
    *MARKS,
    "\n",
    "\n\n",
    " ",
    "w",
    "w",
    "w",
    "https://w.w/w",
    "@w",
    "[w](https://w.w)",
    "---\n",
    "    ",
]


def lettered(pieces: list[str]) -> str:
    """Every w becomes a letter of its own, so that it can be told which of them are seen."""
    letters = map(chr, range(0x4E00, 0x9FFF))
    return "".join(next(letters) if each == "w" else each for piece in pieces for each in piece)


def hidden(text: str) -> set[str]:
    """The letters of a text that the renderer shows only when they are wanted."""
    shown = [
        {each for line in parsed(text, unfold=unfold).lines for piece in line.pieces for each in piece.text}
        for unfold in (False, True)
    ]
    return {each for each in shown[1] - shown[0] if "\u4e00" <= each <= "\u9fff"}


@settings(max_examples=600)
@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_nothing_that_the_renderer_folds_is_left_in_an_excerpt(pieces: list[str]) -> None:
    text = lettered(pieces)
    assert not hidden(text) & set(folded(text)[0]), text


def test_a_text_too_long_for_the_renderers_blocks_is_folded_as_it_shows_it() -> None:
    text = "- w\n" * 400 + "||se\n\ncret|| plain"
    assert "cret" not in "".join(piece.text for line in parsed(text).lines for piece in line.pieces)
    assert "cret" not in folded(text)[0]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain || words | only", "plain || words | only"),
        ("one ||secret|| two ||more|| three", f"one {SIGN} two {SIGN} three"),
        ("a ||b\n\nc|| d", "a ||b\n\nc|| d"),
        ("# Head\n\n||a\nb|| c", f"# Head\n\n{SIGN} c"),
        ("> !secret\n\nplain", f"> {SIGN}\n\nplain"),
        (">! secret\n> plain", f">{SIGN}\n> plain"),
        ("Wow!\n\n> so it is!", "Wow!\n\n> so it is!"),
        ("`||` is how; ||so||", f"`{SIGN}"),
    ],
)
def test_words_that_nothing_folds_stay(text: str, shown: str) -> None:
    assert folded(text)[0] == shown


def test_places_keep_to_their_words_and_leave_with_what_is_folded() -> None:
    text = "ab ||cd|| ef ||gh|| ij"
    places = tuple((text.index(word), text.index(word) + 2) for word in ("ab", "cd", "ef", "gh", "ij"))
    shown, kept = folded(text, places)
    assert [shown[a:b] for a, b in kept] == ["ab", "ef", "ij"]


@pytest.mark.parametrize(
    "piece", ["||", "|| ", "||a|| ", "> !a\n", " ", "\n", "`||", "- ", "||a\n\n", ">" * 9 + "!"]
)
def test_the_worst_text_costs_no_more_than_a_long_one(piece: str) -> None:
    def cost(characters: int) -> float:
        text = (piece * characters)[:characters]
        took = []
        for _ in range(3):
            began = time.process_time()
            stretches(text)
            took.append(time.process_time() - began)
        return min(took)

    assert cost(20_000) < 0.25
    # Eight times the text is eight times the work; if it were looked through again and again, sixty-four times.
    assert cost(40_000) < 24 * cost(5_000)


def test_a_quote_that_ends_within_a_fold_leaves_all_of_it_out() -> None:
    lines = [f"line {number}" for number in range(30)]
    assert first_lines("\n".join(lines)) == (lines[:QUOTED_LINES], True)
    assert first_lines("\n".join(lines[:3])) == (lines[:3], False)
    lines[5], lines[20] = "||secret", "to here||"
    assert first_lines("\n".join(lines)) == (lines[:5], True)
