"""The Buddies screen as two people see it, and what they do there by keys."""

from __future__ import annotations

import pytest

from store import blocks, checkins, counters, goals, kudos, members, notes, pairs, preferences, routines
from store.operations import SYSTEM
from store.policy import Role
from tests.tui.buddies.company import befriend, live_a_while
from tests.tui.porch import Porch, Visit
from tui.buddies import day_words, notice_words, words
from tui.buddies.offers import Offers
from tui.widgets.floating import Picker, Prompt, Question
from tui.widgets.sheet import Sheet


def row_of(visit: Visit, begins: str) -> str:
    """The first row of the screen in which some words are."""
    return next(line for line in visit.lines() if begins in line)


async def on_card(visit: Visit, kind: type) -> None:
    await visit.until(lambda: isinstance(visit.app.screen, kind))


async def test_both_weeks_are_seven_signs_and_a_few_words_without_colour_that_judges(porch: Porch) -> None:
    await live_a_while(porch)
    async with porch.visit("ada") as visit:
        await visit.press("4")
        await visit.shows("∞ theo")
        assert "every day, by 20:00" in row_of(visit, "∞ theo   ")
        weeks = [line for line in visit.lines() if "days  │" in line]
        assert [line[27:].count("●") for line in weeks] == [4, 5]
        assert "theo has felt low to good and had a win this" in visit.text
        assert "Your check-in is due by 20:00." in visit.text
        assert "Left at nine. Home, socks, tea." in visit.text
        assert "● would like a reply" in row_of(visit, "good · urge 2")
        assert "theo: That took courage." in visit.text
        for word in ("late", "missed", "streak", "failed"):
            assert word not in visit.text.replace("the last", "")


async def test_a_check_in_takes_three_keys_and_is_seen_by_whom_it_is_for_and_nobody_else(
    porch: Porch,
) -> None:
    await befriend(porch)
    async with porch.visit("theo") as theo, porch.visit("ada") as ada:
        await theo.press("4")
        await ada.press("4", "c")
        await ada.shows(words.MOOD_ASK)
        assert "keeps it, only for you" in ada.text
        await ada.press("4", "enter")
        await ada.shows(words.DONE_ALONE)
        await ada.shows("good  only you")
        await ada.press("c", "2", "7", "3", *"hard day", "down", "2", "2", "enter")
        await ada.shows("theo can read it.")
        await theo.shows("low · urge 7")
        assert "hard day" in theo.text
        assert "● would like a reply" in theo.text
        assert "good" not in row_of(theo, "ada ")
    async with porch.visit("hana") as hana:
        await hana.press("4")
        assert "hard day" not in hana.text


async def test_who_is_asked_reads_what_they_would_agree_to_before_yes(porch: Porch) -> None:
    do = porch.hub.do
    for handle in ("ada", "mira"):
        await do(porch.actor(handle), pairs.put_card, working_on="evenings", times="late", open=True)
    await do(porch.actor("mira"), pairs.ask, handle="ada", words="We both like tea, and long walks.")
    async with porch.visit("ada", (40, 20)) as ada:
        await ada.press("4", "f")
        await ada.shows("mira would like to be your buddy")
        ada.app.screen.query_one("#find", Sheet).go_to("asked:mira")
        await ada.press("enter")
        await on_card(ada, Offers)
        await ada.pilot.pause()
        read = ada.text
        while words.ANSWER_YES not in ada.text:
            await ada.press("enter")
            assert isinstance(ada.app.screen, Offers)
            read += ada.text
        assert "every" in read
        assert "20:00" in read
        assert await do(porch.actor("ada"), pairs.mine) == []
        await ada.press("enter")
        await ada.shows("buddies now")


async def test_what_was_shared_is_answered_with_enter_and_the_answer_is_in_the_room_of_the_two(
    porch: Porch,
) -> None:
    await live_a_while(porch)
    async with porch.visit("ada") as ada:
        await ada.press("4")
        await ada.shows("Left at nine")
        number = (await porch.hub.do(porch.actor("ada"), checkins.shared_with_me))[0].id
        ada.app.screen.query_one("#pairs", Sheet).go_to(f"shared:{number}")
        await ada.press("enter")
        await ada.shows(words.REPLY_TITLE.format(handle="theo"))
        await ada.press(*"well done", "escape")
        # What was half written is there again.
        await ada.press("enter")
        await ada.shows("well done")
        await ada.press("enter")
        await ada.shows(words.REPLIED)
        assert "answered" in row_of(ada, "good · urge 2")
        await ada.press("r")
        await ada.until(lambda: ada.app.place == "∞ theo")
        await ada.shows("well done")
        assert any(line.startswith("▌∞ theo") or "∞ theo" in line[:12] for line in ada.lines())


async def test_each_act_is_one_key_and_says_what_became_of_it(porch: Porch) -> None:
    await befriend(porch)
    await porch.hub.do(porch.actor("theo"), preferences.put, quiet=(0, 0))
    async with porch.visit("theo", (80, 24)) as theo, porch.visit("ada", (80, 24)) as ada:
        await ada.press("4", "g")
        await on_card(ada, Offers)
        await ada.press("2")
        await ada.shows("theo will see that you thought of them.")
        await theo.shows("ada: I am here when you want me.")
        await ada.press("g", "1")
        await ada.shows("one a day is enough to be felt")
        await ada.press("k", "1")
        await ada.shows("theo will find your words.")
        await theo.shows("Proud of you.")
        await ada.press("y", "down", "enter")
        await ada.shows("theo sees that all is well.")
        await ada.shows(words.DUE_DONE)
        await ada.press("p", "4")
        await ada.shows("You are taking a pause until")
        await theo.press("4")
        await theo.shows("ada is taking a pause until Sun 29 Nov. Nothing is due.")
        await ada.press("p")
        await ada.shows(words.RESUMED)
        await theo.shows(words.DUE_BY.format(time="20:00"))


async def test_parting_is_asked_once_and_both_find_the_same_kind_words(porch: Porch) -> None:
    await befriend(porch)
    async with porch.visit("theo", (80, 24)) as theo, porch.visit("ada", (80, 24)) as ada:
        await ada.press("4", "x")
        await on_card(ada, Question)
        await ada.press("enter")
        await ada.shows("∞ theo")
        await ada.press("x", "down", "enter")
        await ada.shows("You walked a way together")
        await theo.shows("You and ada are no longer buddies.")
        await ada.shows("You and theo are no longer buddies.")
        await ada.shows(words.ALONE_BEGIN)
        assert "reason" not in theo.text


async def test_a_change_of_terms_holds_when_both_like_it(porch: Porch) -> None:
    await befriend(porch)
    async with porch.visit("theo") as theo, porch.visit("ada", (80, 24)) as ada:
        await ada.press("4", "e")
        await ada.shows(words.TERMS_HOW_OFTEN)
        await ada.press("enter", "7")
        await on_card(ada, Prompt)
        await ada.press("ctrl+u")
        await ada.write("mon, wed")
        await ada.shows("Mon Wed")
        await ada.press("end", "enter")
        await ada.shows("theo is asked.")
        await theo.press("4")
        await theo.shows("ada would like to change what you agreed")
        pair = (await porch.hub.do(porch.actor("theo"), pairs.mine))[0]
        theo.app.screen.query_one("#pairs", Sheet).go_to(f"wish:{pair.id}")
        await theo.press("enter", "1")
        await theo.shows("Mon Wed, by 20:00")
        await ada.shows("Mon Wed, by 20:00")


async def test_finding_a_buddy_goes_from_an_open_card_to_a_yes_and_a_no_is_told_to_nobody(
    porch: Porch,
) -> None:
    for handle in ("theo", "mira"):
        await porch.hub.do(porch.actor(handle), pairs.put_card, working_on="[b]sleep[/b] ‮x", open=True)
    async with porch.visit("theo") as theo, porch.visit("mira") as mira, porch.visit("ada", (80, 24)) as ada:
        await ada.press("4")
        await ada.shows(words.ALONE_BEGIN)
        await ada.press("f")
        await ada.shows("[b]sleep[/b] x")
        await ada.press("o")
        await ada.shows(words.CARD_OPEN)
        for handle in ("theo", "mira"):
            ada.app.screen.query_one("#find", Sheet).go_to(f"other:{handle}")
            await ada.press("enter")
            await on_card(ada, Prompt)
            await ada.write("We both like tea.")
            await ada.shows(words.ASKED)
        for visit, answer in ((theo, "1"), (mira, "2")):
            await visit.shows(notice_words.SOMEBODY_ASKS)
            await visit.press("4")
            await visit.shows("ada would like to be your buddy")
            await visit.press("home", "enter")
            await visit.shows("We both like tea.")
            await visit.press(answer)
        await theo.shows("∞ ada")
        await mira.shows(words.SAID_NO)
        assert "∞" not in mira.text
        await ada.press("escape")
        await ada.shows("You and theo are buddies now.")
        assert "mira" not in "\n".join(line[27:] for line in ada.lines())


async def test_a_mentor_thinks_of_two_people_and_hears_no_answer(porch: Porch) -> None:
    async with porch.visit("ada", (80, 24)) as ada, porch.visit("max") as fay:
        await fay.press("4", "f", "T")
        for name in ("ada", "theo"):
            await on_card(fay, Picker)
            await fay.write(name)
        await fay.write("You both get up early.")
        await fay.shows("Both are asked, each alone.")
        await ada.press("4")
        await ada.shows("max thinks that theo and you could be good buddies")
        await ada.press("down", "enter", "1")
        await ada.shows("Thank you. If theo likes it too, you are buddies.")
        assert "∞" not in fay.text


async def test_small_steps_and_routines_are_ticked_by_a_key(porch: Porch) -> None:
    await live_a_while(porch)
    async with porch.visit("ada", (80, 24)) as visit:
        await visit.press("4", "s")
        await visit.shows("1 of 3 steps")
        await visit.press("down", "down", "space")
        await visit.shows("2 of 3 steps")
        await visit.shows("[x] ask mira along")
        await visit.press("space")
        await visit.shows("[ ] ask mira along")
        await visit.press("a")
        await on_card(visit, Prompt)
        await visit.write("Sleep before [midnight]")
        await visit.write("phone in the kitchen")
        await visit.until(lambda: isinstance(visit.app.screen, Prompt))
        await visit.write("someday")
        await visit.shows("A day is written like tomorrow")
        await visit.press("ctrl+u")
        await visit.write("tomorrow")
        await visit.shows("[ ] phone in the kitchen")
        assert "tomorrow" in row_of(visit, "phone in the kitchen")
        await visit.press("escape")
        await visit.press("end")
    mine = await porch.hub.do(porch.actor("ada"), goals.mine)
    assert [one.audience for one in mine] == ["me", "buddy"]


async def test_days_kept_stay_when_a_new_run_begins(porch: Porch) -> None:
    await live_a_while(porch)
    async with porch.visit("ada", (80, 24)) as visit:
        await visit.press("4", "d")
        await visit.shows("longest run 41 · this run 41")
        await visit.press("b")
        await on_card(visit, Question)
        await visit.press("down", "enter")
        await visit.shows("A new run begins. 41 days in all stay.")
        await visit.shows("longest run 41 · this run 0")
        assert "41 days in all" in visit.text
    async with porch.visit("theo") as theo:
        assert "run" not in theo.text


async def test_a_card_is_drawn_to_be_kept_and_signed_by_others(porch: Porch) -> None:
    await live_a_while(porch)
    async with porch.visit("theo", (40, 20)) as theo, porch.visit("ada", (120, 40)) as ada:
        await ada.press("4", "d", "end", "enter")
        await ada.shows("So proud of you. The kettle is on.")
        rows = [line for line in ada.lines() if line.lstrip()[:1] in {"│", "╭", "╰", "├"}]
        await theo.press("4", "d", "end", "enter", "s", "ctrl+u")
        await theo.write("Made it twice as warm. 晩ご飯")
        await ada.shows("Made it twice as warm.")
        assert len(rows) > 20


async def test_the_plan_is_one_key_from_help_now_and_for_its_author_alone(porch: Porch) -> None:
    async with porch.visit("ada", (80, 24)) as visit:
        await visit.press("f1", "p", "enter")
        await visit.shows("Thoughts, moods, places or times")
        await visit.press(*"the sofa", "ctrl+j", *"all day", "enter")
        await visit.shows("    all day")
        await visit.press("v")
        await visit.shows("MY SAFETY PLAN")
        assert "help now" not in visit.text
        assert "call or text 988" in visit.text
        await visit.press("escape", "escape", "escape")
        await visit.shows("Good evening")
    async with porch.visit("hana", (80, 24)) as visit:
        await visit.press("f1", "p")
        await visit.shows("For you alone.")
        assert "sofa" not in visit.text


async def test_the_trend_is_a_chart_and_by_a_key_a_table(porch: Porch) -> None:
    await live_a_while(porch)
    async with porch.visit("ada", (80, 24)) as visit:
        await visit.press("4", "t")
        await visit.shows("22 days with a word from you. Mostly okay, between rough and bright.")
        assert "bright │" in visit.text
        await visit.press("t")
        await visit.shows("Fri 20 Nov   okay (3) · urge 3")
        await visit.press("t", "right", "right")
        await visit.shows("The last year")
    async with porch.visit("ada", (80, 24), term="linux") as visit:
        await visit.press("4", "t")
        await visit.shows("bright |")
        assert visit.text.isascii()


async def test_a_supporter_is_told_kindly_and_shown_nothing(porch: Porch) -> None:
    await porch.hub.do(SYSTEM, members.set_role, handle="mira", role=Role.SUPPORTER)
    async with porch.visit("mira", (80, 24)) as visit:
        assert notice_words.NOW not in visit.text
        await visit.press("4")
        await visit.shows("Buddies are for those who take part in the program.")
        await visit.press("c")
        assert words.MOOD_ASK not in visit.text


async def test_blocking_a_buddy_ends_it_in_the_same_words(porch: Porch) -> None:
    await befriend(porch)
    async with porch.visit("theo", (80, 24)) as theo:
        await theo.press("4")
        await porch.hub.do(porch.actor("ada"), blocks.block, handle="theo")
        await theo.shows("You and ada are no longer buddies.")


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 20)])
async def test_hostile_words_are_drawn_as_they_are(porch: Porch, size: tuple[int, int]) -> None:
    pair = await befriend(porch)
    hostile = "[@click=app.quit()]x[/] [/nope] \x1b]52;c;AAAA\x07 ‮evil " + "W" * 120
    do, theo, ada = porch.hub.do, porch.actor("theo"), porch.actor("ada")
    await do(theo, checkins.add, mood=3, note=hostile, audience="buddy")
    await do(theo, kudos.give, handle="ada", text=hostile[:200])
    await do(ada, goals.add, title=hostile[:60], steps=(hostile[:60],))
    await do(ada, routines.add, title="[b]breathe[/b]")
    await do(theo, goals.add, title="[bold]theirs[/bold]", audience="buddy")
    async with porch.visit("ada", size) as visit:
        for keys in ((), ("4",), ("s",), ("escape", "t"), ("escape", "d"), ("escape", "f"), ("escape", "P")):
            await visit.press(*keys)
            assert "\x1b" not in visit.text
            assert "‮" not in visit.text
            assert all(len(line) <= size[0] for line in visit.lines())
    assert pair.buddy == "theo"


async def test_seen_notes_go_once_one_goes_elsewhere(porch: Porch) -> None:
    await befriend(porch)
    async with porch.visit("ada") as visit:
        assert any("4 Buddies" in line and "● 1" in line for line in visit.lines())
        await visit.press("4")
        await visit.shows("You and theo are buddies now.")
        await visit.press("k", "escape")
        assert "You and theo are buddies now." in visit.text
        await visit.press("1")
        await visit.until(lambda: not any("4 Buddies" in line and "●" in line for line in visit.lines()))
    assert await porch.hub.do(porch.actor("ada"), notes.mine) == []


async def test_all_is_well_is_told_after_a_question_and_not_by_a_stray_key(porch: Porch) -> None:
    pair = await befriend(porch)
    do, ada = porch.hub.do, porch.actor("ada")
    async with porch.visit("ada", (80, 24)) as visit:
        await visit.press("4", "y")
        await visit.shows(words.ALL_WELL_TITLE.format(buddy="theo"))
        await visit.press("enter")
        assert (await do(ada, pairs.mine))[0].well is False
        await visit.press("y")
        await visit.shows(words.ALL_WELL_TITLE.format(buddy="theo"))
        await visit.press("down", "enter")
        await visit.shows(words.ALL_WELL.format(buddy="theo")[:40])
    assert (await do(ada, pairs.mine))[0].well is True
    assert pair.buddy == "theo"


async def test_after_a_hard_check_in_its_author_reads_where_help_is(porch: Porch) -> None:
    async with porch.visit("ada", (80, 24)) as visit:
        await visit.press("4", "c", "3", "enter")
        await visit.shows(words.DONE_ALONE)
        assert words.HARD_HOUR not in visit.text
        await visit.press("c", "1", "10", "enter")
        await visit.shows(words.HARD_HOUR)


async def test_a_new_run_of_a_shared_counter_says_who_would_see_it(porch: Porch) -> None:
    await befriend(porch)
    do, ada, theo = porch.hub.do, porch.actor("ada"), porch.actor("theo")
    one = await do(ada, counters.add, name="evenings", started_on="2026-11-01")
    await do(ada, counters.share, counter=one.id, handles=("theo",))
    async with porch.visit("ada", (40, 20)) as visit:
        await visit.press("4", "d")
        await visit.shows("evenings")
        visit.app.screen.query_one("#days", Sheet).go_to(f"counter:{one.id}")
        await visit.press("b")
        await on_card(visit, Offers)
        await visit.shows("may see this counter")
        await visit.press("2")
        await visit.shows(day_words.RUN_DONE[:18])
    assert await do(theo, counters.shared_with_me) == []
    assert (await do(ada, counters.mine))[0].run == 0
