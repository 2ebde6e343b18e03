"""Reads the hand-written scenes (`scenes/*.txt`, see `scenes/FORMAT.md`) and renders them for a cast."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Final, Literal, get_args

When = Literal["morning", "day", "evening", "eight", "late", "night", "any"]

MINUTES: Final = {"m": 1, "h": 60, "d": 1440}
"""What the letters of a pause mean, in minutes."""

_LINE = re.compile(r"([A-H])(?:>(\d+))?: (.+)")
_PAUSE = re.compile(r"\.\.\. (\d+)([mhd])")
_OPEN = re.compile(r"\{([^{}]+)\}")
_SLOT = re.compile(r"([a-z]+)(\d?)")


class SceneError(ValueError):
    """A scene file that cannot be read; the message names the file and the line."""


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a scene."""

    who: str
    """The part that says it: a letter from A on."""
    text: str
    """What is said, with its slots still open; newlines separate the lines of a longer message."""
    reply_to: int = 0
    """The line of the scene it answers, counted from 1; 0: none."""
    pause_min: int = 0
    """Minutes that pass before it, beyond the time it takes to type."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One small conversation."""

    tone: str
    name: str
    when: When
    needs: Mapping[str, str]
    """What a part has to be: {"A": "mentor", "B": "@theo"}."""
    lines: tuple[Line, ...]

    @property
    def parts(self) -> tuple[str, ...]:
        """Everybody who speaks or is spoken of, in order of letters."""
        named = {line.who for line in self.lines}
        for line in self.lines:
            named.update(each[0] for each in _OPEN.findall(line.text) if re.fullmatch(r"[A-H](\.\w+)?", each))
        return tuple(sorted(named))

    @property
    def longest_pause_min(self) -> int:
        """The longest wait inside it, in minutes."""
        return max((line.pause_min for line in self.lines), default=0)


def parse(text: str, tone: str) -> tuple[Scene, ...]:
    """Read one file of scenes.

    Args:
        text: The file.
        tone: Its name without the ending.

    Raises:
        SceneError: A line is none of the format's.
    """
    scenes: list[Scene] = []
    usual: dict[str, str] = {}
    draft: _Draft | None = None
    for number, raw in enumerate(text.splitlines(), 1):
        where = f"{tone}.txt:{number}"
        if raw.startswith("== "):
            if draft is not None:
                scenes.append(draft.finished())
            draft = _Draft.opened(raw, tone, usual, where)
        elif raw.startswith("@ "):
            usual.update(_needs(raw[2:], where))
        elif not raw.strip():
            continue
        elif draft is None:
            raise SceneError(f"{where}: a scene begins with `== name | when`")
        else:
            draft.take(raw, where)
    if draft is not None:
        scenes.append(draft.finished())
    return tuple(scenes)


@dataclass(slots=True)
class _Draft:
    """A scene while its lines are read."""

    tone: str
    name: str
    when: When
    needs: dict[str, str]
    where: str
    lines: list[Line] = field(default_factory=list)
    pause_min: int = 0

    @classmethod
    def opened(cls, raw: str, tone: str, usual: Mapping[str, str], where: str) -> _Draft:
        name, when, *rest = (part.strip() for part in raw[3:].split("|"))
        if when not in get_args(When):
            raise SceneError(f"{where}: {when!r} is no time of day")
        return cls(tone, name, when, {**usual, **_needs(" ".join(rest), where)}, where)  # type: ignore[arg-type]

    def take(self, raw: str, where: str) -> None:
        if raw.startswith("    ") and self.lines:
            last = self.lines[-1]
            self.lines[-1] = Line(last.who, f"{last.text}\n{raw.strip()}", last.reply_to, last.pause_min)
        elif pause := _PAUSE.fullmatch(raw):
            self.pause_min += int(pause[1]) * MINUTES[pause[2]]
        elif line := _LINE.fullmatch(raw):
            reply_to = int(line[2] or 0)
            if reply_to > len(self.lines):
                raise SceneError(f"{where}: it answers a line that is not there yet")
            self.lines.append(Line(line[1], line[3], reply_to, self.pause_min))
            self.pause_min = 0
        else:
            raise SceneError(f"{where}: {raw!r} is neither a line nor a pause")

    def finished(self) -> Scene:
        if not self.lines:
            raise SceneError(f"{self.where}: nobody says anything")
        return Scene(self.tone, self.name, self.when, self.needs, tuple(self.lines))


def _needs(text: str, where: str) -> dict[str, str]:
    needs = {}
    for each in text.split():
        part, equals, wanted = each.partition("=")
        if not equals or not re.fullmatch(r"[A-H]", part):
            raise SceneError(f"{where}: {each!r} should look like A=mentor")
        needs[part] = wanted
    return needs


@cache
def corpus() -> Mapping[str, tuple[Scene, ...]]:
    """Every scene there is, by tone."""
    folder = resources.files(__package__).joinpath("scenes")
    files = sorted(
        (each for each in folder.iterdir() if each.name.endswith(".txt")), key=lambda each: each.name
    )
    return {
        (tone := each.name.removesuffix(".txt")): parse(each.read_text(encoding="utf-8"), tone)
        for each in files
    }


class Wording:
    """Closes the open slots of one playing of a scene; a slot keeps its value throughout.

    Args:
        rng: Where chance comes from.
        slots: The words a slot can become.
        names: The handle of each part.
        facts: What is known of each part: {"A": {"dog": "Pepper"}}.
    """

    def __init__(
        self,
        rng: random.Random,
        slots: Mapping[str, tuple[str, ...]],
        names: Mapping[str, str],
        facts: Mapping[str, Mapping[str, str]],
    ) -> None:
        self._rng = rng
        self._slots = slots
        self._names = names
        self._facts = facts
        self._chosen: dict[str, str] = {}

    def of(self, text: str) -> str:
        """A line as it is said.

        Raises:
            SceneError: It has a slot that there are no words for.
        """
        said = _OPEN.sub(lambda match: self._word(match[1]), text)
        return said[:1].upper() + said[1:] if text.startswith("{") and text[1:2].islower() else said

    def _word(self, key: str) -> str:
        if key in self._names:
            return self._names[key]
        if key not in self._chosen:
            self._chosen[key] = self._pick(key)
        return self._chosen[key]

    def _pick(self, key: str) -> str:
        if "|" in key:
            return self._rng.choice(key.split("|"))
        part, dot, fact = key.partition(".")
        if dot and fact in self._facts.get(part, {}):
            return self._facts[part][fact]
        slot = _SLOT.fullmatch(key)
        if slot is None or slot[1] not in self._slots:
            raise SceneError(f"there are no words for the slot {{{key}}}")
        taken = {word for other, word in self._chosen.items() if other.rstrip("0123456789") == slot[1]}
        return self._rng.choice([word for word in self._slots[slot[1]] if word not in taken])
