"""Reading in peace: who waits, what names me, where I was; and that nobody blocked is shown by anything."""

from __future__ import annotations

import importlib
import pkgutil
import random
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest

import store
from store import (
    blocks,
    boards,
    chat,
    directs,
    edits,
    pins,
    polls,
    posts,
    presence,
    reactions,
    rooms,
    threads,
    today,
)
from store.bus import Event
from store.errors import HubError, NotFound
from store.operations import REGISTRY, SYSTEM
from store.policy import RULES, Role
from tests.store.conftest import House

for module in pkgutil.iter_modules(store.__path__):
    importlib.import_module(f"store.{module.name}")

BLOCKED_WORD = "feldspar"

ASKED: Mapping[str, Mapping[str, Any]] = {
    "chat.history": {"room": "garden"},
    "rooms.one": {"room": "garden"},
    "rooms.people": {"room": "garden"},
    "rooms.rules": {"room": "garden"},
    "edits.moderates": {"room": "garden"},
    "chat.draft": {"room": "garden"},
    "chat.message": {"room": "garden", "seq": 2},
    "newest.after": {"room": "garden", "seq": 0},
    "edits.versions": {"room": "garden", "seq": 2},
    "reactions.people": {"room": "garden", "seq": 2},
    "pins.listing": {"room": "garden"},
    "presence.here": {"room": "garden"},
    "search.messages": {"words": BLOCKED_WORD},
    "circles.requests": {"circle": "garden"},
    "boards.one": {"board": "sleep"},
    "threads.one": {"thread": 1},
    "posts.page": {"thread": 1},
    "posts.versions": {"thread": 1, "seq": 2},
    "polls.voters": {"thread": 1},
    "drafts.one": {"thread": 1},
    "post_changes.in_thread": {"thread": 1},
    "unfinished.get": {"place": "checkin"},
    "checkin_reading.one": {"checkin": 1},
    "checkin_reading.shared_with_me": {"author": "theo"},
    "checkin_trend.trend": {"since": "2026-11-01"},
    "counters.one": {"counter": 1},
    "goals.one": {"goal": 1},
    "milestones.one": {"milestone": 1},
    "forum_search.posts": {"words": BLOCKED_WORD},
    "forum_search.everything": {"words": BLOCKED_WORD},
}
"""What to ask of operations that want arguments."""

NAMES_THEM: Mapping[str, str] = {
    "blocks.listing": "the list of whom one has blocked",
    "members.profile": "somebody whom the person names themselves",
    "export.mine": "what one wrote oneself, and to whom",
}
"""Operations that may say a blocked member's handle, and why."""


async def say(house: House, who: str, text: str, room: str = "garden", **more: Any) -> int:
    house.clock.advance(1_000)
    return (await house.hub.do(house[who], chat.post, room=room, text=text, **more)).seq


async def asked(house: House, name: str, **arguments: Any) -> str:
    """What an operation answers, as text; "" when it finds nothing."""
    try:
        return repr(await house.hub.do(house["ada"], REGISTRY[name], **arguments))
    except HubError as error:
        return str(error)


@pytest.mark.parametrize("seed", range(6))
async def test_no_operation_shows_somebody_whom_one_has_blocked(house: House, seed: int) -> None:
    """Theo does what a member can do, in any order, before and after ada blocks him."""
    hub, chance = house.hub, random.Random(seed)
    for who in ("theo", "ada"):
        await hub.do(house[who], presence.arrive, session_id=f"s-{who}", way_in="ssh")
    await say(house, "theo", f"{BLOCKED_WORD} @ada")
    await say(house, "ada", "mine")
    await hub.do(SYSTEM, boards.create, circle="garden", name="sleep")
    asked_in = polls.NewPoll(("tea", "milk"))
    await hub.do(house["ada"], threads.start, board="sleep", title="Mine", text="mine", poll=asked_in)
    await hub.do(house["theo"], posts.add, thread=1, text=BLOCKED_WORD)
    await hub.do(house["theo"], polls.vote, thread=1, choices=[1])
    deeds: list[Callable[[], Awaitable[object]]] = [
        lambda: say(house, "theo", f"{BLOCKED_WORD} {chance.random()} @ada https://example.org"),
        lambda: say(house, "theo", f"/me {BLOCKED_WORD}"),
        lambda: say(house, "theo", BLOCKED_WORD, reply_to=2),
        lambda: say(house, "theo", BLOCKED_WORD, "@ada"),
        lambda: say(house, "ada", "an answer", reply_to=1),
        lambda: hub.do(house["theo"], reactions.toggle, room="garden", seq=2, kind="thank you"),
        lambda: hub.do(house["theo"], edits.change, room="garden", seq=1, text=f"{BLOCKED_WORD} anew @ada"),
        lambda: hub.do(house["theo"], posts.add, thread=1, text=f"{BLOCKED_WORD} @ada", reply_to=1),
        lambda: hub.do(house["ada"], posts.add, thread=1, text="an answer", reply_to=2),
        lambda: hub.do(house["theo"], posts.edit, thread=1, seq=2, text=f"{BLOCKED_WORD} {chance.random()}"),
        lambda: hub.do(house["theo"], threads.start, board="sleep", title=BLOCKED_WORD, text="@ada"),
        lambda: hub.do(house["theo"], directs.ask, handle="ada"),
        lambda: hub.do(house["theo"], presence.set_state, session_id="s-theo", state="away"),
    ]
    await hub.do(house["theo"], rooms.open_direct, handle="ada")
    await say(house, "theo", BLOCKED_WORD, "@ada")
    blocks_at = chance.randrange(10)
    for step in range(20):
        if step == blocks_at:
            await hub.do(house["ada"], blocks.block, handle="theo")
        try:
            await chance.choice(deeds)()
        except HubError:
            house.clock.advance(20_000)
    for name, operation in sorted(REGISTRY.items()):
        may = RULES[operation.capability]
        if operation.writes or name in NAMES_THEM or Role.PARTICIPANT not in may.roles:
            continue
        for arguments in (ASKED.get(name), {}):
            if arguments is None:
                continue
            try:
                told = await asked(house, name, **arguments)
            except TypeError:
                assert name in ASKED, f"{name} wants arguments: say which"
                continue
            assert "theo" not in told, name
            assert BLOCKED_WORD not in told, name


async def test_who_is_blocked_is_not_in_the_letter_and_an_earlier_line_stands_for_the_room(
    house: House,
) -> None:
    await say(house, "theo", "before")
    await house.hub.do(house["ada"], blocks.block, handle="theo")
    letter = await house.hub.do(house["ada"], today.summary)
    assert letter.unread == ()
    assert letter.mentions == ()
    await house.hub.do(house["ada"], blocks.unblock, handle="theo")
    (unread,) = (await house.hub.do(house["ada"], today.summary)).unread
    assert (unread.author, unread.text) == ("theo", "before")


async def test_the_letter_tells_of_mentions_one_by_one_newest_first(house: House) -> None:
    await say(house, "theo", "@ada one")
    await say(house, "theo", "nobody")
    await say(house, "theo", "two, @ada")
    named = (await house.hub.do(house["ada"], today.summary)).mentions
    assert [one.text for one in named] == ["two, @ada", "@ada one"]
    await house.hub.do(house["ada"], chat.mark_read, room="garden", seq=1)
    named = (await house.hub.do(house["ada"], today.summary)).mentions
    assert [one.seq for one in named] == [3]
    await house.hub.do(house["ada"], rooms.mute, room="garden", for_s=3600)
    assert (await house.hub.do(house["ada"], today.summary)).mentions == ()


async def test_a_mention_waits_until_one_said_something_there(house: House) -> None:
    await say(house, "theo", "what do you think, @ada?")
    (waits,) = await house.hub.do(house["ada"], today.waiting)
    assert (waits.author, waits.seq, waits.names_me) == ("theo", 1, True)
    await house.hub.do(house["ada"], chat.mark_read, room="garden", seq=1)
    assert len(await house.hub.do(house["ada"], today.waiting)) == 1
    await say(house, "ada", "I think so")
    assert await house.hub.do(house["ada"], today.waiting) == []


async def test_direct_messages_wait_until_answered_and_old_mentions_no_longer_wait(house: House) -> None:
    await say(house, "theo", "@ada?")
    house.clock.advance(today.WAITS_MS + 1)
    await house.hub.do(house["theo"], rooms.open_direct, handle="ada")
    await say(house, "theo", "hello", "@ada")
    (waits,) = await house.hub.do(house["ada"], today.waiting)
    assert (waits.room.name, waits.names_me) == ("@theo", False)
    await house.hub.do(house["ada"], rooms.set_level, room="@theo", level="nothing")
    assert await house.hub.do(house["ada"], today.waiting) == []
    await house.hub.do(house["ada"], rooms.set_level, room="@theo", level="all")
    await say(house, "ada", "hello you", "@theo")
    assert await house.hub.do(house["ada"], today.waiting) == []


async def test_who_is_named_hears_it_and_nobody_else_does(house: House) -> None:
    garden = (await house.hub.do(house["ada"], rooms.one, room="garden")).id
    with house.hub.bus.subscribe([f"member:{house.ids['ada']}", f"member:{house.ids['mira']}"]) as news:
        await say(house, "theo", "@ada and @mira")
        assert await news.get() == Event(f"member:{house.ids['ada']}", "named", garden)
        await house.hub.do(house["ada"], blocks.block, handle="theo")
        kinds = {(await news.get()).kind for _ in range(2)}  # type: ignore[union-attr]
        assert kinds == {"blocks", "rooms"}
        await say(house, "theo", "@ada")
        await house.hub.do(house["ada"], rooms.mute, room="garden", for_s=60)
        assert (await news.get()).kind == "rooms"  # type: ignore[union-attr]


async def test_writing_and_reading_is_a_visit_and_marking_is_not(house: House) -> None:
    async def visited() -> int:
        return (await house.hub.do(house["ada"], rooms.one, room="garden")).visited_at

    assert await visited() == 0
    await say(house, "theo", "one")
    await house.hub.do(house["ada"], chat.mark_all_read)
    assert await visited() == 0
    await say(house, "ada", "two")
    assert await visited() == house.clock.now
    await say(house, "theo", "three")
    await house.hub.do(house["ada"], chat.mark_read, room="garden", seq=3)
    assert await visited() == house.clock.now


async def test_a_pin_by_somebody_blocked_is_not_told_of(house: House) -> None:
    await say(house, "theo", BLOCKED_WORD)
    await house.hub.do(house["ada"], blocks.block, handle="theo")
    assert await house.hub.do(house["ada"], pins.listing, room="garden") == []
    with pytest.raises(NotFound):
        await house.hub.do(house["ada"], chat.message, room="garden", seq=1)
