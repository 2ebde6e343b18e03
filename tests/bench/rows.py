"""One line of a table of figures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """What a figure is and what it is to reach.

    Args:
        label: What it is, with its unit.
        name: The figure's name.
        reach: What is to be reached, as words; empty when nothing was promised.
        limit: The same as a number, -1 when there is none.
        more_is_better: Whether the limit is a lower bound.
    """

    label: str
    name: str
    reach: str = ""
    limit: float = -1
    more_is_better: bool = False
