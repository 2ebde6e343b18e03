"""How it ends: the hub told to stop, the hub killed, the person leaving."""

from __future__ import annotations

import asyncio
import collections
import json
import time
from pathlib import Path

import asyncssh

from .hub import HubProcess, MakePerson, Person, enrol, make_key, serve_demo
from .terminal import Terminal
from .walking import open_room

POSTERS = 20
POSTED_BEFORE_THE_KILL = 150


def _left_clean(terminal: Terminal) -> None:
    assert terminal.modes_on == set(), "the terminal is left as it was found"
    assert terminal.raw.rindex(b"\x1b[?1049l") > terminal.raw.rindex(b"\x1b[?1049h")


def test_sigterm_tells_people_and_leaves_their_terminals_clean(tmp_path: Path, person: MakePerson) -> None:
    # The host restarts the machine while one person reads, one writes, one joins and one has not logged in.
    with serve_demo(tmp_path) as hub:
        reader = person("ada", hub=hub).sign_in()
        writer = person("theo", hub=hub).sign_in(cols=80, rows=24)
        open_room(writer, "kitchen")
        writer.type("half a sentence")
        writer.wait("half a sentence")
        newcomer = person("join", hub=hub).terminal()
        newcomer.wait("(?i)invite")
        undecided = person("uma", hub=hub).terminal()
        undecided.wait("(?i)password")
        began = time.monotonic()
        hub.stop()
        assert time.monotonic() - began < 5
        for terminal in (reader, writer, newcomer):
            terminal.wait_for_end()
            _left_clean(terminal)
        for terminal in (reader, writer):
            assert b"closing" in terminal.raw, "people are told first"
        # ssh itself looks at the connection again only when the password is entered.
        undecided.keys("Enter")
        assert undecided.wait_for_end() == 255
        assert undecided.modes_on == set()
        # The half sentence is there after the restart.
        hub.start()
        with person("theo", hub=hub).sign_in() as back:
            open_room(back, "kitchen")
            back.wait("half a sentence")


def test_a_person_who_leaves_finds_their_terminal_as_it_was(person: MakePerson) -> None:
    terminal = person("ada").sign_in()
    terminal.type("q")
    assert terminal.wait_for_end() == 0
    _left_clean(terminal)


def test_every_acknowledged_message_is_there_once_after_kill_9(tmp_path: Path) -> None:
    # Twenty clients post one line after another; the power goes. What was acknowledged is there exactly once; what was
    # not acknowledged is there once or not at all.
    with serve_demo(tmp_path) as hub:
        key = make_key(tmp_path / "id_ed25519")
        enrol(tmp_path / "data", ("ada", key))
        acknowledged, tried = asyncio.run(_post_until_killed(hub, key))
        assert len(acknowledged) >= POSTED_BEFORE_THE_KILL
        began = time.monotonic()
        hub.start()
        assert time.monotonic() - began < 10, "it serves again soon"
        ada = Person(home=tmp_path, hub=hub, user="ada", key=key)
        found = collections.Counter(text for text in _everything_said(ada) if text in tried)
    assert {text: found[text] for text in acknowledged} == dict.fromkeys(acknowledged, 1)
    assert all(times == 1 for times in found.values())


async def _post_until_killed(hub: HubProcess, key: Path) -> tuple[set[str], set[str]]:
    """Post from many clients at once and kill the server in the middle of it.

    Returns:
        The texts that were acknowledged, and all that were tried.
    """
    acknowledged: set[str] = set()
    tried: set[str] = set()
    enough = asyncio.Event()

    async def poster(number: int) -> None:
        for count in range(10_000):
            text = f"poster {number} line {count}"
            tried.add(text)
            try:
                async with asyncssh.connect(
                    hub.host, hub.port, username="ada", client_keys=[str(key)], known_hosts=None, config=None,
                    agent_path=None,
                ) as connection:  # fmt: skip
                    ended = await connection.run("post kitchen", input=text, timeout=20)
            except (OSError, asyncssh.Error):
                return
            if ended.exit_status != 0:
                assert ended.exit_status is None, ended.stderr
                return
            acknowledged.add(text)
            if len(acknowledged) >= POSTED_BEFORE_THE_KILL:
                enough.set()

    async with asyncio.timeout(60), asyncio.TaskGroup() as posters:
        for number in range(POSTERS):
            posters.create_task(poster(number))
        await enough.wait()
        hub.kill()
    return acknowledged, tried


def _everything_said(ada: Person) -> list[str]:
    """The newest thousand texts of the kitchen, page by page."""
    texts: list[str] = []
    before: tuple[str, ...] = ()
    for _ in range(10):
        page = json.loads(ada.command("read", "kitchen", "--limit", "100", *before, "--json").stdout)
        if not page:
            break
        texts += [message["text"] for message in page]
        before = ("--before", str(min(message["seq"] for message in page)))
    return texts
