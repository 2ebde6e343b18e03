"""A small app of our own behind a real asyncssh server, drawn for a real asyncssh client."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import asyncssh

from server.driver import ChannelDriver, driver_for
from server.wire import Wire
from tui.served import ServedApp

MakeApp = Callable[[type], ServedApp]


class Visit(asyncssh.SSHServerSession[bytes]):
    """One client's session: runs one app from shell to end."""

    def __init__(self, make: MakeApp, visits: "list[Visit]") -> None:
        self._make = make
        self.app: ServedApp | None = None
        self.driver: ChannelDriver | None = None
        self.wire: Wire | None = None
        self.task: asyncio.Task[None] | None = None
        visits.append(self)

    def connection_made(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        self._chan = chan
        self.wire = Wire(chan)

    def pty_requested(self, *_: object) -> bool:
        return True

    def shell_requested(self) -> bool:
        return True

    def session_started(self) -> None:
        self.task = asyncio.get_running_loop().create_task(self._run())

    def _attached(self, driver: ChannelDriver) -> None:
        self.driver = driver

    async def _run(self) -> None:
        columns, rows, _, _ = self._chan.get_terminal_size()
        assert self.wire is not None
        self.app = self._make(
            driver_for(
                self.wire, self._chan, (columns, rows), self._chan.get_terminal_type() or "", self._attached
            )
        )
        try:
            await self.app.run_session()
        finally:
            if self.driver is not None:
                self.driver.stop_application_mode()
            with suppress(OSError):
                self._chan.exit(0)

    def data_received(self, data: bytes, _datatype: asyncssh.DataType) -> None:
        if self.driver is not None:
            self.driver.feed(data)

    def terminal_size_changed(self, width: int, height: int, _pixwidth: int, _pixheight: int) -> None:
        if self.driver is not None:
            self.driver.resize(width, height)

    def connection_lost(self, _exc: Exception | None) -> None:
        if self.task is not None:
            self.task.cancel()


class Viewer:
    """A client's side of one visit."""

    def __init__(self, process: "asyncssh.SSHClientProcess[bytes]") -> None:
        self.process = process
        self.seen = b""

    async def until(self, wanted: bytes, *, after: int = 0, timeout_s: float = 5.0) -> bytes:
        """Read until `wanted` was seen; returns everything seen so far."""
        async with asyncio.timeout(timeout_s):
            while wanted not in self.seen[after:]:
                piece = await self.process.stdout.read(65536)
                assert piece, f"closed before {wanted!r}: {self.seen[-300:]!r}"
                self.seen += piece
        return self.seen

    async def rest(self) -> bytes:
        """Read to the end; returns everything seen."""
        async with asyncio.timeout(5):
            while piece := await self.process.stdout.read(65536):
                self.seen += piece
        return self.seen

    def abort(self) -> None:
        """Go away without a word."""
        self.process.channel.get_connection().abort()

    def type(self, data: bytes) -> None:
        self.process.stdin.write(data)


class Wired:
    """A server that shows an app, and clients for it."""

    def __init__(self, port: int, visits: list[Visit]) -> None:
        self.port = port
        self.visits = visits

    @asynccontextmanager
    async def viewer(
        self, *, size: tuple[int, int] = (80, 24), term: str = "xterm-256color"
    ) -> AsyncIterator[Viewer]:
        async with (
            asyncssh.connect(
                "127.0.0.1", self.port, known_hosts=None, username="x", config=None
            ) as connection,
            connection.create_process(term_type=term, term_size=size, encoding=None) as process,
        ):
            yield Viewer(process)


class _Open(asyncssh.SSHServer):
    def __init__(self, make: MakeApp, visits: list[Visit]) -> None:
        self._make = make
        self._visits = visits

    def begin_auth(self, username: str) -> bool:
        return False

    def session_requested(self) -> Visit:
        return Visit(self._make, self._visits)


@asynccontextmanager
async def wired(make: MakeApp) -> AsyncIterator[Wired]:
    """Serve the app that `make` makes to whoever comes."""
    visits: list[Visit] = []
    listener = await asyncssh.listen(
        "127.0.0.1",
        0,
        server_factory=lambda: _Open(make, visits),
        server_host_keys=[asyncssh.generate_private_key("ssh-ed25519")],
        encoding=None,
        line_editor=False,
        window=65536,
    )
    try:
        yield Wired(listener.get_port(), visits)
    finally:
        listener.close()
        await listener.wait_closed()
        tasks = [visit.task for visit in visits if visit.task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
