"""What can be typed with a stroke before it: one table gives the commands, their words, their help and what they do.

The palette, the page of keys, `/help` and the completion are made from this table; nothing else lists commands.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final, Literal

from tui.chat import doing
from tui.chat.doing import Speaker
from tui.commands import Command

_CALLED: Final = re.compile(r"/([A-Za-z]+)(?:\s+|$)")


@dataclass(frozen=True, slots=True)
class Slash:
    """One command that is typed."""

    name: str
    words: str
    """What may stand behind it, as in the help: "WHO TEXT"; "": nothing."""
    title: str
    """As an entry of the palette."""
    help: str
    """One plain sentence more."""
    do: Callable[[Speaker, str], Awaitable[None]]
    """Does it with the words that were typed behind the name; raises HubError with a sentence to show."""
    takes: Literal["", "handle", "kind"] = ""
    """What the first word is, for completion."""
    alone: bool = False
    """Does something useful without words: the palette does it at once."""

    @property
    def shown(self) -> str:
        """As it is typed: "/msg WHO TEXT"."""
        return f"/{self.name} {self.words}".rstrip()


TABLE: Final = (
    Slash("me", "TEXT", "Say what you do", "As in /me waves: it is shown as something you do.", doing.me),
    Slash(
        "msg",
        "WHO TEXT",
        "Send a direct message",
        "Sends them a direct message; several handles with commas between them make a small group.",
        doing.msg,
        takes="handle",
    ),
    Slash(
        "topic",
        "TEXT",
        "Say what this room is about",
        "Without words it shows the topic; /topic - takes it away. For those who lead the circle.",
        doing.topic,
    ),
    Slash(
        "pin",
        "",
        "Pin a message, or take the pin off",
        "The message you chose or answer, or the newest; /pin 12 takes the one of that number.",
        doing.pin,
        alone=True,
    ),
    Slash(
        "mute",
        "TIME",
        "Mute this room for a while",
        "As in /mute 30m, /mute 8h or /mute 2d; without a time it is 8 hours.",
        doing.mute,
        alone=True,
    ),
    Slash("unmute", "", "Hear from this room again", "Ends a mute.", doing.unmute, alone=True),
    Slash(
        "block",
        "WHO",
        "Block somebody",
        "You no longer see what they write or do, anywhere. They are not told.",
        doing.block,
        takes="handle",
    ),
    Slash("unblock", "WHO", "Unblock somebody", "You see them again.", doing.unblock, takes="handle"),
    Slash("who", "", "Who is here", "The people who are in this room now.", doing.who, alone=True),
    Slash("away", "", "Be away", "Others see that you are away.", doing.away, alone=True),
    Slash("back", "", "Be here again", "Others see that you are here.", doing.back, alone=True),
    Slash("search", "WORDS", "Search in your rooms", "Finds words in all that you may read.", doing.search),
    Slash(
        "react",
        "SIGN",
        "Give a kind sign",
        "To the message you chose or answer, or the newest: an emoji, or one of the hub's own.",
        doing.react,
        takes="kind",
        alone=True,
    ),
    Slash(
        "edit",
        "TEXT",
        "Change what you said last",
        "Puts it in the input; with a text, that takes its place at once.",
        doing.edit,
        alone=True,
    ),
    Slash(
        "delete",
        "",
        "Take back what you said last",
        "Asks first; the words leave the hub for good.",
        doing.delete,
        alone=True,
    ),
    Slash(
        "help",
        "NAME",
        "What can be typed with /",
        "All of these, or one of them in a sentence.",
        doing.help_page,
        alone=True,
    ),
)
"""Every command, in the order in which people read them."""

BY_NAME: Final = {one.name: one for one in TABLE}

COMMANDS: Final = tuple(
    Command(
        f"slash.{one.name}",
        (),
        f"slash('{one.name}')",
        one.title,
        one.help,
        "Typed in the input",
        shown_key=f"/{one.name}",
    )
    for one in TABLE
)
"""The same for the palette and the page of keys."""


def called(text: str) -> tuple[str, str] | None:
    """The name and the words of a command that was typed; None: the text is simply said.

    Text that begins with two strokes is said as it stands, and so is what only looks like a command: "/usr/bin".
    """
    found = _CALLED.match(text)
    return None if found is None else (found.group(1).lower(), text[found.end() :].strip())


def near(name: str) -> list[str]:
    """The commands that somebody may have meant, the likeliest first."""
    begins = [one.name for one in TABLE if one.name.startswith(name[:2])]
    return list(dict.fromkeys([*get_close_matches(name, BY_NAME, 2, 0.6), *begins]))[:3]
