"""Asking under an alias: the attack is everybody else's curiosity.

Ada asks under an alias, theo answers, ada marks it helpful, max (mentor) moves it, hana (host) agrees to a lift. At no
point does any operation that theo, max, hana, fay or sam may ask tell them that it was ada, before the lift, and after
it only the two who asked and agreed learn it, through one operation that leaves a trace.
"""

from __future__ import annotations

import importlib
import json
import logging
import pkgutil
from collections.abc import Mapping
from typing import Any

import pytest

import store
from store import (
    aliases,
    audit,
    blocks,
    boards,
    circles,
    export,
    forum_file,
    forum_search,
    lifts,
    members,
    polls,
    posts,
    threads,
)
from store.errors import Denied, HubError, NotFound
from store.operations import REGISTRY, SYSTEM, Operation
from store.policy import RULES, Role
from tests.store.conftest import House

for module in pkgutil.iter_modules(store.__path__):
    importlib.import_module(f"store.{module.name}")

OTHERS = ("theo", "uma", "sam", "max", "fay", "hana")

AND_ASKED: Mapping[str, tuple[Mapping[str, Any], ...]] = {
    "boards.one": ({"board": "sleep"}, {"board": "welcome"}),
    "threads.one": ({"thread": 1},),
    "threads.listing": tuple({"view": view} for view in threads.VIEWS) + ({"tag": "nights"},),
    "posts.page": ({"thread": 1},),
    "posts.versions": ({"thread": 1, "seq": 1},),
    "polls.voters": ({"thread": 1},),
    "drafts.one": ({"thread": 1},),
    "forum_search.posts": tuple(
        {"words": words} for words in ("quartzite", "from:ada", "tag:nights", "lantern")
    ),
    "forum_search.everything": ({"words": "quartzite"}, {"words": "from:ada"}),
    "search.messages": ({"words": "quartzite"},),
    "members.profile": (),
    "chat.history": ({"room": "garden"},),
    "rooms.one": ({"room": "garden"},),
    "rooms.people": ({"room": "garden"},),
}
"""What is asked of operations that want arguments; of the others, nothing."""

NAMES_PEOPLE = frozenset(
    {
        "members.people",
        "members.profile",
        "members.listing",
        "rooms.people",
        "presence.here",
        "rooms.listing",
        "rooms.one",
        "circles.requests",
    }
)
"""Who is in the same circle, room or hub is no secret; these say nothing else, which another test holds to."""


@pytest.fixture
async def asked(house: House) -> House:
    """The garden with everybody in it, two boards, and ada's question under an alias, answered by theo."""
    hub = house.hub
    for handle in OTHERS:
        if handle != "theo":
            await hub.do(SYSTEM, circles.add_member, circle="garden", handle=handle)
    await hub.do(SYSTEM, boards.create, name="sleep", circle="garden")
    await hub.do(SYSTEM, boards.create, name="welcome", supporters=True)
    house.clock.advance(1_000)
    await hub.do(
        house["ada"],
        threads.start,
        board="sleep",
        title="Awake at three, lantern on",
        text="What do you do? quartzite @theo",
        alias=True,
        tags=["nights"],
        poll=polls.NewPoll(("tea", "a walk")),
        nonce="n-1",
    )
    house.clock.advance(60_000)
    await hub.do(house["theo"], posts.add, thread=1, text="I make tea.", reply_to=1)
    house.clock.advance(60_000)
    await hub.do(house["ada"], posts.edit, thread=1, seq=1, text="What do you all do? quartzite @theo")
    await hub.do(house["ada"], threads.mark_solved, thread=1, seq=2)
    await hub.do(house["ada"], posts.add, thread=1, text="Thank you, that helped.", alias=True, reply_to=2)
    return house


async def everything_told(house: House, who: str) -> dict[str, str]:
    """All that one member can read, by operation, as text."""
    told: dict[str, str] = {}
    role = await house.hub.do(house[who], members.me)
    for name, operation in sorted(REGISTRY.items()):
        if operation.writes or role.role not in RULES[operation.capability].roles:
            continue
        for arguments in AND_ASKED.get(name, ({},)):
            try:
                answer = await house.hub.do(house[who], operation, **arguments)
            except TypeError:
                continue
            except HubError as error:
                answer = str(error)
            told[f"{name} {arguments}"] = repr(answer)
    return told


def leaks(told: Mapping[str, str], house: House) -> list[str]:
    """Where ada is named, beside the places that name everybody."""
    number = house.ids["ada"]
    return [
        name
        for name, text in told.items()
        if name.partition(" ")[0] not in NAMES_PEOPLE
        and (
            "'ada'" in text or "ada" in text.replace("from:ada", "").split() or f"author_id={number}," in text
        )
    ]


async def test_nothing_that_others_can_ask_tells_who_asked(asked: House) -> None:
    hub = asked.hub
    for who in OTHERS:
        told = await everything_told(asked, who)
        assert "quartzite" in told["posts.page {'thread': 1}"]
        assert leaks(told, asked) == [], who
    await hub.do(asked["max"], threads.move, thread=1, board="welcome", reason="for everybody")
    lift = await hub.do(asked["max"], lifts.ask, thread=1, seq=1, reason="I am worried about them.")
    for who in OTHERS:
        assert leaks(await everything_told(asked, who), asked) == [], who
    await hub.do(asked["hana"], lifts.decide, lift=lift, consent=True)
    for who in OTHERS:
        assert leaks(await everything_told(asked, who), asked) == [], who
    for who in ("max", "hana"):
        assert await hub.do(asked[who], lifts.reveal, lift=lift) == "ada"
    with pytest.raises(NotFound):
        await hub.do(asked["fay"], lifts.reveal, lift=lift)
    (notice,) = await hub.do(asked["ada"], lifts.told)
    assert (notice.asked_by, notice.decided_by, notice.reason) == ("max", "hana", "I am worried about them.")
    for who in OTHERS:
        assert await hub.do(asked[who], lifts.told) == []
        assert leaks(await everything_told(asked, who), asked) == [], who


async def test_the_author_finds_it_theirs_everywhere(asked: House) -> None:
    hub, ada = asked.hub, asked["ada"]
    (thread,) = await hub.do(ada, threads.listing, view="mine")
    assert (thread.mine, thread.alias, thread.level) == (True, True, "following")
    page = await hub.do(ada, posts.page, thread=1)
    assert [post.mine for post in page.posts] == [True, False, True]
    assert page.posts[0].author == page.posts[2].author == (await hub.do(ada, threads.one, thread=1)).my_alias
    mine = (await hub.do(ada, export.mine))["forum"]["posts"]
    assert [(post["seq"], post["alias"]) for post in mine] == [(1, thread.author), (3, thread.author)]
    again = await hub.do(
        ada, threads.start, board="sleep", title="Awake", text="twice?", alias=True, nonce="n-1"
    )
    assert again.thread_id == 1
    await hub.do(ada, posts.delete, thread=1, seq=3)
    assert (await hub.do(asked["theo"], posts.page, thread=1)).posts[2].deleted


async def test_somebody_elses_nonce_or_hand_does_nothing(asked: House) -> None:
    hub, theo = asked.hub, asked["theo"]
    other = await hub.do(theo, threads.start, board="sleep", title="Mine", text="x", nonce="n-1")
    assert other.thread_id == 2
    with pytest.raises(Denied):
        await hub.do(theo, posts.edit, thread=1, seq=1, text="no")
    with pytest.raises(Denied):
        await hub.do(theo, posts.delete, thread=1, seq=1)
    with pytest.raises(Denied):
        await hub.do(theo, threads.mark_solved, thread=1, seq=2)


async def test_answering_oneself_under_ones_handle_looks_like_anybodys_answer(house: House) -> None:
    hub = house.hub
    await hub.do(SYSTEM, boards.create, name="sleep", circle="garden")
    for handle in ("ada", "theo"):
        await hub.do(house["ada"], threads.start, board="sleep", title=f"For {handle}", text="?", alias=True)
    await hub.do(house["ada"], posts.add, thread=1, text="So do I.")
    await hub.do(house["theo"], posts.add, thread=2, text="So do I.")
    one, other = sorted(await hub.do(house["theo"], threads.listing), key=lambda each: each.id)
    assert (one.answered, one.waiting_since) == (other.answered, other.waiting_since) == (True, None)
    await hub.do(house["ada"], posts.delete, thread=1, seq=2)
    await hub.do(house["theo"], posts.delete, thread=2, seq=2)
    assert [t.answered for t in await hub.do(house["theo"], threads.listing)] == [False, False]


async def test_blocking_the_person_behind_it_changes_nothing_that_is_seen_of_an_alias(asked: House) -> None:
    hub, theo = asked.hub, asked["theo"]
    before = await hub.do(theo, posts.page, thread=1)
    listed = await hub.do(theo, threads.listing)
    found = await hub.do(theo, forum_search.posts, words="quartzite")
    await hub.do(theo, blocks.block, handle="ada")
    assert await hub.do(theo, posts.page, thread=1) == before
    assert await hub.do(theo, threads.listing) == listed
    assert await hub.do(theo, forum_search.posts, words="quartzite") == found
    # Nor can an alias find out who has blocked it: whom it names, it names.
    await hub.do(asked["ada"], posts.add, thread=1, text="@theo still there?", alias=True)
    assert (await hub.do(theo, posts.page, thread=1)).posts[-1].names_me
    await hub.do(asked["ada"], posts.add, thread=1, text="@theo?")
    assert len((await hub.do(theo, posts.page, thread=1)).posts) == 4


async def test_news_that_others_hear_names_nobody(asked: House) -> None:
    """Ada's session alone listens to her own topic; what is told of a thread or board has no member in it."""
    hub = asked.hub
    with hub.bus.subscribe(["thread:1", "board:1", *(f"member:{asked.ids[who]}" for who in OTHERS)]) as news:
        await hub.do(asked["ada"], posts.add, thread=1, text="And again.", alias=True)
        heard = [await news.get() for _ in range(3)]
    number = asked.ids["ada"]
    assert {(event.topic, event.kind) for event in heard} == {  # type: ignore[union-attr]
        ("thread:1", "advanced"),
        ("board:1", "advanced"),
        (f"member:{asked.ids['theo']}", "threads"),
    }
    assert number not in {event.value for event in heard if event.topic.startswith("member")}  # type: ignore[union-attr]


async def test_starting_under_an_alias_leaves_no_news_for_the_author_beside_that_of_the_thread(
    asked: House,
) -> None:
    """The outbox is one row after another: news for the one follower would stand beside the thread's."""
    hub = asked.hub
    before = hub.database.read(lambda c: c.execute("SELECT MAX(id) FROM outbox").fetchone()[0])
    await hub.do(asked["ada"], threads.start, board="sleep", title="Another", text="x", alias=True)
    rows = hub.database.read(
        lambda c: c.execute("SELECT topic FROM outbox WHERE id > ?", (before,)).fetchall()
    )
    assert [row[0] for row in rows] == ["board:1"]


async def test_no_table_but_the_one_leads_from_the_thread_to_ada(asked: House) -> None:
    """Whoever reads the file with that one table taken out finds no row that has both ada and a time of her posts."""
    hub, ada = asked.hub, asked.ids["ada"]

    def rows(connection: Any) -> list[str]:
        names = [
            r[0] for r in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        ]
        times = {
            r[0] for r in connection.execute("SELECT at FROM posts WHERE alias_id IS NOT NULL").fetchall()
        }
        times |= {
            r[0] for r in connection.execute("SELECT started_at FROM threads WHERE alias_id IS NOT NULL")
        }
        found = []
        for name in names:
            columns = [r[1] for r in connection.execute(f"PRAGMA table_info({name})").fetchall()]
            people = [c for c in columns if c in ("member_id", "author_id", "by_id", "from_id", "asked_by")]
            if name == "alias_owners" or not people or name.startswith("posts_fts"):
                continue
            for row in connection.execute(f"SELECT * FROM {name}").fetchall():  # noqa: S608 - our own schema's names
                if ada in [row[c] for c in people] and times & {v for v in tuple(row) if isinstance(v, int)}:
                    found.append(f"{name}: {tuple(row)}")
        return found

    assert hub.database.read(rows) == []


async def test_views_of_the_database_do_not_exist(asked: House) -> None:
    views = asked.hub.database.read(
        lambda c: c.execute("SELECT name FROM sqlite_schema WHERE type = 'view'").fetchall()
    )
    assert views == []


async def test_the_audit_trail_tells_of_the_lift_and_not_of_whom(asked: House) -> None:
    hub = asked.hub
    await hub.do(asked["fay"], posts.delete, thread=1, seq=3)
    lift = await hub.do(asked["fay"], lifts.ask, thread=1, seq=1, reason="why")
    await hub.do(asked["hana"], lifts.decide, lift=lift, consent=True)
    await hub.do(asked["fay"], lifts.reveal, lift=lift)
    trail = await hub.do(SYSTEM, audit.newest)
    mine = [entry for entry in trail if entry.action.startswith(("lift", "post"))]
    assert [entry.action for entry in mine] == ["lift.read", "lift.consent", "lift.ask", "post.delete"]
    for entry in mine:
        assert f"member:{asked.ids['ada']}" not in (entry.subject, entry.detail)
        assert "ada" not in entry.detail
        assert f"member:{asked.ids['ada']}" not in entry.detail


async def test_the_forum_leaves_the_hub_without_owners_and_logs_say_nothing(
    asked: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    lines = await asked.hub.do(SYSTEM, forum_file.dump)
    written = [json.loads(line) for line in lines]
    assert [each.get("author") for each in written if each["type"] == "post"] == [None, "theo", None]
    assert "ada" not in "".join(lines).replace("@ada", "")
    assert "ada" not in caplog.text
    assert "quartzite" not in caplog.text


async def test_neither_the_owner_nor_the_asker_can_decide_and_the_words_are_the_same(house: House) -> None:
    hub = house.hub
    await hub.do(SYSTEM, boards.create, name="welcome")
    house.ids["ines"] = await hub.do(SYSTEM, members.add, handle="ines", role=Role.HOST)
    ines = house.ids["ines"] = next(m.id for m in await hub.do(SYSTEM, members.listing) if m.handle == "ines")
    await hub.do(house["ines"], members.acknowledge_rules, version=hub.config.rules.version)
    assert ines
    await hub.do(house["hana"], threads.start, board="welcome", title="Hm", text="tired", alias=True)
    await hub.do(house["ada"], threads.start, board="welcome", title="Hm", text="tired", alias=True)
    # The author, a host, can neither ask nor decide; somebody who may not ask hears the same words.
    with pytest.raises(Denied) as owner_asks:
        await hub.do(house["hana"], lifts.ask, thread=1, seq=1, reason="curious")
    lift = await hub.do(house["max"], lifts.ask, thread=1, seq=1, reason="worried")
    assert [each.id for each in await hub.do(house["hana"], lifts.waiting)] == [lift]
    for consent in (True, False):
        with pytest.raises(Denied) as owner_decides:
            await hub.do(house["hana"], lifts.decide, lift=lift, consent=consent)
    own = await hub.do(house["ines"], lifts.ask, thread=2, seq=1, reason="worried")
    with pytest.raises(Denied) as asker_decides:
        await hub.do(house["ines"], lifts.decide, lift=own, consent=True)
    assert str(owner_asks.value) == str(owner_decides.value) == str(asker_decides.value)
    await hub.do(house["ines"], lifts.decide, lift=lift, consent=False)
    assert await hub.do(house["hana"], lifts.told) == []
    with pytest.raises(NotFound):
        await hub.do(house["max"], lifts.reveal, lift=lift)


async def test_a_lift_tells_the_author_until_they_say_that_they_know(asked: House) -> None:
    hub = asked.hub
    lift = await hub.do(asked["fay"], lifts.ask, thread=1, seq=1, reason="why")
    with hub.bus.subscribe([f"member:{asked.ids['ada']}"]) as news:
        await hub.do(asked["hana"], lifts.decide, lift=lift, consent=True)
        assert (await news.get()).kind == "lift"  # type: ignore[union-attr]
    with pytest.raises(NotFound):
        await hub.do(asked["theo"], lifts.acknowledge, lift=lift)
    await hub.do(asked["ada"], lifts.acknowledge, lift=lift)
    assert await hub.do(asked["ada"], lifts.told) == []
    assert len(await hub.do(asked["ada"], lifts.told, everything=True)) == 1


@pytest.mark.parametrize("who", ["theo", "max", "fay", "sam"])
async def test_who_may_not_decide_cannot(asked: House, who: str) -> None:
    lift = await asked.hub.do(asked["fay"], lifts.ask, thread=1, seq=1, reason="why")
    deciding: tuple[Operation[..., object], ...] = (lifts.decide, lifts.waiting)
    for operation in deciding:
        with pytest.raises(Denied):
            await asked.hub.do(
                asked[who],
                operation,
                **({"lift": lift, "consent": True} if operation is lifts.decide else {}),
            )


async def test_an_alias_is_ones_own_in_its_thread_only_and_comes_from_chance(house: House) -> None:
    hub = house.hub
    await hub.do(SYSTEM, boards.create, name="welcome")
    names = set()
    for n in range(8):
        house.clock.advance(3_600_000)
        started = await hub.do(
            house["ada"], threads.start, board="welcome", title=f"{n}", text="x", alias=True
        )
        names.add(started.author)
    assert len(names) > 4, "eight draws from thousands hardly ever meet"
    second = await hub.do(house["theo"], posts.add, thread=1, text="y", alias=True)
    third = await hub.do(house["theo"], posts.add, thread=1, text="z", alias=True)
    assert second.author == third.author
    assert len(aliases.FIRST) == len(set(aliases.FIRST))
    assert len(aliases.SECOND) == len(set(aliases.SECOND))


async def test_a_notice_does_not_tell_of_a_hidden_board_that_the_thread_was_moved_to(asked: House) -> None:
    hub = asked.hub
    await hub.do(SYSTEM, boards.create, name="quiet", circle="attic")
    await hub.do(asked["max"], threads.move, thread=1, board="quiet", reason="for the few")
    lift = await hub.do(asked["max"], lifts.ask, thread=1, seq=1, reason="why")
    await hub.do(asked["hana"], lifts.decide, lift=lift, consent=True)
    (notice,) = await hub.do(asked["ada"], lifts.told)
    assert (notice.board, notice.title) == ("", "")
    assert notice.reason == "why"
    assert "attic" not in repr(await hub.do(asked["ada"], lifts.told, everything=True))
