"""An attack that must fail is at the end: guessing codes."""

from __future__ import annotations

from dataclasses import replace

from store import members, preferences, presence
from store.operations import SYSTEM, Actor
from store.passwords import sign_in_with_key, sign_in_with_password
from store.policy import Role
from tests.tui.porch import FINGERPRINT, OFFERED, Porch, Visit
from tui.join import words
from tui.join.screen import WRONG_CODES, JoinScreen, come_back
from tui.widgets.field import Field

PHRASE = "four quiet herons wading"


async def to_the_handle(visit: Visit) -> None:
    """Give the code and agree to the rules."""
    await visit.write("DEMO-JOIN")
    await visit.shows("You will be in Evening group.")
    assert "What is said here stays here." in visit.text
    await visit.press("end", "up", "enter")
    await visit.shows(words.HANDLE)


async def handles(porch: Porch) -> list[str]:
    return [member.handle for member in await porch.hub.do(SYSTEM, members.listing)]


async def test_somebody_joins_with_a_password(porch: Porch) -> None:
    async with porch.visit("", (80, 24)) as visit:
        await to_the_handle(visit)
        await visit.write("nora")
        await visit.shows("nora is free.")
        await visit.write("Nora from the river")
        await visit.shows(words.PHRASE)
        await visit.write(PHRASE)
        await visit.shows(words.PHRASE_AGAIN)
        await visit.write(PHRASE)
        await visit.shows(words.ZONE)
        await visit.write("lisb")
        await visit.shows(words.PRIVACY)
        await visit.press("down", "enter")
        await visit.shows("You are in, nora.")
        assert "ssh nora@hub.example.org" in visit.text
        assert FINGERPRINT in visit.text
        await visit.press("enter")
        await visit.until(lambda: visit.app.return_value == 0)
    actor = await sign_in_with_password(porch.hub, "nora", PHRASE)
    me = await porch.hub.do(actor, members.me)
    assert (me.display_name, me.time_zone, me.rules_due) == ("Nora from the river", "Europe/Lisbon", False)
    assert (await porch.hub.do(actor, preferences.get)).hide_presence
    assert await porch.hub.do(actor, presence.connections) == []


async def test_somebody_joins_with_the_key_they_offered(porch: Porch) -> None:
    async with porch.visit("", (80, 24), key=OFFERED) as visit:
        await to_the_handle(visit)
        await visit.write("nora")
        await visit.shows(words.NAME)
        await visit.write("")
        await visit.shows(words.WAY_KEY)
        assert "SHA256:" in visit.text
        await visit.press("enter")
        await visit.shows(words.ZONE)
        await visit.write("")
        await visit.shows(words.PRIVACY)
        await visit.press("enter")
        await visit.shows("The key you have opens the door by itself.")
    actor = await sign_in_with_key(porch.hub, OFFERED)
    me = await porch.hub.do(actor, members.me)
    assert me.handle == "nora"
    assert not me.has_password
    assert me.time_zone == "Europe/Berlin"


async def test_a_session_that_joined_stays_a_guest(porch: Porch) -> None:
    async with porch.visit("", (80, 24), key=OFFERED) as visit:
        before = visit.app.session.actor
        await to_the_handle(visit)
        await visit.write("nora")
        await visit.write("")
        await visit.press("enter")
        await visit.write("")
        await visit.press("enter")
        await visit.shows("You are in, nora.")
        assert visit.app.session.actor is before
        await visit.press("ctrl+k", "2", "n", "ctrl+p", "escape")
        assert isinstance(visit.app.screen, JoinScreen)
        assert "You are in, nora." in visit.text


async def test_the_code_and_the_password_are_never_drawn(porch: Porch) -> None:
    async with porch.visit("", (80, 24)) as visit:
        await visit.press(*"DEMO-JOIN")
        assert "DEMO" not in visit.text
        assert "•••••••••" in visit.text
        await visit.press("enter", "end", "up", "enter")
        await visit.write("nora")
        await visit.write("")
        await visit.shows(words.PHRASE)
        await visit.press(*"herons")
        assert "herons" not in visit.text


async def test_what_cannot_be_used_is_said_and_what_was_typed_stays(porch: Porch) -> None:
    async with porch.visit("", (80, 24)) as visit:
        await to_the_handle(visit)
        await visit.write("theo")
        await visit.shows(words.HANDLE_TAKEN)
        field = visit.app.screen.query_one(Field)
        assert field.value == "theo"
        field.value = "help"
        await visit.press("enter")
        await visit.until(lambda: words.HANDLE_TAKEN not in visit.text)
        field.value = "nora"
        await visit.press("enter")
        await visit.shows(words.NAME)
        await visit.write("")
        await visit.write("short")
        await visit.shows("at least 10 characters")
        field.value = PHRASE
        await visit.press("enter")
        await visit.shows(words.PHRASE_AGAIN)
        await visit.write("something else entirely")
        await visit.shows(words.PHRASE_DIFFERENT)
    assert "nora" not in await handles(porch)


async def test_what_was_refused_makes_way_for_what_is_typed_next(porch: Porch) -> None:
    async with porch.visit("", (80, 24)) as visit:
        await visit.press(*"WRONG", "enter")
        await visit.shows("That code does not open the door")
        await visit.press(*"DEMO-JOIN", "enter")
        await visit.shows("You will be in Evening group.")
        await visit.press("end", "up", "enter")
        await visit.shows(words.HANDLE)
        await visit.press(*"theo", "enter")
        await visit.shows(words.HANDLE_TAKEN)
        await visit.press(*"nora", "enter")
        await visit.shows("nora is free.")


async def test_on_a_phone_nobody_agrees_to_rules_they_have_not_seen_to_the_end(porch: Porch) -> None:
    async with porch.visit("", (40, 12)) as visit:
        await visit.write("DEMO-JOIN")
        await visit.shows("Your invite opens the door")
        assert words.RULES_YES not in visit.text
        await visit.press("enter")
        assert words.HANDLE not in visit.text
        while words.RULES_YES not in visit.text:
            before = visit.text
            await visit.press("enter")
            assert words.HANDLE not in visit.text
            assert visit.text != before
        await visit.press("enter")
        await visit.shows(words.HANDLE)


async def test_the_zone_that_the_hub_keeps_is_the_first_also_where_the_list_leaves_it_out(
    porch: Porch,
) -> None:
    porch.hub.config = replace(porch.hub.config, hub=replace(porch.hub.config.hub, time_zone="Etc/UTC"))
    async with porch.visit("", (80, 24), key=OFFERED) as visit:
        await to_the_handle(visit)
        await visit.write("nora")
        await visit.write("")
        await visit.press("enter")
        await visit.shows(words.ZONE)
        await visit.write("")
        await visit.shows(words.PRIVACY)
        await visit.press("enter")
        await visit.shows("You are in, nora.")
    actor = await sign_in_with_key(porch.hub, OFFERED)
    assert (await porch.hub.do(actor, members.me)).time_zone == "Etc/UTC"


async def test_esc_goes_a_step_back(porch: Porch) -> None:
    async with porch.visit("", (80, 24)) as visit:
        await to_the_handle(visit)
        await visit.press("escape")
        await visit.shows("The rules")
        await visit.press("escape")
        await visit.shows("Welcome to Riverside hub.")
        assert visit.app.screen.query_one(Field).value == ""


async def test_saying_no_to_the_rules_leaves_without_an_account(porch: Porch) -> None:
    async with porch.visit("", (80, 24)) as visit:
        await visit.write("DEMO-JOIN")
        await visit.press("end", "enter")
        await visit.until(lambda: visit.app.return_value == 0)


async def test_help_now_works_before_there_is_an_account(porch: Porch) -> None:
    async with porch.visit("", (80, 24)) as visit:
        await visit.press("f1")
        assert "call or text 988" in visit.text
        assert "Write to somebody" not in visit.text
        await visit.press("b")
        await visit.shows("Breathe in")
        await visit.press("escape", "escape")
        assert "Welcome to Riverside hub." in visit.text


async def test_a_member_who_has_not_seen_the_rules_is_asked_first(porch: Porch) -> None:
    new = await porch.hub.do(SYSTEM, members.add, handle="nora", role=Role.ALUM, circle_names=("evening",))
    porch.ids["nora"] = new
    async with porch.visit("nora", (80, 24)) as visit:
        assert words.RULES_CHANGED in visit.text
        await visit.press("2", "ctrl+k", "escape")
        assert words.RULES_CHANGED in visit.text
        await visit.press("end", "up", "enter")
        await visit.shows("nora.")
        assert visit.app.current_mode == "today"
        assert len(visit.app.rooms)
    assert not (await porch.hub.do(Actor.of(new), members.me)).rules_due


async def test_codes_cannot_be_guessed_for_ever_in_one_visit(porch: Porch) -> None:
    async with porch.visit("", (80, 24)) as visit:
        for number in range(WRONG_CODES - 1):
            visit.app.screen.query_one(Field).value = f"GUESS-{number}"
            await visit.press("enter")
            await visit.shows("That code does not open the door")
        visit.app.screen.query_one(Field).value = "GUESS-LAST"
        await visit.press("enter")
        await visit.shows("None of those codes opens the door.")
        await visit.press("x")
        await visit.until(lambda: visit.app.return_value == 0)


def test_how_to_come_back_is_said_with_options_first() -> None:
    assert come_back("-p 2222 hub.example.org", "nora") == "ssh -p 2222 nora@hub.example.org"
    assert come_back("hub.example.org", "nora") == "ssh nora@hub.example.org"
