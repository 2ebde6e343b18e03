"""The words of the forum."""

from __future__ import annotations

from typing import Final

RULE: Final = "─" * 12
"""A line between two parts of a post."""
FOLDED: Final = "[folded: x shows it]"
"""Stands for words that are folded until they are wanted."""
