"""Every word that Help now, the keys and the notices say to a person, in one place."""

from __future__ import annotations

from typing import Final

PLACE: Final = "Help now"
NO_CRISIS_SERVICE: Final = (
    "This hub is not a crisis service; perhaps nobody here is reading just now. These numbers answer."
)
BREATHE: Final = "Breathe with the porch for a minute"
PLAN: Final = "My safety plan"
MESSAGE: Final = "Write to somebody you know here"
OTHER_REGION: Final = "Numbers for {region}"
REVIEWED: Final = "These numbers were last checked on {day}."
BACK: Final = "Back to where I was"

BREATHE_PLACE: Final = "Breathe"
BREATHE_TITLE: Final = "Nothing to do but breathe."
BREATHE_STEPS: Final = (("Breathe in, slowly", 4), ("Hold, softly", 2), ("And out, all the way", 6))
"""What to do and for how many seconds."""
BREATHE_STILL: Final = (
    "In through the nose while you count to four. Hold for two. Out through the mouth while you count to six. "
    "Again, five times or as long as you like."
)
BREATHE_END: Final = "Esc when you have had enough. There is no right number."

KEYS_PLACE: Final = "Keys"
NOTICES_PLACE: Final = "Notices"
