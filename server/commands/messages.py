"""How commands show messages: the stable JSON fields, and the text for people."""

from __future__ import annotations

from datetime import tzinfo

from server.output import iso, moment
from store.chat import Message


def fields(message: Message, room: str) -> dict[str, object]:
    """One message as JSON; the first five names stay for ever.

    Args:
        message: What was said.
        room: The room's name as the reader sees it.
    """
    return {
        "room": room,
        "seq": message.seq,
        "author": message.author,
        "text": message.text,
        "at": iso(message.at),
        "kind": message.kind,
        "reply_to": message.reply_to,
        "edited_at": iso(message.edited_at),
        "deleted": message.deleted,
        "removed": message.removed,
        "reactions": [
            {"kind": each.kind, "count": each.count, "mine": each.mine} for each in message.reactions
        ],
        "pinned": message.pinned,
        "names_me": message.names_me,
    }


def lines(message: Message, zone: tzinfo, now: int, room: str = "") -> str:
    """One message as text: who and when, then what, further lines set in.

    Args:
        message: What was said.
        zone: The reader's time zone.
        now: The present, epoch ms UTC.
        room: Named in front when messages of several rooms are shown together.
    """
    head = f"{moment(message.at, zone, now)}  {f'{room}  ' if room else ''}"
    if message.deleted:
        return f"{head}{message.author}: ({'removed by a moderator' if message.removed else 'deleted'})"
    body = message.text.replace("\n", "\n    ")
    if message.edited_at is not None:
        body += " (edited)"
    if message.reactions:
        body += "\n    [" + ", ".join(f"{each.kind} {each.count}" for each in message.reactions) + "]"
    if message.kind == "me":
        return f"{head}* {message.author} {body}"
    answer = f" (to {message.reply_author})" if message.reply_author else ""
    return f"{head}{message.author}{answer}: {body}"
