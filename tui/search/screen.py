"""Search's screen: words to type, what was found below, Enter goes to the place in the room's history."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Final

from textual import on
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Input

from store import forum_search, search
from store.chat import Message
from store.errors import HubError
from store.forum_search import Found
from tui import times
from tui.chat.inline import plain
from tui.commands import Command, bindings
from tui.forum.rows import ROOMY_FROM, shown
from tui.forum.words import in_board
from tui.search import words
from tui.widgets.field import Field
from tui.widgets.frame import Aside
from tui.widgets.sheet import Choice, Gap, Item, Sheet, Words
from tui.widgets.spans import Span
from tui.widgets.weights import around, weighed

FOUND_AT_ONCE: Final = 30
"""Results of one look; "further back" looks again."""
SHOWN_CHARACTERS: Final = 280
"""How much of a message is shown."""
SHOWN_NARROW: Final = 100
"""How much of a post is shown in a narrow window, where it would push the others away."""
POSTS_AT_ONCE: Final = 6
"""Posts of the forum that are shown before one asks for more of them."""
MORE: Final = "more"
MORE_POSTS: Final = "more-posts"

COMMANDS: Final = (
    Command(
        "search.to_found", ("down",), "to_found", "To what was found", "Go to the results.", palette=False
    ),
)


class SearchBody(Vertical):
    """The line to type in, what one can type, and what was found."""

    DEFAULT_CSS = """
    SearchBody { width: 1fr; height: 1fr; background: $porch-ground; }
    SearchBody > Field { margin: 1 2 0 2; width: 1fr; max-width: 92; }
    SearchBody > #filters { height: auto; }
    SearchBody > #found { height: 1fr; }
    """


class SearchScreen(Aside):
    """Closes when a place is gone to."""

    OFFERS: ClassVar[tuple[Command, ...]] = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(COMMANDS)]
    AUTO_FOCUS = "Field"

    def __init__(self, typed: str = "", *, at_once: bool = True) -> None:
        """Make a search.

        Args:
            typed: Words to begin with.
            at_once: Look for them at once; False: the person goes on typing.
        """
        super().__init__()
        self.place = words.PLACE
        self._sought = typed.strip() if at_once else ""
        self._field = Field(typed, placeholder=words.HINT)
        self._filters = Sheet((Words(words.FILTERS, "muted"),), id="filters")
        self._filters.can_focus = False
        self._sheet = Sheet(id="found")
        self._found: list[Message] = []
        self._posts: tuple[Found, ...] = ()
        self._posts_shown = POSTS_AT_ONCE
        self._more = False

    def compose_body(self) -> Iterable[Widget]:
        """The page."""
        yield SearchBody(self._field, self._filters, self._sheet)

    def main_pane(self) -> Widget:
        """What was found."""
        return self._sheet

    async def on_mount(self) -> None:
        """Say what to do, or look at once."""
        self._sheet.show((Gap(), Words(words.START, "muted")))
        if self._sought:
            await self._look()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """From the results, down leads to the next of them."""
        return not (action == "to_found" and not self._field.has_focus)

    def type_again(self) -> None:
        """Go back to the line to type in."""
        self.set_focus(self._field)
        self._field.action_end()

    def action_to_found(self) -> None:
        """Go to the results."""
        if self._found or self._posts:
            self.set_focus(self._sheet)

    @on(Input.Submitted)
    async def look(self, submitted: Input.Submitted) -> None:
        """Look for what was typed."""
        submitted.stop()
        self._sought = submitted.value
        self._found, self._posts, self._posts_shown = [], (), POSTS_AT_ONCE
        await self._look()

    async def _look(self) -> None:
        """Look for more: what is older than what was found so far."""
        before = self._found[-1].at + 1 if self._found else None
        known = {(one.room_id, one.seq) for one in self._found}
        # Several may have been said in the moment at which the last look ended.
        again = sum(1 for one in self._found if before is not None and one.at == before - 1)
        try:
            if before is None:
                everything = await self.attempt(
                    forum_search.everything, words=self._sought, limit=FOUND_AT_ONCE
                )
                found, self._posts = everything.messages, everything.posts
            else:
                found = tuple(
                    await self.attempt(
                        search.messages, words=self._sought, limit=FOUND_AT_ONCE + again, before=before
                    )
                )
        except HubError as error:
            self._found, self._posts = [], ()
            self._sheet.show((Gap(), Words(str(error), "muted")))
            return
        fresh = [one for one in found if (one.room_id, one.seq) not in known]
        at = self._key(fresh[0]) if self._found and fresh else None
        self._found += fresh
        self._more = len(found) >= FOUND_AT_ONCE + again
        self._sheet.show(self._items(), keep=False)
        if at is not None:
            self._sheet.go_to(at)
        if self._found or self._posts:
            self.set_focus(self._sheet)

    @staticmethod
    def _key(message: Message) -> str:
        return f"{message.room_id}:{message.seq}"

    def _items(self) -> list[Item]:
        if not self._found and not self._posts:
            return [Gap(), Words(words.NOTHING), Words(words.NOTHING_HELP, "muted")]
        sought = search.sought(self._sought)
        count = len(self._found) + len(self._posts)
        items: list[Item] = [Gap(), Words(words.found(count, more=self._more), "muted"), Gap()]
        if self._posts:
            items.append(Words(words.IN_FORUM, bold=True))
            items += [self._post(post, sought) for post in self._posts[: self._posts_shown]]
            if len(self._posts) > self._posts_shown:
                items.append(Choice(MORE_POSTS, (Span(words.MORE_POSTS),)))
            items.append(Gap())
        if not self._found:
            return items
        if self._posts:
            items.append(Words(words.IN_ROOMS, bold=True))
        items += [self._row(message, sought) for message in self._found]
        items.append(Gap())
        items.append(Choice(MORE, (Span(words.MORE),)) if self._more else Words(words.NO_MORE, "muted"))
        return items

    def _post(self, post: Found, sought: tuple[str, ...]) -> Choice:
        porch = self.porch
        now = porch.session.hub.clock()
        text = words.MENTIONS.format(note=post.content_note) if post.content_note else plain(post.excerpt)
        # The index knows other forms of a word: what it found has weight as well.
        sought += tuple(dict.fromkeys(post.excerpt[a:b] for a, b in post.spans))
        sought += tuple(dict.fromkeys(post.title[a:b] for a, b in post.title_spans))
        author = Span(post.author, bold=True) if post.alias else Span(post.author, name=True)
        if self.size.width < ROOMY_FROM:
            # The title takes the line that the name would stand on.
            text = f"{post.author}: {around(text, sought, SHOWN_NARROW, porch.signs.more)}"
        return Choice(
            f"post:{post.thread_id}:{post.seq}",
            (
                *weighed(shown(post.title, porch.signs), sought, "text"),
                Span("  "),
                author,
                Span(f"  {in_board(shown(post.board_title, porch.signs))}", "muted"),
            ),
            (Span(times.when(post.at, now, porch.zone), "muted"),),
            under=shown(text, porch.signs),
            weigh=lambda line: weighed(line, sought, "muted"),
        )

    def _row(self, message: Message, sought: tuple[str, ...]) -> Choice:
        porch = self.porch
        room = porch.rooms.one(message.room_id)
        place = message.room if room is None else room.name
        shown = place if place.startswith("@") else f"# {place}"
        now = porch.session.hub.clock()
        text = around(plain(message.text), sought, SHOWN_CHARACTERS, porch.signs.more)
        return Choice(
            self._key(message),
            (Span(message.author, name=True), Span(f"  {shown}", "muted")),
            (Span(times.when(message.at, now, porch.zone), "muted"),),
            under=text,
            weigh=lambda line: weighed(line, sought, "muted"),
        )

    @on(Sheet.Chosen)
    async def follow(self, chosen: Sheet.Chosen) -> None:
        """Look further back, or go to the place."""
        chosen.stop()
        if chosen.key == MORE:
            await self._look()
            return
        if chosen.key == MORE_POSTS:
            at = f"post:{self._posts[self._posts_shown].thread_id}:{self._posts[self._posts_shown].seq}"
            self._posts_shown = len(self._posts)
            self._sheet.show(self._items(), keep=False)
            self._sheet.go_to(at)
            return
        if chosen.key.startswith("post:"):
            self.porch.run_worker(self.porch.go_to_target(chosen.key), name="go")
            return
        room, _, seq = chosen.key.partition(":")
        self.porch.run_worker(self.porch.open_room(int(room), seq=int(seq)), name="go")
