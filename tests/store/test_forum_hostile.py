"""What is done to the forum to hurt: hostile text in every field, erasing, repeating, odd numbers, two at once."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest

from store import boards, check, drafts, edits, forum_search, lifts, members, polls, posts, threads
from store.errors import HubError, Invalid
from store.operations import SYSTEM
from tests.store.conftest import House

HOSTILE = (
    "a\x1b]52;c;aGk=\x07b",
    "a\x9b31mb",
    "a\u202eb\u2066c",
    "a\x00b\x08\x7f",
    "\ud800a",
    "a\u2028b",
    " \u0301a",
    "[@click=app.quit()]a[/]",
    "a" + "\u0301" * 40,
    "b7 OR place : b9",
    '" NEAR( *',
)


@pytest.fixture
async def forum(house: House) -> House:
    """A board of the hub."""
    await house.hub.do(SYSTEM, boards.create, name="welcome")
    await house.hub.do(SYSTEM, boards.create, name="sleep", circle="garden")
    house.clock.advance(1_000)
    return house


def strings(value: Any) -> Iterator[str]:
    """Every text in what an operation answered."""
    if isinstance(value, str):
        yield value
    elif dataclasses.is_dataclass(value):
        for each in dataclasses.fields(value):
            yield from strings(getattr(value, each.name))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from strings(each)


@pytest.mark.parametrize("attack", HOSTILE)
async def test_no_field_of_the_forum_lets_a_control_character_through(forum: House, attack: str) -> None:
    hub, ada = forum.hub, forum["ada"]
    fields: tuple[dict[str, Any], ...] = (
        {"title": attack},
        {"text": attack},
        {"tags": [attack]},
        {"content_note": attack},
        {"poll": polls.NewPoll((attack, "other"))},
    )
    for given in fields:
        forum.clock.advance(3_600_000)
        try:
            await hub.do(ada, threads.start, **{"board": "welcome", "title": "T", "text": "x", **given})
        except Invalid:
            continue
    await hub.do(ada, threads.start, board="welcome", title="Last", text="x", alias=True)
    last = max(each.id for each in await hub.do(ada, threads.listing))
    for work in (
        hub.do(
            ada, drafts.save, board="welcome", text=attack, title=attack, tags=attack, content_note=attack
        ),
        hub.do(ada, posts.edit, thread=last, seq=1, text=attack),
        hub.do(forum["hana"], threads.close, thread=last, reason=attack),
        hub.do(forum["hana"], boards.change, board="welcome", title=attack, description=attack),
        hub.do(forum["max"], lifts.ask, thread=last, seq=1, reason=attack),
    ):
        try:
            await work
        except Invalid:
            continue
    found = [
        *await hub.do(forum["theo"], threads.listing),
        *await hub.do(forum["theo"], boards.listing),
        *await hub.do(ada, drafts.listing),
        *await hub.do(forum["hana"], lifts.waiting),
        await hub.do(forum["theo"], threads.one, thread=last),
    ]
    for thread in await hub.do(forum["theo"], threads.listing):
        found.append(await hub.do(forum["theo"], posts.page, thread=thread.id))
    for text in strings(found):
        for character in text:
            assert (
                unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
                or character in "\n\u200d"
            ), ascii(text)
        assert not text or not unicodedata.combining(text[0])


@pytest.mark.parametrize(
    "attack", [*HOSTILE, "place:b2", "sleep OR wake", "{place} : b2", "-x", "a*b*", "x" * 5_000]
)
async def test_no_query_reaches_the_index_as_anything_but_words(forum: House, attack: str) -> None:
    """A board of the garden is asked for by somebody who may not read it, through the index's own grammar."""
    await forum.hub.do(
        forum["ada"], threads.start, board="sleep", title="Secret", text="sleep wake b2 place a x"
    )
    for words in (attack, f'"{attack}', f"{attack} board:welcome"):
        with contextlib.suppress(HubError):
            assert await forum.hub.do(forum["uma"], forum_search.posts, words=words) == []


@pytest.mark.parametrize("number", [-1, 0, 2**31, 2**32 - 1, 2**32, 2**63, -(2**63)])
async def test_absurd_numbers_find_nothing_and_break_nothing(forum: House, number: int) -> None:
    hub, ada = forum.hub, forum["ada"]
    await hub.do(ada, threads.start, board="welcome", title="T", text="x")
    for operation, arguments in (
        (posts.page, {"thread": number}),
        (posts.page, {"thread": 1, "around": number}),
        (posts.page, {"thread": 1, "after": number}),
        (posts.page, {"thread": 1, "before": number, "limit": number}),
        (posts.versions, {"thread": 1, "seq": number}),
        (posts.delete, {"thread": 1, "seq": number}),
        (posts.add, {"thread": 1, "text": "x", "reply_to": number}),
        (threads.mark_read, {"thread": 1, "seq": number}),
        (threads.mark_solved, {"thread": 1, "seq": number}),
        (threads.listing, {"before": (min(number, 2**62), min(number, 2**62)), "limit": number}),
        (polls.vote, {"thread": 1, "choices": [number]}),
    ):
        with contextlib.suppress(HubError):
            await hub.do(ada, operation, **arguments)
    assert (await hub.do(ada, posts.page, thread=1)).posts[0].text == "x"


async def test_many_at_once_each_get_a_place_of_their_own(forum: House) -> None:
    hub = forum.hub
    await hub.do(forum["ada"], threads.start, board="welcome", title="T", text="x")
    people = ("ada", "theo", "uma", "max", "fay", "hana")
    added = await asyncio.gather(
        *(
            hub.do(forum[who], posts.add, thread=1, text=f"{who} {n}", alias=bool(n % 2), nonce=f"{n}")
            for n in range(4)
            for who in people
        )
    )
    assert sorted(each.seq for each in added) == list(range(2, 26))
    assert len({each.author for each in added}) == 2 * len(people), "one alias each, beside the handle"


async def test_changing_a_post_has_an_end(forum: House) -> None:
    hub, ada = forum.hub, forum["ada"]
    await hub.do(ada, threads.start, board="welcome", title="T", text="x")
    for n in range(edits.MOST_VERSIONS):
        await hub.do(ada, posts.edit, thread=1, seq=1, text=f"{n}")
    with pytest.raises(Invalid):
        await hub.do(ada, posts.edit, thread=1, seq=1, text="again")


async def test_an_erased_member_leaves_nothing_of_theirs_and_the_store_sound(forum: House) -> None:
    hub = forum.hub
    word = "quartzite"
    asked = polls.NewPoll((f"{word} one", "two"))
    for alias in (False, True):
        forum.clock.advance(60_000)
        await hub.do(
            forum["ada"],
            threads.start,
            board="welcome",
            title=f"My {word}",
            text=f"{word} again",
            alias=alias,
            tags=[word],
            content_note=word,
            poll=asked,
        )
    other = await hub.do(
        forum["theo"],
        threads.start,
        board="welcome",
        title="Theirs",
        text="x",
        poll=polls.NewPoll(("a", "b")),
    )
    await hub.do(forum["ada"], polls.vote, thread=other.thread_id, choices=[1])
    await hub.do(forum["ada"], posts.react, thread=other.thread_id, seq=1, kind="thank you")
    await hub.do(forum["ada"], posts.add, thread=other.thread_id, text=f"{word} here", alias=True)
    await hub.do(forum["theo"], threads.mark_solved, thread=other.thread_id, seq=2)
    await hub.do(forum["ada"], drafts.save, board="welcome", text=f"more {word}")
    await hub.do(forum["ada"], posts.edit, thread=1, seq=1, text=f"{word} otherwise")
    await hub.do(forum["hana"], members.erase, handle="ada", aliases_at_once=True)
    page = await hub.do(forum["theo"], posts.page, thread=other.thread_id)
    # A number that fell as somebody goes would tell what they gave.
    assert [(each.kind, each.count) for each in page.posts[0].reactions] == [("thank you", 1)]
    assert page.posts[0].poll is not None
    assert (page.posts[0].poll.voters, [each.votes for each in page.posts[0].poll.choices]) == (0, [0, 0])
    assert (page.posts[1].deleted, page.posts[1].helped) == (True, False)
    titles = {each.title for each in await hub.do(forum["theo"], threads.listing)}
    assert titles == {posts.TAKEN_BACK, "Theirs"}
    assert await hub.do(forum["theo"], forum_search.posts, words=word) == []
    wrong = [each.what for each in await hub.do(SYSTEM, check.rows) if "neither a password" not in each.what]
    assert wrong == []
    await hub.close()
    for file in hub.config.data_dir.iterdir():
        assert word.encode() not in file.read_bytes(), file.name
