"""What `tui/served.py` replaces in Textual is still there, and replacing it still does what it is for."""

import asyncio
import inspect
import sys

import pytest
from textual.app import App
from textual.drivers.headless_driver import HeadlessDriver

from tui.served import ServedApp, where


def test_textual_still_redirects_where_the_app_says() -> None:
    source = inspect.getsource(App._process_messages)
    assert "redirect_stdout(self._capture_stdout)" in source
    assert "redirect_stderr(self._capture_stderr)" in source


@pytest.mark.parametrize(
    "name",
    [
        "_handle_exception",
        "_fatal_error",
        "panic",
        "_print_error_renderables",
        "_set_pointer_shape",
        "_shutdown",
    ],
)
def test_what_is_replaced_exists_in_textual(name: str) -> None:
    assert callable(getattr(App, name))


def test_run_async_does_no_more_than_run_session_knows_of() -> None:
    source = inspect.getsource(App.run_async)
    for known in ("_thread_init", "eager_task_factory", "_context()", "_process_messages(", "_shutdown()"):
        assert known in source


class Talker(ServedApp):
    def on_mount(self) -> None:
        self.streams = (sys.stdout, sys.stderr)
        self.exit(7)


async def test_an_app_under_test_leaves_stdout_alone() -> None:
    before = (sys.stdout, sys.stderr)
    app = Talker()
    async with app.run_test():
        assert app.streams == before
    assert (sys.stdout, sys.stderr) == before
    assert app.return_value == 7


async def test_two_sessions_that_end_out_of_order_leave_stdout_alone() -> None:
    before = (sys.stdout, sys.stderr)
    first, second = Waiter(), Waiter()
    tasks = [asyncio.ensure_future(app.run_session()) for app in (first, second)]
    for app in (first, second):
        await app.up.wait()
    first.exit(1)
    assert await tasks[0] == 1
    assert (sys.stdout, sys.stderr) == before
    second.exit(2)
    assert await tasks[1] == 2
    assert (sys.stdout, sys.stderr) == before
    assert asyncio.get_running_loop().get_task_factory() is None


class Waiter(ServedApp):
    def __init__(self) -> None:
        super().__init__(driver_class=HeadlessDriver)
        self.up = asyncio.Event()

    def on_mount(self) -> None:
        self.up.set()


class Writing(Waiter):
    """Keeps something as it ends, and the store is slow."""

    def __init__(self) -> None:
        super().__init__()
        self.closing, self.stored = asyncio.Event(), asyncio.Event()
        self.kept = False

    async def on_unmount(self) -> None:
        self.closing.set()
        await self.stored.wait()
        self.kept = True


async def test_an_app_that_is_cancelled_again_and_again_still_ends_whole() -> None:
    app = Writing()
    visit = asyncio.ensure_future(app.run_session())
    await app.up.wait()
    # The hub tells it to end, the client hangs up, the hub closes.
    visit.cancel()
    await app.closing.wait()
    for _ in range(3):
        visit.cancel()
        await asyncio.wait({visit}, timeout=0)
    app.stored.set()
    await asyncio.wait({visit})
    assert app.kept


def test_the_place_of_an_error_names_no_value() -> None:
    secret = "what ada wrote"
    try:
        try:
            raise KeyError(secret)
        except KeyError as inner:
            raise ValueError(secret) from inner
    except ValueError as error:
        told = where(error)
    assert "ada" not in told
    assert told.startswith("ValueError at ")
    assert " from KeyError at " in told
    assert "test_served.py" in told
