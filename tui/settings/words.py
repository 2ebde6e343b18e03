"""Every word that Settings says to a person, in one place."""

from __future__ import annotations

from typing import Final

PLACE: Final = "Settings"

YOU: Final = "You, as others see you"
HANDLE: Final = "Handle"
HANDLE_NOTE: Final = "stays as it is"
NAME: Final = "Display name"
NAME_ASK: Final = "What shall others call you? Empty is fine; then it is your handle."
PRONOUNS: Final = "Pronouns"
PRONOUNS_ASK: Final = "However you like them written, or empty."
ZONE: Final = "Time zone"
ZONE_ASK: Final = "Where is it what time?"
ZONE_HINT: Final = "a city or a region"
HIDDEN: Final = "Shown as here"
HIDDEN_YES: Final = "no, you come and go unseen"
HIDDEN_NO: Final = "yes, while you are connected"
NONE: Final = "–"

LOOK: Final = "How it looks and sounds"
THEME: Final = "Colours"
THEMES: Final = {
    "night": "Night: a dark porch with one warm light",
    "paper": "Paper: light, like a page by the window",
    "contrast": "Contrast: black and white, for easy reading",
    "terminal": "Terminal: the colours that your terminal has",
}
THEME_WORN: Final = "now"
THEME_FORCED: Final = "Your terminal shows its own colours here; the choice is kept for others."
PLAIN: Final = "Begin with"
PLAIN_YES: Final = "line by line, for screen readers and bad links"
PLAIN_NO: Final = "these screens"
BELL: Final = "Bell"
BELLS: Final = {
    "off": "Never",
    "direct": "When somebody writes to you alone, or names you",
    "all": "At every new line, but not in rooms you turned down",
}
QUIET: Final = "Quiet hours"
QUIET_NONE: Final = "none"
QUIET_ASK: Final = "When shall the bell keep silent? For example 22:00-07:30, in your own time. Empty: never."
QUIET_WRONG: Final = "Two times with a hyphen between, please: 22:00-07:30."

STRANGERS: Final = "Strangers"
STRANGERS_YES: Final = "may ask whether they may write to you"
STRANGERS_NO: Final = "cannot reach you"

UNSEEN: Final = "Whom you do not want to see"
BLOCKED_NONE: Final = "Nobody. If it is ever needed, nobody is told."
BLOCKED_NOTE: Final = "blocked"
BLOCK_ADD: Final = "Block somebody"
BLOCK_ADD_NOTE: Final = "they are not told"
BLOCK_ASK: Final = "Whose messages, reactions and presence do you not want to see? Their handle, please."
UNBLOCK_TITLE: Final = "See {handle} again?"
UNBLOCK_TEXT: Final = "What they wrote meanwhile is there again too. They are not told."
UNBLOCK_YES: Final = "See them again"
UNBLOCK_NO: Final = "Leave it so"

WAYS_IN: Final = "Your ways in"
PHRASE: Final = "Password"
PHRASE_SET: Final = "set"
PHRASE_UNSET: Final = "none, you come in with a key"
PHRASE_OLD: Final = "The password you have now, please."
PHRASE_NEW: Final = "The new one. Ten letters or more; a few plain words together are good."
PHRASE_AGAIN: Final = "The same once more."
PHRASE_DIFFERENT: Final = "Those two are not the same; please type it once more."
PHRASE_DONE: Final = "Your password is changed."
KEY_ADD: Final = "Add a key"
KEY_ADD_NOTE: Final = "paste a line of a .pub file"
KEY_ADD_ASK: Final = "Paste the one line of the .pub file; that device then opens the door by itself."
KEY_OFFERED: Final = "Add the key that this terminal offered"
KEY_LABEL_ASK: Final = "What shall it be called? For example: laptop."
KEY_ADDED: Final = "The key is added. It opens the door from now on."
KEY_REMOVE: Final = "Remove this key?"
KEY_REMOVE_ASK: Final = "{label} ({fingerprint}) will no longer open the door."
KEY_REMOVED: Final = "The key is removed."
KEY_NEVER: Final = "not used yet"
KEY_USED: Final = "used {when}"
REMOVE: Final = "Remove"
KEEP: Final = "Keep"

DEVICES: Final = "Where you are connected"
THIS: Final = "this one"
END_TITLE: Final = "End that connection?"
END_ASK: Final = "The screen there closes. What was half written there is kept."
END_YES: Final = "End it"
ENDED: Final = "That connection is ended."
WAYS: Final = {"ssh": "over SSH", "local": "on the hub's own machine"}

HUB: Final = "This hub"
FINGERPRINT: Final = "Its key"
FINGERPRINT_NOTE: Final = "What your SSH client should show when it asks whether to trust this hub."
COME_BACK: Final = "To come back"
RULES: Final = "The rules here"

JUMPS: Final = {
    "name": NAME,
    "pronouns": PRONOUNS,
    "zone": ZONE,
    "hidden": HIDDEN,
    "theme": THEME,
    "plain": PLAIN,
    "bell": BELL,
    "quiet": QUIET,
    "strangers": STRANGERS,
    "block": BLOCK_ADD,
    "password": PHRASE,
    "add": KEY_ADD,
    "rules": RULES,
    "fingerprint": FINGERPRINT,
}
"""Rows that can be jumped to by name."""
