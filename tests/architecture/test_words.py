"""The words of the hub: no text that a person can see says what hurts, blames, or threatens."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest

from server.commands.registry import COMMANDS
from store import notes, plans, words
from tests.architecture.source import ROOT, modules

NEVER = re.compile(
    r"\b(clean(?! line| lines|ed|s|ing|_)|dirty|addicts?|addiction|junkies?|alcoholics?|abusers?|users? of"
    r"|relaps\w*|fail(ed|ure|ures)? to check|you failed|failed|failure|lost your|streaks?|lapse[ds]?|slip(ped)? up"
    r"|fell off|fall off|backslid\w*|broke your|broken streak|shame\w*|guilt\w*|blame\w*|weak\w*|disappoint\w*"
    r"|must check in|you missed|missed your|overdue|late again|lose your|about to lose|sober date reset|start over)\b",
    re.IGNORECASE,
)

OF_BUDDIES = {
    *("audiences", "checkins", "checkin", "checkin_reading", "counters", "due_work", "goals", "kudos"),
    *("milestones", "notes", "noticed", "noticing", "buddy", "pairs", "pair_asks", "pair_cards", "pair_life"),
    *("pair_terms", "plan", "plans", "routines", "keepsake"),
}
"""Modules of the store and the server that have words for people in them."""

Said = Iterator[tuple[str, str]]


def said_by_commands() -> Said:
    for command in COMMANDS.values():
        for part, text in (
            ("summary", command.summary),
            ("usage", command.usage),
            ("details", command.details),
        ):
            yield f"{command.name}: {part}", text


def said_by_words() -> Said:
    for module in modules("store", "tui", "server"):
        if module.path.name.endswith("words.py") and str(module.path) != "server/commands/words.py":
            yield from module.strings()


def said_by_buddies() -> Said:
    for module in modules("store", "server"):
        if module.path.stem in OF_BUDDIES:
            for where, text in module.strings():
                # Statements for the store are no words for people.
                if not re.search(r"\b(SELECT|INSERT|UPDATE|DELETE|FROM|WHERE|AND|VALUES)\b", text):
                    yield where, text


@pytest.mark.parametrize("said", [said_by_commands, said_by_words, said_by_buddies])
def test_no_word_is_said_that_hurts_blames_or_threatens(said: Callable[[], Said]) -> None:
    texts = list(said())
    assert texts
    found = [f"{where}: {text!r}" for where, text in texts if NEVER.search(text)]
    assert not found, "\n".join(found)


def test_the_sample_community_says_none_of_it_either() -> None:
    text = (ROOT / "server" / "demo" / "noticing.toml").read_text(encoding="utf-8")
    assert not [line for line in text.splitlines() if NEVER.search(line)]


def test_there_is_a_word_for_every_key_that_the_store_keeps() -> None:
    assert {key.partition(" ")[0] for key in words.NOTES} == set(notes.KINDS)
    assert tuple(words.PLAN) == plans.SECTIONS


@pytest.mark.parametrize("kind", notes.KINDS)
def test_a_note_reads_as_a_sentence_whoever_it_is_about(kind: str) -> None:
    for other in ("ada", "", "{word}"):
        for word in ("", "late", "tea", "go"):
            said = words.note(kind, other, word)
            assert "{other}" not in said
            assert said[0].isupper() or said.startswith(other)
