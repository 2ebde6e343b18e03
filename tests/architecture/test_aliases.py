"""Who is behind an alias stands in one table, which one module names, and no other table leads there."""

from __future__ import annotations

import re

from tests.architecture.source import modules

MAY_NAME_IT = {"store/aliases.py", "store/migrations.py"}

ASKS_WHO = {"owner", "owned"}
"""Functions of store/aliases.py that answer for any member."""

MAY_ASK_WHO = {
    ("store/lifts.py", "owner"): "telling the author, and the two people who may read",
    ("store/forum_erasing.py", "owned"): "erasing",
}


def test_only_the_aliases_module_names_the_table_of_owners() -> None:
    found = {
        str(module.path)
        for module in modules()
        for _, text in module.strings()
        if re.search(r"alias_owners", text)
    }
    assert found == MAY_NAME_IT


def test_nobody_else_asks_who_is_behind_an_alias() -> None:
    found = {
        (str(module.path), name)
        for module in modules()
        for name in ASKS_WHO
        if str(module.path) != "store/aliases.py" and re.search(rf"\baliases\.{name}\(", module.text)
    }
    assert found == set(MAY_ASK_WHO)


def test_what_is_ones_own_is_asked_for_as_oneself_alone() -> None:
    for module in modules("store"):
        if "aliases.MINE" in module.text:
            # The condition is on the parameter `me`, and that is never anybody but the actor.
            given = set(re.findall(r"\bme=([\w.]+)", module.text))
            assert given <= {"tx.me.id", "me.id", "me"}, module.path
