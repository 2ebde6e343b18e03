from __future__ import annotations

import pyte
from hypothesis import given
from hypothesis import strategies as st

from tests.emulator import ByteStream, Stream

PIECES = st.sampled_from(
    [
        *(
            "\x1b[m",
            "\x1b[0m",
            "\x1b[1;38;2;240;176;96m",
            "\x1b[48;5;17m",
            "\x1b[H",
            "\x1b[2;7H",
            "\x1b[;3H",
            "\x1b[K",
        ),
        *(
            "\x1b[1K",
            "\x1b[2J",
            "\x1b[99999H",
            "\x1b[?25l",
            "\x1b]0;title \x1b[1m\x07",
            "\x1b(B",
            "\x1b7",
            "\x1b8",
            "\r\n",
        ),
        *(
            "\x1b",
            "\x1b[",
            "\x1b[1;",
            "m",
            "H",
            "plain words",
            "茶",
            "é",
            "\x1b[3A",
            "\x1b[1;2\x1b[31m",
            "\t",
            "\x1bM",
        ),
    ]
)


def cells(screen: pyte.Screen) -> list[object]:
    picture = [[tuple(screen.buffer[y][x]) for x in range(20)] for y in range(5)]
    return [picture, screen.cursor.x, screen.cursor.y, tuple(screen.cursor.attrs)]


@given(st.lists(st.lists(PIECES, max_size=8), max_size=4))
def test_the_short_cut_draws_what_pyte_draws(writes: list[list[str]]) -> None:
    ours, its = pyte.Screen(20, 5), pyte.Screen(20, 5)
    ours_in_bytes = pyte.Screen(20, 5)
    streams = (Stream(ours), pyte.Stream(its))
    in_bytes = ByteStream(ours_in_bytes)
    for pieces in writes:
        text = "".join(pieces)
        for stream in streams:
            stream.feed(text)
        in_bytes.feed(text.encode())
    assert cells(ours) == cells(its) == cells(ours_in_bytes)
