"""TOML tables as dataclasses: bounds declared at the field, and one clear sentence when a value cannot be used.

It knows no setting of its own; `store.config` declares them.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import difflib
import typing
from collections.abc import Iterator, Mapping
from dataclasses import field
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

from store.errors import ConfigError

T = TypeVar("T")
R = TypeVar("R")


def number(default: T, low: float, high: float) -> T:
    """Declare a number with its bounds, both included."""
    made: T = field(default=default, metadata={"low": low, "high": high})
    return made


def line(default: str | None, chars: int, *, empty: bool = True) -> str:
    """Declare one line of text of at most `chars` characters; default None: it has to be said."""
    metadata = {"chars": chars, "lines": 1, "empty": empty}
    if default is None:
        said: str = field(metadata=metadata)
        return said
    made: str = field(default=default, metadata=metadata)
    return made


def block(default: str, chars: int, lines: int) -> str:
    """Declare text of several lines."""
    made: str = field(default=default, metadata={"chars": chars, "lines": lines, "empty": True})
    return made


def words(default: tuple[str, ...], chars: int, most: int) -> tuple[str, ...]:
    """Declare a list of 1 to `most` texts of one line, each of at most `chars` characters."""
    made: tuple[str, ...] = field(
        default=default, metadata={"chars": chars, "lines": 1, "empty": False, "most": most}
    )
    return made


def names_of(kind: type) -> tuple[str, ...]:
    """Every setting's dotted name: "limits.sessions", "help.region.line.number"."""
    return tuple(_names(kind, ""))


def _names(kind: type, prefix: str) -> Iterator[str]:
    hints = typing.get_type_hints(kind)
    for each in dataclasses.fields(kind):
        inner = _table_of(hints[each.name])
        if inner is None:
            yield prefix + each.name
        else:
            yield from _names(inner, f"{prefix}{each.name}.")


def _table_of(hint: Any) -> type | None:
    """The dataclass behind a section (`X`) or a list of tables (`tuple[X, ...]`); None for a plain value."""
    if typing.get_origin(hint) is tuple:
        hint = typing.get_args(hint)[0]
    return hint if isinstance(hint, type) and dataclasses.is_dataclass(hint) else None


class Reader(Generic[R]):
    """Turns parsed TOML into a dataclass of dataclasses, and says what is wrong with it.

    Args:
        source: What to call the file in an error.
        root: The dataclass of the whole file.
    """

    def __init__(self, source: str, root: type[R]) -> None:
        self._source = source
        self._root = root

    def read(self, table: dict[str, object]) -> R:
        """The whole file.

        Raises:
            ConfigError: A name is unknown, or a value is missing, of the wrong type or out of bounds.
        """
        return self._section(self._root, table, "")

    def _section(self, kind: type[T], table: object, prefix: str) -> T:
        """One table as one dataclass; `prefix` is its dotted name with the dot, "" for the whole file."""
        name = prefix.rstrip(".")
        if not isinstance(table, dict):
            raise self._wrong(name, f"must be a section: write [{name}] and its settings below")
        hints = typing.get_type_hints(kind)
        fields = {each.name: each for each in dataclasses.fields(typing.cast(Any, kind))}
        values: dict[str, object] = {}
        for key, value in table.items():
            if key not in fields:
                raise self._unknown(prefix + key)
            values[key] = self._value(hints[key], fields[key].metadata, value, prefix + key)
        for each in fields.values():
            if each.name not in values and each.default is dataclasses.MISSING:
                raise self._wrong(prefix + each.name, "is missing")
        return kind(**values)

    def _value(self, hint: Any, bounds: Mapping[str, Any], value: object, name: str) -> object:
        inner = _table_of(hint)
        if inner is not None and typing.get_origin(hint) is tuple:
            if not isinstance(value, list):
                raise self._wrong(name, f"must be a list: write [[{name}]] above each")
            return tuple(self._section(inner, each, f"{name}.") for each in value)
        if inner is not None:
            return self._section(inner, value, f"{name}.")
        if typing.get_origin(hint) is tuple:
            return self._list(bounds, value, name)
        if typing.get_origin(hint) is Literal:
            choices = typing.get_args(hint)
            if value not in choices:
                raise self._wrong(
                    name, f"must be one of {', '.join(_shown(each) for each in choices)}, not {_shown(value)}"
                )
            return value
        return self._plain(hint, bounds, value, name)

    def _list(self, bounds: Mapping[str, Any], value: object, name: str) -> tuple[str, ...]:
        """A list of texts, no two the same."""
        if not isinstance(value, list) or not 1 <= len(value) <= bounds["most"]:
            raise self._wrong(name, f"must be a list of 1 to {bounds['most']} texts in quotes")
        said = []
        for each in value:
            if not isinstance(each, str):
                raise self._wrong(name, f"must hold text in quotes, not {_shown(each)}")
            said.append(self._words(each, bounds, name))
        if len({each.casefold() for each in said}) < len(said):
            raise self._wrong(name, "says the same thing twice")
        return tuple(said)

    def _plain(self, hint: type, bounds: Mapping[str, Any], value: object, name: str) -> object:
        if hint is bool:
            if not isinstance(value, bool):
                raise self._wrong(name, f"must be true or false, not {_shown(value)}")
            return value
        if hint in (int, float):
            wanted = (
                f"must be a {'whole ' if hint is int else ''}number from {bounds['low']} to {bounds['high']}"
            )
            if not isinstance(value, int if hint is int else int | float) or isinstance(value, bool):
                raise self._wrong(name, f"{wanted}, not {_shown(value)}")
            if not bounds["low"] <= value <= bounds["high"]:
                raise self._wrong(name, f"{wanted}, not {_shown(value)}")
            return value if hint is int else float(value)
        if hint is dt.date:
            if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
                raise self._wrong(
                    name, f"must be a day such as 2026-11-22 (without quotes), not {_shown(value)}"
                )
            return value
        if not isinstance(value, str):
            raise self._wrong(name, f"must be text in quotes, not {_shown(value)}")
        if hint is Path:
            if not value.strip() or "\0" in value:
                raise self._wrong(name, "must name a folder")
            return Path(value)
        return self._words(value, bounds, name)

    def _words(self, value: str, bounds: Mapping[str, Any], name: str) -> str:
        """Text within its bounds; control characters would reach every terminal, so they are refused."""
        lines = value.splitlines()
        if not value.strip() and not bounds["empty"]:
            raise self._wrong(name, "must not be empty")
        if not all(line.isprintable() for line in lines):
            raise self._wrong(name, "holds a control character; take it out")
        if len(lines) > bounds["lines"] or (bounds["lines"] == 1 and value != "".join(lines)):
            limit = "one line" if bounds["lines"] == 1 else f"at most {bounds['lines']} lines"
            raise self._wrong(name, f"must be {limit}, and has {len(lines)}")
        if len(value) > bounds["chars"]:
            raise self._wrong(name, f"must be at most {bounds['chars']} characters, and has {len(value)}")
        return value if bounds["lines"] > 1 else value.strip()

    def _wrong(self, name: str, what: str) -> ConfigError:
        return ConfigError(f"{self._source}: {name} {what}.")

    def _unknown(self, name: str) -> ConfigError:
        near = nearest(name, self._root)
        hint = f"did you mean {near}?" if near else "the commented sample lists all there are."
        return ConfigError(f"{self._source}: there is no setting {_dotted(name)}; {hint}")


def nearest(name: str, root: type) -> str | None:
    """The setting or section whose dotted name is nearest to `name`; None when nothing is near."""
    names = names_of(root)
    sections = {each.rpartition(".")[0] for each in names}
    sections |= {each.rpartition(".")[0] for each in sections} - {""}
    known = sorted({*names, *sections})
    if close := difflib.get_close_matches(name, known, n=1, cutoff=0.75):
        return close[0]
    # The right name in the wrong section, or in none.
    last = name.rpartition(".")[2]
    lasts = {each.rpartition(".")[2]: each for each in reversed(known)}
    close = difflib.get_close_matches(last, list(lasts), n=1, cutoff=0.75)
    return lasts[close[0]] if close else None


def _dotted(name: str) -> str:
    """A dotted name fit to show: what somebody wrote may hold anything."""
    return name if name.isprintable() and len(name) <= 80 else ascii(name[:80])


def _shown(value: object) -> str:
    """A value as hub.toml writes it, short."""
    if isinstance(value, str):
        words = value if len(value) <= 40 else value[:39] + "…"
        return f'"{words}"' if words.isprintable() else ascii(words)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a section"
    if isinstance(value, list):
        return "a list"
    return str(value)
