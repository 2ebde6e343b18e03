"""What the command line prints: tables and signs of progress where somebody looks, plain lines where a program reads.

Nothing else in `server/cli` writes. What people typed is drawn as text, never as markup.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.table import Table
from rich.text import Text

from store.text import printable


def looked_at() -> bool:
    """Whether a person sees standard output."""
    return sys.stdout.isatty()


def say(line: str = "") -> None:
    """Print one line, at once."""
    _write(printable(line))


def _write(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def complain(line: str) -> None:
    """Print one line of trouble on standard error."""
    sys.stderr.write("porchlight: " + " ".join(printable(line).split()) + "\n")
    sys.stderr.flush()


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, empty: str) -> None:
    """Print rows: a table for a person, lines of tab-separated fields without headings for a program.

    Args:
        headings: One word for each column.
        rows: The fields.
        empty: What a person is told when there are no rows.
    """
    if not looked_at():
        for row in rows:
            _write("\t".join(" ".join(printable(each).split()) for each in row))
        return
    if not rows:
        say(empty)
        return
    drawn = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 3, 0, 0))
    for heading in headings:
        drawn.add_column(heading, overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(printable(each)) for each in row))
    Console(highlight=False, markup=False).print(drawn)


@contextmanager
def busy(what: str) -> Iterator[None]:
    """Show that something takes a while, to a person only.

    Args:
        what: What is being done: "Making the sample community".
    """
    if not sys.stderr.isatty():
        yield
        return
    with Console(stderr=True, highlight=False, markup=False).status(Text(f"{what}…")):
        yield
