"""Bringing a group's past in while the hub serves: in pieces, between which others write.

A piece is a few whole threads, or a part of a long one, which is out of sight until it is whole. So each thread is
there whole or not at all, and what was interrupted goes on where it stopped when the same file is brought in again:
what is there already is passed over.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from store import audit, boards, forum_rows, forum_seed
from store.errors import Conflict, HubError
from store.forum_seed import SeedBoard, SeedPost, SeedThread
from store.operations import SYSTEM, Tx, operation
from store.policy import Capability

if TYPE_CHECKING:
    from store.hub import Hub

PIECE_POSTS: Final = 100
PIECE_CHARS: Final = 60_000
"""Posts, and characters of them, that are stored in one transaction; and one post at least."""

REST_LEAST_S: Final = 0.01
"""Seconds for which nothing is stored after a piece, and as long as the piece took: another process on the file tries
again and again to write, and has to find it free."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of a piece."""

    threads: int
    """Threads that are whole now."""
    posts: int
    """Posts of threads that are whole now."""
    known: int
    """Threads that were there already."""
    whole: bool
    """False: there is more of it."""
    stopped: str = ""
    """Why it did not go on, in one sentence; '' when nothing stopped it."""


@operation(Capability.HUB_KEEP, writes=True)
def add(tx: Tx, *, board: SeedBoard) -> Brought:
    """Store a piece: a board, made when there is none, with a few of its threads; or the next part of one long thread.

    Args:
        tx: The transaction.
        board: It was checked as a whole before.

    Raises:
        Conflict: Something is not as it was when it was checked.
    """
    writer = forum_rows.Writer(tx)
    if board.circle and board.circle not in writer.circles:
        raise Conflict(f"There is no circle {board.circle} any more.")
    board_id, made = writer.board_id(board)
    if made:
        boards.announce(tx, board_id, writer.circles.get(board.circle) if board.circle else None)
    circle_id = writer.circles.get(board.circle, 0)
    fresh = [each for each in board.threads if not forum_seed.is_there(tx, circle_id, board.name, each)]
    known = len(board.threads) - len(fresh)
    whole = True
    if len(fresh) == 1 and in_piece(fresh[0].posts) < len(fresh[0].posts):
        whole = writer.write_part(board_id, fresh[0], in_piece)
    else:
        writer.write_threads(board_id, fresh)
    done = fresh if whole else []
    return Brought(len(done), sum(len(each.posts) for each in done), known, whole)


@operation(Capability.HUB_KEEP, writes=True)
def finish(tx: Tx, *, seeds: Sequence[SeedBoard], brought: int, posts: int) -> None:
    """Tell of what was brought in, and write down that it was."""
    writer = forum_rows.Writer(tx)
    for board in seeds:
        if not board.circle or board.circle in writer.circles:
            board_id, _ = writer.board_id(replace(board, threads=()))
            tx.emit(f"board:{board_id}", "board")
    audit.write(tx, "forum.import", "hub", f"{brought} threads, {posts} posts")


def in_piece(several: Sequence[SeedPost]) -> int:
    """How many posts, from the first of these on, one transaction takes."""
    chars = 0
    for count, post in enumerate(several):
        chars += len(post.text)
        if count and (count >= PIECE_POSTS or chars > PIECE_CHARS):
            return count
    return len(several)


def pieces(seeds: Iterable[SeedBoard]) -> Iterator[SeedBoard]:
    """What is to be stored, each board with as many of its threads as one transaction takes; one at least."""
    for board in seeds:
        held: list[SeedThread] = []
        posts: list[SeedPost] = []
        for thread in board.threads:
            posts += thread.posts
            if held and in_piece(posts) < len(posts):
                yield replace(board, threads=tuple(held))
                held, posts = [], list(thread.posts)
            held.append(thread)
        yield replace(board, threads=tuple(held))


async def bring(hub: Hub, seeds: Sequence[SeedBoard]) -> Brought:
    """Store boards in pieces; they were checked. What is whole when something stops it stays."""
    threads_now = posts_now = known = 0
    stopped = ""
    try:
        for piece in pieces(seeds):
            whole = False
            while not whole:
                began = time.monotonic()
                done = await hub.do(SYSTEM, add, board=piece)
                whole = done.whole
                threads_now, posts_now = threads_now + done.threads, posts_now + done.posts
                known += done.known
                await asyncio.sleep(max(REST_LEAST_S, time.monotonic() - began))
    except HubError as error:
        stopped = str(error)
    finally:
        if threads_now:
            with contextlib.suppress(HubError):
                await hub.do(SYSTEM, finish, seeds=seeds, brought=threads_now, posts=posts_now)
    return Brought(threads_now, posts_now, known, not stopped, stopped)
