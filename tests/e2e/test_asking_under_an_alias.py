"""Over real ssh: ada asks under an alias, theo answers, ada marks it helpful, max moves it, hana agrees to a lift.

The attack is curiosity: at no point does any command, search or export that theo, max or hana may use, nor any line
that the server logs, tell who asked. Only max and hana learn it at the end, by the one command that leaves a trace.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .hub import HubProcess, Person, enrol, make_key, run, serve_demo

PEOPLE = ("ada", "theo", "max", "hana")
QUESTION = "Quartzite: who else counts the stairs at night?"

LOOKS = (
    "boards",
    "threads",
    "threads porch/sleep",
    "threads porch/kitchen-table",
    "threads --view new",
    "threads --view unread",
    "threads --view unanswered",
    "threads --view following",
    "threads --view mine",
    "threads --tag stairs",
    "thread {thread}",
    "thread {thread} --open",
    "post-versions {thread} 1",
    "search quartzite",
    "search from:ada quartzite",
    "search tag:stairs stairs",
    "lifted --all",
    "my-lifts",
    "lifts",
    "mentions",
    "today",
    "export",
)
"""What a curious member tries: the thread as text, the rest as JSON."""


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubProcess]:
    with serve_demo(tmp_path_factory.mktemp("alias")) as served:
        yield served


@pytest.fixture(scope="module")
def people(hub: HubProcess, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Person]:
    """The four, each with a key of their own."""
    homes = {handle: tmp_path_factory.mktemp(handle) for handle in PEOPLE}
    found = {handle: make_key(home / "id_ed25519") for handle, home in homes.items()}
    enrol(hub.home / "data", *found.items())
    return {handle: Person(home=homes[handle], hub=hub, user=handle, key=found[handle]) for handle in PEOPLE}


def done(person: Person, *words: str, stdin: str = "") -> Any:
    """Run a command that has to succeed; what it answers as JSON."""
    ended = person.command(*words, "--json", stdin=stdin)
    assert ended.returncode == 0, (words, ended.stderr)
    return json.loads(ended.stdout)


def told(person: Person, thread: int, alias: str) -> str:
    """All that somebody can find out about the thread, as text."""
    found = []
    for look in LOOKS:
        words = look.format(thread=thread).split()
        ended = person.command(*words, *(() if words[0] == "thread" else ("--json",)))
        # What others do in chat and in other threads is no part of it: their names may stand there.
        assert ended.returncode in (0, 1), (look, ended.stderr)
        found.append(about_the_thread(ended.stdout, thread, alias) + ended.stderr)
    return "\n".join(found)


def about_the_thread(out: str, thread: int, alias: str) -> str:
    """Of lists and exports the values that are about the thread; of the thread itself, everything."""
    try:
        value = json.loads(out)
    except ValueError:
        return out
    found = [json.dumps(each) for each in pieces(value)]
    return "\n".join(
        each
        for each in found
        if re.search(rf'"thread(_id)?": {thread}\b', each) or alias in each or "uartzite" in each
    )


def pieces(value: Any) -> Iterator[Any]:
    """The smallest objects of a JSON value."""
    if isinstance(value, list):
        for each in value:
            yield from pieces(each)
    elif isinstance(value, dict):
        yield {name: each for name, each in value.items() if not isinstance(each, list | dict)}
        for each in value.values():
            yield from pieces(each)


def names_ada(text: str) -> list[str]:
    """Lines in which ada is named."""
    return [line for line in text.splitlines() if re.search(r"\bada\b", line)]


def test_nobody_learns_who_asked_until_two_people_agreed(hub: HubProcess, people: dict[str, Person]) -> None:
    ada, theo, max_, hana = (people[handle] for handle in PEOPLE)
    asked = done(
        ada, "new-thread", "porch/sleep", "--title", "Stairs", "--alias", "--tag", "stairs", stdin=QUESTION
    )
    thread, alias = asked["thread"], asked["author"]
    number = str(thread)
    assert alias != "ada"
    done(theo, "reply", number, "--reply-to", "1", stdin="Two flights, every night.")
    done(ada, "edit-post", number, "1", stdin=f"{QUESTION} And why?")
    done(ada, "solved", number, "2")
    done(ada, "reply", number, "--alias", stdin="Thank you. Two flights it is.")
    for person in (theo, max_, hana):
        seen = told(person, thread, alias)
        assert QUESTION in seen
        assert names_ada(seen) == []
    done(max_, "move-thread", number, "porch/kitchen-table", "--reason", "'fits better there'")
    assert done(theo, "threads", "porch/kitchen-table")[0]["author"] == alias
    # ada, a participant, cannot lift; max alone cannot either.
    assert ada.command("lift", number, "1", "curious").returncode == 1
    lift = str(done(max_, "lift", number, "1", stdin="I want to be sure that they are safe.")["id"])
    assert max_.command("decide-lift", lift, "agree").returncode == 1
    assert max_.command("read-lift", lift).returncode == 3
    for person in (theo, max_, hana):
        assert names_ada(told(person, thread, alias)) == []
    done(hana, "decide-lift", lift, "agree")
    for person in (theo, max_, hana):
        assert names_ada(told(person, thread, alias)) == []
    assert theo.command("read-lift", lift).returncode == 1
    for person in (max_, hana):
        assert done(person, "read-lift", lift)["author"] == "ada"
    (notice,) = done(ada, "lifted")
    assert (notice["asked_by"], notice["decided_by"]) == ("max", "hana")
    assert notice["reason"] == "I want to be sure that they are safe."
    assert f"you are {alias}" in ada.command("today").stdout
    assert done(ada, "lifted", "--seen", lift) == []
    # What the server wrote down for its host, and what the host takes away.
    assert "uartzite" not in hub.output + hub.errors
    assert alias not in hub.output + hub.errors


def test_the_whole_forum_leaves_the_hub_without_who_is_behind_an_alias(
    hub: HubProcess, people: dict[str, Person], tmp_path: Path
) -> None:
    asked = done(
        people["ada"], "new-thread", "hub/welcome", "--title", "Zanzibar", "--alias", stdin="zanzibar?"
    )
    settings = tmp_path / "hub.toml"
    settings.write_text(f'[store]\ndata_dir = "{hub.home / "data"}"\n')
    written = run("export", "forum", "--config", str(settings), home=tmp_path)
    assert written.returncode == 0, written.stderr
    lines = [json.loads(line) for line in written.stdout.splitlines()]
    (post,) = [each for each in lines if each.get("text") == "zanzibar?"]
    assert post["alias"] == asked["author"]
    assert "author" not in post
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"type":"thread","id":"1","board":"hub/welcome","title":"T"}\n{"x":1}\n')
    refused = run("import", "forum", str(bad), "--config", str(settings), home=tmp_path)
    assert refused.returncode == 1
    assert "line 2" in refused.stderr
    assert "Nothing was brought in" in refused.stderr
