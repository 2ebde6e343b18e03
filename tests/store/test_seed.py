"""Filling a store: all of it in one commit with one hash, only once, and just like what people did themselves."""

from __future__ import annotations

import dataclasses

import pytest

from server.demo.compose import compose
from store import chat, invites, members, rooms, search, seed
from store.config import Config
from store.errors import Conflict, Denied, Invalid
from store.hub import Hub
from store.operations import GUEST, SYSTEM, Actor
from store.passwords import sign_in_with_password
from store.policy import Role
from store.seed import Community, SeedMessage
from tests.store.conftest import START, House

PASSWORD = "porchlight-demo"


@pytest.fixture(scope="module")
def community() -> Community:
    return compose(1, START)


async def plant(hub: Hub, community: Community) -> None:
    await hub.do(SYSTEM, seed.plant, community=community, password_hash=await hub.passwords.hash(PASSWORD))


async def actor_of(hub: Hub, handle: str) -> Actor:
    return Actor.of(next(m.id for m in await hub.do(SYSTEM, members.listing) if m.handle == handle))


async def test_a_whole_community_takes_one_hash_and_one_commit(hub: Hub, community: Community) -> None:
    before = hub.database.commits
    await plant(hub, community)
    assert hub.database.commits == before + 1
    assert hub.passwords.hashes == 1


async def test_what_was_loaded_is_read_back_as_it_was_composed(hub: Hub, community: Community) -> None:
    await plant(hub, community)
    ada = await actor_of(hub, "ada")
    (kitchen,) = [room for circle in community.circles for room in circle.rooms if room.name == "kitchen"]
    read = await hub.do(ada, chat.history, room="kitchen", limit=200)
    assert [(m.seq, m.author, m.text, m.kind, m.at, m.reply_to) for m in read] == [
        (seq, m.author, m.text, m.kind, m.at, m.reply_to)
        for seq, m in enumerate(kitchen.messages, 1)
        if seq > len(kitchen.messages) - 200
    ]


async def test_unread_counts_and_the_order_of_rooms_come_from_what_was_loaded(
    hub: Hub, community: Community
) -> None:
    await plant(hub, community)
    ada = await actor_of(hub, "ada")
    listing = {room.name: room for room in await hub.do(ada, rooms.listing)}
    for circle in community.circles:
        for room in circle.rooms:
            assert (room.name in listing) == ("ada" in circle.people)
            if room.name in listing:
                assert listing[room.name].unread == len(room.messages) - room.last_read["ada"]
                assert listing[room.name].last_at == room.messages[-1].at
    assert listing["@theo"].unread == 1


async def test_everybody_comes_in_with_the_one_password_and_owes_no_rules(
    hub: Hub, community: Community
) -> None:
    await plant(hub, community)
    theo = await sign_in_with_password(hub, "theo", PASSWORD)
    me = await hub.do(theo, members.me)
    assert (me.handle, me.role, me.rules_due) == ("theo", Role.PARTICIPANT, False)


async def test_what_was_loaded_can_be_found_and_added_to(hub: Hub, community: Community) -> None:
    await plant(hub, community)
    ada = await actor_of(hub, "ada")
    assert await hub.do(ada, search.messages, words="mineral water")
    before = await hub.do(ada, rooms.one, room="kitchen")
    posted = await hub.do(ada, chat.post, room="kitchen", text="hello")
    assert posted.seq == before.last_seq + 1


async def test_an_invite_opens_a_loaded_circle(hub: Hub, community: Community) -> None:
    await plant(hub, community)
    made = await hub.do(SYSTEM, invites.create, circle_names=("porch",), code="DEMO-JOIN")
    assert made.circles == ("porch",)


async def test_a_store_is_filled_only_while_nobody_lives_in_it(house: House, community: Community) -> None:
    with pytest.raises(Conflict, match="only a new one"):
        await house.hub.do(SYSTEM, seed.plant, community=community, password_hash="")


async def test_the_label_tells_a_new_store_from_a_filled_one_and_from_a_lived_in_one(
    hub: Hub, community: Community
) -> None:
    assert await hub.do(SYSTEM, seed.label) is None
    await plant(hub, community)
    assert await hub.do(SYSTEM, seed.label) == community.label


async def test_a_lived_in_store_has_an_empty_label(house: House) -> None:
    assert await house.hub.do(SYSTEM, seed.label) == ""


async def test_nobody_but_the_hub_itself_may(house: House, community: Community) -> None:
    for actor in (house["hana"], GUEST):
        with pytest.raises(Denied):
            await house.hub.do(actor, seed.plant, community=community, password_hash="")
        with pytest.raises(Denied):
            await house.hub.do(actor, seed.label)


@pytest.mark.parametrize(
    "wrong",
    [
        SeedMessage("nobody", "hi", START),
        SeedMessage("ada", "hi", START, reply_to=7),
        SeedMessage("ada", "hi", START, kind="shout"),
        SeedMessage("ada", "x" * 5000, START),
    ],
)
async def test_a_community_that_does_not_hold_together_leaves_nothing_behind(
    config: Config, hub: Hub, community: Community, wrong: SeedMessage
) -> None:
    circle = community.circles[0]
    room = dataclasses.replace(circle.rooms[0], messages=(wrong,))
    broken = dataclasses.replace(community, circles=(dataclasses.replace(circle, rooms=(room,)),))
    with pytest.raises(Invalid):
        await hub.do(SYSTEM, seed.plant, community=broken, password_hash="")
    assert await hub.do(SYSTEM, members.listing) == []
    assert await hub.do(SYSTEM, seed.label) is None


async def test_loaded_words_are_cleaned_like_typed_ones(hub: Hub, community: Community) -> None:
    circle = community.circles[0]
    said = SeedMessage("ada", "a\x1b]52;c;aGk=\x07b\u202e", START)
    room = dataclasses.replace(circle.rooms[0], messages=(said,))
    only = dataclasses.replace(circle, rooms=(room,))
    tricky = dataclasses.replace(community, circles=(only,), directs=(), boards=())
    await hub.do(SYSTEM, seed.plant, community=tricky, password_hash="")
    (read,) = await hub.do(await actor_of(hub, "ada"), chat.history, room="kitchen")
    assert read.text == "a]52;c;aGk=b"
