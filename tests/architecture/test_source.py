"""Laws that can be read off the source: where SQL is, what parses markup, where the time comes from."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.source import ROOT, Module, called, dotted, modules

SQL = re.compile(
    r"\bSELECT\b.+\bFROM\b|\bINSERT\s+INTO\b|\bUPDATE\s+\w+\s+SET\b|\bDELETE\s+FROM\b|\bCREATE\s+(TABLE|INDEX)\b|\bPRAGMA\b",
    re.DOTALL,
)
KNOWS_THE_ENGINE = (
    "store/db.py",
    "store/migrations.py",
    "store/schema_forum.py",
    "store/search.py",
    "store/forum_search.py",
    "store/check.py",
    "store/seed.py",
)
"""Definition of tables, full-text search and upkeep are the only places that may be different on another engine."""

ONE_ENGINE_ONLY = re.compile(r"\bINSERT\s+OR\b|\bREPLACE\s+INTO\b|\browid\b|\bAUTOINCREMENT\b|\bGLOB\b")

PARSES_MARKUP = {
    "from_markup",
    "from_rich_text",
    "Markdown",
    "MarkdownViewer",
    "RichLog",
    "AppendMarkdown",
}
"""Calls that make somebody's words into styles, links or actions."""

MARKUP_UNLESS_TOLD = {
    "Static",
    "Label",
    "Button",
    "OptionList",
    "SelectionList",
    "Checkbox",
    "RadioButton",
    "Toast",
    "notify",
}
"""Textual's widgets that read markup in what they are given, unless they are told `markup=False`."""

TITLES_WITH_MARKUP = {"border_title", "border_subtitle", "tooltip"}
"""Textual's attributes that read markup in any string."""

TELLS_THE_TIME = {
    *("time.time", "time.time_ns", "datetime.now", "datetime.utcnow", "datetime.today", "date.today"),
    *("dt.datetime.now", "dt.datetime.utcnow", "dt.datetime.today", "dt.date.today"),
    *("datetime.datetime.now", "datetime.datetime.utcnow", "datetime.date.today"),
}
THE_CLOCK = {"store/hub.py"}
"""The one place that asks the machine what time it is; everybody else is given a clock."""

VAGUE = {"utils", "util", "shared", "common", "helpers", "helper", "misc", "tools"}

CONTAINERS = {
    "dict",
    "list",
    "set",
    "defaultdict",
    "deque",
    "Counter",
    "OrderedDict",
    "WeakKeyDictionary",
    "WeakValueDictionary",
}

HURTFUL = re.compile(
    r"\b(addicts?|junkies?|dirty|clean time|got clean|stay(ed)? clean|alcoholics?|abusers?)\b", re.IGNORECASE
)
"""Words that the hub does not use about people."""


def everywhere(found: list[str]) -> str:
    return "\n".join(found)


def test_sql_stays_in_the_store() -> None:
    found = [
        where for module in modules("tui", "server") for where, text in module.strings() if SQL.search(text)
    ]
    assert not found, everywhere(found)


def test_the_stores_sql_is_of_the_kind_that_more_than_one_engine_takes() -> None:
    found = [
        where
        for module in modules("store")
        if str(module.path) not in KNOWS_THE_ENGINE
        for where, text in module.strings()
        if ONE_ENGINE_ONLY.search(text) or (SQL.search(text) and "?" in text)
    ]
    assert not found, everywhere(found)


@pytest.mark.parametrize("module", modules("tui", "server"), ids=lambda module: str(module.path))
def test_peoples_words_are_never_read_as_markup(module: Module) -> None:
    found = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            told = {each.arg: each.value for each in node.keywords}
            markup = told.get("markup")
            literal = not node.args or isinstance(node.args[0], ast.Constant)
            if (
                called(node) in PARSES_MARKUP
                or dotted(node.func) == "Text.from_ansi"
                or (isinstance(markup, ast.Constant) and markup.value is True)
            ):
                found.append(f"{module.at(node)} {called(node)} reads markup")
            elif called(node) in MARKUP_UNLESS_TOLD and markup is None and not literal:
                found.append(f"{module.at(node)} {called(node)} needs markup=False")
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if (
                    isinstance(target, ast.Attribute)
                    and target.attr in TITLES_WITH_MARKUP
                    and not _is_fixed(node.value)
                ):
                    found.append(f"{module.at(node)} {target.attr} reads markup: set it to a constant only")
    assert not found, everywhere(found)


def _is_fixed(value: ast.expr) -> bool:
    """Whether an expression is a constant of the program: a literal, or a name in capitals."""
    if isinstance(value, ast.BoolOp):
        return all(map(_is_fixed, value.values))
    name = dotted(value).rpartition(".")[2]
    return isinstance(value, ast.Constant) or (bool(name) and name.isupper())


@pytest.mark.parametrize("module", modules(), ids=lambda module: str(module.path))
def test_the_time_comes_from_the_clock_that_was_given(module: Module) -> None:
    if str(module.path) in THE_CLOCK:
        return
    found = [
        f"{module.at(node)} {dotted(node)}"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and dotted(node) in TELLS_THE_TIME
    ]
    assert not found, everywhere(found)


def test_no_file_is_called_something_vague() -> None:
    found = [str(module.path) for module in modules() if VAGUE & set(module.path.with_suffix("").parts)]
    assert not found, everywhere(found)


def test_nothing_about_a_person_can_gather_at_module_level() -> None:
    """An empty container at module level waits to be filled; a `global` fills one. What is allowed says why."""
    allowed = {
        # Every operation, filled while the modules load.
        "store/operations.py REGISTRY",
        # What follows from the palette, the sheets and the theme, and from nobody.
        "tui/chat/look.py _looks",
        "tui/styles.py _parsed",
        "tui/styles.py _variables",
    }
    found = []
    for module in modules():
        tree = module.tree
        for node in tree.body:
            value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
            empty = (isinstance(value, ast.Dict) and not value.keys) or (
                isinstance(value, ast.List) and not value.elts
            )
            made = isinstance(value, ast.Call) and called(value) in CONTAINERS and not value.args
            if empty or made:
                target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
                name = f"{module.path} {dotted(target) if target is not None else ''}"
                if name not in allowed:
                    found.append(f"{module.at(node)} {name}")
        found += [f"{module.at(node)} global" for node in ast.walk(tree) if isinstance(node, ast.Global)]
    assert not found, everywhere(found)


def test_no_word_on_a_screen_hurts() -> None:
    found = [
        f"{where} {text[:60]!r}"
        for module in modules()
        for where, text in module.strings()
        if HURTFUL.search(text)
    ]
    for file in (ROOT / "hub.toml", *(ROOT / "server" / "demo").rglob("*.txt")):
        lines = enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        found += [
            f"{file.relative_to(ROOT)}:{number} {line}" for number, line in lines if HURTFUL.search(line)
        ]
    assert not found, everywhere(found)
