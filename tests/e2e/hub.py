"""The project's real server as a child process, and the clients' side of a connection to it."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from store import keys
from store.config import Config
from store.hub import Hub
from store.passwords import sign_in_with_password

from .terminal import Terminal

PORCHLIGHT: Final = (str(Path(sys.executable).parent / "porchlight"),)
"""The installed command, beside the Python that runs the tests."""

LISTENING: Final = re.compile(r"listening on (\S+):(\d+)")
START_PATIENCE_S: Final = 40.0
STOP_PATIENCE_S: Final = 10.0
DEMO_PASSWORD: Final = "porchlight-demo"


def clean_environment(home: Path) -> dict[str, str]:
    """An environment that knows nothing of the person who runs the tests: no agent, no ssh config, no colours asked."""
    # PYTHONPATH lets a checkout be tried that is not the installed one.
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    return kept | {
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "PYTHONWARNINGS": "default",
    }


class HubProcess:
    """`porchlight …` that serves, from its first line to its exit status.

    Args:
        argv: The arguments after `porchlight`.
        home: The directory that stands for the user's home; logs are kept there.
        clock: A file with the milliseconds by which the server's clock is moved; None: it goes by the machine's.
    """

    def __init__(self, argv: Sequence[str], home: Path, *, clock: Path | None = None) -> None:
        self._argv = [*PORCHLIGHT, *argv]
        self._clock = clock
        self.home = home
        self._lines: list[str] = []
        self._changed = threading.Condition()
        self._ended = False
        self._errors = home / "server.stderr"
        self.host = ""
        self.port = 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, failed: type[BaseException] | None, *exc: object) -> None:
        if failed is not None:
            self.kill()
        elif self.process.poll() is None:
            self.stop()

    @property
    def output(self) -> str:
        """What the server printed so far."""
        with self._changed:
            return "".join(self._lines)

    @property
    def errors(self) -> str:
        """What the server wrote to standard error so far."""
        return self._errors.read_text(encoding="utf-8", errors="replace")

    def start(self) -> None:
        """Start serving and wait for the line that says where.

        Raises:
            AssertionError: It ended, or took too long, before it listened.
        """
        with self._errors.open("ab") as errors:
            self.process = subprocess.Popen(
                self._argv,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                env=clean_environment(self.home)
                | ({} if self._clock is None else {"PORCHLIGHT_CLOCK_FILE": str(self._clock)}),
                text=True,
                start_new_session=True,
            )
        self._lines, self._ended = [], False
        threading.Thread(target=self._read, args=(self.process,), daemon=True).start()
        with self._changed:
            self._changed.wait_for(lambda: self._ended or self._listening() is not None, START_PATIENCE_S)
        found = self._listening()
        if found is None:
            self.kill()
            raise AssertionError(
                f"the server never listened; it printed:\n{self.output}\nand complained:\n{self.errors}"
            )
        self.host, self.port = found[1], int(found[2])

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        with process.stdout:
            for line in process.stdout:
                with self._changed:
                    self._lines.append(line)
                    self._changed.notify_all()
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def _listening(self) -> re.Match[str] | None:
        return LISTENING.search("".join(self._lines))

    def stop(self) -> None:
        """Ask the server to end, as a service manager would, and hold it to a clean exit.

        Raises:
            AssertionError: It did not end in time, with status 0 and without a traceback.
        """
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(STOP_PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"the server ignored SIGTERM for {STOP_PATIENCE_S:.0f} s") from None
        assert status == 0, f"exit status {status}; it complained:\n{self.errors}"
        assert "Traceback" not in self.errors, self.errors
        assert "Traceback" not in self.output, self.output

    def kill(self) -> None:
        """End the server as a power cut would, and wait until it is gone."""
        self.process.kill()
        self.process.wait(STOP_PATIENCE_S)


def run(*argv: str, home: Path, stdin: str = "", patience_s: float = 30) -> subprocess.CompletedProcess[str]:
    """Run `porchlight …` once in `home` and return what it said."""
    return subprocess.run(
        [*PORCHLIGHT, *argv],
        input=stdin,
        capture_output=True,
        text=True,
        cwd=home,
        env=clean_environment(home),
        timeout=patience_s,
        check=False,
    )


@dataclass(frozen=True)
class Person:
    """Somebody with the system's `ssh`: a home, a list of known hosts, perhaps a key.

    Args:
        home: Their home directory; holds known_hosts and keys.
        hub: Where they connect to.
        user: The user name they type.
        key: A private key's file, or None.
    """

    home: Path
    hub: HubProcess
    user: str
    key: Path | None = None
    options: tuple[str, ...] = field(default=())

    @property
    def environment(self) -> Mapping[str, str]:
        """The environment their programs run in."""
        return clean_environment(self.home)

    def ssh(self, *more: str) -> list[str]:
        """The command line of `ssh`, isolated from this machine's configuration, with `more` after the address."""
        settings = {
            "IdentitiesOnly": "yes",
            "UserKnownHostsFile": str(self.home / "known_hosts"),
            "StrictHostKeyChecking": "accept-new",
            "ControlMaster": "no",
            "IdentityAgent": "none",
            "NumberOfPasswordPrompts": "1",
        }
        argv = ["ssh", "-F", "none", "-p", str(self.hub.port)]
        for name, value in settings.items():
            argv += ["-o", f"{name}={value}"]
        if self.key is not None:
            argv += ["-i", str(self.key), "-o", "PreferredAuthentications=publickey"]
        else:
            argv += ["-o", "PubkeyAuthentication=no"]
        return [*argv, *self.options, f"{self.user}@{self.hub.host}", *more]

    def command(
        self, *words: str, stdin: str = "", patience_s: float = 20
    ) -> subprocess.CompletedProcess[str]:
        """Run one command over ssh without a terminal; needs a key. Of what ssh itself says only errors are kept."""
        argv = self.ssh(*words)
        argv[1:1] = ["-o", "LogLevel=ERROR"]
        return subprocess.run(
            argv,
            input=stdin,
            capture_output=True,
            text=True,
            env=self.environment,
            timeout=patience_s,
            check=False,
        )

    def terminal(self, *words: str, cols: int = 120, rows: int = 40) -> Terminal:
        """Open a terminal window with ssh in it."""
        return Terminal(self.ssh(*words), cols=cols, rows=rows, env=self.environment)

    def sign_in(self, *, cols: int = 120, rows: int = 40, password: str = DEMO_PASSWORD) -> Terminal:
        """Open a terminal and come in, by key if there is one, or else by password; returns once the app is drawn."""
        terminal = self.terminal(cols=cols, rows=rows)
        if self.key is None:
            terminal.wait(r"(?i)password")
            terminal.type(password + "\r")
        terminal.wait(r"help now|1T")
        return terminal


def make_key(path: Path, kind: str = "ed25519") -> Path:
    """Make a key pair without a passphrase, as people do with ssh-keygen."""
    subprocess.run(
        ["ssh-keygen", "-q", "-t", kind, "-N", "", "-C", "test key", "-f", str(path)],
        check=True,
        capture_output=True,
    )
    return path


def serve_demo(home: Path, *, clock: Path | None = None) -> HubProcess:
    """A server of the sample community, not started yet; its store is in `home / "data"`."""
    argv = ["demo", "--serve", "--listen", "127.0.0.1:0", "--data", str(home / "data")]
    return HubProcess(argv, home, clock=clock)


def enrol(data: Path, *pairs: tuple[str, Path]) -> None:
    """Enrol keys for sample members, beside the server that has the store open.

    Args:
        data: The folder of the store.
        pairs: Handles and private keys' files; the public key is beside each.
    """

    async def add() -> None:
        hub = await Hub.open(Config.at(data))
        try:
            for handle, key in pairs:
                actor = await sign_in_with_password(hub, handle, DEMO_PASSWORD)
                public = key.with_suffix(".pub").read_text().strip()
                await hub.do(actor, keys.add, public_key=public, label="test")
        finally:
            await hub.close()

    asyncio.run(add())


MakePerson = Callable[..., Person]
