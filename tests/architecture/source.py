"""The project's own source as syntax trees, for the tests that read it."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("store", "tui", "server")


@dataclass(frozen=True)
class Module:
    """One file of the product."""

    path: Path
    """Its path in the project: `store/text.py`."""
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """Its dotted name: "store.text"."""
        return ".".join(self.path.with_suffix("").parts).removesuffix(".__init__")

    def at(self, node: ast.AST) -> str:
        """Where something is: "store/text.py:12"."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}"

    def strings(self) -> Iterator[tuple[ast.AST, str]]:
        """Every text in the code that is not a docstring; of an f-string, the parts that are written out."""
        documented = {
            id(node.value)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documented:
                yield node, node.value


@functools.cache
def modules(*packages: str) -> tuple[Module, ...]:
    """Every module of the packages, in order of their paths; of all three when none is named."""
    found = []
    for package in packages or PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            text = file.read_text(encoding="utf-8")
            found.append(Module(file.relative_to(ROOT), text, ast.parse(text)))
    return tuple(found)


def called(node: ast.Call) -> str:
    """The last part of the name that is called: "notify" for `self.app.notify(…)`."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def dotted(node: ast.AST) -> str:
    """A name as it is written: "time.time"; "" for anything that is not a plain name."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (before := dotted(node.value)):
        return f"{before}.{node.attr}"
    return ""
