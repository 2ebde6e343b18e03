"""Storing boards, threads and posts that come from elsewhere and were checked: those of `store.forum_seed`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from store import aliases, boards, forum_seed, polls, post_writing, text, threads
from store.errors import Conflict
from store.forum_seed import Problem, SeedBoard, SeedPost, SeedThread
from store.forum_sight import post_id
from store.operations import Tx
from store.posts import TAKEN_BACK

Rows = dict[str, list[dict[str, object]]]
"""Parameters of `_INSERTS`, by its names."""


class Writer:
    """Stores what was checked, inside one transaction."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx
        self.members = forum_seed.handles(tx)
        self.circles = forum_seed.circle_ids(tx)
        self.thread_id = int(tx.value("SELECT COALESCE(MAX(id), 0) FROM threads"))
        self.alias_id = int(tx.value("SELECT COALESCE(MAX(id), 0) FROM aliases"))

    def write(self, seed: SeedBoard, read_until: int | None) -> None:
        """Store a board and what is in it; it was checked."""
        board_id, _ = self.board_id(seed)
        self.write_threads(board_id, seed.threads)
        if read_until is not None:
            self.tx.run(
                "INSERT INTO board_reads (member_id, board_id, read_until)"
                " SELECT m.id, :board, :until FROM members m WHERE m.state = 'active'",
                board=board_id,
                until=read_until,
            )
        boards.announce(self.tx, board_id, self.circles.get(seed.circle) if seed.circle else None)

    def write_threads(self, board_id: int, several: Iterable[SeedThread]) -> None:
        """Store whole threads of a board; they were checked."""
        rows = _no_rows()
        for thread in several:
            self.thread_id += 1
            self._gather_thread(rows, board_id, self.thread_id, thread)
            self._gather_posts(rows, board_id, self.thread_id, thread, 1, len(thread.posts), {})
            self._set_author(rows, thread)
        self._insert(rows)
        for row, thread in zip(rows["threads"], several, strict=True):
            self._finish(int(str(row["id"])), board_id, thread)

    def write_part(
        self, board_id: int, thread: SeedThread, most: Callable[[Sequence[SeedPost]], int]
    ) -> bool:
        """Store the next part of a thread too long for one transaction; it is out of sight until it is whole.

        Args:
            board_id: The board's id.
            thread: The thread, whole; it was checked.
            most: How many of these posts, that are not there yet, are stored now.

        Returns:
            Whether it is whole now.

        Raises:
            Conflict: Part of a thread of that title and moment came from another file.
        """
        title = threads.clean_title(thread.title)
        begun = self.tx.one(
            "SELECT t.id, (SELECT COUNT(*) FROM posts p WHERE p.id > t.id * 4294967296"
            "  AND p.id < (t.id + 1) * 4294967296) AS posts FROM threads t"
            " WHERE t.merged_into = t.id AND t.board_id = :board AND t.started_at = :at AND t.title = :title"
            " ORDER BY t.id LIMIT 1",
            board=board_id,
            at=thread.posts[0].at,
            title=TAKEN_BACK if thread.posts[0].deleted else title,
        )
        rows = _no_rows()
        names: dict[str, int] = {}
        if begun is None:
            self.thread_id += 1
            thread_id, stored = self.thread_id, 0
            self._gather_thread(rows, board_id, thread_id, thread)
            rows["threads"][0]["merged"] = thread_id
        else:
            thread_id, stored = int(begun["id"]), int(begun["posts"])
            self._same(thread_id, thread, stored)
            for each in self.tx.all(
                "SELECT id, name FROM aliases WHERE thread_id = :id ORDER BY id", id=thread_id
            ):
                names[each["name"]] = each["id"]
        last = stored + most(thread.posts[stored:])
        self._gather_posts(rows, board_id, thread_id, thread, stored + 1, last, names)
        if begun is None:
            self._set_author(rows, thread)
        self._insert(rows)
        if last < len(thread.posts):
            return False
        self.tx.run("UPDATE threads SET merged_into = NULL WHERE id = :id", id=thread_id)
        self._finish(thread_id, board_id, thread)
        return True

    def _same(self, thread_id: int, thread: SeedThread, stored: int) -> None:
        newest = self.tx.one(
            "SELECT at, text, deleted_at FROM posts WHERE id = :id", id=post_id(thread_id, stored)
        )
        if stored <= len(thread.posts) and newest is not None:
            post = thread.posts[stored - 1]
            said = "" if post.deleted else post_writing.said(self.tx, post.text)
            # Who wrote it may have been erased since.
            if newest["at"] == post.at and (newest["text"] == said or newest["deleted_at"] is not None):
                return
        raise Conflict(
            f'Part of "{threads.clean_title(thread.title)}" was brought in from another file; bring that one in first.'
        )

    def _insert(self, rows: Rows) -> None:
        for name, source in _INSERTS.items():
            self.tx.many(source, rows[name])
        # A thread and its author's alias name each other: the thread comes first, and then learns of the alias.
        self.tx.many(
            "UPDATE threads SET alias_id = :alias WHERE id = :id",
            [row for row in rows["threads"] if row["alias"] is not None],
        )

    def _finish(self, thread_id: int, board_id: int, thread: SeedThread) -> None:
        """What comes when all posts of a thread are there."""
        if thread.poll is not None and not thread.posts[0].deleted:
            self._poll(thread_id, thread)
        self.tx.run(
            "UPDATE boards SET last_at = :at WHERE id = :id AND last_at < :at",
            at=max(post.at for post in thread.posts),
            id=board_id,
        )

    def board_id(self, seed: SeedBoard) -> tuple[int, bool]:
        """The id of a board, which is made when there is none; and whether it was."""
        circle = self.circles.get(seed.circle) if seed.circle else None
        found = self.tx.value(
            "SELECT id FROM boards WHERE COALESCE(circle_id, 0) = COALESCE(:circle, 0) AND name = :name",
            circle=circle,
            name=seed.name,
        )
        if found is not None:
            return int(found), False
        began = min((thread.posts[0].at for thread in seed.threads), default=self.tx.now)
        made = int(
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
        return made, True

    def _gather_thread(self, rows: Rows, board_id: int, thread_id: int, thread: SeedThread) -> None:
        """The thread's own row, without its author, and what hangs on it."""
        gone = thread.posts[0].deleted
        first = _stands_under(thread.posts[0])
        answered = any(_stands_under(post) != first and not post.deleted for post in thread.posts)
        note = "" if gone else text.clean_line(thread.content_note, cells=post_writing.NOTE_CELLS)
        rows["threads"].append(
            {
                "id": thread_id,
                "board": board_id,
                "title": TAKEN_BACK if gone else threads.clean_title(thread.title),
                "note": note,
                "author": None,
                "alias": None,
                "merged": None,
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
                {"member": self.member(handle), "thread": thread_id, "read": read, "chosen": 0}
            )

    def member(self, handle: str) -> int:
        """The id of a handle.

        Raises:
            Conflict: They are gone since the file was checked.
        """
        if handle not in self.members:
            raise Conflict(f"Nobody here has the handle {handle} any more.")
        return self.members[handle]

    def _gather_posts(
        self,
        rows: Rows,
        board_id: int,
        thread_id: int,
        thread: SeedThread,
        first: int,
        last: int,
        names: dict[str, int],
    ) -> None:
        """Some of its posts, by their places. `names`: the aliases that the thread has, by their names."""
        title = threads.clean_title(thread.title)
        for seq in range(first, last + 1):
            post = thread.posts[seq - 1]
            alias_id = None
            if post.alias or not post.author:
                name = aliases.clean_name(post.alias)
                if name not in names:
                    self.alias_id += 1
                    names[name] = self.alias_id
                    rows["aliases"].append({"id": self.alias_id, "thread": thread_id, "name": name})
                    if post.author:
                        rows["owners"].append({"alias": self.alias_id, "member": self.member(post.author)})
                alias_id = names[name]
            rows["posts"].append(
                {
                    "id": post_id(thread_id, seq),
                    "thread": thread_id,
                    "seq": seq,
                    "author": None if alias_id is not None else self.member(post.author),
                    "alias": alias_id,
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
                {"post": post_id(thread_id, seq), "kind": kind, "member": self.member(handle)}
                for kind, handles in post.reactions.items()
                for handle in handles
            ]

    @staticmethod
    def _set_author(rows: Rows, thread: SeedThread) -> None:
        """The thread that was gathered last is its first post's author's, whose row was gathered after it."""
        row = rows["threads"][-1]
        first = next(each for each in rows["posts"] if each["thread"] == row["id"])
        row["author"], row["alias"] = first["author"], first["alias"]

    def _poll(self, thread_id: int, thread: SeedThread) -> None:
        poll = thread.poll
        assert poll is not None  # noqa: S101 - only threads with one come here
        post = post_id(thread_id, 1)
        polls.add(self.tx, post, polls.checked(poll))
        for handle, choices in thread.votes.items():
            polls.count(self.tx, post, self.members[handle], sorted(set(choices)), anonymous=poll.anonymous)


def _no_rows() -> Rows:
    return {name: [] for name in _INSERTS}


def _stands_under(post: SeedPost) -> tuple[str, str]:
    """The handle or the alias of a post, as readers see it."""
    name = aliases.clean_name(post.alias)
    return ("", name) if name or not post.author else (post.author, "")


_INSERTS: Final = {
    "threads": "INSERT INTO threads (id, board_id, title, content_note, author_id, alias_id, pinned, closed,"
    " solved_seq, answered, last_seq, last_at, started_at, merged_into) VALUES (:id, :board, :title, :note, :author,"
    " NULL, :pinned, :closed, :solved, :answered, :last_seq, :last_at, :at, :merged)",
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
    """Load boards, in one go, all of them or nothing, inside an operation that may.

    Args:
        tx: The transaction.
        seeds: What to load.
        read_until: Everything before this time is read by everybody (epoch ms UTC); None: what came before each joined.

    Returns:
        What stands in the way; empty when all of it was written.
    """
    checker = forum_seed.Checker(tx)
    found: list[Problem] = []
    for problem in checker.problems(seeds):
        found.append(problem)
        if len(found) >= forum_seed.MOST_PROBLEMS:
            break
    if not found:
        writer = Writer(tx)
        for seed in seeds:
            writer.write(seed, read_until)
    return found
