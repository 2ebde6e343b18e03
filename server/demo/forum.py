"""The forum of the sample community, as `forum.txt` tells it: boards, threads, what was said, and when.

The file reads like a play: `= circle/board | title | what for`, `== thread`, and for each post `-- AGO HANDLE`, perhaps
`as Alias` and `> place` of what it answers, with its words below and `+ reaction: handles`. AGO is counted from now:
"2d 7h".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from importlib import resources
from typing import Final

from store.forum_seed import SeedBoard, SeedPost, SeedThread
from store.polls import NewPoll

UNITS_MS: Final = {"d": 86_400_000, "h": 3_600_000, "m": 60_000}

_POST: Final = re.compile(
    r"-- (?P<ago>(?:\d+[dhm] )+)(?P<who>\S+)(?: as (?P<alias>[^>]+?))?(?: > (?P<reply_to>\d+))?"
)


class ForumError(ValueError):
    """The file cannot be read; the message says where."""


def boards(now_ms: int) -> tuple[SeedBoard, ...]:
    """The boards with everything in them.

    Args:
        now_ms: From when the times are counted back: epoch ms UTC.

    Raises:
        ForumError: The file cannot be read.
    """
    text = resources.files(__package__).joinpath("forum.txt").read_text(encoding="utf-8")
    return tuple(_boards(text, now_ms))


def _boards(text: str, now_ms: int) -> Iterator[SeedBoard]:
    for part in re.split(r"^= ", text, flags=re.MULTILINE)[1:]:
        head, *threads = re.split(r"^== ", part, flags=re.MULTILINE)
        place, title, description, *more = [each.strip() for each in head.strip().split("|")]
        circle, _, name = place.partition("/")
        yield SeedBoard(
            circle="" if circle == "hub" else circle,
            name=name,
            title=title,
            description=description,
            supporters="supporters" in more,
            threads=tuple(_thread(each, now_ms) for each in threads),
        )


def _thread(part: str, now_ms: int) -> SeedThread:
    head, *posts = re.split(r"^(?=-- )", part, flags=re.MULTILINE)
    title, *lines = head.strip().splitlines()
    said = dict(line.partition(":")[::2] for line in lines)
    thread = SeedThread(
        title,
        tuple(_post(each, now_ms) for each in posts),
        tags=tuple(said.pop("tags", "").split()),
        content_note=said.pop("mentions", "").strip(),
        pinned=said.pop("pinned", None) is not None,
        closed=said.pop("closed", None) is not None,
        followers=tuple(said.pop("follows", "").split()),
        solved=int(said.pop("helped")) if "helped" in said else None,
    )
    writers = {post.author for post in thread.posts if not post.alias}
    thread = replace(thread, followers=tuple(sorted(writers | set(thread.followers))))
    if "poll" in said:
        how = said.pop("poll is", "")
        choices = tuple(each.strip() for each in said.pop("poll").split("|"))
        votes = (each.split("=") for each in said.pop("votes", "").split())
        thread = replace(
            thread,
            poll=NewPoll(choices, "several" in how, "anonymous" in how),
            votes={handle: tuple(map(int, chosen.split(","))) for handle, chosen in votes},
        )
    if said:
        raise ForumError(f"{title}: nobody knows what {', '.join(said)} is")
    return thread


def _post(part: str, now_ms: int) -> SeedPost:
    head, *lines = part.rstrip().splitlines()
    found = _POST.fullmatch(head)
    if found is None:
        raise ForumError(f"this is not how a post begins: {head}")
    ago = sum(int(each[:-1]) * UNITS_MS[each[-1]] for each in found["ago"].split())
    reactions = (line[2:].split(":") for line in lines if line.startswith("+ "))
    return SeedPost(
        author=found["who"],
        alias=found["alias"] or "",
        text="\n".join(line for line in lines if not line.startswith("+ ")).strip(),
        at=now_ms - ago,
        reply_to=int(found["reply_to"]) if found["reply_to"] else None,
        reactions={kind: tuple(handles.split()) for kind, handles in reactions},
    )
