"""One key for each thing that can be done with a chosen message, and no more offered than can be done."""

from __future__ import annotations

import pytest

from store import blocks, chat, circles, edits, notes, pins, reactions, rooms
from store.operations import SYSTEM, Tx
from tests.tui.chat.conftest import Kitchen
from tests.tui.chat.test_direct import picture, repainted
from tests.tui.chat.visit import Visit, visiting
from tui import words as shared_words
from tui.chat import words
from tui.session import Colours
from tui.widgets.sheet import Sheet


def foot(visit: Visit) -> str:
    return visit.terminal.rows()[-1]


def chosen(visit: Visit) -> str:
    message = visit.log.selected
    return message.text if message is not None else ""


async def test_the_words_and_the_place_of_a_message_are_copied_on_the_persons_key_alone(
    house: Kitchen,
) -> None:
    await house.say("theo", "see **here**", "and there")
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await ada.press("up", "k")
        assert not any("\x1b]52" in write for write in ada.terminal.writes)
        await ada.press("y")
        assert ada.app.clipboard == "see **here**"
        await ada.sees(words.COPIED)
        await ada.press("Y")
        assert ada.app.clipboard == "garden#1"
        await ada.press("j")
        assert chosen(ada) == "and there"


async def test_one_goes_to_what_a_message_answers_however_far_back_and_returns(house: Kitchen) -> None:
    await house.say("theo", "where it began")
    await house.chatter(400)
    first = await house.say("mira", "about the beginning", reply_to=1)
    await house.say("max", "and about that", reply_to=first)
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await ada.press("end")
        await ada.until(lambda: ada.log.following)
        await ada.press("up")
        await ada.until(lambda: "g answered" in foot(ada))
        await ada.press("g")
        assert chosen(ada) == "about the beginning"
        await ada.press("g")
        await ada.until(lambda: chosen(ada) == "where it began")
        await ada.sees("where it began", "line 1")
        await ada.until(lambda: "b back" in foot(ada))
        await ada.press("b")
        await ada.until(lambda: chosen(ada) == "about the beginning")
        await ada.press("b")
        await ada.until(lambda: chosen(ada) == "and about that")
        await ada.until(lambda: "b back" not in foot(ada))


async def test_who_looks_after_a_room_pins_and_everybody_finds_it(house: Kitchen) -> None:
    await house.hub.do(SYSTEM, circles.add_member, circle="garden", handle="max", lead=True)
    await house.say("theo", "the door code is on the fridge")
    await house.chatter(120)
    async with (
        visiting(house.hub, house["max"], name="m") as max_,
        visiting(house.hub, house["ada"], name="a") as ada,
    ):
        await max_.open(house.room, seq=1)
        await ada.open(house.room)
        await max_.until(lambda: "p pin" in foot(max_))
        await max_.press("p")
        await max_.sees(words.PINNED_MARK, words.IS_PINNED)
        await ada.press("up", "p")
        assert "p pin" not in foot(ada)
        assert len(await house.hub.do(house["ada"], pins.listing, room=house.room)) == 1
        await ada.press("P")
        await ada.sees(words.pins_title("garden"), "the door code is on the fridge")
        await ada.press("enter")
        await ada.until(lambda: chosen(ada) == "the door code is on the fridge")
        await max_.press("p")
        await ada.until(lambda: not ada.shows(words.PINNED_MARK))


async def test_earlier_versions_can_be_read(house: Kitchen) -> None:
    seq = await house.say("theo", "I took the train")
    await house.hub.do(house["theo"], edits.change, room=house.room, seq=seq, text="I took the bus")
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await ada.sees("I took the bus", words.EDITED)
        await ada.press("up")
        assert "v versions" in foot(ada)
        assert "e edit" not in foot(ada)
        await ada.press("v")
        await ada.sees(words.VERSIONS_TITLE, "I took the train")


async def test_links_are_shown_whole_and_copied_but_never_opened(
    house: Kitchen, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "https://example.org/" + "/".join(f"part{number}" for number in range(20))
    await house.say("theo", f"look: {address}, and http://other.example")
    async with visiting(house.hub, house["ada"], size=(80, 24)) as ada:

        def never(*_: object, **__: object) -> None:
            raise AssertionError("a browser was asked for")

        monkeypatch.setattr(ada.app, "open_url", never)
        await ada.open(house.room)
        await ada.press("up", "l")
        await ada.sees(words.LINKS_TITLE, "other.example")
        shown = [
            "".join(span.text for span in line.spans).strip()
            for line in ada.app.screen.query_one(Sheet)._lines
        ]
        assert address in "".join(shown)
        assert all(ada.shows(row) for row in shown)
        await ada.press("enter")
        assert ada.app.clipboard == address


@pytest.mark.parametrize(
    ("keys", "given"),
    [
        (("2",), "same here"),
        (tuple("sunflower") + ("enter",), "🌻"),
        (("enter",), "I hear you"),
    ],
)
async def test_a_reaction_is_a_number_an_emoji_or_its_name(
    house: Kitchen, keys: tuple[str, ...], given: str
) -> None:
    await house.say("theo", "I stayed")
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await ada.press("up", "+")
        await ada.sees(words.REACT_TITLE, "1  I hear you")
        await ada.press(*keys)
        await ada.sees(f"[{given} 1]")
        said = await house.hub.do(house["theo"], chat.message, room=house.room, seq=1)
        assert said.reactions == (chat.Reaction(given, 1, False),)


async def test_any_one_emoji_can_be_given(house: Kitchen) -> None:
    await house.say("theo", "I stayed")
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await ada.press("up", "+")
        await ada.sees(words.REACT_TITLE)
        await ada.paste("🎉")
        await ada.press("enter")
        await ada.until(lambda: ada.log.window.messages[0].reactions == (chat.Reaction("🎉", 1, True),))


async def test_what_is_no_emoji_is_refused_in_a_sentence(house: Kitchen) -> None:
    await house.say("theo", "I stayed")
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await ada.press("up", "+", *"zzzz", "enter")
        await ada.sees("React with one emoji")


async def test_the_foot_lists_what_can_be_done_also_on_a_phone(house: Kitchen) -> None:
    await house.say("ada", "mine")
    await house.say("theo", "his")
    for size in ((80, 24), (40, 20)):
        async with visiting(house.hub, house["ada"], size=size) as ada:
            await ada.open(house.room)
            assert "reply" not in foot(ada)
            await ada.press("up")
            assert "r reply  + react" in foot(ada)
            assert "e edit" not in foot(ada)
            await ada.press("up")
            await ada.until(lambda: "e edit" in foot(ada))
            await ada.press("escape")
            await ada.until(lambda: "reply" not in foot(ada))


async def test_a_deleted_message_offers_nothing_but_its_place(house: Kitchen) -> None:
    seq = await house.say("ada", "not this")
    await house.hub.do(house["ada"], edits.delete, room=house.room, seq=seq)
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await ada.press("up")
        assert not any(one in foot(ada) for one in ("reply", "react", "edit", "delete", "copy"))
        await ada.press("Y")
        assert ada.app.clipboard == "garden#1"


async def test_who_looks_after_the_room_removes_what_another_wrote_with_a_reason_that_reaches_them(
    house: Kitchen,
) -> None:
    await house.hub.do(SYSTEM, circles.add_member, circle="garden", handle="max", lead=True)
    await house.say("theo", "buy my cups")
    for size in ((80, 24), (40, 20)):
        async with visiting(house.hub, house["max"], size=size) as max_:
            await max_.open(house.room)
            await max_.press("up", "d")
            await max_.sees(shared_words.REMOVE_TITLE)
            await max_.press("enter")
            await max_.sees(shared_words.REASON_NEEDED[:20])
            await max_.press("escape")
            await max_.until(lambda: not max_.shows(shared_words.REMOVE_TITLE))
            assert not max_.log.window.messages[0].deleted
    async with visiting(house.hub, house["max"]) as max_:
        await max_.open(house.room)
        await max_.press("up", "d")
        await max_.sees(shared_words.REMOVE_TITLE)
        await max_.paste("no shops here, please")
        await max_.press("enter")
        await max_.sees(words.REMOVED)
    (note,) = await house.hub.do(house["theo"], notes.mine)
    assert (note.kind, note.other) == ("removed", "")
    assert "no shops here, please" in note.word


async def test_what_was_deleted_is_quoted_no_longer(house: Kitchen) -> None:
    seq = await house.say("theo", "what I should not have said")
    await house.say("mira", "why not?", reply_to=seq)
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await ada.sees("theo · what I should not")
        await house.hub.do(house["theo"], edits.delete, room=house.room, seq=seq)
        await ada.sees(f"theo · {words.TAKEN_BACK}")
        assert not ada.shows("should not have said")


async def test_what_a_blocked_person_said_is_not_gone_to(house: Kitchen) -> None:
    seq = await house.say("theo", "look at me")
    await house.say("mira", "no", reply_to=seq)
    await house.hub.do(house["ada"], blocks.block, handle="theo")
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await ada.press("up", "g")
        await ada.until(lambda: ada.app.notices and ada.app.notices[-1].words == words.NOT_THERE)
        await ada.until(lambda: chosen(ada) == "no")
        assert not ada.shows("look at me")
        assert not ada.log.came_from_answer


async def test_a_change_out_of_the_window_is_not_even_read(
    house: Kitchen, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.chatter(300)
    async with visiting(house.hub, house["ada"]) as ada:
        await ada.open(house.room)
        await ada.press("end")
        await ada.rest()
        reads: list[int] = []
        within = chat.message.within

        def counted(tx: Tx, *, room: rooms.RoomRef, seq: int) -> chat.Message:
            reads.append(seq)
            return within(tx, room=room, seq=seq)

        monkeypatch.setattr(chat.message, "within", counted)
        await house.hub.do(house["theo"], reactions.toggle, room=house.room, seq=3, kind="🙂")
        await house.hub.do(house["theo"], reactions.toggle, room=house.room, seq=300, kind="🙂")
        await ada.sees("🙂 1")
        assert reads == [300]
        assert len(ada.terminal.writes) == 1


@pytest.mark.parametrize("term", ["xterm-256color", "linux"])
async def test_both_ways_draw_marked_words_and_reactions_the_same(house: Kitchen, term: str) -> None:
    await house.say(
        "theo",
        "**bold** and *it* and `code`, https://example.org/" + "x/" * 50 + " @mira",
        "> quoted\n- one\n- two\n```\ncode\n```",
        "日本 **語** _e\u0301_ 🙂 “so” — on…",
    )
    for seq, kind in ((1, "🙂"), (2, "I hear you"), (3, "thank you")):
        await house.hub.do(house["mira"], reactions.toggle, room=house.room, seq=seq, kind=kind)
        await house.hub.do(house["ada"], reactions.toggle, room=house.room, seq=seq, kind=kind)
    colours: Colours = "16" if term == "linux" else "truecolor"
    async with visiting(house.hub, house["ada"], size=(80, 36), colours=colours, term=term) as ada:
        await ada.open(house.room)
        for number in range(3):
            await house.hub.do(
                house["theo"], reactions.toggle, room=house.room, seq=number + 1, kind="proud of you"
            )
            await ada.until(
                lambda number=number: len(ada.log.window.messages[number].reactions) == 2  # type: ignore[misc]
            )
            await ada.rest()
            drawn = picture(ada)
            assert drawn == repainted(ada)
        for key in ("up", "up", "up", "down", "escape"):
            await ada.press(key)
            drawn = picture(ada)
            assert drawn == repainted(ada), key
        assert ada.shows("slightly smiling face") == (term == "linux")
