"""What floats above a thread: a vote, the versions of a post, and what one is told about an alias of one's own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from textual import events, on
from textual.widget import Widget

from store.edits import Version
from store.lifts import Lift
from store.polls import Poll, Voted
from store.posts import Post
from tui.chat.cards import Leaf
from tui.chat.wrap import printable
from tui.forum import words
from tui.forum.rows import shown
from tui.widgets.floating import Floating
from tui.widgets.sheet import Choice, Gap, Item, Sheet, Words
from tui.widgets.spans import Span

NUMBERS: Final = frozenset("0123456789")


class VoteCard(Floating[tuple[int, ...]]):
    """The choices of a poll; closes with the numbers that were chosen, none to take the vote back."""

    TITLE_WORDS = words.VOTE_TITLE

    def __init__(self, poll: Poll) -> None:
        super().__init__()
        self._poll = poll
        self._chosen = {number for number, choice in enumerate(poll.choices, 1) if choice.mine}
        self._sheet = Sheet(on="raised")

    def compose_card(self) -> Iterable[Widget]:
        """The choices."""
        yield self._sheet

    def on_mount(self) -> None:
        """Fill it: only now it is known how this person sees things."""
        self._write()

    def _write(self) -> None:
        poll, signs = self._poll, self.porch.signs
        items: list[Item] = [Words(words.VOTE_SEVERAL if poll.several else words.VOTE_ONE, "muted")]
        items.append(Words(words.VOTE_FOR_GOOD if poll.anonymous else words.VOTE_OPEN, "muted"))
        items.append(Gap())
        for number, choice in enumerate(poll.choices, 1):
            mark = signs.unread if number in self._chosen else " "
            label = (
                Span(f"{mark} ", "amber"),
                Span(f"{number:>2}  ", "muted"),
                Span(shown(choice.text, signs), bold=number in self._chosen),
            )
            items.append(Choice(str(number), label))
        if poll.several:
            items += [Gap(), Choice("done", (Span(words.VOTE_DONE),))]
        if poll.voted and not poll.anonymous:
            items.append(Choice("none", (Span(words.VOTE_NONE, "muted"),)))
        self._sheet.show(items)

    async def on_key(self, event: events.Key) -> None:
        """A number is the choice that stands beside it; 0 is the tenth."""
        number = int(event.key) or 10 if event.key in NUMBERS else 0
        if 0 < number <= len(self._poll.choices):
            event.stop()
            event.prevent_default()
            self._take(number)

    @on(Sheet.Chosen)
    def choose(self, chosen: Sheet.Chosen) -> None:
        """Take a choice in or out, or close."""
        chosen.stop()
        if chosen.key == "none":
            self.close(())
        elif chosen.key == "done":
            self.close(tuple(sorted(self._chosen)))
        else:
            self._take(int(chosen.key))

    def _take(self, number: int) -> None:
        if self._poll.several:
            self._chosen ^= {number}
            self._write()
        else:
            self.close((number,))


class VotersCard(Leaf):
    """Who chose what in a poll that is not anonymous, choice by choice."""

    def __init__(self, voted: Sequence[Voted]) -> None:
        super().__init__(words.VOTERS_TITLE)
        self._voted = voted

    def items(self) -> list[Item]:
        """A line for each choice, and the people who chose it below."""
        items: list[Item] = []
        for number, one in enumerate(self._voted):
            people = ", ".join(one.handles)
            items += [
                *([Gap()] if number else []),
                Words(shown(one.text, self.porch.signs), bold=True, right=str(len(one.handles) or "")),
                Words(printable(people) or words.VOTERS_NONE, "text" if people else "muted", indent=2),
            ]
        return items


class PostVersions(Leaf):
    """How a post read before, the oldest first, and how it reads now."""

    def __init__(self, title: str, post: Post, versions: Sequence[Version]) -> None:
        super().__init__(title)
        self._post = post
        self._versions = versions

    def items(self) -> list[Item]:
        """One paragraph for each."""
        items: list[Item] = []
        for version in self._versions:
            items += [
                Words(words.until(self.when(version.until)), "muted"),
                Words(printable(version.text)),
                Gap(),
            ]
        return [*items, Words(words.NOW, "muted"), Words(printable(self._post.text))]


class ToldCard(Leaf):
    """Tells the author that an alias was lifted: by whom, why, and what that does and does not mean."""

    def __init__(self, lift: Lift) -> None:
        super().__init__(words.TOLD_TITLE)
        self._lift = lift

    def items(self) -> list[Item]:
        """The letter, and what one can do."""
        lift, signs = self._lift, self.porch.signs
        said = words.lift_told(lift.alias, shown(lift.title, signs), lift.asked_by, lift.decided_by)
        return [
            Words(said),
            Gap(),
            Words(words.WHY, "muted"),
            Words(printable(lift.reason)),
            Gap(),
            Words(words.TOLD_NOTE),
            Gap(),
            Choice("read", (Span(words.TOLD_READ),)),
            Choice("open", (Span(words.TOLD_OPEN),)),
        ]


class LiftCard(Leaf):
    """A request to lift an alias, for the host who decides."""

    def __init__(self, lift: Lift) -> None:
        super().__init__(words.LIFT_CARD_TITLE)
        self._lift = lift

    def items(self) -> list[Item]:
        """Who asks and why, and the choices with their consequence."""
        lift, signs = self._lift, self.porch.signs
        return [
            Words(
                words.lift_asked(
                    lift.asked_by, lift.alias, shown(lift.title, signs), self.when(lift.asked_at)
                )
            ),
            Gap(),
            Words(words.WHY, "muted"),
            Words(printable(lift.reason)),
            Gap(),
            Choice("open", (Span(words.LIFT_READ_POST),)),
            Choice("decline", (Span(words.LIFT_DECLINE),), under=words.LIFT_DECLINE_MEANS),
            Choice("consent", (Span(words.LIFT_CONSENT, "rose"),), under=words.LIFT_CONSENT_MEANS),
        ]


class RevealedCard(Leaf):
    """Says who is behind an alias to one of the two who may know."""

    def __init__(self, lift: Lift, handle: str) -> None:
        super().__init__(words.REVEALED_TITLE)
        self._said = words.revealed(lift.alias, handle)

    def items(self) -> list[Item]:
        """The one sentence."""
        return [Words(printable(self._said)), Gap(), Choice("ok", (Span(words.REVEALED_OK),))]
