"""The Markdown of posts: what people mean is found, nothing they typed is lost, and nobody can make it slow."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.tui.chat.test_drawing import anything
from tui.chat.inline import Line
from tui.chat.look import look_for
from tui.chat.typeset import line_set
from tui.chat.wrap import printable
from tui.forum import words
from tui.forum.blocks import MOST_MARKERS, blocks
from tui.forum.markdown import parsed, plain
from tui.theme import NIGHT, UNICODE

LOOK = look_for(NIGHT, UNICODE, ())

signs = st.lists(
    st.sampled_from(
        [
            "*",
            "**",
            "_",
            "`",
            "```\n",
            "\n",
            "\n\n",
            "> ",
            ">",
            ">! ",
            "- ",
            "1. ",
            "# ",
            "---\n",
            "    ",
            "||",
        ]
        + [
            "[",
            "](",
            ")",
            "https://a.b/c",
            "@ada",
            " ",
            "w",
            "é",
            "世",
            "👩‍👩‍👧",
            "\\",
            "<b>",
            "&amp;",
            "|",
            "~",
        ]
    ),
    max_size=80,
).map("".join)


def said(line: Line) -> str:
    return "".join(piece.text for piece in line.pieces)


def drawn(text: str, *, unfold: bool = False) -> list[str]:
    """The lines as they stand, with what stands before them."""
    return [f"{line.lead}{said(line)}" for line in parsed(text, unfold=unfold).lines]


def rows(text: str, width: int) -> list[str]:
    return [
        "".join(part for part, _ in row.parts)
        for line in parsed(printable(text), unfold=True).lines
        for row in line_set(line, width, LOOK, "ground", "text", "")
    ]


def test_blocks_are_told_by_what_stands_before_them() -> None:
    text = (
        "# A title\n\nWords\nand more.\n\n> quoted\n> > deeper\n\n"
        "- tea\n- a walk\n  1. short\n  2. long\n\n```\nx = 1\n```"
    )
    assert drawn(text) == [
        "A title",
        "",
        "Words",
        "and more.",
        "",
        "▏ quoted",
        "▏ ▏ deeper",
        "",
        "• tea",
        "• a walk",
        "  1. short",
        "  2. long",
        "",
        "  x = 1",
    ]
    title, *_, code = parsed(text).lines
    assert all(piece.bold for piece in title.pieces)
    assert all(piece.code for piece in code.pieces)


def test_marks_go_on_over_the_end_of_a_line_and_can_be_escaped() -> None:
    first, second = parsed("so **very\ntired** and \\*plain\\*").lines
    assert [piece.text for piece in (*first.pieces, *second.pieces) if piece.bold] == ["very", "tired"]
    assert said(second) == "tired and *plain*"


def test_links_are_shown_whole_and_html_tables_and_entities_stay_as_they_were_typed() -> None:
    (line,) = parsed("see [this](https://example.org/a_b_c)").lines
    assert said(line) == "see this (https://example.org/a_b_c)"
    assert [piece.address for piece in line.pieces if piece.address] == ["https://example.org/a_b_c"]
    for text in ("<b>bold</b>", "<script>\nx\n</script>", "| a | b |\n|---|---|\n| 1 | 2 |", "&amp; &lt;"):
        assert drawn(text) == text.split("\n")
    assert drawn("[a]: https://example.org/kept") == ["[a]: https://example.org/kept"]
    (bad,) = parsed("[x](javascript:alert(1))").lines
    assert not any(piece.address for piece in bad.pieces)


@pytest.mark.parametrize(
    ("text", "open_text"),
    [
        ("It was ||the **butler**||.", "It was the butler."),
        (">! the end\n>! of it", "▏ the end|▏ of it"),
        ("||two\nlines||", "two|lines"),
    ],
)
def test_what_is_folded_is_not_there_until_it_is_wanted(text: str, open_text: str) -> None:
    closed = "|".join(drawn(text))
    assert words.FOLDED in closed
    assert parsed(text).hides
    assert not any(word in closed for word in ("butler", "end", "two"))
    assert "|".join(drawn(text, unfold=True)) == open_text
    assert "butler" not in plain(text)


def test_two_bars_that_fold_nothing_stay() -> None:
    for text in ("a || b", "`a || b`", "||", "||||", "x||"):
        assert "".join(drawn(text)).replace("`", "") == text.replace("`", ""), text
        assert not parsed(text).hides


def test_an_indented_line_is_prose_and_a_line_of_dashes_is_no_title() -> None:
    assert drawn("    not code") == ["    not code"]
    assert drawn("above\n---\nbelow") == ["above", words.RULE, "below"]


def test_what_nests_too_deep_or_goes_on_too_long_stays_as_it_was_typed() -> None:
    deep = drawn(">" * 40 + " words")
    assert "words" in "".join(deep)
    assert "".join(deep).count(">") == 40 - MOST_MARKERS
    many = drawn("- entry\n" * 1_000)
    assert sum("entry" in line for line in many) == 1_000
    assert many[0] == "• entry"
    assert many[-2] == "- entry"


BOMBS = {
    "quotes": ">" * 4_000,
    "quotes apart": "> " * 2_000,
    "lists": "- " * 2_000,
    "numbers": "1. " * 1_300,
    "stairs": "\n".join("  " * step + "- a" for step in range(62)),
    "entries": "- a\n" * 1_000,
    "empty entries": "-\n" * 2_000,
    "empty quotes": ">\n" * 2_000,
    "quoted lists": ("> - " * 3 + "x\n") * 300,
    "deep lists": ("- " * 8 + "x\n") * 220,
    "titles": "#\n" * 2_000,
    "fences": "```\n" * 1_000,
    "rules": "***\n" * 1_000,
    "paragraphs": "a\n\n" * 1_300,
    "lines": "a\n" * 2_000,
    "lines in a list": "- x\n" + "a\n" * 2_000,
    "ticks": "`" * 4_000,
    "ticks apart": "` " * 2_000,
    "ticks of all lengths": " ".join("`" * (number + 1) for number in range(85)),
    "brackets": "[" * 4_000,
    "links": "[a](http://a" * 350,
    "addresses": "http://a " * 440,
    "stars": "*a" * 2_000,
    "stars of both kinds": "**a*" * 1_000,
    "stars under the bound": ("*a **b* c** " * 24 + "\n\n") * 13,
    "underscores": "_*" * 2_000,
    "folds": "||a" * 1_300,
    "bars": "|" * 4_000,
    "backslashes": "\\*" * 2_000,
    "names": "@a " * 1_300,
    "one word": "a" * 4_000,
    "wide": "世" * 1_330,
    # Found by tests.bench.worst_markdown.
    "quotes that go on": "@ada世\n> ---\n<b>世___\n[***\n" * 130,
    "titles in quotes": "_*\n\u200d> ###### *# \n *# \n" * 170,
    "marks in entries": "*\n- *\\\n`\n*\\\n>!" * 240,
    "folds in quotes": "*\\\n_*||\n\n>!" * 350,
    "empty code": "```\n" + "\n" * 4_000,
    "wide words apart": "---\né_\n\\\nA\n\n- _世\n\n- 👩_" * 120,
    "links in entries": "[a](https://b.c)_)\n\n- \\\n)`\n\n- \\\n_한\n" * 90,
}
"""Texts of about 4 KB that cost the renderer more than others, or did."""

MOST_CALLS: Final = 160_000
"""Calls of functions, built in or not, that one of them may take. Four thousand rows of code without a letter take the
most; a parser that looks ahead from each quote took 900,000."""

COUNTS: Final = {
    "stairs": (62, 62, 62),
    "entries": (302, 1_001, 1_001),
    "titles": (302, 2_301, 2_301),
    "stars under the bound": (13, 597, 64),
    "quotes that go on": (261, 670, 520),
    "titles in quotes": (1, 510, 510),
    "marks in entries": (302, 1_081, 961),
    "folds in quotes": (302, 1_052, 1_051),
    "links in entries": (181, 1_145, 630),
}
"""Blocks, pieces and rows of some of them, to the last: what is drawn for them is bounded, too."""


def calls(text: str) -> int:
    """How many calls it takes to find everything in a text and to set it in rows: the same on every machine."""
    made = 0

    def count(frame: FrameType, event: str, arg: object) -> None:
        nonlocal made
        made += event in {"call", "c_call"}

    parsed.cache_clear()
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        rows(text, 72)
    finally:
        sys.setprofile(before)
    return made


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_no_text_costs_much_more_than_plain_words(bomb: str) -> None:
    once = calls(bomb)
    assert once <= MOST_CALLS
    # Four times as much of it takes no more than four times the work, but for what any text takes.
    assert calls(bomb * 4) <= 4 * once + 20_000


@pytest.mark.parametrize(("name", "counts"), COUNTS.items(), ids=COUNTS.keys())
def test_what_is_drawn_of_them_is_bounded(name: str, counts: tuple[int, int, int]) -> None:
    text = BOMBS[name]
    pieces = sum(len(line.pieces) for line in parsed(printable(text), unfold=True).lines)
    assert (len(blocks(text.split("\n"))), pieces, len(rows(text, 72))) == counts


@settings(max_examples=150, deadline=None)
@given(st.one_of(signs, anything), st.integers(12, 90))
def test_whatever_is_typed_fits_its_width_and_holds_no_control_character(text: str, width: int) -> None:
    for row in rows(text, width):
        assert cell_len(row) <= width
        assert row.isprintable() or all(letter.isprintable() or ord(letter) > 0x7F for letter in row)
        assert not any(ord(letter) < 32 or 0x7F <= ord(letter) < 0xA0 for letter in row)


@settings(max_examples=150, deadline=None)
@given(signs)
def test_no_letter_is_lost(text: str) -> None:
    for letters in ("w", "é", "世"):
        assert "".join(drawn(text, unfold=True)).count(letters) == text.count(letters)
