"""All of one member's data, as plain values that JSON can hold."""

from __future__ import annotations

from typing import Any, Final

from store import blocks, circles, export_noticing, keys, members, preferences
from store.operations import Tx, operation
from store.policy import Capability
from store.times import iso as iso

_ROOM: Final = """
    CASE WHEN r.kind IN ('direct','pair') THEN CASE r.kind WHEN 'pair' THEN 'buddy/' ELSE '@' END || COALESCE((
        SELECT GROUP_CONCAT(other.handle, ',' ORDER BY other.handle) FROM room_members theirs
        JOIN members other ON other.id = theirs.member_id
        WHERE theirs.room_id = r.id AND theirs.member_id <> :me
    ), 'someone') ELSE r.name END
"""
"""A room's name as I see it: direct messages by who else is in them, and each once, however many they are."""


@operation(Capability.EXPORT_MINE, slow=True)
def mine(tx: Tx) -> dict[str, Any]:
    """Everything that the hub keeps about me and everything that I wrote. What others wrote is theirs."""
    me = members.me.within(tx)
    likes = preferences.get.within(tx)
    return {
        "format": "porchlight-export-1",
        "exported_at": iso(tx.now),
        "hub": tx.config.hub.name,
        "member": {
            "handle": me.handle,
            "display_name": me.display_name,
            "pronouns": me.pronouns,
            "role": me.role.value,
            "time_zone": me.time_zone,
            "created_at": iso(me.created_at),
        },
        "preferences": {
            "theme": likes.theme,
            "bell": likes.bell,
            "plain": likes.plain,
            "hide_presence": likes.hide_presence,
            "quiet_from": likes.quiet_from,
            "quiet_until": likes.quiet_until,
            "strangers": likes.strangers,
        },
        "keys": [
            {
                "fingerprint": key.fingerprint,
                "algorithm": key.algorithm,
                "label": key.label,
                "added_at": iso(key.added_at),
                "used_at": iso(key.used_at),
            }
            for key in keys.listing.within(tx)
        ],
        "rules_acknowledged": [
            {"version": row["version"], "at": iso(row["at"])}
            for row in tx.all(
                "SELECT version, at FROM rules_acknowledgements WHERE member_id = :me ORDER BY version",
                me=me.id,
            )
        ],
        "circles": []
        if me.rules_due
        else [
            {"name": circle.name, "title": circle.title, "standing": circle.standing}
            for circle in circles.mine.within(tx)
        ],
        "blocked": blocks.listing.within(tx),
        "messages": [
            {
                "room": row["room"],
                "seq": row["seq"],
                "kind": row["kind"],
                "text": row["text"],
                "reply_to": row["reply_to"],
                "at": iso(row["at"]),
                "edited_at": iso(row["edited_at"]),
            }
            for row in tx.all(
                f"SELECT m.seq, m.kind, m.text, m.reply_to, m.at, m.edited_at, {_ROOM} AS room"
                " FROM messages m JOIN rooms r ON r.id = m.room_id"
                " WHERE m.author_id = :me AND m.deleted_at IS NULL ORDER BY m.at, m.id",
                me=me.id,
            )
        ],
        "reactions": [
            {"room": row["room"], "seq": row["seq"], "kind": row["kind"], "at": iso(row["at"])}
            for row in tx.all(
                f"SELECT m.seq, x.kind, x.at, {_ROOM} AS room FROM reactions x"
                " JOIN messages m ON m.id = x.message_id JOIN rooms r ON r.id = m.room_id"
                " WHERE x.member_id = :me ORDER BY x.at, m.id",
                me=me.id,
            )
        ],
        **export_noticing.mine(tx),
        "drafts": [
            {"place": row["place"], "text": row["text"], "saved_at": iso(row["saved_at"])}
            for row in tx.all(
                "SELECT place, text, saved_at FROM drafts WHERE member_id = :me ORDER BY place", me=me.id
            )
        ],
    }
