"""Emoji by name: the names that Rich knows, without those of skin tones, ready to be searched."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from rich._emoji_codes import EMOJI

NAME: Final = re.compile(r"[a-z0-9_+\-]+")
"""A name as it can be typed between colons."""

_CLOSED: Final = re.compile(r"(?:^|(?<=[\s(]))((?::[a-z0-9_+\-]+:))$")


@cache
def names() -> tuple[tuple[str, str], ...]:
    """Names and signs, the short names first: they are the ones people know."""
    known = (
        (name, sign)
        for name, sign in EMOJI.items()
        if NAME.fullmatch(name) and not name.endswith("skin_tone") and not name.startswith("flag_for_")
    )
    return tuple(sorted(known, key=lambda one: (len(one[0]), one[0])))


def matching(typed: str, most: int) -> list[tuple[str, str]]:
    """Names and signs for the beginning of a name; those that begin with it come first, each sign once.

    Args:
        typed: In lower case.
        most: How many at most.
    """
    found: dict[str, str] = {}
    for begins in (True, False):
        for name, sign in names():
            if name.startswith(typed) if begins else typed in name:
                found.setdefault(sign, name)
                if len(found) == most:
                    return [(name, sign) for sign, name in found.items()]
    return [(name, sign) for sign, name in found.items()]


def closed(before: str) -> tuple[int, str] | None:
    """The name that was just closed by a colon, as in ":tea:".

    Args:
        before: The text up to the cursor.

    Returns:
        Where it begins, and the sign; None when there is no such name.
    """
    found = _CLOSED.search(before[-64:])
    if found is None:
        return None
    sign = EMOJI.get(found.group(1)[1:-1])
    return None if sign is None else (len(before) - len(found.group(1)), sign)
