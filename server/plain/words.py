"""Every word that the line-by-line interface says to a person, in one place."""

from __future__ import annotations

from typing import Final

HELLO: Final = "{hub}, line by line. You are {handle}. It is {time}."
BEGIN: Final = (
    "Type a command and Enter: today, rooms, open ROOM, next, help. Type ! for help now, quit to leave."
)
RULES_FIRST: Final = "The rules of the hub are new to you. Please read them; then type yes, or quit to leave."
RULES_THANKS: Final = "Thank you. Welcome in."
OPENED: Final = "You are in {room}."
OPENED_TOPIC: Final = "You are in {room}. {topic}"
HOW: Final = """\
What you type is said here when you press Enter.
/back leaves, /older shows what came before, /help says the rest."""
NEW: Final = "{count} new."
NOTHING_NEW: Final = "Nothing new. The last lines:"
NOBODY_YET: Final = "Nobody has written here yet. You could be the first."
MORE: Final = "{count} more; press Enter to read on."
NO_MORE: Final = "Nothing new."
OLDEST: Final = "That is where it began."
LEFT: Final = "You left {room}."
NOWHERE: Final = "You are in no room. `rooms` lists yours, `open ROOM` goes into one."
CAUGHT_UP: Final = "Nothing new anywhere. You are all caught up."
WRITE: Final = "Write it now. An empty line ends it, a full stop alone leaves it, ! is help now."
HERE_ALREADY: Final = "You are in the line-by-line interface already."
ALWAYS: Final = "From now on you begin line by line. `plain --off` changes it back."
NO_LONGER: Final = "From now on you begin with the screens again."
BYE: Final = "The light stays on. Take care."
SLOW_DOWN: Final = "That was many commands in a short time; try again in {seconds} s."
NOT_SAID: Final = "{why} Your words were: {text}"

CHECK_IN: Final = "Enter skips a question. A full stop alone leaves it, and nothing is kept."
MOOD: Final = "How is it right now? {moods}."
URGE: Final = "Is there an urge? 0 for none, up to 10 for very strong."
SCALE: Final = "{name}? 1 for {low}, up to 5 for {high}."
KIND: Final = "What was it? {kinds}."
NOTE: Final = "A line about it, if you like."
FOR_WHOM: Final = "For whom? me, buddy, or circle and its name. Enter: {usual}."
A_NUMBER: Final = "A number from {low} to {high}, please, or just Enter."
NOTHING_WRITTEN: Final = "Nothing was written."
TO_LEAVE: Final = "Nothing is lost. Type quit to leave."
NOTHING_KEPT: Final = "Nothing was kept. You can come back to it whenever you like."
AFTER_SETBACK: Final = """\
Thank you for writing it down. Nothing you kept before is gone, and nobody was told.
If you like: `plan` is your safety plan, `dm HANDLE` writes to somebody, ! has numbers to call."""

HELP: Final = """\
Here, and only here:
open ROOM    go into a room, at the first new line (also @HANDLE, for direct messages)
checkin      say how you are, one question after another
next         go to the next room with something new
older        what was said before
back         leave the room
hide         clear the page of what can be seen
!            help now: numbers to call
quit         leave; Ctrl+D does it too
In a room these begin with a slash, because everything else is said there: /back, /older, /next.
All other commands work as well, with a slash in a room: `commands` lists them."""
