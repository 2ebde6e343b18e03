"""What a session knows of one feature while its screen is not shown.

A feature that has something waiting for the person, a part in Today's letter, or places of its own to jump to, derives
a keeper and names it in `tui.features`. The app makes one of each for its visit; nothing here is shared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from store.bus import Event, Resync
from tui.ask import OnPorch

if TYPE_CHECKING:
    from tui.app import PorchlightApp
    from tui.today.rows import Row, Rows
    from tui.widgets.floating import Entry
    from tui.widgets.sheet import Item

Part = Literal["mine", "waiting", "news", "kind"]
"""Where in the letter a section goes: what is mine to do (after the greeting), who waits for me, what is new, and at
the end what is simply kind."""


@dataclass(frozen=True, slots=True)
class Section:
    """A few lines of Today's letter under one title. What would be empty is not made."""

    part: Part
    title: str
    """Bold, above the rows; "": none."""
    rows: Sequence[Row | Item]


class Keeper(OnPorch):
    """Keeps what waits in one feature; this one keeps nothing."""

    targets: ClassVar[frozenset[str]] = frozenset()
    """The kinds of targets that lead into the feature: "thread" for "thread:12"."""

    def __init__(self, porch: PorchlightApp) -> None:
        """Begin with nothing known.

        Args:
            porch: The app of the visit.
        """
        self.app = porch

    @property
    def count(self) -> int:
        """How much waits there for the person; 0: nothing."""
        return 0

    @property
    def named(self) -> bool:
        """Whether somebody names the person in it."""
        return False

    @property
    def due(self) -> str:
        """What is due there, in two words ("due 20:00"), shown where nothing else waits; "": nothing."""
        return ""

    async def read_again(self) -> frozenset[str]:
        """Read what waits, at the beginning of a visit and after news was missed.

        Returns:
            The topics of the bus whose news the feature wants to hear from now on.
        """
        return frozenset()

    async def heard(self, news: Event | Resync) -> bool:
        """Take in one piece of news, in the session's own task; must be quick when it is not for this feature.

        A new line in a room is told to screens only: the frame counts those itself.

        Returns:
            True when what waits has changed.
        """
        return False

    async def read_letter(self) -> None:
        """Read what Today tells of the feature; `letter` may be asked several times after it."""

    def letter(self, rows: Rows) -> Sequence[Section]:
        """The feature's part of Today's letter.

        Args:
            rows: Makes rows, and gives out no more of them than there is room for.
        """
        return ()

    async def entries(self) -> Sequence[Entry]:
        """What of the feature can be jumped to; their keys are targets."""
        return ()

    def places(self, typed: str) -> Sequence[Entry]:
        """What can be jumped to because somebody typed its name as people write it: "kitchen#412".

        Args:
            typed: The whole line.
        """
        return ()

    async def go(self, kind: str, rest: str) -> None:
        """Go where a target leads.

        Args:
            kind: One of `targets`.
            rest: What stands after the colon.
        """

    async def next_unread(self) -> bool:
        """Go to the next thing with something new in it; False when there is none."""
        return False
