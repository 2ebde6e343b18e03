"""Attacks by members on one another, one sentence each: what somebody with bad intentions tries, and does not get."""

from __future__ import annotations

import pytest

from store import (
    export,
    members,
    pairs,
)
from store.errors import HubError, NotFound, RateLimited
from store.operations import SYSTEM
from store.policy import Role
from tests.store.conftest import House


async def seen_by_whoever_asks(house: House, who: str) -> tuple[object, object]:
    cards = [(card.handle, card.asked) for card in await house.hub.do(house[who], pairs.cards)]
    waiting = [one.handle for one in (await house.hub.do(house[who], pairs.asking)).waiting]
    return cards, waiting


async def test_taking_back_and_asking_again_does_not_tell_a_no_from_silence(house: House) -> None:
    """Theo asks uma and ada, takes it back and asks again, to find out which of them said no."""
    hub, theo = house.hub, house["theo"]
    for who in ("uma", "ada"):
        await hub.do(house[who], pairs.put_card, open=True)
        await hub.do(theo, pairs.ask, handle=who)
    await hub.do(house["uma"], pairs.answer, handle="theo", yes=False)
    for who in ("uma", "ada"):
        await hub.do(theo, pairs.take_back, handle=who)
    cards, waiting = await seen_by_whoever_asks(house, "theo")
    assert sorted(cards) == [("ada", False), ("uma", False)]  # type: ignore[call-overload]
    assert waiting == []
    for who in ("uma", "ada"):
        with pytest.raises(NotFound):
            await hub.do(theo, pairs.take_back, handle=who)
    house.clock.advance(1_000)
    for who in ("uma", "ada"):
        assert not await hub.do(theo, pairs.ask, handle=who, words="please")
    asked = (await hub.do(theo, export.mine))["buddies_asked"]
    assert [one["words"] for one in asked] == ["please", "please"]
    cards, waiting = await seen_by_whoever_asks(house, "theo")
    assert sorted(cards) == [("ada", True), ("uma", True)]  # type: ignore[call-overload]
    assert sorted(waiting) == ["ada", "uma"]  # type: ignore[call-overload]
    assert (await hub.do(house["uma"], pairs.asking)).asked == (), "she is not asked again"


async def test_taking_back_does_not_get_around_how_many_may_be_asked_in_a_day(house: House) -> None:
    """Theo asks, takes back and asks again, all day long, so that ada's list never rests."""
    await house.hub.do(house["ada"], pairs.put_card, open=True)
    for _ in range(10):
        await house.hub.do(house["theo"], pairs.ask, handle="ada")
        await house.hub.do(house["theo"], pairs.take_back, handle="ada")
        house.clock.advance(60_000)
    with pytest.raises(RateLimited):
        await house.hub.do(house["theo"], pairs.ask, handle="ada")


async def test_who_has_no_room_for_a_buddy_does_not_learn_from_it_what_the_other_said(house: House) -> None:
    """Theo has as many buddies as there is room for, and says yes to a proposal to hear whether the other did."""
    hub = house.hub
    for n in range(hub.config.buddies.most):
        house.ids[f"b{n}"] = await hub.do(
            SYSTEM, members.add, handle=f"b{n}x", role=Role.PARTICIPANT, circle_names=("garden",)
        )
        await hub.do(house[f"b{n}"], members.acknowledge_rules, version=hub.config.rules.version)
        await hub.do(house[f"b{n}"], pairs.put_card, open=True)
        await hub.do(house["theo"], pairs.put_card, open=True)
        await hub.do(house["theo"], pairs.ask, handle=f"b{n}x")
        await hub.do(house[f"b{n}"], pairs.answer, handle="theo", yes=True)
    for other in ("ada", "uma"):
        await hub.do(house["fay"], pairs.propose, one="theo", other=other)
    answered = {}
    for proposal in (await hub.do(house["ada"], pairs.asking)).proposals:
        await hub.do(house["ada"], pairs.answer_proposal, proposal=proposal.id, yes=True)
    for proposal in (await hub.do(house["theo"], pairs.asking)).proposals:
        try:
            answered[proposal.handle] = str(
                await hub.do(house["theo"], pairs.answer_proposal, proposal=proposal.id, yes=True)
            )
        except HubError as refused:
            answered[proposal.handle] = str(refused)
    assert answered["ada"] == answered["uma"]
