"""Erasing a member: the attack is whoever looks on, and takes what changes at one moment for one person's.

Ada has written as herself and, in three threads, under aliases; theo under one. Ada is erased. What anybody else can
read of the aliases is the same before and after, to the letter; then, within a week, each becomes empty by itself, with
the mark and the news of any post that its author takes back.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from store import boards, forum_erasing, forum_file, forum_search, members, posts, threads
from store.bus import Event, Subscription
from store.operations import SYSTEM
from tests.store.conftest import House

HOUR_MS = 3_600_000
ALIASED = (1, 2, 3)
THEOS = 4
OPEN = 5


@pytest.fixture
async def street(house: House) -> House:
    """Threads 1 to 3 by ada's aliases, each answered by theo and by ada's alias again; 4 by theo's; 5 by ada."""
    hub = house.hub
    await hub.do(SYSTEM, boards.create, name="welcome")
    for who, title in (*(("ada", f"Hers {n}") for n in ALIASED), ("theo", "His")):
        house.clock.advance(HOUR_MS)
        started = await hub.do(
            house[who],
            threads.start,
            board="welcome",
            title=title,
            text="Any quartzite?",
            alias=True,
            tags=["t"],
        )
        await hub.do(house["uma"], posts.add, thread=started.thread_id, text="No.", reply_to=1)
        again = await hub.do(
            house[who], posts.add, thread=started.thread_id, text="More quartzite.", alias=True
        )
        await hub.do(house[who], posts.edit, thread=started.thread_id, seq=again.seq, text="Less quartzite.")
    await hub.do(house["ada"], threads.start, board="welcome", title="Open", text="As myself: feldspar.")
    await hub.do(house["ada"], posts.react, thread=1, seq=2, kind="thank you")
    house.clock.advance(HOUR_MS)
    return house


def _thread_of(line: str) -> tuple[str, str]:
    value = json.loads(line)
    return value.get("id", ""), value.get("thread", "")


async def seen(house: House, *, but: int = 0) -> list[Any]:
    """All that somebody else, and the host's export, can read of the threads 1 to 4."""
    hub, uma = house.hub, house["uma"]
    found: list[Any] = []
    for thread in (*ALIASED, THEOS):
        if thread != but:
            found += [
                await hub.do(uma, threads.one, thread=thread),
                await hub.do(uma, posts.page, thread=thread),
                [await hub.do(uma, posts.versions, thread=thread, seq=seq) for seq in (1, 2, 3)],
            ]
    if not but:
        found += [
            await hub.do(uma, forum_search.posts, words="quartzite"),
            await hub.do(uma, threads.listing, tag="t"),
            [each for each in await hub.do(uma, threads.listing) if each.id != OPEN],
            [line for line in await hub.do(SYSTEM, forum_file.dump) if str(OPEN) not in _thread_of(line)],
        ]
    return found


def listening(house: House) -> Subscription:
    """Somebody who listens to every thread and board, and whatever else there is to hear."""
    topics = [f"thread:{n}" for n in range(1, 6)] + ["board:1", "hub", f"member:{house.ids['uma']}"]
    return house.hub.bus.subscribe(topics)


async def heard(subscription: Subscription) -> list[Event]:
    """What has come since the last time."""
    found = []
    while subscription._waiting:
        event = await subscription.get()
        assert isinstance(event, Event)
        found.append(event)
    return found


async def test_what_stands_under_aliases_does_not_change_as_its_author_goes(street: House) -> None:
    hub = street.hub
    before = await seen(street)
    with listening(street) as subscription:
        await hub.do(street["ada"], members.erase_me, handle="ada")
        assert {event.topic for event in await heard(subscription)} == {f"thread:{OPEN}"}
    assert await seen(street) == before
    assert (await hub.do(street["uma"], posts.page, thread=OPEN)).posts[0].deleted
    # From that moment on nobody is behind them, and the order of what is planned says nothing either.
    tables = [
        row[0] for row in hub.database.read(lambda c: c.execute("SELECT name FROM sqlite_master").fetchall())
    ]
    assert "alias_farewells" in tables
    rows = hub.database.read(lambda c: c.execute("SELECT COUNT(*) FROM alias_owners").fetchone())
    assert rows[0] == 1, "theo's"


async def test_each_alias_goes_at_a_time_of_its_own_as_if_its_author_had_taken_it_back(street: House) -> None:
    hub, uma = street.hub, street["uma"]
    await hub.do(street["ada"], members.erase_me, handle="ada")
    erased_at = street.clock()
    gone: dict[int, int] = {}
    kinds: dict[int, set[tuple[str, str]]] = {}
    with listening(street) as subscription:
        while (due := await hub.do(SYSTEM, forum_erasing.next_farewell)) is not None:
            street.clock.now = due
            before = {n: await seen(street, but=n) for n in ALIASED}
            assert await hub.do(SYSTEM, forum_erasing.farewell) == 1
            events = await heard(subscription)
            (thread,) = {event.value for event in events if event.topic == "board:1"}
            gone[thread] = street.clock()
            kinds[thread] = {(event.topic.partition(":")[0], event.kind) for event in events}
            assert {event.topic for event in events} == {f"thread:{thread}", "board:1"}
            assert await seen(street, but=thread) == before[thread], "nothing else changes with it"
        assert set(gone) == set(ALIASED)
        assert erased_at + HOUR_MS <= min(gone.values())
        assert max(gone.values()) <= erased_at + forum_erasing.WITHIN_MS
        await hub.do(street["theo"], posts.delete, thread=THEOS, seq=3)
        await hub.do(street["theo"], posts.delete, thread=THEOS, seq=1)
        by_hand = {(event.topic.partition(":")[0], event.kind) for event in await heard(subscription)}
    assert all(each == by_hand for each in kinds.values()), "the news is that of any post that was taken back"

    async def marks(thread: int) -> list[Any]:
        """What is left of a thread, without its names and times."""
        row = (await hub.do(uma, threads.one, thread=thread)).thread
        page = (await hub.do(uma, posts.page, thread=thread)).posts
        lines = [
            replace(
                post,
                thread_id=0,
                author="",
                at=0,
                edited_at=post.edited_at and 1,
                reactions=(),
                version=0,
                reply_author="",
            )
            for post in page
        ]
        return [row.title, row.tags, row.waiting_since, row.replies, row.closed, lines]

    for thread in ALIASED:
        assert await marks(thread) == await marks(THEOS)
    assert await hub.do(uma, forum_search.posts, words="quartzite") == []
    # A kind number does not fall as somebody goes.
    assert [
        (each.kind, each.count) for each in (await hub.do(uma, posts.page, thread=1)).posts[1].reactions
    ] == [("thank you", 1)]
    await hub.close()
    for file in hub.config.data_dir.iterdir():
        assert b"quartzite" not in file.read_bytes(), file.name


async def test_the_hub_does_it_by_itself_and_what_was_held_up_does_not_go_together(street: House) -> None:
    hub = street.hub
    assert await hub.work() == 0
    await hub.do(street["ada"], members.erase_me, handle="ada")
    street.clock.advance(2 * forum_erasing.WITHIN_MS)
    left = 3
    while left:
        assert await hub.work() == 1, "one, and the others wait for times of their own"
        left -= 1
        titles = [each.title for each in await hub.do(street["uma"], threads.listing)]
        assert sum(title.startswith("Hers") for title in titles) == left
        street.clock.advance(forum_erasing.APART_MS + 3 * HOUR_MS)
    assert await hub.work() == 0


async def test_who_wants_it_gone_at_once_can_have_that(street: House) -> None:
    await street.hub.do(street["ada"], members.erase_me, handle="ada", aliases_at_once=True)
    titles = [each.title for each in await street.hub.do(street["uma"], threads.listing)]
    assert titles.count(posts.TAKEN_BACK) == 4
    assert await street.hub.do(SYSTEM, forum_erasing.next_farewell) is None


async def test_an_answer_that_goes_lets_its_thread_wait_again(street: House) -> None:
    hub = street.hub
    thread = (await hub.do(street["uma"], threads.start, board="welcome", title="Q", text="Who?")).thread_id
    await hub.do(street["ada"], posts.add, thread=thread, text="I.", alias=True)
    other = (await hub.do(street["uma"], threads.start, board="welcome", title="P", text="Who?")).thread_id
    await hub.do(street["ada"], posts.add, thread=other, text="I.")

    async def waits() -> list[str]:
        return [each.title for each in await hub.do(street["uma"], threads.listing, view="unanswered")]

    assert await waits() == ["Open"]
    await hub.do(street["ada"], members.erase_me, handle="ada")
    assert await waits() == ["P"]
    for _ in range(8 * 24):
        street.clock.advance(HOUR_MS)
        await hub.work()
    assert await waits() == ["Q", "P"]


@pytest.mark.parametrize("away_ms", [0, 3_600_000])
async def test_aliases_that_are_due_together_do_not_go_together(house: House, away_ms: int) -> None:
    hub = house.hub
    await hub.do(SYSTEM, boards.create, name="welcome")
    for n in range(4):
        house.clock.advance(600_000)
        await hub.do(house["ada"], threads.start, board="welcome", title=f"{n}", text="Words.", alias=True)
    await hub.do(house["ada"], members.erase_me, handle="ada")
    due = house.clock() + 86_400_000

    # What is drawn by lot can fall into one minute.
    await hub.database.write(lambda c, _: c.execute("UPDATE alias_farewells SET due_at = ?", (due,)))
    house.clock.now = due + away_ms
    hub._due_known = False
    await hub.work()
    titles = [each.title for each in await hub.do(house["uma"], threads.listing)]
    assert titles.count(posts.TAKEN_BACK) == 1
    next_at = await hub.do(SYSTEM, forum_erasing.next_farewell)
    assert next_at is not None
    assert next_at >= house.clock() + forum_erasing.NOT_BEFORE_MS
