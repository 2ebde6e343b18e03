"""Completion while one writes: what the word at the cursor may become, as a few rows that float above the input.

The list is laid over the lowest rows of the log, drawn as the log draws its own rows: nothing is laid out, nothing
moves, and when it goes the rows below it are there as before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size

from tui.chat import names, slash
from tui.chat.look import Look, Row
from tui.chat.wrap import printable, shortened

SHOWN: Final = 6
"""Rows of the list at most."""
OFFERED: Final = 40
"""Things that are offered at most; typing more narrows them."""
LONGEST_WORD: Final = 40
"""Characters before the cursor that are looked at."""
EMOJI_FROM: Final = 2
"""Letters after a colon from which on names are offered, so that a smiley of signs is left alone."""

Kind = Literal["person", "room", "emoji", "command", "handle", "kind"]
_KINDS: Final[dict[str, Kind]] = {"@": "person", "#": "room", ":": "emoji"}


@dataclass(frozen=True, slots=True)
class Wish:
    """A word that may be completed."""

    kind: Kind
    start: int
    """Where it begins in the text."""
    typed: str
    """What of the name stands there, in lower case, without the sign before it."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that the word may become."""

    put: str
    """What takes the place of the word."""
    label: str
    note: str = ""


def wish_at(text: str, cursor: int) -> Wish | None:
    """The word at the cursor that may be completed; None: there is none.

    Args:
        text: What is written.
        cursor: Index into it.
    """
    if text[cursor : cursor + 1].strip():
        return None
    start = cursor
    while start and cursor - start <= LONGEST_WORD and not text[start - 1].isspace():
        start -= 1
    word = text[start:cursor]
    if text.startswith("/") and not text.startswith("//") and "\n" not in text[:cursor]:
        if start == 0:
            return Wish("command", 0, word[1:].lower()) if word[1:].isalpha() or word == "/" else None
        first, _, between = text[:start].partition(" ")
        known = slash.BY_NAME.get(first[1:].lower())
        if known is not None and known.takes == "handle" and not between.strip():
            return Wish("handle", start, word.removeprefix("@").lower())
        if known is not None and known.takes == "kind":
            begin = len(first) + 1
            return Wish("kind", begin, text[begin:cursor].lower())
    opening = len(word) - len(word.lstrip("([\"'"))
    kind = _KINDS.get(word[opening : opening + 1])
    if kind is None:
        return None
    typed = word[opening + 1 :].lower()
    if kind == "emoji" and not (len(typed) >= EMOJI_FROM and names.NAME.fullmatch(typed)):
        return None
    return Wish(kind, start + opening, typed)


class Sources(Protocol):
    """Where the people, rooms and reactions come from."""

    def people(self) -> Sequence[tuple[str, str]] | None:
        """Handles and display names of the open room's people; None: not read yet, `Completion.ready` follows."""

    def rooms(self) -> Sequence[tuple[str, str]]:
        """Names of the rooms one may name, and what each belongs to."""

    def reactions(self) -> Sequence[str]:
        """The hub's own reactions."""


class Above(Protocol):
    """What the list is laid over."""

    @property
    def size(self) -> Size:
        """Its size in cells."""

    def cover(self, rows: Sequence[Row]) -> None:
        """Lay rows over the lowest ones; () takes them off."""


def _ranked(pairs: Sequence[tuple[str, str]], typed: str) -> list[tuple[str, str]]:
    """Those that fit: names that begin with it, then other words that do, then names that have it in them."""
    first = [one for one in pairs if one[0].lower().startswith(typed)]
    second = [
        one
        for one in pairs
        if one not in first and any(word.startswith(typed) for word in one[1].lower().split())
    ]
    third = [one for one in pairs if one not in first and one not in second and typed in one[0].lower()]
    return (first + second + third)[:OFFERED]


def offers_for(wish: Wish, sources: Sources) -> list[Offer] | None:
    """What a word may become, the likeliest first; None while that is not known yet."""
    typed = wish.typed
    if wish.kind == "command":
        return [
            Offer(f"/{one.name} " if one.words else f"/{one.name}", one.shown, one.title)
            for one in slash.TABLE
            if one.name.startswith(typed)
        ]
    if wish.kind == "emoji":
        return [Offer(f"{sign} ", _shown(sign, name)) for name, sign in names.matching(typed, OFFERED)]
    if wish.kind == "kind":
        kinds = [Offer(one, one) for one in sources.reactions() if typed in one.lower()]
        return kinds or [Offer(sign, _shown(sign, name)) for name, sign in _signs(typed)]
    if wish.kind == "room":
        return [Offer(f"#{name} ", f"# {name}", note) for name, note in _ranked(sources.rooms(), typed)]
    people = sources.people()
    if people is None:
        return None
    sign = "@" if wish.kind == "person" else ""
    return [Offer(f"{sign}{handle} ", f"@{handle}", name) for handle, name in _ranked(people, typed)]


def _shown(sign: str, name: str) -> str:
    return sign + " " * max(1, 3 - cell_len(sign)) + f":{name}:"


def _signs(typed: str) -> list[tuple[str, str]]:
    name = typed.lstrip(":")
    return names.matching(name, OFFERED) if len(name) >= EMOJI_FROM and names.NAME.fullmatch(name) else []


class Completion:
    """The list: what is offered, which one is chosen, and its rows. Belongs to one composer."""

    def __init__(self, sources: Sources, above: Above) -> None:
        """Make a closed list.

        Args:
            sources: Where names come from.
            above: What it is laid over.
        """
        self._sources = sources
        self._above = above
        self._wish: Wish | None = None
        self._offers: list[Offer] = []
        self._at = self._top = 0
        self._turned_down = -1  # where the word begins for which the list was closed
        self._lined = 0  # rows above the offers: the thin line
        self._kept: dict[tuple[object, ...], Row] = {}

    @property
    def is_open(self) -> bool:
        """Something is offered."""
        return bool(self._offers)

    @property
    def offers(self) -> Sequence[Offer]:
        """What is offered, in order."""
        return self._offers

    @property
    def chosen(self) -> Offer | None:
        """The offer with the bar; None while closed."""
        return self._offers[self._at] if self._offers else None

    def follow(self, text: str, cursor: int, look: Look) -> None:
        """The text or the cursor changed: offer what fits now."""
        wish = wish_at(text, cursor)
        if wish is None or (self._wish is not None and wish.start != self._wish.start):
            self._turned_down = -1
        if wish is None or wish.start == self._turned_down:
            self._wish = wish
            self._put([], look)
        elif wish != self._wish:
            self._wish = wish
            self._put(offers_for(wish, self._sources) or [], look)

    def ready(self, look: Look) -> None:
        """What was not known is known now."""
        if self._wish is not None and self._wish.start != self._turned_down and not self._offers:
            self._put(offers_for(self._wish, self._sources) or [], look)

    def _put(self, offers: list[Offer], look: Look) -> None:
        if offers or self._offers:
            self._offers, self._at, self._top = offers, 0, 0
            self.draw(look)

    def step(self, by: int, look: Look) -> None:
        """Choose another one; past an end it goes on at the other."""
        if self._offers:
            self._at = (self._at + by) % len(self._offers)
            self.draw(look)

    def press(self, row: int, look: Look) -> None:
        """Choose the offer on a row of the list, from its top."""
        row -= self._lined
        if 0 <= self._top + row < len(self._offers):
            self.step(self._top + row - self._at, look)

    def turn_down(self, look: Look) -> None:
        """Close the list for this word."""
        self._turned_down = self._wish.start if self._wish is not None else -1
        self._put([], look)

    def reopen(self, look: Look) -> bool:
        """Offer again what was turned down; False when there is no word to complete."""
        if self._wish is None or self._offers:
            return False
        self._turned_down = -1
        self._put(offers_for(self._wish, self._sources) or [], look)
        return self.is_open

    def close(self, look: Look) -> None:
        """Close the list, for whatever comes next."""
        self._wish, self._turned_down = None, -1
        self._put([], look)

    def is_written_out(self, text: str, cursor: int) -> bool:
        """The word is the chosen offer already, letter for letter."""
        return (
            self._wish is not None
            and self.chosen is not None
            and text[self._wish.start : cursor].lstrip("@") == self.chosen.put.strip().lstrip("@")
        )

    def take(self) -> tuple[int, str] | None:
        """Where the word begins and what takes its place; None: nothing is offered."""
        if self._wish is None or self.chosen is None:
            return None
        return self._wish.start, self.chosen.put

    # drawing

    def draw(self, look: Look) -> None:
        """Lay the rows over what is above."""
        size = self._above.size
        shown = min(SHOWN, len(self._offers), max(1, size.height // 2))
        if not shown or not size.width:
            self._above.cover(())
            return
        self._top = max(0, min(self._top, self._at), self._at - shown + 1)
        seen = self._offers[self._top : self._top + shown]
        column = max(cell_len(offer.label) for offer in seen) + 2
        # Where the list's ground is no other than the log's, a thin line tells them apart.
        self._lined = int(look.style("text", "raised").bgcolor == look.style().bgcolor)
        self._above.cover(
            [
                *[self._line(look, size.width)] * self._lined,
                *(
                    self._row(
                        look,
                        size.width,
                        offer,
                        column,
                        number == self._at,
                        self._count(number) if number == self._top + shown - 1 else "",
                    )
                    for number, offer in enumerate(seen, self._top)
                ),
            ]
        )

    def _line(self, look: Look, width: int) -> Row:
        key = (id(look), width)
        row = self._kept.get(key)
        if row is None:
            segments = [Segment(" " + look.signs.rule * (width - 2), look.style("line"))]
            row = self._kept[key] = Row(segments, width, look, look.style())
        return row

    def _count(self, last: int) -> str:
        left = len(self._offers) - last - 1
        return f"{left} more" if left > 0 else ""

    def _row(self, look: Look, width: int, offer: Offer, column: int, chosen: bool, count: str) -> Row:
        key = (id(look), width, offer, column, chosen, count)
        row = self._kept.get(key)
        if row is not None:
            return row
        if len(self._kept) > 128:
            self._kept.clear()
        muted, text = look.style("muted", "raised"), look.style("text", "raised", chosen)
        right = f"  {count} " if count else " "
        room = max(1, width - 3 - cell_len(right))
        label = printable(offer.label)
        if cell_len(label) > room:
            label = shortened(label, room, look.signs.more)
        left = room - cell_len(label)
        pad = min(left, max(0, column - cell_len(label)))
        note = ""
        if offer.note and left - pad >= 4:
            note = shortened(printable(offer.note), left - pad, look.signs.more)
        parts: list[tuple[str, Style]] = [
            (" ", muted),
            (look.signs.bar if chosen else " ", look.style("amber", "raised", True)),
            (" ", text),
            (label, text),
            (set_cell_size(" " * pad + note, left), muted),
            (right, muted),
        ]
        segments = [Segment(part, style) for part, style in parts if part]
        row = self._kept[key] = Row(segments, width, look, look.style("text", "raised"))
        return row
