"""Who may do what: every operation has a rule, every rule is walked with every role, and nothing unseen is told of."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

import pytest

import store
from store import chat, circles, invites, joining, keys, members, presence, rooms, search
from store.circles import CircleKind, Visibility
from store.errors import Conflict, Denied, Invalid, NotFound
from store.operations import GUEST, REGISTRY, SYSTEM, Actor, Operation
from store.policy import RULES, Capability, Role, allows
from tests.store.conftest import House

for module in pkgutil.iter_modules(store.__path__):
    importlib.import_module(f"store.{module.name}")

STAFF = {Role.MENTOR, Role.FACILITATOR, Role.HOST}
EVERYBODY = set(Role)
PEERS = {Role.PARTICIPANT, Role.ALUM}
WALK: dict[Capability, tuple[set[Role], bool, bool]] = {
    # capability: the roles, a guest, the system
    Capability.SELF_READ: (EVERYBODY, False, False),
    Capability.SELF_CHANGE: (EVERYBODY, False, False),
    Capability.RULES_ACKNOWLEDGE: (EVERYBODY, False, False),
    Capability.EXPORT_MINE: (EVERYBODY, False, False),
    Capability.JOIN: (set(), True, False),
    Capability.SIGN_IN: (set(), False, True),
    Capability.INVITE_MANAGE: ({Role.FACILITATOR, Role.HOST}, False, True),
    Capability.MEMBER_SEE: (EVERYBODY, False, False),
    Capability.MEMBER_MANAGE: ({Role.HOST}, False, True),
    Capability.PRESENCE: (EVERYBODY, False, False),
    Capability.CIRCLE_SEE: (EVERYBODY, False, False),
    Capability.CIRCLE_JOIN: (PEERS | STAFF, False, False),
    Capability.CIRCLE_LEAD: (PEERS | STAFF, False, True),
    Capability.CIRCLE_MANAGE: ({Role.FACILITATOR, Role.HOST}, False, True),
    Capability.ROOM_READ: (EVERYBODY, False, False),
    Capability.ROOM_POST: (EVERYBODY, False, False),
    Capability.ROOM_LEAD: (PEERS | STAFF, False, True),
    Capability.DIRECT_OPEN: (EVERYBODY, False, False),
    Capability.SEARCH: (EVERYBODY, False, False),
    Capability.FORUM_READ: (EVERYBODY, False, False),
    Capability.FORUM_POST: (EVERYBODY, False, False),
    Capability.FORUM_MODERATE: (PEERS | STAFF, False, False),
    Capability.BOARD_LEAD: (PEERS | STAFF, False, True),
    Capability.LIFT_ASK: (STAFF, False, False),
    Capability.LIFT_DECIDE: ({Role.HOST}, False, False),
    Capability.PAIR: (PEERS | STAFF, False, False),
    Capability.PAIR_PROPOSE: (STAFF, False, False),
    Capability.CHECKIN: (PEERS | STAFF, False, False),
    Capability.GOAL: (PEERS | STAFF, False, False),
    Capability.SHARED_READ: (EVERYBODY, False, False),
    Capability.KUDOS: (EVERYBODY, False, False),
    Capability.HELP: (EVERYBODY, True, True),
    Capability.HUB_WATCH: (set(), False, True),
    Capability.HUB_KEEP: (set(), False, True),
}


@pytest.mark.parametrize("capability", Capability)
def test_every_capability_has_a_rule_and_lets_in_just_whom_this_table_says(capability: Capability) -> None:
    assert capability in RULES
    roles, guest, system = WALK[capability]
    assert {role for role in Role if allows(capability, "member", role)} == roles
    assert allows(capability, "guest", None) is guest
    assert allows(capability, "system", None) is system
    assert not any(allows(capability, "member", role, active=False) for role in Role)
    assert not allows(capability, "stranger", Role.HOST)


def test_what_is_not_in_the_table_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(RULES, Capability.ROOM_READ)
    assert not any(allows(Capability.ROOM_READ, "member", role) for role in Role)


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_every_operation_names_a_rule_and_cannot_be_called(name: str) -> None:
    operation = REGISTRY[name]
    assert operation.capability in RULES
    assert operation.__doc__
    assert not callable(operation)


def test_no_capability_is_left_without_an_operation_but_help() -> None:
    used = {operation.capability for operation in REGISTRY.values()}
    assert set(Capability) - used <= {Capability.HELP}


@pytest.mark.parametrize("name", sorted(REGISTRY))
async def test_every_operation_refuses_those_whom_its_rule_does_not_name(house: House, name: str) -> None:
    operation: Operation[..., object] = REGISTRY[name]
    rule = RULES[operation.capability]
    refused = [house[handle] for handle, role in ROLES.items() if role not in rule.roles]
    refused += [] if rule.guest else [GUEST]
    refused += [] if rule.system else [SYSTEM]
    for actor in refused:
        # The rule comes before the arguments are even looked at.
        with pytest.raises(Denied):
            await house.hub.do(actor, operation)


ROLES = {
    "ada": Role.PARTICIPANT,
    "uma": Role.ALUM,
    "sam": Role.SUPPORTER,
    "max": Role.MENTOR,
    "fay": Role.FACILITATOR,
    "hana": Role.HOST,
}


async def test_a_locked_member_can_do_nothing_from_the_next_moment_on(house: House) -> None:
    await house.hub.do(house["hana"], members.set_locked, handle="ada", locked=True)
    reads: tuple[Operation[..., object], ...] = (members.me, rooms.listing, presence.connections)
    for operation in reads:
        with pytest.raises(Denied):
            await house.hub.do(house["ada"], operation)
    await house.hub.do(house["hana"], members.set_locked, handle="ada", locked=False)
    assert (await house.hub.do(house["ada"], members.me)).handle == "ada"


async def test_until_the_rules_are_acknowledged_only_oneself_can_be_seen(house: House) -> None:
    newcomer = Actor.of(
        await house.hub.do(
            SYSTEM, members.add, handle="newcomer", role=Role.PARTICIPANT, circle_names=["garden"]
        )
    )
    assert (await house.hub.do(newcomer, members.me)).rules_due
    with pytest.raises(Denied) as told:
        await house.hub.do(newcomer, chat.history, room="garden")
    assert "rules" in str(told.value)
    with pytest.raises(Conflict):
        await house.hub.do(newcomer, members.acknowledge_rules, version=99)
    await house.hub.do(newcomer, members.acknowledge_rules, version=house.hub.config.rules.version)
    assert await house.hub.do(newcomer, chat.history, room="garden") == []


async def test_a_hidden_circle_is_not_found_by_those_outside_it_in_any_way(house: House) -> None:
    hub = house.hub
    await hub.do(house["mira"], chat.post, room="attic", text="a quiet word zanzibar")
    for handle in ("ada", "theo", "uma", "sam"):
        actor = house[handle]
        assert "attic" not in [circle.name for circle in await hub.do(actor, circles.browse)]
        by_name: tuple[Operation[..., object], ...] = (
            circles.join,
            circles.ask,
            circles.leave,
            circles.requests,
        )
        for operation in by_name:
            if handle == "sam" and operation in (circles.join, circles.ask, circles.requests):
                continue
            with pytest.raises(NotFound) as hidden:
                await hub.do(actor, operation, circle="attic")
            with pytest.raises(NotFound) as missing:
                await hub.do(actor, operation, circle="nothing")
            assert str(hidden.value) == str(missing.value)
        with pytest.raises(NotFound):
            await hub.do(actor, members.profile, handle="mira")
        assert await hub.do(actor, search.messages, words="zanzibar") == []
        assert "mira" not in [person.handle for person in await hub.do(actor, members.people)]
    assert "attic" in [circle.name for circle in await hub.do(house["fay"], circles.browse)]


async def test_an_ask_circle_lets_in_those_whom_its_lead_answers(house: House) -> None:
    hub = house.hub
    with pytest.raises(Denied):
        await hub.do(house["ada"], circles.join, circle="cohort")
    await hub.do(house["ada"], circles.ask, circle="cohort")
    await hub.do(house["ada"], circles.ask, circle="cohort")
    with pytest.raises(Denied):
        await hub.do(house["uma"], circles.requests, circle="cohort")
    await hub.do(SYSTEM, circles.add_member, circle="cohort", handle="uma", lead=True)
    assert await hub.do(house["uma"], circles.requests, circle="cohort") == ["ada"]
    await hub.do(house["uma"], circles.answer, circle="cohort", handle="ada", yes=True)
    assert "cohort" in [room.name for room in await hub.do(house["ada"], rooms.listing)]
    await hub.do(house["ada"], circles.leave, circle="cohort")
    with pytest.raises(NotFound):
        await hub.do(house["ada"], chat.history, room="cohort")


async def test_who_leaves_a_circle_no_longer_reads_it_or_finds_it(house: House) -> None:
    hub = house.hub
    await hub.do(house["theo"], chat.post, room="garden", text="marrows and leeks")
    assert len(await hub.do(house["ada"], search.messages, words="leeks")) == 1
    await hub.do(house["ada"], circles.leave, circle="garden")
    assert await hub.do(house["ada"], search.messages, words="leeks") == []
    with pytest.raises(NotFound):
        await hub.do(house["ada"], chat.message, room="garden", seq=1)


async def test_people_are_seen_by_those_who_share_a_circle_or_a_room_with_them(house: House) -> None:
    hub = house.hub
    assert (await hub.do(house["ada"], members.profile, handle="theo")).handle == "theo"
    with pytest.raises(NotFound):
        await hub.do(house["ada"], members.profile, handle="uma")
    with pytest.raises(NotFound):
        await hub.do(house["sam"], members.profile, handle="ada")
    assert [person.handle for person in await hub.do(house["sam"], members.people)] == ["sam"]
    assert len(await hub.do(house["hana"], members.people)) == 8


async def test_presence_is_seen_by_the_same_people_counts_once_and_can_be_hidden(house: House) -> None:
    from store import preferences

    hub = house.hub
    for session, handle in (("s1", "ada"), ("s2", "ada"), ("s3", "theo"), ("s4", "mira")):
        await hub.do(house[handle], presence.arrive, session_id=session, way_in="ssh")
    assert [here.handle for here in await hub.do(house["ada"], presence.here)] == ["ada", "theo"]
    assert [here.handle for here in await hub.do(house["ada"], presence.here, room="garden")] == [
        "ada",
        "theo",
    ]
    assert [here.handle for here in await hub.do(house["uma"], presence.here)] == ["theo"]
    await hub.do(house["ada"], presence.set_state, session_id="s1", state="away")
    assert [here.state for here in await hub.do(house["theo"], presence.here)] == ["here", "here"]
    await hub.do(house["ada"], presence.set_state, session_id="s2", state="away")
    assert [here.state for here in await hub.do(house["theo"], presence.here)] == ["away", "here"]
    await hub.do(house["ada"], preferences.put, hide_presence=True)
    assert [here.handle for here in await hub.do(house["theo"], presence.here)] == ["theo"]
    with pytest.raises(NotFound):
        await hub.do(house["theo"], presence.end_connection, session_id="s1")
    await hub.do(SYSTEM, presence.leave, session_id="s3")
    await hub.do(SYSTEM, presence.leave, session_id="s3")
    assert await hub.do(house["uma"], presence.here) == ()


async def test_the_presence_of_a_process_that_fell_silent_no_longer_counts(house: House) -> None:
    await house.hub.do(house["ada"], presence.arrive, session_id="s1", way_in="ssh")
    house.clock.advance(presence.SILENT_AFTER_MS + 1)
    assert await house.hub.do(house["theo"], presence.here) == ()
    await house.hub.do(SYSTEM, presence.beat, process_id="another")
    assert house.hub.database.read(lambda c: c.execute("SELECT COUNT(*) FROM presence").fetchone()[0]) == 0


async def test_joining_makes_the_whole_account_or_nothing(house: House) -> None:
    hub = house.hub
    invite = await hub.do(SYSTEM, invites.create, role=Role.ALUM, circle_names=["garden", "attic"])
    seen = await hub.do(GUEST, joining.preview, code=invite.code.lower().replace("-", " "))
    assert (seen.role, seen.circles) == (Role.ALUM, ("Attic", "Garden"))
    version = hub.config.rules.version
    attempts: tuple[dict[str, Any], ...] = (
        {"handle": "ada", "password_hash": "x", "rules_version": version},
        {"handle": "river", "rules_version": version},
        {"handle": "river", "password_hash": "x", "rules_version": version + 1},
        {"handle": "river", "public_key": "nonsense", "rules_version": version},
        {"handle": "a b", "password_hash": "x", "rules_version": version},
    )
    for wrong in attempts:
        with pytest.raises((Conflict, Invalid)):
            await hub.do(GUEST, joining.join, code=invite.code, **wrong)
    joined = await hub.do(
        GUEST,
        joining.join,
        code=invite.code,
        handle="River",
        password_hash="x",
        rules_version=version,
        nonce="one",
    )
    again = await hub.do(
        GUEST,
        joining.join,
        code=invite.code,
        handle="River",
        password_hash="x",
        rules_version=version,
        nonce="one",
    )
    assert joined == again
    with pytest.raises(Conflict):
        await hub.do(
            GUEST, joining.join, code=invite.code, handle="late", password_hash="x", rules_version=version
        )
    river = Actor.of(joined.member_id)
    assert {room.name for room in await hub.do(river, rooms.listing)} == {"garden", "attic"}
    assert not (await hub.do(river, members.me)).rules_due


async def test_an_invite_opens_nothing_after_its_time_or_when_revoked(house: House) -> None:
    hub = house.hub
    brief = await hub.do(house["hana"], invites.create, expires_in_s=60)
    taken_back = await hub.do(house["fay"], invites.create)
    await hub.do(house["fay"], invites.revoke, invite_id=taken_back.id)
    house.clock.advance(60_001)
    for code in (brief.code, taken_back.code, "NO-SUCH-CODE", ""):
        with pytest.raises(NotFound):
            await hub.do(GUEST, joining.preview, code=code)
    with pytest.raises(Denied):
        await hub.do(house["fay"], invites.create, role=Role.HOST)


async def test_no_code_stands_in_the_store(house: House) -> None:
    invite = await house.hub.do(SYSTEM, invites.create)
    await house.hub.close()
    for file in house.hub.config.data_dir.iterdir():
        assert invite.code.encode() not in file.read_bytes()
        assert invites.normal(invite.code).encode() not in file.read_bytes()


async def test_a_handle_stays_reserved_with_all_that_look_like_it(house: House) -> None:
    hub = house.hub
    await hub.do(house["hana"], members.erase, handle="theo")
    for handle in ("theo", "THEO", "the0"):
        assert not await hub.do(GUEST, joining.handle_free, handle=handle)
    assert await hub.do(GUEST, joining.handle_free, handle="rosa")


async def test_the_last_host_stays(house: House) -> None:
    attempts: tuple[tuple[Operation[..., object], dict[str, Any]], ...] = (
        (members.set_role, {"role": Role.ALUM}),
        (members.set_locked, {"locked": True}),
        (members.erase, {}),
    )
    for operation, more in attempts:
        with pytest.raises(Conflict):
            await house.hub.do(SYSTEM, operation, handle="hana", **more)


async def test_erasing_a_member_leaves_none_of_their_words_in_the_file(house: House) -> None:
    hub = house.hub
    word = "quartzite"
    await hub.do(house["ada"], members.update, display_name=f"Ada {word}", pronouns=word)
    await hub.do(house["ada"], chat.post, room="garden", text=f"my {word} is mine")
    await hub.do(house["ada"], chat.save_draft, room="garden", text=f"more {word}")
    await hub.do(house["theo"], chat.post, room="garden", text="what is?", reply_to=1)
    await hub.do(house["ada"], members.erase_me, handle="ada")
    with pytest.raises(Denied):
        await hub.do(house["ada"], members.me)
    first, second = await hub.do(house["theo"], chat.history, room="garden")
    assert (first.deleted, first.text, first.author) == (True, "", f"someone-{house.ids['ada']}")
    assert second.reply_text == ""
    await hub.close()
    for file in hub.config.data_dir.iterdir():
        assert word.encode() not in file.read_bytes(), file.name


async def test_the_only_way_in_cannot_be_removed(house: House) -> None:
    key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBqOvPRlyZvYPNFsm0x8TqpYvT4rq3oXkqUjHGGBV4bR ada@laptop"
    added = await house.hub.do(house["ada"], keys.add, public_key=key)
    assert added.label == "ada@laptop"
    assert added.fingerprint.startswith("SHA256:")
    with pytest.raises(Conflict):
        await house.hub.do(house["theo"], keys.add, public_key=key)
    with pytest.raises(NotFound):
        await house.hub.do(house["theo"], keys.remove, key_id=added.id)
    with pytest.raises(Conflict):
        await house.hub.do(house["ada"], keys.remove, key_id=added.id)


async def test_room_names_of_two_circles_may_be_the_same(house: House) -> None:
    hub = house.hub
    await hub.do(SYSTEM, rooms.create, circle="garden", name="kitchen")
    await hub.do(SYSTEM, rooms.create, circle="cohort", name="kitchen")
    assert "kitchen" in [room.name for room in await hub.do(house["ada"], rooms.listing)]
    names = [room.name for room in await hub.do(house["theo"], rooms.listing)]
    assert {"garden/kitchen", "cohort/kitchen"} <= set(names)
    with pytest.raises(Conflict):
        await hub.do(house["theo"], chat.post, room="kitchen", text="which?")
    assert (await hub.do(house["theo"], chat.post, room="cohort/kitchen", text="this")).seq == 1
    with pytest.raises(Denied):
        await hub.do(house["ada"], rooms.create, circle="garden", name="shed")
    with pytest.raises(Conflict):
        await hub.do(SYSTEM, circles.create, name="garden", title="", kind=CircleKind.INTEREST)
    assert Visibility.OPEN
