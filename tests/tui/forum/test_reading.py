"""Reading the forum: lists, views, where a thread opens, what counts as read, what is folded, what comes meanwhile."""

from __future__ import annotations

import itertools

from store import polls, posts, threads
from store.polls import NewPoll
from tests.tui.forum.village import Village, bring, column, paste, screen
from tests.tui.porch import EVENING, Visit
from tui.forum import words
from tui.forum.column import MOST_HELD
from tui.forum.lists import MOST_PAGES

NIGHTS = "How do you get through the first nights?"


async def open_thread(visit: Visit, thread: int, *, seq: int | None = None) -> None:
    """Go to a thread as Ctrl+K does."""
    with visit.app._context():
        await visit.app.go_to_target(f"thread:{thread}" if seq is None else f"post:{thread}:{seq}")
    await visit.until(lambda: screen(visit).open_thread_id)
    await visit.pilot.pause()


async def test_the_lists_say_what_waits_and_arrows_go_from_view_to_view(village: Village) -> None:
    async with village.porch.visit("mira") as visit:
        await visit.press("3")
        await visit.shows(NIGHTS)
        row = next(line for line in visit.lines() if NIGHTS in line)
        assert "2 answers" in row
        assert "18:42" in row
        text = visit.text
        assert "helped" in text
        assert "#first-week" in text
        assert "mentions drinking" in text
        assert "? 3 h" in text
        assert "pinned · hana" in text
        # What an alias wrote is under the alias.
        dream = next(line for line in visit.lines() if "mentions drinking" in line)
        assert "ada" not in dream.split("│")[-1].split()
        await visit.press("right", "right")
        await visit.shows(words.EMPTY["unread"])
        await visit.press("right")
        lines = [line for line in visit.lines() if "? " in line]
        # The longest waiting is first; what mira asked herself is among them.
        assert "Which evening" in lines[0]
        await visit.press("Q", "F")
        await visit.shows(NIGHTS)
        await visit.press("M")
        await visit.shows("Which evening for the walk?")
        assert NIGHTS not in visit.text
        await visit.press("l", "number_sign")
        await visit.shows(words.TAG_TITLE)
        await paste(visit, "dreams")
        await visit.press("enter")
        await visit.shows("I dreamt of drinking again")
        assert NIGHTS not in visit.text


async def test_boards_are_beside_the_threads_where_there_is_room_and_a_key_away_elsewhere(
    village: Village,
) -> None:
    async with village.porch.visit("ada", (120, 40)) as visit:
        await visit.press("3")
        await visit.shows("Evening group")
        await visit.press("shift+tab", "down", "down", "enter")
        await visit.shows("Nights, naps and everything between")
        assert NIGHTS in visit.text
        assert "Which evening" not in visit.text
        # The bar beside goes along when a board is chosen by its name, and nothing is said of other boards.
        await visit.press("b")
        await visit.shows(words.BOARDS_TITLE)
        await paste(visit, "wins")
        await visit.press("enter")
        await visit.shows("Small ones count")
        assert any("▌ Wins" in line for line in visit.lines())
        await visit.press("M")
        await visit.shows(words.EMPTY_HERE["mine"][:30])
    async with village.porch.visit("ada", (40, 20)) as visit:
        await visit.press("3")
        await visit.shows("All boards")
        assert "Evening group" not in visit.text
        await visit.press("b")
        await visit.shows(words.BOARDS_TITLE)
        await paste(visit, "wins")
        await visit.press("enter")
        await visit.shows("Small ones count")
        assert "Which evening" in visit.text
        assert "dreamt" not in visit.text


async def test_a_thread_opens_at_the_first_unread_post_and_only_what_was_seen_is_read(
    village: Village,
) -> None:
    porch, thread = village.porch, village.threads[NIGHTS]
    for number in range(2, 14):
        await village.answer(
            "max", thread, f"Night {number}\n\n" + "a line of it\n" * 6, ago=-60_000 * number
        )
    porch.clock.now = EVENING + 3_600_000
    theo = porch.actor("theo")
    async with porch.visit("theo", (80, 24)) as visit:
        assert "3 Forum ● 1" in visit.text
        await visit.press("3")
        await visit.shows("12 new")
        await visit.press("enter")
        await visit.shows(words.NEW_FROM_HERE)
        assert "Night 2" in visit.text
        assert "Warm milk" not in visit.text
        await visit.press("escape")
        read_once = (await porch.hub.do(theo, threads.one, thread=thread)).thread.unread
        assert 9 <= read_once < 12
        # Passing over the rest on the way to the end does not read it.
        await visit.press("enter", "end")
        await visit.shows("Night 13")
        await visit.press("escape")
        assert (await porch.hub.do(theo, threads.one, thread=thread)).thread.unread >= read_once - 2
        assert "3 Forum ● 1" in visit.text
        # Reading on page by page does.
        await visit.press("enter")
        await visit.pilot.pause()
        for _ in range(12):
            await visit.press("pagedown")
        await visit.press("escape")
        await visit.until(lambda: "3 Forum ●" not in visit.text)
        assert (await porch.hub.do(theo, threads.one, thread=thread)).thread.unread == 0


async def test_n_goes_from_one_unread_thread_to_the_next_and_a_followed_one_comes_first(
    village: Village,
) -> None:
    porch, thread = village.porch, village.threads[NIGHTS]
    await village.answer("mira", thread, "Another night, another tea.", ago=-60_000)
    fresh = await village.start(
        "max", "wins", "A quiet Sunday", "Nothing happened. That is the win.", ago=-120_000
    )
    porch.clock.now = EVENING + 3_600_000
    async with porch.visit("theo") as visit:
        await visit.press("3", "n")
        await visit.shows("Another night, another tea.")
        assert screen(visit).open_thread_id == thread
        await visit.press("n")
        await visit.shows("Nothing happened.")
        assert screen(visit).open_thread_id == fresh
        # In the forum nothing is left; the rooms are next.
        await visit.press("n")
        await visit.until(lambda: visit.app.current_mode == "chat")


async def test_what_a_note_or_a_post_folds_stays_folded_until_x(village: Village) -> None:
    async with village.porch.visit("theo", (80, 24)) as visit:
        await open_thread(visit, village.threads["I dreamt of drinking again"])
        await visit.shows("It mentions drinking")
        assert "I looked for the glass" not in visit.text
        await visit.press("x")
        await visit.shows("It felt so real")
        await open_thread(visit, village.threads[NIGHTS], seq=1)
        await visit.press("pagedown", "home")
        await visit.shows(words.FOLDED)
        assert "three in the morning" not in visit.text
        await visit.press("x")
        await visit.shows("It was three in the morning")
        await visit.press("x")
        await visit.shows(words.FOLDED)


async def test_what_is_written_changed_and_taken_back_meanwhile_is_seen_at_once(village: Village) -> None:
    porch, thread = village.porch, village.threads[NIGHTS]
    async with porch.visit("theo") as visit:
        await open_thread(visit, thread)
        seq = await village.answer("mira", thread, "I live at number nine.", ago=0)
        await visit.shows("number nine")
        mira = porch.actor("mira")
        await porch.hub.do(mira, posts.edit, thread=thread, seq=seq, text="I live near the river.")
        await visit.shows("near the river")
        assert "number nine" not in visit.text
        assert words.CHANGED in visit.text
        await porch.hub.do(mira, posts.delete, thread=thread, seq=seq)
        await visit.shows(words.TAKEN_BACK)
        assert "near the river" not in visit.text
        await porch.hub.do(porch.actor("max"), threads.close, thread=thread, reason="it has its answer")
        await visit.shows("Closed: it has its answer")
        assert words.CLOSED_HINT in visit.text


async def test_g_goes_to_what_a_post_answers_and_b_comes_back(village: Village) -> None:
    async with village.porch.visit("mira", (80, 24)) as visit:
        await open_thread(visit, village.threads[NIGHTS])
        chosen = column(visit).chosen
        assert chosen is not None
        assert chosen.seq == 3
        await visit.press("g")
        chosen = column(visit).chosen
        assert chosen is not None
        assert chosen.seq == 1
        await visit.press("b")
        chosen = column(visit).chosen
        assert chosen is not None
        assert chosen.seq == 3


async def test_a_board_of_hundreds_is_a_window_that_moves_both_ways(village: Village) -> None:
    porch = village.porch
    await bring(village, "wins", {f"Win number {number:03}": ["Yes."] for number in range(300)})
    async with porch.visit("ada", (80, 24)) as visit:
        await visit.press("3", "end")
        for _ in range(10):
            if "Win number 000" in visit.text:
                break
            await visit.press("end")
        assert "Win number 000" in visit.text
        held = list(screen(visit)._pages)
        assert len(held) <= MOST_PAGES * 50
        assert not screen(visit)._pages.at_start
        for _ in range(10):
            if NIGHTS in visit.text:
                break
            await visit.press("home")
        assert NIGHTS in visit.text
        assert screen(visit)._pages.at_start


async def test_a_thread_of_hundreds_of_posts_is_a_window_too(village: Village) -> None:
    porch = village.porch
    await bring(village, "wins", {"A long year": [f"Day {number:03} was a day." for number in range(300)]})
    await village.answer("mira", village.threads["A long year"], "What a year.", reply_to=300)
    async with porch.visit("mira", (80, 100)) as visit:
        await open_thread(visit, village.threads["A long year"])
        await visit.shows("Day 299 was a day.")
        held = column(visit)
        assert len(held.posts) < 100
        await visit.press("end")
        await visit.shows("g answered")
        await visit.press("home")
        await visit.shows("Day 000 was a day.")
        # The foot goes by the post that is chosen now, though it was read just then.
        await visit.until(lambda: "g answered" not in visit.lines()[-1])
        most = 0
        for _ in range(40):
            await visit.press("pagedown")
            most = max(most, len(held.posts))
            if "Day 299" in visit.text:
                break
        assert "Day 299 was a day." in visit.text
        assert 100 < most <= MOST_HELD + posts.PAGE
        for _ in range(40):
            await visit.press("pageup")
            if "Day 000" in visit.text:
                break
        assert "Day 000 was a day." in visit.text


async def test_an_open_poll_says_so_before_one_votes_and_shows_who_chose_what(village: Village) -> None:
    porch, thread = village.porch, village.threads["Which evening for the walk?"]
    for handle, choices in (("theo", (1, 3)), ("max", (3,))):
        await porch.hub.do(porch.actor(handle), polls.vote, thread=thread, choices=choices)
    async with porch.visit("ada", (80, 24)) as visit:
        await open_thread(visit, thread)
        await visit.shows("everybody sees who chose what")
        await visit.press("V")
        await visit.shows(words.VOTE_OPEN[:30])
        # Numbers choose, and what was chosen can be chosen otherwise later.
        await visit.press("1", "3", "1", "end", "enter")
        await visit.shows("3 voted, you too")
        post = column(visit).chosen
        assert post is not None
        assert post.poll is not None
        assert [choice.votes for choice in post.poll.choices] == [1, 0, 3]
        await visit.press("W")
        await visit.shows(words.VOTERS_TITLE)
        lines = visit.lines()
        pairs = list(itertools.pairwise(lines))
        assert any("Sunday morning" in choice and "ada, max, theo" in people for choice, people in pairs)
        assert any("Thursday" in choice and words.VOTERS_NONE in people for choice, people in pairs)
    # Nobody can find out who chose what: there is no key for it.
    quiet = await village.start(
        "mira", "wins", "In secret", "?", poll=NewPoll(("tea", "milk"), anonymous=True)
    )
    await porch.hub.do(porch.actor("theo"), polls.vote, thread=quiet, choices=(1,))
    async with porch.visit("ada", (80, 24)) as visit:
        await open_thread(visit, quiet)
        await visit.shows("nobody can find out who chose what")
        assert "who voted" not in visit.text
        await visit.press("W")
        assert words.VOTERS_TITLE not in visit.text


async def test_the_poll_of_a_thread_takes_votes_whichever_post_is_chosen(village: Village) -> None:
    porch, thread = village.porch, village.threads["Which evening for the walk?"]
    await village.answer("theo", thread, "Thursdays are good.")
    async with porch.visit("ada", (80, 24)) as visit:
        await open_thread(visit, thread)
        await visit.press("end")
        await visit.until(lambda: (post := column(visit).chosen) is not None and post.seq == 2)
        await visit.shows("V vote")
        await visit.press("V")
        await visit.shows(words.VOTE_OPEN[:30])
        await visit.press("2", "end", "enter")
        await visit.shows("1 voted, you too")
        await visit.press("W")
        await visit.shows(words.VOTERS_TITLE)
