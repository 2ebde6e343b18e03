"""Safety plans: what somebody wrote down for a hard hour. For themselves alone, also before anything else is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from store import text
from store.errors import Invalid
from store.operations import Tx, operation
from store.policy import Capability

SECTIONS: Final = ("signs", "alone", "places", "people", "professionals", "safe", "worth")
"""In the order in which a plan is read: warning signs, what helps me alone, people and places, people I can ask,
professionals and lines, making the place safe, what is worth living for. Their titles are in `store.words`."""

CHARS: Final = 2_000
LINES: Final = 40


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a plan."""

    name: str
    """One of `SECTIONS`."""
    text: str
    """'' while there is nothing in it."""
    changed_at: int | None
    """Epoch ms UTC; None: never."""


@operation(Capability.SELF_READ)
def get(tx: Tx) -> tuple[Section, ...]:
    """My plan: every section in its order, also the empty ones."""
    rows = {
        row["section"]: row
        for row in tx.all(
            "SELECT section, text, changed_at FROM safety_plans WHERE member_id = :me ORDER BY section",
            me=tx.me.id,
        )
    }
    return tuple(
        Section(name, rows[name]["text"], rows[name]["changed_at"])
        if name in rows
        else Section(name, "", None)
        for name in SECTIONS
    )


@operation(Capability.SELF_CHANGE, writes=True, forgets=True)
def put(tx: Tx, *, sections: Mapping[str, str]) -> None:
    """Write some sections of my plan; what is not named stays, '' empties a section.

    Raises:
        Invalid: There is no such section, or it is too long.
    """
    for name, words in sections.items():
        if name not in SECTIONS:
            raise Invalid(f"A safety plan has the sections {', '.join(SECTIONS)}.")
        said = text.trimmed(text.clean_block(words, chars=CHARS, lines=LINES))
        if not said:
            tx.run(
                "DELETE FROM safety_plans WHERE member_id = :me AND section = :name", me=tx.me.id, name=name
            )
            continue
        tx.run(
            "INSERT INTO safety_plans (member_id, section, text, changed_at) VALUES (:me, :name, :text, :now)"
            " ON CONFLICT (member_id, section) DO UPDATE SET text = excluded.text, changed_at = excluded.changed_at",
            me=tx.me.id,
            name=name,
            text=said,
            now=tx.now,
        )
    tx.emit(f"member:{tx.me.id}", "goals")
