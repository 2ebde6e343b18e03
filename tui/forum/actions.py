"""What one can do about aliases from everywhere; the app mixes this in."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Final

from store.policy import RULES, Capability
from tui.ask import OnPorch
from tui.commands import Command
from tui.forum.care import go_through_lifts

COMMANDS: Final = (
    Command(
        "forum.lifts",
        (),
        "lifts",
        "Aliases to be lifted",
        "Requests to say who is behind an alias: those that wait for a host, and your own.",
        "Everywhere",
    ),
)


class Lifting(OnPorch):
    """The action of the command above."""

    def _float(self, asking: Coroutine[object, object, None]) -> None:
        """Ask something in a card; the app's other actions have it."""
        raise NotImplementedError

    @property
    def may_ask_lifts(self) -> bool:
        """The person is one of those who may ask for an alias to be lifted."""
        me = self.porch.me
        return me is not None and me.role in RULES[Capability.LIFT_ASK].roles

    def action_lifts(self) -> None:
        """Show the requests."""
        self._float(go_through_lifts(self))
