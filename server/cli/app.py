"""The `porchlight` command: every subcommand in one place, and how each of them ends."""

from __future__ import annotations

import sys
from importlib.metadata import version as version_of
from typing import Annotated, Final, cast

import typer

from server.cli import circle, console, forum, invite, member, statuses
from server.cli.check import check
from server.cli.demo import demo
from server.cli.init import init
from server.cli.local import local
from server.cli.serve import serve
from server.cli.statuses import WrongUsage
from store.errors import HubError

DISTRIBUTION: Final = "porchlight-hub"

# Typer's own base of all "typed wrongly" errors has no public name.
USAGE_ERROR: Final = cast("type[typer.TyperException]", typer.BadParameter.__mro__[1])

app = typer.Typer(
    name="porchlight",
    help="A community hub that people reach with any SSH client.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich" if sys.stdout.isatty() else None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.command()(serve)
app.command()(local)
app.command()(demo)
app.command()(init)
app.add_typer(invite.app, name="invite")
app.add_typer(member.app, name="member")
app.add_typer(circle.app, name="circle")
app.add_typer(forum.importing, name="import")
app.add_typer(forum.exporting, name="export")
app.command()(check)


def _show_version(wanted: bool) -> None:
    if wanted:
        console.say(f"porchlight {version_of(DISTRIBUTION)}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def porchlight(
    context: typer.Context,
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and leave."),
    ] = False,
) -> None:
    """Run `porchlight demo` to look around, `porchlight init` to begin a hub of your own."""
    if context.invoked_subcommand is None:
        console.say(context.get_help())


def run(arguments: list[str]) -> int:
    """Run one command to its end.

    Args:
        arguments: What was typed after `porchlight`.

    Returns:
        The exit status: 0 done, 1 refused or failed, 2 typed wrongly, 3 not found, 4 too often, 130 interrupted.
    """
    command = typer.main.get_command(app)
    try:
        status = command.main(arguments, prog_name="porchlight", standalone_mode=False)
    except USAGE_ERROR as error:
        return _told(_usage(error), statuses.WRONG_USAGE)
    except WrongUsage as error:
        return _told(str(error), statuses.WRONG_USAGE)
    except HubError as error:
        return _told(str(error), statuses.status_of(error))
    except typer.TyperException as error:
        return _told(error.format_message(), statuses.REFUSED)
    except (KeyboardInterrupt, EOFError, typer.Abort):
        return _told("Interrupted; nothing more was done.", statuses.INTERRUPTED)
    except BrokenPipeError:
        # Whoever read our output has seen enough; nothing may be written to it at the interpreter's end either.
        sys.stdout = sys.stderr
        return statuses.REFUSED
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _told(f"{where}{error.strerror or type(error).__name__}.", statuses.REFUSED)
    return status if isinstance(status, int) else statuses.DONE


def _usage(error: typer.TyperException) -> str:
    """What was typed wrongly and where the help for it is, in one line."""
    context: typer.Context | None = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "porchlight"
    said = error.format_message().replace("Value error, ", "").rstrip(" .")
    return f"{said}. `{path} --help` shows how."


def _told(line: str, status: int) -> int:
    console.complain(line)
    return status
