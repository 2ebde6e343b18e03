"""Polls: a question with 2 to 10 choices on a thread's first post.

In an anonymous poll the store keeps who voted apart from what was voted, with no order and no time, so that nobody
can join the two; such a vote cannot be changed, since what it was is not known any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from store import forum_sight, text
from store.errors import Conflict, Invalid, NotFound
from store.forum_sight import NOT_BLOCKED, post_id
from store.operations import Tx, operation
from store.policy import Capability

FEWEST_CHOICES: Final = 2
MOST_CHOICES: Final = 10

KINDS: Final = {
    "one": (False, False),
    "several": (True, False),
    "one anonymous": (False, True),
    "several anonymous": (True, True),
}
"""How a poll is voted: whether several choices can be chosen, whether it is anonymous."""

CHOICE_CELLS: Final = 60
"""Widest choice, in cells."""


@dataclass(frozen=True, slots=True)
class NewPoll:
    """A poll to put on a new thread."""

    choices: tuple[str, ...]
    """2 to 10, no two the same."""
    several: bool = False
    """More than one can be chosen."""
    anonymous: bool = False
    """Nobody, the hub's host included, can find out who chose what."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a poll."""

    text: str
    votes: int
    mine: bool
    """I chose it; never in an anonymous poll, which does not know."""


@dataclass(frozen=True, slots=True)
class Poll:
    """A poll as one who may read it sees it."""

    choices: tuple[Choice, ...]
    several: bool
    anonymous: bool
    voters: int
    """How many people voted."""
    voted: bool
    """I voted."""


@dataclass(frozen=True, slots=True)
class Voted:
    """Who chose one choice of a poll that is not anonymous."""

    text: str
    handles: tuple[str, ...]
    """In order; not those whom I have blocked."""


def checked(poll: NewPoll) -> NewPoll:
    """A poll as it can be kept.

    Raises:
        Invalid: Too few or too many choices, one that is empty or too long, or two that are the same.
    """
    choices = tuple(text.clean_line(each, cells=CHOICE_CELLS) for each in poll.choices)
    if not FEWEST_CHOICES <= len(choices) <= MOST_CHOICES:
        raise Invalid(f"A poll has {FEWEST_CHOICES} to {MOST_CHOICES} choices.")
    if not all(choices) or len({each.casefold() for each in choices}) < len(choices):
        raise Invalid("Every choice of a poll says something, and no two say the same.")
    return NewPoll(choices, poll.several, poll.anonymous)


def add(tx: Tx, post: int, poll: NewPoll) -> None:
    """Put a checked poll on a post, inside an operation that may."""
    tx.run(
        "INSERT INTO polls (post_id, several, anonymous) VALUES (:post, :several, :anonymous)",
        post=post,
        several=int(poll.several),
        anonymous=int(poll.anonymous),
    )
    tx.many(
        "INSERT INTO poll_choices (post_id, position, text) VALUES (:post, :position, :text)",
        [
            {"post": post, "position": position, "text": choice}
            for position, choice in enumerate(poll.choices, 1)
        ],
    )


def remove(tx: Tx, post: int) -> None:
    """Take a poll off a post with all that was voted, inside an operation that may."""
    for table in ("poll_votes", "poll_voters", "poll_choices", "polls"):
        tx.run(f"DELETE FROM {table} WHERE post_id = :post", post=post)


def read(tx: Tx, first: int, last: int) -> dict[int, Poll]:
    """The polls on the posts of a run of ids, both ends included."""
    found: dict[int, Poll] = {}
    for row in tx.all(
        "SELECT post_id, several, anonymous FROM polls WHERE post_id BETWEEN :first AND :last ORDER BY post_id",
        first=first,
        last=last,
    ):
        post = row["post_id"]
        choices = tx.all(
            "SELECT c.text, c.votes, EXISTS (SELECT 1 FROM poll_votes v WHERE v.post_id = c.post_id"
            " AND v.position = c.position AND v.member_id = :me) FROM poll_choices c WHERE c.post_id = :post"
            " ORDER BY c.position",
            post=post,
            me=tx.me.id,
        )
        voters = tx.value("SELECT COUNT(*) FROM poll_voters WHERE post_id = :post", post=post)
        voted = tx.one(
            "SELECT 1 FROM poll_voters WHERE post_id = :post AND member_id = :me", post=post, me=tx.me.id
        )
        found[post] = Poll(
            tuple(Choice(each[0], each[1], bool(each[2])) for each in choices),
            bool(row["several"]),
            bool(row["anonymous"]),
            voters,
            voted is not None,
        )
    return found


def _on(tx: Tx, seen: forum_sight.ThreadSeen, seq: int) -> tuple[int, Poll]:
    id_ = post_id(seen.id, seen.seq(seq))
    visible = tx.one(
        f"SELECT 1 FROM posts p WHERE p.id = :id AND {NOT_BLOCKED.format(column='p.author_id')}",
        id=id_,
        me=tx.me.id,
    )
    poll = read(tx, id_, id_).get(id_)
    if visible is None or poll is None:
        raise NotFound("There is no poll there.")
    return id_, poll


@operation(Capability.FORUM_POST, writes=True)
def vote(tx: Tx, *, thread: int, choices: Sequence[int], seq: int = 1) -> None:
    """Vote in a thread's poll, or vote otherwise; no choice takes the vote back. Anonymous votes stand.

    Args:
        tx: The transaction.
        thread: The thread's id.
        choices: Their numbers, from 1.
        seq: The post with the poll; the first, unless threads were merged.

    Raises:
        NotFound: There is no such thread or poll, or it is not mine to see.
        Invalid: There is no such choice, more than one where one can be chosen, or the thread is closed.
        Conflict: I voted already, and the poll is anonymous.
    """
    seen = forum_sight.open_thread(tx, thread)
    id_, poll = _on(tx, seen, seq)
    wanted = sorted(set(choices))
    if not all(1 <= each <= len(poll.choices) for each in wanted):
        raise Invalid(f"The choices are numbered from 1 to {len(poll.choices)}.")
    if len(wanted) > 1 and not poll.several:
        raise Invalid("Only one can be chosen here.")
    if poll.anonymous:
        if poll.voted:
            raise Conflict(
                "You have voted; an anonymous vote cannot be changed, for nobody knows which it was."
            )
        if not wanted:
            raise Invalid("Choose one first.")
    mine = [number for number, each in enumerate(poll.choices, 1) if each.mine]
    for number in mine:
        _count(tx, id_, number, -1)
    tx.run("DELETE FROM poll_votes WHERE post_id = :post AND member_id = :me", post=id_, me=tx.me.id)
    tx.run("DELETE FROM poll_voters WHERE post_id = :post AND member_id = :me", post=id_, me=tx.me.id)
    count(tx, id_, tx.me.id, wanted, anonymous=poll.anonymous)
    tx.run("UPDATE posts SET version = version + 1 WHERE id = :id", id=id_)
    tx.emit(f"thread:{seen.id}", "changed", seen.seq(seq))


def count(tx: Tx, post: int, member_id: int, choices: Sequence[int], *, anonymous: bool) -> None:
    """Count the vote of somebody who has none in a poll, inside an operation that may."""
    for number in choices:
        _count(tx, post, number, 1)
        if not anonymous:
            tx.run(
                "INSERT INTO poll_votes (post_id, position, member_id) VALUES (:post, :number, :member)",
                post=post,
                number=number,
                member=member_id,
            )
    if choices:
        tx.run(
            "INSERT INTO poll_voters (post_id, member_id) VALUES (:post, :member)",
            post=post,
            member=member_id,
        )


def _count(tx: Tx, post: int, position: int, by: int) -> None:
    tx.run(
        "UPDATE poll_choices SET votes = votes + :by WHERE post_id = :post AND position = :position",
        by=by,
        post=post,
        position=position,
    )


@operation(Capability.FORUM_READ)
def voters(tx: Tx, *, thread: int, seq: int = 1) -> list[Voted]:
    """Who chose what, choice by choice; nobody in an anonymous poll.

    Raises:
        NotFound: There is no such thread or poll, or it is not mine to see.
    """
    id_, poll = _on(tx, forum_sight.thread(tx, thread), seq)
    rows = tx.all(
        "SELECT v.position, m.handle FROM poll_votes v JOIN members m ON m.id = v.member_id"
        f" WHERE v.post_id = :post AND {NOT_BLOCKED.format(column='v.member_id')} ORDER BY v.position, m.handle",
        post=id_,
        me=tx.me.id,
    )
    return [
        Voted(choice.text, tuple(row["handle"] for row in rows if row["position"] == number))
        for number, choice in enumerate(poll.choices, 1)
    ]


def forget(tx: Tx, member_id: int) -> None:
    """Take a member's votes out of the polls, inside the operation that erases them. What they voted in an anonymous
    poll is not known and stays counted."""
    for row in tx.all(
        "SELECT post_id, position FROM poll_votes WHERE member_id = :id ORDER BY post_id, position",
        id=member_id,
    ):
        _count(tx, row["post_id"], row["position"], -1)
    for table in ("poll_votes", "poll_voters"):
        tx.run(f"DELETE FROM {table} WHERE member_id = :id", id=member_id)
