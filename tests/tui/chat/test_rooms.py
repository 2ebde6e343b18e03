"""Rooms and the ways to them: keeping one, circles, groups, strangers, and the names of messages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from store import chat, circles, directs, members, pins, preferences, rooms
from store.circles import CircleKind, Visibility
from store.errors import HubError
from store.operations import SYSTEM, Actor
from store.policy import Role
from tests.tui.chat.conftest import Kitchen
from tests.tui.chat.visit import Visit, visiting
from tui.chat import words
from tui.meet import words as meet_words
from tui.meet.choosing import Choosing
from tui.meet.reach import handles_in
from tui.places import permalink, place_in
from tui.rooms import Rooms
from tui.widgets.floating import Picker, Prompt, Question
from tui.widgets.sheet import Sheet


async def newcomer(house: Kitchen, handle: str, *circle_names: str, role: Role = Role.PARTICIPANT) -> Actor:
    """Somebody who is in these circles, or in none."""
    made = await house.hub.do(SYSTEM, members.add, handle=handle, role=role, circle_names=circle_names)
    actor = Actor.of(made)
    await house.hub.do(actor, members.acknowledge_rules, version=house.hub.config.rules.version)
    house.people[handle] = actor
    return actor


@asynccontextmanager
async def lead(house: Kitchen, size: tuple[int, int] = (100, 30)) -> AsyncIterator[Visit]:
    """Ada's visit; she leads the garden."""
    await house.hub.do(SYSTEM, circles.add_member, circle="garden", handle="ada", lead=True)
    async with visiting(house.hub, house["ada"], size=size) as ada:
        await ada.open(house.room)
        yield ada


async def palette(visit: Visit, title: str) -> None:
    """Do something by its name."""
    await visit.press("ctrl+p")
    await visit.until(lambda: isinstance(visit.app.screen, Picker))
    await visit.paste(title)
    await visit.press("enter")


async def about(visit: Visit) -> None:
    """Open the page of the room."""
    await visit.press("escape", "t")
    await visit.until(lambda: isinstance(visit.app.screen, Choosing))


async def choose(visit: Visit, key: str) -> None:
    """Choose a row of a card."""
    await visit.until(lambda: isinstance(visit.app.screen, (Choosing, Question)))
    visit.app.screen.query_one(Sheet).go_to(key)
    await visit.press("enter")


async def pick(visit: Visit, typed: str) -> None:
    """Pick from a list."""
    await visit.until(lambda: isinstance(visit.app.screen, Picker))
    await visit.paste(typed)
    await visit.press("enter")


async def answer(visit: Visit, line: str) -> None:
    """Fill in a line."""
    await visit.until(lambda: isinstance(visit.app.screen, Prompt))
    await visit.press("ctrl+u")
    await visit.paste(line)
    await visit.press("enter")


# the page of a room


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 20)], ids=str)
async def test_the_page_of_a_room_says_what_it_is(house: Kitchen, size: tuple[int, int]) -> None:
    seq = await house.say("theo", "the kettle is on the left")
    await house.hub.do(SYSTEM, circles.add_member, circle="garden", handle="ada", lead=True)
    await house.hub.do(house["ada"], rooms.set_topic, room=house.room, topic="Tea, small talk")
    await house.hub.do(house["ada"], rooms.set_rules, room=house.room, rules="Be kind.")
    await house.hub.do(house["ada"], pins.toggle, room=house.room, seq=seq)
    async with visiting(house.hub, house["theo"], size=size) as theo:
        await theo.open(house.room)
        await about(theo)
        await theo.sees("Tea, small talk", "Garden", words.RULES_HERE, "Be kind.", "every message")
        assert not theo.shows(words.CLOSE_ROOM)
        await choose(theo, "pins")
        await theo.sees("theo: the kettle", permalink("garden", seq) if size[0] >= 80 else "kettle")
        await pick(theo, "kettle")
        await theo.until(lambda: theo.log.selected is not None)
        assert theo.log.selected is not None
        assert theo.log.selected.seq == seq


async def test_what_reaches_one_is_chosen_there(house: Kitchen) -> None:
    async with visiting(house.hub, house["theo"]) as theo:
        await theo.open(house.room)
        await about(theo)
        await choose(theo, "level")
        await pick(theo, words.LEVELS["mentions"])
        await theo.sees(words.LEVELS["mentions"])
    assert (await house.hub.do(house["theo"], rooms.one, room=house.room)).level == "mentions"


async def test_a_lead_changes_topic_and_name_and_others_see_it_at_once(house: Kitchen) -> None:
    async with (
        lead(house) as ada,
        visiting(house.hub, house["theo"], size=(120, 40), name="t") as theo,
    ):
        await theo.open(house.room)
        await about(ada)
        await choose(ada, "topic")
        await answer(ada, "Tea and seeds")
        await theo.sees("Tea and seeds")
        await choose(ada, "name")
        await answer(ada, "Not A Name!")
        await ada.sees("Such a name has")
        await ada.press("ctrl+u")
        await ada.paste("greenhouse")
        await ada.press("enter")
        await theo.until(lambda: theo.app.place == "# greenhouse")
        await theo.sees("# greenhouse", "writing to greenhouse")


async def test_the_rules_of_a_room_are_written_in_the_input_and_the_draft_comes_back(house: Kitchen) -> None:
    async with lead(house) as ada:
        await ada.write("half a thought")
        await about(ada)
        await choose(ada, "rules")
        await ada.until(lambda: ada.composer.has_focus)
        await ada.sees("what holds in garden")
        await ada.paste("Be kind.\n/me is no command here.")
        await ada.press("enter")
        await ada.until(lambda: ada.composer.text == "half a thought")
        said = await house.hub.do(house["ada"], rooms.rules, room=house.room)
        assert said == "Be kind.\n/me is no command here."
        await about(ada)
        await choose(ada, "rules")
        await ada.until(lambda: ada.composer.text == said)
        await ada.press("escape")
        assert ada.composer.text == "half a thought"
    assert await house.hub.do(house["ada"], chat.history, room=house.room) == []


async def test_a_lead_makes_a_room_and_closes_one_and_it_leaves_every_list(house: Kitchen) -> None:
    async with lead(house) as ada, visiting(house.hub, house["theo"], name="t") as theo:
        await palette(ada, "New room")
        await answer(ada, "greenhouse")
        await answer(ada, "Seeds")
        await ada.until(lambda: ada.app.place == "# greenhouse")
        await theo.until(lambda: theo.app.rooms.named("greenhouse") is not None)
        await about(ada)
        await choose(ada, "close")
        await choose(ada, "yes")
        await ada.until(lambda: ada.app.rooms.named("greenhouse") is None)
        await theo.until(lambda: theo.app.rooms.named("greenhouse") is None)
        await ada.sees(words.GONE)


async def test_who_leads_nothing_is_told_kindly(house: Kitchen) -> None:
    async with visiting(house.hub, house["theo"]) as theo:
        await theo.open(house.room)
        await palette(theo, "New room")
        await theo.sees(meet_words.LEADS_NONE[:40])


# circles


async def test_one_looks_around_joins_asks_and_leaves(house: Kitchen) -> None:
    for name, title, visibility in (
        ("walks", "Evening walks", Visibility.OPEN),
        ("books", "Book club", Visibility.ASK),
        ("quiet", "Quiet ones", Visibility.HIDDEN),
    ):
        await house.hub.do(
            SYSTEM, circles.create, name=name, title=title, kind=CircleKind.INTEREST, visibility=visibility
        )
    await house.hub.do(SYSTEM, circles.add_member, circle="books", handle="max", lead=True)
    async with (
        visiting(house.hub, house["ada"]) as ada,
        visiting(house.hub, house["max"], name="m") as max_,
    ):
        await ada.open(house.room)
        await palette(ada, "Circles")
        await ada.sees("Evening walks", "Book club", "Garden")
        assert not ada.shows("Quiet ones")
        await pick(ada, "walks")
        await choose(ada, "join")
        await ada.sees("Welcome to Evening walks")
        await ada.until(lambda: ada.app.rooms.named("walks") is not None)
        await pick(ada, "book")
        await choose(ada, "ask")
        await max_.sees("ada asks to come into Book club")
        await pick(ada, "book")
        await ada.sees("Your question is with")
        await choose(ada, "back")
        await pick(ada, "walks")
        await choose(ada, "leave")
        await choose(ada, "yes")
        await ada.until(lambda: ada.app.rooms.named("walks") is None)
        await ada.press("escape")
        await palette(max_, meet_words.REQUESTS_TITLE)
        await pick(max_, "ada")
        await choose(max_, "yes")
        await ada.until(lambda: ada.app.rooms.named("books") is not None)
        await max_.sees("ada is in Book club now")


# people


def test_handles_are_found_in_what_was_typed() -> None:
    assert handles_in("theo, @mira  max") == ["theo", "mira", "max"]
    assert handles_in("@ ,") == []


async def test_a_small_group_is_written_to(house: Kitchen) -> None:
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await palette(ada, "Write to somebody")
        await answer(ada, "theo mira")
        await ada.sees("writing to @mira,theo")
        await ada.write("hello both")
        await ada.press("enter")
        await ada.sees("hello both")
    assert await house.hub.do(house["mira"], chat.history, room="@ada,theo")


@pytest.mark.parametrize("yes", [True, False])
async def test_a_stranger_is_asked_and_a_no_is_never_told(house: Kitchen, yes: bool) -> None:
    zed = await newcomer(house, "zed")
    await house.hub.do(zed, preferences.put, strangers=True)
    async with (
        visiting(house.hub, house["ada"]) as ada,
        visiting(house.hub, zed, name="z") as other,
    ):
        await ada.open(house.room)
        await palette(ada, "Write to somebody")
        await answer(ada, "zed")
        await choose(ada, "yes")
        await ada.sees("Asked. If they say yes")
        await other.sees("ada asks whether they may write to you")
        await palette(other, meet_words.REQUESTS_TITLE)
        await pick(other, "ada")
        notices = len(ada.app.notices)
        await choose(other, "yes" if yes else "no")
        await other.sees("ada can write to you now" if yes else meet_words.ANSWERED_NO)
        await ada.settle()
        assert len(ada.app.notices) == notices
    if yes:
        assert (await house.hub.do(house["ada"], rooms.open_direct, handle="zed")).name == "@zed"
    else:
        with pytest.raises(HubError):
            await house.hub.do(house["ada"], rooms.open_direct, handle="zed")


async def test_whoever_wants_no_strangers_hears_of_none(house: Kitchen) -> None:
    zed = await newcomer(house, "zed")
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await palette(ada, "Write to somebody")
        await answer(ada, "zed")
        await choose(ada, "yes")
        await ada.sees("Asked. If they say yes")
    assert await house.hub.do(zed, directs.requests) == []


async def test_who_asked_meanwhile_stands_in_the_letter_until_answered(house: Kitchen) -> None:
    zed = await newcomer(house, "zed")
    await house.hub.do(house["ada"], preferences.put, strangers=True)
    await house.hub.do(zed, directs.ask, handle="ada")
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.sees("zed asks whether they may write to you")
        ada.app.screen.query_one(Sheet).go_to("requests")
        await ada.press("enter")
        await pick(ada, "zed")
        await choose(ada, "no")
        await ada.until(lambda: not ada.app.asking)
        await ada.until(lambda: not ada.shows("zed asks"))


# names of messages


def test_a_place_is_read_as_people_write_it() -> None:
    assert place_in("kitchen#12", Rooms()) is None
    assert permalink("kitchen", 12) == "kitchen#12"


async def test_ctrl_k_goes_to_a_message_by_its_name_at_any_depth(house: Kitchen) -> None:
    await house.chatter(400)
    await house.hub.do(house["ada"], chat.mark_read, room=house.room, seq=400)
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        for typed, line in (("garden#7", "line 7"), ("#garden#333", "line 333")):
            await ada.press("ctrl+k")
            await pick(ada, typed)
            await ada.sees(line)
            assert ada.log.selected is not None
            assert ada.log.selected.text == line
        await ada.press("ctrl+k")
        await pick(ada, "garden#4000")
        await ada.sees("There is no message of that number")
        assert ada.log.selected is not None
        assert ada.log.selected.seq == 333
