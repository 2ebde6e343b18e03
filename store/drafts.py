"""Drafts of posts: what a member has begun to write in a thread, or for a new one, on all their devices.

They are read by nobody else, and say whether an alias is wanted, so that nothing is sent under the wrong name later.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from store import forum_sight, polls, text
from store.errors import Conflict, Invalid
from store.forum_sight import BoardRef
from store.operations import Tx, operation
from store.policy import Capability

ROOM = 4
"""How many times as long as what can be sent a draft may be: cutting it would lose something."""

MOST: Final = 200
"""Drafts of one member."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Something begun."""

    place: str
    """"thread:7", or "board:3" for a new thread."""
    text: str
    title: str
    """Of a new thread."""
    tags: str
    """Of a new thread, as typed."""
    content_note: str
    """Of a new thread."""
    alias: bool
    """To be sent under an alias."""
    reply_to: int | None
    poll: str
    """The choices of a new thread's poll, as typed; '' for none."""
    poll_kind: str
    """How it is voted, one of `polls.KINDS`; '' while that is not said."""
    saved_at: int
    """Epoch ms UTC."""


def _place(tx: Tx, thread: int | None, board: BoardRef | None) -> str:
    if thread is not None:
        return f"thread:{forum_sight.thread(tx, thread).id}"
    return f"board:{forum_sight.board(tx, '' if board is None else board).id}"


@operation(Capability.FORUM_READ)
def one(tx: Tx, *, thread: int | None = None, board: BoardRef | None = None) -> Draft | None:
    """What I have begun to write in a thread, or for a new thread in a board; None: nothing.

    Raises:
        NotFound: There is no such thread or board, or it is not mine to see.
    """
    row = tx.one(
        "SELECT place, text, title, tags, content_note, alias, reply_to, poll, poll_kind, saved_at FROM post_drafts"
        " WHERE member_id = :me AND place = :place",
        me=tx.me.id,
        place=_place(tx, thread, board),
    )
    return None if row is None else _draft(tuple(row))


def _draft(row: tuple[str, str, str, str, str, int, int | None, str, str, int]) -> Draft:
    place, said, title, tags, content_note, alias, reply_to, poll, poll_kind, saved_at = row
    return Draft(place, said, title, tags, content_note, bool(alias), reply_to, poll, poll_kind, saved_at)


@operation(Capability.FORUM_READ)
def listing(tx: Tx, *, limit: int = 20) -> list[Draft]:
    """What I have begun, the newest first.

    Args:
        tx: The transaction.
        limit: How many at most, 1 to 50: each can be long.
    """
    rows = tx.all(
        "SELECT place, text, title, tags, content_note, alias, reply_to, poll, poll_kind, saved_at FROM post_drafts"
        " WHERE member_id = :me AND place IN (SELECT n.place FROM post_drafts n WHERE n.member_id = :me"
        "  ORDER BY n.saved_at DESC, n.place LIMIT :limit) ORDER BY saved_at DESC, place",
        me=tx.me.id,
        limit=max(1, min(limit, 50)),
    )
    return [_draft(tuple(row)) for row in rows]


@operation(Capability.FORUM_POST, writes=True)
def save(
    tx: Tx,
    *,
    text: str,
    thread: int | None = None,
    board: BoardRef | None = None,
    title: str = "",
    tags: str = "",
    content_note: str = "",
    alias: bool = False,
    reply_to: int | None = None,
    poll: str = "",
    poll_kind: str = "",
) -> None:
    """Keep what I have begun, so that no lost connection loses it; nothing in it at all forgets it.

    Args:
        tx: The transaction.
        text: As far as it is written.
        thread: The thread that it is for.
        board: The board that a new thread is for.
        title: Of a new thread.
        tags: Of a new thread, as typed.
        content_note: Of a new thread.
        alias: To be sent under an alias.
        reply_to: The sequence that it answers.
        poll: The choices of a new thread's poll, as typed.
        poll_kind: How that is voted, one of `polls.KINDS`; '' while it is not said.

    Raises:
        NotFound: There is no such thread or board, or it is not mine to see.
        Invalid: It is far too long to be sent, or no poll is voted like that.
        Conflict: I have begun as many posts as are kept.
    """
    place = _place(tx, thread, board)
    kept = clean(tx, text)
    typed = (("title", title), ("tags", tags), ("note", content_note), ("poll", poll))
    line = {name: _line(value) for name, value in typed}
    if poll_kind and poll_kind not in polls.KINDS:
        raise Invalid(f"A poll is voted in one of these ways: {', '.join(polls.KINDS)}.")
    tx.run("DELETE FROM post_drafts WHERE member_id = :me AND place = :place", me=tx.me.id, place=place)
    if not kept.strip() and not any(line.values()):
        return
    if int(tx.value("SELECT COUNT(*) FROM post_drafts WHERE member_id = :me", me=tx.me.id)) >= MOST:
        raise Conflict(
            f"You have begun {MOST} posts already; send one of them, or empty it, and this one is kept."
        )
    tx.run(
        "INSERT INTO post_drafts (member_id, place, title, tags, content_note, alias, reply_to, poll,"
        " poll_kind, saved_at, text)"
        " VALUES (:me, :place, :title, :tags, :note, :alias, :reply_to, :poll, :kind, :now, :text)",
        me=tx.me.id,
        place=place,
        alias=int(alias),
        reply_to=reply_to,
        kind=poll_kind,
        now=tx.now,
        text=kept,
        **line,
    )


def clean(tx: Tx, words: str) -> str:
    """Something begun, as it is kept: much more than can be sent is not cut.

    Raises:
        Invalid: It is far too long.
    """
    limits = tx.config.limits
    return text.clean_block(words, chars=ROOM * limits.post_chars, lines=ROOM * limits.post_lines)


def _line(words: str) -> str:
    return text.clean_line(words, chars=1_000)
