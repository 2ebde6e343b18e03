"""Somebody guesses passwords from more addresses than there are threads; whoever comes from a clean one is let by."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import asyncssh
import pytest

from server.limits import Patience
from server.passwords import Crowded, PasswordDesk
from store.errors import Denied
from store.operations import Actor
from tests.server.house import House, eventually, open_house


class Looking:
    """Two threads whose work ends when the test says so."""

    def __init__(self, places: int = 50, per_address: int = 10) -> None:
        self.patience = Patience(0, monotonic=lambda: 0.0)
        self.desk = PasswordDesk(self.patience, places=places, per_address=per_address)
        self.looked_at: list[str] = []
        self._ends: dict[str, asyncio.Event] = {}

    def come(self, address: str, name: str = "ada") -> asyncio.Task[Actor | str]:
        """A password arrives."""

        async def look() -> Actor:
            self.looked_at.append(address)
            ends = self._ends[address] = asyncio.Event()
            await ends.wait()
            if address.startswith("bad"):
                raise Denied("no")
            return Actor.of(1)

        return asyncio.ensure_future(self.desk.check(address, name, look))

    async def end(self, address: str) -> None:
        """The hash of an address is done."""
        self._ends.pop(address).set()
        await settle()

    def wrong(self, *addresses: str) -> None:
        """These tried before, and were not right."""
        for address in addresses:
            self.patience.doubt(address)


async def settle() -> None:
    """Let every task come to where it waits."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_who_was_wrong_before_has_one_thread_and_waits_behind_who_was_not() -> None:
    looking = Looking()
    looking.wrong("bad1", "bad2", "bad3")
    tasks = [looking.come(each) for each in ("bad1", "bad2", "bad3")]
    await settle()
    assert looking.looked_at == ["bad1"]
    tasks.append(looking.come("clean"))
    await settle()
    assert looking.looked_at == ["bad1", "clean"]
    tasks.append(looking.come("clean too"))
    await settle()
    await looking.end("bad1")
    assert looking.looked_at == ["bad1", "clean", "clean too"]
    await looking.end("clean")
    assert looking.looked_at[3:] == ["bad2"]
    for each in ("clean too", "bad2", "bad3"):
        await looking.end(each)
    answers = await asyncio.gather(*tasks)
    assert [isinstance(each, Actor) for each in answers] == [False, False, False, True, True]


async def test_of_those_about_whom_nothing_is_known_the_newest_goes_first() -> None:
    """A flood from a hundred fresh addresses begins; the owner comes a moment later."""
    looking = Looking(places=200)
    tasks = [looking.come(f"bad{n}") for n in range(100)]
    await settle()
    tasks.append(looking.come("owner"))
    await settle()
    assert looking.looked_at == ["bad0", "bad99"] or looking.looked_at == ["bad0", "bad1"]
    await looking.end("bad0")
    assert looking.looked_at[-1] == "owner"
    for each in tasks:
        each.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert not looking.desk._here
    assert not looking.desk._turns


async def test_of_those_who_were_wrong_the_least_wrong_goes_first() -> None:
    """Somebody mistyped once, behind those who guess."""
    looking = Looking()
    looking.wrong("bad1", "bad2", "bad2", "bad3", "bad3", "typo")
    tasks = [looking.come(each) for each in ("bad1", "bad2", "bad3", "typo")]
    await settle()
    await looking.end("bad1")
    assert looking.looked_at == ["bad1", "typo"]
    await looking.end("typo")
    for each in ("bad2", "bad3"):
        await looking.end(each)
    await asyncio.gather(*tasks)


async def test_where_all_places_are_taken_who_is_most_in_doubt_makes_room() -> None:
    looking = Looking(places=3)
    looking.wrong("bad1", "bad2", "bad2", "bad3", "bad3", "bad3")
    tasks = {each: looking.come(each) for each in ("bad1", "bad2", "bad3")}
    await settle()
    tasks["clean"] = looking.come("clean")
    await settle()
    with pytest.raises(Crowded):
        await tasks["bad3"]
    with pytest.raises(Crowded):
        await looking.come("bad3")
    assert looking.looked_at == ["bad1", "clean"]
    for each in ("bad1", "clean", "bad2"):
        await looking.end(each)
    assert isinstance(await tasks["clean"], Actor)
    assert await tasks["bad2"] == "no"


async def test_an_address_has_only_so_many_places() -> None:
    looking = Looking(per_address=2)
    tasks = [looking.come("one") for _ in range(2)]
    await settle()
    with pytest.raises(Crowded):
        await looking.come("one")
    assert looking.looked_at == ["one"], "and one at a time of these"
    for _ in tasks:
        await looking.end("one")
    assert all(isinstance(each, Actor) for each in await asyncio.gather(*tasks))


async def test_who_hangs_up_while_waiting_leaves_nothing() -> None:
    looking = Looking()
    tasks = [looking.come(f"bad{n}") for n in range(5)]
    await settle()
    for each in tasks:
        each.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert all(each.cancelled() for each in tasks)
    desk = looking.desk
    assert [len(each) for each in (desk._here, desk._turns, desk._queue, desk._running)] == [0, 0, 0, 0]


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path) as opened:
        yield opened


async def test_behind_a_distributed_flood_the_owner_waits_for_one_hash_or_two(house: House) -> None:
    """Two dozen addresses guess at ada without an end; ada comes from one that has not been seen, with her password."""

    async def guess(address: str) -> None:
        while True:
            with contextlib.suppress(asyncssh.Error, OSError):
                connection = await house.with_password(
                    password="a guess that is wrong", preferred_auth="password", local_addr=(address, 0)
                )
                connection.close()

    flood = [asyncio.ensure_future(guess(f"127.0.2.{n}")) for n in range(1, 25)]
    desk = house.door.passwords
    # Each of them has been wrong by now, and many wait.
    await eventually(lambda: house.hub.passwords.hashes > 12 and len(desk._here) > 6, 60)
    waited_for: list[int] = []
    for n in range(3):
        before = house.hub.passwords.hashes
        async with house.with_password(local_addr=(f"127.0.3.{n + 1}", 0)) as connection:
            waited_for.append(house.hub.passwords.hashes - before)
            assert (await connection.run("version")).exit_status == 0
    for each in flood:
        each.cancel()
    await asyncio.gather(*flood, return_exceptions=True)
    assert max(waited_for) <= 5, waited_for
    await house.emptied()
    assert not desk._here
