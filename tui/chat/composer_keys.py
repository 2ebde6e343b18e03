"""What one can do while writing, and the keys for it."""

from __future__ import annotations

from typing import Final

from tui.commands import Command

COMMANDS: Final = (
    Command(
        "chat.send",
        ("enter",),
        "send",
        "Send",
        "Say what you have written.",
        footer="send",
        footer_rank=1,
        palette=False,
    ),
    Command(
        "chat.new_line",
        ("ctrl+j", "shift+enter", "alt+enter"),
        "new_line",
        "New line",
        "Begin a new line. Shift+Enter and Alt+Enter do it too, where the terminal tells them apart.",
        footer="new line",
        footer_rank=4,
        palette=False,
    ),
    Command(
        "chat.complete",
        ("tab",),
        "complete",
        "Complete",
        "Take the name that is offered above the input: @ people, # rooms, : emoji, / commands. Esc closes the list.",
        palette=False,
    ),
    Command(
        "chat.undo",
        ("ctrl+z",),
        "undo",
        "Undo",
        "Take back the last change in what you write.",
        palette=False,
    ),
    Command(
        "chat.word_back",
        ("ctrl+w", "alt+backspace", "ctrl+backspace"),
        "delete_word",
        "Delete a word",
        "Take out the word before the cursor.",
        palette=False,
    ),
    Command(
        "chat.line_back",
        ("ctrl+u",),
        "delete_to_line_start",
        "Delete to the line's start",
        "Take out the line up to the cursor.",
        palette=False,
    ),
)
"""What one can do while writing."""
