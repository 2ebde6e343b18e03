"""Which handles look the same: skeletons after Unicode Technical Standard 39, section 4, and which scripts mix.

The data is that of `confusable_homoglyphs`, which pairs each character with what it can be taken for, in both
directions; here each group of such characters gets one representative.
"""

from __future__ import annotations

import functools
import unicodedata
from typing import Final

_MIXTURES: Final = (
    frozenset({"HAN", "HIRAGANA", "KATAKANA"}),
    frozenset({"HAN", "HANGUL"}),
    frozenset({"HAN", "BOPOMOFO"}),
)
"""Scripts that one language writes together."""

_ALIKE_IN_LOWER_CASE: Final = {"0": "o", "1": "l", "-": "-", "_": "-", ".": "-"}
"""What UTS 39 leaves apart, or pairs with capitals, and people would still mistake in a handle."""

_DEPTH: Final = 4
"""How often a group's representative is looked up again: it may be made of characters with a group of their own."""


def skeleton(text: str) -> str:
    """What `text` looks like: two texts with the same skeleton can be taken for each other.

    Args:
        text: A handle, in lower case and normal form KC. The skeleton is for comparing only, never shown.
    """
    groups = _representatives()
    for _ in range(_DEPTH):
        turned = unicodedata.normalize("NFD", text)
        turned = "".join(groups.get(each, each) for each in turned)
        if turned == text:
            break
        text = turned
    return text


def mixes_scripts(text: str) -> bool:
    """Whether the letters of `text` are of scripts that no language writes together."""
    from confusable_homoglyphs import categories

    scripts = frozenset(categories.unique_aliases(text)) - {"COMMON", "INHERITED"}
    return len(scripts) > 1 and not any(scripts <= mixture for mixture in _MIXTURES)


@functools.cache
def _representatives() -> dict[str, str]:
    """Each character that can be taken for something else, with what stands for its whole group."""
    # The data is some 10,000 entries that are read when it is imported: only who makes a handle pays for it.
    from confusable_homoglyphs import confusables

    parent: dict[str, str] = {}
    weight: dict[str, int] = {}

    def root(text: str) -> str:
        while (above := parent.setdefault(text, text)) != text:
            parent[text] = parent[above]
            text = parent[text]
        return text

    for source, targets in confusables.confusables_data.items():
        # The data wraps right-to-left characters in marks of direction.
        character = source.strip("\u200e")
        weight[character] = weight.get(character, 0) + len(targets)
        for target in targets:
            parent[root(character)] = root(target["c"].strip("\u200e"))
    for character, stand_in in _ALIKE_IN_LOWER_CASE.items():
        parent[root(character)] = root(stand_in)

    groups: dict[str, list[str]] = {}
    for text in parent:
        groups.setdefault(root(text), []).append(text)
    found: dict[str, str] = {}
    for group in groups.values():
        # Several characters that look like one ("rn" for "m") have to stand for it, since they may be typed apart.
        several = [text for text in group if len(text) > 1]
        stands = max(several, key=lambda text: (weight.get(text, 0), text)) if several else min(group)
        found.update((text, stands) for text in group if len(text) == 1)
    return found
