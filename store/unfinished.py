"""What somebody has half written in a place that is neither a room nor the forum, kept until they come back to it."""

from __future__ import annotations

import re
from typing import Final

from store import chat
from store.errors import Invalid
from store.operations import Tx, operation
from store.policy import Capability

PLACE: Final = re.compile(r"(?!room:)[a-z]{1,20}(:[a-z0-9_-]{1,40}){0,2}")
"""How places are named: "checkin", "plan:signs"."""


def _place(place: str) -> str:
    if PLACE.fullmatch(place) is None:
        raise Invalid("A draft is kept under a short name.")
    return place


@operation(Capability.SELF_READ)
def get(tx: Tx, *, place: str) -> str:
    """What I have half written in a place; '' nothing.

    Raises:
        Invalid: The place has no such name.
    """
    found = tx.value(
        "SELECT text FROM drafts WHERE member_id = :me AND place = :place", me=tx.me.id, place=_place(place)
    )
    return "" if found is None else str(found)


@operation(Capability.SELF_CHANGE, writes=True)
def put(tx: Tx, *, place: str, text: str) -> None:
    """Keep what I have half written in a place; '' forgets it.

    Raises:
        Invalid: The place has no such name, or the text is far too long.
    """
    kept = chat.clean_draft(tx, text)
    if not kept:
        tx.run(
            "DELETE FROM drafts WHERE member_id = :me AND place = :place", me=tx.me.id, place=_place(place)
        )
        return
    tx.run(
        "INSERT INTO drafts (member_id, place, text, saved_at) VALUES (:me, :place, :text, :now)"
        " ON CONFLICT (member_id, place) DO UPDATE SET text = excluded.text, saved_at = excluded.saved_at",
        me=tx.me.id,
        place=_place(place),
        text=kept,
        now=tx.now,
    )
