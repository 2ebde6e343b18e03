"""The hot paths read a bounded number of rows: no operation of theirs scans a table that grows with the community."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from store import chat, newest, presence, rooms, search, today
from store.db import Connected
from tests.store.conftest import House

GROWING = ("m", "messages", "members", "outbox", "q", "hit", "audit")
"""Tables, by the names they go by in our statements, of which a scan would grow with the hub."""

HOT: dict[str, Callable[[House], Awaitable[object]]] = {
    "post": lambda house: house.hub.do(
        house["ada"], chat.post, room="garden", text="hi", nonce="x", reply_to=1
    ),
    "direct post": lambda house: house.hub.do(house["ada"], chat.post, room="@theo", text="hi"),
    "newest": lambda house: house.hub.do(house["ada"], chat.history, room="garden"),
    "older": lambda house: house.hub.do(house["ada"], chat.history, room="garden", before=900),
    "newer": lambda house: house.hub.do(house["ada"], chat.history, room=1, after=10),
    "newest for many": lambda house: house.hub.do(house["ada"], newest.after, room=1, seq=1),
    "one message": lambda house: house.hub.do(house["ada"], chat.message, room="garden", seq=2),
    "mark read": lambda house: house.hub.do(house["theo"], chat.mark_read, room="garden", seq=2),
    "rooms": lambda house: house.hub.do(house["ada"], rooms.listing),
    "people": lambda house: house.hub.do(house["ada"], rooms.people, room="garden"),
    "who is here": lambda house: house.hub.do(house["ada"], presence.here),
    "who is in the room": lambda house: house.hub.do(house["ada"], presence.here, room="garden"),
    "today": lambda house: house.hub.do(house["ada"], today.summary),
    "who waits": lambda house: house.hub.do(house["ada"], today.waiting),
    "search": lambda house: house.hub.do(house["ada"], search.messages, words="line"),
    "arrive": lambda house: house.hub.do(house["ada"], presence.arrive, session_id="s", way_in="ssh"),
}


@pytest.mark.parametrize("path", HOT)
async def test_a_hot_path_searches_by_index(house: House, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(3):
        await house.hub.do(house["theo"], chat.post, room="garden", text=f"line {n}")
    await house.hub.do(house["ada"], rooms.open_direct, handle="theo")
    plans: list[tuple[str, str]] = []

    def explained(method: str) -> None:
        real = getattr(Connected, method)

        def spy(self: Connected, sql: str, /, **parameters: object) -> object:
            for row in self._connection.execute(f"EXPLAIN QUERY PLAN {sql}", parameters).fetchall():
                plans.append((sql, row["detail"]))
            return real(self, sql, **parameters)

        monkeypatch.setattr(Connected, method, spy)

    for method in ("one", "all", "value", "run"):
        explained(method)
    await HOT[path](house)
    assert plans
    for sql, detail in plans:
        words = detail.split()
        assert not (words[0] == "SCAN" and words[1] in GROWING), f"{detail}\n{sql}"
        sorts = "USE TEMP B-TREE FOR ORDER BY" in detail and "FROM messages m" in sql
        # Search sorts the page that it found, never more.
        assert not sorts or path == "search", f"{detail}\n{sql}"


async def test_a_post_takes_a_fixed_number_of_statements(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[str] = []
    for method in ("one", "all", "value", "run"):
        real = getattr(Connected, method)

        def spy(self: Connected, sql: str, /, _real: object = real, **parameters: object) -> object:
            counted.append(sql)
            return _real(self, sql, **parameters)  # type: ignore[operator]

        monkeypatch.setattr(Connected, method, spy)
    await house.hub.do(house["ada"], chat.post, room="garden", text="hi", nonce="one")
    first = len(counted)
    counted.clear()
    for n in range(5):
        await house.hub.do(house["theo"], chat.post, room="garden", text="hi", nonce=f"{n}")
    assert len(counted) == 5 * first
    assert first == 8, "who, room, nonce, flood, sequence, message, read mark, news"
