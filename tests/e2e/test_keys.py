"""Keys as terminals send them, and as links deliver them: several in one packet."""

from __future__ import annotations

import json

import pytest

from .hub import MakePerson
from .walking import empty_box, open_room, say


@pytest.mark.parametrize(
    ("sent", "left"),
    [
        ("abc\x15def", "def"),
        ("abc def\x17ghi", "abc ghi"),
        ("abc\x7f\x7fX", "aX"),
        ("abc\x1b[D\x1b[DQ", "aQbc"),
        ("abc\x01Z", "Zabc"),
        ("hello\x1b[HSTART", "STARThello"),
    ],
    ids=["clear the line", "word back", "backspace", "arrows", "to the start", "Home"],
)
def test_keys_that_arrive_together_all_count(person: MakePerson, sent: str, left: str) -> None:
    # Ada sits in a train; her link holds keys back and then delivers them all at once.
    with person("ada").sign_in() as ada:
        open_room(ada, "kitchen")
        empty_box(ada)
        ada.type(sent)
        ada.wait(rf"(?m)› {left} *(│|$)")


def test_alt_and_a_digit_go_to_a_screen_also_while_one_writes(person: MakePerson) -> None:
    # An ordinary terminal sends ESC and the digit.
    with person("ada").sign_in(cols=80, rows=24) as ada:
        open_room(ada, "kitchen")
        empty_box(ada)
        ada.type("half a line")
        ada.wait("› half a line")
        ada.keys("A-1")
        ada.wait("Good (morning|afternoon|evening)|Still up")
        ada.keys("A-0")
        ada.wait("Display name")
        ada.keys("A-2")
        ada.wait("› half a line")


def test_a_new_line_is_made_with_alt_enter_and_ctrl_j(person: MakePerson) -> None:
    ada = person("ada", with_key=True)
    with ada.sign_in() as terminal:
        open_room(terminal, "lantern")
        terminal.type("a first row")
        terminal.keys("C-j")
        terminal.type("a second row\x1b\ra third row")
        terminal.wait("a third row")
        terminal.keys("Enter")
        terminal.wait("writing to lantern")
    read = json.loads(ada.command("read", "lantern", "--limit", "1", "--json").stdout)
    assert [message["text"] for message in read] == ["a first row\na second row\na third row"]


def test_lines_still_arrive_after_every_dialog_was_opened_and_left(person: MakePerson) -> None:
    # Theo looks around: help now and its list of people, the keys, the jump, everything one can do, search.
    with person("theo").sign_in() as theo, person("ada").sign_in() as ada:
        for open_it, seen in ((("F1",), "988"), (("C-k",), "Jump to"), (("C-p",), "would you like")):
            theo.keys(*open_it)
            theo.wait(seen)
            if open_it == ("F1",):
                theo.type("m")
                theo.wait("Write to somebody")
                theo.keys("Esc")
                theo.gone("a name")
            theo.keys("Esc")
            theo.gone(seen)
        open_room(theo, "kitchen")
        open_room(ada, "kitchen")
        say(ada, "did you find everything?")
        theo.wait("did you find everything", patience_s=3)
