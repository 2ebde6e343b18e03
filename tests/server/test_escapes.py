"""Links are the one thing beside drawing that the driver lets through, and only to web addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server import escapes

LINK = "\x1b]8;id=7-12;https://example.org/a?b=c;d\x1b\\here\x1b]8;;\x1b\\"


def test_a_link_to_a_web_address_is_drawing_too() -> None:
    assert escapes.only_drawing(f"a{LINK}b") == f"a{LINK}b"


@pytest.mark.parametrize(
    "link",
    [
        "\x1b]8;;file:///etc/passwd\x1b\\x\x1b]8;;\x1b\\",
        "\x1b]8;;javascript:alert(1)\x1b\\x",
        "\x1b]8;;https://a b\x1b\\x",
        "\x1b]8;;https://a\x9cb\x1b\\x",
        "\x1b]8;;https://a\x1b]52;c;AA\x07\x1b\\x",
        "\x1b]8;;https://a\x07x",
        "\x1b]8;;https://\u0430.org\x1b\\x",
        "\x1b]8;id=\x1b[2J;https://a\x1b\\x",
        f"\x1b]8;;https://{'a' * 3_000}\x1b\\x",
        "\x1b]80;;https://a\x1b\\x",
    ],
)
def test_a_link_to_anything_else_is_taken_apart(link: str) -> None:
    out = escapes.only_drawing(link)
    assert "\x1b]" not in out.replace("\x1b]8;;\x1b\\", "")
    assert "\x07" not in out
    assert "\x9c" not in out


PIECES = st.one_of(
    st.text(max_size=6),
    st.sampled_from(
        [
            "\x1b",
            "\x1b[",
            "\x1b[2;3H",
            "\x1b[0;38;2;1;2;3m",
            "\x1b[?25l",
            "\x1b[" + "9" * 65 + "m",
            "\n",
            "\x9b",
            LINK,
        ]
    ),
    st.characters(codec=None, categories=["Cc", "Cf", "Cs", "Zl", "Zp"]),
)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_a_frame_told_at_a_glance_is_one_in_which_nothing_was_to_be_taken_out(frame: str) -> None:
    drawn = escapes.only_drawing(frame)
    assert drawn == escapes._NOT_DRAWING.sub(r"\1", frame.replace("\n", ""))
    assert escapes.only_drawing(drawn) == drawn
