"""Keys that arrive together, of which the first one leaves the box: the rest is for where it led.

On a slow link several keys come in one packet, and Textual gives all of them to what has the focus before the first
has done anything. So the box hands on what is not for it any more, one key after the other, and each waits until the
one before it has had its effect.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Final

from textual import events
from textual.dom import DOMNode
from textual.message_pump import MessagePump
from textual.widget import Widget

from tui.widgets.field import do_own_key

_PATIENCE_S: Final = 1.0
"""Seconds after which a key no longer waits for the one before it."""


async def settled(node: DOMNode) -> None:
    """Wait until what a widget has posted so far has been handled on its way up to its screen."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_PATIENCE_S):
            for each in node.ancestors_with_self:
                if isinstance(each, Widget):
                    await _handled(each)


async def _handled(pump: MessagePump) -> None:
    done = asyncio.Event()
    if pump.call_later(done.set):
        await done.wait()


async def hand_on(box: Widget, event: events.Key) -> bool:
    """Give a key to what has the focus now, if that is not the box any more.

    Args:
        box: What the key was given to.
        event: The key.

    Returns:
        Whether it is not for the box. It ends here when it was one of the other's own keys, and else goes its way up.
    """
    other = box.screen.focused
    if other is None or other is box or not box.screen.is_active:
        return False
    if await do_own_key(other, event):
        await settled(other)
    return True
