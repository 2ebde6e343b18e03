"""Which methods of a widget hear of a message, looked up once for each kind of both.

Textual goes through all ancestors of the widget's class, some fifteen, for each message and each widget that it comes
to, and mostly finds nothing: a seventh of a key's calls. What a class has does not change.

What is replaced here is private to Textual 8.2.8; `tests/tui/test_handlers.py` fails when it changes.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from functools import cache
from typing import Any

from textual.message import Message
from textual.message_pump import MessagePump

Handlers = tuple[tuple[type, tuple[Callable[..., Awaitable[Any]], ...]], ...]
"""Classes that have some, the widget's own first, and these in the order in which they are called."""

_find = MessagePump._get_dispatch_methods


@cache
def _look_up(pump: type, name: str, kind: type) -> Handlers | None:
    """The handlers of a class for a class of messages; None: it depends on who sent the message."""
    kinds = [each for each in kind.__mro__ if issubclass(each, Message)]
    found: list[tuple[type, tuple[Callable[..., Awaitable[Any]], ...]]] = []
    called: set[Callable[..., Awaitable[Any]]] = set()
    for cls in pump.__mro__:
        here: list[Callable[..., Awaitable[Any]]] = []
        decorated = cls.__dict__.get("_decorated_handlers") or {}
        for each in kinds:
            for method, selectors in decorated.get(each, ()):
                if selectors:
                    return None
                if method not in called:
                    called.add(method)
                    here.append(method)
        named = cls.__dict__.get(f"_{name}") or cls.__dict__.get(name)
        if named is not None and not getattr(named, "_textual_on", None):
            here.append(named)
        if here:
            found.append((cls, tuple(here)))
    return tuple(found)


def _handlers(
    self: MessagePump, method_name: str, message: Message
) -> Iterable[tuple[type, Callable[[Message], Awaitable[Any]]]]:
    """The methods that a message is given to, one after another; whoever gets it may end that for the classes after."""
    kind: type = type(message)
    found = _look_up(type(self), method_name, kind)
    if found is None:
        yield from _find(self, method_name, message)
        return
    for cls, methods in found:
        if message._no_default_action:
            break
        for method in methods:
            yield cls, method.__get__(self, cls)


def remember_handlers() -> None:
    """Look methods up once from now on; safe to call again."""
    MessagePump._get_dispatch_methods = _handlers  # type: ignore[method-assign]
