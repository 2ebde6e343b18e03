"""The hot paths read a bounded number of rows: no operation of theirs scans a table that grows with the community."""

from __future__ import annotations

from typing import Any

import pytest

from store import chat, newest, presence, rooms, search, today
from tests.store.conftest import House
from tests.store.pairing import HOUR_MS
from tests.store.statements import Path, cost_of, plans_of

GROWING = ("m", "messages", "members", "outbox", "q", "hit", "audit")
"""Tables, by the names they go by in our statements, of which a scan would grow with the hub."""

HOT: dict[str, Path] = {
    "post": lambda house: house.hub.do(
        house["ada"], chat.post, room="garden", text="hi", nonce=f"x{house.clock()}", reply_to=1
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
    plans = await plans_of(house, HOT[path], monkeypatch)
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
    def post(nonce: str) -> Path:
        return lambda house: house.hub.do(house["ada"], chat.post, room="garden", text="hi", nonce=nonce)

    first, *others = [(await cost_of(house, post(f"n{n}"), monkeypatch)).statements for n in range(5)]
    assert set(others) == {first}
    assert first == 8, "who, room, nonce, flood, sequence, message, read mark, news"


GARDEN_ID = 1


async def say_many(house: House, first: int, last: int) -> None:
    """Ada and theo have said these lines of the garden in turn, each with a nonce, and read them all."""
    at = house.clock() - 10**9

    def write(connection: Any, _: object) -> None:
        connection.executemany(
            "INSERT INTO messages (id, room_id, seq, author_id, text, nonce, at)"
            " VALUES (:id, :room, :seq, :author, :text, :nonce, :at)",
            [
                {
                    "id": chat.message_id(GARDEN_ID, seq),
                    "room": GARDEN_ID,
                    "seq": seq,
                    "author": house.ids["theo" if seq % 2 else "ada"],
                    "text": f"an old line {seq}",
                    "nonce": f"old{seq}",
                    "at": at + seq,
                }
                for seq in range(first, last + 1)
            ],
        )
        connection.execute(
            "UPDATE rooms SET last_seq = ?, last_at = ? WHERE id = ?", (last, at + last, GARDEN_ID)
        )
        connection.execute("UPDATE room_members SET last_read = ? WHERE room_id = ?", (last, GARDEN_ID))

    await house.hub.database.write(write)


async def test_twenty_times_the_history_costs_the_same(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has said thousands of lines says and reads the next one for no more of SQLite's steps than after a few.

    The plans alone do not show it: each message of one author read, to find one nonce, is a search by index as well.
    """
    await house.hub.do(house["ada"], rooms.open_direct, handle="theo")
    await say_many(house, 1, 400)
    before = {path: (await cost_of(house, HOT[path], monkeypatch)).steps for path in HOT}
    house.clock.advance(HOUR_MS)
    garden = await house.hub.do(house["ada"], rooms.one, room="garden")
    await say_many(house, garden.last_seq + 1, 8_000)
    after = {path: (await cost_of(house, HOT[path], monkeypatch)).steps for path in HOT}
    assert before["post"] > 100
    # A little is left for trees that got one level deeper.
    grown = {path: (before[path], after[path]) for path in HOT if after[path] > before[path] * 1.2 + 100}
    assert not grown
