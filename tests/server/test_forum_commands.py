"""The forum by command: every role, what each prints, and a group's past brought in and taken away."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from server import commands
from server.output import Output
from store import boards, circles, folds, forum_file, members, posts
from store.circles import CircleKind, Visibility
from store.config import Config
from store.hub import Hub
from store.operations import SYSTEM, Actor
from store.policy import Role
from tests.server.typed import Typed

ROLES = tuple(Role)
DONE, REFUSED, USAGE, NOT_FOUND, LIMITED = 0, 1, 2, 3, 4
START = 1_795_370_520_000


@dataclass
@dataclass
class Forum:
    """A hub with a circle, boards in it and in the hub, and a hidden circle's board."""

    hub: Hub
    now: list[int]
    ids: dict[str, int] = field(default_factory=dict)

    async def add(self, handle: str, role: Role, *names: str) -> None:
        """Let somebody in."""
        self.ids[handle] = await self.hub.do(
            SYSTEM, members.add, handle=handle, role=role, circle_names=names
        )
        version = self.hub.config.rules.version
        await self.hub.do(Actor.of(self.ids[handle]), members.acknowledge_rules, version=version)

    async def __call__(self, handle: str, line: str, stdin: str = "") -> tuple[int, str, str]:
        """Run a command as somebody; status, output, errors."""
        out: list[str] = []
        err: list[str] = []
        self.now[0] += 60_000
        output = Output(out.append, err.append, asyncio.Event())
        actor = Actor.of(self.ids[handle])
        status = await commands.run(self.hub, actor, line, stdin=Typed(stdin), output=output)
        return status, "".join(out), "".join(err)

    async def json(self, handle: str, line: str, stdin: str = "") -> Any:
        """What a command answers as JSON."""
        status, out, err = await self(handle, f"{line} --json", stdin)
        assert (status, err) == (DONE, ""), line
        return json.loads(out)


@pytest.fixture
async def forum(tmp_path: Path) -> AsyncIterator[Forum]:
    """People of every role in the garden."""
    now = [START]
    hub = await Hub.open(Config.at(tmp_path / "hub"), clock=lambda: now[0])
    for name, visibility in (("garden", Visibility.OPEN), ("attic", Visibility.HIDDEN)):
        await hub.do(
            SYSTEM,
            circles.create,
            name=name,
            title=name.title(),
            kind=CircleKind.INTEREST,
            visibility=visibility,
        )
    for circle, name in (("garden", "sleep"), ("", "welcome"), ("attic", "quiet")):
        await hub.do(SYSTEM, boards.create, name=name, circle=circle, supporters=True)
    house = Forum(hub, now)
    await house.add("ada", Role.PARTICIPANT, "garden", "attic")
    await house.add("theo", Role.PARTICIPANT, "garden")
    await house.add("max", Role.MENTOR, "garden")
    await house.add("hana", Role.HOST)
    for role in ROLES:
        await house.add(f"my-{role.value}", role, "garden")
    yield house
    await hub.close()


async def test_a_question_from_asking_to_thanks(forum: Forum) -> None:
    started = await forum.json(
        "ada", 'new-thread sleep --title "Awake at three" --alias --tag nights', "What helps?\n\n- tea?\n"
    )
    alias = started["author"]
    assert alias not in ("ada", "")
    number = started["thread"]
    answer = await forum.json("theo", f"reply {number} --reply-to 1 I make tea.")
    assert (answer["seq"], answer["author"]) == (2, "theo")
    assert (await forum("ada", f"solved {number} 2"))[0] == DONE
    _, out, _ = await forum("my-alum", f"thread {number}")
    assert out.splitlines()[0] == "Awake at three"
    assert f"1.  {alias} (alias)" in out
    assert "    - tea?" in out
    assert f"2.  theo  19:04  to {alias}, 1  (this helped)" in out or "(this helped)" in out
    assert "ada" not in out
    mine = await forum.json("ada", f"thread {number}")
    assert (mine["my_alias"], [post["mine"] for post in mine["posts"]]) == (alias, [True, False])
    (listed,) = await forum.json("my-alum", "threads sleep")
    assert (listed["title"], listed["author"], listed["replies"]) == ("Awake at three", alias, 1)


async def test_whoever_has_an_alias_keeps_it_until_they_say_otherwise(forum: Forum) -> None:
    alias = (await forum.json("ada", "new-thread sleep --title Nights --alias hi"))["author"]
    assert (await forum("ada", "reply 1 still me"))[1] == f"written in thread 1 as {alias} (2)\n"
    assert (await forum("theo", "reply 1 hello"))[1] == "written in thread 1 as theo (3)\n"
    assert "ada" not in (await forum("theo", "thread 1"))[1]
    assert (await forum("ada", "reply 1 --as-me it is me"))[1] == "written in thread 1 as ada (4)\n"
    assert (await forum("ada", "reply 1 --as-me --alias who"))[0] == USAGE
    assert (await forum.json("ada", "reply 1 and hidden again"))["author"] == alias


async def test_what_a_mentor_removes_says_so_and_tells_its_author_why(forum: Forum) -> None:
    await forum("ada", "new-thread sleep --title Tea I drink quartzite.")
    await forum("theo", "reply 1 Buy feldspar!")
    await forum("theo", "reply 1 --alias Buy more!")
    assert (await forum("my-alum", "delete-post 1 2"))[0] == REFUSED
    status, _, error = await forum("max", "delete-post 1 2")
    assert (status, "--reason" in error) == (USAGE, True)
    assert "feldspar" in (await forum("ada", "thread 1"))[1]
    for seq in (2, 3):
        assert (await forum("max", f"delete-post 1 {seq} --reason 'no brand names'"))[0] == DONE
    shown = (await forum("ada", "thread 1"))[1]
    assert shown.count("(removed by a moderator)") == 2
    told = (await forum("theo", "today"))[1]
    assert told.count("removed what you wrote in garden/sleep, thread 1: no brand names") == 1
    # One's own goes without a word, and says that it was oneself.
    assert (await forum("ada", "delete-post 1 1"))[0] == DONE
    assert "(taken back)" in (await forum("theo", "thread 1"))[1]
    await forum("max", "new-thread sleep --title Loud Words.")
    await forum("my-facilitator", "delete-post 2 1 --reason loud")
    assert "(removed by a moderator)" in (await forum("theo", "threads sleep"))[1]


async def test_what_a_thread_mentions_is_told_before_its_text(forum: Forum) -> None:
    await forum("ada", 'new-thread sleep --title "Hard week" --mentions "a death" It was on Thursday.')
    status, out, _ = await forum("theo", "thread 1")
    assert status == DONE
    assert "Mentions a death." in out
    assert "Thursday" not in out
    assert "Thursday" in (await forum("theo", "thread 1 --open"))[1]
    _, found, _ = await forum("theo", "search Thursday")
    assert "mentions a death" in found
    assert "It was" not in found


FAR = " ".join(["word"] * 60)
FOLDS = {
    "both marks far away": f"||{FAR} zanzibar feldspar {FAR}|| after",
    "the first mark near": f"||zanzibar feldspar {FAR}|| after",
    "the last mark near": f"||{FAR} zanzibar feldspar|| after",
    "lines of a quote": f"Before\n\n> !{FAR} zanzibar feldspar {FAR}\n\nafter",
    "beside code": f"`||` so: ||{FAR} zanzibar feldspar|| after",
}


@pytest.mark.parametrize("text", FOLDS.values(), ids=FOLDS)
async def test_what_a_post_folds_away_is_shown_by_no_list_and_no_page_until_it_is_asked_for(
    forum: Forum, text: str
) -> None:
    await forum("ada", "new-thread sleep --title Spice", text)
    await forum("theo", "reply 1 --reply-to 1 @my-alum I see.")
    await forum("ada", "edit-post 1 1", f"{text} again")
    number = (await forum.json("max", "new-thread welcome --title Dust --mentions dust --tag dust feldspar"))[
        "thread"
    ]
    await forum("max", f"edit-post {number} 1 feldspar and more")
    for line in (
        "search zanzibar",
        "search zanzibar --json",
        "search after --json",
        "search from:ada --json",
        "search is:unanswered tag:dust --json",
        "search feldspar",
        "thread 1",
        "post-versions 1 1",
        f"thread {number}",
        f"post-versions {number} 1",
        "mentions",
        "threads",
        "today",
    ):
        status, out, _ = await forum("my-alum", line)
        assert status == DONE
        said = out.replace("search zanzibar", "")
        assert "feldspar" not in said, line
    assert folds.SIGN in (await forum("my-alum", "thread 1"))[1]
    for line in ("thread 1 --open", "post-versions 1 1 --open", f"thread {number} --open"):
        assert "feldspar" in (await forum("my-alum", line))[1], line
    (told,) = (await forum.hub.do(Actor.of(forum.ids["my-alum"]), posts.page, thread=1, after=1)).posts
    assert "feldspar" not in told.reply_text
    # Their own words are theirs, and a program gets what it may have to give back.
    for who, line in (("ada", "thread 1"), ("ada", "export"), ("my-alum", "thread 1 --json")):
        assert "feldspar" in (await forum(who, line))[1], (who, line)
    assert any("feldspar" in line for line in await forum.hub.do(SYSTEM, forum_file.dump))


async def test_a_filter_for_links_finds_one_anywhere_in_the_first_post(forum: Forum) -> None:
    await forum("ada", f"new-thread sleep --title Far --tag t {FAR} https://example.org/a")
    await forum("ada", "new-thread sleep --title Noted --tag t --mentions loss https://example.org/b")
    await forum("ada", "new-thread sleep --title None --tag t nothing")
    found = await forum.json("theo", "search tag:t has:link")
    assert {each["title"] for each in found} == {"Far", "Noted"}


async def test_the_old_number_of_a_merged_thread_and_its_posts_lead_to_the_same_words(forum: Forum) -> None:
    for title in ("One", "Two"):
        await forum("ada", f"new-thread sleep --title {title} {title} first")
    for thread, number in ((1, "One"), (2, "Two")):
        for which in ("second", "third"):
            await forum("theo", f"reply {thread} {number} {which}")
    await forum("max", "merge-threads 2 1 --reason same")
    shown = await forum.json("theo", "thread 2 --from 2 --limit 1")
    assert [(post["thread"], post["seq"], post["text"]) for post in shown["posts"]] == [(1, 5, "Two second")]
    assert [post["seq"] for post in (await forum.json("theo", "thread 2"))["posts"]] == [1, 2, 3, 4, 5, 6]
    assert [post["seq"] for post in (await forum.json("theo", "thread 1 --from 3"))["posts"]] == [3, 4, 5, 6]


async def test_lists_and_today_say_what_waits(forum: Forum) -> None:
    await forum("ada", "new-thread welcome --title Hello I am new.")
    _, out, _ = await forum("max", "threads --view unanswered")
    assert out.split()[:3] == ["1", "1", "new"]
    assert (await forum.json("max", "boards"))[0]["unanswered"] == 1
    await forum("theo", "reply 1 Hello there")
    assert (await forum("max", "threads --view unanswered"))[1] == "Nothing waits.\n"
    _, out, _ = await forum("ada", "today")
    assert "New in threads that you follow" in out
    assert "Hello" in out
    assert [each["unread"] for each in (await forum.json("ada", "today"))["threads"]] == [1]
    await forum("ada", "thread 1 --unread --mark-read")
    assert (await forum.json("ada", "today"))["threads"] == []
    await forum("theo", "reply 1 Again")
    await forum("ada", "caught-up")
    assert (await forum.json("ada", "threads --view unread")) == []
    assert (await forum("ada", "follow 1 nothing"))[1] == "thread 1: nothing\n"


async def test_a_poll_is_made_and_voted_on(forum: Forum) -> None:
    await forum(
        "ada", "new-thread welcome --title Name --choice Soup --choice Table --anonymous What shall it be?"
    )
    assert (await forum("theo", "vote 1 2"))[0] == DONE
    assert (await forum("theo", "vote 1 1"))[0] == REFUSED
    assert (await forum("theo", "vote 1 7"))[0] == REFUSED
    _, out, _ = await forum("ada", "thread 1")
    assert "[2] Table: 1" in out
    assert "anonymous, 1 voted" in out


async def test_search_gives_chat_and_forum_together(forum: Forum) -> None:
    await forum("ada", "post garden lanterns are lit")
    await forum("ada", 'new-thread sleep --title Lanterns "On the stairs"')
    found = await forum.json("theo", "search lantern")
    assert [each.get("room") or each.get("board") for each in found] == ["garden", "garden/sleep"]
    _, out, _ = await forum("theo", "search lantern")
    assert "In the forum" in out
    assert [each["board"] for each in await forum.json("theo", "search board:sleep lantern")] == [
        "garden/sleep"
    ]
    assert [each["room"] for each in await forum.json("theo", "search lantern --in garden")] == ["garden"]


LINES = {
    # line: its status for somebody who reads the board, did not start thread 1 and does not look after the board
    "boards": DONE,
    "threads sleep": DONE,
    "thread {one}": DONE,
    "new-thread sleep --title T words": DONE,
    "reply {one} words": DONE,
    "reply {one} --alias words": DONE,
    "react-post {one} 1 thank you": DONE,
    "post-versions {one} 1": DONE,
    "follow {one}": DONE,
    "search board:sleep lantern": DONE,
    "lifted": DONE,
    "edit-post {one} 1 mine now": REFUSED,
    "delete-post {one} 1 --reason loud": REFUSED,
    "solved {one} 2": REFUSED,
    "retitle {one} --title Mine --reason x": REFUSED,
    "pin-thread {one} --reason x": REFUSED,
    "close-thread {one} --reason x": REFUSED,
    "move-thread {one} welcome --reason x": REFUSED,
    "merge-threads {one} {two} --reason x": REFUSED,
    "new-board den --circle garden": REFUSED,
    "lift {one} 1 worried": REFUSED,
    "lifts": REFUSED,
    "my-lifts": REFUSED,
    "decide-lift 99 agree": REFUSED,
    "read-lift 99": REFUSED,
}
KEEPS = {
    "pin-thread {one} --reason x": DONE,
    "retitle {one} --title Mine --reason x": DONE,
    "close-thread {one} --reason x": DONE,
    "move-thread {one} welcome --reason x": DONE,
    "merge-threads {one} {two} --reason x": DONE,
    "lift {one} 1 worried": DONE,
    "my-lifts": DONE,
    "read-lift 99": NOT_FOUND,
    "delete-post {one} 1 --reason loud": DONE,
}
LEADS = {"new-board den --circle garden": DONE}
HOSTS = {"lifts": DONE, "decide-lift 99 agree": NOT_FOUND}


@pytest.mark.parametrize("role", ROLES)
async def test_each_role_may_what_the_rules_say(forum: Forum, role: Role) -> None:
    for line, usual in LINES.items():
        # Two threads of its own for each line: what one changes is nothing to the next.
        forum.now[0] += 3_600_000
        one, two = [
            (await forum.json("ada", f"new-thread sleep --title {title} --alias lantern"))["thread"]
            for title in ("Lantern", "Other")
        ]
        for number in (one, two):
            await forum("theo", f"reply {number} an answer")
        expected = usual
        if role in KEEPERS:
            expected = KEEPS.get(line, expected)
        if role in LEADERS:
            expected = LEADS.get(line, expected)
        if role is Role.HOST:
            expected = HOSTS.get(line, expected)
        typed = line.format(one=one, two=two)
        status, out, error = await forum(f"my-{role.value}", typed)
        assert status == expected, f"{typed}: {out}{error}"
        assert error.count("\n") == (0 if expected == DONE else 1)
        assert "ada" not in out + error, typed


KEEPERS = {Role.MENTOR, Role.FACILITATOR, Role.HOST}
LEADERS = {Role.FACILITATOR, Role.HOST}
CHANGES = {
    # line: who may
    "change-board sleep --title Nights --description 'For the nights' --place 2": KEEPERS,
    "change-board sleep --starters leads": KEEPERS,
    "change-board sleep --locked yes": KEEPERS,
    "change-board sleep --archived yes": LEADERS,
    "change-board welcome --description hello": KEEPERS,
    "change-board welcome --supporters yes": LEADERS,
    "change-board welcome --archived yes": LEADERS,
}


async def test_a_board_is_changed_by_who_looks_after_it_and_opened_or_archived_by_who_leads(
    forum: Forum,
) -> None:
    boards_before = await forum.json("my-host", "boards")
    for line, may in CHANGES.items():
        for role in [role for role in ROLES if role not in may]:
            status, _, error = await forum(f"my-{role.value}", line)
            assert (status, error.count("\n")) == (REFUSED, 1), (line, role)
    assert await forum.json("my-host", "boards") == boards_before
    for line, may in CHANGES.items():
        for role in sorted(may):
            status, out, error = await forum(f"my-{role.value}", line)
            assert (status, error) == (DONE, ""), (line, role)
            assert out.startswith("garden/sleep: " if "sleep" in line else "hub/welcome: "), out
    assert await forum.json("my-host", "boards") == []
    (sleep,) = [
        each for each in await forum.json("theo", "boards --archived") if each["board"] == "garden/sleep"
    ]
    assert (sleep["title"], sleep["description"], sleep["starters"], sleep["locked"], sleep["archived"]) == (
        "Nights",
        "For the nights",
        "leads",
        True,
        True,
    )
    # A circle's lead leads its boards, whatever their role.
    await forum.hub.do(SYSTEM, circles.add_member, circle="garden", handle="my-alum", lead=True)
    assert (await forum("my-alum", "change-board sleep --archived no --locked no"))[0] == DONE
    assert (await forum("my-alum", "change-board welcome --archived no"))[0] == REFUSED
    assert [each["board"] for each in await forum.json("theo", "boards")] == ["garden/sleep"]


CANNOT = (
    ("change-board", USAGE, "board"),
    ("change-board sleep", USAGE, "what to change"),
    ("change-board sleep --locked perhaps", USAGE, "yes"),
    ("change-board sleep --place x", USAGE, "number"),
    ("change-board nothing --locked yes", NOT_FOUND, "no board"),
    ("change-board quiet --locked yes", NOT_FOUND, "no board"),
    ("change-board sleep --supporters yes", REFUSED, "everybody in the circle"),
    (f"change-board sleep --locked yes --title {'x' * 60}", REFUSED, "40"),
)


async def test_a_change_that_cannot_be_made_is_told_in_one_line_and_none_of_it_is_made(forum: Forum) -> None:
    before = await forum.json("my-facilitator", "boards")
    for line, status, told in CANNOT:
        found, _, error = await forum("my-facilitator", line)
        assert (found, error.count("\n")) == (status, 1), line
        assert told in error, line
        assert await forum.json("my-facilitator", "boards") == before, line


NOT_MINE = (
    "threads attic/quiet",
    "threads quiet",
    "new-thread quiet --title T x",
    "search board:quiet secret",
    "thread 1",
    "reply 1 x",
    "edit-post 1 1 x",
    "delete-post 1 1 --reason loud",
    "react-post 1 1 thank you",
    "post-versions 1 1",
    "solved 1 1",
    "vote 1 1",
    "follow 1",
    "retitle 1 --title T --reason x",
)


async def test_a_board_or_thread_that_is_not_mine_is_the_same_as_none(forum: Forum) -> None:
    await forum("ada", "new-thread quiet --title Secret --choice a --choice b secret")
    for role, line in itertools.product(ROLES, NOT_MINE):
        hidden = await forum(f"my-{role.value}", line)
        nowhere = line.replace("quiet", "nothing").replace(" 1", " 404", 1)
        missing = await forum(f"my-{role.value}", nowhere)
        assert hidden == missing, (role, line)
        assert hidden[0] == NOT_FOUND, (role, line)
    for role, line in itertools.product(ROLES, ("boards", "threads", "search secret", "today", "export")):
        assert "ecret" not in (await forum(f"my-{role.value}", line))[1]


BAD_WORDS = (
    ("thread", USAGE),
    ("thread x", USAGE),
    ("thread 99999999999999999999", NOT_FOUND),
    ("thread -1", NOT_FOUND),
    ("thread 1 --from -5", DONE),
    ("threads --view loud", USAGE),
    ("threads --before nonsense", DONE),
    ("new-thread sleep words", USAGE),
    ("new-thread sleep --title T --tag 'two words' x", REFUSED),
    ("new-thread sleep --title T", REFUSED),
    ("reply 1", REFUSED),
    ("follow 1 loudly", USAGE),
    ("vote 1 x", USAGE),
    ("vote 1 1", NOT_FOUND),
    ("retitle 1", USAGE),
    ("solved 1 99", NOT_FOUND),
    ("react-post 1 1", USAGE),
    ("react-post 1 1 boo", REFUSED),
    ("edit-post 1 99 x", NOT_FOUND),
    ("search is:blue x", REFUSED),
    ("lifted --seen 5", NOT_FOUND),
)


async def test_bad_words_get_one_clear_line_and_the_right_status(forum: Forum) -> None:
    await forum("ada", "new-thread sleep --title T words")
    for line, status in BAD_WORDS:
        found, _, error = await forum("ada", line)
        assert found == status, (line, error)
        assert error.count("\n") == (0 if status == DONE else 1), line


async def test_bad_input_loses_nothing(forum: Forum) -> None:
    await forum("ada", "new-thread sleep --title T words")
    status, _, error = await forum("ada", "reply 1", "x" * 20_001)
    assert status == REFUSED
    assert "Your text is kept" in error
    assert len((await forum.json("ada", "thread 1"))["posts"]) == 1


async def test_the_same_nonce_writes_once(forum: Forum) -> None:
    for _ in range(2):
        await forum("ada", "new-thread sleep --title T --nonce n1 words")
        await forum("ada", "reply 1 --nonce n2 more")
    assert len(await forum.json("ada", "threads")) == 1
    assert len((await forum.json("ada", "thread 1"))["posts"]) == 2


# -- bringing in and taking away ---------------------------------------------------------------------------------------

PAST = (
    '{"type":"board","circle":"garden","name":"past","title":"The past"}',
    '{"type":"thread","id":"x","board":"garden/past","title":"Zanzibar","tags":["old"],"solved":2,'
    '"poll":{"choices":["a","b"],"anonymous":true}}',
    '{"type":"post","thread":"x","alias":"Quiet Heron","at":"2026-03-01T03:04:00Z","text":"**Hm** zanzibar?"}',
    '{"type":"post","thread":"x","author":"theo","at":"2026-03-02T00:00:00Z","text":"Yes.","reply_to":1}',
    "",
)


async def test_what_a_group_brings_reads_as_if_it_had_been_written_here(forum: Forum) -> None:
    good = list(PAST)
    loaded = await forum_file.load(forum.hub, lines=good)
    assert (loaded.threads, loaded.posts, loaded.problems) == (1, 2, ())
    (thread,) = await forum.json("my-alum", "threads garden/past")
    assert (thread["author"], thread["unread"], thread["solved"], thread["tags"]) == (
        "Quiet Heron",
        0,
        2,
        ["old"],
    )
    (found,) = await forum.json("my-alum", "search zanzibar tag:old")
    assert found["thread"] == thread["thread"]
    assert (await forum("theo", f"edit-post {thread['thread']} 2 Yes, still."))[0] == DONE
    assert (await forum("theo", f"vote {thread['thread']} 1"))[0] == DONE


BAD_LINES = (
    ("{", 5, "JSON"),
    ("[]", 5, "object"),
    ('{"type":"poem"}', 5, "type"),
    (
        '{"type":"post","thread":"x","at":"2026-04-01T00:00:00Z","author":"nobody","text":"x"}',
        5,
        "handle",
    ),
    ('{"type":"post","thread":"x","at":"2026-04-01T00:00:00Z","alias":"ada","text":"x"}', 5, "handle"),
    ('{"type":"post","thread":"x","at":"2026-04-01T00:00:00Z","text":"x"}', 5, "neither"),
    ('{"type":"post","thread":"x","at":"2026-04-01","author":"theo","text":"x"}', 5, "time"),
    ('{"type":"post","thread":"x","at":"2036-04-01T00:00:00Z","author":"theo","text":"x"}', 5, "to come"),
    (
        '{"type":"post","thread":"x","at":"2026-04-01T00:00:00Z","author":"theo","text":" "}',
        5,
        "nothing to say",
    ),
    ('{"type":"post","thread":"y","at":"2026-04-01T00:00:00Z","author":"theo","text":"x"}', 5, "thread"),
    (
        '{"type":"post","thread":"x","at":"2026-04-01T00:00:00Z","author":"theo","reply_to":9,"text":"x"}',
        5,
        "before",
    ),
    ('{"type":"post","thread":"x","at":"2026-04-01T00:00:00Z","author":"theo","txet":"x"}', 5, "txet"),
    ('{"type":"thread","id":"x","board":"garden/past","title":"Again"}', 5, "id"),
    ('{"type":"thread","id":"z","board":"garden/past","title":"Empty"}', 5, "no post"),
    ('{"type":"thread","id":"z","board":"cellar/past","title":"T"}', 5, "circle"),
    ('{"type":"thread","id":"z","board":"past","title":"T"}', 5, "circle"),
)


async def test_one_bad_line_is_told_with_its_number_and_nothing_comes_in(forum: Forum) -> None:
    good = [each for each in PAST if each]
    for line, where, told in BAD_LINES:
        loaded = await forum_file.load(forum.hub, lines=[*good, line])
        assert any(each.line == where and told in each.what for each in loaded.problems), (
            line,
            loaded.problems,
        )
        assert "past" not in (await forum("theo", "boards"))[1], line
        assert await forum.json("theo", "search zanzibar") == [], line


async def test_names_without_an_account_are_kept_when_asked_for(forum: Forum) -> None:
    lines = [each.replace('"theo"', '"olga"') for each in PAST]
    assert (await forum_file.load(forum.hub, lines=lines)).problems
    assert not (await forum_file.load(forum.hub, lines=lines, keep_names=True)).problems
    (thread,) = await forum.json("theo", "threads garden/past")
    shown = await forum.json("theo", f"thread {thread['thread']}")
    assert [(post["author"], post["alias"]) for post in shown["posts"]] == [
        ("Quiet Heron", True),
        ("olga", True),
    ]


async def test_what_was_taken_away_comes_back_the_same(forum: Forum, tmp_path: Path) -> None:
    await forum(
        "ada",
        'new-thread sleep --title "Awake" --alias --tag nights --mentions loss --choice a --choice b Hm?',
    )
    await forum("theo", "reply 1 --reply-to 1 Tea.")
    await forum("theo", "reply 1 And bread.")
    await forum("theo", "edit-post 1 3 And toast.")
    await forum("theo", "delete-post 1 2")
    await forum("max", "pin-thread 1 --reason good")
    for title in ("One", "Two"):
        await forum("theo", f"new-thread welcome --title {title} words of {title}")
    await forum("my-facilitator", "merge-threads 2 3 --reason same")
    await forum("hana", "close-thread 3 --reason done")
    lines = await forum.hub.do(SYSTEM, forum_file.dump)
    now = list(forum.now)
    other = Forum(await Hub.open(Config.at(tmp_path / "other"), clock=lambda: now[0]), now)
    try:
        for name in ("garden", "attic"):
            await other.hub.do(SYSTEM, circles.create, name=name, title=name, kind=CircleKind.INTEREST)
        await other.add("theo", Role.PARTICIPANT, "garden")
        assert not (await forum_file.load(other.hub, lines=lines)).problems
        assert await other.hub.do(SYSTEM, forum_file.dump) == lines
        (thread,) = await other.json("theo", "threads sleep")
        shown = await other.json("theo", f"thread {thread['thread']} --open")
        assert [(post["deleted"], post["text"]) for post in shown["posts"]] == [
            (False, "Hm?"),
            (True, ""),
            (False, "And toast."),
        ]
    finally:
        await other.hub.close()
