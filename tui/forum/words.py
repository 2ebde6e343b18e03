"""The words of the forum."""

from __future__ import annotations

from typing import Final

from store.polls import Poll
from tui.rooms import count_label
from tui.theme import ASCII, Signs

FORUM: Final = "Forum"
RULE: Final = "─" * 12
"""A line between two parts of a post."""
FOLDED: Final = "[folded: x shows it]"
"""Stands for words that are folded until they are wanted."""

# Lists

ALL_BOARDS: Final = "All boards"
HUB_BOARDS: Final = "For everybody"
VIEWS: Final = {
    "latest": "Latest",
    "new": "New",
    "unread": "Unread",
    "unanswered": "Unanswered",
    "following": "Following",
    "mine": "Mine",
}
"""The views by their name in the store, in the order of the tabs."""
ABOUT_VIEWS: Final = {
    "latest": "where somebody wrote last",
    "new": "the newest questions first",
    "unread": "what you have not read",
    "unanswered": "nobody has answered yet; the longest waiting first",
    "following": "what you follow",
    "mine": "what you started, also under an alias",
}
EMPTY: Final = {
    "latest": "Nobody has written here yet. You could be the first: a begins a thread.",
    "new": "Nobody has written here yet. You could be the first: a begins a thread.",
    "unread": "Nothing unread. You are all caught up.",
    "unanswered": "Everybody here has had an answer. That is good to see.",
    "following": "You follow nothing yet. f in a thread follows it; writing in one does so too.",
    "mine": "You have started nothing yet. a begins a thread; it can be under an alias.",
}
EMPTY_HERE: Final = EMPTY | {
    "unread": "Nothing unread in this board.",
    "following": "You follow nothing in this board. f in a thread follows it; writing in one does so too.",
    "mine": "You have started nothing in this board. a begins a thread; it can be under an alias.",
}
"""The same in one board: there may be something in others."""
NO_BOARDS: Final = "There is no board for you yet. A host or a circle's lead makes them."
EARLIER_ROW: Final = "Further up"
NOTHING_TAGGED: Final = "No thread carries #{tag} here. # chooses another tag, or none."
WAITS_SIGN: Final = "?"
YESTERDAY: Final = "yest."
PINNED: Final = "pinned"
CLOSED: Final = "closed"
SOLVED: Final = "helped"
POLL: Final = "poll"
LEVELS_SHOWN: Final = {"following": "followed", "nothing": "quiet for you"}
TAG_TITLE: Final = "Only threads with a tag"
TAG_HINT: Final = "type a tag"
TAG_ALL: Final = "All, whatever their tags"
BOARDS_TITLE: Final = "Boards"
BOARDS_HINT: Final = "type a part of its name"
ALL_READ_TITLE: Final = "Take these threads for read?"
ALL_READ_HERE: Final = "Everything in {board} counts as read from now on. The threads stay, of course."
ALL_READ_EVERYWHERE: Final = (
    "Everything in all your boards counts as read from now on. The threads stay, of course."
)
ALL_READ_YES: Final = "Take them for read"
ALL_READ_NO: Final = "Leave them"
ALL_READ_DONE: Final = "All read here."

# A thread

TAKEN_BACK: Final = "(taken back)"
REMOVED: Final = "(removed by a moderator)"
CHANGED: Final = "changed"
ALIAS: Final = "alias"
YOU: Final = "you"
YOURS: Final = "yours"
NOT_THERE: Final = "What was answered is no longer there."
BOARD_LOCKED: Final = "locked for now"
BOARD_GONE: Final = "That board is in your lists no more. These are all the others."
GONE: Final = "That thread is not there any more."
NO_SUCH_POST: Final = "There is no post of that number there."
NEW_FROM_HERE: Final = "new from here"
NOTHING_NEW: Final = "Nothing unread here."
CLOSED_WHY: Final = "Closed: {reason}"
CLOSED_HINT: Final = "This thread is closed; it can be read."
NOTE_OPEN: Final = "It mentions {note}. x opens it, when it is a good moment for you."
MOVED: Final = "moved here from another board"
COPIED: Final = "Copied, if your terminal lets us."
REACTED: Final = "A kind sign"

LEVEL_TITLE: Final = "How much of this thread?"
LEVEL_HINT: Final = "what you would like to hear"
LEVELS: Final = {
    "following": ("Follow", "It is on Today and at the top of what is next when somebody writes"),
    "normal": ("As usual", "It is among the unread threads when somebody writes"),
    "nothing": ("Nothing", "It stays in the lists and never shows as unread"),
}
LEVEL_NOW: Final = {
    "following": "You follow this thread now.",
    "normal": "You hear of this thread as usual.",
    "nothing": "This thread stays quiet for you.",
}
HELPED_NOW: Final = "Thank you for saying so. It stands with the post and in the lists."
TAKEN_BACK_NOW: Final = "Taken back."
TAKE_BACK_TITLE: Final = "Take it back?"
TAKE_BACK_TEXT: Final = (
    "The words will be gone for everybody, also from the search. That there was something stays."
)
TAKE_BACK_FIRST: Final = (
    "The question, its title, note and tags will be gone for everybody, also from the search. Answers stay."
)
TAKE_BACK_YES: Final = "Take it back"
TAKE_BACK_NO: Final = "Leave it"
REMOVE_FIRST: Final = (
    "The question, its title, note and tags will be gone for everybody, also from the search; a mark says that it was "
    "removed. Answers stay."
)
REMOVE_ALIAS: Final = "Whoever is {author} sees the mark and gets no note, so that nothing tells who it is."
VOTE_TITLE: Final = "Your vote"
VOTE_ONE: Final = "Enter or its number chooses."
VOTE_SEVERAL: Final = "Enter or a number chooses; as many as you like."
VOTE_DONE: Final = "Done: send these"
VOTE_NONE: Final = "Take my vote back"
VOTE_FOR_GOOD: Final = "Nobody will know what you chose, so it cannot be changed later."
VOTE_OPEN: Final = "Everybody who reads this thread can see what you chose; you can change it later."
VOTERS_TITLE: Final = "Who chose what"
VOTERS_NONE: Final = "nobody yet"
VOTED: Final = "Counted. Thank you."
NO_EARLIER_VERSIONS: Final = "It always read like this."

# Writing

HINT: Final = "Write an answer…"
DRAFT_HERE: Final = "Something you began is in the editor; i goes on with it."
CHANGING: Final = "changing what you wrote"
CHANGING_ON: Final = "changing what you wrote, on from where you were"
CHANGE_HERE: Final = "You had begun to change a post of yours; e on it goes on."
AS_ALIAS: Final = "as {alias}, an alias"
AS_NEW_ALIAS: Final = "under an alias, made when you post"
AS_NEW_ALIAS_SHORT: Final = "under a new alias"
AS_ME: Final = "as {handle}"
PREVIEW: Final = "As it will look"
POSTED_AS: Final = "Posted as {alias}. Only you know that it is you."
NOT_POSTED: Final = "Not posted: {reason}"
KEPT: Final = "Your text is kept."
PASTE_TOO_LARGE: Final = (
    "That is more than the {most} KiB that go in at once, so nothing was put in. What you wrote is as it was."
)
ALIAS_TITLE: Final = "Under which name?"
ALIAS_NOTE: Final = "Two of the team together can lift an alias; you are told."
NAME_HINT: Final = "your own name, or an alias"
NAME_SEEN: Final = "everybody sees it"
NAME_UNSEEN: Final = "nobody sees that it is you"
NEW_ALIAS: Final = "an alias for this thread"
DETAILS_KEY: Final = "^T changes this"
NEW_THREAD: Final = "New thread"
NEW_TITLE_HINT: Final = "What is it about? A few words."
NEW_HINT: Final = "Write here. **bold**, > quote, - list, ||folded||. Ctrl+S posts it."
WHERE_TITLE: Final = "In which board?"
DETAILS_TITLE: Final = "About this thread"
DETAILS_HINT: Final = "choose what to change"
DETAIL_BOARD: Final = "Board"
DETAIL_NAME: Final = "Under which name"
DETAIL_TAGS: Final = "Tags"
DETAIL_NOTE: Final = "Content note"
DETAIL_POLL: Final = "Poll"
NONE_YET: Final = "none"
TAGS_TEXT: Final = "Up to five words that others would look for, with spaces between: sleep first-week"
NOTE_TEXT: Final = (
    "What does it mention that somebody may not want to meet today? It folds the text until opened."
)
POLL_TEXT: Final = "Two to ten choices with | between them: tea | a walk | calling somebody. Empty: no poll."
POLL_KIND_TITLE: Final = "How is it voted?"
POLL_KINDS: Final = {
    "one anonymous": "One choice each; nobody can find out who chose what",
    "several anonymous": "As many as one likes; nobody can find out who chose what",
    "one": "One choice each; everybody sees who chose what",
    "several": "As many as one likes; everybody sees who chose what",
}
POLL_KIND_HINT: Final = "one or several, open or not"
POLL_NOT_YET: Final = "a poll, not finished"
POLL_KIND_FIRST: Final = "The poll is not finished: Ctrl+T, Poll, says how it is voted. Your text is kept."
NO_BOARD_TO_START: Final = "There is no board in which you can start a thread just now."
TEXT_FIRST: Final = "Write a few words below the title first; then Ctrl+S posts them."
TITLE_FIRST: Final = "Give it a title first: a few words that say what it is about. Your text is kept."

BESIDE_TITLE: Final = "Some of this sounds heavy. You can go on writing; nobody is told."
BESIDE_MORE: Final = "F1 more ways to be less alone with it"

# Looking after threads

CARE_TITLE: Final = "Look after this thread"
CARE_HINT: Final = "what is needed"
CARE: Final = {
    "pin": ("Pin", "stands above the others in its board"),
    "unpin": ("Take the pin off", "goes back to its place in the list"),
    "close": ("Close", "can be read; nobody adds to it"),
    "open": ("Open again", "everybody can add to it"),
    "move": ("Move", "to another board; who cannot read that one loses it"),
    "merge": ("Merge", "its posts go behind those of another thread, for good"),
    "retitle": ("Title, note, tags", "changed for everybody; the words stay the author's"),
    "lock": ("Lock the board", "nobody starts or adds anything there for now"),
    "unlock": ("Unlock the board", "everybody can write there again"),
}
"""What can be done by its name: the words for it, and its consequence."""
REASON_TITLE: Final = "Why?"
REASON_TEXT: Final = "{deed}: {consequence}. A short reason, in words its author could read."
MOVE_TO: Final = (
    "Move it to {board}: who may not read that board cannot read the thread any more. A short reason, in words its "
    "author could read."
)
MERGE_INTO: Final = (
    "Merge it into “{title}”: its posts go behind those that are there, for good. A short reason, in words its author "
    "could read."
)
CARE_DONE_BOARD: Final = {
    "lock": "Locked: the board can be read for now.",
    "unlock": "Open again.",
}
CARE_DONE: Final = "Done. The reason is kept with it."
MOVE_TITLE: Final = "Move it where?"
MERGE_TITLE: Final = "Merge it into which thread?"
MERGE_HINT: Final = "type a part of its title"
NO_OTHER_THREAD: Final = "There is no other thread in this board."
NO_OTHER_BOARD: Final = "You look after no other board to move it to."
RETITLE_TITLE: Final = "Another title"
RETITLE_TEXT: Final = "At most 80 cells."

# Lifting an alias

LIFT_TITLE_PLAIN: Final = "Ask who is behind an alias?"
LIFT_TEXT: Final = (
    "{alias}. A host who is not you decides. If they agree, the two of you can read the handle, it stands in the "
    "audit trail, and the author is told who asked and why. Write the reason so that the author could read it."
)
LIFT_ASKED: Final = "Asked. A host will decide; nobody else is told."
LIFTS_TITLE: Final = "Aliases to be lifted"
LIFTS_HINT: Final = "which one"
LIFTS_NONE: Final = "Nothing waits here."
LIFT_CARD_TITLE: Final = "Shall this alias be lifted?"
LIFT_CONSENT: Final = "Agree"
LIFT_CONSENT_MEANS: Final = "The two of you can read who it is; the author is told who and why."
LIFT_DECLINE: Final = "Decline"
LIFT_DECLINE_MEANS: Final = "The alias stays as it is, and the author hears nothing of it."
LIFT_READ_POST: Final = "Read the thread first"
LIFT_CONSENTED: Final = "Agreed. The author is told, with the reason."
LIFT_DECLINED: Final = "Declined. The alias stays as it is."
LIFT_STATES: Final = {"waiting": "waits for a host", "consented": "agreed", "declined": "declined"}
REVEAL_TITLE: Final = "Read who it is?"
REVEAL_TEXT: Final = "It is for the two of you alone. That you read it stands in the audit trail, each time."
REVEAL_YES: Final = "Read it"
REVEAL_NO: Final = "Not now"
REVEALED_TITLE: Final = "For you two alone"
REVEALED_OK: Final = "Close"
TOLD_TITLE: Final = "About a post of yours"
TOLD_NOTE: Final = (
    "Nobody else can see it: for everybody but these two people your posts there still stand under the alias. You have "
    "done nothing wrong by writing under one. You can talk to either of them, or to anybody else of the team."
)
TOLD_READ: Final = "I have read it"
TOLD_OPEN: Final = "Go to the thread"

# Today and around

FOLLOWED: Final = "In threads you follow"
WAITING_FOR: Final = "Somebody is waiting for an answer"
MORE_THREADS: Final = "and {count} more in the forum"
JUMP_THREAD: Final = "thread"
JUMP_BOARD: Final = "board"
DRAFTS: Final = "You began to write"
CHANGES: Final = "You began to change"
FORUM_UNREAD: Final = "New in the forum"


def lifts_wait(count: int) -> str:
    """The row of Today for a host."""
    return (
        "An alias is to be lifted: somebody asks"
        if count == 1
        else f"{count} aliases are to be lifted: somebody asks"
    )


def lift_told(alias: str, title: str, asked_by: str, decided_by: str) -> str:
    """What the author is told, calmly."""
    return (
        f"You wrote as {alias} in “{title}”. {asked_by} asked who that is, and {decided_by} agreed, so these two "
        "people know now."
    )


def lift_row(alias: str) -> str:
    """The row of Today for the author."""
    return f"Two people of the team know now who {alias} is. Here is why."


def replies(count: int) -> str:
    """How many answers, in a list."""
    return "1 answer" if count == 1 else f"{count_label(count)} answers"


def new_posts(count: str) -> str:
    """How many unread posts, in a list."""
    return f"{count} new"


def mentions(note: str) -> str:
    """A content note, in a list."""
    return f"mentions {note}"


def in_board(title: str) -> str:
    """Where a thread is, in a list."""
    return f"in {title}"


def age(minutes: int) -> str:
    """How long somebody has waited, short: "5 min", "3 h", "2 d".

    Args:
        minutes: Since they asked.
    """
    if minutes < 60:
        return f"{max(1, minutes)} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // 1440} d"


def helped(signs: Signs) -> str:
    """Stands with the post that helped the one who asked."""
    return f"{'*' if signs is ASCII else '✓'} This helped, says the one who asked"


def votes(count: int) -> str:
    """How many chose something."""
    return "1" if count == 1 else str(count)


def about_poll(poll: Poll) -> tuple[str, str]:
    """How a poll works, and how many took part."""
    how = "choose as many as you like" if poll.several else "choose one"
    who = "nobody can find out who chose what" if poll.anonymous else "everybody sees who chose what"
    people = "Nobody has voted yet" if not poll.voters else f"{poll.voters} voted"
    mine = ", you too" if poll.voted else ""
    return f"A poll: {how}; {who}", f"{people}{mine}"


def poll_of(choices: str, anonymous: bool) -> str:
    """The poll that goes with a new thread."""
    return f"{'anonymous' if anonymous else 'open'} poll: {choices}"


def answering(author: str, said: str) -> str:
    """The line above the editor that says which post is answered."""
    return f"answers {author}: {said}"


WHY: Final = "Why"
NOW: Final = "now"
VERSIONS_TITLE: Final = "What it said before"


def until(moment: str) -> str:
    """Above an earlier version of a post."""
    return f"until {moment}"


def lift_asked(asked_by: str, alias: str, title: str, when: str) -> str:
    """What a host reads about a request."""
    return f"{asked_by} asked ({when}) who wrote as {alias} in “{title}”."


def revealed(alias: str, handle: str) -> str:
    """Who is behind an alias, for the two who may know."""
    return f"{alias} is {handle}."
