"""Every word that Join and the rules say to a person, in one place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

PLACE: Final = "Come in"
RULES: Final = "The rules"
RULES_CHANGED: Final = "The rules here have changed since you last read them. They are short."
RULES_YES: Final = "I have read them, and I agree"
RULES_NO: Final = "Not now; leave"

WELCOME: Final = "Welcome to {hub}."
WELCOME_MORE: Final = (
    "Somebody gave you an invite. Type its code here; nobody sees it, not even on your own screen."
)
CODE_HINT: Final = "invite code"
NO_CODE: Final = "No code? {contact}"
OPENS: Final = "Your invite opens the door as {role}."
OPENS_CIRCLES: Final = "You will be in {circles}."
OPENS_UNTIL: Final = "It is good until {when}."

TOO_MANY: Final = "None of those codes opens the door. Please ask for help with it, and come back. {contact}"

HANDLE: Final = "What shall we call you?"
HANDLE_MORE: Final = (
    "This is your handle: what others see, and what you come back with. It need not be your name, and it cannot be "
    "changed later. Small letters, digits and hyphens."
)
HANDLE_HINT: Final = "for example: mira"
HANDLE_TAKEN: Final = "Somebody has that one, or one very like it. Another, please."
HANDLE_FREE: Final = "{handle} is free."
NAME: Final = "And a name to show beside it?"
NAME_MORE: Final = "Only if you like. Leave it empty and others see your handle."

WAY_IN: Final = "How will you come back?"
WAY_KEY: Final = "Use the key your terminal offered"
WAY_PHRASE: Final = "Choose a password"
WAY_BOTH: Final = "Both: the key here, the password elsewhere"
WAY_NO_KEY: Final = "A key is easier: it opens the door by itself. You can add one later in Settings."
PHRASE: Final = "A password"
PHRASE_MORE: Final = "Ten letters or more; a few plain words together are good."
PHRASE_AGAIN: Final = "The same once more"
PHRASE_DIFFERENT: Final = "Those two are not the same; please type it once more."

ZONE: Final = "What time is it where you are?"
ZONE_MORE: Final = "So that everything is shown in your own time. Type a city."
ZONE_NONE: Final = "There is no such place in the list. A bigger city nearby, perhaps?"
PRIVACY: Final = "May others see when you are here?"
PRIVACY_MORE: Final = "Nobody sees what you read, only that you are around. You can change this at any time."
PRIVACY_SEEN: Final = "Yes, show me as here"
PRIVACY_HIDDEN: Final = "No, let me come and go unseen"

WORKING: Final = "One moment…"
DONE: Final = "You are in, {handle}."
DONE_MORE: Final = "To come in, now and whenever you like, type this:"
DONE_WITH: Final = {
    "key": "The key you have opens the door by itself.",
    "password": "It will ask for the password you just chose.",
    "both": "The key you have opens the door by itself; from elsewhere it asks for your password.",
}
DONE_FINGERPRINT: Final = "If your terminal asks whether to trust this hub, its key is {fingerprint}."
DONE_LEAVE: Final = "Close this; I know my way in"

ROLES: Final = {
    "participant": "a participant",
    "alum": "an alum",
    "supporter": "a supporter",
    "mentor": "a mentor",
    "facilitator": "a facilitator",
    "host": "a host",
}


def listed(names: Sequence[str]) -> str:
    """Names in a sentence: "A", "A and B", "A, B and C"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
