"""The forum as its members find it: writing, reading, what waits, keeping in order; and that rules hold."""

from __future__ import annotations

from typing import Any

import pytest

from store import (
    blocks,
    boards,
    circles,
    drafts,
    forum_search,
    polls,
    post_changes,
    posts,
    search,
    threads,
    worry,
)
from store.errors import Conflict, Denied, Invalid, NotFound, RateLimited
from store.operations import SYSTEM, Operation
from tests.store.conftest import House

MINUTE_MS = 60_000
HOUR_MS = 3_600_000


@pytest.fixture
async def forum(house: House) -> House:
    """A board of the garden (ada, theo), one of the attic (max, mira), and one of the hub."""
    for name, circle in (("sleep", "garden"), ("quiet", "attic"), ("welcome", "")):
        await house.hub.do(SYSTEM, boards.create, name=name, circle=circle)
    house.clock.advance(MINUTE_MS)
    return house


async def start(house: House, who: str, title: str = "A question", **more: Any) -> int:
    house.clock.advance(MINUTE_MS)
    given: dict[str, Any] = {"board": "welcome", "text": "What do you think?", **more}
    return (await house.hub.do(house[who], threads.start, title=title, **given)).thread_id


async def reply(house: House, who: str, thread: int, text: str = "So do I.", **more: Any) -> int:
    house.clock.advance(MINUTE_MS)
    return (await house.hub.do(house[who], posts.add, thread=thread, text=text, **more)).seq


async def listed(house: House, who: str, **more: Any) -> list[str]:
    return [each.title for each in await house.hub.do(house[who], threads.listing, **more)]


# -- who may what ------------------------------------------------------------------------------------------------------


async def test_a_board_that_is_not_mine_and_all_in_it_is_the_same_as_none(forum: House) -> None:
    hub = forum.hub
    hidden = await start(forum, "mira", "Secret zanzibar", board="quiet")
    attempts: list[tuple[Operation[..., Any], dict[str, Any], dict[str, Any]]] = [
        (boards.one, {"board": "quiet"}, {"board": "nothing"}),
        (boards.one, {"board": "attic/quiet"}, {"board": "cellar/quiet"}),
        (boards.one, {"board": 2}, {"board": 77}),
        (threads.listing, {"board": "quiet"}, {"board": "nothing"}),
        (
            threads.start,
            {"board": "quiet", "title": "x", "text": "x"},
            {"board": "no", "title": "x", "text": "x"},
        ),
        (drafts.one, {"board": "quiet"}, {"board": "no"}),
        (forum_search.posts, {"words": "zanzibar", "board": "quiet"}, {"words": "zanzibar", "board": "no"}),
        (forum_search.posts, {"words": "board:quiet zanzibar"}, {"words": "board:no zanzibar"}),
    ]
    for operation, more in (
        (threads.one, {}),
        (threads.mark_read, {"seq": 1}),
        (threads.set_level, {"level": "following"}),
        (threads.mark_solved, {"seq": 1}),
        (threads.retitle, {"title": "x"}),
        (posts.page, {}),
        (posts.add, {"text": "x"}),
        (posts.add, {"text": "x", "alias": True}),
        (posts.edit, {"seq": 1, "text": "x"}),
        (posts.delete, {"seq": 1}),
        (posts.react, {"seq": 1, "kind": "thank you"}),
        (posts.versions, {"seq": 1}),
        (polls.vote, {"choices": [1]}),
        (polls.voters, {}),
        (drafts.save, {"text": "x"}),
        (drafts.one, {}),
        (post_changes.save, {"seq": 1, "text": "x"}),
        (post_changes.in_thread, {}),
    ):
        attempts.append((operation, {"thread": hidden, **more}, {"thread": 4_000, **more}))
    for who in ("ada", "uma", "sam", "fay", "hana"):
        for operation, there, nowhere in attempts:
            with pytest.raises(NotFound) as told:
                await hub.do(forum[who], operation, **there)
            with pytest.raises(NotFound) as none:
                await hub.do(forum[who], operation, **nowhere)
            assert str(told.value) == str(none.value), operation
        assert await hub.do(forum[who], forum_search.posts, words="zanzibar") == []
        for view in threads.VIEWS:
            assert await listed(forum, who, view=view) == []


async def test_supporters_read_a_board_of_the_hub_only_when_it_says_so(forum: House) -> None:
    await start(forum, "ada", "Hello")
    assert await listed(forum, "sam") == []
    await forum.hub.do(forum["hana"], boards.change, board="welcome", supporters=True)
    assert await listed(forum, "sam") == ["Hello"]
    assert await reply(forum, "sam", 1) == 2
    await forum.hub.do(forum["hana"], boards.change, board="welcome", supporters=False)
    with pytest.raises(NotFound):
        await forum.hub.do(forum["sam"], posts.page, thread=1)


@pytest.mark.parametrize("who", ["ada", "uma", "max", "fay", "hana"])
async def test_who_looks_after_a_board_keeps_its_threads_and_nobody_else(forum: House, who: str) -> None:
    hub = forum.hub
    await hub.do(SYSTEM, boards.create, name="other", circle="")
    for _ in range(3):
        await start(forum, "theo")
    acts: tuple[tuple[Operation[..., None], dict[str, Any]], ...] = (
        (threads.pin, {"thread": 1}),
        (threads.close, {"thread": 1}),
        (threads.move, {"thread": 1, "board": "other"}),
        (threads.merge, {"thread": 2, "into": 3}),
        (threads.retitle, {"thread": 3, "title": "Other words"}),
        (posts.delete, {"thread": 3, "seq": 1}),
        (boards.change, {"board": "welcome", "locked": True}),
    )
    for operation, arguments in acts:
        more = {} if operation in (posts.delete, boards.change) else {"reason": "to find it again"}
        if who in ("max", "fay", "hana"):
            if more:
                with pytest.raises(Invalid):
                    await hub.do(forum[who], operation, **arguments, reason=" ")
            await hub.do(forum[who], operation, **arguments, **more)
        else:
            with pytest.raises(Denied):
                await hub.do(forum[who], operation, **arguments, **more)


async def test_a_mentor_keeps_the_boards_of_circles_they_are_in_and_a_lead_those_they_lead(
    forum: House,
) -> None:
    hub = forum.hub
    thread = await start(forum, "ada", board="sleep")
    await hub.do(SYSTEM, circles.add_member, circle="garden", handle="uma")
    with pytest.raises(NotFound):
        await hub.do(forum["max"], threads.close, thread=thread, reason="x")
    await hub.do(SYSTEM, circles.add_member, circle="garden", handle="max")
    await hub.do(forum["max"], threads.close, thread=thread, reason="x")
    with pytest.raises(Denied):
        await hub.do(forum["uma"], threads.close, thread=thread, closed=False, reason="x")
    await hub.do(SYSTEM, circles.add_member, circle="garden", handle="uma", lead=True)
    await hub.do(forum["uma"], threads.close, thread=thread, closed=False, reason="x")


async def test_boards_are_made_by_leads_and_their_names_are_their_circles_own(forum: House) -> None:
    hub = forum.hub
    with pytest.raises(Denied):
        await hub.do(forum["theo"], boards.create, name="mine", circle="garden")
    with pytest.raises(Denied):
        await hub.do(forum["max"], boards.create, name="mine")
    with pytest.raises(Conflict):
        await hub.do(SYSTEM, boards.create, name="sleep", circle="garden")
    await hub.do(SYSTEM, boards.create, name="sleep", circle="cohort")
    assert {"garden/sleep", "cohort/sleep"} <= {b.name for b in await hub.do(forum["theo"], boards.listing)}
    assert "sleep" in {b.name for b in await hub.do(forum["ada"], boards.listing)}
    with pytest.raises(Conflict):
        await hub.do(forum["theo"], boards.one, board="sleep")


async def test_where_only_leads_start_threads_everybody_answers(forum: House) -> None:
    await forum.hub.do(forum["hana"], boards.change, board="welcome", starters="leads")
    with pytest.raises(Denied):
        await start(forum, "ada")
    thread = await start(forum, "hana")
    assert await reply(forum, "ada", thread) == 2


async def test_nothing_is_added_to_what_is_closed_locked_or_archived(forum: House) -> None:
    hub = forum.hub
    thread = await start(forum, "ada")
    await hub.do(forum["max"], threads.close, thread=thread, reason="said enough")
    with pytest.raises(Invalid):
        await reply(forum, "ada", thread)
    opened = await hub.do(forum["ada"], threads.one, thread=thread)
    assert (opened.may_reply, opened.closed_because) == (False, "said enough")
    assert await reply(forum, "max", thread) == 2
    await hub.do(forum["max"], threads.close, thread=thread, closed=False, reason="again")
    changes: tuple[dict[str, Any], ...] = ({"locked": True}, {"locked": False, "archived": True})
    for change in changes:
        await hub.do(forum["hana"], boards.change, board="welcome", **change)
        with pytest.raises(Invalid):
            await reply(forum, "ada", thread)
        with pytest.raises((Invalid, NotFound)):
            await start(forum, "ada")
    assert len((await hub.do(forum["ada"], posts.page, thread=thread)).posts) == 2


# -- writing -----------------------------------------------------------------------------------------------------------


async def test_the_same_nonce_says_nothing_twice_under_a_handle_or_an_alias(forum: House) -> None:
    for alias in (False, True):
        nonce = f"n{alias}"
        first = [await start(forum, "ada", alias=alias, nonce=nonce) for _ in range(2)]
        assert first[0] == first[1]
        again = [await reply(forum, "theo", first[0], alias=alias, nonce=nonce) for _ in range(2)]
        assert again == [2, 2]
    with pytest.raises(Invalid):
        await reply(forum, "theo", 2, nonce="nFalse")


async def test_a_changed_post_keeps_its_versions_and_a_deleted_one_nothing(forum: House) -> None:
    hub = forum.hub
    thread = await start(forum, "ada", text="first quartzite", tags=["nights"], content_note="loss")
    await reply(forum, "theo", thread, reply_to=1)
    await hub.do(forum["ada"], posts.edit, thread=thread, seq=1, text="second")
    assert [v.text for v in await hub.do(forum["theo"], posts.versions, thread=thread, seq=1)] == [
        "first quartzite"
    ]
    with pytest.raises(Denied):
        await hub.do(forum["theo"], posts.edit, thread=thread, seq=1, text="mine now")
    await hub.do(forum["ada"], posts.delete, thread=thread, seq=1)
    page = await hub.do(forum["theo"], posts.page, thread=thread)
    assert (page.posts[0].deleted, page.posts[0].text, page.posts[1].reply_text) == (True, "", "")
    (row,) = await hub.do(forum["theo"], threads.listing)
    assert (row.title, row.tags, row.content_note) == (posts.TAKEN_BACK, (), "")
    assert await hub.do(forum["theo"], posts.versions, thread=thread, seq=1) == []
    await hub.close()
    for file in hub.config.data_dir.iterdir():
        assert b"quartzite" not in file.read_bytes(), file.name


async def test_what_was_taken_back_leaves_the_thread_waiting_again(forum: House) -> None:
    thread = await start(forum, "ada")
    assert await listed(forum, "max", view="unanswered") == ["A question"]
    await reply(forum, "ada", thread, "Anybody?")
    assert await listed(forum, "max", view="unanswered") == ["A question"]
    await reply(forum, "theo", thread)
    assert await listed(forum, "max", view="unanswered") == []
    await forum.hub.do(forum["theo"], posts.delete, thread=thread, seq=3)
    assert await listed(forum, "max", view="unanswered") == ["A question"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": "x" * 81},
        {"text": " \n "},
        {"text": "x" * 20_001},
        {"tags": ["two words"]},
        {"tags": list("abcdef")},
        {"content_note": "x" * 81},
        {"poll": polls.NewPoll(("one",))},
        {"poll": polls.NewPoll(("Tea", "tea"))},
        {"poll": polls.NewPoll(tuple(map(str, range(11))))},
        {"nonce": "x" * 65},
    ],
)
async def test_what_cannot_be_said_is_refused_in_a_sentence_and_leaves_nothing(
    forum: House, wrong: dict[str, Any]
) -> None:
    with pytest.raises(Invalid) as told:
        await start(forum, "ada", **wrong)
    assert str(told.value).endswith((".", "?"))
    assert await listed(forum, "ada") == []


async def test_writing_very_much_is_held_back_for_a_while(forum: House) -> None:
    hub = forum.hub
    await start(forum, "theo")
    limits = hub.config.limits
    for n in range(limits.posts_per_10_min):
        await hub.do(forum["ada"], posts.add, thread=1, text=f"{n}", alias=bool(n % 2))
    with pytest.raises(RateLimited) as told:
        await hub.do(forum["ada"], posts.add, thread=1, text="more")
    assert 0 < told.value.retry_after_s <= 600
    assert await reply(forum, "theo", 1) == limits.posts_per_10_min + 2
    forum.clock.advance(10 * MINUTE_MS)
    await reply(forum, "ada", 1)


async def test_a_reaction_is_given_and_taken_back_and_told_as_a_number(forum: House) -> None:
    hub = forum.hub
    thread = await start(forum, "ada")
    for who in ("theo", "uma", "ada"):
        assert await hub.do(forum[who], posts.react, thread=thread, seq=1, kind="i hear you")
    assert not await hub.do(forum["uma"], posts.react, thread=thread, seq=1, kind="I hear you")
    (reaction,) = (await hub.do(forum["theo"], posts.page, thread=thread)).posts[0].reactions
    assert (reaction.kind, reaction.count, reaction.mine) == ("I hear you", 2, True)
    with pytest.raises(Invalid):
        await hub.do(forum["theo"], posts.react, thread=thread, seq=1, kind="thumbs")


async def test_who_is_named_finds_it_and_is_told_once(forum: House) -> None:
    hub = forum.hub
    with hub.bus.subscribe([f"member:{forum.ids['theo']}"]) as news:
        await start(forum, "ada", text="@theo and @mira, what now?", board="sleep")
        event = await news.get()
        assert (event.kind, event.value) == ("named-thread", 1)  # type: ignore[union-attr]
        await hub.do(forum["ada"], posts.edit, thread=1, seq=1, text="@theo, what now?")
        await hub.do(forum["theo"], threads.mark_read, thread=1, seq=1)
        assert (await news.get()).kind == "threads"  # type: ignore[union-attr]
    assert (await hub.do(forum["theo"], posts.page, thread=1)).posts[0].names_me


# -- polls -------------------------------------------------------------------------------------------------------------


async def test_a_named_poll_can_be_changed_and_says_who(forum: House) -> None:
    hub = forum.hub
    await start(forum, "ada", poll=polls.NewPoll(("tea", "milk", "nothing")))
    for choice in (1, 2):
        await hub.do(forum["theo"], polls.vote, thread=1, choices=[choice])
    await hub.do(forum["uma"], polls.vote, thread=1, choices=[2])
    poll = (await hub.do(forum["theo"], posts.page, thread=1)).posts[0].poll
    assert poll is not None
    assert [(each.votes, each.mine) for each in poll.choices] == [(0, False), (2, True), (0, False)]
    assert [each.handles for each in await hub.do(forum["ada"], polls.voters, thread=1)][1] == ("theo", "uma")
    for wrong in ([0], [4], [1, 2]):
        with pytest.raises(Invalid):
            await hub.do(forum["theo"], polls.vote, thread=1, choices=wrong)
    await hub.do(forum["theo"], polls.vote, thread=1, choices=[])
    poll = (await hub.do(forum["theo"], posts.page, thread=1)).posts[0].poll
    assert poll is not None
    assert (poll.voters, poll.voted) == (1, False)


async def test_an_anonymous_vote_is_counted_and_in_no_row_beside_its_voter(forum: House) -> None:
    hub = forum.hub
    await start(forum, "ada", poll=polls.NewPoll(("yes", "no"), several=True, anonymous=True))
    await hub.do(forum["theo"], polls.vote, thread=1, choices=[1, 2])
    with pytest.raises(Conflict):
        await hub.do(forum["theo"], polls.vote, thread=1, choices=[1])
    poll = (await hub.do(forum["theo"], posts.page, thread=1)).posts[0].poll
    assert poll is not None
    assert [(each.votes, each.mine) for each in poll.choices] == [(1, False), (1, False)]
    assert poll.voted
    assert [each.handles for each in await hub.do(forum["hana"], polls.voters, thread=1)] == [(), ()]
    kept = hub.database.read(lambda c: c.execute("SELECT COUNT(*) FROM poll_votes").fetchone()[0])
    assert kept == 0


# -- reading -----------------------------------------------------------------------------------------------------------


async def test_what_is_unread_is_counted_from_where_i_stopped(forum: House) -> None:
    hub = forum.hub
    thread = await start(forum, "ada")
    for n in range(4):
        await reply(forum, "ada", thread, f"{n}")
    (row,) = await hub.do(forum["theo"], threads.listing, view="unread")
    assert (row.unread, row.first_unread) == (5, 1)
    await hub.do(forum["theo"], threads.mark_read, thread=thread, seq=3)
    await hub.do(forum["theo"], threads.mark_read, thread=thread, seq=1)
    (row,) = await hub.do(forum["theo"], threads.listing)
    assert (row.unread, row.first_unread) == (2, 4)
    assert await listed(forum, "ada", view="unread") == []
    await hub.do(forum["theo"], threads.mark_all_read)
    assert await listed(forum, "theo", view="unread") == []
    assert (await hub.do(forum["theo"], threads.counts)).unread == 0
    await reply(forum, "ada", thread, "new")
    (row,) = await hub.do(forum["theo"], threads.listing, view="unread")
    assert (row.unread, row.first_unread) == (1, 6)


async def test_who_is_new_meets_no_old_threads_as_unread(forum: House) -> None:
    hub = forum.hub
    for n in range(3):
        await start(forum, "ada", f"Old {n}", board="sleep")
    forum.clock.advance(HOUR_MS)
    await hub.do(SYSTEM, circles.add_member, circle="garden", handle="uma")
    assert await listed(forum, "uma", view="unread", board="sleep") == []
    await reply(forum, "ada", 1, "Still?")
    (row,) = await hub.do(forum["uma"], threads.listing, view="unread", board="sleep")
    assert (row.title, row.unread, row.first_unread) == ("Old 0", 1, 2)


async def test_writing_follows_unless_i_said_otherwise(forum: House) -> None:
    hub = forum.hub
    thread = await start(forum, "ada")
    await reply(forum, "theo", thread)
    assert await listed(forum, "theo", view="following") == ["A question"]
    await hub.do(forum["theo"], threads.set_level, thread=thread, level="nothing")
    await reply(forum, "theo", thread)
    await reply(forum, "ada", thread)
    assert await listed(forum, "theo", view="following") == []
    assert await listed(forum, "theo", view="unread") == []
    assert await hub.do(forum["theo"], threads.next_unread) is None
    with pytest.raises(Invalid):
        await hub.do(forum["theo"], threads.set_level, thread=thread, level="loud")


async def test_next_leads_through_what_i_follow_first_the_longest_waiting_of_it(forum: House) -> None:
    hub = forum.hub
    first, second = await start(forum, "theo", "First"), await start(forum, "theo", "Second")
    await start(forum, "ada", "Somebody's")
    await reply(forum, "ada", second)
    await reply(forum, "ada", first)
    seen = []
    while (upcoming := await hub.do(forum["theo"], threads.next_unread)) is not None:
        seen.append(upcoming.title)
        await hub.do(forum["theo"], threads.mark_read, thread=upcoming.id, seq=upcoming.last_seq)
    assert seen == ["Second", "First", "Somebody's"]
    assert [t.title for t in await hub.do(forum["theo"], threads.digest)] == []


async def test_a_view_goes_on_page_by_page_and_names_each_thread_once(forum: House) -> None:
    hub = forum.hub
    for n in range(23):
        forum.clock.advance(HOUR_MS)
        await start(forum, "ada" if n % 2 else "theo", f"{n}", tags=["odd" if n % 2 else "even"])
    await hub.do(forum["hana"], threads.pin, thread=5, reason="first")
    for view, more in (
        ("latest", {"board": "welcome"}),
        ("latest", {}),
        ("new", {}),
        ("unread", {}),
        ("unanswered", {}),
        ("latest", {"tag": "odd"}),
    ):
        found: list[str] = []
        before = None
        while page := await hub.do(forum["uma"], threads.listing, view=view, before=before, limit=4, **more):
            found += [each.title for each in page]
            before = page[-1].cursor
        expected = [str(n) for n in range(22, -1, -1) if not more.get("tag") or n % 2]
        if view == "unanswered":
            expected.reverse()
        if more.get("board"):
            expected = ["4", *(each for each in expected if each != "4")]
        assert found == expected, (view, more)


async def test_a_page_of_a_thread_can_be_had_from_any_place(forum: House) -> None:
    hub = forum.hub
    await start(forum, "ada")
    for n in range(2, 31):
        forum.clock.advance(HOUR_MS)
        await reply(forum, "theo", 1, f"{n}")

    async def seqs(**place: int) -> tuple[list[int], bool, bool]:
        page = await hub.do(forum["uma"], posts.page, thread=1, limit=6, **place)
        return [post.seq for post in page.posts], page.earlier, page.later

    assert await seqs() == ([1, 2, 3, 4, 5, 6], False, True)
    assert await seqs(after=6) == ([7, 8, 9, 10, 11, 12], True, True)
    assert await seqs(before=4) == ([1, 2, 3], False, True)
    assert await seqs(before=31) == ([25, 26, 27, 28, 29, 30], True, False)
    assert await seqs(around=15) == ([12, 13, 14, 15, 16, 17], True, True)
    assert await seqs(around=1) == ([1, 2, 3, 4, 5, 6], False, True)
    assert (await seqs(around=99_999))[1] is True
    assert (await seqs(after=30))[0] == []


async def test_whom_i_block_is_gone_from_threads_and_their_own_threads_from_lists(forum: House) -> None:
    hub = forum.hub
    await start(forum, "ada", "Mine")
    await start(forum, "theo", "Theirs")
    await reply(forum, "theo", 1, "feldspar")
    await reply(forum, "uma", 1)
    await hub.do(forum["ada"], blocks.block, handle="theo")
    assert await listed(forum, "ada") == ["Mine"]
    assert [post.author for post in (await hub.do(forum["ada"], posts.page, thread=1)).posts] == [
        "ada",
        "uma",
    ]
    with pytest.raises(NotFound):
        await hub.do(forum["ada"], posts.page, thread=2)
    (row,) = await hub.do(forum["ada"], threads.listing)
    assert (row.unread, row.first_unread) == (1, 3)
    await hub.do(forum["ada"], threads.mark_read, thread=1, seq=1)
    assert await hub.do(forum["ada"], forum_search.posts, words="feldspar") == []


# -- keeping in order --------------------------------------------------------------------------------------------------


async def test_a_moved_thread_is_found_where_it_is_and_not_where_it_was(forum: House) -> None:
    hub = forum.hub
    thread = await start(forum, "ada", "Zanzibar nights", tags=["nights"])
    assert len(await hub.do(forum["uma"], forum_search.posts, words="zanzibar")) == 1
    await hub.do(SYSTEM, circles.add_member, circle="garden", handle="max")
    await hub.do(forum["max"], threads.move, thread=thread, board="sleep", reason="fits there")
    assert await hub.do(forum["uma"], forum_search.posts, words="zanzibar") == []
    assert await listed(forum, "uma", tag="nights") == []
    with pytest.raises(NotFound):
        await hub.do(forum["uma"], posts.page, thread=thread)
    (found,) = await hub.do(forum["ada"], forum_search.posts, words="zanzibar")
    assert found.board == "garden/sleep"
    assert await listed(forum, "ada", tag="nights", board="sleep") == ["Zanzibar nights"]


async def test_merged_posts_are_read_at_their_old_numbers(forum: House) -> None:
    hub = forum.hub
    first = await start(forum, "ada", "One")
    await reply(forum, "theo", first, "to one", reply_to=1)
    second = await start(forum, "uma", "Two", alias=True, poll=polls.NewPoll(("a", "b")))
    await reply(forum, "theo", second, "to two", reply_to=1)
    third = await start(forum, "ada", "Three")
    await hub.do(forum["max"], threads.merge, thread=second, into=first, reason="the same")
    await hub.do(forum["max"], threads.merge, thread=first, into=third, reason="the same")
    page = await hub.do(forum["theo"], posts.page, thread=second)
    assert [post.text for post in page.posts] == ["What do you think?"] * 2 + ["to one"] + [
        "What do you think?",
        "to two",
    ]
    assert [post.reply_to for post in page.posts] == [None, None, 2, None, 4]
    assert page.thread_id == third
    (only,) = (await hub.do(forum["theo"], posts.page, thread=second, around=2, limit=1)).posts
    assert (only.seq, only.text) == (5, "to two")
    assert await reply(forum, "theo", second, "on I go", reply_to=2) == 6
    assert (await hub.do(forum["theo"], posts.page, thread=third)).posts[-1].reply_to == 5
    await hub.do(forum["theo"], polls.vote, thread=second, choices=[1])
    assert (await hub.do(forum["uma"], threads.one, thread=second)).my_alias == page.posts[3].author
    assert await listed(forum, "theo") == ["Three"]
    await hub.do(forum["uma"], posts.edit, thread=second, seq=1, text="still mine")


async def test_each_old_address_of_a_merged_post_leads_to_that_very_post(forum: House) -> None:
    hub = forum.hub
    addresses: dict[tuple[int, int], str] = {}
    numbers = []
    for name in ("one", "two", "three", "four"):
        thread = await start(forum, "ada", name, text=f"{name} 1")
        numbers.append(thread)
        for seq in range(2, 6):
            await reply(forum, "theo", thread, f"{name} {seq}")
        addresses |= {(thread, seq): f"{name} {seq}" for seq in range(1, 6)}
    one, two, three, four = numbers
    # One behind two, both behind four, and three behind them all.
    for thread, into in ((one, two), (two, four), (three, one)):
        await hub.do(forum["max"], threads.merge, thread=thread, into=into, reason="the same")
        for (old, seq), text in addresses.items():
            for limit in (1, 3, 200):
                page = await hub.do(forum["uma"], posts.page, thread=old, around=seq, limit=limit)
                assert [post.text for post in page.posts if post.seq == page.at] == [text], (old, seq, limit)
    # What somebody had read of the one is not what they have read of the other.
    before = (await hub.do(forum["uma"], threads.one, thread=four)).thread.first_unread
    await hub.do(forum["uma"], threads.mark_read, thread=one, seq=5)
    assert (await hub.do(forum["uma"], threads.one, thread=four)).thread.first_unread == before
    await hub.do(forum["uma"], threads.mark_read, thread=four, seq=10)
    await hub.do(forum["uma"], threads.mark_read, thread=one, seq=2)
    assert (await hub.do(forum["uma"], threads.one, thread=four)).thread.first_unread == 13


async def test_what_helped_is_said_by_who_asked_alone(forum: House) -> None:
    hub = forum.hub
    await start(forum, "ada")
    await reply(forum, "theo", 1)
    for who in ("theo", "max", "hana"):
        with pytest.raises(Denied):
            await hub.do(forum[who], threads.mark_solved, thread=1, seq=2)
    with pytest.raises(Invalid):
        await hub.do(forum["ada"], threads.mark_solved, thread=1, seq=1)
    await hub.do(forum["ada"], threads.mark_solved, thread=1, seq=2)
    assert [post.helped for post in (await hub.do(forum["uma"], posts.page, thread=1)).posts] == [False, True]


# -- drafts, search, words ---------------------------------------------------------------------------------------------


async def test_a_draft_is_mine_whole_and_nobody_elses(forum: House) -> None:
    hub = forum.hub
    await start(forum, "theo")
    await hub.do(
        forum["ada"],
        drafts.save,
        board="welcome",
        text="x" * 3_000,
        title="T",
        tags="a b",
        content_note="loss",
        alias=True,
    )
    await hub.do(forum["ada"], drafts.save, thread=1, text="an answer", reply_to=1)
    kept = await hub.do(forum["ada"], drafts.one, board="welcome")
    assert kept is not None
    assert (len(kept.text), kept.title, kept.tags, kept.content_note, kept.alias) == (
        3_000,
        "T",
        "a b",
        "loss",
        True,
    )
    assert len(await hub.do(forum["ada"], drafts.listing)) == 2
    for who in ("theo", "hana"):
        assert await hub.do(forum[who], drafts.listing) == []
        assert await hub.do(forum[who], drafts.one, thread=1) is None
    await hub.do(forum["ada"], drafts.save, thread=1, text="  ")
    assert await hub.do(forum["ada"], drafts.one, thread=1) is None


async def test_search_finds_titles_and_posts_ranks_and_shows_where(forum: House) -> None:
    hub = forum.hub
    await start(forum, "ada", "Cannot sleep", text="since Tuesday")
    await start(forum, "theo", "Tea", text="It helps me\nto fall asleep or to sleep longer", tags=["evening"])
    await start(forum, "uma", "Dogs", text="My dog sleeps all day", content_note="illness")
    found = await hub.do(forum["ada"], forum_search.posts, words="sleep")
    assert [each.title for each in found] == ["Cannot sleep", "Dogs", "Tea"]
    assert [found[0].title[a:b] for a, b in found[0].title_spans] == ["sleep"]
    assert (found[1].excerpt, found[1].content_note) == ("", "illness")
    assert [found[2].excerpt[a:b] for a, b in found[2].spans] == ["sleep"]
    assert "\n" not in found[2].excerpt
    for words, titles in (
        ("tag:evening", ["Tea"]),
        ("tag:evening sleep", ["Tea"]),
        ("from:theo", ["Tea"]),
        ("from:theo sleep", ["Tea"]),
        ("board:welcome dog", ["Dogs"]),
        ("is:unanswered", ["Cannot sleep", "Tea", "Dogs"]),
        ("before:2026-11-22 sleep", []),
        ("after:2026-11-21 tuesday", ["Cannot sleep"]),
        ("in:garden sleep", []),
        ("place b3", []),
    ):
        answer = await hub.do(forum["ada"], forum_search.posts, words=words)
        assert [each.title for each in answer] == titles, words
    with pytest.raises(Invalid):
        await hub.do(forum["ada"], forum_search.posts, words="is:blue")
    assert await hub.do(forum["ada"], search.messages, words="board:welcome sleep") == []


@pytest.mark.parametrize(
    ("said", "worrying"),
    [
        ("I want to die.", True),
        ("I don’t want  to\nBE HERE anymore", True),
        ("thinking about suicide again", True),
        ("my phone died", False),
        ("the dye wanted to dry", False),
        ("suicidally bad parking", False),
        ("", False),
    ],
)
def test_a_draft_that_reads_like_danger_is_known_by_whole_phrases(
    house: House, said: str, worrying: bool
) -> None:
    assert worry.in_danger(said, house.hub.config) is worrying


async def test_what_nobody_answered_for_two_months_waits_no_longer_in_any_list(forum: House) -> None:
    hub = forum.hub
    await start(forum, "ada", "Old")
    forum.clock.advance(boards.WAITS_MS - MINUTE_MS)
    await start(forum, "ada", "Young")

    async def waiting() -> dict[str, bool]:
        rows = await hub.do(forum["theo"], threads.listing)
        return {each.title: each.waiting_since is not None for each in rows}

    assert await waiting() == {"Old": True, "Young": True}
    forum.clock.advance(2 * MINUTE_MS)
    assert await waiting() == {"Old": False, "Young": True}
    assert await listed(forum, "theo", view="unanswered") == ["Young"]
