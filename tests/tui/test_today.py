from __future__ import annotations

import pytest

from store import chat, pairs, presence, rooms
from store.operations import SYSTEM
from tests.tui.buddies.company import live_a_while
from tests.tui.porch import EVENING, Porch
from tui import times
from tui.today import words
from tui.widgets.sheet import Sheet

HOUR = 3_600_000


async def hub_room(porch: Porch, name: str, text: str) -> None:
    """A room of the evening circle in which fay says something."""
    await porch.hub.do(SYSTEM, rooms.create, circle="evening", name=name, topic="")
    await porch.say("fay", name, text)


async def test_the_letter_greets_and_says_who_waits_and_what_is_new(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        assert "Good evening, ada." in visit.text
        lines = visit.lines()
        new = next(index for index, line in enumerate(lines) if words.NEW in line)
        assert "theo" in lines[new + 1]
        assert "Left at nine." in lines[new + 1]
        assert any("# kitchen" in line and "max: Proud of you." in line for line in lines)
        assert "max, theo, and you." in visit.text


async def test_what_people_wrote_is_drawn_as_it_is(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        assert "[b]not bold[/b]" in visit.text


async def test_enter_opens_what_the_bar_is_at(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        await visit.press("down", "enter")
        await visit.until(lambda: visit.app.current_mode == "chat" and visit.app.open_room_id is not None)
        room = visit.app.rooms.one(visit.app.open_room_id or 0)
        assert room is not None
        assert room.name == "@theo"


async def test_nothing_new_is_a_good_thing(porch: Porch) -> None:
    for room, seq in (("kitchen", 2), ("night-shift", 1), ("@theo", 1)):
        await porch.hub.do(porch.actor("ada"), chat.mark_read, room=room, seq=seq)
    await porch.say("ada", "@theo", "Well done.")
    async with porch.visit("ada") as visit:
        assert "You are all caught up." in visit.text
        assert words.WAITING not in visit.text
        assert words.NEW not in [line.strip() for line in visit.lines()]


async def test_it_says_since_when(porch: Porch) -> None:
    ada = porch.actor("ada")
    porch.clock.now = EVENING - 25 * HOUR
    await porch.hub.do(ada, presence.arrive, session_id="yesterday", way_in="ssh")
    await porch.hub.do(SYSTEM, presence.leave, session_id="yesterday")
    porch.clock.now = EVENING
    async with porch.visit("ada") as visit:
        assert "While you were away, since yesterday 18:42" in visit.text
    for room, seq in (("kitchen", 2), ("night-shift", 1), ("@theo", 1)):
        await porch.hub.do(ada, chat.mark_read, room=room, seq=seq)
    await porch.say("ada", "@theo", "Well done.")
    async with porch.visit("ada") as visit:
        assert "You were last here yesterday 18:42." in visit.text


async def test_what_was_unread_before_is_not_said_to_be_of_this_absence(porch: Porch) -> None:
    ada = porch.actor("ada")
    await porch.hub.do(ada, presence.arrive, session_id="before", way_in="ssh")
    await porch.hub.do(SYSTEM, presence.leave, session_id="before")
    porch.clock.now = EVENING + HOUR
    await porch.say("max", "kitchen", "Kettle is on.")
    async with porch.visit("ada") as visit:
        lines = visit.lines()
        away, before = (
            next(index for index, line in enumerate(lines) if title in line)
            for title in ("While you were away, since 19:42", words.NEW_BEFORE)
        )
        assert "Kettle is on." in lines[away + 1]
        assert "Left at nine." in lines[before + 1]
        assert "Still awake" in lines[before + 2]


async def test_mentions_come_first_then_people_then_rooms(porch: Porch) -> None:
    await porch.say("mira", "night-shift", "what do you think, @ada?")
    async with porch.visit("ada") as visit:
        lines = visit.lines()
        at = [next(n for n, line in enumerate(lines) if words.NEW in line)]
        for text in ("what do you think, @ada?", "Left at nine.", "max: Proud of you."):
            at.append(next(n for n, line in enumerate(lines) if text in line))
        assert at == sorted(at)
        assert "@ mira # night-shift" in lines[at[1]]
        visit.app.screen.query_one(Sheet).go_to(f"line:{visit.app.rooms.named('night-shift').id}:2")  # type: ignore[union-attr]
        await visit.press("enter")
        await visit.until(lambda: visit.app.current_mode == "chat" and visit.app.place == "# night-shift")


async def test_what_was_read_and_not_answered_waits_below(porch: Porch) -> None:
    await porch.hub.do(porch.actor("ada"), chat.mark_read, room="@theo", seq=1)
    async with porch.visit("ada") as visit:
        lines = visit.lines()
        waiting = next(index for index, line in enumerate(lines) if words.WAITING in line)
        assert "Left at nine." in lines[waiting + 1]
        assert "Left at nine." not in "\n".join(lines[:waiting])


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 20)])
async def test_the_letter_is_never_more_than_a_screen(porch: Porch, size: tuple[int, int]) -> None:
    hub = porch.hub
    for number in range(200):
        name = f"room-{number}"
        await hub.do(SYSTEM, rooms.create, circle="evening", name=name, topic="")
        porch.clock.now += 2_000
        await porch.say("fay", name, f"line @ada {number}" if number % 9 == 0 else f"line {number}")
    for who in ("fay", "max", "mira", "hana"):
        await porch.say(who, await porch.direct(who, "ada"), "hello you")
    async with porch.visit("ada", size) as visit:
        letter = visit.app.screen.query_one(Sheet)
        assert len(letter._lines) <= letter.size.height
        assert "with your name in them" in visit.text
        assert "more rooms with something new" in visit.text
        # On a phone who waits is named first, and who happens to be here is left out.
        assert (words.HERE in visit.text) is (size[1] > 20)


async def test_what_was_said_begins_and_ends_at_one_column(porch: Porch) -> None:
    porch.clock.now = EVENING - 22 * HOUR
    await hub_room(porch, "breathing-together-room", "We " + "breathe in and out " * 8)
    porch.clock.now = EVENING
    await porch.say("mira", "night-shift", "I am " + "counting sheep and stars " * 8)
    async with porch.visit("ada", (80, 24)) as visit:
        shown = [line for line in visit.lines() if "fay: We" in line or "mira: I am" in line]
        begins = {line.index(": ") - len(word) for line, word in zip(shown, ("mira", "fay"), strict=True)}
        assert len(begins) == 1, shown
        assert len({line.index("…") for line in shown}) == 1, shown
        assert all(line[begin - 2 : begin] == "  " for line in shown for begin in begins), shown


async def test_a_room_that_is_turned_down_is_not_in_the_letter(porch: Porch) -> None:
    for room in ("kitchen", "night-shift"):
        await porch.hub.do(porch.actor("ada"), rooms.set_level, room=room, level="mentions")
    async with porch.visit("ada") as visit:
        assert "kitchen" not in "\n".join(line[27:] for line in visit.lines())
        await porch.say("mira", "night-shift", "are you there, @ada?")
        await visit.shows("@ mira # night-shift")


async def test_it_is_written_again_when_somebody_writes(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        await porch.say("fay", "kitchen", "Kettle is on.")
        await visit.shows("fay: Kettle is on.")


async def test_ten_thousand_rooms_would_be_a_dozen_rows_and_a_number(porch: Porch) -> None:
    for number in range(20):
        await porch.say("fay", await porch.direct("fay", "ada"), f"line {number}")
    async with porch.visit("ada") as visit:
        await visit.shows("20")


@pytest.mark.parametrize(
    ("hour", "begins"),
    [
        (3, "Still up"),
        (6, "Good morning"),
        (13, "Good afternoon"),
        (19, "Good evening"),
        (23, "Good evening"),
    ],
)
def test_the_greeting_follows_the_hour(hour: int, begins: str) -> None:
    assert words.greeting(hour, "ada").startswith(begins)


def test_many_people_are_a_few_names_and_a_number() -> None:
    assert words.here([]) == words.ONLY_YOU
    assert words.here(["theo"]) == "theo, and you."
    assert words.here([f"m{number}" for number in range(40)]).endswith("and 28 more.")


def test_past_moments_are_said_as_people_say_them() -> None:
    zone = times.zone_of("Europe/Berlin")
    assert times.when(EVENING - HOUR, EVENING, zone) == "18:42"
    assert times.when(EVENING - 24 * HOUR, EVENING, zone) == "yesterday 19:42"
    assert times.when(EVENING - 72 * HOUR, EVENING, zone) == "Thu 19 Nov"
    assert times.when(EVENING - 700 * 24 * HOUR, EVENING, zone) == "22 Dec 2024"
    assert times.ago(EVENING - 5 * 60_000, EVENING) == "5 min ago"
    assert times.zone_of("Not/AZone") == times.zone_of("")


@pytest.mark.parametrize("size", [(80, 24), (40, 20)])
async def test_the_first_of_each_kind_is_named_however_little_room_there_is(
    porch: Porch, size: tuple[int, int]
) -> None:
    async with porch.visit("ada"):
        pass
    for handle in ("mira", "max", "fay"):
        await porch.say(handle, await porch.direct(handle, "ada"), "Are you there?")
    for number in range(12):
        await hub_room(porch, f"room-{number}", "Something new.")
    async with porch.visit("ada", size) as visit:
        text = visit.text
        assert any(name in text.split("more who wrote to you")[0] for name in ("mira", "max", "fay")), text
        assert "# room-" in text.split("more rooms with")[0], text


async def test_on_a_phone_full_of_news_one_who_wrote_is_named_and_rooms_are_counted(porch: Porch) -> None:
    await live_a_while(porch)
    await porch.hub.do(porch.actor("ada"), pairs.put_card, open=True)
    await porch.hub.do(porch.actor("mira"), pairs.put_card, open=True)
    await porch.hub.do(porch.actor("mira"), pairs.ask, handle="ada", words="Tea?")
    async with porch.visit("ada", (40, 20)) as visit:
        letter = visit.app.screen.query_one(Sheet)
        assert len(letter._lines) <= letter.size.height
        assert "● theo" in visit.text
        assert "2 more rooms with something new" in visit.text
