"""Who may do what by command: every role, in a room of theirs and in one that is not, against what the rules say."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server import commands
from server.output import Output
from store import chat, circles, members, rooms
from store.circles import CircleKind, Visibility
from store.config import Config
from store.hub import Hub
from store.operations import SYSTEM, Actor
from store.policy import Role
from tests.server.typed import Typed

ROLES = tuple(Role)
LEADS_EVERYWHERE = {Role.FACILITATOR, Role.HOST}

DONE, REFUSED, USAGE, NOT_FOUND = 0, 1, 2, 3

IN_MY_ROOM = {
    # line: its status for somebody who is in the room and neither wrote message 1 nor looks after the room
    "read kitchen": DONE,
    "post kitchen hello": DONE,
    "search pancakes --json": DONE,
    "react kitchen 1 I hear you": DONE,
    "pin kitchen": DONE,
    "who kitchen": DONE,
    "notice kitchen mentions": DONE,
    "mute kitchen --for 2h": DONE,
    "edit kitchen 1 mine now": REFUSED,
    "delete kitchen 1 --reason loud": REFUSED,
    "pin kitchen 1": REFUSED,
}
BY_WHO_LOOKS_AFTER = {
    "delete kitchen 1 --reason loud": DONE,
    "pin kitchen 1": DONE,
    "edit kitchen 1 mine now": REFUSED,
}

NOT_MINE = (
    "read attic",
    "post attic hello",
    "react attic 1 I hear you",
    "edit attic 1 x",
    "delete attic 1",
    "pin attic",
    "pin attic 1",
    "who attic",
    "watch attic",
    "notice attic",
    "mute attic",
    "unmute attic",
    "search secret --in attic",
    "search in:attic secret",
)


class Rooms:
    """A kitchen with somebody of every role in it, and a hidden attic with rosa and lila alone."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.ids: dict[str, int] = {}

    async def add(self, handle: str, role: Role, *names: str, lead: bool = False) -> None:
        """Let somebody in."""
        self.ids[handle] = await self.hub.do(
            SYSTEM, members.add, handle=handle, role=role, circle_names=names
        )
        actor = Actor.of(self.ids[handle])
        await self.hub.do(actor, members.acknowledge_rules, version=self.hub.config.rules.version)
        if lead:
            for name in names:
                await self.hub.do(SYSTEM, circles.add_member, circle=name, handle=handle, lead=True)

    async def __call__(self, handle: str, line: str) -> tuple[int, str, str]:
        """Run a command as somebody; status, output, errors."""
        out: list[str] = []
        err: list[str] = []
        output = Output(out.append, err.append, asyncio.Event())
        actor = Actor.of(self.ids[handle])
        status = await commands.run(self.hub, actor, line, stdin=Typed(), output=output)
        return status, "".join(out), "".join(err)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Rooms]:
    """The two rooms, with one message in each."""
    hub = await Hub.open(Config.at(tmp_path / "hub"), clock=lambda: 1_795_348_800_000)
    for name, visibility in (("kitchen", Visibility.OPEN), ("attic", Visibility.HIDDEN)):
        await hub.do(
            SYSTEM,
            circles.create,
            name=name,
            title=name.title(),
            kind=CircleKind.INTEREST,
            visibility=visibility,
        )
    rooms = Rooms(hub)
    await rooms.add("rosa", Role.PARTICIPANT, "kitchen", "attic")
    await rooms.add("lila", Role.PARTICIPANT, "attic")
    for role in ROLES:
        await rooms.add(f"my-{role.value}", role, "kitchen")
    for room, text in (("kitchen", "pancakes"), ("attic", "secret")):
        await hub.do(Actor.of(rooms.ids["rosa"]), chat.post, room=room, text=text)
    yield rooms
    await hub.close()


@pytest.mark.parametrize("role", ROLES)
async def test_in_a_room_of_mine_i_may_what_the_rules_say(house: Rooms, role: Role) -> None:
    for line, status in IN_MY_ROOM.items():
        expected = BY_WHO_LOOKS_AFTER.get(line, status) if role in LEADS_EVERYWHERE else status
        if line.startswith("pin kitchen 1") and expected == DONE:
            # What was just deleted cannot be pinned.
            expected = NOT_FOUND
        answer, _, error = await house(f"my-{role.value}", line)
        assert answer == expected, f"{role}: {line}: {error}"


@pytest.mark.parametrize("role", [role for role in ROLES if role not in LEADS_EVERYWHERE])
async def test_a_lead_of_the_circle_looks_after_its_rooms_if_their_role_may_lead(
    house: Rooms, role: Role
) -> None:
    await house.add("the-lead", role, "kitchen", lead=True)
    status, _, _ = await house("the-lead", "pin kitchen 1")
    assert status == DONE
    status, _, _ = await house("the-lead", "delete kitchen 1 --reason loud")
    assert status == DONE
    status, _, _ = await house("the-lead", "edit kitchen 1 mine")
    assert status == REFUSED


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("line", NOT_MINE)
async def test_a_room_that_is_not_mine_is_the_same_as_none(house: Rooms, role: Role, line: str) -> None:
    hidden = await house(f"my-{role.value}", line)
    missing = await house(f"my-{role.value}", line.replace("attic", "cellar"))
    assert hidden == missing
    assert hidden[0] == NOT_FOUND


@pytest.mark.parametrize("role", ROLES)
async def test_nothing_of_a_hidden_room_is_found_listed_or_exported(house: Rooms, role: Role) -> None:
    for line in ("search secret --json", "rooms", "unread", "today", "mentions", "export", "who"):
        status, out, _ = await house(f"my-{role.value}", line)
        assert status == DONE
        assert "secret" not in out
        assert "attic" not in out.lower()
        assert "lila" not in out
    known = "attic" in (await house(f"my-{role.value}", "circles"))[1]
    assert known is (role in LEADS_EVERYWHERE)


@pytest.mark.parametrize("role", ROLES)
async def test_whom_one_blocks_is_gone_from_every_command_and_may_go_on(house: Rooms, role: Role) -> None:
    me = f"my-{role.value}"
    assert (await house(me, "block rosa"))[0] == DONE
    for line in ("read kitchen", "search pancakes", "mentions", "who", "today", "unread"):
        _, out, _ = await house(me, line)
        assert "rosa" not in out
        assert "pancakes" not in out
    assert (await house("rosa", "post kitchen still here"))[0] == DONE
    assert "still here" not in (await house(me, "read kitchen"))[1]
    assert (await house(me, "unblock rosa"))[0] == DONE
    assert "still here" in (await house(me, "read kitchen"))[1]


@pytest.mark.parametrize("role", ROLES)
async def test_what_two_say_to_each_other_no_command_shows_to_anybody_else(house: Rooms, role: Role) -> None:
    for author, line in (("rosa", "dm lila a secret of two"), ("lila", "dm rosa another secret")):
        assert (await house(author, line))[0] == DONE
    room = next(
        each.id for each in await house.hub.do(Actor.of(house.ids["rosa"]), rooms.listing) if each.partner_id
    )
    me = f"my-{role.value}"
    for line in (
        *("read {}", "post {} hello", "react {} 1 🌻", "edit {} 1 x", "delete {} 1", "pin {}", "pin {} 1"),
        *("who {}", "watch {}", "notice {}", "mute {}", "search secret --in {}", "post {} me --reply-to 1"),
    ):
        there, none = await house(me, line.format(room)), await house(me, line.format(4_000))
        assert there == none, line
        assert there[0] == NOT_FOUND, line
    for line in (
        "search secret",
        "search from:rosa secret",
        "rooms",
        "unread",
        "today",
        "export",
        "mentions",
    ):
        assert "secret" not in (await house(me, line))[1], line
    assert [each["text"] for each in json.loads((await house("lila", "read @rosa --json"))[1])] == [
        "a secret of two",
        "another secret",
    ]
