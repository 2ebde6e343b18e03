from __future__ import annotations

import itertools

import pytest
from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from tui.theme import (
    ASCII,
    NIGHT,
    PALETTES,
    PAPER,
    TERMINAL,
    UNICODE,
    Palette,
    To256,
    palette_for,
    signs_for,
    textual_theme,
)

SHADED = [palette for palette in PALETTES.values() if not palette.terminal]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio as WCAG 2.2 defines it: 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("palette", SHADED, ids=lambda palette: palette.name)
def test_every_text_has_a_contrast_of_four_and_a_half_on_both_grounds(palette: Palette) -> None:
    inks = (palette.text, palette.muted, palette.amber, palette.teal, palette.rose, *palette.inks)
    for ink, ground in itertools.product(inks, (palette.ground, palette.raised)):
        assert contrast(ink, ground) >= 4.5, (palette.name, ink, ground)


@pytest.mark.parametrize("palette", SHADED, ids=lambda palette: palette.name)
def test_signs_have_a_contrast_of_three_also_in_256_colours(palette: Palette) -> None:
    def shown(colour: str) -> str:
        segment = To256().apply([Segment("x", Style(color=colour))], Color.parse("black"))[0]
        assert segment.style is not None
        assert segment.style.color is not None
        assert segment.style.color.number is not None
        return segment.style.color.get_truecolor().hex

    for ink, ground in itertools.product(
        (palette.text, palette.muted, palette.amber, palette.teal, palette.rose, *palette.inks),
        (palette.ground, palette.raised),
    ):
        assert contrast(shown(ink), shown(ground)) >= 3, (palette.name, ink, ground)


def test_a_handle_keeps_its_colour() -> None:
    assert NIGHT.name_style("theo") == NIGHT.name_style("theo")
    assert len({NIGHT.name_style(f"member-{number}").color for number in range(99)}) == len(NIGHT.inks)


@pytest.mark.parametrize("colours", ["16", "none"])
def test_a_terminal_with_few_colours_shows_its_own_whatever_was_chosen(colours: str) -> None:
    assert palette_for("paper", colours) is TERMINAL
    for ink in ("text", "muted", "amber", "teal", "rose"):
        style = TERMINAL.style(ink)
        assert style.color is None or style.color.triplet is None


def test_an_unknown_theme_is_night() -> None:
    assert palette_for("sunset", "truecolor") is NIGHT
    assert palette_for("paper", "256") is PAPER


def test_256_colours_are_said_by_number_and_quiet_colours_stay_quiet() -> None:
    (segment,) = To256().apply(
        [Segment("x", Style(color="#dde2ea", bgcolor="#191f29"))], Color.parse("black")
    )
    assert segment.style is not None
    ground = segment.style.bgcolor
    assert ground is not None
    assert ground.number in range(232, 256)
    assert ground.triplet is None


def test_terminal_colours_pass_the_256_filter_untouched() -> None:
    style = Style(color=RichColor.parse("yellow"))
    assert To256().apply([Segment("x", style)], Color.parse("black"))[0].style == style


@pytest.mark.parametrize("palette", PALETTES.values(), ids=lambda palette: palette.name)
def test_a_palette_makes_a_theme(palette: Palette) -> None:
    theme = textual_theme(palette)
    assert theme.ansi == palette.terminal
    assert theme.variables["porch-amber"]


def test_a_console_font_gets_plain_signs() -> None:
    assert signs_for("linux") is ASCII
    assert signs_for("vt220") is ASCII
    assert signs_for("xterm-256color") is UNICODE
    assert all(sign.isascii() for sign in (ASCII.light, ASCII.bar, ASCII.unread, ASCII.rule, ASCII.more))
