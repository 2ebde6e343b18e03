"""What floats up over the log for a chosen message or the room: its reactions, versions, links, and the room's pins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from store.chat import Message
from store.edits import Version
from store.reactions import Reacted
from tui import times
from tui.chat import names, words
from tui.chat.inline import plain
from tui.chat.spoken import in_words, kind_in_words
from tui.chat.wrap import printable, shortened
from tui.theme import ASCII
from tui.widgets.floating import Entry, Floating, Picker
from tui.widgets.sheet import Choice, Gap, Item, Sheet, Words
from tui.widgets.spans import Span

EMOJI_OFFERED = 8
"""Emoji that a name typed in the card for reactions brings up."""


class ReactCard(Picker):
    """The hub's own reactions by number, and any emoji: typed, or found by a part of its name."""

    def __init__(
        self, kinds: Sequence[str], given: Sequence[Reacted], mine: Iterable[str], *, plain: bool
    ) -> None:
        """Make the card.

        Args:
            kinds: The hub's own reactions, in its order.
            given: What the message carries already, and from whom.
            mine: Which of these I gave.
            plain: The terminal shows no emoji.
        """
        self._numbered = list(kinds)[:9]
        self._plain = plain
        by = {one.kind: one.handles for one in given}
        own = set(mine)
        self._kinds = [
            Entry(
                kind,
                f"{number if number <= len(self._numbered) else ' '}  {kind_in_words(kind) if plain else kind}",
                words.given_by(by.get(kind, ()), mine=kind in own),
            )
            for number, kind in enumerate(dict.fromkeys([*kinds, *by]), start=1)
        ]
        super().__init__(words.REACT_TITLE, words.REACT_HINT, self._kinds, empty=words.REACT_NONE)

    def _show(self, typed: str) -> None:
        wanted = typed.strip().strip(":").casefold()
        found = names.matching(wanted, EMOJI_OFFERED) if len(wanted) > 1 else []
        known = {entry.key for entry in self._kinds}
        emoji = [
            Entry(sign, f"   {name}" if self._plain else f"   {sign} {name}")
            for name, sign in found
            if sign not in known
        ]
        self._entries = [*self._kinds, *emoji]
        super()._show(wanted)

    @on(Input.Changed)
    def numbered(self, changed: Input.Changed) -> None:
        """A number alone chooses at once."""
        if changed.value in {str(number) for number in range(1, len(self._numbered) + 1)}:
            self.close(self._numbered[int(changed.value) - 1])

    @on(Input.Submitted)
    def as_typed(self, submitted: Input.Submitted) -> None:
        """What is in no list may be an emoji; the store knows."""
        if self._sheet.current is None and submitted.value.strip():
            self.close(submitted.value.strip())


class Leaf(Floating[str]):
    """A card to read, with rows to choose from; closes with the key of the chosen one."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.TITLE_WORDS = title
        self._sheet = Sheet(on="raised")

    def compose_card(self) -> Iterable[Widget]:
        """What there is to read."""
        yield self._sheet

    def on_mount(self) -> None:
        """Fill it: only now it is known how this person sees things."""
        self._sheet.show(self.items(), keep=False)

    def items(self) -> list[Item]:
        """What is on it."""
        raise NotImplementedError

    def when(self, at: int) -> str:
        """A moment as people say it."""
        porch = self.porch
        return times.when(at, porch.session.hub.clock(), porch.zone)

    @on(Sheet.Chosen)
    def chosen(self, chosen: Sheet.Chosen) -> None:
        """Close with the row."""
        chosen.stop()
        self.close(chosen.key)


class VersionsCard(Leaf):
    """How a message read before, the oldest first, and how it reads now."""

    def __init__(self, message: Message, versions: Sequence[Version]) -> None:
        super().__init__(words.VERSIONS_TITLE)
        self._message = message
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
        return [*items, Words(words.NOW, "muted"), Words(printable(self._message.text))]


class LinksCard(Leaf):
    """The addresses in a message, each whole; nothing is opened."""

    def __init__(self, addresses: Sequence[str]) -> None:
        super().__init__(words.LINKS_TITLE)
        self._addresses = addresses

    def items(self) -> list[Item]:
        """Host, and below it all of the address."""
        rows = [
            Choice(one, (Span(one.partition("://")[2].partition("/")[0]),), under=one)
            for one in self._addresses
        ]
        return [Words(words.LINKS_TEXT, "muted"), Gap(), *rows]


class PinsCard(Leaf):
    """The pinned messages of a room; closes with the sequence of the chosen one."""

    def __init__(self, room: str, pinned: Sequence[Message]) -> None:
        super().__init__(words.pins_title(room))
        self._pinned = pinned

    def items(self) -> list[Item]:
        """Who said it, when, and how it begins."""
        if not self._pinned:
            return [Words(words.NO_PINS, "muted")]
        porch = self.porch
        items: list[Item] = []
        for message in self._pinned:
            said = plain(printable(message.text))
            under = shortened(in_words(said) if porch.signs is ASCII else said, 200, porch.signs.more)
            row = Choice(
                str(message.seq),
                (Span(message.author, name=True),),
                (Span(self.when(message.at), "muted"),),
                under=under,
            )
            items += [row, Gap()]
        return items[:-1]
