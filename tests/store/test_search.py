"""Search finds what may be read, newest first, and takes nothing that people type for its own operators."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import chat, rooms, search
from store.errors import Invalid, NotFound
from tests.store.conftest import House

OPERATORS = ["AND", "OR", "NOT", "NEAR(", '"', "*", "text:", "^", "-", "(", ")", "soup"]
OPERATORS += ["from:", "from:ada", "in:garden", "before:1", "has:link"]


async def found(house: House, words: str, **more: object) -> list[str]:
    messages = await house.hub.do(house["ada"], search.messages, words=words, **more)  # type: ignore[arg-type]
    return [message.text for message in messages]


@pytest.fixture
async def said(house: House) -> House:
    """A garden with something in it, and direct messages."""
    for text in ("Planted the leeks", "The leek soup was good", "Soup again?", "Café au lait"):
        house.clock.advance(60_000)
        await house.hub.do(house["theo"], chat.post, room="garden", text=text)
    await house.hub.do(house["ada"], rooms.open_direct, handle="theo")
    house.clock.advance(60_000)
    await house.hub.do(house["ada"], chat.post, room="@theo", text="soup for two")
    return house


async def test_every_word_has_to_occur_and_the_newest_comes_first(said: House) -> None:
    assert await found(said, "soup") == ["soup for two", "Soup again?", "The leek soup was good"]
    assert await found(said, "leek soup") == ["The leek soup was good"]
    assert await found(said, "leeks") == ["The leek soup was good", "Planted the leeks"]


async def test_a_phrase_a_beginning_a_room_and_accents(said: House) -> None:
    assert await found(said, '"soup was"') == ["The leek soup was good"]
    assert await found(said, '"was soup"') == []
    assert await found(said, "plan*") == ["Planted the leeks"]
    assert await found(said, "soup", room="@theo") == ["soup for two"]
    assert await found(said, "cafe") == ["Café au lait"]
    assert await found(said, "soup", limit=1) == ["soup for two"]
    assert await found(said, "soup", before=said.clock.now) == ["Soup again?", "The leek soup was good"]


async def test_filters_narrow_it_down(said: House) -> None:
    said.clock.advance(24 * 3600 * 1000)
    await said.hub.do(said["ada"], chat.post, room="garden", text="recipe: https://soup.example/leek")
    assert await found(said, "soup from:ada") == ["recipe: https://soup.example/leek", "soup for two"]
    assert await found(said, "soup from:ada in:@theo") == ["soup for two"]
    assert await found(said, "has:link") == ["recipe: https://soup.example/leek"]
    assert await found(said, "soup after:2026-11-22") == ["recipe: https://soup.example/leek"]
    assert await found(said, "soup before:2026-11-23 in:garden") == ["Soup again?", "The leek soup was good"]
    assert await found(said, "from:nobody") == []
    for words in ("before:tomorrow", "after:2026-13-01 soup", "has:pictures"):
        with pytest.raises(Invalid):
            await found(said, words)
    with pytest.raises(NotFound):
        await found(said, "soup in:cellar")


async def test_nothing_to_look_for_is_said_so(said: House) -> None:
    for words in ("", "  ", "...", '""', "*"):
        with pytest.raises(Invalid):
            await found(said, words)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(max_size=60) | st.lists(st.sampled_from(OPERATORS)).map(" ".join))
async def test_whatever_is_typed_is_looked_for_and_never_understood(said: House, words: str) -> None:
    try:
        await found(said, words)
    except (Invalid, NotFound):
        return
