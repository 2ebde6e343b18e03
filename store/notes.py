"""Notes: facts that Today shows to one member until they have seen them. The words are made where they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from store import sight
from store.operations import Tx, operation
from store.policy import Capability

KINDS: Final = (
    "missed",  # I had meant to check in on that day
    "buddy",  # my buddy had meant to check in on that day, and we agreed that I would hear
    "mentor",  # the same, told to the mentor whom both of them named
    "nudge",  # my buddy thinks of me; `word` says in which words
    "paired",  # we are buddies now
    "parted",  # we are buddies no longer
    "wish",  # my buddy would like to change what we agreed
    "agreed",  # my buddy agreed to the change that I would like
    "back",  # the day came on which I meant to be back from a pause
    "told",  # somebody picked me to know of a check-in of theirs: `subject`
    "answered",  # somebody answered my check-in: `subject`
    "cheer",  # somebody cheered on my goal: `subject`, in the word `word`
    "signed",  # somebody signed the card of my milestone: `subject`
    "removed",  # somebody who looks after the place removed a message of mine: `subject`; `word` says where and why
    "removed-post",  # the same of a post
    "shared",  # somebody lets me see a counter of theirs: `subject`
)

KEPT: Final = 50
"""Notes that wait for one member at most; the oldest goes, of `OFTEN` before any other."""

OFTEN: Final = ("told", "answered", "cheer", "signed", "shared", "nudge")
"""Kinds of which one person can leave many."""

FROM_ONE: Final = 8
"""Notes of one kind from one person that wait; the oldest goes, so that nobody can push out what others left."""


@dataclass(frozen=True, slots=True)
class Note:
    """One fact for me to find."""

    id: int
    kind: str
    """One of `KINDS`."""
    other: str
    """The handle of whom it is about; '' for nobody but me."""
    pair_id: int
    """0: it has to do with no pair."""
    subject: int
    """The id of a check-in, goal, milestone, counter, message or post that I may see; 0 for none."""
    word: str
    """Which of a few kind texts: a key of `store.words`; of what was removed the place and the reason; ''."""
    day: str
    """The day it is about, where whoever it is about lives: "2026-11-22"; ''."""
    at: int
    """Epoch ms UTC."""


def leave(
    tx: Tx,
    member_id: int,
    kind: str,
    *,
    other_id: int | None = None,
    pair_id: int | None = None,
    subject: int = 0,
    word: str = "",
    day: str = "",
) -> None:
    """Leave a note for a member, inside an operation that may; one of the same kind about the same gives way."""
    tx.run(
        "DELETE FROM notes WHERE member_id = :member AND kind = :kind AND COALESCE(other_id, 0) = :other"
        " AND COALESCE(pair_id, 0) = :pair AND subject = :subject",
        member=member_id,
        kind=kind,
        other=other_id or 0,
        pair=pair_id or 0,
        subject=subject,
    )
    tx.run(
        "INSERT INTO notes (member_id, kind, other_id, pair_id, subject, word, day, at)"
        " VALUES (:member, :kind, :other, :pair, :subject, :word, :day, :now)",
        member=member_id,
        kind=kind,
        other=other_id,
        pair=pair_id,
        subject=subject,
        word=word,
        day=day,
        now=tx.now,
    )
    tx.run(
        "DELETE FROM notes WHERE member_id = :member AND id IN (SELECT id FROM notes WHERE member_id = :member"
        " AND kind = :kind AND COALESCE(other_id, 0) = :other ORDER BY at DESC, id DESC LIMIT 1000 OFFSET :kept)",
        member=member_id,
        kind=kind,
        other=other_id or 0,
        kept=FROM_ONE,
    )
    often = ", ".join(f"'{each}'" for each in OFTEN)
    tx.run(
        "DELETE FROM notes WHERE member_id = :member AND id IN (SELECT id FROM notes WHERE member_id = :member"
        f" ORDER BY kind IN ({often}), at DESC, id DESC LIMIT 1000 OFFSET :kept)",
        member=member_id,
        kept=KEPT,
    )
    tx.emit(f"member:{member_id}", "notes")


@operation(Capability.SELF_READ)
def mine(tx: Tx) -> list[Note]:
    """What waits for me to see it, newest first; nothing about people I have blocked."""
    rows = tx.all(
        "SELECT n.id, n.kind, COALESCE(m.handle, '') AS other, COALESCE(n.pair_id, 0), n.subject, n.word, n.day, n.at"
        " FROM notes n LEFT JOIN members m ON m.id = n.other_id WHERE n.member_id = :me"
        f" AND (n.other_id IS NULL OR {sight.NOT_BLOCKED.format(author='n.other_id')})"
        " ORDER BY n.at DESC, n.id DESC",
        me=tx.me.id,
    )
    return [Note(*row) for row in rows]


@operation(Capability.SELF_CHANGE, writes=True)
def seen(tx: Tx, *, notes: Sequence[int]) -> None:
    """I have seen these: they go. What is not there, or not mine, is passed over."""
    for note in list(notes)[:KEPT]:
        tx.run("DELETE FROM notes WHERE id = :id AND member_id = :me", id=note, me=tx.me.id)
    tx.emit(f"member:{tx.me.id}", "notes")
