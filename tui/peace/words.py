"""Every word about marks, notices and blocking, in one place."""

from __future__ import annotations

from typing import Final

CHOOSE_FIRST: Final = "Choose a message first, with the arrow keys."
UNREAD_FROM_HERE: Final = "unread from here"
UNREAD_DONE: Final = "It stays unread until you come back to this room."
READ_DONE: Final = "This room counts as read."

NOTICE_TITLE: Final = "How quiet is {room}?"
NOTICE_HINT: Final = "notice, or mute for a while"
NOW: Final = "now"
MUTED_NOW: Final = "muted now"
LEVELS: Final = (
    ("level:all", "Notice every line"),
    ("level:mentions", "Only when I am named"),
    ("level:nothing", "Nothing at all"),
)
MUTES: Final = (
    (1, "Mute for an hour"),
    (8, "Mute for 8 hours"),
    (24, "Mute for a day"),
    (7 * 24, "Mute for a week"),
)
UNMUTE: Final = "Hear from it again"

BLOCK_TITLE: Final = "Block {handle}?"
BLOCK_TEXT: Final = (
    "You no longer see what they write or do, anywhere. They are not told. "
    "Settings has the list of whom you have blocked, and the way back."
)
BLOCK_YES: Final = "Block"
BLOCK_NO: Final = "Not now"
BLOCKED: Final = "Blocked. You no longer see them, and they are not told."
THAT_IS_YOU: Final = "That is you."

_SAID: Final = {
    "all": "You notice every line in {room}.",
    "mentions": "You notice {room} only when you are named.",
    "nothing": "You notice nothing of {room}; it is there when you look.",
}


def noticed(room: str, kind: str, value: str) -> str:
    """What is said when the person chose how quiet a room is.

    Args:
        room: Its name.
        kind: "level" or "mute".
        value: The level, or hours; "0" ends a mute.
    """
    if kind == "level":
        return _SAID[value].format(room=room)
    if value == "0":
        return f"You hear from {room} again."
    hours = int(value)
    span = (
        "an hour" if hours == 1 else f"{hours} hours" if hours < 24 else "a day" if hours == 24 else "a week"
    )
    return f"{room} is muted for {span}."
