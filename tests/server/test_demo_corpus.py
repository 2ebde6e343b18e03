"""Every word of the sample community's scenes: the format holds, and nothing in them belongs elsewhere."""

from __future__ import annotations

import random
import re

import pytest

from server.demo.cast import people, rings, slots, ties
from server.demo.scenes import Scene, SceneError, Wording, corpus, parse
from store import text

NEVER = (
    # Words that judge people, or their past.
    r"clean|cleaned|cleaning|cleaner|dirty|addict\w*|junkie\w*|druggie\w*|alcoholic\w*|drunk\w*|boozer\w*|crackhead\w*",
    r"abuser\w*|offender\w*|relaps\w*|failed|failure|crazy|insane|psycho\w*|lunatic\w*|committed suicide",
    # Words that assume one programme, or that preach.
    r"sponsor\w*|higher power|twelve steps?|12[- ]steps?|serenity prayer|powerless|character defects?|just for today",
    # Amounts, methods and medical advice have no place in invented talk either.
    r"\d+ ?mg|dose|doses|dosage|detox\w*|inject\w*|overdos\w*|milligrams?|prescri\w+|antidepressants?|benzos?|pills?",
)
"""Whole words, in any case."""

SCENES = [scene for tone in corpus().values() for scene in tone]


def test_there_are_well_over_250_scenes_of_3_lines_and_more() -> None:
    assert len(SCENES) >= 350
    assert sum(len(scene.lines) >= 3 for scene in SCENES) >= 340
    assert len({(scene.tone, scene.name) for scene in SCENES}) == len(SCENES)


@pytest.mark.parametrize("tone", sorted(corpus()))
def test_no_word_that_shames_or_preaches_or_advises_is_in_a_scene(tone: str) -> None:
    never = re.compile(r"\b(?:" + "|".join(NEVER) + r")\b", re.IGNORECASE)
    found = [
        (scene.name, match[0])
        for scene in corpus()[tone]
        for line in scene.lines
        for match in never.finditer(line.text)
        # One vet's needle for a dog is not advice.
        if (scene.name, match[0]) != ("vet-visit", "injection")
    ]
    assert found == []


@pytest.mark.parametrize("tone", sorted(corpus()))
def test_every_line_passes_the_cleaning_of_peoples_text_unchanged(tone: str) -> None:
    for scene in corpus()[tone]:
        for line in scene.lines:
            assert text.clean_block(line.text, chars=4000, lines=60) == line.text
            assert line.text == line.text.strip()
            assert "  " not in line.text


def test_every_word_that_a_slot_can_become_passes_unchanged_too() -> None:
    for words in slots().values():
        assert len(set(words)) == len(words) >= 6
        for word in words:
            assert text.clean_line(word, chars=200) == word


@pytest.mark.parametrize("tone", sorted(corpus()))
def test_every_slot_of_every_scene_can_be_closed(tone: str) -> None:
    for scene in corpus()[tone]:
        names = {part: f"handle-{part.lower()}" for part in scene.parts}
        facts = {part: {"dog": "Pepper", "cat": "Gravy"} for part in scene.parts}
        wording = Wording(random.Random(1), slots(), names, facts)
        for line in scene.lines:
            said = wording.of(line.text)
            assert not set(said) & set("{}|")


def test_every_part_that_a_scene_asks_for_can_be_played_by_somebody_of_each_room_it_is_for() -> None:
    for ring in rings():
        present = [person for person in people() if ring.name in person.circles]
        for place in ring.places:
            for tone in place.tones:
                for scene in corpus()[tone]:
                    unplayable = [
                        (place.name, scene.name, wanted)
                        for wanted in scene.needs.values()
                        if not any(person.fits(wanted) for person in present)
                    ]
                    assert unplayable == []
                    assert len(scene.parts) <= len(present)


def test_animals_are_only_spoken_of_where_the_scene_asks_for_somebody_who_has_one() -> None:
    for scene in SCENES:
        for line in scene.lines:
            for part, animal in re.findall(r"\{([A-H])\.(\w+)\}", line.text):
                assert scene.needs.get(part) == animal, scene.name
    for person in people():
        assert {"dog", "cat"} & person.tags == set(person.facts)


def test_members_and_ties_hold_together() -> None:
    handles = [person.handle for person in people()]
    assert len(set(handles)) == len(handles) >= 40
    assert len({text.handle_skeleton(handle) for handle in handles}) == len(handles)
    assert [text.handle(handle) for handle in handles] == handles
    for person in people():
        assert text.clean_line(person.name, cells=24) == person.name
        assert set(person.circles) <= {ring.name for ring in rings()}
    for tie in ties():
        one, other = (next(p for p in people() if p.handle == handle) for handle in tie.between)
        assert set(one.circles) & set(other.circles)
        assert tie.unread in {"", *tie.between}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("A: hello", "x.txt:1: a scene begins"),
        ("== tea | teatime\nA: hello", "x.txt:1: 'teatime' is no time of day"),
        ("== tea | any\nhello", "x.txt:2: 'hello' is neither"),
        ("== tea | any\nA>1: hello", "x.txt:2: it answers a line that is not there yet"),
        ("== tea | any | mentor\nA: hello", "x.txt:1: 'mentor' should look like A=mentor"),
        ("== tea | any\n\n== more | any\nA: hi", "x.txt:1: nobody says anything"),
    ],
)
def test_a_scene_that_cannot_be_read_says_where_and_why(words: str, told: str) -> None:
    with pytest.raises(SceneError, match=re.escape(told)):
        parse(words, "x")


def test_the_format_has_replies_pauses_longer_messages_and_usual_parts() -> None:
    (scene,) = parse("@ A=peer\n== tea | late | B=dog\nA: one\n    two\n... 2h\nB>1: {A}, {tea|soup}\n", "x")
    assert scene.needs == {"A": "peer", "B": "dog"}
    assert scene.lines[0].text == "one\ntwo"
    assert (scene.lines[1].reply_to, scene.lines[1].pause_min) == (1, 120)
    assert scene.parts == ("A", "B")
    assert scene.longest_pause_min == 120


def test_a_slot_keeps_its_word_within_a_scene_and_a_numbered_one_gets_another() -> None:
    wording = Wording(random.Random(3), {"soup": ("leek", "pea")}, {"A": "ada"}, {})
    first = wording.of("{soup}")
    assert wording.of("again {soup}").endswith(first.lower())
    assert wording.of("x {soup2}") != f"x {first.lower()}"
    with pytest.raises(SceneError, match="no words for the slot"):
        wording.of("{gravy}")


def test_scene_is_a_value() -> None:
    assert isinstance(SCENES[0], Scene)
    assert SCENES[0] == SCENES[0]
