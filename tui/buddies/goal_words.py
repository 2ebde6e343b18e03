"""Every word that goals and routines say to a person, in one place. Nothing is late here; it is carried over."""

from __future__ import annotations

from typing import Final

PLACE: Final = "Goals"
MINE: Final = "My goals"
ROUTINES: Final = "Small things, again and again"
SHARED: Final = "What others share"
EMPTY: Final = "A goal can be very small. a begins one; it is yours alone until you say otherwise."
NO_ROUTINES: Final = "Something small for every day or every week: r begins one."
PUT_AWAY: Final = "Put away"
DONE: Final = "reached"
BY: Final = "by {day}"
CARRIED: Final = "carried over"
OF_DAYS: Final = "{kept} of the last {of} days"
OF_WEEKS: Final = "{kept} of the last {of} weeks"
TODAY: Final = "today"
THIS_WEEK: Final = "this week"

NEW_TITLE: Final = "A new goal"
NEW_ASK: Final = "In a few words. Small is good."
NEW_STEP: Final = "A small step"
NEW_STEP_ASK: Final = "What could be next? Something that fits into a day."
STEP_DAY: Final = "By when?"
STEP_DAY_ASK: Final = "If a day helps. It can always be carried over."
NEW_ROUTINE: Final = "A routine"
NEW_ROUTINE_ASK: Final = "Something small that does you good."
HOW_OFTEN: Final = "How often?"
EVERY: Final = {"day": "Every day", "week": "Every week"}

GOAL_TITLE: Final = "This goal"
STEP_TITLE: Final = "This step"
ROUTINE_TITLE: Final = "This routine"
ADD_STEP: Final = "Add a small step"
REACHED: Final = "Reached"
NOT_REACHED: Final = "Not yet, after all"
RENAME: Final = "Other words"
WHO_SEES: Final = "Who sees it"
WHO_SEES_ASK: Final = "Who sees this goal?"
BY_WHEN: Final = "By when"
CARRY: Final = "Carry open steps over to today"
PUT_IT_AWAY: Final = "Put it away"
TAKE_BACK: Final = "Take it up again"
DELETE: Final = "Take it out"
DELETE_ASK: Final = "It will be gone, with its steps."
TAKE_OUT: Final = "Take it out"
KEEP: Final = "Keep it"
DONE_ALL: Final = "Reached. That is worth a moment."
DONE_STEP: Final = "One step more."
CARRIED_OVER: Final = "Carried over. Today is a new day."
NOTHING_OPEN: Final = "Nothing to carry over."
SEEN_BY: Final = "{whom} can see it now."
SEEN_BY_ME: Final = "It is yours alone now."
CHEER_TITLE: Final = "Cheer {handle} on"
CHEERED: Final = "{handle} will find it."
CHEERS: Final = "{handles} cheered you on"
ANNOUNCE: Final = "Make a milestone of it"


def kept(count: int, of: int, every: str) -> str:
    """How often something was done lately; never how often it was not: "" while there is nothing to tell."""
    if not count or of < 2:
        return ""
    return (OF_WEEKS if every == "week" else OF_DAYS).format(kept=count, of=of)


def steps(done: int, every: int) -> str:
    """How many small steps there are, and how many of them are done."""
    if done:
        return f"{done} of {every} steps" if every > 1 else "1 step, done"
    return "1 step" if every == 1 else f"{every} steps"
