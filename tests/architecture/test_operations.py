"""Every way into the store has a rule, runs again without harm in its shape, and says in words what it does."""

from __future__ import annotations

import ast
import importlib
import inspect

import pytest

from store.operations import REGISTRY, Operation, Tx
from store.policy import RULES
from tests.architecture.source import called, modules

for module in modules("store"):
    importlib.import_module(module.name)


@pytest.mark.parametrize("operation", REGISTRY.values(), ids=list(REGISTRY))
def test_an_operation_has_a_rule_and_plain_named_arguments(operation: Operation[..., object]) -> None:
    function = operation.__wrapped__
    first, *others = inspect.signature(function).parameters.values()
    assert operation.capability in RULES
    assert operation.__doc__
    assert not callable(operation)
    assert not inspect.iscoroutinefunction(function), "no await can sit inside a transaction"
    assert first.annotation in (Tx, "Tx")
    assert all(each.kind is inspect.Parameter.KEYWORD_ONLY for each in others), "arguments have names"


def test_screens_and_doors_reach_the_store_through_operations_alone() -> None:
    """Nobody above the store opens a connection or a transaction of their own."""
    found = [
        module.at(node)
        for module in modules("tui", "server")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and called(node) in {"execute", "executemany", "executescript", "Tx", "connect_database"}
    ]
    assert not found, "\n".join(found)
