"""The forum at full size: 100,000 threads in one board, a thread of 5,000 posts; opening, paging, searching, writing.

`python -m tests.bench.forum_load [--threads N] [--posts N] [--folder DIR]` fills a store of its own in a temporary
folder (some minutes), then prints CPU milliseconds: the median, and the slowest of a few. Nothing here judges; what can
be counted is held by tests/store/test_forum_plans.py.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Final

from store import boards, circles, forum_rows, forum_search, members, posts, threads
from store.circles import CircleKind
from store.config import Config
from store.forum_seed import SeedBoard, SeedPost, SeedThread
from store.hub import Hub
from store.operations import SYSTEM, Actor, Tx
from store.policy import Role

from .store_load import COMMON_WORD, RARE_WORD, sentences

REPEATS: Final = 30
AT_ONCE: Final = 5_000
PEOPLE: Final = 20
TAGS: Final = ("nights", "work", "small-things", "cooking")
POSTS_A_THREAD: Final = 4
FOLLOWED: Final = 900
"""Threads that the one who is measured follows: nearly as many as can be."""


def seeds(count: int, now: int) -> Iterator[SeedThread]:
    """Threads of one to four posts, a tenth of them unanswered, the newest last."""
    said = sentences(count * POSTS_A_THREAD)
    for n in range(count):
        size = 1 if n % 10 == 0 else 2 + n % 3
        at = now - (count - n) * 60_000
        written = tuple(
            SeedPost(
                f"bench{(n + seq) % PEOPLE}x",
                text,
                at + seq * 1_000,
                alias="Quiet Heron" if n % 7 == 0 and seq == 0 else "",
            )
            for seq, text in enumerate(itertools.islice(said, size))
        )
        followers = ("bench0x",) if n % max(1, count // FOLLOWED) == 0 else ()
        title = f"Thread {n} {written[0].text[:40]}"
        yield SeedThread(title, written, tags=(TAGS[n % len(TAGS)],), followers=followers)


async def load(hub: Hub, board: str, given: tuple[SeedThread, ...]) -> None:
    """Put threads into a board as a seed does."""
    problems = await hub.database.write(
        lambda connection, events: forum_rows.load(
            Tx(connection, SYSTEM, hub.clock(), hub.config, hub.process_id, events),
            [SeedBoard("bench", board, threads=given)],
        )
    )
    if problems:
        raise RuntimeError(problems[0].what)


async def cpu_ms(work: Callable[[], Awaitable[object]], repeats: int = REPEATS) -> tuple[float, float]:
    """CPU of this process for one run: the median and the most."""
    taken = []
    for _ in range(repeats):
        before = time.process_time_ns()
        await work()
        taken.append((time.process_time_ns() - before) / 1e6)
    return statistics.median(taken), max(taken)


async def measure(folder: Path, count: int, long: int) -> None:
    """Fill, and print the figures."""
    hub = await Hub.open(Config.at(folder))
    try:
        await hub.do(SYSTEM, circles.create, name="bench", title="Bench", kind=CircleKind.INTEREST)
        actors = []
        for n in range(PEOPLE):
            member = await hub.do(
                SYSTEM, members.add, handle=f"bench{n}x", role=Role.PARTICIPANT, circle_names=("bench",)
            )
            actors.append(Actor.of(member))
            await hub.do(actors[-1], members.acknowledge_rules, version=hub.config.rules.version)
        began = time.monotonic()
        now = hub.clock()
        made = seeds(count, now)
        while batch := tuple(itertools.islice(made, AT_ONCE)):
            await load(hub, "big", batch)
        said = sentences(long, seed=9)
        written = tuple(
            SeedPost(f"bench{n % PEOPLE}x", text, now - 10**9 + n * 1_000) for n, text in enumerate(said)
        )
        await load(hub, "small", (SeedThread("The long one", written),))
        print(f"filled {count:,} threads and one of {long:,} posts in {time.monotonic() - began:.0f} s")
        await _figures(hub, actors[0], actors[1])
    finally:
        await hub.close()


async def _figures(hub: Hub, me: Actor, other: Actor) -> None:
    (row,) = await hub.do(me, threads.listing, board="small")
    long, last = row.id, row.last_seq
    (middle,) = (await hub.do(me, threads.listing, board="big", limit=51))[-1:]
    tried: dict[str, Callable[[], Awaitable[object]]] = {
        "boards": lambda: hub.do(me, boards.listing),
        "counts": lambda: hub.do(me, threads.counts),
        "open the board (50 threads)": lambda: hub.do(me, threads.listing, board="big"),
        "its next page": lambda: hub.do(me, threads.listing, board="big", before=middle.cursor),
        "view new": lambda: hub.do(me, threads.listing, view="new"),
        "view unread": lambda: hub.do(me, threads.listing, view="unread"),
        "view unanswered": lambda: hub.do(me, threads.listing, view="unanswered"),
        "view following": lambda: hub.do(me, threads.listing, view="following"),
        "view mine": lambda: hub.do(me, threads.listing, view="mine"),
        "by tag": lambda: hub.do(me, threads.listing, tag="work"),
        "next unread": lambda: hub.do(me, threads.next_unread),
        "open the long thread": lambda: hub.do(me, posts.page, thread=long),
        "its middle": lambda: hub.do(me, posts.page, thread=long, around=last // 2),
        "its end": lambda: hub.do(me, posts.page, thread=long, before=last + 1),
        "search, a rare word": lambda: hub.do(me, forum_search.posts, words=RARE_WORD),
        "search, a word of every tenth post": lambda: hub.do(me, forum_search.posts, words=COMMON_WORD),
        "search, two words": lambda: hub.do(me, forum_search.posts, words=f"{COMMON_WORD} {RARE_WORD}"),
        "search from: a member": lambda: hub.do(me, forum_search.posts, words="from:bench3x"),
        "search from: with a word": lambda: hub.do(
            me, forum_search.posts, words=f"from:bench3x {COMMON_WORD}"
        ),
        "search tag: with a word": lambda: hub.do(me, forum_search.posts, words=f"tag:work {COMMON_WORD}"),
        "search is:unanswered": lambda: hub.do(me, forum_search.posts, words="is:unanswered"),
        "write in the long thread": lambda: hub.do(other, posts.add, thread=long, text="One more."),
        "mark read": lambda: hub.do(me, threads.mark_read, thread=long, seq=last),
    }
    for name, work in tried.items():
        median, most = await cpu_ms(work, 20 if name.startswith("write") else REPEATS)
        print(f"{name:<38} {median:8.2f} ms  (most {most:.2f})")


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=100_000)
    parser.add_argument("--posts", type=int, default=5_000)
    parser.add_argument("--folder", type=Path, default=None)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="porchlight-forum-") as made:
        folder = given.folder or Path(made)
        asyncio.run(measure(folder / "hub", given.threads, given.posts))


if __name__ == "__main__":
    main()
