"""The program's beginning: `porchlight`, or `python -m server`."""

from __future__ import annotations

import sys

from server.cli.app import run


def main() -> None:
    """Run the command that was typed and leave with its exit status."""
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
