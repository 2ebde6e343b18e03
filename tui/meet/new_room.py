"""Making a room in a circle that one leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store import circles, rooms
from store.errors import HubError
from tui.meet import words
from tui.widgets.floating import Entry, Picker, Prompt

if TYPE_CHECKING:
    from tui.app import PorchlightApp


async def new_room(porch: PorchlightApp, circle: str, title: str) -> bool:
    """Ask for a name and a topic, make the room and go there. Call it in a worker.

    Args:
        porch: The app.
        circle: The circle's name.
        title: The circle's title, for people.

    Returns:
        False when the person thought better of it.
    """
    made = 0

    async def make(name: str) -> str:
        nonlocal made
        try:
            made = await porch.attempt(rooms.create, circle=circle, name=name)
        except HubError as error:
            return str(error)
        return ""

    asked = Prompt(
        words.new_room_in(title), words.ROOM_NAME_TEXT, hint=words.ROOM_NAME_HINT, longest=32, check=make
    )
    if await porch.push_screen_wait(asked) is None:
        return False
    topic = await porch.push_screen_wait(
        Prompt(words.TOPIC_TITLE, words.TOPIC_TEXT, hint=words.TOPIC_HINT, longest=160)
    )
    if topic:
        await porch.ask(rooms.set_topic, room=made, topic=topic)
    await porch.open_room(made)
    return True


async def new_room_somewhere(porch: PorchlightApp) -> None:
    """Ask in which circle, where one leads several, and make a room there. Call it in a worker."""
    led = [
        one
        for one in await porch.ask(circles.mine) or ()
        if one.standing == "lead" or (one.standing and porch.leads_hub)
    ]
    if not led:
        porch.toast(words.LEADS_NONE)
        return
    chosen = led[0]
    if len(led) > 1:
        entries = [Entry(one.name, one.title) for one in led]
        picked = await porch.push_screen_wait(Picker(words.IN_WHICH, words.CIRCLES_HINT, entries))
        if picked is None:
            return
        chosen = next(one for one in led if one.name == picked)
    await new_room(porch, chosen.name, chosen.title)
