"""Commands over ssh: no screen, no escape sequences, exit statuses that a script can rely on."""

from __future__ import annotations

import json
import re
import select
import subprocess

import pytest

from .hub import MakePerson, Person

UTC_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)\Z")


@pytest.fixture
def ada(person: MakePerson) -> Person:
    return person("ada", with_key=True)


def test_what_is_posted_is_read_back_with_the_same_words(ada: Person) -> None:
    # A script says something in the kitchen and finds it there.
    posted = ada.command("post", "kitchen", "'hello from a script'", "--json")
    assert posted.returncode == 0, posted.stderr
    receipt = json.loads(posted.stdout)
    assert {"room", "seq", "at"} <= receipt.keys()
    assert receipt["room"] == "kitchen"
    assert UTC_TIME.match(receipt["at"])
    read = json.loads(ada.command("read", "kitchen", "--limit", "1", "--json").stdout)
    assert len(read) == 1
    assert {"room", "seq", "author", "text", "at"} <= read[0].keys()
    assert (read[0]["text"], read[0]["author"], read[0]["seq"]) == (
        "hello from a script",
        "ada",
        receipt["seq"],
    )


def test_a_text_of_several_lines_comes_from_standard_input(ada: Person) -> None:
    posted = ada.command("post", "kitchen", stdin="first line\nsecond line: grüße, 晩ご飯\n")
    assert posted.returncode == 0, posted.stderr
    read = json.loads(ada.command("read", "kitchen", "--limit", "1", "--json").stdout)
    assert read[0]["text"] == "first line\nsecond line: grüße, 晩ご飯"


def test_a_me_line_says_what_somebody_does(ada: Person) -> None:
    assert ada.command("post", "kitchen", "'/me waves'").returncode == 0
    read = ada.command("read", "kitchen", "--limit", "1").stdout
    assert "ada waves" in read


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("post", "no-such-room", "hello"), 3),
        (("read", "no-such-room"), 3),
        (("dm", "nobody-like-this", "hello"), 3),
        (("no-such-command",), 2),
        (("read",), 2),
        (("read", "kitchen", "--limit", "many"), 2),
        (("read", "kitchen", "--no-such-flag"), 2),
        (("search",), 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else str(value),
)
def test_a_wrong_command_says_so_in_one_line_and_by_its_exit_status(
    ada: Person, words: tuple[str, ...], status: int
) -> None:
    ended = ada.command(*words)
    assert ended.returncode == status, (ended.stdout, ended.stderr)
    assert ended.stdout == ""
    assert len(ended.stderr.strip().splitlines()) == 1, ended.stderr


def test_an_empty_text_and_a_text_too_long_are_refused_and_nothing_is_posted(ada: Person) -> None:
    before = ada.command("read", "kitchen", "--limit", "1", "--json").stdout
    for text in ("", "   \n", "x" * 5_000):
        ended = ada.command("post", "kitchen", stdin=text)
        assert ended.returncode in (1, 2), (text[:10], ended)
        assert len(ended.stderr.strip().splitlines()) == 1
    assert ada.command("read", "kitchen", "--limit", "1", "--json").stdout == before


COMMANDS = (
    "help", "version", "today", "who", "unread", "rooms", "read kitchen --limit 20", "search tea", "export", "crisis",
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_prints_plain_text_with_and_without_a_terminal(ada: Person, command: str) -> None:
    # In a pipe and in a window, with colours asked for or not: no escape sequence, and status 0.
    piped = ada.command(*command.split())
    assert piped.returncode == 0, piped.stderr
    assert piped.stdout.strip()
    assert "\x1b" not in piped.stdout + piped.stderr
    argv = ada.ssh(*command.split())
    argv.insert(1, "-tt")
    shown = subprocess.run(
        argv, capture_output=True, stdin=subprocess.DEVNULL, env=ada.environment, timeout=20, check=False
    )
    assert shown.returncode == 0
    assert b"\x1b" not in shown.stdout


@pytest.mark.parametrize(
    ("command", "fields"),
    [
        ("rooms", {"room", "circle", "unread", "last_seq"}),
        ("search tea", {"room", "seq", "author", "text", "at"}),
        ("read kitchen", {"room", "seq", "author", "text", "at"}),
    ],
)
def test_json_is_one_value_with_the_promised_names(ada: Person, command: str, fields: set[str]) -> None:
    ended = ada.command(*command.split(), "--json")
    assert ended.returncode == 0, ended.stderr
    found = json.loads(ended.stdout)
    assert isinstance(found, list)
    assert found
    for each in found:
        # What was found in the forum is in a thread, and is shown in part.
        in_forum = {"thread", "seq", "board", "title", "author", "excerpt", "at"}
        assert (in_forum if "thread" in each else fields) <= each.keys()


def test_who_tells_who_is_on_the_porch(ada: Person, person: MakePerson) -> None:
    # Theo sits in the app; ada asks from a script. A command alone does not make anybody be here.
    with person("theo").sign_in():
        found = {each["handle"]: each for each in json.loads(ada.command("who", "--json").stdout)}
        assert {"handle", "name", "role", "state"} <= found["theo"].keys()
        assert (found["theo"]["role"], found["theo"]["state"]) == ("participant", "here")
        assert "theo" in ada.command("who").stdout


def test_every_command_has_json(ada: Person) -> None:
    for command in COMMANDS:
        ended = ada.command(*command.split(), "--json")
        assert ended.returncode == 0, (command, ended.stderr)
        json.loads(ended.stdout)


def test_a_direct_message_reaches_only_its_reader(person: MakePerson, ada: Person) -> None:
    # Ada writes to theo. He finds it among his unread; max, a mentor, finds nothing of it.
    theo, mentor = person("theo", with_key=True), person("max", with_key=True)
    assert ada.command("dm", "theo", "'between us: heron-blue'").returncode == 0
    assert "heron-blue" in theo.command("read", "@ada").stdout
    for command in (("search", "heron-blue"), ("export",), ("read", "@ada")):
        assert "heron-blue" not in mentor.command(*command).stdout


def test_watch_prints_each_line_as_it_is_said_until_its_reader_leaves(ada: Person) -> None:
    argv = ada.ssh("watch", "kitchen", "--json")
    watching = subprocess.Popen(
        argv,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.PIPE,
        env=ada.environment,
        text=True,
    )
    assert watching.stdout is not None
    try:
        first = ""
        # The watcher is connected once a line of ours comes through; each post is a connection of its own.
        for number in range(20):
            assert ada.command("post", "kitchen", f"watched-{number}").returncode == 0
            ready, _, _ = select.select([watching.stdout], [], [], 2)
            if ready:
                first = watching.stdout.readline()
                break
        said = json.loads(first)
        assert said["text"].startswith("watched-")
        assert {"room", "seq", "author", "text", "at"} <= said.keys()
    finally:
        watching.kill()
        watching.communicate()


def test_a_supporter_does_not_find_the_kitchen(person: MakePerson) -> None:
    # Sam is a supporter and not in the kitchen: for him it is not there, whatever he asks.
    sam = person("sam", with_key=True)
    for command in (("read", "kitchen"), ("post", "kitchen", "hello"), ("watch", "kitchen")):
        ended = sam.command(*command)
        assert ended.returncode == 3, (command, ended.stdout)
    rooms = json.loads(sam.command("rooms", "--json").stdout)
    assert "kitchen" not in {room["room"] for room in rooms}
