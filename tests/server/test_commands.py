"""Commands as the SSH server runs them: what they write, where, and what they answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from server import commands
from server.commands.registry import COMMANDS
from server.output import Output
from store import chat, circles, members, presence
from store.circles import CircleKind, Visibility
from store.config import Config
from store.hub import Hub
from store.operations import GUEST, SYSTEM, Actor
from store.policy import Role
from tests.server.typed import Typed

NOON = 1_795_348_800_000
"""Sunday 22 November 2026, 12:00 UTC."""


@dataclass
class Answer:
    """What one command came to."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON value that it wrote."""
        return json.loads(self.out)


@dataclass
class Porch:
    """A hub with ada and theo in the kitchen and sam outside."""

    hub: Hub
    ids: dict[str, int] = field(default_factory=dict)

    async def __call__(self, handle: str, line: str, stdin: str = "") -> Answer:
        actor = Actor.of(self.ids[handle]) if handle else GUEST
        out: list[str] = []
        err: list[str] = []
        output = Output(out.append, err.append, asyncio.Event())
        status = await commands.run(self.hub, actor, line, stdin=Typed(stdin), output=output)
        return Answer(status, "".join(out), "".join(err))


@pytest.fixture
async def porch(tmp_path: Path) -> AsyncIterator[Porch]:
    """The hub of these tests."""
    hub = await Hub.open(Config.at(tmp_path / "hub"), clock=lambda: NOON)
    await hub.do(
        SYSTEM,
        circles.create,
        name="kitchen",
        title="Kitchen",
        kind=CircleKind.INTEREST,
        visibility=Visibility.OPEN,
    )
    made = Porch(hub)
    for handle, role, names in (
        ("ada", Role.PARTICIPANT, ["kitchen"]),
        ("theo", Role.PARTICIPANT, ["kitchen"]),
        ("sam", Role.SUPPORTER, []),
    ):
        made.ids[handle] = await hub.do(SYSTEM, members.add, handle=handle, role=role, circle_names=names)
        await hub.do(Actor.of(made.ids[handle]), members.acknowledge_rules, version=hub.config.rules.version)
    yield made
    await hub.close()


async def test_post_answers_where_and_when_and_read_gives_it_back(porch: Porch) -> None:
    posted = await porch("ada", "post kitchen hello --json")
    assert posted.status == 0
    assert posted.json == {"room": "kitchen", "seq": 1, "at": "2026-11-22T12:00:00.000Z"}
    (message,) = (await porch("theo", "read kitchen --json")).json
    assert {name: message[name] for name in ("room", "seq", "author", "text", "at")} == {
        "room": "kitchen",
        "seq": 1,
        "author": "ada",
        "text": "hello",
        "at": "2026-11-22T12:00:00.000Z",
    }
    assert (await porch("theo", "read kitchen")).out == "12:00  ada: hello\n"


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("post kitchen it's late, isn't it", "it's late, isn't it"),
        ("post kitchen 'hello there'", "hello there"),
        ('post kitchen "two  spaces"', "two  spaces"),
        ("post kitchen two  spaces", "two  spaces"),
        ("post --json kitchen first line\nsecond line", "first line\nsecond line"),
        ("post kitchen -- --json is not a flag here", "--json is not a flag here"),
        ('post kitchen she said "hello" to me', 'she said "hello" to me'),
    ],
)
async def test_text_on_the_line_is_kept_as_it_was_typed(porch: Porch, line: str, text: str) -> None:
    assert (await porch("ada", line)).status == 0
    assert (await porch("ada", "read kitchen --json")).json[0]["text"] == text


async def test_without_text_standard_input_is_the_message(porch: Porch) -> None:
    assert (await porch("ada", "post kitchen", stdin="one\ntwo\n")).status == 0
    assert (await porch("ada", "read kitchen --json")).json[0]["text"] == "one\ntwo"


async def test_me_is_said_as_what_i_do(porch: Porch) -> None:
    await porch("ada", "post kitchen /me waves")
    assert (await porch("theo", "read kitchen")).out == "12:00  * ada waves\n"


@pytest.mark.parametrize(
    ("line", "status", "words"),
    [
        ("", 0, ""),
        ("help", 0, ""),
        ("dance", 2, "no command"),
        ("raed kitchen", 2, "read"),
        ("read", 2, "Usage: read ROOM"),
        ("read kitchen --limit many", 2, "--limit takes a number"),
        ("read kitchen --colour", 2, "Usage"),
        ("read nowhere", 3, "no room"),
        ("post nowhere hello", 3, "no room"),
        ("read @nobody", 3, "no messages"),
        ("dm nobody hello", 3, "nobody"),
        ("dm ada hello", 1, "That is you"),
        ("post kitchen", 1, "nothing to say"),
        ("search ...", 1, "which words"),
        ("search", 2, "which words"),
        ("rules --acknowledge 99", 1, "changed"),
        ("crisis --region Atlantis", 3, "no help card"),
    ],
)
async def test_what_cannot_be_done_is_one_line_on_standard_error_and_a_status(
    porch: Porch, line: str, status: int, words: str
) -> None:
    answer = await porch("ada", line)
    assert answer.status == status
    assert words in answer.err
    assert answer.err.count("\n") == (status != 0)
    assert bool(answer.out) is (status == 0)


async def test_a_flood_answers_rate_limited(porch: Porch) -> None:
    statuses = [(await porch("ada", f"post kitchen {n}")).status for n in range(25)]
    assert statuses[:20] == [0] * 20
    assert set(statuses[20:]) == {4}


async def test_who_is_not_in_a_room_is_told_the_same_as_if_there_were_none(porch: Porch) -> None:
    await porch("ada", "post kitchen hello")
    for verb in ("read", "watch", "post", "who"):
        hidden = await porch("sam", f"{verb} kitchen")
        missing = await porch("sam", f"{verb} cellar")
        assert (hidden.status, hidden.err) == (missing.status, missing.err) == (3, missing.err)
    assert (await porch("sam", "search hello --json")).json == []


async def test_a_guest_may_only_be_helped(porch: Porch) -> None:
    for name, command in COMMANDS.items():
        answer = await porch("", f"{name} --help" if command.for_guests else name)
        assert (answer.status == 0) is command.for_guests, name
    card = await porch("", "crisis")
    assert "988" in card.out
    assert "not a crisis service" in card.out


@pytest.mark.parametrize("name", sorted(COMMANDS))
async def test_every_command_explains_itself_and_stands_in_the_help(porch: Porch, name: str) -> None:
    listed = {line.split(" ")[0] for line in (await porch("ada", "help")).out.splitlines()}
    assert (name in listed) == (COMMANDS[name].needs is None), "what one's role refuses is not offered"
    assert COMMANDS[name].summary in (await porch("ada", f"{name} --help")).out


async def test_the_fields_that_stay(porch: Porch) -> None:
    await porch("theo", "post kitchen tea?")
    await porch.hub.do(Actor.of(porch.ids["ada"]), presence.arrive, session_id="s", way_in="ssh")
    (room,) = (await porch("ada", "rooms --json")).json
    assert {name: room[name] for name in ("room", "circle", "unread", "last_seq")} == {
        "room": "kitchen",
        "circle": "Kitchen",
        "unread": 1,
        "last_seq": 1,
    }
    (here,) = (await porch("theo", "who --json")).json
    assert {name: here[name] for name in ("handle", "name", "role", "state")} == {
        "handle": "ada",
        "name": "ada",
        "role": "participant",
        "state": "here",
    }
    (found,) = (await porch("ada", "search tea --json")).json
    assert {"room", "seq", "author", "text", "at"} <= set(found)
    assert (await porch("ada", "unread --json")).json[0]["room"] == "kitchen"
    assert (await porch("ada", "today --json")).json["unread"][0]["text"] == "tea?"
    assert (await porch("ada", "export")).json["member"]["handle"] == "ada"


async def test_direct_messages_are_named_after_the_other(porch: Porch) -> None:
    assert (await porch("ada", "dm theo hi there --json")).json["room"] == "@theo"
    assert (await porch("theo", "read @ada --json")).json[0]["room"] == "@ada"
    assert (await porch("theo", "search hi --json")).json[0]["room"] == "@ada"
    assert "@ada" in (await porch("theo", "today")).out
    assert (await porch("sam", "read @ada")).status == 3


async def test_watch_streams_what_is_said_and_ends_when_the_client_leaves(porch: Porch) -> None:
    await porch("ada", "post kitchen before")
    out: list[str] = []
    closed = asyncio.Event()
    written = asyncio.Event()

    def write(text: str) -> None:
        out.append(text)
        if len(out) == 3:
            written.set()

    watching = asyncio.create_task(
        commands.run(
            porch.hub,
            Actor.of(porch.ids["theo"]),
            "watch kitchen --json --after 0",
            stdin=Typed(""),
            output=Output(write, out.append, closed),
        )
    )
    for text in ("one", "two"):
        await porch("ada", f"post kitchen {text}")
    await asyncio.wait_for(written.wait(), 5)
    closed.set()
    assert await asyncio.wait_for(watching, 5) == 0
    assert [json.loads(line)["text"] for line in out] == ["before", "one", "two"]


async def test_watch_ends_for_those_who_may_no_longer_read(porch: Porch) -> None:
    await porch("ada", "post kitchen one")
    listening = asyncio.Event()
    output = Output(lambda text: listening.set(), lambda text: None, asyncio.Event())
    watching = asyncio.create_task(
        commands.run(
            porch.hub, Actor.of(porch.ids["theo"]), "watch kitchen --after 0", stdin=Typed(""), output=output
        )
    )
    await asyncio.wait_for(listening.wait(), 5)
    await porch("theo", "circles leave kitchen")
    assert await asyncio.wait_for(watching, 5) == 3


async def test_no_escape_sequence_gets_out_whatever_got_in(porch: Porch) -> None:
    await porch("ada", "post kitchen \x1b]52;c;aGFjaw==\x07\x1b[31mred\x9b31m\x00 \u202eback")
    connection = porch.hub.database._writer
    connection.execute("UPDATE messages SET text = char(27) || '[31mdirect' || char(155) || '0m'")
    for line in (
        "read kitchen",
        "read kitchen --json",
        "search direct",
        "search direct --json",
        "today",
        "export",
    ):
        answer = await porch("theo" if line != "export" else "ada", line)
        assert not any(ord(character) < 32 and character != "\n" for character in answer.out), line
        assert not any(0x7F <= ord(character) < 0xA0 for character in answer.out), line
    assert chat.PAGE


async def test_what_hangs_on_a_message_is_done_and_shown_by_commands(porch: Porch) -> None:
    await porch("ada", "post kitchen hello @theo")
    assert (await porch("theo", "react kitchen 1 I hear you")).out == "given\n"
    assert (await porch("theo", "react kitchen 1 🌻 --json")).json["given"] is True
    assert (await porch("theo", "react kitchen 1 🌻 --json")).json["given"] is False
    assert (await porch("theo", "react kitchen 1")).status == 2
    assert (await porch("theo", "react kitchen 1 boo")).status == 1
    assert (await porch("theo", "react kitchen 9 🌻")).status == 3
    assert (await porch("ada", "edit kitchen 1 hello, @theo")).status == 0
    assert (await porch("theo", "edit kitchen 1 mine")).status == 1
    assert (await porch("theo", "mentions --json")).json[0]["names_me"] is True
    assert (await porch("ada", "read kitchen")).out == (
        "12:00  ada: hello, @theo (edited)\n    [I hear you 1]\n"
    )
    (message,) = (await porch("theo", "read kitchen --json")).json
    assert message["reactions"] == [{"kind": "I hear you", "count": 1, "mine": True}]
    assert (await porch("theo", "pin kitchen 1")).status == 1
    assert (await porch("theo", "pin kitchen")).out == "Nothing is pinned here.\n"
    assert (await porch("theo", "delete kitchen 1")).status == 1
    assert (await porch("ada", "delete kitchen 1")).status == 0
    assert (await porch("theo", "read kitchen")).out == "12:00  ada: (deleted)\n"


async def test_blocking_and_notice_work_by_commands(porch: Porch) -> None:
    await porch("theo", "post kitchen hello")
    assert (await porch("ada", "notice kitchen mentions --json")).json["level"] == "mentions"
    assert (await porch("ada", "notice kitchen")).out == "kitchen: mentions\n"
    assert (await porch("ada", "mute kitchen --for 2h")).status == 0
    assert (await porch("ada", "notice kitchen")).out == "kitchen: mentions, muted for now\n"
    assert (await porch("ada", "mute kitchen --for ever")).status == 2
    assert (await porch("ada", "unmute kitchen --json")).json["for_s"] == 0
    assert (await porch("ada", "block theo")).status == 0
    assert (await porch("ada", "block --json")).json == ["theo"]
    assert (await porch("ada", "read kitchen --json")).json == []
    assert (await porch("theo", "block")).out == "You have blocked nobody.\n"
    assert (await porch("ada", "unblock theo")).status == 0
    assert (await porch("ada", "unblock theo")).status == 3
    assert (await porch("ada", "caught-up")).status == 0
    assert (await porch("ada", "unread --json")).json == []
