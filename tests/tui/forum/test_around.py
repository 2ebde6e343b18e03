"""Around the forum: Today, Ctrl+K, search, mentions, looking after threads, lifting an alias, hostile words."""

from __future__ import annotations

from store import blocks, boards, circles, edits, lifts, rooms, threads
from store.operations import SYSTEM
from tests.tui.forum.test_reading import NIGHTS, open_thread
from tests.tui.forum.village import HOUR, Village, bring, column, paste, screen
from tests.tui.porch import EVENING, Visit
from tui import words as shared_words
from tui.forum import words
from tui.search import words as search_words

DREAM = "I dreamt of drinking again"
HOSTILE = "\x1b]52;c;aGk=\x07[/nope][@click=app.quit()]x\u202e\x9b31m||**\u0301" + "`" * 40


async def walk_to(visit: Visit, words: str) -> None:
    """Go down Today's letter to the row with some words."""
    await visit.press("home")
    for _ in range(12):
        if any("▌" in line and words in line for line in visit.lines()):
            return
        await visit.press("down")


async def test_today_tells_of_followed_threads_of_those_who_wait_and_of_what_was_begun(
    village: Village,
) -> None:
    porch, thread = village.porch, village.threads[NIGHTS]
    await village.answer("max", thread, "And one more thing.", ago=-60_000)
    porch.clock.now = EVENING + HOUR
    async with porch.visit("mira") as visit:
        await visit.shows(words.FOLLOWED)
        row = next(line for line in visit.lines() if NIGHTS[:16] in line)
        assert "max" in row
        # She has been here before: questions without an answer are told to her, her own are not.
        await visit.shows(words.WAITING_FOR)
        assert DREAM[:16] in visit.text
        assert "Which evening" not in visit.text
        await walk_to(visit, NIGHTS[:16])
        await visit.press("enter")
        await visit.shows("And one more thing.")
        assert screen(visit).open_thread_id == thread
    async with porch.visit("ada", (40, 20)) as visit:
        # For somebody at the beginning of the way Today stays short.
        assert words.WAITING_FOR not in visit.text


async def test_ctrl_k_finds_boards_and_threads_and_what_is_typed_by_its_number(village: Village) -> None:
    thread = village.threads[NIGHTS]
    async with village.porch.visit("ada") as visit:
        await visit.press("ctrl+k")
        await paste(visit, "first nights")
        await visit.press("enter")
        await visit.until(lambda: screen(visit).open_thread_id == thread)
        await visit.press("ctrl+k")
        await paste(visit, f"thread:{thread}#2")
        await visit.press("enter")
        await visit.until(lambda: (post := column(visit).chosen) is not None and post.seq == 2)
        await visit.press("ctrl+k")
        await paste(visit, "wins")
        await visit.press("enter")
        await visit.shows("Small ones count")
        await visit.press("ctrl+k")
        await paste(visit, "thread:999")
        await visit.press("enter")
        await visit.shows("There is no such thread")


async def test_posts_are_among_what_is_found_and_lead_to_their_place(village: Village) -> None:
    porch, thread = village.porch, village.threads[NIGHTS]
    await village.answer("mira", thread, "@ada milk helps me too. ||The secret is nutmeg.||", ago=60_000)
    async with porch.visit("ada") as visit:
        await visit.press("slash")
        await visit.write("milk")
        await visit.shows(search_words.IN_FORUM)
        assert "Warm milk sounds silly" in visit.text
        assert "in Sleep" in visit.text
        assert "nutmeg" not in visit.text
        await visit.press("enter")
        await visit.until(
            lambda: visit.app.current_mode == "forum" and screen(visit).open_thread_id == thread
        )
        await visit.press("slash")
        await visit.write("from:ada dreamt")
        await visit.shows(search_words.NOTHING)
        await visit.press("slash", "ctrl+u")
        await visit.write("board:sleep is:unanswered dreamt")
        await visit.shows("mentions drinking")
        assert "looked for the glass" not in visit.text
        await visit.press("escape", "m")
        await visit.shows("milk helps me too")
        assert "nutmeg" not in visit.text
        await visit.press("enter")
        await visit.until(lambda: (post := column(visit).chosen) is not None and post.names_me)


async def test_who_looks_after_a_board_sees_what_follows_and_gives_a_reason(village: Village) -> None:
    porch, thread = village.porch, village.threads["Which evening for the walk?"]
    async with porch.visit("max") as visit:
        await open_thread(visit, thread)
        await visit.press("c")
        await visit.shows("can be read; nobody adds to it")
        await paste(visit, "close")
        await visit.press("enter")
        await visit.shows(words.REASON_TITLE)
        await visit.press("enter")
        await visit.shows(shared_words.REASON_NEEDED)
        await visit.write("it was last week")
        await visit.shows("Closed: it was last week")
        await visit.press("c")
        await paste(visit, "merge")
        await visit.press("enter")
        await visit.shows(words.NO_OTHER_THREAD)
        await visit.press("c")
        await paste(visit, "move")
        await visit.press("enter")
        await visit.shows(words.MOVE_TITLE)
        await paste(visit, "sleep")
        await visit.press("enter")
        # Before it is done one reads where it goes.
        await visit.shows("Move it to Sleep")
        await visit.write("more about nights")
        await visit.shows("in Sleep")
        await visit.press("c")
        await paste(visit, "merge")
        await visit.press("enter")
        await visit.shows(words.MERGE_TITLE)
        await paste(visit, "first nights")
        await visit.press("enter")
        await visit.shows("Merge it into “How do you get through")
        await visit.press("escape")
        await visit.press("c")
        await paste(visit, "lock")
        await visit.press("enter")
        await visit.shows("Locked")
    async with porch.visit("ada") as visit:
        await open_thread(visit, thread)
        # Nobody else is offered any of it.
        await visit.press("c", "L", "T")
        assert words.CARE_TITLE not in visit.text
        assert words.CLOSED_HINT in visit.text
        await visit.press("r")
        await visit.shows(words.CLOSED_HINT)
    board = await porch.hub.do(porch.actor("ada"), boards.one, board="sleep")
    assert board.locked


async def test_two_people_lift_an_alias_and_the_author_is_told_calmly(village: Village) -> None:
    porch, thread = village.porch, village.threads[DREAM]
    async with porch.visit("max", (80, 24)) as visit:
        await open_thread(visit, thread)
        await visit.press("x")
        await visit.shows("looked for the glass")
        await visit.press("L")
        await visit.shows("A host who is not you decides.")
        await visit.write("somebody may be alone with this")
        await visit.shows(words.LIFT_ASKED[:30])
        await visit.press("ctrl+p")
        await paste(visit, "aliases to")
        await visit.press("enter")
        # He may ask, and not decide.
        await visit.shows(words.LIFT_STATES["waiting"])
        await visit.press("enter")
        assert words.LIFT_CONSENT not in visit.text
    async with porch.visit("hana", (80, 24)) as visit:
        await visit.shows(words.lifts_wait(1))
        await visit.press("home", "enter")
        await visit.shows(words.LIFTS_TITLE)
        await visit.press("enter")
        await visit.shows("somebody may be alone with this")
        await visit.press("end", "enter")
        await visit.shows(words.LIFT_CONSENTED)
        assert "ada" not in visit.text
        # Nothing waits for her any more, and Today does not go on saying so.
        await visit.until(lambda: words.lifts_wait(1) not in visit.text)
        await visit.press("ctrl+p")
        await paste(visit, "aliases to")
        await visit.press("enter")
        await visit.shows("agreed")
        await visit.press("enter")
        await visit.shows(words.REVEAL_TITLE)
        await visit.press("down", "enter")
        await visit.shows(" is ada.")
        # It is kept nowhere on the way.
        await visit.press("enter")
        assert not any("ada" in notice.words for notice in visit.app.notices)
    async with porch.visit("ada", (40, 20)) as visit:
        await visit.shows("Two people of the team")
        await visit.press("home", "enter")
        # Where the lines break depends on the alias, which is drawn by lot.
        await visit.until(lambda: "max asked" in " ".join(visit.text.replace("│", " ").split()))
        await visit.press("end", "up", "enter")
        await visit.until(lambda: "Two people of the team" not in visit.text)
    async with porch.visit("theo") as visit:
        await visit.press("ctrl+p")
        await paste(visit, "aliases to")
        await visit.shows("Nothing here by that name.")
    assert await porch.hub.do(porch.actor("ada"), lifts.told) == []


async def test_hostile_words_in_every_field_are_drawn_as_text_and_hurt_nothing(village: Village) -> None:
    porch = village.porch
    text = f"# Head {HOSTILE}\n> {HOSTILE}\n- {HOSTILE}"
    thread = await village.start("theo", "sleep", f"Title {HOSTILE[:60]}", text, content_note=HOSTILE[:60])
    await village.answer("mira", thread, HOSTILE * 20, reply_to=1)
    await porch.hub.do(
        SYSTEM, boards.create, circle="evening", name="odd", title=f"Odd {HOSTILE}"[:40], description=HOSTILE
    )
    await porch.hub.do(porch.actor("hana"), threads.close, thread=thread, reason=f"why {HOSTILE}"[:60])
    for size, term in (((120, 40), "xterm"), ((40, 20), "linux")):
        async with porch.visit("ada", size, term=term) as visit:
            await visit.press("3")
            await visit.shows("Title")
            await open_thread(visit, thread)
            await visit.press("x")
            await visit.shows("Head")
            await visit.press("end", "x", "ctrl+k", "escape", "escape")
            for line in visit.lines():
                assert not any(
                    ord(letter) < 32 or 0x7F <= ord(letter) < 0xA0 or letter == "\u202e" for letter in line
                )
        assert visit.app._exception is None


async def test_what_somebody_blocked_wrote_is_not_there_and_new_people_meet_no_mountain(
    village: Village,
) -> None:
    porch = village.porch
    await bring(village, "wins", {f"Old {number}": ["Long ago."] for number in range(120)})
    async with porch.visit("fay") as visit:
        assert "3 Forum ●" not in visit.text
        await visit.press("3", "U")
        await visit.shows(words.EMPTY["unread"])
    await porch.hub.do(porch.actor("ada"), blocks.block, handle="max")
    async with porch.visit("ada") as visit:
        await open_thread(visit, village.threads[NIGHTS])
        await visit.shows("A walk round the block")
        assert "Warm milk" not in visit.text
        await porch.hub.do(porch.actor("ada"), blocks.unblock, handle="max")
        await visit.shows("Warm milk")


async def test_what_is_removed_needs_a_reason_and_its_author_finds_it_and_the_place(village: Village) -> None:
    porch, thread = village.porch, village.threads[NIGHTS]
    await village.answer("theo", thread, "Buy my tea.")
    async with porch.visit("max", (40, 20)) as visit:
        await open_thread(visit, thread, seq=4)
        await visit.press("d")
        await visit.shows(shared_words.REMOVE_TITLE)
        shown = " ".join(visit.text.replace("│", " ").split())
        assert shared_words.REMOVE_TOLD.format(author="theo") in shown
        await visit.press("enter")
        await visit.shows(shared_words.REASON_NEEDED[:20])
        await visit.write("no shops here, please")
        await visit.shows(words.REMOVED)
        # What one wrote oneself needs no reason.
        await visit.press("up", "d")
        await visit.shows(words.TAKE_BACK_TITLE)
    async with porch.visit("theo", (80, 24)) as visit:
        await visit.until(lambda: "please. It is about those words only" in " ".join(visit.text.split()))
        await walk_to(visit, "Somebody who looks")
        await visit.press("enter")
        await visit.until(lambda: visit.app.current_mode == "forum")
        await visit.until(lambda: (post := column(visit).chosen) is not None and post.seq == 4)
    # A message's note leads to its room.
    seq = await porch.say("theo", "kitchen", "Buy my cups.")
    kitchen = next(
        one for one in await porch.hub.do(porch.actor("theo"), rooms.listing) if one.name == "kitchen"
    )
    await porch.hub.do(porch.actor("hana"), edits.delete, room=kitchen.id, seq=seq, reason="no shops")
    async with porch.visit("theo", (80, 24)) as visit:
        await visit.shows("Somebody who looks")
        await walk_to(visit, "Somebody who looks")
        await visit.press("enter")
        await visit.until(lambda: visit.app.current_mode == "chat")


async def test_removing_what_an_alias_wrote_says_that_nothing_will_tell_who_it_is(village: Village) -> None:
    async with village.porch.visit("max", (40, 20)) as visit:
        await open_thread(visit, village.threads[DREAM])
        await visit.press("x", "d")
        await visit.shows(shared_words.REMOVE_TITLE)
        shown = " ".join(visit.text.replace("│", " ").split())
        assert "so that nothing tells who it is" in shown


async def test_boards_that_come_change_and_go_are_seen_at_once_by_who_may_see_them(village: Village) -> None:
    porch = village.porch
    hub, hana = porch.hub, porch.actor("hana")
    async with porch.visit("ada", (120, 40)) as visit, porch.visit("theo") as other:
        await visit.press("3")
        await visit.shows("Wins")
        await hub.do(hana, circles.remove_member, circle="books", handle="theo")
        made = await hub.do(hana, boards.create, circle="books", name="pages", title="Page turners")
        await visit.shows("Page turners")
        # What is written in it is news from then on, though the visit is older than the board.
        village.boards["pages"] = made
        await village.start("fay", "pages", "Which one first?", "The short one.", ago=0)
        await visit.shows("Which one first?")
        await hub.do(hana, boards.change, board=made, title="Long reads", position=0)
        await visit.shows("Long reads")
        await visit.press("ctrl+k")
        await paste(visit, "long reads")
        await visit.press("enter")
        await visit.until(lambda: "in Long reads" not in visit.text)
        await hub.do(hana, boards.change, board=made, locked=True)
        await visit.shows(words.BOARD_LOCKED)
        await hub.do(hana, boards.change, board=made, archived=True)
        await visit.shows(words.BOARD_GONE)
        await visit.until(lambda: "Long reads" not in visit.text)
        await visit.shows(NIGHTS[:20])
        await hub.do(hana, boards.change, board=made, archived=False)
        await visit.shows("Long reads")
        everywhere = await hub.do(hana, boards.create, name="porch-swing", title="Porch swing")
        await visit.shows("Porch swing")
        # Who is not in the circle never hears of its boards; everybody does of the hub's.
        await other.press("3")
        await other.shows("Porch swing")
        assert "Long reads" not in other.text
        heard = other.app.subscription.topics
        assert f"board:{everywhere}" in heard
        assert f"board:{made}" not in heard


async def test_an_old_address_leads_to_its_post_and_who_reads_a_merged_thread_goes_along(
    village: Village,
) -> None:
    porch, thread = village.porch, village.threads[NIGHTS]
    old = await village.start("fay", "sleep", "Nights, again", "Again a long one.", ago=HOUR)
    for number in range(2, 9):
        await village.answer("mira", old, f"Again {number}.", ago=HOUR // number)
    async with porch.visit("ada") as visit:
        await open_thread(visit, old)
        await visit.press("r")
        await paste(visit, "half a sentence")
        await porch.hub.do(porch.actor("max"), threads.merge, thread=old, into=thread, reason="the same")
        await visit.until(lambda: screen(visit).open_thread_id == thread)
        await visit.shows("half a sentence")
        assert f"thread:{old}" not in visit.app.subscription.topics
        await village.answer("theo", thread, "Said after the merger.", ago=0)
        await visit.until(lambda: any(post.text == "Said after the merger." for post in column(visit).posts))
        await visit.press("pagedown")
        await visit.shows("Said after the merger.")
        await visit.press("ctrl+k")
        await paste(visit, f"thread:{old}#3")
        await visit.press("enter")
        await visit.until(lambda: (post := column(visit).chosen) is not None and post.text == "Again 3.")
