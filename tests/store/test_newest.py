"""What many viewers read at once is read once, and nobody gets by it what they may not read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from store import blocks, chat, circles, members, newest, pins, preferences, presence, reactions, rooms
from store.db import Connected
from store.errors import Denied, HubError, NotFound
from store.hub import Hub
from store.operations import GUEST, SYSTEM, Actor
from store.policy import Role
from tests.store.conftest import House


@pytest.fixture(params=[newest.FEW, 0], ids=["each asks", "a crowd asks"])
async def garden(house: House, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """The room of ada, theo and uma; max is in a hidden circle's room and not here.

    Everything is to hold whether each asks for themselves, or the first who asks does so for all.
    """
    monkeypatch.setattr(newest, "FEW", request.param)
    await house.hub.do(SYSTEM, circles.add_member, circle="garden", handle="uma")
    return (await house.hub.do(house["ada"], rooms.one, room="garden")).id


async def texts(house: House, handle: str, room: int, seq: int = 0) -> list[str]:
    return [one.text for one in await house.hub.do(house[handle], newest.after, room=room, seq=seq)]


def count_message_reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    counted: list[str] = []
    real = Connected.all

    def spy(self: Connected, sql: str, /, **parameters: object) -> object:
        if "FROM messages m" in sql:
            counted.append(sql)
        return real(self, sql, **parameters)

    monkeypatch.setattr(Connected, "all", spy)
    return counted


async def test_a_new_line_is_read_once_for_everybody_in_the_room(
    house: House, garden: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.hub.do(house["theo"], chat.post, room=garden, text="the kettle is on")
    reads = count_message_reads(monkeypatch)
    for handle in ("ada", "theo", "uma") * 3:
        assert await texts(house, handle, garden) == ["the kettle is on"]
    assert len(reads) == 1
    await house.hub.do(house["theo"], chat.post, room=garden, text="who takes milk?")
    for handle in ("ada", "theo", "uma"):
        assert await texts(house, handle, garden, 1) == ["who takes milk?"]
    assert len(reads) == 2


async def test_a_crowd_is_answered_without_a_statement_until_something_is_committed(
    house: House, garden: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    for name in ("one", "all", "value"):
        real = getattr(Connected, name)

        def spy(self: Connected, sql: str, /, real: Any = real, **parameters: object) -> object:
            said.append(sql)
            return real(self, sql, **parameters)

        monkeypatch.setattr(Connected, name, spy)
    for text in ("the kettle is on", "who takes milk?"):
        await house.hub.do(house["theo"], chat.post, room=garden, text=text)
        for handle in ("ada", "theo", "uma"):
            await texts(house, handle, garden)
        said.clear()
        for handle in ("ada", "theo", "uma"):
            assert (await texts(house, handle, garden))[-1] == text
        assert said == []


async def test_who_has_not_read_the_rules_gets_nothing_from_those_who_have(house: House, garden: int) -> None:
    nora = Actor.of(
        await house.hub.do(
            SYSTEM, members.add, handle="nora", role=Role.PARTICIPANT, circle_names=("garden",)
        )
    )
    await house.hub.do(house["theo"], chat.post, room=garden, text="hello all")
    for handle in ("ada", "theo", "uma"):
        assert await texts(house, handle, garden) == ["hello all"]
    with pytest.raises(Denied):
        await house.hub.do(nora, newest.after, room=garden, seq=0)


async def test_a_guest_gets_nothing_that_others_have_just_read(house: House, garden: int) -> None:
    await house.hub.do(house["theo"], chat.post, room=garden, text="hello all")
    for handle in ("ada", "theo", "uma"):
        assert await texts(house, handle, garden) == ["hello all"]
    for nobody in (GUEST, SYSTEM, Actor("guest", house["ada"].member_id)):
        with pytest.raises(Denied):
            await house.hub.do(nobody, newest.after, room=garden, seq=0)


async def test_one_who_blocked_the_author_does_not_get_the_line_that_another_has_just_read(
    house: House, garden: int
) -> None:
    await house.hub.do(house["ada"], blocks.block, handle="theo")
    await house.hub.do(house["theo"], chat.post, room=garden, text="hello all")
    await house.hub.do(house["uma"], chat.post, room=garden, text="hello theo", reply_to=1)
    seen_by_uma = await house.hub.do(house["uma"], newest.after, room=garden, seq=0)
    seen_by_ada = await house.hub.do(house["ada"], newest.after, room=garden, seq=0)
    assert [one.text for one in seen_by_uma] == ["hello all", "hello theo"]
    assert seen_by_uma[1].reply_text == "hello all"
    assert [one.text for one in seen_by_ada] == ["hello theo"]
    assert (seen_by_ada[0].reply_author, seen_by_ada[0].reply_text) == ("", "")


async def test_a_block_holds_for_the_very_next_read(house: House, garden: int) -> None:
    await house.hub.do(house["theo"], chat.post, room=garden, text="hello all")
    assert await texts(house, "ada", garden) == ["hello all"]
    await house.hub.do(house["ada"], blocks.block, handle="theo")
    assert await texts(house, "ada", garden) == []
    assert await texts(house, "uma", garden) == ["hello all"]


async def test_one_who_left_between_the_post_and_its_delivery_gets_nothing(house: House, garden: int) -> None:
    await house.hub.do(house["theo"], chat.post, room=garden, text="between us")
    assert await texts(house, "uma", garden) == ["between us"]
    await house.hub.do(SYSTEM, circles.remove_member, circle="garden", handle="uma")
    assert await texts(house, "ada", garden) == ["between us"]
    with pytest.raises(NotFound):
        await texts(house, "uma", garden)


async def test_who_was_put_out_by_another_process_gets_nothing_either(house: House, garden: int) -> None:
    other = await Hub.open(house.hub.config, clock=house.clock)
    try:
        await house.hub.do(house["theo"], chat.post, room=garden, text="between us")
        assert await texts(house, "uma", garden) == ["between us"]
        await other.do(SYSTEM, circles.remove_member, circle="garden", handle="uma")
        with pytest.raises(NotFound):
            await texts(house, "uma", garden)
    finally:
        await other.close()


async def test_a_hidden_room_is_not_there_for_others_although_its_people_have_just_read_it(
    house: House, garden: int
) -> None:
    attic = (await house.hub.do(house["max"], rooms.one, room="attic")).id
    await house.hub.do(house["mira"], chat.post, room=attic, text="nobody knows of this room")
    assert await texts(house, "max", attic) == ["nobody knows of this room"]
    with pytest.raises(NotFound) as hidden:
        await texts(house, "ada", attic)
    with pytest.raises(NotFound) as absent:
        await texts(house, "ada", 10**6)
    assert str(hidden.value) == str(absent.value)


async def test_a_locked_account_reads_nothing_that_others_have_just_read(house: House, garden: int) -> None:
    await house.hub.do(house["theo"], chat.post, room=garden, text="hello all")
    assert await texts(house, "ada", garden) == ["hello all"]
    await house.hub.do(SYSTEM, members.set_locked, handle="uma", locked=True)
    with pytest.raises(Denied):
        await texts(house, "uma", garden)


async def test_a_refusal_of_one_is_no_refusal_for_the_next(house: House, garden: int) -> None:
    await house.hub.do(house["theo"], chat.post, room=garden, text="hello all")
    with pytest.raises(HubError):
        await texts(house, "max", garden)
    assert await texts(house, "ada", garden) == ["hello all"]


async def test_it_is_what_history_says_for_everybody_whatever_hangs_on_the_lines(
    house: House, garden: int
) -> None:
    do = house.hub.do
    await do(house["theo"], chat.post, room=garden, text="@ada and @uma, tea?")
    await do(house["uma"], chat.post, room=garden, text="yes", reply_to=1)
    await do(house["ada"], chat.post, room=garden, text="/me puts the kettle on")
    for _ in range(2):
        for handle in ("ada", "theo", "uma"):
            for seq in range(4):
                assert await do(house[handle], newest.after, room=garden, seq=seq) == await do(
                    house[handle], chat.history, room=garden, after=seq
                )
        # Once more, with something on them that each sees in their own way.
        await do(house["ada"], reactions.toggle, room=garden, seq=1, kind="thank you")
        await do(SYSTEM, circles.add_member, circle="garden", handle="max", lead=True)
        await do(house["max"], pins.toggle, room=garden, seq=2)
        await do(house["uma"], blocks.block, handle="theo")


async def test_what_is_shared_is_not_changed_by_who_gets_it(house: House, garden: int) -> None:
    await house.hub.do(house["theo"], chat.post, room=garden, text="hello @ada")
    (for_ada,) = await house.hub.do(house["ada"], newest.after, room=garden, seq=0)
    (for_uma,) = await house.hub.do(house["uma"], newest.after, room=garden, seq=0)
    assert for_ada.names_me
    assert not for_uma.names_me
    assert replace(for_ada, names_me=False) == for_uma


async def test_who_is_here_is_read_once_for_a_room_and_decided_for_each(
    house: House, garden: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    do = house.hub.do
    for handle in ("ada", "theo", "uma", "max"):
        await do(house[handle], presence.arrive, session_id=handle, way_in="ssh")
    await do(house["uma"], preferences.put, hide_presence=True)
    await do(house["ada"], blocks.block, handle="theo")
    counted: list[str] = []
    real = Connected.all

    def spy(self: Connected, sql: str, /, **parameters: object) -> object:
        if "present" in sql:
            counted.append(sql)
        return real(self, sql, **parameters)

    monkeypatch.setattr(Connected, "all", spy)
    shown = {
        handle: [one.handle for one in await do(house[handle], presence.here, room=garden)]
        for handle in ("ada", "theo", "uma")
    }
    assert shown == {"ada": ["ada"], "theo": ["ada", "theo"], "uma": ["ada", "theo", "uma"]}
    assert len(counted) == 1
    with pytest.raises(NotFound):
        await do(house["max"], presence.here, room=garden)
    # One answer for all who see the same: two hundred lists of two hundred would be forty thousand.
    await do(house["ada"], blocks.unblock, handle="theo")
    await do(house["uma"], preferences.put, hide_presence=False)
    answers = [await do(house[handle], presence.here, room=garden) for handle in ("ada", "theo", "uma")]
    assert [one.handle for one in answers[0]] == ["ada", "theo", "uma"]
    assert all(each is answers[0] for each in answers)
    house.clock.advance(presence.SILENT_AFTER_MS + 2_000)
    assert await do(house["theo"], presence.here, room=garden) == ()
