"""Fixtures: one served sample community for most tests, and people with homes of their own."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from .hub import HubProcess, MakePerson, Person, enrol, make_key, serve_demo


@pytest.fixture(scope="session")
def community(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubProcess]:
    """The sample community, served for the whole run; tests that stop or kill a server start their own."""
    home = tmp_path_factory.mktemp("community")
    with serve_demo(home) as hub:
        yield hub


@pytest.fixture
def person(tmp_path: Path, community: HubProcess) -> MakePerson:
    """Makes people: `person("ada")` has a password, `person("ada", with_key=True)` an enrolled key."""
    numbers = itertools.count(1)

    def make(user: str, *, with_key: bool = False, hub: HubProcess = community) -> Person:
        home = tmp_path / f"{user}{next(numbers)}"
        home.mkdir(mode=0o700)
        key = None
        if with_key:
            key = make_key(home / "id_ed25519")
            enrol(hub.home / "data", (user, key))
        return Person(home=home, hub=hub, user=user, key=key)

    return make
