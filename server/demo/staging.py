"""Plays scenes in a room: deals them, finds their cast among those present, and words every line."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from server.demo.cast import Person, slots
from server.demo.scenes import Scene, When, Wording

SHORT_PAUSE_MIN: Final = 10
"""A longer pause inside a scene lets others talk in between."""


@dataclass(slots=True)
class Said:
    """One line, rendered, with its time still relative to its block."""

    author: str
    text: str
    kind: str
    after_min: float
    """Minutes since the block began."""
    reply_to: tuple[int, int] | None
    """(number of the playing, line) of what it answers."""
    itself: tuple[int, int]


@dataclass(slots=True)
class Block:
    """Lines of one scene that belong together; nobody else talks in between."""

    begins_min: float
    """Minutes after the midnight with which today began; negative: before it. For blocks of today: its rank."""
    lines: list[Said]
    today: bool = False

    @property
    def lasts_min(self) -> float:
        """How long it takes."""
        return self.lines[-1].after_min


class Deck:
    """Deals scenes so that each comes again only after nearly all the others."""

    def __init__(self, rng: random.Random, scenes: Sequence[Scene]) -> None:
        self._rng = rng
        self._cards = list(scenes)
        rng.shuffle(self._cards)

    def deal(self, fits: Iterable[When] | None = None, pause_under_min: int | None = None) -> Scene | None:
        """The next scene that is right for the hour; None when there is none at all."""
        hours = None if fits is None else frozenset(fits)
        for index, scene in enumerate(self._cards):
            if hours is not None and scene.when not in hours:
                continue
            if pause_under_min is not None and scene.longest_pause_min >= pause_under_min:
                continue
            del self._cards[index]
            # Back to the end, but not always in the very same order as the last time.
            self._cards.insert(len(self._cards) - self._rng.randrange(min(3, len(self._cards) + 1)), scene)
            return scene
        return None


class Stage:
    """The talk of one room while it is composed."""

    def __init__(self, rng: random.Random, present: Sequence[Person]) -> None:
        self._rng = rng
        self._present = present
        self._playings = 0
        self.blocks: list[Block] = []

    def play(
        self, scene: Scene, begins_min: float, *, today: bool = False, order: Sequence[Person] = ()
    ) -> bool:
        """Add a scene; False when there are not the people for it.

        Args:
            scene: What is played.
            begins_min: When it begins (see `Block`).
            today: It belongs to the day that is not over.
            order: Who plays A, B and so on; empty: whoever fits.
        """
        parts = self._cast(scene, order)
        if parts is None:
            return False
        wording = Wording(
            self._rng,
            slots(),
            {part: person.handle for part, person in parts.items()},
            {part: person.facts for part, person in parts.items()},
        )
        self._playings += 1
        block = Block(begins_min, [], today)
        clock = 0.0
        for number, line in enumerate(scene.lines, 1):
            said = wording.of(line.text)
            kind = "me" if said.startswith("/me ") else "text"
            if line.pause_min >= SHORT_PAUSE_MIN and block.lines:
                self.blocks.append(block)
                begins_min += clock + line.pause_min * self._rng.uniform(0.85, 1.15)
                block, clock = Block(begins_min, [], today), 0.0
            elif block.lines:
                clock += line.pause_min + self._rng.uniform(0.25, 1.4) + len(said) / 90
            answers = (self._playings, line.reply_to) if line.reply_to else None
            block.lines.append(
                Said(
                    parts[line.who].handle,
                    said.removeprefix("/me ") if kind == "me" else said,
                    kind,
                    clock,
                    answers,
                    (self._playings, number),
                )
            )
        self.blocks.append(block)
        return True

    def only(self, present: Sequence[Person]) -> None:
        """From now on only these are here."""
        self._present = present

    def _cast(self, scene: Scene, order: Sequence[Person]) -> dict[str, Person] | None:
        parts = scene.parts
        if order:
            chosen = dict(zip(parts, order, strict=False))
            fits = len(chosen) == len(parts) and all(
                person.fits(scene.needs.get(part, "")) for part, person in chosen.items()
            )
            return chosen if fits else None
        cast: dict[str, Person] = {}
        # The hardest parts first, or somebody else might have taken the only one who fits.
        for part in sorted(parts, key=lambda each: self._rank(scene.needs.get(each, ""))):
            wanted = scene.needs.get(part, "")
            able = [p for p in self._present if p.fits(wanted) and p not in cast.values()]
            if not able:
                return None
            cast[part] = self._rng.choices(able, [p.talk for p in able])[0]
        return cast

    def _rank(self, wanted: str) -> int:
        return sum(person.fits(wanted) for person in self._present)
