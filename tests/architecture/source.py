"""The project's own source as syntax trees, for the tests that read it.

A tree is made when it is asked for and not kept: those of the whole source are nearly two million objects, and every
full garbage collection of the tests that come after would walk through them.
"""

from __future__ import annotations

import ast
import functools
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

    @property
    def tree(self) -> ast.Module:
        """Its syntax tree, made anew."""
        return ast.parse(self.text)

    @property
    def name(self) -> str:
        """Its dotted name: "store.text"."""
        return ".".join(self.path.with_suffix("").parts).removesuffix(".__init__")

    def at(self, node: ast.AST) -> str:
        """Where something is: "store/text.py:12"."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}"

    @functools.cache  # noqa: B019 - as many as there are files, and texts and places only
    def strings(self) -> tuple[tuple[str, str], ...]:
        """Where it is and how it reads, for every text in the code that is not a docstring; of an f-string, the parts
        that are written out."""
        nodes = list(ast.walk(self.tree))
        documented = {
            id(node.value)
            for node in nodes
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        return tuple(
            (self.at(node), node.value)
            for node in nodes
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documented
        )


@functools.cache
def modules(*packages: str) -> tuple[Module, ...]:
    """Every module of the packages, in order of their paths; of all three when none is named."""
    found = []
    for package in packages or PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            found.append(Module(file.relative_to(ROOT), file.read_text(encoding="utf-8")))
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
