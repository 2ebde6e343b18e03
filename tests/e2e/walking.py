"""Finding one's way through the screens, as a person does: by the keys that the hub tells."""

from __future__ import annotations

import re

from .terminal import Terminal


def open_room(terminal: Terminal, name: str) -> None:
    """Jump to a room from anywhere, go to its newest line, and be ready to write."""
    terminal.keys("C-k")
    terminal.wait("Jump to")
    terminal.type(name)
    terminal.wait(rf"# {re.escape(name)}")
    terminal.keys("Enter")
    terminal.gone("Jump to")
    terminal.wait(rf"# {re.escape(name)}")
    terminal.wait("help now")
    terminal.keys("End")


def empty_box(terminal: Terminal) -> None:
    """Take out the line that is in the message box, such as a draft of another visit."""
    terminal.keys("C-e", "C-u")
    terminal.wait("writing to")


def say(terminal: Terminal, words: str) -> None:
    """Type a line and press Enter."""
    terminal.type(words + "\r")


def lines_of(terminal: Terminal) -> list[str]:
    """The screen's rows, from the top."""
    return terminal.text.split("\n")


def join(terminal: Terminal, *, code: str, handle: str, password: str) -> None:
    """Answer the questions of the join screen, one after the other, with a key and a password as ways to come back."""
    terminal.wait("invite code")
    terminal.type(code)
    terminal.wait(f"[•●*]{{{len(code)}}}")
    terminal.keys("Enter")
    terminal.wait("and I agree")
    terminal.keys("Enter")
    terminal.wait("What shall we call you")
    terminal.type(handle + "\r")
    terminal.wait("is free")
    terminal.keys("Enter")
    terminal.wait("How will you come back")
    terminal.keys("Down", "Enter")
    terminal.wait("A password")
    terminal.type(password + "\r")
    terminal.wait("The same once more")
    terminal.type(password + "\r")
    terminal.wait("What time is it")
    assert password not in terminal.text
    terminal.type("Chicago")
    terminal.wait("America/Chicago")
    terminal.keys("Enter")
    terminal.wait("May others see")
    terminal.keys("Enter")
    terminal.wait(f"You are in, {handle}")
    terminal.keys("Enter")
    assert terminal.wait_for_end() == 0
    assert terminal.modes_on == set()
