"""Every word that Chat says to a person, in one place."""

from __future__ import annotations

from collections.abc import Sequence
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
TAKEN_BACK: Final = "(deleted)"
REMOVED: Final = "(removed by a moderator)"
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
    "That is more than fits: {characters:,} of {most:,} characters, {lines} of {most_lines} lines. "
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
REACT_TITLE: Final = "A kind sign"
REACT_HINT: Final = "a number, any emoji, or its name"
REACT_NONE: Final = "Enter gives what you typed, if it is one emoji."
VERSIONS_TITLE: Final = "What it said before"
NOW: Final = "now"
LINKS_TITLE: Final = "Links"
LINKS_TEXT: Final = "Shown whole, so that you see where they lead. Nothing is opened here; Enter copies one."
NO_LINKS: Final = "There is no web address in that one."
NO_PINS: Final = "Nothing is pinned here yet."
IS_PINNED: Final = "Pinned. P shows what is pinned here."
IS_UNPINNED: Final = "No longer pinned."
COPIED: Final = "Copied, if your terminal lets us."
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


def given_by(handles: Sequence[str], *, mine: bool) -> str:
    """Who gave a reaction, in the list to choose from: three names at most."""
    if not handles:
        return ""
    shown = (
        ", ".join(handles[:3])
        if len(handles) <= 3
        else f"{', '.join(handles[:2])} and {len(handles) - 2} more"
    )
    return f"{shown} · again takes yours back" if mine else shown


def until(moment: str) -> str:
    """Above an earlier version: when it was replaced."""
    return f"until {moment}"


def pins_title(room: str) -> str:
    """The title of a room's pins."""
    return f"Pinned in {room}"


def copied_place(place: str) -> str:
    """A permalink was copied."""
    return f"Copied: {place}"


def here(count: int) -> str:
    """How many are here, for the title line."""
    return f"{count} here"


def capped(count: int) -> str:
    """A count for showing: never above "99+"."""
    return str(count) if count < 100 else "99+"


# what is typed with a stroke before it

NO_ROOM_OPEN: Final = "No room is open here."
NOTHING_OF_YOURS: Final = "Nothing of yours is among the newest messages here."
NO_SPAN: Final = "A time is written as 30m, 8h or 2d."
SAY_WHAT_YOU_DO: Final = "Say what you do, as in /me waves."
SAY_TO_WHOM: Final = "Say to whom, as in /msg theo good morning."
SAY_WHOM: Final = "Say whom, as in /block theo."
NOW_PINNED: Final = "Pinned: it is found on the room's page."
UNPINNED: Final = "The pin is off."
WHO_HINT: Final = "Enter writes to them"
YOU_ARE_AWAY: Final = "You are shown as away. /back when you are here again."
YOU_ARE_BACK: Final = "You are shown as here. Good to have you back."
SLASH_PLACE: Final = "What can be typed"
SLASH_INTRO: Final = (
    "Type these in the message box; Tab completes them, and all of them are in the palette (Ctrl+P) too. "
    "What begins with // is said as it stands."
)


def topic_is(room: str, topic: str) -> str:
    """What a room is about, for a toast."""
    return f"{room}: {topic}" if topic else f"{room} has no topic yet."


def muted_for(room: str, span: str) -> str:
    """A room was muted."""
    return f"{room} is muted for {span}. /unmute ends it."


def unmuted(room: str) -> str:
    """A room is no longer muted."""
    return f"You hear from {room} again."


def blocked(handle: str) -> str:
    """Somebody was blocked."""
    return f"You no longer see {handle}. They are not told; /unblock {handle} ends it."


def unblocked(handle: str) -> str:
    """Somebody is no longer blocked."""
    return f"You see {handle} again."


def no_such_command(name: str, near: list[str]) -> str:
    """A stroke before a word that means nothing here.

    Args:
        name: What was typed, without the stroke.
        near: What may have been meant.
    """
    meant = f" Did you mean {' or '.join(near)}?" if near else " /help lists what there is."
    return f"There is no /{name[:24]}.{meant} Begin with // to say it as it stands."


# the page of a room

NO_TOPIC: Final = "No topic yet."
RULES_HERE: Final = "What holds here"
PINS_HERE: Final = "Pinned messages"
PINS_HINT: Final = "Enter goes there"
LEVEL_TITLE: Final = "What reaches you"
LEVELS: Final = {"all": "every message", "mentions": "only what names you", "nothing": "nothing"}
MUTED: Final = "nothing for a while"
TOPIC_TITLE: Final = "What is it about?"
NAME_TITLE: Final = "Another name"
NAME_TEXT: Final = "Letters a to z, digits and -. Links to messages by the old name no longer lead here."
CHANGE_TOPIC: Final = "Change the topic"
CHANGE_RULES: Final = "Change what holds here"
CHANGE_NAME: Final = "Give it another name"
CLOSE_ROOM: Final = "Close it for good"
CLOSE_TITLE: Final = "Close this room?"
CLOSE_TEXT: Final = "It leaves everybody's list and nothing more is written in it. What was said is kept."
CLOSE_YES: Final = "Close it"
CLOSE_NO: Final = "Keep it open"
RULES_KEPT: Final = "Kept. It stands on the room's page."


def writing_rules(room: str) -> str:
    """The line above the input while one writes down what holds in a room."""
    return f"what holds in {room} · Enter keeps it, a lone - empties it"
