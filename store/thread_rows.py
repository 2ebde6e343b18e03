"""Threads as rows of a list: all that is shown of each in one query, and the windows over which the views page.

A view is a window: the ids of each board that may be read come by index, as many as a page has, and are merged; only
the page's own threads are then read whole. So a page costs the same whatever the size of the forum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from store import aliases, boards, forum_reading
from store.db import Row
from store.errors import Invalid
from store.forum_sight import BOARD_IS_SEEN, NOT_BLOCKED, BoardSeen, parameters
from store.operations import Tx

Cursor = tuple[int, int]
"""Where a page ended: what the view is sorted by, and the thread's id."""

VIEWS: Final = ("latest", "new", "unread", "unanswered", "following", "mine")
"""latest: by the last post; new: by when they were started; unread; unanswered: the longest waiting first; following;
mine: those that I started, also under an alias."""

PAGE: Final = 50
"""Threads that a view gives when nobody says how many."""

LONGEST_PAGE: Final = 100
"""Threads that a view gives at most."""

MOST_PINNED: Final = 10
"""Threads that can be pinned in one board."""


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread as a member sees it in a list."""

    id: int
    board_id: int
    board: str
    """The board's full name: "garden/sleep"."""
    board_title: str
    title: str
    content_note: str
    """What is mentioned in it, to be told before it is opened; '' for nothing."""
    tags: tuple[str, ...]
    """In order."""
    author: str
    """A handle, or an alias."""
    alias: bool
    """The author is an alias: nothing more is known of them."""
    mine: bool
    """I started it, also under an alias."""
    started_at: int
    """Epoch ms UTC."""
    replies: int
    """Posts after the first, taken back ones too."""
    last_seq: int
    last_at: int
    """When somebody last wrote, epoch ms UTC."""
    last_author: str
    """Who wrote last, a handle or an alias; '' when I have blocked them."""
    last_alias: bool
    """`last_author` is an alias."""
    unread: int
    """Posts that I have not read; 100: more than 99."""
    first_unread: int
    """The sequence to open it at; 0 when nothing is unread."""
    level: str
    """"nothing", "normal" or "following"."""
    answered: bool
    """Somebody under another name than the author's has written in it."""
    waiting_since: int | None
    """When it was started, if it is open and nobody has answered; None otherwise, and of what no longer waits."""
    pinned: bool
    closed: bool
    moved: bool
    """It was moved here from another board."""
    solved_seq: int | None
    """The post of which the author said that it helped; None: none."""
    poll: bool
    """Its first post has a poll."""
    moderated: bool
    """I look after its board."""
    cursor: Cursor
    """What to give as `before` to go on after it, in the view that it came from."""


_SHOWN_AUTHOR: Final = "COALESCE({table}.handle, {alias}.name, '')"

_COLUMNS: Final = f"""
    SELECT t.id, t.board_id, COALESCE(c.name, 'hub') || '/' || b.name AS board, b.title AS board_title, t.title,
           t.content_note,
           COALESCE((SELECT GROUP_CONCAT(g.tag, ' ' ORDER BY g.tag) FROM thread_tags g WHERE g.thread_id = t.id), '')
               AS tags,
           {_SHOWN_AUTHOR.format(table="a", alias="al")} AS author, t.alias_id IS NOT NULL AS alias,
           COALESCE(t.author_id = :me, 0) OR {aliases.MINE.format(alias="t.alias_id")} AS mine,
           t.started_at, t.last_seq, t.last_at, {_SHOWN_AUTHOR.format(table="la", alias="ll")} AS last_author,
           lp.alias_id IS NOT NULL AS last_alias, COALESCE(r.last_read, 0) AS last_read,
           COALESCE(r.level, 'normal') AS level, t.answered, t.pinned, t.closed, t.moved, t.solved_seq,
           EXISTS (SELECT 1 FROM polls po WHERE po.post_id = t.id * 4294967296 + 1) AS poll,
           {forum_reading.MARK} AS mark
    FROM threads t
    JOIN boards b ON b.id = t.board_id
    LEFT JOIN circles c ON c.id = b.circle_id
    LEFT JOIN members a ON a.id = t.author_id
    LEFT JOIN aliases al ON al.id = t.alias_id
    LEFT JOIN posts lp ON lp.id = t.id * 4294967296 + t.last_seq AND {NOT_BLOCKED.format(column="lp.author_id")}
    LEFT JOIN members la ON la.id = lp.author_id
    LEFT JOIN aliases ll ON ll.id = lp.alias_id
    LEFT JOIN thread_reads r ON r.member_id = :me AND r.thread_id = t.id
    WHERE {BOARD_IS_SEEN} AND {NOT_BLOCKED.format(column="t.author_id")}
"""

_NEWEST: Final = f"""
    SELECT COUNT(*), MIN(n.seq) FROM (
        SELECT p.seq, p.at, p.author_id FROM posts p WHERE p.id > :first AND p.id <= :last
        ORDER BY p.id DESC LIMIT {forum_reading.MOST_COUNTED}
    ) n WHERE n.at >= :mark AND {NOT_BLOCKED.format(column="n.author_id")}
"""


def read(tx: Tx, keys: Sequence[Cursor], looked_after: dict[int, bool]) -> list[Thread]:
    """Threads by their cursors, in the order given; those that may not be seen are left out.

    Args:
        tx: The transaction.
        keys: At most a page of them.
        looked_after: For each board, whether the one who asks looks after it.
    """
    if not keys:
        return []
    names = {f"id{n}": key[1] for n, key in enumerate(keys)}
    rows = tx.all(
        f"{_COLUMNS} AND t.id IN ({', '.join(f':{name}' for name in names)}) ORDER BY t.id",
        **names,
        **parameters(tx),
    )
    blocks = tx.one("SELECT 1 FROM blocks WHERE member_id = :me LIMIT 1", me=tx.me.id) is not None
    found = {row["id"]: row for row in rows}
    return [
        _thread(tx, found[key[1]], key, looked_after.get(found[key[1]]["board_id"], False), blocks)
        for key in keys
        if key[1] in found
    ]


def _thread(tx: Tx, row: Row, cursor: Cursor, moderated: bool, blocks: bool) -> Thread:
    unread, first_unread = _unread(tx, row, blocks)
    waits = not row["answered"] and not row["closed"] and row["started_at"] >= boards.waiting_since(tx)
    return Thread(
        id=row["id"],
        board_id=row["board_id"],
        board=row["board"],
        board_title=row["board_title"],
        title=row["title"],
        content_note=row["content_note"],
        tags=tuple(row["tags"].split()),
        author=row["author"],
        alias=bool(row["alias"]),
        mine=bool(row["mine"]),
        started_at=row["started_at"],
        replies=max(0, row["last_seq"] - 1),
        last_seq=row["last_seq"],
        last_at=row["last_at"],
        last_author=row["last_author"],
        last_alias=bool(row["last_alias"]),
        unread=unread,
        first_unread=first_unread,
        level=row["level"],
        answered=bool(row["answered"]),
        waiting_since=row["started_at"] if waits else None,
        pinned=bool(row["pinned"]),
        closed=bool(row["closed"]),
        moved=bool(row["moved"]),
        solved_seq=row["solved_seq"],
        poll=bool(row["poll"]),
        moderated=moderated,
        cursor=cursor,
    )


def _unread(tx: Tx, row: Row, blocks: bool) -> tuple[int, int]:
    """How many posts are unread, capped, and the first of them (0: none)."""
    last, read_, mark = row["last_seq"], row["last_read"], row["mark"]
    if last <= read_ or row["last_at"] < mark:
        return 0, 0
    if row["started_at"] >= mark and not blocks:
        return min(forum_reading.MOST_COUNTED, last - read_), read_ + 1
    counted = tx.one(
        _NEWEST,
        first=(row["id"] << 32) + read_,
        last=(row["id"] << 32) + last,
        mark=mark,
        me=tx.me.id,
    )
    assert counted is not None  # noqa: S101 - an aggregate always answers
    count, first = counted
    if count == forum_reading.MOST_COUNTED and row["started_at"] >= mark:
        first = read_ + 1
    return count, first or 0


_BY_TAG: Final = """
    SELECT t.id, t.id AS key FROM thread_tags g JOIN threads t ON t.id = g.thread_id
    WHERE g.tag = :tag AND g.board_id = :board AND g.thread_id < :id AND t.merged_into IS NULL
    ORDER BY g.thread_id DESC
"""
_LATEST: Final = """
    SELECT t.id, t.last_at AS key FROM threads t
    WHERE t.board_id = :board AND t.merged_into IS NULL AND (t.last_at, t.id) < (:key, :id)
    ORDER BY t.last_at DESC, t.id DESC
"""
_NEW: Final = """
    SELECT t.id, t.started_at AS key FROM threads t
    WHERE t.board_id = :board AND t.merged_into IS NULL AND (t.started_at, t.id) < (:key, :id)
    ORDER BY t.started_at DESC, t.id DESC
"""
_FOLLOWING: Final = f"""
    SELECT t.id, t.last_at AS key FROM thread_reads r JOIN threads t ON t.id = r.thread_id
    JOIN boards b ON b.id = t.board_id
    WHERE r.member_id = :me AND r.level = 'following' AND t.merged_into IS NULL AND (t.last_at, t.id) < (:key, :id)
          AND {BOARD_IS_SEEN}
    ORDER BY t.last_at DESC, t.id DESC
"""
_MINE: Final = f"""
    SELECT t.id, t.last_at AS key FROM threads t JOIN boards b ON b.id = t.board_id
    WHERE t.author_id = :me AND t.merged_into IS NULL AND (t.last_at, t.id) < (:key, :id) AND {BOARD_IS_SEEN}
    ORDER BY t.last_at DESC, t.id DESC
"""
_PINNED: Final = """
    SELECT t.id, t.last_at AS key FROM threads t
    WHERE t.board_id = :board AND t.pinned = 1 AND t.merged_into IS NULL
    ORDER BY t.last_at DESC, t.id DESC
"""


def page(
    tx: Tx,
    seen: Sequence[BoardSeen],
    *,
    view: str,
    tag: str,
    before: Cursor | None,
    limit: int,
    pinned_first: bool = False,
) -> list[Thread]:
    """One page of a view over some boards.

    Args:
        tx: The transaction.
        seen: The boards, all of which the one who asks may read.
        view: One of `VIEWS`.
        tag: Only threads that carry it; '' for all. With the views latest and new the newest started come first.
        before: The last cursor of the page before; None: from the beginning.
        limit: How many.
        pinned_first: It is one board's own list, with its pinned threads above the latest.

    Raises:
        Invalid: There is no such view.
    """
    if view not in VIEWS:
        raise Invalid(f"The views are {', '.join(VIEWS)}.")
    looked_after = {each.id: each.moderated for each in seen}
    if tag and view in ("latest", "new"):
        # Threads of one tag are kept by when they were started.
        start = (before[1], before[1]) if before else (0, 2**62)
        keys = _each(tx, _BY_TAG, seen, start, limit, tag=tag)
        return read(tx, sorted(keys, reverse=True)[:limit], looked_after)
    if view == "unanswered":
        start = before or (boards.waiting_since(tx), 0)
        keys = _each(tx, boards.UNANSWERED, seen, start, limit, me=tx.me.id)
        return _tagged(read(tx, sorted(keys)[:limit], looked_after), tag)
    start = before or (2**62, 0)
    if view in ("following", "mine"):
        keys = _own(tx, view, start)
        shown = [each for each in read(tx, keys[:limit], looked_after) if each.board_id in looked_after]
        return _tagged(shown, tag)
    if view == "unread":
        keys = []
        for each in seen:
            wanted = forum_reading.unread_in(tx, each.id, forum_reading.mark(tx, each.id))
            wanted |= {"key": start[0], "id": start[1]}
            rows = tx.all(f"{forum_reading.UNREAD} LIMIT :limit", limit=limit, **wanted)
            keys += [(row["key"], row["id"]) for row in rows]
        threads = read(tx, sorted(keys, reverse=True)[:limit], looked_after)
        return _tagged([each for each in threads if each.unread], tag)
    keys = _each(tx, _LATEST if view == "latest" else _NEW, seen, start, limit)
    threads = read(tx, sorted(keys, reverse=True)[:limit], looked_after)
    if view == "latest" and pinned_first:
        return _pinned_first(tx, seen[0], threads, looked_after, first_page=before is None)
    return threads


def _each(
    tx: Tx, source: str, seen: Sequence[BoardSeen], start: Cursor, limit: int, **more: object
) -> list[Cursor]:
    """Candidates of every board: a page of each, by index."""
    found: list[Cursor] = []
    for each in seen:
        rows = tx.all(f"{source} LIMIT :limit", board=each.id, key=start[0], id=start[1], limit=limit, **more)
        found += [(row["key"], row["id"]) for row in rows]
    return found


def _own(tx: Tx, view: str, start: Cursor) -> list[Cursor]:
    """Candidates among the threads that the one who asks follows or started; as many as these are."""
    wanted = {"key": start[0], "id": start[1], "limit": LONGEST_PAGE, **parameters(tx)}
    source = _FOLLOWING if view == "following" else _MINE
    keys = [(row["key"], row["id"]) for row in tx.all(f"{source} LIMIT :limit", **wanted)]
    if view == "following":
        return keys
    keys += aliases.started(tx, start, LONGEST_PAGE)
    return sorted(keys, reverse=True)


def _tagged(threads: list[Thread], tag: str) -> list[Thread]:
    return [each for each in threads if tag in each.tags] if tag else threads


def _pinned_first(
    tx: Tx, board: BoardSeen, threads: list[Thread], looked_after: dict[int, bool], *, first_page: bool
) -> list[Thread]:
    """A board's page with the pinned threads above the others, on the first page alone.

    Their cursor is the beginning: a page that goes on after one of them goes on with the first thread that is not.
    """
    rows = tx.all(f"{_PINNED} LIMIT :most", board=board.id, most=MOST_PINNED)
    others = [each for each in threads if not each.pinned]
    if not first_page:
        return others
    pinned = read(tx, [(row["key"], row["id"]) for row in rows], looked_after)
    return [replace(each, cursor=(2**62, 0)) for each in pinned] + others
