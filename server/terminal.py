"""What a client's terminal can do, as far as it says: size, colours, whether it can draw at all."""

from collections.abc import Mapping
from typing import Final, Literal

Colours = Literal["truecolor", "256", "16", "none"]
"""How many colours a terminal shows; `none`: it has none, or its person does not want them (`NO_COLOR`)."""

MIN_SIZE: Final = (20, 5)
"""The smallest terminal that is drawn for, in cells: columns, rows."""

MAX_SIZE: Final = (500, 200)
"""The largest terminal that is drawn for, in cells: columns, rows."""

USUAL_SIZE: Final = (80, 24)
"""Taken when the client does not know its size (0)."""

TOLD: Final = frozenset(
    {"NO_COLOR", "COLORTERM", "TERM_PROGRAM", "LC_TERMINAL", "LANG", "LC_ALL", "LC_CTYPE"}
)
"""The environment variables that are taken from a client; all others are ignored."""

_TRUE: Final = (
    "direct",
    "truecolor",
    "24bit",
    "kitty",
    "ghostty",
    "alacritty",
    "wezterm",
    "foot",
    "iterm",
    "contour",
    "rio",
)
_MONOCHROME: Final = (
    "dumb",
    "unknown",
    "vt5",
    "vt100",
    "vt102",
    "vt2",
    "vt320",
    "vt420",
    "ansi-m",
    "xterm-mono",
    "hurd-m",
)
_TRUE_PROGRAMS: Final = frozenset(
    {"iTerm2", "iTerm.app", "WezTerm", "ghostty", "vscode", "Hyper", "mintty", "rio"}
)


def colours(environment: Mapping[str, str], term: str) -> Colours:
    """Tell how many colours to draw with.

    Args:
        environment: What the client sent of its environment.
        term: Its terminal type (`TERM`); empty when it asked for no terminal.

    Returns:
        The most that is sure to be shown. `NO_COLOR` (https://no-color.org, any value but the empty one) wins.
    """
    if environment.get("NO_COLOR"):
        return "none"
    name = term.lower()
    if not name or name.startswith(_MONOCHROME):
        return "none"
    if environment.get("COLORTERM", "").lower() in {"truecolor", "24bit"}:
        return "truecolor"
    program = environment.get("LC_TERMINAL") or environment.get("TERM_PROGRAM") or ""
    if program in _TRUE_PROGRAMS or any(part in name for part in _TRUE):
        return "truecolor"
    return "256" if "256color" in name else "16"


def can_draw(term: str) -> bool:
    """Tell whether the full-screen app can be drawn there.

    Args:
        term: The terminal type; empty when the client asked for no terminal.

    Returns:
        False for a line printer, an editor's shell buffer, or no terminal at all.
    """
    return bool(term) and term.lower() not in {"dumb", "unknown"}


def clamped(columns: int, rows: int) -> tuple[int, int]:
    """Bring a size that a client sent to one that is drawn for.

    Args:
        columns: In cells; 0: not known.
        rows: In cells; 0: not known.

    Returns:
        Columns and rows between `MIN_SIZE` and `MAX_SIZE`.
    """
    width = columns or USUAL_SIZE[0]
    height = rows or USUAL_SIZE[1]
    return (min(max(width, MIN_SIZE[0]), MAX_SIZE[0]), min(max(height, MIN_SIZE[1]), MAX_SIZE[1]))
