"""Search over what a member may read, through the full-text index; it answers nothing about anything else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from store import chat, sight
from store.errors import Invalid
from store.operations import Tx, operation
from store.policy import Capability

MY_ROOMS: Final = "SELECT room_id FROM room_members WHERE member_id = :me ORDER BY room_id"

FILTERS: Final = ("from", "in", "before", "after", "has", "board", "tag", "is")
"""The last three are for the forum alone, `in:` is for chat alone."""

LONGEST_QUERY: Final = 200
"""Characters of a query that are looked at."""

NEVER: Final = 2**62
"""A time that does not come."""

MOST: Final = 200
"""Results given at most."""


def match_expression(words: str) -> str:
    """What people type as an FTS5 expression: words that all have to occur, "a phrase" as it stands, gard* for every
    word that begins so. None of FTS5's own operators gets through.

    A beginning is looked for only when asked: its cost grows with the whole index, a word's does not.

    Raises:
        Invalid: There is no word in it.
    """
    parts: list[str] = []
    for index, piece in enumerate(words[:LONGEST_QUERY].encode("utf-8", "replace").decode().split('"')):
        if index % 2:
            if any(character.isalnum() for character in piece):
                parts.append(f'"{piece}"')
        else:
            for word in piece.split():
                begun = word.endswith("*")
                if any(character.isalnum() for character in word):
                    parts.append(f'"{word.rstrip("*")}"{"*" if begun else ""}')
    if not parts:
        raise Invalid("Say which words to look for.")
    return " ".join(parts).replace("\0", "")


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody looks for, taken apart."""

    expression: str
    """For the index; '' when only filters were given."""
    author: str
    """A handle; '' for anybody."""
    room: str
    """A room's name; '' for all."""
    since: int
    """Epoch ms UTC, included."""
    until: int
    """Epoch ms UTC, not included."""
    link: bool
    """Only what holds a link."""
    board: str = ""
    """A board's name; '' for all."""
    tag: str = ""
    """A tag; '' for all."""
    unanswered: bool = False
    """Only threads that wait for an answer."""

    @property
    def forum_only(self) -> bool:
        """It asks for something that only the forum has."""
        return bool(self.board or self.tag or self.unanswered)


def parse(words: str, zone: tzinfo) -> Query:
    """Take a query apart: words, "a phrase", gard*, from:HANDLE in:ROOM before:DAY after:DAY has:link, and for the
    forum board:BOARD tag:TAG is:unanswered.

    Args:
        words: As typed. A day is written 2026-11-22 and is a day of the reader's own zone; `before` and `after` leave
            the day itself out.
        zone: The reader's time zone.

    Raises:
        Invalid: There is nothing to look for in it, or a filter makes no sense.
    """
    filters, rest = _apart(words)
    if filters.get("has", "link").lower() != "link":
        raise Invalid("has: knows only has:link.")
    if filters.get("is", "unanswered").lower() != "unanswered":
        raise Invalid("is: knows only is:unanswered.")
    only_filters = bool(filters) and not rest.strip()
    return Query(
        "" if only_filters else match_expression(rest),
        sight.spelled(filters.get("from", "")),
        filters.get("in", ""),
        _day(filters["after"], zone, 1) if "after" in filters else 0,
        _day(filters["before"], zone, 0) if "before" in filters else NEVER,
        "has" in filters,
        filters.get("board", ""),
        filters.get("tag", ""),
        "is" in filters,
    )


def _apart(words: str) -> tuple[dict[str, str], str]:
    """The filters of a query, and what is left of it."""
    filters: dict[str, str] = {}
    rest: list[str] = []
    for word in words[:LONGEST_QUERY].split(" "):
        name, colon, value = word.partition(":")
        if colon and value and name.lower() in FILTERS:
            filters[name.lower()] = value
        else:
            rest.append(word)
    return filters, " ".join(rest)


def sought(words: str) -> tuple[str, ...]:
    """The words and phrases of a query as typed, without its filters: what to show weight on in what was found."""
    pieces = _apart(words)[1].split('"')
    found = [[piece] if index % 2 else piece.split() for index, piece in enumerate(pieces)]
    return tuple(each for several in found for each in several if each.strip())


def _day(day: str, zone: tzinfo, add: int) -> int:
    try:
        begins = datetime.combine(date.fromisoformat(day) + timedelta(days=add), time(), zone)
    except (ValueError, OverflowError) as error:
        raise Invalid("A day is written as 2026-11-22.") from error
    return int(begins.timestamp() * 1000)


@operation(Capability.SEARCH, slow=True)
def messages(
    tx: Tx, *, words: str, room: sight.RoomRef | None = None, limit: int = 50, before: int | None = None
) -> list[chat.Message]:
    """Messages in my rooms in which the words occur, newest first.

    Args:
        tx: The transaction.
        words: What to look for, and filters; see `parse`.
        room: Only in this room.
        limit: How many at most, 1 to 200.
        before: Only those said before this time, epoch ms UTC.

    Raises:
        Invalid: There is nothing to look for in it, or a filter makes no sense.
        NotFound: There is no such room, or it is not mine to see.
    """
    query = parse(words, ZoneInfo(tx.me.time_zone))
    if query.forum_only:
        return []
    limit = max(1, min(limit, MOST))
    if room is None and query.room:
        room = query.room
    if room is not None:
        room_ids = [sight.room(tx, room).id]
    else:
        room_ids = [row["room_id"] for row in tx.all(MY_ROOMS, me=tx.me.id)]
    author = 0
    if query.author:
        author = tx.value("SELECT id FROM members WHERE handle = :handle", handle=query.author) or -1
    source = _IN_WORDS if query.expression else _IN_ROOM
    # Room by room: the index is asked only about messages that may be read, however many others there are.
    hits: list[tuple[int, int]] = []
    for room_id in room_ids:
        rows = tx.all(
            source,
            expression=query.expression,
            first=chat.message_id(room_id, 0),
            last=chat.message_id(room_id, chat.LAST_SEQ),
            since=query.since,
            until=query.until if before is None else min(before, query.until),
            author=author,
            link=int(query.link),
            limit=limit,
            me=tx.me.id,
        )
        hits += [(row["at"], row["id"]) for row in rows]
    rows = [
        row
        for _, message_id in sorted(hits, reverse=True)[:limit]
        for row in tx.all(f"{chat.COLUMNS} WHERE m.id = :id", id=message_id, me=tx.me.id)
    ]
    return chat.to_messages(tx, rows)


_FILTERED: Final = f"""
    hit.deleted_at IS NULL AND hit.at >= :since AND hit.at < :until AND (:author = 0 OR hit.author_id = :author)
    AND (:link = 0 OR hit.text LIKE '%http://%' OR hit.text LIKE '%https://%')
    AND {sight.NOT_BLOCKED.format(author="hit.author_id")}
"""

_IN_WORDS: Final = f"""
    SELECT hit.at, hit.id FROM messages_fts f CROSS JOIN messages hit ON hit.id = f.rowid
    WHERE f.messages_fts MATCH :expression AND f.rowid > :first AND f.rowid < :last AND {_FILTERED}
    ORDER BY f.rowid DESC LIMIT :limit
"""

_IN_ROOM: Final = f"""
    SELECT hit.at, hit.id FROM messages hit
    WHERE hit.id > :first AND hit.id < :last AND {_FILTERED}
    ORDER BY hit.id DESC LIMIT :limit
"""


@operation(Capability.SEARCH, slow=True)
def naming_me(tx: Tx, *, limit: int = 50) -> list[chat.Message]:
    """The newest messages that name me, in rooms I am in, newest first.

    Args:
        tx: The transaction.
        limit: How many at most, 1 to 200.
    """
    rows = tx.all(
        f"""
        {chat.COLUMNS}
        JOIN mentions n ON n.message_id = m.id AND n.member_id = :me
        JOIN room_members rm ON rm.room_id = m.room_id AND rm.member_id = :me
        WHERE {sight.NOT_BLOCKED.format(author="m.author_id")}
        ORDER BY m.at DESC, m.id DESC LIMIT :limit
        """,
        me=tx.me.id,
        limit=max(1, min(limit, 200)),
    )
    return chat.to_messages(tx, rows)
