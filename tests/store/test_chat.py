"""Messages, their order, their nonces, and how far each member has read."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import blocks, chat, circles, rooms
from store.config import Config
from store.errors import Invalid, NotFound, RateLimited
from store.operations import Operation
from tests.store.conftest import House


async def test_what_one_says_the_other_reads(house: House) -> None:
    posted = await house.hub.do(house["ada"], chat.post, room="garden", text="Tomatoes at last.")
    assert (posted.room, posted.seq, posted.at) == ("garden", 1, house.clock.now)
    (message,) = await house.hub.do(house["theo"], chat.history, room="garden")
    assert (message.author, message.text, message.kind, message.seq) == (
        "ada",
        "Tomatoes at last.",
        "text",
        1,
    )


async def test_one_who_is_not_in_the_room_is_told_that_there_is_none(house: House) -> None:
    await house.hub.do(house["ada"], chat.post, room="garden", text="hello")
    operations: tuple[Operation[..., object], ...] = (chat.history, rooms.one, rooms.people, chat.draft)
    for operation in operations:
        with pytest.raises(NotFound) as unseen:
            await house.hub.do(house["mira"], operation, room="garden")
        with pytest.raises(NotFound) as missing:
            await house.hub.do(house["mira"], operation, room="nowhere")
        assert str(unseen.value) == str(missing.value)
    with pytest.raises(NotFound):
        await house.hub.do(house["mira"], chat.post, room="garden", text="let me in")
    with pytest.raises(NotFound):
        await house.hub.do(house["hana"], chat.history, room="garden")


async def test_a_hundred_messages_at_once_have_the_sequences_one_to_a_hundred(house: House) -> None:
    hub = house.hub
    generous = replace(hub.config, limits=replace(hub.config.limits, messages_per_10_s=10_000))
    hub.config = generous
    before = hub.database.commits
    answers = await asyncio.gather(
        *(
            hub.do(house["ada" if n % 2 else "theo"], chat.post, room="garden", text=f"line {n}")
            for n in range(100)
        )
    )
    assert sorted(answer.seq for answer in answers) == list(range(1, 101))
    assert hub.database.commits - before < 20, "writes that wait together share a commit"
    history = await hub.do(house["ada"], chat.history, room="garden", limit=200)
    assert [message.seq for message in history] == list(range(1, 101))


async def test_a_nonce_repeated_says_nothing_twice(house: House) -> None:
    hub = house.hub
    first = await hub.do(house["ada"], chat.post, room="garden", text="once", nonce="n1")
    again = await hub.do(house["ada"], chat.post, room="garden", text="once", nonce="n1")
    other = await hub.do(house["theo"], chat.post, room="garden", text="mine", nonce="n1")
    assert first == again
    assert other.seq == 2
    assert len(await hub.do(house["ada"], chat.history, room="garden")) == 2


async def test_what_is_refused_leaves_no_gap(house: House) -> None:
    hub = house.hub
    await hub.do(house["ada"], chat.post, room="garden", text="one")
    for text in ("", "   \n ", "/me", "x" * 4001):
        with pytest.raises(Invalid):
            await hub.do(house["ada"], chat.post, room="garden", text=text)
    with pytest.raises(NotFound):
        await hub.do(house["ada"], chat.post, room="garden", text="answer", reply_to=99)
    assert (await hub.do(house["ada"], chat.post, room="garden", text="two")).seq == 2


async def test_me_is_what_somebody_does_and_a_reply_shows_what_it_answers(house: House) -> None:
    hub = house.hub
    await hub.do(house["ada"], chat.post, room="garden", text="/me waves")
    await hub.do(house["theo"], chat.post, room="garden", text="Hi!\nHow are you?", reply_to=1)
    await hub.do(house["ada"], chat.post, room="garden", text="fine", reply_to=2)
    wave, hi, fine = await hub.do(house["ada"], chat.history, room="garden")
    assert (wave.kind, wave.text) == ("me", "waves")
    assert (hi.reply_to, hi.reply_author, hi.reply_text) == (1, "ada", "waves")
    assert fine.reply_text == "Hi! How are you?"


async def test_unread_is_what_others_said_after_the_last_that_was_read(house: House) -> None:
    hub = house.hub
    for n in range(3):
        await hub.do(house["theo"], chat.post, room="garden", text=f"{n}")
    assert (await hub.do(house["ada"], rooms.one, room="garden")).unread == 3
    assert (await hub.do(house["theo"], rooms.one, room="garden")).unread == 0
    await hub.do(house["ada"], chat.mark_read, room="garden", seq=2)
    await hub.do(house["ada"], chat.mark_read, room="garden", seq=1)
    assert (await hub.do(house["ada"], rooms.one, room="garden")).unread == 1
    await hub.do(house["ada"], chat.mark_read, room="garden", seq=10**6)
    assert (await hub.do(house["ada"], rooms.one, room="garden")).last_read == 3


async def test_history_pages_both_ways_without_gap_or_overlap(house: House) -> None:
    hub = house.hub
    for n in range(1, 31):
        house.clock.advance(1_000)
        await hub.do(house["ada"], chat.post, room="garden", text=f"{n}")
    seen: list[int] = []
    before: int | None = None
    while page := await hub.do(house["theo"], chat.history, room="garden", before=before, limit=7):
        seen = [message.seq for message in page] + seen
        before = page[0].seq
    assert seen == list(range(1, 31))
    forward = await hub.do(house["theo"], chat.history, room="garden", after=10, before=15)
    assert [message.seq for message in forward] == [11, 12, 13, 14]


async def test_a_flood_is_slowed_and_nothing_of_it_is_lost_or_remembered_for_long(house: House) -> None:
    hub = house.hub
    allowed = hub.config.limits.messages_per_10_s
    for n in range(allowed):
        await hub.do(house["ada"], chat.post, room="garden", text=f"{n}")
    with pytest.raises(RateLimited) as held:
        await hub.do(house["ada"], chat.post, room="garden", text="too much")
    assert 0 < held.value.retry_after_s <= 10
    await hub.do(house["theo"], chat.post, room="garden", text="not me")
    house.clock.advance(10_001)
    await hub.do(house["ada"], chat.post, room="garden", text="again")


async def test_direct_messages_are_seen_by_the_two_and_by_nobody_else(house: House) -> None:
    hub = house.hub
    room = await hub.do(house["ada"], rooms.open_direct, handle="@Theo")
    assert room.name == "@theo"
    assert room.name not in [each.name for each in await hub.do(house["theo"], rooms.listing)]
    await hub.do(house["ada"], chat.post, room="@theo", text="psst")
    assert [message.text for message in await hub.do(house["theo"], chat.history, room="@ada")] == ["psst"]
    assert (await hub.do(house["theo"], rooms.one, room="@ada")).unread == 1
    assert (await hub.do(house["theo"], rooms.open_direct, handle="ada")).id == room.id
    for other in ("uma", "hana", "fay", "max"):
        with pytest.raises(NotFound):
            await hub.do(house[other], chat.history, room=room.id)
    with pytest.raises(Invalid):
        await hub.do(house["ada"], rooms.open_direct, handle="ada")
    with pytest.raises(NotFound):
        await hub.do(house["ada"], rooms.open_direct, handle="mira")


async def test_a_draft_is_kept_until_it_is_emptied(house: House) -> None:
    hub = house.hub
    await hub.do(house["ada"], chat.save_draft, room="garden", text="half a thou")
    assert await hub.do(house["ada"], chat.draft, room="garden") == "half a thou"
    assert await hub.do(house["theo"], chat.draft, room="garden") == ""
    room = await hub.do(house["ada"], rooms.one, room="garden")
    assert await hub.do(house["ada"], chat.drafts) == [room.id]
    await hub.do(house["ada"], chat.save_draft, room="garden", text="")
    assert await hub.do(house["ada"], chat.drafts) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(min_size=1, max_size=300))
async def test_no_text_that_can_be_typed_brings_a_control_character_out(house: House, text: str) -> None:
    house.clock.advance(60_000)
    try:
        posted = await house.hub.do(house["ada"], chat.post, room="garden", text=text)
    except Invalid:
        return
    message = await house.hub.do(house["theo"], chat.message, room="garden", seq=posted.seq)
    assert not any((ord(c) < 32 and c != "\n") or 0x7F <= ord(c) < 0xA0 for c in message.text)


def test_the_config_of_these_tests_has_the_limits_of_the_sample(config: Config) -> None:
    assert config.limits.messages_per_10_s >= 1


async def test_what_a_blocked_member_wrote_is_not_unread(house: House) -> None:
    hub = house.hub
    await hub.do(house["hana"], circles.join, circle="garden")
    for n in range(6):
        house.clock.advance(5_000)
        await hub.do(house["theo" if n % 3 else "hana"], chat.post, room="garden", text=f"line {n}")
    assert (await hub.do(house["ada"], rooms.one, room="garden")).unread == 6
    await hub.do(house["ada"], blocks.block, handle="theo")
    assert (await hub.do(house["ada"], rooms.one, room="garden")).unread == 2
