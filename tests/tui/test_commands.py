"""Every key is declared once and can be found: in the help, and in the palette where it does something by itself."""

from __future__ import annotations

import importlib
import pkgutil

import pytest
from textual.dom import DOMNode
from textual.keys import _character_to_key

import tui
from tui.app import PorchlightApp
from tui.commands import Command, bindings, declared, label_of
from tui.features import FEATURES
from tui.help.keys import lines
from tui.widgets.sheet import Drawn
from tui.widgets.spans import cells


def nodes() -> list[type[DOMNode]]:
    """Every widget, screen and app of ours."""
    found: set[type[DOMNode]] = set()
    for module in pkgutil.walk_packages(tui.__path__, "tui."):
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, type) and issubclass(value, DOMNode) and value.__module__.startswith("tui."):
                found.add(value)
    return sorted(found, key=lambda node: node.__qualname__)


OFFERING = [node for node in nodes() if "OFFERS" in vars(node)]


def commands() -> list[Command]:
    return [command for node in OFFERING for command in vars(node)["OFFERS"]]


@pytest.mark.parametrize("node", nodes(), ids=lambda node: node.__name__)
def test_every_key_of_ours_comes_from_a_declared_command(node: type[DOMNode]) -> None:
    ours = {command.id for base in node.__mro__ for command in vars(base).get("OFFERS", ())}
    for binding in vars(node).get("BINDINGS", ()):
        assert binding.id in ours, f"{node.__name__} binds {binding} without a command"


@pytest.mark.parametrize("node", OFFERING, ids=lambda node: node.__name__)
def test_every_declared_command_with_a_key_is_bound(node: type[DOMNode]) -> None:
    bound = {binding.id for binding in vars(node).get("BINDINGS", ())}
    assert bound == {command.id for command in vars(node)["OFFERS"] if command.keys}


def test_names_of_commands_are_unique() -> None:
    names: dict[str, Command] = {}
    for command in commands():
        assert names.setdefault(command.id, command) == command


def test_every_command_has_a_title_and_a_sentence() -> None:
    for command in commands():
        assert command.title, command.id
        assert command.help.endswith((".", "?")), command.id


def test_every_key_is_on_the_page_of_keys() -> None:
    for node in OFFERING:
        offered = list(vars(node)["OFFERS"])
        page = "\n".join(
            "".join(span.text for span in item.spans)
            for item in lines(offered, 120)
            if isinstance(item, Drawn)
        )
        for command in offered:
            for key in command.keys:
                assert (command.shown_key or label_of(key)) in page, (command.id, key)


def test_whatever_does_something_by_itself_is_in_the_palette() -> None:
    """The exceptions only move, repeat another key, or belong to what floats."""
    missing = {command.id for command in vars(PorchlightApp)["OFFERS"] if not command.palette}
    others = {command.title for command in vars(PorchlightApp)["OFFERS"] if command.palette}
    for command in vars(PorchlightApp)["OFFERS"]:
        if command.id in missing and command.title not in others:
            assert command.group == "Move around" or command.id == "app.palette", command.id


def test_no_printable_key_works_while_something_is_typed() -> None:
    for command in commands():
        if command.priority:
            for key in command.keys:
                assert len(key) > 1, command.id
                assert key.startswith(("ctrl+", "alt+", "f", "shift+", "escape")), command.id


def test_every_screen_has_its_digit_also_with_alt() -> None:
    keys = {key: command.action for command in vars(PorchlightApp)["OFFERS"] for key in command.keys}
    for feature in FEATURES:
        assert keys[feature.key] == keys[f"alt+{feature.key}"] == f"go('{feature.name}')"


def test_the_page_of_keys_fits_a_phone() -> None:
    for item in lines(commands(), 40):
        if isinstance(item, Drawn):
            assert cells(item.spans) <= 60


def test_a_command_becomes_a_binding() -> None:
    command = Command("x.y", ("?", "f2"), "do", "Do it", "Does it.", footer="do")
    (binding,) = bindings([command])
    assert (binding.key, binding.action, binding.id, binding.show) == ("?,f2", "do", "x.y", True)
    assert _character_to_key("?") == "question_mark"
    assert label_of("ctrl+k") == "^K"
    assert label_of("escape") == "Esc"


def test_commands_of_base_classes_are_offered_too() -> None:
    from tui.widgets.frame import ASIDE_COMMANDS, Aside

    class Special(Aside):
        OFFERS = (Command("special.do", ("x",), "do", "Do", "Does."),)

    node = Special.__new__(Special)
    assert {command.id for command in declared(node)} == {"special.do", ASIDE_COMMANDS[0].id}
