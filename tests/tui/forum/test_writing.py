"""Writing in the forum: answers, aliases, drafts that nothing loses, new threads, refusals, the card beside."""

from __future__ import annotations

import pytest
from textual import events

from store import drafts, post_changes, posts, threads
from store.errors import Unavailable
from tests.tui.forum.test_reading import NIGHTS, open_thread
from tests.tui.forum.village import Village, column, editor, paste, screen
from tests.tui.porch import Visit
from tui.forum import words
from tui.forum.drafting import Drafting
from tui.forum.new_thread import NewThreadScreen


async def last(village: Village, handle: str, thread: int) -> posts.Post:
    """The thread's newest post, as somebody reads it."""
    page = await village.porch.hub.do(village.porch.actor(handle), posts.page, thread=thread, before=2**31)
    return page.posts[-1]


async def test_an_answer_is_written_in_lines_and_posted_with_one_key(village: Village) -> None:
    thread = village.threads[NIGHTS]
    async with village.porch.visit("ada") as visit:
        await open_thread(visit, thread)
        await visit.press("r", "F")
        for word, *keys in (("irst", "enter", "ctrl+j"), ("second", "alt+enter"), ("third",)):
            await paste(visit, word)
            await visit.press(*keys)
        await visit.shows("answers max: Warm milk")
        assert editor(visit).text == "First\n\nsecond\nthird"
        await visit.press("ctrl+s")
        await visit.until(lambda: column(visit).chosen and column(visit).chosen.mine)  # type: ignore[union-attr]
        said = await last(village, "theo", thread)
        assert (said.author, said.text, said.reply_to) == ("ada", "First\n\nsecond\nthird", 3)
        assert editor(visit).text == ""
        # A quote takes the words along; Esc makes it an answer to nobody.
        await visit.press("k", "greater_than_sign")
        assert editor(visit).text.startswith("> Warm milk sounds silly and works.\n>\n> https://")
        await visit.press("escape")
        assert "answers max" not in visit.text
        # While one reads, the box shows how it begins and not the empty lines where one stopped.
        await visit.press("escape")
        await visit.shows("› > Warm milk")
        await visit.until(lambda: editor(visit).size.height == 3)
        await visit.shows("› > Warm milk")
        await visit.press("i")
        await paste(visit, "So it does.")
        assert editor(visit).text.endswith("\n\nSo it does.")


async def test_what_is_begun_is_kept_as_one_types_and_is_there_on_the_next_visit(village: Village) -> None:
    thread = village.threads[NIGHTS]
    long_text = "\n\n".join(f"Paragraph {number} of a long answer, written slowly." for number in range(64))[
        :3_000
    ]
    assert len(long_text) == 3_000
    ada = village.porch.actor("ada")
    async with village.porch.visit("ada") as visit:
        await open_thread(visit, thread)
        await visit.press("r")
        await paste(visit, long_text)
        # While one still types, without leaving anything.
        await visit.until(lambda: screen(visit)._desk._drafting._timer is None)
        await visit.pilot.pause()
        kept = await village.porch.hub.do(ada, drafts.one, thread=thread)
        assert kept is not None
        assert (kept.text, kept.reply_to) == (long_text, 3)
        await visit.press("escape", "escape", "escape", "1", "3")
    async with village.porch.visit("ada", (40, 20)) as visit:
        await visit.shows(words.DRAFTS)
        assert "Paragraph 0" in visit.text
        await open_thread(visit, thread)
        await visit.shows(words.DRAFT_HERE[:20])
        assert editor(visit).text.startswith("Paragraph 0 of")
        assert len(editor(visit).text) == 3_000
        await visit.press("i", "ctrl+s")
        await visit.until(lambda: editor(visit).text == "")
        await visit.pilot.pause()
    assert (await last(village, "ada", thread)).text == long_text
    assert await village.porch.hub.do(ada, drafts.listing) == []


async def test_an_alias_is_told_before_one_posts_and_kept_for_the_thread(village: Village) -> None:
    porch, thread = village.porch, village.threads[NIGHTS]
    async with porch.visit("ada", (80, 24)) as visit:
        await open_thread(visit, thread)
        await visit.press("i", "ctrl+t")
        await visit.shows(words.ALIAS_TITLE)
        await visit.press("down", "enter")
        await visit.shows(words.AS_NEW_ALIAS)
        await paste(visit, "Nobody knows me here.")
        await visit.press("ctrl+s")
        await visit.shows("alias  you")
        said = await last(village, "theo", thread)
        assert said.alias
        assert not said.mine
        assert said.author != "ada"
        # From now on she writes under it, unless she says otherwise.
        await visit.press("i")
        await visit.shows(f"as {said.author}")
        # Enter at once changes nothing: a hand that shakes must not show who she is.
        await visit.press("ctrl+t")
        await visit.shows(words.ALIAS_TITLE)
        await visit.press("enter")
        await visit.until(lambda: words.ALIAS_TITLE not in visit.text)
        assert f"as {said.author}" in visit.text
        await visit.press("ctrl+t")
        await visit.shows(words.ALIAS_TITLE)
        await visit.press("down", "enter")
        await visit.shows("as ada")
    async with porch.visit("theo", (80, 24)) as visit:
        await open_thread(visit, thread)
        await visit.shows("Nobody knows me here.")
        assert said.author in visit.text
        assert "ada" not in visit.text.replace("theo", "")


async def test_a_refused_answer_stays_in_the_editor_with_one_sentence(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    thread = village.threads[NIGHTS]
    async with village.porch.visit("ada") as visit:
        await open_thread(visit, thread)
        await visit.press("i")
        await paste(visit, "Keep me")
        add = posts.add.within

        def full(*args: object, **kwargs: object) -> posts.Added:
            raise Unavailable("Not saved: the disk is full. Your text is kept.")

        monkeypatch.setattr(posts.add, "within", full)
        await visit.press("ctrl+s")
        await visit.shows("the disk is full")
        assert editor(visit).text == "Keep me"
        monkeypatch.setattr(posts.add, "within", add)
        await visit.press("ctrl+s")
        await visit.until(lambda: editor(visit).text == "")
        assert (await last(village, "ada", thread)).text == "Keep me"
        # What is too long is not cut.
        await visit.press("i")
        await paste(visit, "x" * 16_000)
        await paste(visit, "y" * 16_000)
        await visit.press("ctrl+s")
        await visit.shows("20,000")
        assert len(editor(visit).text) == 32_000


async def test_one_changes_what_one_wrote_and_the_answer_that_was_begun_comes_back(village: Village) -> None:
    thread = village.threads[NIGHTS]
    async with village.porch.visit("mira") as visit:
        await open_thread(visit, thread, seq=2)
        await visit.press("i")
        await paste(visit, "half an answer")
        await visit.press("escape", "e")
        await visit.shows(words.CHANGING)
        assert editor(visit).text.startswith("A walk round the block")
        await paste(visit, " Every day.")
        await visit.press("ctrl+s")
        await visit.shows("Every day.")
        assert editor(visit).text == "half an answer"
        await visit.press("escape", "v")
        await visit.shows(words.VERSIONS_TITLE)
        assert "until 19:42" in visit.text
        await visit.press("escape", "d")
        await visit.shows(words.TAKE_BACK_TITLE)
        await visit.press("down", "enter")
        await visit.shows(words.TAKEN_BACK)


async def test_a_new_thread_takes_a_title_a_text_and_one_key_for_the_rest(village: Village) -> None:
    porch = village.porch
    async with porch.visit("ada") as visit:
        await visit.press("3", "a")
        await visit.shows(words.WHERE_TITLE)
        await paste(visit, "sleep")
        await visit.press("enter")
        await visit.shows(words.NEW_TITLE_HINT)
        await paste(visit, "Awake at four")
        await visit.press("enter")
        await paste(visit, "What **now**?")
        for part, typed in (("tags", "nights four"), ("content", "a bad dream")):
            await visit.press("ctrl+t")
            await paste(visit, part)
            await visit.press("enter")
            await visit.write(typed)
        await visit.press("ctrl+t")
        await paste(visit, "poll")
        await visit.press("enter")
        await visit.write("tea | a book")
        await visit.shows(words.POLL_KIND_TITLE)
        await visit.press("enter")
        await visit.press("ctrl+t", "enter")
        await visit.shows(words.ALIAS_TITLE)
        await visit.press("down", "enter")
        await visit.shows(words.AS_NEW_ALIAS)
        await visit.shows("#nights · #four · mentions a bad dream · anonymous poll: tea / a book")
        await visit.press("ctrl+r")
        await visit.shows(words.PREVIEW)
        assert "What now?" in visit.text
        # Everything that goes with it is there, the poll as others will meet it.
        for part in ("in Sleep · #nights · #four", "mentions a bad dream", "1  tea", "Nobody has voted yet"):
            assert part in visit.text
        await visit.press("ctrl+r")
        # Gone elsewhere and back: all of it is there again.
        await visit.press("f9", "f9", "ctrl+s")
        await visit.until(lambda: screen(visit).open_thread_id)
        await visit.shows("Awake at four")
        found = await porch.hub.do(porch.actor("theo"), threads.listing, view="new")
        thread = found[0]
        assert (thread.title, thread.tags, thread.content_note) == (
            "Awake at four",
            ("four", "nights"),
            "a bad dream",
        )
        assert (thread.alias, thread.poll, thread.board_title) == (True, True, "Sleep")
    async with porch.visit("theo") as visit:
        await open_thread(visit, thread.id)
        await visit.press("x")
        await visit.shows("nobody can find out who chose what")
        await visit.press("V")
        await visit.shows(words.VOTE_FOR_GOOD[:40])
        await visit.press("down", "enter")
        await visit.shows("1 voted, you too")
        chosen = column(visit).chosen
        assert chosen is not None
        assert chosen.poll is not None
        assert [choice.votes for choice in chosen.poll.choices] == [0, 1]


async def test_what_goes_with_a_thread_is_chosen_from_its_title_too(village: Village) -> None:
    async with village.porch.visit("ada", (40, 20)) as visit:
        await visit.press("3", "a")
        await visit.shows(words.WHERE_TITLE)
        await paste(visit, "sleep")
        await visit.press("enter")
        await visit.shows(words.DETAILS_KEY)
        await visit.press("ctrl+t")
        await visit.shows(words.DETAILS_TITLE)
        await visit.press("enter")
        await visit.shows(words.ALIAS_TITLE)
        # What it means is read whole, however narrow the window is.
        shown = " ".join(visit.text.replace("│", " ").split())
        assert words.NAME_UNSEEN in shown
        assert words.ALIAS_NOTE in shown
        # Nothing is posted without a text, and one reads what is missing.
        await visit.press("escape")
        await visit.until(lambda: words.ALIAS_TITLE not in visit.text)
        await visit.press("ctrl+s")
        await visit.shows("Write a few words")
        assert visit.app.screen.focused is visit.app.screen.query_one("#editor")


async def test_a_thread_that_was_begun_is_there_again_with_its_title(village: Village) -> None:
    async with village.porch.visit("ada", (80, 24)) as visit:
        await visit.press("3", "b")
        await paste(visit, "wins")
        await visit.press("enter", "a")
        await visit.shows(words.NEW_TITLE_HINT)
        await paste(visit, "A small one")
        await visit.press("enter")
        await paste(visit, "Today I")
        await visit.press("escape")
        await visit.shows("Small ones count")
    async with village.porch.visit("ada", (80, 24)) as visit:
        await visit.shows("A small one")
        await visit.press("3", "b")
        await paste(visit, "wins")
        await visit.press("enter", "a")
        await visit.shows("Today I")
        assert "A small one" in visit.text
        # What has its title is gone on with in the text, and the foot says how it is posted.
        await visit.shows("^S post")
        await visit.press("shift+tab")
        # From the title it can be looked at, too.
        await visit.press("ctrl+r")
        await visit.shows(words.PREVIEW)
        await visit.press("escape")
        await visit.shows(words.NEW_THREAD)
        # Without a title nothing is posted and nothing is lost.
        await visit.press("ctrl+u", "enter", "ctrl+s")
        await visit.shows(words.TITLE_FIRST[:30])
        assert "Today I" in visit.text


async def test_the_help_card_stands_beside_a_draft_that_sounds_like_danger_and_nobody_is_told(
    village: Village,
) -> None:
    porch, thread = village.porch, village.threads[NIGHTS]
    for size in ((120, 40), (40, 20)):
        async with porch.visit("ada", size) as visit:
            await open_thread(visit, thread)
            before = await porch.hub.do(porch.actor("ada"), threads.one, thread=thread)
            await visit.press("i")
            await paste(visit, "some nights i want to di")
            assert "call or text" not in visit.text
            await visit.press("e")
            await visit.shows("988")
            assert "some nights i want to die" in visit.text
            assert "F1" in visit.text
            # It neither blocks nor reports: taken out again, it goes.
            await visit.press("ctrl+w")
            await paste(visit, "sleep")
            await visit.until(lambda visit=visit: "call or text" not in visit.text)  # type: ignore[misc]
            await visit.press("ctrl+u")
            after = await porch.hub.do(porch.actor("ada"), threads.one, thread=thread)
            assert before == after


async def saved(visit: Visit, drafting: Drafting) -> None:
    """Wait until what is typed is in the store, while one still types."""
    await visit.until(lambda: drafting._timer is None)
    await visit.pilot.pause()


async def test_a_change_that_was_begun_is_kept_as_one_types_and_offered_on_the_next_visit(
    village: Village,
) -> None:
    porch, thread = village.porch, village.threads[NIGHTS]
    mira = porch.actor("mira")
    async with porch.visit("mira") as visit:
        await open_thread(visit, thread, seq=2)
        await visit.press("i")
        await paste(visit, "half an answer")
        await visit.press("escape", "e", *" Every day.")
        await saved(visit, screen(visit)._desk._drafting)
        (begun,) = await porch.hub.do(mira, post_changes.in_thread, thread=thread)
        assert begun.text.endswith("no later. Every day.")
        kept = await porch.hub.do(mira, drafts.one, thread=thread)
        assert kept is not None
        assert kept.text == "half an answer"
    async with porch.visit("mira", (80, 24)) as visit:
        await visit.shows(words.CHANGES)
        await open_thread(visit, thread, seq=2)
        await visit.press("e")
        await visit.shows(words.CHANGING_ON)
        assert editor(visit).text.endswith("Every day.")
        # Emptied, it is nothing; what it says stands in the editor again.
        await visit.press("ctrl+u", "escape", "escape", "e")
        await visit.shows(words.CHANGING)
        assert editor(visit).text == "A walk round the block, then bed. `22:00`, no later."
        await visit.press("!", "ctrl+s")
        await visit.until(lambda: editor(visit).text == "half an answer")
        await visit.pilot.pause()
    assert await porch.hub.do(mira, post_changes.newest) is None


async def test_what_comes_with_the_key_that_leads_to_the_editor_goes_into_it(village: Village) -> None:
    async with village.porch.visit("mira") as visit:
        await open_thread(visit, village.threads[NIGHTS], seq=2)
        for typed, begins in (("ivery good", ""), ("rso", ""), ("eok", "A walk round the block")):
            for letter in typed:
                # All of them before the first has done anything, as one packet brings them.
                visit.app.post_message(events.Key("space" if letter == " " else letter, letter))
            await visit.until(lambda typed=typed: editor(visit).text.endswith(typed[1:]))  # type: ignore[misc]
            assert editor(visit).text.startswith(begins)
            await visit.press("ctrl+u", "escape", "escape", "escape")
            await open_thread(visit, village.threads[NIGHTS], seq=2)


async def test_the_poll_of_a_new_thread_is_kept_as_it_is_typed_and_is_there_again(village: Village) -> None:
    porch = village.porch
    ada = porch.actor("ada")
    async with porch.visit("ada", (80, 24)) as visit:
        await visit.press("3", "b", *"wins", "enter", "a")
        await visit.shows(words.NEW_TITLE_HINT)
        await paste(visit, "Which film?")
        await visit.press("enter")
        await paste(visit, "For Friday.")
        await visit.press("ctrl+t", *"poll", "enter")
        await paste(visit, "an old one | a new o")
        form = next(one for one in visit.app.frames() if isinstance(one, NewThreadScreen))
        await saved(visit, form._drafting)
        kept = await porch.hub.do(ada, drafts.one, board="wins")
        assert kept is not None
        assert (kept.poll, kept.poll_kind) == ("an old one | a new o", "")
    async with porch.visit("ada", (80, 24)) as visit:
        await visit.press("3", "b", *"wins", "enter", "a")
        await visit.shows(words.POLL_NOT_YET)
        # Whether votes are open is nobody's to guess.
        await visit.press("enter", "ctrl+s")
        await visit.shows(words.POLL_KIND_FIRST[:40])
        await visit.press("ctrl+t", *"poll", "enter")
        await visit.shows("an old one | a new o")
        await visit.press("n", "e", "enter", "enter")
        await visit.shows("anonymous poll: an old one / a new one")
        await visit.press("ctrl+s")
        await visit.until(lambda: screen(visit).open_thread_id)
        await visit.shows("nobody can find out who chose what")
    assert await porch.hub.do(ada, drafts.listing) == []
