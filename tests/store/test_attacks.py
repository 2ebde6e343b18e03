"""Attacks by members on one another, one sentence each: what somebody with bad intentions tries, and does not get."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from store import (
    blocks,
    boards,
    chat,
    checkins,
    circles,
    counters,
    drafts,
    edits,
    export,
    goals,
    members,
    milestones,
    pairs,
    posts,
    reactions,
    threads,
)
from store.errors import Conflict, HubError, Invalid, NotFound, RateLimited
from store.operations import SYSTEM
from store.policy import Role
from tests.store.conftest import House
from tests.store.pairing import DAY_MS, befriend, found_by, pair_of, see_all


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


async def test_a_mentor_cannot_wear_two_people_down_by_proposing_them_again(house: House) -> None:
    """Fay proposes ada and theo a dozen times, and again after ada's no."""
    hub = house.hub
    for _ in range(12):
        await hub.do(house["fay"], pairs.propose, one="ada", other="theo", words="you two")
    (proposal,) = (await hub.do(house["ada"], pairs.asking)).proposals
    await hub.do(house["ada"], pairs.answer_proposal, proposal=proposal.id, yes=False)
    house.clock.advance(40 * DAY_MS)
    for one, other in (("ada", "theo"), ("theo", "ada")):
        await hub.do(house["fay"], pairs.propose, one=one, other=other)
    assert (await hub.do(house["ada"], pairs.asking)).proposals == ()
    house.clock.advance(60 * DAY_MS)
    await hub.do(house["fay"], pairs.propose, one="ada", other="theo")
    (proposal,) = (await hub.do(house["ada"], pairs.asking)).proposals
    (theirs,) = (await hub.do(house["theo"], pairs.asking)).proposals
    await hub.do(house["ada"], pairs.answer_proposal, proposal=proposal.id, yes=True)
    assert await hub.do(house["theo"], pairs.answer_proposal, proposal=theirs.id, yes=True)
    await hub.do(house["ada"], pairs.part, pair=(await pair_of(house, "ada", "theo")).id)
    await hub.do(house["fay"], pairs.propose, one="ada", other="theo")
    assert len((await hub.do(house["ada"], pairs.asking)).proposals) == 1, (
        "after parting either may be proposed anew"
    )


async def test_a_yes_to_a_mentors_proposal_is_not_one_to_being_buddies_again(house: House) -> None:
    """Ada, proposed to theo, has parted from him; theo says yes to the old proposal once more and has her back."""
    hub = house.hub
    await hub.do(house["fay"], pairs.propose, one="ada", other="theo")
    ids = {}
    for who in ("ada", "theo"):
        (proposal,) = (await hub.do(house[who], pairs.asking)).proposals
        ids[who] = proposal.id
        await hub.do(house[who], pairs.answer_proposal, proposal=proposal.id, yes=True)
    await hub.do(house["ada"], pairs.part, pair=(await pair_of(house, "ada", "theo")).id)
    assert (await hub.do(house["theo"], pairs.asking)).proposals == ()
    with pytest.raises(NotFound):
        await hub.do(house["theo"], pairs.answer_proposal, proposal=ids["theo"], yes=True)
    assert await hub.do(house["ada"], pairs.mine) == []


async def test_a_yes_from_before_a_block_is_none_after_it(house: House) -> None:
    """Ada said yes to theo, blocked him, and takes the block off; theo's late yes makes them buddies."""
    hub = house.hub
    await hub.do(house["fay"], pairs.propose, one="ada", other="theo")
    (proposal,) = (await hub.do(house["ada"], pairs.asking)).proposals
    await hub.do(house["ada"], pairs.answer_proposal, proposal=proposal.id, yes=True)
    await hub.do(house["ada"], blocks.block, handle="theo")
    await hub.do(house["ada"], blocks.unblock, handle="theo")
    (theirs,) = (await hub.do(house["theo"], pairs.asking)).proposals
    assert not await hub.do(house["theo"], pairs.answer_proposal, proposal=theirs.id, yes=True)
    assert await hub.do(house["ada"], pairs.mine) == []


async def test_what_was_said_in_an_archived_room_is_not_made_into_something_else(house: House) -> None:
    """Theo and ada parted; theo, who can no longer write to her, changes what he wrote long ago, and waves at it."""
    pair = await befriend(house)
    room = (await pair_of(house, "theo", "ada")).room_id
    await house.hub.do(house["theo"], chat.post, room=room, text="good morning")
    await house.hub.do(house["ada"], pairs.part, pair=pair)
    with pytest.raises(Invalid):
        await house.hub.do(house["theo"], edits.change, room=room, seq=1, text="how could you")
    with pytest.raises(Invalid):
        await house.hub.do(house["theo"], reactions.toggle, room=room, seq=1, kind="\N{WAVING HAND SIGN}")
    await house.hub.do(house["theo"], edits.delete, room=room, seq=1)


async def test_a_flood_by_somebody_blocked_does_not_hide_what_others_share(house: House) -> None:
    """Uma, whom theo has blocked, fills the cohort with check-ins, goals and cards, so that theo sees nobody's."""
    hub = house.hub
    await hub.do(SYSTEM, circles.add_member, circle="cohort", handle="ada")
    await hub.do(house["ada"], checkins.add, note="rain", audience="circle", circle="cohort")
    await hub.do(house["ada"], goals.add, title="walk", audience="circle", circle="cohort")
    await hub.do(house["ada"], milestones.add, title="a month", room="cohort")
    for _ in range(50):
        house.clock.advance(60_000)
        await hub.do(house["uma"], checkins.add, note="noise", audience="circle", circle="cohort")
        await hub.do(house["uma"], goals.add, title="noise", audience="circle", circle="cohort")
        await hub.do(house["uma"], milestones.add, title="noise", room="cohort")
    await hub.do(house["theo"], blocks.block, handle="uma")
    overview = await hub.do(house["theo"], pairs.overview)
    assert [one.note for one in overview.shared] == ["rain"]
    assert [one.title for one in await hub.do(house["theo"], goals.shared_with_me)] == ["walk"]
    assert [one.title for one in await hub.do(house["theo"], milestones.shared_with_me)] == ["a month"]


async def test_a_flood_that_nobody_sees_does_not_hide_what_others_share(house: House) -> None:
    """Uma archives fifty goals, and leaves the circle after fifty check-ins, so that nothing is left of anybody's."""
    hub = house.hub
    await hub.do(SYSTEM, circles.add_member, circle="cohort", handle="ada")
    await hub.do(house["ada"], checkins.add, note="rain", audience="circle", circle="cohort")
    await hub.do(house["ada"], goals.add, title="walk", audience="circle", circle="cohort")
    for _ in range(50):
        house.clock.advance(60_000)
        await hub.do(house["uma"], checkins.add, note="noise", audience="circle", circle="cohort")
        goal = await hub.do(house["uma"], goals.add, title="noise", audience="circle", circle="cohort")
        await hub.do(house["uma"], goals.edit, goal=goal.id, archived=True)
    assert [one.title for one in await hub.do(house["theo"], goals.shared_with_me)] == ["walk"]
    await hub.do(house["uma"], circles.leave, circle="cohort")
    assert [one.note for one in (await hub.do(house["theo"], pairs.overview)).shared] == ["rain"]


async def test_my_own_flood_does_not_hide_what_others_share_from_me(house: House) -> None:
    """Theo's own check-ins fill the window over his circle."""
    hub = house.hub
    await hub.do(house["uma"], checkins.add, note="rain", audience="circle", circle="cohort")
    for _ in range(40):
        house.clock.advance(60_000)
        await hub.do(house["theo"], checkins.add, note="mine", audience="circle", circle="cohort")
    assert [one.note for one in (await hub.do(house["theo"], pairs.overview)).shared] == ["rain"]


async def test_cheers_and_signatures_name_nobody_to_whom_they_are_not_known(house: House) -> None:
    """Sam, of the family circle, reads from a goal and a card who cheered them on elsewhere: who the buddy is, and who
    is in a hidden circle."""
    hub = house.hub
    await hub.do(
        SYSTEM,
        circles.create,
        name="family",
        title="Family",
        kind=circles.CircleKind.FAMILY,
        visibility=circles.Visibility.ASK,
    )
    for who in ("sam", "mira"):
        await hub.do(SYSTEM, circles.add_member, circle="family", handle=who)
    goal = await hub.do(house["mira"], goals.add, title="walk", audience="circle", circle="attic")
    await hub.do(house["max"], goals.cheer, goal=goal.id)
    card = await hub.do(house["mira"], milestones.add, title="a month", room="attic")
    await hub.do(house["max"], milestones.sign, milestone=card.id, text="well done")
    await hub.do(house["mira"], goals.edit, goal=goal.id, audience="circle", circle="family")
    await hub.do(house["mira"], milestones.announce, milestone=card.id, room="family")
    with pytest.raises(NotFound):
        await hub.do(house["sam"], members.profile, handle="max")
    assert "max" not in repr(await hub.do(house["sam"], goals.shared_with_me))
    assert "max" not in repr(await hub.do(house["sam"], milestones.shared_with_me))
    (mine,) = await hub.do(house["mira"], goals.mine)
    assert [cheer.handle for cheer in mine.cheers] == ["max"]
    (card,) = await hub.do(house["mira"], milestones.mine)
    assert [signature.handle for signature in card.signatures] == ["max"]


async def test_a_cheer_does_not_tell_one_buddy_of_another(house: House) -> None:
    """Theo, one buddy of ada's, reads from the cheers on her goal that uma is another."""
    hub = house.hub
    await hub.do(SYSTEM, circles.add_member, circle="garden", handle="uma")
    await befriend(house, "ada", "theo")
    await befriend(house, "ada", "uma")
    goal = await hub.do(house["ada"], goals.add, title="walk", audience="buddy")
    for who in ("uma", "theo"):
        await hub.do(house[who], goals.cheer, goal=goal.id)
    (seen,) = await hub.do(house["theo"], goals.shared_with_me)
    assert [cheer.handle for cheer in seen.cheers] == ["theo"]
    (mine,) = await hub.do(house["ada"], goals.mine)
    assert sorted(cheer.handle for cheer in mine.cheers) == ["theo", "uma"]


async def test_a_checkin_given_by_name_does_not_name_the_hidden_circle_that_it_is_for(house: House) -> None:
    """Uma, whom mira tells of a check-in for the hidden attic, reads from it that there is an attic."""
    hub = house.hub
    await hub.do(SYSTEM, circles.add_member, circle="cohort", handle="mira")
    told = await hub.do(
        house["mira"], checkins.add, note="rain", audience="circle", circle="attic", tell=["uma"]
    )
    assert told.circle == "attic"
    (seen,) = await hub.do(house["uma"], checkins.shared_with_me)
    assert seen.note == "rain"
    assert "attic" not in repr(seen)
    (known,) = await hub.do(house["max"], checkins.shared_with_me)
    assert known.circle == "attic"


@pytest.fixture
async def forum(house: House) -> House:
    """A board of the garden (ada, theo), one of the hidden attic (max, mira), and two of the hub."""
    for name, circle in (("sleep", "garden"), ("quiet", "attic"), ("welcome", ""), ("other", "")):
        await house.hub.do(SYSTEM, boards.create, name=name, circle=circle)
    house.clock.advance(60_000)
    return house


async def start(house: House, who: str, board: str = "welcome", **more: Any) -> int:
    house.clock.advance(60_000)
    begun = await house.hub.do(house[who], threads.start, board=board, title="T", text="words", **more)
    return begun.thread_id


async def test_merging_threads_loses_nobody_the_draft_that_they_had_begun(forum: House) -> None:
    """Max merges two threads while ada writes in the one and theo in both, and what they had begun is gone."""
    hub = forum.hub
    one, into = await start(forum, "uma"), await start(forum, "uma")
    words = "It took me a year to say this."
    await hub.do(forum["ada"], drafts.save, thread=one, text=words, alias=True, reply_to=1)
    await hub.do(forum["theo"], drafts.save, thread=one, text="to the one")
    await hub.do(forum["theo"], drafts.save, thread=into, text="to the other")
    await hub.do(forum["max"], threads.merge, thread=one, into=into, reason="the same")
    for thread in (one, into):
        kept = await hub.do(forum["ada"], drafts.one, thread=thread)
        assert kept is not None
        assert (kept.text, kept.alias, kept.reply_to) == (words, True, 2)
    both = await hub.do(forum["theo"], drafts.one, thread=into)
    assert both is not None
    assert "to the one" in both.text
    assert "to the other" in both.text


@pytest.mark.parametrize("target", ["welcome", "sleep"])
async def test_what_was_written_in_a_hidden_circle_is_not_carried_out_of_it(
    forum: House, target: str
) -> None:
    """Max moves, and merges, a thread of the hidden attic to where everybody reads it."""
    hub = forum.hub
    await hub.do(SYSTEM, circles.add_member, circle="garden", handle="max")
    hidden = await start(forum, "mira", "quiet")
    public = await start(forum, "max", target)
    max_ = forum["max"]
    with pytest.raises(Invalid):
        await hub.do(max_, threads.move, thread=hidden, board=target, reason="for everybody")
    with pytest.raises(Invalid):
        await hub.do(max_, threads.merge, thread=hidden, into=public, reason="for everybody")
    assert [post.author for post in (await hub.do(forum["mira"], posts.page, thread=hidden)).posts] == [
        "mira"
    ]
    with pytest.raises(NotFound):
        await hub.do(forum["ada"], posts.page, thread=hidden)


async def test_blocking_somebody_does_not_tell_whether_they_reacted_to_a_post(forum: House) -> None:
    """Theo blocks ada and counts again: one "same here" less, and he knows that it was hers."""
    hub = forum.hub
    thread = await start(forum, "uma")
    kind = hub.config.chat.reactions[0]
    await hub.do(forum["ada"], posts.react, thread=thread, seq=1, kind=kind)
    await hub.do(forum["max"], posts.react, thread=thread, seq=1, kind=kind)
    before = (await hub.do(forum["theo"], posts.page, thread=thread)).posts[0].reactions
    await hub.do(forum["theo"], blocks.block, handle="ada")
    assert (await hub.do(forum["theo"], posts.page, thread=thread)).posts[0].reactions == before


async def test_agreeing_agrees_to_what_was_read_and_not_to_what_was_put_in_its_place(house: House) -> None:
    """Theo wishes for something harmless, and for a mentor who hears of ada in its place before she says yes."""
    hub = house.hub
    pair = await befriend(house)
    await hub.do(SYSTEM, circles.add_member, circle="garden", handle="max")
    usual = (await pair_of(house, "theo", "ada")).terms
    await hub.do(house["theo"], pairs.change, pair=pair, terms=replace(usual, due=usual.due - 60))
    read = (await pair_of(house, "ada", "theo")).wish
    assert read is not None
    await hub.do(house["theo"], pairs.change, pair=pair, terms=replace(usual, mentor_after_h=1, mentor="max"))
    with pytest.raises(Conflict):
        await hub.do(house["ada"], pairs.agree_terms, pair=pair, terms=read.terms)
    assert (await pair_of(house, "ada", "theo")).terms == usual
    again = (await pair_of(house, "ada", "theo")).wish
    assert again is not None
    await hub.do(house["ada"], pairs.agree_terms, pair=pair, terms=again.terms)
    assert (await pair_of(house, "ada", "theo")).terms.mentor == "max"


async def test_somebody_elses_notes_do_not_push_out_what_i_have_not_seen(house: House) -> None:
    """Theo gives ada fifty check-ins to know of by name, and the note that her buddy parted is gone."""
    hub = house.hub
    await hub.do(SYSTEM, circles.add_member, circle="garden", handle="uma")
    pair = await befriend(house, "uma", "ada")
    await hub.do(house["uma"], pairs.part, pair=pair)
    for _ in range(60):
        house.clock.advance(30 * 60_000)
        await hub.do(house["theo"], checkins.add, note="noise", tell=["ada"])
    assert ("parted", "uma") in await found_by(house, "ada")


async def test_another_time_zone_is_not_another_day_for_nudging(house: House) -> None:
    """Theo travels around the world in a minute and nudges ada once in each of its days."""
    hub = house.hub
    pair = await befriend(house)
    house.clock.advance(5 * 3_600_000)
    given = 0
    for zone in ("Pacific/Pago_Pago", "UTC", "Pacific/Kiritimati"):
        await hub.do(house["theo"], members.update, time_zone=zone)
        try:
            await hub.do(house["theo"], pairs.nudge, pair=pair)
            given += 1
        except RateLimited:
            pass
    assert given == 1


async def test_thousands_of_drafts_are_neither_kept_nor_read_at_once(
    forum: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Theo begins a long post in every thread there is, so that whatever reads his drafts holds everybody up."""
    hub, theo = forum.hub, forum["theo"]
    made = [await start(forum, "max", "other") for _ in range(3)]
    for thread in made:
        await hub.do(theo, drafts.save, thread=thread, text="x " * 30_000)
    assert len(await hub.do(theo, drafts.listing, limit=2)) == 2
    monkeypatch.setattr(drafts, "MOST", 3)
    await hub.do(theo, drafts.save, thread=made[0], text="changed")
    with pytest.raises(Conflict):
        await hub.do(theo, drafts.save, board="other", text="one too many")


async def test_cheering_and_signing_again_and_again_tells_nobody_again(house: House) -> None:
    """Theo cheers and signs whenever ada has seen that he did, so that she never has peace."""
    hub = house.hub
    goal = await hub.do(house["ada"], goals.add, title="walk", audience="circle", circle="garden")
    card = await hub.do(house["ada"], milestones.add, title="a month", room="garden")
    for n in range(3):
        await hub.do(house["theo"], goals.cheer, goal=goal.id)
        await hub.do(house["theo"], milestones.sign, milestone=card.id, text=f"well done {n}")
        assert await found_by(house, "ada") == ([] if n else [("cheer", "theo"), ("signed", "theo")])
        await see_all(house, "ada")


async def test_a_counter_cannot_be_made_so_heavy_that_it_slows_whoever_sees_it(house: House) -> None:
    """Theo fills a counter with setbacks of a thousand years and lets ada see it."""
    hub = house.hub
    counter = await hub.do(house["theo"], counters.add, name="c", started_on="2024-01-01")
    first = dt.date(2024, 1, 2)
    for n in range(counters.MOST_SETBACKS):
        day = (first + dt.timedelta(days=n)).isoformat()
        await hub.do(house["theo"], counters.setback, counter=counter.id, day=day)
    with pytest.raises(Invalid):
        await hub.do(house["theo"], counters.setback, counter=counter.id)
    again = await hub.do(house["theo"], counters.setback, counter=counter.id, day="2024-01-02", undo=True)
    assert again.setbacks == counters.MOST_SETBACKS - 1


async def test_signs_do_not_leave_a_kind_word_without_a_place(forum: House) -> None:
    """Theo fills a message and a post with a dozen signs, and nobody can say "I hear you" there any more."""
    hub = forum.hub
    thread = await start(forum, "ada")
    await hub.do(forum["ada"], chat.post, room="garden", text="a hard day")
    for code in range(0x1F600, 0x1F600 + reactions.KINDS_A_MESSAGE):
        await hub.do(forum["theo"], posts.react, thread=thread, seq=1, kind=chr(code))
        await hub.do(forum["theo"], reactions.toggle, room="garden", seq=1, kind=chr(code))
    with pytest.raises(Conflict):
        await hub.do(forum["theo"], posts.react, thread=thread, seq=1, kind=chr(0x1F680))
    for kind in hub.config.chat.reactions:
        assert await hub.do(forum["uma"], posts.react, thread=thread, seq=1, kind=kind)
        assert await hub.do(forum["ada"], reactions.toggle, room="garden", seq=1, kind=kind)


async def test_no_alias_is_given_where_only_few_could_have_written(forum: House) -> None:
    """Ada waits for an alias to answer in a closed thread: it can only be one of those who look after the board."""
    hub, max_ = forum.hub, forum["max"]
    thread = await start(forum, "ada")
    await hub.do(max_, posts.add, thread=thread, text="while it is open", alias=True)
    await hub.do(max_, threads.close, thread=thread, reason="done")
    with pytest.raises(Invalid):
        await hub.do(max_, posts.add, thread=thread, text="and after", alias=True)
    with pytest.raises(Invalid):
        await hub.do(max_, posts.edit, thread=thread, seq=2, text="changed after")
    await hub.do(max_, posts.add, thread=thread, text="and after")
    await hub.do(SYSTEM, boards.create, name="news", starters="leads")
    with pytest.raises(Invalid):
        await hub.do(max_, threads.start, board="news", title="T", text="x", alias=True)
