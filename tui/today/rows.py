"""The rows of Today's letter, each with its columns at the same place: what it is, what was said, how many, when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Literal

from rich.cells import cell_len

from store import chat, today
from store.rooms import RoomSummary
from tui import times
from tui.chat.inline import plain
from tui.rooms import count_label, is_personal
from tui.theme import Signs
from tui.today import words
from tui.widgets.lights import NAMED
from tui.widgets.sheet import Choice, Item
from tui.widgets.spans import Span

Named = Literal["none", "people", "all"]


@dataclass(frozen=True, slots=True)
class Row:
    """One row before its columns are known."""

    key: str
    """Where it leads."""
    sign: str
    """The light at its beginning; "": none."""
    label: tuple[Span, ...]
    author: str
    """Who said it, where the label does not say so already; "" otherwise."""
    text: str
    count: str
    when: str


class Rows:
    """Makes rows, and gives out no more of them than there is room for."""

    def __init__(self, signs: Signs, now: int, zone: tzinfo, most: int, *, named: Named = "none") -> None:
        """Begin with an empty page.

        Args:
            signs: Those that the terminal can show.
            now: Epoch milliseconds UTC.
            zone: The person's.
            most: Rows at most.
            named: Of which kinds the first row is there whatever `most` says: a number alone names nobody.
        """
        self._signs = signs
        self._now = now
        self._zone = zone
        self._left = most
        self._named: Named = named

    def taken(
        self,
        rows: Sequence[Row],
        more: Callable[[int], Choice],
        *,
        keep: int = 0,
        kind: Literal["people", "rooms"] = "people",
    ) -> list[Row | Item]:
        """As many of the rows as there is room for, and one that says how many more there are.

        Args:
            rows: The most important first.
            more: Makes that row from a number.
            keep: Rows to leave for what comes after.
            kind: Whether they are about people or rooms.
        """
        room = max(int(self._named in {"all", kind}), self._left - keep)
        shown: list[Row | Item] = [*rows[:room]]
        self._left -= len(shown)
        if len(rows) > room:
            shown.append(more(len(rows) - room))
        return shown

    def give(self, wanted: int) -> int:
        """How many rows there is room for, of so many; they are taken."""
        given = min(wanted, max(0, self._left))
        self._left -= given
        return given

    def mention(self, room: RoomSummary, message: chat.Message) -> Row:
        """Somebody names the person in a room."""
        text = " ".join(plain(message.text[: today.SNIPPET_CHARS]).split())
        label = (Span(message.author, name=True), Span(f" # {room.name}", "muted"))
        return Row(f"line:{room.id}:{message.seq}", NAMED, label, "", text, "", self._when(message.at))

    def room(self, one: today.UnreadRoom) -> Row:
        """Something new in a room, or from a person."""
        room = one.room
        direct = is_personal(room)
        group = direct and "," in room.name
        label = (
            Span(one.author, name=True)
            if direct and not group
            else Span(room.name if direct else f"# {room.name}")
        )
        author = "" if direct and not group else one.author
        sign = NAMED if room.mentions and room.notice else self._signs.unread
        return Row(
            f"room:{room.id}",
            sign,
            (label,),
            author,
            plain(one.text),
            count_label(room.notice),
            self._when(room.last_at),
        )

    def waits(self, one: today.Waiting) -> Row:
        """Somebody who has had no answer."""
        return Row(
            f"room:{one.room.id}",
            "",
            (Span(one.author, name=True),),
            "",
            plain(one.text),
            "",
            self._when(one.at),
        )

    def aligned(self, rows: Sequence[Row | Item]) -> list[Item]:
        """The rows with counts and times in columns of one width, so that what was said is cut at the same place."""
        real = [row for row in rows if isinstance(row, Row)]
        count_cells = max((len(row.count) for row in real), default=0)
        when_cells = max((cell_len(row.when) for row in real), default=0)
        return [self._drawn(row, count_cells, when_cells) if isinstance(row, Row) else row for row in rows]

    def _drawn(self, row: Row, count_cells: int, when_cells: int) -> Choice:
        lead = Span(f"{row.sign} " if row.sign else "  ", "amber", row.sign == NAMED)
        said = (Span(f"{row.author}: ", "muted"),) if row.author else ()
        count = (Span(f"  {row.count.rjust(count_cells)}", "amber"),) if count_cells else ()
        return Choice(
            row.key,
            (lead, *row.label),
            (*count, Span(f"  {row.when.rjust(when_cells)}", "muted")),
            aside=(*said, Span(row.text or words.GONE_QUIET, "muted")),
        )

    def _when(self, at: int) -> str:
        said = times.when(at, self._now, self._zone)
        # The hour of yesterday would cost every row's words six cells.
        return said.partition(" ")[0] if said.startswith("yesterday") else said
