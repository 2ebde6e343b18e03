"""What people mark in what they write is found, nothing else is, and nobody can make it slow."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tui.chat.test_drawing import anything
from tui.chat.inline import Line, Piece, addresses, inline, parsed, plain, safe_address
from tui.chat.spoken import in_words, kind_in_words
from tui.chat.wrap import printable

marked = st.lists(
    st.sampled_from(
        [
            "*",
            "**",
            "_",
            "`",
            "```",
            "\n",
            "> ",
            "- ",
            "1. ",
            "[",
            "](",
            ")",
            "https://a.b/c",
            "@ada",
            " ",
            "w",
            "é",
        ]
    ),
    max_size=60,
).map("".join)


def texts(line: str, look: str) -> list[str]:
    return [piece.text for piece in inline(line) if getattr(piece, look)]


@pytest.mark.parametrize(
    ("line", "bold", "italic"),
    [
        ("**socks** and *tea*", ["socks"], ["tea"]),
        ("__socks__ and _tea_.", ["socks"], ["tea"]),
        ("***both***", ["both"], ["both"]),
        ("**socks *and* tea**", ["socks ", "and", " tea"], ["and"]),
        ("(*really*)", [], ["really"]),
        ("2*3*4 and a_b_c", [], []),
        ("**not closed", [], []),
        ("and * not this *", [], []),
        ("f**** and ****", [], []),
        (r"¯\_(ツ)_/¯", [], []),
    ],
)
def test_bold_and_italic(line: str, bold: list[str], italic: list[str]) -> None:
    assert texts(line, "bold") == bold
    assert texts(line, "italic") == italic
    assert plain(line).replace("*", "").replace("_", "") == line.replace("*", "").replace("_", "")


def test_code_is_taken_as_it_is() -> None:
    (line,) = parsed("say `**hi** @ada` or ``a ` b``")
    assert [piece.text for piece in line.pieces if piece.code and not piece.mark] == ["**hi** @ada", "a ` b"]
    assert not any(piece.bold or piece.handle for piece in line.pieces)
    assert parsed("```\n  *x*\n```") == [Line((Piece("  *x*", code=True),), "code", "  ", "  ")]
    assert [line.kind for line in parsed("```\nnever closed")] == ["text", "text"]


def test_quotes_and_lists_begin_a_line() -> None:
    lines = parsed("> what she said\n- tea\n12. socks\n-not a list\n>\n * stars")
    assert [(line.kind, line.lead) for line in lines] == [
        ("quote", "▏ "),
        ("item", "• "),
        ("item", "12. "),
        ("text", ""),
        ("text", ""),
        ("item", " • "),
    ]
    assert all(len(line.hang) == len(line.lead) for line in lines)


@pytest.mark.parametrize(
    ("line", "address"),
    [
        ("see https://example.org/a_b_c(d).", "https://example.org/a_b_c(d)"),
        ("(https://example.org)", "https://example.org"),
        ("**http://example.org/x**", "http://example.org/x"),
        ("[a map](https://maps.example.org/?q=1)", "https://maps.example.org/?q=1"),
        ("HTTPS://EXAMPLE.ORG!", "HTTPS://EXAMPLE.ORG"),
    ],
)
def test_an_address_is_a_link_and_is_shown_whole(line: str, address: str) -> None:
    linked = [piece for piece in inline(line) if piece.address]
    assert [(piece.text, piece.address) for piece in linked] == [(address, address)]
    assert addresses(line) == [address]
    assert address in plain(line)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "file:///etc",
        "https://a b",
        "https://аpple.com",
        "https://a\x1b",
        "https://" + "a" * 3_000,
    ],
)
def test_only_visible_ascii_of_the_web_is_a_link(address: str) -> None:
    assert not safe_address(address)


def test_an_address_that_looks_like_another_is_shown_but_is_no_link() -> None:
    (piece,) = (piece for piece in inline("https://аpple.com/x") if "://" in piece.text)
    assert not piece.address
    assert addresses("https://аpple.com/x") == ["https://аpple.com/x"]


def test_names_are_those_that_the_store_takes_for_names() -> None:
    named = [piece.handle for piece in inline("@ada, @theo.k. mail a@b.org me/@x @9") if piece.handle]
    assert named == ["ada", "theo.k"]


@settings(max_examples=500, deadline=None)
@given(st.one_of(anything, marked))
def test_no_letter_is_lost_but_the_marks(text: str) -> None:
    clean = printable(text)
    shown = "".join(line.lead + "".join(piece.text for piece in line.pieces) for line in parsed(clean))

    def letters(words: str) -> str:
        return "".join(c for c in words if c.isalnum() and ord(c) < 0x3000)

    assert letters(shown) == letters(clean) or "```" in clean
    assert all(piece.text or len(line.pieces) == 1 for line in parsed(clean) for piece in line.pieces)


@pytest.mark.parametrize(
    "worst",
    [
        "`" * 4_000, "*a " * 1_333, "**a*" * 1_000, "_*" * 2_000, "[a](http://" * 363, "http://" * 571, "> " * 2_000,
        "`a``b```c" * 444, "http://" + ")" * 3_900, "@a" * 2_000, "a*" * 2_000, "***a" * 1_000, "[" * 4_000,
    ],
    ids=lambda worst: worst[:8],
)  # fmt: skip
def test_the_worst_text_is_read_in_a_moment(worst: str) -> None:
    took = []
    for _ in range(4):
        begun = time.thread_time()
        parsed(worst)
        took.append(time.thread_time() - begun)
    assert min(took) < 0.1, "20 ms on a quiet machine; five times that here"


def test_emoji_become_words_where_they_cannot_be_shown() -> None:
    assert in_words("well done 🙂👍🏽!") == "well done :slightly smiling face::thumbs up sign:!"
    assert in_words("no emoji: é") == "no emoji: é"
    assert kind_in_words("🌻") == "sunflower"
    assert kind_in_words("I hear you") == "I hear you"
