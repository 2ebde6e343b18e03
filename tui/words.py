"""The words of the frame: what every screen shares."""

from __future__ import annotations

from typing import Final

HELP_NOW: Final = "help now"
TOO_SMALL: Final = "A bit more room, please"
ROOMS: Final = "Rooms"
PEOPLE: Final = "People"
TODAY: Final = "Today"
CHAT: Final = "Chat"
FORUM: Final = "Forum"
BUDDIES: Final = "Buddies"
SETTINGS: Final = "Settings"

LEAVE_TITLE: Final = "Leave for now?"
LEAVE_PLAIN: Final = "The light stays on. Come back whenever you like."
LEAVE_DRAFT: Final = "You have something half written. It is kept, and will be there when you come back."
LEAVE_YES: Final = "Leave"
LEAVE_NO: Final = "Stay"

NO_UNREAD: Final = "Nothing new. You are all caught up."
GOODBYE: Final = "Your session was ended, because your account was changed or locked by a host. Take care."
CLOSING: Final = (
    "The hub is closing for a moment. What you were writing is kept; please come back in a little while."
)

JUMP_TITLE: Final = "Jump to"
JUMP_HINT: Final = "a room, a person, a screen…"
JUMP_MESSAGE: Final = "this message"
NO_SUCH_MESSAGE: Final = "There is no message of that number there."
PALETTE_TITLE: Final = "What would you like to do?"
PALETTE_HINT: Final = "type a word"
NOTHING_FOUND: Final = "Nothing here by that name."
NOTICES_EMPTY: Final = "No notices so far. It has been quiet."
ENDED: Final = "This connection was ended from another of your devices. See you there."
ANY_KEY: Final = "Press any key."
YES: Final = "Yes"
NO: Final = "No"
REASON_HINT: Final = "a few words"
REASON_NEEDED: Final = "A few words, please, so that people understand."
REMOVE_TITLE: Final = "Remove it, and why?"
REMOVE_TEXT: Final = (
    "The words will be gone for everybody, also from the search; a mark says that it was removed."
)
REMOVE_TOLD: Final = "{author} finds a note with your reason, without your name. Kind words help."
REMOVED_NOW: Final = "Removed. Thank you for looking after this."
MORE_BELOW: Final = "↓ more below"
