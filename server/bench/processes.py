"""Servers as child processes pinned to one core, and what the kernel says they used."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import re
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

LISTENING: Final = re.compile(r"listening on (\S+):(\d+)")
START_PATIENCE_S: Final = 60.0
STOP_PATIENCE_S: Final = 10.0
LAG_PATIENCE_S: Final = 5.0
LAG: Final = re.compile(
    r"loop\.lag n=(\d+) p50_ms=([\d.]+) p99_ms=([\d.]+) max_ms=([\d.]+) work_max_ms=([\d.]+) gc_max_ms=([\d.]+)"
)
PR_SET_PDEATHSIG: Final = 1

_libc = ctypes.CDLL(None, use_errno=True)


def server_core() -> int | None:
    """The core that servers run on; None when there is only one."""
    cores = sorted(os.sched_getaffinity(0))
    return cores[0] if len(cores) > 1 else None


def take_load_core() -> None:
    """Move this process to the core that the servers do not use."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) > 1:
        os.sched_setaffinity(0, {cores[1]})


def _become_child() -> None:
    """In the child: die when the bench dies, however it dies."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


@dataclass(frozen=True, slots=True)
class Lag:
    """How late the server's loop was, in ms."""

    samples: int
    p50_ms: float
    p99_ms: float
    max_ms: float
    work_max_ms: float
    """The most CPU that the loop's thread used in one go."""
    gc_max_ms: float
    """The most that one garbage collection used of it."""


class ServerProcess:
    """One server in its own process, on its own core.

    Args:
        argv: The whole command line. The server prints "listening on HOST:PORT" once it is ready.
        log: The file that takes what it writes to standard error.
        core: The core to run on; None lets the kernel choose.
        environment: Set in addition to this process's own.
    """

    def __init__(
        self,
        argv: Sequence[str],
        log: Path,
        core: int | None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._argv = list(argv)
        self._environment = environment or {}
        self._log = log
        self._core = core
        self.host = ""
        self.port = 0

    async def __aenter__(self) -> Self:
        with self._log.open("ab") as log:
            # preexec_fn: this process has one thread at this point, so nothing can be held locked across the fork.
            self._process = await asyncio.create_subprocess_exec(
                *self._argv,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                preexec_fn=_become_child,
                env={**os.environ, "PYTHONUNBUFFERED": "1", **self._environment},
            )
        if self._core is not None:
            # The main thread is the only one yet; those it makes later inherit its core.
            os.sched_setaffinity(self._process.pid, {self._core})
        try:
            async with asyncio.timeout(START_PATIENCE_S):
                await self._until_listening()
        except BaseException:
            await self._end()
            raise
        self._drain = asyncio.create_task(self._swallow())
        return self

    async def __aexit__(self, *exc: object) -> None:
        self._drain.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._drain
        await self._end()

    @property
    def _printed(self) -> asyncio.StreamReader:
        if self._process.stdout is None:
            raise RuntimeError("the server's output was not asked for")
        return self._process.stdout

    async def _until_listening(self) -> None:
        while line := await self._printed.readline():
            if found := LISTENING.search(line.decode(errors="replace")):
                self.host, self.port = found[1], int(found[2])
                return
        raise RuntimeError(
            f"{self._argv} ended before it listened; see {self._log}:\n{self._log.read_text()[-2000:]}"
        )

    async def _swallow(self) -> None:
        while await self._printed.read(65536):
            pass

    async def _end(self) -> None:
        if self._process.returncode is None:
            self._process.terminate()
            try:
                async with asyncio.timeout(STOP_PATIENCE_S):
                    await self._process.wait()
            except TimeoutError:
                self._process.kill()
                await self._process.wait()

    @property
    def pid(self) -> int:
        """The server's process id."""
        return self._process.pid

    def cpu_s(self) -> float:
        """CPU seconds that the server's living threads have used.

        Read from the scheduler in nanoseconds; /proc/PID/stat counts in hundredths of a second.
        """
        total_ns = 0
        for task in Path(f"/proc/{self.pid}/task").iterdir():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                total_ns += int((task / "schedstat").read_text().split()[0])
        return total_ns / 1e9

    def memory_mb(self) -> float:
        """Proportional set size in MiB: its own pages, and its share of those it shares."""
        for line in Path(f"/proc/{self.pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
        raise RuntimeError("the kernel does not tell the process's memory")

    def troubles(self, most: int = 8) -> list[str]:
        """The last lines of what the server logged that are no mere information."""
        lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines()
        return [line for line in lines if not line.startswith("INFO")][-most:]

    def rest(self) -> None:
        """Have the server no longer look how late its loop is, until that is asked for."""
        os.kill(self.pid, signal.SIGUSR2)

    async def lag(self) -> Lag | None:
        """How late the server's loop was since this was last asked; None when it does not sample that."""
        before = self._log.stat().st_size
        os.kill(self.pid, signal.SIGUSR1)
        deadline = asyncio.get_running_loop().time() + LAG_PATIENCE_S
        while asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(0.05)
            with self._log.open("rb") as log:
                log.seek(before)
                if found := LAG.search(log.read().decode(errors="replace")):
                    return Lag(int(found[1]), *map(float, found.groups()[1:]))
        return None
