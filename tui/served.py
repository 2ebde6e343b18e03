"""An app that shares its process with other people's apps.

Textual expects to own its process: while an app runs it takes over `sys.stdout` and `sys.stderr`, and when
the app crashes it prints a traceback with the values of local variables. In a hub a hundred apps run in one process and
those values are people's words. `ServedApp` takes both away and leaves everything else to Textual.

What is replaced here is private to Textual 8.2.8; `tests/server/test_served.py` fails when it changes.
"""

import asyncio
import logging
import secrets
import sys
import traceback
from contextlib import suppress
from typing import Any, Protocol, TextIO, runtime_checkable

from rich.console import RenderableType
from textual.app import App

log = logging.getLogger("porchlight.app")

_FRAMES_LOGGED = 12
"""How many of the innermost frames of a crash are logged."""


@runtime_checkable
class Clipboard(Protocol):
    """A driver that can put text on its viewer's clipboard by itself."""

    def copy(self, text: str) -> None:
        """Put `text` on the viewer's clipboard."""


class ServedApp(App[int]):
    """An app that leaves its process as it found it and keeps its locals to itself.

    Attributes:
        crash_code: Eight hexadecimal digits under which a crash was logged; empty while all is well.
    """

    # This is left of an app that was taken apart (see `tui.letting_go`): who comes too late hears that it has ended.
    _exit = True

    def __init__(self, **kwargs: Any) -> None:
        """Make the app.

        Args:
            kwargs: Passed on to `textual.app.App`.
        """
        self.crash_code = ""
        super().__init__(**kwargs)
        # TEXTUAL=devtools,debug in the server's environment must not open people's screens to a console.
        self.features = frozenset()
        self.devtools = None
        self._devtools_redirector = None
        self.css_monitor = None

    # `App._process_messages` runs `redirect_stdout(self._capture_stdout)`. When what it redirects to is what is there
    # already, it changes nothing, and the redirections of two apps have nothing to restore in the wrong order.
    @property  # type: ignore[override]
    def _capture_stdout(self) -> TextIO:
        return sys.stdout

    @_capture_stdout.setter
    def _capture_stdout(self, _capture: object) -> None:
        """Ignore Textual's own capture."""

    @property  # type: ignore[override]
    def _capture_stderr(self) -> TextIO:
        return sys.stderr

    @_capture_stderr.setter
    def _capture_stderr(self, _capture: object) -> None:
        """Ignore Textual's own capture."""

    async def run_session(self, *, mouse: bool = True) -> int | None:
        """Run the app in this task until it ends.

        Unlike `run_async` this never replaces the loop's task factory: with eager tasks (Python 3.12 and later)
        asyncssh's authentication answers before it is registered, and every login in the process hangs.

        Args:
            mouse: Whether the terminal is asked to report the mouse.

        Returns:
            What the app was left with; `None` when it crashed or was cancelled.
        """
        self._thread_init()  # type: ignore[no-untyped-call]
        self._loop = asyncio.get_running_loop()
        with self._context():
            try:
                await self._process_messages(mouse=mouse)
            finally:
                shutdown = asyncio.ensure_future(self._shutdown())
                # However often it is cancelled while closing: the screens still have to be told, and what half of them
                # left behind would go on in an app that was taken apart.
                while not shutdown.done():
                    with suppress(asyncio.CancelledError):
                        await asyncio.wait({shutdown})
                await shutdown
                self._loop = None
                self._thread_id = 0
        return self.return_value

    @property
    def crash_notice(self) -> str:
        """The one line that a person is shown after a crash; empty while all is well."""
        if not self.crash_code:
            return ""
        return f"Something broke on our side. Code {self.crash_code}. What you sent before is kept."

    def _handle_exception(self, error: Exception) -> None:
        """End this app after `error`, logging where it happened and none of the values.

        Args:
            error: What was raised in one of the app's handlers, timers or workers.
        """
        self._return_code = 1
        if self._exception is None:
            # `run_test` raises this again, so that a test sees the failure itself.
            self._exception = error
            self._exception_event.set()
        if not self.crash_code:
            self.crash_code = secrets.token_hex(4)
        log.error("app.crashed code=%s %s", self.crash_code, where(error))
        self._close_messages_no_wait()

    def _fatal_error(self) -> None:
        """End the app without Textual's traceback."""
        self._close_messages_no_wait()

    def panic(self, *renderables: RenderableType) -> None:
        """End the app; what Textual would have printed is dropped, since it may quote people.

        Args:
            renderables: Ignored.
        """
        if not self.crash_code:
            self.crash_code = secrets.token_hex(4)
        log.error("app.panicked code=%s", self.crash_code)
        self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        """Print nothing: whoever runs the app shows `crash_notice`."""
        self._exit_renderables.clear()

    def copy_to_clipboard(self, text: str) -> None:
        """Put `text` on the person's clipboard.

        Args:
            text: What they asked to copy, on their own key.
        """
        driver: object = self._driver
        if isinstance(driver, Clipboard):
            self._clipboard = text
            driver.copy(text)
        else:
            super().copy_to_clipboard(text)

    def _set_pointer_shape(self, shape: str) -> None:
        """Leave the viewer's pointer alone: it costs a write for each widget the mouse passes."""


def where(error: BaseException) -> str:
    """Tell what kind of error it was and where, without a value or message in it.

    Args:
        error: The error; its causes are followed.

    Returns:
        One line such as `KeyError at tui/chat/log.py:41 draw < tui/chat/screen.py:90 on_key`, causes after ` from `.
    """
    parts = []
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        frames = traceback.extract_tb(link.__traceback__, limit=-_FRAMES_LOGGED)
        places = " < ".join(
            f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in reversed(frames)
        )
        parts.append(f"{type(link).__qualname__} at {places or 'an unknown place'}")
        # Textual's WorkerFailed keeps what went wrong in the worker as `error`.
        inner: BaseException | None = getattr(link, "error", None)
        link = inner or link.__cause__ or link.__context__
    return " from ".join(parts)


def _short(filename: str) -> str:
    """The last three parts of a path: enough to find the file, nothing of the machine."""
    return "/".join(filename.split("/")[-3:])
