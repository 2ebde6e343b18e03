"""Whatever is typed into any field is refused in one sentence or kept clean, and shows the same in every command.

`PORCHLIGHT_STRINGS=1000000 .venv/bin/pytest tests/server/test_any_text.py` takes so many strings (a million: about an
hour), and `PORCHLIGHT_SEED=7` other ones; a failure names the seed.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import pytest

from server import commands, escapes
from server.output import Output
from store import (
    blocks,
    chat,
    circles,
    directs,
    edits,
    invites,
    joining,
    keys,
    members,
    pins,
    presence,
    reactions,
    rooms,
    search,
    text,
)
from store.chat import Message
from store.circles import CircleKind, Visibility
from store.config import Config
from store.errors import HubError
from store.hub import Hub
from store.operations import GUEST, SYSTEM, Actor
from store.policy import Role
from tests.server.typed import Typed
from tests.strings import stream
from tests.tui.chat.test_drawing import PLACE, check_rows
from tui.chat.look import look_for
from tui.chat.strips import lay_out
from tui.theme import ASCII, NIGHT, PAPER, UNICODE, To256, ToAscii

STRINGS: Final = int(os.environ.get("PORCHLIGHT_STRINGS", "800"))
SEED: Final = int(os.environ.get("PORCHLIGHT_SEED", "20261122"))
AT_ONCE: Final = 40
"""Strings that are written before everything is read."""

CONTROL: Final = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
LOOKS: Final = (look_for(NIGHT, UNICODE, ()), look_for(PAPER, ASCII, (To256(), ToAscii())))
KEY: Final = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBqOvPRlyZvYPNFsm0x8TqpYvT4rq3oXkqUjHGGBV4bR"


@dataclass
class Talk:
    """Ada leads a circle with one room; theo, who sees everything last, is in it too."""

    hub: Hub
    ada: Actor
    theo: Actor
    now: list[int]
    direct: int = 0

    async def told(self, actor: Actor, line: str, said: str = "") -> tuple[int, str]:
        """Run a command; its status and what it wrote, which may command no terminal."""
        out: list[str] = []
        err: list[str] = []
        output = Output(out.append, err.append, asyncio.Event())
        status = await commands.run(self.hub, actor, line, stdin=Typed(said), output=output)
        wrote, failed = "".join(out), "".join(err)
        assert not CONTROL.search(wrote + failed), (line, said, wrote, failed)
        (wrote + failed).encode()
        assert status in {0, 1, 2, 3, 4}, (line, status)
        assert (status == 0) == (not failed), (line, said, status, failed)
        assert failed.count("\n") == bool(failed), (line, said, failed)
        return status, wrote

    async def json(self, actor: Actor, line: str) -> Any:
        """The one JSON value that a command answers."""
        status, wrote = await self.told(actor, f"{line} --json")
        assert status == 0, line
        return json.loads(wrote)


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Talk]:
    """Nobody has said anything yet."""
    now = [1_795_370_520_000]
    config = Config.at(tmp_path / "hub")
    limits = replace(config.limits, messages_per_10_s=10_000)
    hub = await Hub.open(replace(config, limits=limits), clock=lambda: now[0])
    await hub.do(
        SYSTEM,
        circles.create,
        name="porch",
        title="Porch",
        kind=CircleKind.INTEREST,
        visibility=Visibility.OPEN,
    )
    people = {}
    for handle in ("ada", "theo"):
        member = await hub.do(
            SYSTEM, members.add, handle=handle, role=Role.PARTICIPANT, circle_names=("porch",)
        )
        people[handle] = Actor.of(member)
        await hub.do(people[handle], members.acknowledge_rules, version=hub.config.rules.version)
    await hub.do(SYSTEM, circles.add_member, circle="porch", handle="ada", lead=True)
    talk = Talk(hub, people["ada"], people["theo"], now)
    await hub.do(talk.ada, chat.post, room=1, text="the first line")
    await hub.do(talk.ada, chat.post, room=1, text="the line that changes")
    await hub.do(talk.ada, pins.toggle, room=1, seq=2)
    talk.direct = (await hub.do(talk.ada, rooms.open_direct, handle="theo")).id
    await hub.do(talk.ada, presence.arrive, session_id="a", way_in="ssh")
    yield talk
    await hub.close()


Put = Callable[[Talk, str], Awaitable[object]]
FIELDS: Final[dict[str, Put]] = {
    "message": lambda talk, typed: talk.hub.do(talk.ada, chat.post, room=1, text=typed),
    "message that names": lambda talk, typed: talk.hub.do(talk.ada, chat.post, room=1, text=f"@theo {typed}"),
    "answer": lambda talk, typed: talk.hub.do(talk.ada, chat.post, room=1, text=typed, reply_to=2),
    "direct": lambda talk, typed: talk.hub.do(talk.ada, chat.post, room=talk.direct, text=typed),
    "nonce": lambda talk, typed: talk.hub.do(talk.ada, chat.post, room=1, text="again", nonce=typed),
    "change": lambda talk, typed: talk.hub.do(talk.ada, edits.change, room=1, seq=2, text=typed),
    "draft": lambda talk, typed: talk.hub.do(talk.theo, chat.save_draft, room=1, text=typed),
    "reaction": lambda talk, typed: talk.hub.do(talk.ada, reactions.toggle, room=1, seq=1, kind=typed),
    "topic": lambda talk, typed: talk.hub.do(talk.ada, rooms.set_topic, room=1, topic=typed),
    "room rules": lambda talk, typed: talk.hub.do(talk.ada, rooms.set_rules, room=1, rules=typed),
    "room name": lambda talk, typed: talk.hub.do(talk.ada, rooms.rename, room=1, name=typed),
    "new room": lambda talk, typed: talk.hub.do(
        talk.ada, rooms.create, circle="porch", name=typed, title=typed
    ),
    "display name": lambda talk, typed: talk.hub.do(talk.ada, members.update, display_name=typed),
    "pronouns": lambda talk, typed: talk.hub.do(talk.ada, members.update, pronouns=typed),
    "time zone": lambda talk, typed: talk.hub.do(talk.ada, members.update, time_zone=typed),
    "key": lambda talk, typed: talk.hub.do(talk.ada, keys.add, public_key=typed),
    "search words": lambda talk, typed: talk.hub.do(talk.theo, search.messages, words=typed),
    "room's name in a command": lambda talk, typed: talk.hub.do(talk.theo, chat.history, room=typed),
    "handle": lambda talk, typed: talk.hub.do(GUEST, joining.handle_free, handle=typed),
    "invite code": lambda talk, typed: talk.hub.do(GUEST, joining.preview, code=typed),
    "new invite": lambda talk, typed: talk.hub.do(SYSTEM, invites.create, code=typed, circle_names=(typed,)),
    "whom to block": lambda talk, typed: talk.hub.do(talk.ada, blocks.block, handle=typed),
    "whom to ask": lambda talk, typed: talk.hub.do(talk.ada, directs.ask, handle=typed),
    "whom to write to": lambda talk, typed: talk.hub.do(talk.ada, rooms.open_direct, handle=typed),
    "a group": lambda talk, typed: talk.hub.do(talk.ada, directs.open_group, handles=[typed, "theo"]),
    "circle to join": lambda talk, typed: talk.hub.do(talk.ada, circles.join, circle=typed),
    "level": lambda talk, typed: talk.hub.do(talk.ada, rooms.set_level, room=1, level=typed),
    "a number in a command": lambda talk, typed: talk.told(
        talk.theo, f"read 1 --before {1 << len(typed) * 7} --limit {len(typed) - 3}"
    ),
    **{
        f"`{line} …`": lambda talk, typed, line=line: talk.told(talk.theo, f"{line} -- {typed}")  # type: ignore[misc]
        for line in (
            *("post 1", "edit 1 2", "react 1 1", "pin 1", "search", "dm", "read", "who", "mute", "notice 1"),
            *("block", "unblock", "delete 1", "watch", "help", "circles join", "rules"),
        )
    },
    "a whole command": lambda talk, typed: talk.told(talk.theo, typed),
    "standard input": lambda talk, typed: talk.told(talk.theo, "post 1", typed),
}
"""Every way in which a person's text gets into the hub."""


def clean(shown: str) -> bool:
    """Whether a kept text is what `text` would have made of it again, with nothing to obey in it."""
    return not CONTROL.search(shown) and text.printable(shown) == shown


async def put(talk: Talk, field: str, typed: str) -> None:
    """Type something into a field: it is taken, or refused in one clean sentence."""
    try:
        await FIELDS[field](talk, typed)
    except HubError as refused:
        sentence = str(refused)
        assert sentence, field
        assert "\n" not in sentence, (field, typed, sentence)
        assert len(sentence) < 400, (field, typed, sentence)


async def read_everything(talk: Talk) -> None:
    """Look at all of it as theo, by operations and by commands, and hold them to one another."""
    hub, theo = talk.hub, talk.theo
    room = await hub.do(theo, rooms.one, room=1)
    kept: list[Message] = await hub.do(theo, chat.history, room=1, limit=100)
    told = await talk.json(theo, f"read {room.name} --limit 100")
    assert [each["text"] for each in told] == [each.text for each in kept]
    assert [[one["kind"] for one in each["reactions"]] for each in told] == [
        [one.kind for one in each.reactions] for each in kept
    ]
    _, lines = await talk.told(theo, f"read {room.name} --limit 100")
    for message in kept:
        assert clean(message.text), message.text
        assert clean(message.reply_text)
        for line in message.text.split("\n"):
            assert line.rstrip() in lines, (line, lines)
    for number, message in enumerate(kept[-AT_ONCE:]):
        for look in LOOKS:
            width = (38, 78, 92)[number % 3]
            drawn = lay_out(message, PLACE._replace(width=width, mention="theo"), look)
            check_rows(drawn.rows, width)
            frame = "".join(row.ansi for row in drawn.rows)
            assert escapes.only_drawing(frame) == frame
    (mine,) = [each for each in await talk.json(theo, "rooms") if each["room"] == room.name]
    assert (mine["topic"], mine["title"]) == (room.topic, room.title)
    assert clean(room.topic)
    assert clean(await hub.do(theo, rooms.rules, room=1))
    assert clean(await hub.do(theo, chat.draft, room=1))
    ada = await hub.do(talk.ada, members.me)
    (seen,) = [each for each in await talk.json(theo, "who") if each["handle"] == "ada"]
    assert seen["name"] in {ada.display_name, ada.handle}
    assert clean(ada.display_name + ada.pronouns)
    for version in await hub.do(theo, edits.versions, room=1, seq=2):
        assert clean(version.text)
    for line in (
        "rooms",
        "unread",
        "today",
        "mentions",
        "who",
        f"pin {room.name}",
        "rules",
        "circles",
        "export",
    ):
        assert (await talk.told(theo, line))[0] == 0, line
    for line in ("unread", "today", "mentions", f"pin {room.name}", "circles", "export"):
        await talk.json(theo, line)


async def test_any_text_in_any_field_is_refused_in_words_or_shows_the_same_everywhere(talk: Talk) -> None:
    names = tuple(FIELDS)
    for number, typed in enumerate(stream(SEED, STRINGS)):
        field = names[number % len(names)]
        try:
            await put(talk, field, typed)
            if number % AT_ONCE == AT_ONCE - 1:
                talk.now[0] += 10_000
                await tidy(talk)
                await read_everything(talk)
                await take_back(talk)
        except Exception as error:
            error.add_note(f"seed {SEED}, string {number}, in {field}: {typed!r}")
            raise
    assert set(names) <= {names[number % len(names)] for number in range(STRINGS)}


async def tidy(talk: Talk) -> None:
    """Nobody is blocked, and the hub is known to live."""
    await talk.hub.do(SYSTEM, presence.beat, process_id=talk.hub.process_id)
    for actor in (talk.ada, talk.theo):
        for handle in await talk.hub.do(actor, blocks.listing):
            await talk.hub.do(actor, blocks.unblock, handle=handle)


async def take_back(talk: Talk) -> None:
    """Take back what would fill up: reactions, and the versions of a message."""
    hub = talk.hub
    for reacted in await hub.do(talk.ada, reactions.people, room=1, seq=1):
        for actor, handle in ((talk.ada, "ada"), (talk.theo, "theo")):
            if handle in reacted.handles:
                await hub.do(actor, reactions.toggle, room=1, seq=1, kind=reacted.kind)
