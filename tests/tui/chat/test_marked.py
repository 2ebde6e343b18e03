"""Marked words, reactions and marks as rows: exactly as wide as a terminal draws them, and nothing in them to obey."""

from __future__ import annotations

from dataclasses import replace

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.chat import Reaction
from tests import emulator
from tests.tui.chat.test_drawing import HELLO, LINK, LOOK, PLACE, anything, check_rows, widths
from tests.tui.chat.test_inline import marked
from tui.chat import words
from tui.chat.look import Look, Row, look_for
from tui.chat.strips import BlockCache, lay_out
from tui.theme import ASCII, CONTRAST, NIGHT, PAPER, TERMINAL, UNICODE, To256, ToAscii

LOOKS = [
    LOOK,
    look_for(PAPER, ASCII, (To256(), ToAscii())),
    look_for(TERMINAL, UNICODE, ()),
    look_for(CONTRAST, ASCII, ()),
]
kinds = st.one_of(st.sampled_from(["I hear you", "🙂", "❤️", "🌻", "👍🏽", "日"]), anything)
reacted = st.lists(st.builds(Reaction, kinds, st.integers(1, 500), st.booleans()), max_size=12)
one_sign_each = st.lists(
    st.one_of(
        st.characters(min_codepoint=0x20, max_codepoint=0x24F, exclude_categories=("Cc", "Cf")),
        st.sampled_from("日本語한국어🙂🌻🎉שלוםไทย*_`>- "),
        st.sampled_from(["e\u0301", "a\u0308", "**", "https://a.b/c", "Tiếng Việt"]),
    ),
    max_size=100,
).map("".join)
"""What terminals agree about: no joined emoji, no signs that only change the one before."""


def shown(rows: tuple[Row, ...]) -> list[str]:
    return [row.strip.text.rstrip() for row in rows]


def on_an_emulator(rows: tuple[Row, ...], width: int, *, directly: bool) -> pyte.Screen:
    screen = pyte.Screen(width + 4, len(rows) + 1)
    stream = emulator.Stream(screen)
    for y, row in enumerate(rows):
        stream.feed(f"\x1b[{y + 1};1H")
        if directly:
            stream.feed(f"\x1b[0;{row.before}m{row.ansi}\x1b[0m|")
        else:
            for segment in row.strip:
                assert segment.style is not None
                stream.feed(f"\x1b[0;{LOOK.ansi(segment.style)}m{segment.text}\x1b[0m")
            stream.feed("|")
    return screen


@settings(max_examples=300, deadline=None)
@given(
    text=st.one_of(anything, marked),
    width=widths,
    kind=st.sampled_from(["text", "me"]),
    selected=st.booleans(),
    reactions=reacted,
    pinned=st.booleans(),
    edited=st.booleans(),
    look=st.sampled_from(LOOKS),
)
def test_whatever_is_written_and_given_takes_the_width_and_commands_nothing(
    text: str,
    width: int,
    kind: str,
    selected: bool,
    reactions: list[Reaction],
    pinned: bool,
    edited: bool,
    look: Look,
) -> None:
    message = replace(
        HELLO,
        text=text,
        kind=kind,
        reactions=tuple(reactions),
        pinned=pinned,
        edited_at=1 if edited else None,
        reply_to=1,
        reply_author="mira",
        reply_text=text[:80],
    )
    place = PLACE._replace(width=width, selected=selected, mention="ada")
    check_rows(lay_out(message, place, look).rows, width)


@settings(max_examples=300, deadline=None)
@given(text=one_sign_each, width=st.integers(20, 100), selected=st.booleans())
def test_a_terminal_puts_the_end_of_a_row_where_we_do(text: str, width: int, selected: bool) -> None:
    message = replace(HELLO, text=text, reactions=(Reaction("🙂", 2, True), Reaction("I hear you", 1, False)))
    rows = lay_out(message, PLACE._replace(width=width, selected=selected), LOOK).rows
    drawn = on_an_emulator(rows, width, directly=True)
    composed = on_an_emulator(rows, width, directly=False)
    for y, row in enumerate(rows):
        assert drawn.buffer[y][row.used].data == "|", row.strip.text
        assert composed.buffer[y][width].data == "|", row.strip.text
        assert [drawn.buffer[y][x] for x in range(row.used)] == [
            composed.buffer[y][x] for x in range(row.used)
        ]


def test_a_link_is_told_to_terminals_that_know_links_on_both_ways() -> None:
    address = "https://example.org/" + "a/" * 60
    rows = lay_out(replace(HELLO, text=f"see {address}."), PLACE._replace(width=60), LOOK).rows
    linked = [row for row in rows if f";{address}\x1b" in row.ansi]
    assert len(linked) == 3, "each of its rows leads to the whole address"
    ids = {LINK.findall(row.ansi)[0][0] for row in linked}
    assert len(ids) == 1, "which a terminal can see are one link"
    assert all(row.ansi.count("\x1b]8;;\x1b\\") == 1 for row in linked)
    assert all(
        any(segment.style and segment.style.link == address for segment in row.strip) for row in linked
    )
    assert address in "".join(row.replace(" ", "") for row in shown(rows))


def test_a_plain_terminal_is_told_of_no_link_and_gets_words_for_emoji() -> None:
    message = replace(HELLO, text="see https://example.org 🙂", reactions=(Reaction("🌻", 2, False),))
    rows = lay_out(message, PLACE, LOOKS[1]).rows
    assert not any("\x1b]" in row.ansi for row in rows)
    assert any("https://example.org :slightly smiling face:" in row for row in shown(rows))
    assert any("sunflower 2" in row for row in shown(rows))


def test_both_ways_draw_the_same_signs_on_a_plain_terminal() -> None:
    rows = lay_out(replace(HELLO, text="> “so” — on…\n- tea"), PLACE, LOOKS[1]).rows
    assert any('"so" - on~' in row for row in shown(rows))
    for row in rows:
        row.ansi.encode("ascii")


def test_what_i_gave_is_told_by_weight_and_brackets_and_not_by_colour_alone() -> None:
    message = replace(HELLO, reactions=(Reaction("I hear you", 4, True), Reaction("🙂", 1, False)))
    row = lay_out(message, PLACE, LOOK).rows[-1]
    assert row.strip.text.strip() == "[I hear you 4] · 🙂 1"
    weights = {
        segment.text: segment.style.bold for segment in row.strip if segment.style and segment.text.strip()
    }
    assert weights["[I hear you 4]"]
    assert not weights["🙂 1"]


def test_the_marks_of_a_message_stand_behind_its_words_when_there_is_room() -> None:
    message = replace(HELLO, edited_at=5, pinned=True)
    assert f"hello  {words.PINNED_MARK} {words.EDITED}" in shown(lay_out(message, PLACE, LOOK).rows)[-1]
    full = replace(message, text="w" * 72)
    assert (
        shown(lay_out(full, PLACE._replace(width=75), LOOK).rows)[-1].strip()
        == f"{words.PINNED_MARK} {words.EDITED}"
    )


def test_a_deleted_message_says_so_and_nothing_else() -> None:
    message = replace(
        HELLO, text="", deleted=True, edited_at=5, pinned=True, reactions=(Reaction("🙂", 1, True),)
    )
    block = lay_out(message, PLACE._replace(gap=False), LOOK)
    assert [row.split()[0] for row in shown(block.rows)] == ["theo", words.TAKEN_BACK]


def test_an_answer_to_a_deleted_message_quotes_nothing() -> None:
    message = replace(HELLO, reply_to=1, reply_author="mira", reply_text="")
    assert f"mira · {words.TAKEN_BACK}" in shown(lay_out(message, PLACE, LOOK).rows)[1]


@pytest.mark.parametrize(
    ("palette", "ticks"), [(NIGHT, False), (PAPER, False), (CONTRAST, True), (TERMINAL, True)]
)
def test_code_keeps_its_ticks_where_no_shade_can_tell_it(palette: object, ticks: bool) -> None:
    look = look_for(palette, UNICODE, ())  # type: ignore[arg-type]
    assert ("`tea`" in shown(lay_out(replace(HELLO, text="a `tea`"), PLACE, look).rows)[-1]) is ticks


def test_names_of_others_have_weight_and_mine_has_the_light_and_a_sign() -> None:
    block = lay_out(replace(HELLO, text="@mira and @Ada, hello"), PLACE._replace(mention="ada"), LOOK)
    styles = {segment.text: segment.style for segment in block.rows[-1].strip if segment.style}
    assert styles["@mira"].bold
    assert styles["@mira"].color == LOOK.style().color
    assert styles["@Ada"] == LOOK.style("amber", bold=True)
    assert block.rows[-1].strip.text.startswith("@ ")


def test_a_list_hangs_and_a_quote_has_its_bar_on_every_row() -> None:
    rows = shown(lay_out(replace(HELLO, text="- " + "tea " * 30 + "\n> " + "socks " * 20), PLACE, LOOK).rows)[
        2:
    ]
    assert [row[2:5] for row in rows if "tea" in row] == ["• t", "  t"]
    assert all(row[2:4] == "▏ " for row in rows if "socks" in row)


def test_rows_are_shared_only_by_those_who_see_the_same() -> None:
    cache = BlockCache(10)
    seen = cache.block(replace(HELLO, reactions=(Reaction("🙂", 2, False),)), PLACE, LOOK)
    assert cache.block(replace(HELLO, reactions=(Reaction("🙂", 2, False),)), PLACE, LOOK) is seen
    mine = cache.block(replace(HELLO, reactions=(Reaction("🙂", 2, True),)), PLACE, LOOK)
    fewer = cache.block(replace(HELLO, reactions=(Reaction("🙂", 1, False),)), PLACE, LOOK)
    named = cache.block(replace(HELLO, names_me=True), PLACE, LOOK)
    assert len({id(one) for one in (seen, mine, fewer, named)}) == 4
