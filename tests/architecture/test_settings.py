"""No setting is there for show: each is read by the program somewhere outside of the module that declares it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from store.config import setting_names

ROOT = Path(__file__).parents[2]
SOURCE = "\n".join(
    path.read_text(encoding="utf-8")
    for package in ("store", "tui", "server")
    for path in sorted((ROOT / package).rglob("*.py"))
    if path.name not in {"config.py", "config_reader.py"}
)
THROUGH = {
    "expire_in_days": "expires_in_s",
    "region": "help_card",
    "data_dir": "data_dir",
    "address": "ssh_line",
}
"""Settings that the rest of the program reads through a property of the configuration."""


@pytest.mark.parametrize("name", setting_names())
def test_every_setting_is_read_by_the_program(name: str) -> None:
    if name.startswith("help.region."):
        name = "help.region"
    last = name.rpartition(".")[2]
    assert re.search(rf"\.{THROUGH.get(last, last)}\b", SOURCE), name
