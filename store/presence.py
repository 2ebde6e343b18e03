"""Who is here, which connections a member has, and news from other processes on the same file.

Presence is kept in the store, not in memory, so that every process sees it. A row belongs to a process; a process
that has not said for a minute that it lives no longer counts, so that nobody's ghost holds a place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from store import sight
from store.db import Row
from store.errors import NotFound
from store.operations import Tx, operation
from store.policy import Capability, Role

SILENT_AFTER_MS: Final = 60_000
"""A process that has not beaten for this long has gone, and its sessions with it."""

NEWS_KEPT_MS: Final = 10 * 60_000
"""How long news waits for other processes before it is thrown away."""

NEWS_AT_ONCE: Final = 5_000
"""Pieces of news read at once: who is further behind reads everything again, which costs less."""

PresenceState = Literal["here", "away"]


@dataclass(frozen=True, slots=True)
class Here:
    """One member who is connected; several connections count once."""

    member_id: int
    handle: str
    name: str
    """The display name, or the handle where there is none."""
    role: Role
    state: PresenceState
    """"here" when any of their connections is."""
    since: int
    """When the oldest of their connections began, epoch ms UTC."""


@dataclass(frozen=True, slots=True)
class Connection:
    """One of a member's own connections."""

    session_id: str
    way_in: str
    """"ssh" or "local"."""
    since: int
    address_hint: str
    """A shortened address, never the whole."""


@dataclass(frozen=True, slots=True)
class News:
    """What other processes said."""

    cursor: int
    """Where to go on from."""
    missed: bool
    """Some news was thrown away before it was read."""
    news: tuple[tuple[str, str, int], ...]
    """Topic, kind and value of each, in commit order."""


@operation(Capability.PRESENCE, writes=True)
def arrive(tx: Tx, *, session_id: str, way_in: str, address_hint: str = "") -> None:
    """Begin a session's presence."""
    tx.run(
        "INSERT INTO presence (session_id, process_id, member_id, way_in, address_hint, state, since)"
        " VALUES (:session, :process, :member, :way_in, :hint, 'here', :now)"
        " ON CONFLICT (session_id) DO NOTHING",
        session=session_id,
        process=tx.origin,
        member=tx.me.id,
        way_in=way_in,
        hint=address_hint,
        now=tx.now,
    )
    tx.emit("hub", "presence")
    tx.emit(f"member:{tx.me.id}", "devices")


@operation(Capability.HUB_KEEP, writes=True)
def leave(tx: Tx, *, session_id: str) -> None:
    """End a session's presence, whoever it belonged to and even when they may nothing any more; twice is once."""
    row = tx.one("DELETE FROM presence WHERE session_id = :session RETURNING member_id", session=session_id)
    if row is None:
        return
    tx.run("UPDATE members SET seen_at = :now WHERE id = :id", now=tx.now, id=row["member_id"])
    tx.emit("hub", "presence")
    tx.emit(f"member:{row['member_id']}", "devices")


@operation(Capability.PRESENCE, writes=True)
def set_state(tx: Tx, *, session_id: str, state: PresenceState) -> None:
    """Say that one of my connections is here or away.

    Raises:
        NotFound: It is not one of mine.
    """
    if not tx.run(
        "UPDATE presence SET state = :state WHERE session_id = :session AND member_id = :me AND state <> :state",
        state=state,
        session=session_id,
        me=tx.me.id,
    ):
        if (
            tx.one(
                "SELECT 1 FROM presence WHERE session_id = :s AND member_id = :me", s=session_id, me=tx.me.id
            )
            is None
        ):
            raise NotFound("That connection is no longer there.")
        return
    tx.emit("hub", "presence")


@operation(Capability.MEMBER_SEE)
def here(tx: Tx, *, room: sight.RoomRef | None = None) -> tuple[Here, ...]:
    """Who is here among the people I may see, by handle; in one room when it is named.

    Those who hide their presence are shown to nobody but themselves.

    Raises:
        NotFound: There is no such room, or I am not in it.
    """
    # By full seconds, so that those who ask together ask the same.
    alive_since = tx.now // 1000 * 1000 - SILENT_AFTER_MS
    if room is None:
        found = _found(
            tx.all(_present(sight.MEMBER_IS_SEEN), alive_since=alive_since, **sight.parameters(tx))
        )
    else:
        room_id = sight.room(tx, room).id
        # When somebody comes or goes everybody who looks at a room asks who is in it. It is read once for them, and
        # they share one answer where they may: two hundred who made their own would make forty thousand of them.
        found = tx.once(
            ("here", room_id, alive_since),
            lambda: _found(tx.all(_present(_IN_ROOM), alive_since=alive_since, room=room_id)),
        )
    blocked = {
        row["blocked_id"]
        for row in tx.all("SELECT blocked_id FROM blocks WHERE member_id = :me", me=tx.me.id)
    }
    if tx.me.id not in found.hidden and blocked.isdisjoint(found.ids):
        return found.shown
    hidden = blocked | set(found.hidden) - {tx.me.id}
    everybody = sorted((*found.shown, *found.hidden.values()), key=_by_handle)
    return tuple(each for each in everybody if each.member_id not in hidden)


@dataclass(frozen=True, slots=True)
class _Found:
    """Who is connected, whoever asks."""

    shown: tuple[Here, ...]
    """Those who do not hide their presence, by handle."""
    hidden: dict[int, Here]
    """Those who do, by id."""
    ids: frozenset[int]
    """Of all of them."""


def _found(rows: Sequence[Row]) -> _Found:
    everybody = [
        (
            row["hidden"],
            Here(
                row["id"],
                row["handle"],
                row["display_name"] or row["handle"],
                Role(row["role"]),
                _STATES[row["away"]],
                row["since"],
            ),
        )
        for row in rows
    ]
    return _Found(
        tuple(sorted((one for hidden, one in everybody if not hidden), key=_by_handle)),
        {one.member_id: one for hidden, one in everybody if hidden},
        frozenset(one.member_id for _, one in everybody),
    )


def _by_handle(one: Here) -> str:
    return one.handle


_STATES: Final[tuple[PresenceState, PresenceState]] = ("here", "away")

_IN_ROOM: Final = "EXISTS (SELECT 1 FROM room_members rm WHERE rm.room_id = :room AND rm.member_id = m.id)"


def _present(condition: str) -> str:
    """The statement for those who are connected and of whom a condition on `members m` is true."""
    # Those who are connected are few and the members many: begin with the few, and sort them afterwards.
    return f"""
        WITH present AS MATERIALIZED (
            SELECT p.member_id, MIN(CASE p.state WHEN 'here' THEN 0 ELSE 1 END) AS away, MIN(p.since) AS since
            FROM processes alive JOIN presence p ON p.process_id = alive.id
            WHERE alive.beat_at > :alive_since
            GROUP BY p.member_id
        )
        SELECT m.id, m.handle, m.display_name, m.role, present.away, present.since,
               COALESCE(pr.hide_presence, 0) AS hidden
        FROM present CROSS JOIN members m ON m.id = present.member_id AND m.state = 'active'
        LEFT JOIN preferences pr ON pr.member_id = m.id
        WHERE {condition}
        """


@operation(Capability.PRESENCE)
def connections(tx: Tx) -> list[Connection]:
    """My own connections, oldest first."""
    rows = tx.all(
        "SELECT p.session_id, p.way_in, p.since, p.address_hint FROM presence p"
        " JOIN processes alive ON alive.id = p.process_id AND alive.beat_at > :alive_since"
        " WHERE p.member_id = :me ORDER BY p.since, p.session_id",
        me=tx.me.id,
        alive_since=tx.now - SILENT_AFTER_MS,
    )
    return [Connection(*row) for row in rows]


@operation(Capability.PRESENCE, writes=True)
def end_connection(tx: Tx, *, session_id: str) -> None:
    """Ask one of my other connections to end.

    Raises:
        NotFound: It is not one of mine.
    """
    if not tx.run(
        "DELETE FROM presence WHERE session_id = :session AND member_id = :me",
        session=session_id,
        me=tx.me.id,
    ):
        raise NotFound("That connection is no longer there.")
    tx.emit(f"session:{session_id}", "ended")
    tx.emit(f"member:{tx.me.id}", "devices")
    tx.emit("hub", "presence")


@operation(Capability.HUB_KEEP, writes=True)
def beat(tx: Tx, *, process_id: str) -> None:
    """Say that a process lives; forget processes that fell silent, with their sessions, and old news."""
    tx.run(
        "INSERT INTO processes (id, started_at, beat_at) VALUES (:id, :now, :now)"
        " ON CONFLICT (id) DO UPDATE SET beat_at = excluded.beat_at",
        id=process_id,
        now=tx.now,
    )
    silent = tx.all(
        "SELECT id FROM processes WHERE beat_at <= :since ORDER BY id", since=tx.now - SILENT_AFTER_MS
    )
    for row in silent:
        _forget_process(tx, row["id"])
    tx.run("DELETE FROM outbox WHERE at < :since", since=tx.now - NEWS_KEPT_MS)


@operation(Capability.HUB_KEEP, writes=True)
def end_process(tx: Tx, *, process_id: str) -> None:
    """End the presence of all sessions of a process that is closing."""
    _forget_process(tx, process_id)


def _forget_process(tx: Tx, process_id: str) -> None:
    tx.run(
        "UPDATE members SET seen_at = :now WHERE id IN (SELECT member_id FROM presence WHERE process_id = :id)",
        now=tx.now,
        id=process_id,
    )
    gone = tx.run("DELETE FROM presence WHERE process_id = :id", id=process_id)
    tx.run("DELETE FROM processes WHERE id = :id", id=process_id)
    if gone:
        tx.emit("hub", "presence")


@operation(Capability.HUB_KEEP)
def newest_news(tx: Tx) -> int:
    """The cursor of the newest news, 0 when there never was any."""
    return _newest(tx)


def _newest(tx: Tx) -> int:
    """The newest there ever was, thrown away or not."""
    return int(tx.value("SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = 'outbox'"))


@operation(Capability.HUB_KEEP)
def news_since(tx: Tx, *, cursor: int, origin: str) -> News:
    """The news after a cursor that other processes than `origin` wrote."""
    rows = tx.all(
        "SELECT id, origin, topic, kind, value FROM outbox WHERE id > :cursor ORDER BY id LIMIT :most",
        cursor=cursor,
        most=NEWS_AT_ONCE + 1,
    )
    newest = _newest(tx)
    if len(rows) > NEWS_AT_ONCE:
        return News(newest, True, ())
    # What was thrown away leaves a gap before the first, or nothing at all where there should be something.
    missed = newest > cursor and (not rows or rows[0]["id"] > cursor + 1)
    return News(
        newest,
        missed,
        tuple((r["topic"], r["kind"], r["value"]) for r in rows if r["origin"] != origin),
    )
