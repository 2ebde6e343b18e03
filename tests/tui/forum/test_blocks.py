"""The blocks of a post: what CommonMark finds is found, in one pass, and what is too much stays as it was typed."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tui.forum.blocks import MOST_BLOCKS, MOST_DEEP, MOST_MARKERS, Block, Container, blocks

Told = tuple[str, str, str]
"""A kind of block, what it is in, and its words."""

OTHER = (
    MarkdownIt("commonmark", {"maxNesting": 100})
    .disable(["inline", "text_join"])
    .disable(["reference", "html_block", "code", "lheading"])
)
"""A maintained parser, for comparison."""


def path(within: tuple[Container, ...]) -> str:
    return "".join(one.lead.strip() if one.indent else ">" for one in within)


def words_of(lines: tuple[str, ...] | list[str]) -> str:
    return "\n".join(line.strip() for line in lines).strip()


def told(text: str) -> list[Told]:
    return [(one.kind, path(one.within), words_of(one.lines)) for one in blocks(text.split("\n"))]


def told_by_the_other(text: str) -> list[Told]:
    found: list[Told] = []
    within: list[str] = []
    used: list[bool] = []
    numbers: list[int | None] = []
    kind = "text"
    for token in OTHER.parse(text):
        if token.type in {"blockquote_open", "list_item_open"}:
            number = numbers[-1] if token.type == "list_item_open" else None
            sign = ">" if token.type == "blockquote_open" else "•" if number is None else f"{number}."
            if number is not None:
                numbers[-1] = number + 1
            within.append(sign)
            used.append(False)
        elif token.type in {"blockquote_close", "list_item_close"}:
            if not used[-1]:
                found.append(("empty", "".join(within), ""))
                used = [True] * len(used)
            within.pop()
            used.pop()
        elif token.type == "ordered_list_open":
            numbers.append(int(token.attrGet("start") or 1))
        elif token.type == "bullet_list_open":
            numbers.append(None)
        elif token.type in {"ordered_list_close", "bullet_list_close"}:
            numbers.pop()
        elif token.type in {"heading_open", "heading_close"}:
            kind = "heading" if token.type == "heading_open" else "text"
        elif token.type in {"inline", "fence", "hr"}:
            used = [True] * len(used)
            named = {"inline": kind, "fence": "code", "hr": "rule"}[token.type]
            found.append((named, "".join(within), words_of(token.content.split("\n"))))
    return found


stretches = st.lists(
    st.sampled_from(
        (
            "\n",
            "\n",
            "\n\n",
            "words",
            "more",
            "a\n",
            "> ",
            "- ",
            "* ",
            "+ ",
            "1. ",
            "2. ",
            "3) ",
            "  ",
            "    ",
        )
        + ("# ", "## t ##", "```\n", "~~~\n", "---\n", "***\n", ">")
    ),
    min_size=1,
    max_size=14,
).map("".join)


@settings(max_examples=400, deadline=None)
@given(stretches)
def test_the_same_blocks_are_found_as_by_a_maintained_parser(text: str) -> None:
    text = text.strip("\n")
    assume("\n\n\n" not in text)  # where an empty entry is followed by two empty lines they part
    assume(all(sum(line.count(sign) for sign in ">-*+.)") <= MOST_MARKERS for line in text.split("\n")))
    assert told(text) == told_by_the_other(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("> a\nb", [("text", ">", "a\nb")]),
        ("- a\nb\n- c", [("text", "•", "a\nb"), ("text", "•", "c")]),
        ("It was\n1986. A year", [("text", "", "It was\n1986. A year")]),
        ("It was\n1. A year", [("text", "", "It was"), ("text", "1.", "A year")]),
        ("3. c\n\n7. d\n8) e", [("text", "3.", "c"), ("text", "4.", "d"), ("text", "8.", "e")]),
        ("- a\n\n  b\n\nc", [("text", "•", "a"), ("text", "•", "b"), ("text", "", "c")]),
        ("-\n  a", [("text", "•", "a")]),
        ("-\n\n  a", [("empty", "•", ""), ("text", "", "a")]),
        ("- > a\n  > b\n- c", [("text", "•>", "a\nb"), ("text", "•", "c")]),
        ("> ```\n> x\n\ny", [("code", ">", "x"), ("text", "", "y")]),
        ("```\n> x\n````", [("code", "", "> x")]),
        ("* * *\n- - -x", [("rule", "", ""), ("text", "•••x", "")][:1] + [("text", "••", "-x")]),
        ("#x\n# x #", [("text", "", "#x"), ("heading", "", "x")]),
    ],
)
def test_what_people_write_is_understood(text: str, found: list[Told]) -> None:
    assert told(text) == found


def test_an_empty_line_above_is_known() -> None:
    def apart(text: str) -> list[bool]:
        return [one.apart for one in blocks(text.split("\n"))]

    assert apart("a\n- b\n\n- c\n```\n\n```\nd") == [False, False, True, False, False]
    assert apart("> a\n>\n> b\n\n---\nc") == [False, True, True, False]


def test_a_long_list_is_a_list_and_what_goes_on_without_end_stays_as_it_was_typed() -> None:
    hundred = "Things that help:\n\n" + "\n".join(f"- thing {number}" for number in range(100))
    found = blocks((hundred + "\n\nAnd that is all.\n" * 60).split("\n"))
    assert sum(path(one.within) == "•" for one in found) == 100
    many = blocks(["- entry"] * 1_000)
    assert len(many) == MOST_BLOCKS + 2
    assert many[-1] == Block("text", ("- entry",) * (1_000 - MOST_BLOCKS - 1), (), False)


def test_what_nests_too_deep_stands_beside_the_last_that_may() -> None:
    (deep,) = blocks([">" * 40 + " words"])
    assert len(deep.within) == MOST_MARKERS
    assert deep.lines == (">" * (40 - MOST_MARKERS) + " words",)
    stairs = blocks(["  " * step + "- a" for step in range(40)])
    assert [len(one.within) for one in stairs] == [*range(1, MOST_DEEP + 1), *[MOST_DEEP] * (40 - MOST_DEEP)]
    assert all(one.lines == ("a",) for one in stairs)
