"""The forum as a file: JSON Lines that a group brings its past in, and that it can take away again.

One JSON object a line: boards, threads, and posts in the order of their threads (see docs/forum-import.md). What an
export gives, an import takes; an alias leaves without whoever is behind it.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from store import forum_bringing, forum_seed
from store.errors import Invalid
from store.forum_seed import Problem, SeedBoard, SeedPost, SeedThread
from store.operations import SYSTEM, Tx, operation
from store.policy import Capability
from store.polls import NewPoll
from store.text import ERASED_PREFIX
from store.times import iso

if TYPE_CHECKING:
    from store.hub import Hub

GONE: Final = "Someone"
"""The alias under which the emptied posts of erased members leave."""

LONGEST_LINE: Final = 400_000
"""Characters of one line: more than the longest post takes, however it is escaped."""

_BOARD: Final = {
    "circle": str,
    "name": str,
    "title": str,
    "description": str,
    "starters": str,
    "supporters": bool,
    "locked": bool,
    "archived": bool,
}
_THREAD: Final = {
    "id": str,
    "board": str,
    "title": str,
    "content_note": str,
    "tags": list,
    "pinned": bool,
    "closed": bool,
    "solved": int,
    "poll": dict,
}
_POST: Final = {
    "thread": str,
    "author": str,
    "alias": str,
    "at": str,
    "text": str,
    "reply_to": int,
    "edited_at": str,
    "deleted": bool,
}
_POLL: Final = {"choices": list, "several": bool, "anonymous": bool}
_KINDS: Final[Mapping[str, tuple[Mapping[str, type], frozenset[str]]]] = {
    "board": (_BOARD, frozenset({"name"})),
    "thread": (_THREAD, frozenset({"id", "board", "title"})),
    "post": (_POST, frozenset({"thread", "at"})),
}
"""For each kind of line its fields, and which of them it must have."""

_WORDS: Final = {str: "text", bool: "true or false", int: "a whole number", list: "a list", dict: "an object"}


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of an import."""

    boards: int
    threads: int
    posts: int
    problems: tuple[Problem, ...]
    """What stands in the way, by line; when there is anything, nothing was written."""
    known: int = 0
    """Threads that were there already, and were passed over."""
    stopped: str = ""
    """What stopped it in between; '' when it went through."""


class _Reading:
    """A file as it is read, line by line."""

    def __init__(self, keep_names: bool) -> None:
        self.keep_names = keep_names
        self.boards: dict[str, SeedBoard] = {}
        self.threads: dict[str, tuple[str, SeedThread]] = {}
        """By their ids: the board's full name, and the thread without its posts."""
        self.posts: dict[str, list[SeedPost]] = {}
        self.problems: list[Problem] = []

    def take(self, number: int, line: str, members: frozenset[str]) -> None:
        """Read one line."""
        if not line.strip():
            return
        try:
            if len(line) > LONGEST_LINE:
                raise Invalid("The line is longer than any post can be.")
            value = _object(line)
            kind = value.pop("type", None)
            if not isinstance(kind, str) or kind not in _KINDS:
                raise Invalid('"type" is one of "board", "thread" and "post".')
            fields, needed = _KINDS[kind]
            _check(value, fields, needed)
            {"board": self._board, "thread": self._thread, "post": self._post}[kind](number, value, members)
        except Invalid as error:
            self.problems.append(Problem(number, str(error)))

    def _board(self, number: int, value: dict[str, Any], _: frozenset[str]) -> None:
        board = SeedBoard(circle=value.pop("circle", ""), line=number, **value)
        self.boards[f"{board.circle or 'hub'}/{board.name}"] = board

    def _thread(self, number: int, value: dict[str, Any], _: frozenset[str]) -> None:
        key, where = value.pop("id"), value.pop("board")
        if key in self.threads:
            raise Invalid("Another thread in the file has that id.")
        circle, slash, name = where.partition("/")
        if not slash or not circle or not name:
            raise Invalid('A board is named with its circle: "garden/sleep", or "hub/welcome".')
        if where not in self.boards:
            self.boards[where] = SeedBoard("" if circle == "hub" else circle, name, line=number)
        value["tags"] = tuple(_texts(value.get("tags", []), "tags"))
        if (poll := value.pop("poll", None)) is not None:
            _check(poll, _POLL, frozenset({"choices"}))
            poll["choices"] = tuple(_texts(poll["choices"], "choices"))
            value["poll"] = NewPoll(**poll)
        self.threads[key] = (where, SeedThread(posts=(), line=number, **value))
        self.posts[key] = []

    def _post(self, number: int, value: dict[str, Any], members: frozenset[str]) -> None:
        key = value.pop("thread")
        if key not in self.threads:
            raise Invalid("The thread of the post has to come before it, by that id.")
        author, alias = value.pop("author", ""), value.pop("alias", "")
        if author and alias:
            raise Invalid("A post has an author or an alias, never both.")
        if author and self.keep_names and author not in members:
            author, alias = "", author
        edited = value.pop("edited_at", None)
        self.posts[key].append(
            SeedPost(
                author=author,
                alias=alias,
                text=value.pop("text", ""),
                at=_moment(value.pop("at"), "at"),
                edited_at=None if edited is None else _moment(edited, "edited_at"),
                line=number,
                **value,
            )
        )

    def seeds(self) -> tuple[SeedBoard, ...]:
        """The boards with what is in them."""
        held: dict[str, list[SeedThread]] = {name: [] for name in self.boards}
        for key, (where, thread) in self.threads.items():
            held[where].append(replace(thread, posts=tuple(self.posts[key])))
        return tuple(replace(board, threads=tuple(held[name])) for name, board in self.boards.items())


def _object(line: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        # Also numbers of thousands of digits, which Python does not read.
        raise Invalid("The line is not JSON.") from error
    if not isinstance(value, dict):
        raise Invalid("Every line is one JSON object.")
    return value


def _check(value: dict[str, Any], fields: Mapping[str, type], needed: frozenset[str]) -> None:
    """Take out what is null, and refuse fields that are missing, unknown or of the wrong kind."""
    for name in [name for name, each in value.items() if each is None]:
        del value[name]
    for name, each in value.items():
        if name not in fields:
            raise Invalid(f"There is no field {name[:40]!a} here; it has {', '.join(fields)}.")
        wanted = fields[name]
        if not isinstance(each, wanted) or (wanted is int and isinstance(each, bool)):
            raise Invalid(f'"{name}" is {_WORDS[wanted]}.')
    for name in sorted(needed):
        if name not in value:
            raise Invalid(f'"{name}" is missing.')


def _texts(values: list[Any], name: str) -> list[str]:
    if not all(isinstance(each, str) for each in values):
        raise Invalid(f'"{name}" is a list of texts.')
    return values


def _moment(value: str, name: str) -> int:
    """ISO 8601 with a zone, as epoch ms UTC."""
    try:
        moment = dt.datetime.fromisoformat(value)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Invalid(f'"{name}" is a time such as 2026-11-22T18:05:00Z.')
    return round(moment.timestamp() * 1000)


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that was read and held against what is there."""

    seeds: tuple[SeedBoard, ...]
    problems: tuple[Problem, ...]
    """By line."""


@operation(Capability.HUB_KEEP, slow=True)
def checked(tx: Tx, *, lines: Iterable[str], keep_names: bool = False) -> Checked:
    """Read a file, and find what stands in its way; nothing is written.

    Args:
        tx: The transaction.
        lines: The file's lines.
        keep_names: Authors who have no account here keep their name, as an alias with nobody behind it; otherwise a
            handle that nobody has is a problem.
    """
    reading = _Reading(keep_names)
    checker = forum_seed.Checker(tx, known=False)
    members = frozenset(checker.members)
    for number, line in enumerate(lines, 1):
        reading.take(number, line, members)
        if len(reading.problems) >= forum_seed.MOST_PROBLEMS:
            break
    seeds = reading.seeds()
    problems = list(reading.problems)
    if not problems:
        problems = list(itertools.islice(checker.problems(seeds), forum_seed.MOST_PROBLEMS))
    return Checked(seeds, tuple(sorted(problems, key=lambda each: each.line)))


async def load(hub: Hub, *, lines: Iterable[str], keep_names: bool = False) -> Loaded:
    """Bring boards, threads and posts in: all of a file is checked first, and then stored in pieces.

    Each thread comes in whole or not at all; those that are there already are passed over.

    Args:
        hub: Where.
        lines: The file's lines.
        keep_names: As for `checked`.

    Returns:
        What came of it. When something stopped it in between, the same file brought in again goes on from there.
    """
    found = await hub.do(SYSTEM, checked, lines=lines, keep_names=keep_names)
    if found.problems:
        return Loaded(0, 0, 0, found.problems)
    done = await forum_bringing.bring(hub, found.seeds)
    return Loaded(len(found.seeds), done.threads, done.posts, (), done.known, done.stopped)


@operation(Capability.HUB_KEEP, slow=True)
def dump(tx: Tx) -> list[str]:
    """The whole forum as the lines of a file. Nothing in it says who is behind an alias."""
    lines: list[str] = []
    numbers = itertools.count(1)
    for row in tx.all(
        "SELECT b.id, COALESCE(c.name, '') AS circle, b.name, b.title, b.description, b.starters, b.supporters,"
        " b.locked, b.archived_at IS NOT NULL AS archived FROM boards b LEFT JOIN circles c ON c.id = b.circle_id"
        " ORDER BY COALESCE(c.name, ''), b.position, b.name"
    ):
        board = {name: row[name] for name in ("circle", "name", "title", "description", "starters")}
        flags = {name: bool(row[name]) for name in ("supporters", "locked", "archived")}
        lines.append(_line({"type": "board", **board, **flags}))
        full_name = f"{row['circle'] or 'hub'}/{row['name']}"
        for thread in tx.all(
            "SELECT id FROM threads WHERE board_id = :board AND merged_into IS NULL ORDER BY started_at, id",
            board=row["id"],
        ):
            lines += _thread_lines(tx, int(thread["id"]), str(next(numbers)), full_name)
    return lines


def _line(value: dict[str, object]) -> str:
    """A line without what is empty."""
    kept = {name: each for name, each in value.items() if each not in ("", None, False, [])}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def _thread_lines(tx: Tx, thread_id: int, name: str, board: str) -> list[str]:
    row = tx.one(
        "SELECT title, content_note, pinned, closed, solved_seq FROM threads WHERE id = :id", id=thread_id
    )
    assert row is not None  # noqa: S101 - it was just listed in this transaction
    tags = tx.all("SELECT tag FROM thread_tags WHERE thread_id = :id ORDER BY tag", id=thread_id)
    lines = [
        _line(
            {
                "type": "thread",
                "id": name,
                "board": board,
                "title": row["title"],
                "content_note": row["content_note"],
                "tags": [each["tag"] for each in tags],
                "pinned": bool(row["pinned"]),
                "closed": bool(row["closed"]),
                "solved": row["solved_seq"],
                "poll": _poll(tx, (thread_id << 32) + 1),
            }
        )
    ]
    for post in tx.all(
        "SELECT COALESCE(a.handle, '') AS author, COALESCE(a.state, '') AS state, COALESCE(al.name, '') AS alias, p.at,"
        " p.text, p.reply_to, p.edited_at, p.deleted_at IS NOT NULL AS deleted FROM posts p"
        " LEFT JOIN members a ON a.id = p.author_id LEFT JOIN aliases al ON al.id = p.alias_id"
        " WHERE p.id > :first AND p.id < :last ORDER BY p.id",
        first=thread_id << 32,
        last=(thread_id + 1) << 32,
    ):
        gone = post["author"].startswith(ERASED_PREFIX)
        lines.append(
            _line(
                {
                    "type": "post",
                    "thread": name,
                    "author": "" if gone else post["author"],
                    "alias": GONE if gone else post["alias"],
                    "at": iso(post["at"]),
                    "text": post["text"],
                    "reply_to": post["reply_to"],
                    "edited_at": None if post["deleted"] else iso(post["edited_at"]),
                    "deleted": bool(post["deleted"]),
                }
            )
        )
    return lines


def _poll(tx: Tx, post: int) -> dict[str, object] | None:
    row = tx.one("SELECT several, anonymous FROM polls WHERE post_id = :post", post=post)
    if row is None:
        return None
    choices = tx.all("SELECT text FROM poll_choices WHERE post_id = :post ORDER BY position", post=post)
    return {
        "choices": [each["text"] for each in choices],
        "several": bool(row["several"]),
        "anonymous": bool(row["anonymous"]),
    }
