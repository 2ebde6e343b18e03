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
    quiet_from: int = -1
    """When my quiet hours begin, in minutes after midnight in my own zone; -1: I have none."""
    quiet_until: int = -1
    """When they end; earlier than they begin when they go over midnight."""
    strangers: bool = False
    """People with whom I share no circle may ask whether they may write to me."""

    def quiet_at(self, minute: int) -> bool:
        """Whether a minute of the day (0-1439, in the member's zone) lies in the quiet hours."""
        if self.quiet_from < 0 or self.quiet_until < 0:
            return False
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= minute < self.quiet_until
        return minute >= self.quiet_from or minute < self.quiet_until


@operation(Capability.SELF_READ)
def get(tx: Tx) -> Preferences:
    """My preferences."""
    row = tx.one("SELECT * FROM preferences WHERE member_id = :me", me=tx.me.id)
    if row is None:
        return Preferences()
    return Preferences(
        row["theme"],
        row["bell"],
        bool(row["plain"]),
        bool(row["hide_presence"]),
        row["quiet_from"],
        row["quiet_until"],
        bool(row["strangers"]),
    )


@operation(Capability.SELF_CHANGE, writes=True)
def put(
    tx: Tx,
    *,
    theme: str | None = None,
    bell: str | None = None,
    plain: bool | None = None,
    hide_presence: bool | None = None,
    quiet: tuple[int, int] | None = None,
    strangers: bool | None = None,
) -> None:
    """Change some of my preferences; None leaves one as it is.

    Args:
        tx: The transaction.
        theme: One of `THEMES`.
        bell: One of `BELLS`.
        plain: Begin with the line-by-line interface.
        hide_presence: Do not show me as here.
        quiet: When quiet hours begin and end, in minutes after midnight; (-1, -1) for none.
        strangers: Let people ask with whom I share no circle.

    Raises:
        Invalid: There is no such theme, bell or time of the day.
    """
    if quiet is not None and quiet != (-1, -1) and not all(0 <= minute < 1440 for minute in quiet):
        raise Invalid("Quiet hours begin and end at a time of the day, as in 22:00 to 07:00.")
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
        " plain = COALESCE(:plain, plain), hide_presence = COALESCE(:hide_presence, hide_presence),"
        " quiet_from = COALESCE(:quiet_from, quiet_from), quiet_until = COALESCE(:quiet_until, quiet_until),"
        " strangers = COALESCE(:strangers, strangers)"
        " WHERE member_id = :me",
        theme=theme,
        bell=bell,
        plain=None if plain is None else int(plain),
        hide_presence=None if hide_presence is None else int(hide_presence),
        quiet_from=None if quiet is None else quiet[0],
        quiet_until=None if quiet is None else quiet[1],
        strangers=None if strangers is None else int(strangers),
        me=tx.me.id,
    )
    tx.emit(f"member:{tx.me.id}", "preferences")
    if hide_presence is not None:
        tx.emit("hub", "presence")
