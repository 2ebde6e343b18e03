"""Boards, threads and posts from elsewhere: a group's past, a demo, a benchmark; and what stands in their way.

They pass the same rules as what people write; `store.forum_bringing` stores them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, ParamSpec

from store import aliases, boards, circles, polls, post_writing, text, threads
from store.errors import HubError, Invalid
from store.operations import Tx
from store.posts import REMOVED, TAKEN_BACK
from store.text import ERASED_PREFIX


@dataclass(frozen=True, slots=True)
class SeedPost:
    """A post to have been written. Its place in the thread's order is its place in the tuple, from 1."""

    author: str
    """A handle; '' for an alias with nobody behind it."""
    text: str
    """'' when it was taken back."""
    at: int
    """Epoch ms UTC. Usually not before the post in front of it; where threads were merged, perhaps."""
    alias: str = ""
    """The name that it stands under, when that is not the handle."""
    reply_to: int | None = None
    edited_at: int | None = None
    deleted: bool = False
    reactions: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """For each reaction the handles that gave it."""
    line: int = 0
    """Where it stands in the file that it came from; 0: in none."""


@dataclass(frozen=True, slots=True)
class SeedThread:
    """A thread to make, with its posts."""

    title: str
    posts: tuple[SeedPost, ...]
    tags: tuple[str, ...] = ()
    content_note: str = ""
    pinned: bool = False
    closed: bool = False
    solved: int | None = None
    """The place of the post that helped."""
    poll: polls.NewPoll | None = None
    votes: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """What handles voted."""
    followers: tuple[str, ...] = ()
    """Handles of those who follow it, who have read it up to what they wrote themselves. Nobody follows otherwise: what
    a group brings of its past is no news."""
    line: int = 0


@dataclass(frozen=True, slots=True)
class SeedBoard:
    """A board, made when there is none of that name in its circle, and what is in it."""

    circle: str
    """The circle's name; '' for the hub."""
    name: str
    title: str = ""
    description: str = ""
    starters: str = "members"
    supporters: bool = False
    locked: bool = False
    archived: bool = False
    threads: tuple[SeedThread, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something cannot be loaded."""

    line: int
    """Where it stands in its file."""
    what: str
    """One sentence."""


MOST_PROBLEMS: Final = 50
"""Problems that are told at most."""


P = ParamSpec("P")


def _tried(line: int, check: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> Iterator[Problem]:
    try:
        check(*args, **kwargs)
    except HubError as error:
        yield Problem(line, str(error))


def handles(tx: Tx) -> dict[str, int]:
    """The ids of all who have an account, by their handles."""
    rows = tx.all("SELECT id, handle FROM members WHERE state <> 'erased' ORDER BY id")
    return {row["handle"]: int(row["id"]) for row in rows}


def circle_ids(tx: Tx) -> dict[str, int]:
    """The ids of all circles, by their names."""
    return {row["name"]: int(row["id"]) for row in tx.all("SELECT id, name FROM circles ORDER BY id")}


class Checker:
    """Finds what stands in the way, by who and what is there already."""

    def __init__(self, tx: Tx, *, known: bool = True) -> None:
        """Begin.

        Args:
            tx: The transaction.
            known: A thread that is there already is a problem.
        """
        self.tx = tx
        self.known = known
        self._met: set[tuple[str, str, str, int]] = set()
        self.members = handles(tx)
        self.circles = circle_ids(tx)

    def problems(self, seeds: Iterable[SeedBoard]) -> Iterator[Problem]:
        """Everything that stands in the way."""
        for board in seeds:
            yield from _tried(board.line, self._board, board)
            for thread in board.threads:
                yield from _tried(thread.line, self._thread, board, thread)
                for seq, post in enumerate(thread.posts, 1):
                    yield from _tried(post.line, self._post, post, seq)

    def _board(self, board: SeedBoard) -> None:
        circles.clean_name(board.name)
        if board.circle and board.circle not in self.circles:
            raise Invalid("There is no circle of that name; make it first.")
        if board.starters not in boards.STARTERS:
            raise Invalid(f"Who may start threads is one of {', '.join(boards.STARTERS)}.")
        text.clean_line(board.title, cells=boards.TITLE_CELLS)
        text.clean_line(board.description, cells=boards.DESCRIPTION_CELLS)

    def _thread(self, board: SeedBoard, thread: SeedThread) -> None:
        title = threads.clean_title(thread.title)
        text.clean_line(thread.content_note, cells=post_writing.NOTE_CELLS)
        threads.clean_tags(thread.tags)
        if not thread.posts:
            raise Invalid("The thread has no post.")
        if thread.poll is not None:
            polls.checked(thread.poll)
        if thread.solved is not None and not 1 < thread.solved <= len(thread.posts):
            raise Invalid("What helped is one of the thread's answers, by its place in the order.")
        place = (board.circle, board.name, title, thread.posts[0].at)
        if place in self._met:
            raise Invalid(
                "Another thread in the file has that title and that first moment in the same board."
            )
        self._met.add(place)
        if self.known and is_there(self.tx, self.circles.get(board.circle, 0), board.name, thread):
            raise Invalid("A thread of that title, started at that moment, is in the board already.")

    def _post(self, post: SeedPost, seq: int) -> None:
        if post.author and post.author not in self.members:
            raise Invalid("Nobody here has the handle of the author.")
        if post.alias and aliases.clean_name(post.alias) in self.members:
            raise Invalid("Somebody here has that alias for a handle.")
        if not post.author and not aliases.clean_name(post.alias):
            raise Invalid("The post has neither an author nor an alias.")
        if not post.deleted:
            post_writing.said(self.tx, post.text)
        if post.reply_to is not None and not 0 < post.reply_to < seq:
            raise Invalid("The post answers one that is not before it.")
        if max(post.at, post.edited_at or 0) > self.tx.now:
            raise Invalid("The post is of a time that is yet to come.")
        if min(post.at, 0 if post.edited_at is None else post.edited_at) < 0:
            raise Invalid("The post is of a time before 1970; please correct its year.")


def is_there(tx: Tx, circle_id: int, board: str, thread: SeedThread) -> bool:
    """Whether a board has a thread of that title that was started at that moment; 0: the hub's board of that name.

    One whose beginning was taken back since has its title no more; it is known by its moment and the name it stands
    under, so that what somebody took back does not return with the file that first brought it.
    """
    first = thread.posts[0]
    found = tx.one(
        "SELECT 1 FROM threads t JOIN boards b ON b.id = t.board_id WHERE b.name = :board"
        " AND COALESCE(b.circle_id, 0) = :circle AND t.started_at = :at AND t.merged_into IS NULL AND (t.title = :title"
        "  OR (t.title IN (:taken_back, :removed) AND EXISTS (SELECT 1 FROM posts p"
        "   LEFT JOIN members m ON m.id = p.author_id LEFT JOIN aliases a ON a.id = p.alias_id"
        "   WHERE p.id = t.id * 4294967296 + 1"
        "   AND (COALESCE(m.handle, a.name) = :name OR m.handle LIKE :erased))))",
        board=board,
        circle=circle_id,
        at=first.at,
        title=TAKEN_BACK if first.deleted else threads.clean_title(thread.title),
        taken_back=TAKEN_BACK,
        removed=REMOVED,
        name=aliases.clean_name(first.alias) or first.author,
        erased=f"{ERASED_PREFIX}%",
    )
    return found is not None
