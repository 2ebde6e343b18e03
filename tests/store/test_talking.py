"""What hangs on a message: edits, deletion, reactions, mentions, pins; and what a member does not want to see."""

from __future__ import annotations

from typing import Any

import pytest

from store import (
    blocks,
    chat,
    circles,
    directs,
    edits,
    notes,
    pins,
    preferences,
    presence,
    reactions,
    rooms,
    search,
    today,
    words,
)
from store.errors import Conflict, Denied, Invalid, NotFound
from store.operations import SYSTEM, Operation
from tests.store.conftest import House


async def say(house: House, who: str, text: str, room: str = "garden", **more: Any) -> int:
    house.clock.advance(1_000)
    return (await house.hub.do(house[who], chat.post, room=room, text=text, **more)).seq


async def read(house: House, who: str, room: str = "garden") -> list[chat.Message]:
    return await house.hub.do(house[who], chat.history, room=room)


async def test_an_edit_shows_that_it_is_one_and_keeps_what_was_said_before(house: House) -> None:
    await say(house, "ada", "the frist")
    await house.hub.do(house["ada"], edits.change, room="garden", seq=1, text="the first")
    await house.hub.do(house["ada"], edits.change, room="garden", seq=1, text="the first")
    (message,) = await read(house, "theo")
    assert (message.text, message.version) == ("the first", 2)
    assert message.edited_at == house.clock.now
    (before,) = await house.hub.do(house["theo"], edits.versions, room="garden", seq=1)
    assert (before.version, before.text) == (1, "the frist")
    assert [m.text for m in await house.hub.do(house["theo"], search.messages, words="first")] == [
        "the first"
    ]
    assert await house.hub.do(house["theo"], search.messages, words="frist") == []
    with pytest.raises(Denied):
        await house.hub.do(house["theo"], edits.change, room="garden", seq=1, text="mine now")
    with pytest.raises(NotFound):
        await house.hub.do(house["mira"], edits.change, room="garden", seq=1, text="x")


async def test_a_deletion_leaves_a_mark_and_no_word_in_the_file(house: House) -> None:
    word = "feldspar"
    await say(house, "ada", f"{word} one")
    await house.hub.do(house["ada"], edits.change, room="garden", seq=1, text=f"{word} two")
    await say(house, "theo", "answer", reply_to=1)
    await house.hub.do(house["theo"], reactions.toggle, room="garden", seq=1, kind="thank you")
    with pytest.raises(Denied):
        await house.hub.do(house["theo"], edits.delete, room="garden", seq=1)
    await house.hub.do(house["ada"], edits.delete, room="garden", seq=1)
    await house.hub.do(house["ada"], edits.delete, room="garden", seq=1)
    first, second = await read(house, "theo")
    assert (first.deleted, first.text, first.reactions) == (True, "", ())
    assert second.reply_text == ""
    with pytest.raises(Invalid):
        await house.hub.do(house["ada"], edits.change, room="garden", seq=1, text="back")
    assert await house.hub.do(house["theo"], edits.versions, room="garden", seq=1) == []
    await house.hub.close()
    for file in house.hub.config.data_dir.iterdir():
        assert word.encode() not in file.read_bytes(), file.name


async def test_who_looks_after_a_room_may_delete_in_it_and_nobody_in_direct_messages(house: House) -> None:
    hub = house.hub
    await hub.do(SYSTEM, circles.add_member, circle="garden", handle="max", lead=True)
    await hub.do(house["fay"], circles.join, circle="garden")
    for moderator in ("max", "fay"):
        seq = await say(house, "ada", "oh no")
        await hub.do(house[moderator], edits.delete, room="garden", seq=seq, reason="no brand names {other}")
    assert [(message.deleted, message.removed) for message in await read(house, "ada")] == [(True, True)] * 2
    # The author finds where and why; of what one takes back oneself there is no note, nor a second one.
    for _ in range(2):
        await hub.do(house["fay"], edits.delete, room="garden", seq=1, reason="once more")
    found = await hub.do(house["ada"], notes.mine)
    assert [(each.kind, each.other) for each in found] == [("removed", "")] * 2
    said = words.note(found[0].kind, found[0].other, found[0].word)
    assert "what you wrote in garden: no brand names {other}. It is about those words only" in said
    own = await say(house, "ada", "mine")
    await hub.do(house["ada"], edits.delete, room="garden", seq=own)
    assert [message.removed for message in await read(house, "ada")] == [True, True, False]
    assert len(await hub.do(house["ada"], notes.mine)) == 2
    await hub.do(house["fay"], rooms.open_direct, handle="ada")
    seq = await say(house, "ada", "between us", room="@fay")
    with pytest.raises(Denied):
        await hub.do(house["fay"], edits.delete, room="@ada", seq=seq)


async def test_screens_can_ask_who_looks_after_a_room(house: House) -> None:
    hub = house.hub
    await hub.do(SYSTEM, circles.add_member, circle="garden", handle="max", lead=True)
    await hub.do(house["fay"], circles.join, circle="garden")
    for handle, looks_after in (("max", True), ("fay", True), ("ada", False), ("theo", False)):
        assert await hub.do(house[handle], edits.moderates, room="garden") is looks_after
    await hub.do(house["fay"], rooms.open_direct, handle="ada")
    assert not await hub.do(house["fay"], edits.moderates, room="@ada")
    with pytest.raises(NotFound):
        await hub.do(house["mira"], edits.moderates, room="garden")


async def test_reactions_are_given_and_taken_back_and_counted(house: House) -> None:
    hub = house.hub
    await say(house, "ada", "a hard day")
    assert await hub.do(house["theo"], reactions.toggle, room="garden", seq=1, kind="I HEAR YOU")
    assert await hub.do(house["ada"], reactions.toggle, room="garden", seq=1, kind="i hear you")
    assert await hub.do(house["theo"], reactions.toggle, room="garden", seq=1, kind="🌻")
    (message,) = await read(house, "ada")
    assert message.reactions == (chat.Reaction("I hear you", 2, True), chat.Reaction("🌻", 1, False))
    assert not await hub.do(house["ada"], reactions.toggle, room="garden", seq=1, kind="I hear you")
    heard, sunflower = await hub.do(house["theo"], reactions.people, room="garden", seq=1)
    assert (heard.kind, heard.handles, sunflower.handles) == ("I hear you", ("theo",), ("theo",))
    for kind in ("", "boo", "x", "🌻🌻", "\x1b[0m"):
        with pytest.raises(Invalid):
            await hub.do(house["theo"], reactions.toggle, room="garden", seq=1, kind=kind)
    with pytest.raises(NotFound):
        await hub.do(house["theo"], reactions.toggle, room="garden", seq=9, kind="🌻")


async def test_a_mention_reaches_those_in_the_room_and_counts_until_it_is_read(house: House) -> None:
    hub = house.hub
    await say(house, "ada", "hello @theo, @mira and me@theo.example, @ada")
    await say(house, "ada", "no names")
    (message, plain) = await read(house, "theo")
    assert (message.names_me, plain.names_me) == (True, False)
    room = await hub.do(house["theo"], rooms.one, room="garden")
    assert (room.unread, room.mentions) == (2, 1)
    assert [m.seq for m in await hub.do(house["theo"], search.naming_me)] == [1]
    assert await hub.do(house["ada"], search.naming_me) == []
    assert await hub.do(house["mira"], search.naming_me) == []
    await hub.do(house["ada"], edits.change, room="garden", seq=1, text="hello all")
    assert (await hub.do(house["theo"], rooms.one, room="garden")).mentions == 0


async def test_pins_are_set_by_who_looks_after_the_room(house: House) -> None:
    hub = house.hub
    await say(house, "ada", "we meet at eight")
    with pytest.raises(Denied):
        await hub.do(house["ada"], pins.toggle, room="garden", seq=1)
    await hub.do(SYSTEM, circles.add_member, circle="garden", handle="theo", lead=True)
    assert await hub.do(house["theo"], pins.toggle, room="garden", seq=1)
    assert (await read(house, "ada"))[0].pinned
    assert [m.text for m in await hub.do(house["ada"], pins.listing, room="garden")] == ["we meet at eight"]
    assert not await hub.do(house["theo"], pins.toggle, room="garden", seq=1)
    await hub.do(house["ada"], rooms.open_direct, handle="theo")
    await say(house, "ada", "the address", room="@theo")
    assert await hub.do(house["ada"], pins.toggle, room="@theo", seq=1)


async def test_whom_i_block_i_no_longer_see_anywhere_and_they_notice_nothing(house: House) -> None:
    hub = house.hub
    await hub.do(house["theo"], presence.arrive, session_id="t", way_in="ssh")
    await hub.do(house["theo"], rooms.open_direct, handle="ada")
    await say(house, "theo", "psst", room="@ada")
    await say(house, "theo", "hello @ada leeks")
    await say(house, "ada", "an answer", reply_to=1)
    await hub.do(house["theo"], reactions.toggle, room="garden", seq=2, kind="same here")
    await hub.do(house["ada"], blocks.block, handle="theo")
    await say(house, "theo", "again @ada")

    (mine,) = await read(house, "ada")
    assert (mine.text, mine.reply_text, mine.reactions) == ("an answer", "", ())
    await hub.do(house["ada"], chat.mark_read, room="garden", seq=2)
    room = await hub.do(house["ada"], rooms.one, room="garden")
    assert (room.unread, room.last_read, room.mentions) == (0, 3, 0)
    assert [each.name for each in await hub.do(house["ada"], rooms.listing)] == ["garden"]
    assert await hub.do(house["ada"], search.messages, words="leeks") == []
    assert await hub.do(house["ada"], search.naming_me) == []
    assert await hub.do(house["ada"], presence.here) == ()
    assert (await hub.do(house["ada"], today.summary)).waiting == ()
    reads: tuple[Operation[..., object], ...] = (chat.message, edits.versions, reactions.toggle)
    for operation in reads:
        more = {"kind": "🌻"} if operation is reactions.toggle else {}
        with pytest.raises(NotFound):
            await hub.do(house["ada"], operation, room="garden", seq=1, **more)

    assert len(await read(house, "theo")) == 3
    assert await hub.do(house["theo"], blocks.listing) == []
    assert (await say(house, "theo", "still there?", room="@ada")) == 2
    await hub.do(house["ada"], blocks.unblock, handle="theo")
    assert len(await read(house, "ada")) == 3
    with pytest.raises(NotFound):
        await hub.do(house["ada"], blocks.unblock, handle="theo")
    with pytest.raises(Invalid):
        await hub.do(house["ada"], blocks.block, handle="ada")
    with pytest.raises(NotFound):
        await hub.do(house["ada"], blocks.block, handle="mira")


async def test_level_and_mute_decide_what_is_brought_to_notice(house: House) -> None:
    hub = house.hub
    await say(house, "theo", "one")
    await say(house, "theo", "@ada two")

    async def notice() -> int:
        return (await hub.do(house["ada"], rooms.one, room="garden")).notice

    assert await notice() == 2
    await hub.do(house["ada"], rooms.set_level, room="garden", level="mentions")
    assert await notice() == 1
    await hub.do(house["ada"], rooms.mute, room="garden", for_s=3600)
    assert await notice() == 0
    house.clock.advance(3_600_001)
    assert await notice() == 1
    await hub.do(house["ada"], rooms.set_level, room="garden", level="nothing")
    assert await notice() == 0
    with pytest.raises(Invalid):
        await hub.do(house["ada"], rooms.set_level, room="garden", level="loud")
    with pytest.raises(Invalid):
        await hub.do(house["ada"], rooms.mute, room="garden", for_s=-1)


async def test_what_was_read_can_be_unread_again_and_all_can_be_read_at_once(house: House) -> None:
    hub = house.hub
    for n in range(4):
        await say(house, "theo", f"{n}")
    await hub.do(house["ada"], chat.mark_read, room="garden", seq=4)
    await hub.do(house["ada"], chat.mark_unread, room="garden", seq=3)
    assert (await hub.do(house["ada"], rooms.one, room="garden")).unread == 2
    await hub.do(house["ada"], chat.mark_all_read)
    assert (await hub.do(house["ada"], rooms.one, room="garden")).unread == 0


async def test_a_lead_keeps_the_rooms_of_a_circle_and_nobody_else_does(house: House) -> None:
    hub = house.hub
    await hub.do(SYSTEM, circles.add_member, circle="garden", handle="theo", lead=True)
    await hub.do(house["theo"], rooms.create, circle="garden", name="shed")
    await hub.do(house["theo"], rooms.set_topic, room="shed", topic="tools\x07 and rain")
    await hub.do(house["theo"], rooms.set_rules, room="shed", rules="Put the fork back.")
    await hub.do(house["theo"], rooms.rename, room="shed", name="Tool-Shed")
    room = await hub.do(house["ada"], rooms.one, room="tool-shed")
    assert room.topic == "tools and rain"
    assert await hub.do(house["ada"], rooms.rules, room="tool-shed") == "Put the fork back."
    with pytest.raises(Conflict):
        await hub.do(house["theo"], rooms.rename, room="tool-shed", name="garden")
    lead_only: tuple[tuple[Operation[..., object], dict[str, object]], ...] = (
        (rooms.set_topic, {"topic": "mine"}),
        (rooms.set_rules, {"rules": ""}),
        (rooms.rename, {"name": "mine"}),
        (rooms.archive, {}),
    )
    for operation, more in lead_only:
        with pytest.raises(Denied):
            await hub.do(house["ada"], operation, room="tool-shed", **more)
        with pytest.raises(NotFound):
            await hub.do(house["uma"], operation, room="tool-shed", **more)
    await say(house, "ada", "last words", room="tool-shed")
    await hub.do(house["theo"], rooms.archive, room="tool-shed")
    assert "tool-shed" not in [each.name for each in await hub.do(house["ada"], rooms.listing)]
    assert [m.text for m in await read(house, "ada", "tool-shed")] == ["last words"]
    with pytest.raises(Invalid):
        await say(house, "ada", "more", room="tool-shed")


async def test_a_small_group_writes_to_one_another(house: House) -> None:
    hub = house.hub
    await hub.do(SYSTEM, circles.add_member, circle="garden", handle="uma")
    room = await hub.do(house["ada"], directs.open_group, handles=["theo", "@uma", "ada"])
    assert (room.name, room.partner_id) == ("@theo,uma", 0)
    await say(house, "ada", "us three", room="@uma,theo")
    assert [m.text for m in await read(house, "uma", "@ada,theo")] == ["us three"]
    with pytest.raises(NotFound):
        await read(house, "theo", "@ada")
    with pytest.raises(NotFound):
        await hub.do(house["ada"], directs.open_group, handles=["theo", "mira"])
    with pytest.raises(Invalid):
        await hub.do(house["ada"], directs.open_group, handles=["ada"])


async def test_strangers_ask_first_and_learn_nothing_but_a_yes(house: House) -> None:
    hub = house.hub
    for handle in ("mira", "nobody", "uma"):
        await hub.do(house["ada"], directs.ask, handle=handle)
    assert await hub.do(house["mira"], directs.requests) == []
    await hub.do(house["mira"], preferences.put, strangers=True)
    await hub.do(house["ada"], directs.ask, handle="mira")
    assert await hub.do(house["mira"], directs.requests) == ["ada"]
    with pytest.raises(NotFound):
        await say(house, "ada", "hi", room="@mira")
    await hub.do(house["mira"], directs.answer, handle="ada", yes=True)
    await say(house, "ada", "hi", room="@mira")
    assert [m.text for m in await read(house, "mira", "@ada")] == ["hi"]
    with pytest.raises(NotFound):
        await hub.do(house["mira"], directs.answer, handle="ada", yes=True)


def test_quiet_hours_may_go_over_midnight() -> None:
    night = preferences.Preferences(quiet_from=22 * 60, quiet_until=7 * 60)
    assert [night.quiet_at(minute) for minute in (21 * 60 + 59, 22 * 60, 0, 7 * 60 - 1, 7 * 60)] == [
        False,
        True,
        True,
        True,
        False,
    ]
    assert not preferences.Preferences().quiet_at(0)
