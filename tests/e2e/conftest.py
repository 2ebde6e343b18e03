"""Fixtures: one served sample community for most tests, and people with homes of their own."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .gathering import DESK, PHONE, Gathering, gather
from .hub import HubProcess, MakePerson, Person, enrol, make_key, serve_demo


@pytest.fixture(scope="session")
def community(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubProcess]:
    """The sample community, served for the whole run; tests that stop or kill a server start their own."""
    home = tmp_path_factory.mktemp("community")
    with serve_demo(home) as hub:
        yield hub


@pytest.fixture(scope="session")
def enrolled(community: HubProcess, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Answers the key of a sample member in the served community: one for the whole run."""

    @functools.cache
    def key_of(user: str) -> Path:
        key = make_key(tmp_path_factory.mktemp(user) / "id_ed25519")
        enrol(community.home / "data", (user, key))
        return key

    return key_of


@pytest.fixture
def person(tmp_path: Path, community: HubProcess, enrolled: Callable[[str], Path]) -> MakePerson:
    """Makes people: `person("ada")` has a password, `person("ada", with_key=True)` an enrolled key.

    Another `hub` than the served community, and more options for ssh, may be given too.
    """
    numbers = itertools.count(1)

    def make(
        user: str, *, with_key: bool = False, hub: HubProcess = community, options: tuple[str, ...] = ()
    ) -> Person:
        home = tmp_path / f"{user}{next(numbers)}"
        home.mkdir(mode=0o700)
        return Person(
            home=home, hub=hub, user=user, key=enrolled(user) if with_key else None, options=options
        )

    return make


@pytest.fixture(scope="module")
def gathering(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gathering]:
    """A community of one's own for the tests of one file, which may leave it as they like."""
    with gather(tmp_path_factory.mktemp("gathering")) as found:
        yield found


@pytest.fixture(params=[DESK, PHONE], ids=["80x24", "40x20"])
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    """The window of the second person: as large as the first one's, and a phone's."""
    columns, rows = request.param
    return columns, rows
