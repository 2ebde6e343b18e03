"""Buddies, check-ins, goals and cards by command: what is written, and with which exit status."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from server import commands
from server.output import Output
from store import circles, members
from store.circles import CircleKind, Visibility
from store.config import CheckInScale, CheckInSettings, Config
from store.hub import Hub
from store.operations import SYSTEM, Actor
from store.policy import Role
from store.text import width_cells
from tests.server.typed import Typed

EVENING = 1_795_370_520_000
"""Sunday 22 November 2026, 18:02 UTC."""
HOUR_MS = 3_600_000
DONE, REFUSED, USAGE, NOT_FOUND, TOO_MUCH = 0, 1, 2, 3, 4


class Porch:
    """Ada, theo and max on one porch; sam, a supporter, with them; hana keeps the hub."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.now = EVENING
        self.ids: dict[str, int] = {}

    async def __call__(self, who: str, line: str, stdin: str = "") -> tuple[int, str]:
        out: list[str] = []
        output = Output(out.append, out.append, asyncio.Event())
        status = await commands.run(
            self.hub, Actor.of(self.ids[who]), line, stdin=Typed(stdin), output=output
        )
        return status, "".join(out)

    async def said(self, who: str, line: str, stdin: str = "") -> str:
        status, out = await self(who, line, stdin)
        assert status == DONE, out
        return out

    async def json(self, who: str, line: str, stdin: str = "") -> Any:
        return json.loads(await self.said(who, f"{line} --json", stdin))

    async def befriend(self) -> None:
        await self.said("theo", "buddy card --open --working-on evenings")
        await self.said("ada", "buddy ask theo would you?")
        await self.said("theo", "buddy yes ada")


@pytest.fixture
async def porch(tmp_path: Path) -> AsyncIterator[Porch]:
    scales = CheckInSettings((CheckInScale("sleep", "hardly any", "slept well"),))
    config = dataclasses.replace(Config.at(tmp_path / "hub"), checkins=scales)
    made: Porch
    holder: list[Porch] = []
    hub = await Hub.open(config, clock=lambda: holder[0].now if holder else EVENING)
    made = Porch(hub)
    holder.append(made)
    await hub.do(
        SYSTEM,
        circles.create,
        name="porch",
        title="Porch",
        kind=CircleKind.INTEREST,
        visibility=Visibility.OPEN,
    )
    for handle, role in (
        ("ada", Role.PARTICIPANT),
        ("theo", Role.PARTICIPANT),
        ("max", Role.MENTOR),
        ("sam", Role.SUPPORTER),
        ("hana", Role.HOST),
    ):
        made.ids[handle] = await hub.do(
            SYSTEM, members.add, handle=handle, role=role, circle_names=("porch",)
        )
        actor = Actor.of(made.ids[handle])
        await hub.do(actor, members.acknowledge_rules, version=hub.config.rules.version)
    yield made
    await hub.close()


async def test_two_find_each_other_check_in_miss_nudge_pause_and_part(porch: Porch) -> None:
    assert "evenings" not in await porch.said("ada", "buddy cards")
    await porch.said("theo", "buddy card --open --working-on 'evenings, mostly' --contact writing")
    (card,) = await porch.json("ada", "buddy cards")
    assert (card["handle"], card["working_on"], card["contact"]) == ("theo", "evenings, mostly", "writing")
    assert (await porch.json("ada", "buddy ask theo shall we?"))["paired"] is False
    assert "ada would like to be your buddy. shall we?" in await porch.said("theo", "buddy")
    assert "buddy/ada" in await porch.said("theo", "buddy yes ada")
    await porch.said("ada", "post buddy/theo hello you")
    assert "hello you" in await porch.said("theo", "read buddy")
    assert "theo  you: check-in today by 20:00" in await porch.said("ada", "today")

    shared = await porch.json(
        "ada", "checkin --mood 2 --urge 6 --kind hard --audience buddy --reply long day"
    )
    assert (shared["mood"], shared["note"], shared["wants_reply"]) == (2, "long day", True)
    assert "theo\n    you: checked in today\n" in await porch.said("ada", "buddy")
    await porch.said("ada", "checkin --mood 1 --urge 9 --audience buddy")
    assert "ada: mood 1 (rough) · urge 9 of 10" in await porch.said("theo", "checkins --shared")
    line = await porch.said("theo", "checkins --shared")
    assert re.search(r"ada: a hard time · mood 2 \(low\) · urge 6 of 10 · would like a reply", line)
    await porch.said("theo", f"checkin --answer {shared['id']} with you")
    assert "with you" in await porch.said("ada", "read buddy/theo")
    assert "theo answered your check-in." in await porch.said("ada", "today")

    porch.now += 4 * HOUR_MS
    await porch.hub.work()
    letter = await porch.said("theo", "today")
    assert "No check-in yet. How are you?" in letter
    assert "No check-in" not in await porch.said("ada", "today")
    assert "It is with them." in await porch.said("ada", "nudge --word tea")
    assert "ada: A cup of tea for you, from afar." in await porch.said("theo", "today")
    status, out = await porch("ada", "nudge theo")
    assert (status, out) == (
        TOO_MUCH,
        "You have nudged them today; one a day is enough to be felt. Try again in 118 min.\n",
    )
    assert (await porch.json("theo", "buddy well"))["told"] == 1
    assert "    theo: all well, 22:02\n" in await porch.said("ada", "buddy")
    for command in ("buddy", "today"):
        heard = await porch.said("theo", command)
        assert "you: all well today" in heard
        assert "ada: all well" not in heard

    assert "until 2026-12-01" in await porch.said("ada", "buddy pause --until 2026-12-01")
    paused = await porch.said("theo", "buddy")
    assert "    ada: paused until 2026-12-01\n" in paused
    assert "you: paused" not in paused
    assert "    you: paused until 2026-12-01\n" in await porch.said("ada", "buddy")
    assert await porch.said("ada", "buddy resume") == "Welcome back.\n"
    goodbye = "You and {} are no longer buddies. Thank you both for the time you gave each other."
    assert goodbye.format("theo") in await porch.said("ada", "buddy part theo")
    assert goodbye.format("ada") in await porch.said("theo", "today")
    assert (await porch("theo", f"checkins {shared['id']}"))[0] == NOT_FOUND
    status, out = await porch("theo", "post buddy/ada why")
    assert (status, "archived" in out) == (REFUSED, True)
    assert "hello you" in await porch.said("theo", "read buddy/ada")
    assert "They will see it" in await porch.said("ada", "buddy ask theo shall we again?")


async def test_terms_are_shown_changed_and_agreed_to(porch: Porch) -> None:
    await porch.befriend()
    assert "every day, by 20:00" in await porch.said("ada", "buddy terms")
    out = await porch.said(
        "ada", "buddy terms theo --days mon,wed,fri --by 21:30 --mentor max --mentor-after 48"
    )
    assert "mon wed fri, by 21:30" in out
    assert "It holds once theo agrees." in out
    assert "ada would like to change that" in await porch.said("theo", "buddy")
    await porch.said("theo", "buddy agree")
    terms = (await porch.json("ada", "buddy"))["pairs"][0]["terms"]
    assert (terms["days"], terms["due"], terms["mentor"]) == (["mon", "wed", "fri"], "21:30", "max")
    assert (await porch.json("theo", "buddy terms --mentor-after 0"))["holds"] is True
    for wrong in ("--days someday", "--by 25:00", "--by noon"):
        assert (await porch("ada", f"buddy terms {wrong}"))[0] == USAGE


async def test_a_note_of_several_lines_comes_from_standard_input(porch: Porch) -> None:
    made = await porch.json("ada", "checkin", stdin="one\ntwo\n")
    assert (made["note"], made["audience"], made["kind"]) == ("one\ntwo", "me", "steady")
    made = await porch.json("ada", "checkin --mood 4 -", stdin="three")
    assert made["note"] == "three"
    # Without the dash a mood alone waits for nothing.
    assert (await porch.json("ada", "checkin --mood 5", stdin="not read"))["note"] == ""


async def test_scales_trend_editing_and_taking_away(porch: Porch) -> None:
    made = await porch.json("ada", "checkin --mood 4 --scale sleep=5")
    assert made["scales"] == {"sleep": 5}
    out = await porch.said("ada", "checkins --trend 7")
    assert "2026-11-22  mood 4.0 ####.    steady  sleep 5.0" in out
    assert "sleep: 1 hardly any, 5 slept well" in out
    edited = await porch.json("ada", f"checkin --edit {made['id']} --mood 3 calmer")
    assert (edited["mood"], edited["note"], edited["scales"]) == (3, "calmer", {"sleep": 5})
    assert (await porch.json("ada", f"checkin --delete {made['id']}"))["deleted"] is True
    assert await porch.json("ada", "checkins") == []
    assert (await porch("ada", "checkin --scale sleep=9"))[0] == USAGE
    assert (await porch("ada", "checkin --mood 9"))[0] == REFUSED
    assert (await porch("ada", "checkin --edit soon"))[0] == USAGE


async def test_the_usual_audience_is_said_once(porch: Porch) -> None:
    await porch.befriend()
    await porch.said("ada", "checkins --default buddy")
    assert (await porch.json("ada", "checkin --mood 3"))["audience"] == "buddy"
    made = await porch.json("ada", "checkin --mood 3 --audience circle --circle porch")
    assert (made["audience"], made["circle"]) == ("circle", "porch")
    assert (await porch("ada", "checkin --mood 3 --audience circle --circle attic"))[0] == NOT_FOUND


async def test_a_setback_is_told_to_whom_the_author_picks_and_to_nobody_else(porch: Porch) -> None:
    await porch.befriend()
    await porch.said("ada", "checkin --kind setback --tell max it was a hard night")
    assert "it was a hard night" in await porch.said("max", "checkins --shared")
    assert "ada wanted you to know how they are." in await porch.said("max", "today")
    for who in ("theo", "hana", "sam"):
        assert await porch.json(who, "checkins --shared") == []


async def test_counters_keep_everything_through_a_setback(porch: Porch) -> None:
    await porch.said("ada", "counters add days at home --since 2026-10-01")
    (one,) = await porch.json("ada", "counters")
    assert (one["name"], one["days"], one["run"]) == ("days at home", 52, 52)
    out = await porch.said("ada", f"counters setback {one['id']}")
    assert re.search(r"52 days in all\s+longest 52\s+this run 0\s+30 of the last 30", out)
    assert await porch.json("theo", "counters --shared") == []
    await porch.said("ada", f"counters share {one['id']} theo")
    (seen,) = await porch.json("theo", "counters --shared")
    assert "setbacks" not in seen
    await porch.said("ada", f"counters share {one['id']}")
    assert await porch.json("theo", "counters --shared") == []


async def test_goals_with_steps_and_cheers(porch: Porch) -> None:
    await porch.befriend()
    goal = await porch.json("ada", "goal add call my sister --audience buddy --step 'find her number'")
    done = await porch.json("ada", f"goal {goal['id']} done {goal['steps'][0]['id']}")
    assert done["steps"][0]["done_at"]
    await porch.said("ada", f"goal {goal['id']} step dial --by 2026-11-22")
    assert "dial (call my sister)" in await porch.said("ada", "today")
    assert "Proud of you." in await porch.said("theo", f"goal {goal['id']} cheer proud")
    assert "theo, about your goal: Proud of you." in await porch.said("ada", "today")
    assert (await porch("max", f"goal {goal['id']}")) == await porch("max", "goal 123456789")
    assert "1 of 2 steps" in await porch.said("theo", "goals --shared")
    await porch.said("ada", f"goal {goal['id']} archive")
    assert await porch.json("theo", "goals --shared") == []
    assert (await porch("ada", f"goal {goal['id']} dance"))[0] == USAGE


async def test_routines(porch: Porch) -> None:
    (one,) = await porch.json("ada", "routines add ten minutes outside")
    out = await porch.said("ada", f"routines done {one['id']}")
    assert "[x]  ten minutes outside  daily  1 of the last 1" in out


async def test_a_card_is_announced_signed_and_printed(porch: Porch) -> None:
    made = await porch.json("ada", "milestones add first night 夜 {id} --words 'thank you' --room porch")
    assert f"card {made['id']}" in await porch.said("theo", "read porch")
    await porch.said("theo", f"card {made['id']} --sign 'well done 💛'")
    assert "theo signed your card." in await porch.said("ada", "today")
    assert "replaced" not in await porch.said("max", f"card {made['id']} --sign 'so glad'")
    again = await porch.said("max", f"card {made['id']} --sign 'very glad'")
    assert again.endswith("What you wrote before was replaced: “so glad”\n")
    for options in ("", " --ascii", " --width 34", " --ascii --width 30"):
        card = (await porch.said("max", f"card {made['id']}{options}")).rstrip("\n").split("\n")
        assert len({width_cells(row) for row in card}) == 1, "every row is as wide as the others"
        assert any("well done 💛" in row for row in card)
    assert "│" not in "".join(card)
    private = await porch.json("ada", "milestones add mine alone")
    assert await porch("theo", f"card {private['id']}") == await porch("theo", "card 123456789")
    assert (await porch("theo", "card soon"))[0] == USAGE


async def test_a_plan_is_written_and_printed_and_is_ones_own(porch: Porch) -> None:
    await porch.said("ada", "plan alone -", stdin="tea\na walk")
    out = await porch.said("ada", "plan")
    assert "7." in out
    assert await porch.said("ada", "plan 2") == await porch.said("ada", "plan alone")
    assert (await porch("ada", "plan 8"))[0] == USAGE
    assert all(not section["text"] for section in await porch.json("hana", "plan"))
    await porch.said("ada", "plan alone --empty")
    assert "tea" not in await porch.said("ada", "plan")
    assert (await porch("ada", "plan shopping x"))[0] == USAGE


async def test_kudos_are_given_and_found(porch: Porch) -> None:
    assert await porch.said("theo", "kudos ada That took courage.") == "Sent. Thank you.\n"
    assert "theo: That took courage." in await porch.said("ada", "today")
    assert (await porch("theo", "kudos nobody well done"))[0] == NOT_FOUND
    for _ in range(4):
        await porch.said("theo", "kudos ada again")
    assert (await porch("theo", "kudos ada again"))[0] == TOO_MUCH


@pytest.mark.parametrize(
    "line", ["buddy", "buddy cards", "buddy ask ada", "nudge", "checkin --mood 3", "goal add x"]
)
async def test_supporters_have_no_part_in_it_by_default(porch: Porch, line: str) -> None:
    assert (await porch("sam", line))[0] == REFUSED


@pytest.mark.parametrize(
    "line", ["buddy dance", "buddy ask", "buddy propose ada", "counters setback", "routines done"]
)
async def test_a_line_that_makes_no_sense_is_answered_in_one_sentence(porch: Porch, line: str) -> None:
    status, out = await porch("ada", line)
    assert status == USAGE
    assert out.count("\n") == 1


async def test_the_export_holds_all_of_my_own_and_nothing_of_what_others_wrote(porch: Porch) -> None:
    await porch.befriend()
    await porch.said("theo", "checkin --audience buddy feldspar")
    await porch.said("theo", "kudos ada feldspar")
    await porch.said("ada", "checkin --audience me obsidian")
    await porch.said("ada", "plan worth obsidian")
    mine = await porch.said("ada", "export")
    assert mine.count("obsidian") == 2
    assert "feldspar" not in mine
    assert json.loads(mine)["buddies"][0]["buddy"] == "theo"
