"""The join screen: from an invite code to an account, one question at a time."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar, Final, Literal

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Input

from store import joining, keys
from store.errors import HubError
from tui import times
from tui.ask import OnPorch
from tui.commands import Command, bindings
from tui.join import words
from tui.join.rules import paragraphs
from tui.widgets.field import Field
from tui.widgets.floating import Entry, matching
from tui.widgets.frame import FrameScreen
from tui.widgets.sheet import PICK_COMMANDS, Choice, Gap, Item, Sheet, Words
from tui.widgets.spans import Span

Step = Literal["code", "rules", "handle", "name", "way", "password", "again", "zone", "privacy", "done"]
WRONG_CODES: Final = 6
"""Codes that open nothing which one visit may try."""
ZONES_SHOWN: Final = 8
"""Time zones listed below the field."""

COMMANDS = (
    Command(
        "join.back",
        ("escape",),
        "step_back",
        "A step back",
        "Back to the question before.",
        footer="a step back",
        footer_rank=0,
        palette=False,
    ),
    *PICK_COMMANDS[:2],
)


@dataclass(frozen=True, slots=True)
class Form:
    """What has been answered so far."""

    code: str = ""
    preview: joining.Preview | None = None
    handle: str = ""
    display_name: str = ""
    way: str = "password"
    """"key", "password" or "both"."""
    password: str = ""
    password_hash: str = ""
    time_zone: str = ""
    hide_presence: bool = False


class Page(Vertical):
    """A question: words, a line to type in, and rows below."""


class JoinScreen(FrameScreen):
    """One question at a time; Esc goes a step back, F1 works throughout. The account is made at the very end."""

    RAIL = False
    OFFERS: ClassVar[tuple[Command, ...]] = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(COMMANDS)]

    def __init__(self) -> None:
        super().__init__()
        self.place = words.PLACE
        self._page = _JoinPage()
        self._form = Form()
        self._step: Step = "code"
        self._before: list[Step] = []
        self._wrong = 0
        self._busy = False
        self._nonce = secrets.token_hex(16)

    def compose_body(self) -> Iterable[Widget]:
        """The page."""
        yield self._page

    def on_mount(self) -> None:
        """Ask the first question."""
        self._ask()

    # asking

    def _go(self, step: Step) -> None:
        self._before.append(self._step)
        self._step = step
        self._ask()

    def action_step_back(self) -> None:
        """Back to the question before."""
        if self._busy or self._step == "done":
            return
        while self._before:
            self._step = self._before.pop()
            if self._step != "again":
                break
        self._ask()

    def action_step(self, by: int) -> None:
        """Go some rows on below the field."""
        self._page.rows.action_step(by)

    def _ask(self) -> None:
        form, hub = self._form, self.porch.session.hub.config.hub
        page = self._page
        offered = self.porch.session.offered_key is not None
        if self._step == "code":
            page.show_field(
                [
                    Words(words.WELCOME.format(hub=hub.name), bold=True),
                    *([Words(hub.tagline, "muted")] if hub.tagline else []),
                    Gap(),
                    Words(words.WELCOME_MORE),
                ],
                hint=words.CODE_HINT,
                secret=True,
                below=[Gap(), Words(words.NO_CODE.format(contact=hub.contact), "muted")],
            )
        elif self._step == "rules" and form.preview is not None:
            page.show_rows(
                [],
                [
                    Gap(),
                    *self._opens(form.preview),
                    Gap(),
                    Words(words.RULES, bold=True),
                    Gap(),
                    *paragraphs(form.preview.rules_text),
                    Choice("yes", (Span(words.RULES_YES),)),
                    Choice("no", (Span(words.RULES_NO),)),
                ],
            )
        elif self._step == "handle":
            page.show_field(
                [Words(words.HANDLE, bold=True), Words(words.HANDLE_MORE, "muted")],
                value=form.handle,
                hint=words.HANDLE_HINT,
            )
        elif self._step == "name":
            page.show_field(
                [
                    Words(words.HANDLE_FREE.format(handle=form.handle), "teal"),
                    Gap(),
                    Words(words.NAME, bold=True),
                    Words(words.NAME_MORE, "muted"),
                ],
                value=form.display_name,
            )
        elif self._step == "way":
            fingerprint = (
                keys.parse(self.porch.session.offered_key).fingerprint
                if self.porch.session.offered_key
                else ""
            )
            rows: list[Item] = []
            if offered:
                rows.append(Choice("key", (Span(words.WAY_KEY),), under=fingerprint))
                rows.append(Choice("both", (Span(words.WAY_BOTH),)))
            rows.append(Choice("password", (Span(words.WAY_PHRASE),)))
            page.show_rows([Words(words.WAY_IN, bold=True)], rows)
        elif self._step == "password":
            note = [] if offered else [Words(words.WAY_NO_KEY, "muted")]
            page.show_field(
                [Words(words.PHRASE, bold=True), Words(words.PHRASE_MORE, "muted"), *note], secret=True
            )
        elif self._step == "again":
            page.show_field([Words(words.PHRASE_AGAIN, bold=True)], secret=True)
        elif self._step == "zone":
            page.show_field(
                [Words(words.ZONE, bold=True), Words(words.ZONE_MORE, "muted")],
                below=self._zones(""),
                listing=True,
            )
        elif self._step == "privacy":
            page.show_rows(
                [Words(words.PRIVACY, bold=True), Words(words.PRIVACY_MORE, "muted")],
                [
                    Choice("seen", (Span(words.PRIVACY_SEEN),)),
                    Choice("hidden", (Span(words.PRIVACY_HIDDEN),)),
                ],
            )
        self.frame_changed()

    def _opens(self, preview: joining.Preview) -> list[Item]:
        zone = self.porch.zone
        items: list[Item] = [Words(words.OPENS.format(role=words.ROLES[preview.role.value]))]
        if preview.circles:
            items.append(Words(words.OPENS_CIRCLES.format(circles=words.listed(preview.circles))))
        if preview.expires_at is not None:
            items.append(
                Words(words.OPENS_UNTIL.format(when=times.short_day(preview.expires_at, zone)), "muted")
            )
        return items

    def _zones(self, typed: str) -> list[Item]:
        now = self.porch.session.hub.clock()
        usual = self.porch.session.hub.config.hub.time_zone
        # The hub's own may be one that the list leaves out, such as Etc/UTC.
        names = dict.fromkeys((usual, *times.zone_names()))
        found = matching([Entry(name, name.replace("_", " ")) for name in names], typed)
        return [
            Choice(
                entry.key,
                (Span(entry.label),),
                (Span(times.hour_minute(now, times.zone_of(entry.key)), "muted"),),
            )
            for entry in found[:ZONES_SHOWN]
        ] or [Words(words.ZONE_NONE, "muted")]

    # answers

    @on(Input.Changed)
    def typed(self, changed: Input.Changed) -> None:
        """Narrow the list of zones."""
        changed.stop()
        if self._step == "zone":
            self._page.rows.show(self._zones(changed.value), keep=False)

    @on(Field.Moved)
    def moved(self, moved: Field.Moved) -> None:
        """Go some rows or pages on below the field."""
        moved.stop()
        if moved.by_page:
            self._page.rows.action_page(moved.by)
        else:
            self.action_step(moved.by)

    @on(Input.Submitted)
    async def entered(self, submitted: Input.Submitted) -> None:
        """Take a typed answer."""
        submitted.stop()
        if self._busy:
            return
        value = submitted.value
        if self._step == "zone":
            if self._page.rows.current is not None:
                self._zone(self._page.rows.current)
            return
        self._busy = True
        try:
            await self._take(value)
        except HubError as error:
            self._page.refuse(str(error))
        finally:
            self._busy = False

    async def _take(self, value: str) -> None:
        if self._step == "code":
            await self._take_code(value)
        elif self._step == "handle":
            wanted = value.strip().removeprefix("@")
            if not wanted:
                return
            if await self.attempt(joining.handle_free, handle=wanted):
                self._form = replace(self._form, handle=wanted.lower())
                self._go("name")
            else:
                self._page.refuse(words.HANDLE_TAKEN)
        elif self._step == "name":
            self._form = replace(self._form, display_name=value)
            self._go("way" if self.porch.session.offered_key else "password")
        elif self._step == "password":
            self._page.say(words.WORKING, trouble=False)
            about = (self._form.handle, self.porch.session.hub.config.hub.name)
            hashed = await self.porch.session.hub.passwords.hash(value, about=about)
            self._form = replace(self._form, password=value, password_hash=hashed)
            self._go("again")
        elif self._step == "again":
            if value != self._form.password:
                self._page.refuse(words.PHRASE_DIFFERENT)
                return
            self._form = replace(self._form, password="")
            self._go("zone")

    async def _take_code(self, code: str) -> None:
        if not code.strip():
            return
        try:
            preview = await self.attempt(joining.preview, code=code)
        except HubError:
            self._wrong += 1
            if self._wrong >= WRONG_CODES:
                self.porch.say_goodbye(
                    words.TOO_MANY.format(contact=self.porch.session.hub.config.hub.contact)
                )
                return
            raise
        self._form = replace(self._form, code=code, preview=preview)
        self._go("rules")

    def _zone(self, name: str) -> None:
        self._form = replace(self._form, time_zone=name)
        self._go("privacy")

    @on(Sheet.Chosen)
    async def chosen(self, chosen: Sheet.Chosen) -> None:
        """Take a chosen answer."""
        chosen.stop()
        if self._busy:
            return
        if self._step == "rules":
            if chosen.key == "yes":
                self._go("handle")
            else:
                self.app.exit(0)
        elif self._step == "way":
            self._form = replace(self._form, way=chosen.key)
            self._go("zone" if chosen.key == "key" else "password")
        elif self._step == "zone":
            self._zone(chosen.key)
        elif self._step == "privacy":
            self._form = replace(self._form, hide_presence=chosen.key == "hidden")
            await self._join()
        elif self._step == "done":
            self.app.exit(0)

    async def _join(self) -> None:
        form, session = self._form, self.porch.session
        if form.preview is None:
            return
        with_key = form.way in {"key", "both"}
        self._busy = True
        try:
            joined = await self.attempt(
                joining.join,
                code=form.code,
                handle=form.handle,
                rules_version=form.preview.rules_version,
                display_name=form.display_name,
                password_hash="" if form.way == "key" else form.password_hash,
                public_key=(session.offered_key or "") if with_key else "",
                time_zone=form.time_zone,
                hide_presence=form.hide_presence,
                nonce=self._nonce,
            )
        except HubError as error:
            self.porch.toast(str(error), trouble=True)
            return
        finally:
            self._busy = False
        self._form = Form()
        self._step = "done"
        self._show_done(joined.handle, form.way)

    def _show_done(self, handle: str, way: str) -> None:
        session = self.porch.session
        items: list[Item] = [
            Words(words.DONE.format(handle=handle), bold=True),
            Gap(),
            Words(words.DONE_MORE),
            Gap(),
            Words(come_back(session.hub.config.hub.address, handle), "amber", bold=True, indent=4),
            Gap(),
            Words(words.DONE_WITH[way]),
        ]
        if session.host_fingerprint:
            items += [
                Gap(),
                Words(words.DONE_FINGERPRINT.format(fingerprint=session.host_fingerprint), "muted"),
            ]
        self._page.show_rows(items, [Choice("leave", (Span(words.DONE_LEAVE),))])
        self.frame_changed()


def come_back(address: str, handle: str) -> str:
    """What to type to come back.

    Args:
        address: As in hub.toml: "hub.example.org" or "-p 2222 hub.example.org".
        handle: Whose way in it is.
    """
    *options, host = address.split() or [""]
    return " ".join(["ssh", *options, f"{handle}@{host}"])


class _JoinPage(OnPorch, Page):
    """The three parts of a question, kept from one question to the next."""

    def __init__(self) -> None:
        super().__init__()
        self.above = Sheet()
        self.above.can_focus = False
        self.field = Field(max_length=1024, above_list=True)
        self.rows = Sheet(id="rows")

    def compose(self) -> ComposeResult:
        """The three parts."""
        yield self.above
        yield self.field
        yield self.rows

    def show_field(
        self,
        above: list[Item],
        *,
        value: str = "",
        hint: str = "",
        secret: bool = False,
        below: Iterable[Item] = (),
        listing: bool = False,
    ) -> None:
        """Ask for a line.

        Args:
            above: The question.
            value: What stands in the line.
            hint: Shown while it is empty.
            secret: Show a dot for each letter.
            below: What is under the line.
            listing: What is under it is a list that the line narrows.
        """
        self.above.show([Gap(), *above, Gap()])
        self.field.password = secret
        self.field.placeholder = hint
        self.field.value = value
        self.field.cursor_position = len(value)
        self.field.display = True
        self.rows.show([Gap(), *below] if not listing else below, keep=False)
        self.rows.can_focus = False
        self.rows.lit = listing
        self.field.focus()

    def show_rows(self, above: list[Item], rows: list[Item]) -> None:
        """Ask for a choice."""
        self.above.show([Gap(), *above, Gap()] if above else [])
        self.field.value = ""
        self.field.display = False
        self.rows.lit = False
        self.rows.can_focus = True
        self.rows.show(rows, keep=False)
        self.rows.focus()

    def say(self, sentence: str, *, trouble: bool = True) -> None:
        """Say something below the line; what was typed stays."""
        self.rows.show([Gap(), Words(sentence, "rose" if trouble else "muted")], keep=False)

    def refuse(self, sentence: str) -> None:
        """Say why a line cannot be used; what is typed next takes its place."""
        if self.field.password:
            # Nobody sees what stands there: typing goes on from nothing.
            self.field.value = ""
        else:
            self.field.select_all()
        self.say(sentence)
