"""The one way to ask somebody who looks after a place why they do something: a few words, or it is not done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui import words
from tui.widgets.floating import Prompt

if TYPE_CHECKING:
    from tui.app import PorchlightApp


async def ask_reason(porch: PorchlightApp, title: str, text: str, *, longest: int = 120) -> str:
    """Ask why. Call it in a worker.

    Args:
        porch: The session's app.
        title: The deed, as a question.
        text: What follows from it, and who will read the reason.
        longest: Characters it takes at most.

    Returns:
        The reason; "": it is not to be done after all.
    """
    prompt = Prompt(title, text, hint=words.REASON_HINT, longest=longest, check=_said_something)
    return await porch.push_screen_wait(prompt) or ""


async def _said_something(typed: str) -> str:
    return "" if typed.strip() else words.REASON_NEEDED
