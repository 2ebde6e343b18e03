"""Somebody who means harm, with a real client: what they try comes first in each test, what must hold comes last.

The hub runs in the test's own process, so that what an attack leaves behind can be counted.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncssh
import pytest

from server import escapes
from server.limits import SILENT_S
from server.typed import MORE
from store import chat
from tests.server.house import PASSWORD, SSH, House, eventually, open_house

pytestmark = pytest.mark.e2e

DRAWING = re.compile(rb"\x1b\[[0-9;]*[ABCDGHJKm]")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path) as opened:
        yield opened


# -- words that are meant to be run by the reader's terminal


@pytest.mark.parametrize(
    "words",
    [
        "\x1b]52;c;cm0gLXJmIH4=\x07 clipboard",
        "\x1b]0;owned\x1b\\ title",
        "\x1b[2J\x1b[1;1H wiped",
        "\x1b[?1000h\x1b[6n reports",
        "\x9b31m c1",
        "\x90q\x9c device",
        "\u202eltr\u2066 bidi",
        "[@click=app.quit()]click[/] [/nope] markup",
        "\x1b[200~ pasted \x1b[201~",
        "a\rb\x08\x0b\x0c\x00 controls",
    ],
)
async def test_what_is_posted_never_commands_the_readers_terminal(house: House, words: str) -> None:
    async with house.with_key() as connection:
        await connection.run("post kitchen", input=words + " end")
    (posted,) = await house.hub.do(house.ada, chat.history, room="kitchen", limit=5)
    assert posted.text.endswith("end")
    for command in ("read kitchen", "read kitchen --json", "watch kitchen --after 0"):
        async with house.with_key() as connection:
            process = await connection.create_process(command, term_type="xterm-256color", encoding=None)
            told = await until(process, b"end")
            assert not re.search(
                rb"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xa8-\xae]", told
            )
            with contextlib.suppress(BrokenPipeError):
                process.stdin.write(b"\x03")
    async with house.with_key() as connection, app(connection) as process:
        seen = await until(process, b"F1")
        process.stdin.write(b"2")
        seen += await until(process, b"end")
        connection.abort()
    body = seen
    for mode in re.findall(r"\x1b\[[?>][0-9;]*[a-zA-Z]", escapes.ENTER + escapes.KITTY + escapes.MOUSE):
        body = body.replace(mode.encode(), b"", 1)
    body = DRAWING.sub(b"", body)
    assert not re.search(rb"[\x00-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xa8-\xae]|\xe2\x81[\xa6-\xa9]", body)


# -- everything SSH can do besides a session


async def test_no_port_socket_or_tunnel_is_forwarded(house: House) -> None:
    async with house.with_key() as connection:
        for attempt in (
            lambda: connection.open_connection("127.0.0.1", house.port),
            lambda: connection.open_unix_connection("/run/dbus/system_bus_socket"),
            lambda: connection.start_server(lambda *_: None, "127.0.0.1", 0),
            lambda: connection.start_unix_server(lambda: None, str(house.folder / "planted")),
            connection.open_tun,
        ):
            with pytest.raises((asyncssh.ChannelOpenError, asyncssh.ChannelListenError)):
                await attempt()
        assert not (house.folder / "planted").exists()
        assert (await connection.run("version")).exit_status == 0


async def test_neither_files_nor_subsystems_are_served(house: House) -> None:
    async with house.with_key() as connection:
        with pytest.raises(asyncssh.ChannelOpenError):
            await connection.start_sftp_client()
    for command in ("scp -f /etc/passwd", "sftp-server", "sh -c id", "/bin/sh", "today; id", "$(id)"):
        async with house.with_key() as connection:
            result = await connection.run(command)
            assert result.exit_status == 2
            assert "uid=" not in str(result.stdout) + str(result.stderr)


async def test_neither_the_agent_nor_the_display_is_used(house: House) -> None:
    """The requests are refused, and the session goes on without."""
    status, out, err = await house.run(
        *SSH,
        "-A",
        "-X",
        "-o",
        "ForwardX11=yes",
        "-i",
        "KEY",
        "-R",
        "0:127.0.0.1:9",
        "ada@127.0.0.1",
        "version",
    )
    assert status == 0, err
    assert out.strip()
    assert "refused" in err.lower() or "failed" in err.lower()


async def test_a_connection_has_one_session(house: House) -> None:
    async with house.with_key() as connection:
        first = await connection.create_process("post kitchen")
        for _ in range(20):
            with pytest.raises(asyncssh.ChannelOpenError):
                await connection.run("version")
        first.stdin.write_eof()
        await first.wait()
        with pytest.raises(asyncssh.ChannelOpenError):
            await connection.run("version")


async def test_a_clients_environment_does_not_fill_the_hub(house: House) -> None:
    flood = {f"V{n}": "x" * 20_000 for n in range(200)} | {"LANG": "y" * 20_000, "COLORTERM": "truecolor"}
    async with house.with_key() as connection:
        process = await connection.create_process("post kitchen", env=flood)
        await eventually(lambda: bool(house.door.roster.visitors))
        (visit,) = house.door.roster.visitors
        assert dict(visit._channel.get_environment()) == {"COLORTERM": "truecolor"}  # type: ignore[attr-defined]
        process.stdin.write_eof()


# -- guessing


async def test_three_wrong_passwords_end_the_connection(house: House) -> None:
    asked: list[str] = []

    class Guesses(asyncssh.SSHClient):
        def password_auth_requested(self) -> str:
            asked.append("")
            return f"a guess number {len(asked)}"

    with pytest.raises(asyncssh.Error):
        await house.connect("ada", client_factory=Guesses, preferred_auth="password")
    assert len(asked) == 3
    assert house.hub.passwords.hashes <= 1 + 3


async def test_seven_keys_end_the_connection(house: House) -> None:
    keys = [asyncssh.generate_private_key("ssh-ed25519") for _ in range(8)]
    with pytest.raises(asyncssh.DisconnectError, match="join@"):
        await house.connect("ada", client_keys=[*keys, house.ada_key])


async def test_endless_empty_answers_end_the_connection(house: House) -> None:
    asked: list[str] = []

    class Empty(asyncssh.SSHClient):
        def kbdint_auth_requested(self) -> str:
            return ""

        def kbdint_challenge_received(self, *_: object) -> list[str]:
            asked.append("")
            return []

    with pytest.raises(asyncssh.Error):
        await house.connect("ada", client_factory=Empty, preferred_auth="keyboard-interactive")
    assert len(asked) <= 3


async def test_guessing_at_a_name_does_not_keep_its_owner_out(house: House) -> None:
    async def guess(n: int) -> None:
        try:
            connection = await house.with_password(
                password=f"a guess number {n}", preferred_auth="password", local_addr=("127.0.0.3", 0)
            )
        except (asyncssh.Error, OSError):
            return
        connection.close()

    loop = asyncio.get_running_loop()
    guesses = [asyncio.ensure_future(guess(n)) for n in range(30)]
    await eventually(lambda: house.hub.passwords.hashes > 2)
    started = loop.time()
    async with house.with_password(local_addr=("127.0.0.2", 0)) as connection:
        by_password = loop.time() - started
        assert (await connection.run("version")).exit_status == 0
    started = loop.time()
    async with house.with_key(local_addr=("127.0.0.3", 0)) as connection:
        by_key = loop.time() - started
    hashed = house.hub.passwords.hashes
    for each in guesses:
        each.cancel()
    await asyncio.gather(*guesses, return_exceptions=True)
    # One guess is looked at at a time: the owner waits for two hashes at most, the key for none.
    assert hashed < 20
    assert by_password < 4
    assert by_key < 4


async def test_a_name_cannot_be_told_from_no_name(house: House) -> None:
    """The same questions, the same answers, the same number of hashes."""
    seen: dict[str, list[str]] = {}
    for user, address in (("ada", "127.0.0.4"), ("nobody", "127.0.0.5")):
        told: list[str] = []

        class Notes(asyncssh.SSHClient):
            def __init__(self, told: list[str] = told) -> None:
                self.told = told

            def auth_banner_received(self, msg: str, lang: str) -> None:
                self.told.append(msg)

            def kbdint_auth_requested(self) -> str:
                return ""

            def kbdint_challenge_received(self, *challenge: object) -> list[str]:
                self.told.append(str(challenge))
                return ["wrong every time"]

        before = house.hub.passwords.hashes
        with pytest.raises(asyncssh.Error) as refused:
            await house.connect(
                user,
                client_factory=Notes,
                client_keys=[house.stranger_key],
                preferred_auth="publickey,keyboard-interactive",
                local_addr=(address, 0),
            )
        seen[user] = [
            *told,
            str(refused.value).replace(user, "NAME"),
            str(house.hub.passwords.hashes - before),
        ]
    assert seen["ada"] == seen["nobody"]


@pytest.mark.parametrize(
    "user",
    ["", " ", "a" * 900, "ada\x00", "ada\n", "\u202eada", "../ada", "ada' OR '1'='1", "👻"],
    ids=range(9),
)
async def test_odd_names_are_refused_and_break_nothing(house: House, user: str) -> None:
    with pytest.raises((asyncssh.Error, OSError, ValueError)):
        await house.with_password(user, "wrong as wrong can be")
    async with house.with_key() as connection:
        assert (await connection.run("version")).exit_status == 0


# -- somebody without an account


async def test_a_newcomer_can_only_join(house: House) -> None:
    for command in ("who", "read kitchen", "post kitchen hello", "export", "crisis"):
        async with house.connect("join", client_keys=[house.stranger_key]) as connection:
            result = await connection.run(command)
            assert result.exit_status == 1
            assert result.stdout == ""
            with pytest.raises(asyncssh.ChannelOpenError):
                await connection.open_connection("127.0.0.1", house.port)
            with pytest.raises(asyncssh.ChannelOpenError):
                await connection.start_sftp_client()
    assert await house.hub.do(house.ada, chat.history, room="kitchen", limit=5) == []


async def test_the_help_card_is_all_that_crisis_shows(house: House) -> None:
    cards = set()
    for command, term in ((None, None), (None, "xterm"), ("who", None), ("post kitchen hello", "xterm")):
        async with house.connect("crisis", password=PASSWORD, client_keys=[house.ada_key]) as connection:
            process = await connection.create_process(command, term_type=term, encoding=None)
            with contextlib.suppress(BrokenPipeError):
                process.stdin.write(b"who\r2\x1b\x03")
            cards.add((await rest(process)).replace(b"\r", b"").partition(b"^C")[0])
            with pytest.raises(asyncssh.ChannelOpenError):
                await connection.open_connection("127.0.0.1", house.port)
    assert all(b"ada" not in card for card in cards)
    assert await house.hub.do(house.ada, chat.history, room="kitchen", limit=5) == []


# -- too much of everything


async def test_compression_is_not_spoken(house: House) -> None:
    for algorithm in ("zlib", "zlib@openssh.com"):
        with pytest.raises(asyncssh.KeyExchangeFailed):
            await house.with_key(compression_algs=[algorithm])


@pytest.mark.parametrize(
    "settings",
    [
        {"encryption_algs": ["chacha20-poly1305@openssh.com"]},
        {"encryption_algs": ["aes256-cbc"]},
        {"encryption_algs": ["aes256-ctr"], "mac_algs": ["hmac-sha1"]},
        {"encryption_algs": ["aes256-ctr"], "mac_algs": ["hmac-sha2-256"]},
        {"kex_algs": ["diffie-hellman-group14-sha1"]},
        {"server_host_key_algs": ["ssh-rsa"]},
    ],
)
async def test_weak_algorithms_are_not_spoken(house: House, settings: dict[str, Any]) -> None:
    with pytest.raises(asyncssh.KeyExchangeFailed):
        await house.with_key(**settings)


async def test_silent_connections_are_few_and_the_next_address_still_gets_in(tmp_path: Path) -> None:
    async with open_house(tmp_path, unauthenticated_per_address=5, unauthenticated=20) as house:
        silent = []
        for n in range(100):
            one = socket.socket()
            one.setblocking(False)
            one.bind((f"127.0.1.{n % 10}", 0))
            await asyncio.get_running_loop().sock_connect(one, ("127.0.0.1", house.port))
            silent.append(one)
        await eventually(lambda: len(house.door.gate) >= 20)
        assert len(house.door.gate) == 20
        assert len(house.door.connections) <= 21
        # Those who say nothing make room after two seconds.
        came = max(ticket.since for ticket in house.door.gate._waiting)
        await eventually(lambda: time.monotonic() - came > SILENT_S)
        connection = await house.with_key(local_addr=("127.0.0.9", 0))
        assert (await connection.run("version")).exit_status == 0
        connection.close()
        for one in silent:
            one.close()
        await eventually(lambda: not house.door.connections)
        assert len(house.door.gate) == 0


@pytest.mark.parametrize(
    "bytes_",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"SSH-1.5-old\r\n",
        b"x" * 100_000,
        b"SSH-2.0-x\r\n" + b"\xff" * 4096,
        b"SSH-2.0-x\r\n" + b"\x00" * 4096,
    ],
)
async def test_what_is_not_ssh_is_hung_up_on(house: House, bytes_: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", house.port)
    writer.write(bytes_)
    async with asyncio.timeout(5):
        try:
            while await reader.read(65536):
                pass
        except ConnectionError:
            pass
    writer.close()
    await eventually(lambda: not house.door.connections)


async def test_huge_windows_and_a_huge_paste_stay_small(house: House) -> None:
    async with (
        house.with_key() as connection,
        connection.create_process(
            term_type="xterm-256color", term_size=(2**32 - 1, 2**32 - 1), encoding=None
        ) as process,
    ):
        await until(process, b"F1")
        for n in range(500):
            process.change_terminal_size(2**31 + n, 2**31 - n)
        process.change_terminal_size(80, 24)
        process.stdin.write(b"2")
        process.stdin.write(b"\x1b[200~" + b"paste " * 170_000)
        async with house.with_key() as other:
            assert (await other.run("version", timeout=10)).exit_status == 0
        (visit,) = house.door.roster.visitors
        typed = visit._driver._typed  # type: ignore[attr-defined]
        await eventually(lambda: typed._paste_size >= 16 * 1024)
        assert typed._paste_size == 16 * 1024 + MORE
        connection.abort()
    await house.emptied()


async def test_a_viewer_who_reads_nothing_costs_a_bounded_amount(tmp_path: Path) -> None:
    async with open_house(tmp_path, lifted=True, messages_per_10_s=10_000, stalled_viewer_kib=300) as house:
        async with house.with_key() as lazy:
            process = await lazy.create_process("watch kitchen", encoding=None)
            await eventually(lambda: bool(house.door.roster.visitors))
            (visit,) = house.door.roster.visitors
            process.channel.pause_reading()
            lazy._transport.pause_reading()
            most = 0
            for _ in range(1500):
                await house.hub.do(house.ada, chat.post, room="kitchen", text="x" * 4000)
                most = max(most, visit._wire.unsent)  # type: ignore[attr-defined]
            assert most < 2 * 1024 * 1024
            lazy.abort()
        await house.emptied()


@pytest.mark.parametrize("way", ["app", "watch"])
async def test_whoever_takes_nothing_at_all_is_cut(tmp_path: Path, way: str) -> None:
    async with open_house(tmp_path, lifted=True, messages_per_10_s=100_000, stalled_s=1) as house:
        lazy = await house.with_key()
        if way == "app":
            process = await app(lazy)
            await until(process, b"F1")
        else:
            process = await lazy.create_process("watch kitchen", encoding=None)
        await eventually(lambda: bool(house.door.roster.visitors))
        (visit,) = house.door.roster.visitors
        lazy._transport.pause_reading()
        process.channel.pause_reading()
        if way == "app":
            line = visit._driver  # type: ignore[attr-defined]
            for _ in range(5_000):
                line.write("x" * 4000)
                line._flush()
                if line._lagging:
                    break
            assert line._lagging
        else:
            for _ in range(2_000):
                await house.hub.do(house.ada, chat.post, room="kitchen", text="x" * 4000)
                if not house.door.connections:
                    break
        await eventually(lambda: not house.door.connections)
        lazy.abort()
        await house.emptied()
        assert house.door.roster.visitors == ()


# -- helpers


def app(connection: asyncssh.SSHClientConnection) -> Any:
    return connection.create_process(term_type="xterm-256color", term_size=(120, 40), encoding=None)


async def until(process: asyncssh.SSHClientProcess[bytes], wanted: bytes) -> bytes:
    seen = b""
    async with asyncio.timeout(10):
        while wanted not in seen:
            piece = await process.stdout.read(65536)
            assert piece, seen[-500:]
            seen += piece
    return seen


async def rest(process: asyncssh.SSHClientProcess[bytes]) -> bytes:
    seen = b""
    async with asyncio.timeout(10):
        while piece := await process.stdout.read(65536):
            seen += piece
    return seen
