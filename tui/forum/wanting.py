"""What the column of posts is asked to do by its keys, and when: it says so and does none of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partialmethod

from textual import events
from textual.message import Message as Notification
from textual.widget import Widget

from store.posts import Post
from tui.forum.column_keys import DEEDS, OF_POLL, TO_EDITOR, Rights, possible


class Wanting(Widget):
    """The deeds of the column; the column adds the posts."""

    class Wanted(Notification):
        """Something is to be done: one of `column_keys.DEEDS`."""

        def __init__(self, deed: str) -> None:
            super().__init__()
            self.deed = deed

    def __init__(self, *, id: str | None = None) -> None:
        """Make it, with nothing that may be done.

        Args:
            id: The widget's id.
        """
        super().__init__(id=id)
        self.rights = Rights()
        """What the viewer may do here."""
        self.do: Callable[[str], None] = self._want
        """Does one of `column_keys.DEEDS` at once: a deed that leads to the editor is not left to a message."""

    @property
    def chosen(self) -> Post | None:
        """The post that keys are for; None without posts."""
        raise NotImplementedError

    @property
    def polled(self) -> Post | None:
        """The post with the poll; None: none that is held has one."""
        raise NotImplementedError

    def meant(self, deed: str) -> Post | None:
        """The post that a deed is about; None without one.

        Args:
            deed: One of `column_keys.DEEDS`.
        """
        return self.polled if deed in OF_POLL else self.chosen

    async def on_key(self, event: events.Key) -> None:
        """Keys that lead to the editor lead there at once: what comes in the same packet is for it."""
        focused = self.screen.focused
        if focused is not None and focused is not self and self.screen.is_current:
            event.stop()
            event.prevent_default()
            # Another event: this one is marked as done with.
            focused.post_message(events.Key(event.key, event.character))
        elif (deed := TO_EDITOR.get(event.key, "")) and possible(deed, self.chosen, self.rights):
            event.stop()
            event.prevent_default()
            self.do(deed)

    def _want(self, deed: str) -> None:
        self.post_message(self.Wanted(deed))

    action_reply = partialmethod(_want, "reply")
    action_write = partialmethod(_want, "write")
    action_quote = partialmethod(_want, "quote")
    action_react = partialmethod(_want, "react")
    action_edit = partialmethod(_want, "edit")
    action_delete = partialmethod(_want, "delete")
    action_copy = partialmethod(_want, "copy")
    action_links = partialmethod(_want, "links")
    action_versions = partialmethod(_want, "versions")
    action_go = partialmethod(_want, "go")
    action_back = partialmethod(_want, "back")
    action_unfold = partialmethod(_want, "unfold")
    action_vote = partialmethod(_want, "vote")
    action_voters = partialmethod(_want, "voters")
    action_solved = partialmethod(_want, "solved")
    action_level = partialmethod(_want, "level")
    action_first_new = partialmethod(_want, "first_new")
    action_care = partialmethod(_want, "care")
    action_lift = partialmethod(_want, "lift")
    action_retitle = partialmethod(_want, "retitle")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What can be done with the chosen post and the thread is offered, and no more."""
        return possible(action, self.meant(action), self.rights) if action in DEEDS else True
