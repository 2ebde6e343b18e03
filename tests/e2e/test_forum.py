"""The forum over real ssh: a question under an alias from its first word to its lifting, and a draft nothing loses.

Attack: theo and max would like to know who asked. Whatever they can look at is looked through for the one who did.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from store import boards
from store.config import Config
from store.hub import Hub
from store.operations import SYSTEM

from .hub import HubProcess, Person, enrol, make_key, serve_demo
from .terminal import Terminal

PEOPLE = ("ada", "theo", "max", "hana")
TITLE = "Quincunx-nights"
ASKED = "I count the tiles and it does not help"


def _board(data: Path, name: str, title: str) -> None:
    """Make a board in the porch's circle, beside the server that has the store open."""

    async def make() -> None:
        hub = await Hub.open(Config.at(data))
        try:
            await hub.do(SYSTEM, boards.create, circle="porch", name=name, title=title)
        finally:
            await hub.close()

    asyncio.run(make())


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[HubProcess, dict[str, Person]]]:
    """The sample community with two boards more, and a key for everybody in this file."""
    home = tmp_path_factory.mktemp("forum")
    with serve_demo(home) as hub:
        people: dict[str, Person] = {}
        for handle in PEOPLE:
            place = home / handle
            place.mkdir(mode=0o700)
            people[handle] = Person(place, hub, handle, key=make_key(place / "id_ed25519"))
        enrol(hub.home / "data", *((one.user, one.key) for one in people.values() if one.key))
        _board(hub.home / "data", "tiles", "Tiles and nights")
        _board(hub.home / "data", "elsewhere", "Elsewhere")
        yield hub, people


def _jump(terminal: Terminal, words: str) -> None:
    """Go to a thread or board by a part of its name."""
    terminal.keys("C-k")
    terminal.wait("Jump to")
    terminal.type(words)
    terminal.wait(rf"▌ {re.escape(words)}")
    terminal.keys("Enter")
    terminal.gone("Jump to")


def _pick(terminal: Terminal, title: str, words: str) -> None:
    """Choose a row of a list that floats."""
    terminal.wait(title)
    terminal.type(words)
    terminal.wait(rf"▌ .*{re.escape(words)}")
    terminal.keys("Enter")
    terminal.gone(title)


def test_who_asked_under_an_alias_is_on_nobody_elses_screen_and_two_people_lift_it_and_the_author_is_told(
    served: tuple[HubProcess, dict[str, Person]],
) -> None:
    _, people = served
    with ExitStack() as open_windows:
        ada, theo, max_, hana = (
            open_windows.enter_context(people[handle].sign_in(cols=cols, rows=rows))
            for handle, (cols, rows) in zip(PEOPLE, ((80, 24), (120, 40), (80, 24), (80, 24)), strict=True)
        )
        # Ada asks, under an alias.
        _jump(ada, "Tiles and nights")
        ada.wait("Latest")
        ada.type("a")
        ada.wait("What is it about")
        ada.type(f"{TITLE}\r")
        ada.type(ASKED)
        ada.wait(ASKED)
        ada.keys("C-t")
        _pick(ada, "About this thread", "Under which name")
        _pick(ada, "Under which name", "an alias")
        ada.wait("under an alias")
        ada.keys("C-s")
        alias = ada.wait(r"Posted as (\w+ \w+)\.")[1]
        ada.wait(f"{alias}  alias  you")
        # Theo finds it among what is new, and answers.
        theo.type("3")
        theo.wait(TITLE)
        theo.type("U")
        theo.wait(TITLE)
        theo.keys("Enter")
        theo.wait(ASKED)
        theo.wait(rf"{alias}  alias")
        theo.type("r")
        theo.wait(r"\^S post")
        theo.type("Warm socks and a dull book.")
        theo.keys("C-s")
        ada.wait("Warm socks and a dull book")
        # She says that it helped; everybody sees that the one who asked says so.
        ada.keys("Down")
        ada.wait("▌ .*Warm socks")
        ada.type("s")
        theo.wait("This helped, says the one who asked")
        # Max moves it, with a reason, and asks who it is; both in words that say what follows.
        _jump(max_, TITLE)
        max_.wait(ASKED)
        max_.type("c")
        _pick(max_, "Look after this thread", "Move")
        _pick(max_, "Move it where", "Elsewhere")
        max_.wait("Why")
        max_.type("about nights in general\r")
        max_.wait("in Elsewhere")
        ada.wait("in Elsewhere")
        max_.keys("Home")
        max_.type("L")
        max_.wait("Ask who is behind an alias")
        max_.type("somebody may need more than a thread\r")
        max_.wait("A host will decide")
        # Hana finds it on Today, reads why, and agrees.
        hana.type("1")
        hana.wait("An alias is to be lifted")
        _to_row(hana, "An alias is to be lifted")
        hana.keys("Enter")
        _pick(hana, "Aliases to be lifted", alias)
        hana.wait("max asked")
        hana.wait("somebody may need more than a thread")
        _to_row(hana, "Agree")
        hana.keys("Enter")
        hana.wait("The author is told")
        # Until now neither theo nor max nor hana has seen anything that tells.
        for window in (theo, max_, hana):
            _tells_nothing(window)
        # Ada is told, calmly: who, why, and what it does not mean.
        ada.keys("A-1")
        ada.wait(f"know now who {alias} is")
        _to_row(ada, "Two people")
        ada.keys("Enter")
        # Where the lines break depends on the alias.
        for word in ("You wrote as", "max", "asked", "hana", "agreed"):
            ada.wait(word)
        ada.wait("somebody may need more than a thread")
        ada.wait("done nothing wrong")
        _to_row(ada, "I have read it")
        ada.keys("Enter")
        ada.gone("know now who")
        # Only now, and only the two, can read it; theo cannot.
        max_.keys("C-p")
        max_.wait("What would you like")
        max_.type("aliases to be")
        max_.wait("▌ Aliases to be lifted")
        max_.keys("Enter")
        _pick(max_, "Aliases to be lifted", alias)
        max_.wait("Read who it is")
        _to_row(max_, "Read it")
        max_.keys("Enter")
        max_.wait(rf"{alias} is ada\.")
        _tells_nothing(theo)


def _to_row(terminal: Terminal, words: str) -> None:
    """Go from the top down until the bar is at some words."""
    terminal.wait(re.escape(words))
    terminal.keys("Home")
    for _ in range(12):
        try:
            terminal.wait(rf"▌ [● ]*{re.escape(words)}", patience_s=1)
        except AssertionError:
            terminal.keys("Down")
        else:
            return
    raise AssertionError(f"{words!r} is not in the list:\n{terminal.text}")


def _tells_nothing(terminal: Terminal) -> None:
    """Everything that was ever sent to this window where her question or its alias was says nothing of ada."""
    # Who is here, and what was said in rooms, is on Today for everybody; of the forum's screens nothing may name her.
    for row in terminal.text.split("\n"):
        if TITLE in row or ASKED in row or "alias" in row:
            assert "ada" not in re.findall(r"\w+", row.lower()), row
    raw = terminal.raw.decode("utf-8", "replace")
    for found in re.finditer(re.escape(ASKED), raw):
        around = raw[max(0, found.start() - 1_500) : found.end() + 1_500]
        assert "ada" not in re.findall(r"[a-z]+", re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", " ", around)), around


def test_a_draft_of_3000_characters_survives_the_death_of_the_client_and_of_the_server(
    tmp_path: Path,
) -> None:
    # Ada writes for an hour. Her phone dies; then the server does. Each time her words are offered again.
    home = tmp_path / "hub"
    home.mkdir()
    text = "".join(f"{number:03} steps by the river today. " for number in range(110))[:2_990] + "the end..."
    assert len(text) == 3_000
    with serve_demo(home) as hub:
        place = home / "ada"
        place.mkdir(mode=0o700)
        person = Person(place, hub, "ada", key=make_key(place / "id_ed25519"))
        assert person.key is not None
        enrol(hub.home / "data", ("ada", person.key))
        _board(hub.home / "data", "tiles", "Tiles and nights")
        asked = person.command("new-thread", "tiles", "--title", TITLE, stdin=ASKED)
        assert asked.returncode == 0, asked.stderr
        terminal = person.sign_in()
        _jump(terminal, TITLE)
        terminal.wait(ASKED)
        terminal.type("i")
        terminal.wait(r"\^S post")
        terminal.paste(text)
        terminal.wait("the end")
        # The draft is saved a second after the first key; nothing is pressed that would save it.
        _until_kept(person, "the end")
        terminal.kill()
        with person.sign_in() as back:
            back.wait("You began to write")
            _jump(back, TITLE)
            back.wait("Something you began")
            back.type("i")
            back.wait(r"\^S post")
            back.wait("the end")
            back.type(" and more")
            _until_kept(person, "and more")
            # Other words for her question are begun, too; they come in one packet with the key.
            back.keys("Esc")
            back.gone(r"\^S post")
            back.keys("Home")
            back.type("e And the grout.")
            back.wait("changing what you wrote")
            _until_kept(person, "And the grout.")
            hub.kill()
            assert back.wait_for_end() != 0
        hub.start()
        assert "And the grout." in person.command("export").stdout
        with person.sign_in(cols=40, rows=20) as again:
            _jump(again, TITLE)
            # While she reads the box shows how it begins.
            again.wait("› 000 steps")
            again.type("i")
            again.wait(r"\^S post")
            again.wait("and more")
            again.keys("C-s")
            again.gone(r"\^S post")
        said = person.command("thread", _number(person), "--json")
        assert f"{text} and more" in said.stdout


def _number(person: Person) -> str:
    """The number of the thread."""
    listed = person.command("threads", "tiles", "--json").stdout
    found = re.search(r'"thread": ?(\d+)', listed)
    assert found is not None, listed
    return found[1]


def _until_kept(person: Person, words: str) -> None:
    # Each look is a connection, so this is no tight loop.
    for _ in range(40):
        if words in person.command("export").stdout:
            return
    raise AssertionError(f"{words!r} was never kept")
