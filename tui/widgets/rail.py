"""The rail at the left of a wide window: the screens with their counts, the rooms, the people one talks with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar, Final

from textual import events
from textual.binding import BindingType
from textual.geometry import Region
from textual.strip import Strip

from store.rooms import RoomSummary
from tui.commands import Command, bindings
from tui.rooms import is_personal, person_name
from tui.theme import Palette, Signs
from tui.widgets.lights import light, room_light
from tui.widgets.lined import Lined
from tui.widgets.spans import Span, strip
from tui.words import PEOPLE, ROOMS

RAIL_CELLS = 27
"""Its width in cells, the line at its right side included."""
LINES_KEPT: Final = 512
"""Lines that are kept drawn for the process."""

COMMANDS = (
    Command("rail.up", ("up",), "step(-1)", "Up", "Go one entry up.", palette=False, shown_key="↑"),
    Command("rail.down", ("down",), "step(1)", "Down", "Go one entry down.", palette=False, shown_key="↓"),
    Command("rail.open", ("enter",), "open", "Open", "Open the entry with the amber bar.", palette=False),
)


@dataclass(frozen=True, slots=True)
class _Entry:
    target: str
    """Where it leads: "go:chat", "room:7"; "": nowhere, a title or an empty line."""
    left: tuple[Span, ...] = ()
    right: tuple[Span, ...] = ()
    here: bool = False


@lru_cache(LINES_KEPT)
def _line(entry: _Entry | None, palette: Palette, signs: Signs, width: int, at: bool, focused: bool) -> Strip:
    """One line as a strip; it follows from what is given alone, so that all sessions share it. None: below the last."""
    side = Span(signs.side, "line")
    if entry is None:
        return strip(palette, width, (), (side,))
    bar = Span(signs.bar if entry.here or at else " ", "amber" if at or not focused else "muted")
    lead = (bar, Span(" ")) if entry.target.startswith("go:") else (bar,)
    return strip(
        palette,
        width,
        (*lead, *entry.left),
        (*entry.right, Span("  "), side),
        on="raised" if at else "ground",
        more=signs.more,
    )


class Rail(Lined, can_focus=True):
    """Draws what `porch.rooms` knows; a change of counts is a repaint, never a layout."""

    OFFERS: ClassVar = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(COMMANDS)]
    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self._at: str | None = None
        self._drawn: list[_Entry] = []
        self._drawn_for: tuple[object, ...] = ()
        self._width = 0
        self._lit = False  # has the focus, as of the last drawing
        self._told: list[_Entry] = []  # what the counts were when they were last said to have changed

    def _entries(self, height: int) -> list[_Entry]:
        porch = self.porch
        waiting = tuple((keeper.count, keeper.named, keeper.due) for keeper in porch.keepers.values())
        what = (porch.rooms.version, waiting, porch.current_mode, porch.open_room_id, height)
        if what != self._drawn_for:
            self._drawn_for = what
            self._drawn = self._made(height)
        return self._drawn

    def counts_changed(self) -> None:
        """Draw again the lines whose counts changed."""
        before, after = self._told, self._entries(self.size.height)
        self._told = after
        if len(before) != len(after):
            self.refresh()
            return
        changed = [Region(0, y, self.size.width, 1) for y, entry in enumerate(after) if entry != before[y]]
        if changed:
            self.refresh(*changed)

    def _made(self, height: int) -> list[_Entry]:
        porch = self.porch
        signs = porch.signs
        entries: list[_Entry] = [_Entry("")]
        for feature in porch.menu:
            here = feature.name == porch.current_mode
            lit = feature.light(porch)
            right = (lit,) if lit is not None else ()
            title = Span(feature.title, "text", bold=here)
            entries.append(
                _Entry(f"go:{feature.name}", (Span(f"{feature.key} ", "muted"), title), right, here)
            )
        rooms = [room for room in porch.rooms if not is_personal(room)]
        # A buddy stands first among the people.
        people = sorted(
            (room for room in porch.rooms if is_personal(room)), key=lambda room: room.kind != "pair"
        )
        # Two lines for each title. People get a third of the rest when rooms need it, and at least three lines.
        space = max(0, height - len(entries) - 4)
        for_people = min(len(people), max(3, space // 3, space - len(rooms)))
        for_rooms = space - for_people
        for title_text, listing, limit in ((ROOMS, rooms, for_rooms), (PEOPLE, people, for_people)):
            if not listing or limit < 1:
                continue
            shown = listing if len(listing) <= limit else listing[: max(0, limit - 1)]
            entries += [_Entry(""), _Entry("", (Span(title_text, "muted", bold=True),))]
            entries += [self._room(room) for room in shown]
            if len(listing) > len(shown):
                hidden = listing[len(shown) :]
                waiting = [room for room in hidden if room.notice]
                lit = light(signs, len(waiting), named=any(room.mentions for room in waiting))
                right = (lit,) if lit is not None else ()
                label = f"  {signs.more} {len(hidden)} more  ^K"
                entries.append(_Entry("jump", (Span(label, "muted"),), right))
        return entries

    def _room(self, room: RoomSummary) -> _Entry:
        signs = self.porch.signs
        here = self.porch.open_room_id == room.id
        name = person_name(room)
        lit = room_light(signs, room)
        bright = lit is not None or here
        span = Span(f"  {name}", "text" if bright else "muted", bold=bright)
        if room.kind == "pair":
            span = Span(name, "text" if bright else "muted", bold=bright)
        right = (lit,) if lit is not None else (Span(signs.away, "muted"),) if room.muted else ()
        lead = (Span(f"{signs.pair} ", "teal"),) if room.kind == "pair" else ()
        return _Entry(f"room:{room.id}", (*lead, span), right, here)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw lines; what they show is the same for all of them."""
        self._width, height = self.size
        self._lit = self.has_focus
        self._entries(height)
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        porch, width, entries = self.porch, self._width, self._drawn
        entry = entries[y] if y < len(entries) else None
        at = self._lit and entry is not None and bool(entry.target) and entry.target == self._at
        return _line(entry, porch.palette, porch.signs, width, at, self._lit)

    def _targets(self) -> list[str]:
        return [entry.target for entry in self._entries(self.size.height) if entry.target]

    def action_step(self, by: int) -> None:
        """Go some entries on."""
        targets = self._targets()
        index = targets.index(self._at) + by if self._at in targets else 0
        self._at = targets[max(0, min(len(targets) - 1, index))]
        self.refresh()

    async def action_open(self) -> None:
        """Open the entry one is at."""
        if self._at is not None:
            await self._open(self._at)

    async def _open(self, target: str) -> None:
        kind, _, rest = target.partition(":")
        if kind == "go":
            self.porch.go(rest)
        elif kind == "room":
            await self.porch.open_room(int(rest))
        elif kind == "jump":
            self.porch.action_jump()

    def on_focus(self) -> None:
        """Start at where one is."""
        entries = self._entries(self.size.height)
        here = [entry.target for entry in entries if entry.here]
        self._at = here[-1] if here else next((entry.target for entry in entries if entry.target), None)
        self.refresh()

    def on_blur(self) -> None:
        """The bar goes back to where one is."""
        self.refresh()

    async def on_click(self, event: events.Click) -> None:
        """Open the entry under the mouse."""
        entries = self._entries(self.size.height)
        if event.y < len(entries) and entries[event.y].target:
            await self._open(entries[event.y].target)
