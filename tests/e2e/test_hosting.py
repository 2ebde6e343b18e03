"""A host at the machine's command line: make a hub, start it, become its first host, and what goes wrong on the way."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest

from .hub import HubProcess, Person, make_key, run
from .walking import join, open_room, say


def _made(home: Path) -> str:
    """Make a hub in a folder; returns the first host's invite code."""
    made = run("init", home=home)
    assert made.returncode == 0, made.stderr
    code = re.search(r"invite code\s+(\S+)", made.stdout)
    assert code is not None, made.stdout
    return code[1]


def _serving(home: Path) -> HubProcess:
    return HubProcess(["serve", "--listen", "127.0.0.1:0", "--config", str(home / "hub.toml")], home)


def test_a_new_hub_is_made_started_and_entered_by_its_first_host(tmp_path: Path) -> None:
    # Hana rents a small server. Three commands later she is the host of a hub, has made a circle and a member, and the
    # member is in.
    code = _made(tmp_path)
    key = make_key(tmp_path / "id_ed25519")
    with _serving(tmp_path) as hub:
        with Person(home=tmp_path, hub=hub, user="join", key=key).terminal() as terminal:
            join(terminal, code=code, handle="hana", password="four slow rivers 8")
        assert run("circle", "add", "porch", "--kind", "interest", home=tmp_path).returncode == 0
        assert run("circle", "put", "porch", "hana", home=tmp_path).returncode == 0
        host = Person(home=tmp_path, hub=hub, user="hana", key=key)
        with host.sign_in() as terminal:
            open_room(terminal, "porch")
            say(terminal, "the light is on")
            terminal.wait("the light is on")
        assert "hana" in run("member", "list", home=tmp_path).stdout
        # The code was for one person.
        with Person(home=tmp_path, hub=hub, user="join").terminal() as terminal:
            terminal.wait("invite code")
            terminal.type(code + "\r")
            terminal.wait("(?i)has been used")
    checked = run("check", home=tmp_path)
    assert checked.returncode == 0, checked.stderr
    # The next day.
    with _serving(tmp_path) as hub:
        assert (
            "the light is on"
            in Person(home=tmp_path, hub=hub, user="hana", key=key).command("read", "porch").stdout
        )


def test_a_second_init_changes_nothing(tmp_path: Path) -> None:
    _made(tmp_path)
    (tmp_path / "hub.toml").write_text((tmp_path / "hub.toml").read_text() + "\n# mine\n")
    again = run("init", home=tmp_path)
    assert again.returncode == 1
    assert len(again.stderr.strip().splitlines()) == 1
    assert (tmp_path / "hub.toml").read_text().endswith("# mine\n")


def _with_setting(home: Path, line: str, replacement: str) -> None:
    file = home / "hub.toml"
    text = file.read_text()
    assert line in text
    file.write_text(text.replace(line, replacement, 1))


@pytest.mark.parametrize(
    ("line", "replacement", "said"),
    [
        ("[hub]", "[hub]\nnmae = 'x'", "name"),
        ("port = 2222", "port = 'ssh'", "port"),
        ("[listen]", "[listen", "TOML"),
        ("[hub]", "[hubs]", "hub"),
    ],
    ids=["an unknown key", "a wrong value", "a broken file", "an unknown section"],
)
def test_a_wrong_setting_is_one_line_that_names_it(
    tmp_path: Path, line: str, replacement: str, said: str
) -> None:
    _made(tmp_path)
    _with_setting(tmp_path, line, replacement)
    ended = run("serve", "--listen", "127.0.0.1:0", home=tmp_path)
    assert ended.returncode not in (0, None)
    assert len(ended.stderr.strip().splitlines()) == 1, ended.stderr
    assert said in ended.stderr
    assert "hub.toml" in ended.stderr


def test_a_port_in_use_is_one_line_that_says_so(tmp_path: Path) -> None:
    _made(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = run("serve", "--listen", f"127.0.0.1:{port}", home=tmp_path)
    assert ended.returncode not in (0, None)
    assert len(ended.stderr.strip().splitlines()) == 1, ended.stderr
    assert str(port) in ended.stderr


def test_a_damaged_store_is_found_at_start_and_left_as_it_is(tmp_path: Path) -> None:
    # A disk wrote nonsense into the store. The hub says so and what to do, and does not touch the file.
    _made(tmp_path)
    store = tmp_path / "var" / "hub" / "porchlight.db"
    damaged = bytearray(store.read_bytes())
    damaged[5_000:15_000] = b"\xa5" * 10_000
    store.write_bytes(bytes(damaged))
    ended = run("serve", "--listen", "127.0.0.1:0", home=tmp_path)
    assert ended.returncode not in (0, None)
    assert len(ended.stderr.strip().splitlines()) == 1, ended.stderr
    assert store.read_bytes() == bytes(damaged)


def test_the_demo_refuses_to_listen_beyond_this_machine(tmp_path: Path) -> None:
    ended = run("demo", "--serve", "--listen", "0.0.0.0:0", "--data", str(tmp_path / "data"), home=tmp_path)
    assert ended.returncode not in (0, None)
    assert len(ended.stderr.strip().splitlines()) == 1, ended.stderr
