from __future__ import annotations

import pytest

from store import blocks, keys, members, passwords, preferences, presence
from store.operations import SYSTEM
from store.passwords import sign_in_with_password
from tests.tui.porch import FINGERPRINT, OFFERED, Porch, Visit
from tui.app import PorchlightApp
from tui.settings import words
from tui.settings.hours import read_hours
from tui.widgets.floating import Picker, Prompt, Question
from tui.widgets.sheet import Sheet

OLD, NEW = "four quiet herons wading", "seven copper kettles singing"


async def choose(visit: Visit, row: str) -> None:
    """Go to a row of the settings and open it."""
    if visit.app.current_mode != "settings":
        await visit.press("0")
    visit.app.screen.query_one("#settings", Sheet).go_to(row)
    await visit.press("enter")


def settings_of(visit: Visit) -> Sheet:
    """The page, also while something floats above it."""
    return next(screen for screen in visit.app.frames() if screen.place == words.PLACE).query_one(Sheet)


async def floats(visit: Visit, kind: type[object]) -> None:
    await visit.until(lambda: isinstance(visit.app.screen, kind))
    await visit.pilot.pause()


async def test_a_name_is_changed_and_seen_at_once(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        await choose(visit, "name")
        await floats(visit, Prompt)
        await visit.write("Ada L.")
        await visit.shows("Ada L.")
    assert (await porch.hub.do(porch.actor("ada"), members.me)).display_name == "Ada L."


async def test_another_zone_moves_the_clock(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        await choose(visit, "zone")
        await floats(visit, Picker)
        await visit.write("tokyo")
        await visit.shows("Mon 23 Nov  03:42")


async def test_another_theme_is_worn_at_once_and_kept(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        await visit.press("0", "t")
        await floats(visit, Picker)
        await visit.write("paper")
        await visit.until(lambda: visit.app.palette.name == "paper")
        assert visit.app.theme == "porch-paper"
    assert (await porch.hub.do(porch.actor("ada"), preferences.get)).theme == "paper"
    async with porch.visit("ada") as visit:
        assert visit.app.palette.name == "paper"


async def test_presence_can_be_hidden(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        await choose(visit, "hidden")
        await visit.shows(words.HIDDEN_YES)
    assert (await porch.hub.do(porch.actor("ada"), preferences.get)).hide_presence


async def test_strangers_may_be_let_ask(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        await choose(visit, "strangers")
        await visit.shows(words.STRANGERS_YES)
        assert (await porch.hub.do(porch.actor("ada"), preferences.get)).strangers
        await choose(visit, "strangers")
        await visit.shows(words.STRANGERS_NO)


async def test_somebody_is_blocked_by_their_handle_listed_and_seen_again(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        await choose(visit, "block")
        await floats(visit, Prompt)
        await visit.write("@theo")
        await floats(visit, Question)
        await visit.press("down", "enter")
        await visit.shows("theo")
        await visit.until(lambda: "blocked:theo" in [one.key for one in settings_of(visit)._choices])
        assert await porch.hub.do(porch.actor("ada"), blocks.listing) == ["theo"]
        await choose(visit, "blocked:theo")
        await floats(visit, Question)
        await visit.press("down", "enter")
        await visit.shows(words.BLOCKED_NONE)
    assert await porch.hub.do(porch.actor("ada"), blocks.listing) == []


async def test_a_password_is_changed_with_the_old_one(porch: Porch) -> None:
    ada = porch.actor("ada")
    await porch.hub.do(ada, passwords.replace, hash=await porch.hub.passwords.hash(OLD))
    async with porch.visit("ada") as visit:
        for typed in (OLD, NEW, NEW):
            if typed == OLD:
                await choose(visit, "password")
            await floats(visit, Prompt)
            assert typed.split()[0] not in visit.text
            await visit.write(typed)
        await visit.shows(words.PHRASE_DONE)
    assert await sign_in_with_password(porch.hub, "ada", NEW) == ada


async def test_a_wrong_old_password_changes_nothing(porch: Porch) -> None:
    ada = porch.actor("ada")
    await porch.hub.do(ada, passwords.replace, hash=await porch.hub.passwords.hash(OLD))
    async with porch.visit("ada") as visit:
        await choose(visit, "password")
        for typed in ("not the old one", NEW, NEW):
            await floats(visit, Prompt)
            await visit.write(typed)
        await visit.shows("The old password is not that one.")
    assert await sign_in_with_password(porch.hub, "ada", OLD) == ada


async def test_a_key_is_pasted_named_and_removed(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        await choose(visit, "add")
        await floats(visit, Prompt)
        await visit.write("ssh-ed25519 nonsense")
        await visit.pilot.pause()
        assert isinstance(visit.app.screen, Prompt)
        prompt = visit.app.screen
        prompt._field.value = OFFERED
        await visit.press("enter")
        await visit.until(lambda: visit.app.screen is not prompt and isinstance(visit.app.screen, Prompt))
        await visit.press("enter")
        await visit.shows("laptop")
        (key,) = await porch.hub.do(porch.actor("ada"), keys.listing)
        await porch.hub.do(porch.actor("ada"), passwords.replace, hash=await porch.hub.passwords.hash(OLD))
        await choose(visit, f"key:{key.id}")
        await floats(visit, Question)
        await visit.press("down", "enter")
        await visit.shows(words.KEY_REMOVED)
    assert await porch.hub.do(porch.actor("ada"), keys.listing) == []


async def test_the_key_that_the_terminal_offered_can_be_added(porch: Porch) -> None:
    async with porch.visit("ada", key=OFFERED) as visit:
        await choose(visit, "offered")
        await floats(visit, Prompt)
        await visit.press("enter")
        await visit.shows(words.KEY_ADDED)
        await visit.until(lambda: words.KEY_OFFERED not in visit.text)


async def test_another_connection_can_be_ended(porch: Porch) -> None:
    ada = porch.actor("ada")
    await porch.hub.do(ada, presence.arrive, session_id="session-ada", way_in="ssh")
    await porch.hub.do(ada, presence.arrive, session_id="phone", way_in="ssh", address_hint="198.51.100.x")
    async with porch.visit("ada") as visit:
        await choose(visit, "device:phone")
        await floats(visit, Question)
        await visit.press("down", "enter")
        await visit.until(lambda: "198.51.100.x" not in visit.text)
        assert words.THIS in visit.text
    left = await porch.hub.do(ada, presence.connections)
    assert [one.session_id for one in left] == ["session-ada"]


async def test_a_connection_that_is_ended_elsewhere_says_so(porch: Porch) -> None:
    ada = porch.actor("ada")
    await porch.hub.do(ada, presence.arrive, session_id="session-ada", way_in="ssh")
    async with porch.visit("ada") as visit:
        await porch.hub.do(ada, presence.end_connection, session_id="session-ada")
        await visit.shows("another of your devices")


async def test_the_hubs_key_and_the_way_back_are_shown(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        await visit.press("0")
        assert FINGERPRINT in visit.text
        assert "ssh ada@hub.example.org" in visit.text


async def test_a_locked_member_cannot_change_anything(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        await visit.press("0")
        await porch.hub.do(SYSTEM, members.set_locked, handle="ada", locked=True)
        await visit.shows("Take care.")


async def test_the_next_visit_can_begin_line_by_line(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        for begins in (words.PLAIN_YES, words.PLAIN_NO):
            await choose(visit, "plain")
            await visit.shows(begins)
            likes = await porch.hub.do(porch.actor("ada"), preferences.get)
            assert likes.plain is (begins == words.PLAIN_YES)


async def test_quiet_hours_are_written_as_people_write_them(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        await choose(visit, "quiet")
        await floats(visit, Prompt)
        await visit.write("ten till seven")
        await visit.shows(words.QUIET_WRONG)
        assert isinstance(visit.app.screen, Prompt)
        visit.app.screen._field.value = "22:00 - 7.30"
        await visit.press("enter")
        await visit.shows("22:00-07:30")
    likes = await porch.hub.do(porch.actor("ada"), preferences.get)
    assert (likes.quiet_from, likes.quiet_until) == (22 * 60, 7 * 60 + 30)
    assert read_hours("") == (-1, -1)
    assert read_hours("25:00-07:00") is None


async def test_the_bell_rings_for_direct_messages_but_not_in_quiet_hours(
    porch: Porch, monkeypatch: pytest.MonkeyPatch
) -> None:
    rings: list[str] = []
    monkeypatch.setattr(PorchlightApp, "bell", lambda app: rings.append(app.handle))
    ada = porch.actor("ada")
    await porch.hub.do(ada, preferences.put, bell="direct")
    room = await porch.direct("theo", "ada")
    async with porch.visit("ada") as visit, porch.visit("theo"):
        await porch.say("theo", "kitchen", "Anybody?")
        await porch.say("theo", room, "Are you there?")
        await visit.until(lambda: rings)
        await porch.say("theo", room, "Never mind.")
        await visit.pilot.pause()
        assert rings == ["ada"]
        porch.clock.now += 60_000
        await porch.hub.do(ada, preferences.put, quiet=(19 * 60, 20 * 60))
        await visit.until(lambda: visit.app.preferences is not None and visit.app.preferences.quiet_from > 0)
        await porch.say("theo", room, "One more.")
        await visit.pilot.pause()
        assert rings == ["ada"]


async def test_a_weak_password_is_said_at_once_and_what_nobody_sees_does_not_stay(porch: Porch) -> None:
    ada = porch.actor("ada")
    async with porch.visit("ada") as visit:
        await choose(visit, "password")
        await floats(visit, Prompt)
        await visit.write("short")
        await visit.shows("10 characters")
        await visit.write(NEW)
        await visit.shows(words.PHRASE_AGAIN.split(".")[0][:20])
        await visit.write("something else entirely")
        await visit.shows(words.PHRASE_DIFFERENT[:24])
        await visit.write(NEW)
        await visit.shows(words.PHRASE_DONE)
    assert await sign_in_with_password(porch.hub, "ada", NEW) == ada
