"""Whether something that is being written reads like a person in danger, by the host's own list of phrases.

It is a prompt to the author alone: the help card is put beside what they write. It blocks nothing, reports nothing, and
nothing of it is kept.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import Final

from store.config import Config

_APOSTROPHES: Final = re.compile("['’ʼ`´]")
_BETWEEN: Final = re.compile(r"[^\w]+|_+")


def in_danger(words: str, config: Config) -> bool:
    """Whether one of the host's phrases occurs, whole words only, whatever the case, accents, apostrophes, line ends.

    Args:
        words: What has been written so far.
        config: The hub's; `help.worry_words` are the phrases.
    """
    return _looked_for(config.help.worry_words).search(f" {_folded(words)} ") is not None


@functools.lru_cache(maxsize=4)
def _looked_for(phrases: tuple[str, ...]) -> re.Pattern[str]:
    folded = sorted({each for phrase in phrases if (each := _folded(phrase))})
    return re.compile(f" (?:{'|'.join(map(re.escape, folded))}) ") if folded else re.compile(r"(?!)")


def _folded(words: str) -> str:
    bare = "".join(
        each for each in unicodedata.normalize("NFKD", words.casefold()) if not unicodedata.combining(each)
    )
    return _BETWEEN.sub(" ", _APOSTROPHES.sub("", bare)).strip()
