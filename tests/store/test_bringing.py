"""Bringing a group's past in: others write meanwhile, and whatever interrupts it, each thread is whole or not there."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from store import (
    boards,
    chat,
    circles,
    forum_bringing,
    forum_file,
    forum_search,
    members,
    posts,
    thread_keeping,
    threads,
)
from store.errors import Invalid, NotFound
from store.forum_bringing import PIECE_CHARS, PIECE_POSTS
from store.forum_seed import SeedPost
from store.hub import Hub
from store.operations import SYSTEM
from tests.store.conftest import House


def past(lengths: Sequence[int], *, words: str = "zanzibar", board: str = "garden/past") -> list[str]:
    """A file with threads of so many posts, some under aliases, in the order in which an export gives them."""
    circle, _, name = board.partition("/")
    first = {"type": "board", "circle": circle, "name": name, "title": "Past", "starters": "members"}
    lines: list[dict[str, object]] = [{key: value for key, value in first.items() if value != "hub"}]
    at = datetime(2026, 1, 1, tzinfo=UTC)
    for number, length in enumerate(lengths, 1):
        lines.append(
            {
                "type": "thread",
                "id": str(number),
                "board": board,
                "title": f"Thread {number}",
                "tags": ["old"],
                "solved": 2,
                "poll": {"choices": ["a", "b"], "several": False, "anonymous": False},
            }
        )
        for seq in range(1, length + 1):
            at += timedelta(minutes=1)
            who = {"alias": f"Heron {seq % 3}"} if seq % 2 else {"author": "theo"}
            when = at.strftime("%Y-%m-%dT%H:%M:%S.000Z")
            post = {
                "type": "post",
                "thread": str(number),
                **who,
                "at": when,
                "text": f"{words} {number} {seq}",
            }
            lines.append(post | ({"reply_to": seq - 1} if seq % 5 == 0 else {}))
    return [json.dumps(line, separators=(",", ":")) for line in lines]


class Held:
    """Counts the statements of each transaction of the writer."""

    def __init__(self, hub: Hub) -> None:
        self.counts = [0]
        self._writer = hub.database._writer
        self._writer.set_trace_callback(self._saw)

    def _saw(self, sql: str) -> None:
        # What triggers do is told as a comment.
        if sql.startswith("BEGIN"):
            self.counts.append(0)
        elif not sql.startswith("--"):
            self.counts[-1] += 1

    @property
    def most(self) -> int:
        return max(self.counts)


async def longest_hold(house: House, lengths: Sequence[int], board: str) -> int:
    held = Held(house.hub)
    loaded = await forum_file.load(house.hub, lines=past(lengths, board=board))
    assert (loaded.problems, loaded.stopped, loaded.posts) == ((), "", sum(lengths))
    return held.most


async def test_no_transaction_grows_with_the_file_or_with_a_thread(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forum_bringing, "REST_LEAST_S", 0.0)
    few = await longest_hold(house, [3] * 40, "garden/few")
    many = await longest_hold(house, [3] * 400, "garden/many")
    long = await longest_hold(house, [2_000], "garden/long")
    # A post, its alias, its tags: a few statements for each that fits in a piece, and a few for the piece.
    assert max(few, many, long) <= 8 * PIECE_POSTS
    assert many <= few * 1.1


def test_a_piece_is_bounded_by_letters_too_and_holds_one_post_at_least() -> None:
    def post(chars: int) -> SeedPost:
        return SeedPost("theo", "x" * chars, 0)

    assert forum_bringing.in_piece([post(10)] * 1_000) == PIECE_POSTS
    assert forum_bringing.in_piece([post(20_000)] * 1_000) == PIECE_CHARS // 20_000
    assert forum_bringing.in_piece([post(PIECE_CHARS + 1)] * 3) == 1
    assert forum_bringing.in_piece([post(1)]) == 1


async def test_who_writes_meanwhile_waits_for_one_piece_at_most(house: House) -> None:
    hub = house.hub
    importing = asyncio.create_task(forum_file.load(hub, lines=past([900, 3, 3])))
    said = 0
    while not importing.done():
        before = hub.database.commits
        await hub.do(house["ada"], chat.post, room="garden", text=f"hello {said}")
        said += 1
        house.clock.advance(10_000)
        assert hub.database.commits - before <= 2, "the piece under way, and this"
    assert (await importing).threads == 3
    assert said > 9


async def test_what_was_interrupted_is_out_of_sight_until_the_same_file_makes_it_whole(house: House) -> None:
    hub, ada = house.hub, house["ada"]
    lines = past([40, 450, 60])
    seeds = (await hub.do(SYSTEM, forum_file.checked, lines=lines)).seeds
    begun, long, *_ = forum_bringing.pieces(seeds)
    assert (await hub.do(SYSTEM, forum_bringing.add, board=begun)).whole
    for _ in range(2):
        assert not (await hub.do(SYSTEM, forum_bringing.add, board=long)).whole
    held = hub.database.read(
        lambda c: c.execute("SELECT COUNT(*) FROM posts WHERE thread_id = 2").fetchone()
    )[0]
    assert 0 < held < 450, "a part of the long one is stored"
    assert [each.title for each in await hub.do(ada, threads.listing)] == ["Thread 1"]
    for words in ("zanzibar 2", "from:theo", "from:theo zanzibar", "tag:old"):
        found = await hub.do(ada, forum_search.posts, words=words, limit=200)
        assert {each.thread_id for each in found} <= {1}
    for operation in (threads.one, posts.page):
        with pytest.raises(NotFound):
            await hub.do(ada, operation, thread=2)
    assert not any("Thread 2" in line for line in await hub.do(SYSTEM, forum_file.dump))
    # Another file's thread of that name does not get mixed into it.
    other = await forum_file.load(hub, lines=past([40, 450, 60], words="otherwise"))
    assert "from another file" in other.stopped
    again = await forum_file.load(hub, lines=lines)
    assert (again.known, again.threads, again.posts, again.stopped) == (1, 2, 510, "")
    assert await hub.do(SYSTEM, forum_file.dump) == lines
    once_more = await forum_file.load(hub, lines=lines)
    assert (once_more.known, once_more.threads) == (3, 0)


async def test_what_changed_since_the_file_was_checked_stops_it_in_words(house: House) -> None:
    found = await house.hub.do(SYSTEM, forum_file.checked, lines=past([3, 3]))
    await house.hub.do(SYSTEM, forum_bringing.add, board=found.seeds[0])
    await house.hub.do(SYSTEM, members.erase, handle="theo")
    found_again = found.seeds[0].threads[0]
    renamed = replace(found.seeds[0], threads=(replace(found_again, title="Other"),))
    done = await forum_bringing.bring(house.hub, [renamed])
    assert (done.threads, done.stopped) == (0, "Nobody here has the handle theo any more.")


async def test_two_threads_of_one_title_and_moment_are_told_before_anything_comes_in(house: House) -> None:
    lines = past([2])
    twice = [*lines, *(line.replace('"1"', '"2"') for line in lines[1:])]
    loaded = await forum_file.load(house.hub, lines=twice)
    assert [problem.line for problem in loaded.problems] == [5]
    assert await house.hub.do(house["ada"], boards.listing) == []


async def test_a_very_long_thread_is_not_put_behind_another_but_takes_one_in(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forum_bringing, "REST_LEAST_S", 0.0)
    hub = house.hub
    await forum_file.load(hub, lines=past([thread_keeping.MOST_MERGED + 1, 30], board="hub/past"))
    with pytest.raises(Invalid) as told:
        await hub.do(house["fay"], threads.merge, thread=1, into=2, reason="same")
    assert "put the other one behind it" in str(told.value)
    held = Held(hub)
    await hub.do(house["fay"], threads.merge, thread=2, into=1, reason="same")
    assert held.most < 12 * 30, "it grows with the one that is taken in, not with the long one"
    assert (
        await hub.do(house["ada"], threads.one, thread=2)
    ).thread.last_seq == thread_keeping.MOST_MERGED + 31


async def test_a_long_thread_is_moved_at_once_and_its_posts_are_found_soon_by_who_may_read_them(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forum_bringing, "REST_LEAST_S", 0.0)
    hub, length = house.hub, 1_000
    await forum_file.load(hub, lines=past([length], board="hub/past"))
    await hub.do(SYSTEM, boards.create, name="here", circle="garden")
    await hub.do(SYSTEM, circles.add_member, circle="garden", handle="fay")

    async def found(who: str, seq: int) -> bool:
        posts_found = await hub.do(house[who], forum_search.posts, words=f'"zanzibar 1 {seq}"')
        return [(each.seq, each.board) for each in posts_found] == [(seq, "garden/here")]

    # The hub's own keeper would be quicker than this test.
    assert hub._keeper is not None
    hub._keeper.cancel()
    held = Held(hub)
    await hub.do(house["fay"], threads.move, thread=1, board="here", reason="for the garden")
    assert await found("ada", length)
    for _ in range(20):
        # Whoever may read only the board that it left never finds any of it.
        assert await hub.do(house["uma"], forum_search.posts, words="zanzibar") == []
        if not await hub.do(SYSTEM, thread_keeping.places_wait):
            break
        await hub.do(SYSTEM, thread_keeping.write_places)
    assert held.most <= 12 * thread_keeping.PLACES_AT_ONCE
    assert all([await found("ada", seq) for seq in (1, 2, 400, 799, 801, length)])
    places = hub.database.read(lambda c: c.execute("SELECT DISTINCT place FROM posts").fetchall())
    assert len(places) == 1


async def test_the_hub_itself_goes_on_with_it(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forum_bringing, "REST_LEAST_S", 0.0)
    hub = house.hub
    await forum_file.load(hub, lines=past([450], board="hub/past"))
    await hub.do(SYSTEM, boards.create, name="here")
    await hub.do(house["fay"], threads.move, thread=1, board="here", reason="tidy")
    await hub.work()
    assert not await hub.do(SYSTEM, thread_keeping.places_wait)
    in_board = await hub.do(house["uma"], forum_search.posts, words='board:here "zanzibar 1 1"')
    assert [each.seq for each in in_board] == [1]


async def titles(house: House) -> list[str]:
    return sorted(each.title for each in await house.hub.do(house["uma"], threads.listing))


@pytest.mark.parametrize("who", ["ada", "fay"])
async def test_what_was_taken_back_does_not_return_with_the_file_that_brought_it(
    house: House, who: str
) -> None:
    hub = house.hub
    lines = [line.replace('"theo"', '"ada"') for line in past([3, 4], board="hub/past")]
    # The first post by ada, the second under an alias that nobody is behind.
    lines = [line for line in lines if ' 1 1"' not in line]
    assert (await forum_file.load(hub, lines=lines)).threads == 2
    await hub.do(house[who], posts.delete, thread=1, seq=1)
    await hub.do(house["fay"], posts.delete, thread=2, seq=1)
    before = await titles(house)
    again = await forum_file.load(hub, lines=lines)
    assert (again.threads, again.known, again.stopped) == (0, 2, "")
    assert await titles(house) == before


async def test_an_erased_members_threads_do_not_return_as_a_strangers(house: House) -> None:
    hub = house.hub
    lines = [line for line in past([3], board="hub/past") if ' 1 1"' not in line]
    await forum_file.load(hub, lines=lines)
    await hub.do(SYSTEM, members.erase, handle="theo")
    again = await forum_file.load(hub, lines=lines, keep_names=True)
    assert (again.threads, again.known) == (0, 1)
    assert await titles(house) == [posts.TAKEN_BACK]


async def test_another_thread_of_the_same_moment_comes_in_beside_one_that_was_taken_back(
    house: House,
) -> None:
    hub = house.hub
    lines = past([2], board="hub/past")
    await forum_file.load(hub, lines=lines)
    await hub.do(house["fay"], posts.delete, thread=1, seq=1)
    other = [line.replace("Heron 1", "Other").replace("Thread 1", "Thread 9") for line in lines]
    assert (await forum_file.load(hub, lines=other)).threads == 1


async def test_a_member_who_is_erased_while_their_long_thread_comes_in_leaves_no_title(house: House) -> None:
    hub = house.hub
    lines = [line.replace("Thread 1", "Feldspar") for line in past([250], board="hub/past")]
    lines = [line for line in lines if ' 1 1"' not in line]
    (seed,) = (await hub.do(SYSTEM, forum_file.checked, lines=lines)).seeds
    assert not (await hub.do(SYSTEM, forum_bringing.add, board=seed)).whole
    await hub.do(SYSTEM, members.erase, handle="theo")
    await hub.close()
    for file in hub.config.data_dir.iterdir():
        assert b"Feldspar" not in file.read_bytes(), file.name


@pytest.mark.parametrize(
    "line",
    [
        '{"type":[]}',
        '{"type":{}}',
        '{"type":"board","name":"x","position":' + "1" * 5_000 + "}",
        "[" * 100_000,
    ],
    ids=["list", "object", "digits", "deep"],
)
async def test_a_line_that_nobody_would_write_is_told_by_its_number(house: House, line: str) -> None:
    loaded = await forum_file.load(house.hub, lines=["", line])
    assert [problem.line for problem in loaded.problems] == [2]


@pytest.mark.parametrize(
    ("at", "edited"),
    [
        ("0001-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("2020-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00"),
        ("2020-01-01T00:00:00Z", "1969-12-31T23:59:59Z"),
    ],
)
async def test_a_time_that_no_clock_shows_is_refused_by_its_line(
    house: House, at: str, edited: str | None
) -> None:
    post = {"type": "post", "thread": "1", "author": "theo", "at": at, "text": "hi", "edited_at": edited}
    thread = {"type": "thread", "id": "1", "board": "hub/x", "title": "t"}
    loaded = await forum_file.load(house.hub, lines=[json.dumps(thread), json.dumps(post)])
    assert [problem.line for problem in loaded.problems] == [2]


async def test_a_member_who_is_erased_while_a_long_thread_comes_in_does_not_make_it_another_files(
    house: House,
) -> None:
    hub = house.hub
    lines = past([250], board="hub/past")
    (seed,) = (await hub.do(SYSTEM, forum_file.checked, lines=lines)).seeds
    assert not (await hub.do(SYSTEM, forum_bringing.add, board=seed)).whole
    await hub.do(SYSTEM, members.erase, handle="theo")
    done = await forum_bringing.bring(hub, [seed])
    assert done.stopped == "Nobody here has the handle theo any more."
    again = await forum_file.load(hub, lines=lines, keep_names=True)
    assert (again.threads, again.posts, again.stopped) == (1, 250, "")
    said = (await hub.do(house["uma"], posts.page, thread=1, limit=4)).posts
    assert [(each.author.startswith("someone-"), each.deleted) for each in said[:2]] == [
        (False, False),
        (True, True),
    ]
