"""Chat as its people live it: real app, real store, what is on the terminal."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from textual import events

from store import chat, rooms
from tests.tui.chat.conftest import Kitchen
from tests.tui.chat.visit import Visit, visiting
from tui.chat import words
from tui.chat.window import HELD
from tui.search import words as search_words


def text_of(visit: Visit) -> str:
    return "\n".join(visit.terminal.rows())


async def unread(house: Kitchen, handle: str) -> int:
    return (await house.hub.do(house[handle], rooms.one, room=house.room)).unread


async def test_what_one_types_is_on_the_other_screen(house: Kitchen) -> None:
    async with (
        visiting(house.hub, house["ada"], name="a") as ada,
        visiting(house.hub, house["theo"], name="t") as theo,
    ):
        await ada.open(house.room)
        await theo.open(house.room)
        await ada.write("hello you")
        await ada.press("enter")
        await theo.sees("hello you")
        assert not ada.composer.text


async def test_an_empty_room_says_so_kindly(house: Kitchen) -> None:
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await ada.sees(words.NOBODY_YET)


async def test_an_incoming_line_never_touches_what_is_typed(house: Kitchen) -> None:
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await ada.write("half a th")
        await house.say("theo", "me first")
        await ada.sees("me first")
        assert ada.composer.text == "half a th"
        await ada.sees("half a th")
        await ada.write("ought")
        assert ada.composer.text == "half a thought"


async def test_scrolled_back_nothing_moves_and_the_new_ones_are_counted(house: Kitchen) -> None:
    await house.chatter(60)
    await house.hub.do(house["ada"], chat.mark_read, room=house.room, seq=60)
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await ada.press("pageup")
        before = ada.log.shown_text[:-1]
        await house.say("theo", "one", "two", "three")
        await ada.sees(words.new_below(3))
        assert ada.log.shown_text[:-1] == before
        assert not ada.log.following
        await ada.press("end")
        await ada.until(lambda: ada.log.following)
        await ada.sees("three")


async def test_history_comes_while_scrolling_back_to_the_first_line(house: Kitchen) -> None:
    await house.chatter(400)
    await house.hub.do(house["ada"], chat.mark_read, room=house.room, seq=400)
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        seen: set[int] = set()
        for _ in range(200):
            seen |= set(ada.log.page.row_seqs)
            assert len(ada.log.window) <= HELD
            if ada.log.window.at_start and ada.log.page.row_seqs[0] == 1:
                break
            await ada.press("pageup")
        assert seen >= set(range(1, 401))
        await ada.sees("line 1")
        for _ in range(200):
            if ada.log.following:
                break
            await ada.press("pagedown")
            assert len(ada.log.window) <= HELD
        await ada.sees("line 400")


async def test_the_line_of_the_unread_is_on_the_screen(house: Kitchen) -> None:
    await house.chatter(200)
    await house.hub.do(house["ada"], chat.mark_read, room=house.room, seq=120)
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await ada.sees("new since", "line 121", "line 120")
        rows = ada.terminal.rows()
        line = next(number for number, row in enumerate(rows) if "new since" in row)
        assert any("line 121" in row for row in rows[line:])
        assert any("line 120" in row for row in rows[:line])


async def test_only_what_was_on_the_screen_is_marked_read(house: Kitchen) -> None:
    await house.chatter(200)
    await house.hub.do(house["ada"], chat.mark_read, room=house.room, seq=120)
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        last_seen = max(ada.log.page.row_seqs)
        assert 120 < last_seen < 170
    left = await unread(house, "ada")
    assert 200 - last_seen <= left <= 201 - last_seen


async def test_nothing_is_read_while_the_terminal_has_not_the_persons_attention(house: Kitchen) -> None:
    await house.say("theo", "first")
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        ada.app.post_message(events.AppBlur())
        await ada.settle()
        await house.say("theo", "second")
        await ada.sees("second")
        await ada.sees("new since")
        await ada.app.frame._leave_room()  # type: ignore[union-attr]
        assert await unread(house, "ada") == 1
        ada.app.post_message(events.AppFocus())
        await ada.settle()
    assert await unread(house, "ada") == 0


async def test_nothing_is_read_while_another_screen_is_shown(house: Kitchen) -> None:
    await house.say("theo", "first")
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await ada.press("alt+1")
        await house.say("theo", "second")
        await ada.until(lambda: ada.app.rooms.notice == 1)
    assert await unread(house, "ada") == 1


async def test_a_paste_is_one_message(house: Kitchen) -> None:
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await ada.paste("one\r\ntwo\rthree\nfour")
        assert ada.composer.text == "one\ntwo\nthree\nfour"
        await ada.press("enter")
        await ada.until(lambda: ada.shows("four") and not ada.composer.text)
        said = await house.hub.do(house["ada"], chat.history, room=house.room)
        assert [message.text for message in said] == ["one\ntwo\nthree\nfour"]


async def test_a_paste_beyond_the_cap_changes_nothing_and_says_why(house: Kitchen) -> None:
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await ada.write("mine")
        await ada.paste("x" * (16 * 1024 + 1))
        assert ada.composer.text == "mine"
        await ada.sees("16 KiB")


async def test_too_long_a_message_stays_in_the_box(house: Kitchen) -> None:
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        for text in ("x" * 4_001, "\n".join(str(number) for number in range(61))):
            await ada.paste(text)
            await ada.press("enter")
            await ada.until(lambda: ada.app.notices)
            assert ada.composer.text == text
            assert "more than fits" in ada.app.notices[-1].words
            ada.app.notices.clear()
            ada.composer.put("")
        assert not await house.hub.do(house["ada"], chat.history, room=house.room)


async def test_a_refused_post_gives_the_text_and_the_reply_back(house: Kitchen) -> None:
    await house.say("theo", "what do you think?")
    await house.say("ada", "let me see")
    house.hub.config = replace(house.hub.config, limits=replace(house.hub.config.limits, messages_per_10_s=1))
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await ada.press("up", "up", "r")
        await ada.write("too soon")
        await ada.press("enter")
        await ada.until(lambda: ada.app.notices)
        assert ada.composer.text == "too soon"
        assert ada.shows("theo · what do you think?")
        assert words.KEPT in ada.app.notices[-1].words


async def test_a_reply_shows_what_it_answers(house: Kitchen) -> None:
    await house.say("theo", "tea?")
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await ada.press("up", "r")
        await ada.write("yes please")
        await ada.press("enter")
        await ada.until(lambda: ada.shows("↳ theo · tea?") and not ada.composer.text)
        said = await house.hub.do(house["ada"], chat.history, room=house.room)
        assert said[-1].reply_to == 1
        assert said[-1].text == "yes please"


async def test_escape_first_drops_the_reply_and_then_leaves_the_box(house: Kitchen) -> None:
    await house.say("theo", "tea?")
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await ada.press("up", "enter")
        await ada.write("hm")
        await ada.press("escape")
        assert not ada.shows("↳ theo")
        assert ada.composer.has_focus
        await ada.press("escape")
        assert ada.log.has_focus
        assert ada.composer.text == "hm"
        await ada.press("i")
        assert ada.composer.has_focus
        assert ada.composer.text == "hm"


async def test_slash_me_is_said_as_what_one_does(house: Kitchen) -> None:
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await ada.write("/me puts the kettle on")
        await ada.press("enter")
        await ada.sees("ada puts the kettle on")


async def test_control_j_begins_a_line_and_the_box_grows(house: Kitchen) -> None:
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        height = ada.composer.size.height
        await ada.write("one")
        await ada.press("ctrl+j")
        await ada.write("two")
        assert ada.composer.text == "one\ntwo"
        assert ada.composer.size.height == height + 1
        await ada.press("enter")
        await ada.until(lambda: ada.composer.size.height == height)


async def test_a_draft_survives_a_lost_connection(house: Kitchen) -> None:
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await ada.write("what I wanted to say")
    async with visiting(house.hub, house["ada"], name="s2") as again:
        await again.open(house.room)
        assert again.composer.text == "what I wanted to say"
        assert again.chat.has_draft()
        await again.press("enter")
        await again.until(lambda: not again.composer.text)
    assert await house.hub.do(house["ada"], chat.draft, room=house.room) == ""


async def test_a_draft_is_saved_when_typing_pauses(house: Kitchen) -> None:
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await ada.write("slowly")
        async with asyncio.timeout(10):
            while await house.hub.do(house["ada"], chat.draft, room=house.room) != "slowly":
                await ada.settle()


async def test_each_room_has_its_own_draft(house: Kitchen) -> None:
    direct = await house.hub.do(house["ada"], rooms.open_direct, handle="theo")
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await ada.write("to all")
        await ada.open(direct.id)
        assert ada.composer.text == ""
        await ada.write("to theo")
        await ada.open(house.room)
        assert ada.composer.text == "to all"


async def test_direct_messages_are_between_two(house: Kitchen) -> None:
    direct = await house.hub.do(house["ada"], rooms.open_direct, handle="theo")
    async with visiting(house.hub, house["ada"]) as ada, visiting(house.hub, house["theo"], name="t") as theo:
        await ada.open(direct.id)
        await ada.write("just us")
        await ada.press("enter")
        await theo.until(lambda: theo.app.rooms.one(direct.id) is not None)
        await theo.open(direct.id)
        await theo.sees("just us")
        assert theo.app.place == "@ada"


async def test_n_goes_to_the_next_unread_room(house: Kitchen) -> None:
    direct = await house.hub.do(house["theo"], rooms.open_direct, handle="ada")
    await house.hub.do(house["theo"], chat.post, room=direct.id, text="psst")
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await ada.press("escape", "n")
        await ada.sees("psst")
        assert ada.app.open_room_id == direct.id


async def test_an_edited_line_is_drawn_anew(house: Kitchen) -> None:
    await house.say("theo", "befroe")
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        message = ada.log.window.messages[0]
        ada.log.change(replace(message, text="before", edited_at=house.clock(), version=message.version + 1))
        await ada.sees("before")
        await ada.sees(words.EDITED)


async def test_a_narrow_and_a_wide_window_lay_out_anew(house: Kitchen) -> None:
    await house.chatter(30)
    async with visiting(house.hub, house["ada"], size=(120, 40)) as ada:
        await ada.open(house.room)
        await ada.sees(words.HERE_NOW)
        for size in ((40, 20), (80, 24), (30, 8), (200, 50), (120, 40)):
            ada.terminal.resize(*size)
            await ada.settle()
            await ada.sees("line 30")
            assert ada.log.following


async def test_with_more_missed_than_is_held_the_newest_still_come(house: Kitchen) -> None:
    await house.say("theo", "first")
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await house.chatter(300)
        house.hub.bus.resync()
        await ada.sees("line 300")
        assert len(ada.log.window) <= HELD
        assert ada.log.window.last_seq == 301


async def test_a_kind_sign_is_seen_by_everybody(house: Kitchen) -> None:
    await house.say("theo", "a hard day")
    async with (
        visiting(house.hub, house["ada"], name="a") as ada,
        visiting(house.hub, house["theo"], name="t") as theo,
    ):
        await ada.open(house.room)
        await theo.open(house.room)
        await ada.press("up", "+")
        await ada.sees("A kind sign", "I hear you")
        await ada.press("enter")
        await theo.sees("I hear you 1")
        await ada.sees("I hear you 1")


async def test_other_words_are_put_in_place_of_what_one_said(house: Kitchen) -> None:
    await house.say("ada", "I had taked the bus")
    async with (
        visiting(house.hub, house["ada"], name="a") as ada,
        visiting(house.hub, house["theo"], name="t") as theo,
    ):
        await ada.open(house.room)
        await theo.open(house.room)
        await ada.press("up", "e")
        await ada.sees(words.CHANGING)
        ada.composer.put("I had taken the bus")
        await ada.press("enter")
        await theo.sees("I had taken the bus", words.EDITED)
        await ada.sees("I had taken the bus", words.EDITED)
        assert len(await house.hub.do(house["ada"], chat.history, room=house.room)) == 1


async def test_escape_ends_a_change_and_leaves_the_message_as_it_is(house: Kitchen) -> None:
    await house.say("ada", "as it is")
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await ada.press("up", "e", "x", "escape")
        assert ada.composer.text == ""
        assert not ada.shows(words.CHANGING)
        assert ada.shows("as it is")
        assert not ada.composer.has_focus


async def test_a_half_written_text_is_set_aside_for_a_change_and_comes_back(house: Kitchen) -> None:
    await house.say("ada", "mine")
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await ada.write("half")
        await ada.press("escape", "up", "e")
        assert ada.composer.text == "mine"
        await ada.press("!", "enter")
        await ada.sees("mine!")
        assert ada.composer.text == "half"


async def test_what_is_taken_back_is_gone_for_everybody(house: Kitchen) -> None:
    await house.say("ada", "not for here")
    async with (
        visiting(house.hub, house["ada"], name="a") as ada,
        visiting(house.hub, house["theo"], name="t") as theo,
    ):
        await ada.open(house.room)
        await theo.open(house.room)
        await ada.press("up", "d")
        await ada.sees(words.TAKE_BACK_TITLE)
        await ada.press("down", "enter")
        await theo.sees(words.TAKEN_BACK)
        assert not theo.shows("not for here")


async def test_search_goes_to_the_line_it_found(house: Kitchen) -> None:
    await house.say("theo", "the needle")
    await house.chatter(120)
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await ada.press("escape", "/")
        await ada.sees(search_words.FILTERS[:20])
        await ada.paste("needle")
        await ada.press("enter")
        await ada.sees("the needle")
        await ada.press("enter")
        await ada.until(lambda: ada.log.selected is not None and ada.log.selected.text == "the needle")
        assert ada.log.has_focus


@pytest.mark.parametrize(
    ("keys", "left"),
    [
        (("a", "b", "ctrl+u", "c"), "c"),
        (("a", "space", "b", "ctrl+w", "c"), "a c"),
        (("a", "alt+backspace", "b"), "b"),
        (("a", "ctrl+j", "b"), "a\nb"),
        (("a", "alt+enter", "b", "shift+enter", "c"), "a\nb\nc"),
        (("a", "b", "ctrl+z", "c"), "c"),
        (("a", "enter", "b"), "b"),
    ],
)
async def test_keys_that_arrive_together_are_done_in_their_order(
    house: Kitchen, keys: tuple[str, ...], left: str
) -> None:
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        for key in keys:
            ada.app.post_message(events.Key(key, {"space": " "}.get(key, key if len(key) == 1 else None)))
        await ada.until(lambda: ada.composer.text == left)
        await ada.settle()
        assert ada.composer.text == left


async def test_lines_still_arrive_after_every_dialog_was_opened_and_left(house: Kitchen) -> None:
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await ada.press("escape")
        for opened in (("f1", "m"), ("ctrl+k",), ("ctrl+p",), ("/",), ("?",), ("f9",)):
            for key in opened:
                await ada.press(key)
            for key in opened:
                await ada.press("f9" if key == "f9" else "escape")
            await ada.until(lambda: ada.app.screen is ada.chat)
        await house.say("theo", "did you find everything?")
        await ada.sees("did you find everything?")
