"""What Today and the rail tell of Buddies: calm, a few lines, and nothing when there is nothing."""

from __future__ import annotations

import pytest
from textual import events

from store import checkins, notes, noticing, preferences, routines
from store.operations import Tx
from tests.tui.buddies.company import DAY, HOUR, befriend, live_a_while
from tests.tui.porch import EVENING, Porch
from tui import minutes
from tui.buddies import notice_words, words
from tui.buddies.form import Form
from tui.widgets.sheet import Sheet


def rail(lines: list[str]) -> str:
    """The rail's line of Buddies."""
    return next(line[:26].strip() for line in lines if "4 Buddies" in line)


async def test_what_is_due_is_said_in_the_rail_until_it_is_done_and_never_in_quiet_hours(
    porch: Porch,
) -> None:
    await befriend(porch)
    note = await porch.hub.do(porch.actor("ada"), notes.mine)
    await porch.hub.do(porch.actor("ada"), notes.seen, notes=[one.id for one in note])
    async with porch.visit("ada") as visit:
        assert rail(visit.lines()).endswith("due 20:00")
        await porch.hub.do(porch.actor("ada"), preferences.put, quiet=(19 * 60, 21 * 60))
        await visit.until(lambda: visit.app.preferences is not None and visit.app.preferences.quiet_from >= 0)
        porch.hub.bus.publish(minutes.MINUTE)
        await visit.until(lambda: "due" not in rail(visit.lines()))
        await porch.hub.do(porch.actor("ada"), preferences.put, quiet=(-1, -1))
        await visit.until(lambda: visit.app.preferences is not None and visit.app.preferences.quiet_from < 0)
        porch.hub.bus.publish(minutes.MINUTE)
        await visit.until(lambda: "due 20:00" in rail(visit.lines()))
        await visit.press("c", "3", "enter")
        await visit.until(lambda: "due" not in rail(visit.lines()))
        await visit.until(lambda: notice_words.NOW not in visit.text)
    async with porch.visit("ada", (40, 20)) as phone:
        assert "4B " in phone.lines()[-1]


async def test_a_missed_day_is_told_to_its_person_alone_gently_and_goes_with_the_next_check_in(
    porch: Porch,
) -> None:
    await befriend(porch)
    for handle in ("ada", "theo"):
        told = await porch.hub.do(porch.actor(handle), notes.mine)
        await porch.hub.do(porch.actor(handle), notes.seen, notes=[one.id for one in told])
    await porch.hub.do(porch.actor("theo"), checkins.add, mood=3)
    porch.clock.now = EVENING + 3 * HOUR
    await porch.hub.work()
    async with porch.visit("ada", (80, 24)) as ada, porch.visit("theo", (80, 24)) as theo:
        assert notice_words.MISSED_TODAY.partition(". c")[0] in ada.text
        assert "check-in yet" not in theo.text
        porch.clock.now = EVENING + DAY - HOUR
        porch.hub.bus.publish(minutes.MINUTE)
        await ada.press("4", "1")
        note = (await porch.hub.do(porch.actor("ada"), notes.mine)) or ()
        assert all(one.kind != "missed" for one in note), "it was seen on Buddies, and is gone"


async def test_the_letter_says_what_a_buddy_shared_or_that_all_is_quiet(porch: Porch) -> None:
    await befriend(porch)
    async with porch.visit("ada", (80, 24)) as visit:
        line = next(line for line in visit.lines() if "∞ theo" in line)
        assert notice_words.QUIET in line
        await porch.hub.do(
            porch.actor("theo"), checkins.add, mood=2, note="not [b]easy[/b]", audience="buddy"
        )
        await visit.shows("low. not [b]easy[/b]")
        await porch.hub.do(porch.actor("theo"), checkins.add, mood=1, note="mine alone")
        await visit.pilot.pause(0.1)
        assert "mine alone" not in visit.text


async def test_small_things_are_ticked_from_the_letter(porch: Porch) -> None:
    await live_a_while(porch)
    seen = await porch.hub.do(porch.actor("ada"), notes.mine)
    await porch.hub.do(porch.actor("ada"), notes.seen, notes=[one.id for one in seen])
    async with porch.visit("ada") as visit:
        await visit.shows("[ ] ten minutes outside")
        routine = (await porch.hub.do(porch.actor("ada"), routines.mine))[0]
        visit.app.screen.query_one("#letter", Sheet).go_to(f"routine:{routine.id}")
        await visit.press("enter")
        await visit.until(lambda: "ten minutes outside" not in visit.text)
    assert (await porch.hub.do(porch.actor("ada"), routines.mine))[0].done


async def test_a_half_filled_form_is_there_again_after_esc_and_after_the_connection_was_lost(
    porch: Porch,
) -> None:
    await befriend(porch)
    async with porch.visit("ada", (80, 24)) as visit:
        await visit.press("c", "2", "5", *"it was a", "escape")
        await visit.shows(words.KEPT_FOR_LATER)
        await visit.press("4", "c")
        await visit.shows("it was a")
        await visit.press("tab", "tab", "tab", *" long day")
        await visit.shows("it was a long day")
    async with porch.visit("ada", (40, 20)) as back:
        await back.press("c")
        await back.shows("it was a long")
        await back.press("tab", "tab", "tab", "ctrl+u", *"short", "enter")
        await back.shows(words.DONE_ALONE)
        await back.press("c")
        await back.until(lambda: isinstance(back.app.focused, Form))
        assert "short" not in back.text
    mine = await porch.hub.do(porch.actor("ada"), checkins.mine)
    assert [(one.mood, one.urge, one.note) for one in mine] == [(2, 5, "short")]


async def test_what_is_typed_as_one_with_the_key_goes_into_the_form(porch: Porch) -> None:
    await befriend(porch)
    async with porch.visit("ada", (80, 24)) as visit:
        for key in ("c", "4", "2", "s", "o", ".", "enter"):
            character = key if len(key) == 1 else "\r"
            visit.app.post_message(events.Key(key if key != "." else "full_stop", character))
        await visit.shows(words.DONE_ALONE)
    mine = await porch.hub.do(porch.actor("ada"), checkins.mine)
    assert [(one.mood, one.urge, one.note) for one in mine] == [(4, 2, "so.")]


async def test_nothing_that_is_typed_in_the_form_does_anything_else(porch: Porch) -> None:
    async with porch.visit("ada", (80, 24)) as visit:
        await visit.press("c", "q", "n", "?", "/", "7", "!", "\\")
        await visit.shows("qn?/7!\\")
        await visit.press("f1")
        await visit.shows("call or text 988")
        await visit.press("escape")
        await visit.shows("qn?/7!\\")


async def test_a_minute_or_news_of_others_costs_no_read(
    porch: Porch, monkeypatch: pytest.MonkeyPatch
) -> None:
    await befriend(porch)
    reads: list[str] = []
    within = noticing.today.within

    def counted(tx: Tx) -> noticing.Noticed:
        reads.append("read")
        return within(tx)

    async with porch.visit("ada", (80, 24)) as visit:
        await visit.press("0")
        monkeypatch.setattr(noticing.today, "within", counted)
        for _ in range(5):
            porch.hub.bus.publish(minutes.MINUTE)
        await porch.say("mira", "kitchen", "hello")
        await porch.hub.do(porch.actor("mira"), checkins.add, mood=3, audience="circle", circle="evening")
        await visit.pilot.pause(0.1)
        assert reads == []
        await porch.hub.do(porch.actor("theo"), checkins.add, mood=3, audience="buddy")
        await visit.until(lambda: reads == ["read"])
