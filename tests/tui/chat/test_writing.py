"""Writing: names that are completed, commands that are typed, and other words for what one said."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual import events
from textual.geometry import Region

from store import blocks, chat, circles, directs, members, pins, preferences, presence, reactions, rooms
from store.circles import CircleKind, Visibility
from store.operations import SYSTEM, Actor
from store.policy import Role
from tests.tui.chat.conftest import Kitchen
from tests.tui.chat.visit import Visit, visiting
from tui.chat import names, slash, slash_help
from tui.chat.completion import SHOWN, Wish, wish_at
from tui.chat.screen import ChatScreen
from tui.commands import declared
from tui.help.keys import lines
from tui.search.screen import SearchScreen
from tui.widgets.floating import Picker, Question
from tui.widgets.sheet import Drawn, Words


async def messages(house: Kitchen) -> list[chat.Message]:
    return await house.hub.do(house["ada"], chat.history, room=house.room)


async def texts(house: Kitchen) -> list[str]:
    return [message.text for message in await messages(house)]


def box(visit: Visit) -> list[str]:
    """The rows of the input on the terminal."""
    region: Region = visit.composer.region
    return visit.terminal.rows()[region.y : region.bottom]


# which word may be completed


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("@", Wish("person", 0, "")),
        ("hello @Th", Wish("person", 6, "th")),
        ("(@th", Wish("person", 1, "th")),
        ("see #ki", Wish("room", 4, "ki")),
        (":te", Wish("emoji", 0, "te")),
        ("/to", Wish("command", 0, "to")),
        ("/", Wish("command", 0, "")),
        ("/msg th", Wish("handle", 5, "th")),
        ("/block @th", Wish("handle", 7, "th")),
        ("/react i h", Wish("kind", 7, "i h")),
        ("/msg theo see @mi", Wish("person", 14, "mi")),
        ("ada@example.org", None),
        ("10:30", None),
        (":)", None),
        (":D", None),
        ("//to", None),
        ("/usr/bi", None),
        ("hello", None),
        ("", None),
    ],
)
def test_the_word_that_may_be_completed(text: str, wish: Wish | None) -> None:
    assert wish_at(text, len(text)) == wish


def test_a_word_is_completed_at_its_end_only() -> None:
    assert wish_at("@theo", 3) is None
    assert wish_at("@th rest", 3) == Wish("person", 0, "th")


def test_emoji_are_found_by_name_each_once_those_that_begin_with_it_first() -> None:
    found = names.matching("tea", 10)
    assert found[0] == ("tea", "🍵")
    assert len({sign for _, sign in found}) == len(found)
    assert names.matching("no_such_emoji_name", 10) == []
    assert names.closed("a cup of :tea:") == (9, "🍵")
    assert names.closed("at 10:30:") is None
    assert names.closed(":nothing_like_it:") is None


# the list


async def test_people_are_offered_and_tab_takes_the_one_chosen(house: Kitchen) -> None:
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await ada.write("hi @")
        await ada.sees("@max", "@mira", "@theo")
        assert not any("@ada" in row for row in ada.terminal.rows())
        await ada.write("m")
        await ada.press("down", "tab")
        assert ada.composer.text == "hi @mira "
        await ada.press("enter")
        await ada.until(lambda: not ada.composer.text)
        assert await texts(house) == ["hi @mira"]


async def test_enter_takes_what_is_offered_and_sends_what_is_written_out(house: Kitchen) -> None:
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await ada.write("@the")
        await ada.press("enter")
        assert ada.composer.text == "@theo "
        await ada.press("backspace")
        await ada.sees("@theo")
        await ada.press("enter")
        await ada.until(lambda: not ada.composer.text)
        assert await texts(house) == ["@theo"]


async def test_escape_closes_the_list_for_this_word_and_tab_opens_it_again(house: Kitchen) -> None:
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await ada.write("@t")
        await ada.sees("@theo")
        await ada.press("escape")
        assert ada.composer.has_focus
        assert not any("@theo" in row for row in ada.terminal.rows())
        await ada.write("h")
        assert not any("@theo" in row for row in ada.terminal.rows())
        await ada.press("tab")
        await ada.sees("@theo")
        await ada.press("escape", "space", "@")
        await ada.sees("@max", "@theo")


async def test_rooms_are_offered_but_not_those_of_others(house: Kitchen) -> None:
    await house.hub.do(
        SYSTEM,
        circles.create,
        name="secret",
        title="Secret",
        kind=CircleKind.INTEREST,
        visibility=Visibility.HIDDEN,
    )
    await house.hub.do(SYSTEM, rooms.create, circle="garden", name="greenhouse")
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await ada.write("see #")
        await ada.sees("# garden", "# greenhouse")
        assert not any("secret" in row for row in ada.terminal.rows())
        await ada.write("gre")
        await ada.press("enter")
        assert ada.composer.text == "see #greenhouse "


async def test_emoji_come_by_name_and_a_closed_name_becomes_its_sign(house: Kitchen) -> None:
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await ada.write("socks :te")
        await ada.sees(":tea:")
        await ada.write("a:")
        assert ada.composer.text == "socks 🍵"
        await ada.press("ctrl+z")
        assert ada.composer.text == "socks :tea:"


async def test_somebody_blocked_is_not_offered(house: Kitchen) -> None:
    await house.hub.do(house["ada"], blocks.block, handle="theo")
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await ada.write("@")
        await ada.sees("@mira")
        assert not any("@theo" in row for row in ada.terminal.rows())


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 20)], ids=str)
async def test_the_list_lies_above_the_input_and_nothing_moves(
    house: Kitchen, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.chatter(60)
    await house.hub.do(house["ada"], chat.mark_read, room=house.room, seq=60)
    async with visiting(house.hub, house["ada"], size=size) as ada:
        await ada.open(house.room)
        await ada.rest()
        before = ada.terminal.cells()
        layouts: list[str] = []
        laid_out = ChatScreen._refresh_layout

        def counted(screen: ChatScreen, *args: object, **kwargs: object) -> None:
            layouts.append("layout")
            laid_out(screen, *args, **kwargs)  # type: ignore[arg-type]

        monkeypatch.setattr(ChatScreen, "_refresh_layout", counted)
        await ada.write("/")
        region = ada.composer.region
        after = ada.terminal.cells()
        shown = min(SHOWN, ada.log.size.height // 2)
        changed = {y for y in range(size[1]) if before[y] != after[y]}
        lowest = region.y - 1
        assert changed == {*range(lowest - shown + 1, lowest + 1), region.y + 1}
        assert "/me" in ada.terminal.rows()[lowest - shown + 1]
        assert f"{len(slash.TABLE) - shown} more" in ada.terminal.rows()[lowest]
        await ada.press("up")
        assert "/help" in ada.terminal.rows()[lowest]
        await ada.press("backspace")
        await ada.rest()
        assert ada.terminal.cells() == before
        assert layouts == []


async def test_a_line_that_comes_below_the_list_leaves_it_and_is_there_afterwards(house: Kitchen) -> None:
    async with visiting(house.hub, house["ada"], size=(80, 24)) as ada:
        await ada.open(house.room)
        await ada.write("@")
        await ada.sees("@theo")
        listed = ada.terminal.rows()[-6:]
        await house.say("mira", *(f"line {number}" for number in range(14)))
        await ada.sees("line 3")
        assert ada.terminal.rows()[-6:] == listed
        unread = (await house.hub.do(house["ada"], rooms.one, room=house.room)).unread
        assert unread == 14
        await ada.press("escape")
        await ada.sees("line 13")
        await ada.chat._marks.save()
        assert (await house.hub.do(house["ada"], rooms.one, room=house.room)).unread == 0


async def test_a_key_draws_the_input_and_the_rows_of_the_list_only(house: Kitchen) -> None:
    await house.chatter(60)
    async with visiting(house.hub, house["ada"], size=(80, 24)) as ada:
        await ada.open(house.room)
        await ada.write("x @m")
        await ada.sees("@mira")
        await ada.rest()
        await ada.press("down")
        assert len(ada.terminal.writes) == 1
        region = ada.composer.region
        assert {int(row) for row in re.findall(r"\x1b\[(\d+);1H", ada.terminal.writes[0])} == {
            region.y - 1,
            region.y,
        }
        await ada.rest()
        await ada.press("a")
        # The input's row, and the list's: three become two.
        assert len(ada.terminal.writes) == 2
        assert sum(map(len, ada.terminal.writes)) < 700


async def test_a_click_takes_what_is_under_it(house: Kitchen) -> None:
    async with visiting(house.hub, house["ada"], size=(80, 24)) as ada:
        await ada.open(house.room)
        await ada.write("@")
        await ada.sees("@mira")
        row = next(y for y, line in enumerate(ada.terminal.rows()) if "@mira" in line)
        await ada.pilot.click(offset=(6, row))
        await ada.settle()
        assert ada.composer.text == "@mira "


async def test_what_is_typed_right_after_enter_is_the_next_message(house: Kitchen) -> None:
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        for key in (*"one", "enter", *"two", "backspace", "enter"):
            ada.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await ada.until(lambda: ada.shows("tw"))
        await ada.settle()
        assert await texts(house) == ["one", "tw"]


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("ab @#:/ \n日👩🏽‍🚀é\u0301"), max_size=40), st.integers(0, 40))
def test_whatever_is_written_is_looked_at_without_a_fault(text: str, cursor: int) -> None:
    cursor = min(cursor, len(text))
    wish = wish_at(text, cursor)
    if wish is not None:
        assert 0 <= wish.start <= cursor
        assert text[wish.start : cursor].lower().endswith(wish.typed)
    slash.called(text)
    names.closed(text[:cursor])


# the table


def test_every_command_of_the_table_is_in_the_palette_and_on_both_pages() -> None:
    offered = {command.id: command for command in vars(ChatScreen)["OFFERS"]}
    wanted = "me msg topic pin mute unmute block unblock who away back search react edit delete help"
    assert [one.name for one in slash.TABLE] == wanted.split()
    page = [item.text for item in slash_help.page() if isinstance(item, Words)]
    keys = [
        "".join(span.text for span in item.spans)
        for item in lines(list(vars(ChatScreen)["OFFERS"]), 120)
        if isinstance(item, Drawn)
    ]
    for one in slash.TABLE:
        command = offered[f"slash.{one.name}"]
        assert command.palette
        assert command.title == one.title
        assert one.shown in page
        assert any(line.startswith(f"/{one.name} ") for line in keys)
        assert one.help.endswith(".")
        assert slash_help.sentence(one.name).startswith(f"/{one.name}")


def test_only_what_looks_like_a_command_is_one() -> None:
    assert slash.called("/topic Tea  ") == ("topic", "Tea")
    assert slash.called("/ME waves") == ("me", "waves")
    assert slash.called("/help") == ("help", "")
    assert slash.called("//me waves") is None
    assert slash.called("/usr/bin is a folder") is None
    assert slash.called("and /me") is None
    assert slash.called("/ 2") is None


def test_an_unknown_command_says_what_is_near() -> None:
    assert slash.near("tpoic")[0] == "topic"
    assert "/unmute" in slash_help.unknown("unmut")
    assert "/help" in slash_help.unknown("zzz")


async def test_an_unknown_command_stays_in_the_input(house: Kitchen) -> None:
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await ada.write("/tpoic tea")
        await ada.press("enter")
        await ada.sees("Did you mean /topic")
        assert ada.composer.text == "/tpoic tea"
        assert await texts(house) == []


async def test_what_begins_with_two_strokes_is_said_as_it_stands(house: Kitchen) -> None:
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        for line in ("//me waves", "/usr/bin is a folder"):
            await ada.write(line)
            await ada.press("enter")
            await ada.until(lambda: not ada.composer.text)
        await ada.sees("/usr/bin is")
        assert await texts(house) == ["//me waves", "/usr/bin is a folder"]


async def run(visit: Visit, line: str) -> None:
    await visit.paste(line)
    await visit.press("enter")
    await visit.until(lambda: not visit.composer.text)
    await visit.settle()


async def test_me_says_what_one_does(house: Kitchen) -> None:
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await run(ada, "/me waves")
        await ada.sees("ada waves")
        assert [(one.kind, one.text) for one in await messages(house)] == [("me", "waves")]


async def test_me_without_words_is_given_back(house: Kitchen) -> None:
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await ada.paste("/me")
        await ada.press("enter")
        await ada.sees("There is nothing to say yet")
        assert ada.composer.text == "/me"


async def test_commands_and_what_is_said_keep_their_order(house: Kitchen) -> None:
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        for line in ("one", "/me waves", "two", "/react 🍵", "/mute"):
            await ada.paste(line)
            ada.app.post_message(events.Key("enter", None))
            await ada.settle()
        await ada.sees("is muted for 8h")
        said = await messages(house)
        assert [message.text for message in said] == ["one", "waves", "two"]
        assert [len(message.reactions) for message in said] == [0, 0, 1]


async def test_msg_writes_to_one_or_a_few_and_goes_there(house: Kitchen) -> None:
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await run(ada, "/msg theo good morning")
        await ada.until(lambda: ada.app.place == "@theo")
        await ada.sees("good morning")
        await run(ada, "/msg theo,mira both of you")
        await ada.until(lambda: ada.app.place == "@mira,theo")
        await ada.sees("both of you")
    assert "@ada,theo" in {room.name for room in await house.hub.do(house["mira"], rooms.listing)}


async def test_msg_to_a_stranger_asks_first_whoever_it_is(house: Kitchen) -> None:
    zed = Actor.of(await house.hub.do(SYSTEM, members.add, handle="zed", role=Role.PARTICIPANT))
    await house.hub.do(zed, members.acknowledge_rules, version=house.hub.config.rules.version)
    await house.hub.do(zed, preferences.put, strangers=True)
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        for handle in ("zed", "nobody-at-all"):
            await run(ada, f"/msg {handle} hello")
            await ada.until(lambda: isinstance(ada.app.screen, Question))
            await ada.sees(f"You share no circle with {handle}")
            await ada.press("down", "enter")
            await ada.sees("Asked. If they say yes")
    assert await house.hub.do(zed, directs.requests) == ["ada"]


async def test_topic_is_set_by_a_lead_and_refused_to_others(house: Kitchen) -> None:
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await ada.paste("/topic Tea")
        await ada.press("enter")
        await ada.sees("Only a lead of the circle")
        assert ada.composer.text == "/topic Tea"
        await house.hub.do(SYSTEM, circles.add_member, circle="garden", handle="ada", lead=True)
        await ada.press("enter")
        await ada.until(lambda: not ada.composer.text)
        await ada.sees("Tea")
        await run(ada, "/topic -")
    assert (await house.hub.do(house["ada"], rooms.one, room=house.room)).topic == ""


async def test_pin_takes_the_newest_the_answered_or_the_numbered(house: Kitchen) -> None:
    await house.hub.do(SYSTEM, circles.add_member, circle="garden", handle="ada", lead=True)
    await house.say("theo", "one", "two", "three")
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await run(ada, "/pin")
        await run(ada, "/pin 1")
        await ada.press("up", "up", "r")
        await run(ada, "/pin")
        pinned = await house.hub.do(house["ada"], pins.listing, room=house.room)
        assert {message.text for message in pinned} == {"one", "two", "three"}
        await run(ada, "/pin #1")
        await ada.sees("The pin is off.")


async def test_mute_and_unmute(house: Kitchen) -> None:
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await run(ada, "/mute 30m")
        await ada.sees("is muted for 30m")
        assert (await house.hub.do(house["ada"], rooms.one, room=house.room)).muted
        house.clock.now += 31 * 60_000
        assert not (await house.hub.do(house["ada"], rooms.one, room=house.room)).muted
        await run(ada, "/mute")
        await run(ada, "/unmute")
        assert not (await house.hub.do(house["ada"], rooms.one, room=house.room)).muted
        await ada.paste("/mute for ever")
        await ada.press("enter")
        await ada.sees("A time is written as")


async def test_block_and_unblock(house: Kitchen) -> None:
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await run(ada, "/block @theo")
        assert await house.hub.do(house["ada"], blocks.listing) == ["theo"]
        await run(ada, "/unblock theo")
        assert await house.hub.do(house["ada"], blocks.listing) == []


async def test_who_away_and_back(house: Kitchen) -> None:
    await house.hub.do(SYSTEM, presence.beat, process_id=house.hub.process_id)
    for handle in ("ada", "theo"):
        await house.hub.do(house[handle], presence.arrive, session_id=f"s-{handle}", way_in="ssh")
    async with visiting(house.hub, house["ada"], name="s-ada") as ada:
        await ada.open(house.room)
        await run(ada, "/who")
        await ada.until(lambda: isinstance(ada.app.screen, Picker))
        await ada.sees("@theo")
        await ada.press("escape")
        await run(ada, "/away")
        here = await house.hub.do(house["theo"], presence.here, room=house.room)
        assert {one.handle: one.state for one in here} == {"ada": "away", "theo": "here"}
        await run(ada, "/back")
        here = await house.hub.do(house["theo"], presence.here, room=house.room)
        assert {one.state for one in here} == {"here"}


async def test_search_looks_at_once(house: Kitchen) -> None:
    await house.say("theo", "mineral water")
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await run(ada, "/search mineral")
        await ada.until(lambda: isinstance(ada.app.screen, SearchScreen))
        await ada.sees("mineral water")


async def test_react_gives_a_sign_by_word_emoji_or_name(house: Kitchen) -> None:
    seq = await house.say("theo", "good evening")
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        for sign in ("I hear you", "🍵", ":heart:"):
            await run(ada, f"/react {sign}")
        given = await house.hub.do(house["ada"], reactions.people, room=house.room, seq=seq)
        assert {one.kind for one in given} == {"I hear you", "🍵", "❤"}
        await ada.write("/react i h")
        await ada.press("tab")
        assert ada.composer.text == "/react I hear you"


async def test_edit_sets_the_draft_aside_and_brings_it_back(house: Kitchen) -> None:
    await house.say("ada", "good mornig")
    await house.say("theo", "hello")
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await ada.write("/edit")
        await ada.press("enter")
        await ada.until(lambda: ada.composer.text == "good mornig")
        await ada.press("backspace", "backspace", "i", "n", "g", "enter")
        await ada.until(lambda: not ada.composer.text)
        await ada.sees("good morning")
        await run(ada, "/edit /me is here")
        assert (await messages(house))[0].kind == "me"
        await ada.write("half a thought")
        await ada.press("up", "escape", "up", "up", "e")
        assert ada.composer.text == "/me is here"
        assert await house.hub.do(house["ada"], chat.draft, room=house.room) in {"", "half a thought"}
        await ada.write("!")
        assert ada.chat._desk.draft == "half a thought"
        await ada.press("escape")
        assert ada.composer.text == "half a thought"
    assert await house.hub.do(house["ada"], chat.draft, room=house.room) == "half a thought"
    assert await texts(house) == ["is here", "hello"]


async def test_delete_asks_and_takes_back_ones_own_newest(house: Kitchen) -> None:
    await house.say("ada", "oh no")
    await house.say("theo", "hello")
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await run(ada, "/delete")
        await ada.until(lambda: isinstance(ada.app.screen, Question))
        await ada.press("down", "enter")
        await ada.until(lambda: ada.app.screen is ada.chat)
    assert [message.deleted for message in await messages(house)] == [True, False]


async def test_help_lists_all_and_tells_of_one(house: Kitchen) -> None:
    async with visiting(house.hub, house["ada"], size=(80, 24)) as ada:
        await ada.open(house.room)
        await run(ada, "/help")
        await ada.sees("/msg WHO TEXT")
        await ada.press("escape")
        await run(ada, "/help mute")
        await ada.sees("/mute TIME")


async def test_the_palette_begins_a_command_and_the_draft_comes_back(house: Kitchen) -> None:
    await house.hub.do(SYSTEM, circles.add_member, circle="garden", handle="ada", lead=True)
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await ada.write("half a thought")
        await ada.press("ctrl+p")
        await ada.until(lambda: isinstance(ada.app.screen, Picker))
        await ada.paste("what this room is about")
        await ada.press("enter")
        await ada.until(lambda: ada.composer.text == "/topic ")
        await ada.paste("Tea")
        await ada.press("enter")
        await ada.until(lambda: ada.composer.text == "half a thought")
    assert (await house.hub.do(house["ada"], rooms.one, room=house.room)).topic == "Tea"


def test_the_chat_screen_offers_what_the_table_says() -> None:
    assert {command.id for command in slash.COMMANDS} <= {
        command.id for command in declared(ChatScreen.__new__(ChatScreen))
    }
