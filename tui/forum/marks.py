"""How far a thread was read: moved only by posts that were on the screen, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from textual.timer import Timer

from store import threads
from store.errors import HubError
from store.posts import Post
from tui.widgets.frame import FrameScreen

READ_PAUSE_S: Final = 1.5
"""How far one has read is saved this long after something new was read."""


class Marks:
    """Belongs to one screen. Passing over posts on the way to the end does not read them."""

    def __init__(self, screen: FrameScreen) -> None:
        self._screen = screen
        self._thread = 0
        self._seen: set[int] = set()
        self._saved = 0
        self._timer: Timer | None = None
        self.read_to = 0
        """The sequence up to which everything was read."""

    def begin(self, thread: int, read_to: int) -> None:
        """Go on with another thread."""
        self._thread = thread
        self.read_to = self._saved = read_to
        self._seen.clear()

    def seen(self, seqs: Iterable[int], held: Sequence[Post], *, at_start: bool) -> bool:
        """Posts were on the screen while somebody looked.

        Args:
            seqs: Their sequences.
            held: The posts that are held, ascending.
            at_start: They begin with the thread's first.

        Returns:
            True when more is read than before.
        """
        self._seen |= {seq for seq in seqs if seq > self.read_to}
        if not self._seen or not held or (held[0].seq > self.read_to + 1 and not at_start):
            return False
        before = self.read_to
        for post in held:
            if post.seq > self.read_to:
                if post.seq not in self._seen:
                    break
                self.read_to = post.seq
        if self.read_to == before:
            return False
        self._seen = {seq for seq in self._seen if seq > self.read_to}
        if self._timer is None:
            self._timer = self._screen.set_timer(READ_PAUSE_S, self.save)
        return True

    async def save(self) -> None:
        """Save what is not saved yet."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if self._thread and self.read_to > self._saved:
            before, self._saved = self._saved, self.read_to
            try:
                await self._screen.attempt(threads.mark_read, thread=self._thread, seq=self.read_to)
            except HubError:
                # It is tried again with the next post that is read; nobody has to be told.
                self._saved = before
