import asyncio
import logging
import re
import shutil
import socket
import stat
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncssh
import pytest

from server import escapes, hostkey, roster
from server.limits import shortened
from server.serving import listening_sockets
from server.session import Visit
from store import members, presence
from store.errors import ListenError, StoreUnsafe, Unavailable
from store.operations import SYSTEM
from store.policy import Role
from tests.server.house import SSH, House, eventually, open_house


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path) as opened:
        yield opened


async def test_the_key_is_the_account_whatever_name_is_typed(house: House) -> None:
    for user in ("ada", "root", "somebody-else"):
        async with house.with_key(user) as connection:
            result = await connection.run("today --json")
            assert result.exit_status == 0
            assert '"handle":"ada"' in str(result.stdout)


async def test_a_handle_and_a_password_open_the_door_both_ways(house: House) -> None:
    for method in ("password", "keyboard-interactive"):
        async with house.with_password(preferred_auth=method) as connection:
            result = await connection.run("version")
            assert result.exit_status == 0


async def test_a_wrong_password_and_an_unknown_name_cost_the_same(house: House) -> None:
    costs = []
    for user in ("ada", "nobody-of-this-name"):
        before = house.hub.passwords.hashes
        with pytest.raises(asyncssh.PermissionDenied):
            await house.with_password(user, "not this one", preferred_auth="password")
        costs.append(house.hub.passwords.hashes - before)
    assert costs == [1, 1]


@pytest.mark.parametrize("method", ["password", "keyboard-interactive"])
async def test_a_password_is_the_same_however_its_letters_are_composed(house: House, method: str) -> None:
    composed, apart = "caf\u00e9 \ufb01ve lamps", "cafe\u0301 five lamps"
    hashed = await house.hub.passwords.hash(composed)
    await house.hub.do(SYSTEM, members.add, handle="theo", role=Role.PARTICIPANT, password_hash=hashed)
    for typed in (composed, apart):
        async with house.with_password("theo", typed, preferred_auth=method) as connection:
            assert (await connection.run("version")).exit_status == 0


async def test_an_unknown_key_does_not_open_the_door(house: House) -> None:
    with pytest.raises(asyncssh.PermissionDenied):
        await house.connect("ada", client_keys=[house.stranger_key])


async def test_a_key_that_was_only_named_does_not_open_the_door(house: House) -> None:
    """The client names ada's public key, which needs no secret, and then gets in at `join@` with nothing."""

    class Claims(asyncssh.SSHClient):
        def kbdint_auth_requested(self) -> str:
            return ""

        def kbdint_challenge_received(self, *_: object) -> None:
            return None

    stranger = house.stranger_key

    class Liar(asyncssh.SSHKeyPair):
        """Says it is ada's key and signs with another."""

        def __init__(self) -> None:
            public = house.ada_key.convert_to_public()
            super().__init__(
                b"ssh-ed25519", b"ssh-ed25519", (b"ssh-ed25519",), (b"ssh-ed25519",), public.public_data, b"x"
            )

        def sign(self, data: bytes) -> bytes:
            return stranger.sign(data, b"ssh-ed25519")

    for user in ("ada", "join"):
        try:
            async with house.connect(user, client_keys=[Liar()], client_factory=Claims) as connection:
                assert user == "join"
                process = await connection.create_process("today")
                await process.wait()
                (keeper,) = house.door.connections
                assert keeper.grant is not None
                assert keeper.grant.way == "join"
                assert keeper.grant.key is None
        except asyncssh.PermissionDenied:
            assert user == "ada"
        await house.emptied()


async def test_a_newcomers_key_is_remembered_once_its_signature_was_checked(house: House) -> None:
    async with house.connect("join", client_keys=[house.stranger_key]):
        (keeper,) = house.door.connections
        assert keeper.grant is not None
        assert keeper.grant.way == "join"
        assert keeper.grant.key == " ".join(house.stranger_key.export_public_key().decode().split()[:2])


async def test_a_members_key_is_not_offered_for_joining_again(house: House) -> None:
    async with house.with_key("join"):
        (keeper,) = house.door.connections
        assert keeper.grant is not None
        assert (keeper.grant.way, keeper.grant.key, keeper.grant.actor.member_id) == ("join", None, 0)


async def test_joining_needs_neither_key_nor_password(house: House) -> None:
    for method in ("keyboard-interactive", "password"):
        async with house.connect("join", password="", preferred_auth=method) as connection:
            result = await connection.run("who")
            assert result.exit_status == 1
            assert "joining" in str(result.stderr)


async def test_the_join_screen_opens_for_a_newcomer(house: House) -> None:
    async with (
        house.connect("JOIN", client_keys=[house.stranger_key]) as connection,
        connection.create_process(term_type="xterm", term_size=(80, 24), encoding=None) as process,
    ):
        seen = await until(process, b"nvite")
        assert seen.startswith(escapes.ENTER.encode())


async def test_the_help_card_needs_no_account_and_shows_nothing_else(house: House) -> None:
    for command in (None, "who", "read kitchen", "export"):
        async with house.connect("crisis") as connection:
            result = await connection.run(command, term_type=None if command else "xterm")
            assert "988" in str(result.stdout)
            assert "ada" not in str(result.stdout)
            assert result.exit_status == 0


async def test_somebody_who_is_about_to_be_asked_is_told_how_to_join(house: House) -> None:
    said: list[str] = []

    class Reads(asyncssh.SSHClient):
        def auth_banner_received(self, msg: str, lang: str) -> None:
            said.append(msg)

    async with house.with_key(client_factory=Reads):
        assert said == []
    with pytest.raises(asyncssh.PermissionDenied):
        await house.with_password("newcomer", "what ever it is", client_factory=Reads)
    assert len(said) == 1
    assert "join@" in said[0]
    assert "crisis@" in said[0]


async def test_the_question_after_a_wrong_password_says_how_to_join(house: House) -> None:
    asked: list[str] = []

    class Tries(asyncssh.SSHClient):
        def kbdint_auth_requested(self) -> str:
            return ""

        def kbdint_challenge_received(self, name: str, instructions: str, *_: object) -> list[str]:
            asked.append(instructions)
            return ["wrong again"]

    with pytest.raises(asyncssh.Error) as refused:
        await house.connect("ada", client_factory=Tries, preferred_auth="keyboard-interactive")
    assert len(asked) == 1 or "join@" in asked[1]
    assert asked[0] == ""
    assert refused.value is not None


async def test_a_locked_member_does_not_come_in(house: House) -> None:
    await house.hub.do(SYSTEM, members.set_locked, handle="ada", locked=True)
    with pytest.raises(asyncssh.PermissionDenied):
        await house.with_key()
    with pytest.raises(asyncssh.PermissionDenied):
        await house.with_password()


async def test_locking_a_member_ends_what_they_are_doing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roster, "GRACE_S", 0.5)
    async with house.with_key() as connection, app(connection) as process:
        await until(process, b"help now")
        watch = await house.with_key()
        command = await watch.create_process("post kitchen")
        await eventually(lambda: len(house.door.roster.visitors) == 2)
        await house.hub.do(SYSTEM, members.set_locked, handle="ada", locked=True)
        result = await command.wait(timeout=5)
        assert "ended" in str(result.stderr)
        watch.close()
        seen = await rest(process, timeout_s=15)
        assert escapes.LEAVE.encode() in seen
    await house.emptied()


async def test_a_command_never_opens_the_app_with_or_without_a_terminal(house: House) -> None:
    async with house.with_key() as connection:
        result = await connection.run("version", term_type="xterm-256color")
        assert "\x1b" not in str(result.stdout)
        assert str(result.stdout).endswith("\r\n")
    async with house.with_key() as connection:
        result = await connection.run("version")
        assert "\r" not in str(result.stdout)


async def test_without_a_terminal_one_line_says_how_to_use_commands(house: House) -> None:
    async with house.with_key() as connection:
        result = await connection.run()
        said = str(result.stdout) + str(result.stderr)
        assert result.exit_status == 2
        assert len(said.strip().splitlines()) == 1
        assert "today" in said
        assert "\x1b" not in said


async def test_presence_begins_and_ends_with_the_app_alone(house: House) -> None:
    async with house.with_key() as connection:
        await connection.run("version")
        assert await house.hub.do(house.ada, presence.connections) == []
    async with house.with_key() as connection, app(connection) as process:
        await until(process, b"help now")
        await eventually(lambda: house.hub.bus.listeners("hub") > 0)
        (here,) = await connections_of_ada(house)
        assert (here.way_in, here.address_hint) == ("ssh", "127.0.0.x")
        connection.abort()
    await house.emptied()
    assert await house.hub.do(house.ada, presence.connections) == []


async def test_a_hundred_connections_that_come_and_go_leave_nothing(house: House) -> None:
    async def come_and_go(how: int) -> None:
        connection = await house.with_key()
        if how % 3 == 0:
            process = await connection.create_process(term_type="xterm", term_size=(80, 24), encoding=None)
            await process.stdout.read(100)
        elif how % 3 == 1:
            await connection.create_process("post nowhere")
        connection.abort()

    before = len(asyncio.all_tasks())
    for start in range(0, 30, 6):
        await asyncio.gather(*(come_and_go(start + n) for n in range(6)))
    await house.emptied()
    assert house.door.roster.visitors == ()
    assert house.door.roster.connections == 0
    assert len(house.door.gate) == 0
    assert house.hub.bus.listeners("hub") == 0
    await eventually(lambda: len(asyncio.all_tasks()) <= before)


async def test_ctrl_c_stops_a_command_that_waits(house: House) -> None:
    async with house.with_key() as connection:
        process = await connection.create_process("post kitchen", term_type="xterm")
        process.stdin.write("hel\x7fllo")
        await process.stdout.readexactly(len("hel\b \bllo"))
        process.stdin.write("\x03")
        result = await process.wait(timeout=5)
        assert result.exit_status == 130


async def test_standard_input_is_bounded_and_reaches_the_command(house: House) -> None:
    async with house.with_key() as connection:
        result = await connection.run("post nowhere", input="x" * 2_000_000, timeout=15)
        assert result.exit_status in {1, 3}


async def test_closing_tells_everybody_and_leaves_their_terminals_clean(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        connection = await house.with_key()
        process = await connection.create_process(term_type="xterm", term_size=(80, 24), encoding=None)
        await until(process, b"help now")
        other = await house.with_key()
        waiting = await other.create_process("post kitchen")
        await eventually(lambda: len(house.door.roster.visitors) == 2)
        reading = asyncio.ensure_future(rest(process))
        started = asyncio.get_running_loop().time()
        await house.door.close("The hub is closing for a moment.")
        assert asyncio.get_running_loop().time() - started < 4
        seen = await reading
        assert seen.endswith(escapes.LEAVE.encode() + b"The hub is closing for a moment.\r\n")
        assert "closing" in str((await waiting.wait()).stderr)
        assert not house.door.connections


async def test_a_session_too_many_is_told_so(tmp_path: Path) -> None:
    async with open_house(tmp_path, connections_per_member=2) as house:
        first, second = await house.with_key(), await house.with_key()
        async with house.with_key() as third:
            result = await third.run("version")
            assert result.exit_status == 1
            assert "2 times" in str(result.stderr)
        first.close()
        second.close()
        await house.emptied()
        async with house.with_key() as again:
            assert (await again.run("version")).exit_status == 0


async def test_too_many_commands_are_told_when_to_come_back(tmp_path: Path) -> None:
    async with open_house(tmp_path, commands_per_minute=2) as house:
        statuses = []
        for _ in range(3):
            async with house.with_key() as connection:
                statuses.append((await connection.run("version")).exit_status)
        assert statuses == [0, 0, 4]


async def test_logs_hold_no_whole_address_no_name_and_no_words(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with house.with_key("my-secret-name") as connection:
        await connection.run("post kitchen a-secret-thing")
    with pytest.raises(asyncssh.PermissionDenied):
        await house.with_password("my-secret-name", "a-secret-password")
    await house.emptied()
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("porchlight"))
    assert "door.login from=127.0.0.x" in ours
    assert "door.refused from=127.0.0.x" in ours
    assert "secret" not in ours
    assert "127.0.0.1" not in ours


async def test_a_failure_in_the_door_is_logged_without_values_and_ends_one_connection(
    house: House, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = await house.with_key()

    def fail(self: Visit, term_type: str, *_: object) -> bool:
        raise ValueError(f"what ada wrote: {term_type}")

    monkeypatch.setattr(Visit, "pty_requested", fail)
    async with house.with_key() as connection:
        with pytest.raises(asyncssh.Error):
            await connection.create_process(term_type="xterm")
    assert "door.failed" in caplog.text
    assert "ValueError" in caplog.text
    assert "what ada wrote" not in caplog.text
    assert (await other.run("version")).exit_status == 0
    other.close()


# -- the system's clients


async def test_openssh_comes_in_with_a_key_and_its_status_comes_back(house: House) -> None:
    status, out, err = await house.run(*SSH, "-C", "-i", "KEY", "whoever@127.0.0.1", "version")
    assert status == 0, err
    assert out.strip()
    status, out, err = await house.run(*SSH, "-i", "KEY", "whoever@127.0.0.1", "nonsense")
    assert status == 2
    assert out == ""
    status, out, err = await house.run(*SSH, "crisis@127.0.0.1")
    assert status == 0
    assert "988" in out


async def test_dropbear_comes_in_with_a_key(house: House) -> None:
    for program in ("dbclient", "dropbearconvert"):
        assert shutil.which(program), (
            f"{program} is missing: `make clients` installs it, or names what to install"
        )
    await house.run("true")
    status, _, err = await house.run("dropbearconvert", "openssh", "dropbear", "KEY", "KEY.db")
    assert status == 0, err
    status, out, err = await house.run(
        "dbclient", "-y", "-y", "-i", "KEY.db", "-p", "PORT", "ada@127.0.0.1", "version"
    )
    assert status == 0, err
    assert out.strip()


async def test_the_strict_profile_offers_only_the_post_quantum_exchange(tmp_path: Path) -> None:
    async with open_house(tmp_path, strict=True) as house:
        async with house.with_key() as connection:
            assert (await connection.run("version")).exit_status == 0
        with pytest.raises(asyncssh.KeyExchangeFailed):
            await house.with_key(kex_algs=["curve25519-sha256"])


# -- the host key and the listening socket


def test_the_host_key_is_made_once_and_only_its_user_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "host"
    made = hostkey.load_or_make(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert hostkey.fingerprint(hostkey.load_or_make(path)) == hostkey.fingerprint(made)
    assert re.fullmatch("SHA256:[A-Za-z0-9+/]{43}", hostkey.fingerprint(made))
    assert {each.name for each in path.parent.iterdir()} == {"host", "host.pub"}


def test_a_host_key_that_others_can_read_or_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "host"
    hostkey.load_or_make(path)
    path.chmod(0o644)
    with pytest.raises(StoreUnsafe, match="chmod 600"):
        hostkey.load_or_make(path)
    path.write_text("not a key")
    path.chmod(0o600)
    with pytest.raises(Unavailable):
        hostkey.load_or_make(path)
    assert path.read_text() == "not a key"


async def test_a_port_in_use_and_an_address_that_is_not_ours_are_one_clear_line() -> None:
    (taken,) = await listening_sockets("127.0.0.1", 0)
    try:
        with pytest.raises(ListenError, match="listens there already"):
            await listening_sockets("127.0.0.1", taken.getsockname()[1])
    finally:
        taken.close()
    with pytest.raises(ListenError):
        await listening_sockets("192.0.2.1", 0)
    with pytest.raises(ListenError):
        await listening_sockets("no-such-host.invalid", 0)


async def test_every_address_is_listened_on_with_one_port() -> None:
    opened = await listening_sockets("", 0)
    try:
        assert len({each.getsockname()[1] for each in opened}) == 1
        assert socket.AF_INET in {each.family for each in opened}
    finally:
        for each in opened:
            each.close()


def test_addresses_are_shortened() -> None:
    assert shortened("192.0.2.17") == "192.0.2.x"
    assert shortened("::ffff:192.0.2.17") == "192.0.2.x"
    assert shortened("2001:db8:1:2::3") == "2001:0db8:0001:x"


# -- helpers


async def connections_of_ada(house: House) -> list[presence.Connection]:
    """Presence is written beside the app's start, so it may take a moment."""
    async with asyncio.timeout(5):
        while not (found := await house.hub.do(house.ada, presence.connections)):  # noqa: ASYNC110 - see above
            await asyncio.sleep(0)
    return found


def app(connection: asyncssh.SSHClientConnection) -> Any:
    return connection.create_process(term_type="xterm-256color", term_size=(120, 40), encoding=None)


async def until(process: "asyncssh.SSHClientProcess[bytes]", wanted: bytes) -> bytes:
    seen = b""
    async with asyncio.timeout(10):
        while wanted not in seen:
            piece = await process.stdout.read(65536)
            assert piece, seen[-500:]
            seen += piece
    return seen


async def rest(process: "asyncssh.SSHClientProcess[bytes]", timeout_s: float = 10) -> bytes:
    seen = b""
    async with asyncio.timeout(timeout_s):
        while piece := await process.stdout.read(65536):
            seen += piece
    return seen
