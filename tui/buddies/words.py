"""Every word that Buddies and the form of a check-in say to a person, in one place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from store import words as said
from store.pair_terms import Terms

PLACE: Final = "Buddies"

# the form of a check-in

MOODS: Final = said.MOODS
KINDS: Final = said.KINDS
URGES: Final = {0: "none", 10: "very strong"}
CHECK_IN: Final = "Your check-in"
CHANGE_CHECK_IN: Final = "Other words for a check-in"
MOOD_LABEL: Final = "Right now"
MOOD_ASK: Final = "How is it right now?"
URGE_LABEL: Final = "Urge"
URGE_ASK: Final = "Is there an urge? Space to skip."
KIND_LABEL: Final = "It was"
KIND_ASK: Final = "What kind of time was it?"
SCALE_ASK: Final = "{name}, from 1 to 5. Space to skip."
NOTE_LABEL: Final = "A line"
NOTE_ASK: Final = "A line, or a few, if you like."
NOTE_HINT: Final = "^J begins a new line."
FOR_LABEL: Final = "For"
FOR_ASK: Final = "Who is it for?"
REPLY_LABEL: Final = "A reply"
REPLY_ASK: Final = "Would you like a reply?"
REPLY_NO: Final = "no need"
REPLY_YES: Final = "would be nice"
ONLY_YOU: Final = "only you"
MY_BUDDY: Final = "your buddy"
NOT_SAID: Final = "–"
KEEPS: Final = "keeps it, only for you"
SENDS: Final = "sends it to {whom}"
KEEPS_SHORT: Final = "keeps it"
SENDS_SHORT: Final = "sends it"
LATER: Final = "later"
NOTHING_SAID: Final = "A number or a word is enough."
PASTE_TOO_LONG: Final = "That is more than fits here. What you wrote is kept."
WRITING_KEYS: Final = "Enter keeps it · ^J new line · Esc later"
KEPT_FOR_LATER: Final = "Kept for later. c opens it again."
DONE_ALONE: Final = "Kept, only for you."
DONE_FOR: Final = "{whom} can read it."
HARD_HOUR: Final = "F1 has numbers that answer, and your plan."
CHANGED: Final = "Changed."

OFFERS_TITLE: Final = "Thank you for saying it"
OFFERS_TEXT: Final = "Every day you kept stays kept. Nobody has been told; what happens next is up to you."
OFFERS_TEXT_FOR: Final = (
    "Every day you kept stays kept. {whom} can read it, as you chose. What happens next is up to you."
)
OFFER_SELF: Final = "Just keep it to me"
OFFER_SELF_FOR: Final = "That is enough for now"
OFFER_BUDDY: Final = "Write to {buddy}"
OFFER_PLAN: Final = "Open my safety plan"
OFFER_MENTOR: Final = "Message a mentor"
OFFER_TELL: Final = "Let somebody read it, this time"
OFFER_COUNTER: Final = "Begin a new run of {name}"
TELL_TITLE: Final = "Who may read this one?"
TELL_HINT: Final = "a name; Esc when it is enough"
TOLD: Final = "{handle} can read this one check-in."
NO_MENTOR: Final = "There is no mentor in your circles to write to just now. F1 has numbers that answer."
MENTOR_TITLE: Final = "Message a mentor"

CHECKIN_TITLE: Final = "A check-in of yours"
CHECKIN_CHANGE: Final = "Change it"
CHECKIN_ONLY_ME: Final = "Only for me from now on"
CHECKIN_DELETE: Final = "Take it out"
CHECKIN_DELETE_ASK: Final = "It will be gone, for you and for whoever could read it."
TAKE_OUT: Final = "Take it out"
KEEP: Final = "Keep it"
TAKEN_OUT: Final = "Taken out."

# what is mine

MINE: Final = "You"
HOW: Final = "How is it right now?"
FOUR_WEEKS: Final = "The last four weeks"
STEPS: Final = "Small steps"
ALL_GOALS: Final = "All goals and routines"
FIRST_GOAL: Final = "A goal, in small steps"
COUNTERS: Final = "Days I keep"
DAYS_IN_ALL: Final = "{days} days in all"
DAY_IN_ALL: Final = "one day in all"
MILESTONES: Final = "Days and milestones"
PLAN: Final = "My safety plan"
USUALLY: Final = "My check-ins are usually for"
USUALLY_ASK: Final = (
    "Whom is a check-in for, unless you say otherwise? You see it each time before you send one."
)
USUALLY_DONE: Final = "From now on: {whom}."
RECEIVED: Final = "Kind words for you"
OTHERS_SHARED: Final = "Shared with you"

# the pair

DAY_LETTERS: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
YOU: Final = "you"
TOGETHER: Final = "{buddy} and you"
PAUSED_BY_ME: Final = "You are taking a pause. Nothing is due, and nobody waits."
PAUSED_BY_ME_UNTIL: Final = "You are taking a pause until {day}. Nothing is due, and nobody waits."
PAUSED_BY_THEM: Final = "{buddy} is taking a pause. Nothing is due."
PAUSED_BY_THEM_UNTIL: Final = "{buddy} is taking a pause until {day}. Nothing is due."
DUE_BY: Final = "Your check-in is due by {time}."
DUE_WAS: Final = "Your check-in was for {time}; there is still time, and no hurry."
DUE_DONE: Final = "You have checked in today."
DUE_FREE: Final = "Nothing is due today."
SHARED: Final = "What {buddy} shared"
SHARED_NOTHING: Final = "{buddy} has not shared anything these days. Kind words are always welcome."
WANTS_REPLY: Final = "would like a reply"
ANSWERED: Final = "answered"
WISH_ROW: Final = "{buddy} would like to change what you agreed"
WISH_MINE: Final = "You would like {terms}. It holds when {buddy} agrees."
WISH_THEIRS: Final = "{buddy} would like {terms}"
AGREE: Final = "Agree"
LEAVE_AS_IT_IS: Final = "Leave it as it is"
ACTS: Final = "With {buddy}"
WRITE: Final = "Write to {buddy}"
NUDGED: Final = "{buddy} will see that you thought of them."
NUDGED_LATER: Final = "{buddy} has quiet hours just now; your nudge waits until they end, at {time}."
NUDGE_TITLE: Final = "A small nudge for {buddy}"
NUDGE_HINT: Final = "One a day is plenty."
PAUSED: Final = "A pause it is. Nobody is asked why. p ends it."
RESUMED: Final = "Good to have you back."
PAUSE_TITLE: Final = "A pause, without a reason"
PAUSE_ASK: Final = "Until when? Nothing is due meanwhile, and nobody is told why."
PAUSES: Final = {
    0: "Until I say so",
    1: "Until tomorrow",
    3: "For three days",
    7: "For a week",
    14: "For two weeks",
}
ALL_WELL_TITLE: Final = "Tell {buddy} that all is well?"
ALL_WELL_ASK: Final = (
    "{buddy} sees it at once, and it counts as your check-in for today. It cannot be taken back."
)
ALL_WELL_YES: Final = "Tell {buddy}"
ALL_WELL_NO: Final = "Not now"
ALL_WELL: Final = "{buddy} sees that all is well. That is enough for today."
PART_TITLE: Final = "Part from {buddy}?"
PART_ASK: Final = (
    "You both find the same kind words, without a reason. What you wrote to each other stays readable for you two, "
    "with the command: read buddy/{buddy}. Days you showed each other are shown no more. You may become buddies "
    "again at any time."
)
PART_YES: Final = "Part, kindly"
PART_NO: Final = "Stay buddies"
PARTED: Final = "You walked a way together, and that stays. It is all right to go on from here."
KIND_TITLE: Final = "Kind words for {handle}"
KIND_HINT: Final = "choose, or write your own"
KIND_OWN: Final = "Your own words"
KIND_OWN_ASK: Final = "A line of your own; it is theirs alone."
KIND_SENT: Final = "{handle} will find your words."
REPLY_TITLE: Final = "A word for {handle}"
REPLY_HINT: Final = "it goes to the two of you"
REPLIED: Final = "Sent to the two of you."

# without a buddy

ALONE: Final = (
    "A buddy is one person who notices how you are, and whom you notice."
    " You choose who, how often, and when to stop."
)
ALONE_BEGIN: Final = "Look for a buddy"
ALONE_LATER: Final = "There is no hurry. Check-ins and goals work without one, too."
NOT_FOR_SUPPORTERS: Final = (
    "Buddies are for those who take part in the program. In the family circle you are among friends."
)

# finding one

FIND_PLACE: Final = "Find a buddy"
MY_CARD: Final = "My card"
CARD_CLOSED: Final = "Nobody sees your card. Open it when you would like to be asked."
CARD_OPEN: Final = "People who share a circle with you can see your card and ask you."
CARD_OPEN_IT: Final = "Open my card"
CARD_CLOSE_IT: Final = "Close my card"
CARD_FIELDS: Final = {
    "working_on": ("What I'm working on", "In a few words, as much as you like to say. Not a diagnosis."),
    "interests": ("What I like", "Dogs, chess, bad films…"),
    "times": ("When I have time", "Evenings, early mornings, whenever…"),
}
CARD_CONTACT: Final = "I prefer"
CONTACTS: Final = {"writing": "writing", "talking": "talking", "either": "writing or talking"}
CARD_ZONE: Final = "My time zone"
NONE_YET: Final = "–"
THEY_ASK: Final = "{handle} would like to be your buddy"
PROPOSED: Final = "{mentor} thinks that {handle} and you could be good buddies"
ASKED_WAIT: Final = "asked; they answer when they like"
OTHERS: Final = "People who look for a buddy"
OTHERS_NONE: Final = "Nobody has an open card just now. Yours can be the first."
OTHERS_NONE_BUT_ME: Final = "Nobody else has an open card just now. Yours can be found."
CAP: Final = "You have as many buddies as this hub has room for; that is a good thing to have."
ASK_TITLE: Final = "Ask {handle}?"
ASK_TEXT: Final = "A line to go with it, if you like. If they would rather not, nobody will say so to you."
ASKED: Final = "Asked. They answer when they like."
ANSWER_TITLE: Final = "{handle} asks"
ANSWER_YES: Final = "Yes, let us be buddies"
ANSWER_NO: Final = "Not now (they are not told)"
PROPOSED_TITLE: Final = "{handle} and you?"
PROPOSED_YES: Final = "Yes, I would like {handle} as a buddy"
FIRST_TERMS: Final = "To begin with you both check in {terms}. You can change that together at any time."
PAIRED: Final = "{handle} and you are buddies now."
SAID_YES: Final = "Thank you. If {handle} likes it too, you are buddies."
SAID_NO: Final = "All right. Nobody is told."
PROPOSE: Final = "Think of two people"
PROPOSE_ONE: Final = "Who could do with a buddy?"
PROPOSE_OTHER: Final = "And who would be good for {handle}?"
PROPOSE_LINE: Final = "A line to go with it, for both"
PROPOSE_DONE: Final = "Both are asked, each alone. What they answer stays with them."

# terms

TERMS_PLACE: Final = "What we agreed"
TERMS_TEXT: Final = (
    "It holds for both of you. A change holds when {buddy} agrees; taking something back holds at once."
)
TERMS_HOW_OFTEN: Final = "We check in"
TERMS_BY: Final = "By"
TERMS_NOTE: Final = "A gentle note to whoever did not"
TERMS_BUDDY: Final = "A note to the other"
TERMS_MENTOR: Final = "A note to a mentor"
TERMS_NEVER: Final = "never"
TERMS_SEND: Final = "Ask {buddy} to agree"
TERMS_TIME_ASK: Final = "By which time of the day, as in 20:00?"
TERMS_TIME_WRONG: Final = "A time of the day is written like 20:00."
TERMS_SAME: Final = "That is what you have agreed to already."
TERMS_SENT: Final = "{buddy} is asked."
TERMS_HELD: Final = "It holds from now on."
TERMS_AGREED: Final = "Agreed. It holds from now on."
TERMS_LEFT: Final = "All right, it stays as it is."
OFTEN_DAILY: Final = "every day"
OFTEN_WEEKDAYS: Final = "on weekdays"
OFTEN_ANY: Final = "any {count} days of the week"
OFTEN_ANY_ONE: Final = "any one day of the week"
OFTEN_DAYS: Final = "on certain days…"
OFTEN_DAYS_ASK: Final = "Which days? As in: Mon Wed Fri"
OFTEN_DAYS_WRONG: Final = "Days are written like Mon Wed Fri."
OFTEN_CHOOSE: Final = "How often do we check in?"


def mood(number: int) -> str:
    """A mood in words and as a number."""
    return f"{MOODS[number]} ({number})"


def of_ten(number: int) -> str:
    """An urge, out of ten."""
    word = URGES.get(number)
    return f"{number} of 10, {word}" if word else f"{number} of 10"


def of_scale(number: int, low: str, high: str) -> str:
    """An answer to one of the hub's own scales."""
    word = {1: low, 5: high}.get(number)
    return f"{number} of 5, {word}" if word else f"{number} of 5"


def days_said(days: Sequence[int]) -> str:
    """Weekdays, Monday 0, as people say them: "Mon Wed Fri"."""
    names = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    return " ".join(names[day] for day in sorted(days))


def how_often(days: Sequence[int], per_week: int) -> str:
    """How often two check in: "every day", "Mon Wed Fri", "any 3 days of the week"."""
    if per_week:
        return OFTEN_ANY_ONE if per_week == 1 else OFTEN_ANY.format(count=per_week)
    chosen = tuple(sorted(days))
    if chosen == (0, 1, 2, 3, 4, 5, 6):
        return OFTEN_DAILY
    return OFTEN_WEEKDAYS if chosen == (0, 1, 2, 3, 4) else days_said(chosen)


def terms(wanted: Terms) -> str:
    """Terms in a few words: "every day, by 20:00; a note after 2 hours, …"."""
    parts = [f"{how_often(wanted.days, wanted.per_week)}, by {by_time(wanted.due)}"]
    if wanted.buddy_after_h:
        parts.append(f"a note to the other {hours(wanted.buddy_after_h)}")
    if wanted.mentor and wanted.mentor_after_h:
        parts.append(f"a note to {wanted.mentor} {hours(wanted.mentor_after_h)}")
    return "; ".join(parts)


def first_terms(due_hour: int, note_after_h: int, buddy_after_h: int) -> str:
    """What holds when two become buddies, in a sentence.

    Args:
        due_hour: The hour of the day by which a check-in is due.
        note_after_h: Hours after that until whoever did not check in gets a note; 0: never.
        buddy_after_h: Hours after that until their buddy hears of it; 0: never.
    """
    return FIRST_TERMS.format(
        terms=terms(Terms((0, 1, 2, 3, 4, 5, 6), 0, due_hour * 60, note_after_h, buddy_after_h))
    )


def hours(count: int) -> str:
    """A wait in words; 0: never."""
    if not count:
        return TERMS_NEVER
    if count % 24 == 0:
        return "a day later" if count == 24 else f"{count // 24} days later"
    return "an hour later" if count == 1 else f"{count} hours later"


def by_time(minutes: int) -> str:
    """A time of the day, "20:00"."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def days_of_seven(count: int) -> str:
    """How many of the last seven days somebody was heard from; never how many they were not."""
    return (
        "quiet so far",
        "one day",
        "two days",
        "three days",
        "four days",
        "five days",
        "six days",
        "every day",
    )[count]


def week_in_words(name: str, moods: Sequence[int], kinds: Sequence[str]) -> str:
    """How somebody's week was, from what they shared; "" when that says nothing.

    Args:
        name: Whose, as it is read: a handle, or `YOU`.
        moods: Those that may be seen, the oldest first.
        kinds: The kinds that may be seen.
    """
    if not moods and "win" not in kinds:
        return ""
    who = "You have" if name == YOU else f"{name} has"
    parts: list[str] = []
    if moods:
        low, high = min(moods), max(moods)
        felt = MOODS[low] if low == high else f"{MOODS[low]} to {MOODS[high]}"
        parts.append(f"felt {felt}")
    wins = sum(kind == "win" for kind in kinds)
    if wins:
        parts.append("had a win" if wins == 1 else f"had {wins} wins")
    return f"{who} {' and '.join(parts)} this week."


def read_time(line: str) -> int | None:
    """A time of the day as typed, in minutes after midnight; None when it is none."""
    hour, colon, minute = line.strip().replace(".", ":").partition(":")
    if not (hour.isdigit() and (minute.isdigit() or not colon)):
        return None
    found = int(hour) * 60 + int(minute or 0)
    return found if int(hour) < 24 and int(minute or 0) < 60 else None


def read_days(line: str) -> tuple[int, ...] | None:
    """Weekdays as typed, Monday 0; None when they cannot be read."""
    names = ("mo", "tu", "we", "th", "fr", "sa", "su")
    found: set[int] = set()
    for word in line.replace(",", " ").casefold().split():
        if word[:2] not in names:
            return None
        found.add(names.index(word[:2]))
    return tuple(sorted(found)) or None
