"""The page of a room: what it is about, what holds there, who is in it; and keeping it, for those who lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store import circles, pins, rooms
from store.errors import HubError
from store.members import Member
from store.rooms import RoomSummary
from tui.chat import words
from tui.chat.wrap import shortened
from tui.meet.choosing import Choosing
from tui.meet.reach import reach
from tui.places import permalink
from tui.rooms import is_personal, title_of
from tui.theme import Ink
from tui.widgets.floating import Entry, Picker, Prompt, Question
from tui.widgets.sheet import Choice, Gap, Item, Words
from tui.widgets.spans import Span

if TYPE_CHECKING:
    from store.chat import Message
    from tui.chat.screen import ChatScreen


class About:
    """One look at a room. Belongs to one screen; call it in a worker."""

    def __init__(self, screen: ChatScreen, room: int) -> None:
        self._screen = screen
        self._porch = screen.porch
        self._room = room

    async def show(self) -> None:
        """Show the page, do what is chosen, and show it again, until one goes back or somewhere else."""
        try:
            while await self._once():
                pass
        except HubError as error:
            self._porch.toast(str(error), trouble=True)

    async def _once(self) -> bool:
        attempt = self._screen.attempt
        room = await attempt(rooms.one, room=self._room)
        rules = await attempt(rooms.rules, room=self._room)
        people = await attempt(rooms.people, room=self._room)
        pinned = await attempt(pins.listing, room=self._room)
        leads = await self._leads(room)
        items = page(room, rules, len(people), len(pinned), leads=leads)
        picked = await self._porch.push_screen_wait(Choosing(title_of(room), items))
        if picked is None:
            return False
        try:
            return await self._do(picked, room, rules, people, pinned)
        except HubError as error:
            self._porch.toast(str(error), trouble=True)
            return True

    async def _leads(self, room: RoomSummary) -> bool:
        if room.kind != "circle":
            return False
        mine = await self._screen.attempt(circles.mine)
        return self._porch.leads_hub or any(
            one.title == room.circle and one.standing == "lead" for one in mine
        )

    async def _do(
        self,
        picked: str,
        room: RoomSummary,
        rules: str,
        people: list[Member],
        pinned: list[Message],
    ) -> bool:
        """Do what was chosen; says whether to show the page again."""
        if picked == "people":
            return await self._to_somebody(people)
        if picked == "pins":
            return await self._to_pin(room, pinned)
        if picked == "level":
            await self._level(room)
        elif picked == "topic":
            await self._topic(room)
        elif picked == "name":
            await self._name(room)
        elif picked == "rules":
            self._screen.write_rules(room, rules)
            return False
        elif picked == "close":
            return not await self._close(room)
        return True

    async def _to_somebody(self, people: list[Member]) -> bool:
        others = [one for one in people if one.handle != self._porch.handle]
        entries = [
            Entry(one.handle, f"@{one.handle}", words.ROLE_SHOWN.get(one.role.value, ""), one.display_name)
            for one in others
        ]
        picked = await self._porch.push_screen_wait(Picker(words.PEOPLE, words.WHO_HINT, entries))
        if picked is None:
            return True
        room = await reach(self._porch, picked)
        if room is not None:
            await self._porch.open_room(room.id)
        return False

    async def _to_pin(self, room: RoomSummary, pinned: list[Message]) -> bool:
        entries = [
            Entry(
                str(one.seq),
                f"{one.author}: {shortened(one.text, 60, self._porch.signs.more)}",
                permalink(room.name, one.seq),
                one.text,
            )
            for one in pinned
        ]
        picked = await self._porch.push_screen_wait(
            Picker(words.PINS_HERE, words.PINS_HINT, entries, empty=words.NO_PINS)
        )
        if picked is None:
            return True
        await self._porch.open_room(room.id, seq=int(picked))
        return False

    async def _level(self, room: RoomSummary) -> None:
        entries = [Entry(level, words.LEVELS[level]) for level in reversed(rooms.LEVELS)]
        picked = await self._porch.push_screen_wait(Picker(words.LEVEL_TITLE, "", entries))
        if picked is not None:
            await self._screen.attempt(rooms.set_level, room=room.id, level=picked)

    async def _topic(self, room: RoomSummary) -> None:
        async def keep(topic: str) -> str:
            return await self._refusal(topic, "topic")

        prompt = Prompt(words.TOPIC_TITLE, "", value=room.topic, longest=160, check=keep)
        await self._porch.push_screen_wait(prompt)

    async def _name(self, room: RoomSummary) -> None:
        async def keep(name: str) -> str:
            return await self._refusal(name, "name")

        name = room.name.rpartition("/")[2]
        prompt = Prompt(words.NAME_TITLE, words.NAME_TEXT, value=name, longest=32, check=keep)
        await self._porch.push_screen_wait(prompt)

    async def _refusal(self, typed: str, what: str) -> str:
        try:
            if what == "topic":
                await self._screen.attempt(rooms.set_topic, room=self._room, topic=typed)
            else:
                await self._screen.attempt(rooms.rename, room=self._room, name=typed)
        except HubError as error:
            return str(error)
        return ""

    async def _close(self, room: RoomSummary) -> bool:
        question = Question(words.CLOSE_TITLE, words.CLOSE_TEXT, yes=words.CLOSE_YES, no=words.CLOSE_NO)
        if not await self._porch.push_screen_wait(question):
            return False
        await self._screen.attempt(rooms.archive, room=room.id)
        return True


def page(room: RoomSummary, rules: str, people: int, pinned: int, *, leads: bool) -> list[Item]:
    """What the page says and offers.

    Args:
        room: The room.
        rules: What holds there; "": nothing besides the hub's rules.
        people: How many are in it.
        pinned: How many messages are pinned.
        leads: The person may keep the room.
    """
    items: list[Item] = []
    if not is_personal(room):
        ink: Ink = "text" if room.topic else "muted"
        items += [Words(room.topic or words.NO_TOPIC, ink, right=room.circle), Gap()]
    if rules:
        items += [Words(words.RULES_HERE, bold=True), Words(rules), Gap()]
    level = words.MUTED if room.muted else words.LEVELS[room.level]
    rows = [
        ("people", words.PEOPLE, str(people)),
        ("pins", words.PINS_HERE, str(pinned)),
        ("level", words.LEVEL_TITLE, level),
    ]
    items += [Choice(key, (Span(label),), (Span(value, "muted"),)) for key, label, value in rows]
    if leads:
        kept = (
            ("topic", words.CHANGE_TOPIC),
            ("rules", words.CHANGE_RULES),
            ("name", words.CHANGE_NAME),
            ("close", words.CLOSE_ROOM),
        )
        items += [Gap(), *(Choice(key, (Span(label),)) for key, label in kept)]
    return items
