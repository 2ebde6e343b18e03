"""How one terminal shows things: its styles, and rows of cells made from them for both ways of drawing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter
from textual.strip import Strip

from tui.theme import ASCII, Ground, Ink, Palette, Signs, ToAscii

LINK_END: Final = "\x1b]8;;\x1b\\"
"""Ends a link (OSC 8)."""


class Look:
    """A palette as one terminal shows it: styles with the app's colour filters already applied.

    Looks are interned by `look_for`, so that equal ones are one object and their rows are shared.
    """

    __slots__ = (
        "_ansi",
        "_filters",
        "_marked",
        "_names",
        "_styles",
        "ascii",
        "ground",
        "palette",
        "shades",
        "signs",
    )

    def __init__(self, palette: Palette, signs: Signs, filters: Sequence[LineFilter]) -> None:
        self.palette = palette
        self.signs = signs
        self.shades = palette.raised != palette.ground
        """A stretch can be told by its ground."""
        self.ascii = any(isinstance(one, ToAscii) for one in filters)
        """Punctuation beyond ASCII is drawn with what every font has."""
        self._filters = tuple(filters)
        self._marked: dict[tuple[object, ...], Style] = {}
        self._styles: dict[tuple[Ink, Ground, bool], Style] = {}
        self._names: dict[tuple[str, Ground], Style] = {}
        self._ansi: dict[Style, str] = {}
        self.ground = self.ansi(self.style())
        """SGR parameters of the empty ground."""

    def style(self, ink: Ink = "text", on: Ground = "ground", bold: bool = False) -> Style:
        """The style for one kind of text on one ground."""
        key = (ink, on, bold)
        style = self._styles.get(key)
        if style is None:
            style = self._styles[key] = self._filtered(self.palette.style(ink, on, bold=bold))
        return style

    def marked(
        self,
        ink: Ink,
        on: Ground,
        *,
        bold: bool = False,
        italic: bool = False,
        underline: bool = False,
        address: str = "",
    ) -> Style:
        """The style of marked words.

        Args:
            ink: What kind of text it is.
            on: What it lies on.
            bold: Heavier.
            italic: Leaning; underlined where the terminal's fonts cannot lean.
            underline: With a line below.
            address: Where it leads, a safe one; terminals that know links are told.
        """
        key = (ink, on, bold, italic, underline, address)
        style = self._marked.get(key)
        if style is None:
            if len(self._marked) > 1_024:
                self._marked.clear()
            leans = self.signs is not ASCII
            more = Style(
                bold=bold or None,
                italic=(italic and leans) or None,
                underline=underline or (italic and not leans) or None,
                link=address if address and leans else None,
            )
            style = self._marked[key] = self.style(ink, on) + more
        return style

    def name(self, handle: str, on: Ground = "ground") -> Style:
        """The style of a member's name."""
        key = (handle, on)
        style = self._names.get(key)
        if style is None:
            if len(self._names) > 2_048:
                self._names.clear()
            style = self._names[key] = self._filtered(self.palette.name_style(handle, on))
        return style

    def ansi(self, style: Style) -> str:
        """The parameters of the SGR sequence that switches a style on, from a plain terminal."""
        codes = self._ansi.get(style)
        if codes is None:
            if len(self._ansi) > 2_048:
                self._ansi.clear()
            codes = self._ansi[style] = Strip.render_ansi(style, ColorSystem.TRUECOLOR)
        return codes

    def _filtered(self, style: Style) -> Style:
        background = style.bgcolor
        ground = (
            Color(0, 0, 0)
            if background is None or background.is_default
            else Color.from_rich_color(background)
        )
        segments = [Segment("x", style)]
        for line_filter in self._filters:
            segments = line_filter.apply(segments, ground)
        return segments[0].style or Style()


_looks: dict[tuple[Palette, Signs, tuple[object, ...]], Look] = {}


def look_for(palette: Palette, signs: Signs, filters: Sequence[LineFilter]) -> Look:
    """The one look for a palette, the signs and the colour filters of an app.

    Args:
        palette: The chosen palette.
        signs: The signs the terminal can show.
        filters: The app's enabled line filters; two of the same kind count as equal.
    """
    key = (palette, signs, tuple(type(one) for one in filters))
    look = _looks.get(key)
    if look is None:
        look = _looks[key] = Look(palette, signs, filters)
    return look


class Row:
    """One row of the log, as a strip for the compositor and as terminal text for the direct path.

    Both come from the same segments, so the two paths cannot draw different things.
    """

    __slots__ = ("after", "ansi", "before", "strip", "used")

    def __init__(self, segments: list[Segment], width: int, look: Look, ground: Style) -> None:
        """Args:
        segments: The row from its left edge, at most `width` cells, every one with a style.
        width: Cells the strip has.
        look: Gives the terminal's codes.
        ground: What the rest of the row is filled with; not drawn by the direct path where it is blank already.
        """
        if look.ascii:
            segments = [Segment(text.translate(ToAscii.TABLE), style) for text, style, _ in segments]
        used = sum(segment.cell_length for segment in segments)
        whole = segments if used == width else [*segments, Segment(" " * (width - used), ground)]
        self.strip = Strip(whole, width)
        """Exactly `width` cells."""
        self.used = used
        """Cells up to which the row is not blank ground."""
        parts: list[str] = []
        current = first = address = ""
        for number, segment in enumerate(segments):
            style = segment.style or ground
            codes = look.ansi(style)
            if not number:
                current = first = codes
            elif codes != current:
                parts.append(f"\x1b[0;{codes}m" if codes else "\x1b[0m")
                current = codes
            if (style.link or "") != address:
                address = style.link or ""
                parts.append(f"\x1b]8;id={style.link_id};{address}\x1b\\" if address else LINK_END)
            parts.append(segment.text)
        if address:
            parts.append(LINK_END)
        self.before = first
        """SGR parameters that have to be on before `ansi`."""
        self.ansi = "".join(parts)
        """The used cells, with the changes of style between them."""
        self.after = current
        """SGR parameters that are on after `ansi`."""
