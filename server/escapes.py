"""What may be written to a person's terminal: the modes the app needs, and nothing but drawing in between.

The app's text was cleaned on its way into the store. This is the second line of defence: whatever reaches the driver,
only colours, attributes, cursor addresses and links to web addresses get out. Clipboard, title, reports, modes, C1 and
bidirectional controls do not, so the worst that a leak could do is draw in the wrong place.
"""

import re
from base64 import b64encode
from typing import Final

ENTER: Final = (
    "\x1b[?1049h"  # the alternate screen, so that the shell's own comes back as it was
    "\x1b[?25l"  # no cursor: the app draws its own
    "\x1b[?7l"  # no wrapping at the right edge
    "\x1b[?2004h"  # pasted text arrives in brackets
)
"""Written when the app starts. No focus reports, no size reports and no query: nothing that could answer into the
person's shell when their connection breaks."""

KITTY: Final = "\x1b[>1u"
"""Asks for unambiguous keys (`Shift+Enter`). Only the lowest level: the higher ones leave a shell that cannot be typed
into when the connection breaks. https://sw.kovidgoyal.net/kitty/keyboard-protocol/"""

MOUSE: Final = "\x1b[?1000h\x1b[?1002h\x1b[?1006h"
"""Asks for clicks, wheel and drags, but not for every move: a hand resting on a mouse should cost the hub nothing."""

LEAVE: Final = (
    "\x1b[?2026l"  # end a synchronised update that was cut short
    "\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1005l\x1b[?1006l\x1b[?1015l\x1b[?1016l"  # the mouse, in every dialect
    "\x1b[?1004l\x1b[?2004l\x1b[?2048l"  # focus, bracketed paste, size reports
    "\x1b[<u"  # unambiguous keys; before the alternate screen goes, which has a stack of its own
    "\x1b[?7h\x1b[0m"
    "\x1b[?1049l"
    "\x1b[?25h"
)
"""Written on every way out: ends each mode that Textual or we could have begun."""

BELL: Final = "\x07"

CLIPBOARD_LIMIT: Final = 64 * 1024
"""The longest text, in bytes of UTF-8, that is put on a clipboard."""

_NOT_DRAWING: Final = re.compile(
    "(\x1b\\]8;(?:id=[0-9-]{1,40})?;(?:https?://[!-~]{1,2000})?\x1b\\\\)"  # a link's beginning or end: kept
    "|\x1b(?!\\[[0-9;]{0,64}[ABCDGHJKm])"  # an escape that begins anything but drawing
    "|[\x00-\x1a\x1c-\x1f\x7f-\x9f]"  # C0 but ESC, DEL, C1
    "|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufff9-\ufffb]"  # direction and line controls
    "|[\ud800-\udfff]"  # halves of characters, which have no bytes
)

_ALL_DRAWING: Final = re.compile(
    "(?:[^\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufff9-\ufffb\ud800-\udfff]++"
    "|\x1b\\[[0-9;]{0,64}+[ABCDGHJKm])*+"
)
"""A frame without links in which there is nothing to take out: nearly every one. Told a good deal faster by this than
by looking for what does not belong."""


def only_drawing(frame: str) -> str:
    """Take out of a frame whatever is not text, colour or cursor address.

    Args:
        frame: What the app wrote, as a whole: no sequence may be split over two frames. A link (OSC 8) stays only where
            its address is http or https and all visible ASCII, so that it can neither end itself nor hide anything.

    Returns:
        The frame without line feeds (each line of a frame starts with its address) and without the rest.
    """
    frame = frame.replace("\n", "")
    return frame if _ALL_DRAWING.fullmatch(frame) else _NOT_DRAWING.sub(r"\1", frame)


def clipboard(text: str) -> str:
    """Build the sequence that puts `text` on the viewer's clipboard (OSC 52).

    Args:
        text: What the person asked to copy; beyond `CLIPBOARD_LIMIT` bytes it is cut.

    Returns:
        The sequence. Its payload is base64, so that the text cannot end it.
    """
    payload = text.encode("utf-8", "replace")[:CLIPBOARD_LIMIT]
    return f"\x1b]52;c;{b64encode(payload).decode('ascii')}\x07"
