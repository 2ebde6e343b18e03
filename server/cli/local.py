"""`porchlight local`: the same app on the same store, in this terminal and without SSH.

Whoever may read the store's file may read it with any tool, so nobody is asked for a password here.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from server.cli import asking, console
from server.cli.opening import USUAL_CONFIG, ConfigPath, with_hub
from server.cli.serve import LOG_FORMAT
from server.terminal import can_draw, colours
from store import members, presence
from store.config import Config
from store.errors import Conflict, Denied, NotFound
from store.hub import Hub
from store.members import Member
from store.operations import SYSTEM, Actor
from store.policy import Role


def local(
    as_: Annotated[
        str | None, typer.Option("--as", metavar="HANDLE", help="Whose visit it is; without it the host's.")
    ] = None,
    config: ConfigPath = USUAL_CONFIG,
) -> None:
    """Open the app here, on this hub's store; also while `porchlight serve` runs on it."""

    async def who_may(hub: Hub) -> list[Member]:
        return [each for each in await hub.do(SYSTEM, members.listing) if each.state == "active"]

    async def work(hub: Hub) -> int:
        return await walk_in(hub, visitor)

    # Asked before the hub is opened for good, so that nothing is open while somebody thinks.
    people = with_hub(config, who_may)
    require_a_terminal("run `porchlight serve` for others to come in by ssh.")
    visitor = _visitor(people, as_)
    status = with_hub(config, work)
    if status:
        raise typer.Exit(status)


def _visitor(people: list[Member], wanted: str | None) -> Member:
    """Whose visit it is.

    Raises:
        NotFound: There is nobody of that handle.
        Conflict: There is no host to be.
    """
    if wanted is None:
        hosts = [each.handle for each in people if each.role is Role.HOST]
        if not hosts:
            raise Conflict(
                "There is no host yet; say who you are with --as HANDLE, or make one: `porchlight member add`."
            )
        wanted = (
            hosts[0] if len(hosts) == 1 else asking.choose("There are several hosts. Which are you?", hosts)
        )
    handle = wanted.strip().removeprefix("@").lower()
    for each in people:
        if each.handle == handle:
            return each
    raise NotFound(
        f"There is nobody called {handle} who could come in; `porchlight member list` shows who there is."
    )


def require_a_terminal(otherwise: str) -> None:
    """Refuse to draw where nobody would see it.

    Args:
        otherwise: What to do instead: the second half of a sentence.

    Raises:
        Denied: This is no terminal, or one that cannot be drawn on.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty()):
        raise Denied(f"The app needs a terminal; {otherwise}")
    if not can_draw(os.environ.get("TERM", "")):
        raise Denied(
            f"This terminal ({os.environ.get('TERM') or 'no TERM'}) cannot show the app; {otherwise}"
        )


async def walk_in(hub: Hub, member: Member) -> int:
    """Run the app in this process's terminal as a member.

    Returns:
        The exit status: 0, or 1 after a crash.
    """
    # Textual takes a while to load, and most commands do without it.
    from tui.app import PorchlightApp
    from tui.session import Session

    term = os.environ.get("TERM", "")
    session = Session(
        hub=hub,
        actor=Actor.of(member.id),
        session_id=secrets.token_hex(8),
        way_in="local",
        offered_key=None,
        host_fingerprint=_fingerprint(hub.config),
        colours=colours(os.environ, term),
        term=term,
        address_hint="",
    )
    with _logging_to_a_file(hub.config):
        await hub.do(session.actor, presence.arrive, session_id=session.session_id, way_in="local")
        try:
            app = PorchlightApp(session)
            with _ended_by_signals(asyncio.get_running_loop(), app):
                status = await app.run_session()
        finally:
            await hub.do(SYSTEM, presence.leave, session_id=session.session_id)
    if app.crash_notice:
        console.complain(f"{app.crash_notice} See {hub.config.data_dir / LOG_NAME}.")
        return 1
    return status or 0


LOG_NAME = "local.log"
"""Where a local app logs: its terminal is taken."""


def _fingerprint(config: Config) -> str:
    """The host key's fingerprint, "" where there is no key yet."""
    from server import hostkey

    return hostkey.fingerprint(hostkey.load_or_make(config.host_key)) if config.host_key.exists() else ""


@contextmanager
def _logging_to_a_file(config: Config) -> Iterator[None]:
    path = config.data_dir / LOG_NAME
    os.close(os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600))
    handler = logging.FileHandler(path, encoding="utf-8")
    handler.setFormatter(logging.Formatter(LOG_FORMAT))
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
        handler.close()


@contextmanager
def _ended_by_signals(loop: asyncio.AbstractEventLoop, app: object) -> Iterator[None]:
    """Leave the terminal as it was also when the process is asked to end, or the terminal goes away."""
    leave = app.exit  # type: ignore[attr-defined]
    signals = (signal.SIGTERM, signal.SIGHUP)
    for each in signals:
        loop.add_signal_handler(each, leave)
    try:
        yield
    finally:
        for each in signals:
            with contextlib.suppress(ValueError, RuntimeError):
                loop.remove_signal_handler(each)
