"""Every word with which Today and the rail tell of Buddies, and what notes say, in one place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from store import words as said
from store.notes import Note
from tui.buddies import dates

NOW: Final = "How is it right now?"
NOW_DUE: Final = "c, by {time}"
NOW_KEY: Final = "c"
QUIET: Final = "all is quiet"
ON_PAUSE: Final = "on a pause"
SAYS_WELL: Final = "says that all is well"
DUE_LIGHT: Final = "due {time}"
MORE_NOTES: Final = "{count} more for you in Buddies"
SOMEBODY_ASKS: Final = "Somebody would like to be your buddy"
SOME_ASK: Final = "{count} people would like to be your buddy"
WANT_REPLY: Final = "Would like a reply"
KIND_TODAY: Final = "Kind words for you"
SEVERAL: Final = {
    "signed": "{names} signed your card.",
    "cheer": "{names} cheered on your goal.",
    "answered": "{names} answered your check-in.",
}
MISSED_DAY: Final = (
    "{day} went by without a check-in. That's all right. A word whenever you like; c is one key."
)
MISSED_TODAY: Final = "No check-in yet today. That's all right. c is one key, and a pause is always fine."


def note_said(note: Note, today: dt.date) -> str:
    """What a note says to whom it is for.

    Args:
        note: The facts.
        today: Where they live.
    """
    if note.kind == "missed" and note.day and note.word != "late":
        day = dates.weekday(note.day, today)
        return MISSED_TODAY if day == "today" else MISSED_DAY.format(day=f"{day[0].upper()}{day[1:]}")
    return said.note(note.kind, note.other, note.word)


def notes_said(together: Sequence[Note], today: dt.date) -> str:
    """What several notes of one kind about one thing say: "mira and theo signed your card."

    Args:
        together: One or more, the newest first.
        today: Where the reader lives.
    """
    first = together[0]
    if len(together) == 1 or not all(one.other for one in together):
        return note_said(first, today)
    handles = list(dict.fromkeys(one.other for one in together))
    names = handles[0] if len(handles) == 1 else f"{', '.join(handles[:-1])} and {handles[-1]}"
    return SEVERAL[first.kind].format(names=names) if first.kind in SEVERAL else note_said(first, today)
