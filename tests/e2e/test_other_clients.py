"""Clients other than OpenSSH: PuTTY's plink, Dropbear's dbclient, paramiko.

plink and dbclient are Debian's packages putty-tools and dropbear-bin; `make test` installs them or names them. On a
machine without them these tests fail rather than pass without having tried.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from pathlib import Path

import paramiko
import pytest

from .hub import DEMO_PASSWORD, HubProcess, clean_environment, enrol, make_key
from .terminal import Terminal
from .walking import open_room, say


def _program(name: str, package: str) -> str:
    path = shutil.which(name)
    if path is None:
        pytest.fail(f"{name} is not installed, so it was not tried; install Debian's package {package}")
    return path


def _fingerprint(hub: HubProcess) -> str:
    found = re.search(r"SHA256:[A-Za-z0-9+/]{43}", hub.output)
    assert found is not None, "the fingerprint is printed when the hub starts"
    return found[0]


def test_plink_runs_a_command_and_shows_the_app(community: HubProcess, tmp_path: Path) -> None:
    plink = [
        _program("plink", "putty-tools"),
        "-ssh",
        "-P",
        str(community.port),
        "-hostkey",
        _fingerprint(community),
    ]
    env = clean_environment(tmp_path)
    ended = subprocess.run(
        [*plink, "-batch", "-l", "ada", "-pw", DEMO_PASSWORD, community.host, "rooms"],
        capture_output=True, text=True, env=env, timeout=20, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert "kitchen" in ended.stdout
    argv = [*plink, "-t", "-l", "ada", "-pw", DEMO_PASSWORD, community.host]
    with Terminal(argv, cols=100, rows=30, env=env) as terminal:
        terminal.wait_until(
            lambda: "help now" in terminal.text or "Press Return" in terminal.text, what="the app"
        )
        if "Press Return" in terminal.text:
            terminal.keys("Enter")
            terminal.wait("help now")
        open_room(terminal, "kitchen")
        say(terminal, "said through plink")
        terminal.wait("said through plink")
        terminal.child.sendcontrol("q")


def test_dbclient_runs_a_command_and_shows_the_app(community: HubProcess, tmp_path: Path) -> None:
    dbclient = [_program("dbclient", "dropbear-bin"), "-y", "-p", str(community.port)]
    env = clean_environment(tmp_path) | {"DROPBEAR_PASSWORD": DEMO_PASSWORD}
    ended = subprocess.run(
        [*dbclient, f"ada@{community.host}", "rooms"],
        capture_output=True,
        text=True,
        env=env,
        timeout=20,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert "kitchen" in ended.stdout
    with Terminal([*dbclient, "-t", f"ada@{community.host}"], cols=100, rows=30, env=env) as terminal:
        terminal.wait("help now")
        open_room(terminal, "kitchen")
        say(terminal, "said through dbclient")
        terminal.wait("said through dbclient")


def _with_paramiko(hub: HubProcess, key: Path | None) -> paramiko.SSHClient:
    client = paramiko.SSHClient()
    # The server was started a moment ago on this machine, with a key that nobody has seen before.
    client.set_missing_host_key_policy(paramiko.AutoAddPolicy())  # noqa: S507
    client.connect(
        hub.host,
        hub.port,
        username="uma",
        password=DEMO_PASSWORD if key is None else None,
        key_filename=str(key) if key is not None else None,
        allow_agent=False,
        look_for_keys=False,
        timeout=10,
    )
    return client


def test_paramiko_comes_in_by_key_and_by_password(community: HubProcess, tmp_path: Path) -> None:
    key = make_key(tmp_path / "id_ed25519")
    enrol(community.home / "data", ("uma", key))
    for way in (key, None):
        with _with_paramiko(community, way) as client:
            _, output, _ = client.exec_command("rooms", timeout=10)
            assert b"kitchen" in output.read()
            assert output.channel.recv_exit_status() == 0
        with _with_paramiko(community, way) as client:
            channel = client.invoke_shell("xterm-256color", 100, 30)
            channel.settimeout(10)
            seen, deadline = b"", time.monotonic() + 10
            while b"help now" not in seen:
                assert time.monotonic() < deadline, seen[-500:]
                seen += channel.recv(65536)
