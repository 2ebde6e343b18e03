"""The three lists for catching up; Enter opens the place, Esc goes back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

from textual import on
from textual.widget import Widget

from store import chat, forum_search, search, threads, today
from store.bus import Event, Resync
from store.rooms import RoomSummary
from tui import times
from tui.ask import OnPorch
from tui.catchup import words
from tui.chat.inline import plain
from tui.forum.rows import shown
from tui.rooms import count_label, is_personal, title_of
from tui.search import words as search_words
from tui.widgets.floating import Question
from tui.widgets.frame import Aside
from tui.widgets.lights import NAMED, room_light
from tui.widgets.sheet import Choice, Gap, Item, Sheet, Words
from tui.widgets.spans import Span

Kind = Literal["mentions", "waiting", "recent"]

SHOWN: Final = 100
"""Rows of one list at most."""
SHOWN_CHARACTERS: Final = 200
"""How much of a message is shown."""
PLACES: Final[dict[Kind, str]] = {
    "mentions": words.MENTIONS,
    "waiting": words.WAITING,
    "recent": words.RECENT,
}


class CatchUpScreen(Aside):
    """One of the lists."""

    def __init__(self, kind: Kind) -> None:
        """Make a list.

        Args:
            kind: Which one.
        """
        super().__init__()
        self.kind: Kind = kind
        self.place = PLACES[kind]
        self._sheet = Sheet(id="catchup")

    def compose_body(self) -> Iterable[Widget]:
        """The list."""
        yield self._sheet

    def main_pane(self) -> Widget:
        """The list."""
        return self._sheet

    async def on_mount(self) -> None:
        """Write it."""
        await self._write()

    async def heard(self, news: Event | Resync) -> None:
        """Something of mine changed."""
        if isinstance(news, Resync) or news.kind in {"read", "named", "named-thread", "rooms"}:
            await self._write()

    async def _write(self) -> None:
        if self.kind == "mentions":
            named = await self.ask(search.naming_me, limit=SHOWN) or []
            posts = await self.ask(forum_search.naming_me, limit=SHOWN) or []
            both = [(message.at, self._mention(message)) for message in named]
            both += [(post.at, self._post(post)) for post in posts]
            both.sort(key=lambda one: one[0], reverse=True)
            rows: list[Item] = [row for _, row in both[:SHOWN]]
            empty = words.MENTIONS_NONE
        elif self.kind == "waiting":
            waiting = await self.ask(today.waiting, limit=SHOWN) or []
            rows = [self._waits(one) for one in waiting]
            empty = words.WAITING_NONE
            if rows:
                rows = [Words(words.WAITING_NOTE, "muted"), Gap(), *rows]
        else:
            listing = self.porch.rooms
            rows = [self._room(room) for room in listing.recent()[:SHOWN] if listing.last_there(room)]
            empty = words.RECENT_NONE
        self._sheet.show((Gap(), Words(self.place, bold=True), *(rows or (Words(empty, "muted"),))))

    def _mention(self, message: chat.Message) -> Choice:
        porch = self.porch
        room = porch.rooms.one(message.room_id)
        new = room is not None and message.seq > room.last_read
        place = message.room if room is None else room.name
        return self._row(
            message.room_id, message.seq, message.author, place, message.text, self._when(message.at), new=new
        )

    def _post(self, post: forum_search.Found) -> Choice:
        signs = self.porch.signs
        author = Span(post.author, bold=True) if post.alias else Span(post.author, name=True)
        said = search_words.MENTIONS.format(note=post.content_note) if post.content_note else post.excerpt
        return Choice(
            f"post:{post.thread_id}:{post.seq}",
            (author, Span(f"  {shown(post.title, signs)}", "muted")),
            (Span(self._when(post.at), "muted"),),
            under=shown(said, signs),
        )

    def _waits(self, one: today.Waiting) -> Choice:
        new = one.seq > one.room.last_read
        when = times.ago(one.at, self.porch.session.hub.clock())
        place = one.room.name if one.names_me or "," in one.room.name else ""
        return self._row(one.room.id, one.seq, one.author, place, one.text, when, new=new)

    def _row(
        self, room: int, seq: int, author: str, place: str, text: str, when: str, *, new: bool
    ) -> Choice:
        said = " ".join(plain(text[: SHOWN_CHARACTERS + 1]).split())
        shown = f"  {place}" if place.startswith("@") else f"  # {place}" if place else ""
        more = self.porch.signs.more if len(text) > SHOWN_CHARACTERS else ""
        lead = (Span(f"{NAMED if self.kind == 'mentions' else self.porch.signs.unread} ", "amber", new),)
        return Choice(
            f"room:{room}:{seq}",
            (*(lead if new else ()), Span(author, name=True), Span(shown, "muted")),
            (Span(when, "muted"),),
            under=f"{said}{more}" or words.GONE_QUIET,
        )

    def _room(self, room: RoomSummary) -> Choice:
        lit = room_light(self.porch.signs, room)
        when = self._when(self.porch.rooms.last_there(room))
        name = Span(title_of(room), name=is_personal(room))
        right = (lit, Span("  ")) if lit is not None else ()
        return Choice(
            f"room:{room.id}:0",
            (name,),
            (*right, Span(when, "muted")),
            aside=(Span(room.topic or room.circle, "muted"),),
        )

    def _when(self, at: int) -> str:
        return times.when(at, self.porch.session.hub.clock(), self.porch.zone)

    @on(Sheet.Chosen)
    def follow(self, chosen: Sheet.Chosen) -> None:
        """Go to the place."""
        chosen.stop()
        kind, room, seq = chosen.key.split(":")
        if kind == "post":
            self.porch.run_worker(self.porch.go_to_target(chosen.key), name="go")
            return
        self.porch.run_worker(self.porch.open_room(int(room), seq=int(seq) or None), name="go")


class CatchingUp(OnPorch):
    """The actions of catching up; mixed into the app."""

    def action_catch_up(self, kind: Kind) -> None:
        """Show one of the lists, in place of another."""
        porch = self.porch
        if isinstance(porch.screen, CatchUpScreen):
            if porch.screen.kind == kind:
                return
            porch.put_away()
        porch.show(CatchUpScreen(kind))

    async def read_everything(self) -> None:
        """Take everything for read, after a question. Call it in a worker."""
        porch = self.porch
        unread = [room for room in porch.rooms if room.unread]
        new_threads = count_label(porch.keepers["forum"].count)
        if unread or new_threads:
            lines = count_label(sum(room.unread for room in unread))
            question = Question(
                words.ALL_READ_TITLE,
                words.all_read_ask(lines, len(unread), new_threads),
                yes=words.ALL_READ_YES,
                no=words.ALL_READ_NO,
            )
            if not await porch.push_screen_wait(question):
                return
            await self.ask(chat.mark_all_read)
            await self.ask(threads.mark_all_read)
        porch.toast(words.ALL_READ)
