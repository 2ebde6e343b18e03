"""What a hostile member or guest tries on the store, and what a careless host or a bad moment does to it."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from store import (
    blocks,
    chat,
    circles,
    directs,
    edits,
    export,
    invites,
    joining,
    keys,
    members,
    pins,
    preferences,
    presence,
    reactions,
    rooms,
    today,
)
from store.bus import Event
from store.circles import CircleKind
from store.db import Database, connect, sqlite
from store.errors import Conflict, Denied, HubError, Invalid, NotFound, Unavailable
from store.hub import Hub
from store.operations import GUEST, SYSTEM
from store.policy import Role
from tests.store.conftest import House

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBqOvPRlyZvYPNFsm0x8TqpYvT4rq3oXkqUjHGGBV4bR"


async def say(house: House, who: str, text: str, room: chat.RoomRef = "garden", **more: Any) -> int:
    house.clock.advance(1_000)
    return (await house.hub.do(house[who], chat.post, room=room, text=text, **more)).seq


# -- names


@pytest.mark.parametrize("hidden", ["\u034f", "\ufe0f", "\ufe00", "\U000e0100", "\u180b", "\u180f"])
@pytest.mark.parametrize("where", [1, 3])
async def test_a_handle_holds_nothing_that_cannot_be_seen(house: House, hidden: str, where: int) -> None:
    """A newcomer calls themselves "ada" and a mark that no terminal draws, and writes as ada."""
    wanted = "ada"[:where] + hidden + "ada"[where:]
    with pytest.raises(Invalid):
        await house.hub.do(GUEST, joining.handle_free, handle=wanted)
    with pytest.raises(Invalid):
        await house.hub.do(SYSTEM, members.add, handle=wanted, role=Role.PARTICIPANT)


@pytest.mark.parametrize("wanted", ["someone-{}", "SOMEONE.{}", "s0meone_{}", "someone"])
async def test_nobody_can_take_the_name_that_an_erased_member_leaves(house: House, wanted: str) -> None:
    """A member takes the handle that ada's stub would have: ada could not be erased, or they would be taken for ada."""
    with pytest.raises(Invalid):
        await house.hub.do(SYSTEM, members.add, handle=wanted.format(house.ids["ada"]), role=Role.PARTICIPANT)
    await house.hub.do(house["ada"], members.erase_me, handle="ada")


# -- what one may not see


async def test_today_shows_nothing_of_somebody_blocked_who_wrote_last(house: House) -> None:
    """A blocked member writes after somebody else, so that their words stand under the room on Today."""
    await house.hub.do(house["hana"], circles.join, circle="garden")
    await house.hub.do(house["ada"], blocks.block, handle="theo")
    await say(house, "hana", "good morning")
    await say(house, "theo", "@ada I know that you read this")
    summary = await house.hub.do(house["ada"], today.summary)
    assert [(each.author, each.text) for each in summary.unread] == [("hana", "good morning")]
    assert "theo" not in repr(summary)


async def test_a_pin_does_not_find_what_somebody_blocked_wrote(house: House) -> None:
    await house.hub.do(SYSTEM, circles.add_member, circle="garden", handle="ada", lead=True)
    await say(house, "theo", "hello")
    await house.hub.do(house["theo"], reactions.toggle, room="garden", seq=1, kind="👍")
    await house.hub.do(house["ada"], blocks.block, handle="theo")
    with pytest.raises(NotFound):
        await house.hub.do(house["ada"], pins.toggle, room="garden", seq=1)


async def test_the_limit_on_asking_strangers_tells_nothing_about_them(house: House) -> None:
    """Ask one whom one wants to know about, then as many as one may: the number told who exists and takes questions."""
    hub = house.hub
    await hub.do(house["mira"], preferences.put, strangers=True)
    asked = {}
    for who, about in (("ada", "mira"), ("theo", "nobody-at-all")):
        asked[who] = 0
        with contextlib.suppress(Invalid):
            for handle in (about, *(f"other{n}" for n in range(10))):
                await hub.do(house[who], directs.ask, handle=handle)
                asked[who] += 1
    assert asked == {"ada": directs.ASKED_A_DAY, "theo": directs.ASKED_A_DAY}
    house.clock.advance(directs.DAY_MS)
    await hub.do(house["ada"], directs.ask, handle="uma")


async def test_who_said_no_is_not_asked_again(house: House) -> None:
    """Somebody who got no answer asks the same person again each day."""
    hub = house.hub
    await hub.do(house["mira"], preferences.put, strangers=True)
    await hub.do(house["ada"], directs.ask, handle="mira")
    await hub.do(house["mira"], directs.answer, handle="ada", yes=False)
    for _ in range(3):
        await hub.do(house["ada"], directs.ask, handle="mira")
        house.clock.advance(directs.DAY_MS)
    assert await hub.do(house["mira"], directs.requests) == []
    with pytest.raises(NotFound):
        await hub.do(house["mira"], directs.answer, handle="ada", yes=True)


async def test_changing_a_message_rings_once_and_has_an_end(house: House) -> None:
    """Name somebody, and change the message for ever: each change rang their bell and was kept whole."""
    hub = house.hub
    await say(house, "ada", "@theo look")
    with hub.bus.subscribe([f"member:{house.ids['theo']}"]) as news:
        for n in range(edits.MOST_VERSIONS):
            await hub.do(house["ada"], edits.change, room="garden", seq=1, text=f"@theo look {n}")
        with pytest.raises(Invalid):
            await hub.do(house["ada"], edits.change, room="garden", seq=1, text="@theo look again")
        await hub.do(house["theo"], chat.mark_read, room="garden", seq=1)
        first = await news.get()
    assert isinstance(first, Event)
    assert first.kind == "read"


@pytest.mark.parametrize("words", [" \u0301 \u0301x", "\n \u0301\u200dx", "/me \u0301 x", " \u034f"])
async def test_no_message_begins_with_a_mark_that_sits_on_what_stands_before(
    house: House, words: str
) -> None:
    """A space carries a mark, and is then stripped: the mark is drawn over the author's name."""
    try:
        await say(house, "ada", words)
    except Invalid:
        return
    said = (await house.hub.do(house["theo"], chat.history, room="garden"))[-1].text
    assert said == "x"


# -- ways in


async def test_an_invite_that_is_used_up_is_refused_before_any_question(house: House) -> None:
    hub = house.hub
    code = (await hub.do(SYSTEM, invites.create, uses=1)).code
    account: dict[str, Any] = {
        "code": code,
        "handle": "rosa",
        "rules_version": hub.config.rules.version,
        "nonce": "n",
    }
    await hub.do(GUEST, joining.join, public_key=KEY, **account)
    with pytest.raises(Conflict):
        await hub.do(GUEST, joining.preview, code=code)
    # Whoever came in and did not hear the answer asks once more.
    assert (await hub.do(GUEST, joining.join, public_key=KEY, **account)).handle == "rosa"


@pytest.mark.parametrize("odd", [{"uses": 2**70}, {"expires_in_s": 2**62}])
async def test_an_invite_of_absurd_size_is_refused_in_words(house: House, odd: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        await house.hub.do(SYSTEM, invites.create, **odd)


async def test_a_key_with_a_long_comment_can_be_enrolled(house: House) -> None:
    comment = "ada.lovelace@a-machine-with-a-very-long-name.of-an.institute.example.org"
    key = await house.hub.do(house["ada"], keys.add, public_key=f"{KEY} {comment}", label="")
    assert comment.startswith(key.label[:-1])


def test_a_key_of_odd_letters_is_refused_in_words() -> None:
    with pytest.raises(Invalid):
        keys.parse("ssh-\udcff AAAAC3NzaC1lZDI1NTE5AAAAIBqOvPRlyZvYPNFsm0x8TqpYvT4rq3oXkqUjHGGBV4bR")


async def test_the_longest_names_of_a_circle_and_its_room_find_the_room(house: House) -> None:
    name = "a" * 32
    await house.hub.do(house["hana"], circles.create, name=name, title="A", kind=CircleKind.INTEREST)
    await house.hub.do(house["hana"], rooms.create, circle=name, name="b" * 32)
    assert (await house.hub.do(house["hana"], rooms.one, room=f"{name}/{'b' * 32}")).name == "b" * 32


# -- what leaves the store


async def test_an_export_holds_each_message_once(house: House) -> None:
    """A message in a group of four was exported three times."""
    hub = house.hub
    for each in ("theo", "uma"):
        await hub.do(SYSTEM, circles.add_member, circle="garden", handle=each)
    group = await hub.do(house["ada"], directs.open_group, handles=["theo", "uma"])
    await say(house, "ada", "just us", room=group.id)
    await say(house, "ada", "and all")
    exported = await hub.do(house["ada"], export.mine)
    assert [(each["room"], each["text"]) for each in exported["messages"]] == [
        ("@theo,uma", "just us"),
        ("garden", "and all"),
    ]


async def test_an_export_holds_whom_i_blocked_how_i_reacted_and_my_quiet_hours(house: House) -> None:
    hub = house.hub
    await say(house, "theo", "tea?")
    await hub.do(house["ada"], reactions.toggle, room="garden", seq=1, kind="👍")
    await hub.do(house["ada"], blocks.block, handle="theo")
    await hub.do(house["ada"], preferences.put, quiet=(1320, 420), strangers=True)
    exported = await hub.do(house["ada"], export.mine)
    assert exported["blocked"] == ["theo"]
    assert [(each["room"], each["seq"], each["kind"]) for each in exported["reactions"]] == [
        ("garden", 1, "👍")
    ]
    assert exported["preferences"]["quiet_from"] == 1320
    assert "tea" not in repr(exported)


async def test_no_words_of_an_erased_member_are_left_in_any_file_while_the_hub_runs(house: House) -> None:
    """Somebody copies the folder, log and all, of a hub that nobody has restarted since."""
    word = "obsidian"
    hub = house.hub
    await say(house, "ada", f"my {word} is mine")
    await hub.do(house["ada"], chat.save_draft, room="garden", text=f"more {word}")
    await hub.do(house["ada"], members.erase_me, handle="ada")
    for file in hub.config.data_dir.iterdir():
        assert word.encode() not in file.read_bytes(), file.name


async def test_reactions_of_an_erased_member_leave_the_screens_too(house: House) -> None:
    hub = house.hub
    await say(house, "ada", "tea?")
    await hub.do(house["theo"], reactions.toggle, room="garden", seq=1, kind="👍")
    before = (await hub.do(house["ada"], chat.message, room="garden", seq=1)).version
    room = (await hub.do(house["ada"], rooms.one, room="garden")).id
    with hub.bus.subscribe([f"room:{room}"]) as news:
        await hub.do(house["theo"], members.erase_me, handle="theo")
        assert await news.get() == Event(f"room:{room}", "reread")
    after = await hub.do(house["ada"], chat.message, room="garden", seq=1)
    assert (after.reactions, after.version) == ((), before + 1)


async def test_a_deleted_message_leaves_the_log_soon(house: House) -> None:
    hub = house.hub
    for n in range(1, 4):
        await say(house, "ada", f"obsidian {n}")
        await hub.do(house["ada"], edits.delete, room="garden", seq=n)
    async with asyncio.timeout(5):
        while any(b"obsidian" in file.read_bytes() for file in hub.config.data_dir.iterdir()):  # noqa: ASYNC110 - the keeper does it, and says nothing
            await asyncio.sleep(0.05)


async def test_emptying_the_log_hurts_no_write_and_waits_for_no_reader(house: House) -> None:
    hub = house.hub
    reader = connect(hub.config.database, writing=False)
    await say(house, "ada", "one")
    reader.execute("BEGIN")
    reader.execute("SELECT COUNT(*) FROM messages").fetchone()
    house.clock.advance(1_000)
    first, emptied, second = await asyncio.gather(
        hub.do(house["ada"], chat.post, room="garden", text="two"),
        hub.database.empty_log(),
        hub.do(house["theo"], chat.post, room="garden", text="three"),
    )
    assert (first.seq, emptied, second.seq) == (2, False, 3)
    reader.execute("COMMIT")
    reader.close()
    assert await hub.database.empty_log()
    assert len(await hub.do(house["ada"], chat.history, room="garden")) == 3


# -- bad moments


async def test_news_that_was_all_thrown_away_is_noticed(house: House) -> None:
    """A laptop with `porchlight local` sleeps for an hour: what it missed is gone from the outbox, to the last row."""
    hub = house.hub
    cursor = await hub.do(SYSTEM, presence.newest_news)
    await say(house, "ada", "hello")
    house.clock.advance(3_600_000)
    await hub.do(SYSTEM, presence.beat, process_id=hub.process_id)
    heard = await hub.do(SYSTEM, presence.news_since, cursor=cursor, origin="a laptop")
    assert heard.missed
    again = await hub.do(SYSTEM, presence.news_since, cursor=heard.cursor, origin="a laptop")
    assert not again.missed


async def test_very_much_news_becomes_one_resync(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence, "NEWS_AT_ONCE", 3)
    hub = house.hub
    cursor = await hub.do(SYSTEM, presence.newest_news)
    for each in "abcdef":
        await say(house, "ada", each)
    heard = await hub.do(SYSTEM, presence.news_since, cursor=cursor, origin="a laptop")
    assert heard.missed
    assert not heard.news
    assert heard.cursor == await hub.do(SYSTEM, presence.newest_news)


async def test_the_keeper_survives_a_fault_of_the_engine(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk fails once while news is looked for; from then on nobody's presence was kept, and closing failed."""
    asked = asyncio.Event()

    def fail(self: Database) -> int:
        asked.set()
        raise Unavailable("disk I/O error")

    monkeypatch.setattr(Database, "data_version", fail)
    async with asyncio.timeout(5):
        await asked.wait()
    monkeypatch.undo()
    keeper = house.hub._keeper
    assert keeper is not None
    assert not keeper.done()


async def test_a_fault_of_the_engine_is_told_in_our_words_everywhere(house: House) -> None:
    house.hub.database._reader.close()
    with pytest.raises(HubError):
        house.hub.database.data_version()


async def test_a_long_read_that_cannot_begin_is_told_in_our_words(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, *, writing: bool) -> sqlite3.Connection:
        raise sqlite.OperationalError("unable to open database file")

    monkeypatch.setattr("store.db.connect", refuse)
    with pytest.raises(Unavailable):
        await house.hub.do(house["ada"], export.mine)


async def test_the_store_opens_once_more_after_all_this(hub: Hub) -> None:
    assert connect(hub.config.database, writing=False).execute("PRAGMA quick_check").fetchone()[0] == "ok"


async def test_only_my_own_handle_erases_me(house: House) -> None:
    with pytest.raises(Denied):
        await house.hub.do(house["ada"], members.erase_me, handle="theo")
