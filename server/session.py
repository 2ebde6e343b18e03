"""One connection's session: a command, the app, or one friendly line; and nothing of it left when it ends.

A command was given: it runs, whether or not there is a pseudo-terminal. None was given and there is a terminal: the
app. None was given and there is no terminal that could show it: one line that says how to use commands.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

import asyncssh

from server import words
from server.commands import REFUSED, WRONG_USAGE, run
from server.commands.plain import is_plain
from server.cooked import Cooked
from server.driver import ChannelDriver, driver_for
from server.output import Output
from server.stdin import ChannelStdin
from server.terminal import can_draw, clamped, colours
from server.wire import Wire
from store import preferences, presence
from store.errors import Denied, HubError
from store.operations import Actor
from store.passwords import sign_in_with_key
from store.text import printable
from tui.app import PorchlightApp
from tui.letting_go import let_go_of
from tui.served import where
from tui.session import Session

if TYPE_CHECKING:
    from server.serving import Door
    from server.ssh import Doorkeeper, Grant

log = logging.getLogger("porchlight.door")

INTERRUPTED = 130
"""The exit status after Ctrl+C, as shells count it."""

_TYPED_AHEAD = 4096
"""Bytes of input kept for an app that has not drawn yet."""

_FLUSH_S = 2.0
"""Seconds that the last words have to leave."""


class Visit(asyncssh.SSHServerSession[bytes]):
    """The session of one connection, bound to one actor."""

    def __init__(self, door: Door, keeper: Doorkeeper, grant: Grant) -> None:
        """Wait for the channel to say what is wanted.

        Args:
            door: What all sessions share.
            keeper: Who authenticated the connection.
            grant: Who it is.
        """
        self._door = door
        self._keeper = keeper
        self._grant = grant
        self.actor: Actor = grant.actor
        self.session_id = secrets.token_hex(8)
        self._command: str | None = None
        self._term = ""
        self._size = (0, 0)
        self._task: asyncio.Task[None] | None = None
        self._closed = asyncio.Event()
        self._farewell = ""
        self._app: PorchlightApp | None = None
        self._ended_app: PorchlightApp | None = None
        self._driver: ChannelDriver | None = None
        self._ahead = b""
        self._ended_input = False
        self._stdin: ChannelStdin | None = None
        self._cooked: Cooked | None = None
        self._interrupted = False

    # -- what asyncssh tells

    def connection_made(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        """The channel is there."""
        limits = self._door.hub.config.limits
        self._channel = chan
        self._wire = Wire(
            chan,
            drop_above=limits.slow_viewer_kib * 1024,
            cut_above=limits.stalled_viewer_kib * 1024,
            stalled_s=limits.stalled_s,
        )

    def pty_requested(
        self, term_type: str, term_size: tuple[int, int, int, int], term_modes: Mapping[int, int]
    ) -> bool:
        """A pseudo-terminal is wanted; that alone does not mean the app."""
        self._term = term_type[:64] or "unknown"
        self._size = term_size[:2]
        return True

    def shell_requested(self) -> bool:
        """No command was given."""
        return True

    def exec_requested(self, command: str) -> bool:
        """A command was given."""
        self._command = command
        return True

    def subsystem_requested(self, subsystem: str) -> bool:
        """There is no SFTP, nor any other subsystem."""
        return False

    def session_started(self) -> None:
        """Begin, in a task of its own."""
        self._task = self._door.loop.create_task(self._serve(), name=f"visit {self.session_id}")
        self._door.visits.add(self._task)
        self._task.add_done_callback(self._door.visits.discard)

    def data_received(self, data: bytes, datatype: asyncssh.DataType) -> None:
        """Hand on what the client sent."""
        if self._driver is not None:
            self._driver.feed(data)
        elif self._cooked is not None and self._stdin is not None:
            typed, echo = self._cooked.feed(data)
            self._wire.send(echo)
            self._stdin.feed(typed)
            if self._cooked.interrupted:
                self._interrupt()
            elif self._cooked.ended:
                self._stdin.end()
        elif self._stdin is not None:
            self._stdin.feed(data)
        elif len(self._ahead) < _TYPED_AHEAD:
            self._ahead += data[:_TYPED_AHEAD]

    def eof_received(self) -> bool:
        """The client sends no more: the end of a command's input, and of the app.

        Returns:
            True: whatever runs may still want to write.
        """
        self._ended_input = True
        if self._app is not None:
            self.end("")
        elif self._stdin is not None:
            self._stdin.end()
        return True

    def terminal_size_changed(self, width: int, height: int, pixwidth: int, pixheight: int) -> None:
        """The client's window has a new size."""
        self._size = (width, height)
        if self._driver is not None:
            # Within the bounds that are drawn for: a client can say anything.
            columns, rows = clamped(width, height)
            self._door.resizes.want(
                self.actor.member_id or self, self.session_id, columns, rows, self._driver.resize
            )

    def signal_received(self, signal: str) -> None:
        """The client asks to stop."""
        if signal in {"INT", "HUP", "TERM", "QUIT", "KILL"}:
            if self._command is not None:
                self._interrupt()
            else:
                self.end("")

    def break_received(self, msec: int) -> bool:
        """A break means nothing here."""
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has gone: stop everything at once."""
        try:
            self._wire.dead = True
            self._closed.set()
            if self._task is not None:
                self._task.cancel()
        except Exception as error:  # noqa: BLE001 - asyncssh swallows what is raised here; it is logged instead
            log.error("session.failed %s", where(error))

    # -- what the door tells

    @property
    def says_goodbye(self) -> bool:
        """The app hears by itself that it is to end, and shows it."""
        return self._app is not None

    def end(self, sentence: str) -> None:
        """End the session.

        Args:
            sentence: Shown last, on a terminal of its own again; empty: nothing.
        """
        if not self._closed.is_set():
            self._farewell = sentence
            self._closed.set()
            if self._task is not None:
                self._task.cancel()

    def _interrupt(self) -> None:
        """Ctrl+C: streams end by themselves, everything else is stopped."""
        self._interrupted = True
        self.end("")

    # -- the session's life

    async def _serve(self) -> None:
        """Do what the client wants, then clean up, whatever happened."""
        status = 1
        try:
            status = await self._choose()
        except asyncio.CancelledError:
            # Ours alone: the client went away, the hub closes, the member was locked, Ctrl+C.
            status = INTERRUPTED if self._interrupted else 1
        except Exception as error:  # noqa: BLE001 - the session's edge; logged without values
            code = secrets.token_hex(4)
            log.error("session.broken code=%s %s", code, where(error))
            self._farewell = words.broken(code)
        finally:
            self._closed.set()
            if self._driver is not None:
                self._driver.stop_application_mode()
            if self._farewell:
                self._say(self._farewell)
            if not self._wire.dead:
                try:
                    self._channel.exit(status)
                except OSError:
                    self._wire.dead = True
            if self._ended_app is not None:
                let_go_of(self._ended_app)
                self._driver = self._ended_app = None
            self._keeper.session_ended()

    async def _choose(self) -> int:
        """Tell a command, the app and a refusal apart."""
        if self._keeper.refusal:
            self._say(self._keeper.refusal)
            return REFUSED
        if self._grant.way == "crisis":
            return await self._run_command("crisis")
        if self._grant.way == "member" and self._grant.key is not None:
            try:
                # The signature has been checked by now: this is what writes down that the key was used.
                signed_in = await sign_in_with_key(self._door.hub, self._grant.key)
            except Denied:
                self._say(words.NO_LONGER)
                return REFUSED
            if signed_in != self.actor:
                self._say(words.NO_LONGER)
                return REFUSED
        if self._command is not None and self._command.strip():
            if self._grant.way == "join":
                self._say(words.JOIN_ONLY)
                return REFUSED
            if is_plain(self._command):
                return await self._run_plain()
            return await self._run_command(self._command)
        if (
            self._grant.way == "member"
            and self._term
            and (not can_draw(self._term) or await self._likes_plain())
        ):
            return await self._run_plain()
        if can_draw(self._term):
            return await self._run_app()
        if self._grant.way == "join":
            self._say(words.JOIN_NEEDS_A_TERMINAL)
        else:
            user = printable(self._keeper.user)
            self._say(words.no_terminal(self._door.hub.config, user))
        return WRONG_USAGE

    async def _run_command(self, line: str, *, talking: bool = False) -> int:
        """Run one command; one that talks gets Ctrl+C as a line of its own."""
        wait_s = self._door.command_wait_s(self.actor)
        if wait_s:
            self._say(words.slow_down(wait_s))
            return 4
        self._stdin = ChannelStdin(self._channel)
        if self._term:
            cooked = self._cooked = Cooked(talking=talking)
            self._stdin.typed = lambda: cooked.typing
        if self._ahead:
            ahead, self._ahead = self._ahead, b""
            self.data_received(ahead, None)
        if self._ended_input:
            self._stdin.end()
        output = Output(self._write, self._fail, self._closed, self._drained)
        self._door.roster.add(self)
        try:
            return await run(
                self._door.hub, self.actor, line, stdin=self._stdin, output=output, pace=self._pace
            )
        finally:
            self._door.roster.discard(self)

    def _pace(self) -> float:
        return self._door.command_wait_s(self.actor)

    async def _likes_plain(self) -> bool:
        """The member begins every visit line by line."""
        return (await self._door.hub.do(self.actor, preferences.get)).plain

    async def _run_plain(self) -> int:
        """Run the line-by-line interface, with the member's presence around it."""
        arrival = self._door.loop.create_task(self._arrive())
        try:
            return await self._run_command("plain", talking=True)
        finally:
            self._door.depart(arrival, self.session_id)

    async def _run_app(self) -> int:
        """Run the app, with the member's presence around it."""
        door, actor = self._door, self.actor
        term = self._term
        session = Session(
            hub=door.hub,
            actor=actor,
            session_id=self.session_id,
            way_in="ssh",
            offered_key=self._grant.key if self._grant.way == "join" else None,
            host_fingerprint=door.fingerprint,
            colours=colours(self._channel.get_environment(), term),
            term=term,
            address_hint=self._keeper.address_hint,
        )
        app = PorchlightApp(
            session,
            start="join" if self._grant.way == "join" else "today",
            driver_class=driver_for(
                self._wire,
                self._channel,
                self._size,
                term,
                self._attached,
                door.hub.config.limits.paste_kib * 1024,
            ),
        )
        self._app = app
        door.roster.add(self)
        door.collector.app_began()
        arrival = door.loop.create_task(self._arrive()) if actor.member_id else None
        try:
            await app.run_session()
        finally:
            self._app, self._ended_app = None, app
            door.roster.discard(self)
            door.resizes.forget(actor.member_id or self, self.session_id)
            door.collector.app_ended()
            if arrival is not None:
                door.depart(arrival, self.session_id)
        if app.crash_notice and not self._farewell:
            self._farewell = app.crash_notice
        if self._closed.is_set():
            return 0 if self._farewell else 1
        return 1 if app.crash_notice else app.return_value or 0

    def _attached(self, driver: ChannelDriver) -> None:
        self._driver = driver
        if self._ahead:
            ahead, self._ahead = self._ahead, b""
            driver.feed(ahead)
        if self._ended_input:
            self.end("")
        if self._size != self._channel.get_terminal_size()[:2]:
            driver.resize(*self._size)

    async def _arrive(self) -> None:
        try:
            await self._door.hub.do(
                self.actor,
                presence.arrive,
                session_id=self.session_id,
                way_in="ssh",
                address_hint=self._keeper.address_hint,
            )
        except HubError as error:
            log.warning("presence.not_kept %s", type(error).__name__)

    # -- writing

    def _say(self, sentence: str) -> None:
        """Write one line to the person: to standard error, unless a terminal shows both anyway."""
        end = "\r\n" if self._term else "\n"
        self._wire.send((printable(sentence) + end).encode(), to_stderr=self._command is not None)

    def _encoded(self, text: str) -> bytes:
        if self._term:
            text = text.replace("\n", "\r\n")
        return text.encode("utf-8", "replace")

    def _write(self, text: str) -> None:
        if self._wire.unsent > self._wire.cut_above:
            self._wire.cut("behind")
        self._wire.send(self._encoded(text))

    def _fail(self, text: str) -> None:
        self._wire.send(self._encoded(text), to_stderr=True)

    def _drained(self) -> asyncio.Future[bool]:
        return cast("asyncio.Future[bool]", self._door.loop.create_task(self._wire.drained()))

    async def gone(self) -> None:
        """Wait until the session has ended and its last words have left, for a short while."""
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=_FLUSH_S)
        try:
            async with asyncio.timeout(_FLUSH_S):
                await self._wire.drained(0)
        except TimeoutError:
            return
