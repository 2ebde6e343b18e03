"""The sample community from the command line: made once, served to this machine, never in somebody's own hub."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from server.demo.home import INVITE_CODE, PASSWORD, move_in, settings
from store import chat, invites, joining, members, rooms, seed
from store.config import load
from store.errors import Conflict
from store.hub import Hub
from store.operations import GUEST, SYSTEM, Actor
from tests.e2e.hub import PORCHLIGHT, HubProcess, Person, clean_environment
from tests.e2e.terminal import Terminal
from tests.e2e.walking import open_room, say

SAMPLE_MEMBERS = ("ada", "theo", "uma", "sam", "max", "fay", "hana")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the sample community will be; it is not there yet."""
    return tmp_path / "demo"


async def actor_of(hub: Hub, handle: str) -> Actor:
    return Actor.of(next(m.id for m in await hub.do(SYSTEM, members.listing) if m.handle == handle))


async def test_moving_in_costs_one_hash_and_two_commits(folder: Path) -> None:
    hub = await Hub.open(settings(folder, "Europe/Madrid"))
    try:
        before = hub.database.commits
        home = await move_in(hub, 1)
        assert home.made
        assert hub.passwords.hashes == 1
        assert hub.database.commits == before + 2
    finally:
        await hub.close()
    kept = load(folder / "hub.toml")
    assert (kept.hub.name, kept.hub.time_zone) == ("Riverside hub", "Europe/Madrid")


async def test_what_people_wrote_stays_when_it_is_opened_again(folder: Path) -> None:
    hub = await Hub.open(settings(folder, "UTC"))
    await move_in(hub, 1)
    posted = await hub.do(await actor_of(hub, "ada"), chat.post, room="kitchen", text="still here?")
    await hub.close()
    hub = await Hub.open(settings(folder, "UTC"))
    try:
        home = await move_in(hub, 2)
        assert (home.made, home.seed) == (False, 1)
        said = await hub.do(await actor_of(hub, "theo"), chat.message, room="kitchen", seq=posted.seq)
        assert said.text == "still here?"
        assert hub.passwords.hashes == 0
    finally:
        await hub.close()


async def test_the_invite_is_open_for_as_many_as_come_and_stays_revoked_when_a_host_takes_it_back(
    folder: Path,
) -> None:
    hub = await Hub.open(settings(folder, "UTC"))
    try:
        await move_in(hub, 1)
        await move_in(hub, 1)
        (invite,) = await hub.do(SYSTEM, invites.listing)
        assert (invite.uses_left, invite.expires_at) == (-1, None)
        hashed = await hub.passwords.hash(PASSWORD)
        for handle in ("newcomer", "another"):
            joined = await hub.do(
                GUEST, joining.join, code=INVITE_CODE, handle=handle, rules_version=1, password_hash=hashed
            )
            names = {room.name for room in await hub.do(Actor.of(joined.member_id), rooms.listing)}
            assert "kitchen" in names
        await hub.do(SYSTEM, invites.revoke, invite_id=invite.id)
        await move_in(hub, 1)
        assert await hub.do(SYSTEM, invites.listing) == []
    finally:
        await hub.close()


async def test_a_hub_of_ones_own_is_refused_and_left_as_it_is(folder: Path) -> None:
    config = settings(folder, "UTC")
    hub = await Hub.open(config)
    try:
        await hub.do(SYSTEM, invites.create)
        with pytest.raises(Conflict, match="a hub of its own"):
            await move_in(hub, 1)
        assert await hub.do(SYSTEM, seed.label) == ""
        assert await hub.do(SYSTEM, members.listing) == []
    finally:
        await hub.close()
    assert not (folder / "hub.toml").exists()


def test_a_folder_with_other_things_in_it_is_refused(folder: Path) -> None:
    folder.mkdir()
    (folder / "holiday.jpg").touch()
    with pytest.raises(Conflict, match="holds other things"):
        settings(folder, "UTC")
    (folder / "holiday.jpg").unlink()
    (folder / "hub.toml").write_text('[store]\ndata_dir = "elsewhere"\n')
    with pytest.raises(Conflict, match="of another hub"):
        settings(folder, "UTC")


def test_serving_says_all_that_is_needed_to_come_in(tmp_path: Path, folder: Path) -> None:
    with HubProcess(["demo", "--serve", "--listen", "127.0.0.1:0", "--data", str(folder)], tmp_path) as hub:
        for handle in SAMPLE_MEMBERS:
            assert f"ssh -p {hub.port} {handle}@127.0.0.1" in hub.output
        assert PASSWORD in hub.output
        assert INVITE_CODE in hub.output
        assert "SHA256:" in hub.output
        assert "Made a sample community of " in hub.output
        assert hub.output.rstrip().endswith(f"listening on 127.0.0.1:{hub.port}")
        other = subprocess.run(
            [*PORCHLIGHT, "demo", "--serve", "--listen", f"127.0.0.1:{hub.port}", "--data", str(folder)],
            capture_output=True,
            text=True,
            env=clean_environment(tmp_path),
            timeout=60,
            check=False,
        )
        assert other.returncode == 1
        assert "There is a sample community" in other.stdout
        assert "listens there already" in other.stderr.splitlines()[-1]


def test_without_a_terminal_the_app_is_not_opened_and_says_what_to_do(tmp_path: Path, folder: Path) -> None:
    done = subprocess.run(
        [*PORCHLIGHT, "demo", "--data", str(folder)],
        capture_output=True,
        text=True,
        env=clean_environment(tmp_path),
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == "porchlight: The app needs a terminal; add --serve to reach it with ssh.\n"


def local(home: Path, *words: str, term: str = "xterm-256color") -> Terminal:
    return Terminal([*PORCHLIGHT, *words], cols=100, rows=30, env={**clean_environment(home), "TERM": term})


def test_the_app_opens_here_as_whom_one_says_and_leaves_the_terminal_as_it_was(
    tmp_path: Path, folder: Path
) -> None:
    with local(tmp_path, "demo", "--data", str(folder), "--as", "theo") as terminal:
        terminal.wait("help now")
        terminal.wait("theo")
        terminal.type("q")
        assert terminal.wait_for_end() == 0
        assert terminal.modes_on == set()


def test_local_opens_the_same_store_while_the_hub_serves_and_each_sees_the_other(
    tmp_path: Path, folder: Path
) -> None:
    with HubProcess(["demo", "--serve", "--listen", "127.0.0.1:0", "--data", str(folder)], tmp_path) as hub:
        config = str(folder / "hub.toml")
        ada = Person(home=tmp_path, hub=hub, user="ada")
        with local(tmp_path, "local", "--as", "theo", "--config", config) as here, ada.sign_in() as there:
            here.wait("help now")
            for terminal in (here, there):
                open_room(terminal, "kitchen")
            say(here, "Good evening from this side.")
            there.wait("Good evening from this side.")
            say(there, "And from over here.")
            here.wait("And from over here.")


@pytest.mark.parametrize("signal", [1, 15])
def test_a_local_app_asked_to_end_leaves_the_terminal_as_it_was(
    tmp_path: Path, folder: Path, signal: int
) -> None:
    with local(tmp_path, "demo", "--data", str(folder)) as terminal:
        terminal.wait("help now")
        terminal.child.kill(signal)
        assert terminal.wait_for_end() == 0
        assert terminal.modes_on == set()


def test_a_terminal_that_cannot_be_drawn_on_is_told_so(tmp_path: Path, folder: Path) -> None:
    with local(tmp_path, "demo", "--data", str(folder), term="dumb") as terminal:
        assert terminal.wait_for_end() == 1
        assert "cannot show the app" in " ".join(terminal.text.split())


def test_somebody_who_is_not_there_is_told_with_status_3(tmp_path: Path, folder: Path) -> None:
    with local(tmp_path, "demo", "--data", str(folder), "--as", "nobody") as terminal:
        assert terminal.wait_for_end() == 3
        assert "try one of ada" in " ".join(terminal.text.split())
