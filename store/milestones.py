"""Milestones: days of a counter, or anything, that a member chooses to mark; and the card that others sign.

A milestone is its author's alone until they announce it in a room that they are in. Then whoever is in that room sees
it, and can sign.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from store import audiences, chat, counters, days, lots, sight, text
from store.db import Row
from store.errors import Invalid, NotFound
from store.notes import leave
from store.operations import Tx, operation
from store.policy import Capability

TITLE_CELLS: Final = 60
WORDS_CHARS: Final = 280
SIGNATURE_CHARS: Final = 140

MOST: Final = 500


@dataclass(frozen=True, slots=True)
class Signature:
    """What somebody wrote on a card."""

    handle: str
    display_name: str
    """May be ''."""
    text: str
    at: int


@dataclass(frozen=True, slots=True)
class Milestone:
    """One milestone with its card, as somebody sees it who may."""

    id: int
    owner: str
    """A handle."""
    owner_name: str
    """A display name; ''."""
    mine: bool
    title: str
    words: str
    """What its author says about it; may be ''."""
    day: str
    """"2026-11-22"."""
    days: int
    """Days of the counter that it was made of; 0: it is not about days."""
    room_id: int
    """Where it was announced; 0: nowhere."""
    created_at: int
    signatures: tuple[Signature, ...]
    """In the order in which they were written; not those of people I have blocked. On somebody else's card only mine,
    and those of who is in the room where it is now announced: others would tell who is in another."""


_COLUMNS: Final = """
    SELECT s.id, s.member_id, a.handle, a.display_name, s.title, s.words, s.day, s.days, COALESCE(s.room_id, 0)
           AS room_id, s.created_at
    FROM milestones s JOIN members a ON a.id = s.member_id AND a.state <> 'erased'
"""

VISIBLE: Final = f"""(
    s.member_id = :me OR (
        EXISTS (SELECT 1 FROM room_members mine
                JOIN room_members theirs ON theirs.room_id = mine.room_id AND theirs.member_id = s.member_id
                JOIN rooms r ON r.id = mine.room_id AND r.archived_at IS NULL
                WHERE mine.member_id = :me AND mine.room_id = s.room_id)
        AND {audiences.NO_BLOCK.format(author="s.member_id")}
    )
)"""
"""An SQL condition on `_COLUMNS`: it was announced in a room that both of us are in now."""


def _milestones(tx: Tx, rows: Sequence[Row]) -> list[Milestone]:
    if not rows:
        return []
    names = {f"i{n}": row["id"] for n, row in enumerate(rows)}
    signed: dict[int, list[Signature]] = {}
    for each in tx.all(
        "SELECT g.milestone_id, m.handle, m.display_name, g.text, g.at FROM milestone_signatures g"
        " JOIN members m ON m.id = g.member_id AND m.state <> 'erased'"
        " JOIN milestones s ON s.id = g.milestone_id"
        f" WHERE g.milestone_id IN ({', '.join(f':{name}' for name in names)})"
        f" AND {sight.NOT_BLOCKED.format(author='g.member_id')} AND (:me IN (s.member_id, g.member_id)"
        "  OR EXISTS (SELECT 1 FROM room_members k WHERE k.room_id = s.room_id AND k.member_id = g.member_id))"
        " ORDER BY g.milestone_id, g.at, m.id",
        me=tx.me.id,
        **names,
    ):
        signed.setdefault(each[0], []).append(Signature(*each[1:]))
    return [
        Milestone(
            row["id"],
            row["handle"],
            row["display_name"],
            row["member_id"] == tx.me.id,
            row["title"],
            row["words"],
            row["day"],
            row["days"],
            row["room_id"],
            row["created_at"],
            tuple(signed.get(row["id"], ())),
        )
        for row in rows
    ]


def _mine(tx: Tx, milestone: int) -> Row:
    row = tx.one("SELECT * FROM milestones WHERE id = :id AND member_id = :me", id=milestone, me=tx.me.id)
    if row is None:
        raise NotFound("There is no such card.")
    return row


def _tell(tx: Tx, room_id: int | None) -> None:
    tx.emit(f"member:{tx.me.id}", "goals")
    if room_id:
        tx.emit(f"room:{room_id}", "milestones")


@operation(Capability.SELF_READ)
def mine(tx: Tx, *, limit: int = 50) -> list[Milestone]:
    """My milestones, the newest first; 1 to 500 at most."""
    rows = tx.all(
        f"{_COLUMNS} WHERE s.member_id = :me ORDER BY s.created_at DESC, s.id DESC LIMIT :limit",
        me=tx.me.id,
        limit=max(1, min(limit, MOST)),
    )
    return _milestones(tx, rows)


@operation(Capability.SHARED_READ)
def shared_with_me(tx: Tx, *, limit: int = 20) -> list[Milestone]:
    """Milestones that others announced in my rooms, the newest first; 1 to 100 at most."""
    limit = max(1, min(limit, 100))
    rows = tx.all(
        f"{_COLUMNS} WHERE s.id IN (SELECT x.id FROM room_members rm JOIN milestones x ON x.id IN"
        " (SELECT y.id FROM milestones y WHERE y.room_id = rm.room_id AND y.member_id <> :me"
        # Before the LIMIT: what I do not see anyway takes no place from what I do.
        f"  AND {audiences.NO_BLOCK.format(author='y.member_id')} AND EXISTS (SELECT 1 FROM room_members k"
        "   WHERE k.room_id = y.room_id AND k.member_id = y.member_id)"
        "  ORDER BY y.created_at DESC, y.id DESC LIMIT :limit) WHERE rm.member_id = :me)"
        f" AND s.member_id <> :me AND {VISIBLE} ORDER BY s.created_at DESC, s.id DESC LIMIT :limit",
        me=tx.me.id,
        limit=limit,
    )
    return _milestones(tx, rows)


@operation(Capability.SHARED_READ)
def one(tx: Tx, *, milestone: int) -> Milestone:
    """One milestone with its card, mine or announced in a room of mine.

    Raises:
        NotFound: It is not there, or not mine to see.
    """
    rows = tx.all(f"{_COLUMNS} WHERE s.id = :id AND {VISIBLE}", id=milestone, me=tx.me.id)
    if not rows:
        raise NotFound("There is no such card.")
    return _milestones(tx, rows)[0]


@operation(Capability.GOAL, writes=True)
def add(
    tx: Tx,
    *,
    title: str,
    words: str = "",
    day: str = "",
    counter: int = 0,
    room: sight.RoomRef | None = None,
    say: str = "",
) -> Milestone:
    """Mark something. It is mine alone, unless I name a room to announce it in.

    Args:
        tx: The transaction.
        title: In a few words, up to 60 cells.
        words: What I want to say about it; may be ''.
        day: On which day, "2026-11-22"; '' today.
        counter: The id of a counter of mine whose days in all it marks; 0: it is not about days.
        room: A room of mine to announce it in; None: nowhere.
        say: A line to post there, in my name; '' posts none. {id} in it becomes the card's id.

    Raises:
        Invalid: There is no title, or the day cannot be read or lies ahead.
        NotFound: The counter or the room is not there, or not mine.
        RateLimited: I have said very much in rooms just now.
    """
    called = text.clean_line(title, cells=TITLE_CELLS)
    if not called:
        raise Invalid("Say what it is, in a few words.")
    today = days.day_at(tx.now, days.zone_of(tx.me.time_zone))
    on = days.given(day) if day.strip() else today
    if on > today:
        raise Invalid("That day lies ahead; it is worth the wait.")
    if tx.value("SELECT COUNT(*) FROM milestones WHERE member_id = :me", me=tx.me.id) >= MOST:
        raise Invalid(f"You have {MOST} milestones already; one can go to make room.")
    count = 0
    if counter:
        counted = counters.one.within(tx, counter=counter)
        if not counted.mine:
            raise NotFound("There is no such counter.")
        count = counted.days
    milestone = lots.draw(tx, "milestones")
    tx.run(
        "INSERT INTO milestones (id, member_id, title, words, day, counter_id, days, created_at)"
        " VALUES (:id, :me, :title, :words, :day, :counter, :days, :now)",
        id=milestone,
        me=tx.me.id,
        title=called,
        words=text.clean_line(words, chars=WORDS_CHARS),
        day=on.isoformat(),
        counter=counter or None,
        days=count,
        now=tx.now,
    )
    if room is not None:
        _announce(tx, milestone, room, say)
    else:
        _tell(tx, None)
    return one.within(tx, milestone=milestone)


def _announce(tx: Tx, milestone: int, room: sight.RoomRef, say: str) -> None:
    seen = sight.open_room(tx, room)
    tx.run("UPDATE milestones SET room_id = :room WHERE id = :id", room=seen.id, id=milestone)
    if say:
        chat.post.within(tx, room=seen.id, text=say.replace("{id}", str(milestone)))
    _tell(tx, seen.id)


@operation(Capability.GOAL, writes=True)
def announce(tx: Tx, *, milestone: int, room: sight.RoomRef | None, say: str = "") -> Milestone:
    """Announce a milestone of mine in a room, or (None) no longer anywhere; what was posted there stays a message.

    Raises:
        NotFound: It, or the room, is not there, or not mine.
        Invalid: The room is archived.
        RateLimited: I have said very much in rooms just now.
    """
    row = _mine(tx, milestone)
    if row["room_id"]:
        _tell(tx, row["room_id"])
    if room is None:
        tx.run("UPDATE milestones SET room_id = NULL WHERE id = :id", id=milestone)
        _tell(tx, None)
    else:
        _announce(tx, milestone, room, say)
    return one.within(tx, milestone=milestone)


@operation(Capability.SHARED_READ, writes=True)
def sign(tx: Tx, *, milestone: int, text: str) -> Milestone:
    """Sign the card of somebody's milestone; again changes what I wrote, '' takes it back.

    Raises:
        NotFound: It is not there, or not mine to see.
        Invalid: It is my own, or what I wrote is too long.
    """
    seen = one.within(tx, milestone=milestone)
    if seen.mine:
        raise Invalid("That card is yours; others sign it.")
    said = _signature(text)
    row = tx.one("SELECT member_id, room_id FROM milestones WHERE id = :id", id=milestone)
    assert row is not None  # noqa: S101 - it was seen in this transaction
    before = tx.one(
        "SELECT 1 FROM milestone_signatures WHERE milestone_id = :id AND member_id = :me",
        id=milestone,
        me=tx.me.id,
    )
    if said:
        tx.run(
            "INSERT INTO milestone_signatures (milestone_id, member_id, text, at) VALUES (:id, :me, :text, :now)"
            " ON CONFLICT (milestone_id, member_id) DO UPDATE SET text = excluded.text",
            id=milestone,
            me=tx.me.id,
            text=said,
            now=tx.now,
        )
        if before is None:
            leave(tx, row["member_id"], "signed", other_id=tx.me.id, subject=milestone)
        tx.emit(f"member:{row['member_id']}", "goals")
    else:
        tx.run(
            "DELETE FROM milestone_signatures WHERE milestone_id = :id AND member_id = :me",
            id=milestone,
            me=tx.me.id,
        )
    _tell(tx, row["room_id"])
    return one.within(tx, milestone=milestone)


def _signature(words: str) -> str:
    return text.clean_line(words, chars=SIGNATURE_CHARS)


@operation(Capability.SELF_CHANGE, writes=True, forgets=True)
def delete(tx: Tx, *, milestone: int) -> None:
    """Take a milestone of mine away, with its card.

    Raises:
        NotFound: It is not there, or not mine.
    """
    row = _mine(tx, milestone)
    tx.run("DELETE FROM milestone_signatures WHERE milestone_id = :id", id=milestone)
    tx.run(
        "DELETE FROM notes WHERE member_id = :me AND kind = 'signed' AND subject = :id",
        me=tx.me.id,
        id=milestone,
    )
    tx.run("DELETE FROM milestones WHERE id = :id", id=milestone)
    _tell(tx, row["room_id"])
