"""What somebody does who means harm, or who is merely odd: nobody else may notice."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import asyncssh
import pytest

from server import ssh
from server.commands import WRONG_USAGE, run
from server.cooked import Cooked
from server.limits import Gate, Seats
from server.output import Output
from server.stdin import BUFFER
from tests.server.house import House, eventually, open_house
from tests.server.typed import Typed


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize(
    "line",
    [
        "post kitchen " + "-a " * 20_000,
        "react kitchen 1 " + "--json " * 9_000,
        "post kitchen -" + "a" * 60_000,
    ],
    ids=["unknown options", "one option", "one long word"],
)
async def test_a_line_of_thousands_of_options_is_refused_at_once(house: House, line: str) -> None:
    """One command of 60 KB, whose words argparse looks at in a time that grows with their square: 24 s."""
    said: list[str] = []
    output = Output(said.append, said.append, asyncio.Event())
    before = time.process_time()
    status = await run(house.hub, house.ada, line, stdin=Typed(), output=output)
    assert status == WRONG_USAGE
    assert time.process_time() - before < 1
    assert sum(map(len, said)) < 1_000


async def test_a_line_of_many_plain_words_is_still_said(house: House) -> None:
    said: list[str] = []
    output = Output(said.append, said.append, asyncio.Event())
    line = "post kitchen " + "a - b " * 600
    assert await run(house.hub, house.ada, line, stdin=Typed(), output=output) == 0


def test_rubbing_out_a_long_line_costs_no_more_than_typing_it() -> None:
    """A line as long as may be without an end, and then as many backspaces: each decoded the whole line."""
    cooked = Cooked()
    cooked.feed("é".encode() * (BUFFER // 2))
    before = time.process_time()
    assert cooked.feed(b"\x7f" * 20_000)[1] == b"\x08 \x08" * 20_000
    assert time.process_time() - before < 0.5
    assert cooked.feed(b"\r")[0] == "é".encode() * (BUFFER // 2 - 20_000) + b"\n"


@pytest.mark.parametrize("typed", [b"\xff\x7f\r", b"a\xc3\x7f\r", b"\x7f\r", b"\x80\x80\x7f\x7f\x7f\r"])
def test_what_is_not_utf_8_can_be_rubbed_out_too(typed: bytes) -> None:
    assert Cooked().feed(typed)[0] in (b"\n", b"a\n")


async def test_a_watcher_who_hangs_up_leaves_no_task(house: House) -> None:
    """Connect, watch, drop the line; again and again."""
    before = asyncio.all_tasks()
    for _ in range(3):
        connection = await house.with_key()
        await connection.create_process("watch kitchen")
        await eventually(lambda: house.hub.bus.listeners("room:1") > 0)
        connection.abort()
        await connection.wait_closed()
        await house.emptied()
    await eventually(lambda: not (asyncio.all_tasks() - before), 2)


async def test_a_public_key_alone_tells_nobody_who_is_a_member(house: House) -> None:
    """Somebody takes people's public keys from where they are public, and asks the door about each, having none of the
    private ones: an answer that differs says who is in this community."""
    asked_to_sign = []
    for who, key in (("ada", house.ada_key), ("nobody", house.stranger_key)):
        pair = asyncssh.load_keypairs([key])[0]

        def sign(data: bytes, who: str = who) -> bytes:
            asked_to_sign.append(who)
            raise ValueError("there is no private key")

        pair.sign = sign  # type: ignore[method-assign]
        with pytest.raises(asyncssh.PermissionDenied):
            await house.connect("ada", client_keys=[pair], preferred_auth="publickey")
    assert asked_to_sign == ["ada", "nobody"]


async def test_a_key_that_is_nobodys_opens_nothing_though_it_signs(house: House) -> None:
    for user in ("ada", "hana", "crisis-line"):
        with pytest.raises(asyncssh.PermissionDenied):
            await house.connect(user, client_keys=[house.stranger_key], preferred_auth="publickey")
    # After it, one's own key still does.
    async with house.connect("ada", client_keys=[house.stranger_key, house.ada_key]) as connection:
        assert '"ada"' in str((await connection.run("today --json")).stdout)


async def test_guests_at_the_join_screen_are_few_and_leave_in_time(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`join@` asks for nothing: whoever comes again and again would have the hub draw thousands of screens."""
    monkeypatch.setattr(house.door, "guests", Seats(total=5, per_source=2))
    monkeypatch.setattr(ssh, "GUEST_S", 1.5)
    key = [house.stranger_key]
    async with (
        house.connect("join", client_keys=key) as first,
        house.connect("join", client_keys=key) as second,
        house.connect("join", client_keys=key) as third,
    ):
        shown = await first.create_process(term_type="xterm-256color", term_size=(80, 24))
        await second.create_process(term_type="xterm-256color", term_size=(80, 24))
        refused = await third.run(term_type="xterm-256color", term_size=(80, 24))
        assert refused.exit_status == 1
        assert "join" in str(refused.stdout)
        async with asyncio.timeout(10):
            assert (await shown.wait()).exit_status is not None
        async with house.with_key() as member:
            assert (await member.run("version")).exit_status == 0
        async with house.connect("crisis") as person:
            assert (await person.run()).exit_status == 0
    await house.emptied()
    assert len(house.door.guests) == 0


def test_seats_are_counted_for_each_source_and_given_back() -> None:
    seats = Seats(total=3, per_source=2)
    assert [seats.take(each) for each in ("a", "a", "a", "b", "c")] == [True, True, False, True, False]
    seats.leave("a")
    assert seats.take("c")
    assert len(seats) == 3


def test_places_taken_faster_than_they_grow_old_keep_nobody_out() -> None:
    """Fifty silent connections a second, from as many addresses as it takes, fill the door before any is two seconds
    old: nobody came in any more."""
    now = [0.0]
    ended: list[int] = []
    gate = Gate(total=20, per_address=5, rate_per_s=100, burst=100, keys=1000, monotonic=lambda: now[0])
    for n in range(200):
        now[0] += 0.02
        gate.admit(f"10.0.0.{n % 50}", lambda n=n: ended.append(n))  # type: ignore[misc]
    now[0] += 0.3
    assert gate.admit("192.0.2.7", lambda: None) is not None
    assert len(gate) <= 20
    assert ended


async def test_a_flood_of_passwords_leaves_the_door_to_keys(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fifty guesses a second from a hundred addresses: those that wait to be looked at took every place, and the owner
    could not come in with their key."""
    monkeypatch.setattr(house.door.passwords, "_per_address", 0)
    with pytest.raises(asyncssh.DisconnectError):
        await house.with_password()
    async with house.with_key() as connection:
        assert (await connection.run("version")).exit_status == 0
    await house.emptied()
    assert len(house.door.gate) == 0
