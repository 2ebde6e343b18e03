"""Every word of catching up, in one place."""

from __future__ import annotations

from typing import Final

MENTIONS: Final = "Where you are named"
MENTIONS_NONE: Final = "Nobody has called your name so far. You are welcome all the same."
WAITING: Final = "Waiting for a word from you"
WAITING_NOTE: Final = "Whenever you like; nobody is told that you have read it."
WAITING_NONE: Final = "Nobody is waiting. It is enough that you came by."
RECENT: Final = "Where you last were"
RECENT_NONE: Final = "You have not been in a room yet."
GONE_QUIET: Final = "(taken back)"

ALL_READ_TITLE: Final = "Take everything for read?"
ALL_READ_YES: Final = "Yes, all of it"
ALL_READ_NO: Final = "No, leave it"
ALL_READ: Final = "Everything counts as read. Nothing is lost; it is all still there."


def all_read_ask(lines: str, rooms: int, threads: str) -> str:
    """The question before everything is taken for read.

    Args:
        lines: How many lines, capped.
        rooms: In how many rooms; 0: none.
        threads: How many threads with something new, capped; "": none.
    """
    places = "one room" if rooms == 1 else f"{rooms} rooms"
    parts = [f"{lines} unread in {places}"] if rooms else []
    if threads:
        parts.append("one thread of the forum" if threads == "1" else f"{threads} threads of the forum")
    return f"{' and '.join(parts)}. Who named you or waits for you can still be found with m and w."
