"""Every word that the trend says to a person, in one place. It tells what was said, and judges nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from store.checkins import CheckIn, TrendDay
from tui import times
from tui.buddies import words

PLACE: Final = "My trend"
MOOD: Final = "How it was"
URGE: Final = "Urge"
MINE: Final = "What I said"
NOTHING: Final = "Nothing said in this time. c begins whenever you like; one number is enough."


def spans(number: int) -> str:
    """The time that is looked at."""
    return ("The last four weeks", "The last three months", "The last year")[number]


def day(date: dt.date) -> str:
    """A day at the edge of a chart: "26 Oct"."""
    return f"{date.day} {times.MONTHS[date.month - 1]}"


def weekday(date: dt.date) -> str:
    """A day in the table: "Sun 22 Nov"."""
    return f"{times.DAYS[date.weekday()]} {day(date)}"


def summary(found: Sequence[TrendDay]) -> str:
    """The time in one or two sentences."""
    if not found:
        return NOTHING
    days = "One day" if len(found) == 1 else f"{len(found)} days"
    moods = [round(one.mood) for one in found if one.mood is not None]
    text = f"{days} with a word from you."
    if moods:
        usual = max(sorted(set(moods), reverse=True), key=moods.count)
        low, high = words.MOODS[min(moods)], words.MOODS[max(moods)]
        between = f", between {low} and {high}" if low != high else ""
        text += f" Mostly {words.MOODS[usual]}{between}."
    return text


def _number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def said(one: TrendDay) -> str:
    """One day of the table, in words and numbers."""
    parts: list[str] = []
    if one.mood is not None:
        parts.append(f"{words.MOODS[round(one.mood)]} ({_number(one.mood)})")
    if one.urge is not None:
        parts.append(f"urge {_number(one.urge)}")
    parts += [f"{name} {_number(value)}" for name, value in one.scales]
    parts += [words.KINDS[kind] for kind in one.kinds if kind != "steady"]
    return " · ".join(parts) or "a line"


def short(one: CheckIn) -> str:
    """A check-in in a few words: "good · urge 2 · a win"."""
    parts = [words.MOODS[one.mood]] if one.mood is not None else []
    if one.urge is not None:
        parts.append(f"urge {one.urge}")
    if one.kind != "steady":
        parts.append(words.KINDS[one.kind])
    return " · ".join(parts) or "a line"


def for_whom(one: CheckIn) -> str:
    """Whom a check-in of mine is for."""
    names = {"me": words.ONLY_YOU, "buddy": words.MY_BUDDY, "circle": one.circle}
    told = f", and {', '.join(one.told)}" if one.told else ""
    return f"{names[one.audience]}{told}"
