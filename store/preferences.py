"""What a member likes: theme, bell, plain mode, whether they are shown as here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from store.errors import Invalid
from store.operations import Tx, operation
from store.policy import Capability

Theme = Literal["night", "paper", "contrast", "terminal"]
Bell = Literal["off", "direct", "all"]

THEMES: tuple[Theme, ...] = ("night", "paper", "contrast", "terminal")
BELLS: tuple[Bell, ...] = ("off", "direct", "all")


@dataclass(frozen=True, slots=True)
class Preferences:
    """One member's."""

    theme: Theme = "night"
    """"terminal" uses the terminal's own sixteen colours."""
    bell: Bell = "off"
    """When the terminal's bell rings: never, for direct messages, for every message in rooms of level "all"."""
    plain: bool = False
    """Begin with the line-by-line interface."""
    hide_presence: bool = False
    """Others do not see that I am here."""


@operation(Capability.SELF_READ)
def get(tx: Tx) -> Preferences:
    """My preferences."""
    row = tx.one(
        "SELECT theme, bell, plain, hide_presence FROM preferences WHERE member_id = :me", me=tx.me.id
    )
    if row is None:
        return Preferences()
    return Preferences(row["theme"], row["bell"], bool(row["plain"]), bool(row["hide_presence"]))


@operation(Capability.SELF_CHANGE, writes=True)
def put(
    tx: Tx,
    *,
    theme: str | None = None,
    bell: str | None = None,
    plain: bool | None = None,
    hide_presence: bool | None = None,
) -> None:
    """Change some of my preferences; None leaves one as it is.

    Raises:
        Invalid: There is no such theme or bell.
    """
    if theme is not None and theme not in THEMES:
        raise Invalid(f"There are the themes {', '.join(THEMES)}.")
    if bell is not None and bell not in BELLS:
        raise Invalid(f"The bell can be {', '.join(BELLS)}.")
    tx.run(
        "INSERT INTO preferences (member_id) VALUES (:me) ON CONFLICT (member_id) DO NOTHING",
        me=tx.me.id,
    )
    tx.run(
        "UPDATE preferences SET theme = COALESCE(:theme, theme), bell = COALESCE(:bell, bell),"
        " plain = COALESCE(:plain, plain), hide_presence = COALESCE(:hide_presence, hide_presence)"
        " WHERE member_id = :me",
        theme=theme,
        bell=bell,
        plain=None if plain is None else int(plain),
        hide_presence=None if hide_presence is None else int(hide_presence),
        me=tx.me.id,
    )
    tx.emit(f"member:{tx.me.id}", "preferences")
    if hide_presence is not None:
        tx.emit("hub", "presence")
