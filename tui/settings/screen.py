"""Settings' screen: one page of rows, each opened by Enter."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable
from functools import partial
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from store import blocks, keys, members, passwords, preferences, presence
from store.bus import Event, Resync
from store.errors import HubError
from tui import times
from tui import words as frame_words
from tui.commands import Command, bindings
from tui.join.rules import RulesPage
from tui.join.screen import come_back
from tui.settings import blocked, words
from tui.settings.hours import read_hours, said_hours
from tui.widgets.floating import Entry, Picker, Prompt, Question
from tui.widgets.frame import FrameScreen
from tui.widgets.sheet import Choice, Gap, Item, Sheet, Words
from tui.widgets.spans import Span

COMMANDS = (
    Command(
        "settings.colours",
        ("t",),
        "theme",
        "Other colours",
        "Choose how the hub looks.",
        footer="colours",
        footer_rank=2,
    ),
)


class SettingsScreen(FrameScreen):
    """Everything that is the member's own to change."""

    OFFERS: ClassVar[tuple[Command, ...]] = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(COMMANDS)]

    def __init__(self) -> None:
        super().__init__()
        self.place = words.PLACE
        self._sheet = Sheet(id="settings")
        self._keys: list[keys.Key] = []
        self._devices: list[presence.Connection] = []

    def compose_body(self) -> Iterable[Widget]:
        """The page."""
        yield self._sheet

    def main_pane(self) -> Widget:
        """The page."""
        return self._sheet

    async def on_mount(self) -> None:
        """Write it."""
        await self._write()

    async def on_screen_resume(self) -> None:
        """Write it again: keys and devices come and go elsewhere."""
        await self._write()

    async def heard(self, news: Event | Resync) -> None:
        """Something of mine changed."""
        if self.is_current and (
            isinstance(news, Resync) or news.kind in {"profile", "preferences", "keys", "devices", "blocks"}
        ):
            await self._write()

    async def _write(self) -> None:
        porch = self.porch
        me = porch.me
        likes = porch.preferences
        if me is None or likes is None:
            return
        self._keys = await self.ask(keys.listing) or []
        self._devices = await self.ask(presence.connections) or []
        session = porch.session
        strangers = words.STRANGERS_YES if likes.strangers else words.STRANGERS_NO
        hidden = words.HIDDEN_YES if likes.hide_presence else words.HIDDEN_NO
        items: list[Item] = [
            Gap(),
            Words(words.YOU, bold=True),
            self._row("handle", words.HANDLE, f"{me.handle}, {me.role.value}", words.HANDLE_NOTE),
            self._row("name", words.NAME, me.display_name or words.NONE),
            self._row("pronouns", words.PRONOUNS, me.pronouns or words.NONE),
            self._row("zone", words.ZONE, me.time_zone, times.hour_minute(session.hub.clock(), porch.zone)),
            self._row("hidden", words.HIDDEN, hidden),
            self._row("strangers", words.STRANGERS, strangers),
            Gap(),
            Words(words.LOOK, bold=True),
            self._row("theme", words.THEME, words.THEMES[likes.theme].partition(":")[0]),
            self._row("plain", words.PLAIN, words.PLAIN_YES if likes.plain else words.PLAIN_NO),
            self._row("bell", words.BELL, words.BELLS[likes.bell]),
            self._row(
                "quiet", words.QUIET, said_hours(likes.quiet_from, likes.quiet_until) or words.QUIET_NONE
            ),
            *blocked.rows(await self.ask(blocks.listing) or []),
            Gap(),
            Words(words.WAYS_IN, bold=True),
            self._row("password", words.PHRASE, words.PHRASE_SET if me.has_password else words.PHRASE_UNSET),
        ]
        items += [self._key_row(key) for key in self._keys]
        if self._offered_is_new():
            items.append(self._row("offered", words.KEY_OFFERED, ""))
        items += [
            self._row("add", words.KEY_ADD, "", words.KEY_ADD_NOTE),
            Gap(),
            Words(words.DEVICES, bold=True),
        ]
        items += [self._device_row(device) for device in self._devices]
        items += [Gap(), Words(words.HUB, bold=True), self._row("rules", words.RULES, "")]
        items.append(self._row("back", words.COME_BACK, come_back(session.hub.config.hub.address, me.handle)))
        if session.host_fingerprint:
            items.append(self._row("fingerprint", words.FINGERPRINT, session.host_fingerprint))
            items.append(Words(words.FINGERPRINT_NOTE, "muted", indent=2))
        self._sheet.show(items)

    @staticmethod
    def _row(key: str, label: str, value: str, note: str = "") -> Choice:
        return Choice(
            key,
            (Span(label, "muted" if value else "text"),),
            (Span(note, "muted"),) if note else (),
            aside=(Span(value),) if value else (),
        )

    def _key_row(self, key: keys.Key) -> Choice:
        porch = self.porch
        now = porch.session.hub.clock()
        used = (
            words.KEY_NEVER
            if key.used_at is None
            else words.KEY_USED.format(when=times.when(key.used_at, now, porch.zone))
        )
        return self._row(
            f"key:{key.id}", key.label or key.algorithm, key.fingerprint[:26] + porch.signs.more, used
        )

    def _device_row(self, device: presence.Connection) -> Choice:
        porch = self.porch
        since = times.when(device.since, porch.session.hub.clock(), porch.zone)
        note = words.THIS if device.session_id == porch.session.session_id else device.address_hint
        return self._row(
            f"device:{device.session_id}", f"since {since}", words.WAYS.get(device.way_in, ""), note
        )

    def _offered_is_new(self) -> bool:
        offered = self.porch.session.offered_key
        if offered is None:
            return False
        fingerprint = keys.parse(offered).fingerprint
        return all(key.fingerprint != fingerprint for key in self._keys)

    def action_theme(self) -> None:
        """Choose colours."""
        self.run_worker(self._theme(), name="settings", exclusive=True)

    @on(Sheet.Chosen)
    def change(self, chosen: Sheet.Chosen) -> None:
        """Change what a row is about."""
        chosen.stop()
        kind, _, rest = chosen.key.partition(":")
        todo: dict[str, Callable[[], Coroutine[object, object, None]]] = {
            "name": self._display_name,
            "pronouns": self._pronouns,
            "zone": self._zone,
            "hidden": self._hidden,
            "strangers": self._strangers,
            "block": partial(blocked.add, self),
            "theme": self._theme,
            "plain": self._plain,
            "bell": self._bell,
            "quiet": self._quiet,
            "password": self._password,
            "add": self._add_key,
            "offered": self._add_offered,
            "rules": self._rules,
        }
        if kind in todo:
            self.run_worker(todo[kind](), name="settings", exclusive=True)
        elif kind == "blocked":
            self.run_worker(blocked.see_again(self, rest), name="settings", exclusive=True)
        elif kind == "key":
            self.run_worker(self._remove_key(int(rest)), name="settings", exclusive=True)
        elif kind == "device" and rest != self.porch.session.session_id:
            self.run_worker(self._end_device(rest), name="settings", exclusive=True)

    # one coroutine a row

    async def _display_name(self) -> None:
        me = self.porch.me
        value = me.display_name if me is not None else ""
        given = await self.app.push_screen_wait(Prompt(words.NAME, words.NAME_ASK, value=value, longest=60))
        if given is not None:
            await self.ask(members.update, display_name=given)

    async def _pronouns(self) -> None:
        me = self.porch.me
        value = me.pronouns if me is not None else ""
        given = await self.app.push_screen_wait(
            Prompt(words.PRONOUNS, words.PRONOUNS_ASK, value=value, longest=40)
        )
        if given is not None:
            await self.ask(members.update, pronouns=given)

    async def _zone(self) -> None:
        picked = await self.app.push_screen_wait(zone_picker(self.porch.session.hub.clock()))
        if picked is not None:
            await self.ask(members.update, time_zone=picked)

    async def _hidden(self) -> None:
        likes = self.porch.preferences
        if likes is not None:
            await self.ask(preferences.put, hide_presence=not likes.hide_presence)

    async def _strangers(self) -> None:
        likes = self.porch.preferences
        if likes is not None:
            await self.ask(preferences.put, strangers=not likes.strangers)

    async def _plain(self) -> None:
        likes = self.porch.preferences
        if likes is not None:
            await self.ask(preferences.put, plain=not likes.plain)

    async def _theme(self) -> None:
        likes = self.porch.preferences
        worn = likes.theme if likes is not None else ""
        entries = [
            Entry(name, label, words.THEME_WORN if name == worn else "", light=name == worn)
            for name, label in words.THEMES.items()
        ]
        picked = await self.app.push_screen_wait(Picker(words.THEME, "", entries))
        if picked is not None:
            await self.ask(preferences.put, theme=picked)
            if self.porch.session.colours in {"16", "none"}:
                self.porch.toast(words.THEME_FORCED)

    async def _bell(self) -> None:
        entries = [Entry(name, label) for name, label in words.BELLS.items()]
        picked = await self.app.push_screen_wait(Picker(words.BELL, "", entries))
        if picked is not None:
            await self.ask(preferences.put, bell=picked)

    async def _quiet(self) -> None:
        likes = self.porch.preferences
        value = said_hours(likes.quiet_from, likes.quiet_until) if likes is not None else ""

        async def wrong(line: str) -> str:
            return "" if read_hours(line) is not None else words.QUIET_WRONG

        given = await self.app.push_screen_wait(
            Prompt(words.QUIET, words.QUIET_ASK, value=value, check=wrong)
        )
        hours = read_hours(given) if given is not None else None
        if hours is not None:
            await self.ask(preferences.put, quiet=hours)

    async def _password(self) -> None:
        porch = self.porch
        session = porch.session
        old: str | None = ""
        if porch.me is not None and porch.me.has_password:
            old = await self.app.push_screen_wait(Prompt(words.PHRASE, words.PHRASE_OLD, secret=True))
        if old is None:
            return
        new = await ask_new_password(self)
        if new is None:
            return
        try:
            await passwords.change_password(session.hub, session.actor, old, new)
        except HubError as error:
            porch.toast(str(error), trouble=True)
            return
        porch.toast(words.PHRASE_DONE)
        await porch.read_again()
        await self._write()

    async def _add_key(self) -> None:
        line = await self.app.push_screen_wait(
            Prompt(
                words.KEY_ADD,
                words.KEY_ADD_ASK,
                hint="ssh-ed25519 AAAA…",
                longest=2000,
                check=self._wrong_key,
            )
        )
        if line is not None:
            await self._enrol(line)

    async def _add_offered(self) -> None:
        offered = self.porch.session.offered_key
        if offered is not None:
            await self._enrol(offered)

    @staticmethod
    async def _wrong_key(line: str) -> str:
        try:
            keys.parse(line)
        except HubError as error:
            return str(error)
        return ""

    async def _enrol(self, line: str) -> None:
        comment = keys.parse(line).comment
        label = await self.app.push_screen_wait(
            Prompt(words.KEY_ADD, words.KEY_LABEL_ASK, value=comment[:40], longest=60)
        )
        if label is not None and await self.ask(keys.add, public_key=line, label=label) is not None:
            self.porch.toast(words.KEY_ADDED)
            await self._write()

    async def _remove_key(self, key_id: int) -> None:
        key = next((key for key in self._keys if key.id == key_id), None)
        if key is None:
            return
        text = words.KEY_REMOVE_ASK.format(label=key.label or key.algorithm, fingerprint=key.fingerprint)
        if await self.app.push_screen_wait(Question(words.KEY_REMOVE, text, yes=words.REMOVE, no=words.KEEP)):
            try:
                await self.attempt(keys.remove, key_id=key_id)
            except HubError as error:
                self.porch.toast(str(error), trouble=True)
            else:
                self.porch.toast(words.KEY_REMOVED)
            await self._write()

    async def _end_device(self, session_id: str) -> None:
        question = Question(words.END_TITLE, words.END_ASK, yes=words.END_YES, no=frame_words.NO)
        if await self.app.push_screen_wait(question):
            await self.ask(presence.end_connection, session_id=session_id)
            await self._write()

    async def _rules(self) -> None:
        await self.app.push_screen(RulesPage())


def zone_picker(now: int) -> Picker:
    """A list of time zones, each with the time it is there.

    Args:
        now: Epoch milliseconds UTC.
    """
    entries = [
        Entry(name, name.replace("_", " "), times.hour_minute(now, times.zone_of(name)), also=name)
        for name in times.zone_names()
    ]
    return Picker(words.ZONE_ASK, words.ZONE_HINT, entries)


async def ask_new_password(screen: FrameScreen) -> str | None:
    """Ask for a new password twice.

    Returns:
        The password; None when the person changed their mind.
    """
    porch = screen.porch
    about = (porch.handle, porch.session.hub.config.hub.name)

    async def weak(line: str) -> str:
        try:
            await porch.session.hub.passwords.hash(line, about=about)
        except HubError as error:
            return str(error)
        return ""

    new = await screen.app.push_screen_wait(
        Prompt(words.PHRASE, words.PHRASE_NEW, secret=True, longest=1024, check=weak)
    )
    if new is None:
        return None

    async def same(again: str) -> str:
        return "" if again == new else words.PHRASE_DIFFERENT

    again = await screen.app.push_screen_wait(
        Prompt(words.PHRASE, words.PHRASE_AGAIN, secret=True, longest=1024, check=same)
    )
    return again
