"""Widgets that are freed when they are removed, and do not wait for a garbage collection.

A removed widget is held by nothing but itself: its styles and its timers point back to it. A dialog that was opened and
closed so leaves some 2,000 objects that only CPython's collector finds, and the collector holds up everybody: half a
second for the dialogs of a few hundred people. Here those few references are taken away at the end of a
widget's life, after its last message, and when styles of its parts are made anew.

What is added to here is private to Textual 8.2.8; `tests/tui/test_letting_go.py` and `tests/server/test_collecting.py`
fail when it changes.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Iterable
from typing import Any, Final

from textual.app import App
from textual.cache import LRUCache
from textual.css.styles import RenderStyles
from textual.dom import DOMNode
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget
from textual.worker import Worker

_ends: Final = Widget._message_loop_exit
_starts: Final = Worker._start
_ENDED: Final = "_porchlight_ended"
"""The app's attribute with the widgets that ended because it did."""


def let_go_of_parts(styles: Iterable[RenderStyles]) -> None:
    """Drop what keeps the styles of a widget's parts (its component classes), when they are not wanted any more."""
    for each in styles:
        if (part := each.node) is not None:
            _let_go(part)


async def _end_and_let_go(widget: Widget) -> None:
    """End as every widget does, then drop what points back."""
    parts = list(widget._component_styles.values())
    await _ends(widget)
    let_go_of_parts(parts)
    _let_go(widget)
    for value in vars(widget).values():
        if isinstance(value, Timer):
            value._callback = None
        elif isinstance(value, LRUCache):
            value.clear()
    if isinstance(widget, Screen):
        widget._compositor.root = None
    if not widget.app._running:
        vars(widget.app).setdefault(_ENDED, []).append(widget)


def _start_and_let_go(
    worker: Worker[Any], app: App[Any], done_callback: Callable[[Worker[Any]], None] | None = None
) -> None:
    """Start as every worker does; when it is done, drop its task, whose context leads back to the worker."""

    def done(ended: Worker[Any]) -> None:
        if done_callback is not None:
            done_callback(ended)
        ended._task = None
        if inspect.iscoroutine(ended._work) and not ended._thread_worker:
            # Called off before it began, it would complain that nobody waited for it.
            ended._work.close()
        if isinstance(ended._error, asyncio.CancelledError):
            ended._error.__traceback__ = None

    _starts(worker, app, done)


def _let_go(node: DOMNode) -> None:
    node._css_styles.node = None
    node._inline_styles.node = None


def _clear(cache: LRUCache[Any, Any]) -> None:
    """Empty a cache, and its ring of links with it."""
    for link in cache._cache.values():
        link.clear()
    cache._cache.clear()
    cache._full = False
    cache._head = []


def let_go_of(app: App[Any]) -> None:
    """Take an app apart that has ended and is used no more, so that all it held is freed at once.

    Timers that were set while it ended, as by what could not be kept and is to be tried again, would go off in it.
    """
    ended = vars(app).get(_ENDED, ())
    for node in (*ended, app):
        for timer in tuple(node._timers):
            timer.stop()
    for node in ended:
        vars(node).clear()
    app.animator._timer._callback = None
    vars(app).clear()


def free_removed_widgets() -> None:
    """Let widgets end so from now on; safe to call again."""
    Widget._message_loop_exit = _end_and_let_go  # type: ignore[method-assign, assignment]
    Worker._start = _start_and_let_go  # type: ignore[method-assign, assignment]
    LRUCache.clear = _clear  # type: ignore[method-assign, assignment]
