"""The ways in: a password, a key, an invite, and the help card for anybody at all."""

from __future__ import annotations

import subprocess
from pathlib import Path

from .hub import DEMO_PASSWORD, HubProcess, MakePerson, Person, make_key
from .walking import join, open_room, say

ONE_QUESTION = ("-o", "PreferredAuthentications=keyboard-interactive")
"""Do not ask a second time, in OpenSSH's other way of asking for a password."""


def test_a_handle_and_a_password_open_the_door(person: MakePerson) -> None:
    # Ada sits at a library's computer, where she has no key.
    with person("ada").sign_in() as ada:
        ada.wait(r"(?i)good (morning|afternoon|evening), ada|still up, ada|ada")


def test_a_wrong_password_is_refused_and_says_how_to_join(person: MakePerson) -> None:
    # Somebody types a wrong password: refused in words, told where an invite leads, and no screen is drawn.
    with person("ada", options=ONE_QUESTION).terminal() as ada:
        ada.wait("(?i)password")
        ada.type("not-the-password\r")
        assert ada.wait_for_end() == 255
        assert b"join@" in ada.raw
        assert b"\x1b[?1049h" not in ada.raw


def test_an_unknown_name_is_told_how_to_join_and_not_that_it_is_unknown(person: MakePerson) -> None:
    # A stranger and a member with a wrong password get the same words, so nobody can ask who is a member here.
    said = []
    for name in ("ada", "nobody-like-this"):
        with person(name, options=ONE_QUESTION).terminal() as terminal:
            terminal.wait("(?i)password")
            terminal.type("a wrong one\r")
            assert terminal.wait_for_end() == 255
            said.append(terminal.text.replace(name, "NAME"))
    assert said[0] == said[1]
    assert "join@" in said[0]


def test_an_enrolled_key_is_the_account_whatever_name_is_typed(person: MakePerson) -> None:
    # Theo's phone sends the name of its own user; the key says who he is.
    theo = person("theo", with_key=True)
    other_name = Person(home=theo.home, hub=theo.hub, user="root", key=theo.key)
    posted = other_name.command("post", "kitchen", "by key, under another name")
    assert posted.returncode == 0, posted.stderr
    read = theo.command("read", "kitchen", "--limit", "3")
    assert "theo" in read.stdout
    assert "by key, under another name" in read.stdout


def test_a_key_that_nobody_enrolled_opens_nothing(person: MakePerson, tmp_path: Path) -> None:
    # A stranger's key under ada's name: no way in, no command.
    stranger = Person(home=tmp_path, hub=person("ada").hub, user="ada", key=make_key(tmp_path / "id_ed25519"))
    refused = stranger.command("read", "kitchen")
    assert refused.returncode == 255
    assert refused.stdout == ""


def test_the_help_card_needs_no_account_and_no_key(person: MakePerson) -> None:
    # Somebody needs a number now. With a terminal and without one, the card is printed and the connection ends.
    crisis = person("crisis")
    printed = crisis.command(patience_s=10)
    assert printed.returncode == 0, printed.stderr
    assert "988" in printed.stdout
    assert "741741" in printed.stdout
    assert "\x1b" not in printed.stdout
    with crisis.terminal("-tt") as terminal:
        assert terminal.wait_for_end() == 0
        assert "988" in terminal.text
        assert terminal.modes_on == set()


def test_a_newcomer_joins_with_an_invite_and_comes_back_by_password_and_by_key(
    community: HubProcess, tmp_path: Path
) -> None:
    # Rosa has an invite code and a laptop with a key. She joins and chooses both ways to come back: the key opens
    # her door at once, and a day later the password does, on a machine that has no key.
    home = tmp_path / "rosa"
    home.mkdir(mode=0o700)
    key = make_key(home / "id_ed25519")
    newcomer = Person(home=home, hub=community, user="join", key=key)
    with newcomer.terminal() as terminal:
        join(terminal, code="DEMO-JOIN", handle="rosalind", password="three quiet herons 7")
    by_key = Person(home=home, hub=community, user="rosalind", key=key)
    with by_key.sign_in() as terminal:
        open_room(terminal, "kitchen")
        say(terminal, "hello, I am new on this porch")
        terminal.wait("hello, I am new on this porch")
    assert "hello, I am new on this porch" in by_key.command("read", "kitchen", "--limit", "5").stdout
    by_password = Person(home=home, hub=community, user="rosalind")
    with by_password.sign_in(password="three quiet herons 7") as terminal:
        open_room(terminal, "kitchen")
        terminal.wait("hello, I am new on this porch")


def test_the_password_of_a_sample_member_runs_commands_too(person: MakePerson) -> None:
    # Without a key, `ssh ada@hub who` asks for the password and then prints who is here.
    with person("ada").terminal("who") as terminal:
        terminal.wait("(?i)password")
        terminal.type(DEMO_PASSWORD + "\r")
        assert terminal.wait_for_end() == 0
        assert b"\x1b" not in terminal.raw.partition(b"assword:")[2]


def test_a_host_key_is_the_same_after_a_restart_and_its_file_is_private(community: HubProcess) -> None:
    # People's ssh warns when a host key changes, so it is made once; nobody else on the machine may read it.
    data = community.home / "data"
    files = list(data.glob("*ed25519*"))
    assert files, "the host key is kept in the data folder"
    private = [file for file in files if file.suffix != ".pub"]
    assert all(file.stat().st_mode & 0o077 == 0 for file in private)
    printed = subprocess.run(
        ["ssh-keygen", "-lf", str(private[0])], capture_output=True, text=True, check=True
    ).stdout.split()[1]
    assert printed in community.output, "the fingerprint is printed when the hub starts"
