"""Check-ins: one member's short word on how they are, for themselves, their buddy, or one of their circles.

Who sees one is decided in `store.audiences`, and by the author alone: whom they picked to know of it, that time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from store import audiences, chat, days, due_work, lots, rooms, sight, text
from store.cadence import due as due
from store.checkin_reading import CheckIn as CheckIn
from store.checkin_reading import all_of_mine as all_of_mine
from store.checkin_reading import mine as mine
from store.checkin_reading import one as one
from store.checkin_reading import seen as _seen
from store.checkin_reading import shared_with_me as shared_with_me
from store.checkin_trend import KINDS as KINDS
from store.checkin_trend import TrendDay as TrendDay
from store.checkin_trend import trend as trend
from store.db import Row
from store.errors import Invalid, NotFound
from store.notes import leave
from store.operations import Tx, operation
from store.policy import Capability

NOTE_CHARS: Final = 4_000
NOTE_LINES: Final = 60

A_DAY: Final = 50
"""Check-ins of one member in one day at most."""

MOST_TOLD: Final = 8
"""People whom one check-in can be given to by name."""


@dataclass(frozen=True, slots=True)
class Defaults:
    """Whom a member's check-ins are for when they do not say."""

    audience: str
    circle: str
    """A circle's name, where the audience is "circle"; else ''."""


def _mine(tx: Tx, checkin: int) -> Row:
    row = tx.one("SELECT * FROM checkins WHERE id = :id AND member_id = :me", id=checkin, me=tx.me.id)
    if row is None:
        raise NotFound("There is no such check-in.")
    return row


def _clean(
    tx: Tx, mood: int | None, urge: int | None, kind: str | None, scales: Mapping[str, int] | None
) -> None:
    if mood is not None and not 1 <= mood <= 5:
        raise Invalid("A mood is a number from 1 to 5.")
    if urge is not None and not 0 <= urge <= 10:
        raise Invalid("An urge is a number from 0 to 10.")
    if kind is not None and kind not in KINDS:
        raise Invalid(f"A check-in is of the kind {', '.join(KINDS)}.")
    known = {each.name for each in tx.config.checkins.scale}
    for name, value in (scales or {}).items():
        if name not in known:
            raise Invalid("This hub has no scale of that name.")
        if not 1 <= value <= 5:
            raise Invalid("A scale is answered with a number from 1 to 5.")


def _note(words: str) -> str:
    return text.trimmed(text.clean_block(words, chars=NOTE_CHARS, lines=NOTE_LINES))


@operation(Capability.CHECKIN, writes=True)
def add(
    tx: Tx,
    *,
    mood: int | None = None,
    urge: int | None = None,
    kind: str | None = None,
    note: str = "",
    wants_reply: bool = False,
    audience: str = "",
    circle: str = "",
    scales: Mapping[str, int] | None = None,
    tell: Sequence[str] = (),
    nonce: str = "",
) -> CheckIn:
    """Check in. A setback is a check-in like any other: nobody hears of it but whom it is for.

    Args:
        tx: The transaction.
        mood: 1 to 5; None: not said.
        urge: 0 to 10; None: not said.
        kind: One of `KINDS`; None: steady.
        note: A line, or several.
        wants_reply: I would like a reply.
        audience: "me", "buddy" or "circle"; '' as my default says.
        circle: Which of mine, by name, where it is for a circle.
        scales: Answers to the hub's own scales, 1 to 5 by name.
        tell: Handles of those whom I want to know of it, this time, whatever the audience.
        nonce: Names this check-in: the same one again answers as the first time. '' for none.

    Raises:
        Invalid: It says nothing, or a number is out of its bounds.
        NotFound: I am not in that circle, or somebody to be told is not mine to see.
    """
    _clean(tx, mood, urge, kind, scales)
    said = _note(note)
    if mood is None and urge is None and kind is None and not said and not scales:
        raise Invalid("Say how you are: a mood from 1 to 5, or a few words.")
    if len(nonce) > chat.LONGEST_NONCE:
        raise Invalid(f"A nonce has {chat.LONGEST_NONCE} characters at most.")
    if nonce:
        before = tx.value(
            "SELECT id FROM checkins WHERE member_id = :me AND nonce = :nonce AND nonce <> ''",
            me=tx.me.id,
            nonce=nonce,
        )
        if before is not None:
            return _seen(tx, int(before))
    chosen = _default(tx) if not audience else audiences.choose(tx, audience, circle)
    today = days.day_at(tx.now, days.zone_of(tx.me.time_zone)).isoformat()
    # By the hour and not by the day, of which there are more for somebody who keeps changing their time zone.
    lately = tx.value(
        "SELECT COUNT(*) FROM checkins WHERE member_id = :me AND at > :since",
        me=tx.me.id,
        since=tx.now - days.DAY_MS,
    )
    if lately >= A_DAY:
        raise Invalid("You have checked in very often today; what you wrote before can be changed.")
    checkin = lots.draw(tx, "checkins")
    tx.run(
        "INSERT INTO checkins (id, member_id, at, day, mood, urge, kind, note, wants_reply, audience, circle_id, nonce)"
        " VALUES (:id, :me, :now, :day, :mood, :urge, :kind, :note, :wants, :audience, :circle, :nonce)",
        id=checkin,
        me=tx.me.id,
        now=tx.now,
        day=today,
        mood=mood,
        urge=urge,
        kind=kind or "steady",
        note=said,
        wants=int(wants_reply),
        audience=chosen.audience,
        circle=chosen.circle_id,
        nonce=nonce,
    )
    _put_scales(tx, checkin, scales or {})
    _tell(tx, checkin, tell)
    due_work.heard_from(tx, tx.me.id)
    audiences.tell(tx, "checkins", chosen.audience, chosen.circle_id)
    return _seen(tx, checkin)


def _put_scales(tx: Tx, checkin: int, scales: Mapping[str, int]) -> None:
    for name, value in scales.items():
        tx.run(
            "INSERT INTO checkin_scales (checkin_id, name, value) VALUES (:id, :name, :value)",
            id=checkin,
            name=name,
            value=value,
        )


def _tell(tx: Tx, checkin: int, handles: Sequence[str]) -> None:
    """Let those whom the author picked know. Who has blocked the author is not told, and that is not told either."""
    picked = {int(sight.member(tx, handle)["id"]) for handle in handles} - {tx.me.id}
    if len(picked) > MOST_TOLD:
        raise Invalid(f"Pick {MOST_TOLD} people at most.")
    for member_id in sorted(picked):
        fresh = tx.run(
            "INSERT INTO checkin_told (checkin_id, member_id, at) VALUES (:id, :member, :now)"
            " ON CONFLICT (member_id, checkin_id) DO NOTHING",
            id=checkin,
            member=member_id,
            now=tx.now,
        )
        if fresh and audiences.is_peer(tx, member_id):
            leave(tx, member_id, "told", other_id=tx.me.id, subject=checkin)
            tx.emit(f"member:{member_id}", "checkins")


@operation(Capability.CHECKIN, writes=True, forgets=True)
def edit(
    tx: Tx,
    *,
    checkin: int,
    mood: int | None = None,
    urge: int | None = None,
    kind: str | None = None,
    note: str | None = None,
    wants_reply: bool | None = None,
    audience: str = "",
    circle: str = "",
    scales: Mapping[str, int] | None = None,
    tell: Sequence[str] | None = None,
) -> CheckIn:
    """Change a check-in of mine; None, and '' for the audience, leave a thing as it is.

    Args:
        tx: The transaction.
        checkin: Its id.
        mood: 1 to 5; 0 takes it back.
        urge: 0 to 10; -1 takes it back.
        kind: One of `KINDS`.
        note: The whole new note.
        wants_reply: I would like a reply.
        audience: "me", "buddy" or "circle": narrower holds at once; wider is my own doing.
        circle: Which of mine, by name, where it is for a circle.
        scales: All answers to the hub's own scales.
        tell: All those who shall know of it by name; who is no longer among them no longer sees it.

    Raises:
        NotFound: It is not there, or not mine; or the circle or somebody to be told is not mine to see.
        Invalid: A number is out of its bounds.
    """
    row = _mine(tx, checkin)
    _clean(tx, mood or None, None if urge == -1 else urge, kind, scales)
    chosen = (
        audiences.choose(tx, audience, circle)
        if audience
        else audiences.Chosen(row["audience"], row["circle_id"])
    )
    tx.run(
        "UPDATE checkins SET mood = :mood, urge = :urge, kind = :kind, note = :note, wants_reply = :wants,"
        " audience = :audience, circle_id = :circle, edited_at = :now WHERE id = :id",
        id=checkin,
        mood=row["mood"] if mood is None else mood or None,
        urge=row["urge"] if urge is None else None if urge == -1 else urge,
        kind=kind or row["kind"],
        note=row["note"] if note is None else _note(note),
        wants=row["wants_reply"] if wants_reply is None else int(wants_reply),
        audience=chosen.audience,
        circle=chosen.circle_id,
        now=tx.now,
    )
    if scales is not None:
        tx.run("DELETE FROM checkin_scales WHERE checkin_id = :id", id=checkin)
        _put_scales(tx, checkin, scales)
    if tell is not None:
        _untell(tx, checkin, keeping=tell)
        _tell(tx, checkin, tell)
    audiences.tell(tx, "checkins", row["audience"], row["circle_id"])
    if (chosen.audience, chosen.circle_id) != (row["audience"], row["circle_id"]):
        audiences.tell(tx, "checkins", chosen.audience, chosen.circle_id)
    return _seen(tx, checkin)


def _untell(tx: Tx, checkin: int, *, keeping: Sequence[str] = ()) -> None:
    kept = {sight.spelled(handle) for handle in keeping}
    for row in tx.all(
        "SELECT t.member_id, m.handle FROM checkin_told t JOIN members m ON m.id = t.member_id"
        " WHERE t.checkin_id = :id ORDER BY t.member_id",
        id=checkin,
    ):
        if row["handle"] not in kept:
            tx.run(
                "DELETE FROM checkin_told WHERE checkin_id = :id AND member_id = :member",
                id=checkin,
                member=row["member_id"],
            )
            tx.run(
                "DELETE FROM notes WHERE member_id = :member AND kind = 'told' AND subject = :id",
                id=checkin,
                member=row["member_id"],
            )
            tx.emit(f"member:{row['member_id']}", "checkins")


@operation(Capability.SELF_CHANGE, writes=True, forgets=True)
def delete(tx: Tx, *, checkin: int) -> None:
    """Take a check-in of mine away, everywhere.

    Raises:
        NotFound: It is not there, or not mine.
    """
    row = _mine(tx, checkin)
    _untell(tx, checkin)
    for table in ("checkin_scales", "checkin_replies"):
        tx.run(f"DELETE FROM {table} WHERE checkin_id = :id", id=checkin)
    tx.run(
        "DELETE FROM notes WHERE kind = 'answered' AND member_id = :me AND subject = :id",
        me=tx.me.id,
        id=checkin,
    )
    tx.run("DELETE FROM checkins WHERE id = :id", id=checkin)
    audiences.tell(tx, "checkins", row["audience"], row["circle_id"])


@operation(Capability.SELF_READ)
def defaults(tx: Tx) -> Defaults:
    """Whom my check-ins are for when I do not say: myself, until I choose otherwise or am no longer in the circle."""
    chosen = _default(tx)
    if chosen.circle_id is None:
        return Defaults(chosen.audience, "")
    return Defaults(
        chosen.audience, str(tx.value("SELECT name FROM circles WHERE id = :id", id=chosen.circle_id))
    )


def _default(tx: Tx) -> audiences.Chosen:
    row = tx.one(
        "SELECT d.audience, d.circle_id FROM checkin_defaults d WHERE d.member_id = :me AND (d.circle_id IS NULL"
        " OR EXISTS (SELECT 1 FROM circle_members cm JOIN circles c ON c.id = cm.circle_id AND c.archived_at IS NULL"
        "  WHERE cm.circle_id = d.circle_id AND cm.member_id = :me))",
        me=tx.me.id,
    )
    return audiences.Chosen("me", None) if row is None else audiences.Chosen(row[0], row[1])


@operation(Capability.CHECKIN, writes=True)
def set_defaults(tx: Tx, *, audience: str, circle: str = "") -> None:
    """Choose whom my check-ins are for when I do not say. Those that are there stay as they are.

    Raises:
        Invalid: There is no such audience, or it does not say which circle.
        NotFound: I am not in a circle of that name.
    """
    chosen = audiences.choose(tx, audience, circle)
    tx.run(
        "INSERT INTO checkin_defaults (member_id, audience, circle_id) VALUES (:me, :audience, :circle)"
        " ON CONFLICT (member_id) DO UPDATE SET audience = excluded.audience, circle_id = excluded.circle_id",
        me=tx.me.id,
        audience=chosen.audience,
        circle=chosen.circle_id,
    )
    tx.emit(f"member:{tx.me.id}", "checkins")


@operation(Capability.ROOM_POST, writes=True)
def reply(tx: Tx, *, checkin: int, text: str, nonce: str = "") -> chat.Posted:
    """Answer a check-in that was shared with me: in our pair's room where we are buddies, else by direct message.

    Raises:
        NotFound: It is not there, or not mine to see.
        Invalid: It is my own, or there is nothing in the answer.
        RateLimited: I have said very much just now.
    """
    seen = _seen(tx, checkin)
    if seen.mine:
        raise Invalid("That one is yours.")
    room = tx.value(
        "SELECT p.room_id FROM pair_members pm JOIN pairs p ON p.id = pm.pair_id AND p.state <> 'parted'"
        " WHERE pm.member_id = :me AND pm.buddy_id = :author",
        me=tx.me.id,
        author=seen.author_id,
    )
    if room is None:
        room = rooms.direct_room(tx, sorted((tx.me.id, seen.author_id)))
    posted = chat.post.within(tx, room=int(room), text=text, nonce=nonce)
    fresh = tx.run(
        "INSERT INTO checkin_replies (checkin_id, member_id, at) VALUES (:id, :me, :now)"
        " ON CONFLICT (checkin_id, member_id) DO NOTHING",
        id=checkin,
        me=tx.me.id,
        now=tx.now,
    )
    if fresh:
        leave(tx, seen.author_id, "answered", other_id=tx.me.id, subject=checkin)
    return posted
