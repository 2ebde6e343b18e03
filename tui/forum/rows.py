"""Rows of the forum's lists: boards with their lights, threads with all that is known of them at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import Final

from store.boards import Board
from store.threads import Thread
from tui import times
from tui.chat.spoken import in_words
from tui.chat.wrap import printable
from tui.forum import words
from tui.rooms import count_label
from tui.theme import ASCII, Signs
from tui.widgets.lights import light
from tui.widgets.sheet import PROSE_CELLS, Choice, Gap, Item, Words
from tui.widgets.spans import Span, cut

ALL_BOARDS: Final = "board:0"
"""The key of the row that stands for every board."""
ROOMY_FROM: Final = 56
"""From this width of the list on, in cells, a thread's answers and time stand beside its title."""
WHEN_CELLS: Final = 6
"""Width of the column that says when, in cells."""
NAME_CELLS: Final = 18
"""Widest name in a row, in cells."""


def board_rows(boards: Sequence[Board], signs: Signs, *, here: int) -> list[Item]:
    """Every board of the person below its circle's name.

    Args:
        boards: As the store lists them.
        signs: Those that the terminal can show.
        here: The board that is open; 0: all of them.
    """
    items: list[Item] = [Gap(), _board(ALL_BOARDS, words.ALL_BOARDS, None, bold=here == 0)]
    circle: str | None = None
    for board in boards:
        if board.circle != circle:
            circle = board.circle
            items += [Gap(), Words(printable(circle) or words.HUB_BOARDS, "muted", bold=True)]
        lit = light(signs, board.unread, named=False)
        items.append(_board(f"board:{board.id}", shown(board.title, signs), lit, bold=here == board.id))
    return items


def _board(key: str, title: str, lit: Span | None, *, bold: bool) -> Choice:
    return Choice(key, (Span(title, "text", bold=bold),), (lit,) if lit is not None else ())


def shown(text: str, signs: Signs) -> str:
    """A line of somebody's as this terminal can show it."""
    clean = printable(text).replace("\n", " ")
    return in_words(clean) if signs is ASCII else clean


class ThreadRows:
    """Makes the rows of threads for one person at one moment."""

    def __init__(self, signs: Signs, now: int, zone: tzinfo, *, width: int, with_board: bool) -> None:
        """Begin.

        Args:
            signs: Those that the terminal can show.
            now: Epoch milliseconds UTC.
            zone: The person's.
            width: Of the list, in cells.
            with_board: Say in which board each is.
        """
        self._signs = signs
        self._now = now
        self._zone = zone
        self._width = width
        self._with_board = with_board

    def row(self, thread: Thread) -> Choice:
        """One thread: its light and title, how many answered and when; below it what else is known."""
        signs = self._signs
        unread = thread.unread > 0
        lead = Span(f"{signs.unread} " if unread else "  ", "amber", bold=unread)
        title = Span(shown(thread.title, signs), "text", bold=unread)
        roomy = self._width >= ROOMY_FROM
        right: list[Span] = []
        if thread.waiting_since is not None and not thread.pinned:
            right.append(Span(f"{words.WAITS_SIGN} {self._age(thread.waiting_since)}"))
        elif thread.replies and roomy:
            right.append(Span(words.replies(thread.replies), "muted"))
        if roomy:
            right.append(Span(f"  {self._when(thread.last_at).rjust(WHEN_CELLS)}", "muted"))
        return Choice(
            f"thread:{thread.id}", (lead, title), tuple(right), under=self._under(thread, roomy=roomy)
        )

    def _under(self, thread: Thread, *, roomy: bool) -> str:
        """What else is known, the most useful first, on one line: the rest can be read in the thread."""
        facts = [words.mentions(shown(thread.content_note, self._signs))] * bool(thread.content_note)
        facts += [words.new_posts(count_label(thread.unread))] * (thread.unread > 1)
        facts += [words.PINNED] * thread.pinned + [words.CLOSED] * thread.closed
        facts += [words.SOLVED] * (thread.solved_seq is not None) + [words.POLL] * thread.poll
        facts += [words.LEVELS_SHOWN[level] for level in (thread.level,) if level in words.LEVELS_SHOWN]
        who = self._name(thread.author) + (f" ({words.YOU})" if thread.mine else "")
        if not roomy:
            facts += [words.replies(thread.replies)] * (thread.replies > 0) + [
                self._when(thread.last_at),
                who,
            ]
        elif thread.replies and thread.last_author and thread.last_author != thread.author:
            facts.append(f"{who} {self._signs.more} {self._name(thread.last_author)}")
        else:
            facts.append(who)
        if self._with_board:
            facts.append(words.in_board(shown(thread.board_title, self._signs)))
        facts += [f"#{shown(tag, self._signs)}" for tag in thread.tags]
        line = f" {self._signs.dot} ".join(facts)
        room = max(16, min(self._width - 7, PROSE_CELLS - 2))
        return "".join(span.text for span in cut([Span(line)], room, self._signs.more))

    def _name(self, name: str) -> str:
        return "".join(
            span.text for span in cut([Span(shown(name, self._signs))], NAME_CELLS, self._signs.more)
        )

    def _age(self, at: int) -> str:
        return words.age((self._now - at) // 60_000)

    def _when(self, at: int) -> str:
        """A time, a day or a year in a column of its own: "19:42", "yest.", "20 Nov", "2024"."""
        said = times.when(at, self._now, self._zone)
        if said.startswith("yesterday"):
            return words.YESTERDAY
        if len(said) <= WHEN_CELLS:
            return said
        first, _, rest = said.partition(" ")
        return said.rpartition(" ")[2] if first.isdigit() else rest
