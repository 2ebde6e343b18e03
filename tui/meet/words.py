"""Every word about finding people and circles, in one place."""

from __future__ import annotations

from typing import Final

ASK_TITLE: Final = "Ask first?"
ASK_YES: Final = "Ask"
ASK_NO: Final = "Rather not"
ASKED: Final = "Asked. If they say yes, their messages appear among yours; nobody hears of it otherwise."

WRITE_TITLE: Final = "Write to"
WRITE_TEXT: Final = "One handle, or up to seven with spaces between them for a small group."
WRITE_HINT: Final = "theo, or theo mira"

REQUESTS_TITLE: Final = "They ask"
REQUESTS_NONE: Final = "Nobody asks anything of you now."
YES_WRITE: Final = "Yes, they may write to me"
NO_WRITE: Final = "No; they are not told"
YES_IN: Final = "Yes, let them in"
NO_IN: Final = "Not now; they are not told"
ANSWERED_NO: Final = "All right. They are not told."

CIRCLES_TITLE: Final = "Circles"
CIRCLES_HINT: Final = "a name"
CIRCLES_NONE: Final = "There are no circles for you to see yet."
IN_IT: Final = "you are in it"
LEADS: Final = "you lead it"
ASKED_THERE: Final = "you asked"
OPEN: Final = "open"
ASKS: Final = "ask to come in"
HIDDEN: Final = "by invitation"
JOIN: Final = "Join"
ASK_IN: Final = "Ask to come in"
LEAVE: Final = "Leave"
STAY: Final = "Stay"
NEW_ROOM: Final = "New room here"
BACK: Final = "Back"
WAITING: Final = "Your question is with those who lead it."
ASKED_IN: Final = "Asked. Those who lead it will see it."


def ask_whether(handle: str) -> str:
    """The question before a stranger is asked; it is the same whether they exist or not."""
    return (
        f"You share no circle with {handle}. You can ask whether you may write to them: "
        "they see your handle and say yes or no. You only hear of a yes."
    )


def asks_to_write(handle: str) -> str:
    """Somebody asks whether they may write."""
    return f"{handle} asks whether they may write to you"


def asks_to_come_in(handle: str, circle: str) -> str:
    """Somebody asks to come into a circle that one leads."""
    return f"{handle} asks to come into {circle}"


def asking(first: str, more: int) -> str:
    """The row on Today while somebody waits for an answer.

    Args:
        first: One such question.
        more: How many more there are.
    """
    return f"{first}, and {more} more" if more else first


def told(first: str, more: int) -> str:
    """The line in the corner when somebody asks.

    Args:
        first: One such question.
        more: How many more there are.
    """
    besides = f", and {more} more" if more else ""
    return f"{first}{besides}. Ctrl+P, then “They ask”."


def may_write(handle: str) -> str:
    """Somebody was told yes."""
    return f"{handle} can write to you now, and you to them."


def let_in(handle: str, circle: str) -> str:
    """Somebody was let into a circle."""
    return f"{handle} is in {circle} now."


def people(count: int) -> str:
    """How many are in a circle."""
    return "1 person" if count == 1 else f"{count} people"


def joined(circle: str) -> str:
    """One is in a circle."""
    return f"Welcome to {circle}. Its rooms are among yours now."


def left(circle: str) -> str:
    """One has left a circle."""
    return f"You have left {circle}. Nobody is told."


def leave_question(circle: str) -> str:
    """Before a circle is left."""
    return (
        f"Its rooms leave your list; what you wrote stays. You can come back to {circle} as others come in."
    )


# rooms

IN_WHICH: Final = "In which circle?"
LEADS_NONE: Final = "Rooms are made by those who lead a circle. Ask a host when you would like to."
ROOM_NAME_TEXT: Final = "A short name: letters a to z, digits and -."
ROOM_NAME_HINT: Final = "night-shift"
TOPIC_TITLE: Final = "What is it about?"
TOPIC_TEXT: Final = "One line. Leave it empty when it speaks for itself."
TOPIC_HINT: Final = "For those who cannot sleep"


def new_room_in(circle: str) -> str:
    """The title while a room is named."""
    return f"New room in {circle}"
