"""The keys of the log: moving in it, and what one can do with the chosen message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tui.commands import Command

if TYPE_CHECKING:
    from store.chat import Message


def _move(name: str, keys: tuple[str, ...], action: str, title: str, text: str, shown: str = "") -> Command:
    return Command(f"log.{name}", keys, action, title, text, palette=False, shown_key=shown)


def _deed(
    name: str, keys: tuple[str, ...], title: str, text: str, footer: str = "", rank: int = 5
) -> Command:
    return Command(f"log.{name}", keys, name, title, text, footer=footer, footer_rank=rank)


DEEDS: Final = (
    _deed("reply", ("r",), "Reply", "Answer the chosen message.", "reply", 0),
    _deed("react", ("+",), "React", "Give the chosen message a kind sign, or take it back.", "react", 0),
    _deed("edit", ("e",), "Change it", "Put other words in place of what you said.", "edit", 0),
    _deed(
        "delete", ("d", "delete"), "Delete it", "Take the chosen message back, after a question.", "delete", 1
    ),
    _deed("copy", ("y",), "Copy it", "Put the words of the chosen message on your clipboard.", "copy", 1),
    _deed(
        "go", ("g",), "Go to what it answers", "Go to the message that the chosen one answers.", "answered", 1
    ),
    _deed("back", ("b",), "Back to the answer", "Go back to where you came from with g.", "back", 0),
    _deed("links", ("l",), "Its links", "Show the addresses in the chosen message, whole.", "links", 1),
    _deed("pin", ("p",), "Pin it, or take the pin off", "Keep the chosen message at hand for all.", "pin", 2),
    _deed(
        "versions", ("v",), "What it said before", "Show how the chosen message read before.", "versions", 2
    ),
    _deed(
        "permalink",
        ("Y",),
        "Copy where it is",
        "Put the place of the chosen message on your clipboard, as room#number; Ctrl+K takes it.",
    ),
)
"""What can be done with the chosen message; each is an action of the log of the same name."""

COMMANDS: Final = (
    _move("up", ("up", "k"), "choose(-1)", "The message above", "Choose the message above.", "↑"),
    _move("down", ("down", "j"), "choose(1)", "The message below", "Choose the message below.", "↓"),
    _move("page_up", ("pageup",), "page(-1)", "Further back", "Go back a page.", "PgUp"),
    _move("page_down", ("pagedown",), "page(1)", "On", "Go on a page.", "PgDn"),
    _move("start", ("home",), "start", "The first", "Go to the first line of the room."),
    Command("log.end", ("end",), "end", "The newest", "Go to the newest line of the room."),
    *DEEDS,
    Command("log.reply_too", ("enter",), "reply", "Reply", "The same.", palette=False),
)
"""What one can do while reading."""

NAMES: Final = frozenset(command.action for command in DEEDS)


def possible(
    deed: str, message: Message | None, handle: str, *, moderates: bool, pins: bool, came: bool
) -> bool:
    """Whether something can be done now: screens offer no more than what the store would do.

    Args:
        deed: One of `NAMES`.
        message: The chosen one; None: none is.
        handle: The viewer's.
        moderates: They look after the room.
        pins: They may pin in it.
        came: They came here from an answer.
    """
    if deed == "back":
        return came
    if message is None:
        return deed in {"reply", "react"}
    if message.deleted:
        return deed == "permalink" or (deed == "go" and message.reply_to is not None)
    mine = message.author == handle
    asked = {
        "edit": mine,
        "delete": mine or moderates,
        "pin": pins,
        "go": message.reply_to is not None,
        "versions": message.edited_at is not None,
        "links": "://" in message.text,
    }
    return asked.get(deed, True)
