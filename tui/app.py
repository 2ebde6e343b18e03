"""The app of one session: its theme, its screens, its task that hears the hub's news. It stays small."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, ClassVar, Literal

from rich.console import Console
from textual import events
from textual.app import App
from textual.binding import BindingType
from textual.driver import Driver
from textual.filter import LineFilter, NoColor
from textual.screen import ModalScreen, Screen

from store import blocks, members, preferences, rooms
from store.bus import Subscription
from store.errors import HubError
from store.members import Me
from store.preferences import Preferences
from tui import minutes, times
from tui.actions import COMMANDS, Actions
from tui.attention import Attention
from tui.commands import bindings
from tui.features import FEATURES, Feature
from tui.handlers import remember_handlers
from tui.join.rules import RulesScreen
from tui.join.screen import JoinScreen
from tui.keeper import Keeper
from tui.lean import make_strips_lean
from tui.letting_go import free_removed_widgets
from tui.news import Listener
from tui.rooms import Rooms
from tui.served import ServedApp
from tui.session import Session
from tui.sparing import SparingApp
from tui.styles import SharedStylesheet, variables_of
from tui.theme import ASCII, PALETTES, Palette, Signs, To256, ToAscii, palette_for, signs_for, textual_theme
from tui.widgets.floating import Floating
from tui.widgets.frame import FrameScreen
from tui.widgets.goodbye import Goodbye
from tui.widgets.hide import HideScreen

Start = Literal["today", "join"]
make_strips_lean()
remember_handlers()
free_removed_widgets()

TO_256 = To256()
TO_ASCII = ToAscii()
NO_COLOUR = NoColor()
NOTICES_KEPT = 200
"""Toasts that a session remembers."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A toast that was shown."""

    at: int
    """Epoch milliseconds UTC."""
    words: str
    trouble: bool


class PorchlightApp(Actions, SparingApp, ServedApp, inherit_bindings=False):
    """One person's visit. Everything here belongs to its session; nothing is shared with another."""

    CSS_PATH = "hub.tcss"
    ENABLE_COMMAND_PALETTE = False
    TITLE = "terminal"
    OFFERS: ClassVar = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(COMMANDS)]

    def __init__(
        self, session: Session, *, start: Start = "today", driver_class: type[Driver] | None = None
    ) -> None:
        """Make the app of one session.

        Args:
            session: Whose visit this is and what their terminal can show.
            start: "join" for somebody without an account: only the join screen and help now.
            driver_class: How it reaches the terminal; None: the process's own.
        """
        self.session = session
        self.start = start
        self.palette: Palette = palette_for("", session.colours)
        self.signs: Signs = signs_for(session.term)
        super().__init__(driver_class=driver_class)
        for palette in PALETTES.values():
            self.register_theme(textual_theme(palette))
        self.console = Console(
            color_system="truecolor",
            file=self.console.file,
            force_terminal=True,
            legacy_windows=False,
            _environ={},
        )
        # The process's NO_COLOR is the host's, not this person's.
        self.no_color = session.colours == "none"
        self._disable_tooltips = self._disable_notifications = True
        self.animation_level = "none"
        for feature in FEATURES:
            self.add_mode(feature.name, feature.screen)
        self.add_mode("join", JoinScreen)
        self.add_mode("rules", RulesScreen)
        self.me: Me | None = None
        self.preferences: Preferences | None = None
        self.zone: tzinfo = times.zone_of(session.hub.config.hub.time_zone)
        self.rooms = Rooms()
        self.keepers: dict[str, Keeper] = {
            feature.name: feature.keeper(self) for feature in FEATURES if feature.keeper is not None
        }
        """What waits in each feature, by its name."""
        self._topics_wanted: frozenset[str] = frozenset()
        self.attention = Attention(self)
        self._has_attention = True
        self.notices: deque[Notice] = deque(maxlen=NOTICES_KEPT)
        self.subscription: Subscription = session.hub.bus.subscribe(session=session.session_id)
        self.stylesheet = SharedStylesheet(variables=self.get_css_variables())
        self.set_reactive(App.theme, textual_theme(self.palette).name)
        self._set_filters()

    # the look

    def get_css_variables(self) -> dict[str, str]:
        """The theme's colours, for the stylesheet."""
        return variables_of(textual_theme(self.palette))

    def _set_filters(self) -> None:
        # Textual's own filter, which turns a terminal's colours into true ones, has nothing to do here: a palette is
        # made of the one or of the other. Going over every piece of every line for that took a seventh of drawing.
        filters: list[LineFilter] = []
        if self.session.colours == "256":
            filters.append(TO_256)
        elif self.session.colours == "none":
            filters.append(NO_COLOUR)
        if self.signs is ASCII:
            filters.append(TO_ASCII)
        self._filters = filters

    def wear(self, chosen: str) -> None:
        """Change to a theme.

        Args:
            chosen: Its name, as in the member's preferences; the terminal may not be able to show it.
        """
        palette = palette_for(chosen, self.session.colours)
        if palette is self.palette:
            return
        self.palette = palette
        theme = textual_theme(palette)
        if self.is_running:
            self.theme = theme.name
        else:
            # Before the first frame nothing has to be styled again.
            self.set_reactive(App.theme, theme.name)
            self.set_class(theme.dark, "-dark-mode", update=False)
            self.set_class(not theme.dark, "-light-mode", update=False)
            self.stylesheet.set_variables(self.get_css_variables())
        self._set_filters()

    # beginning and ending

    async def on_load(self) -> None:
        """Learn who this is before anything is drawn, so that the first frame is the right one."""
        self.subscription.add("hub")
        self.subscription.add(minutes.TOPIC)
        self.subscription.add(f"session:{self.session.session_id}")
        mode = "join"
        if self.start == "today":
            self.subscription.add(f"member:{self.session.actor.member_id}")
            await self.read_again()
            if self.menu:
                await self.look_for_requests(tell=False)
            mode = "rules" if self.me is not None and self.me.rules_due else "today"
        # The modes begin with the screen of this visit; Textual would first make, style and draw an empty one.
        self._screen_stacks = {mode: []}
        self._current_mode = mode

    async def on_event(self, event: events.Event) -> None:
        """Note that somebody is there, and go on as usual."""
        if isinstance(event, (events.Key, events.Paste, events.MouseDown)) and not event.is_forwarded:
            self.attention.touched()
        await super().on_event(event)

    async def on_key(self, event: events.Key) -> None:
        """Pass on a key that came together with the one that opened what floats now.

        Textual hands a key to what has the focus when it comes; it bubbles up to here after the key before it was done.
        """
        if event.is_printable and isinstance(self.screen, Floating):
            await self.screen.late_key(event)

    async def on_mount(self) -> None:
        """Start to listen."""
        minutes.keep_minutes(self.session.hub.bus, self.session.hub.clock)
        self.run_worker(Listener(self).listen(), name="news", group="news")

    async def read_again(self) -> None:
        """Read what the frame shows: me, my preferences, my rooms, and what waits elsewhere."""
        do, actor = self.session.hub.do, self.session.actor
        kept: set[str] = set()
        try:
            self.me = await do(actor, members.me)
            self.preferences = await do(actor, preferences.get)
            self.zone = times.zone_of(self.me.time_zone)
            self.wear(self.preferences.theme)
            if not self.me.rules_due:
                self.rooms.some_blocked = bool(await do(actor, blocks.listing))
                self.rooms.read_again(await do(actor, rooms.listing))
                for keeper in self.keepers.values():
                    kept |= await keeper.read_again()
        except HubError as error:
            self.toast(str(error), trouble=True)
        wanted = frozenset(kept | {f"room:{room.id}" for room in self.rooms})
        for topic in self._topics_wanted - wanted:
            self.subscription.discard(topic)
        for topic in wanted - self._topics_wanted:
            self.subscription.add(topic)
        self._topics_wanted = wanted

    async def on_unmount(self) -> None:
        """Stop listening."""
        self.subscription.close()

    # what the frame shows

    def frames(self) -> list[FrameScreen]:
        """Every screen in the frame that is ready, shown or not; one that is just being made reads for itself then."""
        stacks = self._screen_stacks.values()
        return [
            screen
            for stack in stacks
            for screen in stack
            if isinstance(screen, FrameScreen) and screen.is_mounted
        ]

    @property
    def frame(self) -> FrameScreen | None:
        """The topmost screen in the frame of where one is now."""
        stack = self._screen_stacks.get(self._current_mode, [])
        return next((screen for screen in reversed(stack) if isinstance(screen, FrameScreen)), None)

    def watch_app_focus(self, focus: bool) -> None:
        """The terminal came to have the person's attention, or lost it."""
        # Each line asks for it, and to read a reactive of Textual takes ten calls.
        self._has_attention = focus

    def is_looked_at(self, screen: Screen[Any]) -> bool:
        """A screen is shown, nothing lies over it, and the terminal has the person's attention."""
        return self._has_attention and self._screen_stacks[self._current_mode][-1] is screen

    @property
    def menu(self) -> tuple[Feature, ...]:
        """The screens this person can go to: none for a guest, and none before the rules are acknowledged."""
        return FEATURES if self.me is not None and not self.me.rules_due else ()

    @property
    def place(self) -> str:
        """Where one is, for the title line."""
        frame = self.frame
        return frame.place if frame is not None else ""

    @property
    def handle(self) -> str:
        """Whose visit this is; "" for a guest."""
        return self.me.handle if self.me is not None else ""

    @property
    def open_room_id(self) -> int | None:
        """The room that is open on the screen shown; None: none."""
        frame = self.frame
        return frame.open_room_id if frame is not None else None

    def toast(self, sentence: str, *, trouble: bool = False) -> None:
        """Tell the person something in one line; the notices keep it.

        Args:
            sentence: Plain words.
            trouble: Something did not work.
        """
        self.notices.append(Notice(self.session.hub.clock(), sentence, trouble))
        frame = self.frame
        if frame is not None and frame.is_mounted:
            frame.call_next(frame.show_toast, sentence, trouble=trouble)

    # going somewhere

    async def go_to(self, mode: str) -> FrameScreen | None:
        """Go to a screen by the name of its feature, putting away what floats above this one.

        Returns:
            The screen; None when there is none of that name for this person.
        """
        if mode not in {feature.name for feature in self.menu}:
            return None
        while len(self.screen_stack) > 1:
            top = self.screen
            if isinstance(top, Floating):
                top.close(None)
            else:
                self.put_away()
        await self.switch_mode(mode)
        return self.frame

    def go(self, mode: str) -> None:
        """Go to a screen, from a handler that must not wait."""
        self.run_worker(self.go_to(mode), name="go")

    async def open_room(self, room: int, *, seq: int | None = None) -> None:
        """Go to a room in Chat.

        Args:
            room: Its id.
            seq: The line to show; None: the first unread, or the newest.
        """
        self.rooms.wanted = room
        screen = await self.go_to("chat")
        if screen is not None:
            await screen.open_room(room, seq=seq)

    def show(self, screen: Screen[Any]) -> None:
        """Show a screen above the others, without waiting for it."""
        _ = self.push_screen(screen)

    def put_away(self) -> None:
        """Take the topmost screen away, without waiting: its own handler may have asked for it."""
        _ = self.pop_screen()

    def in_floating(self) -> bool:
        """A dialog is open."""
        return isinstance(self.screen, ModalScreen)

    def say_goodbye(self, sentence: str) -> None:
        """End the visit with a sentence that stays for a moment."""
        if isinstance(self.screen, HideScreen):
            self.exit(0)
        elif not isinstance(self.screen, Goodbye):
            self.show(Goodbye(sentence))
