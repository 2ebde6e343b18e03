"""What goes with a new thread besides its title and text, and how that is told while one writes and in the preview."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.boards import Board
from store.polls import KINDS, Choice, NewPoll, Poll
from tui.forum import words
from tui.forum.rows import shown
from tui.theme import Ink, Signs
from tui.widgets.sheet import Drawn
from tui.widgets.spans import Span, cells

if TYPE_CHECKING:
    from tui.app import PorchlightApp


@dataclass
class Choices:
    """What is chosen so far."""

    board: Board
    alias: bool = False
    tags: str = ""
    note: str = ""
    poll: str = ""
    """The choices, as typed; '' for none."""
    poll_kind: str = ""
    """How it is voted, one of `polls.KINDS`; '' while that is not said."""

    def new_poll(self) -> NewPoll | None:
        """The poll to put on it; None: none."""
        several, anonymous = KINDS.get(self.poll_kind, (False, False))
        choices = tuple(part.strip() for part in self.poll.split("|") if part.strip())
        return NewPoll(choices, several, anonymous) if choices else None

    def empty_poll(self) -> Poll | None:
        """The poll as others will meet it, before anybody has voted; None: there is none, or it is not finished."""
        poll = self.new_poll() if self.poll_kind else None
        if poll is None:
            return None
        choices = tuple(Choice(each, 0, mine=False) for each in poll.choices)
        return Poll(choices, poll.several, poll.anonymous, voters=0, voted=False)

    def name(self, handle: str) -> str:
        """Under which name it will stand."""
        return words.AS_NEW_ALIAS if self.alias else words.AS_ME.format(handle=handle)

    def tagged(self, signs: Signs) -> list[str]:
        """The tags as they are shown."""
        return [f"#{tag.lstrip('#')}" for tag in shown(self.tags, signs).split()]

    def rows(self, porch: PorchlightApp, width: int) -> Sequence[Drawn]:
        """A few rows that tell it, below the title.

        Args:
            porch: Whose thread it is to be.
            width: Cells of the window, as far as they are used.
        """
        signs = porch.signs
        dot = f" {signs.dot} "
        name = self.name(porch.handle)
        ink: Ink = "text" if self.alias else "muted"
        board = Span(words.in_board(shown(self.board.title, signs)), "muted")
        under = Span(name, ink, bold=self.alias)
        first = (board, Span(dot, "muted"), under)
        rows = [Drawn(first)] if cells(first) + 6 < width else [Drawn((board,)), Drawn((under,))]
        more = self.tagged(signs)
        if self.note:
            more.append(words.mentions(shown(self.note, signs)))
        if self.poll:
            choices = shown(" / ".join(part.strip() for part in self.poll.split("|")), signs)
            finished = self.new_poll() if self.poll_kind else None
            more.append(
                words.POLL_NOT_YET if finished is None else words.poll_of(choices, finished.anonymous)
            )
        if more:
            rows.append(Drawn((Span(dot.join(more), "muted"),)))
        hint = Span(words.DETAILS_KEY, "muted")
        if cells(first) + cells((hint,)) + 6 < width:
            rows[0] = Drawn((*first, Span("  "), hint))
        else:
            rows.append(Drawn((hint,)))
        return rows
