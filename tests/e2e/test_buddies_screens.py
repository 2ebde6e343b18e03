"""Two people become buddies on their screens, notice each other over some days, and part. The test moves the clock."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from store.hub import system_clock

from .gathering import Gathering, gather, step_to
from .terminal import Terminal

HOME = ZoneInfo("America/New_York")
"""Where lena and tess live."""
DAY_MS = 24 * 3600 * 1000


class MovedClock:
    """The file by which the hub's clock is moved."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.today = dt.datetime.fromtimestamp(system_clock() / 1000, HOME).date()
        self.to(0, "18:00")

    def to(self, day: int, time: str) -> None:
        """Make it a time of the day, some days from the first, where lena and tess live."""
        wanted = dt.datetime.combine(self.today + dt.timedelta(days=day), dt.time.fromisoformat(time), HOME)
        written = self.path.with_suffix(".new")
        written.write_text(str(int(wanted.timestamp() * 1000) - system_clock()))
        written.replace(self.path)


@pytest.fixture
def clock(tmp_path: Path) -> MovedClock:
    return MovedClock(tmp_path / "clock")


def go_home(terminal: Terminal) -> None:
    """To Today."""
    terminal.keys("A-1")
    terminal.wait("Good (morning|afternoon|evening)|Still up")


def to_buddies(terminal: Terminal, expect: str) -> None:
    """To Buddies, and wait for some words there."""
    terminal.keys("A-4")
    terminal.wait(r"Buddies")
    terminal.wait(expect)


def never(terminal: Terminal, words: str) -> None:
    """These words were not on somebody's screen at any time of this visit."""
    assert words.encode() not in terminal.raw, words


def test_ask_agree_check_in_miss_reply_setback_pause_and_part(tmp_path: Path, clock: MovedClock) -> None:
    with gather(tmp_path, ("lena", "tess"), clock=clock.path) as people:
        with people.come("lena") as lena, people.come("tess", (40, 20)) as tess:
            _they_become_buddies(lena, tess)
            _lena_checks_in_for_tess(lena, tess)
        # The power fails while tess's check-in is due; the hub is back two hours and a half later.
        people.hub.kill()
        clock.to(0, "22:30")
        people.hub.start()
        _tess_finds_one_gentle_note_and_lena_none(people, clock)
        with people.come("lena") as lena, people.come("tess", (40, 20)) as tess:
            _tess_says_that_it_is_hard_and_lena_answers(people, lena, tess)
            _a_setback_stays_with_its_author(people, lena, tess)
            _a_pause_asks_nothing(people, clock, lena, tess)
            _they_part_without_blame(people, lena, tess)


def _they_become_buddies(lena: Terminal, tess: Terminal) -> None:
    to_buddies(tess, "A buddy is one")
    tess.type("f")
    tess.wait("Nobody sees your card")
    tess.type("o")
    tess.wait("can see your card")
    to_buddies(lena, "A buddy is one")
    lena.type("f")
    lena.wait("tess +she/her")
    step_to(lena, "tess")
    lena.keys("Enter")
    lena.wait("Ask tess?")
    lena.type("Mornings are hard for me too.\r")
    lena.wait("asked; they answer when they like")
    # It is on her screen without a key pressed.
    tess.wait("lena would like to be your buddy")
    tess.keys("Home")
    tess.wait("▌ ● lena would like")
    tess.keys("Enter")
    tess.wait("Yes, let us be buddies")
    assert "Mornings are hard" in tess.text
    tess.type("1")
    tess.wait("lena and you are buddies now")
    to_buddies(tess, "∞ lena")
    lena.keys("Esc")
    lena.wait("∞ tess")
    lena.wait(r"every day, by 20:00")
    lena.wait(r"Your check-in is due by 20:00")


def _lena_checks_in_for_tess(lena: Terminal, tess: Terminal) -> None:
    lena.type("c4")
    lena.wait(r"Right now +good \(4\)")
    lena.type("Slept, and walked.")
    lena.wait("Slept, and walked")
    # Whom it is for is on the card all the time; a number changes it.
    lena.wait("keeps it, only for you")
    lena.keys("Tab")
    lena.wait("Who is it for")
    lena.type("2")
    lena.wait("sends it to tess")
    lena.keys("Enter")
    lena.wait("tess can read it")
    lena.wait("You have checked in today")
    tess.wait("lena has felt good this week")
    go_home(tess)
    tess.wait("∞ lena")
    tess.wait("Slept, and walked")


def _tess_finds_one_gentle_note_and_lena_none(people: Gathering, clock: MovedClock) -> None:
    with people.come("tess", (40, 20)) as tess, people.come("lena") as lena:
        tess.wait("No check-in yet today")
        tess.wait("That's")
        assert tess.text.count("No check-in yet today") == 1
        go_home(lena)
        never(lena, "No check-in")
        never(lena, "has not checked in")
        # A day after the time they agreed on the buddy hears of it, once, and no sooner.
        clock.to(1, "20:30")
        lena.wait("tess has not checked in as you two")
        to_buddies(lena, "tess has not checked in")
        # Reading it is enough: it is gone when one comes back.
        go_home(lena)
        lena.gone("has not checked in")


def _tess_says_that_it_is_hard_and_lena_answers(people: Gathering, lena: Terminal, tess: Terminal) -> None:
    go_home(tess)
    # All of it in one go, as on a slow link: no key gets lost, and none leads elsewhere.
    tess.type("c263long night")
    tess.wait("A line +long night")
    tess.keys("Tab")
    tess.wait("Who is it for")
    tess.type("2")
    tess.wait("Would you like a reply")
    tess.type("2")
    tess.wait("would be nice")
    tess.keys("Enter")
    tess.wait("lena can read it")
    tess.gone("No check-in yet")
    go_home(lena)
    lena.wait(r"● ∞ tess +low · urge 6 · a hard time\. long night")
    step_to(lena, "● ∞ tess")
    lena.keys("Enter")
    lena.wait("Enter keeps it")
    lena.type("I am here. Tea?\r")
    lena.wait("Sent to the two of you")
    tess.wait("lena answered your check-in")
    assert people.last("tess", "buddy/lena")["text"] == "I am here. Tea?"


def _a_setback_stays_with_its_author(people: Gathering, lena: Terminal, tess: Terminal) -> None:
    lena.type("c1")
    lena.wait("Is there an urge")
    lena.keys("Tab")
    lena.wait("What kind of time")
    lena.type("4it happened again")
    lena.wait("A line +it happened again")
    lena.wait("keeps it, only for you")
    lena.keys("Enter")
    lena.wait("Thank you for saying it")
    lena.wait("Every day you kept stays kept. Nobody has been told")
    for offer in ("Just keep it to me", "Write to tess", "Open my safety plan", "Message a mentor"):
        lena.wait(re.escape(offer))
    lena.type("1")
    lena.gone("Thank you for saying it")
    shared = people.told("tess", "checkins", "--shared")
    assert "it happened again" not in str(shared)
    to_buddies(tess, "∞ lena")
    never(tess, "setback")
    never(tess, "it happened")


def _a_pause_asks_nothing(people: Gathering, clock: MovedClock, lena: Terminal, tess: Terminal) -> None:
    to_buddies(lena, "∞ tess")
    lena.type("p")
    lena.wait("A pause, without a reason")
    lena.type("1")
    lena.wait("A pause it is")
    tess.wait("lena is taking a pause")
    before = len(tess.raw), len(lena.raw)
    clock.to(4, "23:00")
    # Three days go by; a night later nobody has been told anything.
    assert people.told("tess", "today")
    assert b"check-in yet" not in bytes(tess.raw[before[0] :])
    assert b"missed" not in bytes(lena.raw[before[1] :])
    lena.type("p")
    lena.wait("Good to have you back")
    tess.gone("is taking a pause")


def _they_part_without_blame(people: Gathering, lena: Terminal, tess: Terminal) -> None:
    tess.type("x")
    tess.wait("Part from lena")
    tess.keys("Down", "Enter")
    kind = re.compile(r"are +no +longer +buddies", re.DOTALL)
    for terminal in (lena, tess):
        terminal.wait("longer")
        terminal.wait("A buddy is one")
        assert kind.search(" ".join(terminal.text.replace("│", " ").split()))
    assert "reason" not in lena.text
    refused = people.person("lena").command("post", "buddy/tess", "one more")
    assert refused.returncode != 0
    assert people.told("lena", "buddy")["pairs"] == []
