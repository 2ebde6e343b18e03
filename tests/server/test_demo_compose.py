"""The composed community: the same seed says the same, at believable times, with something new for each member."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from server.demo.cast import SAMPLE_MEMBERS
from server.demo.compose import DAYS, compose
from store.config import Config
from store.seed import Community, SeedDirect, SeedMessage, SeedRoom

NOW = int(dt.datetime(2026, 11, 22, 19, 42, tzinfo=dt.UTC).timestamp() * 1000)
HOUR_MS = 3_600_000


@pytest.fixture(scope="module")
def community() -> Community:
    return compose(1, NOW)


def rooms(community: Community) -> dict[str, SeedRoom]:
    return {room.name: room for circle in community.circles for room in circle.rooms}


def places(community: Community) -> list[SeedRoom | SeedDirect]:
    return [*rooms(community).values(), *community.directs]


def words(community: Community) -> list[tuple[str, str, int | None]]:
    return [(said.author, said.text, said.reply_to) for place in places(community) for said in place.messages]


def test_the_same_seed_at_the_same_time_composes_the_very_same_community(community: Community) -> None:
    assert compose(1, NOW) == community


@pytest.mark.parametrize("later_h", [0.02, 1, 5, 8, 13, 24 * 100 + 3])
def test_the_same_seed_says_the_same_at_any_hour_of_any_day(community: Community, later_h: float) -> None:
    assert words(compose(1, NOW + int(later_h * HOUR_MS))) == words(community)


def test_another_seed_says_something_else(community: Community) -> None:
    assert words(compose(2, NOW)) != words(community)


def test_there_are_enough_people_circles_and_lines(community: Community) -> None:
    assert len(community.members) >= 40
    assert len(community.circles) == 7
    assert len({circle.kind for circle in community.circles}) >= 5
    assert [circle.visibility.value for circle in community.circles].count("hidden") == 1
    assert {circle.visibility.value for circle in community.circles} == {"open", "ask", "hidden"}
    assert sum(len(room.messages) for room in rooms(community).values()) >= 2_500
    assert sum(len(direct.messages) for direct in community.directs) >= 200


def test_all_sample_members_but_sam_share_the_kitchen(community: Community) -> None:
    (porch,) = [
        circle for circle in community.circles if any(room.name == "kitchen" for room in circle.rooms)
    ]
    assert {handle for handle in SAMPLE_MEMBERS if handle in porch.people} == set(SAMPLE_MEMBERS) - {"sam"}


def test_the_sample_members_have_the_roles_they_are_known_for(community: Community) -> None:
    roles = {member.handle: member.role.value for member in community.members}
    assert {handle: roles[handle] for handle in SAMPLE_MEMBERS} == {
        "ada": "participant",
        "theo": "participant",
        "uma": "alum",
        "sam": "supporter",
        "max": "mentor",
        "fay": "facilitator",
        "hana": "host",
    }


@pytest.mark.parametrize("seed", range(1, 9))
def test_every_sample_member_has_something_unread_and_most_of_it_read(seed: int) -> None:
    community = compose(seed, NOW)
    for handle in SAMPLE_MEMBERS:
        mine = [room for circle in community.circles if handle in circle.people for room in circle.rooms]
        unread = {room.name: len(room.messages) - room.last_read[handle] for room in mine}
        assert any(unread.values()), handle
        assert all(count <= 60 for count in unread.values()), (handle, unread)
    assert any(d.last_read[h] < len(d.messages) for d in community.directs for h in d.between)


def test_nobody_has_their_own_words_unread(community: Community) -> None:
    for room in places(community):
        for handle, mark in room.last_read.items():
            assert all(said.author != handle for said in room.messages[mark:])


def test_talk_spreads_over_six_weeks_up_to_a_few_minutes_ago(community: Community) -> None:
    everything = [said.at for room in rooms(community).values() for said in room.messages]
    assert NOW - 5 * 60_000 <= max(everything) < NOW
    assert (NOW - min(everything)) / (24 * HOUR_MS) > DAYS - 1
    days = {(NOW - at) // (24 * HOUR_MS) for at in everything}
    assert days >= set(range(DAYS))


@pytest.mark.parametrize("hour", [0, 3, 5, 7, 11, 12, 13, 20, 23])
@pytest.mark.parametrize("zone", ["UTC", "America/Chicago", "Asia/Kolkata"])
def test_at_whatever_hour_it_starts_time_runs_forward_and_never_past_now(hour: int, zone: str) -> None:
    now = int(dt.datetime(2026, 11, 3, hour, 7, tzinfo=ZoneInfo(zone)).timestamp() * 1000)
    community = compose(3, now, zone)
    for room in places(community):
        times = [said.at for said in room.messages]
        assert times == sorted(times)
        assert times[-1] <= now


def test_nights_belong_to_the_night_shift_and_eight_to_the_breathing_room(community: Community) -> None:
    def hours(room: str) -> list[int]:
        return [
            dt.datetime.fromtimestamp(said.at / 1000, dt.UTC).hour for said in rooms(community)[room].messages
        ]

    night = hours("night-shift")
    assert sum(hour < 6 or hour >= 22 for hour in night) > 0.6 * len(night)
    eight = hours("breathing-room")
    assert sum(hour in {19, 20} for hour in eight) > 0.7 * len(eight)


def test_no_longer_line_comes_again_within_sight(community: Community) -> None:
    for room in rooms(community).values():
        seen: dict[str, int] = {}
        for place, said in enumerate(room.messages):
            if len(said.text) > 24:
                assert place - seen.get(said.text, -1000) > 35, (room.name, said.text)
                seen[said.text] = place


def test_what_is_answered_is_a_little_further_up(community: Community) -> None:
    for room in places(community):
        for place, said in enumerate(room.messages, 1):
            if said.reply_to is not None:
                assert 0 < said.reply_to < place


def test_there_are_answers_actions_longer_messages_emoji_and_other_scripts(community: Community) -> None:
    said: list[SeedMessage] = [said for room in rooms(community).values() for said in room.messages]
    assert any(each.reply_to for each in said)
    assert any(each.kind == "me" for each in said)
    assert any("\n" in each.text for each in said)
    assert not any(each.text.startswith("/me") for each in said)
    everything = "".join(each.text for each in said)
    assert all(sample in everything for sample in ("😂", "Chào", "¿", "ערב"))


def test_the_two_of_a_direct_message_do_not_meet_a_scene_twice(community: Community) -> None:
    for handle in SAMPLE_MEMBERS:
        openings = [
            said.text
            for direct in community.directs
            if handle in direct.between
            for said in direct.messages
            if len(said.text) > 40
        ]
        assert len(set(openings)) == len(openings), handle


def test_the_forum_has_something_of_every_kind_for_somebody_who_looks_around(community: Community) -> None:
    threads = [thread for board in community.boards for thread in board.threads]
    posts = [post for thread in threads for post in thread.posts]
    assert len(community.boards) >= 10
    assert len(threads) >= 20
    assert len(posts) >= 60
    assert {board.circle for board in community.boards} > {"", "porch", "family", "mentors"}
    assert any(post.alias and post.author == "ada" for post in posts)
    assert any(thread.poll and thread.votes for thread in threads)
    assert sum(len(thread.posts) == 1 for thread in threads) >= 4, "some wait for an answer"
    assert all(
        any(getattr(thread, kind) for thread in threads) for kind in ("content_note", "solved", "pinned")
    )


def test_everybody_in_the_forum_writes_only_where_they_may(community: Community) -> None:
    people = {circle.name: set(circle.people) for circle in community.circles}
    everybody = {member.handle for member in community.members}
    for board in community.boards:
        inside = people.get(board.circle, everybody)
        for thread in board.threads:
            for post in thread.posts:
                reacted = {handle for handles in post.reactions.values() for handle in handles}
                assert {post.author} | reacted | set(thread.votes) | set(thread.followers) <= inside, (
                    thread.title
                )
                assert set(post.reactions) <= set(Config().chat.reactions)
                assert NOW - 43 * 24 * HOUR_MS < post.at < NOW
