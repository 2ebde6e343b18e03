"""Rows are exactly as wide as they should be, and nothing in them commands a terminal, whatever people write."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from store.chat import Message, Reaction
from store.policy import Role
from tui.chat.look import Row, look_for
from tui.chat.strips import BlockCache, Place, lay_out
from tui.chat.wrap import printable, row_starts, shortened, wrapped
from tui.theme import ASCII, NIGHT, PAPER, TERMINAL, UNICODE, To256

LOOK = look_for(NIGHT, UNICODE, ())
PLACE = Place(width=73, time="19:31", first=True, gap=True, day="", since="", mention="", selected=False)
HELLO = Message(
    7,
    "kitchen",
    3,
    12,
    "theo",
    Role.PARTICIPANT,
    "hello",
    "text",
    1_795_370_520_000,
    None,
    "",
    "",
    None,
    False,
    1,
)
SGR = re.compile(r"\x1b\[[0-9;]*m")
LINK = re.compile(r"\x1b\]8;(id=[0-9-]+)?;(https?://[!-~]+)?\x1b\\")
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

anything = st.text(
    st.one_of(
        st.characters(codec=None),
        st.sampled_from("日本語한국어 👨‍👩‍👧🏽❤️é\u0301\u200d\ufe0f\t\n\x1b[31m\x9b\u202eאבไทย"),
    ),
    max_size=200,
)
widths = st.integers(8, 130)


def check_rows(rows: tuple[Row, ...], width: int) -> None:
    for row in rows:
        assert cell_len(row.strip.text) == width == row.strip.cell_length
        assert sum(segment.cell_length for segment in row.strip) == width
        assert not CONTROL.search(row.strip.text)
        bare = LINK.sub("", SGR.sub("", row.ansi))
        assert not CONTROL.search(bare)
        assert cell_len(bare) == row.used <= width
        assert row.strip.text.startswith(bare)
        bare.encode()


@settings(max_examples=300, deadline=None)
@given(
    text=anything,
    author=st.text(min_size=1, max_size=40),
    reply=anything,
    width=widths,
    kind=st.sampled_from(["text", "me"]),
    selected=st.booleans(),
    day=st.sampled_from(["", "Today", "Wednesday 23 September 2026"]),
    since=st.sampled_from(["", "new since 18:05"]),
    signs=st.lists(
        st.builds(Reaction, st.text(min_size=1, max_size=24), st.integers(1, 500), st.booleans()), max_size=6
    ),
    look=st.sampled_from([LOOK, look_for(PAPER, ASCII, (To256(),)), look_for(TERMINAL, UNICODE, ())]),
)
def test_any_message_takes_exactly_the_width_and_holds_no_control_byte(
    text: str,
    author: str,
    reply: str,
    width: int,
    kind: str,
    selected: bool,
    day: str,
    since: str,
    signs: list[Reaction],
    look: object,
) -> None:
    message = replace(
        HELLO,
        text=text,
        author=author,
        kind=kind,
        reply_to=2,
        reply_author=author,
        reply_text=reply,
        edited_at=5,
        reactions=tuple(signs),
    )
    place = PLACE._replace(width=width, selected=selected, day=day, since=since, mention="ada")
    check_rows(lay_out(message, place, look).rows, width)  # type: ignore[arg-type]


@settings(max_examples=300, deadline=None)
@given(text=anything, width=st.integers(2, 80))
def test_wrapping_keeps_every_word_and_never_exceeds_the_width(text: str, width: int) -> None:
    clean = printable(text)
    rows = wrapped(clean, width)
    assert "".join("".join(rows).split()) == "".join(clean.split()) or any(
        ord(letter) > 127 and letter.isspace() for letter in clean
    )
    for row in rows:
        assert cell_len(row) <= width
    for line in clean.split("\n"):
        starts = row_starts(line, width)
        assert starts[0] == 0
        assert starts == sorted(set(starts))


@settings(max_examples=200, deadline=None)
@given(text=anything, width=st.integers(1, 60))
def test_a_shortened_line_fits(text: str, width: int) -> None:
    line = shortened(printable(text), width)
    assert cell_len(line) <= width
    assert "\n" not in line


def test_prose_is_not_set_wider_than_72_cells() -> None:
    block = lay_out(replace(HELLO, text="word " * 60), PLACE._replace(width=200), LOOK)
    assert max(len(row.strip.text.rstrip()) for row in block.rows) <= 2 + 76
    assert max(len(row.strip.text.strip()) for row in block.rows[2:]) <= 72


def test_equal_messages_of_two_viewers_share_their_rows() -> None:
    cache = BlockCache(10)
    one = cache.block(HELLO, PLACE, LOOK)
    other = cache.block(replace(HELLO), PLACE._replace(), look_for(NIGHT, UNICODE, ()))
    assert one is other
    assert cache.made == 1


def test_what_differs_for_a_viewer_is_not_shared() -> None:
    cache = BlockCache(20)
    one = cache.block(HELLO, PLACE, LOOK)
    for place in (
        PLACE._replace(mention="ada"),
        PLACE._replace(selected=True),
        PLACE._replace(time="20:31"),
        PLACE._replace(width=72),
    ):
        assert cache.block(HELLO, place, LOOK) is not one
    for message in (replace(HELLO, version=2, text="other"), replace(HELLO, author="thea")):
        assert cache.block(message, PLACE, LOOK) is not one
    assert cache.block(HELLO, PLACE, look_for(PAPER, UNICODE, ())) is not one


def test_the_cache_is_bounded_and_forgets_the_oldest() -> None:
    cache = BlockCache(3)
    first = cache.block(HELLO, PLACE, LOOK)
    for seq in range(10, 13):
        cache.block(replace(HELLO, seq=seq), PLACE, LOOK)
    assert len(cache) == 3
    assert cache.block(HELLO, PLACE, LOOK) is not first


def test_the_viewers_name_is_in_the_light() -> None:
    block = lay_out(replace(HELLO, text="over here @ada please"), PLACE._replace(mention="ada"), LOOK)
    lit = [
        segment.text
        for row in block.rows
        for segment in row.strip
        if segment.style == LOOK.style("amber", bold=True)
    ]
    assert lit == ["@", "@ada"], "the sign at the left, and the name"


def test_roles_that_look_after_people_are_shown_and_the_others_are_not() -> None:
    shown = [row.strip.text for row in lay_out(replace(HELLO, author_role=Role.MENTOR), PLACE, LOOK).rows]
    assert any("mentor" in row for row in shown)
    plain = [row.strip.text for row in lay_out(HELLO, PLACE, LOOK).rows]
    assert not any("participant" in row for row in plain)
