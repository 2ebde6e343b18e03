"""A window over a room: a bounded, unbroken stretch of its messages, wherever in its history that is."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from store.chat import QUOTED_CHARS

if TYPE_CHECKING:
    from store.chat import Message

HELD: Final = 240
"""Messages held at most; what is further away is read from the store again."""
READ_AT_ONCE: Final = 50
"""Messages asked for at once."""


class Window:
    """The stretch of messages that is in memory, ascending by sequence."""

    def __init__(self, held: int = HELD) -> None:
        self.held = held
        """Messages held at most."""
        self.messages: list[Message] = []
        self.at_start = True
        """The first message is the room's first."""
        self.at_end = True
        """The last message is the room's newest, as far as this session has read."""

    def __len__(self) -> int:
        return len(self.messages)

    @property
    def first_seq(self) -> int:
        """The lowest sequence held; 0 when empty."""
        return self.messages[0].seq if self.messages else 0

    @property
    def last_seq(self) -> int:
        """The highest sequence held; 0 when empty."""
        return self.messages[-1].seq if self.messages else 0

    @property
    def shown_from(self) -> int:
        """The index of the first message to show.

        Whether a message needs a header is known from the one before it. So the first of a stretch that does not
        begin with the room's beginning is held only for that, and nothing moves when more comes before it.
        """
        return 0 if self.at_start or not self.messages else 1

    def put(self, messages: Sequence[Message], *, at_start: bool, at_end: bool) -> None:
        """Hold another stretch instead."""
        self.messages = list(messages)
        self.at_start, self.at_end = at_start, at_end

    def index(self, seq: int) -> int | None:
        """Where the message of this sequence is held; None when it is not."""
        found = bisect_left(self.messages, seq, key=lambda message: message.seq)
        return found if found < len(self.messages) and self.messages[found].seq == seq else None

    def index_from(self, seq: int) -> int:
        """Where the first message with at least this sequence is, or would be."""
        return bisect_left(self.messages, seq, key=lambda message: message.seq)

    def before(self, messages: Sequence[Message], *, at_start: bool) -> int:
        """Put older messages in front.

        Returns:
            How many were put; as many newer ones as do not fit any more are let go.
        """
        fresh = [message for message in messages if not self.messages or message.seq < self.first_seq]
        self.messages[:0] = fresh
        self.at_start = at_start
        if len(self.messages) > self.held:
            del self.messages[self.held :]
            self.at_end = False
        return len(fresh)

    def after(self, messages: Sequence[Message], *, at_end: bool) -> int:
        """Put newer messages behind.

        Returns:
            How many older ones were let go in front because they do not fit any more.
        """
        last = self.last_seq
        self.messages += [message for message in messages if message.seq > last]
        self.at_end = at_end
        dropped = max(0, len(self.messages) - self.held)
        if dropped:
            del self.messages[:dropped]
            self.at_start = False
        return dropped

    def answers_to(self, seq: int) -> list[int]:
        """The sequences held that answer a message."""
        return [message.seq for message in self.messages if message.reply_to == seq]

    def quote(self, message: Message) -> None:
        """Let what answers a message show what it says now."""
        quoted = " ".join(message.text[:QUOTED_CHARS].split())
        for index, answer in enumerate(self.messages):
            if answer.reply_to == message.seq and answer.reply_text != quoted:
                self.messages[index] = replace(answer, reply_text=quoted)

    def replace(self, message: Message) -> int | None:
        """Hold a newer version of a message.

        Returns:
            Its index; None when it is not held.
        """
        index = self.index(message.seq)
        if index is not None:
            self.messages[index] = message
        return index
