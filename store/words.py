"""The words for facts that the store keeps as keys: said the same on every screen and by every command.

Warm, short, plain. What a host changes or somebody translates is here and in the `words.py` of each feature.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

MOODS: Final[Mapping[int, str]] = {1: "rough", 2: "low", 3: "okay", 4: "good", 5: "bright"}

KINDS: Final[Mapping[str, str]] = {
    "steady": "steady",
    "win": "a win",
    "hard": "a hard time",
    "setback": "a setback",
}

AUDIENCES: Final[Mapping[str, str]] = {"me": "only me", "buddy": "my buddy", "circle": "my circle"}

CONTACTS: Final[Mapping[str, str]] = {
    "writing": "in writing",
    "talking": "by talking",
    "either": "either way",
}

NUDGES: Final[Mapping[str, str]] = {
    "thinking": "Thinking of you.",
    "here": "I am here when you want me.",
    "tea": "A cup of tea for you, from afar.",
    "noreply": "No need to answer. Just a wave.",
    "glad": "Glad that you are around.",
}
"""The first is said where nobody picks."""

CHEERS: Final[Mapping[str, str]] = {
    "go": "Cheering you on.",
    "proud": "Proud of you.",
    "step": "One step is a step.",
    "me-too": "Same road here.",
}

KUDOS: Final = (
    "Proud of you.",
    "Thank you for being here.",
    "That took courage.",
    "You helped me today.",
    "Glad that you came.",
)
"""Short words to give with one key."""

PLAN: Final[Mapping[str, str]] = {
    "signs": "Signs that a hard time is coming",
    "alone": "What helps me, on my own",
    "places": "People and places that take my mind off it",
    "people": "People I can ask for help",
    "professionals": "Professionals and help lines",
    "safe": "Making the place around me safe",
    "worth": "What is worth it to me",
}

_REMOVED: Final = (
    "Somebody who looks after the place removed what you wrote in {word} It is about those words only; you are as "
    "welcome as before."
)
NOTES: Final[Mapping[str, str]] = {
    "missed": "No check-in yet. How are you? One key is enough, and a pause is always fine.",
    "missed late": "The hub was away for a while. How are you? A word when you like.",
    "buddy": "{other} has not checked in as you two agreed. A kind line could be good.",
    "mentor": "{other} and their buddy wanted you to know: there was no check-in. A kind line could be good.",
    "nudge": "{other}: {word}",
    "paired": "You and {other} are buddies now. Your room is open.",
    "parted": "You and {other} are no longer buddies. Thank you both for the time you gave each other.",
    "wish": "{other} would like to change what you two agreed. Have a look when you like.",
    "agreed": "{other} is fine with the change you suggested.",
    "back": "Today is the day you meant to be back with {other}. Welcome; the pause is over.",
    "told": "{other} wanted you to know how they are.",
    "answered": "{other} answered your check-in.",
    "cheer": "{other}, about your goal: {word}",
    "signed": "{other} signed your card.",
    "removed": _REMOVED,
    "removed-post": _REMOVED,
    "shared": "{other} lets you see a counter of theirs.",
}
"""By the kind of a note; {other} is whom it is about."""


def note(kind: str, other: str, word: str) -> str:
    """What a note says.

    Args:
        kind: One of `notes.KINDS`.
        other: A handle; '' where somebody is no longer here.
        word: The note's key, as the store has it.
    """
    said = NOTES[f"{kind} {word}"] if f"{kind} {word}" in NOTES else NOTES[kind]
    if kind.startswith("removed"):
        spoken = word if word.endswith((".", "!", "?", "…")) else f"{word}."
    else:
        spoken = NUDGES.get(word) or CHEERS.get(word) or ""
    # In one go: neither a handle nor a reason is read as a template.
    filled = {"{word}": spoken, "{other}": other or "Somebody"}
    return re.sub(r"\{word\}|\{other\}", lambda found: filled[found[0]], said)
