"""What one can do everywhere, and its keys."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Final

from store import members, rooms
from tui import words
from tui.catchup.screen import CatchingUp
from tui.commands import Command, in_reach
from tui.destinations import DESTINATIONS
from tui.forum.actions import COMMANDS as LIFTING
from tui.forum.actions import Lifting
from tui.help.keys import KeysScreen
from tui.help.notices import NoticesScreen
from tui.help.screen import HelpScreen
from tui.meet.actions import COMMANDS as MEETING
from tui.meet.actions import MEMBERS_ONLY, Meeting
from tui.search.screen import SearchScreen
from tui.settings import words as setting_words
from tui.widgets.field import Field
from tui.widgets.floating import Entry, Floating, Picker, Question
from tui.widgets.hide import HideScreen

COMMANDS: Final = (
    Command(
        "app.help_now",
        ("f1",),
        "help_now",
        "Help now",
        "Numbers to call, and a way to breathe. Works everywhere.",
        "Everywhere",
        priority=True,
    ),
    Command("app.help_now_too", ("!",), "help_now", "Help now", "The same.", "Everywhere", palette=False),
    Command(
        "app.keys", ("?",), "keys", "Keys", "Every key that does something here.", "Everywhere", "keys", 1
    ),
    Command(
        "app.jump",
        ("ctrl+k",),
        "jump",
        "Jump to…",
        "Go to any room, thread, person or screen by typing a part of its name.",
        "Everywhere",
        "jump",
        2,
        priority=True,
    ),
    Command(
        "app.palette",
        ("ctrl+p",),
        "palette",
        "Everything one can do",
        "All that can be done here, by name.",
        "Everywhere",
        priority=True,
        palette=False,
    ),
    Command(
        "app.search",
        ("/",),
        "search",
        "Search",
        "Find words in your rooms and threads.",
        "Everywhere",
        "search",
        3,
    ),
    Command(
        "app.next_unread",
        ("n",),
        "next_unread",
        "Next unread",
        "Go to the next room or thread with something new.",
        "Move around",
        "next unread",
        4,
    ),
    Command(
        "app.mentions",
        ("m",),
        "catch_up('mentions')",
        "Where you are named",
        "The messages with your name in them, the newest first.",
        "Move around",
    ),
    Command(
        "app.waiting",
        ("w",),
        "catch_up('waiting')",
        "Who waits for a reply",
        "Direct messages and mentions that you have not answered.",
        "Move around",
    ),
    Command(
        "app.recent",
        ("o",),
        "catch_up('recent')",
        "Recent conversations",
        "The rooms in which you last wrote or read.",
        "Move around",
    ),
    Command(
        "app.all_read",
        ("A",),
        "all_read",
        "Take everything for read",
        "In all your rooms and boards, after a question.",
        "Move around",
    ),
    Command(
        "app.back",
        ("escape",),
        "go_back",
        "Back",
        "Back, or out of what you type in; letters are keys again then.",
        "Move around",
        palette=False,
    ),
    Command(
        "app.next_pane",
        ("tab",),
        "app.focus_next",
        "Next pane",
        "Go to the next part of the screen.",
        "Move around",
        palette=False,
    ),
    Command(
        "app.previous_pane",
        ("shift+tab",),
        "app.focus_previous",
        "Previous pane",
        "Go to the part of the screen before.",
        "Move around",
        palette=False,
        shown_key="⇧Tab",
    ),
    *(
        Command(
            f"app.go_{to.name}",
            (to.key,),
            f"go('{to.name}')",
            f"Go to {to.title}",
            f"Show {to.title}.",
            "Move around",
        )
        for to in DESTINATIONS
    ),
    *(
        Command(
            f"app.always_go_{to.name}",
            (f"alt+{to.key}",),
            f"go('{to.name}')",
            f"Go to {to.title}",
            f"Show {to.title}, also while you type.",
            "Move around",
            priority=True,
            palette=False,
        )
        for to in DESTINATIONS
    ),
    Command(
        "app.hide",
        ("f9",),
        "hide('f9')",
        "Hide the screen",
        "Show a plain text file at once; the same key comes back.",
        "Everywhere",
        priority=True,
    ),
    Command(
        "app.hide_too",
        ("backslash",),
        "hide('backslash')",
        "Hide the screen",
        "The same.",
        "Everywhere",
        palette=False,
        shown_key="\\",
    ),
    Command(
        "app.redraw",
        ("ctrl+l",),
        "redraw",
        "Draw the screen again",
        "When the terminal got mixed up.",
        "Everywhere",
        priority=True,
    ),
    Command(
        "app.notices", (), "notices", "Notices", "What was said in the corner of the screen.", "Everywhere"
    ),
    *MEETING,
    *LIFTING,
    Command(
        "app.leave", ("q",), "leave", "Leave", "End your visit. The light stays on.", "Everywhere", "leave", 6
    ),
    Command(
        "app.leave_asking",
        ("ctrl+q", "ctrl+c"),
        "leave(True)",
        "Leave",
        "End your visit, after a question.",
        "Everywhere",
        palette=False,
    ),
)
NOT_FOR_GUESTS: Final = frozenset(
    {"jump", "search", "next_unread", "go", "palette", "notices", "catch_up", "all_read", *MEMBERS_ONLY}
)
"""Actions that need an account."""


class Actions(CatchingUp, Meeting, Lifting):
    """The actions of the commands above; mixed into the app."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While hidden nothing works but coming back; without an account only help, hiding and leaving."""
        porch = self.porch
        # Asked for each command in the foot whenever a screen is drawn.
        stack = porch._screen_stacks.get(porch._current_mode)
        if stack and isinstance(stack[-1], HideScreen):
            return action == "hide"
        if action == "lifts" and not self.may_ask_lifts:
            return False
        return not (action in NOT_FOR_GUESTS and not porch.menu)

    def action_help_now(self) -> None:
        """Show the help card, unless it is there already."""
        porch = self.porch
        if not any(isinstance(screen, HelpScreen) for screen in porch.screen_stack):
            porch.show(HelpScreen())

    def action_keys(self) -> None:
        """Show the keys that work where one is."""
        porch = self.porch
        reach = list(in_reach(porch.screen.focused or porch.screen))
        porch.show(KeysScreen([command for _, command in reach]))

    def action_notices(self) -> None:
        """Show the toasts of this visit."""
        self.porch.show(NoticesScreen())

    def _float(self, asking: Coroutine[object, object, None]) -> None:
        """Ask something in a card, instead of what another card asks now."""
        top = self.porch.screen
        if isinstance(top, Floating):
            top.close(None)
        self.porch.run_worker(asking, name="floating", exclusive=True, group="floating")

    def action_jump(self) -> None:
        """Ask where to, and go there."""
        self._float(self._jump())

    async def _jump(self) -> None:
        porch = self.porch
        entries = [entry for keeper in porch.keepers.values() for entry in await keeper.entries()]
        entries += [Entry(f"go:{one.name}", one.title, f"screen {one.key}") for one in porch.menu]
        direct = {room.partner_id for room in porch.rooms if room.kind == "direct"}
        for member in await self.ask(members.people) or ():
            if member.id not in direct and member.handle != porch.handle:
                entries.append(
                    Entry(
                        f"member:{member.handle}", f"@{member.handle}", member.role.value, member.display_name
                    )
                )
        entries += [
            Entry(f"setting:{key}", title, words.SETTINGS) for key, title in setting_words.JUMPS.items()
        ]
        picked = await porch.push_screen_wait(
            Picker(words.JUMP_TITLE, words.JUMP_HINT, entries, more=self._places)
        )
        if picked is not None:
            await self.go_to_target(picked)

    def _places(self, typed: str) -> list[Entry]:
        """What was typed by its name as people write it, "kitchen#412"."""
        return [entry for keeper in self.porch.keepers.values() for entry in keeper.places(typed)]

    async def go_to_target(self, target: str) -> None:
        """Go where a target leads.

        Args:
            target: "go:chat", "setting:theme", "member:theo", or one of a feature's own kinds: "room:7".
        """
        kind, _, rest = target.partition(":")
        if kind == "go":
            await self.porch.go_to(rest)
        elif kind == "setting":
            screen = await self.porch.go_to("settings")
            if screen is not None:
                screen.go_to_row(rest)
        elif kind == "member":
            room = await self.ask(rooms.open_direct, handle=rest)
            if room is not None:
                self.porch.rooms.put(room)
                await self.porch.open_room(room.id)
        else:
            for keeper in self.porch.keepers.values():
                if kind in keeper.targets:
                    await keeper.go(kind, rest)

    def action_palette(self) -> None:
        """Ask what to do, and do it."""
        self._float(self._palette())

    async def _palette(self) -> None:
        porch = self.porch
        start = porch.screen.focused or porch.screen
        offered = {command.id: (node, command) for node, command in in_reach(start) if command.palette}
        entries = [
            Entry(command.id, command.title, command.key_label, command.help)
            for _, command in offered.values()
        ]
        picked = await porch.push_screen_wait(Picker(words.PALETTE_TITLE, words.PALETTE_HINT, entries))
        if picked is not None:
            node, command = offered[picked]
            await porch.run_action(command.action, node)

    async def action_search(self) -> None:
        """Search in the rooms, above where one is."""
        top = self.porch.screen
        if isinstance(top, SearchScreen):
            top.type_again()
        else:
            self.porch.show(SearchScreen())

    def action_all_read(self) -> None:
        """Take everything for read."""
        self._float(self.read_everything())

    async def action_next_unread(self) -> None:
        """Go to the next thing with something new: of the screen one is on first, then in the rooms."""
        keepers = self.porch.keepers
        here = keepers.get(self.porch.current_mode)
        for keeper in dict.fromkeys([*([here] if here is not None else []), *keepers.values()]):
            if await keeper.next_unread():
                return
        self.porch.toast(words.NO_UNREAD)

    async def action_go(self, mode: str) -> None:
        """Go to a screen by its name."""
        await self.porch.go_to(mode)

    def action_go_back(self) -> None:
        """Leave what floats, or the input."""
        porch = self.porch
        if len(porch.screen_stack) > 1:
            porch.put_away()
            return
        frame = porch.frame
        pane = frame.main_pane() if frame is not None else None
        if pane is not None and isinstance(porch.focused, Field):
            pane.focus()

    def action_hide(self, key: str) -> None:
        """Show a plain text file, or the hub again.

        Args:
            key: The key that was pressed.
        """
        porch = self.porch
        if isinstance(porch.screen, HideScreen):
            porch.screen.action_back(key)
        else:
            porch.show(HideScreen(key))

    def action_redraw(self) -> None:
        """Draw everything again."""
        self.porch.screen.refresh(layout=True)

    def action_leave(self, asking: bool = False) -> None:
        """End the visit; ask first when something is half written."""
        self._float(self._leave(asking))

    async def _leave(self, asking: bool) -> None:
        porch = self.porch
        draft = any(screen.has_draft() for screen in porch.frames())
        if draft or asking:
            text = words.LEAVE_DRAFT if draft else words.LEAVE_PLAIN
            question = Question(words.LEAVE_TITLE, text, yes=words.LEAVE_YES, no=words.LEAVE_NO)
            if not await porch.push_screen_wait(question):
                return
        porch.exit(0)
