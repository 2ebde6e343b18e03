"""What is begun in the forum: changes to posts, the polls of new threads; it is nobody else's and leads to nobody."""

from __future__ import annotations

from typing import Any

import pytest

from store import boards, drafts, export, members, post_changes, posts, threads
from store.errors import Conflict, Denied, Invalid
from store.operations import SYSTEM
from tests.store.conftest import House


@pytest.fixture
async def forum(house: House) -> House:
    """A board of the hub with a thread by theo in which ada has answered, and answered under an alias."""
    await house.hub.do(SYSTEM, boards.create, name="welcome", circle="")
    await house.hub.do(house["theo"], threads.start, board="welcome", title="T", text="What now?")
    for alias in (False, True):
        house.clock.advance(60_000)
        await house.hub.do(house["ada"], posts.add, thread=1, text="A walk.", alias=alias)
    return house


async def begun(house: House, who: str, thread: int = 1) -> dict[int, str]:
    found = await house.hub.do(house[who], post_changes.in_thread, thread=thread)
    return {each.seq: each.text for each in found}


async def begin(house: House, who: str, seq: int, text: str) -> None:
    house.clock.advance(60_000)
    await house.hub.do(house[who], post_changes.save, thread=1, seq=seq, text=text)


async def test_a_change_that_was_begun_is_its_authors_alone(forum: House) -> None:
    await begin(forum, "ada", 2, "A walk, " + "and another " * 300)
    await begin(forum, "ada", 3, "A long walk.")
    assert set(await begun(forum, "ada")) == {2, 3}
    last = await forum.hub.do(forum["ada"], post_changes.newest)
    assert last is not None
    assert (last.thread_id, last.seq, last.text) == (1, 3, "A long walk.")
    for who in ("theo", "max", "hana"):
        assert await begun(forum, who) == {}
        assert await forum.hub.do(forum[who], post_changes.newest) is None
        with pytest.raises(Denied):
            await begin(forum, who, 2, "Not mine")
    took = await forum.hub.do(forum["ada"], export.mine)
    assert [each["post"] for each in took["forum"]["changes_begun"]] == [2, 3]
    # The old words, or none, are no change.
    await begin(forum, "ada", 2, "A walk.")
    await begin(forum, "ada", 3, "  ")
    assert await begun(forum, "ada") == {}


async def test_a_change_under_an_alias_is_kept_with_no_member(forum: House) -> None:
    """A thief of the file looks for the member in whose name the change of an alias's post is kept."""
    await begin(forum, "ada", 3, "A long walk.")
    rows = forum.hub.database.read(
        lambda db: db.execute("SELECT author_id, alias_id FROM post_changes").fetchall()
    )
    assert [tuple(row) for row in rows] == [(None, 1)]


async def test_what_ends_a_change_forgets_it_and_a_merge_takes_it_along(forum: House) -> None:
    hub = forum.hub
    await begin(forum, "ada", 2, "A run.")
    await hub.do(forum["ada"], posts.edit, thread=1, seq=2, text="A stroll.")
    assert await begun(forum, "ada") == {}
    await begin(forum, "ada", 2, "A run.")
    await begin(forum, "ada", 3, "A climb.")
    forum.clock.advance(60_000)
    await hub.do(forum["uma"], threads.start, board="welcome", title="Other", text="Hello")
    await hub.do(forum["hana"], threads.merge, thread=1, into=2, reason="the same")
    assert await begun(forum, "ada") == await begun(forum, "ada", 2) == {3: "A run.", 4: "A climb."}
    await hub.do(forum["ada"], posts.delete, thread=2, seq=3)
    assert await begun(forum, "ada", 2) == {4: "A climb."}
    with pytest.raises(Invalid, match="taken back"):
        await hub.do(forum["ada"], post_changes.save, thread=2, seq=3, text="x")
    await hub.do(SYSTEM, members.erase, handle="ada")
    left = hub.database.read(lambda db: db.execute("SELECT COUNT(*) FROM post_changes").fetchone())
    assert tuple(left) == (0,)


async def test_changes_are_bounded(forum: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(post_changes, "MOST", 1)
    await begin(forum, "ada", 2, "A run.")
    await begin(forum, "ada", 2, "A long run.")
    await forum.hub.do(forum["ada"], posts.add, thread=1, text="More.")
    with pytest.raises(Conflict, match="send one of them"):
        await begin(forum, "ada", 4, "Less.")
    assert await begun(forum, "ada") == {2: "A long run."}


async def test_the_poll_of_a_new_thread_is_kept_as_it_is_typed(forum: House) -> None:
    hub, ada = forum.hub, forum["ada"]
    given: dict[str, Any] = {"board": "welcome", "text": ""}
    await hub.do(ada, drafts.save, poll="tea | a bo", **given)
    kept = await hub.do(ada, drafts.one, board="welcome")
    assert kept is not None
    assert (kept.poll, kept.poll_kind) == ("tea | a bo", "")
    await hub.do(ada, drafts.save, poll="tea | a book", poll_kind="one anonymous", **given)
    (kept,) = await hub.do(ada, drafts.listing)
    assert (kept.poll, kept.poll_kind) == ("tea | a book", "one anonymous")
    with pytest.raises(Invalid, match="one of these ways"):
        await hub.do(ada, drafts.save, poll="a | b", poll_kind="loud", **given)
    await hub.do(ada, drafts.save, **given)
    assert await hub.do(ada, drafts.listing) == []
