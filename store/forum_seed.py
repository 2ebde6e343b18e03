"""Putting whole boards of threads into the store in one go: for a group that brings its past, a demo, a benchmark.

What is loaded passes the same cleaning as what people write. It is checked as a whole before anything is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, ParamSpec

from store import aliases, boards, circles, polls, post_writing, text, threads
from store.errors import HubError, Invalid
from store.forum_sight import post_id
from store.operations import Tx
from store.posts import TAKEN_BACK


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


class _Loader:
    """One load: who and what is there already, and the next free ids."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx
        self.members = {
            row["handle"]: int(row["id"])
            for row in tx.all("SELECT id, handle FROM members WHERE state <> 'erased' ORDER BY id")
        }
        self.circles = {
            row["name"]: int(row["id"]) for row in tx.all("SELECT id, name FROM circles ORDER BY id")
        }
        self.thread_id = int(tx.value("SELECT COALESCE(MAX(id), 0) FROM threads"))
        self.alias_id = int(tx.value("SELECT COALESCE(MAX(id), 0) FROM aliases"))

    # -- checking ------------------------------------------------------------------------------------------------------

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
        known = self.tx.one(
            "SELECT 1 FROM threads t JOIN boards b ON b.id = t.board_id WHERE b.name = :board"
            " AND COALESCE(b.circle_id, 0) = :circle AND t.started_at = :at AND t.merged_into IS NULL"
            " AND t.title = :title",
            board=board.name,
            circle=self.circles.get(board.circle, 0),
            at=thread.posts[0].at,
            title=title,
        )
        if known is not None:
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
        if post.at > self.tx.now:
            raise Invalid("The post is of a time that is yet to come.")

    # -- writing -------------------------------------------------------------------------------------------------------

    def write(self, seed: SeedBoard, read_until: int | None) -> None:
        """Store a board and what is in it; it was checked."""
        board_id = self._board_id(seed)
        rows: dict[str, list[dict[str, object]]] = {
            name: [] for name in ("threads", "tags", "aliases", "owners", "posts", "reactions", "follows")
        }
        with_polls: list[tuple[int, SeedThread]] = []
        latest = 0
        for thread in seed.threads:
            self.thread_id += 1
            self._gather(rows, board_id, self.thread_id, thread)
            latest = max(latest, *(post.at for post in thread.posts))
            if thread.poll is not None:
                with_polls.append((self.thread_id, thread))
        for name, source in _INSERTS.items():
            self.tx.many(source, rows[name])
        # A thread and its author's alias name each other: the thread comes first, and then learns of the alias.
        self.tx.many(
            "UPDATE threads SET alias_id = :alias WHERE id = :id",
            [row for row in rows["threads"] if row["alias"] is not None],
        )
        for thread_id, thread in with_polls:
            self._poll(thread_id, thread)
        self.tx.run(
            "UPDATE boards SET last_at = CASE WHEN last_at < :at THEN :at ELSE last_at END WHERE id = :id",
            at=latest,
            id=board_id,
        )
        if read_until is not None:
            self.tx.run(
                "INSERT INTO board_reads (member_id, board_id, read_until)"
                " SELECT m.id, :board, :until FROM members m WHERE m.state = 'active'",
                board=board_id,
                until=read_until,
            )
        boards.announce(self.tx, board_id, self.circles.get(seed.circle) if seed.circle else None)

    def _board_id(self, seed: SeedBoard) -> int:
        circle = self.circles.get(seed.circle) if seed.circle else None
        found = self.tx.value(
            "SELECT id FROM boards WHERE COALESCE(circle_id, 0) = COALESCE(:circle, 0) AND name = :name",
            circle=circle,
            name=seed.name,
        )
        if found is not None:
            return int(found)
        began = min((thread.posts[0].at for thread in seed.threads), default=self.tx.now)
        return int(
            self.tx.value(
                "INSERT INTO boards (circle_id, name, title, description, starters, supporters, locked, archived_at,"
                "  position, last_at, created_at)"
                " VALUES (:circle, :name, :title, :description, :starters, :supporters, :locked, :archived,"
                "  (SELECT COALESCE(MAX(position), 0) + 1 FROM boards"
                "   WHERE COALESCE(circle_id, 0) = COALESCE(:circle, 0)), :at, :at) RETURNING id",
                circle=circle,
                name=seed.name,
                title=text.clean_line(seed.title, cells=boards.TITLE_CELLS) or seed.name,
                description=text.clean_line(seed.description, cells=boards.DESCRIPTION_CELLS),
                starters=seed.starters,
                supporters=int(seed.supporters),
                locked=int(seed.locked),
                archived=self.tx.now if seed.archived else None,
                at=began,
            )
        )

    def _gather(
        self, rows: dict[str, list[dict[str, object]]], board_id: int, thread_id: int, thread: SeedThread
    ) -> None:
        names: dict[str, int] = {}
        title = threads.clean_title(thread.title)
        author: tuple[int | None, int | None] = (None, None)
        answered = False
        for seq, post in enumerate(thread.posts, 1):
            alias_id = None
            if post.alias or not post.author:
                name = aliases.clean_name(post.alias)
                if name not in names:
                    self.alias_id += 1
                    names[name] = self.alias_id
                    rows["aliases"].append({"id": self.alias_id, "thread": thread_id, "name": name})
                    if post.author:
                        rows["owners"].append({"alias": self.alias_id, "member": self.members[post.author]})
                alias_id = names[name]
            who = (None if alias_id is not None else self.members[post.author], alias_id)
            author = who if seq == 1 else author
            answered = answered or (who != author and not post.deleted)
            rows["posts"].append(
                {
                    "id": post_id(thread_id, seq),
                    "thread": thread_id,
                    "seq": seq,
                    "author": who[0],
                    "alias": who[1],
                    "at": post.at,
                    "edited": None if post.deleted else post.edited_at,
                    "deleted": post.at if post.deleted else None,
                    "reply_to": post.reply_to,
                    "place": "" if post.deleted else f"b{board_id}",
                    "title": title if seq == 1 and not post.deleted else "",
                    "text": "" if post.deleted else post_writing.said(self.tx, post.text),
                }
            )
            rows["reactions"] += [
                {"post": post_id(thread_id, seq), "kind": kind, "member": self.members[handle]}
                for kind, handles in post.reactions.items()
                for handle in handles
            ]
        gone = thread.posts[0].deleted
        rows["threads"].append(
            {
                "id": thread_id,
                "board": board_id,
                "title": TAKEN_BACK if gone else title,
                "note": "" if gone else text.clean_line(thread.content_note, cells=post_writing.NOTE_CELLS),
                "author": author[0],
                "alias": author[1],
                "pinned": int(thread.pinned),
                "closed": int(thread.closed),
                "solved": thread.solved,
                "answered": int(answered or gone),
                "last_seq": len(thread.posts),
                "last_at": max(post.at for post in thread.posts),
                "at": thread.posts[0].at,
            }
        )
        rows["tags"] += [
            {"tag": tag, "board": board_id, "thread": thread_id} for tag in threads.clean_tags(thread.tags)
        ]
        for handle in thread.followers:
            mine = (n for n, post in enumerate(thread.posts, 1) if post.author == handle)
            read = max(mine, default=0)
            rows["follows"].append(
                {"member": self.members[handle], "thread": thread_id, "read": read, "chosen": 0}
            )

    def _poll(self, thread_id: int, thread: SeedThread) -> None:
        poll = thread.poll
        assert poll is not None  # noqa: S101 - only threads with one come here
        post = post_id(thread_id, 1)
        polls.add(self.tx, post, polls.checked(poll))
        for handle, choices in thread.votes.items():
            polls.count(self.tx, post, self.members[handle], sorted(set(choices)), anonymous=poll.anonymous)


_INSERTS: Final = {
    "threads": "INSERT INTO threads (id, board_id, title, content_note, author_id, alias_id, pinned, closed,"
    " solved_seq, answered, last_seq, last_at, started_at) VALUES (:id, :board, :title, :note, :author, NULL, :pinned,"
    " :closed, :solved, :answered, :last_seq, :last_at, :at)",
    "tags": "INSERT INTO thread_tags (tag, board_id, thread_id) VALUES (:tag, :board, :thread)",
    "aliases": "INSERT INTO aliases (id, thread_id, name) VALUES (:id, :thread, :name)",
    "owners": aliases.OWN,
    "posts": "INSERT INTO posts (id, thread_id, seq, author_id, alias_id, at, edited_at, deleted_at, reply_to, place,"
    " title, text) VALUES (:id, :thread, :seq, :author, :alias, :at, :edited, :deleted, :reply_to, :place, :title,"
    " :text)",
    "reactions": "INSERT INTO post_reactions (post_id, kind, member_id) VALUES (:post, :kind, :member)",
    "follows": "INSERT INTO thread_reads (member_id, thread_id, last_read, level, chosen)"
    " VALUES (:member, :thread, :read, 'following', :chosen)",
}


def load(tx: Tx, seeds: Sequence[SeedBoard], *, read_until: int | None = None) -> list[Problem]:
    """Load boards, all of them or nothing, inside an operation that may.

    Args:
        tx: The transaction.
        seeds: What to load.
        read_until: Everything before this time is read by everybody (epoch ms UTC); None: what came before each joined.

    Returns:
        What stands in the way; empty when all of it was written.
    """
    loader = _Loader(tx)
    found: list[Problem] = []
    for problem in loader.problems(seeds):
        found.append(problem)
        if len(found) >= MOST_PROBLEMS:
            break
    if not found:
        for seed in seeds:
            loader.write(seed, read_until)
    return found
