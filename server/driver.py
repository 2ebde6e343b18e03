"""A Textual driver over one asyncssh channel.

No thread and no periodic timer: input is parsed when it arrives, sizes come from the channel's callback, and what the
app writes in one turn of the loop leaves as one channel write. A viewer who does not read costs nobody but themselves:
their frames are dropped, and when they have caught up the newest state is drawn once.
"""

import codecs
import contextvars
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Final, Literal, Protocol, TextIO, cast

from textual._context import prevent_message_types_stack
from textual.app import App
from textual.driver import Driver
from textual.events import Resize
from textual.geometry import Size
from textual.message import Message

from server import escapes
from server.terminal import clamped
from server.typed import PASTE_LIMIT, Typed
from server.wire import RESUME_BELOW, Wire

KEYS_A_TURN: Final = 256
"""Characters of ordinary input taken in one turn of the loop, so that a flood of keys holds up nobody else."""

_PASTE_A_TURN: Final = 64 * 1024
_QUEUE_ABOVE: Final = 256
"""Events that may wait in the app before more input is taken."""

_PAUSE_ABOVE: Final = 8 * 1024
"""Characters that may wait here before the client is told, through its window, to wait."""

_BUSY_S: Final = 0.02
_CATCHING_UP_S: Final = 0.1
_RESIZE_S: Final = 0.1
"""At most one resize in this time, the newest one: dragging a window's edge sends hundreds."""


class InputGate(Protocol):
    """The reading side of a channel."""

    def pause_reading(self) -> None:
        """Deliver no more data until reading is resumed."""

    def resume_reading(self) -> None:
        """Deliver data again."""


class ChannelDriver(Driver):
    """Draws one app on one channel, and feeds it what its person types."""

    def __init__(
        self,
        app: App[Any],
        *,
        wire: Wire,
        gate: InputGate,
        start_size: tuple[int, int],
        attached: Callable[["ChannelDriver"], None],
        paste_limit: int = PASTE_LIMIT,
        kitty: bool = True,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        """Make the driver; the app does it when it starts.

        Args:
            app: The app, in whose context this is called.
            wire: Where to write.
            gate: What to pause when input comes faster than the app takes it.
            start_size: The terminal's columns and rows when the session began.
            attached: Called with the driver, so that the session can hand it input.
            paste_limit: The longest paste, in bytes of UTF-8.
            kitty: Whether to ask for unambiguous keys.
            debug: Ignored: Textual would log keys to a file.
            mouse: Whether to ask for the mouse.
            size: A size to keep to instead of `start_size`.
        """
        super().__init__(app, debug=False, mouse=mouse, size=clamped(*(size or start_size)))
        self._wire = wire
        self._gate = gate
        self._kitty = kitty
        # Whoever calls in here does so from the connection's task. Events are posted in the app's own context, but
        # with a stack of its own for `prevent`: the app's would hold back input that arrives meanwhile.
        self._context = contextvars.copy_context()
        self._context.run(prevent_message_types_stack.set, [set()])
        self._drawing = False
        self._left = False
        self._frame: list[str] = []
        self._bell = False
        self._flush_handle: Any = None
        self._lagging = False
        self._lag_handle: Any = None
        self._least_unsent = 0
        self._least_since = 0.0
        self._typed = Typed(paste_limit)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._backlog = ""
        self._gated = False
        self._deaf = False
        self._pump_handle: Any = None
        self._escape_handle: Any = None
        self._wanted_size = cast("tuple[int, int]", self._size)
        self._resize_handle: Any = None
        attached(self)

    # -- what the app writes

    def write(self, data: str) -> None:
        """Add to this turn's frame.

        Args:
            data: Text, colours and cursor addresses; anything else is taken out.
        """
        if data == escapes.BELL:
            self._bell = True
        else:
            self._frame.append(data)
        if self._flush_handle is None:
            self._flush_handle = self._loop.call_soon(self._flush)

    def _flush(self) -> None:
        """Send the frame that this turn has made, or drop it when the viewer is behind."""
        self._flush_handle = None
        frame, bell = "".join(self._frame), self._bell
        self._frame.clear()
        self._bell = False
        if not self._drawing or self._lagging:
            return
        unsent = self._wire.unsent
        if unsent > self._wire.drop_above:
            self._fall_behind()
            return
        data = escapes.only_drawing(frame) + (escapes.BELL if bell else "")
        if data:
            sent = data.encode("utf-8", "replace")
            self._wire.send(sent)
            # Only a frame that might be too much is worth a second look.
            if unsent + len(sent) > self._wire.cut_above and self._wire.unsent > self._wire.cut_above:
                self._wire.cut("behind")

    def _fall_behind(self) -> None:
        """Stop drawing until the viewer has taken what is on its way."""
        self._lagging = True
        self._least_unsent, self._least_since = self._wire.unsent, self._loop.time()
        self._lag_handle = self._loop.call_later(_CATCHING_UP_S, self._catch_up)

    def _catch_up(self) -> None:
        """Draw everything once when the viewer has caught up; cut one that takes nothing."""
        self._lag_handle = None
        if not self._drawing or self._wire.dead:
            return
        unsent, now = self._wire.unsent, self._loop.time()
        if unsent <= RESUME_BELOW:
            self._lagging = False
            self._context.run(self._app.call_later, self._draw_all)
            return
        if unsent < self._least_unsent:
            self._least_unsent, self._least_since = unsent, now
        elif now - self._least_since > self._wire.stalled_s:
            self._wire.cut("stalled")
            return
        self._lag_handle = self._loop.call_later(_CATCHING_UP_S, self._catch_up)

    def _draw_all(self) -> None:
        """Draw the whole screen; called by the app in its own task."""
        if self._drawing:
            self._app.screen.refresh()

    def copy(self, text: str) -> None:
        """Put text on the viewer's clipboard, on their own request.

        Args:
            text: What they selected.
        """
        if self._drawing and not self._lagging:
            self._wire.send(escapes.clipboard(text).encode("ascii"))

    # -- the terminal's modes

    def start_application_mode(self) -> None:
        """Take the terminal over."""
        if self._left:
            return
        self._drawing = True
        modes = escapes.ENTER
        if self._kitty:
            modes += escapes.KITTY
        if self._mouse:
            modes += escapes.MOUSE
        # The app takes the size it starts with from `_size`; posting it again would lay everything out twice.
        self._wire.send(modes.encode("ascii"))

    def stop_application_mode(self) -> None:
        """Give the terminal back, all modes off; safe to call at any time and any number of times."""
        self.disable_input()
        for handle in (self._flush_handle, self._lag_handle, self._resize_handle):
            if handle is not None:
                handle.cancel()
        self._flush_handle = self._lag_handle = self._resize_handle = None
        self._frame.clear()
        if self._drawing and not self._left:
            self._wire.send(escapes.LEAVE.encode("ascii"))
        self._drawing = False
        self._left = True

    def disable_input(self) -> None:
        """Take no more input."""
        self._deaf = True
        self._backlog = ""
        for handle in (self._pump_handle, self._escape_handle):
            if handle is not None:
                handle.cancel()
        self._pump_handle = self._escape_handle = None
        self._typed.end()
        self._open_gate()

    def close(self) -> None:
        """Leave the terminal, if the app did not."""
        self.stop_application_mode()

    # -- what the person types

    def feed(self, data: bytes) -> None:
        """Take input from the channel.

        Args:
            data: Bytes of UTF-8, cut anywhere; what is not UTF-8 becomes U+FFFD.
        """
        if self._deaf:
            return
        self._backlog += self._decoder.decode(data)
        if self._pump_handle is None:
            self._pump()

    def _pump(self) -> None:
        """Hand the app as much of the input as it can take now."""
        self._pump_handle = None
        if self._escape_handle is not None:
            self._escape_handle.cancel()
            self._escape_handle = None
        waiting: int = cast(Any, self._app)._message_queue.qsize()
        if waiting > _QUEUE_ABOVE:
            self._pump_handle = self._loop.call_later(_BUSY_S, self._pump)
        else:
            size = _PASTE_A_TURN if self._typed.pasting else KEYS_A_TURN
            piece, self._backlog = self._backlog[:size], self._backlog[size:]
            self._context.run(self._post, piece)
            if self._deaf:
                return
            if self._backlog:
                self._pump_handle = self._loop.call_soon(self._pump)
            elif (wait_s := self._typed.waits_s) is not None:
                self._escape_handle = self._loop.call_later(wait_s + 0.001, self._escape)
        if len(self._backlog) > _PAUSE_ABOVE:
            if not self._gated:
                self._gated = True
                self._gate.pause_reading()
        elif not self._backlog:
            self._open_gate()

    def _open_gate(self) -> None:
        if self._gated:
            self._gated = False
            self._gate.resume_reading()

    def _post(self, piece: str) -> None:
        for event in self._typed.feed(piece):
            self.process_message(event)

    def _escape(self) -> None:
        """The sequence that was pending did not go on: it was the Escape key."""
        self._escape_handle = None
        self._context.run(self._post_pending)

    def _post_pending(self) -> None:
        for event in self._typed.tick():
            self.process_message(event)

    def send_message(self, message: Message) -> None:
        """Post a message to the app; the context is the app's already.

        Args:
            message: An event.
        """
        self._app.post_message(message)

    # -- the terminal's size

    def resize(self, columns: int, rows: int) -> None:
        """Take a new size from the channel.

        Args:
            columns: As the client says, in cells.
            rows: As the client says, in cells.
        """
        self._wanted_size = clamped(columns, rows)
        if self._resize_handle is None and self._drawing and self._wanted_size != self._size:
            self._post_size()
            self._resize_handle = self._loop.call_later(_RESIZE_S, self._resized)

    def _resized(self) -> None:
        self._resize_handle = None
        self.resize(*self._wanted_size)

    def _post_size(self) -> None:
        self._size = self._wanted_size
        size = Size(*self._size)
        self._context.run(self.process_message, Resize(size, size))

    # -- what a remote viewer's app must not do on the server

    def open_url(self, url: str, new_tab: bool = True) -> None:
        """Open nothing: the browser would be the server's.

        Args:
            url: Ignored.
            new_tab: Ignored.
        """

    def deliver_binary(
        self,
        binary: BinaryIO | TextIO,
        *,
        delivery_key: str,
        save_path: Path,
        open_method: Literal["browser", "download"] = "download",
        encoding: str | None = None,
        mime_type: str | None = None,
        name: str | None = None,
    ) -> None:
        """Save nothing: the disk would be the server's.

        Args:
            binary: Closed at once.
            delivery_key: Ignored.
            save_path: Ignored.
            open_method: Ignored.
            encoding: Ignored.
            mime_type: Ignored.
            name: Ignored.
        """
        with suppress(OSError):
            binary.close()

    def suspend_application_mode(self) -> None:
        """Stay: the process belongs to everybody."""

    def resume_application_mode(self) -> None:
        """Stay: nothing was suspended."""


def driver_for(
    wire: Wire,
    gate: InputGate,
    start_size: tuple[int, int],
    term: str,
    attached: Callable[[ChannelDriver], None],
    paste_limit: int = PASTE_LIMIT,
) -> type[Driver]:
    """Bind a driver to one channel, in the shape that `App(driver_class=…)` takes.

    Args:
        wire: Where to write.
        gate: The channel's reading side.
        start_size: Columns and rows.
        term: The terminal type.
        attached: Called with the driver once the app has made it.
        paste_limit: The longest paste, in bytes of UTF-8.

    Returns:
        A callable that makes the driver.
    """
    # The Linux console answers the keyboard request with noise; everything else ignores it or knows it.
    make = partial(
        ChannelDriver,
        wire=wire,
        gate=gate,
        start_size=start_size,
        attached=attached,
        paste_limit=paste_limit,
        kitty=not term.startswith(("linux", "vt")),
    )
    return cast("type[Driver]", make)
