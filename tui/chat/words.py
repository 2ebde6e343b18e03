"""Every word that Chat says to a person, in one place."""

from __future__ import annotations

from datetime import date
from typing import Final

DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

NOBODY_YET: Final = "Nobody has written here yet. You could be the first."
NO_ROOMS: Final = "You are in no room yet. Ask a host to add you to a circle."
TAKEN_BACK: Final = "deleted"
EDITED: Final = "(edited)"
PINNED_MARK: Final = "(pinned)"
HERE_NOW: Final = "Here now"
TO_END: Final = "End for the newest"
NOBODY_HERE: Final = "Only you, for now."
ROOMS: Final = "Rooms"
PEOPLE: Final = "People"
AWAY: Final = "away"
KEPT: Final = "Your text is kept."
NOTHING_NEW_HERE: Final = "Nothing unread here."
GONE: Final = "That room is not there any more."
TOO_LONG: Final = (
    "That is {characters:,} characters in {lines} lines; a message has {most:,} and {most_lines} at most. "
    "Make it two, perhaps. " + KEPT
)
PASTE_TOO_LARGE: Final = (
    "That is more than the {most} KiB that go in at once, so nothing was put in. What you wrote is as it was."
)
SEARCH_TITLE: Final = "Search in your rooms"
SEARCH_HINT: Final = "words, or part of one"
SEARCH_NOTHING: Final = "Nothing found with these words."
SEARCH_START: Final = "Type what you remember, then Enter. Only rooms you are in are searched."
CHANGING: Final = "changing what you said"
NOT_YOURS: Final = "That one is somebody else's."
WRITE_FIRST: Final = "Send what you are writing first, or clear it; it would be lost otherwise."
REACT_TITLE: Final = "A kind sign"
REACT_HINT: Final = "choose one, or type to narrow"
REACT_NONE: Final = "No sign by that name."
TAKE_BACK_TITLE: Final = "Take it back?"
TAKE_BACK_TEXT: Final = (
    "The words will be gone for everybody, also from the search. That there was something stays."
)
TAKE_BACK_YES: Final = "Take it back"
TAKE_BACK_NO: Final = "Leave it"
NOT_THERE: Final = "The message that was answered is no longer there."

ROLE_SHOWN: Final = {
    "mentor": "mentor",
    "facilitator": "facilitator",
    "host": "host",
    "supporter": "supporter",
}
"""The roles that are written beside a name, by the role's value; the others are not."""


def day(when: date, today: date) -> str:
    """A day as people say it: "Today", "Yesterday", "Sunday 22 November", with the year when it is another."""
    if when == today:
        return "Today"
    if (today - when).days == 1:
        return "Yesterday"
    spoken = f"{DAYS[when.weekday()]} {when.day} {MONTHS[when.month - 1]}"
    return spoken if when.year == today.year else f"{spoken} {when.year}"


def tail(*, pinned: bool, edited: bool) -> str:
    """The muted words behind a message; "": none."""
    return " ".join([PINNED_MARK] * pinned + [EDITED] * edited)


def new_since(moment: str) -> str:
    """The line above the first message that was not read.

    Args:
        moment: When the person last read here, as a time or a day; "": not known.
    """
    return f"new since {moment}" if moment else "new"


def not_sent(reason: str) -> str:
    """What is said when a message could not be posted.

    Args:
        reason: The store's sentence; many of them say already that the text is kept.
    """
    return f"Not sent. {reason}" if KEPT in reason else f"Not sent. {reason} {KEPT}"


def new_below(count: int) -> str:
    """What the lowest line says while newer messages are below the screen."""
    return f"{capped(count)} new below"


def more_below() -> str:
    """What the lowest line says when one has scrolled back and nothing is new."""
    return f"further back · {TO_END}"


def writing_to(room: str) -> str:
    """What stands in the empty input."""
    return f"writing to {room}…"


def answering(author: str, text: str) -> str:
    """The line above the input while answering somebody."""
    return f"{author} · {text}"


def given(count: int, *, mine: bool) -> str:
    """How many gave a reaction, in the list to choose from."""
    return f"{count}, yours too" if mine and count > 1 else "yours" if mine else str(count)


def here(count: int) -> str:
    """How many are here, for the title line."""
    return f"{count} here"


def capped(count: int) -> str:
    """A count for showing: never above "99+"."""
    return str(count) if count < 100 else "99+"
