"""How two come to be buddies: one asks the other, or a mentor thinks of both. A no is never told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from store import audiences, days, pair_cards, pair_life, sight, text
from store.db import Row
from store.errors import Conflict, Invalid, NotFound, RateLimited
from store.operations import Tx, operation
from store.policy import COMMUNITY, Capability, Role

ASKED_A_DAY: Final = 10
"""People whom one member may ask in a day; and pairs that a mentor may propose, ten times as many."""

WORDS_CHARS: Final = 300

REFUSED_MS: Final = 90 * days.DAY_MS
"""How long a no holds: whoever asks again before learns nothing, and nobody is asked again."""

PROPOSED_MS: Final = 30 * days.DAY_MS
"""How long a proposal waits."""

NOBODY: Final = "Nobody of that handle is looking for a buddy among the people you share a circle with."


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who would like to be my buddy."""

    handle: str
    words: str
    """What they said; ''."""
    at: int
    """Epoch ms UTC."""
    card: pair_cards.Card | None
    """Their card; None: they have none."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Somebody whom a mentor thinks of as a buddy for me."""

    id: int
    handle: str
    mentor: str
    words: str
    at: int
    answered: bool
    """I said yes; what the other said, nobody learns before both did."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody I have asked, who has not said yes."""

    handle: str
    at: int


@dataclass(frozen=True, slots=True)
class Asking:
    """All that is asked around me; each oldest first."""

    asked: tuple[Asked, ...]
    proposals: tuple[Proposal, ...]
    waiting: tuple[Waiting, ...]


def _words(words: str) -> str:
    return text.clean_line(words, chars=WORDS_CHARS)


@operation(Capability.PAIR, writes=True)
def ask(tx: Tx, *, handle: str, words: str = "") -> bool:
    """Ask somebody who looks for a buddy, or was mine before; where they asked me before, that is a yes to them.

    Args:
        tx: The transaction.
        handle: Somebody whose card I see, or with whom I have parted.
        words: A line of mine; may be ''.

    Returns:
        True: we are buddies now. False: they will see it, and answer when they like, or not.

    Raises:
        NotFound: Nobody of that handle looks for a buddy, as far as I may see.
        Invalid: I have as many buddies as the hub has room for.
        RateLimited: I have asked many today.
    """
    said = _words(words)
    wanted = sight.spelled(handle)
    before = tx.one(
        "SELECT a.from_id FROM pair_asks a JOIN members m ON m.id = a.from_id"
        " WHERE a.to_id = :me AND m.handle = :handle AND a.refused_at IS NULL",
        me=tx.me.id,
        handle=wanted,
    )
    if before is not None and audiences.is_peer(tx, before["from_id"]):
        return answer.within(tx, handle=handle, yes=True)
    pair_life.require_room_for_me(tx)
    row = tx.one(
        "SELECT m.id FROM members m LEFT JOIN pair_cards k ON k.member_id = m.id"
        f" WHERE m.handle = :handle AND {pair_cards.MAY_BE_ASKED}",
        handle=wanted,
        me=tx.me.id,
        most=tx.config.buddies.most,
    )
    if row is None:
        raise NotFound(NOBODY)
    _count(tx)
    fresh = tx.one(
        "INSERT INTO pair_asks (from_id, to_id, words, at) VALUES (:me, :to, :words, :now)"
        " ON CONFLICT (to_id, from_id) DO UPDATE SET words = excluded.words, at = excluded.at, refused_at = NULL"
        "  WHERE refused_at <= :forgotten RETURNING to_id",
        me=tx.me.id,
        to=row["id"],
        words=said,
        now=tx.now,
        forgotten=tx.now - REFUSED_MS,
    )
    if fresh is not None:
        tx.emit(f"member:{row['id']}", "pairs")
    else:
        # Taken back after a no, and asked again: to whoever asks it waits like any other; the no holds.
        tx.run(
            "UPDATE pair_asks SET words = :words, at = :now WHERE from_id = :me AND to_id = :to AND at = 0",
            words=said,
            now=tx.now,
            me=tx.me.id,
            to=row["id"],
        )
    return False


def _count(tx: Tx) -> None:
    """Count one more that the actor asks, also where it is taken back later.

    Raises:
        RateLimited: They have asked many today.
    """
    tx.run(
        "DELETE FROM pair_asks_made WHERE from_id = :me AND at <= :since",
        me=tx.me.id,
        since=tx.now - days.DAY_MS,
    )
    asked = tx.value("SELECT COUNT(*) FROM pair_asks_made WHERE from_id = :me", me=tx.me.id)
    if asked >= ASKED_A_DAY:
        raise RateLimited("You have asked a few people today; give them time to answer.", 3600)
    tx.run("INSERT INTO pair_asks_made (from_id, at) VALUES (:me, :now)", me=tx.me.id, now=tx.now)


@operation(Capability.PAIR, writes=True)
def answer(tx: Tx, *, handle: str, yes: bool) -> bool:
    """Answer somebody who asked me. A no is not told, and they are not asked again for a while.

    Returns:
        True: we are buddies now.

    Raises:
        NotFound: Nobody of that handle has asked me.
        Invalid: I have as many buddies as the hub has room for.
        Conflict: They have found as many buddies as the hub has room for, meanwhile.
    """
    row = tx.one(
        "SELECT a.from_id FROM pair_asks a JOIN members m ON m.id = a.from_id AND m.state = 'active'"
        " WHERE a.to_id = :me AND m.handle = :handle AND a.refused_at IS NULL",
        me=tx.me.id,
        handle=sight.spelled(handle),
    )
    if row is None or not audiences.is_peer(tx, row["from_id"]):
        raise NotFound("Nobody of that handle has asked you.")
    if not yes:
        tx.run(
            "UPDATE pair_asks SET refused_at = :now WHERE to_id = :me AND from_id = :from",
            **{"now": tx.now, "me": tx.me.id, "from": row["from_id"]},
        )
        tx.emit(f"member:{tx.me.id}", "pairs")
        return False
    _pair_up(tx, row["from_id"])
    return True


def _pair_up(tx: Tx, other_id: int) -> None:
    pair_life.require_room_for_me(tx)
    if pair_life.live(tx, other_id) >= tx.config.buddies.most:
        raise Conflict("They have found buddies meanwhile, as many as this hub has room for.")
    if pair_life.together(tx, tx.me.id, other_id) is None:
        pair_life.make(tx, tx.me.id, other_id)


@operation(Capability.PAIR, writes=True)
def take_back(tx: Tx, *, handle: str) -> None:
    """No longer ask somebody; nothing is told to them.

    Raises:
        NotFound: I have asked nobody of that handle.
    """
    row = tx.one(
        "DELETE FROM pair_asks WHERE from_id = :me AND to_id = (SELECT id FROM members WHERE handle = :handle)"
        " AND refused_at IS NULL RETURNING to_id",
        me=tx.me.id,
        handle=sight.spelled(handle),
    )
    if row is not None:
        tx.emit(f"member:{row['to_id']}", "pairs")
        return
    # One that was answered with no looks the same to whoever asked: it goes from their list.
    if not tx.run(
        "UPDATE pair_asks SET at = 0 WHERE from_id = :me AND at > 0"
        " AND to_id = (SELECT id FROM members WHERE handle = :handle)",
        me=tx.me.id,
        handle=sight.spelled(handle),
    ):
        raise NotFound("You have asked nobody of that handle.")


@operation(Capability.PAIR_PROPOSE, writes=True)
def propose(tx: Tx, *, one: str, other: str, words: str = "") -> None:
    """Propose two people to each other; both must say yes. What they say is not told, to each other or to me.

    Args:
        tx: The transaction.
        one: A handle.
        other: Another.
        words: Why I thought of them; both read it. May be ''.

    Raises:
        NotFound: One of them is not mine to see, or cannot be a buddy.
        Invalid: It is one and the same, or myself.
        RateLimited: I have proposed very many today.
    """
    said = _words(words)
    rows = [sight.member(tx, handle) for handle in (one, other)]
    if rows[0]["id"] == rows[1]["id"] or tx.me.id in (rows[0]["id"], rows[1]["id"]):
        raise Invalid("Name two other people.")
    for row in rows:
        if row["state"] != "active" or Role(row["role"]) not in COMMUNITY:
            raise NotFound("One of them cannot be a buddy here.")
    count = tx.value(
        "SELECT COUNT(*) FROM pair_proposals WHERE mentor_id = :me AND at > :since",
        me=tx.me.id,
        since=tx.now - days.DAY_MS,
    )
    if count >= 10 * ASKED_A_DAY:
        raise RateLimited("You have proposed very many today.", 3600)
    if _proposed(tx, rows[0]["id"], rows[1]["id"]):
        # It waits already, or one of them said no: proposing again asks nobody again, and does not say so.
        return
    proposal = tx.value(
        "INSERT INTO pair_proposals (mentor_id, words, at) VALUES (:me, :words, :now) RETURNING id",
        me=tx.me.id,
        words=said,
        now=tx.now,
    )
    for mine, theirs in ((rows[0], rows[1]), (rows[1], rows[0])):
        tx.run(
            "INSERT INTO pair_proposal_members (proposal_id, member_id, other_id) VALUES (:id, :member, :other)",
            id=proposal,
            member=mine["id"],
            other=theirs["id"],
        )
        tx.emit(f"member:{mine['id']}", "pairs")


def _proposed(tx: Tx, one: int, other: int) -> bool:
    """Whether two have a proposal that still waits, or that one of them has lately said no to."""
    return (
        tx.one(
            "SELECT 1 FROM pair_proposal_members a JOIN pair_proposals p ON p.id = a.proposal_id"
            " JOIN pair_proposal_members b ON b.proposal_id = p.id AND b.member_id = a.other_id"
            " WHERE a.member_id = :one AND a.other_id = :other"
            " AND (p.at > :waits AND COALESCE(a.answer, 0) + COALESCE(b.answer, 0) < 2"
            "  OR p.at > :refused AND 0 IN (a.answer, b.answer)) LIMIT 1",
            one=one,
            other=other,
            waits=tx.now - PROPOSED_MS,
            refused=tx.now - REFUSED_MS,
        )
        is not None
    )


_PROPOSALS: Final = f"""
    SELECT pp.id, o.handle, mm.handle AS mentor, pp.words, pp.at, pm.answer, pm.other_id, theirs.answer AS other_answer
    FROM pair_proposal_members pm
    JOIN pair_proposals pp ON pp.id = pm.proposal_id AND pp.at > :since
    JOIN pair_proposal_members theirs ON theirs.proposal_id = pp.id AND theirs.member_id = pm.other_id
    JOIN members o ON o.id = pm.other_id AND o.state = 'active'
    JOIN members mm ON mm.id = pp.mentor_id
    WHERE pm.member_id = :me AND COALESCE(pm.answer, 1) = 1
          AND {audiences.NO_BLOCK.format(author="pm.other_id")}
          AND NOT EXISTS (SELECT 1 FROM pair_members x JOIN pairs p ON p.id = x.pair_id AND p.state <> 'parted'
                          WHERE x.member_id = :me AND x.buddy_id = pm.other_id)
"""


def _proposals(tx: Tx) -> list[Row]:
    return tx.all(f"{_PROPOSALS} ORDER BY pp.at, pp.id LIMIT 50", me=tx.me.id, since=tx.now - PROPOSED_MS)


@operation(Capability.PAIR, writes=True)
def answer_proposal(tx: Tx, *, proposal: int, yes: bool) -> bool:
    """Answer a mentor's proposal. Neither the other nor the mentor learns of a no.

    Returns:
        True: we are buddies now. False: it was a no, or the other has not said yes.

    Raises:
        NotFound: There is none, or it is not mine.
        Invalid: I have as many buddies as the hub has room for.
        Conflict: They have found as many buddies as the hub has room for, meanwhile.
    """
    row = next((each for each in _proposals(tx) if each["id"] == proposal), None)
    if row is None:
        raise NotFound("There is no such proposal.")
    if yes:
        # Whatever the other said: looked at only after their yes, a refusal would tell of it.
        pair_life.require_room_for_me(tx)
    tx.run(
        "UPDATE pair_proposal_members SET answer = :answer WHERE proposal_id = :id AND member_id = :me",
        answer=int(yes),
        id=proposal,
        me=tx.me.id,
    )
    tx.emit(f"member:{tx.me.id}", "pairs")
    if not yes or row["other_answer"] != 1:
        return False
    _pair_up(tx, row["other_id"])
    return True


@operation(Capability.PAIR)
def asking(tx: Tx) -> Asking:
    """Who asks me, whom a mentor thinks of for me, and whom I have asked."""
    asked = tx.all(
        f"SELECT a.words, a.at, {pair_cards.COLUMNS}"
        " FROM pair_asks a JOIN members m ON m.id = a.from_id AND m.state = 'active'"
        " LEFT JOIN pair_cards k ON k.member_id = m.id AND k.open = 1"
        f" WHERE a.to_id = :me AND a.refused_at IS NULL AND {audiences.NO_BLOCK.format(author='a.from_id')}"
        " ORDER BY a.at, m.id LIMIT 50",
        me=tx.me.id,
    )
    # A no looks like no answer yet.
    waiting = tx.all(
        "SELECT m.handle, a.at FROM pair_asks a JOIN members m ON m.id = a.to_id AND m.state = 'active'"
        " WHERE a.from_id = :me AND a.at > 0 ORDER BY a.at, m.id LIMIT 50",
        me=tx.me.id,
    )
    return Asking(
        tuple(
            Asked(
                row["handle"],
                row["words"],
                row["at"],
                None if row["contact"] is None else pair_cards.card(row),
            )
            for row in asked
        ),
        tuple(
            Proposal(row["id"], row["handle"], row["mentor"], row["words"], row["at"], row["answer"] == 1)
            for row in _proposals(tx)
        ),
        tuple(Waiting(*row) for row in waiting),
    )
