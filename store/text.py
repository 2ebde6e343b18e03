"""The one family of functions that every word from a person passes on its way into the store.

What comes out holds no control character, no escape sequence, no bidirectional override and no lone surrogate, is in
Unicode's normal form C, and is within its caps; passing it through again changes nothing. What people write in any
script, with emoji of any kind, survives.

`clean_line` is for names and titles, `clean_block` for what has lines, `handle` for handles. `printable` is a second
line of defence for output that does not go through the terminal's renderer.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import Final

import wcwidth

from store import lookalikes
from store.errors import Invalid

MAX_MARKS: Final = 4
"""Combining marks that one base may carry."""

TAB: Final = "    "
"""What a tab becomes in a block."""

RAW_FACTOR: Final = 4
"""How many raw code points a block may bring for each one it may keep: decomposed letters, line ends of two."""

RAW_PER_CELL: Final = 16
"""The same for a line, for each cell: a family emoji has seven code points in two cells."""

HANDLE_MIN: Final = 2
HANDLE_MAX: Final = 24
"""The fewest and most characters of a handle, and the most cells."""

HANDLE_SIGNS: Final = "-_."
_SIGNS_TOGETHER: Final = re.compile(r"[-_.]{2}")

RESERVED_HANDLES: Final = frozenset(
    {
        # Ways in, and commands that could be mistaken for one.
        *("join", "crisis", "help", "plain", "guest", "login", "invite", "demo", "local"),
        # Names that a person would take for the hub, or for the people who look after it.
        *("hub", "porchlight", "system", "root", "admin", "administrator", "operator", "sysop", "official"),
        *("security", "abuse", "postmaster", "owner", "host", "hosts", "staff", "team", "support"),
        *("participant", "alum", "supporter", "mentor", "mentors", "moderator", "moderators", "mod", "mods"),
        *("facilitator", "facilitators", "alert", "duty", "helpline", "hotline", "lifeline", "crisis-line"),
        # Everybody and nobody.
        *("everyone", "everybody", "all", "here", "nobody", "anonymous", "anon", "unknown", "none", "null"),
        *("undefined", "deleted", "erased", "me", "you", "myself", "someone"),
    }
)
"""Nobody can have these, nor what looks like them."""

ERASED_PREFIX: Final = "someone-"
"""What erased members are called, and a number: nobody else may be, or they could not be erased."""

_BREAKS: Final = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
"""Everything that some system takes for the end of a line."""

_JOINERS: Final = "\u200c\u200d"
"""Zero width non-joiner and joiner: Persian, Indic scripts and emoji need them."""

_INVISIBLE: Final = "\u115f\u1160\u3164\uffa0"
"""Hangul fillers: letters by category, and nothing to see."""

_DECEITFUL: Final = _INVISIBLE + "\u2800"
"""The same, and the empty braille cell: a space that pretends not to be one."""

_UNSEEN_MARKS: Final = re.compile("[\u034f\u17b4\u17b5\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""Marks that nothing shows: with one of them a handle would be another and look the same."""

_FLAGS: Final = re.compile(
    "(\U0001f3f4(?:\U000e0067\U000e0062(?:\U000e0065\U000e006e\U000e0067|\U000e0073\U000e0063\U000e0074|\U000e0077\U000e006c\U000e0073))\U000e007f)"
)
"""The flags of England, Scotland and Wales: the only tag sequences in use; other tags can hide words."""

_DROPPED: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_CACHE_MAX: Final = 20_000
"""Code points remembered in each table: more than any community writes, and bounded whatever somebody sends."""


class _Kept(dict[int, str | None]):
    """For `str.translate`: None for what is dropped, the character itself for what is kept."""

    def __missing__(self, code: int) -> str | None:
        character = chr(code)
        dropped = unicodedata.category(character) in _DROPPED or character in _INVISIBLE
        kept = None if dropped else character
        if len(self) < _CACHE_MAX:
            self[code] = kept
        return kept


class _Shapes(dict[int, str]):
    """For `str.translate`: what each character is for the rules about marks and joiners.

    "m": combining mark; "j": joiner; "s": space; "n": end of a line; "x": anything that can carry a mark.
    """

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character == "\n":
            shape = "n"
        elif character in _JOINERS:
            shape = "j"
        elif unicodedata.category(character) in ("Mn", "Mc", "Me"):
            shape = "m"
        else:
            shape = "s" if character.isspace() else "x"
        if len(self) < _CACHE_MAX:
            self[code] = shape
        return shape


_BASE_KEPT: Final[dict[int, str | None]] = {
    0x0A: "\n",
    0x09: TAB,
    0x200C: "\u200c",
    0x200D: "\u200d",
    0x2800: " ",
}
"""The exceptions to the categories."""

_kept: Final = _Kept(_BASE_KEPT)
_shapes: Final = _Shapes()

_AMISS: Final = re.compile(r"(?:\A|n)[mj]|m(?:j*m){4}|jj|sj|j(?:[sn]|\Z)")
"""In a text's shape: a mark or joiner with nothing to hold on to, or more of them than a base may carry."""


def clean_line(text: str, *, cells: int | None = None, chars: int | None = None) -> str:
    """One line: a name, a title, a topic. Runs of white space become one space; the ends have none.

    Args:
        text: What somebody typed.
        cells: How many terminal cells it may take.
        chars: How many characters it may have. One of the two has to be given.

    Returns:
        The clean line; "" when nothing of it can be seen.

    Raises:
        Invalid: It is too long.
    """
    if cells is None and chars is None:
        raise ValueError("a cap is needed: cells or chars")
    raw_cap = cells * RAW_PER_CELL if cells is not None else (chars or 0) * RAW_FACTOR
    if len(text) > raw_cap:
        raise _too_long(cells if cells is not None else chars or 0)
    if not (text.isascii() and text.isprintable()):
        text = _without_strays(_drop(text).replace("\n", " "))
    text = " ".join(text.split())
    if not text.isascii():
        # A line must not begin with a mark: it would sit on whatever is drawn before it.
        shape = text.translate(_shapes)
        text = text[len(shape) - len(shape.lstrip("smj")) :].rstrip()
    if cells is not None and width_cells(text) > cells:
        raise _too_long(cells)
    if chars is not None and len(text) > chars:
        raise _too_long(chars)
    return text


def clean_block(text: str, *, chars: int, lines: int) -> str:
    """Text that may have lines: a message, a post. White space stays as it is; tabs become four spaces.

    Args:
        text: What somebody typed or pasted.
        chars: How many characters it may have.
        lines: How many lines it may have.

    Raises:
        Invalid: It is too long.
    """
    if len(text) > chars * RAW_FACTOR:
        raise Invalid(f"That is too long: {chars:,} characters at most. Please send it in parts.")
    if not (text.isascii() and text.replace("\n", "").isprintable()):
        text = _without_strays(_drop(text))
    if len(text) > chars:
        raise Invalid(f"That is {len(text):,} characters long: {chars:,} at most. Please send it in parts.")
    if text.count("\n") >= lines:
        raise Invalid(
            f"That is {text.count(chr(10)) + 1:,} lines long: {lines:,} at most. Please send it in parts."
        )
    return text


def trimmed(block: str) -> str:
    """A clean block without white space at its ends, nor marks at its beginning: they would sit on what is before."""
    block = block.strip()
    if block.isascii():
        return block
    shape = block.translate(_shapes)
    return block[len(shape) - len(shape.lstrip("smjn")) :]


def printable(text: str) -> str:
    """Any text as it may be written to a terminal or a pipe: no control characters but newlines, nothing dropped else.

    For text of the program's own making, and for people's text a second time; it has no cap.
    """
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    return _drop(text)


def width_cells(text: str) -> int:
    """How many cells of a terminal one line of clean text takes."""
    if text.isascii():
        return len(text)
    width = wcwidth.wcswidth(text)
    return width if width >= 0 else sum(max(0, wcwidth.wcwidth(each)) for each in text)


def cut_cells(text: str, cells: int) -> str:
    """The longest beginning of a clean line that fits, with "…" when something was cut off.

    Args:
        text: One clean line.
        cells: How many cells it may take; below 1 nothing fits.
    """
    if width_cells(text) <= cells:
        return text
    if cells < 1:
        return ""
    if text.isascii():
        return text[: cells - 1] + "…"
    kept: list[str] = []
    room = cells - 1
    # No grapheme of clean text is longer than this many code points for each of its cells.
    for grapheme in wcwidth.iter_graphemes(text[: (cells + 1) * RAW_PER_CELL]):
        room -= width_cells(grapheme)
        if room < 0:
            break
        kept.append(grapheme)
    return "".join(kept) + "…"


def handle(text: str) -> str:
    """A handle as it is kept: normal form KC, lower case, one script, 2 to 24 characters.

    Args:
        text: What somebody typed; an "@" before it is left out.

    Raises:
        Invalid: It cannot be a handle; the sentence says why.
    """
    wanted = fold_handle(text)
    if not HANDLE_MIN <= len(wanted) <= HANDLE_MAX or width_cells(wanted) > HANDLE_MAX:
        raise Invalid(
            f"A handle has {HANDLE_MIN} to {HANDLE_MAX} letters, digits, dots or dashes; please try another."
        )
    if not all(_fits_handle(each) for each in wanted) or _AMISS.search(wanted.translate(_shapes)):
        raise Invalid("A handle is made of letters, digits and - _ . only; please leave the rest out.")
    if not wanted[0].isalpha() or wanted[-1] in HANDLE_SIGNS or _SIGNS_TOGETHER.search(wanted):
        raise Invalid(
            "A handle begins with a letter, and a - _ or . stands between letters; please try another."
        )
    if lookalikes.mixes_scripts(wanted):
        raise Invalid("A handle is written in one alphabet; please do not mix them.")
    skeleton = handle_skeleton(wanted)
    if skeleton in _reserved() or skeleton.startswith(handle_skeleton(ERASED_PREFIX)):
        raise Invalid(f"The hub keeps the handle {wanted} for itself; please choose another.")
    return wanted


def fold_handle(text: str) -> str:
    """A handle as somebody typed it, in the form handles are kept in, whether it is one or not."""
    folded = unicodedata.normalize("NFKC", _drop(text[: HANDLE_MAX * RAW_FACTOR]).strip().removeprefix("@"))
    # Lower case can undo the normal form: "İ" becomes "i" and a dot.
    return unicodedata.normalize("NFKC", folded.lower())


def handle_skeleton(handle: str) -> str:
    """What a handle looks like. Handles are unique by it; it is for comparing only, never shown."""
    return lookalikes.skeleton(handle)


def _fits_handle(character: str) -> bool:
    """Whether a character may be part of a handle: letters, their marks, ASCII digits and a few signs."""
    if character.isascii():
        return character.isalnum() or character in HANDLE_SIGNS
    if _UNSEEN_MARKS.match(character):
        return False
    return unicodedata.category(character) in ("Ll", "Lo", "Lm", "Mn", "Mc")


@functools.cache
def _reserved() -> frozenset[str]:
    return frozenset(handle_skeleton(each) for each in RESERVED_HANDLES)


def _drop(text: str) -> str:
    """Make all line ends newlines, drop what no text needs, and compose what is left (NFC)."""
    # `isprintable` is false for everything that is dropped by its category, and far faster than looking at each.
    bare = text.replace("\n", "").replace("\u200d", "").replace("\u200c", "")
    if bare.isprintable() and not any(each in bare for each in _DECEITFUL):
        return unicodedata.normalize("NFC", text)
    text = _BREAKS.sub("\n", text)
    if "\U000e007f" in text:
        # Every second part is a flag, as it is; splitting by one group gives them in turn.
        parts = _FLAGS.split(text)
        text = "".join(part if at % 2 else part.translate(_kept) for at, part in enumerate(parts))
    else:
        text = text.translate(_kept)
    return unicodedata.normalize("NFC", text)


def _without_strays(text: str) -> str:
    """Drop marks and joiners that have nothing to hold on to, and those beyond what one base may carry."""
    if text.isascii():
        return text
    shape = text.translate(_shapes)
    if not ("m" in shape or "j" in shape) or _AMISS.search(shape) is None:
        return text
    parts: list[str] = []
    done = 0
    for run in re.finditer("[mj]+", shape):
        start, end = run.span()
        before = shape[start - 1] if start else "n"
        after = shape[end] if end < len(shape) else "n"
        parts += (text[done:start], _kept_of_run(text[start:end], run[0], before, after))
        done = end
    return "".join((*parts, text[done:]))


def _kept_of_run(text: str, shape: str, before: str, after: str) -> str:
    """What stays of one run of marks and joiners, given the shapes of what stands before and after it."""
    if before == "n":
        return ""
    kept: list[str] = []
    marks = 0
    last = before
    for character, kind in zip(text, shape, strict=True):
        if kind == "m" and marks < MAX_MARKS:
            marks += 1
        elif kind == "m" or last in "js":
            continue
        kept.append(character)
        last = kind
    if last == "j" and after in "sn":
        kept.pop()
    return "".join(kept)


def _too_long(cap: int) -> Invalid:
    return Invalid(f"That is too long: {cap} letters at most. Please shorten it.")
