"""The look: palettes, signs, and the styles made from them.

A porch at night: everything rests but what is for you. Amber is the one light (focus, selection, unread), teal is
kindness, rose is help now and moderation. Nothing is told by colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal
from zlib import crc32

from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter
from textual.theme import Theme

Ink = Literal["text", "muted", "amber", "teal", "rose", "line"]
"""What a piece of text is, from which its colour follows."""
Ground = Literal["ground", "raised"]
"""What a piece of text lies on."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one theme, as names that Rich understands ("#rrggbb", or a terminal colour's name)."""

    name: str
    """The theme's name, as kept in a member's preferences."""
    dark: bool
    """The ground is darker than the text."""
    ground: str
    """Behind everything."""
    raised: str
    """Behind the selected row, and what floats."""
    line: str
    """Thin lines between panes; decoration only."""
    text: str
    """What is to be read."""
    muted: str
    """Times, counts, hints."""
    amber: str
    """The light: focus, selection, unread."""
    teal: str
    """Kindness."""
    rose: str
    """Help now and moderation."""
    inks: tuple[str, ...]
    """Soft colours for names; a handle keeps its own."""
    terminal: bool = False
    """The colours are the terminal's own, so that muted is shown by weight and not by shade."""
    strong: bool = False
    """High contrast: weight is added to colour."""

    def style(self, ink: Ink = "text", on: Ground = "ground", *, bold: bool = False) -> Style:
        """The style for one kind of text on one ground."""
        return _style(self, ink, on, bold)

    def name_style(self, handle: str, on: Ground = "ground") -> Style:
        """The bold style of a member's name: always the same soft colour for the same handle."""
        return _name_style(self, self.inks[crc32(handle.encode()) % len(self.inks)], on)


NIGHT: Final = Palette(
    name="night",
    dark=True,
    ground="#12161d",
    raised="#191f29",
    line="#2b3340",
    text="#dde2ea",
    muted="#8d96a8",
    amber="#f0b060",
    teal="#74bfae",
    rose="#e58f8f",
    inks=("#9db8e0", "#b9a8dc", "#a3c48f", "#d3b0a0", "#8fc3d0", "#cfa9c4", "#c2bd8b", "#a9b5c9"),
)
PAPER: Final = Palette(
    name="paper",
    dark=False,
    ground="#fbf8f3",
    raised="#f1ece3",
    line="#d8d0c2",
    text="#2a2e36",
    muted="#666b76",  # a shade under #6a6f7a, which has only 4.3:1 on the raised ground
    amber="#95540f",
    teal="#23695c",
    rose="#a8323f",
    inks=("#33578f", "#624a93", "#466428", "#7d4b38", "#1e6474", "#80406f", "#665b16", "#4b586e"),
)
CONTRAST: Final = Palette(
    name="contrast",
    dark=True,
    ground="#000000",
    raised="#000000",
    line="#ffffff",
    text="#ffffff",
    muted="#ffffff",
    amber="#ffff00",
    teal="#00ffff",
    rose="#ff5f5f",
    inks=("#ffffff",),
    strong=True,
)
TERMINAL: Final = Palette(
    name="terminal",
    dark=True,
    ground="default",
    raised="default",
    line="default",
    text="default",
    muted="default",
    amber="yellow",
    teal="cyan",
    rose="red",
    inks=("default", "cyan", "green", "magenta"),
    terminal=True,
)

PALETTES: Final[dict[str, Palette]] = {one.name: one for one in (NIGHT, PAPER, CONTRAST, TERMINAL)}
"""Every theme that can be chosen, by name; the first is the usual one."""


def palette_for(chosen: str, colours: str) -> Palette:
    """The palette to draw with.

    Args:
        chosen: The theme in the member's preferences; an unknown name means the usual one.
        colours: What the terminal shows: with 16 colours or none, its own are used whatever was chosen.
    """
    if colours in {"16", "none"}:
        return TERMINAL
    return PALETTES.get(chosen, NIGHT)


@lru_cache(maxsize=512)
def _style(palette: Palette, ink: Ink, on: Ground, bold: bool) -> Style:
    faint = palette.terminal and ink in {"muted", "line"} and not bold
    weight = bold or (palette.strong and ink in {"amber", "teal", "rose"})
    return Style(
        color=getattr(palette, ink),
        bgcolor=getattr(palette, on),
        bold=weight or None,
        dim=True if faint else None,
    )


@lru_cache(maxsize=512)
def _name_style(palette: Palette, ink: str, on: Ground) -> Style:
    return Style(color=ink, bgcolor=getattr(palette, on), bold=True)


def _css(colour: str) -> str:
    return colour if colour.startswith("#") else f"ansi_{colour}"


@lru_cache(maxsize=8)
def textual_theme(palette: Palette) -> Theme:
    """The palette as a Textual theme, so that the stylesheet and borrowed widgets use the same colours."""
    ours = {
        ink: _css(getattr(palette, ink))
        for ink in ("ground", "raised", "line", "text", "muted", "amber", "teal", "rose")
    }
    variables = {f"porch-{name}": value for name, value in ours.items()} | {
        "block-cursor-foreground": ours["ground"],
        "block-cursor-background": ours["amber"],
        "input-cursor-foreground": ours["ground"],
        "input-cursor-background": ours["amber"],
        "input-selection-background": ours["line"],
        "scrollbar": ours["line"],
        "scrollbar-hover": ours["muted"],
        "scrollbar-active": ours["amber"],
        "scrollbar-background": ours["ground"],
        "scrollbar-background-hover": ours["ground"],
        "scrollbar-background-active": ours["ground"],
        "scrollbar-corner-color": ours["ground"],
    }
    if palette.terminal:
        # Names that Textual's own sheets ask for in a theme of this kind.
        own = "ansi_default"
        variables |= {"ansi-background": own, "ansi-foreground": own, "border-blurred": own}
        variables |= {"screen-selection-background": "ansi_blue", "screen-selection-foreground": "ansi_white"}
        variables |= {"input-cursor-foreground": "ansi_black", "block-cursor-foreground": "ansi_black"}
    return Theme(
        name=f"porch-{palette.name}",
        primary=ours["amber"],
        secondary=ours["teal"],
        accent=ours["amber"],
        warning=ours["amber"],
        error=ours["rose"],
        success=ours["teal"],
        foreground=ours["text"],
        background=ours["ground"],
        surface=ours["ground"],
        panel=ours["raised"],
        boost=ours["raised"],
        dark=palette.dark,
        ansi=palette.terminal,
        variables=variables,
    )


class To256(LineFilter):
    """Turns colours into the nearest of the 256 that the terminal has.

    A filter and not the console's colour system, because Textual keeps rendered blank strips for the whole process:
    with the console's setting one person's colours would reach another person's terminal.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Give the segments in 256 colours."""
        return [
            Segment(text, None if style is None else _in_256(style), control)
            for text, style, control in segments
        ]


class ToAscii(LineFilter):
    """Turns punctuation and lines into what every font has, cell for cell; people's own letters stay."""

    TABLE: Final = str.maketrans(
        {
            "…": "~",
            "–": "-",
            "—": "-",
            "‘": "'",
            "’": "'",
            "“": '"',
            "”": '"',
            "·": "-",
            "•": "*",
            "⇧": "^",
            "∞": "&",
        }
        | dict.fromkeys("─━╌╴╶", "-")
        | dict.fromkeys("│┃▏▕▌▐", "|")
        | dict.fromkeys("╭╮╰╯┌┐└┘├┤┬┴┼", "+")
        | dict.fromkeys("↑", "^")
        | dict.fromkeys("↓", "v")
    )

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Give the segments with plain signs."""
        return [Segment(text.translate(self.TABLE), style, control) for text, style, control in segments]


_STEPS: Final = (0, 95, 135, 175, 215, 255)
"""The levels of each of red, green and blue in the colour cube of xterm's 256 (numbers 16 to 231)."""


@lru_cache(maxsize=1024)
def _nearest_of_256(red: int, green: int, blue: int) -> int:
    """The number of the nearest colour; what is nearly grey becomes grey, since the cube has no quiet dark colours."""
    level = round((2 * red + 5 * green + blue) / 8)
    grey = max(0, min(23, round((level - 8) / 10)))
    if max(red, green, blue) - min(red, green, blue) <= 32:
        return 232 + grey
    cube = [min(range(6), key=lambda step: abs(_STEPS[step] - value)) for value in (red, green, blue)]
    off_cube = sum((_STEPS[step] - value) ** 2 for step, value in zip(cube, (red, green, blue), strict=True))
    off_grey = sum((8 + 10 * grey - value) ** 2 for value in (red, green, blue))
    return 232 + grey if off_grey < off_cube else 16 + 36 * cube[0] + 6 * cube[1] + cube[2]


@lru_cache(maxsize=4096)
def _in_256(style: Style) -> Style:
    def nearest(colour: RichColor | None) -> RichColor | None:
        if colour is None or colour.triplet is None:
            return colour
        return RichColor.from_ansi(_nearest_of_256(*colour.triplet))

    return style + Style.from_color(nearest(style.color), nearest(style.bgcolor))


@dataclass(frozen=True, slots=True)
class Signs:
    """The few signs that are drawn, each one cell wide."""

    light: str
    """The hub."""
    bar: str
    """The selected row's left edge."""
    unread: str
    """Something new."""
    here: str
    """Somebody is here."""
    away: str
    """Somebody is away, a room is muted."""
    rule: str
    """A thin line across."""
    side: str
    """A thin line down."""
    prompt: str
    """Where one types."""
    reply: str
    """What a line answers."""
    menu: str
    """The menu on a narrow screen."""
    more: str
    """Text was cut here."""
    block: str
    """A full cell, for large figures."""
    dot: str
    """Between two facts on a line."""
    mask: str
    """Stands for each letter of a secret."""
    pair: str = "∞"
    """Two who are buddies."""


UNICODE: Final = Signs("☀", "▌", "●", "●", "◌", "─", "│", "›", "↳", "☰", "…", "█", "·", "•", "∞")
ASCII: Final = Signs("*", ">", "*", "*", "o", "-", "|", ">", ">", "=", "~", "#", "-", "*", "&")

PLAIN_TERMINALS: Final = ("linux", "vt", "ansi", "cons25", "pcansi")
"""Beginnings of TERM whose fonts cannot be trusted with signs beyond ASCII."""


def signs_for(term: str) -> Signs:
    """The signs that a terminal of this type can show.

    Args:
        term: The terminal's type, as in TERM; "" counts as able.
    """
    return ASCII if term.lower().startswith(PLAIN_TERMINALS) else UNICODE
