"""Who may read, change, pin and find what: every role in every standing to a room, through the operations."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from store import blocks, chat, circles, edits, members, pins, presence, reactions, rooms, search, today
from store.errors import Denied, NotFound, Refused
from store.operations import SYSTEM, Actor
from store.policy import Role
from tests.store.conftest import House

ROLES = tuple(Role)
EVERYWHERE = {Role.FACILITATOR, Role.HOST}
"""Roles that look after every room they are in."""

Do = Callable[[House, Actor, int], Awaitable[object]]

READING: dict[str, Do] = {
    "read": lambda house, me, room: house.hub.do(me, chat.history, room=room),
    "read one": lambda house, me, room: house.hub.do(me, chat.message, room=room, seq=1),
    "former words": lambda house, me, room: house.hub.do(me, edits.versions, room=room, seq=1),
    "what is pinned": lambda house, me, room: house.hub.do(me, pins.listing, room=room),
    "who reacted": lambda house, me, room: house.hub.do(me, reactions.people, room=room, seq=1),
    "the rules": lambda house, me, room: house.hub.do(me, rooms.rules, room=room),
    "the people": lambda house, me, room: house.hub.do(me, rooms.people, room=room),
    "who is here": lambda house, me, room: house.hub.do(me, presence.here, room=room),
    "the room": lambda house, me, room: house.hub.do(me, rooms.one, room=room),
    "search in it": lambda house, me, room: house.hub.do(me, search.messages, words="obsidian", room=room),
}
TAKING_PART: dict[str, Do] = {
    "post": lambda house, me, room: house.hub.do(me, chat.post, room=room, text="hello"),
    "answer": lambda house, me, room: house.hub.do(me, chat.post, room=room, text="yes", reply_to=1),
    "react": lambda house, me, room: house.hub.do(me, reactions.toggle, room=room, seq=1, kind="🌻"),
    "mark read": lambda house, me, room: house.hub.do(me, chat.mark_read, room=room, seq=1),
    "mark unread": lambda house, me, room: house.hub.do(me, chat.mark_unread, room=room, seq=1),
    "draft": lambda house, me, room: house.hub.do(me, chat.save_draft, room=room, text="half a"),
    "level": lambda house, me, room: house.hub.do(me, rooms.set_level, room=room, level="mentions"),
    "mute": lambda house, me, room: house.hub.do(me, rooms.mute, room=room, for_s=60),
}
NEVER: dict[str, Do] = {
    "change what another said": lambda house, me, room: house.hub.do(
        me, edits.change, room=room, seq=1, text="mine"
    ),
}
LOOKING_AFTER: dict[str, Do] = {
    "pin": lambda house, me, room: house.hub.do(me, pins.toggle, room=room, seq=1),
    "delete what another said": lambda house, me, room: house.hub.do(me, edits.delete, room=room, seq=2),
}
LEADING: dict[str, Do] = {
    "topic": lambda house, me, room: house.hub.do(me, rooms.set_topic, room=room, topic="beans"),
    "rules": lambda house, me, room: house.hub.do(me, rooms.set_rules, room=room, rules="be kind"),
    "rename": lambda house, me, room: house.hub.do(me, rooms.rename, room=room, name="shed"),
    "archive": lambda house, me, room: house.hub.do(me, rooms.archive, room=room, archived=False),
}
ALL = READING | TAKING_PART | NEVER | LOOKING_AFTER | LEADING


async def outcome(house: House, what: str, me: Actor, room: int) -> str:
    """What comes of doing something: "done", or the name of the refusal."""
    house.clock.advance(1_000)
    try:
        await ALL[what](house, me, room)
    except Refused as refused:
        return type(refused).__name__
    return "done"


async def somebody(house: House, role: Role, *names: str, lead: bool = False) -> Actor:
    """A new member of a role, in some circles."""
    member = await house.hub.do(
        SYSTEM, members.add, handle=f"new-{role.value}x", role=role, circle_names=names
    )
    me = Actor.of(member)
    await house.hub.do(me, members.acknowledge_rules, version=house.hub.config.rules.version)
    if lead:
        for name in names:
            await house.hub.do(
                SYSTEM, circles.add_member, circle=name, handle=f"new-{role.value}x", lead=True
            )
    return me


async def written(house: House, room: str | int, *authors: str) -> int:
    """Two lines in a room, the first one changed and signed; its id."""
    one, other = authors
    await house.hub.do(house[one], chat.post, room=room, text="obsidian")
    house.clock.advance(1_000)
    await house.hub.do(house[other], chat.post, room=room, text="obsidian too")
    await house.hub.do(house[one], edits.change, room=room, seq=1, text="obsidian indeed")
    await house.hub.do(house[other], reactions.toggle, room=room, seq=1, kind="🌻")
    return (await house.hub.do(house[one], rooms.one, room=room)).id


@pytest.mark.parametrize("role", ROLES)
async def test_in_a_room_of_mine_my_role_says_what_i_look_after(house: House, role: Role) -> None:
    room = await written(house, "garden", "ada", "theo")
    me = await somebody(house, role, "garden")
    for what in READING | TAKING_PART:
        assert await outcome(house, what, me, room) == "done", what
    for what in NEVER:
        assert await outcome(house, what, me, room) == "Denied", what
    for what in LOOKING_AFTER | LEADING:
        assert await outcome(house, what, me, room) == ("done" if role in EVERYWHERE else "Denied"), what


@pytest.mark.parametrize("role", ROLES)
async def test_a_lead_looks_after_the_rooms_of_the_circle_and_changes_nobodys_words(
    house: House, role: Role
) -> None:
    room = await written(house, "garden", "ada", "theo")
    me = await somebody(house, role, "garden", lead=True)
    for what in LOOKING_AFTER:
        assert await outcome(house, what, me, room) == "done", what
    for what in NEVER:
        assert await outcome(house, what, me, room) == "Denied", what
    for what in LEADING:
        # A supporter keeps no rooms, whatever somebody made them.
        assert await outcome(house, what, me, room) == ("Denied" if role is Role.SUPPORTER else "done"), what


@pytest.mark.parametrize("circle", ["garden", "cohort", "attic"])
@pytest.mark.parametrize("role", ROLES)
async def test_a_room_that_is_not_mine_is_not_found_whoever_i_am(
    house: House, role: Role, circle: str
) -> None:
    authors = {"garden": ("ada", "theo"), "cohort": ("theo", "uma"), "attic": ("mira", "max")}[circle]
    room = await written(house, circle, *authors)
    me = await somebody(house, role)
    for what in ALL:
        expected = "Denied" if what in LEADING and role is Role.SUPPORTER else "NotFound"
        assert await outcome(house, what, me, room) == expected, what
        assert await outcome(house, what, me, 4_000) == expected, (what, "the same as for none")
    assert await house.hub.do(me, search.messages, words="obsidian") == []
    assert (await house.hub.do(me, today.summary)).unread == ()


@pytest.mark.parametrize("role", ROLES)
async def test_what_two_say_to_each_other_is_nobody_elses_not_even_a_hosts(house: House, role: Role) -> None:
    await house.hub.do(house["ada"], rooms.open_direct, handle="theo")
    room = await written(house, "@theo", "ada", "ada")
    # In every circle there is, and looking after each of them.
    me = await somebody(house, role, "garden", "cohort", "attic", lead=True)
    for what in ALL:
        expected = "Denied" if what in LEADING and role is Role.SUPPORTER else "NotFound"
        assert await outcome(house, what, me, room) == expected, what
    assert await house.hub.do(me, search.messages, words="obsidian") == []
    assert await house.hub.do(me, search.messages, words="obsidian from:ada") == []
    assert room not in {each.id for each in await house.hub.do(me, rooms.listing)}


@pytest.mark.parametrize("role", ROLES)
async def test_whom_one_blocks_is_nowhere_whatever_ones_role(house: House, role: Role) -> None:
    hub = house.hub
    me = await somebody(house, role, "garden", lead=True)
    handle = f"new-{role.value}x"
    mine = (await hub.do(me, chat.post, room="garden", text="obsidian of mine")).seq
    house.clock.advance(1_000)
    theirs = (await hub.do(house["theo"], chat.post, room="garden", text=f"obsidian @{handle}")).seq
    await hub.do(house["theo"], reactions.toggle, room="garden", seq=mine, kind="🌻")
    await hub.do(me, pins.toggle, room="garden", seq=theirs)
    await hub.do(house["theo"], presence.arrive, session_id="t", way_in="ssh")
    await hub.do(me, blocks.block, handle="theo")
    seen: dict[str, Any] = {
        "history": await hub.do(me, chat.history, room="garden"),
        "pins": await hub.do(me, pins.listing, room="garden"),
        "search": await hub.do(me, search.messages, words="obsidian"),
        "mentions": await hub.do(me, search.naming_me),
        "here": await hub.do(me, presence.here),
        "reacted": await hub.do(me, reactions.people, room="garden", seq=mine),
        "people": await hub.do(me, members.people),
        "today": await hub.do(me, today.summary),
        "waiting": await hub.do(me, today.waiting),
    }
    for where, found in seen.items():
        assert "theo" not in repr(found), where
    assert (await hub.do(me, rooms.one, room="garden")).unread == 0
    for act in (
        lambda: hub.do(me, chat.message, room="garden", seq=theirs),
        lambda: hub.do(me, reactions.toggle, room="garden", seq=theirs, kind="🌻"),
        lambda: hub.do(me, edits.versions, room="garden", seq=theirs),
        lambda: hub.do(me, chat.post, room="@theo", text="hello"),
    ):
        with pytest.raises(NotFound):
            await act()
    # They notice nothing.
    assert [each.text for each in await hub.do(house["theo"], chat.history, room="garden")] == [
        "obsidian of mine",
        f"obsidian @{handle}",
    ]
    assert (await hub.do(house["theo"], members.profile, handle=handle)).handle == handle


@pytest.mark.parametrize("role", ROLES)
async def test_ones_own_words_are_ones_own_until_one_leaves(house: House, role: Role) -> None:
    me = await somebody(house, role, "garden")
    seq = (await house.hub.do(me, chat.post, room="garden", text="mine")).seq
    await house.hub.do(me, edits.change, room="garden", seq=seq, text="mine, better")
    await house.hub.do(SYSTEM, circles.remove_member, circle="garden", handle=f"new-{role.value}x")
    with pytest.raises(NotFound):
        await house.hub.do(me, edits.change, room="garden", seq=seq, text="still mine")
    with pytest.raises(NotFound):
        await house.hub.do(me, edits.delete, room="garden", seq=seq)
    assert await house.hub.do(me, search.messages, words="mine") == []


async def test_who_is_locked_out_may_do_none_of_it(house: House) -> None:
    room = await written(house, "garden", "ada", "theo")
    await house.hub.do(house["hana"], members.set_locked, handle="ada", locked=True)
    for what in ALL:
        with pytest.raises(Denied):
            await ALL[what](house, house["ada"], room)
