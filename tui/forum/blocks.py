"""Finds the blocks of a post's Markdown: quotes, lists, titles, code, rules and the paragraphs between them.

One pass over the lines, as CommonMark's own description of its parser goes (containers that go on, then what begins
anew), without what posts do not have: HTML, tables, link definitions, titles by underlining, code by indentation. Each
line is looked at once, and never another one for its sake. The parsers that there are look ahead from each quote or
entry to where it ends, so that 4 KB of the worst text cost them ten times as much as plain words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

MOST_BLOCKS: Final = 300
"""Blocks that are understood in one text, an entry with its first words as one; the lines after them are shown as they
were typed. It bounds what a text can cost, at more than anybody's longest list."""
MOST_MARKERS: Final = 8
"""Quotes and entries that one line may open; further marks are plain signs."""
MOST_DEEP: Final = 12
"""Quotes and lists within one another; an entry that is deeper stands beside the last of them."""
FURTHEST_IN: Final = 3
"""Spaces before a mark that ends a paragraph; with more of them it is a part of it."""

_MARKER: Final = re.compile(r"(?:(>) ?|([-*+])|(\d{1,9})([.)]))")
_MAY_OPEN: Final = frozenset(">-*+#`~_0123456789")
_TITLE: Final = re.compile(r"#{1,6}(?: +|$)")
_TITLE_END: Final = re.compile(r"(?:^| +)#+ *$")
_RULE: Final = re.compile(r"(?:- *){3,}$|(?:\* *){3,}$|(?:_ *){3,}$")
_FENCE: Final = re.compile(r"(`{3,})[^`]*$|(~{3,})")
_FENCE_END: Final = re.compile(r"(`{3,}|~{3,}) *$")
_BARE: Final = re.compile(r"[ >]*$")

Kind = Literal["text", "heading", "code", "rule", "empty"]


class Container:
    """A quote, or an entry of a list, around some blocks."""

    __slots__ = ("begun", "hang", "indent", "lead", "list_sign", "number", "used")

    def __init__(self, lead: str, *, indent: int = 0, list_sign: str = "", number: int = 0) -> None:
        """Make it.

        Args:
            lead: What stands before its first row.
            indent: Where the words of an entry begin, in cells from the entry's surroundings; 0: a quote.
            list_sign: What its entries have in common; entries of another sign are another list.
            number: Of an entry of a numbered list.
        """
        self.lead = lead
        self.hang = " " * len(lead) if indent else lead
        """What stands before its further rows; as wide as `lead`."""
        self.indent = indent
        self.list_sign = list_sign
        self.number = number
        self.begun = False
        """There is something in it, if only another container."""
        self.used = False
        """Its first row is there already; for the one who draws."""


class Block(NamedTuple):
    """Lines that belong together."""

    kind: Kind
    """"empty" is a container with nothing in it."""
    lines: tuple[str, ...]
    """Without the marks of the block itself and of what is around it."""
    within: tuple[Container, ...]
    """The quotes and entries it is in, from the outside."""
    apart: bool
    """Somebody left an empty line above it."""


@dataclass
class _Fence:
    """Code that has been begun."""

    sign: str
    indent: int
    apart: bool


def blocks(lines: Sequence[str]) -> list[Block]:
    """The blocks of a text in order.

    Args:
        lines: Of printable text.
    """
    finder = _Finder()
    for number, line in enumerate(lines):
        if finder.count > MOST_BLOCKS:
            finder.finish()
            rest = tuple(lines[number:])
            finder.made.append(Block("text", rest, (), not rest[0].strip()))
            break
        finder.take(line)
    finder.finish()
    return finder.made


class _Finder:
    """Goes down the lines."""

    def __init__(self) -> None:
        self.made: list[Block] = []
        self.count = 0
        self._within: list[Container] = []
        self._words: list[str] = []  # of the paragraph, or the code, that is open
        self._apart = False  # an empty line is above that paragraph
        self._fence: _Fence | None = None
        self._bare_above = False
        self._ended: tuple[int, Container | None] = (
            0,
            None,
        )  # the last entry that ended, and how deep it was

    def take(self, line: str) -> None:
        """Go on with one line."""
        at, held = self._goes_on_in(line) if self._within else (0, 0)
        if self._fence is not None:
            if held == len(self._within):
                self._code(line[at:])
                return
            self._end_code()
        words = line.lstrip(" ") if not at else line[at:].lstrip(" ")
        if not words:
            self._bare(held)
        else:
            indent = len(line) - at - len(words)
            # Nothing begins so far to the right that a paragraph would end for it.
            goes_on = indent > FURTHEST_IN and bool(self._words) and held == len(self._within)
            if words[0] in _MAY_OPEN and not goes_on:
                self._marked(words, indent, held)
            else:
                self._text(words, indent, held, opened=False)
            self._bare_above = words[0] == ">" and _BARE.match(words) is not None

    def finish(self) -> None:
        """There are no more lines."""
        if self._fence is not None:
            self._end_code()
        self._close(0)

    # what goes on

    def _goes_on_in(self, line: str) -> tuple[int, int]:
        """How far into a line the marks of what is open go, and how many of these it goes on in."""
        at = 0
        end = len(line)
        for held, one in enumerate(self._within):
            begin = at
            while begin < end and line[begin] == " ":
                begin += 1
            if not one.indent:
                if begin == end or line[begin] != ">":
                    return at, held
                at = begin + 1
                if at < end and line[at] == " ":
                    at += 1
            elif begin == end:
                # An entry may begin with one empty line, not with two.
                if not one.begun and not self._words and self._fence is None:
                    return at, held
                at = end
            elif begin - at >= one.indent:
                at += one.indent
            else:
                return at, held
        return at, len(self._within)

    def _bare(self, held: int) -> None:
        """An empty line ends a paragraph, and the quotes that do not go on in it."""
        self._end_paragraph()
        self._close(held)
        self._bare_above = True

    def _text(self, words: str, indent: int, held: int, *, opened: bool) -> None:
        """Words of a paragraph, one that is open or another. In an entry it goes on without being indented."""
        if self._words and not opened:
            self._words.append(" " * indent + words)
            return
        self._close(held)
        self._apart = self._bare_above
        self._words.append(words if self._within else " " * indent + words)

    # what begins

    def _marked(self, words: str, indent: int, held: int) -> None:
        """A line that may open something."""
        opened = False
        markers = 0
        while words:
            interrupts = bool(self._words) and held == len(self._within) and not opened
            if _RULE.match(words) is not None and words[0] in "-*_":
                self._close(held)
                self._emit("rule", (), apart=self._bare_above)
                return
            if words[0] == "#" and (title := _TITLE.match(words)) is not None:
                self._close(held)
                self._emit("heading", (_TITLE_END.sub("", words[title.end() :]),), apart=True)
                return
            if words[0] in "`~" and (fence := _FENCE.match(words)) is not None:
                self._close(held)
                sign = fence[1] or fence[2]
                self._fence = _Fence(sign, indent, self._bare_above)
                return
            found = _MARKER.match(words) if markers < MOST_MARKERS else None
            if found is None:
                break
            rest = words[found.end() :]
            if found[1]:
                if held == MOST_DEEP:
                    break
                self._close(held)
                self._open(Container("▏ "))
                inner = rest.lstrip(" ")
                indent = len(rest) - len(inner)
            else:
                inner = rest.lstrip(" ")
                space = len(rest) - len(inner)
                if rest and not space:
                    break
                if interrupts and (not inner or (found[3] and int(found[3]) != 1)):
                    break
                self._entry(found, indent, space if inner and space <= 4 else 1, held)
                indent = space - 1 if space > 4 and inner else 0
            self.count += 1
            markers += 1
            opened = True
            held = len(self._within)
            words = inner
        if words:
            self._text(words, indent, held, opened=opened)

    def _entry(self, found: re.Match[str], indent: int, space: int, held: int) -> None:
        """Open an entry of a list: of the same one as the entry that ends here, or of another."""
        if held == MOST_DEEP:
            held -= 1
            indent += self._within[held].indent  # it is measured from where that one begins
        self._close(held)
        depth, before = self._ended
        sign = found[2] or found[4]
        number = int(found[3]) if found[3] else 0
        if before is not None and depth == held and before.list_sign == sign:
            number = before.number + 1
        lead = f"{number}. " if found[3] else "• "
        self._open(Container(lead, indent=indent + found.end() + space, list_sign=sign, number=number))

    def _open(self, container: Container) -> None:
        if self._within:
            self._within[-1].begun = True
        self._within.append(container)

    # what ends

    def _close(self, held: int) -> None:
        """End the paragraph, and the containers beyond so many."""
        self._end_paragraph()
        while len(self._within) > held:
            one = self._within[-1]
            if not one.begun:
                self._emit("empty", (), apart=False)
            self._within.pop()
            self._ended = len(self._within), one if one.indent else None

    def _end_paragraph(self) -> None:
        if self._words:
            lines, self._words = tuple(self._words), []
            self._emit("text", lines, apart=self._apart)

    def _emit(self, kind: Kind, lines: tuple[str, ...], *, apart: bool) -> None:
        if self._within and not self._within[-1].begun:
            self._within[-1].begun = True
        else:
            self.count += 1
        self._ended = 0, None
        self.made.append(Block(kind, lines, tuple(self._within), apart))

    # code

    def _code(self, line: str) -> None:
        """A line between fences, or the fence that ends them."""
        fence = self._fence
        assert fence is not None  # noqa: S101 - asked for before
        words = line.lstrip(" ")
        self._bare_above = not words
        if words and words[0] == fence.sign[0]:
            end = _FENCE_END.match(words)
            if end is not None and end[1].startswith(fence.sign):
                self._end_code()
                return
        indent = min(fence.indent, len(line) - len(words))
        self._words.append(line[indent:] if indent else line)

    def _end_code(self) -> None:
        fence = self._fence
        assert fence is not None  # noqa: S101 - asked for before
        self._fence = None
        lines, self._words = tuple(self._words) or ("",), []
        self._emit("code", lines, apart=fence.apart)
