"""Noticing: who is told what when somebody is silent, when, once, and never more than both agreed to."""

from __future__ import annotations

import dataclasses
import datetime as dt
import zoneinfo
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store import blocks, cadence, checkins, circles, days, due_work, members, notes, pairs, preferences
from store.db import Connected
from store.errors import Conflict, RateLimited
from store.hub import Hub
from store.operations import SYSTEM
from store.policy import Role
from tests.store.conftest import House
from tests.store.pairing import DAY_MS, HOUR_MS, MINUTE_MS, befriend, found_by, pair_of, see_all
from tests.store.test_days import ZONES

DUE = 1_795_377_600_000
"""Sunday 22 November 2026, 20:00 UTC: by then they mean to have checked in, two hours after the tests begin."""


async def at(house: House, moment: int) -> None:
    """Let it be that moment, and do what is due."""
    assert moment >= house.clock.now
    house.clock.now = moment
    await house.hub.work()


async def agree(house: House, pair: int, **changes: Any) -> None:
    """Change the terms, both agreeing."""
    terms = dataclasses.replace((await pair_of(house, "ada", "theo")).terms, **changes)
    if not await house.hub.do(house["ada"], pairs.change, pair=pair, terms=terms):
        await house.hub.do(house["theo"], pairs.agree_terms, pair=pair)
    for who in ("ada", "theo"):
        await see_all(house, who)


async def test_who_missed_gets_a_gentle_note_two_hours_after_the_time_and_nobody_else_does(
    house: House,
) -> None:
    await befriend(house)
    await house.hub.do(house["theo"], checkins.add, mood=4)
    await at(house, DUE + 2 * HOUR_MS - 1)
    assert await found_by(house, "ada") == []
    await at(house, DUE + 2 * HOUR_MS)
    assert await found_by(house, "ada") == [("missed", "theo")]
    assert await found_by(house, "theo") == []


async def test_the_buddy_hears_after_the_hours_that_both_agreed_to(house: House) -> None:
    pair = await befriend(house)
    await agree(house, pair, buddy_after_h=5)
    await house.hub.do(house["theo"], checkins.add, mood=4)
    await at(house, DUE + 2 * HOUR_MS)
    await at(house, DUE + 5 * HOUR_MS - 1)
    assert await found_by(house, "theo") == []
    await at(house, DUE + 5 * HOUR_MS)
    assert await found_by(house, "theo") == [("buddy", "ada")]


async def test_a_mentor_hears_only_where_both_named_them_beforehand(house: House) -> None:
    pair = await befriend(house)
    await house.hub.do(SYSTEM, circles.add_member, circle="garden", handle="max")
    named = dataclasses.replace((await pair_of(house, "ada", "theo")).terms, mentor="max", mentor_after_h=30)
    assert not await house.hub.do(house["ada"], pairs.change, pair=pair, terms=named)
    await house.hub.do(house["theo"], checkins.add, mood=4)
    for hours in (2, 24, 30):
        await at(house, DUE + hours * HOUR_MS)
    assert await found_by(house, "max") == []
    await house.hub.do(house["theo"], pairs.agree_terms, pair=pair)
    await house.hub.do(house["ada"], checkins.add, mood=3)
    await house.hub.do(house["theo"], checkins.add, mood=3)
    await house.hub.do(house["theo"], pairs.pause, pair=pair)
    await house.hub.do(house["theo"], pairs.resume, pair=pair)
    # It is Tuesday, two in the morning, and both have checked in: the next is Wednesday's.
    later = DUE + 3 * DAY_MS
    for hours in (2, 24, 30):
        await at(house, later + hours * HOUR_MS)
        if hours < 30:
            assert await found_by(house, "max") == []
    assert ("mentor", "ada") in await found_by(house, "max")


async def test_a_mentor_who_is_one_no_longer_hears_nothing(house: House) -> None:
    pair = await befriend(house)
    await house.hub.do(SYSTEM, circles.add_member, circle="garden", handle="max")
    await agree(house, pair, mentor="max", mentor_after_h=3)
    await house.hub.do(SYSTEM, members.set_role, handle="max", role=Role.ALUM)
    await at(house, DUE + 2 * HOUR_MS)
    await at(house, DUE + 3 * HOUR_MS)
    assert await found_by(house, "max") == []


@pytest.mark.parametrize("how", ["checkin", "well", "pause", "part", "block"])
async def test_a_word_or_a_pause_takes_back_what_was_planned(house: House, how: str) -> None:
    hub = house.hub
    pair = await befriend(house)
    await hub.do(house["theo"], checkins.add, mood=4)
    await at(house, DUE + 2 * HOUR_MS)
    assert await found_by(house, "ada") == [("missed", "theo")]
    if how == "checkin":
        await hub.do(house["ada"], checkins.add, mood=2, audience="me")
        assert await found_by(house, "ada") == [], "the note about it goes, too"
    elif how == "well":
        assert await hub.do(house["ada"], pairs.all_well) == 1
        assert await found_by(house, "ada") == []
    elif how == "pause":
        await hub.do(house["ada"], pairs.pause, pair=pair)
    elif how == "part":
        await hub.do(house["ada"], pairs.part, pair=pair)
    else:
        await hub.do(house["ada"], blocks.block, handle="theo")
    await see_all(house, "theo")
    await at(house, DUE + 24 * HOUR_MS)
    assert await found_by(house, "theo") == []


async def test_somebody_who_stays_silent_is_let_be_after_a_few_days(house: House) -> None:
    """Nothing nags: three notes to oneself and one to the buddy, in a week without a word."""
    await befriend(house)
    told = {"missed": 0, "buddy": 0}
    for day in range(6):
        await house.hub.do(house["theo"], checkins.add, mood=4)
        for hours in (2, 4):
            await at(house, DUE + day * DAY_MS + hours * HOUR_MS)
        for who in ("ada", "theo"):
            for kind, _ in await found_by(house, who):
                told[kind] += 1
            await see_all(house, who)
    assert told == {"missed": 3, "buddy": 1}
    await house.hub.do(house["ada"], checkins.add, mood=3)
    await at(house, DUE + 7 * DAY_MS + 2 * HOUR_MS)
    assert await found_by(house, "ada") == [("missed", "theo")], "and then it begins anew"


async def test_quiet_hours_hold_a_note_back_until_they_end(house: House) -> None:
    await befriend(house)
    await house.hub.do(house["ada"], preferences.put, quiet=(21 * 60, 7 * 60))
    await house.hub.do(house["theo"], checkins.add, mood=4)
    await at(house, DUE + 2 * HOUR_MS)
    assert await found_by(house, "ada") == []
    await at(house, DUE + 11 * HOUR_MS - 1)
    assert await found_by(house, "ada") == []
    await at(house, DUE + 11 * HOUR_MS)
    assert await found_by(house, "ada") == [("missed", "theo")]


async def test_a_restart_in_the_middle_changes_nothing_and_does_nothing_twice(house: House) -> None:
    await befriend(house)
    await house.hub.do(house["theo"], checkins.add, mood=4)
    await house.hub.close()
    house.clock.now = DUE + 2 * HOUR_MS
    for _ in range(3):
        house.hub = await Hub.open(house.hub.config, clock=house.clock)
        await house.hub.work()
        assert await found_by(house, "ada") == [("missed", "theo")]
        await house.hub.close()
    house.hub = await Hub.open(house.hub.config, clock=house.clock)
    await see_all(house, "ada")
    await house.hub.work()
    assert await found_by(house, "ada") == []
    await house.hub.close()


async def test_two_processes_do_it_once(house: House) -> None:
    await befriend(house)
    await house.hub.do(house["theo"], checkins.add, mood=4)
    other = await Hub.open(house.hub.config, clock=house.clock)
    try:
        house.clock.now = DUE + 2 * HOUR_MS
        done = [await house.hub.do(SYSTEM, due_work.run), await other.do(SYSTEM, due_work.run)]
        assert sorted(done) == [0, 1]
        assert len(await house.hub.do(house["ada"], notes.mine)) == 1
    finally:
        await other.close()


async def test_after_a_long_outage_there_is_one_gentle_note_and_nobody_else_hears(house: House) -> None:
    """The hub was away for ten days: nobody could have checked in."""
    await befriend(house)
    await house.hub.close()
    house.clock.now = DUE + 10 * DAY_MS + 3 * HOUR_MS
    house.hub = await Hub.open(house.hub.config, clock=house.clock)
    await house.hub.work()
    for who, buddy in (("ada", "theo"), ("theo", "ada")):
        (note,) = await house.hub.do(house[who], notes.mine)
        assert (note.kind, note.other, note.word) == ("missed", buddy, "late")
    await at(house, house.clock.now + 10 * HOUR_MS)
    assert len(await house.hub.do(house["ada"], notes.mine)) == 1
    await house.hub.close()


async def test_a_return_from_a_pause_comes_by_itself_on_the_day_that_was_said(house: House) -> None:
    pair = await befriend(house)
    await house.hub.do(house["ada"], members.update, time_zone="America/Denver")
    await house.hub.do(house["ada"], pairs.pause, pair=pair, back_on="2026-11-25")
    assert (await pair_of(house, "theo", "ada")).buddy_back_on == "2026-11-25"
    back = days.moment(dt.date(2026, 11, 25), 0, zoneinfo.ZoneInfo("America/Denver"))
    await at(house, back - 1)
    assert (await pair_of(house, "ada", "theo")).state == "paused"
    await at(house, back)
    assert (await pair_of(house, "ada", "theo")).state == "active"
    assert await found_by(house, "ada") == [("back", "theo")]


async def test_while_both_pause_one_coming_back_does_not_end_the_others_pause(house: House) -> None:
    pair = await befriend(house)
    for who in ("ada", "theo"):
        await house.hub.do(house[who], pairs.pause, pair=pair)
    await house.hub.do(house["ada"], pairs.resume, pair=pair)
    seen = await pair_of(house, "ada", "theo")
    assert (seen.state, seen.i_paused, seen.buddy_paused) == ("paused", False, True)
    with pytest.raises(Conflict):
        await house.hub.do(house["ada"], pairs.resume, pair=pair)
    await house.hub.do(house["theo"], pairs.resume, pair=pair)
    assert (await pair_of(house, "ada", "theo")).state == "active"


async def test_any_three_of_seven_is_due_only_when_it_could_no_longer_be_kept(house: House) -> None:
    pair = await befriend(house)
    await agree(house, pair, days=(), per_week=3)
    # Today is Sunday: three can no longer be kept in this week, so nothing is asked.
    assert (await pair_of(house, "ada", "theo")).due.state == "free"
    monday = DUE + DAY_MS
    for day in range(4):
        await at(house, monday + day * DAY_MS + 2 * HOUR_MS)
        assert await found_by(house, "ada") == []
        await see_all(house, "ada")
    assert (await pair_of(house, "ada", "theo")).due.state == "free"
    await at(house, monday + 4 * DAY_MS - HOUR_MS)
    due = (await pair_of(house, "ada", "theo")).due
    assert (due.state, due.left) == ("due", 3)
    await house.hub.do(house["ada"], checkins.add, mood=3)
    due = (await pair_of(house, "ada", "theo")).due
    assert (due.state, due.left) == ("done", 2)


async def test_a_move_west_makes_it_later_and_a_move_east_earlier(house: House) -> None:
    await befriend(house)
    await house.hub.do(house["theo"], checkins.add, mood=4)
    await house.hub.do(house["ada"], members.update, time_zone="America/Los_Angeles")
    await at(house, DUE + 9 * HOUR_MS)
    assert await found_by(house, "ada") == []
    await at(house, DUE + 10 * HOUR_MS)
    assert await found_by(house, "ada") == [("missed", "theo")]
    await see_all(house, "ada")
    await house.hub.do(house["ada"], members.update, time_zone="Asia/Tokyo")
    # In Tokyo it is Monday, 23 November, 15:00: by 20:00 there is five hours from now.
    await at(house, DUE + 10 * HOUR_MS + 6 * HOUR_MS)
    assert await found_by(house, "ada") == []
    await at(house, DUE + 10 * HOUR_MS + 7 * HOUR_MS)
    assert await found_by(house, "ada") == [("missed", "theo")]


# -- a nudge -----------------------------------------------------------------------------------------------------------


async def test_a_nudge_comes_at_once_and_one_a_day_is_enough(house: House) -> None:
    pair = await befriend(house)
    nudged = await house.hub.do(house["ada"], pairs.nudge, pair=pair, word="tea")
    assert (nudged.at, nudged.later) == (house.clock.now, False)
    (note,) = await house.hub.do(house["theo"], notes.mine)
    assert (note.kind, note.other, note.word) == ("nudge", "ada", "tea")
    with pytest.raises(RateLimited, match="one a day"):
        await house.hub.do(house["ada"], pairs.nudge, pair=pair)
    await house.hub.do(house["theo"], pairs.nudge, pair=pair)
    house.clock.advance(DAY_MS)
    await house.hub.do(house["ada"], pairs.nudge, pair=pair)


async def test_a_nudge_waits_for_the_end_of_quiet_hours_and_says_so(house: House) -> None:
    pair = await befriend(house)
    await house.hub.do(house["theo"], preferences.put, quiet=(17 * 60, 21 * 60 + 30))
    nudged = await house.hub.do(house["ada"], pairs.nudge, pair=pair)
    assert nudged.later
    assert nudged.at == DUE + 90 * MINUTE_MS
    await at(house, nudged.at - 1)
    assert await found_by(house, "theo") == []
    await at(house, nudged.at)
    assert await found_by(house, "theo") == [("nudge", "ada")]
    with pytest.raises(RateLimited):
        await house.hub.do(house["ada"], pairs.nudge, pair=pair)


async def test_nobody_is_nudged_out_of_a_pause(house: House) -> None:
    pair = await befriend(house)
    await house.hub.do(house["theo"], pairs.pause, pair=pair)
    with pytest.raises(Conflict, match="pause"):
        await house.hub.do(house["ada"], pairs.nudge, pair=pair)


# -- what it costs -----------------------------------------------------------------------------------------------------


async def test_while_nothing_is_due_the_keeper_asks_the_store_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await befriend(house)
    await house.hub.work()
    counted: list[str] = []
    for method in ("one", "all", "value", "run"):
        real = getattr(Connected, method)

        def spy(self: Connected, sql: str, /, _real: Any = real, **parameters: object) -> object:
            counted.append(sql)
            return _real(self, sql, **parameters)

        monkeypatch.setattr(Connected, method, spy)
    for _ in range(100):
        house.clock.advance(MINUTE_MS)
        assert await house.hub.work() == 0
    assert counted == []
    await house.hub.do(house["ada"], checkins.add, mood=3)
    counted.clear()
    for _ in range(10):
        await house.hub.work()
    assert len(counted) == 1, "what is due may have changed: one read by index"
    assert "due_work" in counted[0]


async def test_the_keeper_does_it_by_itself(house: House) -> None:
    await befriend(house)
    await house.hub.do(house["theo"], checkins.add, mood=4)
    with house.hub.bus.subscribe([f"member:{house.ids['ada']}"]) as news:
        house.clock.now = DUE + 2 * HOUR_MS
        event = await news.get()
        assert event.kind == "notes"  # type: ignore[union-attr]


# -- over all zones and changes of the clocks --------------------------------------------------------------------------


@given(
    zone=st.sampled_from(ZONES).map(zoneinfo.ZoneInfo),
    first=st.dates(dt.date(2024, 1, 1), dt.date(2027, 12, 31)),
    mask=st.integers(0, 127),
    per_week=st.integers(0, 7),
    done=st.sets(st.integers(0, 13)),
)
def test_the_next_day_is_one_that_was_agreed_to(
    zone: zoneinfo.ZoneInfo, first: dt.date, mask: int, per_week: int, done: set[int]
) -> None:
    kept = {first + dt.timedelta(days=n) for n in done}
    day = cadence.next_day(mask, per_week, first, kept, ())
    if per_week:
        assert day is not None or kept
        if day is not None:
            sunday = days.monday(day) + dt.timedelta(days=6)
            this_week = sum(days.monday(each) == days.monday(day) for each in kept)
            assert day not in kept
            assert per_week - this_week == (sunday - day).days + 1, "the last day on which it can be kept"
    elif day is not None:
        assert mask >> day.weekday() & 1
        assert day >= first
        assert day not in kept
    else:
        assert not mask or len(kept) >= 2


@settings(max_examples=12)
@given(
    zone=st.sampled_from(ZONES),
    start=st.integers(1_767_225_600_000, 1_830_297_600_000),
    due=st.integers(0, 1439),
    quiet=st.tuples(st.integers(0, 1439), st.integers(0, 1439)),
    jumps=st.lists(st.integers(1, 3 * 24 * 60), min_size=5, max_size=25),
)
def test_over_any_zone_and_jump_of_the_clock_nothing_is_told_early_twice_or_in_quiet_hours(
    zone: str,
    start: int,
    due: int,
    quiet: tuple[int, int],
    jumps: list[int],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    import asyncio

    from tests.store.conftest import StillClock

    async def live() -> None:
        from store.circles import CircleKind, Visibility
        from store.config import Config
        from store.operations import Actor

        clock = StillClock(start)
        hub = await Hub.open(Config.at(tmp_path_factory.mktemp("hub")), clock=clock)
        try:
            await hub.do(
                SYSTEM,
                circles.create,
                name="garden",
                title="Garden",
                kind=CircleKind.INTEREST,
                visibility=Visibility.OPEN,
            )
            house = House(hub, clock, {})
            for handle in ("ada", "theo"):
                house.ids[handle] = await hub.do(
                    SYSTEM,
                    members.add,
                    handle=handle,
                    role=Role.PARTICIPANT,
                    circle_names=("garden",),
                    time_zone=zone,
                )
                await hub.do(
                    Actor.of(house.ids[handle]), members.acknowledge_rules, version=hub.config.rules.version
                )
            pair = await befriend(house)
            await agree(house, pair, due=due)
            await hub.do(house["ada"], preferences.put, quiet=quiet)
            likes = await hub.do(house["ada"], preferences.get)
            where = zoneinfo.ZoneInfo(zone)
            for minutes in jumps:
                clock.advance(minutes * MINUTE_MS)
                await hub.work()
                found = await hub.do(house["ada"], notes.mine)
                mine = [note for note in found if note.kind == "missed"]
                assert len(mine) <= 1
                for note in mine:
                    assert not likes.quiet_at(days.minute_at(clock.now, where))
                    meant = days.moment(dt.date.fromisoformat(note.day), due, where)
                    assert clock.now >= meant + 2 * HOUR_MS
                await see_all(house, "ada")
                waiting = hub.database.read(
                    lambda connection: connection.execute(
                        "SELECT member_id, kind, COUNT(*) FROM due_work WHERE done_at IS NULL AND kind = 'missed'"
                        " GROUP BY member_id, kind"
                    ).fetchall()
                )
                assert all(row[2] == 1 for row in waiting), "one day is planned ahead, never more"
                assert len(waiting) == 2
        finally:
            await hub.close()

    asyncio.run(live())
