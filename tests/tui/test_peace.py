"""Reading and peace: what lights up, what rings, what counts as read, who is shown as away, and whom one never sees."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual import events

from store import blocks, chat, directs, preferences, presence, reactions, rooms
from store.errors import HubError
from store.operations import SYSTEM, Actor
from store.rooms import RoomSummary
from tests.tui.porch import EVENING, Porch, Visit
from tui import minutes
from tui.attention import AWAY_AFTER_MS
from tui.catchup import words as catchup
from tui.peace import words
from tui.search.screen import FOUND_AT_ONCE, SearchScreen
from tui.widgets.floating import Picker, Question
from tui.widgets.sheet import Sheet

MINUTE = 60_000


def room_of(visit: Visit, name: str) -> RoomSummary:
    found = visit.app.rooms.named(name)
    assert found is not None
    return found


async def in_room(visit: Visit, name: str) -> None:
    """Go to a room, out of the input."""
    await visit.app.open_room(room_of(visit, name).id)
    await visit.until(lambda: visit.app.open_room_id == room_of(visit, name).id)
    await visit.press("escape")


async def floats(visit: Visit, kind: type[object]) -> None:
    await visit.until(lambda: isinstance(visit.app.screen, kind))
    await visit.pilot.pause()


async def unread(porch: Porch, room: str | int) -> int:
    return (await porch.hub.do(porch.actor("ada"), rooms.one, room=room)).unread


def rail_line(visit: Visit, name: str) -> str:
    """What the rail says beside a room."""
    return next(line[:26] for line in visit.lines() if line[:26].strip(" ▌").startswith(name))


# what lights up


async def test_a_room_of_mentions_has_no_light_until_one_is_named(porch: Porch) -> None:
    ada = porch.actor("ada")
    await porch.hub.do(ada, rooms.set_level, room="night-shift", level="mentions")
    async with porch.visit("ada") as visit:
        assert "●" not in rail_line(visit, "night-shift")
        await porch.say("mira", "night-shift", "and you, @ada?")
        await visit.until(lambda: "@ 1" in rail_line(visit, "night-shift"))
        assert "@" in next(line for line in visit.lines() if "2 Chat" in line)[:26]


async def test_a_muted_room_is_dark_and_a_count_is_never_above_99(porch: Porch) -> None:
    await porch.hub.do(porch.actor("ada"), rooms.mute, room="night-shift", for_s=3600)
    for number in range(120):
        porch.clock.now += 1_000
        await porch.say("max", "kitchen", f"{number}")
    async with porch.visit("ada") as visit:
        assert "●" not in rail_line(visit, "night-shift")
        assert "◌" in rail_line(visit, "night-shift")
        assert "● 99+" in rail_line(visit, "kitchen")
        await porch.say("mira", "night-shift", "@ada")
        await visit.until(lambda: room_of(visit, "night-shift").unread == 2)
        assert "@" not in rail_line(visit, "night-shift")


async def test_n_goes_where_one_is_named_then_to_people_then_to_rooms_and_past_what_is_quiet(
    porch: Porch,
) -> None:
    ada = porch.actor("ada")
    await porch.say("mira", "night-shift", "@ada?")
    await porch.hub.do(porch.actor("hana"), rooms.create, circle="books", name="loud", topic="")
    await porch.say("fay", "loud", "hello")
    await porch.hub.do(ada, rooms.set_level, room="loud", level="nothing")
    async with porch.visit("ada") as visit:
        went: list[str] = []
        for _ in range(3):
            await visit.press("n")
            before = len(went)
            await visit.until(lambda: visit.app.place and visit.app.place not in [*went, "Today"])
            went.append(visit.app.place)
            assert len(went) == before + 1
            await visit.until(lambda: room_of(visit, went[-1].removeprefix("# ")).unread == 0)
            await visit.press("escape")
        assert went == ["# night-shift", "@theo", "# kitchen"]
        await visit.press("n")
        await visit.shows("You are all caught up.")
        assert await unread(porch, "loud") == 1


async def test_where_one_last_was_comes_first_in_jump_and_in_its_own_list(porch: Porch) -> None:
    await porch.say("ada", "kitchen", "me")
    porch.clock.now += MINUTE
    async with porch.visit("ada") as visit:
        await in_room(visit, "books")
        porch.clock.now += MINUTE
        await in_room(visit, "night-shift")
        await visit.press("ctrl+k")
        await floats(visit, Picker)
        keys = [one.key for one in visit.app.screen.query_one(Sheet)._choices]
        wanted = [f"room:{room_of(visit, name).id}" for name in ("books", "kitchen")]
        assert keys[:2] == wanted
        await visit.press("escape", "o")
        await visit.shows(catchup.RECENT)
        listed = [one.key for one in visit.app.screen.query_one("#catchup", Sheet)._choices]
        assert [key.rpartition(":")[0] for key in listed[1:]] == wanted
    async with porch.visit("ada") as visit:
        assert visit.app.rooms.recent()[0].name in {"kitchen", "night-shift"}


# lists


async def test_mentions_are_listed_and_opened_however_far_back(porch: Porch) -> None:
    await porch.say("mira", "kitchen", "where is @ada today?")
    for number in range(150):
        porch.clock.now += 1_000
        await porch.say("max", "kitchen", f"line {number}")
    async with porch.visit("ada") as visit:
        await visit.press("m")
        await visit.shows("where is @ada today?")
        await visit.press("enter")
        await visit.until(lambda: visit.app.open_room_id == room_of(visit, "kitchen").id)
        await visit.shows("where is @ada today?")


async def test_who_waits_is_listed_until_answered(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        await visit.press("w")
        await visit.shows("Left at nine.")
        await visit.press("escape")
        await porch.say("ada", "@theo", "Well done.")
        await visit.press("w")
        await visit.shows(catchup.WAITING_NONE)
        await visit.press("m")
        await visit.shows(catchup.MENTIONS_NONE)


async def test_everything_is_read_after_a_question(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        await visit.press("A")
        await floats(visit, Question)
        await visit.press("enter")
        assert visit.app.rooms.notice > 0
        await visit.press("A")
        await floats(visit, Question)
        await visit.press("down", "enter")
        await visit.until(lambda: visit.app.rooms.notice == 0)
    assert await unread(porch, "kitchen") == 0


# what counts as read


async def test_unread_from_here_stays_until_one_comes_back(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        await in_room(visit, "kitchen")
        await visit.until(lambda: room_of(visit, "kitchen").unread == 0)
        await visit.press("up", "U")
        await visit.shows(words.UNREAD_FROM_HERE)
        await visit.until(lambda: room_of(visit, "kitchen").unread == 1)
        await porch.say("max", "kitchen", "one more")
        await visit.shows("one more")
        await visit.until(lambda: room_of(visit, "kitchen").unread == 2)
        await in_room(visit, "night-shift")
        assert await unread(porch, "kitchen") == 2
        await in_room(visit, "kitchen")
        await visit.until(lambda: room_of(visit, "kitchen").unread == 0)
        await in_room(visit, "night-shift")
    assert await unread(porch, "kitchen") == 0


async def test_a_room_is_taken_for_read_as_a_whole(porch: Porch) -> None:
    for number in range(120):
        porch.clock.now += 1_000
        await porch.say("max", "kitchen", f"{number}")
    async with porch.visit("ada") as visit:
        await in_room(visit, "kitchen")
        assert room_of(visit, "kitchen").unread > 10
        await visit.press("R")
        await visit.until(lambda: room_of(visit, "kitchen").unread == 0)
        assert await unread(porch, "kitchen") == 0


@pytest.mark.parametrize("over", ["ctrl+k", "f9", "question mark", "/", "m"])
async def test_nothing_is_read_behind_what_lies_over_the_room(porch: Porch, over: str) -> None:
    async with porch.visit("ada") as visit:
        await in_room(visit, "kitchen")
        await visit.until(lambda: room_of(visit, "kitchen").unread == 0)
        await visit.press({"question mark": "?"}.get(over, over))
        await visit.until(
            lambda: visit.app.screen is not visit.app.frames()[0] and len(visit.app.screen_stack) > 1
        )
        await porch.say("max", "kitchen", "behind")
        await visit.until(lambda: room_of(visit, "kitchen").unread == 1)
        assert await unread(porch, "kitchen") == 1
        await visit.press("f9" if over == "f9" else "escape")
        await visit.until(lambda: room_of(visit, "kitchen").unread == 0)


async def test_nothing_is_read_while_the_terminal_says_that_nobody_looks(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        await in_room(visit, "kitchen")
        await visit.until(lambda: room_of(visit, "kitchen").unread == 0)
        visit.app.post_message(events.AppBlur())
        await visit.pilot.pause()
        await porch.say("max", "kitchen", "to nobody")
        await visit.until(lambda: room_of(visit, "kitchen").unread == 1)
        visit.app.post_message(events.AppFocus())
        await visit.until(lambda: room_of(visit, "kitchen").unread == 0)


# what is to be noticed


async def test_a_room_is_turned_down_and_muted_with_one_key(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        await in_room(visit, "kitchen")
        await visit.press("z")
        await floats(visit, Picker)
        await visit.press("down", "enter")
        await visit.until(lambda: room_of(visit, "kitchen").level == "mentions")
        await visit.press("z")
        await floats(visit, Picker)
        await visit.write("8 hours")
        await visit.until(lambda: room_of(visit, "kitchen").muted)
        porch.clock.now += 9 * 60 * MINUTE
        assert not (await porch.hub.do(porch.actor("ada"), rooms.one, room="kitchen")).muted


async def rings(porch: Porch, visit: Visit, deed: Callable[[], Awaitable[object]]) -> bool:
    """Whether the bell rings when something is done."""
    heard: list[str] = []
    visit.app.bell = lambda: heard.append("ding")  # type: ignore[method-assign]
    porch.clock.now += 10_000
    await deed()
    await visit.pilot.pause()
    await visit.pilot.pause(0.05)
    return bool(heard)


@pytest.mark.parametrize(
    ("bell", "line", "named", "direct"),
    [("off", False, False, False), ("direct", False, True, True), ("all", True, True, True)],
)
async def test_the_bell_rings_for_what_was_asked(
    porch: Porch, bell: str, line: bool, named: bool, direct: bool
) -> None:
    ada = porch.actor("ada")
    await porch.hub.do(ada, preferences.put, bell=bell)
    async with porch.visit("ada") as visit:
        assert await rings(porch, visit, lambda: porch.say("max", "kitchen", "a line")) is line
        assert await rings(porch, visit, lambda: porch.say("max", "kitchen", "for @ada")) is named
        assert await rings(porch, visit, lambda: porch.say("theo", "@ada", "hello")) is direct
        assert not await rings(porch, visit, lambda: porch.say("ada", "kitchen", "my own"))
        await porch.hub.do(ada, rooms.mute, room="kitchen", for_s=3600)
        assert not await rings(porch, visit, lambda: porch.say("max", "kitchen", "psst, @ada"))
        await porch.hub.do(ada, preferences.put, quiet=(19 * 60, 7 * 60))
        assert not await rings(porch, visit, lambda: porch.say("theo", "@ada", "still awake?"))


# who is here


async def state_of(porch: Porch, handle: str) -> str:
    await porch.hub.do(SYSTEM, presence.beat, process_id=porch.hub.process_id)
    here = await porch.hub.do(porch.actor("max"), presence.here)
    return next((one.state for one in here if one.handle == handle), "")


async def test_one_is_away_after_ten_minutes_without_a_key_and_back_with_the_next(porch: Porch) -> None:
    ada = porch.actor("ada")
    await porch.hub.do(ada, presence.arrive, session_id="session-ada", way_in="ssh")
    async with porch.visit("ada") as visit:
        porch.clock.now += AWAY_AFTER_MS - MINUTE
        porch.hub.bus.publish(minutes.MINUTE)
        await visit.pilot.pause()
        assert await state_of(porch, "ada") == "here"
        porch.clock.now += MINUTE
        porch.hub.bus.publish(minutes.MINUTE)
        await visit.until(lambda: visit.app.attention.away)
        assert await state_of(porch, "ada") == "away"
        await visit.press("down")
        await visit.until(lambda: not visit.app.attention.away)
        await visit.pilot.pause(0.05)
        assert await state_of(porch, "ada") == "here"


async def test_one_is_told_to_be_back_when_others_see_it(
    porch: Porch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first key of "/back" is the way back already; what is said after the last one has to be true."""
    await porch.hub.do(porch.actor("ada"), presence.arrive, session_id="session-ada", way_in="ssh")
    async with porch.visit("ada") as visit:
        await visit.app.attention.go_away()
        begun, go_on = asyncio.Event(), asyncio.Event()
        real = porch.hub.do

        async def slowly(actor: Actor, operation: Any, *args: Any, **kwargs: Any) -> Any:
            if operation is presence.set_state:
                begun.set()
                await go_on.wait()
            return await real(actor, operation, *args, **kwargs)

        monkeypatch.setattr(porch.hub, "do", slowly)
        await visit.press("down")
        await begun.wait()
        back = asyncio.create_task(visit.app.attention.come_back())
        await visit.pilot.pause()
        assert not back.done()
        go_on.set()
        await back
        assert await state_of(porch, "ada") == "here"


async def test_away_by_hand_several_connections_and_hidden(porch: Porch) -> None:
    ada = porch.actor("ada")
    for session in ("session-ada", "phone"):
        await porch.hub.do(ada, presence.arrive, session_id=session, way_in="ssh")
    async with porch.visit("ada") as visit:
        await visit.app.attention.go_away()
        assert await state_of(porch, "ada") == "here", "the phone is"
        await porch.hub.do(ada, presence.set_state, session_id="phone", state="away")
        assert await state_of(porch, "ada") == "away"
        here = await porch.hub.do(porch.actor("max"), presence.here)
        assert [one.handle for one in here].count("ada") == 1
        await visit.press("down")
        await visit.until(lambda: not visit.app.attention.away)
        await visit.pilot.pause()
        assert await state_of(porch, "ada") == "here"
        await porch.hub.do(ada, preferences.put, hide_presence=True)
        assert await state_of(porch, "ada") == ""


async def test_who_is_away_is_said_in_a_word(porch: Porch) -> None:
    await porch.hub.do(porch.actor("theo"), presence.set_state, session_id="before-theo", state="away")
    async with porch.visit("ada") as visit:
        await in_room(visit, "kitchen")
        await visit.until(lambda: any("◌ theo" in line and "away" in line for line in visit.lines()))


# search


async def test_search_says_its_filters_weighs_the_words_and_opens_any_depth(porch: Porch) -> None:
    await porch.say("mira", "kitchen", "The héron stood in the reeds, grey as rain.")
    for number in range(150):
        porch.clock.now += 1_000
        await porch.say("max", "kitchen", f"line {number}")
    async with porch.visit("ada") as visit:
        await visit.press("/")
        await visit.shows("from:NAME  in:ROOM")
        await visit.write("heron from:mira in:kitchen")
        await visit.shows("One place")
        found = visit.app.screen.query_one("#found", Sheet)
        (weighed,) = [s for line in found._lines for s in line.spans if s.text == "héron"]
        assert weighed.bold
        line = next(line for line in visit.lines() if "# kitchen" in line)
        assert "mira" in line
        assert "19:42" in line
        await visit.press("enter")
        await visit.until(lambda: visit.app.current_mode == "chat")
        await visit.shows("The héron stood")


async def test_search_finds_nothing_kindly_and_says_what_is_wrong(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        await visit.press("/")
        await visit.write("xylophone")
        await visit.shows("Nothing found like that.")
        await visit.press("ctrl+u")
        await visit.write("before:yesterday")
        await visit.shows("A day is written as 2026-11-22.")


async def test_search_looks_further_back_without_losing_or_doubling(porch: Porch) -> None:
    for number in range(2 * FOUND_AT_ONCE + 5):
        porch.clock.now += 2_000 if number % 10 == 0 else 0
        await porch.say(("max", "mira", "fay")[number % 3], "kitchen", f"pebble {number}")
    async with porch.visit("ada") as visit:
        await visit.press("/")
        await visit.write('"pebble"')
        screen = visit.app.screen
        assert isinstance(screen, SearchScreen)
        await visit.until(lambda: len(screen._found) == FOUND_AT_ONCE)
        for many in (2 * FOUND_AT_ONCE, 2 * FOUND_AT_ONCE + 5):
            screen.query_one("#found", Sheet).go_to("more")
            await visit.press("enter")
            await visit.until(lambda many=many: len(screen._found) == many)  # type: ignore[misc]
        assert len({one.seq for one in screen._found}) == 2 * FOUND_AT_ONCE + 5
        await visit.press("end")
        await visit.shows("That is all there is.")


async def test_search_in_the_room_one_is_in(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        await in_room(visit, "kitchen")
        await visit.press("f")
        await visit.shows("in:kitchen")
        await visit.press(*"proud", "enter")
        await visit.shows("One place")


# whom one does not want to see


@pytest.mark.parametrize("seed", range(3))
async def test_nobody_blocked_is_on_any_screen(porch: Porch, seed: int) -> None:
    """Theo does what a member can do, in any order; ada blocked him from a message and goes everywhere."""
    chance = random.Random(seed)
    hub, theo = porch.hub, porch.actor("theo")
    secret = "feldspar"
    deeds: list[Callable[[], Awaitable[object]]] = [
        lambda: porch.say("theo", "kitchen", f"{secret} @ada"),
        lambda: porch.say("theo", "night-shift", f"/me {secret}"),
        lambda: porch.say("theo", "@ada", secret),
        lambda: hub.do(theo, reactions.toggle, room="kitchen", seq=2, kind=secret[:2]),
        lambda: hub.do(theo, directs.ask, handle="ada"),
        lambda: hub.do(
            theo, presence.set_state, session_id="before-theo", state=chance.choice(["here", "away"])
        ),
        lambda: porch.say("mira", "kitchen", "something else"),
        lambda: hub.do(theo, chat.post, room="kitchen", text=secret, reply_to=2),
    ]
    async with porch.visit("ada", chance.choice([(120, 40), (80, 24), (40, 20)])) as visit:
        await in_room(visit, "kitchen")
        await visit.press("home", "up", "up", "up", "x")
        await floats(visit, Question)
        await visit.press("down", "enter")
        await visit.until(lambda: "Made it through" not in visit.text)
        assert await hub.do(porch.actor("ada"), blocks.listing) == ["theo"]
        visit.app.notices.clear()
        porch.clock.now = EVENING + MINUTE
        for _ in range(8):
            porch.clock.now += 11_000
            try:
                await chance.choice(deeds)()
            except HubError:
                continue
        await visit.pilot.pause(2.2)
        places: list[tuple[str, ...]] = [
            ("alt+1",),
            ("m",),
            ("escape",),
            ("w",),
            ("escape",),
            ("o",),
            ("escape",),
            ("ctrl+k",),
            ("escape",),
        ]
        places += [("alt+2",), ("escape", "n"), ("escape", "/"), ("escape",), ("escape", "?"), ("escape",)]
        for keys in places:
            await visit.press(*keys)
            await visit.pilot.pause(0.05)
            assert "theo" not in visit.text.lower(), (keys, visit.text)
            assert secret not in visit.text, (keys, visit.text)
        for room in ("kitchen", "night-shift"):
            await in_room(visit, room)
            assert "theo" not in visit.text, visit.text
            assert secret not in visit.text, visit.text
        assert "theo" not in [one.name for one in visit.app.rooms]


async def test_a_person_who_is_here_is_blocked_and_leaves_the_list(porch: Porch) -> None:
    async with porch.visit("ada", (130, 40)) as visit:
        await in_room(visit, "kitchen")
        people = visit.app.screen.query_one("People")
        await visit.until(lambda: any("max" in line[-20:] for line in visit.lines()))
        people.focus()
        await visit.press("x")
        await floats(visit, Question)
        await visit.shows("Block max?")
        await visit.press("down", "enter")
        await visit.until(lambda: "Proud of you" not in visit.text)
        await visit.until(lambda: all("max" not in line[-20:] for line in visit.lines()))
