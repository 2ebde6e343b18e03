from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from store import chat, members, preferences
from store.bus import Event
from store.operations import SYSTEM
from tests.tui.porch import Porch
from tui import minutes, words
from tui.app import PorchlightApp
from tui.features import FEATURES
from tui.widgets.field import Field
from tui.widgets.floating import Picker
from tui.widgets.frame import FrameScreen
from tui.widgets.hide import HideScreen
from tui.widgets.sheet import Sheet

WIDTHS = [(120, 40), (80, 24), (40, 20), (60, 20), (100, 30), (30, 8)]


@pytest.mark.parametrize("size", WIDTHS, ids=str)
async def test_help_now_is_at_the_bottom_right_at_every_width(porch: Porch, size: tuple[int, int]) -> None:
    async with porch.visit("ada", size) as visit:
        assert visit.lines()[-1].endswith("F1 help now")
        await visit.press("f1")
        assert "988" in visit.text
        assert visit.lines()[-1].endswith("F1 help now")


async def test_a_wide_window_has_a_rail_with_screens_rooms_and_people(porch: Porch) -> None:
    async with porch.visit("ada", (120, 40)) as visit:
        top, *rest = visit.lines()
        assert "Riverside hub" in top
        assert "Sun 22 Nov  19:42" in top
        assert top.endswith("ada")
        rail = [line.split("│")[0].rstrip() for line in rest[:-1]]
        assert "▌ 1 Today" in rail
        assert any(line.startswith("  2 Chat") and line.endswith("● 4") for line in rail)
        assert any("kitchen" in line and line.endswith("● 2") for line in rail)
        assert rail.index(" Rooms") < rail.index(" People")


async def test_a_middling_window_has_tabs_and_a_narrow_one_a_bar(porch: Porch) -> None:
    async with porch.visit("ada", (80, 24)) as visit:
        assert visit.lines()[1] == " ▌1 Today   2 Chat ● 4   3 Forum   4 Buddies   0 Settings"
    async with porch.visit("theo", (40, 20)) as visit:
        assert visit.lines()[-1].startswith(" 1T 2C●3F 4B 0S")
        assert visit.lines()[0] == " ☀ Today                    19:42  theo"


async def test_a_live_resize_moves_between_the_three(porch: Porch) -> None:
    async with porch.visit("ada", (40, 20)) as visit:
        await visit.pilot.resize_terminal(120, 40)
        await visit.shows("▌ 1 Today")
        await visit.pilot.resize_terminal(80, 24)
        await visit.shows("▌1 Today")
        await visit.pilot.resize_terminal(40, 20)
        await visit.shows("1T 2C●3F")


async def test_a_window_that_is_too_small_says_so_and_comes_back(porch: Porch) -> None:
    async with porch.visit("ada", (80, 24)) as visit:
        await visit.pilot.resize_terminal(20, 5)
        await visit.until(lambda: visit.text.strip() == words.TOO_SMALL[:20].strip() or "room" in visit.text)
        assert "kitchen" not in visit.text
        await visit.pilot.resize_terminal(80, 24)
        await visit.shows("Good evening")


async def test_counts_change_when_somebody_writes_elsewhere(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        await porch.say("mira", "night-shift", "Anybody?")

        def rail() -> list[str]:
            return [line[:26] for line in visit.lines()]

        await visit.until(lambda: any("night-shift" in line and "● 2" in line for line in rail()))
        assert any("Chat" in line and "● 5" in line for line in rail())


async def test_counts_are_drawn_up_to_99(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        room = visit.app.rooms.named("kitchen")
        assert room is not None
        visit.app.subscription.offer(Event(f"room:{room.id}", "advanced", 5_000))
        await visit.shows("99+")


async def test_what_was_read_on_another_device_is_read_here(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        await porch.hub.do(porch.actor("ada"), chat.mark_read, room="kitchen", seq=2)
        await visit.until(lambda: not any("kitchen" in line and "● 2" in line for line in visit.lines()))


async def test_a_room_that_appears_is_listened_to(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        room = await porch.direct("fay", "ada")
        await porch.say("fay", room, "A quiet word?")
        await visit.until(lambda: visit.app.rooms.one(room) is not None)
        assert f"room:{room}" in visit.app.subscription.topics
        await visit.shows("fay")


async def test_after_missing_news_everything_is_read_again(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        for topic in tuple(visit.app.subscription.topics):
            visit.app.subscription.discard(topic)
        await porch.say("mira", "night-shift", "Anybody?")
        visit.app.subscription.overflow()
        await visit.until(lambda: any("night-shift" in line and "● 2" in line for line in visit.lines()))


async def test_next_unread_opens_a_room(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        await visit.press("n")
        await visit.until(lambda: visit.app.current_mode == "chat" and visit.app.open_room_id is not None)


async def test_next_unread_says_when_there_is_none(porch: Porch) -> None:
    for room, seq in (("kitchen", 2), ("night-shift", 1), ("@theo", 1)):
        await porch.hub.do(porch.actor("ada"), chat.mark_read, room=room, seq=seq)
    async with porch.visit("ada") as visit:
        await visit.press("n")
        await visit.shows(words.NO_UNREAD)
        await visit.press("ctrl+p")
        await visit.write("notices")
        await visit.shows("Notices")
        assert words.NO_UNREAD in visit.text


async def test_jump_finds_rooms_people_screens_and_settings(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        for typed, seen in (("kitch", "# kitchen"), ("fay", "@fay"), ("chat", "Chat"), ("zone", "Time zone")):
            await visit.press("ctrl+k")
            await visit.press(*typed)
            await visit.shows(seen)
            await visit.press("escape")
        await visit.press("ctrl+k")
        await visit.write("fay")
        await visit.until(lambda: visit.app.place == "@fay" or "fay" in visit.app.place)


async def test_letters_belong_to_whoever_types(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        await visit.press("ctrl+k")
        await visit.press(*"n?!q12/\\0")
        assert isinstance(visit.app.screen, Picker)
        assert visit.app.screen.query_one(Field).value == "n?!q12/\\0"


async def test_alt_and_a_digit_goes_anywhere_also_while_typing(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        await visit.press("ctrl+k", "a", "alt+0")
        await visit.until(lambda: visit.app.current_mode == "settings")
        assert not visit.app.in_floating()
        await visit.press("1")
        assert visit.app.current_mode == "today"
        assert not visit.app.in_floating()


async def test_keys_pressed_together_keep_their_order(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        await visit.press("ctrl+k")
        field = visit.app.screen.query_one(Field)
        field.value = "ada"
        field.cursor_position = 3
        for key in ("backspace", "backspace", "backspace", "n", "o", "r", "a"):
            visit.app.simulate_key(key)
        await visit.until(lambda: field.value == "nora")


@pytest.mark.parametrize(("hides", "stays"), [("f9", "backslash"), ("backslash", "f9")])
async def test_hiding_shows_a_text_file_until_the_same_key(porch: Porch, hides: str, stays: str) -> None:
    async with porch.visit("ada", (80, 24)) as visit:
        await visit.press(hides)
        assert isinstance(visit.app.screen, HideScreen)
        hidden = visit.text
        for word in ("hub", "Riverside", "ada", "theo", "help", "kitchen", "●"):
            assert word not in hidden
        await visit.press("a", "escape", "enter", "f1", "q", "ctrl+k", "ctrl+q", "alt+2", stays)
        await porch.say("theo", "kitchen", "Anybody?")
        await visit.pilot.pause()
        assert visit.text == hidden
        await visit.press(hides)
        assert "Good evening" in visit.text


async def test_the_terminals_title_says_nothing_of_the_hub(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        assert visit.app.title == "terminal"


async def test_q_leaves_at_once_and_ctrl_q_asks(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        await visit.press("ctrl+q")
        assert words.LEAVE_PLAIN in visit.text
        await visit.press("escape")
        assert visit.app.is_running
        await visit.press("ctrl+c", "enter")
        assert visit.app.is_running
        await visit.press("q")
        await visit.until(lambda: visit.app.return_value == 0)


async def test_a_draft_is_asked_about(porch: Porch, monkeypatch: pytest.MonkeyPatch) -> None:
    async with porch.visit("ada") as visit:
        frame = visit.app.frame
        assert frame is not None
        monkeypatch.setattr(frame, "has_draft", lambda: True)
        await visit.press("q")
        assert words.LEAVE_DRAFT.split(".")[0] in visit.text
        await visit.press("down", "enter")
        await visit.until(lambda: visit.app.return_value == 0)


async def test_a_locked_account_is_told_kindly_and_ends(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        await porch.hub.do(SYSTEM, members.set_locked, handle="ada", locked=True)
        await visit.shows("Take care.")
        await visit.press("x")
        await visit.until(lambda: visit.app.return_value == 0)


async def test_a_closing_hub_says_so(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        porch.hub.bus.publish(Event("hub", "closing"))
        await visit.shows("closing for a moment")


async def test_the_clock_is_drawn_again_each_minute(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        porch.clock.now += 60_000
        porch.hub.bus.publish(minutes.MINUTE)
        await visit.shows("19:43")


async def test_one_clock_serves_every_session_and_stops_with_the_last(porch: Porch) -> None:
    async with porch.visit("ada"), porch.visit("theo"):
        assert porch.hub.bus.listeners(minutes.TOPIC) == 2
        assert porch.hub.bus in minutes._ticking
        timers = [
            handle
            for handle in asyncio.get_running_loop()._scheduled  # type: ignore[attr-defined]
            if getattr(handle, "_callback", None) is minutes._tick and not handle.cancelled()
        ]
        assert len(timers) == 1
    minutes._tick(porch.hub.bus, porch.clock)
    assert porch.hub.bus not in minutes._ticking


async def test_two_people_in_one_process_do_not_mix(porch: Porch) -> None:
    await porch.hub.do(porch.actor("theo"), preferences.put, theme="paper")
    async with porch.visit("ada", (120, 40)) as one, porch.visit("theo", (60, 20), colours="256") as other:
        assert (one.app.palette.name, other.app.palette.name) == ("night", "paper")
        assert "Good evening, ada." in one.text
        assert "Good evening, theo." in other.text
        await other.press("0")
        assert one.app.current_mode == "today"
        await porch.hub.do(porch.actor("theo"), preferences.put, theme="contrast")
        await other.until(lambda: other.app.palette.name == "contrast")
        assert one.app.palette.name == "night"
        assert one.app.stylesheet.rules != other.app.stylesheet.rules


async def test_no_color_is_each_persons_own(porch: Porch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with porch.visit("ada", colours="truecolor") as one, porch.visit("theo", colours="none") as other:
        assert "#f0b060" in colours_in(one.app)
        assert colours_in(other.app) <= {"default"}
        assert "▌" in other.text


async def test_sixteen_colours_never_use_a_shade(porch: Porch) -> None:
    await porch.hub.do(porch.actor("ada"), preferences.put, theme="paper")
    async with porch.visit("ada", colours="16") as visit:
        for key in ("0", "2", "1", "f1"):
            await visit.press(key)
            assert not [name for name in colours_in(visit.app) if name.startswith("#")], key


async def test_256_colours_are_numbers(porch: Porch) -> None:
    async with porch.visit("ada", colours="256") as visit:
        assert not [name for name in colours_in(visit.app) if name.startswith("#")]


async def test_a_console_without_unicode_gets_ascii(porch: Porch) -> None:
    async with porch.visit("ada", colours="16", term="linux") as visit:
        assert visit.text.isascii(), [letter for letter in visit.text if not letter.isascii()]
        await visit.press("ctrl+k")
        assert visit.text.isascii()


def colours_in(app: PorchlightApp) -> set[str]:
    """The names of all colours on the screen as they go to the terminal."""
    names: set[str] = set()
    with app._context():
        strips = app.screen._compositor.render_strips()
    for strip in strips:
        for segment in strip:
            if segment.style is not None:
                for colour in (segment.style.color, segment.style.bgcolor):
                    if colour is not None:
                        names.add(colour.name)
    return names


async def test_the_foot_shows_no_letter_as_a_key_while_letters_are_typed(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        assert "/ search" in visit.lines()[-1]
        await visit.press("2")
        await visit.until(lambda: visit.app.current_mode == "chat" and visit.app.focused is not None)
        await visit.until(lambda: "/ search" not in visit.lines()[-1])
        assert "^K jump" in visit.lines()[-1]
        await visit.press("escape")
        await visit.until(lambda: "/ search" in visit.lines()[-1])


async def test_one_card_at_a_time(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        await visit.press("ctrl+k", "ctrl+k", "ctrl+p", "ctrl+k")
        await visit.until(lambda: len(visit.app.screen_stack) == 2)
        await visit.press("escape")
        await visit.until(lambda: len(visit.app.screen_stack) == 1)


async def test_a_long_name_of_the_hub_gives_way_to_where_one_is(porch: Porch) -> None:
    name = "The Riverside Alumni And Friends Evening"
    porch.hub.config = replace(porch.hub.config, hub=replace(porch.hub.config.hub, name=name))
    async with porch.visit("ada", (80, 24)) as visit:
        top = visit.lines()[0]
        assert "Today" in top
        assert "The Riverside Alumni" in top
        assert top.endswith("ada")


async def test_arrows_move_in_the_list_below_what_is_typed_in(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        await visit.press("ctrl+k")
        await visit.until(lambda: isinstance(visit.app.screen, Picker))
        await visit.pilot.pause()
        sheet = visit.app.screen.query_one(Sheet)
        first = sheet.current
        await visit.press("down")
        assert sheet.current != first
        await visit.press("up")
        assert sheet.current == first


async def test_a_card_that_is_closed_twice_at_once_closes_nothing_below_it(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        await visit.press("2")
        await visit.press("ctrl+k")
        await visit.until(lambda: isinstance(visit.app.screen, Picker))
        picker = visit.app.screen
        assert isinstance(picker, Picker)
        with visit.app._context():
            picker.close(None)
            picker.close("room:1")
        await visit.until(lambda: visit.app.screen is not picker)
        await visit.pilot.pause()
        assert visit.app.frame is visit.app.screen
        assert visit.app.is_running


async def test_the_minute_may_end_while_a_screen_is_being_made(
    porch: Porch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With one screen there, the minute is told while each of the others is being put together."""
    told: list[str] = []
    for feature in FEATURES:
        kind: Any = feature.screen
        real = kind.compose_body

        def compose_body(screen: FrameScreen, real: Any = real) -> Any:
            told.append(type(screen).__name__)
            for each in screen.porch.frames():
                each.minute_passed()
            return real(screen)

        monkeypatch.setattr(kind, "compose_body", compose_body)
    async with porch.visit("ada", (80, 24)) as visit:
        for feature in FEATURES:
            await visit.press(f"alt+{feature.key}")
            await visit.shows(f"▌{feature.key} {feature.title}")
    assert len(told) == len(FEATURES)
