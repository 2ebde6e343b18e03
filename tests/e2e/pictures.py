"""Pictures of the real program: `python -m tests.e2e.pictures FOLDER` serves the sample community and looks at it.

What the emulator holds is drawn cell by cell. Needs a monospaced TrueType font: DejaVu Sans Mono where Debian puts it,
or the one that PORCHLIGHT_FONT names.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from .hub import Person, serve_demo
from .terminal import Terminal
from .walking import open_room

FONTS: Final = Path("/usr/share/fonts/truetype/dejavu")
SIZE: Final = 14
LEADING: Final = 4
"""Pixels between the lines of the font's own size."""

GROUND, TEXT = "#000000", "#d0d0d0"
NAMED: Final = {
    "black": "#000000",
    "red": "#cd3131",
    "green": "#0dbc79",
    "brown": "#e5e510",
    "blue": "#2472c8",
    "magenta": "#bc3fbc",
    "cyan": "#11a8cd",
    "white": "#e5e5e5",
    "brightblack": "#666666",
    "brightred": "#f14c4c",
    "brightgreen": "#23d18b",
    "brightbrown": "#f5f543",
    "brightblue": "#3b8eea",
    "brightmagenta": "#d670d6",
    "brightcyan": "#29b8db",
    "brightwhite": "#ffffff",
}


def _colour(name: str, default: str) -> str:
    if name == "default":
        return default
    return NAMED.get(name) or f"#{name}"


def draw(terminal: Terminal, path: Path) -> None:
    """Draw a terminal's screen into a PNG file."""
    face_file = os.environ.get("PORCHLIGHT_FONT") or str(FONTS / "DejaVuSansMono.ttf")
    face = ImageFont.truetype(face_file, SIZE)
    bold_file = face_file.replace(".ttf", "-Bold.ttf")
    bold = ImageFont.truetype(bold_file if Path(bold_file).exists() else face_file, SIZE)
    width, height = round(face.getlength("M")), SIZE + LEADING
    screen = terminal.screen
    picture = Image.new("RGB", (width * screen.columns, height * screen.lines), GROUND)
    pen = ImageDraw.Draw(picture)
    for row in range(screen.lines):
        for column in range(screen.columns):
            cell = screen.buffer[row][column]
            ink, paper = _colour(cell.fg, TEXT), _colour(cell.bg, GROUND)
            if cell.reverse:
                ink, paper = paper, ink
            left, top = column * width, row * height
            pen.rectangle((left, top, left + width - 1, top + height - 1), fill=paper)
            if cell.data.strip():
                pen.text((left, top + LEADING // 2), cell.data, font=bold if cell.bold else face, fill=ink)
            if cell.underscore:
                pen.line((left, top + height - 2, left + width, top + height - 2), fill=ink)
    picture.save(path, optimize=True)


def main(folder: Path) -> None:
    """Make the pictures that the README shows."""
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["COLORTERM"] = "truecolor"
    with tempfile.TemporaryDirectory() as home, serve_demo(Path(home)) as hub:
        ada = Person(Path(home), hub, "ada", options=("-o", "SetEnv=COLORTERM=truecolor"))
        theo = Person(Path(home), hub, "theo")
        with theo.sign_in() as other, ada.sign_in(cols=110, rows=32) as terminal:
            other.wait("Today")
            terminal.wait("Here now")
            draw(terminal, folder / "today.png")
            open_room(terminal, "kitchen")
            terminal.wait("writing to")
            draw(terminal, folder / "chat.png")
            terminal.keys("F1")
            terminal.wait("not a crisis service")
            draw(terminal, folder / "help.png")
        with ada.sign_in(cols=40, rows=20) as terminal:
            open_room(terminal, "kitchen")
            terminal.wait("writing to")
            draw(terminal, folder / "phone.png")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/pictures"))
