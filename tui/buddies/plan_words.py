"""Every word that the safety plan's screen says to a person; the sections' titles are in `store.words`."""

from __future__ import annotations

from typing import Final

PLACE: Final = "My safety plan"
ABOUT: Final = (
    "For you alone. Nobody else can read it, a host neither. Enter opens a section; a few words are enough."
)
EMPTY: Final = "nothing yet"
ASK: Final = {
    "signs": "Thoughts, moods, places or times that tell you a hard time may be coming.",
    "alone": "Things you can do by yourself that help for a while: a walk, music, a shower, breathing.",
    "places": "People and places that take your mind somewhere else.",
    "people": "People you can ask for help, and how to reach them.",
    "professionals": "Your therapist, your doctor, lines to call. F1 has the hub's numbers.",
    "safe": "What you can do, or ask somebody to do, so that the place around you is safe.",
    "worth": "What is worth it to you: people, animals, plans, small things.",
}
PRINT_HINT: Final = "Esc back. To print it from your own machine:  ssh {address} plan > plan.txt"
PAGE_TITLE: Final = "MY SAFETY PLAN"
"""The title of the plain page: a page that is read, or printed, without the hub around it."""
NUMBERS: Final = "Numbers that answer"
