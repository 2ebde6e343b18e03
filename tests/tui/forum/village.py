"""A small forum at a quiet hour, for the tests of its screens."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from textual import events

from store import boards, forum_file, posts, threads
from store.operations import SYSTEM
from store.polls import NewPoll
from tests.tui.porch import EVENING, Porch, Visit
from tui.forum.column import Column
from tui.forum.editor import Editor
from tui.forum.screen import ForumScreen

HOUR = 3_600_000
DAY = 24 * HOUR


@dataclass
class Village:
    """A porch with boards and threads."""

    porch: Porch
    boards: dict[str, int] = field(default_factory=dict)
    threads: dict[str, int] = field(default_factory=dict)

    async def start(
        self, handle: str, board: str, title: str, text: str, *, ago: int = HOUR, **more: object
    ) -> int:
        """Start a thread as somebody; answers its id."""
        self.porch.clock.now = EVENING - ago
        added = await self.porch.hub.do(
            self.porch.actor(handle),
            threads.start,
            board=self.boards[board],
            title=title,
            text=text,
            **more,  # type: ignore[arg-type]
        )
        self.porch.clock.now = EVENING
        self.threads[title] = added.thread_id
        return added.thread_id

    async def answer(
        self, handle: str, thread: int, text: str, *, ago: int = HOUR // 2, **more: object
    ) -> int:
        """Answer as somebody; gives the sequence."""
        self.porch.clock.now = EVENING - ago
        added = await self.porch.hub.do(
            self.porch.actor(handle),
            posts.add,
            thread=thread,
            text=text,
            **more,  # type: ignore[arg-type]
        )
        self.porch.clock.now = EVENING
        return added.seq


async def bring(village: Village, board: str, threads_of: dict[str, list[str]]) -> None:
    """Bring threads in at once, as a host's import does: long past, a minute between their posts.

    Args:
        village: The porch.
        board: The board's name, in the evening circle.
        threads_of: The texts of each thread's posts by its title, the oldest thread first.
    """
    lines: list[dict[str, object]] = []
    at = datetime(2026, 1, 1, tzinfo=UTC)
    handles = ("theo", "mira", "max", "fay", "hana", "ada")
    for number, (title, texts) in enumerate(threads_of.items()):
        lines.append({"type": "thread", "id": str(number), "board": f"evening/{board}", "title": title})
        for index, text in enumerate(texts):
            at += timedelta(minutes=1)
            author = handles[(number + index) % len(handles)]
            lines.append(
                {"type": "post", "thread": str(number), "author": author, "at": at.isoformat(), "text": text}
            )
    loaded = await forum_file.load(village.porch.hub, lines=[json.dumps(line) for line in lines])
    assert not loaded.problems
    for thread in await village.porch.hub.do(
        village.porch.actor("ada"), threads.listing, board=board, limit=100
    ):
        village.threads.setdefault(thread.title, thread.id)


FIRST_NIGHT = """The evenings are fine. The nights are *long*.

What did you do in the **first week**? I have tried:

- tea
- counting
- reading the same page four times

> it gets easier, they say

||It was three in the morning when I wrote this.||"""


async def build(porch: Porch) -> Village:
    """Two boards of the evening group and one for everybody, with a few threads."""
    village = Village(porch)
    for circle, name, title, about in (
        ("evening", "sleep", "Sleep", "Nights, naps and everything between"),
        ("evening", "wins", "Wins", "Small ones count"),
        ("", "welcome", "Welcome", "Say hello, ask anything"),
    ):
        village.boards[name] = await porch.hub.do(
            SYSTEM, boards.create, circle=circle, name=name, title=title, description=about
        )
    hello = await village.start(
        "hana", "welcome", "How this place works", "Read, ask, answer. Nobody has to.", ago=20 * DAY
    )
    await porch.hub.do(porch.actor("hana"), threads.pin, thread=hello, reason="for those who come new")
    night = await village.start(
        "theo",
        "sleep",
        "How do you get through the first nights?",
        FIRST_NIGHT,
        ago=2 * DAY,
        tags=("sleep", "first-week"),
    )
    await village.answer("mira", night, "A walk round the block, then bed. `22:00`, no later.", ago=DAY)
    await village.answer(
        "max", night, "Warm milk sounds silly and works.\n\nhttps://example.org/sleep", ago=HOUR, reply_to=1
    )
    await porch.hub.do(porch.actor("mira"), posts.react, thread=night, seq=1, kind="I hear you")
    await porch.hub.do(porch.actor("max"), posts.react, thread=night, seq=1, kind="I hear you")
    await porch.hub.do(porch.actor("theo"), threads.mark_solved, thread=night, seq=2)
    await village.start(
        "mira",
        "wins",
        "Which evening for the walk?",
        "Let us go together.",
        ago=5 * HOUR,
        poll=NewPoll(("Tuesday", "Thursday", "Sunday morning"), several=True),
    )
    await village.start(
        "ada",
        "sleep",
        "I dreamt of drinking again",
        "It felt so real that I looked for the glass.",
        ago=3 * HOUR,
        alias=True,
        tags=("dreams",),
        content_note="drinking",
    )
    return village


def screen(visit: Visit) -> ForumScreen:
    """The forum of a visit."""
    return next(one for one in visit.app.frames() if isinstance(one, ForumScreen))


def column(visit: Visit) -> Column:
    """The posts on its screen."""
    return screen(visit).query_one(Column)


def editor(visit: Visit) -> Editor:
    """The box below them."""
    return screen(visit).query_one(Editor)


async def paste(visit: Visit, text: str) -> None:
    """Put words in at once: each key that is pressed costs a test twentieths of a second."""
    visit.app.post_message(events.Paste(text))
    await visit.pilot.pause()
