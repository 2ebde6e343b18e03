"""The forum's reads are bounded: by plan, and by counting statements and rows at two sizes."""

from __future__ import annotations

import pytest

from store import boards, forum_rows, forum_search, posts, threads
from store.forum_seed import SeedBoard, SeedPost, SeedThread
from store.operations import SYSTEM, Tx
from store.thread_rows import VIEWS
from tests.store.conftest import START, House
from tests.store.pairing import HOUR_MS
from tests.store.statements import Path, cost_of, plans_of

GROWING = frozenset(
    {"p", "posts", "t", "threads", "n", "m", "members", "q", "lp", "g", "thread_tags", "r", "outbox"}
)
"""Tables, by the names they go by in our statements, of which a scan would grow with the forum."""


def new(house: House) -> str:
    """A nonce that was not used before; the clock moves between two uses of a path."""
    return str(house.clock())


HOT: dict[str, Path] = {
    "boards": lambda house: house.hub.do(house["ada"], boards.listing),
    "counts": lambda house: house.hub.do(house["ada"], threads.counts),
    "one": lambda house: house.hub.do(house["ada"], threads.one, thread=3),
    "next": lambda house: house.hub.do(house["ada"], threads.next_unread),
    "digest": lambda house: house.hub.do(house["ada"], threads.digest),
    "board": lambda house: house.hub.do(house["ada"], threads.listing, board="sleep"),
    "tag": lambda house: house.hub.do(house["ada"], threads.listing, tag="nights"),
    "page": lambda house: house.hub.do(house["ada"], posts.page, thread=1),
    "around": lambda house: house.hub.do(house["ada"], posts.page, thread=1, around=40),
    "before": lambda house: house.hub.do(house["ada"], posts.page, thread=1, before=40),
    "add": lambda house: house.hub.do(
        house["ada"], posts.add, thread=1, text="x", reply_to=3, nonce=new(house)
    ),
    "alias": lambda house: house.hub.do(
        house["ada"], posts.add, thread=1, text="x", alias=True, nonce=f"a{new(house)}"
    ),
    "start": lambda house: house.hub.do(house["ada"], threads.start, board="sleep", title="T", text="x"),
    "read": lambda house: house.hub.do(house["ada"], threads.mark_read, thread=1, seq=9),
    "search": lambda house: house.hub.do(house["ada"], forum_search.posts, words="lantern"),
    "from": lambda house: house.hub.do(house["ada"], forum_search.posts, words="from:theo"),
    **{
        f"view {view}": lambda house, view=view: house.hub.do(house["ada"], threads.listing, view=view)  # type: ignore[misc]
        for view in VIEWS
    },
}


async def fill(house: House, count: int, long: int) -> None:
    """A board with one long thread and many short ones, as a seed brings them."""
    said = (SeedPost("theo" if n % 2 else "ada", f"lantern {n}", START - 10**9 + n) for n in range(long))
    await load(house, (SeedThread("The long one", tuple(said)), *short(count, 0)))


def short(count: int, more: int) -> tuple[SeedThread, ...]:
    """Threads of one post each."""
    return tuple(
        SeedThread(
            f"Thread {n}",
            (
                SeedPost(
                    "theo" if n % 2 else "ada", f"lantern and words {n}", START - 10**8 + n * 1_000 + more
                ),
            ),
            tags=("nights",),
        )
        for n in range(count)
    )


async def load(house: House, seeds: tuple[SeedThread, ...]) -> None:
    """Put threads into the garden's board."""
    hub = house.hub
    board = SeedBoard("garden", "sleep", threads=seeds)
    problems = await hub.database.write(
        lambda connection, events: forum_rows.load(
            Tx(connection, SYSTEM, hub.clock(), hub.config, hub.process_id, events), [board]
        )
    )
    assert problems == []
    for handle in ("ada", "theo"):
        await hub.do(house[handle], threads.mark_all_read, board="sleep")
    await hub.database.write(
        lambda connection, _: connection.execute(
            "UPDATE board_reads SET read_until = ?", (START - 2 * 10**8,)
        )
    )


@pytest.mark.parametrize("path", HOT)
async def test_a_path_of_the_forum_searches_by_index(
    house: House, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(house, 40, 60)
    plans = await plans_of(house, HOT[path], monkeypatch)
    assert plans
    for sql, detail in plans:
        words = detail.split()
        bounded = "LIMIT" in sql and words[0] == "SCAN" and words[1] in ("n", "t") and "FROM (" in sql
        # SQLite plans how to look for what waits for a new thread to be there, and never does: nothing is deferred.
        bounded = bounded or ("INSERT INTO threads" in sql and words[1] in ("posts", "threads"))
        assert not (words[0] == "SCAN" and words[1] in GROWING) or bounded, f"{detail}\n{sql}"
        sorts = "USE TEMP B-TREE FOR ORDER BY" in detail and ("FROM posts" in sql or "FROM threads" in sql)
        # What one author wrote is put in order, never more than 1,000; and what one started under aliases.
        if sorts and path != "from" and "alias_owners" not in sql:
            raise AssertionError(f"{detail}\n{sql}")


async def test_looking_whether_a_thread_was_brought_before_is_a_search_by_index(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file of 100,000 threads went through all that was there for each of them."""
    await fill(house, 40, 5)
    found = await plans_of(house, lambda house: load(house, short(2, 7)), monkeypatch)
    plans = [detail for sql, detail in found if "t.started_at = :at" in sql]
    assert any("threads_by_start (board_id=? AND started_at=?)" in plan for plan in plans), plans


KEEPER = 4


async def test_ten_times_the_forum_costs_the_same(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page is a window, a post one row: neither statements nor SQLite's steps grow with what is there already."""
    await fill(house, 1_500, 600)
    before = {path: await cost_of(house, HOT[path], monkeypatch) for path in HOT}
    house.clock.advance(HOUR_MS)
    await load(house, short(13_500, 1))
    after = {path: await cost_of(house, HOT[path], monkeypatch) for path in HOT}
    for path in HOT:
        # The hub's own keeper may ask for news in between: two statements.
        assert abs(after[path].statements - before[path].statements) <= KEEPER, path
        assert after[path].steps <= before[path].steps * 1.5 + 3_000, (path, before[path], after[path])


async def test_a_post_takes_a_fixed_number_of_statements(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(house, 3, 30)

    def add(nonce: str) -> Path:
        return lambda house: house.hub.do(house["theo"], posts.add, thread=1, text="x", nonce=nonce)

    counted = {(await cost_of(house, add(f"n{n}"), monkeypatch)).statements for n in range(3)}
    assert len(counted) == 1
    assert counted.pop() <= 24
