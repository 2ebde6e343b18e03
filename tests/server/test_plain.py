"""The line-by-line interface over real SSH: what a screen reader would read out, in order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncssh
import pytest

from server.cooked import Cooked
from server.plain import words
from store import chat, checkins, circles, keys, members, rooms
from store.operations import SYSTEM, Actor
from store.policy import Role
from tests.server.house import House, eventually, open_house


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path, messages_per_10_s=1000) as opened:
        theo = await opened.hub.do(SYSTEM, members.add, handle="theo", role=Role.PARTICIPANT)
        await opened.hub.do(
            Actor.of(theo), members.acknowledge_rules, version=opened.hub.config.rules.version
        )
        await opened.hub.do(Actor.of(theo), circles.join, circle="kitchen")
        await opened.hub.do(opened.ada, checkins.set_defaults, audience="circle", circle="kitchen")
        yield opened


BEGIN, HOW = words.BEGIN.splitlines()[-1], words.HOW.splitlines()[-1]
"""The last lines of what is said at the beginning, and in the first room."""


class Line:
    """Somebody at the line-by-line interface."""

    def __init__(self, process: asyncssh.SSHClientProcess[bytes]) -> None:
        self.process = process
        self.heard = ""

    def type(self, text: str) -> None:
        self.process.stdin.write(text.encode())

    async def says(self, wanted: str) -> str:
        """Wait until something is said that was not said before; answers all that was said up to it."""
        async with asyncio.timeout(10):
            while wanted not in self.heard:
                piece = await self.process.stdout.read(65536)
                assert piece, f"ended before {wanted!r}: {self.heard!r}"
                self.heard += piece.decode()
        before, _, self.heard = self.heard.partition(wanted)
        return before


@asynccontextmanager
async def plain(
    house: House, command: str | None = "plain", term: str | None = "xterm", key: object = None
) -> AsyncIterator[Line]:
    options = {"client_keys": [key]} if key is not None else {"client_keys": [house.ada_key]}
    async with (
        house.connect("ada", **options) as connection,
        connection.create_process(command, term_type=term, encoding=None) as process,
    ):
        yield Line(process)


def theo(house: House) -> Actor:
    return Actor.of(house.ada.member_id + 2)


async def test_two_people_talk_one_of_them_line_by_line(house: House) -> None:
    hub = house.hub
    assert (await hub.do(theo(house), members.me)).handle == "theo"
    for number in range(23):
        await hub.do(theo(house), chat.post, room="kitchen", text=f"line {number}")
    async with plain(house) as ada:
        assert "You are ada." in await ada.says(BEGIN)
        ada.type("open kit\r")
        await ada.says(words.NEW.format(count=23))
        page = await ada.says(words.MORE.format(count=3))
        assert [f"line {number}" in page for number in (0, 19)] == [True, True]
        assert "\x1b" not in page
        room = await hub.do(house.ada, rooms.one, room="kitchen")
        assert room.unread == 3, "what was not shown is not read"
        await ada.says(HOW)
        ada.type("\r")
        assert "line 22" in await ada.says("line 22") + "line 22"
        # What somebody says appears by itself; what is typed is said.
        await hub.do(theo(house), chat.post, room="kitchen", text="kettle is on")
        await ada.says("theo: kettle is on")
        ada.type("on my way\r")
        await eventually(lambda: room_says(house, "on my way"))
        ada.type("/me waves\r")
        await eventually(lambda: room_says(house, "waves"))
        # Never into a half-typed line.
        ada.type("half a th")
        await ada.says("half a th")
        await hub.do(theo(house), chat.post, room="kitchen", text="no hurry")
        await hub.do(theo(house), chat.post, room="kitchen", text="really")
        ada.type("ought\r")
        before = await ada.says("theo: no hurry")
        assert before.startswith("ought")
        await ada.says("theo: really")
        ada.type("/older\r")
        await ada.says(words.OLDEST)
        ada.type("/back\r")
        await ada.says(words.LEFT.format(room="kitchen"))
        ada.type("who\r")
        await ada.says("ada")
        ada.type("!\r")
        await ada.says("You are not alone.")
        ada.type("quit\r")
        await ada.says(words.BYE)
        assert (await ada.process.wait()).exit_status == 0
    await house.emptied()


def room_says(house: House, text: str) -> bool:
    said = house.hub.database.read(
        lambda connection: connection.execute("SELECT text FROM messages ORDER BY id DESC LIMIT 1").fetchone()
    )
    return bool(said and said[0] == text)


def here(house: House) -> set[str]:
    """Whose connections are there, as the store has it."""
    rows = house.hub.database.read(
        lambda connection: connection.execute(
            "SELECT m.handle FROM presence p JOIN members m ON m.id = p.member_id"
        ).fetchall()
    )
    return {row[0] for row in rows}


async def test_it_is_a_visit_with_its_presence(house: House) -> None:
    async with plain(house) as ada:
        await ada.says(BEGIN)
        await eventually(lambda: here(house) == {"ada"})
    await house.emptied()
    assert here(house) == set()


async def test_who_likes_it_begins_so_every_time_and_a_terminal_that_cannot_draw_does_too(
    house: House,
) -> None:
    async with plain(house, None, "dumb") as ada:
        await ada.says(BEGIN)
        ada.type("plain --always\r")
        await ada.says(words.ALWAYS)
        ada.type("\x04")
        await ada.says(words.BYE)
    async with plain(house, None, "xterm-256color") as ada:
        await ada.says(BEGIN)
        ada.type("plain --off\r")
        await ada.says(words.NO_LONGER)
    async with plain(house, None, "xterm-256color") as ada:
        await ada.says("\x1b[?1049h")
    await house.emptied()


async def test_new_rules_are_read_and_acknowledged_first(house: House) -> None:
    key = asyncssh.generate_private_key("ssh-ed25519")
    nia = await house.hub.do(SYSTEM, members.add, handle="nia", role=Role.PARTICIPANT)
    public = key.export_public_key("openssh").decode()
    await house.hub.do(SYSTEM, keys.add_for, member_id=nia, public_key=public, label="x")
    async with plain(house, key=key) as line:
        assert "What is said here stays here." in await line.says(words.RULES_FIRST)
        line.type("rooms\r")
        await line.says(words.RULES_FIRST)
        line.type("yes\r")
        await line.says(BEGIN)
    assert not (await house.hub.do(Actor.of(nia), members.me)).rules_due


async def test_what_was_not_said_is_given_back_and_mistakes_are_told_in_one_line(house: House) -> None:
    async with plain(house) as ada:
        await ada.says(BEGIN)
        for typed, told in (
            ("older\r", words.NOWHERE),
            ("open nowhere\r", "There is no room of that name"),
            ("pots kitchen hello\r", "did you mean post?"),
        ):
            ada.type(typed)
            await ada.says(told)
        ada.type("post kitchen\r")
        await ada.says(words.WRITE)
        ada.type("first\rsecond\r\r")
        await ada.says("said in kitchen")
        ada.type("open kitchen\r")
        await ada.says(HOW)
        long = "x" * 5000
        ada.type(long + "\r")
        assert "4,000 at most" in await ada.says(words.NOT_SAID.partition("{text}")[0][6:])
        assert long in await ada.says(long) + long
    said = house.hub.database.read(
        lambda connection: connection.execute("SELECT text FROM messages").fetchall()
    )
    assert [row[0] for row in said] == ["first\nsecond"]


async def test_a_check_in_is_one_question_after_another(house: House) -> None:
    async with plain(house) as ada:
        await ada.says(BEGIN)
        ada.type("checkin\r")
        await ada.says(words.MOOD.partition("{")[0])
        ada.type("seven\r")
        await ada.says(words.A_NUMBER.format(low=1, high=5))
        ada.type("2\r")
        await ada.says(words.URGE)
        ada.type("6\r")
        await ada.says(words.KIND.partition("{")[0])
        ada.type("4\r")
        await ada.says(words.NOTE)
        ada.type("a long evening\r")
        # What is usual would be everybody; a setback is nobody's but hers until she picks somebody.
        await ada.says(words.FOR_WHOM.format(usual="only me"))
        ada.type("circle nowhere\r")
        await ada.says("not in a circle of that name")
        ada.type("\r")
        await ada.says(words.AFTER_SETBACK.splitlines()[0])
        ada.type("checkin\r")
        await ada.says(words.MOOD.partition("{")[0])
        ada.type("5\r.\r")
        await ada.says(words.NOTHING_KEPT)
    (kept,) = await house.hub.do(house.ada, checkins.mine)
    assert (kept.mood, kept.urge, kept.kind, kept.note) == (2, 6, "setback", "a long evening")
    assert kept.audience == "me"


async def test_what_was_begun_can_be_left_and_help_is_there_meanwhile(house: House) -> None:
    async with plain(house) as ada:
        await ada.says(BEGIN)
        ada.type("post kitchen\r")
        await ada.says(words.WRITE)
        ada.type("half of it\r!\r")
        await ada.says("You are not alone.")
        ada.type(".\r")
        await ada.says(words.NOTHING_WRITTEN)
        ada.type("checkin\r")
        await ada.says(words.MOOD.partition("{")[0])
        ada.type("1\r\x03")
        await ada.says(words.NOTHING_KEPT)
        ada.type("open kitchen\r")
        await ada.says(HOW)
        ada.type("not said\x03")
        await ada.says(words.TO_LEAVE)
        ada.type("said\r")
        await eventually(lambda: room_says(house, "said"))
    assert await house.hub.do(house.ada, checkins.mine) == []


async def test_without_a_pseudo_terminal_nothing_is_echoed_and_the_end_of_input_leaves(house: House) -> None:
    async with plain(house, term=None) as ada:
        ada.type("open kitchen\nhello from a pipe\n")
        ada.process.stdin.write_eof()
        everything = await ada.says(words.BYE)
        assert "hello from a pipe" not in everything
        assert (await ada.process.wait()).exit_status == 0
    assert room_says(house, "hello from a pipe")


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        (b"caf\xc3\xa9\x7fe\r", b"cafe\n"),
        ("茶x\x7f\x7f\x7fa\r".encode(), b"a\n"),
        (b"\x1b[A\x1b[1;5Dup\x1bOP\r", b"up\n"),
        (b"gone\x15here\r", b"here\n"),
    ],
)
def test_a_line_can_be_mended_and_keys_that_are_sequences_are_left_out(typed: bytes, line: bytes) -> None:
    cooked = Cooked()
    assert cooked.feed(typed)[0] == line
    assert b"\x1b" not in cooked.feed(typed)[1]


def test_a_wide_letter_is_rubbed_out_whole() -> None:
    cooked = Cooked()
    cooked.feed("茶".encode())
    assert cooked.typing
    assert cooked.feed(b"\x7f")[1] == b"\x08 \x08" * 2
    assert not cooked.typing
