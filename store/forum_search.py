"""Search over the posts and titles that a member may read, and over chat and forum together.

One full-text index holds posts and titles, each post with its board as a word of its own ("b7"). A search asks for the
words *and* one of the boards that may be read, so the index never looks at what may not. The newest hits are ranked,
as many as `MOST_RANKED`, and so a search costs the same however many more there are.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from store import chat, folds, forum_reading, forum_sight, search, thread_rows, threads
from store.db import Row
from store.forum_sight import BOARD_IS_SEEN, NOT_BLOCKED, BoardRef, BoardSeen, parameters, post_id
from store.operations import Tx, operation
from store.policy import Capability

MOST_LOOKED_AT: Final = 5_000
"""The newest posts with the words that are held against the filters."""

MOST_BY_ONE: Final = 1_000
"""The newest posts of one author that are looked at when no words are given."""

MOST_RANKED: Final = 200
"""The newest of those that pass the filters, which are put in order."""

EXCERPT_CHARS: Final = 200
"""How much of a post is shown around the first word found."""

BEFORE_CHARS: Final = 60
"""How much of that stands before the word."""

DAY_MS: Final = 24 * 3600 * 1000

_OPEN, _CLOSE = "\x02", "\x03"
"""Marks around what was found; no clean text holds these."""

Spans = tuple[tuple[int, int], ...]
"""Where words were found: beginnings and ends, in characters."""


@dataclass(frozen=True, slots=True)
class Found:
    """A post in which the words occur."""

    thread_id: int
    seq: int
    board: str
    """The board's full name."""
    board_title: str
    title: str
    """The thread's."""
    title_spans: Spans
    """What was found in the title."""
    content_note: str
    """The thread's; where there is one the excerpt is empty, as the text is folded until it is opened."""
    tags: tuple[str, ...]
    """The thread's."""
    author: str
    """A handle, or an alias."""
    alias: bool
    at: int
    """Epoch ms UTC."""
    excerpt: str
    """A part of the post, on one line; `folds.SIGN` stands for what the post folds away."""
    spans: Spans
    """What was found in the excerpt."""
    answered: bool
    """Somebody besides the author wrote in the thread."""


@dataclass(frozen=True, slots=True)
class Everything:
    """What was found in chat and in the forum."""

    messages: tuple[chat.Message, ...]
    """Newest first."""
    posts: tuple[Found, ...]
    """The best first."""


_ROW: Final = f"""
    SELECT p.id, p.seq, p.thread_id, p.at, p.text, t.title, t.content_note, t.answered,
           COALESCE(c.name, 'hub') || '/' || b.name AS board, b.title AS board_title,
           COALESCE(a.handle, al.name) AS author,
           p.alias_id IS NOT NULL AS alias, t.solved_seq,
           COALESCE((SELECT GROUP_CONCAT(g.tag, ' ' ORDER BY g.tag) FROM thread_tags g WHERE g.thread_id = t.id), '')
               AS tags
    FROM posts p JOIN threads t ON t.id = p.thread_id JOIN boards b ON b.id = t.board_id
    LEFT JOIN circles c ON c.id = b.circle_id
    LEFT JOIN members a ON a.id = p.author_id LEFT JOIN aliases al ON al.id = p.alias_id
    WHERE p.id = :id AND t.merged_into IS NULL AND {BOARD_IS_SEEN}
"""

_LINKED: Final = "(p.text LIKE '%http://%' OR p.text LIKE '%https://%')"

_FILTERED: Final = f"""
    t.merged_into IS NULL AND p.deleted_at IS NULL
    AND p.at >= :since AND p.at < :until AND (:author = 0 OR p.author_id = :author)
    AND (:link = 0 OR {_LINKED})
    AND (:unanswered = 0 OR (t.answered = 0 AND t.closed = 0))
    AND (:tag = '' OR EXISTS (SELECT 1 FROM thread_tags g WHERE g.thread_id = t.id AND g.tag = :tag))
    AND {NOT_BLOCKED.format(column="p.author_id")} AND {NOT_BLOCKED.format(column="t.author_id")}
"""

_SCORED: Final = (
    "SELECT p.id, p.at, p.seq, t.title, SUBSTR(p.text, 1, 4000) AS text,"
    " COALESCE(t.solved_seq, 0) AS solved_seq"
)

_NEWEST: Final = f"""
    {_SCORED} FROM posts_fts f CROSS JOIN posts p ON p.id = f.rowid CROSS JOIN threads t ON t.id = p.thread_id
    WHERE f.posts_fts MATCH :expression AND {_FILTERED} ORDER BY f.rowid DESC LIMIT {MOST_RANKED}
"""
"""Nearly every hit passes: it ends as soon as there are enough."""

_PICKED: Final = f"""
    {_SCORED} FROM (
        SELECT f.rowid AS id FROM posts_fts f WHERE f.posts_fts MATCH :expression
        ORDER BY f.rowid DESC LIMIT {MOST_LOOKED_AT}
    ) hit CROSS JOIN posts p ON p.id = hit.id CROSS JOIN threads t ON t.id = p.thread_id
    WHERE {_FILTERED} ORDER BY p.id DESC LIMIT {MOST_RANKED}
"""
"""A filter may turn nearly every hit away: only so many are looked at."""

_BY_AUTHOR: Final = f"""
    SELECT p.id FROM (
        SELECT n.id FROM posts n WHERE n.author_id = :author AND n.at >= :since AND n.at < :until
        ORDER BY n.at DESC, n.id DESC LIMIT {MOST_BY_ONE}
    ) hit CROSS JOIN posts p ON p.id = hit.id CROSS JOIN threads t ON t.id = p.thread_id
    WHERE {_FILTERED} AND t.board_id IN (SELECT b.id FROM boards b WHERE {BOARD_IS_SEEN})
          AND (:board = 0 OR t.board_id = :board) ORDER BY p.at DESC, p.id DESC LIMIT :limit
"""


@operation(Capability.SEARCH, slow=True)
def posts(tx: Tx, *, words: str, board: BoardRef | None = None, limit: int = 50) -> list[Found]:
    """Posts of my boards in which the words occur, or whose thread's title has them, the best first.

    Args:
        tx: The transaction.
        words: What to look for, and filters: board: from: tag: before: after: is:unanswered has:link. `from:` finds
            what somebody wrote under their handle, and never what they wrote under an alias.
        board: Only in this board.
        limit: How many at most, 1 to 200.

    Raises:
        Invalid: There is nothing to look for in it, or a filter makes no sense.
        NotFound: There is no such board, or it is not mine to see.
    """
    query = search.parse(words, ZoneInfo(tx.me.time_zone))
    if query.room:
        return []
    if board is None and query.board:
        board = query.board
    seen = forum_reading.boards(tx) if board is None else [forum_sight.board(tx, board)]
    limit = max(1, min(limit, search.MOST))
    if not seen:
        return []
    wanted: dict[str, object] = {
        "since": query.since,
        "until": query.until,
        "author": 0,
        "link": int(query.link),
        "unanswered": int(query.unanswered),
        "tag": threads.tag_of(query.tag) if query.tag else "",
    }
    if query.author:
        wanted["author"] = (
            tx.value("SELECT id FROM members WHERE handle = :handle", handle=query.author) or -1
        )
    if query.expression:
        places = " OR ".join(f'"{each.place}"' for each in seen)
        in_text = f"{{title text}} : ({query.expression})"
        expression = f"place : ({places}) AND {in_text}"
        filtered = (
            any(value for name, value in wanted.items() if name != "until") or query.until < search.NEVER
        )
        source = _PICKED if filtered else _NEWEST
        rows = tx.all(source, expression=expression, me=tx.me.id, **wanted)
        ids = _ranked(rows, search.sought(words), tx.now)[:limit]
        # What may be read was decided above: showing where the words are needs the words alone.
        return [found for id_ in ids for found in _found(tx, id_, in_text)]
    if query.author:
        only = 0 if board is None else seen[0].id
        rows = tx.all(_BY_AUTHOR, board=only, limit=limit, **parameters(tx), **wanted)
        return [found for row in rows for found in _found(tx, row["id"], "")]
    return _by_filters(tx, seen, query, str(wanted["tag"]), limit)


def _by_filters(tx: Tx, seen: Sequence[BoardSeen], query: search.Query, tag: str, limit: int) -> list[Found]:
    """Threads that pass filters alone, by their first posts."""
    view = "unanswered" if query.unanswered else "new"
    before = None if tag or query.unanswered else (query.until, 0)
    page = thread_rows.page(tx, seen, view=view, tag=tag, before=before, limit=limit)
    return [
        found
        for each in page
        if query.since <= each.started_at < query.until
        and (not query.link or _has_link(tx, post_id(each.id, 1)))
        for found in _found(tx, post_id(each.id, 1), "")
    ]


def _has_link(tx: Tx, id_: int) -> bool:
    return bool(tx.value(f"SELECT {_LINKED} FROM posts p WHERE p.id = :id", id=id_))


def _ranked(rows: Sequence[Row], sought: Sequence[str], now: int) -> list[int]:
    """Ids, the best first: words in the title weigh most, then how often they occur, what helped, and what is new."""
    stems = [re.compile(rf"\b{re.escape(_stem(word))}") for piece in sought for word in piece.split()]

    def score(row: Row) -> float:
        title, text = _folded(row["title"]), _folded(row["text"])
        in_title = sum(stem.search(title) is not None for stem in stems) if row["seq"] == 1 else 0
        in_text = sum(min(3, len(stem.findall(text))) for stem in stems)
        age_days = max(0, now - row["at"]) / DAY_MS
        helped = 2.0 if row["solved_seq"] == row["seq"] else 0.0
        return 4.0 * in_title + in_text + helped + 2.0 * math.exp(-age_days / 90)

    return [row["id"] for row in sorted(rows, key=lambda row: (-score(row), -row["id"]))]


def _folded(words: str) -> str:
    if words.isascii():
        return words.lower()
    return "".join(
        each for each in unicodedata.normalize("NFKD", words.casefold()) if not unicodedata.combining(each)
    )


def _stem(word: str) -> str:
    """What most forms of a word begin with; the index itself decides what is found, this only what comes first."""
    bare = _folded(word.strip("*"))
    return bare[: max(3, len(bare) - 2)] if len(bare) > 4 else bare


def _found(tx: Tx, id_: int, expression: str) -> list[Found]:
    row = tx.one(_ROW, id=id_, **parameters(tx))
    if row is None:
        return []
    title, text = row["title"], row["text"]
    if expression:
        marked = tx.one(
            "SELECT HIGHLIGHT(posts_fts, 1, :open, :close), HIGHLIGHT(posts_fts, 2, :open, :close) FROM posts_fts"
            " WHERE posts_fts MATCH :expression AND rowid = :id",
            open=_OPEN,
            close=_CLOSE,
            expression=expression,
            id=id_,
        )
        if marked is not None:
            title, text = marked[0] if row["seq"] == 1 else title, marked[1]
    title, title_spans = _spans(title)
    excerpt, spans = ("", ()) if row["content_note"] else _excerpt(text)
    return [
        Found(
            thread_id=row["thread_id"],
            seq=row["seq"],
            board=row["board"],
            board_title=row["board_title"],
            title=title,
            title_spans=title_spans,
            content_note=row["content_note"],
            tags=tuple(row["tags"].split()),
            author=row["author"],
            alias=bool(row["alias"]),
            at=row["at"],
            excerpt=excerpt,
            spans=spans,
            answered=bool(row["answered"]),
        )
    ]


def _spans(marked: str) -> tuple[str, Spans]:
    """Text without its marks, and where they were."""
    pieces: list[str] = []
    spans: list[tuple[int, int]] = []
    at = start = 0
    for piece in marked.replace(_CLOSE, f"{_OPEN}{_CLOSE}").split(_OPEN):
        closes = piece.startswith(_CLOSE)
        bare = piece[1:] if closes else piece
        if closes:
            spans.append((start, at))
        start = at
        pieces.append(bare)
        at += len(bare)
    return "".join(pieces), tuple(spans)


def _excerpt(marked: str) -> tuple[str, Spans]:
    """The part of a post around the first word found that can be seen, with "…" where something was left out.

    What is folded is told on the whole text: a part that is cut out of it may hold one mark of two, or none.
    """
    text, spans = folds.folded(*_spans(marked))
    start = max(0, (spans[0][0] if spans else 0) - BEFORE_CHARS)
    if start:
        # Not in the middle of a word, where there is one to begin at.
        space = text.find(" ", start, start + BEFORE_CHARS)
        start = space + 1 if space >= 0 else start
    end = start + EXCERPT_CHARS
    before, after = "…" if start else "", "…" if end < len(text) else ""
    shift = len(before) - start
    shown = before + text[start:end].replace("\n", " ").rstrip() + after
    kept = tuple((a + shift, b + shift) for a, b in spans if a >= start and b <= end)
    return shown, kept


@operation(Capability.SEARCH, slow=True)
def everything(tx: Tx, *, words: str, limit: int = 50) -> Everything:
    """What is found in my rooms and in my boards.

    Filters that only the one knows (`in:` chat, `board: tag: is:` the forum) leave the other out.

    Args:
        tx: The transaction.
        words: What to look for, and filters.
        limit: How many of each at most, 1 to 200.

    Raises:
        Invalid: There is nothing to look for in it, or a filter makes no sense.
        NotFound: There is no such room or board, or it is not mine to see.
        Conflict: Several of mine have that name.
    """
    said = tuple(search.messages.within(tx, words=words, limit=limit))
    return Everything(said, tuple(posts.within(tx, words=words, limit=limit)))


@operation(Capability.SEARCH)
def naming_me(tx: Tx, *, limit: int = 50) -> list[Found]:
    """The newest posts that mention me, in boards that I may read, newest first.

    Args:
        tx: The transaction.
        limit: How many at most, 1 to 200.
    """
    rows = tx.all(
        "SELECT p.id FROM post_mentions n JOIN posts p ON p.id = n.post_id JOIN threads t ON t.id = p.thread_id"
        " JOIN boards b ON b.id = t.board_id"
        f" WHERE n.member_id = :me AND p.deleted_at IS NULL AND {BOARD_IS_SEEN}"
        f" AND {NOT_BLOCKED.format(column='p.author_id')} AND {NOT_BLOCKED.format(column='t.author_id')}"
        " ORDER BY p.at DESC, p.id DESC LIMIT :limit",
        limit=max(1, min(limit, search.MOST)),
        **parameters(tx),
    )
    return [found for row in rows for found in _found(tx, row["id"], "")]
