"""Every word that counters, milestones and cards say to a person. Days that were kept stay kept."""

from __future__ import annotations

from typing import Final

from store.counters import Counter

PLACE: Final = "Days and milestones"
COUNTERS: Final = "Days I keep"
NO_COUNTERS: Final = (
    "What would you like to keep count of? a begins; several may run side by side, each yours alone."
)
SHARED: Final = "Others let you see"
MINE: Final = "My milestones"
NO_MILESTONES: Final = (
    "Anything worth marking: a first night shift, a call to your sister. m makes a card of it."
)
OTHERS: Final = "Milestones in my rooms"

NEW: Final = "A new counter"
NEW_ASK: Final = "What does it count? In your own words."
START: Final = "Since when?"
START_ASK: Final = "The first day. It can be changed at any time; empty: today."
START_WRONG: Final = "A first day is today or earlier, written like 12 Oct or 2026-10-12."
RUN: Final = "Begin a new run"
RUN_ASK: Final = "The days in all and the longest run stay just as they are. Nobody is told."
RUN_SEEN: Final = (
    "The days in all and the longest run stay just as they are. {handles} may see this counter, and would see "
    "that a new run begins."
)
RUN_ALONE: Final = "Stop sharing it, then begin"
RUN_YES: Final = "Begin a new run"
RUN_NO: Final = "Leave it"
RUN_DONE: Final = "A new run begins. {days} in all stay."
UNDO: Final = "It was noted by mistake"
UNDONE: Final = "Taken back."
SHARE: Final = "Who may see it"
SHARE_ASK: Final = "Choose a name to let them see it, or to no longer. Esc when it is right."
SHARE_SEES: Final = "sees it"
SHARED_ONE: Final = "{handle} may see it."
UNSHARED_ONE: Final = "{handle} no longer sees it."
RENAME: Final = "Other words"
CHANGE_START: Final = "Another first day"
MARK: Final = "Make a milestone of it"
AWAY: Final = "Put it away"
DELETE: Final = "Take it out"
DELETE_ASK: Final = "The counter goes. Milestones made of it stay."
TAKE_OUT: Final = "Take it out"
KEEP: Final = "Keep it"
NOBODY_SEES: Final = "only you"

MILESTONE: Final = "A milestone"
MILESTONE_ASK: Final = "In a few words, as on a card."
MILESTONE_WORDS: Final = "Anything to say about it?"
MILESTONE_WORDS_ASK: Final = "A line of yours below it; or leave it empty."
WHERE: Final = "Who may see it and sign?"
WHERE_ASK: Final = "Nobody hears of it unless you choose a room."
NOWHERE: Final = "Nobody: it is mine"
SAY: Final = "I marked a milestone: {title}"
MADE: Final = "Here is your card."
ANNOUNCED: Final = "The people of {room} can see it and sign."
WITHDRAWN: Final = "It is yours alone now. What was said in the room stays said."

CARD_PLACE: Final = "A card"
SIGN: Final = "Sign the card"
SIGN_ASK: Final = "A line that {handle} will keep."
SIGNED: Final = "Signed."
CARD_KEEP: Final = "To keep it as a file:  ssh {address} card {id} > card.txt"
CARD_GONE: Final = "There is no such card."
CARD_ANNOUNCE: Final = "Who may see it"
CARD_DELETE: Final = "Take the card out"
CARD_DELETE_ASK: Final = "The card goes, with what others wrote on it."
SIGNATURES: Final = "{count} signed"
SIGNATURE: Final = "1 signed"


def in_all(days: int) -> str:
    """Days, all of them."""
    return "1 day in all" if days == 1 else f"{days} days in all"


def of_runs(one: Counter) -> str:
    """A counter besides its days in all: nothing in it is ever taken back."""
    return f"longest run {one.longest} · this run {one.run} · {one.kept} of the last {one.of} days"


def milestone_title(one: Counter) -> str:
    """What a milestone of a counter is called, to begin with."""
    return f"{one.days} days: {one.name}" if one.days != 1 else f"1 day: {one.name}"
