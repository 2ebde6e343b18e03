"""The host's command line, run as the host runs it: a process, its words, its status, and never a traceback."""

from __future__ import annotations

import io
import re
import socket
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from server.cli import app
from tests.e2e.hub import PORCHLIGHT, HubProcess, clean_environment, make_key
from tests.e2e.terminal import Terminal

Run = Callable[..., subprocess.CompletedProcess[str]]

PASSPHRASE = "a lamp, two chairs, the rain"


def held_to_the_rules(words: tuple[str, ...], status: int, out: str, err: str) -> None:
    """What holds for every command: no traceback, no escape sequence, trouble in one line of standard error."""
    assert "Traceback" not in err + out
    assert "\x1b" not in err + out
    if status and words[0] != "check":
        assert err.count("\n") == 1
        assert err.startswith("porchlight: ")
        assert out == ""


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs `porchlight …` as a process in a folder of the test's own."""

    def porchlight(*words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [*PORCHLIGHT, *words],
            input=stdin,
            capture_output=True,
            text=True,
            env=clean_environment(tmp_path),
            cwd=tmp_path,
            timeout=60,
            check=False,
        )
        held_to_the_rules(words, done.returncode, done.stdout, done.stderr)
        return done

    return porchlight


@pytest.fixture
def many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The same within this process, for tests with many commands: a process takes half a second to start."""

    def porchlight(*words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        capsys.readouterr()
        status = app.run(list(words))
        said = capsys.readouterr()
        held_to_the_rules(words, status, said.out, said.err)
        return subprocess.CompletedProcess(words, status, said.out, said.err)

    return porchlight


@pytest.fixture
def hub(many: Run, tmp_path: Path) -> Path:
    """A hub that `init` has made."""
    assert many("init").returncode == 0
    return tmp_path


def test_the_version_and_the_help_need_no_hub(run: Run) -> None:
    assert run("--version").stdout.startswith("porchlight 0.")
    everything = run()
    assert everything.returncode == 0
    for command in ("serve", "local", "demo", "init", "invite", "member", "circle", "check"):
        assert f"\n  {command} " in everything.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("nope",), "No such command 'nope'. `porchlight --help` shows how."),
        (("serve", "--nope"), "No such option: --nope. `porchlight serve --help` shows how."),
        (("member", "role", "zoe", "king"), "'king' is not one of"),
        (("member",), "Missing command. `porchlight member --help`"),
        (("invite", "revoke", "x"), "Invalid value for 'number'"),
        (("demo", "--serve", "--listen", "0.0.0.0:0"), "on this machine only"),
        (("demo", "--serve", "--listen", ":2222"), "on this machine only"),
        (("demo", "--serve", "--listen", "hub.example.org:2222"), "on this machine only"),
        (("demo", "--serve", "--listen", "here"), "--listen takes HOST:PORT"),
        (("demo", "--serve", "--listen", "127.0.0.1:99999"), "--listen takes HOST:PORT"),
        (("demo", "--serve", "--listen", "::1:2222"), "stands in brackets"),
        (("demo", "--seed", "many"), "Invalid value for '--seed'"),
    ],
)
def test_what_is_typed_wrongly_is_told_in_one_line_with_status_2(
    many: Run, words: tuple[str, ...], told: str
) -> None:
    done = many(*words)
    assert done.returncode == 2
    assert told in done.stderr


def test_the_process_itself_ends_with_that_status(run: Run) -> None:
    assert run("serve", "--nope").returncode == 2


def test_without_a_hub_one_is_told_how_to_make_one(run: Run) -> None:
    done = run("serve")
    assert done.returncode == 1
    assert "porchlight init" in done.stderr


def test_init_makes_everything_for_its_owner_alone_and_shows_the_first_invite(
    run: Run, tmp_path: Path
) -> None:
    done = run("init")
    assert done.returncode == 0
    assert "invite code  " in done.stdout
    assert "ssh -p 2222 join@localhost" in done.stdout
    assert "SHA256:" in done.stdout
    data = tmp_path / "var" / "hub"
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    for name in ("porchlight.db", "ssh_host_ed25519_key"):
        assert stat.S_IMODE((data / name).stat().st_mode) == 0o600
    assert "# " in (tmp_path / "hub.toml").read_text()
    assert run("check").returncode == 0


def test_init_never_overwrites(many: Run, hub: Path) -> None:
    (hub / "hub.toml").write_text("# mine\n")
    key = (hub / "var" / "hub" / "ssh_host_ed25519_key").read_bytes()
    again = many("init")
    assert again.returncode == 1
    assert "is there already" in again.stderr
    (hub / "hub.toml").unlink()
    assert many("init").returncode == 0
    assert (hub / "var" / "hub" / "ssh_host_ed25519_key").read_bytes() == key


def test_init_that_cannot_finish_leaves_nothing_in_the_way_of_the_next_try(many: Run, tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file where a folder should be")
    assert many("init").returncode == 1
    assert not (tmp_path / "hub.toml").exists()
    (tmp_path / "var").unlink()
    assert many("init").returncode == 0


def test_bad_settings_are_told_with_the_nearest_right_name(run: Run, hub: Path) -> None:
    (hub / "hub.toml").write_text('[hub]\nnmae = "x"\n')
    for command in (("serve",), ("local",), ("member", "list")):
        done = run(*command)
        assert done.returncode == 1
        assert "did you mean hub.name?" in done.stderr
    check = run("check")
    assert check.returncode == 1
    assert "did you mean hub.name?" in check.stdout


def test_invites_are_made_listed_and_taken_back(many: Run, hub: Path) -> None:
    many("circle", "add", "garden", "--kind", "interest")
    code = many(
        "invite", "create", "--role", "alum", "--circle", "garden", "--uses", "3", "--days", "2"
    ).stdout.strip()
    assert len(code) == 14
    listed = many("invite", "list").stdout
    assert next(line.split("\t")[:5] for line in listed.splitlines()) == [
        "2",
        f"{code[:3]}…",
        "alum",
        "garden",
        "3",
    ]
    assert code not in listed
    assert many("invite", "revoke", "2").returncode == 0
    assert f"{code[:3]}…" not in many("invite", "list").stdout
    assert many("invite", "revoke", "99").returncode == 3
    assert many("invite", "create", "--circle", "attic").returncode == 3


def test_members_are_made_with_a_password_from_standard_input_never_from_an_option(
    many: Run, hub: Path
) -> None:
    many("circle", "add", "garden", "--kind", "interest")
    done = many(
        "member",
        "add",
        "zoe",
        "--role",
        "host",
        "--name",
        "Zoë",
        "--circle",
        "garden",
        stdin=f"{PASSPHRASE}\n",
    )
    assert done.returncode == 0
    assert "ssh -p 2222 zoe@localhost" in done.stdout
    assert many("member", "list").stdout.split("\t")[:4] == ["zoe", "Zoë", "host", "active"]
    assert many("member", "add", "leo", "--password", PASSPHRASE).returncode == 2
    assert many("member", "add", "leo", stdin="short\n").returncode == 1
    assert many("member", "add", "leo", stdin="").returncode == 2
    assert many("member", "add", "zoe", stdin=f"{PASSPHRASE}\n").returncode == 1
    assert many("member", "add", "two words", stdin=f"{PASSPHRASE}\n").returncode == 1
    assert many("circle", "list").stdout == "garden\tgarden\tinterest\task\t1\n"


def test_members_are_changed_locked_and_erased(many: Run, hub: Path) -> None:
    for handle, role in (("zoe", "host"), ("leo", "participant")):
        many("member", "add", handle, "--role", role, stdin=f"{PASSPHRASE}\n")
    assert many("member", "role", "leo", "mentor").returncode == 0
    assert many("member", "lock", "@leo").returncode == 0
    assert many("member", "list").stdout.splitlines()[0].split("\t")[:4] == ["leo", "", "mentor", "locked"]
    assert many("member", "unlock", "leo").returncode == 0
    assert many("member", "reset", "leo", stdin="an entirely different sentence\n").returncode == 0
    assert many("member", "lock", "zoe").returncode == 1, "the only host"
    assert many("member", "erase", "leo").returncode == 2, "nobody to ask"
    assert many("member", "erase", "leo", "--yes").returncode == 0
    assert "leo" not in many("member", "list").stdout
    assert many("member", "role", "leo", "host").returncode == 3


def test_keys_are_enrolled_by_command(many: Run, hub: Path, tmp_path: Path) -> None:
    key = make_key(tmp_path / "id_ed25519").with_suffix(".pub")
    assert many("member", "add", "leo", "--no-password").returncode == 2
    assert many("member", "add", "leo", "--no-password", "--key", str(key)).returncode == 0
    assert "enrolled already" in many("member", "key", "leo", str(key)).stderr
    other = make_key(tmp_path / "other")
    assert "private key" in many("member", "key", "leo", str(other)).stderr
    added = many("member", "key", "leo", "-", stdin=other.with_suffix(".pub").read_text())
    assert "SHA256:" in added.stdout
    assert many("member", "key", "leo", str(tmp_path / "nothing")).returncode == 1
    assert many("member", "key", "nobody", str(key)).returncode == 3


def test_circles_get_rooms_and_people(many: Run, hub: Path) -> None:
    many("member", "add", "leo", stdin=f"{PASSPHRASE}\n")
    assert many("circle", "add", "garden").returncode == 2, "what kind?"
    assert many("circle", "add", "garden", "--kind", "interest", "--visibility", "hidden").returncode == 0
    assert many("circle", "add", "garden", "--kind", "interest").returncode == 1
    assert many("circle", "room", "garden", "shed").returncode == 0
    assert many("circle", "room", "nowhere", "shed").returncode == 3
    assert many("circle", "put", "garden", "leo", "--lead").returncode == 0
    assert many("circle", "put", "garden", "nobody").returncode == 3
    assert many("circle", "list").stdout == "garden\tgarden\tinterest\thidden\t1\n"
    assert many("circle", "out", "garden", "leo").returncode == 0
    assert many("circle", "out", "garden", "leo").returncode == 3
    assert many("check").returncode == 0


def test_check_tells_what_is_wrong_and_the_command_that_mends_it(many: Run, hub: Path) -> None:
    data = hub / "var" / "hub"
    data.chmod(0o755)
    done = many("check")
    assert done.returncode == 1
    assert f"    chmod 700 {data}\n" in done.stdout
    data.chmod(0o700)
    assert many("check").stdout.startswith("All is well: ")


def test_a_damaged_store_is_told_and_left_as_it_is(many: Run, hub: Path) -> None:
    store = hub / "var" / "hub" / "porchlight.db"
    store.write_bytes(b"no database at all, and long enough to be read as one\n" * 200)
    before = store.read_bytes()
    assert many("serve").returncode == 1
    assert many("member", "list").returncode == 1
    assert many("check").returncode == 1
    assert store.read_bytes() == before


def test_a_store_that_cannot_be_opened_is_told(many: Run, hub: Path) -> None:
    store = hub / "var" / "hub" / "porchlight.db"
    store.unlink()
    store.mkdir()
    assert many("member", "list").returncode == 1
    assert many("serve").returncode == 1


def test_a_port_in_use_is_told(run: Run, hub: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run("serve", "--listen", f"127.0.0.1:{taken.getsockname()[1]}")
    assert done.returncode == 1
    assert "listens there already" in done.stderr


def test_serve_says_where_it_listens_and_its_fingerprint(hub: Path) -> None:
    config = str(hub / "hub.toml")
    with HubProcess(["serve", "--config", config, "--listen", "127.0.0.1:0"], hub) as served:
        assert served.port
        assert "host key SHA256:" in served.output
        assert f"ssh -p {served.port} HANDLE@localhost" in served.output


def typed(folder: Path, *words: str) -> Terminal:
    return Terminal(
        [*PORCHLIGHT, *words, "--config", str(folder / "hub.toml")],
        cols=100,
        rows=20,
        env=clean_environment(folder),
    )


def test_a_password_is_asked_for_twice_and_never_shown(many: Run, hub: Path) -> None:
    with typed(hub, "member", "add", "zoe", "--role", "host") as terminal:
        terminal.wait("New password for zoe:")
        terminal.type(f"{PASSPHRASE}\r")
        terminal.wait("The same again:")
        terminal.type("something else altogether\r")
        assert terminal.wait_for_end() == 2
        assert PASSPHRASE not in terminal.text
        assert "The two were not the same; nothing was changed." in terminal.text
    assert many("member", "list").stdout == ""
    with typed(hub, "member", "add", "zoe", "--role", "host") as terminal:
        for question in ("New password for zoe:", "The same again:"):
            terminal.wait(question)
            terminal.type(f"{PASSPHRASE}\r")
        assert terminal.wait_for_end() == 0
        assert PASSPHRASE not in terminal.text
    assert many("member", "list").stdout.startswith("zoe\t")


def test_a_person_sees_tables_and_is_asked_before_somebody_is_erased(many: Run, hub: Path) -> None:
    many("member", "add", "zoe", "--role", "host", stdin=f"{PASSPHRASE}\n")
    many("member", "add", "leo", "--name", "[bold]Leo", stdin=f"{PASSPHRASE}\n")
    with typed(hub, "member", "list") as terminal:
        assert terminal.wait_for_end() == 0
        assert re.search(r"handle +name +role", terminal.text)
        assert re.search(r"leo +\[bold\]Leo +participant", terminal.text)
    with typed(hub, "member", "erase", "leo") as terminal:
        terminal.wait("Type leo to go on:")
        terminal.type("zoe\r")
        assert terminal.wait_for_end() == 1
    with typed(hub, "member", "erase", "leo") as terminal:
        terminal.wait("Type leo to go on:")
        terminal.type("leo\r")
        assert terminal.wait_for_end() == 0
    assert "leo" not in many("member", "list").stdout


def test_local_opens_as_the_only_host_and_asks_which_when_there_are_several(many: Run, hub: Path) -> None:
    with typed(hub, "local") as terminal:
        assert terminal.wait_for_end() == 1
        assert "There is no host yet" in terminal.text
    many("member", "add", "zoe", "--role", "host", stdin=f"{PASSPHRASE}\n")
    with typed(hub, "local") as terminal:
        terminal.wait("rules|Rules")
    many("member", "add", "leo", "--role", "host", stdin=f"{PASSPHRASE}\n")
    with typed(hub, "local") as terminal:
        terminal.wait(r"Which are you\? \(leo, zoe\)")
        terminal.type("nobody\r")
        assert terminal.wait_for_end() == 1
    with typed(hub, "local") as terminal:
        terminal.wait(r"Which are you\?")
        terminal.type("leo\r")
        terminal.wait("rules|Rules")


def test_ctrl_c_ends_a_question_quietly(hub: Path) -> None:
    with typed(hub, "member", "add", "zoe") as terminal:
        terminal.wait("New password for zoe:")
        terminal.keys("C-c")
        assert terminal.wait_for_end() == 130
        assert "Traceback" not in terminal.text
