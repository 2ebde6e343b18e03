"""One direction: server, then tui, then store. What each part must not know never even gets loaded with it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, modules

FORBIDDEN = {
    "store": ("tui", "server", "textual", "rich", "asyncssh", "typer"),
    "tui": ("server", "asyncssh", "typer"),
}


@pytest.mark.parametrize("package", FORBIDDEN)
def test_loading_all_of_a_package_loads_nothing_that_it_must_not_know(package: str) -> None:
    names = [module.name for module in modules(package)]
    script = f"""
import importlib, sys
for name in {names!r}:
    importlib.import_module(name)
print([name for name in {FORBIDDEN[package]!r} if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_the_import_contracts_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
