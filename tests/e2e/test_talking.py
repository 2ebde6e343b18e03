"""People in a room, each with the system's ssh in a window of their own."""

from __future__ import annotations

import json

from .hub import MakePerson, Person
from .walking import lines_of, open_room, say


def test_two_people_see_each_others_lines_as_they_are_written(person: MakePerson) -> None:
    # Ada and theo sit in the kitchen. What one writes is on the other's screen within a blink, without a key pressed.
    with person("ada").sign_in() as ada, person("theo").sign_in() as theo:
        open_room(ada, "kitchen")
        open_room(theo, "kitchen")
        say(ada, "anybody up for a walk at five?")
        theo.wait("anybody up for a walk at five", patience_s=3)
        say(theo, "yes, by the river")
        ada.wait("yes, by the river", patience_s=3)


def test_a_window_can_be_resized_while_somebody_talks(person: MakePerson) -> None:
    # Ada drags her window from a desk to a phone; the screen follows, and what theo writes still arrives.
    with person("ada").sign_in(cols=120, rows=40) as ada, person("theo").sign_in() as theo:
        open_room(ada, "kitchen")
        open_room(theo, "kitchen")
        for number, (cols, rows) in enumerate(((80, 24), (40, 20), (120, 40))):
            ada.resize(cols, rows)
            words = f"resized{number}"
            say(theo, words)
            ada.wait(words)
            # The last row of the new size is drawn, at its right edge.
            ada.wait_until(
                lambda rows=rows: lines_of(ada)[rows - 1].endswith("help now"),  # type: ignore[misc]
                what="the foot at the bottom",
            )
            assert "writing to kitchen" in ada.text


def test_a_pasted_text_of_several_lines_is_one_message(person: MakePerson) -> None:
    # Ada pastes a verse. Nothing is sent before she presses Enter, and then it is one message with its line breaks.
    ada_by_key = person("ada", with_key=True)
    verse = "first light on the porch\nsecond cup of tea\nthird reason to stay"
    with ada_by_key.sign_in() as ada, person("theo").sign_in() as theo:
        open_room(ada, "kitchen")
        open_room(theo, "kitchen")
        ada.paste(verse)
        ada.wait("third reason to stay")
        before = json.loads(ada_by_key.command("read", "kitchen", "--limit", "5", "--json").stdout)
        assert not any("second cup" in message["text"] for message in before)
        ada.keys("Enter")
        theo.wait("third reason to stay")
        after = json.loads(ada_by_key.command("read", "kitchen", "--limit", "5", "--json").stdout)
        assert [message["text"] for message in after if "second cup" in message["text"]] == [verse]


def test_a_line_of_many_scripts_arrives_as_it_was_typed(person: MakePerson) -> None:
    # Wide letters, accents and an emoji keep their places: what stands after them on the line is not shifted.
    with person("ada").sign_in() as ada, person("theo").sign_in() as theo:
        open_room(ada, "kitchen")
        open_room(theo, "kitchen")
        say(ada, "grüße 晩ご飯 tối nay ☕ fin")
        theo.wait("grüße 晩 *ご *飯 * tối nay")
        theo.wait("fin")


def test_a_dropped_connection_keeps_the_draft_and_leaves_no_ghost(person: MakePerson) -> None:
    # Ada's train enters a tunnel in the middle of a sentence. She is soon not shown as here any more; when she is back,
    # her half sentence stands where she left it.
    uma = person("uma", with_key=True)
    theo = person("theo", with_key=True)
    terminal = uma.sign_in()
    open_room(terminal, "kitchen")
    terminal.type("I was about to say that")
    terminal.wait("I was about to say that")
    assert "uma" in _here(theo)
    terminal.kill()
    _until_gone(theo, "uma")
    with uma.sign_in() as back:
        open_room(back, "kitchen")
        back.wait("I was about to say that")
        back.keys("Enter")
        back.gone("writing to kitchen.*I was about")


def _here(somebody: Person) -> set[str]:
    return {each["handle"] for each in json.loads(somebody.command("who", "--json").stdout)}


def _until_gone(somebody: Person, handle: str) -> None:
    # Each look costs a connection, so this is no tight loop; the server cuts a broken connection by itself.
    for _ in range(40):
        if handle not in _here(somebody):
            return
    raise AssertionError(f"{handle} is still shown as here")
