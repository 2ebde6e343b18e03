"""Emoji in words, for terminals that cannot show them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_EMOJI: Final = re.compile("[\u2600-\u27bf\u2b05-\u2b55\U0001f000-\U0001faff]")
_BETWEEN: Final = re.compile("[\ufe0e\ufe0f\u200d\U0001f3fb-\U0001f3ff]")
"""What only changes the look of the emoji around it."""
LONGEST_NAME: Final = 24
"""Letters of an emoji's name."""


@lru_cache(maxsize=512)
def name_of(sign: str) -> str:
    """The name of one emoji: "slightly smiling face"; the sign itself when it has none."""
    name = unicodedata.name(sign[:1], "").lower()
    return name.removeprefix("black ").removeprefix("white ")[:LONGEST_NAME].rstrip() or sign


def in_words(text: str) -> str:
    """A text with the name of each emoji in place of it, between colons."""
    if _EMOJI.search(text) is None:
        return text
    return _EMOJI.sub(lambda found: f":{name_of(found[0])}:", _BETWEEN.sub("", text))


def kind_in_words(kind: str) -> str:
    """A reaction without emoji: its words, or the name of its emoji without colons."""
    if _EMOJI.search(kind) is None:
        return kind
    return _EMOJI.sub(lambda found: name_of(found[0]), _BETWEEN.sub("", kind))
