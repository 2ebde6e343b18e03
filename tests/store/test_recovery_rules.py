"""How the hub behaves towards people in recovery: each rule of the product as far as buddies and check-ins go."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import (
    blocks,
    chat,
    checkins,
    circles,
    counters,
    goals,
    kudos,
    members,
    milestones,
    notes,
    noticing,
    pairs,
    plans,
    preferences,
    rooms,
    routines,
    search,
)
from store.counters import reckon
from store.errors import Conflict, Denied, HubError, Invalid, NotFound, RateLimited
from store.operations import SYSTEM
from store.policy import Role
from tests.store.conftest import House
from tests.store.pairing import DAY_MS, befriend, found_by, pair_of, see_all

# -- 1. nothing shames -------------------------------------------------------------------------------------------------


async def test_nothing_shames_a_setback_is_an_ordinary_checkin(house: House) -> None:
    await befriend(house)
    steady = await house.hub.do(house["ada"], checkins.add, mood=3, audience="buddy")
    house.clock.advance(60_000)
    setback = await house.hub.do(house["ada"], checkins.add, mood=1, kind="setback", audience="buddy")
    seen = await house.hub.do(house["theo"], checkins.shared_with_me)
    assert [one.id for one in seen] == [setback.id, steady.id]
    assert await found_by(house, "theo") == [], "no note is made of it"
    assert (await pair_of(house, "ada", "theo")).due.state == "done", "it counts as any other"


async def test_nothing_shames_a_setback_never_erases_anything(house: House) -> None:
    counter = await house.hub.do(house["ada"], counters.add, name="days", started_on="2026-09-01")
    assert (counter.days, counter.longest, counter.run) == (82, 82, 82)
    after = await house.hub.do(house["ada"], counters.setback, counter=counter.id)
    assert (after.days, after.longest, after.run) == (82, 82, 0)
    house.clock.advance(3 * DAY_MS)
    later = await house.hub.do(house["ada"], counters.one, counter=counter.id)
    assert (later.days, later.longest, later.run) == (84, 82, 2)
    assert (later.kept, later.of) == (29, 30), "k of the last n, not a broken streak"


async def test_several_counters_run_side_by_side_and_a_setback_on_one_leaves_the_others(house: House) -> None:
    one = await house.hub.do(house["ada"], counters.add, name="one", started_on="2026-11-01")
    other = await house.hub.do(house["ada"], counters.add, name="other", started_on="2026-11-01")
    await house.hub.do(house["ada"], counters.setback, counter=one.id)
    assert await house.hub.do(house["ada"], counters.one, counter=other.id) == other


some_days = st.dates(dt.date(2024, 1, 1), dt.date(2026, 12, 31))


@given(started=some_days, setbacks=st.sets(some_days, max_size=30), today=some_days)
def test_a_setback_today_changes_neither_the_days_in_all_nor_the_longest_run(
    started: dt.date, setbacks: set[dt.date], today: dt.date
) -> None:
    before, after = reckon(started, setbacks, today), reckon(started, {*setbacks, today}, today)
    assert (after.days, after.longest) == (before.days, before.longest)
    assert after.run == 0 if started <= today else after == before
    assert 0 <= before.run <= before.longest <= before.days
    assert 0 <= before.kept <= before.of <= 30


@given(started=some_days, setbacks=st.sets(some_days, max_size=30), today=some_days)
def test_no_day_that_passes_ever_takes_a_day_away(
    started: dt.date, setbacks: set[dt.date], today: dt.date
) -> None:
    now = reckon(started, {day for day in setbacks if day <= today}, today)
    tomorrow = reckon(started, {day for day in setbacks if day <= today}, today + dt.timedelta(days=1))
    assert tomorrow.days >= now.days
    assert tomorrow.longest >= now.longest


async def test_steps_are_carried_over_without_blame(house: House) -> None:
    goal = await house.hub.do(house["ada"], goals.add, title="walk", steps=["shoes"])
    step = goal.steps[0]
    await house.hub.do(house["ada"], goals.change_step, step=step.id, by_day="2026-11-20")
    (due,) = (await house.hub.do(house["ada"], noticing.today)).steps
    assert (due.title, due.by_day) == ("shoes", "2026-11-20")
    moved = await house.hub.do(house["ada"], goals.carry_over, goal=goal.id, to_day="2026-11-25")
    assert (moved.steps[0].by_day, moved.steps[0].carried) == ("2026-11-25", 1)
    assert (await house.hub.do(house["ada"], noticing.today)).steps == ()


async def test_a_routine_says_how_many_of_the_last_and_nothing_of_a_streak(house: House) -> None:
    routine = await house.hub.do(house["ada"], routines.add, title="walk")
    for day in range(6):
        if day != 2:
            await house.hub.do(house["ada"], routines.mark, routine=routine)
        house.clock.advance(DAY_MS)
    (found,) = await house.hub.do(house["ada"], routines.mine)
    assert (found.kept, found.of, found.done) == (5, 7, False)
    weekly = await house.hub.do(house["ada"], routines.add, title="meeting", every="week")
    await house.hub.do(house["ada"], routines.mark, routine=weekly)
    house.clock.advance(DAY_MS)
    assert [(one.kept, one.of) for one in await house.hub.do(house["ada"], routines.mine)][1] == (1, 1)


# -- 2. the author decides who learns of a setback ---------------------------------------------------------------------


async def test_nobody_is_told_of_a_setback_unless_the_author_picks_them(house: House) -> None:
    hub = house.hub
    await befriend(house)
    await hub.do(SYSTEM, circles.add_member, circle="garden", handle="max")
    everybody = ("theo", "max", "hana", "fay", "mira")
    counter = await hub.do(house["ada"], counters.add, name="days", started_on="2026-11-01")
    await hub.do(house["ada"], counters.share, counter=counter.id, handles=["theo"])
    await see_all(house, "theo")
    with hub.bus.subscribe([*(f"member:{house.ids[who]}" for who in everybody), "circle:1", "hub"]) as news:
        await hub.do(house["ada"], counters.setback, counter=counter.id)
        await hub.do(house["ada"], checkins.add, kind="setback", mood=1, audience="me")
        for who in everybody:
            assert await found_by(house, who) == []
        await hub.do(house["ada"], checkins.add, kind="setback", mood=1, audience="me", tell=["max"])
        event = await news.get()
        assert event.topic == f"member:{house.ids['max']}"  # type: ignore[union-attr]
    assert await found_by(house, "max") == [("told", "ada")]
    (note,) = await hub.do(house["max"], notes.mine)
    assert (await hub.do(house["max"], checkins.one, checkin=note.subject)).kind == "setback"
    for who in ("theo", "hana", "fay", "mira"):
        assert await found_by(house, who) == []
        with pytest.raises(NotFound):
            await hub.do(house[who], checkins.one, checkin=note.subject)


async def test_whoever_was_picked_once_is_not_told_the_next_time(house: House) -> None:
    await house.hub.do(SYSTEM, circles.add_member, circle="garden", handle="max")
    await house.hub.do(house["ada"], checkins.add, kind="setback", tell=["max"])
    await see_all(house, "max")
    await house.hub.do(house["ada"], checkins.add, kind="setback")
    assert await found_by(house, "max") == []


async def test_who_has_blocked_the_author_is_not_told_and_the_author_learns_nothing(house: House) -> None:
    await house.hub.do(house["theo"], blocks.block, handle="ada")
    made = await house.hub.do(house["ada"], checkins.add, kind="hard", tell=["theo"])
    assert made.told == ("theo",)
    assert await found_by(house, "theo") == []
    with pytest.raises(NotFound):
        await house.hub.do(house["theo"], checkins.one, checkin=made.id)


# -- 3. and 4.: what counts is showing up, and help is never gated --------


async def test_the_safety_plan_is_there_before_anything_else_is(house: House) -> None:
    """Also for somebody who has not acknowledged the rules yet, whatever their role."""
    fresh = await house.hub.do(SYSTEM, members.add, handle="nils", role=Role.SUPPORTER)
    from store.operations import Actor

    nils = Actor.of(fresh)
    await house.hub.do(nils, plans.put, sections={"alone": "tea\nand a walk"})
    plan = await house.hub.do(nils, plans.get)
    assert [section.name for section in plan] == list(plans.SECTIONS)
    assert {section.name: section.text for section in plan}["alone"] == "tea\nand a walk"


# -- 7. privacy is the default -----------------------------------------------------------------------------------------


async def test_counters_goals_and_checkins_start_private(house: House) -> None:
    await befriend(house)
    hub = house.hub
    await hub.do(house["ada"], checkins.add, mood=3)
    await hub.do(house["ada"], counters.add, name="days")
    await hub.do(house["ada"], goals.add, title="walk")
    await hub.do(house["ada"], milestones.add, title="a day")
    for read in (
        checkins.shared_with_me,
        counters.shared_with_me,
        goals.shared_with_me,
        milestones.shared_with_me,
    ):
        for who in ("theo", "hana", "fay", "max"):
            assert await hub.do(house[who], read) == []


async def test_a_past_buddy_sees_nothing_any_more_also_of_what_was_shared_then(house: House) -> None:
    pair = await befriend(house)
    made = await house.hub.do(house["ada"], checkins.add, mood=3, audience="buddy")
    assert (await house.hub.do(house["theo"], checkins.one, checkin=made.id)).mood == 3
    await house.hub.do(house["theo"], pairs.part, pair=pair)
    with pytest.raises(NotFound):
        await house.hub.do(house["theo"], checkins.one, checkin=made.id)
    assert await house.hub.do(house["theo"], checkins.shared_with_me) == []


async def test_what_a_buddy_elsewhere_shares_stands_on_a_day_of_mine(house: House) -> None:
    """It is Sunday evening here and Monday morning where theo lives."""
    await befriend(house)
    await house.hub.do(house["theo"], members.update, time_zone="Asia/Tokyo")
    made = await house.hub.do(house["theo"], checkins.add, mood=3, audience="buddy")
    assert made.day == "2026-11-23"
    (shared,) = (await house.hub.do(house["ada"], pairs.overview)).shared
    assert shared.day == "2026-11-22"
    (mine,) = (await house.hub.do(house["theo"], pairs.overview)).mine
    assert mine.day == "2026-11-23"


async def test_a_later_buddy_does_not_read_what_was_for_an_earlier_one(house: House) -> None:
    hub = house.hub
    await hub.do(SYSTEM, circles.add_member, circle="garden", handle="uma")
    pair = await befriend(house)
    made = await hub.do(house["ada"], checkins.add, mood=2, note="for theo", audience="buddy")
    await hub.do(house["ada"], pairs.part, pair=pair)
    house.clock.advance(DAY_MS)
    await befriend(house, "ada", "uma")
    assert await hub.do(house["uma"], checkins.shared_with_me) == []
    with pytest.raises(NotFound):
        await hub.do(house["uma"], checkins.one, checkin=made.id)
    # Saying it anew is the author's own doing.
    await hub.do(house["ada"], checkins.edit, checkin=made.id, audience="buddy")
    assert [one.note for one in await hub.do(house["uma"], checkins.shared_with_me)] == ["for theo"]


async def test_narrowing_holds_at_once_and_leaving_a_circle_takes_back(house: House) -> None:
    made = await house.hub.do(house["theo"], checkins.add, mood=3, audience="circle", circle="garden")
    assert len(await house.hub.do(house["ada"], checkins.shared_with_me)) == 1
    await house.hub.do(house["theo"], checkins.edit, checkin=made.id, audience="me")
    assert await house.hub.do(house["ada"], checkins.shared_with_me) == []
    await house.hub.do(house["theo"], checkins.edit, checkin=made.id, audience="circle", circle="garden")
    await house.hub.do(house["theo"], circles.leave, circle="garden")
    assert await house.hub.do(house["ada"], checkins.shared_with_me) == []


async def test_a_supporter_sees_what_is_for_the_family_circle_and_of_no_other(house: House) -> None:
    from store.circles import CircleKind

    hub = house.hub
    await hub.do(SYSTEM, circles.create, name="family", title="Family", kind=CircleKind.FAMILY)
    for circle in ("garden", "family"):
        for handle in ("sam", "theo"):
            await hub.do(SYSTEM, circles.add_member, circle=circle, handle=handle)
        await hub.do(house["theo"], checkins.add, mood=3, note=circle, audience="circle", circle=circle)
    assert [one.note for one in await hub.do(house["sam"], checkins.shared_with_me)] == ["family"]
    with pytest.raises(Denied):
        await hub.do(house["sam"], pairs.cards)
    with pytest.raises(Denied):
        await hub.do(house["sam"], checkins.add, mood=3)


async def test_erasing_takes_everything_out_of_every_file(house: House) -> None:
    hub, word = house.hub, "obsidian"
    await befriend(house)
    ada = house["ada"]
    await hub.do(ada, pairs.put_card, working_on=word)
    made = await hub.do(ada, checkins.add, note=word, audience="buddy", tell=["theo"])
    await hub.do(ada, counters.add, name=word)
    await hub.do(ada, goals.add, title=word, steps=[word], audience="buddy")
    await hub.do(ada, routines.add, title=word)
    card = await hub.do(ada, milestones.add, title=word, words=word, room="garden")
    await hub.do(house["theo"], milestones.sign, milestone=card.id, text="yours")
    theirs = await hub.do(house["theo"], milestones.add, title="mine", room="garden")
    await hub.do(ada, milestones.sign, milestone=theirs.id, text=word)
    await hub.do(ada, plans.put, sections={"alone": word})
    await hub.do(ada, kudos.give, handle="theo", text=word)
    await hub.do(house["theo"], checkins.reply, checkin=made.id, text="with you")
    await hub.do(ada, members.erase_me, handle="ada")
    async with asyncio.timeout(5):
        files = list(hub.config.data_dir.iterdir())
        while any(word.encode() in file.read_bytes() for file in files):  # noqa: ASYNC110 - see test_hostile.py
            await asyncio.sleep(0.05)
    assert await hub.do(house["theo"], pairs.mine) == []
    assert [note.kind for note in await hub.do(house["theo"], notes.mine) if note.other] == []
    from store import check

    troubles = await hub.do(SYSTEM, check.rows)
    assert all("neither a password" in trouble.what for trouble in troubles), troubles


# -- 8. lurking is fine, quiet hours are respected: see test_due_work.py --------


async def test_nobody_learns_that_i_looked(house: House) -> None:
    await befriend(house)
    made = await house.hub.do(house["ada"], checkins.add, mood=3, audience="buddy")
    with house.hub.bus.subscribe([f"member:{house.ids['ada']}"]) as news:
        await house.hub.do(house["theo"], checkins.shared_with_me)
        await house.hub.do(house["theo"], checkins.one, checkin=made.id)
        await house.hub.do(house["theo"], noticing.today)
        await house.hub.do(house["ada"], preferences.put, bell="off")
        assert (await news.get()).kind == "preferences"  # type: ignore[union-attr]


# -- pairs -------------------------------------------------------------------------------------------------------------


async def test_a_no_is_never_told_and_holds_for_a_while(house: House) -> None:
    hub = house.hub
    await hub.do(house["theo"], pairs.put_card, open=True)
    assert not await hub.do(house["ada"], pairs.ask, handle="theo")
    before = await hub.do(house["ada"], pairs.asking)
    await hub.do(house["theo"], pairs.answer, handle="ada", yes=False)
    assert await hub.do(house["ada"], pairs.asking) == before
    assert await found_by(house, "ada") == []
    assert not await hub.do(house["ada"], pairs.ask, handle="theo"), "asking again answers the same"
    assert (await hub.do(house["theo"], pairs.asking)).asked == ()


async def test_a_card_is_seen_by_people_of_my_circles_alone_and_never_over_a_block(house: House) -> None:
    hub = house.hub
    for who in ("theo", "uma", "max"):
        await hub.do(house[who], pairs.put_card, open=True)
    assert [card.handle for card in await hub.do(house["ada"], pairs.cards)] == ["theo"]
    assert {card.handle for card in await hub.do(house["theo"], pairs.cards)} == {"uma"}
    await hub.do(house["theo"], blocks.block, handle="ada")
    assert await hub.do(house["ada"], pairs.cards) == []
    answers = []
    for handle in ("theo", "nobody-here"):
        with pytest.raises(NotFound) as refused:
            await hub.do(house["ada"], pairs.ask, handle=handle)
        answers.append(str(refused.value))
    assert answers[0] == answers[1]


async def test_a_mentor_proposes_both_must_agree_and_nobody_learns_of_a_no(house: House) -> None:
    hub = house.hub
    await hub.do(SYSTEM, circles.add_member, circle="garden", handle="max")
    await hub.do(house["max"], pairs.propose, one="ada", other="theo", words="you both garden")
    (proposal,) = (await hub.do(house["ada"], pairs.asking)).proposals
    assert (proposal.handle, proposal.mentor, proposal.words) == ("theo", "max", "you both garden")
    assert not await hub.do(house["theo"], pairs.answer_proposal, proposal=proposal.id, yes=False)
    assert (await hub.do(house["theo"], pairs.asking)).proposals == ()
    assert (await hub.do(house["ada"], pairs.asking)).proposals == (proposal,)
    assert not await hub.do(house["ada"], pairs.answer_proposal, proposal=proposal.id, yes=True)
    assert await found_by(house, "max") == []
    assert await found_by(house, "ada") == []
    await hub.do(house["max"], pairs.propose, one="theo", other="ada")
    assert (await hub.do(house["theo"], pairs.asking)).proposals == (), (
        "nobody is asked again soon after a no"
    )
    house.clock.advance(91 * DAY_MS)
    await hub.do(house["max"], pairs.propose, one="theo", other="ada")
    for who in ("ada", "theo"):
        newest = (await hub.do(house[who], pairs.asking)).proposals[-1]
        paired = await hub.do(house[who], pairs.answer_proposal, proposal=newest.id, yes=True)
    assert paired
    with pytest.raises(Denied):
        await hub.do(house["ada"], pairs.propose, one="theo", other="max")


@pytest.mark.parametrize("how", ["part", "block"])
async def test_parting_and_blocking_tell_the_other_the_same_kind_thing(house: House, how: str) -> None:
    hub = house.hub
    pair = await befriend(house)
    await hub.do(house["ada"], chat.post, room="buddy/theo", text="thank you for the marzipan")
    if how == "part":
        await hub.do(house["ada"], pairs.part, pair=pair)
    else:
        await hub.do(house["ada"], blocks.block, handle="theo")
    (note,) = await hub.do(house["theo"], notes.mine)
    assert (note.kind, note.other, note.word, note.day, note.subject) == ("parted", "ada", "", "", 0)
    assert await hub.do(house["theo"], pairs.mine) == []
    with pytest.raises(Invalid, match="archived"):
        await hub.do(house["theo"], chat.post, room="buddy/ada", text="why?")
    (line,) = await hub.do(house["theo"], chat.history, room="buddy/ada")
    assert line.text == "thank you for the marzipan"
    assert "buddy/ada" not in {room.name for room in await hub.do(house["theo"], rooms.listing)}


async def test_after_parting_the_room_is_read_by_its_name_and_found_in_no_list(house: House) -> None:
    hub = house.hub
    pair = await befriend(house)
    await hub.do(house["ada"], chat.post, room="buddy/theo", text="thank you")
    await hub.do(house["ada"], pairs.part, pair=pair)
    for who, other in (("ada", "theo"), ("theo", "ada")):
        room = await hub.do(house[who], rooms.one, room=f"buddy/{other}")
        assert [line.text for line in await hub.do(house[who], chat.history, room=room.id)] == ["thank you"]
        assert room.id not in {each.id for each in await hub.do(house[who], rooms.listing)}
    with pytest.raises(NotFound):
        await hub.do(house["max"], rooms.one, room="buddy/ada")


async def test_two_who_parted_may_ask_each_other_without_a_card(house: House) -> None:
    hub = house.hub
    pair = await befriend(house)
    await hub.do(house["theo"], pairs.put_card, open=False)
    await hub.do(house["ada"], pairs.part, pair=pair)
    assert not await hub.do(house["ada"], pairs.ask, handle="theo")
    assert await hub.do(house["theo"], pairs.answer, handle="ada", yes=True)
    await hub.do(house["theo"], pairs.part, pair=(await pair_of(house, "ada", "theo")).id)
    await hub.do(house["theo"], blocks.block, handle="ada")
    with pytest.raises(NotFound):
        await hub.do(house["ada"], pairs.ask, handle="theo")
    with pytest.raises(NotFound):
        await hub.do(house["ada"], pairs.ask, handle="max")


async def test_parting_ends_that_each_sees_the_others_counters(house: House) -> None:
    hub = house.hub
    await hub.do(SYSTEM, circles.add_member, circle="garden", handle="uma")
    pair = await befriend(house)
    kept = await hub.do(house["ada"], counters.add, name="days")
    await hub.do(house["ada"], counters.share, counter=kept.id, handles=["theo", "uma"])
    theirs = await hub.do(house["theo"], counters.add, name="nights")
    await hub.do(house["theo"], counters.share, counter=theirs.id, handles=["ada"])
    await hub.do(house["ada"], pairs.part, pair=pair)
    assert await hub.do(house["theo"], counters.shared_with_me) == []
    assert await hub.do(house["ada"], counters.shared_with_me) == []
    assert [one.id for one in await hub.do(house["uma"], counters.shared_with_me)] == [kept.id]
    (mine,) = await hub.do(house["ada"], counters.mine)
    assert mine.shared_with == ("uma",)
    assert await found_by(house, "theo") == [("parted", "ada")]


async def test_after_parting_the_two_may_find_each_other_anew(house: House) -> None:
    hub = house.hub
    await hub.do(house["ada"], pairs.part, pair=await befriend(house))
    again = await befriend(house)
    assert (await pair_of(house, "ada", "theo")).id == again
    await hub.do(house["theo"], chat.post, room="buddy", text="here we are")


async def test_a_pairs_room_is_the_twos_alone(house: House) -> None:
    hub = house.hub
    await befriend(house)
    await hub.do(house["ada"], chat.post, room="buddy/theo", text="marzipan")
    room = (await hub.do(house["ada"], rooms.one, room="buddy/theo")).id
    for who in ("hana", "fay", "max", "uma"):
        for ref in (room, "buddy/theo", "buddy/ada", "buddy"):
            with pytest.raises(NotFound):
                await hub.do(house[who], chat.history, room=ref)
        assert await hub.do(house[who], search.messages, words="marzipan") == []
    assert len(await hub.do(house["theo"], search.messages, words="marzipan")) == 1


async def test_there_are_no_more_buddies_than_the_hub_has_room_for(house: House) -> None:
    hub = house.hub
    for handle in ("bo", "cy", "di", "ed"):
        member_id = await hub.do(
            SYSTEM, members.add, handle=handle, role=Role.PARTICIPANT, circle_names=("garden",)
        )
        house.ids[handle] = member_id
        await hub.do(house[handle], members.acknowledge_rules, version=hub.config.rules.version)
    for handle in ("bo", "cy", "di"):
        await befriend(house, "ada", handle)
    await hub.do(house["ada"], pairs.put_card, open=True)
    await hub.do(house["ed"], pairs.put_card, open=True)
    with pytest.raises(Invalid, match="as many buddies"):
        await hub.do(house["ada"], pairs.ask, handle="ed")
    assert "ada" not in {card.handle for card in await hub.do(house["ed"], pairs.cards)}


async def test_taking_back_needs_nobodys_leave_and_asking_for_more_does(house: House) -> None:
    import dataclasses

    pair = await befriend(house)
    terms = (await pair_of(house, "ada", "theo")).terms
    less = dataclasses.replace(terms, buddy_after_h=0)
    assert await house.hub.do(house["ada"], pairs.change, pair=pair, terms=less)
    assert (await pair_of(house, "theo", "ada")).terms == less
    assert not await house.hub.do(house["ada"], pairs.change, pair=pair, terms=terms)
    assert (await pair_of(house, "theo", "ada")).terms == less
    wish = (await pair_of(house, "theo", "ada")).wish
    assert wish is not None
    assert (wish.mine, wish.terms) == (False, terms)
    with pytest.raises(NotFound):
        await house.hub.do(house["ada"], pairs.agree_terms, pair=pair)
    await house.hub.do(house["theo"], pairs.agree_terms, pair=pair)
    assert (await pair_of(house, "ada", "theo")).terms == terms


async def test_kudos_of_somebody_blocked_never_arrive_and_nobody_is_told(house: House) -> None:
    hub = house.hub
    await hub.do(house["ada"], blocks.block, handle="theo")
    with hub.bus.subscribe([f"member:{house.ids['ada']}"]) as news:
        await hub.do(house["theo"], kudos.give, handle="ada", text="well done")
        await hub.do(house["ada"], preferences.put, bell="off")
        assert (await news.get()).kind == "preferences"  # type: ignore[union-attr]
    assert await hub.do(house["ada"], kudos.received) == []
    for _ in range(4):
        await hub.do(house["theo"], kudos.give, handle="ada", text="well done")
    with pytest.raises(RateLimited, match="generous"):
        await hub.do(house["theo"], kudos.give, handle="ada", text="well done")


async def test_bad_numbers_and_empty_words_are_refused_and_nothing_is_kept(house: House) -> None:
    hub, ada = house.hub, house["ada"]
    for arguments in ({}, {"mood": 0}, {"mood": 6}, {"urge": 11}, {"kind": "relaxed"}, {"note": "\x1b\x07"}):
        with pytest.raises(HubError):
            await hub.do(ada, checkins.add, **arguments)
    with pytest.raises(Invalid):
        await hub.do(ada, checkins.add, mood=3, scales={"sleep": 3})
    assert await hub.do(ada, checkins.mine) == []
    with pytest.raises(Invalid):
        await hub.do(ada, counters.add, name="x", started_on="2027-01-01")
    with pytest.raises(Invalid):
        await hub.do(ada, goals.add, title="  ")
    pair = await befriend(house)
    for day in ("2026-11-22", "2026-11-21", "2028-01-01", "soon"):
        with pytest.raises(Invalid):
            await hub.do(ada, pairs.pause, pair=pair, back_on=day)
    with pytest.raises(Conflict):
        await hub.do(ada, pairs.resume, pair=pair)


async def test_the_same_nonce_checks_in_once(house: House) -> None:
    first = await house.hub.do(house["ada"], checkins.add, mood=3, nonce="one")
    assert await house.hub.do(house["ada"], checkins.add, mood=3, nonce="one") == first
    assert len(await house.hub.do(house["ada"], checkins.mine)) == 1
